"""Every number as it is written in prose, in digits or words, with its sign, rounding and unit."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from lib.chain import units
from lib.chain.answer import Language
from lib.chain.number_words import Worded, worded
from lib.chain.pattern import Pattern

Form = Literal["digits", "time", "words", "unreadable"]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text, from `start` to `end` with its sign and without its unit.

    `value` and `slack`, which is how far rounding may have moved it, are in `unit`, whatever
    multiple of that the text uses (`scale`). The unit is "" where none is written and "?" where it
    is none that a report knows. What cannot be read for certain is `unreadable` and equals nothing.
    """

    start: int
    end: int
    form: Form
    value: float = math.nan
    slack: float = 0.0
    sign: Literal["", "+", "-"] = ""
    unit: str = ""
    scale: float = 1.0
    decimals: int = 0

    def means(self, value: float) -> bool:
        """Whether this is that value, as far as it was rounded; the sign counts."""
        return abs(self.value - value) <= self.slack + 1e-9 * max(1.0, abs(value))

    def exactly(self, value: float) -> bool:
        """Whether this is that value as it stands."""
        return abs(self.value - value) <= 1e-9 * max(1.0, abs(value))


def read(
    text: str,
    *,
    language: Language,
    names: Iterable[str] = (),
    skip: Sequence[tuple[int, int]] = (),
) -> list[Numeral]:
    """All numbers of a text in order.

    No digit is overlooked, in any script: one that is in none of the `names`, which are words such
    as MP3, and in no span of `skip` is part of a numeral, if need be an unreadable one. What
    "1.234" means depends on the language.
    """
    plain = folded(text)
    taken = [*skip, *_named(plain, names)]
    found = [
        *_in_digits(plain, taken=taken, language=language),
        *_in_signs(text, taken=taken),
    ]
    found += _in_words(plain, beside=found)
    found += (Numeral(*match.span(), "unreadable") for match in _OTHERWISE.finditer(plain))
    return _shared_units(plain, sorted(found, key=lambda numeral: numeral.start))


def folded(text: str) -> str:
    """A text as long as the given one: lower case, no accents, ASCII digits, one kind of minus."""
    return "".join(map(_folded, text))


# Names of the trade that have digits in them.
_NAMES = r"mp3|mp4|m4a|r ?-?128|(?:itu-r )?bs\.? ?1770(?:-[1-5])?|r128"
_MINUSES = "−–‐‑‒﹣－-"
_ODD = {"٫": ".", "٬": ",", "，": ",", "．": ".", "：": ":", "’": "'"}
_RUN = Pattern(r"\d{1,3}(?: \d{3})+(?![\d.,:]\d|\d)|\d(?:\d|[.,:'/^*](?=\d))*")
_TIME = Pattern(r"(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)")
_PLAIN = Pattern(r"(?P<whole>\d{1,9})(?:[.,](?P<part>\d{1,6}))?")
_GROUPED = Pattern(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d{1,6})?")
# Roman numerals before a unit, and multiples.
_OTHERWISE = Pattern(
    r"(?<![a-z0-9])(?:[ivxlc]{2,}(?= ?-?(?:lufs|lkfs|lu|dbs?|dbtp|dbfs|k?hz|bpm|bits?)(?![a-z]))"
    r"|(?:twice|double|triple) (?:as|the)|o (?:dobro|triplo))(?![a-z])"
)
_BEYOND_ASCII = Pattern(r"[^\x00-\x7f]")
_LESS = Pattern(r"(?:minus|negative|menos|negativos?|negativas?)\s+$")
_NO_LESS = Pattern(r"(?:pelo|ao|no|mais ou|ou)\s+menos\s+$")
_MORE = Pattern(r"(?:plus|positive|mais|positivos?)\s+$")
_JOINED = Pattern(r"\s?(?:-|to|or|and|through|a|ate|ou|e)\s?[+-]?\s?")
_SECONDS_TOO = Pattern(
    r"\s?(?:e |and )?(?P<seconds>\d{1,2})\s?(?:s|secs?|seconds?|segs?|segundos?)(?![a-z\d])"
)
_AND_A_HALF = Pattern(r"\s+(?:e\s+mei[oa]|and\s+a\s+half)(?![a-z])")


@lru_cache(maxsize=1024)
def _folded(mark: str) -> str:
    if mark.isascii():
        return " " if mark.isspace() else mark.lower()
    digit = unicodedata.decimal(mark, None)
    if digit is not None:
        return str(digit)
    if mark in _MINUSES:
        return "-"
    if mark.isspace():
        return " "
    if mark in _ODD or unicodedata.numeric(mark, None) is not None:
        return _ODD.get(mark, mark)
    base = unicodedata.normalize("NFKD", mark)
    letters = [part for part in base if not unicodedata.combining(part)]
    lower = letters[0].lower() if len(letters) == 1 else mark.lower()
    return lower if len(lower) == 1 else mark


def _named(plain: str, names: Iterable[str]) -> list[tuple[int, int]]:
    own = [re.escape(folded(name)) for name in names if name]
    known = re.compile(rf"(?<![a-z0-9.,_])(?:{'|'.join([_NAMES, *own])})(?![a-z0-9_]|[.,]\d)")
    return [match.span() for match in known.finditer(plain)]


def _in_digits(
    plain: str, *, taken: Sequence[tuple[int, int]], language: Language
) -> Iterator[Numeral]:
    end = 0
    for match in _RUN.finditer(plain):
        if match.start() < end or _within(match.start(), taken):
            continue
        numeral, end = _numeral(plain, match, language=language)
        yield numeral


def _within(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _numeral(plain: str, match: re.Match[str], *, language: Language) -> tuple[Numeral, int]:
    """A numeral in digits, and where reading goes on."""
    start, end = match.span()
    sign, begin = _sign(plain, start)
    unreadable = Numeral(start, end, "unreadable")
    size = _size(match[0], language=language)
    unit = units.after(plain, end)
    if sign is None or size is None or (unit is None and plain[end : end + 1].isalpha()):
        return unreadable, end
    value, slack, decimals, form = size
    reach = end if unit is None else unit.end
    if form == "time":
        unit = units.Unit("s", 1.0, end)
    elif unit is not None and unit.scale == 60.0:  # minutes, perhaps with seconds
        more = _SECONDS_TOO.match(plain, unit.end)
        if more:
            total = 60.0 * value + int(more["seconds"])
            return Numeral(begin, more.end("seconds"), "words", total, 0.5, sign, "s"), more.end()
    if _AND_A_HALF.match(plain, reach):
        return unreadable, end
    name, scale = (unit.name, unit.scale) if unit else ("", 1.0)
    signed = (-value if sign == "-" else value) * scale
    return Numeral(begin, end, form, signed, slack * scale, sign, name, scale, decimals), end


def _sign(plain: str, start: int) -> tuple[Literal["", "+", "-"] | None, int]:
    """The sign before a number and where the numeral starts; None where that is not certain."""
    before = plain[:start]
    if re.search(r"[a-z_./,^*'\\]$", before):
        # "LUFS:9" is fine, "C4" and ".5" are not
        return None, start
    if re.search(r"\d\s?-\s?$", before):
        return "", start
    match = re.search(r"(?:(?<=[\s(\[\"“:;=~≈<>≤≥/|—])|^)(?P<sign>[+-])\s?$", before)
    if match:
        return ("-" if match["sign"] == "-" else "+"), match.start("sign")
    if re.search(r"[+-]\s?$", before):
        return None, start
    if _is_less(before):
        return "-", start
    return ("+" if _MORE.search(before) and not _NO_LESS.search(before) else ""), start


def _is_less(before: str) -> bool:
    """Whether the last word says minus; "pelo menos", at least, does not."""
    return bool(_LESS.search(before)) and not _NO_LESS.search(before)


def _size(written: str, *, language: Language) -> tuple[float, float, int, Form] | None:
    """Value, slack, decimals and form of an unsigned numeral; None where it has no sure reading."""
    time = _TIME.fullmatch(written)
    if time:
        return 60.0 * int(time["minutes"]) + int(time["seconds"]), 0.5, 0, "time"
    grouped = _GROUPED.fullmatch(written)
    if grouped and (_is_grouping(written, grouped[1], language=language)):
        written = written.replace(grouped[1], "")
    plain = _PLAIN.fullmatch(written)
    if plain is None:
        return None
    decimals = len(plain["part"] or "")
    return (
        float(f"{plain['whole']}.{plain['part'] or 0}"),
        0.5 * 10.0**-decimals,
        decimals,
        "digits",
    )


def _is_grouping(written: str, mark: str, *, language: Language) -> bool:
    """Whether a mark before three digits groups thousands rather than starting decimals."""
    if mark in " '" or len(re.findall(r"[.,]", written)) > 1:
        return True
    return not written.startswith("0") and mark == ("," if language == "en" else ".")


def _in_signs(text: str, *, taken: Sequence[tuple[int, int]]) -> Iterator[Numeral]:
    """Fractions, superscripts and the like: half a decibel can be told, the rest is unreadable."""
    for found in _BEYOND_ASCII.finditer(text):
        place, mark = found.start(), found[0]
        value = unicodedata.numeric(mark, None)
        if value is None or unicodedata.decimal(mark, None) is not None or _within(place, taken):
            continue
        unit = units.after(folded(text), place + 1)
        alone = re.search(r"(?:^|[\s(])$", text[:place]) is not None
        if alone and unit is not None and 0.0 < value < 1.0:
            yield Numeral(
                place, place + 1, "words", value * unit.scale, 0.005, "", unit.name, unit.scale
            )
        else:
            yield Numeral(place, place + 1, "unreadable")


def _in_words(plain: str, *, beside: Sequence[Numeral]) -> Iterator[Numeral]:
    """Number words that count something: before a unit, after a minus, or larger than two."""
    pending: list[Worded] = []
    for found in worded(plain):
        unit = units.after(plain, found.end, spelled=True)
        less = _is_less(plain[: found.start])
        if unit is None and not less and not found.large and not _leads(plain, found, beside):
            pending.append(found)
            continue
        yield from (_spoken(word, unit) for word in pending if _joined(plain, word, found))
        pending = []
        yield _spoken(found, unit, less=less, halved=_halved(plain, found, unit))


def _leads(plain: str, word: Worded, beside: Sequence[Numeral]) -> bool:
    """Whether a number word is the lower end of a range whose upper end is in digits."""
    return any(
        numeral.start > word.end and _JOINED.fullmatch(plain[word.end : numeral.start])
        for numeral in beside
    )


def _joined(plain: str, word: Worded, after: Worded) -> bool:
    return _JOINED.fullmatch(plain[word.end : after.start]) is not None


def _halved(plain: str, word: Worded, unit: units.Unit | None) -> bool:
    return _AND_A_HALF.match(plain, unit.end if unit else word.end) is not None


def _spoken(
    word: Worded, unit: units.Unit | None, *, less: bool = False, halved: bool = False
) -> Numeral:
    if word.value is None or halved:
        return Numeral(word.start, word.end, "unreadable")
    name, scale = (unit.name, unit.scale) if unit else ("", 1.0)
    value = (-word.value if less else word.value) * scale
    sign: Literal["", "-"] = "-" if less else ""
    return Numeral(
        word.start, word.end, "words", value, word.slack * scale, sign, name, scale, word.decimals
    )


def _shared_units(plain: str, numerals: list[Numeral]) -> list[Numeral]:
    """The lower end of a range has the unit that is written once, after the upper end."""
    shared = list(numerals)
    for n in range(len(shared) - 2, -1, -1):
        first, second = shared[n], shared[n + 1]
        gap = plain[first.end : second.start]
        sign = plain[second.start : second.start + 1] if second.sign else ""
        between = gap + sign if sign in "+-" else gap
        if first.unit or not second.unit or first.form == "unreadable":
            continue
        if _JOINED.fullmatch(between):
            shared[n] = replace(
                first,
                value=first.value * second.scale,
                slack=first.slack * second.scale,
                unit=second.unit,
                scale=second.scale,
            )
    return shared
