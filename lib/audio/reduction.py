"""Lower sampling rates: filtering and the choice of every so manieth sample in one product."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

# What one row of the matrix product makes of each filter's output, at least.
_LEAST_OUTPUTS = 8
# From 2^18 multiplications on a product is spread over threads, which then spin (see filters.py).
_MOST_MULTIPLICATIONS = 1 << 17


class Reducer:
    """Filters a signal that comes in pieces and keeps one sample in `factor`.

    Parameters
    ----------
    filters : (filters, taps) float64, taps odd
        Their impulse responses; the middle tap is that of no delay.
    factor : int > 0
    channels : int > 0

    Notes
    -----
    A row of input makes 8 outputs or more of each filter: it is multiplied by a matrix with a band
    for each of them, and what the filters reach of the next row by another. So the rows do not
    overlap and are not copied.
    """

    def __init__(self, filters: NDArray[np.float64], *, factor: int, channels: int) -> None:
        self._factor = factor
        self._reach = filters.shape[1] // 2
        self._beyond = max(0, filters.shape[1] - factor)
        self._outputs = max(_LEAST_OUTPUTS, filters.shape[1] // factor)
        self._row = self._outputs * factor
        matrix = _banded(filters, factor=factor, outputs=self._outputs)
        self._inside, self._outside = matrix[: self._row], matrix[self._row :]
        self._rows = max(1, _MOST_MULTIPLICATIONS // self._inside.size)
        self._filters = len(filters)
        # As many zeros as the filters reach: the first output lies on the first sample.
        self._signal = np.zeros((channels, self._reach), np.float32)
        self._filled = self._reach

    def push(self, samples: Samples) -> Samples:
        """Take the next piece in and hand out what it completes.

        Parameters
        ----------
        samples : (channels, n) float32

        Returns
        -------
        (channels, filters, m) float32
        """
        end = self._filled + samples.shape[1]
        whole = max(0, end - 2 * self._reach) // self._factor
        batches = max(1, -(-whole // (self._outputs * self._rows)))
        self._make_room(max(end, batches * self._rows * self._row + self._beyond))
        self._signal[:, self._filled : end] = samples
        made = np.matmul(self._cut(batches, self._row), self._inside)
        if self._beyond:
            made += np.matmul(self._cut(batches, self._beyond, start=self._row), self._outside)
        self._filled = end - whole * self._factor
        self._signal[:, : self._filled] = self._signal[:, whole * self._factor : end].copy()
        by_filter = made.reshape(len(made), -1, self._filters, self._outputs).swapaxes(1, 2)
        outputs: Samples = by_filter.reshape(len(made), self._filters, -1)[..., :whole]
        return outputs

    def finish(self) -> Samples:
        """What is left, with silence behind it: outputs up to half a step beyond the signal."""
        before = (2 * self._reach + 1 - self._factor) // 2
        count = max(0, -(-(self._filled - before) // self._factor))
        silence = np.zeros((len(self._signal), 2 * (self._reach + self._factor)), np.float32)
        return self.push(silence)[..., :count]

    def _make_room(self, size: int) -> None:
        """What lies behind the signal meets nothing but the band's zeros."""
        missing = size - self._signal.shape[1]
        if missing > 0:
            self._signal = np.pad(self._signal, ((0, 0), (0, missing)))

    def _cut(self, batches: int, width: int, *, start: int = 0) -> Samples:
        """The beginnings of all rows: (channels, batches, rows, width), not copied."""
        channel, sample = self._signal.strides
        row = self._row * sample
        # What as_strided would do, in a tenth of its time.
        return np.ndarray(
            (len(self._signal), batches, self._rows, width),
            np.float32,
            self._signal,
            start * sample,
            (channel, self._rows * row, row, sample),
        )


def _banded(filters: NDArray[np.float64], *, factor: int, outputs: int) -> Samples:
    """What takes a row and what is reached beyond it to outputs: (inputs, filters·outputs)."""
    count, taps = filters.shape
    matrix = np.zeros((outputs * factor + max(0, taps - factor), count, outputs), np.float32)
    for output in range(outputs):
        matrix[output * factor : output * factor + taps, :, output] = filters.T
    return matrix.reshape(len(matrix), -1)
