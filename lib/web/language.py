"""Which of our languages a caller reads, from Accept-Language (RFC 9110, §12.5.4)."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "pt-BR"]


def preferred(accept_language: str | None, *, default: Language = "en") -> Language:
    """The language of ours with the highest quality; the earlier one where two are equal."""
    best: Language = default
    best_quality = 0.0
    for item in (accept_language or "").split(","):
        tag, _, parameter = item.partition(";")
        language = _ours(tag)
        quality = _quality(parameter)
        if language and quality > best_quality:
            best, best_quality = language, quality
    return best


def _ours(tag: str) -> Language | None:
    match tag.strip().lower().partition("-")[0]:
        case "pt":
            return "pt-BR"
        case "en":
            return "en"
        case _:
            return None


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
