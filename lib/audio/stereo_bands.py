"""The stereo image by bands: correlation and width, and how mono the low end is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.decibels import db_to_power, power_to_db

Power = NDArray[np.float64]

# Below this a stereo bass gains nothing for the ear and costs level in mono and on vinyl.
LOW_END_HZ = (20.0, 120.0)
# A band this far under the whole has no image worth telling.
_FLOOR_DB = -70.0
_PURE_DB = 60.0


@dataclass(frozen=True, slots=True)
class StereoBand:
    """The image of one band; None where next to nothing is in it.

    Attributes
    ----------
    band : str
    low_hz, high_hz : float
    correlation : float | None
        Re Σ L·R* / √(Σ|L|² Σ|R|²) over the lines of the band, -1 to 1: what the correlation of the
        two channels would be behind a band-pass filter. None where a channel is silent.
    width : float | None
        Side power over mid and side power, 0 to 1.
    """

    band: str
    low_hz: float
    high_hz: float
    correlation: float | None
    width: float | None


class CrossSpectrum:
    """Power of two channels and of their product, line by line.

    Parameters
    ----------
    left, right : (lines,) float64, ≥ 0
        Mean power of each line, from 0 Hz on.
    product : (lines,) float64
        Real part of the mean of one channel's line times the other's, conjugated.
    line_hz : float > 0
        Distance between the lines.

    Notes
    -----
    By Parseval's theorem the sum of a band's lines is what a perfect band-pass filter lets through.
    """

    def __init__(self, *, left: Power, right: Power, product: Power, line_hz: float) -> None:
        self._sums = np.concatenate(
            [np.zeros((3, 1)), np.cumsum(np.stack([left, right, product]), axis=1)], axis=1
        )
        self._line_hz = line_hz

    def band(self, name: str, low_hz: float, high_hz: float) -> StereoBand:
        """The image between two frequencies."""
        left, right, product = self._between(low_hz, high_hz)
        both = left + right
        whole = float(self._sums[:2, -1].sum())
        if both <= whole * db_to_power(_FLOOR_DB):
            return StereoBand(name, low_hz, high_hz, None, None)
        scale = math.sqrt(left) * math.sqrt(right)
        return StereoBand(
            name,
            low_hz,
            high_hz,
            correlation=min(1.0, max(-1.0, product / scale)) if scale else None,
            width=min(1.0, max(0.0, (both - 2.0 * product) / (2.0 * both))),
        )

    def low_end_side_db(self) -> float | None:
        """Side power over mid power from 20 to 120 Hz in dB, held to ±60.

        -60 for mono, 60 for nothing but difference (beyond which lies the rounding of single
        precision), 0 for independent channels; None where next to nothing is there.
        """
        width = self.band("low_end", *LOW_END_HZ).width
        if width is None:
            return None
        level = power_to_db(width / (1.0 - width)) if width < 1.0 else math.inf
        return min(_PURE_DB, max(-_PURE_DB, level))

    def _between(self, low_hz: float, high_hz: float) -> tuple[float, float, float]:
        """Each line stands for what is half a spacing around it."""
        places = np.array([low_hz, high_hz]) / self._line_hz + 0.5
        edges = np.arange(self._sums.shape[1], dtype=np.float64)
        first, second, third = (
            float(np.diff(np.interp(places, edges, sums))[0]) for sums in self._sums
        )
        return max(0.0, first), max(0.0, second), third
