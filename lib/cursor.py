"""Pages of an owner's documents, and where each ended as an opaque word that fits a URL."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib import errors, storable
from lib.ports import Document, Page


@dataclass(frozen=True, slots=True)
class Position:
    """The last document that was looked at: the next page starts after it."""

    created_at_ms: int
    document_id: str


def encode(position: Position, *, uid: str) -> str:
    """The cursor to hand out to `uid`."""
    content = json.dumps([uid, position.created_at_ms, position.document_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def decode(cursor: str, *, uid: str) -> Position:
    """The position in a cursor; `errors.InvalidCursor` unless it was written for `uid`.

    It holds no secret and is not signed: whatever it says, the query stays within `uid`'s own
    documents, so a forged one finds nothing that its forger may not see.
    """
    match _content(cursor):
        case [str(owner), int(created_at_ms), str(document_id)] if (
            owner == uid
            and not isinstance(created_at_ms, bool)
            and storable.LEAST_INTEGER <= created_at_ms <= storable.GREATEST_INTEGER
            and storable.is_id(document_id)
        ):
            return Position(created_at_ms=created_at_ms, document_id=document_id)
    raise errors.InvalidCursor


def page(
    found: Sequence[Document], *, uid: str, limit: int, fields: Sequence[str], now_s: float
) -> Page:
    """The first `limit` of the documents found, less what has expired, cut down to `fields`.

    A store looks for one more than `limit`: only where it is found does another page follow.
    """
    looked_at = found[:limit]
    documents = tuple(
        Document(
            id=each.id,
            fields={name: each.fields[name] for name in fields if name in each.fields},
            revision=each.revision,
        )
        for each in looked_at
        if not storable.expired(each.fields, now_s=now_s)
    )
    if len(found) <= limit:
        return Page(documents=documents, next_cursor=None)
    last = looked_at[-1]
    position = Position(created_at_ms=last.fields["created_at_ms"], document_id=last.id)
    return Page(documents=documents, next_cursor=encode(position, uid=uid))


def _content(cursor: str) -> Any:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as cause:
        raise errors.InvalidCursor from cause
