"""The figures that a question itself names: a frequency, a gain, a loudness, a rate."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.chain.pattern import Pattern

_AUDIBLE_HZ = (20.0, 20_000.0)


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a question names: an audible frequency, decibels, LUFS, a sample rate, a bit depth."""

    hz: float | None = None
    db: float | None = None
    lufs: float | None = None
    rate_hz: float | None = None
    bits: float | None = None

    def values(self) -> list[float]:
        """The figures, for an answer that repeats them."""
        figures = (self.hz, self.db, self.lufs, self.rate_hz, self.bits)
        return [figure for figure in figures if figure is not None]


def read(question: str) -> Quantities:
    """The first figure of each kind; decibels have no sign, and a loudness is below full scale."""
    text = question.casefold()
    frequency = _frequency(text)
    audible = frequency is not None and _AUDIBLE_HZ[0] <= frequency <= _AUDIBLE_HZ[1]
    gain, level, bits = (_first(kind, text) for kind in (_DB, _LUFS, _BITS))
    rate = frequency is not None and 22_000.0 <= frequency <= 400_000.0
    return Quantities(
        hz=frequency if audible else None,
        db=None if gain is None or gain > _MOST_DB else gain,
        lufs=None if level is None or level > _MOST_DB else -level,
        rate_hz=frequency if rate else None,
        bits=bits if bits in (8, 16, 20, 24, 32) else None,
    )


_MOST_DB = 96.0
_SIZE = r"(?<![\w.,])[+−–-]?(?P<size>\d{1,6}(?:[.,]\d{1,3})?)"
_FREQUENCY = Pattern(_SIZE + r"\s?(?P<unit>k(?:ilo)?(?:hz|hertz)?|hz|hertz)(?!\w)")
_DB = Pattern(_SIZE + r"\s?(?:dbs?|decib[eé](?:is|ls?))(?!\w)")
_LUFS = Pattern(_SIZE + r"\s?(?:lufs|lkfs)(?!\w)")
_BITS = Pattern(_SIZE + r"[\s-]?bits?(?!\w)")


def _frequency(text: str) -> float | None:
    match = _FREQUENCY.search(text)
    if match is None:
        return None
    if match["unit"].startswith("k"):
        return round(_value(match["size"]) * 1000.0, 3)
    thousands = re.fullmatch(r"\d{1,3}[.,]\d{3}", match["size"])
    return _value(re.sub("[.,]", "", match["size"]) if thousands else match["size"])


def _first(kind: Pattern, text: str) -> float | None:
    match = kind.search(text)
    return None if match is None else _value(match["size"])


def _value(size: str) -> float:
    return float(size.replace(",", "."))
