"""A local issuer of sign-in, app and queue tokens, with an RS256 key of its own."""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from lib.offline.keys import rsa_key
from lib.ports import Clock

_TASK_EMAIL = "tasks@local"
_TASK_LIFE_S = 3600
_LONGEST_UID = 128
_FLAGS = ("operator", "anonymous")
_LONGEST_LIFE_S = 30 * 24 * 3600
_KEYS_LIFE_S = 300
_APP_LIFE_S = 3600
_ACCOUNTS_AUDIENCE = "https://identitytoolkit.googleapis.com/"


class LocalIssuer:
    """Signs tokens as Firebase and the queue would; its key is made under `data_dir` at first use.

    `issuer`, `audience`, `task_issuer`, `task_email`, `app_issuer` and `project_number` are what a
    verifier has to expect. Everybody has an account, until it is withdrawn.
    """

    def __init__(self, data_dir: Path, *, project: str, clock: Clock) -> None:
        self._path = data_dir / "issuer.pem"
        self._clock = clock
        self.issuer = f"https://issuer.localhost/{project}"
        self.audience = project
        self.task_issuer = "https://tasks.localhost"
        self.task_email = _TASK_EMAIL
        self.app_issuer = "https://apps.localhost"
        self.project_number = "100000000001"
        self._withdrawn: dict[str, dict[str, Any]] = {}

    @property
    def private_key_pem(self) -> str:
        """The signing key."""
        return self._key[0]

    @property
    def public_key_pem(self) -> str:
        """The key that verifies."""
        return self._key[1]

    def token(
        self,
        uid: str,
        *,
        expires_in_s: int = 3600,
        operator: bool = False,
        anonymous: bool = False,
    ) -> str:
        """A user's ID token; one that expired already with a negative life."""
        return self._signed(
            iss=self.issuer,
            aud=self.audience,
            sub=uid,
            user_id=uid,
            firebase={"sign_in_provider": "anonymous" if anonymous else "custom", "identities": {}},
            expires_in_s=expires_in_s,
            **({"operator": True} if operator else {}),
        )

    def app_token(self, *, expires_in_s: int = _APP_LIFE_S) -> str:
        """The token by which App Check knows an app of the project."""
        return self._signed(
            iss=f"{self.app_issuer}/{self.project_number}",
            aud=[f"projects/{self.project_number}", f"projects/{self.audience}"],
            sub=f"1:{self.project_number}:web:local",
            expires_in_s=expires_in_s,
        )

    def withdraw(self, uid: str) -> None:
        """Have no sign-in of a user count that is older than now."""
        self._withdrawn.setdefault(uid, {})["validSince"] = str(int(self._clock.now()))

    def disable(self, uid: str) -> None:
        """Have no sign-in of a user count at all."""
        self._withdrawn.setdefault(uid, {})["disabled"] = True

    def account(self, uid: str) -> dict[str, Any]:
        """A user's account, as `accounts:lookup` tells it."""
        return {"localId": uid, "validSince": "0", **self._withdrawn.get(uid, {})}

    def knows(self, bearer: str) -> bool:
        """Whether a token is a service account's own, for the accounts."""
        try:
            jwt.decode(
                bearer,
                self.public_key_pem,
                algorithms=["RS256"],
                audience=_ACCOUNTS_AUDIENCE,
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            return False
        return True

    def task_token(self, audience: str) -> str:
        """The token with which the queue calls the worker at `audience`."""
        return self._signed(
            iss=self.task_issuer,
            aud=audience,
            sub="tasks",
            email=_TASK_EMAIL,
            email_verified=True,
            expires_in_s=_TASK_LIFE_S,
        )

    def jwks(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set."""
        key = RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(self.public_key_pem)
        entry = RSAAlgorithm.to_jwk(key, as_dict=True)
        return {"keys": [entry | {"kid": self._kid, "use": "sig", "alg": "RS256"}]}

    @cached_property
    def _key(self) -> tuple[str, str]:
        return rsa_key(self._path)

    @cached_property
    def _signing_key(self) -> RSAPrivateKey:
        return cast(RSAPrivateKey, load_pem_private_key(self.private_key_pem.encode(), None))

    @cached_property
    def _kid(self) -> str:
        return sha256(self.public_key_pem.encode()).hexdigest()[:16]

    def _signed(self, *, expires_in_s: int, **claims: Any) -> str:
        now = int(self._clock.now())
        issued = min(now, now + expires_in_s)
        claims |= {"iat": issued, "auth_time": issued, "exp": now + expires_in_s}
        return jwt.encode(claims, self._signing_key, algorithm="RS256", headers={"kid": self._kid})


def create_issuer_app(issuer: LocalIssuer) -> ASGIApp:
    """Serve the issuer's public key at `/jwks`, and the accounts to who holds the account's key."""

    async def jwks(_: Request) -> JSONResponse:
        cache = {"Cache-Control": f"public, max-age={_KEYS_LIFE_S}"}
        return JSONResponse(issuer.jwks(), headers=cache)

    async def lookup(request: Request) -> JSONResponse:
        _, _, bearer = request.headers.get("authorization", "").partition(" ")
        if not issuer.knows(bearer):
            return JSONResponse({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
        uids = (await request.json())["localId"]
        return JSONResponse({"users": [issuer.account(uid) for uid in uids]})

    accounts = f"/v1/projects/{issuer.audience}/accounts:lookup"
    return Starlette(routes=[Route("/jwks", jwks), Route(accounts, lookup, methods=["POST"])])


def local_routes(issuer: LocalIssuer) -> list[Route]:
    """`POST /local/token`, `/local/app-token`: anybody becomes anybody, so for development only."""

    async def local_token(request: Request) -> JSONResponse:
        try:
            wanted = _wanted(await request.body())
        except ValueError as wrong:
            return JSONResponse({"error": str(wrong)}, status_code=422)
        return JSONResponse({"token": issuer.token(**wanted)})

    async def local_app_token(_: Request) -> JSONResponse:
        return JSONResponse({"token": issuer.app_token()})

    return [
        Route("/local/token", local_token, methods=["POST"]),
        Route("/local/app-token", local_app_token, methods=["POST"]),
    ]


def _wanted(body: bytes) -> dict[str, Any]:
    try:
        wanted = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise ValueError("the body must be JSON") from fault
    if not isinstance(wanted, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004
    _check(wanted)
    return wanted


def _check(wanted: dict[str, Any]) -> None:
    unknown = set(wanted) - {"uid", "expires_in_s", *_FLAGS}
    if unknown:
        message = f"unknown: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    uid = wanted.get("uid")
    if not isinstance(uid, str) or not 1 <= len(uid) <= _LONGEST_UID or not uid.isprintable():
        message = f"uid must be a text of 1 to {_LONGEST_UID} characters"
        raise ValueError(message)
    life = wanted.get("expires_in_s", 0)
    if type(life) is not int or abs(life) > _LONGEST_LIFE_S:
        message = f"expires_in_s must be a whole number within ±{_LONGEST_LIFE_S}"
        raise ValueError(message)
    for flag in _FLAGS:
        if not isinstance(wanted.get(flag, False), bool):
            message = f"{flag} must be true or false"
            raise ValueError(message)  # noqa: TRY004
