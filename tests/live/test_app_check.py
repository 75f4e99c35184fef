"""App Check tokens, judged by the verifier that runs in production."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest

from lib import errors
from lib.live.app_check import FirebaseAppCheck
from lib.offline.clock import ManualClock
from lib.offline.issuer import LocalIssuer, create_issuer_app
from lib.offline.serving import ServedApp


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("issuer")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def issuer(home: Path, clock: ManualClock) -> LocalIssuer:
    return LocalIssuer(home, project="studio", clock=clock)


@pytest.fixture(scope="module")
def jwks_url(home: Path) -> Iterator[str]:
    issuer = LocalIssuer(home, project="studio", clock=ManualClock())
    with ServedApp(create_issuer_app(issuer)) as served:
        yield f"{served.url}/jwks"


@pytest.fixture
def app_check(jwks_url: str, issuer: LocalIssuer, clock: ManualClock) -> FirebaseAppCheck:
    return verifier(jwks_url, issuer, clock)


def verifier(jwks_url: str, issuer: LocalIssuer, clock: ManualClock) -> FirebaseAppCheck:
    return FirebaseAppCheck(
        issuer=issuer.app_issuer,
        project_number=issuer.project_number,
        jwks_url=jwks_url,
        clock=clock,
        deadline_s=0.5,
    )


def changed(issuer: LocalIssuer, **changes: Any) -> str:
    """A token signed by the issuer with other claims; None takes one away."""
    claims = jwt.decode(issuer.app_token(), options={"verify_signature": False}) | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    kid = issuer.jwks()["keys"][0]["kid"]
    return jwt.encode(kept, issuer.private_key_pem, algorithm="RS256", headers={"kid": kid})


async def test_an_app_of_the_project_is_known_by_its_number_among_the_audiences(
    app_check: FirebaseAppCheck, issuer: LocalIssuer
) -> None:
    await app_check.verify(issuer.app_token())
    await app_check.verify(changed(issuer, aud=["projects/studio", "projects/100000000001"]))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["projects/100000000002", "projects/studio"]},
        {"aud": "100000000001"},
        {"aud": []},
        {"aud": None},
        {"iss": "https://apps.localhost/100000000002"},
        {"iss": "https://apps.localhost"},
        {"iss": None},
        {"exp": None},
        {"exp": "never"},
        {"iat": None},
        {"iat": 4_000_000_000},
    ],
    ids=str,
)
async def test_another_projects_token_or_one_without_sense_is_refused(
    app_check: FirebaseAppCheck, issuer: LocalIssuer, changes: dict[str, Any]
) -> None:
    with pytest.raises(errors.AppNotVerified):
        await app_check.verify(changed(issuer, **changes))


async def test_a_token_expires_a_leeway_after_its_time(
    app_check: FirebaseAppCheck, issuer: LocalIssuer, clock: ManualClock
) -> None:
    token = issuer.app_token(expires_in_s=100)
    clock.advance(159)
    await app_check.verify(token)
    clock.advance(1)
    with pytest.raises(errors.AppNotVerified):
        await app_check.verify(token)


@pytest.mark.parametrize("token", ["", "a.b.c", "é", "x" * 9000])
async def test_what_is_no_token_is_refused(app_check: FirebaseAppCheck, token: str) -> None:
    with pytest.raises(errors.AppNotVerified):
        await app_check.verify(token)


async def test_a_users_token_does_not_stand_in_for_an_apps(
    app_check: FirebaseAppCheck, issuer: LocalIssuer
) -> None:
    for token in (issuer.token("ana"), issuer.task_token("projects/100000000001")):
        with pytest.raises(errors.AppNotVerified):
            await app_check.verify(token)


async def test_a_token_of_our_own_making_is_refused(
    app_check: FirebaseAppCheck, issuer: LocalIssuer, tmp_path: Path, clock: ManualClock
) -> None:
    forger = LocalIssuer(tmp_path, project="studio", clock=clock)
    kid = issuer.jwks()["keys"][0]["kid"]
    claims = jwt.decode(issuer.app_token(), options={"verify_signature": False})
    forged = jwt.encode(claims, forger.private_key_pem, algorithm="RS256", headers={"kid": kid})
    with pytest.raises(errors.AppNotVerified):
        await app_check.verify(forged)
    unsigned = jwt.encode(claims, None, algorithm="none", headers={"kid": kid})
    with pytest.raises(errors.AppNotVerified):
        await app_check.verify(unsigned)


async def test_with_nobody_to_ask_for_keys_app_check_is_down(
    issuer: LocalIssuer, clock: ManualClock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    unreachable = verifier(f"http://127.0.0.1:{port}/jwks", issuer, clock)
    with pytest.raises(errors.DependencyDown) as down:
        await unreachable.verify(issuer.app_token())
    assert down.value.facts["service"] == "app-check"
    with pytest.raises(errors.DependencyDown):
        await unreachable.check()
