"""An object storage for one machine: Google Cloud Storage's XML API, as far as the product goes.

Signed URLs, resumable sessions, their offsets and their refusals follow Google's; where it is
stricter (a session ends with the URL that opened it, its content type is held against every
part), a client that works here works there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote_to_bytes

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from lib.offline.object_store import ObjectStore, Session
from lib.offline.signed_request import Refused, SignedRequest, check_signature
from lib.offline.upload_part import UploadPart, invalid, too_large, too_small, upload_part
from lib.ports import Clock

_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]
_LONGEST_NAME = 1024
_PREFLIGHT_LIFE_S = 3600
_EXPOSED = "Content-Length, Content-Range, Content-Type, ETag, Location, Range"
_CLIENT_CLOSED = 499
_RESUME_INCOMPLETE = 308


def create_storage(
    data_dir: Path,
    *,
    bucket: str,
    public_key_pem: str,
    allowed_origins: Sequence[str],
    clock: Clock,
    max_bytes: int = 60_000_000,
) -> ASGIApp:
    """One bucket under `data_dir`, for whoever signs with the key of `public_key_pem`.

    `allowed_origins` is the bucket's CORS configuration ("*" for any); an upload session answers
    only the origin that opened it. Whatever a signed URL allows, no object exceeds `max_bytes`.
    """
    key = load_pem_public_key(public_key_pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("the bucket's key must be RSA")
    storage = _Bucket(
        ObjectStore(data_dir),
        bucket=bucket,
        key=key,
        allowed_origins=allowed_origins,
        clock=clock,
        max_bytes=max_bytes,
    )
    return Starlette(routes=[Route("/{path:path}", storage.answer, methods=_METHODS)])


class _Bucket:
    def __init__(
        self,
        store: ObjectStore,
        *,
        bucket: str,
        key: RSAPublicKey,
        allowed_origins: Sequence[str],
        clock: Clock,
        max_bytes: int,
    ) -> None:
        self._store = store
        self._bucket = bucket
        self._key = key
        self._allowed_origins = allowed_origins
        self._clock = clock
        self._max_bytes = max_bytes
        self._writers: dict[str, object] = {}

    async def answer(self, request: Request) -> Response:
        """Answer any request, refusals and CORS included."""
        upload_id = request.query_params.get("upload_id")
        session = self._store.session(upload_id) if upload_id else None
        try:
            response = await self._answer(request, session)
        except Refused as refused:
            await self._read_to_the_end(request)
            response = _xml(refused)
        except ClientDisconnect:
            response = Response(status_code=_CLIENT_CLOSED)  # nobody is there to read it
        response.headers.update(self._cors(request, session))
        return response

    async def _answer(self, request: Request, session: Session | None) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=200)
        name = self._object_name(request)
        if "upload_id" in request.query_params:
            return await self._session(request, _usable(session, name, now_s=self._clock.now()))
        expires_at = check_signature(
            _signed_request(request), key=self._key, now_s=self._clock.now()
        )
        if request.method == "POST":
            return self._start(request, name, expires_at=expires_at)
        if request.method == "DELETE":
            return self._delete(name)
        if request.method == "PUT":
            raise Refused(400, "InvalidArgument", "Objects are uploaded in resumable sessions.")
        return self._read(name)

    def _object_name(self, request: Request) -> str:
        bucket, _, raw_name = _path(request).removeprefix("/").partition("/")
        try:
            name = unquote_to_bytes(raw_name).decode()
        except UnicodeDecodeError as fault:
            raise Refused(400, "InvalidObjectName", "The name is not UTF-8.") from fault
        if bucket != self._bucket:
            raise Refused(404, "NoSuchBucket", "There is no such bucket.")
        if not 1 <= len(name.encode()) <= _LONGEST_NAME:
            raise Refused(400, "InvalidObjectName", "A name has 1 to 1024 bytes.")
        return name

    def _start(self, request: Request, name: str, *, expires_at: float) -> Response:
        if request.headers.get("x-goog-resumable") != "start":
            raise Refused(400, "InvalidArgument", "x-goog-resumable must be start.")
        fewest, most = _size_range(request.headers, max_bytes=self._max_bytes)
        session = Session(
            id=secrets.token_urlsafe(32),
            name=name,
            content_type=request.headers.get("content-type", "application/octet-stream"),
            min_bytes=fewest,
            max_bytes=most,
            origin=request.headers.get("origin"),
            expires_at=expires_at,
        )
        self._store.begin(session, now_s=self._clock.now())
        base = f"{request.url.scheme}://{request.headers['host']}"
        location = f"{base}/{self._bucket}/{quote(name, safe='/~')}?upload_id={session.id}"
        return Response(status_code=201, headers={"Location": location})

    async def _session(self, request: Request, session: Session) -> Response:
        if request.method == "DELETE":
            self._writers.pop(session.id, None)
            self._store.cancel(session)
            return Response(status_code=_CLIENT_CLOSED)
        if request.method != "PUT":
            raise Refused(405, "MethodNotAllowed", "A session takes PUT and DELETE.")
        if session.state == "complete":
            await self._read_to_the_end(request)
            return self._completed(session)
        if session.state == "cancelled":
            raise _cancelled()
        part = upload_part(request.headers, session=session)
        if part.is_query:
            return self._standing(session, total=part.total)
        if request.headers.get("content-type", session.content_type) != session.content_type:
            message = f"The session was opened for {session.content_type}."
            raise invalid(message)
        return await self._take(request, session, part)

    async def _take(self, request: Request, session: Session, part: UploadPart) -> Response:
        kept = self._store.received(session) if part.ranged else 0
        if part.first > kept:
            raise Refused(503, "ServiceUnavailable", f"Only {kept} bytes have arrived so far.")
        if part.end is not None and part.ranged and part.end <= kept:
            await self._read_to_the_end(request)
            return self._standing(session, total=None)
        with self._store.writing(session, from_byte=kept) as file:
            await self._write(request, session, file, part=part)
            end = file.tell()
        return self._after(session, part, end=end)

    async def _write(
        self, request: Request, session: Session, file: BinaryIO, *, part: UploadPart
    ) -> None:
        """Append what arrives. A newer transfer of the session, or its end, stops this one."""
        writer = self._writers[session.id] = object()
        skip = file.tell() - part.first
        end = session.max_bytes if part.end is None else part.end
        async for block in request.stream():
            self._check_turn(session, writer)
            new = block[skip:]
            skip = max(skip - len(block), 0)
            if file.tell() + len(new) > end:
                self._store.drop_bytes(session)
                raise too_large(session)
            file.write(new)
            file.flush()  # so that a status query sees it
        self._check_turn(session, writer)
        del self._writers[session.id]

    def _check_turn(self, session: Session, writer: object) -> None:
        if self._writers.get(session.id) is not writer:
            raise Refused(503, "ServiceUnavailable", "The transfer was taken over or ended.")

    def _after(self, session: Session, part: UploadPart, *, end: int) -> Response:
        if part.ranged and end != part.total:
            return self._standing(session, total=None)
        if end < session.min_bytes:
            self._store.drop_bytes(session)
            raise too_small(session)
        return self._complete(session, size=end)

    def _standing(self, session: Session, *, total: int | None) -> Response:
        kept = self._store.received(session)
        if total is not None and kept == total:
            return self._complete(session, size=total)
        headers = {"Range": f"bytes=0-{kept - 1}"} if kept else {}
        return Response(status_code=_RESUME_INCOMPLETE, headers=headers)

    def _complete(self, session: Session, *, size: int) -> Response:
        if not self._store.complete(session, size=size):
            raise _cancelled()
        return self._completed(session)

    def _completed(self, session: Session) -> Response:
        return Response(status_code=200, headers={"ETag": f'"{session.tag}"'})

    def _read(self, name: str) -> Response:
        found = self._store.find(name)
        if found is None:
            raise _no_such_key()
        headers = {"ETag": f'"{found.tag}"', "Content-Type": found.content_type}
        return FileResponse(found.path, headers=headers)

    def _delete(self, name: str) -> Response:
        if not self._store.delete(name):
            raise _no_such_key()
        return Response(status_code=204)

    def _cors(self, request: Request, session: Session | None) -> dict[str, str]:
        origin = request.headers.get("origin")
        if session is not None:
            allowed = origin == session.origin
        else:
            allowed = origin in self._allowed_origins or "*" in self._allowed_origins
        if origin is None or not allowed:
            return {}
        granted = {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": _EXPOSED,
            "Vary": "Origin",
        }
        if request.method == "OPTIONS":
            asked = request.headers.get("access-control-request-headers", "")
            granted |= {
                "Access-Control-Allow-Methods": ", ".join(_METHODS),
                "Access-Control-Allow-Headers": asked,
                "Access-Control-Max-Age": str(_PREFLIGHT_LIFE_S),
            }
        return granted

    async def _read_to_the_end(self, request: Request) -> None:
        """Let the client finish sending, or it sees a broken pipe and never the answer.

        Not where it waits for leave to send, and no further than any upload may go.
        """
        if "expect" in request.headers:
            return
        left = 2 * self._max_bytes
        try:
            async for block in request.stream():
                left -= len(block)
                if left < 0:
                    return
        except (ClientDisconnect, RuntimeError):  # gone, or read already
            return


def _usable(session: Session | None, name: str, *, now_s: float) -> Session:
    if session is None or session.name != name:
        raise Refused(404, "NoSuchUpload", "There is no such upload session.")
    if now_s >= session.expires_at and session.state == "open":
        raise Refused(410, "UploadExpired", "The upload session has expired: start again.")
    return session


def _signed_request(request: Request) -> SignedRequest:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return SignedRequest(request.method, _path(request), request.url.query, headers)


def _path(request: Request) -> str:
    raw: bytes = request.scope["raw_path"]
    return raw.decode("ascii", "replace")


def _size_range(headers: Mapping[str, str], *, max_bytes: int) -> tuple[int, int]:
    stated = headers.get("x-goog-content-length-range")
    if stated is None:
        return 0, max_bytes
    limits = re.fullmatch(r"(\d{1,18}),(\d{1,18})", stated)
    if limits is None or int(limits[1]) > int(limits[2]):
        raise Refused(400, "InvalidArgument", "x-goog-content-length-range is malformed.")
    if int(limits[1]) > max_bytes:
        raise Refused(400, "EntityTooLarge", f"Objects have at most {max_bytes} bytes here.")
    return int(limits[1]), min(int(limits[2]), max_bytes)


def _cancelled() -> Refused:
    return Refused(_CLIENT_CLOSED, "UploadCancelled", "The upload session was cancelled.")


def _no_such_key() -> Refused:
    return Refused(404, "NoSuchKey", "The specified key does not exist.")


def _xml(refused: Refused) -> Response:
    body = (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f"<Error><Code>{escape(refused.code)}</Code>"
        f"<Message>{escape(refused.message)}</Message></Error>"
    )
    return Response(body, status_code=refused.status, media_type="application/xml")
