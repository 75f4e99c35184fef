"""Mains hum: 50 or 60 Hz and its harmonics, in the quietest parts of a programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.decibels import db_to_power, power_to_db, powers_to_db

# The grids of the world; both are held to within about 0.2 Hz (ENTSO-E and NERC practice).
FUNDAMENTALS_HZ = (50.0, 60.0)
_TOLERANCE = 0.006
# A transformer hums at 1 and 3, a rectifier at 2, 4, 6: the first ten harmonics hold nearly all.
_HARMONICS = 10
_TOP_HZ = 660.0
# How many of the quietest frames are kept, and how many of them it takes: 3 s with their overlap.
_KEPT = 24
_LEAST = 7
# Of these, those count that are this close to the fourth quietest.
_ALIKE_DB = 6.0
# Digital silence and dither are not a quiet part: -100 dBFS.
_SILENCE = 1e-10
# A harmonic stands out of the lines beside it by this much…
_PROMINENCE_DB = 10.0
# …and the hum neither fades nor plays: standard deviation of its level between frames…
_STEADY_DB = 2.0
# …nor does it lie more than this far under what else is below 660 Hz.
_QUIET_DB = -15.0
# Lines of a Hann window's main lobe on each side, and where beside it the floor is taken.
_LOBE = 2
_BESIDE = (4, 10)


@dataclass(frozen=True, slots=True)
class Hum:
    """Mains hum.

    Attributes
    ----------
    fundamental_hz : float
        As measured, near 50 or 60.
    level_dbfs : float
        RMS level of all its harmonics together, the mean over channels; a sine at full scale has
        -3.01.
    harmonics : tuple of int
        Those found, 1 being the fundamental.
    """

    fundamental_hz: float
    level_dbfs: float
    harmonics: tuple[int, ...]


class HumMeter:
    """Keeps the low end of the quietest frames of a programme.

    Parameters
    ----------
    line_hz : float > 0
        Distance between the lines of the spectra.

    Notes
    -----
    Music hides hum and imitates it; pauses, fades and lead-ins show it. So of the frames (0.75 s)
    that are not digital silence the 24 quietest are kept, and hum is a set of lines at whole
    multiples of one frequency within 0.6 % of 50 or 60 Hz (a quarter-tone is 3 %), each 10 dB above
    what surrounds it and with the same level in all those frames. Two of them will do where these
    frames lie 15 dB under the mean of the programme, else it takes three. The thresholds are our
    own choice.
    """

    def __init__(self, *, line_hz: float) -> None:
        self._line_hz = line_hz
        self._count = int(_TOP_HZ / line_hz) + _BESIDE[1] + 1
        self._low = np.zeros((0, self._count), np.float32)
        self._levels = np.zeros(0)
        self._worst = np.inf
        self._total, self._frames = 0.0, 0

    def take(self, power: NDArray[np.float32], level: NDArray[np.float64]) -> None:
        """Take the next frames in.

        Parameters
        ----------
        power : (n, lines) float32, ≥ 0
            Power of each line, the mean over channels.
        level : (n,) float64, ≥ 0
            Its sum over all lines: the mean square of the frame.
        """
        self._total += float(level.sum())
        self._frames += len(level)
        wanted = (level > _SILENCE) & (level < self._worst)
        if not wanted.any():
            return
        low = np.zeros((int(wanted.sum()), self._count), np.float32)
        low[:, : power.shape[1]] = power[wanted, : self._count]
        levels = np.concatenate([self._levels, level[wanted]])
        order = np.argsort(levels, kind="stable")[:_KEPT]
        self._low = np.concatenate([self._low, low])[order]
        self._levels = levels[order]
        if len(levels) >= _KEPT:
            self._worst = float(self._levels[-1])

    def result(self) -> Hum | None:
        """The hum of the programme so far, None if there is none to be told."""
        alike = self._alike()
        if alike.sum() < _LEAST:
            return None
        mean = self._total / self._frames
        quiet = float(self._levels[alike].mean()) < mean * db_to_power(_QUIET_DB)
        low = self._low[alike].astype(np.float64)
        found = [self._near(low, hertz) for hertz in FUNDAMENTALS_HZ]
        known = [hum for hum in found if hum and len(hum.harmonics) >= (2 if quiet else 3)]
        return max(known, key=_level, default=None)

    def _alike(self) -> NDArray[np.bool_]:
        """The frames about as quiet as the fourth quietest; a few may be partly digital silence."""
        if len(self._levels) < _LEAST:
            return np.zeros(len(self._levels), bool)
        spread = db_to_power(_ALIKE_DB)
        middle = self._levels[_LEAST // 2]
        return np.asarray((self._levels > middle / spread) & (self._levels < middle * spread))

    def _near(self, low: NDArray[np.float64], nominal_hz: float) -> Hum | None:
        """The steady lines at the multiples of one grid's frequency."""
        orders, hertz, power = [], [], 0.0
        for order in range(1, _HARMONICS + 1):
            line = self._line(low, order * nominal_hz)
            if line is not None:
                orders.append(order)
                hertz.append(line[0] / order)
                power += line[1]
        if not orders:
            return None
        # The higher the harmonic, the better it tells the fundamental.
        fundamental = float(np.average(hertz, weights=orders))
        if np.abs(np.array(hertz) - fundamental).max() * max(orders) > 2.0 * self._line_hz:
            return None
        return Hum(fundamental, power_to_db(power), tuple(orders))

    def _line(self, frames: NDArray[np.float64], nominal_hz: float) -> tuple[float, float] | None:
        """Frequency and power of a steady line near one frequency; None if there is none."""
        spectrum = frames.mean(axis=0)
        reach = max(1.0, nominal_hz * _TOLERANCE / self._line_hz)
        middle = nominal_hz / self._line_hz
        low, high = round(middle - reach), round(middle + reach) + 1
        if low <= _BESIDE[1] or high + _BESIDE[1] > len(spectrum):
            return None
        peak = low + int(spectrum[low:high].argmax())
        lobe = slice(peak - _LOBE, peak + _LOBE + 1)
        near, far = _BESIDE
        beside = np.concatenate(
            [spectrum[peak - far : peak - near + 1], spectrum[peak + near : peak + far + 1]]
        )
        if spectrum[peak] <= np.median(beside) * db_to_power(_PROMINENCE_DB):
            return None
        if powers_to_db(frames[:, lobe].sum(axis=1)).std() > _STEADY_DB:
            return None
        hertz = _vertex(spectrum, peak) * self._line_hz
        if abs(hertz / nominal_hz - 1.0) > _TOLERANCE:
            return None
        return hertz, float(spectrum[lobe].sum() - 5.0 * np.median(beside))


def _vertex(spectrum: NDArray[np.float64], peak: int) -> float:
    """The line at which a parabola through three logarithmic powers is highest."""
    left, middle, right = np.log(spectrum[peak - 1 : peak + 2] + 1e-30)
    bend = left - 2.0 * middle + right
    return peak + float((left - right) / (2.0 * bend)) if bend < 0.0 else float(peak)


def _level(hum: Hum) -> float:
    return hum.level_dbfs
