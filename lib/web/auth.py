"""Bearer tokens, out of the Authorization header (RFC 6750, §2.1)."""

from __future__ import annotations

import hmac

from lib import errors


def bearer_token(authorization: str | None) -> str:
    """The token, or `errors.NotSignedIn` where there is none."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise errors.NotSignedIn
    return token.strip()


def require_secret(authorization: str | None, *, secret: str) -> None:
    """Let the scheduled cron in, and nobody else; compared in constant time."""
    if not hmac.compare_digest(bearer_token(authorization).encode(), secret.encode()):
        raise errors.NotSignedIn
