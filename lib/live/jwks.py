"""An issuer's public keys, fetched when needed and kept as long as the issuer allows."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx

from lib import errors
from lib.live.http_client import http_client
from lib.ports import Clock

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_UNSTATED_LIFE_S = 300.0
_LONGEST_LIFE_S = 24 * 3600.0
_USABLE_AFTER_LIFE_S = 24 * 3600.0
"""How long old keys still serve while their issuer cannot be reached."""
_BETWEEN_FETCHES_S = 30.0
"""A key id nobody knows costs the issuer at most two requests a minute, whoever sends it."""
_AFTER_FAULT_WITHOUT_KEYS_S = 2.0


class KeySet:
    """The RSA keys behind one JWKS address, by key id.

    Concurrent callers share one fetch. While the issuer is down the keys at hand go on serving
    for a day, and a key id that is not among them is `errors.DependencyDown`, since nobody can
    say whether it is good.
    """

    def __init__(
        self, url: str, *, clock: Clock, deadline_s: float, service: str = "identity"
    ) -> None:
        self._url = url
        self._service = service
        self._clock = clock
        self._deadline_s = deadline_s
        self._keys: dict[str, RSAPublicKey] = {}
        self._fresh_until = 0.0
        self._next_fetch_at = 0.0
        self._fault: Exception | None = None
        self._fetching = asyncio.Lock()

    async def key(self, kid: str) -> RSAPublicKey:
        """The key of that id, else `errors.NotSignedIn` or `errors.DependencyDown`."""
        if self._fetch_is_due(kid):
            async with self._fetching:
                if self._fetch_is_due(kid):  # the caller before us may have fetched it
                    await self._fetch()
        if kid in self._keys:
            return self._keys[kid]
        if self._fault is not None:
            raise errors.DependencyDown(service=self._service) from self._fault
        raise errors.NotSignedIn

    async def check(self) -> None:
        """Raise `errors.DependencyDown` while there are no keys and their issuer is down."""
        if self._keys and self._fault is None:
            return
        with suppress(errors.NotSignedIn):
            await self.key("")  # nobody's id: it is only looked for

    def _fetch_is_due(self, kid: str) -> bool:
        now = self._clock.now()
        wanted = kid not in self._keys or now >= self._fresh_until
        return wanted and now >= self._next_fetch_at

    async def _fetch(self) -> None:
        try:
            answer = await self._download()
            keys = _rsa_keys(answer.json())
        except (httpx.HTTPError, TimeoutError, ValueError) as fault:
            self._go_on_without(fault)
            return
        now = self._clock.now()
        self._keys, self._fault = keys, None
        self._fresh_until = now + _life_s(answer.headers)
        self._next_fetch_at = now + _BETWEEN_FETCHES_S

    async def _download(self) -> httpx.Response:
        async with (
            asyncio.timeout(self._deadline_s),
            http_client(deadline_s=self._deadline_s) as client,
        ):
            answer = await client.get(self._url)
        return answer.raise_for_status()

    def _go_on_without(self, fault: Exception) -> None:
        now = self._clock.now()
        self._fault = fault
        if now >= self._fresh_until + _USABLE_AFTER_LIFE_S:
            self._keys = {}
        self._next_fetch_at = now + (
            _BETWEEN_FETCHES_S if self._keys else _AFTER_FAULT_WITHOUT_KEYS_S
        )


def _rsa_keys(document: Any) -> dict[str, RSAPublicKey]:
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("the key document has no list of keys")  # noqa: TRY004 - the data is wrong, not a call
    keys = {
        entry["kid"]: _rsa_key(entry)
        for entry in entries
        if isinstance(entry, dict)
        and entry.get("kty") == "RSA"
        and isinstance(entry.get("kid"), str)
    }
    if not keys:
        raise ValueError("the key document has no RSA key with an id")
    return keys


def _rsa_key(entry: dict[str, Any]) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from jwt import PyJWK, PyJWTError

    try:
        key = PyJWK(entry, algorithm="RS256").key
    except PyJWTError as fault:
        raise ValueError("a key in the key document cannot be read") from fault
    if not isinstance(key, RSAPublicKey):
        raise ValueError("a key in the key document is not public")  # noqa: TRY004
    return key


def _life_s(headers: httpx.Headers) -> float:
    """How long an answer stays fresh (RFC 9111, §4.2): its life less its age in other caches."""
    stated = re.search(r"max-age=(\d{1,9})", headers.get("Cache-Control", ""))
    if not stated:
        return _UNSTATED_LIFE_S
    age = re.fullmatch(r"\s*(\d{1,9})\s*", headers.get("Age", ""))
    left = float(stated[1]) - (float(age[1]) if age else 0.0)
    return min(max(left, 0.0), _LONGEST_LIFE_S)
