"""Does a request carry a V4 signature that holds? Google Cloud Storage's checks and its refusals.

Written from the format's description and not from the code that signs, so that each holds the
other to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

_ALGORITHM = "GOOG4-RSA-SHA256"
_PARAMETERS = (
    "X-Goog-Algorithm",
    "X-Goog-Credential",
    "X-Goog-Date",
    "X-Goog-Expires",
    "X-Goog-SignedHeaders",
    "X-Goog-Signature",
)
_LONGEST_S = 7 * 24 * 3600
_CLOCKS_DIFFER_S = 15 * 60


class Refused(Exception):
    """The server's own no: a status and the XML error's code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a signature covers. `path` and `query` are as sent; header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


def check_signature(request: SignedRequest, *, key: RSAPublicKey, now_s: float) -> float:
    """When the signed URL expires, in seconds since 1970; `Refused` where it does not hold."""
    parameters = _parameters(request.query)
    expires_at = _expiry(parameters, now_s=now_s)
    names = _signed_names(parameters["X-Goog-SignedHeaders"], headers=request.headers)
    digest = sha256(_canonical(request, parameters, names=names).encode()).hexdigest()
    message = "\n".join((_ALGORITHM, parameters["X-Goog-Date"], _scope(parameters), digest))
    try:
        signature = bytes.fromhex(parameters["X-Goog-Signature"])
        key.verify(signature, message.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError) as fault:
        raise Refused(
            403, "SignatureDoesNotMatch", "The request was signed otherwise, or by another key."
        ) from fault
    return expires_at


def _parameters(query: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    parameters = {unquote(name): unquote(value) for name, _, value in pairs}
    if "X-Goog-Signature" not in parameters:
        raise Refused(403, "AccessDenied", "Anonymous callers may do nothing here.")
    if len(parameters) != len(pairs):
        raise _malformed("a query parameter is there twice")
    for name in _PARAMETERS:
        if name not in parameters:
            what = f"{name} is missing"
            raise _malformed(what)
    if parameters["X-Goog-Algorithm"] != _ALGORITHM:
        raise _malformed("X-Goog-Algorithm")
    return parameters


def _expiry(parameters: Mapping[str, str], *, now_s: float) -> float:
    try:
        moment = datetime.strptime(parameters["X-Goog-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
        life_s = int(parameters["X-Goog-Expires"])
    except ValueError as fault:
        raise _malformed("X-Goog-Date or X-Goog-Expires") from fault
    signed_at = moment.timestamp()
    if not 1 <= life_s <= _LONGEST_S or signed_at > now_s + _CLOCKS_DIFFER_S:
        raise _malformed("X-Goog-Date or X-Goog-Expires")
    if now_s >= signed_at + life_s:
        raise Refused(400, "ExpiredToken", "The signed URL has expired.")
    return signed_at + life_s


def _signed_names(listed: str, *, headers: Mapping[str, str]) -> list[str]:
    names = listed.split(";")
    if "host" not in names:
        raise _malformed("host is not signed")
    for name in names:
        if name not in headers:
            what = f"{name} was signed but is not in the request"
            raise _malformed(what)
    for name in headers:
        if name.startswith("x-goog-") and name not in names:
            what = f"{name} is in the request but was not signed"
            raise _malformed(what)
    return names


def _scope(parameters: Mapping[str, str]) -> str:
    _, _, scope = parameters["X-Goog-Credential"].partition("/")
    if scope != f"{parameters['X-Goog-Date'][:8]}/auto/storage/goog4_request":
        raise _malformed("X-Goog-Credential")
    return scope


def _canonical(request: SignedRequest, parameters: Mapping[str, str], *, names: list[str]) -> str:
    query = "&".join(
        f"{quote(name, safe='~')}={quote(value, safe='~')}"
        for name, value in sorted(parameters.items())
        if name != "X-Goog-Signature"
    )
    lines = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in names)
    return "\n".join(
        (request.method, request.path, query, lines, ";".join(names), "UNSIGNED-PAYLOAD")
    )


def _malformed(what: str) -> Refused:
    return Refused(400, "MalformedSecurityHeader", f"The signature's form is wrong: {what}.")
