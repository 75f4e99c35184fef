"""What an answer says in words of where the track stands, held against the report's own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lib.chain import facts, numerals, plain, rulings, stances, subjects, vocabulary
from lib.chain.answer import Language
from lib.chain.pattern import Pattern
from lib.chain.rulings import EVERYWHERE, Places
from lib.chain.stances import Whose
from lib.chain.subjects import Mention


@dataclass(frozen=True, slots=True)
class Stand:
    """That one of some subjects is at one of some places; no subjects where the words name none."""

    subjects: tuple[str, ...]
    places: Places
    words: str


class Reader:
    """Fed with an answer's sentences in order, tells where each says that something stands.

    Only what is said plainly of the whole track is read: no question, no supposition, no passage
    and no advice. In doubt it reads nothing.
    """

    def __init__(self, *, language: Language) -> None:
        self._language = language
        self._spoken_of: tuple[str, ...] = ()
        self._platforms: tuple[str, ...] = ()

    def hear(self, sentence: str) -> list[Stand]:
        """The stands of the next sentence."""
        text = numerals.folded(sentence)
        named = subjects.named(text)
        heard = _Heard(text, self._language, named, self._spoken_of, self._platforms)
        found = list(heard.stands())
        if named:
            self._spoken_of = named[-1].subjects
        self._platforms = _platforms(text) or self._platforms
        return found


def read(text: str, *, language: Language) -> list[Stand]:
    """All stands of an answer."""
    reader = Reader(language=language)
    return [stand for _, sentence in plain.sentences(text) for stand in reader.hear(sentence)]


def denied(stand: Stand, report: facts.Report, *, advised: Sequence[Stand]) -> bool:
    """Whether a stand is not where its subject is: by the report, else by the rules' own words.

    False where neither tells.
    """
    ruling = ruled(stand.subjects, report, advised=advised)
    return ruling is not None and not ruling & stand.places


def ruled(of: Sequence[str], report: facts.Report, *, advised: Sequence[Stand]) -> Places | None:
    """Where a subject stands: by the report, else by the rules' own words; None where neither."""
    known = rulings.places(report, of)
    if known is not None:
        return known
    told = next((stand for stand in advised if set(stand.subjects) & set(of)), None)
    if told is None:
        return None
    # "It is ready" may be said of what nearly is, but by the rules it means no less.
    return told.places - _NEARLY or told.places


_NEARLY: Places = frozenset({-1})


@dataclass(frozen=True, slots=True)
class _Heard:
    """One sentence, folded, what it names, and what the ones before it were about."""

    text: str
    language: Language
    named: Sequence[Mention]
    spoken_of: tuple[str, ...]
    platforms: tuple[str, ...]

    def stands(self) -> Iterator[Stand]:
        if self.text.endswith("?"):
            return
        supposed = stances.SUPPOSED[self.language].search(self.text)
        end = supposed.start() if supposed else len(self.text)
        elsewhere = stances.ELSEWHERE[self.language].search(self.text)
        for whose, places, found in _matches(self.text, end, self.language):
            if elsewhere and whose != ("mono",):
                continue
            stood = self._placed(places, found, whose=whose)
            if stood is not None:
                yield Stand(self._subjects(whose, found), stood, found[0])

    def _placed(self, places: Places, found: re.Match[str], *, whose: Whose) -> Places | None:
        """The places of a stance as it is said here; None where it is not said of what is."""
        start, end = self._clause(found)
        if stances.POSSIBLE[self.language].search(self.text, start, end):
            return None
        before = self.text[start : found.start()]
        near = " ".join(before.split()[-_NEAR:])
        if stances.HEDGES[self.language].search(f"{near} {found[0]}"):
            places = _HEDGED.get(places, places)
        denials = len(stances.DENIALS[self.language].findall(near))
        denials += _DENIED.search(found[0]) is not None
        if denials == 0:
            return places
        # That a platform does not turn it up may as well be for its own rules.
        if denials > 1 or (whose == "level" and _TURNED.search(found[0])):
            return None
        return _UNREADY if whose == ("ready",) else EVERYWHERE - places

    def _clause(self, found: re.Match[str]) -> tuple[int, int]:
        """The part of the sentence between the marks around a stance."""
        marks = list(_MARK.finditer(self.text))
        starts = [mark.end() for mark in marks if mark.end() <= found.start()]
        ends = [mark.start() for mark in marks if mark.start() >= found.end()]
        return max(starts, default=0), min(ends, default=len(self.text))

    def _subjects(self, whose: Whose, found: re.Match[str]) -> tuple[str, ...]:
        if not isinstance(whose, str):
            return whose
        before = [mention for mention in self.named if mention.end <= found.start()]
        if whose == "range":
            return self._spoken_of(found, before)
        if whose == "named":
            start, _ = self._clause(found)
            beside = before and before[-1].start >= start
            return before[-1].subjects if beside else ()
        if before and before[-1].subjects != ("level",):
            return before[-1].subjects
        start, end = self._clause(found)
        slugs = _platforms(self.text[start:end]) or _platforms(self.text) or self.platforms
        return tuple(f"level:{slug}" for slug in slugs) or ("level",)

    def _spoken_of(self, found: re.Match[str], before: Sequence[Mention]) -> tuple[str, ...]:
        """What is named within the words, right after them, before them, or else was last."""
        after = _LEADING.match(self.text, found.end())
        led = after.end() if after else -1
        near = (m for m in self.named if found.start() <= m.start < found.end() or m.start == led)
        named = next(near, before[-1] if before else None)
        spoken = named.subjects if named else () if self.named else self.spoken_of
        return () if spoken == ("level",) else spoken


_NEAR = 4  # words before a stance that may deny or soften it
_HEDGED = {stances.MUCH: stances.MORE, stances.LITTLE: stances.LESS}
# What is nearly ready may be called not ready.
_UNREADY: Places = frozenset({-2, -1})
_DENIED = Pattern(
    r"(?:is|are|was|'s|'re|looks?|sits?|sounds?|seems?|stays?|remain)(?:n't| not) "
    r"|\bnao (?:esta|e|segue|parece) "
)
_TURNED = Pattern(r"\bturn|\bvai\b")
_MARK = Pattern(
    r"[;:,](?=\s)|\s[—–-]\s|[()]|\b(?:but|while|although|though|yet|mas|porem|enquanto|embora)\b"
)
_LEADING = Pattern(r" (?:(?:of|in|on|the|your|energy|de|d[ao]s?|no|na|nos|nas|o|a|os|as) ){0,3}")


# Much is told in the same sentences, by the rules and after them.
@lru_cache(maxsize=1024)
def _matches(
    text: str, end: int, language: Language
) -> tuple[tuple[Whose, Places, re.Match[str]], ...]:
    """The stances before `end`, each stretch of the text read once."""
    matches: list[tuple[Whose, Places, re.Match[str]]] = []
    for whose, places, words in _table(language):
        for found in words.finditer(text, 0, end):
            taken = (match.span() for _, _, match in matches)
            if not any(found.start() < e and s < found.end() for s, e in taken):
                matches.append((whose, places, found))
    return tuple(matches)


def _platforms(text: str) -> tuple[str, ...]:
    return tuple(slug for slug, words in _PLATFORMS if words.search(text))


@lru_cache(maxsize=2)
def _table(language: Language) -> tuple[tuple[Whose, Places, Pattern], ...]:
    return tuple(
        (whose, places, _whole(portuguese if language == "pt-BR" else english))
        for whose, places, english, portuguese in stances.STANCES
    )


def _whole(words: str) -> Pattern:
    """Whole words; a contraction's end may begin one."""
    return Pattern(rf"(?:(?<![a-z0-9])|(?='))(?:{words})(?![a-z0-9])")


_PLATFORMS = tuple((slug, _whole(words)) for slug, words in vocabulary.PLATFORMS)
