"""Which of several tempi, half and double among them, is the one that people would count."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.correlogram import (
    ALL,
    CROSS,
    HITS,
    MEAN,
    RAW,
    ROWS,
    SHORTEST_S,
    STEP,
    Correlogram,
    Novelty,
)
from lib.audio.octave_weights import CANDIDATE, OUTSIDE
from lib.audio.onset import HIGH, LOW, MID, Onsets

Values = NDArray[np.float64]

SLOWEST_BPM, FASTEST_BPM = 40.0, 240.0

# The rows of the correlogram that are looked at, and at which multiples of the beat.
_SEEN = (LOW, MID, HIGH, ALL, RAW, HITS, MEAN, CROSS)
_MULTIPLES = (1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 3 / 2, 2.0, 3.0, 4.0)
# What of the whole moves the tempo at which one would count: density, peakedness, growth by band.
_DENSITY = (ALL, LOW, HITS, HIGH)
_PEAKED = (ALL, LOW, HITS)
# Beats are looked for where repetition after one, two, three and four of them is strongest.
_COMB = ((1.0, 1.0), (2.0, 1.0), (3.0, 0.7), (4.0, 1.0))
_COMB_ROWS = (ALL, RAW, MEAN)
_PEAKS, _RELATED_PEAKS = 8, 4
_RATIOS = (2.0, 1 / 2, 3.0, 1 / 3, 3 / 2, 2 / 3, 3 / 4, 4 / 3)
# Candidates closer than 4.5 % are one.
_APART = 9
_NEAR = 4
_MIDDLE_BPM = 110.0

FEATURES = (
    *("tempo", "tempo^2", "tempo^3", "comb", "comb share", "log comb share"),
    *(f"{ROWS[row]} x {multiple:.2f}" for multiple in _MULTIPLES for row in _SEEN),
    *(f"tempo · density {ROWS[row]}" for row in _DENSITY),
    *(f"tempo · peaked {ROWS[row]}" for row in _PEAKED),
    *(f"tempo · growth {name}" for name in ROWS[: HIGH + 1]),
    "tempo · comb",
)
OUTSIDE_FEATURES = ("constant", "log comb", "peaked all", "density all", "coincidence")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Tempi that fit, and what speaks for each.

    Attributes
    ----------
    bpm : (n,) float64
        On the correlogram's grid of half a per cent; the clearest first. Empty where nothing
        repeats.
    features : (n, len(FEATURES)) float64
    outside : (len(OUTSIDE_FEATURES),) float64
        What speaks for none of them.
    """

    bpm: Values
    features: Values
    outside: Values


def candidates(onsets: Onsets, novelty: Novelty, found: Correlogram) -> Candidates:
    """Gather the tempi that could be meant.

    Parameters
    ----------
    onsets : Onsets
    novelty : Novelty
        Theirs.
    found : Correlogram

    Returns
    -------
    Candidates
        The strongest peaks of a comb over one to four beats, and what is simply related to them.
    """
    comb = _comb(found.strength)
    lags = _lags(comb)
    strengths = comb[lags]
    bpm = 60.0 / (SHORTEST_S * np.exp(STEP * lags))
    clearest = float(strengths.max(initial=0.0))
    dense, peaked = _shape(novelty, onsets.frames_per_second)
    outside = np.array([1.0, math.log(max(clearest, 0.01)), peaked[0], dense[0], found.coincidence])
    if not len(lags):
        return Candidates(bpm, np.zeros((0, len(FEATURES))), outside)
    tempo = np.log2(bpm / _MIDDLE_BPM)
    share = strengths / clearest
    seen = [_sample(found.strength[list(_SEEN)], lags, multiple, near=2) for multiple in _MULTIPLES]
    growth = np.log(onsets.strength.mean(axis=1, dtype=np.float64) + 1e-6)
    whole = np.concatenate([dense, peaked, growth, [clearest]])
    features = np.concatenate(
        [
            np.stack([tempo, tempo**2, tempo**3]),
            np.stack([strengths, share, np.log(np.maximum(share, 0.05))]),
            *seen,
            whole[:, None] * tempo,
        ]
    )
    return Candidates(bpm, features.T, outside)


def probabilities(found: Candidates) -> tuple[Values, float]:
    """How likely each of the candidates is the tempo, and that none of them is.

    Parameters
    ----------
    found : Candidates

    Returns
    -------
    (n,) float64, float
        Their sum is 1.

    Notes
    -----
    A conditional logit (McFadden 1974): the exponentials of linear utilities, over their sum. The
    weights were fitted to made music (`octave_weights.py`).
    """
    centres = np.array([row[1] for row in CANDIDATE])
    weights = np.array([row[2] for row in CANDIDATE])
    utilities = (found.features - centres) @ weights
    outside = float(found.outside @ np.array([row[1] for row in OUTSIDE]))
    largest = max(outside, float(utilities.max(initial=-np.inf)))
    odds = np.exp(utilities - largest)
    none = math.exp(outside - largest)
    total = float(odds.sum()) + none
    return odds / total, none / total


def _sample(strength: Values, lags: NDArray[np.int64], multiple: float, *, near: int) -> Values:
    """The largest of (rows, lags) within `near` steps of the multiple of some lags; 0 beyond."""
    middle = np.round(lags + math.log(multiple) / STEP).astype(np.int64)
    around = middle[:, None] + np.arange(-near, near + 1)
    within = (around >= 0) & (around < strength.shape[1])
    values = strength[:, np.clip(around, 0, strength.shape[1] - 1)]
    largest = np.where(within, values, -np.inf).max(axis=2)
    return np.where((middle >= 0) & (middle < strength.shape[1]), largest, 0.0)


def _comb(strength: Values) -> Values:
    """The mean repetition after one to four times each lag, as far as it is known."""
    lags = np.arange(strength.shape[1])
    mean = strength[list(_COMB_ROWS)].mean(axis=0, keepdims=True)
    total, weights = np.zeros(len(lags)), np.zeros(len(lags))
    for multiple, weight in _COMB:
        known = np.round(lags + math.log(multiple) / STEP) < len(lags)
        total += weight * known * _sample(mean, lags, multiple, near=1)[0]
        weights += weight * known
    return np.asarray(total / np.maximum(weights, 1.0), np.float64)


def _lags(comb: Values) -> NDArray[np.int64]:
    """The steps of the candidates, the strongest first."""
    first = math.ceil(math.log(60.0 / FASTEST_BPM / SHORTEST_S) / STEP)
    last = min(len(comb) - 2, int(math.log(60.0 / SLOWEST_BPM / SHORTEST_S) / STEP))
    inside = np.arange(first, last + 1)
    top = (comb[inside] >= comb[inside - 1]) & (comb[inside] > comb[inside + 1])
    top &= comb[inside] > 0.0
    tops = inside[top]
    tops = tops[np.argsort(-comb[tops], kind="stable")][:_PEAKS]
    wanted = tops.tolist()
    for peak in tops[:_RELATED_PEAKS].tolist():
        for ratio in _RATIOS:
            step = round(peak + math.log(ratio) / STEP)
            if first <= step <= last:
                start = max(first, step - _NEAR)
                end = min(last, step + _NEAR) + 1
                wanted.append(start + int(comb[start:end].argmax()))
    kept: list[int] = []
    for step in sorted(wanted, key=lambda step: -comb[step]):
        if all(abs(step - other) > _APART for other in kept):
            kept.append(step)
    return np.array(kept, np.int64)


def _shape(novelty: Novelty, frames_per_second: float) -> tuple[Values, Values]:
    """How dense and how peaked some rows are.

    Onsets of more than one standard deviation, in octaves of their number per second; and the
    logarithm of the fourth moment of what rises above the mean.
    """
    counts, moments = np.zeros(len(_DENSITY)), np.zeros(len(_PEAKED))
    for start, end in novelty.stretches():
        rows = novelty.rows(start, min(end + 2, novelty.frames))
        dense = rows[list(_DENSITY)]
        left, inner, right = dense[:, :-2], dense[:, 1:-1], dense[:, 2:]
        counts += np.count_nonzero((inner > left) & (inner >= right) & (inner > 1.0), axis=1)
        risen = np.maximum(rows[list(_PEAKED), : end - start], 0.0)
        moments += np.square(np.square(risen)).sum(axis=1, dtype=np.float64)
    per_second = counts * frames_per_second / novelty.frames
    return np.log2(np.maximum(per_second, 0.1)), np.log(np.maximum(moments / novelty.frames, 1e-3))
