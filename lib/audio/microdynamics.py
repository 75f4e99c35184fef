"""How far the peaks stand above the loudness from moment to moment."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from lib.audio.blocks import Chunk
from lib.audio.decibels import amplitude_to_db, db_to_power, powers_to_db
from lib.audio.series import Series

# Peaks are kept every 100 ms, as short-term loudness is asked for (EBU Tech 3342).
STEP_HOPS = 10
_WINDOW_STEPS = 30
# BS.1770-5, annex 1, eq. 2.
_OFFSET_DB = -0.691
# As for the loudness range (EBU Tech 3342): what fades or pauses is not what was squashed.
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -20.0


class PeakMeter:
    """Keeps the largest sample of every 100 ms."""

    def __init__(self) -> None:
        self._steps = Series(rows=1, kind=np.float32)

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        steps = np.arange(0, len(chunk.peaks), STEP_HOPS)
        self._steps.append(np.maximum.reduceat(chunk.peaks, steps))

    def result(self) -> NDArray[np.float32]:
        """The largest magnitude in any channel of each 100 ms: (steps,), the last may be short."""
        peaks: NDArray[np.float32] = self._steps.values[0]
        return peaks


def psr_min(peaks: NDArray[np.float32], short_term_power: NDArray[np.float64]) -> float | None:
    """The least ratio of peak to short-term loudness, PSR.

    Parameters
    ----------
    peaks : (steps,) float32, ≥ 0
        Largest magnitude of each 100 ms.
    short_term_power : (windows,) float64, ≥ 0
        Mean K-weighted power of the windows of 3 s, one every 100 ms, from the start on.

    Returns
    -------
    float | None
        In LU: the largest sample within the 3 s over their loudness, for the window where that is
        least; None if the programme is shorter than 3 s or no window passes the gates.

    Notes
    -----
    AES 143rd Convention, e-Brief (2017), "Measuring Micro-Dynamics - A First Step: Standardizing
    PSR, the Peak to Short-Term Loudness Ratio". The ratio is that of the true peak; here it is the
    sample peak, for interpolating everything would cost too much, and so the result is never above
    that of the true peak: below it by what lies between the samples, which may be decibels in
    clipped material. Only windows above -70 LUFS and at most 20 LU under their mean count (own
    choice, the gates of EBU Tech 3342).
    """
    count = min(len(short_term_power), len(peaks) - _WINDOW_STEPS + 1)
    if count < 1:
        return None
    power = short_term_power[:count]
    audible = power > db_to_power(_ABSOLUTE_GATE_LUFS - _OFFSET_DB)
    if not audible.any():
        return None
    audible &= power > float(power[audible].mean()) * db_to_power(_RELATIVE_GATE_LU)
    highest = sliding_window_view(peaks, _WINDOW_STEPS).max(axis=1)[:count].astype(np.float64)
    ratios = powers_to_db(highest[audible] ** 2) - powers_to_db(power[audible]) - _OFFSET_DB
    return float(ratios.min())


def plr(peaks: NDArray[np.float32], loudness_lufs: float) -> float:
    """Peak to loudness ratio of a stretch in LU, from the sample peaks of its 100 ms steps.

    Parameters
    ----------
    peaks : (steps,) float32, ≥ 0
        At least one.
    loudness_lufs : float
        Its integrated loudness.
    """
    return amplitude_to_db(float(peaks.max())) - loudness_lufs
