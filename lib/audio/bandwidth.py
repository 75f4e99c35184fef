"""Where the spectrum ends like a wall: the trace of a lossy codec or of a lower sampling rate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The spectrum is looked at in steps of about this width, each the median of its lines, which tones
# do not move.
_STEP_HZ = 100.0
# A wall is looked for from here up…
_LOWEST_HZ = 3000.0
# …between what lies this far under it and this far over it…
_BESIDE_HZ = 1000.0
_TRANSITION_HZ = 600.0
# …as a fall of at least this much, after which nothing comes back to within that of it.
_FALL_DB = 20.0
_AFTER_DB = 15.0
# Under this density (dBFS per line of 1 Hz) there is nothing that could end: rounding.
_FLOOR_DB_PER_HZ = -150.0


@dataclass(frozen=True, slots=True)
class Wall:
    """The upper end of a spectrum that ends at once.

    Attributes
    ----------
    cutoff_hz : float
        Where the density is halfway (in decibels) between both sides.
    fall_db : float, ≥ 20
        From the mean level of the 1000 Hz below to that above.
    steepness_db_per_octave : float, > 0
        Over the middle half of the fall.
    """

    cutoff_hz: float
    fall_db: float
    steepness_db_per_octave: float


def wall(power: NDArray[np.float64], *, sample_rate: int) -> Wall | None:
    """Find where the long-term spectrum ends.

    Parameters
    ----------
    power : (lines,) float64, ≥ 0
        Mean power of each line of the spectrum, from 0 Hz to half the sampling rate.
    sample_rate : int > 0
        In Hz.

    Returns
    -------
    Wall | None
        None where the spectrum goes on to half the sampling rate, or falls gently.

    Notes
    -----
    Lossy codecs low-pass at 11 to 20 kHz by bit rate, sharply (about 16 kHz for MP3 of 128 kbit/s,
    19 to 20 kHz from 192 kbit/s on), and so does the change to a higher sampling rate at half the
    lower one. Instruments and equalisers fall by some decibels per octave, not by 20 in 600 Hz. The
    thresholds are our own choice.
    """
    step = max(1, round(_STEP_HZ / (sample_rate / 2.0 / (len(power) - 1))))
    width = step * sample_rate / 2.0 / (len(power) - 1)
    count = len(power) // step
    medians = np.median(power[: count * step].reshape(count, step), axis=1)
    line_hz = width / step
    floor = 10.0 ** (_FLOOR_DB_PER_HZ / 10.0)
    levels = 10.0 * np.log10(np.maximum(medians / line_hz, floor))
    at = _steepest(levels, width=width)
    return None if at is None else _described(levels, at, width=width)


def _steepest(levels: NDArray[np.float64], *, width: float) -> int | None:
    """The step above which the level has fallen most, for good; None if it has nowhere."""
    beside = max(1, round(_BESIDE_HZ / width))
    across = max(1, round(_TRANSITION_HZ / width))
    sums = np.concatenate([[0.0], np.cumsum(levels)])
    ends = np.arange(max(beside, math.ceil(_LOWEST_HZ / width)), len(levels) - across - 1)
    if not len(ends):
        return None
    below = (sums[ends] - sums[ends - beside]) / beside
    onward = np.minimum(len(levels), ends + across + beside)
    above = (sums[onward] - sums[ends + across]) / (onward - ends - across)
    highest_after = np.maximum.accumulate(levels[::-1])[::-1][ends + across]
    fall = np.where(highest_after < below - _AFTER_DB, below - above, 0.0)
    best = int(fall.argmax())
    return int(ends[best]) if fall[best] >= _FALL_DB else None


def _described(levels: NDArray[np.float64], at: int, *, width: float) -> Wall:
    beside = max(1, round(_BESIDE_HZ / width))
    across = max(1, round(_TRANSITION_HZ / width))
    below = float(levels[max(0, at - beside) : at].mean())
    above = float(levels[at + across : at + across + beside].mean())
    hertz = np.asarray((np.arange(len(levels)) + 0.5) * width, np.float64)
    marks = [_crossing(levels, hertz, at, below + (above - below) * x) for x in (0.25, 0.5, 0.75)]
    octaves = max(math.log2((marks[0] + width / 4.0) / marks[0]), math.log2(marks[2] / marks[0]))
    fall = below - above
    return Wall(marks[1], fall, fall / 2.0 / octaves)


def _crossing(
    levels: NDArray[np.float64], hertz: NDArray[np.float64], at: int, wanted: float
) -> float:
    """Where the level first falls below the wanted one, from just under the wall on."""
    start = max(0, at - 2)
    index = start + int(np.argmax(levels[start:] < wanted))
    if index == start:
        return float(hertz[start])
    high, low = levels[index - 1], levels[index]
    share = float((high - wanted) / (high - low))
    return float(hertz[index - 1] + share * (hertz[index] - hertz[index - 1]))
