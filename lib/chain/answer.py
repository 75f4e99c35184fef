"""What a question gets back: an answer, and the numbers that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "pt-BR"]
Tier = Literal["junior", "senior", "rules"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One number that an answer uses: `metric` is its dotted path into the report."""

    text: str
    metric: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the language asked for; `confidence` is 0 to 1."""

    answer: str
    claims: tuple[Claim, ...]
    tier: Tier
    confidence: float
    intent: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the calls for one answer took; nothing where it came from the cache."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_micro_usd: int = 0


NOTHING_USED = Usage()
