"""Clipping: runs of samples that are stuck at full scale or at a flat top close below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import Chunk

# A run is three samples or more, so that a peak that merely touches full scale is none.
_SHORTEST = 3
# Flat tops count down to here: a clipped mix is often turned down by a fraction of a decibel.
_FLAT_FLOOR = 0.98
# What is close to full scale, in fractions of it; coarser where the samples are.
_TOLERANCE = 1e-4
_MOST_REGIONS = 50

Samples = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Region:
    """One run: its first sample, its length in samples, and its channel (0 is the first)."""

    start: int
    samples: int
    channel: int


@dataclass(frozen=True, slots=True)
class Clipping:
    """How many runs there are, how many samples they hold, and the longest 50 in order of time."""

    runs: int
    samples: int
    regions: tuple[Region, ...]


class ClippingMeter:
    """Finds clipped runs, also across the borders of chunks.

    Parameters
    ----------
    channels : int > 0
    step : float ≥ 0
        Distance between neighbouring sample values at full scale (2⁻¹⁵ for 16 bits).

    Notes
    -----
    A run is three or more consecutive samples of one channel that are all beyond full scale less a
    tolerance (the larger of 1e-4 and one and a half steps) with the same sign, or all of exactly
    the same value of at least 0.98. It counts only if it has an edge: the sample before it or the
    one after it lies further below its top than the round crest of a slow wave would leave it. A
    parabola that has n samples within the tolerance t of its top is down by t·((n+1)/(n-1))² at
    most one sample further out. What the file begins or ends with is compared with silence. The
    rule is the project's own.
    """

    def __init__(self, *, channels: int, step: float = 0.0) -> None:
        self._step = step
        self._tolerance = max(_TOLERANCE, 1.5 * step)
        self._ceiling = np.float32(1.0 - self._tolerance)
        self._floor = min(np.float32(_FLAT_FLOOR), self._ceiling)
        # Of each channel: its last sample, and the run at its end if there is one.
        self._last = np.zeros((channels, 1), np.float32)
        self._open: list[_Open | None] = [None] * channels
        self._frames = 0
        self._runs = 0
        self._samples = 0
        self._longest = np.zeros((0, 3), np.int64)

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        loudest = np.maximum(chunk.high.max(axis=1), -chunk.low.min(axis=1))
        for channel, samples in enumerate(chunk.samples):
            if loudest[channel] >= self._floor or self._open[channel] is not None:
                signal = np.concatenate([self._last[channel], samples])
                self._count(self._ended(signal, first=chunk.start - 1, channel=channel))
        self._last = chunk.samples[:, -1:].copy()
        self._frames = chunk.start + chunk.samples.shape[1]

    def result(self) -> Clipping:
        """The runs so far; one that is still going on is taken to end here, into silence."""
        # Silence after it is an edge in any case.
        going_on = [
            (run.start, self._frames - run.start, channel)
            for channel, run in enumerate(self._open)
            if run is not None and self._frames - run.start >= _SHORTEST
        ]
        runs = np.array(going_on, np.int64).reshape(-1, 3)
        return Clipping(
            runs=self._runs + len(runs),
            samples=self._samples + int(runs[:, 1].sum()),
            regions=_in_time(_longest(np.concatenate([self._longest, runs]))),
        )

    def _ended(self, signal: Samples, *, first: int, channel: int) -> Places:
        """The runs that end in a piece of one channel, as rows of start, samples, channel.

        The piece begins with the sample before it, number `first`; a run that goes on at its end is
        put by.
        """
        begins, ends, tops = self._chains(signal)
        starts, before = begins + first, signal[np.maximum(begins - 1, 0)]
        carried = self._open[channel]
        if carried is not None:
            starts[0], before[0] = carried.start, carried.before
            tops[0] = max(tops[0], carried.top)
        self._open[channel] = None
        if len(ends) and ends[-1] == len(signal) - 1:
            self._open[channel] = _Open(int(starts[-1]), float(before[-1]), float(tops[-1]))
            starts, before, tops, ends = starts[:-1], before[:-1], tops[:-1], ends[:-1]
        lengths = ends + first - starts + 1
        after = signal[ends + 1]
        sign = np.sign(signal[ends])
        drops = tops - np.minimum(before * sign, after * sign)
        found = (lengths >= _SHORTEST) & (drops > self._crest(lengths))
        return np.stack([starts, lengths, np.full_like(starts, channel)], axis=1)[found]

    def _chains(self, signal: Samples) -> tuple[Places, Places, Samples]:
        """First and last places, and largest magnitudes, of the unbroken chains of loud samples."""
        loud = np.flatnonzero(np.abs(signal) >= self._floor)
        if not len(loud):
            return loud, loud, signal[:0]
        one, next_one = signal[loud[:-1]], signal[loud[1:]]
        both_full = np.minimum(np.abs(one), np.abs(next_one)) >= self._ceiling
        linked = (one == next_one) | (both_full & ((one > 0.0) == (next_one > 0.0)))
        broken = np.flatnonzero(~(linked & (np.diff(loud) == 1)))
        heads = np.concatenate([[0], broken + 1])
        tops = np.maximum.reduceat(np.abs(signal[loud]), heads)
        return loud[heads], loud[np.concatenate([broken, [len(loud) - 1]])], tops

    def _crest(self, lengths: Places) -> NDArray[np.float64]:
        """How far below its top a round crest of so many samples may be one sample further out."""
        lengths = np.maximum(lengths, 2)
        wider = ((lengths + 1) / (lengths - 1)) ** 2
        return np.asarray(self._tolerance * wider + self._step, np.float64)

    def _count(self, runs: Places) -> None:
        self._runs += len(runs)
        self._samples += int(runs[:, 1].sum())
        self._longest = _longest(np.concatenate([self._longest, runs]))


@dataclass(frozen=True, slots=True)
class _Open:
    """A run that is still going on: its first sample, the value before it, its top so far."""

    start: int
    before: float
    top: float


def _longest(runs: Places) -> Places:
    """At most 50 of the runs: the longest, among equals the earliest and the first channel's."""
    return runs[np.lexsort((runs[:, 2], runs[:, 0], -runs[:, 1]))[:_MOST_REGIONS]]


def _in_time(runs: Places) -> tuple[Region, ...]:
    ordered = runs[np.lexsort((runs[:, 2], runs[:, 0]))]
    return tuple(Region(int(s), int(n), int(c)) for s, n, c in ordered)
