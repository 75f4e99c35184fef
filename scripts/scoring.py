"""How tempo and key estimates are judged against the truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

# What counts as the same tempo: the 4 % of the MIREX and ISMIR 2004 tempo evaluations.
TEMPO_TOLERANCE = 0.04
_METRICAL_LEVELS = (1.0, 2.0, 0.5, 3.0, 1.0 / 3.0)
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidences can be taken at their word.

    Attributes
    ----------
    error : float | None
        Expected calibration error over bins of equal counts, 0 to 1; None without answers.
    sure : int
        Answers with a confidence of 0.9 or more.
    sure_wrong : int
        How many of those are wrong.
    """

    error: float | None
    sure: int
    sure_wrong: int


def same_tempo(
    estimate: float, truth: float, *, tolerance: float = TEMPO_TOLERANCE, octaves: bool = False
) -> bool:
    """Whether a tempo is right within a share, at other metrical levels too where allowed.

    Accuracy 1 and 2 of Gouyon et al., "An experimental comparison of audio tempo induction
    algorithms", IEEE TASLP 14(5), 2006; their levels are 1, 2, 3, 1/2 and 1/3.

    Parameters
    ----------
    estimate, truth : float > 0
        In beats per minute.
    tolerance : float
        Share of the truth.
    octaves : bool
    """
    levels = _METRICAL_LEVELS if octaves else (1.0,)
    return any(abs(estimate / (truth * level) - 1.0) <= tolerance for level in levels)


def pitch_class(name: str) -> int:
    """0 for C to 11 for B; flats and sharps are read.

    Raises
    ------
    ValueError
        It names no note.
    """
    letter, accidental = name[:1].upper(), name[1:]
    if letter not in _LETTERS or accidental not in _ACCIDENTALS:
        message = f"{name!r} names no note"
        raise ValueError(message)
    return (_LETTERS[letter] + _ACCIDENTALS[accidental]) % 12


def key_score(estimate: tuple[int, str], truth: tuple[int, str]) -> float:
    """The weighted score of MIREX's audio key detection.

    1 for the key itself, 0.5 for one a perfect fifth away on either side, 0.3 for the relative
    and 0.2 for the parallel key.

    Parameters
    ----------
    estimate, truth : (pitch class 0 to 11, "major" | "minor")
    """
    (tonic, mode), (true_tonic, true_mode) = estimate, truth
    apart = (tonic - true_tonic) % 12
    if mode == true_mode:
        return {0: 1.0, 5: 0.5, 7: 0.5}.get(apart, 0.0)
    relative = 9 if true_mode == "major" else 3
    return {relative: 0.3, 0: 0.2}.get(apart, 0.0)


def calibration(answers: Sequence[tuple[float, bool]], *, bins: int = 10) -> Calibration:
    """Compare confidences with how often they were right.

    Parameters
    ----------
    answers : sequence of (confidence 0 to 1, right)
    bins : int > 0
        As near to equal counts as can be.
    """
    if not answers:
        return Calibration(None, 0, 0)
    sure = [right for confidence, right in answers if confidence >= 0.9]
    ranked = _levelled(answers)
    edges = [math.floor(len(ranked) * i / bins) for i in range(bins + 1)]
    error = 0.0
    for start, end in pairwise(edges):
        some = ranked[start:end]
        if some:
            gap = fmean(c for c, _ in some) - fmean(right for _, right in some)
            error += abs(gap) * len(some) / len(ranked)
    return Calibration(error, len(sure), sure.count(False))


def _levelled(answers: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """By rising confidence; equal ones share their rightness, so that their order is nothing."""
    by_confidence: dict[float, list[bool]] = {}
    for confidence, right in answers:
        by_confidence.setdefault(confidence, []).append(right)
    return [
        (confidence, fmean(rights))
        for confidence, rights in sorted(by_confidence.items())
        for _ in rights
    ]
