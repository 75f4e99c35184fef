"""How likely an answer is right, and how likely it must be to be shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lib.chain import table
from lib.chain.answer import Claim
from lib.chain.language import folded

TABLE = Path(__file__).with_name("calibration.toml")
Verdict = Literal["same", "other", "none"]
_SIDES = frozenset({"over", "under"})
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
    verdict : {"same", "other", "none"}
        Whether its yes or no, or else its too much or too little, is the rules'; "none" where
        one of them says neither.
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
        }


class Weights(BaseModel):
    """One weight for each of `Signals.values`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    intercept: float
    stated: float
    prior: float
    overlap: float
    same_verdict: float
    other_verdict: float


class Threshold(BaseModel):
    """The least confidence that is shown, by what is left of the Senior's budget.

    `kept` is the least that is kept for others: a mistake that is kept is made many times.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    empty: float = Field(ge=0, le=1)
    full: float = Field(ge=0, le=1)
    kept: float = Field(0.0, ge=0, le=1)

    def at(self, share: float) -> float:
        """The threshold with `share` of the Senior's budget left, 0 to 1."""
        return self.empty + (self.full - self.empty) * min(max(share, 0.0), 1.0)


class Calibration(BaseModel):
    """A fitted table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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
    advice: str,
    advised: Iterable[Claim],
    prior: float,
) -> Signals:
    """What is seen of a checked answer beside the rules' own answer to the same question."""
    used = {claim.metric for claim in claims}
    expected = {claim.metric for claim in advised}
    overlap = len(used & expected) / len(expected) if expected else 1.0
    return Signals(stated, prior, overlap, _compared(_verdict(answer), _verdict(advice)))


def _compared(ours: str | None, theirs: str | None) -> Verdict:
    if ours is None or theirs is None or ({ours, theirs} & _SIDES and not {ours, theirs} <= _SIDES):
        return "none"
    return "same" if ours == theirs else "other"


def says_yes_or_no(text: str) -> bool:
    """Whether an answer begins with yes or no, in either language."""
    return _yes_or_no(text) is not None


def _verdict(text: str) -> str | None:
    """What an answer comes down to: the yes or no it begins with, else too much or too little."""
    return _yes_or_no(text) or _side(text)


def _yes_or_no(text: str) -> str | None:
    found = _ANSWERED.match(text)
    return None if found is None else "yes" if found["yes"] else "no"


def _side(text: str) -> str | None:
    """The side that an answer's words take, if they take one and not both."""
    plain = folded(text)
    over, under = (re.search(words, plain) is not None for words in (_OVER, _UNDER))
    return None if over == under else "over" if over else "under"


# With a pause behind: "No clipping was found" and "No Spotify…" are no such answers.
_ANSWERED = re.compile(
    r"\W*(?:(?P<yes>yes|yeah|yep|sim)|(?P<no>no|nope|não|nao))\s*(?:[,.;:!–—-]|$)", re.IGNORECASE
)
_OVER = (
    r"\b(?:too (?:much|loud|bright|wide|strong|heavy|high|hot)|above the (?:reference|target)|"
    r"more than (?:usual|the reference)|excess\w*|turn(?:s|ed)? (?:it )?down|demais|sobr\w+|"
    r"acima d[aeo]|excess\w+|muito (?:alt|fort|larg|brilhant)\w+|abaixa\w*)\b"
)
_UNDER = (
    r"\b(?:too (?:little|quiet|dark|narrow|weak|thin|low|soft)|below the (?:reference|target)|"
    r"less than (?:usual|the reference)|lack\w*|missing|falta\w*|abaixo d[aeo]|pouc[oa]s?|"
    r"muito (?:baix|frac|estreit|escur)\w+|de menos)\b"
)
