"""The calibration of confidence, fitted to recorded replies of which is known who was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from lib.chain.confidence import Calibration, Signals, Threshold, Weights
from scripts.evaluation.trial import Result

# Worth so many replies that say nothing: with few outcomes the weights stay small.
_PENALTY = 2.0
_STEPS = 50
_GRID = np.round(np.arange(0.3, 0.99, 0.02), 2)
# How much accuracy may be given up for a lower price, with the Senior's budget full and empty,
# and by what is kept: that is shown again and again.
_GIVEN_UP = {"full": 0.015, "empty": 0.05, "kept": 0.003}


@dataclass(frozen=True, slots=True)
class Pair:
    """A Junior's reply that holds, and what the Senior says to the same."""

    signals: Signals
    right: bool
    senior_right: bool
    senior_micro_usd: int


def pairs(results: Sequence[Result]) -> list[Pair]:
    """The outcomes that a fit can learn from: each question about each track once."""
    found: dict[tuple[str, str, str], Pair] = {}
    for result in results:
        junior, senior = result.drafts["junior"], result.drafts["senior"]
        if result.marked and not result.misheard and junior.signals is not None:
            question = result.asking.question
            found[result.asking.track, question.language, question.text] = Pair(
                junior.signals,
                junior.right,
                senior.right and senior.holds,
                senior.micro_usd,
            )
    return list(found.values())


def fit(outcomes: Sequence[Pair], *, today: date) -> Calibration:
    """Weights by penalised logistic regression, thresholds by what they cost and gain.

    Raises
    ------
    ValueError
        All of the outcomes are alike: there is nothing to tell apart.
    """
    right = np.array([float(outcome.right) for outcome in outcomes])
    if not 0.0 < right.sum() < len(right):
        msg = f"{len(right)} outcomes, all alike"
        raise ValueError(msg)
    names = list(Weights.model_fields)
    signals = np.array([[o.signals.values()[name] for name in names] for o in outcomes])
    weights = regression(signals, right)
    sure = 1.0 / (1.0 + np.exp(-signals @ weights))
    return Calibration(
        fitted_on=today,
        outcomes=len(outcomes),
        weights=Weights(**dict(zip(names, np.round(weights, 3).tolist(), strict=True))),
        threshold=_threshold(outcomes, sure),
    )


def regression(signals: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression with a ridge, by Newton's steps.

    Parameters
    ----------
    signals : (outcomes, weights) float64
        The first column is the intercept's, which is not penalised.
    right : (outcomes,) float64
        0 or 1.

    Returns
    -------
    (weights,) float64
        In log-odds.
    """
    ridge = _PENALTY * np.eye(signals.shape[1])
    # Barely, so that the step is defined where the signals do not vary.
    ridge[0, 0] = 1e-6
    weights = np.zeros(signals.shape[1])
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(signals @ weights, -30.0, 30.0)))
        slope = signals.T @ (right - likely) - ridge @ weights
        curvature = (signals.T * (likely * (1.0 - likely))) @ signals + ridge
        step = np.linalg.solve(curvature, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def text(calibration: Calibration) -> str:
    """The calibration as the file that `lib.chain.confidence` reads."""
    weights = "\n".join(f"{name} = {value}" for name, value in calibration.weights)
    return _FILE.format(
        fitted_on=calibration.fitted_on,
        outcomes=calibration.outcomes,
        weights=weights,
        empty=calibration.threshold.empty,
        full=calibration.threshold.full,
        kept=calibration.threshold.kept,
    )


def _threshold(outcomes: Sequence[Pair], sure: NDArray[np.float64]) -> Threshold:
    """The cheapest thresholds that give up no more accuracy than is allowed."""
    junior = np.array([outcome.right for outcome in outcomes], float)
    senior = np.array([outcome.senior_right for outcome in outcomes], float)
    price = np.array([outcome.senior_micro_usd for outcome in outcomes], float)
    accuracies = [float(np.where(sure >= at, junior, senior).mean()) for at in _GRID]
    costs = [float(np.where(sure >= at, 0.0, price).mean()) for at in _GRID]
    chosen = {}
    for name, given_up in _GIVEN_UP.items():
        good = [i for i, a in enumerate(accuracies) if a >= max(accuracies) - given_up]
        chosen[name] = float(_GRID[min(good, key=lambda i: costs[i])])
    return Threshold(empty=min(chosen.values()), full=chosen["full"], kept=chosen["kept"])


_FILE = """\
# How likely an answer is right, from what is seen of it, and how likely it must be to be shown
# without asking the Senior. Written by ./scripts/evaluate --fit from recorded outcomes of scripted
# models of known accuracy; CALIBRATION_FILE names another file like this one.

fitted_on = {fitted_on}
outcomes = {outcomes}

# Log-odds of being right: each signal's value times its weight, added to the intercept.
[weights]
{weights}

# The least confidence that is shown, by the share of the Senior's budget that is left.
[threshold]
empty = {empty}
full = {full}
# The least that is kept for others: a mistake that is kept is made many times.
kept = {kept}
"""
