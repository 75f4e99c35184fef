"""How alike the onsets are to themselves some time later, on a scale of equal ratios of time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

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
_LINES = np.sqrt([6.0, 16.0, 70.0, 120.0, 30.0]).astype(np.float32)
# Windows are set against each other by at most this many steps (12 %).
_MOST_DRIFT = 24
_SHORTEST_BEAT_S = 0.25
_NEIGHBOUR = 0.7
_ROUNDS = 3
_TINY = 1e-9


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


def novelty(onsets: Onsets) -> Rows:
    """Onset strength without its local mean, at unit power.

    Parameters
    ----------
    onsets : Onsets

    Returns
    -------
    (NOVELTIES, frames) float32
        The first eight of `ROWS`.
    """
    around = round(_SURROUNDINGS_S * onsets.frames_per_second)
    rows = np.empty((NOVELTIES, onsets.strength.shape[1]), np.float32)
    for band, strength in enumerate(onsets.strength):
        rows[band] = _unit(_above_surroundings(strength, around))
    rows[ALL] = _unit(rows[: HIGH + 1].sum(axis=0))
    weighed = np.asarray(_LINES @ onsets.strength, np.float32)
    rows[RAW] = _unit(_above_surroundings(weighed, around))
    rows[HITS] = _unit(rows[MID] + rows[HIGH_MID])
    return rows


def correlogram(rows: Rows, *, frames_per_second: float) -> Correlogram:
    """Compare the onsets with themselves.

    Parameters
    ----------
    rows : (NOVELTIES, frames) float32
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
    windows = _Windows(rows.shape[1], frames_per_second)
    found = np.empty((len(windows.starts), NOVELTIES + 1, windows.lags), np.float32)
    at_once = np.zeros(NOVELTIES + 1)
    for values, start in zip(found, windows.starts, strict=True):
        at_once += windows.compare(rows, start, out=values)
    drift = _drift(found[:, ALL] + found[:, RAW])
    total = np.zeros(found.shape[1:])
    lags = found.shape[2]
    for window, shift in zip(found, drift.tolist(), strict=True):
        total[:, max(0, -shift) : lags - max(0, shift)] += window[
            :, max(0, shift) : lags - max(0, -shift)
        ]
    norms = at_once.copy()
    norms[CROSS] = math.sqrt(max(0.0, at_once[0] * at_once[HITS]))
    strength = total / np.maximum(norms, _TINY)[:, None]
    strength = np.concatenate([strength, strength[: HIGH + 1].mean(axis=0, keepdims=True)])
    coincidence = float(at_once[CROSS] / max(norms[CROSS], _TINY))
    centres = np.array(windows.starts, float) + windows.length / 2.0
    return Correlogram(strength, coincidence, drift, centres)


def _above_surroundings(strength: Rows, around: int) -> Rows:
    """Take the mean over `around` frames before and after away; less of them at the ends."""
    sums = np.concatenate([[0.0], np.cumsum(strength, dtype=np.float64)])
    frames = np.arange(len(strength))
    start = np.maximum(frames - around, 0)
    end = np.minimum(frames + around + 1, len(strength))
    mean = (sums[end] - sums[start]) / (end - start)
    return np.asarray(strength - mean, np.float32)


def _unit(row: Rows) -> Rows:
    spread = float(row.std())
    unit: Rows = np.multiply(row, 1.0 / spread if spread > _TINY else 0.0, dtype=np.float32)
    return unit


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
        self._after_share = lag - self._before
        # As if as much were compared at every lag.
        self._scale = self.length / (self.length - lag)
        self._size = next_fast_len(self.length + longest + 2, real=True)

    def compare(self, rows: Rows, start: int, *, out: Rows) -> Values:
        """Autocorrelation of the window's rows, and kick against hits: at the lags into `out`.

        Returns that at no lag: (NOVELTIES + 1,).
        """
        lines = rfft(rows[:, start : start + self.length], self._size, axis=-1)
        products = np.empty((NOVELTIES + 1, lines.shape[1]), np.complex64)
        products[:NOVELTIES] = lines.real**2 + lines.imag**2
        # Its real part: the mean of hits after kicks and of kicks after hits.
        products[CROSS] = (lines[0] * lines[HITS].conj()).real
        found = irfft(products, self._size, axis=-1)
        before, share = self._before, self._after_share
        values = found[:, before] * (1.0 - share) + found[:, before + 1] * share
        np.multiply(values, self._scale, out=out, casting="same_kind")
        return np.asarray(found[:, 0], np.float64)


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
