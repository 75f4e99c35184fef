"""How likely an answer is right, and how likely it must be to be shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lib.chain import table, verdict
from lib.chain.answer import Claim, Language
from lib.chain.facts import Report
from lib.chain.pattern import Pattern

TABLE = Path(__file__).with_name("calibration.toml")
Verdict = Literal["same", "other", "silent", "none"]
# A stated certainty of 0 or 1 is a manner of speaking.
_SURE = 0.98


@dataclass(frozen=True, slots=True)
class Signals:
    """What is seen of an answer whose every number holds.

    Attributes
    ----------
    stated : float in [0, 1]
        The model's own word.
    prior : float in [0, 1]
        How surely the question's intent is known.
    overlap : float in [0, 1]
        Of the numbers that the rules rest their answer on, the share that it rests on too.
    verdict : {"same", "other", "silent", "none"}
        Whether what it says in words of where the track stands, or its yes or no, is what the
        rules say; "silent" where only they say something, "none" where they do not.
    """

    stated: float
    prior: float
    overlap: float
    verdict: Verdict

    def values(self) -> dict[str, float]:
        """The signals as numbers, by the names of their weights."""
        stated = min(max(self.stated, 1.0 - _SURE), _SURE)
        return {
            "intercept": 1.0,
            "stated": math.log(stated / (1.0 - stated)),
            "prior": self.prior,
            "overlap": self.overlap,
            "same_verdict": float(self.verdict == "same"),
            "other_verdict": float(self.verdict == "other"),
            "no_verdict": float(self.verdict == "silent"),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rules read a question: what they say of the report, and the numbers behind it."""

    report: Report
    advice: str
    claims: tuple[Claim, ...]
    language: Language


class Weights(BaseModel):
    """One weight for each of `Signals.values`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    intercept: float
    stated: float
    prior: float
    overlap: float
    same_verdict: float
    other_verdict: float
    no_verdict: float


class Threshold(BaseModel):
    """The least confidence that is shown, by what is left of the Senior's budget.

    `kept` is the least that is kept for others: a mistake that is kept is made many times.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    empty: float = Field(ge=0, le=1)
    full: float = Field(ge=0, le=1)
    kept: float = Field(0.0, ge=0, le=1)

    def at(self, share: float) -> float:
        """The threshold with `share` of the Senior's budget left, 0 to 1."""
        return self.empty + (self.full - self.empty) * min(max(share, 0.0), 1.0)


class Calibration(BaseModel):
    """A fitted table."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    fitted_on: date
    outcomes: int = Field(ge=0)
    weights: Weights
    threshold: Threshold

    def confidence(self, signals: Signals) -> float:
        """The probability, 0 to 1, that an answer with these signals is right."""
        weights = self.weights.model_dump()
        odds = sum(weights[name] * value for name, value in signals.values().items())
        return 1.0 / (1.0 + math.exp(-max(min(odds, 30.0), -30.0)))


def load(path: Path = TABLE) -> Calibration:
    """Read a table; raises `lib.chain.table.TableError`."""
    return table.read(path, Calibration)


def signals(
    answer: str,
    claims: Iterable[Claim],
    *,
    stated: float,
    prior: float,
    reading: Reading,
) -> Signals:
    """What is seen of a checked answer beside the rules' own reading of the same question."""
    used = {claim.metric for claim in claims}
    expected = {claim.metric for claim in reading.claims}
    overlap = len(used & expected) / len(expected) if expected else 1.0
    return Signals(stated, prior, overlap, _compared(answer, reading))


def says_yes_or_no(text: str) -> bool:
    """Whether an answer begins with yes or no, in either language."""
    return _yes_or_no(text) is not None


def opposed(answer: str, advice: str) -> bool:
    """Whether one begins with yes and the other with no."""
    ours, theirs = _yes_or_no(answer), _yes_or_no(advice)
    return ours is not None and theirs is not None and ours != theirs


def _compared(answer: str, reading: Reading) -> Verdict:
    if opposed(answer, reading.advice):
        return "other"
    taken = verdict.read(answer, language=reading.language)
    advised = verdict.read(reading.advice, language=reading.language)
    topic = next((stand.subjects for stand in advised if stand.subjects), ())
    known = [replace(stand, subjects=stand.subjects or topic) for stand in taken]
    if any(verdict.denied(stand, reading.report, advised=advised) for stand in known):
        return "other"
    judged = {subject for stand in advised for subject in stand.subjects or topic}
    expected = says_yes_or_no(reading.advice)
    if expected and says_yes_or_no(answer):
        return "same"
    if any(judged & set(stand.subjects) for stand in known):
        return "same"
    return "silent" if advised or expected else "none"


def _yes_or_no(text: str) -> str | None:
    found = _ANSWERED.match(text)
    return None if found is None else "yes" if found["yes"] else "no"


# With a pause behind: "No clipping was found" and "No Spotify…" are no such answers.
_ANSWERED = Pattern(
    r"\W*(?:(?P<yes>yes|yeah|yep|sim)|(?P<no>no|nope|não|nao))\s*(?:[,.;:!–—-]|$)", re.IGNORECASE
)
