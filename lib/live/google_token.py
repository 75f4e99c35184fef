"""A bearer token for one Google API: signed here by a service account, or the platform's own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from lib import errors

# In place of an account's JSON: whoever the platform says we are.
DEFAULT = "default"

_LIFETIME_S = 3600

_VARIABLE = "FIREBASE_SERVICE_ACCOUNT"

# A token this close to its end is not sent any more: clocks differ and requests take time.
_MARGIN_S = 300


class AccessToken(Protocol):
    """What may be sent as a bearer token now."""

    async def current(self) -> str:
        """A token that is good for at least the next minutes."""


class GoogleToken:
    """A self-signed token (AIP-4111), kept until five minutes before its hour is over.

    Signing needs the account's key and no network, so no token server can be slow or down. It is
    done in a worker thread, once however many callers wait. Credentials that are missing or
    unreadable raise `errors.NotConfigured`.
    """

    def __init__(
        self,
        *,
        credentials_json: str | None,
        audience: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._credentials_json = credentials_json
        self._audience = audience
        self._now = now
        self._lock = asyncio.Lock()
        self._token = ""
        self._good_until = 0.0

    async def current(self) -> str:
        """A token that is good for at least the next five minutes."""
        async with self._lock:
            issued_at = self._now()
            if issued_at >= self._good_until:
                self._token = await asyncio.to_thread(self._sign, int(issued_at))
                self._good_until = issued_at + _LIFETIME_S - _MARGIN_S
            return self._token

    def _sign(self, issued_at: int) -> str:
        import jwt

        if self._credentials_json is None:
            raise errors.NotConfigured(variable=_VARIABLE)
        try:
            account = json.loads(self._credentials_json)
            claims = {
                "iss": account["client_email"],
                "sub": account["client_email"],
                "aud": self._audience,
                "iat": issued_at,
                "exp": issued_at + _LIFETIME_S,
            }
            key_id = {"kid": account["private_key_id"]}
            return jwt.encode(claims, account["private_key"], algorithm="RS256", headers=key_id)
        except (ValueError, TypeError, LookupError, jwt.PyJWTError) as cause:
            raise errors.NotConfigured(variable=_VARIABLE) from cause


class DefaultToken:
    """A token by Google's default credentials, for deployments that hold no key of their own.

    These are found where google-auth looks for them: a file that GOOGLE_APPLICATION_CREDENTIALS
    names (workload identity federation included), those of `gcloud auth application-default
    login`, or the metadata server of Cloud Run, Cloud Functions and their like. Asked for in a
    worker thread, once however many callers wait, and again shortly before the token's end. No
    credentials to be found raise `errors.NotConfigured`; an issuer that cannot be reached, or
    refuses, raises `errors.DependencyDown` of the service that the token is for.
    """

    def __init__(self, *, scope: str, service: str, deadline_s: float = 5.0) -> None:
        self._scope = scope
        self._service = service
        self._deadline_s = deadline_s
        self._lock = asyncio.Lock()
        self._credentials: Any = None

    async def current(self) -> str:
        """A token that is good for at least the next minutes."""
        async with self._lock:
            return await asyncio.to_thread(self._found) if self._stale else self._credentials.token

    async def account(self) -> str:
        """The e-mail address of the service account that the token speaks for.

        A person's own credentials speak for none, which is `errors.NotConfigured` too.
        """
        await self.current()  # a metadata server is asked for the address with the token
        email = getattr(self._credentials, "service_account_email", None)
        if not email:
            raise errors.NotConfigured(variable=_VARIABLE)
        return str(email)

    @property
    def _stale(self) -> bool:
        if self._credentials is None:
            return True
        from google.auth.credentials import TokenState

        return bool(self._credentials.token_state != TokenState.FRESH)

    def _found(self) -> str:
        import google.auth
        from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
        from google.auth.transport.requests import Request

        try:
            if self._credentials is None:
                self._credentials, _ = google.auth.default(scopes=[self._scope])
            self._credentials.refresh(partial(Request(), timeout=self._deadline_s))
        except DefaultCredentialsError as cause:
            raise errors.NotConfigured(variable=_VARIABLE) from cause
        except GoogleAuthError as cause:
            raise errors.DependencyDown(service=self._service) from cause
        return str(self._credentials.token)
