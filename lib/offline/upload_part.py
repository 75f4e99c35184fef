"""What one PUT to an upload session brings, read from its headers and held against the session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lib.offline.object_store import GRAIN_BYTES, Session
from lib.offline.signed_request import Refused


@dataclass(frozen=True, slots=True)
class UploadPart:
    """Bytes `first` to `end` of `total`, or only a question where the upload stands.

    Not `ranged`: the whole file at once. `end` or `total` is None where the client left it open.
    """

    first: int = 0
    end: int | None = None
    total: int | None = None
    ranged: bool = False
    is_query: bool = False


def upload_part(headers: Mapping[str, str], *, session: Session) -> UploadPart:
    """The part that the headers announce; `Refused` for one the session cannot take."""
    length = int(headers["content-length"]) if "content-length" in headers else None
    stated = headers.get("content-range")
    if stated is None:
        _check_size(length, session)
        return UploadPart(end=length, total=length)
    query = re.fullmatch(r"bytes \*/(\d{1,18}|\*)", stated)
    if query:
        return _query(query, session=session, length=length)
    bounds = re.fullmatch(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", stated)
    if bounds is None:
        raise invalid("Content-Range is malformed.")
    return _ranged(bounds, session=session, length=length)


def invalid(message: str) -> Refused:
    """The request contradicts itself or the session."""
    return Refused(400, "InvalidArgument", message)


def too_large(session: Session) -> Refused:
    """More bytes than the session was opened for."""
    return Refused(400, "EntityTooLarge", f"At most {session.max_bytes} bytes were announced.")


def too_small(session: Session) -> Refused:
    """Fewer bytes than the session was opened for."""
    return Refused(400, "EntityTooSmall", f"At least {session.min_bytes} bytes were announced.")


def _query(match: re.Match[str], *, session: Session, length: int | None) -> UploadPart:
    if length:
        raise invalid("A status query has no body.")
    total = _number(match[1])
    _check_size(total, session)
    return UploadPart(total=total, is_query=True)


def _ranged(match: re.Match[str], *, session: Session, length: int | None) -> UploadPart:
    first, end, total = int(match[1]), int(match[2]) + 1, _number(match[3])
    _check_size(total, session)
    if end <= first or (total is not None and end > total):
        raise invalid("Content-Range contradicts itself.")
    if length is not None and length != end - first:
        raise invalid("Content-Range and Content-Length contradict each other.")
    if end > session.max_bytes:
        raise too_large(session)
    if end != total and (end - first) % GRAIN_BYTES:
        message = f"All parts but the last are multiples of {GRAIN_BYTES} bytes."
        raise invalid(message)
    return UploadPart(first=first, end=end, total=total, ranged=True)


def _number(text: str) -> int | None:
    return None if text == "*" else int(text)


def _check_size(total: int | None, session: Session) -> None:
    if total is not None and total > session.max_bytes:
        raise too_large(session)
    if total is not None and total < session.min_bytes:
        raise too_small(session)
