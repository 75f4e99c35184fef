"""The sections of a programme: where its sound changes for a while, and how loud each part is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import HOPS_PER_SECOND
from lib.audio.loudness import (
    MOMENTARY_HOPS,
    SHORT_TERM_HOPS,
    Windows,
    integrated,
    loudness_range,
)
from lib.audio.microdynamics import STEP_HOPS, plr
from lib.audio.series import Series

MAX_SECTIONS = 20
# No section is shorter: a fill or a break of a bar or two is part of its section.
_SHORTEST_S = 6.0
# What is compared: the level in bands of 2/3 octave, from 40 Hz to 16 kHz…
_BANDS_HZ = tuple(40.0 * 2.0 ** (step * 2.0 / 3.0) for step in range(14))
# …each down to 30 dB under its own mean, or 60 dB under that of all.
_BAND_RANGE, _WHOLE_RANGE = 1e-3, 1e-6
# Frames this far under the mean power are silence.
_SILENT = 1e-4
# At most so many cells are compared with each other, each of some frames.
_MOST_CELLS = 800
_CELL_S = 1.0
# What a boundary must explain, in dB² (the mean over the bands) times seconds: a change of 3 dB
# between two parts of 16 s is worth 72. Where the level wanders by itself, so much more of that.
_CHANGE = 60.0
_WANDERING = 5.0
# Wandering is told from neighbouring stretches of this length.
_STRETCH_S = 6.0

Levels = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the programme that sounds alike.

    Attributes
    ----------
    start_s, end_s : float
        To within the 0.4 s from frame to frame; together they cover the programme.
    loudness_lufs : float
        Integrated loudness (BS.1770-5) of what lies in it; ``-inf`` where nothing passes the gate.
    range_lu : float | None
        Loudness range (EBU Tech 3342) of what lies in it; None where nothing passes the gate or it
        is shorter than 4 s. Of less than a minute the standard calls it a rough guide.
    plr_lu : float | None
        Sample peak less loudness; None with the loudness.
    """

    start_s: float
    end_s: float
    loudness_lufs: float
    range_lu: float | None
    plr_lu: float | None


class SectionMeter:
    """Keeps the level of a programme in bands, frame by frame.

    Parameters
    ----------
    line_hz : float > 0
        Distance between the lines of the spectra.
    lines : int > 0
        Their number, from 0 Hz on.
    hop_s : float > 0
        From one frame to the next; frames are two hops long.
    """

    def __init__(self, *, line_hz: float, lines: int, hop_s: float) -> None:
        edges = np.unique(np.rint(np.array(_BANDS_HZ) / line_hz).astype(np.int64))
        self._edges = edges[(edges >= 1) & (edges < lines)]
        self._hop_s = hop_s
        # Frame after frame.
        self._bands = Series(rows=1, kind=np.float32)

    def take(self, power: NDArray[np.float32], level: NDArray[np.float64]) -> None:
        """Take the next frames in.

        Parameters
        ----------
        power : (n, lines) float32, ≥ 0
            Power of each line, the mean over channels.
        level : (n,) float64, ≥ 0
            Its sum over all lines; not used.
        """
        del level
        used = power[:, : int(self._edges[-1])]
        self._bands.append(np.add.reduceat(used, self._edges[:-1], axis=1).reshape(-1))

    def boundaries_s(self) -> tuple[float, ...]:
        """The times at which a new section begins, the start of the programme left out.

        Notes
        -----
        Optimal partitioning (least squares with a penalty for each boundary, by dynamic
        programming; Jackson et al., IEEE Signal Processing Letters 12(2), 2005) of the levels in
        decibels, first over cells of about a second, then each boundary moved to the frame where it
        fits best. The penalty grows with how much neighbouring stretches differ anyway (the median
        over the programme), so that a steady programme is one section whatever its texture. It is
        doubled until there are at most 20 sections. The penalty itself is our own choice.
        """
        bands = self._bands.values.reshape(-1, len(self._edges) - 1)
        # Silence before and after the programme is no section of it.
        whole = bands.sum(axis=1, dtype=np.float64)
        heard = np.flatnonzero(whole > whole.sum() / max(1, len(whole)) * _SILENT)
        if not len(heard):
            return ()
        bands = bands[heard[0] : heard[-1] + 1]
        size = max(round(_CELL_S / self._hop_s), -(-len(bands) // _MOST_CELLS))
        cells = len(bands) // size
        cell_s = size * self._hop_s
        shortest = max(1, round(_SHORTEST_S / cell_s))
        if cells < 2 * shortest:
            return ()
        grouped = bands[: cells * size].reshape(cells, size, -1).mean(axis=1)
        coarse = _partition(_decibels(grouped, bands), cell_s=cell_s, shortest=shortest)
        fine = _refined([at * size for at in coarse], _decibels(bands, bands), reach=2 * size)
        # The middle between the centres of the frames before and after.
        return tuple(float(heard[0] + at + 0.5) * self._hop_s for at in fine)


def sections(
    boundaries_s: Sequence[float],
    *,
    duration_s: float,
    momentary_power: Windows,
    short_term_power: Windows,
    peaks: NDArray[np.float32],
) -> tuple[Section, ...]:
    """Describe the sections between boundaries.

    Parameters
    ----------
    boundaries_s : sequence of float
        Ascending, within the programme.
    duration_s : float > 0
    momentary_power, short_term_power : (windows,) float32, ≥ 0
        Mean K-weighted power of the windows of 400 ms and of 3 s that begin with each 10 ms.
    peaks : (steps,) float32, ≥ 0
        Largest magnitude of each 100 ms.

    Returns
    -------
    tuple of Section
    """
    edges = [0.0, *boundaries_s, duration_s]
    found = []
    for start, end in pairwise(edges):
        loudness = integrated(_inside(momentary_power, start, end, hops=MOMENTARY_HOPS))
        windows = _inside(short_term_power, start, end, hops=SHORT_TERM_HOPS)
        first = math.floor(start * HOPS_PER_SECOND / STEP_HOPS)
        highest = peaks[first : math.ceil(end * HOPS_PER_SECOND / STEP_HOPS)]
        known = loudness > -math.inf and len(highest) > 0
        found.append(
            Section(
                start_s=start,
                end_s=end,
                loudness_lufs=loudness,
                range_lu=loudness_range(windows) if len(windows) > HOPS_PER_SECOND / 10 else None,
                plr_lu=plr(highest, loudness) if known else None,
            )
        )
    return tuple(found)


def _inside(power: Windows, start_s: float, end_s: float, *, hops: int) -> Levels:
    """Every tenth of the windows that lie between two moments."""
    first = math.ceil(start_s * HOPS_PER_SECOND - 1e-6)
    last = math.floor(end_s * HOPS_PER_SECOND + 1e-6) - hops
    return power[first : last + 1 : STEP_HOPS].astype(np.float64)


def _decibels(bands: NDArray[np.float32], programme: NDArray[np.float32]) -> Levels:
    means = programme.mean(axis=0, dtype=np.float64)
    floors = np.maximum(means * _BAND_RANGE, means.sum() * _WHOLE_RANGE)
    return np.asarray(10.0 * np.log10(np.maximum(bands, np.maximum(floors, 1e-30))), np.float64)


def _partition(levels: Levels, *, cell_s: float, shortest: int) -> list[int]:
    """The cells at which sections begin, the first left out."""
    penalty = (_CHANGE + _WANDERING * _wandering(levels, cell_s=cell_s)) / cell_s
    while len(found := _optimal(levels, penalty=penalty, shortest=shortest)) >= MAX_SECTIONS:
        penalty *= 2.0
    return found


def _wandering(levels: Levels, *, cell_s: float) -> float:
    """Power of the slow changes, in dB²·s: half the square between means of neighbours, times t."""
    span = max(1, round(_STRETCH_S / cell_s))
    sums = np.concatenate([np.zeros((1, levels.shape[1])), np.cumsum(levels, axis=0)])
    means = (sums[span:] - sums[:-span]) / span
    if len(means) <= span:
        return 0.0
    steps = np.square(means[span:] - means[:-span]).mean(axis=1)
    return float(np.median(steps)) * span * cell_s / 2.0


def _optimal(levels: Levels, *, penalty: float, shortest: int) -> list[int]:
    count, width = levels.shape
    centred = levels - levels.mean(axis=0)
    sums = np.concatenate([np.zeros((1, width)), np.cumsum(centred, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum(np.square(centred).sum(axis=1))])
    norms = np.square(sums).sum(axis=1)
    best = np.full(count + 1, np.inf)
    best[0] = -penalty
    before = np.zeros(count + 1, np.int64)
    # What ends within the shortest length of each other begins before any of them ends.
    for first in range(shortest, count + 1, shortest):
        ends = np.arange(first, min(first + shortest, count + 1))[:, None]
        starts = np.arange(int(ends[-1, 0]) - shortest + 1)
        moved = norms[ends] + norms[starts] - 2.0 * (sums[ends[:, 0]] @ sums[starts].T)
        inside = squares[ends] - squares[starts] - moved / np.maximum(ends - starts, 1)
        cost = np.where(starts <= ends - shortest, best[starts] + inside / width, np.inf)
        before[ends[:, 0]] = cost.argmin(axis=1)
        best[ends[:, 0]] = cost.min(axis=1) + penalty
    found, at = [], int(before[count])
    while at:
        found.append(at)
        at = int(before[at])
    return found[::-1]


def _refined(starts: list[int], levels: Levels, *, reach: int) -> list[int]:
    """Each boundary moved to where the means of both its sides fit best."""
    edges = [0, *starts, len(levels)]
    found = []
    for left, at, right in zip(edges[:-2], edges[1:-1], edges[2:], strict=True):
        low, high = max(left + 1, at - reach), min(right - 1, at + reach)
        away = [
            np.square(levels[low:high] - levels[a:b].mean(axis=0)).mean(axis=1)
            for a, b in ((left, at), (at, right))
        ]
        # The cost of beginning the second at frame k, but for what is the same for all k.
        gain = np.cumsum(away[0] - away[1])
        found.append(low + int(np.concatenate([[0.0], gain]).argmin()))
    return found
