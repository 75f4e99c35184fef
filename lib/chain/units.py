"""Units as they are spelled, and which spelling may stand for which unit of a report."""

from __future__ import annotations

from dataclasses import dataclass

from lib.chain.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a report, how many of it the written one is, and where it ends in the text."""

    name: str
    scale: float
    end: int


def after(plain: str, place: int, *, spelled: bool = False) -> Unit | None:
    """The unit that follows a number in folded text; None where no unit follows.

    After a number that is `spelled`, "half a dB", an article may come between.
    """
    gap = (_SPELLED_GAP if spelled else _GAP).match(plain, place)
    start = gap.end() if gap else place
    if spelled and start == place:
        return None
    for pattern, name, scale in _SPELLINGS:
        match = pattern.match(plain, start)
        if match:
            return Unit(name, scale, match.end())
    return None


def named(unit: str) -> tuple[str, float]:
    """The unit of a report that a unit by itself stands for, with its scale; "?" if none."""
    plain = " ".join(unit.casefold().replace("é", "e").split())
    if plain in _COUNTS:
        return "", 1.0
    for pattern, name, scale in _SPELLINGS:
        if pattern.fullmatch(plain):
            return name, scale
    return "?", 1.0


def fits(written: str, unit: str, *, metric: str) -> bool:
    """Whether a unit as written may stand for a metric's own, or none may be written at all.

    Decibels are also said of levels (dBTP, dBFS) and, being as large, of LU. A percentage may be
    said of a share.
    """
    own = named(unit)[0]
    own = "" if own == "?" else own
    if written == "%":
        return own == "" and metric.rpartition(".")[2] in _SHARES
    return written in ("", own) or own in _LOOSELY.get(written, ())


_GAP = Pattern(r" ?-?(?=\S)")
_SPELLED_GAP = Pattern(r"[ -]*(?:(?:an?|de|of a)[ ]+)?")
_END = r"(?![a-z0-9])"
_SPELLINGS = tuple(
    (Pattern(rf"(?:{pattern}){_END}" if pattern != "%" else "%"), name, scale)
    for pattern, name, scale in (
        (r"db ?(?:/|per|por|a cada) ?(?:octaves?|oitavas?|oct)", "dB/octave", 1.0),
        (r"db ?(?:tp|true[ -]peak)", "dBTP", 1.0),
        (r"db ?fs", "dBFS", 1.0),
        (r"lufs|lkfs", "LUFS", 1.0),
        (r"lu|loudness units?", "LU", 1.0),
        (r"dbs?|decibe(?:ls?|is)", "dB", 1.0),
        (r"k ?hz|[kq]u?ilo ?hertz", "Hz", 1000.0),
        (r"hz|hertz", "Hz", 1.0),
        (r"k", "Hz", 1000.0),
        (r"bpm|beats? per minute|batidas? por minuto", "BPM", 1.0),
        (r"ms|milliseconds?|milissegundos?", "s", 0.001),
        (r"s|secs?|seconds?|segs?|segundos?", "s", 1.0),
        (r"mins?|minutes?|minutos?", "s", 60.0),
        (r"bits?", "bit", 1.0),
        (r"%", "%", 0.01),
        (r"percent|per cent|por cento", "%", 0.01),
        (r"mb|megabytes?", "bytes", 1e6),
        (r"bytes?", "bytes", 1.0),
        # Units that no number of a report has: what they belong to is never a report's number.
        (r"db[a-z]+|[kmg]?bps|kbit/s|[kg]b|x|×|[mg]hz|octaves?|oitavas?|hours?|horas?", "?", 1.0),
    )
)
_COUNTS = ("", "-", "none", "ratio", "count", "runs", "samples", "peaks", "channels", "regions")
_SHARES = ("width", "correlation", "correlation_min", "confidence", "stability", "dc_offset")
_LOOSELY = {"dB": ("LU", "dBTP", "dBFS"), "LU": ("dB",)}
