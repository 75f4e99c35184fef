"""How alike the onsets are to themselves some time later, on a scale of equal ratios of time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.fourier import fast_length, irfft, rfft
from lib.audio.onset import HIGH, HIGH_MID, MID, Onsets

Values = NDArray[np.float64]
Rows = NDArray[np.float32]

# The rows of a correlogram: the bands of `onset.BANDS_HZ`, all bands with equal weight, all with
# the weight of their growth, the drum hits; kick against hits; and the mean of the first five.
ROWS = ("low", "low_mid", "mid", "high_mid", "high", "all", "raw", "hits", "cross", "mean")
ALL, RAW, HITS, CROSS, MEAN = (ROWS.index(name) for name in ROWS[5:])
NOVELTIES = 8

# Steps of half a per cent from 55 ms to 6.5 s: a sixteenth at 240 to the minute, four beats at 40.
SHORTEST_S = 0.055
STEP = 0.005
_LONGEST_S = 6.5
# Of a window no lag over this share of it is looked at: too little would be compared.
_LONGEST_SHARE = 0.75
_WINDOW_S, _HOP_S = 12.0, 4.0
_MOST_WINDOWS = 200
# The mean over this much on both sides is no onset.
_SURROUNDINGS_S = 1.0
# What a band's growth counts in the row of that weight: the square root of its number of lines.
_LINES = np.sqrt([6.0, 16.0, 70.0, 120.0, 30.0])
# Windows are set against each other by at most this many steps (12 %).
_MOST_DRIFT = 24
_SHORTEST_BEAT_S = 0.25
_NEIGHBOUR = 0.7
_ROUNDS = 3
_TINY = 1e-9
# Frames that are looked at together where all are.
_STRETCH = 4096


@dataclass(frozen=True, slots=True)
class Correlogram:
    """Autocorrelation of the onsets over logarithmic lag.

    Attributes
    ----------
    strength : (len(ROWS), lags) float64
        At the lags ``SHORTEST_S · exp(STEP · i)``; 1 would be a perfect repetition. The mean over
        windows of 12 s, each moved by its drift.
    coincidence : float
        Of kick and hits, at no lag.
    drift : (windows,) int64
        By how many steps the lags of each window are longer than those of the whole.
    centres : (windows,) float64
        The frames in the middle of the windows.
    """

    strength: Values
    coincidence: float
    drift: NDArray[np.int64]
    centres: Values


class Novelty:
    """Onset strength without its local mean, at unit power: the first eight of `ROWS`.

    It is made when it is asked for: all of an hour would take five times the memory of the onsets.

    Parameters
    ----------
    onsets : Onsets
    """

    def __init__(self, onsets: Onsets) -> None:
        self.frames = onsets.strength.shape[1]
        self._strength = onsets.strength
        self._around = round(_SURROUNDINGS_S * onsets.frames_per_second)
        covariance = self._covariance()
        bands = [_unit(weights, covariance) for weights in np.eye(HIGH + 1)]
        mixed = (np.sum(bands, axis=0), _LINES, bands[MID] + bands[HIGH_MID])
        rows = [*bands, *(_unit(weights, covariance) for weights in mixed)]
        self._mixture = np.array(rows, np.float32)

    def rows(self, start: int, end: int) -> Rows:
        """Those of some frames: (NOVELTIES, end - start) float32."""
        rows: Rows = self._mixture @ self._bands(start, end)
        return rows

    def stretches(self) -> Iterator[tuple[int, int]]:
        """All frames in pieces of a handy size: where each starts and ends."""
        for start in range(0, self.frames, _STRETCH):
            yield start, min(start + _STRETCH, self.frames)

    def _covariance(self) -> Values:
        sums, products = np.zeros(HIGH + 1), np.zeros((HIGH + 1, HIGH + 1))
        for start, end in self.stretches():
            bands = self._bands(start, end).astype(np.float64)
            sums += bands.sum(axis=1)
            products += bands @ bands.T
        mean = sums / self.frames
        covariance: Values = products / self.frames - np.outer(mean, mean)
        return covariance

    def _bands(self, start: int, end: int) -> Rows:
        """The bands without the mean over a second before and after; over less at the ends."""
        around = self._around
        first, last = max(0, start - around), min(self.frames, end + around)
        # Nothing where there are no frames.
        strength = np.zeros((HIGH + 1, end - start + 2 * around), np.float32)
        offset = first - (start - around)
        strength[:, offset : offset + last - first] = self._strength[:, first:last]
        sums = np.zeros((HIGH + 1, strength.shape[1] + 1))
        np.cumsum(strength, axis=1, dtype=np.float64, out=sums[:, 1:])
        frames = np.arange(start, end)
        count = np.minimum(frames + around + 1, self.frames) - np.maximum(frames - around, 0)
        mean = (sums[:, 2 * around + 1 :] - sums[:, : end - start]) / count
        return np.asarray(strength[:, around : around + end - start] - mean, np.float32)


def correlogram(onsets: Novelty, *, frames_per_second: float) -> Correlogram:
    """Compare the onsets with themselves.

    Parameters
    ----------
    onsets : Novelty
    frames_per_second : float > 0

    Returns
    -------
    Correlogram

    Notes
    -----
    On a logarithmic scale of lag a change of tempo is a shift, so windows in which the tempo
    differs can be laid over each other before they are averaged, and any multiple of a beat is at
    the same distance from it, whatever the tempo.
    """
    windows = _Windows(onsets.frames, frames_per_second)
    drift = _drift(np.stack([windows.pulse(rows) for rows in windows.of(onsets)]))
    at_once = np.zeros(NOVELTIES + 1)
    total = np.zeros((NOVELTIES + 1, windows.lags))
    for rows, shift in zip(windows.of(onsets), drift.tolist(), strict=True):
        found, energy = windows.compare(rows)
        at_once += energy
        total[:, max(0, -shift) : windows.lags - max(0, shift)] += found[
            :, max(0, shift) : windows.lags - max(0, -shift)
        ]
    norms = at_once.copy()
    norms[CROSS] = math.sqrt(max(0.0, at_once[0] * at_once[HITS]))
    strength = total / np.maximum(norms, _TINY)[:, None]
    strength = np.concatenate([strength, strength[: HIGH + 1].mean(axis=0, keepdims=True)])
    coincidence = float(at_once[CROSS] / max(norms[CROSS], _TINY))
    centres = np.array(windows.starts, float) + windows.length / 2.0
    return Correlogram(strength, coincidence, drift, centres)


def _unit(weights: Values, covariance: Values) -> Values:
    """The weights with which the sum of the bands has unit power; none for no power."""
    spread = math.sqrt(max(0.0, float(weights @ covariance @ weights)))
    return weights / spread if spread > _TINY else np.zeros(len(weights))


class _Windows:
    """Windows over the programme and the lags at which they are compared with themselves."""

    def __init__(self, frames: int, frames_per_second: float) -> None:
        self.length = min(frames, round(_WINDOW_S * frames_per_second))
        longest = min(int(_LONGEST_S * frames_per_second), int(_LONGEST_SHARE * self.length))
        room = frames - self.length
        count = min(_MOST_WINDOWS, 1 + room // round(_HOP_S * frames_per_second))
        self.starts = np.linspace(0, room, count).astype(int).tolist()
        steps = int(math.log(longest / frames_per_second / SHORTEST_S) / STEP)
        lag = SHORTEST_S * np.exp(STEP * np.arange(steps)) * frames_per_second
        self.lags = steps
        self._before = lag.astype(np.intp)
        # As if as much were compared at every lag.
        scale = self.length / (self.length - lag)
        self._after_share = (scale * (lag - self._before)).astype(np.float32)
        self._before_share = scale.astype(np.float32) - self._after_share
        self._size = fast_length(self.length + longest + 2)

    def of(self, onsets: Novelty) -> Iterator[Rows]:
        """The rows of each window in turn: (NOVELTIES, length)."""
        first = end = 0
        rows = np.zeros((NOVELTIES, 0), np.float32)
        for start in self.starts:
            more = onsets.rows(max(start, end), start + self.length)
            rows = np.concatenate([rows[:, start - first :], more], axis=1)
            first, end = start, start + self.length
            yield rows

    def pulse(self, rows: Rows) -> Rows:
        """Autocorrelation of a window's ALL and RAW together, at the lags: (lags,)."""
        powers = _powers(rfft(self._padded(rows[[ALL, RAW]]))).sum(axis=0, keepdims=True)
        found: Rows = self._at_lags(self._correlation(powers))[0]
        return found

    def compare(self, rows: Rows) -> tuple[Rows, Rows]:
        """Autocorrelation of a window's rows, and kick against hits.

        Returns that at the lags, (NOVELTIES + 1, lags), and that at none, (NOVELTIES + 1,).
        """
        lines = rfft(self._padded(rows))
        # Its real part: the mean of hits after kicks and of kicks after hits.
        cross = (lines[:1] * lines[HITS].conj()).real
        found = self._correlation(np.concatenate([_powers(lines), cross]))
        return self._at_lags(found), found[:, 0]

    def _padded(self, rows: Rows) -> Rows:
        """Rows with nothing behind them, lest their ends meet their beginnings."""
        padded = np.zeros((len(rows), self._size), np.float32)
        padded[:, : self.length] = rows
        return padded

    def _correlation(self, powers: Rows) -> Rows:
        return irfft(powers.astype(np.complex64), length=self._size)

    def _at_lags(self, found: Rows) -> Rows:
        values: Rows = np.take(found, self._before, axis=1) * self._before_share
        values += np.take(found, self._before + 1, axis=1) * self._after_share
        return values


def _powers(lines: NDArray[np.complex64]) -> Rows:
    return np.square(lines.real) + np.square(lines.imag)


def _drift(pulse: Rows) -> NDArray[np.int64]:
    """By how many steps each of (windows, lags) is to be moved to agree with the others."""
    windows, lags = pulse.shape
    shifts = np.zeros(windows, np.int64)
    first = round(math.log(_SHORTEST_BEAT_S / SHORTEST_S) / STEP)
    last = lags - _MOST_DRIFT - 1
    if windows < 2 or last <= first:
        return shifts
    tried = range(-_MOST_DRIFT, _MOST_DRIFT + 1)
    for _ in range(_ROUNDS):
        moved = [np.roll(row, -shift) for row, shift in zip(pulse, shifts.tolist(), strict=True)]
        whole = np.mean(moved, axis=0)[first:last]
        likeness = np.stack([pulse[:, first + d : last + d] @ whole for d in tried], axis=1)
        # Tempo changes slowly: neighbours have a say.
        smooth = likeness.copy()
        smooth[1:] += _NEIGHBOUR * likeness[:-1]
        smooth[:-1] += _NEIGHBOUR * likeness[1:]
        better = smooth.argmax(axis=1) - _MOST_DRIFT
        better = np.clip(better - round(float(np.median(better))), -_MOST_DRIFT, _MOST_DRIFT)
        if np.array_equal(better, shifts):
            break
        shifts = better.astype(np.int64)
    return shifts
