"""A token that somebody signed for us: RS256, its issuer, its audience and its times."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lib import errors
from lib.live.jwks import KeySet
from lib.ports import Clock

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_LONGEST_TOKEN = 8192


class SignedTokens:
    """The tokens of one issuer for one audience, judged by `clock`, `leeway_s` generous.

    With `among_others` the audience may be one of several, else it must stand alone.
    """

    def __init__(
        self,
        keys: KeySet,
        *,
        issuer: str,
        audience: str,
        clock: Clock,
        leeway_s: float,
        among_others: bool = False,
    ) -> None:
        self.keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._leeway_s = leeway_s
        self._among_others = among_others

    async def claims(self, token: str) -> dict[str, Any]:
        """What a token claims.

        `errors.TokenExpired` for one that was good once, else `errors.NotSignedIn`.
        """
        key = await self.keys.key(_key_id(token))
        claims = self._signed_claims(token, key=key)
        self._check_times(claims)
        return claims

    def _signed_claims(self, token: str, *, key: RSAPublicKey) -> dict[str, Any]:
        import jwt

        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                audience=self._audience,
                options={
                    "require": ["exp", "iat", "iss", "aud"],
                    "strict_aud": not self._among_others,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.PyJWTError as fault:
            raise refusal("signature or claims") from fault

    def _check_times(self, claims: dict[str, Any]) -> None:
        """The library would read the real clock, so the times are compared here."""
        now = self._clock.now()
        for name in ("iat", "nbf", "auth_time"):
            if name in claims and seconds(claims[name]) > now + self._leeway_s:
                raise refusal("a time lies ahead")
        if seconds(claims["exp"]) + self._leeway_s <= now:
            raise errors.TokenExpired


def seconds(value: Any) -> float:
    """A claim that is a time."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise refusal("time")
    return value


def refusal(why: str) -> errors.NotSignedIn:
    """The reason is for our own logs: a forger is not told what was wrong."""
    refused = errors.NotSignedIn()
    refused.add_note(why)
    return refused


def _key_id(token: str) -> str:
    import jwt

    if len(token) > _LONGEST_TOKEN:
        raise refusal("length")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError) as fault:  # ValueError: text that has no bytes
        raise refusal("form") from fault
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str):
        raise refusal("algorithm or key id")
    return kid
