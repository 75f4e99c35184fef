"""Numbers spelled in English and Portuguese words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from lib.chain.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Worded:
    """A number in words; `value` is None where the words make no sure number.

    `large` numbers are never said in passing, as "one" and "two" are.
    """

    start: int
    end: int
    value: float | None
    decimals: int
    large: bool

    @property
    def slack(self) -> float:
        """How far rounding may have moved it."""
        halved = self.value is not None and self.value % 1 and not self.decimals
        return 0.05 if halved else float(0.5 * 10.0**-self.decimals)


def worded(plain: str) -> Iterator[Worded]:
    """The numbers in words of a folded text."""
    for match in _RUN.finditer(plain):
        words = [word for word in re.split(r"[\s-]+", match[0]) if word not in ("and", "e", "a")]
        point = next((n for n, word in enumerate(words) if word in _POINTS), None)
        whole = _whole(words if point is None else words[:point])
        decimals, part = 0, 0.0
        if point is not None:
            digits = _digits(words[point + 1 :])
            decimals, part = len(digits), float(f"0.{digits or 0}")
            whole = None if not digits else whole
        value = None if whole is None else whole + part
        large = point is not None or value is None or value > _IN_PASSING
        yield Worded(match.start(), match.end(), value, decimals, large)


def in_digits(question: str) -> str:
    """A question whose figures are digits with a unit after them, as far as they have one.

    A bare number after a verb of equalising is a frequency.
    """
    spoken = question.casefold()
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in spoken)
    text, end = "", 0
    for number in worded(plain):
        if number.value is not None and _BEFORE_UNIT.match(plain, number.end):
            text += spoken[end : number.start] + f"{number.value:g}"
            end = number.end
    text += spoken[end:]
    text = _ZERO.sub("zero", _MORE_DB.sub(r"\g<db> \g<unit> \g<more>", text))
    return _EQUALISED.sub(r"\g<0> hz", text)


_UNIT = r"(?:dbs?|decibe(?:is|ls?)|lufs|hz|hertz|khz)(?!\w)"
_BEFORE_UNIT = Pattern(rf"[\s-]+(?:(?:more|mais|extra)\s+)?{_UNIT}")
_MORE_DB = Pattern(
    r"(?<![\w.,])(?P<db>\d+(?:[.,]\d+)?)\s+(?P<more>more|mais|extra)\s+(?P<unit>dbs?|decib\w+)"
)
_ZERO = Pattern(r"(?<![\w.,])0\s?db(?:fs|tp)?(?!\w)")
_EQUALISED = Pattern(
    r"(?<!\w)(?:cut|cutting|boost\w*|notch\w*|dip|dipp\w+|scoop\w*|carv\w+|cort\w+|tir[aoe]r?|"
    r"aument\w+|reforc\w+|realc\w+)(?:\s(?:it|some|a|bit|little|um|pouco|de|out|at|around|in|the|"
    r"near|em|n[oa]s?|ali|la|l\u00e1|perto|volta|por|dos?|uns))*\s[1-9]\d{1,4}"
    r"(?=\s*(?:[,;!?)]|\.(?!\d)|$)|\s(?:out|here|a bit|a little|please|aqui|ali|um pouco|or|ou|"
    r"should|in|on|no|na|bro|mano)\b)"
)
_IN_PASSING = 2
_POINTS = ("point", "ponto", "virgula", "comma")
_HALVES = ("half", "meio", "meia")
_SCALES = {"hundred": 100, "thousand": 1000, "mil": 1000, "million": 10**6, "milhao": 10**6}
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_PORTUGUESE = (
    "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze "
    "quinze dezesseis dezessete dezoito dezenove"
)
_TENS_ENGLISH = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_PORTUGUESE = "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"
_HUNDREDS = (
    "cem duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos"
)
_VALUES: dict[str, int] = {
    **{word: n for words in (_ENGLISH, _PORTUGUESE) for n, word in enumerate(words.split())},
    **{
        word: 10 * n
        for words in (_TENS_ENGLISH, _TENS_PORTUGUESE)
        for n, word in enumerate(words.split(), start=2)
    },
    **{word: 100 * n for n, word in enumerate(_HUNDREDS.split(), start=1)},
    "cento": 100,
    "uma": 1,
    "duas": 2,
    "catorze": 14,
    "couple": 2,
    "dozen": 12,
    "duzia": 12,
    "dezasseis": 16,
    "dezassete": 17,
    "dezanove": 19,
    "duzentas": 200,
}
_WORD = "|".join(sorted([*_VALUES, *_SCALES, *_HALVES], key=len, reverse=True))
_RUN = Pattern(
    rf"(?<![a-z0-9])(?<!por )"
    rf"(?:{_WORD})(?:(?:[ -]| and a? ?| e | (?:{'|'.join(_POINTS)}) )(?:{_WORD}))*"
    r"(?![a-z0-9])"
)


def _whole(words: list[str]) -> float | None:
    """The number of words before the point, each smaller than the one before; else None."""
    total, group, last = 0.0, 0.0, float("inf")
    for word in words:
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                group, last = (group or 1.0) * scale, scale
            else:
                total, group, last = total + (group or 1.0) * scale, 0.0, float(scale)
            continue
        size = 0.5 if word in _HALVES else float(_VALUES[word])
        room = 10.0 if last in range(20, 100, 10) else 100.0 if last >= 100 else 1.0
        if last != float("inf") and not size < room:
            return None
        group, last = group + size, size
    return total + group if words else None


def _digits(words: list[str]) -> str:
    """The decimals after a point: digit by digit, or one number as a whole; "" if neither."""
    if words and all(_VALUES.get(word, 10) < 10 for word in words):
        return "".join(str(_VALUES[word]) for word in words)
    whole = None if any(word in _HALVES or word in _SCALES for word in words) else _whole(words)
    return "" if whole is None else str(int(whole))
