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
# Second differences are looked at in blocks of this length, at least as long as a filter; first
# eight blocks at a time, most of which have nothing in them that matters.
_BLOCK = 64
_BLOCKS = 8
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

    def candidates(self, padded: Samples, *, threshold: float) -> NDArray[np.intp]:
        """The rows that may hold a value, or hold a sample, above a threshold.

        Parameters
        ----------
        padded : (16·count + 23,) float32
            Row r of 16 has the positions from 16·r on, position p lying between samples p + 11
            and p + 12, and holds the samples p + 11.
        threshold : float ≥ 0

        Returns
        -------
        (n,) int
            Ascending; the rows left out have no such value for certain.
        """
        # Values have samples on both sides: what lies at the very ends bends none of them.
        samples, slopes = padded[1:-1], padded[1:] - padded[:-1]
        blocks = -(-len(samples) // _BLOCK)
        bends = np.empty((blocks + 2) * _BLOCK, np.float32)
        bends[:_BLOCK] = bends[_BLOCK + len(samples) :] = 0.0
        own = bends[_BLOCK : _BLOCK + len(samples)]
        np.abs(np.subtract(slopes[1:], slopes[:-1], out=own), out=own)
        high = 1 + self._high(samples, bends, self._high_blocks(samples, own, threshold), threshold)
        count = (len(padded) - TAPS + 1) // ROW
        flags = np.zeros(count + 2, bool)
        flags[np.maximum(0, high - BEFORE) // ROW] = True
        flags[np.maximum(0, high - BEFORE - 1) // ROW] = True
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

    def _high_blocks(self, samples: Samples, bends: Samples, threshold: float) -> NDArray[np.intp]:
        """The numbers of the blocks that may have such samples as `_high` looks for."""
        starts = np.arange(0, len(samples), _BLOCKS * _BLOCK)
        largest = np.zeros(len(starts) + 2, np.float32)
        largest[1:-1] = np.maximum.reduceat(bends, starts)
        bend = np.maximum(np.maximum(largest[:-2], largest[1:-1]), largest[2:])
        highest = np.maximum.reduceat(samples, starts)
        np.maximum(highest, -np.minimum.reduceat(samples, starts), out=highest)
        found = np.flatnonzero(highest > self._needed(bend, threshold))
        blocks = (found[:, None] * _BLOCKS + np.arange(_BLOCKS)).reshape(-1)
        return blocks[blocks * _BLOCK < len(samples)]

    def _high(
        self, samples: Samples, bends: Samples, blocks: NDArray[np.intp], threshold: float
    ) -> NDArray[np.intp]:
        """Which samples of some blocks may have a value beside them that is above the threshold.

        The second difference at sample i is bends[64 + i].
        """
        if not len(blocks):
            return blocks
        # A value is made of samples that reach less than a block to either side.
        width, size = bends.strides[0] * _BLOCK, 3 * _BLOCK
        shape, strides = (len(bends) // _BLOCK - 2, size), (width, bends.strides[0])
        around = np.ndarray(shape, np.float32, bends, 0, strides)[blocks]
        needed = self._needed(around.max(axis=1), threshold)
        places = blocks[:, None] * _BLOCK + np.arange(_BLOCK)
        places[-1] = np.minimum(places[-1], len(samples) - 1)
        high: NDArray[np.intp] = places[np.abs(samples[places]) > needed[:, None]]
        return high

    def _needed(self, bend: Samples, threshold: float) -> Samples:
        """What a sample must exceed for a value beside it to, where the signal bends so much."""
        needed: Samples = np.float32(threshold) - bend * np.float32(self._bend)
        return needed


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
