"""Whether a model's reply says only what the report holds: each claim, figure, key and verdict."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from lib.chain import (
    evidence,
    facts,
    intent,
    naming,
    numerals,
    places,
    plain,
    tonality,
    units,
    verdict,
)
from lib.chain import (
    language as languages,
)
from lib.chain.answer import Claim, Language
from lib.chain.evidence import Evidence, Setting, Support
from lib.chain.numerals import Numeral
from lib.chain.pattern import Pattern
from lib.chain.reply import Draft, Stated

FaultCode = Literal[
    "unknown-metric",  # a claim names no finite number of the report
    "wrong-value",  # a claim's value is not the report's, within its own rounding
    "wrong-unit",  # a claim's unit is not its metric's
    "unclaimed-figure",  # the answer writes a number that nothing supports
    "wrong-key",  # the answer names a musical key that is not the track's
    "wrong-verdict",  # the answer says in words what the report's rules deny
    "wrong-language",
    "empty",
    "cut-short",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a reply; `detail` is the path or the words at fault."""

    code: FaultCode
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of an answer, placed in the whole of it, and what it rests on."""

    figure: Numeral
    support: Support


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check.

    `answer` is cleaned of markup and links; `claims` carry the report's own values, not the
    model's, and include numbers that the answer used without claiming them. Both may be shown
    only where `ok`. `held` are the answer's figures in order.
    """

    ok: bool
    faults: tuple[Fault, ...]
    answer: str
    claims: tuple[Claim, ...]
    held: tuple[Held, ...] = ()


def check(
    draft: Draft, report: facts.Report, *, question: str, language: Language, advice: str = ""
) -> Checked:
    """Hold a reply against the report; `report` is {} where there is no track."""
    audit = Audit(draft.claims, report, question=question, advice=advice, language=language)
    for gap, sentence in plain.sentences(draft.answer):
        audit.hear(sentence, gap=gap)
    return audit.result()


class Audit:
    """A reply under check: its claims first, then its clean sentences one by one.

    A figure must mean a claim, repeat the question, or be a constant of the trade that the rules'
    own `advice` tells: of which metric it is the usual value, only they know. What may
    differ from the report is its sign, where the number is a change and the words say which way
    ("3 dB down"). A sentence that names a platform may use no other platform's numbers, nor may
    those after it, until others are named or all are meant. Where words say how something stands,
    the rules of the report must not say otherwise. `faults` may be asked at any time.
    """

    def __init__(
        self,
        claims: Iterable[Stated],
        report: facts.Report,
        *,
        question: str,
        language: Language,
        advice: str = "",
    ) -> None:
        self.faults: list[Fault] = []
        self._report = report
        self._language = language
        paths = [self._accepted(stated) for stated in claims]
        self._evidence = Evidence(
            report,
            claims=[path for path in paths if path is not None],
            question=question,
            advice=advice,
            language=language,
        )
        self._names = [facts.word(report, f"file.{name}") or "" for name in ("format", "codec")]
        self._platforms = frozenset(intent.understand(question).platforms)
        self._advice = advice
        self._advised: list[verdict.Stand] | None = None
        self._verdicts = verdict.Reader(language=language)
        self._answer = ""
        self._held: list[Held] = []

    def hear(self, sentence: str, *, gap: str) -> None:
        """Check the next sentence."""
        start = len(self._answer) + len(gap)
        self._answer += gap + sentence
        keys = tonality.named(sentence)
        self._fault("wrong-key", (sentence[k.start : k.end] for k in keys if not self._is_key(k)))
        figures = numerals.read(
            sentence,
            language=self._language,
            names=self._names,
            skip=[(key.start, key.end) for key in keys],
        )
        settings = _settings(sentence, context=self._platforms)
        for figure in figures:
            setting = next(found for end, found in settings if figure.start < end)
            support = self._evidence.of(figure, setting=setting)
            if support is None:
                self._fault("unclaimed-figure", [sentence[figure.start : figure.end]])
            else:
                self._held.append(Held(_moved(figure, start), support))
        self._platforms = settings[-1][1].platforms
        self._fault("wrong-verdict", self._denied(sentence))
        if not sentence.isascii() and any(map(_is_foreign, sentence)):
            self._fault("wrong-language", [sentence])

    def result(self) -> Checked:
        """The check of all that was heard; may be asked again."""
        faults = [*self.faults, *self._as_a_whole()]
        claims = tuple(
            evidence.claim(self._report, path, language=self._language)
            for path in self._evidence.paths
        )
        return Checked(not faults, tuple(faults), self._answer, claims, tuple(self._held))

    def _accepted(self, stated: Stated) -> str | None:
        """The path of a claim that holds, else None and a fault."""
        path = stated.metric
        if facts.number(self._report, path) is None:
            path = places.path(self._report, stated.metric) or path
        value = facts.number(self._report, path)
        if value is None:
            self._fault("unknown-metric", [stated.metric])
            return None
        unit = _claimed_unit(stated.unit, self._report, path)
        if unit is None:
            self._fault("wrong-unit", [f"{path} {stated.unit}"])
            return None
        if not _holds(stated.value, value, scale=unit):
            self._fault("wrong-value", [f"{path} {stated.value:g}"])
            return None
        return places.canonical(self._report, path)

    def _denied(self, sentence: str) -> list[str]:
        """The words of a sentence that say of something that it stands where it does not."""
        stands = self._verdicts.hear(sentence)
        if stands and self._advised is None:
            self._advised = verdict.read(self._advice, language=self._language)
        advised = self._advised or []
        return [s.words for s in stands if verdict.denied(s, self._report, advised=advised)]

    def _is_key(self, key: tonality.Named) -> bool:
        return key.is_of(self._report)

    def _as_a_whole(self) -> list[Fault]:
        """What can only be said of the whole answer."""
        if not any(mark.isalnum() for mark in self._answer):
            return [Fault("empty")]
        words = self._answer.split()
        faults = []
        if len(words) >= _TELLING_WORDS:
            spoken = languages.of(self._answer, default=self._language)
            faults += [Fault("wrong-language", spoken)] if spoken != self._language else []
        if not _ENDED.search(self._answer) and (
            len(words) > _SHORT_WORDS or _BROKEN_OFF.search(self._answer)
        ):
            faults.append(Fault("cut-short", words[-1]))
        return faults

    def _fault(self, code: FaultCode, details: Iterable[str]) -> None:
        self.faults += [Fault(code, detail) for detail in details]


_TELLING_WORDS = 8
_SHORT_WORDS = 12
_ENDED = Pattern(r"[.!?…][\"”’')\]»]*$")
_BROKEN_OFF = Pattern(
    r"(?:[,;:(\-–—−]|\b(?:and|or|but|the|a|an|of|to|at|by|is|with|e|ou|mas|o|os|de|da|do|em|com|é|"
    r"que|para|por))$",
    re.IGNORECASE,
)


def _settings(sentence: str, *, context: frozenset[str]) -> list[tuple[int, Setting]]:
    """The platforms that each part of a sentence speaks of, with where the part ends."""
    folded = numerals.folded(sentence)
    ends = [mark.start() for mark in re.finditer(r";(?=\s|$)", folded)] + [len(folded) + 1]
    found = []
    start = 0
    for end in ends:
        named = naming.platforms(folded[start:end])
        everywhere = _ALL_PLATFORMS.search(folded, start, min(end, len(folded)))
        context = named or (frozenset() if everywhere else context)
        found.append((end, Setting(folded, context)))
        start = end
    return found


# Words after which no single platform is spoken of any more.
_ALL_PLATFORMS = Pattern(r"\b(?:streaming|platforms|plataformas|everywhere|services|servicos)\b")


def _moved(figure: Numeral, by: int) -> Numeral:
    return replace(figure, start=figure.start + by, end=figure.end + by)


def _is_foreign(mark: str) -> bool:
    """A letter that neither language has: it may be a digit, or pass for another letter."""
    if mark.isascii() or not mark.isalpha():
        return False
    return not unicodedata.name(mark, "").startswith(("LATIN", "MICRO", "FEMININE", "MASCULINE"))


def _claimed_unit(unit: str, report: facts.Report, path: str) -> float | None:
    """The scale of a claim's unit if it is the metric's; decibels of one kind are not another."""
    own = evidence.scale_of(report, path).unit
    if unit.casefold() == own.casefold():
        return 1.0
    name, scale = units.named(unit)
    known = evidence.unit_of(report, path)
    if name == "%" and units.fits("%", own, metric=path):
        return scale
    return scale if name == known else None


def _holds(claimed: float, value: float, *, scale: float) -> bool:
    """Whether a claimed value is the report's within its own rounding."""
    decimals = next((n for n in range(7) if round(claimed, n) == claimed), 7)
    slack = 0.5 * 10.0**-decimals * scale
    return math.isfinite(claimed) and abs(claimed * scale - value) <= slack + 1e-9 * max(
        1.0, abs(value)
    )
