"""Object storage: Google Cloud Storage through its XML API and V4 signed URLs.

Every method raises `errors.DependencyDown` when the service cannot be reached, is too slow or
answers nonsense; a refused signature is nonsense too, for the product wrote it itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import cached_property

import httpx

from lib import errors
from lib.live.signing import Signer, signed_url
from lib.ports import Clock, UploadSession

_CHUNK_BYTES = 8 * 1024 * 1024
"""What Google's guide to resumable uploads calls a sensible chunk; a multiple of 256 KiB."""
_BLOCK_BYTES = 256 * 1024
_URL_LIFE_S = 300
"""Reading and deleting begin at once; their URLs never leave this process."""
_PROBE = "readiness-probe"
_NO_HEADERS: Mapping[str, str] = {}


class GoogleStorage:
    """One bucket. `endpoint` is where its XML API answers, a local server's address included."""

    def __init__(
        self,
        *,
        bucket: str,
        signer: Signer,
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
        url = self._signed("POST", name, headers=headers, expires_s=self._session_ttl_s)
        unsigned = {"Origin": origin} if origin else {}
        answer = await self._send("POST", url, headers=headers | unsigned)
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
        reader sets the pace. Not repeated: the caller has already used what came before a fault.
        """
        try:
            async with self._client.stream("GET", self._signed("GET", name)) as answer:
                if answer.status_code == httpx.codes.NOT_FOUND:
                    raise errors.UploadIncomplete(received=0)
                if answer.status_code != httpx.codes.OK:
                    raise _nonsense(answer)
                async for block in answer.aiter_bytes(_BLOCK_BYTES):
                    yield block
        except httpx.HTTPError as fault:
            raise errors.DependencyDown(service="storage") from fault

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
        answer = await self._send("GET", self._signed("GET", _PROBE))
        missing = answer.status_code == httpx.codes.NOT_FOUND and "NoSuchKey" in answer.text
        if not missing and answer.status_code != httpx.codes.OK:
            raise _nonsense(answer)

    async def aclose(self) -> None:
        """Close the kept connections."""
        await self._client.aclose()

    def _signed(
        self,
        method: str,
        name: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        expires_s: int = _URL_LIFE_S,
    ) -> str:
        return signed_url(
            self._signer,
            method=method,
            endpoint=self._endpoint,
            bucket=self._bucket,
            name=name,
            headers=headers,
            at_s=self._clock.now(),
            expires_s=expires_s,
        )

    async def _send(
        self, method: str, url: str, *, headers: Mapping[str, str] = _NO_HEADERS
    ) -> httpx.Response:
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._client.request(method, url, headers=headers)
        except (httpx.HTTPError, TimeoutError) as fault:
            raise errors.DependencyDown(service="storage") from fault

    async def _delete(self, name: str) -> None:
        answer = await self._send("DELETE", self._signed("DELETE", name))
        if not answer.is_success and answer.status_code != httpx.codes.NOT_FOUND:
            raise _nonsense(answer)

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        # The environment is read by settings alone, so not by the client either.
        return httpx.AsyncClient(timeout=self._deadline_s, trust_env=False)


def _nonsense(answer: httpx.Response) -> errors.DependencyDown:
    down = errors.DependencyDown(service="storage")
    down.add_note(f"storage answered {answer.status_code}")
    return down
