"""A model's reply as it must be: its shape as a JSON schema, and the reading of its text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from lib.chain.pattern import Pattern

MAX_ANSWER_CHARACTERS = 2_000
MAX_CLAIMS = 40

# The claims come before the answer, so that a streamed answer can be checked as it comes.
REPLY_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "The id that the question came with"},
        "claims": {
            "type": "array",
            "maxItems": MAX_CLAIMS,
            "items": {
                "type": "object",
                "properties": {
                    "metric": {
                        "type": "string",
                        "description": "Dotted path of a number in the report",
                    },
                    "value": {"type": "number", "description": "That number, as in the report"},
                    "unit": {"type": "string", "description": "Its unit, empty where it has none"},
                },
                "required": ["metric", "value", "unit"],
                "propertyOrdering": ["metric", "value", "unit"],
            },
        },
        "answer": {"type": "string", "description": "Plain prose, without markup or links"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["id", "claims", "answer", "confidence"],
    "propertyOrdering": ["id", "claims", "answer", "confidence"],
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a model says it used; not yet held against the report."""

    metric: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A model's reply, read but not checked; `confidence` is the model's own word, 0 to 1."""

    id: str
    claims: tuple[Stated, ...]
    answer: str
    confidence: float


def read(text: str) -> Draft | None:
    """The reply in a model's text, which is JSON with or without a code fence; else None.

    Anything that is not exactly of the schema's types and sizes is None: another type, a key
    twice, NaN or infinity, an answer or a list of claims that is too long.
    """
    match = _FENCED.fullmatch(text)
    try:
        found = json.loads(
            match["body"] if match else text,
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError):
        return None
    return _draft(found)


def stated(items: object) -> tuple[Stated, ...] | None:
    """The claims of a reply, or None where one of them is not as the schema has it."""
    if not isinstance(items, list) or len(items) > MAX_CLAIMS:
        return None
    claims = tuple(claim for item in items if (claim := _stated(item)) is not None)
    return claims if len(claims) == len(items) else None


_FENCED = Pattern(r"\s*```[a-zA-Z]*\s*(?P<body>.*?)\s*```\s*", re.DOTALL)
_MAX_WORD = 200


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError(keys)
    return dict(pairs)


def _draft(found: object) -> Draft | None:
    if not isinstance(found, dict):
        return None
    claims, answer = stated(found.get("claims")), found.get("answer")
    confidence, name = _finite(found.get("confidence")), found.get("id")
    if not (isinstance(answer, str) and isinstance(name, str)) or claims is None:
        return None
    if confidence is None or not 0.0 <= confidence <= 1.0:
        return None
    if len(answer) > MAX_ANSWER_CHARACTERS or len(name) > _MAX_WORD or not _encodable(answer):
        return None
    return Draft(name, claims, answer, confidence)


def _stated(item: object) -> Stated | None:
    if not isinstance(item, dict):
        return None
    metric, unit, value = item.get("metric"), item.get("unit"), _finite(item.get("value"))
    if not (isinstance(metric, str) and isinstance(unit, str)) or value is None:
        return None
    if not 0 < len(metric) <= _MAX_WORD or len(unit) > _MAX_WORD:
        return None
    return Stated(metric, value, unit)


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _encodable(text: str) -> bool:
    """Whether no half of a surrogate pair stands alone."""
    return not any("\ud800" <= mark <= "\udfff" for mark in text)
