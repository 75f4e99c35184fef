"""Bearer tokens, judged by the verifier that runs in production."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib import errors
from lib.live.identity import FirebaseIdentity
from lib.offline.clock import ManualClock
from lib.offline.issuer import LocalIssuer
from lib.offline.serving import ServedApp
from lib.ports import Caller

WORKER = "https://worker.example/api/analyze"


class KeyServer:
    """Publishes whatever keys it is told to, counts who asks, and can be broken."""

    def publish(self, issuer: LocalIssuer) -> None:
        self.keys: list[dict[str, Any]] = issuer.jwks()["keys"]
        self.cache_control = "public, max-age=3600"
        self.age = ""
        self.status = 200
        self.body: bytes | None = None
        self.asked = 0

    async def answer(self, _: Request) -> Response:
        self.asked += 1
        body = json.dumps({"keys": self.keys}).encode() if self.body is None else self.body
        told = {"Cache-Control": self.cache_control, "Age": self.age}
        headers = {name: value for name, value in told.items() if value}
        return Response(body, self.status, headers)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders, so two keys: making one takes a while."""
    return tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def issuer(homes: tuple[Path, Path], clock: ManualClock) -> LocalIssuer:
    return LocalIssuer(homes[0], project="studio", clock=clock)


@pytest.fixture
def next_issuer(homes: tuple[Path, Path], clock: ManualClock) -> LocalIssuer:
    """The same issuer after a rotation: same names, another key."""
    return LocalIssuer(homes[1], project="studio", clock=clock)


@pytest.fixture(scope="module")
def served_keys() -> Iterator[tuple[KeyServer, str]]:
    server = KeyServer()
    with ServedApp(Starlette(routes=[Route("/jwks", server.answer)])) as served:
        yield server, f"{served.url}/jwks"


@pytest.fixture
def key_server(served_keys: tuple[KeyServer, str], issuer: LocalIssuer) -> KeyServer:
    """As new for every test."""
    served_keys[0].publish(issuer)
    return served_keys[0]


@pytest.fixture
def jwks_url(served_keys: tuple[KeyServer, str], key_server: KeyServer) -> str:
    return served_keys[1]


@pytest.fixture(scope="module")
def published(
    homes: tuple[Path, Path], served_keys: tuple[KeyServer, str]
) -> tuple[LocalIssuer, str]:
    """An issuer whose keys stay where they are, for a law of many examples."""
    issuer = LocalIssuer(homes[0], project="studio", clock=ManualClock())
    served_keys[0].publish(issuer)
    return issuer, served_keys[1]


@pytest.fixture
def identity(jwks_url: str, issuer: LocalIssuer, clock: ManualClock) -> FirebaseIdentity:
    return verifier(jwks_url, issuer, clock)


def verifier(
    jwks_url: str, issuer: LocalIssuer, clock: ManualClock, **other: Any
) -> FirebaseIdentity:
    return FirebaseIdentity(
        **(
            {
                "issuer": issuer.issuer,
                "audience": issuer.audience,
                "jwks_url": jwks_url,
                "task_issuer": issuer.task_issuer,
                "task_audience": WORKER,
                "task_jwks_url": jwks_url,
                "task_email": issuer.task_email,
                "clock": clock,
            }
            | other
        )
    )


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def signed(issuer: LocalIssuer, claims: dict[str, Any], **header: Any) -> str:
    """A token with exactly these claims, sound or not, the issuer's own signature under it."""
    kid = issuer.jwks()["keys"][0]["kid"]
    return jwt.api_jws.PyJWS().encode(
        json.dumps(claims).encode(),
        jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).prepare_key(
            issuer.private_key_pem
        ),
        algorithm="RS256",
        headers={"kid": kid, **header},
    )


def changed(issuer: LocalIssuer, token: str, **changes: Any) -> str:
    """The token signed again with other claims; None takes a claim away."""
    claims = claims_of(token) | changes
    return signed(issuer, {name: value for name, value in claims.items() if value is not None})


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_a_good_token_names_its_user(identity: FirebaseIdentity, issuer: LocalIssuer) -> None:
    assert await identity.verify(issuer.token("ana")) == Caller(uid="ana", operator=False)


async def test_an_operator_is_who_the_claim_says_is_one(
    identity: FirebaseIdentity, issuer: LocalIssuer
) -> None:
    assert (await identity.verify(issuer.token("ana", operator=True))).operator
    for almost in ("true", 1, [True], {}):
        token = changed(issuer, issuer.token("ana"), operator=almost)
        assert not (await identity.verify(token)).operator


async def test_who_has_no_account_is_told_apart(
    identity: FirebaseIdentity, issuer: LocalIssuer
) -> None:
    assert (await identity.verify(issuer.token("ana", anonymous=True))).anonymous
    for firebase in (None, {}, [], "anonymous", {"sign_in_provider": "google.com"}):
        token = changed(issuer, issuer.token("ana"), firebase=firebase)
        assert not (await identity.verify(token)).anonymous


async def test_a_token_expires_a_leeway_after_its_time(
    identity: FirebaseIdentity, issuer: LocalIssuer, clock: ManualClock
) -> None:
    token = issuer.token("ana", expires_in_s=100)
    clock.advance(159)
    assert (await identity.verify(token)).uid == "ana"
    clock.advance(1)
    with pytest.raises(errors.TokenExpired):
        await identity.verify(token)


async def test_without_leeway_a_token_with_a_negative_life_has_expired(
    jwks_url: str, issuer: LocalIssuer, clock: ManualClock
) -> None:
    strict = verifier(jwks_url, issuer, clock, leeway_s=0)
    with pytest.raises(errors.TokenExpired):
        await strict.verify(issuer.token("ana", expires_in_s=-1))


@pytest.mark.parametrize("claim", ["iat", "nbf", "auth_time"])
async def test_a_token_from_the_future_is_refused(
    identity: FirebaseIdentity, issuer: LocalIssuer, clock: ManualClock, claim: str
) -> None:
    soon = changed(issuer, issuer.token("ana"), **{claim: int(clock.now()) + 60})
    assert (await identity.verify(soon)).uid == "ana"
    later = changed(issuer, issuer.token("ana"), **{claim: int(clock.now()) + 61})
    await refused(identity, later)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-project"},
        {"aud": ["studio"]},
        {"aud": None},
        {"iss": "https://issuer.localhost/another"},
        {"iss": ["https://issuer.localhost/studio"]},
        {"iss": None},
        {"sub": ""},
        {"sub": "x" * 129},
        {"sub": 7},
        {"sub": None},
        {"exp": None},
        {"exp": "2099"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"iat": None},
        {"iat": "yesterday"},
        {"auth_time": None},
        {"auth_time": "yesterday"},
    ],
    ids=str,
)
async def test_a_signed_token_with_wrong_claims_is_refused(
    identity: FirebaseIdentity, issuer: LocalIssuer, changes: dict[str, Any]
) -> None:
    await refused(identity, changed(issuer, issuer.token("ana"), **changes))


async def test_an_expired_token_of_somebody_else_is_not_called_expired(
    identity: FirebaseIdentity, issuer: LocalIssuer
) -> None:
    """ "Expired" tells a client to fetch a new one, which would not help here."""
    await refused(identity, changed(issuer, issuer.token("ana", expires_in_s=-900), aud="other"))


async def test_an_unsigned_token_is_refused(
    identity: FirebaseIdentity, issuer: LocalIssuer, key_server: KeyServer
) -> None:
    claims = claims_of(issuer.token("ana"))
    for algorithm in ("none", "None", "NONE", "", None):
        header = {"alg": algorithm, "typ": "JWT", "kid": key_server.keys[0]["kid"]}
        await refused(identity, f"{encoded(header)}.{encoded(claims)}.")
    assert key_server.asked == 0


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    identity: FirebaseIdentity, issuer: LocalIssuer, key_server: KeyServer
) -> None:
    header = {"alg": "HS256", "typ": "JWT", "kid": key_server.keys[0]["kid"]}
    body = f"{encoded(header)}.{encoded(claims_of(issuer.token('ana')))}"
    mac = hmac.new(issuer.public_key_pem.encode(), body.encode(), hashlib.sha256).digest()
    await refused(identity, f"{body}.{encoded(mac)}")


async def test_a_token_whose_claims_were_altered_is_refused(
    identity: FirebaseIdentity, issuer: LocalIssuer
) -> None:
    head, body, signature = issuer.token("ana").split(".")
    altered = claims_of(f"{head}.{body}.{signature}") | {"sub": "eve"}
    await refused(identity, f"{head}.{encoded(altered)}.{signature}")
    await refused(identity, f"{head}.{body}.{signature[:-4]}AAAA")
    await refused(identity, f"{head}.{body}.")


async def test_another_key_under_the_same_key_id_is_refused(
    identity: FirebaseIdentity, issuer: LocalIssuer, next_issuer: LocalIssuer
) -> None:
    kid = issuer.jwks()["keys"][0]["kid"]
    await refused(identity, signed(next_issuer, claims_of(issuer.token("ana")), kid=kid))


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "not a token",
        "é.é.é",
        "\ud800.e30.e30",
        "x" * 10_000,
        f"{encoded(b'[' * 3000)}.e30.e",
    ],
)
async def test_what_is_no_token_is_refused(
    identity: FirebaseIdentity, key_server: KeyServer, token: str
) -> None:
    await refused(identity, token)
    assert key_server.asked == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    header=st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64"]), JSON),
    claims=st.dictionaries(st.sampled_from(["sub", "aud", "iss", "exp", "iat", "nbf"]), JSON),
)
@settings(max_examples=40, deadline=None)  # each signs and connects
def test_any_header_and_any_claims_are_refused_and_nothing_worse(
    published: tuple[LocalIssuer, str], header: dict[str, Any], claims: dict[str, Any]
) -> None:
    """Forged headers fail at the signature; claims our own key signed fail by themselves."""
    issuer, jwks_url = published

    async def judge() -> None:
        identity = verifier(jwks_url, issuer, ManualClock())
        await refused(identity, f"{encoded(header)}.{encoded(claims)}.c2ln")
        await refused(identity, signed(issuer, claims))

    asyncio.run(judge())


# Keys


async def test_first_callers_at_the_same_time_share_one_fetch(
    identity: FirebaseIdentity, issuer: LocalIssuer, key_server: KeyServer
) -> None:
    tokens = [issuer.token(f"user-{number}") for number in range(20)]
    callers = await asyncio.gather(*(identity.verify(token) for token in tokens))
    assert [caller.uid for caller in callers] == [f"user-{number}" for number in range(20)]
    assert key_server.asked == 1


@pytest.mark.parametrize(
    ("cache_control", "life_s"),
    [
        ("public, max-age=3600", 3600),
        ("max-age=20000, must-revalidate", 20_000),
        ("max-age=99999999", 24 * 3600),
        ("", 300),
        ("no-store", 300),
    ],
)
async def test_keys_are_kept_as_long_as_their_issuer_says(
    identity: FirebaseIdentity,
    issuer: LocalIssuer,
    key_server: KeyServer,
    clock: ManualClock,
    cache_control: str,
    life_s: int,
) -> None:
    key_server.cache_control = cache_control
    await identity.verify(issuer.token("ana"))
    clock.advance(life_s - 1)
    await identity.verify(issuer.token("ana"))
    assert key_server.asked == 1
    clock.advance(1)
    await identity.verify(issuer.token("ana"))
    assert key_server.asked == 2


@pytest.mark.parametrize(("age", "left_s"), [("600", 3000), ("9999", 0), ("soon", 3600)])
async def test_the_time_keys_spent_in_a_cache_on_their_way_counts(
    identity: FirebaseIdentity,
    issuer: LocalIssuer,
    key_server: KeyServer,
    clock: ManualClock,
    age: str,
    left_s: int,
) -> None:
    key_server.age = age
    await identity.verify(issuer.token("ana"))
    clock.advance(max(left_s - 1, 29))  # at most one fetch in half a minute, whatever is said
    await identity.verify(issuer.token("ana"))
    assert key_server.asked == 1
    clock.advance(1)
    await identity.verify(issuer.token("ana"))
    assert key_server.asked == 2


async def test_a_rotated_key_is_fetched_when_its_first_token_comes(
    identity: FirebaseIdentity,
    issuer: LocalIssuer,
    next_issuer: LocalIssuer,
    key_server: KeyServer,
    clock: ManualClock,
) -> None:
    await identity.verify(issuer.token("ana"))
    key_server.keys = [*key_server.keys, *next_issuer.jwks()["keys"]]
    clock.advance(30)
    assert (await identity.verify(next_issuer.token("ana"))).uid == "ana"
    assert (await identity.verify(issuer.token("ana"))).uid == "ana"
    assert key_server.asked == 2


async def test_a_key_that_was_withdrawn_is_good_no_longer(
    identity: FirebaseIdentity,
    issuer: LocalIssuer,
    next_issuer: LocalIssuer,
    key_server: KeyServer,
    clock: ManualClock,
) -> None:
    await identity.verify(issuer.token("ana"))
    key_server.keys = next_issuer.jwks()["keys"]
    clock.advance(3600)
    await refused(identity, issuer.token("ana"))


async def test_made_up_key_ids_cannot_hammer_the_issuer(
    identity: FirebaseIdentity, issuer: LocalIssuer, key_server: KeyServer, clock: ManualClock
) -> None:
    claims = claims_of(issuer.token("ana"))
    for number in range(10):
        await refused(identity, signed(issuer, claims, kid=f"made-up-{number}"))
    assert key_server.asked == 1
    clock.advance(30)
    for number in range(10):
        await refused(identity, signed(issuer, claims, kid=f"made-up-{number}"))
    assert key_server.asked == 2


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, None),
        (302, None),
        (200, b"not json"),
        (200, b"[]"),
        (200, b'{"keys": 1}'),
        (200, b'{"keys": []}'),
        (200, b'{"keys": [{"kty": "oct", "kid": "a", "k": "AAAA"}]}'),
        (200, b'{"keys": [{"kty": "RSA", "kid": "a"}]}'),
    ],
)
async def test_with_no_usable_keys_identity_is_down_and_asked_again_soon(
    identity: FirebaseIdentity,
    issuer: LocalIssuer,
    key_server: KeyServer,
    clock: ManualClock,
    status: int,
    body: bytes | None,
) -> None:
    key_server.status, key_server.body = status, body
    for _ in range(3):
        with pytest.raises(errors.DependencyDown) as down:
            await identity.verify(issuer.token("ana"))
    assert down.value.facts["service"] == "identity"
    assert key_server.asked == 1
    key_server.status, key_server.body = 200, None
    clock.advance(2)
    assert (await identity.verify(issuer.token("ana"))).uid == "ana"


async def test_with_nobody_listening_identity_is_down(
    issuer: LocalIssuer, clock: ManualClock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    identity = verifier(f"http://127.0.0.1:{port}/jwks", issuer, clock)
    with pytest.raises(errors.DependencyDown):
        await identity.verify(issuer.token("ana"))


async def test_an_issuer_that_never_answers_is_down_by_the_deadline(
    issuer: LocalIssuer, clock: ManualClock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        identity = verifier(f"http://127.0.0.1:{port}/jwks", issuer, clock, deadline_s=0.1)
        with pytest.raises(errors.DependencyDown):
            await identity.verify(issuer.token("ana"))


async def test_known_keys_serve_on_for_a_day_while_their_issuer_is_down(
    identity: FirebaseIdentity,
    issuer: LocalIssuer,
    next_issuer: LocalIssuer,
    key_server: KeyServer,
    clock: ManualClock,
) -> None:
    await identity.verify(issuer.token("ana"))
    key_server.status = 503
    clock.advance(3600)
    assert (await identity.verify(issuer.token("ana"))).uid == "ana"
    assert (await identity.verify(issuer.token("ana"))).uid == "ana"
    assert key_server.asked == 2
    with pytest.raises(errors.DependencyDown):  # it may well be good: nobody can say
        await identity.verify(next_issuer.token("ana"))
    clock.advance(24 * 3600)
    with pytest.raises(errors.DependencyDown):
        await identity.verify(issuer.token("ana"))


# The queue's tokens


async def test_the_queues_own_token_is_accepted(
    identity: FirebaseIdentity, issuer: LocalIssuer
) -> None:
    await identity.verify_task(issuer.task_token(WORKER))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example"},
        {"iss": "https://issuer.localhost/studio"},
        {"email": "somebody@local"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
    ],
    ids=str,
)
async def test_a_task_token_with_wrong_claims_is_refused(
    identity: FirebaseIdentity, issuer: LocalIssuer, changes: dict[str, Any]
) -> None:
    with pytest.raises(errors.NotSignedIn):
        await identity.verify_task(changed(issuer, issuer.task_token(WORKER), **changes))


async def test_a_task_token_expires(
    identity: FirebaseIdentity, issuer: LocalIssuer, clock: ManualClock
) -> None:
    token = issuer.task_token(WORKER)
    clock.advance(3660)
    with pytest.raises(errors.NotSignedIn):
        await identity.verify_task(token)


async def test_users_and_the_queue_cannot_stand_in_for_each_other(
    identity: FirebaseIdentity, issuer: LocalIssuer
) -> None:
    await refused(identity, issuer.task_token(WORKER))
    with pytest.raises(errors.NotSignedIn):
        await identity.verify_task(issuer.token("ana", operator=True))


@pytest.mark.parametrize("missing", ["task_issuer", "task_audience", "task_jwks_url", "task_email"])
async def test_without_a_configured_queue_every_task_token_is_refused(
    jwks_url: str, issuer: LocalIssuer, clock: ManualClock, missing: str
) -> None:
    identity = verifier(jwks_url, issuer, clock, **{missing: None})
    with pytest.raises(errors.NotSignedIn):
        await identity.verify_task(issuer.task_token(WORKER))


async def refused(identity: FirebaseIdentity, token: str) -> None:
    with pytest.raises(errors.NotSignedIn) as refusal:
        await identity.verify(token)
    assert type(refusal.value) is errors.NotSignedIn
