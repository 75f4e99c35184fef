"""Which questions share a kept answer, and under which key it is kept."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from lib.chain import advisor, coverage, places
from lib.chain.answer import Answer, Claim, Language
from lib.chain.canonical import canonical, plain
from lib.chain.facts import Report
from lib.chain.intent import Intent

KEY_VERSION = "2"
# What the rules tell completely: no model could add to it.
_BY_RULES = frozenset({"define", "tempo", "key"})
_MANNERS = frozenset({"greeting", "thanks", "help"})
_SURE = 0.95
# Below it a question is guessed at rather than understood.
_UNDERSTOOD = 0.72
# The name of a number is a topic too, until its value is asked for.
_NAMED = 0.84


@dataclass(frozen=True, slots=True)
class Sharing:
    """How an answer may be kept.

    Attributes
    ----------
    key : str
        Where it is kept.
    shared : bool
        Whether others may have it.
    question : str
        As a model reads it: a canonical one where it is shared, else the user's own.
    advice : Answer
        What the rules say to just that question.
    standalone : bool
        Whether the question needs nothing that was said before.
    """

    key: str
    shared: bool
    question: str
    advice: Answer
    standalone: bool


def by_rules(question: str, asked: Intent) -> bool:
    """Whether the rules alone answer as well as any model: all that is asked, not a part of it."""
    if asked.name in _MANNERS:
        return True
    value = asked.name == "metric" and asked.strength >= _SURE and not asked.closed
    return (value or asked.name in _BY_RULES) and coverage.explained(question, asked)


def shareable(question: str, asked: Intent) -> bool:
    """Whether a question means nothing but its intent, so that who asks it is of no matter."""
    return (
        asked.name != "unknown"
        and asked.caveat is None
        and asked.strength >= (_NAMED if asked.name == "metric" else _UNDERSTOOD)
        and coverage.stands_alone(question)
        and coverage.explained(question, asked)
        and canonical(asked, language="en") is not None
        and canonical(asked, language="pt-BR") is not None
    )


def of(
    question: str,
    asked: Intent,
    report: Report,
    advice: Answer,
    *,
    language: Language,
    uid: str,
    versions: tuple[str, ...],
) -> Sharing:
    """How the answer to a question, redacted already, may be kept."""
    standalone = coverage.stands_alone(question)
    sentence = canonical(asked, language=language) if shareable(question, asked) else None
    if sentence is not None:
        told = advisor.tell(plain(asked), report or None, language=language)
        facts_asked = _quantised(told, report)
        if facts_asked is not None:
            key = _digest(
                "shared",
                language,
                versions,
                sentence,
                bool(report),
                _skeleton(told.answer),
                facts_asked,
            )
            return Sharing(key, True, sentence, told, standalone)
    track = [report.get("sha256"), report.get("analysis_version")]
    key = _digest("own", language, versions, uid, track, _words(question))
    return Sharing(key, False, question, advice, standalone)


def _words(question: str) -> str:
    """The exact question, whatever its capitals, spaces and punctuation."""
    return " ".join(re.findall(r"\w+(?:[.,]\w+)*|[+−-]", question.casefold()))


def _skeleton(text: str) -> str:
    """What the rules say of a track, its figures left out."""
    return re.sub(r"\d+(?:[.,:]\d+)*", "#", text)


def _quantised(told: Answer, report: Report) -> list[list[object]] | None:
    """The numbers that an answer rests on, roughly; None where one has no name of its own."""
    rows: list[list[object]] = []
    for claim, rank in zip(told.claims, _ranks(told.claims), strict=True):
        place = places.name(report, claim.metric)
        if place is None:
            return None
        rows.append([place, claim.unit, _step(claim), rank])
    return rows


def _ranks(claims: tuple[Claim, ...]) -> Iterator[int]:
    """The place of each number among those of its unit, as an answer may say which is larger."""
    for claim in claims:
        beside = (other.value for other in claims if other.unit == claim.unit)
        yield sum(value < claim.value for value in beside)


def _step(claim: Claim) -> list[float] | None:
    """A number's sign as it is written, and the step that it is in; nothing of a time."""
    value, unit = claim.value, claim.unit
    written = round(value, 1 if unit else 2)
    sign = math.copysign(1.0, written) if written else 0.0
    if unit == "s":
        return None
    if unit == "Hz":
        return [sign, _third_octave(value)]
    if unit.startswith("dB") or unit in ("LU", "LUFS"):
        return [sign, math.floor(value)]
    if claim.metric.rpartition(".")[2] in _SHARES:
        return [sign, math.floor(value * 10.0)]
    if not unit:
        return [sign, math.frexp(value)[1] if value else 0]
    return [sign, _two_digits(value)]


_SHARES = ("correlation", "correlation_min", "width")


def _third_octave(hz: float) -> int:
    return round(3.0 * math.log2(hz)) if hz > 0 else 0


def _two_digits(value: float) -> float:
    return float(f"{value:.2g}")


def _digest(*parts: object) -> str:
    text = json.dumps([KEY_VERSION, *parts], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:40]
