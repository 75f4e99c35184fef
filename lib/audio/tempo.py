"""Tempo in beats per minute, how steady it is and how far the figure is to be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lib.audio.beats import Support, support, tempo_slope, track
from lib.audio.correlogram import ALL, RAW, STEP, Correlogram, Novelty, correlogram
from lib.audio.octave import candidates, probabilities
from lib.audio.octave_weights import PULSE
from lib.audio.onset import Onsets

Values = NDArray[np.float64]
Reason = Literal["silence", "too_short", "no_pulse"]

# Two bars of four at 140 to the minute; in less, no repetition of a bar can be seen.
SHORTEST_S = 3.4
# Below this confidence an answer would more often mislead than help.
LEAST_CONFIDENCE = 0.15
# Spread of the onset strength in the middle one of the bands: held tones have up to 0.035, by the
# beating of their partials and by rounding; the softest of the tuning pieces, strings, has 0.1.
_LEAST_SPREAD = 0.05
# A pulse is at least four beats that bear each other out; three events have any two distances.
LEAST_CONFIRMED = 3
PULSE_FEATURES = ("constant", "evidence", "log coverage")
_LEAST_COVERAGE = 0.01
_MOST_ALTERNATIVES = 3
# Tempi this close to a simple ratio (2.5 %) are that ratio.
_RATIOS = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 4 / 3, 3 / 2, 2.0, 3.0, 4.0)
_SAME = 0.025
# Local tempo is that over eight beats; it is steady within 2 %, the play of a good drummer.
_LOCAL_BEATS = 8
_STEADY = 0.02


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another tempo that could be meant, and how likely it is: 0 to 1."""

    bpm: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Tempo:
    """The tempo of a programme.

    Attributes
    ----------
    bpm : float | None
        Beats per minute: the mean over the programme; not rounded to any grid.
    confidence : float
        The probability that `bpm` is within 4 % of what people count, from 0 to 1.
    alternatives : tuple of Alternative
        At most three, the likeliest first; mostly half and double. None of them where there is
        no tempo.
    stability : float | None
        The share of the beats around which the tempo over eight beats is within 2 % of `bpm`: 1
        for a machine, less for a drummer who wavers and for a change of tempo. None below nine
        beats.
    beats_s : (beats,) float64
        Their times in seconds.
    reason : str | None
        Why there is no tempo: "silence", "too_short", or "no_pulse".
    """

    bpm: float | None
    confidence: float
    alternatives: tuple[Alternative, ...]
    stability: float | None
    beats_s: Values
    reason: Reason | None


def estimate(onsets: Onsets) -> Tempo:
    """Find the tempo.

    Parameters
    ----------
    onsets : Onsets

    Returns
    -------
    Tempo

    Notes
    -----
    Candidates are where the onsets repeat after one, two, three and four beats
    (`correlogram.py`); which of them is counted is decided by how likely each is, given the tempo
    and the patterns of drums and notes (`octave.py`); the figure itself is the slope of a straight
    line through the beats, which are found by dynamic programming (`beats.py`). As a few events at
    any distance repeat after some number of beats, the confidence is also how likely it is that
    the onsets on the beats are no accident (`beats.support`).
    """
    per_second = onsets.frames_per_second
    if onsets.silent:
        return _nothing("silence")
    if onsets.strength.shape[1] < SHORTEST_S * per_second:
        return _nothing("too_short")
    if not has_onsets(onsets):
        return _nothing("no_pulse")
    novelty = Novelty(onsets)
    found = correlogram(novelty, frames_per_second=per_second)
    possible = candidates(onsets, novelty, found)
    likely, none = probabilities(possible)
    if not len(likely) or likely.max() < max(LEAST_CONFIDENCE, none):
        return _nothing("no_pulse")
    order = np.argsort(-likely, kind="stable")
    chosen = float(possible.bpm[order[0]])
    beats, borne_out = follow(novelty, found, bpm=chosen, frames_per_second=per_second)
    regular = _regular(borne_out)
    likely, none = likely * regular, 1.0 - regular * (1.0 - none)
    if likely.max() < max(LEAST_CONFIDENCE, none):
        return _nothing("no_pulse")
    bpm = 60.0 * per_second / tempo_slope(beats)
    return Tempo(
        bpm=bpm,
        confidence=float(likely[order[0]]),
        alternatives=_alternatives(possible.bpm[order], likely[order], bpm_found=bpm),
        stability=_stability(beats),
        beats_s=onsets.first_at_s + beats / per_second,
        reason=None,
    )


def has_onsets(onsets: Onsets) -> bool:
    """Whether more begins than what rounding and the beating of held tones make of nothing."""
    spread = np.median([band.std(dtype=np.float32) for band in onsets.strength])
    return bool(spread >= _LEAST_SPREAD)


def follow(
    novelty: Novelty, found: Correlogram, *, bpm: float, frames_per_second: float
) -> tuple[Values, Support]:
    """Find the beats of a tempo, and what the onsets say for them.

    Parameters
    ----------
    novelty : Novelty
    found : Correlogram
        Its own.
    bpm : float > 0
        Near the tempo, which may be off it by as much as each window drifted.
    frames_per_second : float > 0

    Returns
    -------
    (beats,) float64, Support
        The beats in frames.
    """
    strength, period = np.zeros((2, novelty.frames), np.float32)
    for start, end in novelty.stretches():
        strength[start:end] = np.maximum(novelty.rows(start, end)[[ALL, RAW]], 0.0).sum(axis=0)
        drift = np.interp(np.arange(start, end), found.centres, found.drift)
        period[start:end] = 60.0 * frames_per_second / bpm * np.exp(STEP * drift)
    beats = track(strength, period=period)
    return beats, support(beats, strength)


def pulse_features(borne_out: Support) -> tuple[float, float, float]:
    """What speaks for a pulse, in the order of `PULSE_FEATURES`."""
    coverage = max(_LEAST_COVERAGE, borne_out.coverage)
    return 1.0, borne_out.evidence, math.log(coverage)


def _nothing(reason: Reason) -> Tempo:
    return Tempo(None, 0.0, (), None, np.zeros(0), reason)


def _regular(borne_out: Support) -> float:
    """How likely it is that the onsets on the beats are no accident: 0 to 1."""
    if borne_out.confirmed < LEAST_CONFIRMED:
        return 0.0
    weights = [row[1] for row in PULSE]
    odds = sum(w * x for w, x in zip(weights, pulse_features(borne_out), strict=True))
    return 1.0 / (1.0 + math.exp(-odds))


def _alternatives(bpm: Values, likely: Values, *, bpm_found: float) -> tuple[Alternative, ...]:
    """The candidates after the first, at their exact ratio to what the beats have told."""
    found = []
    for coarse, chance in zip(bpm[1:].tolist(), likely[1:].tolist(), strict=True):
        ratio = coarse / float(bpm[0])
        nearest = min(_RATIOS, key=lambda simple: abs(math.log(ratio / simple)))
        exact = nearest if abs(math.log(ratio / nearest)) < _SAME else ratio
        found.append(Alternative(bpm_found * exact, chance))
    return tuple(found[:_MOST_ALTERNATIVES])


def _stability(beats: Values) -> float | None:
    """The share of the stretches of eight beats whose tempo is within 2 % of the whole."""
    if len(beats) <= _LOCAL_BEATS:
        return None
    local = (beats[_LOCAL_BEATS:] - beats[:-_LOCAL_BEATS]) / _LOCAL_BEATS
    return float(np.mean(np.abs(local / tempo_slope(beats) - 1.0) <= _STEADY))
