"""What a sentence of an answer speaks of: a range, the image, the peaks, the level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lib.chain.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a sentence names something that can be judged, and what; the likeliest first."""

    start: int
    end: int
    subjects: tuple[str, ...]


@lru_cache(maxsize=1024)
def named(text: str) -> tuple[Mention, ...]:
    """What a folded sentence names, in order; of words within each other the longest.

    What something is only compared with is not named.
    """
    found: list[Mention] = []
    for subjects, words in _SUBJECTS:
        for match in words.finditer(text):
            inside = any(m.start < match.end() and match.start() < m.end for m in found)
            if not inside:
                found.append(Mention(*match.span(), subjects))
    spoken = (mention for mention in found if not _BESIDE.search(text[: mention.start]))
    return tuple(sorted(spoken, key=lambda mention: mention.start))


# What an answer may speak of: names of `lib.chain.rulings.places`, several where a word may mean
# any of them.
_SPOKEN: tuple[tuple[tuple[str, ...], str], ...] = (
    (("low_mid",), r"low(?:er)?[ -]?mid\w*|medi[oa]s?[ -]graves?"),
    (("high_mid",), r"(?:high|upper|hi)(?:er)?[ -]?mid\w*|medi[oa]s?[ -]agud[oa]s?"),
    (("sub",), r"sub(?:[ -]?bass\w*|[ -]?graves?|s|-lows?)?(?![a-z-])"),
    (("air",), r"ar \(agudos\)|air(?: band| range| region)?|(?:faixa|regiao|banda) d[eo] ar|ar"),
    (("presence",), r"presence|presenca"),
    (("bass", "sub"), r"bass|low[ -]?end|bottom(?: end)?|lows|(?<!nada )(?<!mais )graves?"),
    (("presence", "air", "high_mid"), r"highs|treble|top[ -]?end|high[ -]?end|agud[oa]s?|brilho"),
    (("low_mid", "bass"), r"body|warmth|corpo|calor"),
    (("mid", "low_mid", "high_mid"), r"mids|mid[ -]?range|medios"),
    (
        ("tonal",),
        (
            r"tonal balance|overall balance|frequency balance|spectral balance|spectrum|"
            r"equilibrio tonal|balanco tonal|espectro"
        ),
    ),
    (
        ("width",),
        (
            r"stereo (?:image|width|field)|width|image|imagem(?: estereo)?|largura|abertura|"
            r"campo estereo"
        ),
    ),
    (("peak",), r"true[ -]?peaks?|peaks?|picos?(?: reais| real)?"),
    (("dynamics",), r"dynamics|dinamica"),
    (("level",), r"loudness(?! range)|volume|level|nivel"),
)
_SUBJECTS = tuple(
    (subjects, Pattern(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")) for subjects, words in _SPOKEN
)
_BESIDE = Pattern(
    r"(?:\b(?:not|than|unlike|versus|vs|against|beside|with|nao|que|contra|com) )"
    r"(?:the |your |os? |as? )?$"
)
