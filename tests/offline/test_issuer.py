"""The local issuer, its key and its two addresses."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from starlette.applications import Starlette

from lib.offline.clock import ManualClock
from lib.offline.issuer import LocalIssuer, create_issuer_app, local_routes
from lib.offline.keys import rsa_key
from lib.offline.serving import ServedApp


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("issuer")


@pytest.fixture(scope="module")
def issuer(home: Path) -> LocalIssuer:
    return LocalIssuer(home, project="studio", clock=ManualClock())


@pytest.fixture(scope="module")
def site(issuer: LocalIssuer) -> Iterator[httpx.Client]:
    app = Starlette(routes=local_routes(issuer))
    with (
        ServedApp(app) as served,
        httpx.Client(base_url=served.url, trust_env=False) as client,
    ):
        yield client


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def test_making_an_issuer_writes_nothing_until_it_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    fresh = LocalIssuer(folder, project="studio", clock=ManualClock())
    assert not folder.exists()
    fresh.token("ana")
    assert folder.exists()


def test_only_the_owner_may_read_the_key(tmp_path: Path) -> None:
    rsa_key(tmp_path / "deep" / "key.pem")
    (only,) = (tmp_path / "deep").iterdir()
    assert stat.S_IMODE(only.stat().st_mode) == 0o600


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    assert rsa_key(tmp_path / "key.pem") == rsa_key(tmp_path / "key.pem")


def test_of_two_who_make_the_key_at_once_both_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(rsa_key, [tmp_path / "key.pem"] * 4))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key.pem"]


def test_tokens_hold_after_a_restart(home: Path, issuer: LocalIssuer) -> None:
    token = issuer.token("ana")
    again = LocalIssuer(home, project="studio", clock=ManualClock())
    assert again.jwks() == issuer.jwks()
    kid = jwt.get_unverified_header(token)["kid"]
    key = {entry["kid"]: jwt.PyJWK(entry) for entry in again.jwks()["keys"]}[kid]
    options: Any = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(
        token, key, algorithms=["RS256"], audience="studio", issuer=again.issuer, options=options
    )
    assert claims["sub"] == "ana"


def test_the_published_key_has_no_private_part(issuer: LocalIssuer) -> None:
    with (
        ServedApp(create_issuer_app(issuer)) as served,
        httpx.Client(base_url=served.url, trust_env=False) as client,
    ):
        answer = client.get("/jwks")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    (entry,) = answer.json()["keys"]
    assert set(entry) == {"kty", "key_ops", "n", "e", "kid", "use", "alg"}
    assert entry["alg"] == "RS256"


@pytest.mark.parametrize("life", [3600, 1, -1, -3600])
def test_a_token_is_never_issued_after_it_expires(issuer: LocalIssuer, life: int) -> None:
    claims = claims_of(issuer.token("ana", expires_in_s=life))
    assert claims["exp"] == 1_800_000_000 + life
    assert claims["iat"] <= min(claims["exp"], 1_800_000_000)


def test_a_token_can_be_asked_for_by_name(site: httpx.Client, issuer: LocalIssuer) -> None:
    answer = site.post("/local/token", json={"uid": "ana"})
    assert answer.status_code == 200
    claims = claims_of(answer.json()["token"])
    assert (claims["sub"], claims["aud"], claims["iss"]) == ("ana", "studio", issuer.issuer)
    assert claims["exp"] - claims["iat"] == 3600
    assert "operator" not in claims


def test_life_and_role_can_be_asked_for(site: httpx.Client) -> None:
    wanted = {"uid": "a", "expires_in_s": -60, "operator": True, "anonymous": True}
    claims = claims_of(site.post("/local/token", json=wanted).json()["token"])
    assert claims["exp"] == 1_800_000_000 - 60
    assert claims["operator"] is True
    assert claims["firebase"]["sign_in_provider"] == "anonymous"


def test_an_apps_token_can_be_asked_for(site: httpx.Client, issuer: LocalIssuer) -> None:
    claims = claims_of(site.post("/local/app-token").json()["token"])
    assert claims["iss"] == f"{issuer.app_issuer}/{issuer.project_number}"
    assert f"projects/{issuer.project_number}" in claims["aud"]


def test_accounts_are_told_to_the_service_account_alone(issuer: LocalIssuer) -> None:
    made = {"iss": "service", "aud": "https://identitytoolkit.googleapis.com/", "iat": 0}
    service = jwt.encode(made, issuer.private_key_pem, algorithm="RS256")
    issuer.withdraw("bia")
    issuer.disable("bia")
    address, wanted = "/v1/projects/studio/accounts:lookup", {"localId": ["ana", "bia"]}
    with (
        ServedApp(create_issuer_app(issuer)) as served,
        httpx.Client(base_url=served.url, trust_env=False) as client,
    ):
        for bearer in ("", issuer.token("ana"), "made up"):
            refused = client.post(address, json=wanted, headers={"Authorization": bearer})
            assert refused.status_code == 401
        told = client.post(address, json=wanted, headers={"Authorization": f"Bearer {service}"})
    assert told.json()["users"] == [
        {"localId": "ana", "validSince": "0"},
        {"localId": "bia", "validSince": "1800000000", "disabled": True},
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'"ana"',
        b"null",
        b"{}",
        b'{"uid": ""}',
        b'{"uid": 7}',
        b'{"uid": null}',
        b'{"uid": "a\\u0000b"}',
        b'{"uid": "\\ud800"}',
        b'{"uid": "%s"}' % (b"x" * 129),
        b'{"uid": "ana", "expires_in_s": "60"}',
        b'{"uid": "ana", "expires_in_s": 1.5}',
        b'{"uid": "ana", "expires_in_s": true}',
        b'{"uid": "ana", "expires_in_s": 99999999999}',
        b'{"uid": "ana", "operator": "yes"}',
        b'{"uid": "ana", "anonymous": 1}',
        b'{"uid": "ana", "opertor": true}',
        b"[" * 100_000,
    ],
)
def test_a_request_without_sense_gets_a_clear_no(site: httpx.Client, body: bytes) -> None:
    answer = site.post("/local/token", content=body)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert "token" not in answer.json()


def test_tokens_are_not_handed_out_by_get(site: httpx.Client) -> None:
    assert site.get("/local/token").status_code == 405
