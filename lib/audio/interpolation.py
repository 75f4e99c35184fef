"""Values between the samples, sixteen positions at a time."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from lib.audio.true_peak import interpolator, oversampling

Samples = NDArray[np.float32]

TAPS = 24
# The samples on both sides of a position that it needs; between the 12th and the 13th it lies.
BEFORE = TAPS // 2 - 1
# Positions of one row of the matrix product, and rows of one batch: small enough for OpenBLAS to
# stay on one thread (see lib.audio.filters).
ROW = 16
_BATCH = 128
# Second differences are looked at in blocks of this length, at least as long as a filter.
_BLOCK = 64
# Which samples may matter at all is told for spans of this length.
SPAN = 8 * _BLOCK
# Room for rounding in single precision where a row is skipped because it stays under a threshold.
_ROUNDING = 1.0 + 1e-5


class Interpolation:
    """Interpolates rows of 16 positions, and tells beforehand which ones cannot matter.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz; it decides on 3, 1 or 0 values between two samples (`oversampling`).

    Attributes
    ----------
    between : int ≥ 0
        Values between two samples.
    reach : float ≥ 1
        No value is larger than the largest of the samples that it is made of times this.

    Notes
    -----
    A bound that is tighter than `reach`: an interpolating filter that passes straight lines as they
    are is linear interpolation and a filter over second differences, x[n-1] - 2·x[n] + x[n+1]. The
    first cannot exceed the two samples at its sides; the second cannot exceed the largest second
    difference times the sum of that filter's magnitudes (0.42).
    """

    def __init__(self, *, sample_rate: int) -> None:
        filters = interpolator(oversampling(sample_rate))
        self.between = len(filters)
        self.reach = float(np.abs(filters).sum(axis=1).max(initial=1.0)) * _ROUNDING
        self._bend = _curvature(filters) * _ROUNDING
        self._matrix = _toeplitz(filters)

    def candidates(
        self, padded: Samples, *, threshold: float, among: NDArray[np.intp] | None = None
    ) -> NDArray[np.intp]:
        """The rows that may hold a value, or hold a sample, above a threshold.

        Parameters
        ----------
        padded : (16·count + 23,) float32
            Row r of 16 has the positions from 16·r on, position p lying between samples p + 11
            and p + 12, and holds the samples p + 11.
        threshold : float ≥ 0
        among : (m,) int, optional
            Ascending: the spans of 512 samples that are looked at, for whoever knows that there is
            nothing in the others; by default all.

        Returns
        -------
        (n,) int
            Ascending; the rows left out have no such value for certain.
        """
        spans = np.arange(-(-len(padded) // SPAN)) if among is None else among
        high = self._high(_surrounded(padded, spans), spans, threshold)
        count = (len(padded) - TAPS + 1) // ROW
        flags = np.zeros(count + 2, bool)
        for reach in (BEFORE, BEFORE + 1):
            flags[np.clip(high - reach, 0, len(padded) - TAPS) // ROW] = True
        return np.flatnonzero(flags[:count])

    def magnitudes(self, padded: Samples, rows: NDArray[np.intp]) -> Samples:
        """Magnitudes of the values of some rows.

        Parameters
        ----------
        padded : (16·count + 23,) float32
        rows : (n,) int

        Returns
        -------
        (n, 16·between) float32
            Position by position.
        """
        width = ROW + TAPS - 1
        stride = padded.strides[0]
        windows = as_strided(
            padded, (len(padded) // ROW - 1, width), (ROW * stride, stride), writeable=False
        )
        chosen = np.zeros((-(-len(rows) // _BATCH) * _BATCH, width), np.float32)
        chosen[: len(rows)] = windows[rows]
        values = chosen.reshape(-1, _BATCH, width) @ self._matrix
        magnitudes: Samples = np.abs(values, out=values).reshape(len(chosen), -1)
        return magnitudes[: len(rows)]

    def _high(self, rows: Samples, spans: NDArray[np.intp], threshold: float) -> NDArray[np.intp]:
        """Which samples of some spans may have a value beside them that is above the threshold."""
        # Two of each row's bends lie across its end and are not looked at; but a pass over all rows
        # at once takes a third of the time.
        flat, bends = rows.reshape(-1), np.empty_like(rows)
        slopes = flat[1:] - flat[:-1]
        np.subtract(slopes[1:], slopes[:-1], out=bends.reshape(-1)[:-2])
        bends = np.abs(bends, out=bends)[:, :-2]
        # First whole spans at a time, most of which have nothing in them that matters.
        samples = rows[:, _BLOCK + 1 : -_BLOCK - 1]
        some = _highest(samples) > self._needed(bends.max(axis=1), threshold)
        spans, samples = spans[some], samples[some].reshape(-1, _BLOCK)
        largest = bends[some].reshape(len(spans), SPAN // _BLOCK + 2, _BLOCK).max(axis=2)
        # A value is made of samples that reach less than a block to either side.
        around = np.maximum(np.maximum(largest[:, :-2], largest[:, 1:-1]), largest[:, 2:])
        needed = self._needed(around.reshape(-1), threshold)
        blocks = np.flatnonzero(_highest(samples) > needed)
        found, place = np.nonzero(np.abs(samples[blocks]) > needed[blocks, None])
        span, block = np.divmod(blocks[found], SPAN // _BLOCK)
        high: NDArray[np.intp] = spans[span] * SPAN + block * _BLOCK + place
        return high

    def _needed(self, bend: Samples, threshold: float) -> Samples:
        """What a sample must exceed for a value beside it to, where the signal bends so much."""
        needed: Samples = np.float32(threshold) - bend * np.float32(self._bend)
        return needed


def _surrounded(padded: Samples, spans: NDArray[np.intp]) -> Samples:
    """Some spans with a block and a sample on both sides: (spans, 642), the ends going on."""
    rows = np.empty((len(spans), SPAN + 2 * (_BLOCK + 1)), np.float32)
    starts = spans * SPAN - _BLOCK - 1
    first, last = np.searchsorted(starts, [0, len(padded) - rows.shape[1] + 1])
    stride = padded.strides[0]
    windows = as_strided(
        padded[SPAN - _BLOCK - 1 :],
        (max(0, len(padded) // SPAN - 1), rows.shape[1]),
        (SPAN * stride, stride),
        writeable=False,
    )
    rows[first:last] = windows[spans[first:last] - 1]
    for edge in (*range(first), *range(last, len(rows))):
        places = np.arange(starts[edge], starts[edge] + rows.shape[1])
        rows[edge] = padded[np.clip(places, 0, len(padded) - 1)]
    return rows


def _highest(rows: Samples) -> Samples:
    """The largest magnitude of each row."""
    highest: Samples = np.maximum(rows.max(axis=1), -rows.min(axis=1))
    return highest


def _curvature(filters: NDArray[np.float64]) -> float:
    """The largest sum of magnitudes of what is left beside linear interpolation."""
    largest = 0.0
    for row in filters:
        # Where the filter puts a straight line's value: p/factor, to within its window's ripple.
        place = float((row * (np.arange(TAPS) - BEFORE)).sum())
        rest = row.copy()
        rest[BEFORE] -= 1.0 - place
        rest[BEFORE + 1] -= place
        largest = max(largest, float(np.abs(np.cumsum(np.cumsum(rest))).sum()))
    return largest


def _toeplitz(filters: NDArray[np.float64]) -> Samples:
    """The matrix that takes 39 samples to the values after each of 16 positions."""
    between = len(filters)
    matrix = np.zeros((ROW + TAPS - 1, ROW * between), np.float32)
    for position in range(ROW):
        columns = slice(position * between, (position + 1) * between)
        matrix[position : position + TAPS, columns] = filters.T
    return matrix
