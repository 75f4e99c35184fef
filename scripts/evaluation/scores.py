"""What a trial comes to: the chain beside other ways of asking the same models the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scripts.evaluation import scripted
from scripts.evaluation.trial import Draft, Result

_RANDOM_SHARE = 0.3
_BINS = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """A way of asking: how often it is right, what a question costs, the false numbers shown."""

    name: str
    accuracy: float
    micro_usd: float
    false_figures: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one trial.

    Attributes
    ----------
    asked, marked : int
        Questions, and those among them whose true answer is known.
    policies : tuple of Policy
        The chain first.
    sure_accuracy : float
        Of the chain's answers that are not marked degraded.
    false_figures : int
        Answers shown with a number that nothing stands behind.
    wrong_hits : tuple of Result
        From the cache, wrong for this question and track, though right when it was made.
    inherited : int
        From the cache, and wrong already when it was made.
    wrong_manners : mapping
        Wrong answers shown, by what the last model did.
    escalated : float
        Of the questions that reached a model, the share that reached the Senior.
    degraded : float
        Of all questions, the share answered by less than was wanted.
    misheard : float
        Of the marked, the share that is shared under a question with another true answer.
    hits : mapping
        Questions answered without a call, by kind.
    fresh_micro_usd : float
        What a question costs that no cache and no rule answered.
    calibration_error : float
        Between the confidence of the models' replies that hold and how often they are right.
    refused_right : float
        Of the models' right replies, the share that the check refuses.
    """

    asked: int
    marked: int
    policies: tuple[Policy, ...]
    sure_accuracy: float
    false_figures: int
    wrong_hits: tuple[Result, ...]
    inherited: int
    wrong_manners: Mapping[str, int]
    escalated: float
    degraded: float
    misheard: float
    hits: Mapping[str, int]
    fresh_micro_usd: float
    calibration_error: float
    refused_right: float


def score(results: Sequence[Result], counted: Mapping[str, int], *, seed: int) -> Scores:
    """Sum a trial up."""
    marked = [result for result in results if result.marked]
    fresh = [result for result in results if result.called]
    sure = [result for result in marked if not result.told.degraded]
    wrong, inherited = _wrong_hits(results)
    return Scores(
        asked=len(results),
        marked=len(marked),
        policies=(_chain(results), *_others(results, seed=seed)),
        sure_accuracy=_share(result.right for result in sure),
        false_figures=sum(bool(result.false_figures) for result in results),
        wrong_hits=wrong,
        inherited=inherited,
        wrong_manners=Counter(
            result.manner or ("cache" if result.told.cached else "rules")
            for result in marked
            if not result.right
        ),
        escalated=_share("senior" in result.called for result in fresh),
        degraded=_share(result.told.degraded for result in results),
        misheard=_share(result.misheard for result in marked),
        hits={
            kind: counted.get(name, 0)
            for kind, name in (
                ("exact", "hits:exact"),
                ("intent", "hits:intent"),
                ("follower", "hits:follower"),
                ("rules", "rules"),
            )
        },
        fresh_micro_usd=_mean(result.told.usage.cost_micro_usd for result in fresh),
        calibration_error=calibration_error(
            (draft.confidence, draft.right)
            for result in marked
            for draft in result.drafts.values()
            if draft.holds and not result.misheard
        ),
        refused_right=_share(
            not draft.holds
            for result in marked
            for draft in result.drafts.values()
            if draft.manner == "right" and draft.right
        ),
    )


def calibration_error(pairs: Iterable[tuple[float, bool]]) -> float:
    """The expected calibration error over ten bins of confidence, 0 to 1."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in pairs:
        bins.setdefault(min(int(sure * _BINS), _BINS - 1), []).append((sure, right))
    total = sum(map(len, bins.values()))
    gaps = (
        abs(sum(sure for sure, _ in found) - sum(right for _, right in found))
        for found in bins.values()
    )
    return sum(gaps) / max(1, total)


def _chain(results: Sequence[Result]) -> Policy:
    return Policy(
        "the chain",
        _share(result.right for result in results if result.marked),
        _mean(result.told.usage.cost_micro_usd for result in results),
        sum(bool(result.false_figures) for result in results),
    )


def _others(results: Sequence[Result], *, seed: int) -> list[Policy]:
    """Other policies on the same outcomes: a model for every question, unchecked, none kept."""
    random = scripted.chance(seed, "policies")
    chosen = [random.random() < _RANDOM_SHARE for _ in results]
    return [
        _asking("always Junior", results, senior=[False] * len(results), cascade=True),
        _asking("random 30 %", results, senior=chosen, cascade=True),
        _asking("always Senior", results, senior=[True] * len(results), cascade=False),
    ]


def _asking(
    name: str, results: Sequence[Result], *, senior: Sequence[bool], cascade: bool
) -> Policy:
    """Show the Senior's draft where it is asked, else the Junior's; in a cascade both cost."""
    shown: list[Draft] = []
    cost = 0
    for result, escalated in zip(results, senior, strict=True):
        junior, other = result.drafts["junior"], result.drafts["senior"]
        shown.append(other if escalated else junior)
        cost += (other.micro_usd if escalated else 0) + (
            junior.micro_usd if cascade or not escalated else 0
        )
    pairs = zip(results, shown, strict=True)
    return Policy(
        name,
        _share(draft.right for result, draft in pairs if result.marked),
        cost / max(1, len(results)),
        sum(bool(draft.false_figures) for draft in shown),
    )


def _wrong_hits(results: Sequence[Result]) -> tuple[tuple[Result, ...], int]:
    """Wrong answers from the cache: those that became wrong there, and how many were before."""
    made_right: dict[str, bool] = {}
    wrong: list[Result] = []
    inherited = 0
    for result in results:
        if not result.told.cached:
            made_right[result.reading.key] = result.right
        elif result.marked and not result.right:
            if made_right.get(result.reading.key, True):
                wrong.append(result)
            else:
                inherited += 1
    return tuple(wrong), inherited


def _share(found: Iterable[bool]) -> float:
    return _mean(map(int, found))


def _mean(found: Iterable[float]) -> float:
    values = list(found)
    return sum(values) / len(values) if values else 0.0
