"""V4 signed URLs of Google Cloud Storage (GOOG4-RSA-SHA256): a request's form, signed once.

The steps are those of Google's "V4 signing process with your own program".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_ALGORITHM = "GOOG4-RSA-SHA256"
_LONGEST_S = 7 * 24 * 3600
_NO_HEADERS: Mapping[str, str] = {}


class Signing(Protocol):
    """Whoever can sign in a service account's name."""

    async def account(self) -> str:
        """The account's e-mail address."""

    async def signature(self, message: bytes) -> bytes:
        """The account's RSA PKCS#1 v1.5 signature over the message's SHA-256."""


@dataclass(frozen=True)
class Signer:
    """A service account: its address and its RSA private key (PEM, never printed)."""

    email: str
    private_key_pem: str = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """The RSA PKCS#1 v1.5 signature over the message's SHA-256."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        return self._key.sign(message, PKCS1v15(), SHA256())

    async def account(self) -> str:
        """The account's e-mail address."""
        return self.email

    async def signature(self, message: bytes) -> bytes:
        """As `sign`, which is done at once: it takes a millisecond and asks nobody."""
        return self.sign(message)

    @cached_property
    def _key(self) -> RSAPrivateKey:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        # Proving the primes takes 40 ms of every cold start, and a key of our own configuration
        # that is wrong shows at the first request it signs.
        key = load_pem_private_key(
            self.private_key_pem.encode(), password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("the service account's key must be RSA")
        return key


@dataclass(frozen=True, slots=True)
class Draft:
    """A URL that lacks only the signature over `message`."""

    unsigned: str
    message: bytes

    def signed(self, signature: bytes) -> str:
        """The URL that lets whoever holds it do what was drafted, until it expires."""
        return f"{self.unsigned}&X-Goog-Signature={signature.hex()}"


def draft_url(
    email: str,
    *,
    method: str,
    endpoint: str,
    bucket: str,
    name: str,
    at_s: float,
    expires_s: int,
    headers: Mapping[str, str] = _NO_HEADERS,
) -> Draft:
    """What the account of that address must sign for `method` on an object.

    The request must carry exactly the `headers` named here. `at_s` is the time of signing.
    """
    if not 1 <= expires_s <= _LONGEST_S:
        message = f"expires_s must lie in 1..{_LONGEST_S}, not {expires_s}"
        raise ValueError(message)
    path = f"/{bucket}/{quote(name, safe='/~')}"
    moment = datetime.fromtimestamp(at_s, UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/auto/storage/goog4_request"
    signed = _canonical_headers({**headers, "Host": urlsplit(endpoint).netloc})
    query = _canonical_query(
        {
            "X-Goog-Algorithm": _ALGORITHM,
            "X-Goog-Credential": f"{email}/{scope}",
            "X-Goog-Date": moment,
            "X-Goog-Expires": str(expires_s),
            "X-Goog-SignedHeaders": ";".join(signed),
        }
    )
    request = _canonical_request(method, path=path, query=query, headers=signed)
    digest = sha256(request.encode()).hexdigest()
    text = "\n".join((_ALGORITHM, moment, scope, digest))
    return Draft(f"{endpoint}{path}?{query}", text.encode())


def signed_url(
    signer: Signer,
    *,
    method: str,
    endpoint: str,
    bucket: str,
    name: str,
    at_s: float,
    expires_s: int,
    headers: Mapping[str, str] = _NO_HEADERS,
) -> str:
    """The URL of `draft_url`, signed by a key at hand."""
    draft = draft_url(
        signer.email,
        method=method,
        endpoint=endpoint,
        bucket=bucket,
        name=name,
        at_s=at_s,
        expires_s=expires_s,
        headers=headers,
    )
    return draft.signed(signer.sign(draft.message))


def _canonical_headers(headers: Mapping[str, str]) -> dict[str, str]:
    tidy = {name.lower().strip(): " ".join(value.split()) for name, value in headers.items()}
    return dict(sorted(tidy.items()))


def _canonical_query(parameters: Mapping[str, str]) -> str:
    pairs = ((quote(key, safe="~"), quote(value, safe="~")) for key, value in parameters.items())
    return "&".join(f"{key}={value}" for key, value in sorted(pairs))


def _canonical_request(method: str, *, path: str, query: str, headers: Mapping[str, str]) -> str:
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    return "\n".join((method, path, query, lines, ";".join(headers), "UNSIGNED-PAYLOAD"))
