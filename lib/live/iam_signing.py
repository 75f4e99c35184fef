"""Signatures by a key that never leaves Google: the IAM Credentials service's signBlob."""

from __future__ import annotations

import asyncio
import binascii
from base64 import b64decode, b64encode
from functools import cached_property
from urllib.parse import quote

import httpx

from lib import errors
from lib.live.google_token import DefaultToken
from lib.live.http_client import http_client

_SERVICE = "https://iamcredentials.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_WORTH_REPEATING = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)


class IamSigner:
    """Signs in the name of the default credentials' own service account.

    The account needs `roles/iam.serviceAccountTokenCreator` on itself. Signing changes nothing, so
    a connection that broke, and an answer of 429 or 503, is tried once more within `deadline_s`.
    Whatever else goes wrong raises `errors.DependencyDown` of storage, which the signatures are
    for; credentials that are missing, or a person's, `errors.NotConfigured`.
    """

    def __init__(self, *, endpoint: str = _SERVICE, deadline_s: float = 3.0) -> None:
        self._endpoint = endpoint
        self._deadline_s = deadline_s
        self._token = DefaultToken(scope=_SCOPE, service="storage", deadline_s=deadline_s)

    async def account(self) -> str:
        """The account's e-mail address."""
        return await self._token.account()

    async def signature(self, message: bytes) -> bytes:
        """The account's RSA PKCS#1 v1.5 signature over the message's SHA-256."""
        account, token = await self._token.account(), await self._token.current()
        path = f"/v1/projects/-/serviceAccounts/{quote(account, safe='@')}:signBlob"
        try:
            async with asyncio.timeout(self._deadline_s):
                answer = await self._asked(path, token=token, payload=b64encode(message).decode())
            answer.raise_for_status()
            return b64decode(answer.json()["signedBlob"], validate=True)
        except (httpx.HTTPError, TimeoutError) as cause:
            raise errors.DependencyDown(service="storage") from cause
        except (ValueError, TypeError, LookupError, binascii.Error) as cause:
            raise errors.DependencyDown(service="storage") from cause

    async def aclose(self) -> None:
        """Close the kept connections."""
        await self._client.aclose()

    async def _asked(self, path: str, *, token: str, payload: str) -> httpx.Response:
        try:
            answer = await self._ask_once(path, token=token, payload=payload)
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            return await self._ask_once(path, token=token, payload=payload)
        if answer.status_code not in _WORTH_REPEATING:
            return answer
        return await self._ask_once(path, token=token, payload=payload)

    async def _ask_once(self, path: str, *, token: str, payload: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self._client.post(
            self._endpoint + path, json={"payload": payload}, headers=headers
        )

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        return http_client(deadline_s=self._deadline_s)
