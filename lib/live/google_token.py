"""A bearer token for one Google API, signed here by a service account."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

from lib import errors

_LIFETIME_S = 3600

_VARIABLE = "FIREBASE_SERVICE_ACCOUNT"

# A token this close to its end is not sent any more: clocks differ and requests take time.
_MARGIN_S = 300


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
