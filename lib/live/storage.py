"""Object storage: Google Cloud Storage through its XML API and V4 signed URLs.

Every method raises `errors.DependencyDown` when the service cannot be reached, is too slow or
answers nonsense; a refused signature is nonsense too, for the product wrote it itself.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cached_property

import httpx

from lib import errors
from lib.live.http_client import http_client
from lib.live.signing import Signing, draft_url
from lib.ports import Clock, UploadSession

_CHUNK_BYTES = 8 * 1024 * 1024
"""What Google's guide to resumable uploads calls a sensible chunk; a multiple of 256 KiB."""
_URL_LIFE_S = 300
"""Reading and deleting begin at once; their URLs never leave this process."""
_RESUMED_AT_MOST = 4
_RESUMED_AFTER_S = 0.1
_PROBE = "readiness-probe"
_NO_HEADERS: Mapping[str, str] = {}


class GoogleStorage:
    """One bucket. `endpoint` is where its XML API answers, a local server's address included."""

    def __init__(
        self,
        *,
        bucket: str,
        signer: Signing,
        clock: Clock,
        endpoint: str = "https://storage.googleapis.com",
        deadline_s: float = 5.0,
        session_ttl_s: int = 3600,
    ) -> None:
        self._bucket = bucket
        self._signer = signer
        self._clock = clock
        self._endpoint = endpoint.rstrip("/")
        self._deadline_s = deadline_s
        self._session_ttl_s = session_ttl_s

    async def start_upload(
        self, name: str, *, size: int, content_type: str, origin: str | None
    ) -> UploadSession:
        """Open a resumable session for exactly `size` bytes, usable from `origin`.

        Google binds a session's CORS answers to the Origin of the request that opened it, so the
        browser's is passed on. Google keeps a session for a week, the local server as long as
        `session_ttl_s`. Not repeated: a lost answer leaves an unused session that ends by itself.
        """
        headers = {
            "Content-Type": content_type,
            "x-goog-content-length-range": f"{size},{size}",
            "x-goog-resumable": "start",
        }
        answer = await self._send(
            "POST",
            name,
            headers=headers,
            unsigned={"Origin": origin} if origin else {},
            expires_s=self._session_ttl_s,
        )
        location = answer.headers.get("Location", "")
        if answer.status_code != httpx.codes.CREATED or not location:
            raise _nonsense(answer)
        return UploadSession(
            url=location,
            method="PUT",
            headers={"Content-Type": content_type},
            chunk_bytes=_CHUNK_BYTES,
        )

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """The object's bytes in order; `errors.UploadIncomplete` where there is no object yet.

        The deadline holds for the connection and for each block, not for the whole, because the
        reader sets the pace. What breaks off on the way goes on at its offset, a few times and
        only in the very same object: what the caller has used already stays true.
        """
        reading = _Reading()
        while not reading.ended:
            try:
                async for block in self._rest(name, reading):
                    yield block
            except httpx.HTTPError as fault:
                if not reading.offset or reading.resumed == _RESUMED_AT_MOST:
                    raise errors.DependencyDown(service="storage") from fault
                reading.resumed += 1
                await asyncio.sleep(_RESUMED_AFTER_S * reading.resumed)

    async def delete(self, name: str) -> None:
        """Forget an object; one that is not there is forgotten already.

        Tried once more after a fault: deleting twice is deleting once.
        """
        try:
            await self._delete(name)
        except errors.DependencyDown:
            await self._delete(name)

    async def check(self) -> None:
        """Raise unless the bucket is there and the key holds; asks for an object that need not be.

        Without permission to list, Google answers 403 where nothing is: that counts as down.
        """
        answer = await self._send("GET", _PROBE)
        missing = answer.status_code == httpx.codes.NOT_FOUND and "NoSuchKey" in answer.text
        if not missing and answer.status_code != httpx.codes.OK:
            raise _nonsense(answer)

    async def aclose(self) -> None:
        """Close the kept connections."""
        await self._client.aclose()
        if hasattr(self._signer, "aclose"):
            await self._signer.aclose()

    async def _rest(self, name: str, reading: _Reading) -> AsyncIterator[bytes]:
        async with self._opened(name, reading) as answer:
            # As it comes: what waits to fill a larger block would be lost with the connection.
            async for block in answer.aiter_raw():
                reading.offset += len(block)
                yield block
        reading.ended = True

    @asynccontextmanager
    async def _opened(self, name: str, reading: _Reading) -> AsyncIterator[httpx.Response]:
        url = await self._signed("GET", name)
        async with self._client.stream("GET", url, headers=reading.headers) as answer:
            reading.check(answer)
            yield answer

    async def _send(
        self,
        method: str,
        name: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        unsigned: Mapping[str, str] = _NO_HEADERS,
        expires_s: int = _URL_LIFE_S,
    ) -> httpx.Response:
        # Whoever signs elsewhere than here has a deadline of their own.
        url = await self._signed(method, name, headers=headers, expires_s=expires_s)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._client.request(method, url, headers={**headers, **unsigned})
        except (httpx.HTTPError, TimeoutError) as fault:
            raise errors.DependencyDown(service="storage") from fault

    async def _signed(
        self,
        method: str,
        name: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        expires_s: int = _URL_LIFE_S,
    ) -> str:
        draft = draft_url(
            await self._signer.account(),
            method=method,
            endpoint=self._endpoint,
            bucket=self._bucket,
            name=name,
            headers=headers,
            at_s=self._clock.now(),
            expires_s=expires_s,
        )
        return draft.signed(await self._signer.signature(draft.message))

    async def _delete(self, name: str) -> None:
        answer = await self._send("DELETE", name)
        if not answer.is_success and answer.status_code != httpx.codes.NOT_FOUND:
            raise _nonsense(answer)

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        return http_client(deadline_s=self._deadline_s)


class _Reading:
    """How far an object has been read, and which object it was."""

    def __init__(self) -> None:
        self.offset = 0
        self.resumed = 0
        self.ended = False
        self._tag = ""

    @property
    def headers(self) -> dict[str, str]:
        """What asks for the rest."""
        rest = {"Range": f"bytes={self.offset}-"} if self.offset else {}
        return {"Accept-Encoding": "identity", **rest}

    def check(self, answer: httpx.Response) -> None:
        """Raise where the answer is not the rest of the same object."""
        if answer.status_code == httpx.codes.NOT_FOUND and not self.offset:
            raise errors.UploadIncomplete(received=0)
        if self.offset and answer.is_server_error:
            answer.raise_for_status()  # may pass: it is a fault like a broken connection
        tag = answer.headers.get("ETag", "")
        wanted = httpx.codes.PARTIAL_CONTENT if self.offset else httpx.codes.OK
        if answer.status_code != wanted or (self.offset and tag != self._tag):
            raise _nonsense(answer)
        first = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
        if self.offset and (first is None or int(first[1]) != self.offset):
            raise _nonsense(answer)
        self._tag = tag


def _nonsense(answer: httpx.Response) -> errors.DependencyDown:
    down = errors.DependencyDown(service="storage")
    down.add_note(f"storage answered {answer.status_code}")
    return down
