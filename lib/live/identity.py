"""Who is asking: Firebase ID tokens and the queue's own tokens, both RS256.

In production Firebase's issuer is `https://securetoken.google.com/<project>`, its audience
`<project>` and its keys are at
`https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com`; the
queue's issuer is `https://accounts.google.com`, its audience the worker's URL and its keys are at
`https://www.googleapis.com/oauth2/v3/certs`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lib import errors
from lib.live.jwks import KeySet
from lib.ports import Caller, Clock

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_LONGEST_TOKEN = 8192
_LONGEST_UID = 128
"""Firebase's own limit for `sub`."""


@dataclass(frozen=True, slots=True)
class _Issuer:
    name: str
    audience: str
    keys: KeySet


class FirebaseIdentity:
    """Verifies bearer tokens against the issuer's published keys.

    Tokens are judged by `clock`, `leeway_s` seconds generous. With any of the task values missing
    every task token is refused. Keys are fetched under `deadline_s`, never more than once per
    call; with none at hand and their issuer down, `errors.DependencyDown` (fails closed).
    """

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        jwks_url: str,
        task_issuer: str | None,
        task_audience: str | None,
        task_jwks_url: str | None,
        task_email: str | None,
        clock: Clock,
        leeway_s: float = 60,
        deadline_s: float = 3.0,
    ) -> None:
        self._clock = clock
        self._leeway_s = leeway_s
        self._task_email = task_email
        keys = KeySet(jwks_url, clock=clock, deadline_s=deadline_s)
        self._users = _Issuer(issuer, audience, keys)
        self._tasks: _Issuer | None = None
        if task_issuer and task_audience and task_jwks_url and task_email:
            keys = KeySet(task_jwks_url, clock=clock, deadline_s=deadline_s)
            self._tasks = _Issuer(task_issuer, task_audience, keys)

    async def verify(self, token: str) -> Caller:
        """The user an ID token speaks for.

        `errors.TokenExpired` for one that was good once, else `errors.NotSignedIn`.
        """
        claims = await self._claims(token, issuer=self._users)
        uid = claims.get("sub")
        if not isinstance(uid, str) or not 1 <= len(uid) <= _LONGEST_UID or not _is_text(uid):
            raise _refusal("subject")
        self._check_times(claims)
        return Caller(uid=uid, operator=claims.get("operator") is True)

    async def verify_task(self, token: str) -> None:
        """Accept the queue's own OIDC token, else `errors.NotSignedIn`."""
        if self._tasks is None:
            raise _refusal("no queue is configured")
        claims = await self._claims(token, issuer=self._tasks)
        if claims.get("email") != self._task_email or claims.get("email_verified") is not True:
            raise _refusal("not the queue's account")
        self._check_times(claims)

    async def check(self) -> None:
        """Raise `errors.DependencyDown` unless there are keys to verify users' tokens with."""
        await self._users.keys.check()

    async def _claims(self, token: str, *, issuer: _Issuer) -> dict[str, Any]:
        key = await issuer.keys.key(_key_id(token))
        return _signed_claims(token, key=key, issuer=issuer.name, audience=issuer.audience)

    def _check_times(self, claims: dict[str, Any]) -> None:
        """The library would read the real clock, so the times are compared here."""
        now = self._clock.now()
        for name in ("iat", "nbf", "auth_time"):
            if name in claims and _seconds(claims[name]) > now + self._leeway_s:
                raise _refusal("a time lies ahead")
        if _seconds(claims["exp"]) + self._leeway_s <= now:
            raise errors.TokenExpired


def _is_text(uid: str) -> bool:
    """False for half a surrogate pair, which JSON can write and nobody can store."""
    try:
        uid.encode()
    except UnicodeEncodeError:
        return False
    return True


def _key_id(token: str) -> str:
    import jwt

    if len(token) > _LONGEST_TOKEN:
        raise _refusal("length")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError) as fault:  # ValueError: text that has no bytes
        raise _refusal("form") from fault
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str):
        raise _refusal("algorithm or key id")
    return kid


def _signed_claims(token: str, *, key: RSAPublicKey, issuer: str, audience: str) -> dict[str, Any]:
    import jwt

    try:
        return jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=issuer,
            audience=audience,
            options={
                "require": ["exp", "iat", "iss", "aud"],
                "strict_aud": True,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except jwt.PyJWTError as fault:
        raise _refusal("signature or claims") from fault


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refusal("time")
    return value


def _refusal(why: str) -> errors.NotSignedIn:
    """The reason is for our own logs: a forger is not told what was wrong."""
    refusal = errors.NotSignedIn()
    refusal.add_note(why)
    return refusal
