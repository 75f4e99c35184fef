"""What every store of documents can keep, so that a document kept on a laptop can be kept live."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

# Firestore's ids end at 1,500 bytes, and an escaped character takes three.
ID_BYTES = 500

# Firestore's documents end at 1 MiB, its own bookkeeping included.
DOCUMENT_BYTES = 1_000_000

# What Firestore's integerValue holds.
LEAST_INTEGER, GREATEST_INTEGER = -(2**63), 2**63 - 1

# Firestore's timestamps end with the years 1 and 9999.
_LEAST_TIME_MS, _GREATEST_TIME_MS = -62_135_596_800_000, 253_402_300_799_999

# Names that need no quoting in any query; a leading underscore is left to the stores themselves.
_FIELD_NAME = r"[A-Za-z][A-Za-z0-9_]{0,99}"


def is_id(document_id: str) -> bool:
    """Whether a document can have this id; one that can't is nowhere to be found."""
    try:
        return 1 <= len(document_id.encode()) <= ID_BYTES
    except UnicodeEncodeError:
        return False


def check(document_id: str, fields: Mapping[str, Any]) -> None:
    """Raise `ValueError` for a document that some store could not give back as it was."""
    if not is_id(document_id):
        msg = f"an id has 1 to {ID_BYTES} bytes of UTF-8: {document_id[:40]!r}"
        raise ValueError(msg)
    check_names(fields)
    for name, value in fields.items():
        _check_value(name, value)
    _check_what_stores_read(fields)
    if sum(len(name) + _bytes(value) for name, value in fields.items()) > DOCUMENT_BYTES:
        msg = f"a document has at most {DOCUMENT_BYTES} bytes: {document_id!r}"
        raise ValueError(msg)


def expired(fields: Mapping[str, Any], *, now_s: float) -> bool:
    """Whether a document's time is over, so that it is not there any more for who reads."""
    expires_at_ms = fields.get("expires_at_ms")
    return expires_at_ms is not None and bool(expires_at_ms <= now_s * 1000)


def check_names(names: Iterable[str]) -> None:
    """Raise `ValueError` for a name that no field can have."""
    for name in names:
        if re.fullmatch(_FIELD_NAME, name) is None:
            msg = f"a field's name is a letter, then letters, digits and underscores: {name!r}"
            raise ValueError(msg)


def _check_value(name: str, value: Any) -> None:
    match value:
        case None | bool() | str():
            return
        case int() if LEAST_INTEGER <= value <= GREATEST_INTEGER:
            return
        case float() if math.isfinite(value):
            return
    msg = f"not a string, a finite number, a boolean or null: {name}={str(value)[:40]!r}"
    raise ValueError(msg)


def _check_what_stores_read(fields: Mapping[str, Any]) -> None:
    match fields.get("uid", ""):
        case str():
            pass
        case uid:
            msg = f"uid is a string: {uid!r}"
            raise ValueError(msg)
    _check_time("created_at_ms", fields, least=LEAST_INTEGER, most=GREATEST_INTEGER)
    _check_time("expires_at_ms", fields, least=_LEAST_TIME_MS, most=_GREATEST_TIME_MS)


def _check_time(name: str, fields: Mapping[str, Any], *, least: int, most: int) -> None:
    match fields.get(name, 0):
        case bool():
            pass
        case int() as value if least <= value <= most:
            return
    msg = f"{name} is a whole number from {least} to {most}: {fields[name]!r}"
    raise ValueError(msg)


def _bytes(value: Any) -> int:
    # The sizes Firestore bills: eight bytes a number, one a boolean or null.
    return len(value.encode()) + 1 if isinstance(value, str) else 8
