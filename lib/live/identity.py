"""Who is asking: Firebase ID tokens and the queue's own tokens, both RS256.

In production Firebase's issuer is `https://securetoken.google.com/<project>`, its audience
`<project>` and its keys are at
`https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com`; the
queue's issuer is `https://accounts.google.com`, its audience the worker's URL and its keys are at
`https://www.googleapis.com/oauth2/v3/certs`.
"""

from __future__ import annotations

from typing import Any

from lib import errors
from lib.live.jwks import KeySet
from lib.live.signed_token import SignedTokens, refusal, seconds
from lib.live.user_directory import UserDirectory
from lib.ports import Caller, Clock

_LONGEST_UID = 128
"""Firebase's own limit for `sub`."""


class FirebaseIdentity:
    """Verifies bearer tokens against the issuer's published keys.

    Tokens are judged by `clock`, `leeway_s` seconds generous. With any of the task values missing
    every task token is refused. Keys are fetched under `deadline_s`, never more than once per
    call; with none at hand and their issuer down, `errors.DependencyDown` (fails closed).

    With a `directory` a sign-in that was withdrawn there is refused at once, where a token alone
    would hold until it expires. With the directory down what writes or spends is refused
    (`errors.DependencyDown`), and what only reads goes on.
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
        directory: UserDirectory | None = None,
        leeway_s: float = 60,
        deadline_s: float = 3.0,
    ) -> None:
        def tokens(jwks_url: str, *, issuer: str, audience: str) -> SignedTokens:
            keys = KeySet(jwks_url, clock=clock, deadline_s=deadline_s)
            return SignedTokens(
                keys, issuer=issuer, audience=audience, clock=clock, leeway_s=leeway_s
            )

        self._directory = directory
        self._task_email = task_email
        self._users = tokens(jwks_url, issuer=issuer, audience=audience)
        self._tasks: SignedTokens | None = None
        if task_issuer and task_audience and task_jwks_url and task_email:
            self._tasks = tokens(task_jwks_url, issuer=task_issuer, audience=task_audience)

    async def verify(self, token: str, *, reading: bool = False) -> Caller:
        """The user an ID token speaks for.

        `errors.TokenExpired` for one that was good once, `errors.TokenRevoked` for one whose
        sign-in was withdrawn, else `errors.NotSignedIn`.
        """
        claims = await self._users.claims(token)
        uid = claims.get("sub")
        if not isinstance(uid, str) or not 1 <= len(uid) <= _LONGEST_UID or not _is_text(uid):
            raise refusal("subject")
        signed_in_at = seconds(claims.get("auth_time"))
        if self._directory is not None:
            await _still_signed_in(self._directory, uid, signed_in_at=signed_in_at, reading=reading)
        return Caller(uid, operator=claims.get("operator") is True, anonymous=_anonymous(claims))

    async def verify_task(self, token: str) -> None:
        """Accept the queue's own OIDC token, else `errors.NotSignedIn`."""
        if self._tasks is None:
            raise refusal("no queue is configured")
        claims = await self._tasks.claims(token)
        if claims.get("email") != self._task_email or claims.get("email_verified") is not True:
            raise refusal("not the queue's account")

    async def check(self) -> None:
        """Raise `errors.DependencyDown` unless there are keys to verify users' tokens with."""
        await self._users.keys.check()

    async def check_accounts(self) -> None:
        """Raise `errors.DependencyDown` unless the directory, where there is one, can be asked."""
        if self._directory is not None:
            await self._directory.check_service()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._directory is not None:
            await self._directory.aclose()


async def _still_signed_in(
    directory: UserDirectory, uid: str, *, signed_in_at: float, reading: bool
) -> None:
    try:
        await directory.check(uid, signed_in_at=signed_in_at)
    except errors.DependencyDown:
        if not reading:
            raise


def _anonymous(claims: dict[str, Any]) -> bool:
    firebase = claims.get("firebase")
    return isinstance(firebase, dict) and firebase.get("sign_in_provider") == "anonymous"


def _is_text(uid: str) -> bool:
    """False for half a surrogate pair, which JSON can write and nobody can store."""
    try:
        uid.encode()
    except UnicodeEncodeError:
        return False
    return True
