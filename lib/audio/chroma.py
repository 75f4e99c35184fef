"""The steady tones of a programme: spectral peaks by pitch, from which the key is told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.audio.series import Series

Power = NDArray[np.float32]

# What is looked at: from the lowest string of a bass (E1 is 41.2 Hz) to where only overtones are.
LOWEST_HZ, HIGHEST_HZ = 40.0, 2000.0
REFERENCE_HZ = 440.0

# Frames that are looked at together: enough that numpy's own work is the smallest part of it.
_TOGETHER = 32
# A peak stands out of the mean magnitude of the lines this far around it by at least this factor.
# The largest of noise's 21 lines does so by 2.2 on average, a steady tone alone by 10.
_AROUND = 10
_STANDS_OUT = 2.5
# The strongest peaks of a frame that are kept.
_MOST_PEAKS = 60
# Peaks this far below their frame's level are none: rounding, leakage, dither.
_DEEPEST_DB = 60.0
# The lines of a sine under a Hann window add up to this much of its highest one.
_HANN_LINES = 1.5
# The highest line of a full-scale sine, whose mean square is a half.
_SINE = 0.5 / _HANN_LINES
_NOTHING = 1e-30
# What is kept of levels, in decibels: in two bytes, up to 64 dB to either side.
_STEP_DB = 1.0 / 512.0


@dataclass(frozen=True, slots=True)
class Peaks:
    """The spectral peaks of a programme, frame by frame, in as few bytes as will do.

    Attributes
    ----------
    counts : (frames,) uint8
        How many peaks lie in each frame; they follow each other in `cents` and `steps`.
    cents : (n,) float32
        The pitch of each in cents from A4 = 440 Hz, by parabolic interpolation of the logarithmic
        power; within a frame from low to high.
    steps : (2, n) int16
        Its level under or over the frame's, and its salience: see `relative_db`, `salience_db`.
    frame_level_db : (frames,) float32
        Level of each frame between 40 Hz and 2 kHz: that of a full-scale sine in one channel is
        0 dB; -300 for silence.
    hop_s : float
        Distance of neighbouring frames in seconds.
    """

    counts: NDArray[np.uint8]
    cents: NDArray[np.float32]
    steps: NDArray[np.int16]
    frame_level_db: NDArray[np.float32]
    hop_s: float

    @property
    def frame(self) -> NDArray[np.int32]:
        """Number of the frame in which each peak lies: (n,), ascending."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts)

    @property
    def relative_db(self) -> NDArray[np.float32]:
        """The level of each peak over that of its frame, -60 to about 0: (n,)."""
        return _in_decibels(self.steps[0])

    @property
    def salience_db(self) -> NDArray[np.float32]:
        """How far each peak stands out of the mean magnitude around it, 8 to about 20: (n,)."""
        return _in_decibels(self.steps[1])

    @property
    def level_db(self) -> NDArray[np.float32]:
        """The level of each peak, in the terms of the frames' levels: (n,)."""
        return self.relative_db + np.repeat(self.frame_level_db, self.counts)

    def between(self, start: int, end: int) -> Peaks:
        """The frames from one number to before another, counted from 0 again; no copies."""
        first, last = (int(self.counts[:frame].sum(dtype=np.int64)) for frame in (start, end))
        return Peaks(
            counts=self.counts[start:end],
            cents=self.cents[first:last],
            steps=self.steps[:, first:last],
            frame_level_db=self.frame_level_db[start:end],
            hop_s=self.hop_s,
        )


class ChromaMeter:
    """Collects the spectral peaks between 40 Hz and 2 kHz.

    Parameters
    ----------
    line_hz : float > 0
        Distance between the lines of the spectra.
    lines : int > 0
        Their number, from 0 Hz on.
    hop_s : float > 0
        From one frame to the next; frames are two hops long, 0.68 s and more at the usual sampling
        rates: enough to tell semitones apart from 50 Hz up (a Hann window's main lobe is four lines
        wide, and two tones need to be half of that apart).
    channels : int > 0
        Whose mean power the spectra are.
    """

    def __init__(self, *, line_hz: float, lines: int, hop_s: float, channels: int) -> None:
        self._line_hz = line_hz
        self._hop_s = hop_s
        self._low = max(_AROUND + 2, math.ceil(LOWEST_HZ / line_hz))
        high = math.floor(min(HIGHEST_HZ / line_hz, lines - _AROUND - 3))
        self._seen = slice(self._low - _AROUND, high + _AROUND + 1)
        # A full-scale sine in one channel has a power of 1.
        self._unit = np.float32(channels / _SINE)
        width = self._seen.stop - self._seen.start
        self._waiting = np.zeros((_TOGETHER, width), np.float32)
        self._filled = 0
        self._counts = Series(rows=1, kind=np.uint8)
        self._cents = Series(rows=1, kind=np.float32)
        self._steps = Series(rows=2, kind=np.int16)
        self._levels = Series(rows=1, kind=np.float32)

    def take(self, power: Power, level: NDArray[np.float64]) -> None:
        """Take the next frames in.

        Parameters
        ----------
        power : (n, lines) float32, ≥ 0
            Power of each line, the mean over channels: neither swapping nor inverting channels
            makes a difference.
        level : (n,) float64, ≥ 0
            Not used: only what lies between 40 Hz and 2 kHz counts.
        """
        del level
        taken = 0
        while taken < len(power):
            size = min(len(power) - taken, _TOGETHER - self._filled)
            room = self._waiting[self._filled : self._filled + size]
            np.multiply(power[taken : taken + size, self._seen], self._unit, out=room)
            taken += size
            self._filled += size
            if self._filled == _TOGETHER:
                self.finish()

    def finish(self) -> None:
        """Look for peaks in what is still waiting for company."""
        if self._filled:
            self._find(self._waiting[: self._filled])
            self._filled = 0

    def result(self) -> Peaks:
        """The peaks of the signal so far."""
        return Peaks(
            counts=self._counts.values[0],
            cents=self._cents.values[0],
            steps=self._steps.values,
            frame_level_db=self._levels.values[0],
            hop_s=self._hop_s,
        )

    def _find(self, power: Power) -> None:
        """Add the peaks of (frames, lines) power, of which the first and last few are a margin."""
        level_db = _decibels(power[:, _AROUND:-_AROUND].sum(axis=1) / _HANN_LINES)
        mean = _mean_magnitude(power)
        frame, line = _standing_out(power, mean=mean)
        middle = line + _AROUND
        left, top, right = (_decibels(power[frame, middle + step]) for step in (-1, 0, 1))
        bend = 2.0 * (left - 2.0 * top + right)
        # Below everything three lines may be alike: a flat top has its middle in the middle.
        aside = np.divide(left - right, bend, out=np.zeros_like(bend), where=bend != 0.0)
        height = top - (left - right) * aside / 4.0
        kept = _strongest(frame, np.where(height > level_db[frame] - _DEEPEST_DB, height, -np.inf))
        hertz = (self._low + line + aside) * (self._line_hz)
        salience = height - _decibels(mean[frame, line] ** 2)
        levels = np.stack([height - level_db[frame], salience])[:, kept]
        self._counts.append(np.bincount(frame[kept], minlength=len(power)).astype(np.uint8))
        self._cents.append((1200.0 * np.log2(hertz[kept] / REFERENCE_HZ)).astype(np.float32))
        self._steps.append(np.rint(levels / _STEP_DB).astype(np.int16))
        self._levels.append(level_db.astype(np.float32))


def _in_decibels(steps: NDArray[np.int16]) -> NDArray[np.float32]:
    levels: NDArray[np.float32] = steps * np.float32(_STEP_DB)
    return levels


def _decibels(power: NDArray[Any]) -> NDArray[Any]:
    """Levels of (...) power, far below everything for none."""
    levels: NDArray[Any] = 10.0 * np.log10(np.maximum(power, _NOTHING))
    return levels


def _mean_magnitude(power: Power) -> NDArray[Any]:
    """The mean magnitude around each line but those of the margins."""
    below = np.zeros((len(power), power.shape[1] + 1))
    np.cumsum(np.sqrt(power), axis=1, out=below[:, 1:])
    width = 2 * _AROUND + 1
    mean: NDArray[Any] = (below[:, width:] - below[:, :-width]) / width
    return mean


def _standing_out(power: Power, *, mean: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Frame and line of what is larger than its neighbours and well above the mean around it."""
    inner = power[:, _AROUND:-_AROUND]
    left, right = power[:, _AROUND - 1 : -_AROUND - 1], power[:, _AROUND + 1 : 1 - _AROUND]
    frame, line = np.divmod(np.flatnonzero((inner > left) & (inner >= right)), inner.shape[1])
    high = inner[frame, line] > (_STANDS_OUT * mean[frame, line]) ** 2
    return frame[high], line[high]


def _strongest(frame: NDArray[np.intp], level_db: NDArray[Any]) -> NDArray[np.intp]:
    """The numbers of the strongest peaks of each frame, frame by frame and from low to high."""
    order = np.lexsort((-level_db, frame))
    place = np.arange(len(order)) - np.searchsorted(frame, frame)
    return np.sort(order[(place < _MOST_PEAKS) & np.isfinite(level_db[order])])
