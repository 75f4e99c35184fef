"""Resonances: narrow peaks of the spectrum that stay where they are, whatever is played."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.audio.decibels import db_to_power
from lib.audio.series import Series

# Below, peaks are the notes of kick and bass; above, few systems and ears follow.
LOWEST_HZ, HIGHEST_HZ = 100.0, 16_000.0
MAX_RESONANCES = 10
# Frames are looked at in 1/48 octaves (a quarter of a semitone), but no finer than their lines.
_PER_OCTAVE = 48
_GRID_HZ = 40.0
# What a peak stands out of: the mean level, in decibels, of the lines 1/6 to 1/2 octave away.
_NEAR, _FAR = 2.0 ** (1.0 / 6.0), 2.0**0.5
# Levels are kept in steps of half a decibel under the whole frame's, in a byte.
_STEP_DB, _MOST_STEPS, _MOST_EXCESS = 0.5, 255.0, 127
# So many batches, and then frames, are looked at together, which spares the processor calls.
_TOGETHER, _ROWS = 16, 128
# A resonance stands out by this much in the median frame…
_EXCESS_DB = 6.0
# …and by this much in so many of them. A note of the scale sounds in a third at most.
_PRESENT_DB = 3.0
_PRESENT_SHARE = 0.75
# Broader ones are the colour of an instrument, narrower ones are tones: notes, whistles, hum.
_LEAST_Q, _MOST_Q = 4.0, 45.0
# The bells that are tried on a peak, over so many octaves to either side of it…
_HEIGHTS_DB = np.arange(1.0, 40.0, _STEP_DB)
_QS = np.geomspace(2.0, 96.0, 25)
_FIT_OCTAVES = 1.0
# …so far off the middle between its edges…
_SHIFTS = np.linspace(-0.1, 0.1, 41)
# …and the share of the squares half an octave to either side that the best must explain: others
# are tones among tones. Bells on noise explain 0.9, those found under music 0.3 and more.
_CHECK_OCTAVES, _EXPLAINED = 0.5, 0.3
# Frames that count: above -70 dBFS and at most 25 dB under their mean power…
_ABSOLUTE_GATE_DB = -70.0
_RELATIVE_GATE_DB = -25.0
# …and enough of them that a held chord is not all there is: about 8 s.
_LEAST_FRAMES = 20
# What is this far under the whole programme is not heard to ring.
_HEARD_DB = -65.0
# Three peaks at multiples of the lowest of them are a drone and its overtones.
_SERIES, _SERIES_TOLERANCE, _HIGHEST_MULTIPLE = 3, 0.02, 8.5


@dataclass(frozen=True, slots=True)
class Resonance:
    """A narrow peak.

    Attributes
    ----------
    frequency_hz : float
    excess_db : float, ≥ 6
        How far it stands above what would be there without it: the height of the bell that fits
        it, and no less than what the median frame has over the louder of its sides.
    q : float
        Of that bell, 4 to 45: frequency over the width of the peak that it is, 3 dB below its top.
    """

    frequency_hz: float
    excess_db: float
    q: float


class ResonanceMeter:
    """Keeps the level of each part of the spectrum, frame by frame, to find what stands out.

    Parameters
    ----------
    line_hz : float > 0
        Distance between the lines of the spectra.
    lines : int > 0
        Their number, from 0 Hz on.

    Notes
    -----
    In the long-term mean a note that is played often is as narrow and as high as a resonance. What
    tells them apart is time: notes come and go and a resonance answers to nearly everything that
    is played, so it is looked for in the median over frames of 0.75 s and must stand out in three
    quarters of them, over the louder of its two sides, so that slopes and the edges of filters
    make no peaks. But a broad peak's own skirts are part of its sides (of Q 8 and 20 dB, 10 dB of
    it), so how high and broad it is, is read off the bell filter that fits best: of all

        B(f) = 10 lg((x² Q² + g²) / (x² Q² + 1)),  x = f/f₀ - f₀/f

    (the magnitude of (s² + s g/Q + 1) / (s² + s/Q + 1), an equaliser's bell) the one that leaves
    least squares around a straight line over an octave to either side, in the mean level of the
    frames in decibels. What is as narrow as a tone is taken for one, and lines that belong to a
    series of overtones for a drone. The thresholds are our own choice.
    """

    def __init__(self, *, line_hz: float, lines: int) -> None:
        self._line_hz = line_hz
        self._starts = _grid(line_hz, lines)
        ends = np.append(self._starts[1:], self._starts[-1] + 1)
        self._widths = (ends - self._starts).astype(np.float32)
        self._hertz = (self._starts + ends - 1) / 2.0 * line_hz
        self._end = int(ends[-1])
        self._sides = _sides(self._hertz)
        self._octaves = np.log2(self._hertz)
        # How far each part is under the whole frame, in half decibels.
        self._depths = Series(rows=1, kind=np.uint8)
        self._waiting: list[NDArray[np.float32]] = []
        self._levels = Series(rows=1, kind=np.float64)
        self._power = np.zeros(len(self._starts))

    def take(self, power: NDArray[np.float32], level: NDArray[np.float64]) -> None:
        """Take the next frames in.

        Parameters
        ----------
        power : (n, lines) float32, ≥ 0
            Power of each line, the mean over channels.
        level : (n,) float64, ≥ 0
            Its sum over all lines: the mean square of the frame.
        """
        self._levels.append(level)
        self._waiting.append(np.add.reduceat(power[:, : self._end], self._starts, axis=1))
        if len(self._waiting) == _TOGETHER:
            self._depths.append(self._depth().reshape(-1))
            self._power += sum(part.sum(axis=0) for part in self._waiting)
            self._waiting = []

    def result(self) -> tuple[Resonance, ...]:
        """The resonances of the programme so far, the highest first; at most 10."""
        counted = self._counted(self._levels.values[0])
        if np.count_nonzero(counted) < _LEAST_FRAMES:
            return ()
        tally = self._tally(counted)
        typical, mean = tally.median_db(), tally.mean_db()
        found = [
            _Peak(self._middle(mean, peak), float(typical[peak]))
            for peak in self._peaks(typical, tally.present_share())
        ]
        fitted = [
            _fitted(peak, tally.level_db(), self._octaves)
            for peak in found
            if LOWEST_HZ <= peak.frequency_hz <= HIGHEST_HZ and not _in_series(peak, found)
        ]
        listed = [each for each in fitted if each and _LEAST_Q <= each.q <= _MOST_Q]
        return tuple(sorted(listed, key=_highest_first)[:MAX_RESONANCES])

    def _depth(self) -> NDArray[np.uint8]:
        """How far each part of the waiting frames is under its whole frame, in half decibels."""
        parts = np.concatenate(self._waiting)
        parts /= self._widths
        whole = self._levels.values[0, -len(parts) :].astype(np.float32)
        depth = _decibels(whole)[:, None] - _decibels(parts)
        steps: NDArray[np.float32] = np.rint(np.clip(depth / _STEP_DB, 0.0, _MOST_STEPS))
        return steps.astype(np.uint8)

    def _tally(self, counted: NDArray[np.bool_]) -> _Tally:
        """Count how far each part stands out in the frames that count."""
        tally = _Tally(len(self._starts))
        kept = self._depths.values.reshape(-1, len(self._starts))
        pieces = [kept[start : start + _ROWS] for start in range(0, len(kept), _ROWS)]
        if self._waiting:
            pieces.append(self._depth())
        start = 0
        for depths in pieces:
            some = depths[counted[start : start + len(depths)]]
            tally.add(some, self._stands_out(some))
            start += len(depths)
        return tally

    def _stands_out(self, depths: NDArray[np.uint8]) -> NDArray[np.int8]:
        """How far each part stands out of the louder of its sides, in half decibels."""
        below = np.zeros((len(depths), depths.shape[1] + 1), np.float32)
        np.cumsum(depths, axis=1, out=below[:, 1:])
        (left, right), (left_count, right_count) = self._sides
        beside = np.minimum(
            (below[:, left[1]] - below[:, left[0]]) / left_count,
            (below[:, right[1]] - below[:, right[0]]) / right_count,
        )
        excess = np.clip(beside - depths, -_MOST_EXCESS, _MOST_EXCESS)
        return np.rint(excess).astype(np.int8)

    def _peaks(self, typical: NDArray[np.float64], present: NDArray[np.float64]) -> list[int]:
        """The parts that stand out far enough, often enough and loud enough, and are tops."""
        power = self._power + sum(part.sum(axis=0) for part in self._waiting)
        heard = power > power.sum() * db_to_power(_HEARD_DB)
        sure = (typical >= _EXCESS_DB) & (present >= _PRESENT_SHARE) & heard
        return _apart([peak for peak in _maxima(typical) if sure[peak]], typical, self._hertz)

    def _counted(self, levels: NDArray[np.float64]) -> NDArray[np.bool_]:
        loud = levels > db_to_power(_ABSOLUTE_GATE_DB)
        if loud.any():
            loud &= levels > float(levels[loud].mean()) * db_to_power(_RELATIVE_GATE_DB)
        return loud

    def _middle(self, mean: NDArray[np.float64], peak: int) -> float:
        """The frequency between the two where the mean excess is 3 dB lower."""
        top = float(mean[max(0, peak - 1) : peak + 2].max())
        low, high = (_edge(mean, self._octaves, peak, step, top - 3.0) for step in (-1, 1))
        return float(2.0 ** ((low + high) / 2.0))


class _Tally:
    """How often each part stands out by how much, which takes the same room however many frames."""

    def __init__(self, parts: int) -> None:
        self._frames = 0
        self._depths = np.zeros(parts, np.int64)
        self._excesses = np.arange(-_MOST_EXCESS, _MOST_EXCESS + 1)
        self._counts = np.zeros((parts, len(self._excesses)), np.int32)
        self._first = np.arange(parts) * len(self._excesses) + _MOST_EXCESS

    def add(self, depths: NDArray[np.uint8], excess: NDArray[np.int8]) -> None:
        """Count some frames: (n, parts) depths under the frame, and excesses, in half decibels."""
        self._frames += len(depths)
        self._depths += depths.sum(axis=0, dtype=np.int64)
        found = np.bincount((self._first + excess).ravel(), minlength=self._counts.size)
        self._counts += found.reshape(self._counts.shape)

    def median_db(self) -> NDArray[np.float64]:
        """The median excess of each part; of two in the middle, the mean."""
        below = np.cumsum(self._counts, axis=1, dtype=np.int32)
        low, high = (
            self._excesses[(below > rank).argmax(axis=1)]
            for rank in ((self._frames - 1) // 2, self._frames // 2)
        )
        return np.asarray((low + high) / 2.0 * _STEP_DB)

    def mean_db(self) -> NDArray[np.float64]:
        """The mean excess of each part."""
        return np.asarray(self._counts @ self._excesses / self._frames * _STEP_DB)

    def present_share(self) -> NDArray[np.float64]:
        """The share of the frames in which each part stands out."""
        out = self._excesses > _PRESENT_DB / _STEP_DB
        return np.asarray(self._counts[:, out].sum(axis=1) / self._frames)

    def level_db(self) -> NDArray[np.float64]:
        """The mean level of each part over the whole frame's, in decibels."""
        return np.asarray(self._depths / self._frames * -_STEP_DB)


@dataclass(frozen=True, slots=True)
class _Peak:
    """Where something stands out, and how far over the louder of its sides."""

    frequency_hz: float
    excess_db: float


def _grid(line_hz: float, lines: int) -> NDArray[np.int64]:
    """The first line of each part, from 40 Hz to the highest frequency and its surroundings."""
    top_hz = min(HIGHEST_HZ * _FAR, (lines - 2) * line_hz)
    count = max(2, math.ceil(_PER_OCTAVE * math.log2(max(2.0, top_hz / _GRID_HZ))))
    hertz = _GRID_HZ * 2.0 ** (np.arange(count + 1) / _PER_OCTAVE)
    found = np.unique(np.rint(hertz / line_hz).astype(np.int64))
    return found[(found >= 1) & (found < lines)]


def _sides(hertz: NDArray[np.float64]) -> tuple[tuple[NDArray[np.int64], ...], ...]:
    """First and last part of each side's surroundings, and their numbers, at least 1."""
    last = len(hertz)
    bounds = [
        np.stack([np.searchsorted(hertz, hertz / _FAR), np.searchsorted(hertz, hertz / _NEAR)]),
        np.stack([np.searchsorted(hertz, hertz * _NEAR), np.searchsorted(hertz, hertz * _FAR)]),
    ]
    # Where the spectrum ends, the nearest part stands for what is beyond.
    bounds[0][1] = np.maximum(bounds[0][1], bounds[0][0] + 1)
    bounds[1][0] = np.minimum(bounds[1][0], last - 1)
    bounds[1][1] = np.maximum(bounds[1][1], bounds[1][0] + 1)
    counts = tuple((side[1] - side[0]).astype(np.float32) for side in bounds)
    return (tuple(bounds), counts)


def _decibels(power: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.float32(10.0) * np.log10(np.maximum(power, np.float32(1e-20)))


def _maxima(values: NDArray[np.float64]) -> list[int]:
    """The parts that are highest within two to either side; of equals the first."""
    padded = np.pad(values, 2, constant_values=-np.inf)
    around = np.lib.stride_tricks.sliding_window_view(padded, 5)
    return [
        int(at) for at in np.flatnonzero(around.argmax(axis=1) == 2) if 0 < at < len(values) - 1
    ]


def _apart(peaks: list[int], heights: NDArray[np.float64], hertz: NDArray[np.float64]) -> list[int]:
    """Those that are the highest within 1/6 octave: the ragged top of one peak is one."""
    return [
        peak
        for peak in peaks
        if all(
            heights[other] < heights[peak] or (heights[other] == heights[peak] and other >= peak)
            for other in peaks
            if hertz[peak] / _NEAR < hertz[other] < hertz[peak] * _NEAR
        )
    ]


def _edge(
    mean: NDArray[np.float64], octaves: NDArray[np.float64], peak: int, step: int, wanted: float
) -> float:
    """Where the excess falls below the wanted one on one side, in octaves."""
    at = peak
    while 0 < at + step < len(mean) - 1 and mean[at] > wanted:
        at += step
    if at == peak:
        return float(octaves[peak])
    high, low = mean[at - step], mean[at]
    share = min(1.0, float((high - wanted) / (high - low))) if high > low else 1.0
    return float(octaves[at - step] + share * (octaves[at] - octaves[at - step]))


def _fitted(
    peak: _Peak, levels: NDArray[np.float64], octaves: NDArray[np.float64]
) -> Resonance | None:
    """The bell that fits the levels around a peak; None where none does."""
    away = octaves - math.log2(peak.frequency_hz)
    near, nearer = (np.abs(away) <= reach for reach in (_FIT_OCTAVES, _CHECK_OCTAVES))
    # One width after the other: all bells at once would take megabytes.
    left = np.array(
        [
            _off_a_line(levels[near] - _bells(away[near], q, _HEIGHTS_DB[:, None]), away[near])
            for q in _QS
        ]
    )
    broad, high = np.unravel_index(int(left.argmin()), left.shape)
    q, height = float(_QS[broad]), float(_HEIGHTS_DB[high])
    moved = _bells(away[near] - _SHIFTS[:, None], q, height)
    shift = int(_off_a_line(levels[near] - moved, away[near]).argmin())
    unexplained = _off_a_line(levels[nearer] - moved[shift][nearer[near]], away[nearer])
    explained = 1.0 - unexplained / max(1e-9, _off_a_line(levels[nearer], away[nearer]))
    if explained < _EXPLAINED:
        return None
    # Where the highest of all fits best, nothing but skirts is in reach: any height would do.
    told = height if height < _HEIGHTS_DB[-1] else 0.0
    hertz = peak.frequency_hz * 2.0 ** float(_SHIFTS[shift])
    return Resonance(hertz, max(peak.excess_db, told), q)


def _bells(away: NDArray[np.float64], q: Any, height_db: Any) -> NDArray[np.float64]:
    """The levels of bells so many octaves away from their middle, in decibels."""
    skirts = np.square(q * (2.0**away - 2.0**-away))
    levels: NDArray[np.float64] = np.log10((skirts + 10.0 ** (height_db / 10.0)) / (skirts + 1.0))
    return 10.0 * levels


def _off_a_line(values: NDArray[np.float64], places: NDArray[np.float64]) -> Any:
    """The sum of squares that the best straight line leaves, along the last axis."""
    slope = places - places.mean()
    slope /= np.linalg.norm(slope)
    rest = values - values.mean(axis=-1, keepdims=True)
    along = (rest * slope).sum(axis=-1)
    return np.square(rest).sum(axis=-1) - np.square(along)


def _in_series(one: _Peak, others: list[_Peak]) -> bool:
    """Whether it is one of three or more at whole multiples of the lowest of them."""
    for base in others:
        ratios = np.array([each.frequency_hz for each in others]) / base.frequency_hz
        whole = np.abs(ratios - np.rint(ratios)) < _SERIES_TOLERANCE * np.maximum(1.0, ratios / 2.0)
        member = whole & (ratios > 0.9) & (ratios < _HIGHEST_MULTIPLE)
        if member.sum() >= _SERIES and member[others.index(one)]:
            return True
    return False


def _highest_first(resonance: Resonance) -> tuple[float, float]:
    return -resonance.excess_db, resonance.frequency_hz
