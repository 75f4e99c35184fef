"""Is it one of our own apps: Firebase App Check tokens, RS256.

In production their issuer is `https://firebaseappcheck.googleapis.com/<project number>`, their
audience holds `projects/<project number>`, and their keys are at
`https://firebaseappcheck.googleapis.com/v1/jwks`. Which of the project's apps it is, is not asked.
"""

from __future__ import annotations

from lib import errors
from lib.live.jwks import KeySet
from lib.live.signed_token import SignedTokens
from lib.ports import Clock


class FirebaseAppCheck:
    """Verifies App Check tokens against their issuer's published keys.

    With no keys at hand and their issuer down, `errors.DependencyDown` (fails closed).
    """

    def __init__(
        self,
        *,
        issuer: str,
        project_number: str,
        jwks_url: str,
        clock: Clock,
        leeway_s: float = 60,
        deadline_s: float = 3.0,
    ) -> None:
        keys = KeySet(jwks_url, clock=clock, deadline_s=deadline_s, service="app-check")
        self._tokens = SignedTokens(
            keys,
            issuer=f"{issuer.rstrip('/')}/{project_number}",
            audience=f"projects/{project_number}",
            clock=clock,
            leeway_s=leeway_s,
            among_others=True,
        )

    async def verify(self, token: str) -> None:
        """Accept a token that holds, else `errors.AppNotVerified`."""
        try:
            await self._tokens.claims(token)
        except errors.NotSignedIn as refused:
            raise errors.AppNotVerified from refused

    async def check(self) -> None:
        """Raise `errors.DependencyDown` unless there are keys to verify tokens with."""
        await self._tokens.keys.check()
