"""The style families whose reference curves a spectrum is held against, as people choose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

StyleId = Literal["popular", "percussive", "acoustic", "orchestral", "speech", "pink"]
DEFAULT_STYLE: StyleId = "popular"


@dataclass(frozen=True, slots=True)
class Style:
    """A style family.

    Attributes
    ----------
    id : StyleId
        Also the name of its curve (`lib/audio/curves.py`), wherever one is named.
    title, family : mapping
        What it is called, and which music it is for, by language: en and pt-BR.
    """

    id: StyleId
    title: Mapping[str, str]
    family: Mapping[str, str]


# The default first; of two curves that fit equally well, the one that stands first is named.
STYLES = (
    Style(
        "popular",
        {"en": "Popular music", "pt-BR": "Música popular"},
        {
            "en": "pop, rock, country, R&B, MPB, sertanejo: a whole band or its like",
            "pt-BR": "pop, rock, country, R&B, MPB, sertanejo: banda completa ou parecido",
        },
    ),
    Style(
        "percussive",
        {"en": "Beat-led", "pt-BR": "Guiada pela batida"},
        {
            "en": "EDM, hip-hop, trap, funk, reggaeton: drums and bass in front",
            "pt-BR": "EDM, hip-hop, trap, funk, reggaeton: bateria e grave na frente",
        },
    ),
    Style(
        "acoustic",
        {"en": "Acoustic", "pt-BR": "Acústica"},
        {
            "en": "singer-songwriter, folk, jazz, bossa nova: little or soft percussion",
            "pt-BR": "voz e violão, folk, jazz, bossa nova: pouca percussão, ou suave",
        },
    ),
    Style(
        "orchestral",
        {"en": "Orchestral", "pt-BR": "Orquestral"},
        {
            "en": "orchestra, choir, chamber music, film score without a beat",
            "pt-BR": "orquestra, coro, música de câmara, trilha sem batida",
        },
    ),
    Style(
        "speech",
        {"en": "Speech", "pt-BR": "Fala"},
        {"en": "podcast, audiobook, lesson", "pt-BR": "podcast, audiolivro, aula"},
    ),
    Style(
        "pink",
        {"en": "Pink noise", "pt-BR": "Ruído rosa"},
        {
            "en": "no style: the same power in every octave, a yardstick for systems and rooms",
            "pt-BR": "nenhum estilo: a mesma potência por oitava, uma régua para sistemas e salas",
        },
    ),
)


def titles(style: str) -> Mapping[str, str] | None:
    """What a style is called, by language; None for what is no style of ours."""
    return next((one.title for one in STYLES if one.id == style), None)
