"""The service account's own token: signed once, kept for most of its hour, never half made."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lib import errors
from lib.live.google_token import DefaultToken, GoogleToken

AUDIENCE = "https://firestore.googleapis.com/"
SCOPE = "https://www.googleapis.com/auth/datastore"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ACCOUNT = {
    "client_email": "worker@demo.iam.gserviceaccount.com",
    "private_key_id": "first",
    "private_key": KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode(),
}


class Clock:
    """A clock that moves a second each time it is read, so that no two signings are alike."""

    def __init__(self) -> None:
        self.time = 1_795_296_446.7

    def __call__(self) -> float:
        self.time += 1
        return self.time


def token(clock: Clock, credentials_json: str | None = json.dumps(ACCOUNT)) -> GoogleToken:
    return GoogleToken(credentials_json=credentials_json, audience=AUDIENCE, now=clock)


async def test_the_token_says_who_signs_for_which_service_and_for_an_hour() -> None:
    clock = Clock()
    signed = await token(clock).current()
    claims = jwt.decode(
        signed,
        KEY.public_key(),
        algorithms=["RS256"],
        audience=AUDIENCE,
        options={"verify_exp": False, "verify_iat": False},
    )
    issued_at = int(clock.time)
    assert claims == {
        "iss": ACCOUNT["client_email"],
        "sub": ACCOUNT["client_email"],
        "aud": AUDIENCE,
        "iat": issued_at,
        "exp": issued_at + 3600,
    }
    assert jwt.get_unverified_header(signed)["kid"] == "first"


async def test_twenty_who_ask_at_once_get_the_one_token() -> None:
    shared = token(Clock())
    assert len(set(await asyncio.gather(*(shared.current() for _ in range(20))))) == 1


async def test_a_token_is_kept_until_five_minutes_before_its_end() -> None:
    clock = Clock()
    kept = token(clock)
    first = await kept.current()
    clock.time += 3290
    assert await kept.current() == first
    clock.time += 20
    assert await kept.current() != first


@pytest.mark.parametrize(
    "unusable",
    [
        None,
        "",
        "not JSON",
        "[]",
        "{}",
        json.dumps(ACCOUNT | {"private_key": "-----BEGIN PRIVATE KEY-----\nhush\n"}),
        json.dumps(ACCOUNT | {"private_key": None}),
        json.dumps({name: ACCOUNT[name] for name in ("private_key", "private_key_id")}),
    ],
)
async def test_a_missing_or_broken_account_names_the_variable_and_not_its_value(
    unusable: str | None,
) -> None:
    with pytest.raises(errors.NotConfigured) as refused:
        await token(Clock(), unusable).current()
    assert refused.value.facts == {"variable": "FIREBASE_SERVICE_ACCOUNT"}
    assert "hush" not in str(refused.value)


async def test_after_a_failure_the_next_caller_is_not_locked_out() -> None:
    broken = token(Clock(), None)
    for _ in range(2):
        with pytest.raises(errors.NotConfigured):
            await asyncio.wait_for(broken.current(), timeout=5)


@pytest.fixture
def default(token_server: Any, monkeypatch: pytest.MonkeyPatch) -> DefaultToken:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(token_server.credentials))
    return DefaultToken(scope=SCOPE, service="documents")


async def test_twenty_who_ask_at_once_for_the_default_token_cause_one_request(
    default: DefaultToken, token_server: Any
) -> None:
    assert set(await asyncio.gather(*(default.current() for _ in range(20)))) == {"token-1"}
    assert len(token_server.asked) == 1


async def test_a_default_token_about_to_end_is_renewed(
    default: DefaultToken, token_server: Any
) -> None:
    token_server.lifetime_s = 60
    assert [await default.current() for _ in range(2)] == ["token-1", "token-2"]


async def test_an_issuer_that_refuses_is_an_outage_and_asked_again_by_the_next_caller(
    default: DefaultToken, token_server: Any
) -> None:
    token_server.status = 403
    with pytest.raises(errors.DependencyDown) as down:
        await default.current()
    assert down.value.facts == {"service": "documents"}
    token_server.status = 200
    assert (await default.current()).startswith("token-")


async def test_default_credentials_that_are_not_there_name_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nowhere"))
    with pytest.raises(errors.NotConfigured):
        await DefaultToken(scope=SCOPE, service="documents").current()


def test_on_a_platform_with_a_metadata_server_no_key_is_needed(
    token_server: Any, tmp_path: Path
) -> None:
    """google-auth reads where that server is when it is imported, so in a process of its own."""
    script = f"""
import asyncio
from lib.live.google_token import DefaultToken
print(asyncio.run(DefaultToken(scope={SCOPE!r}, service="documents").current()))
"""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "CLOUDSDK_CONFIG": str(tmp_path / "none"),
        "GCE_METADATA_HOST": token_server.host,
        "GCE_METADATA_IP": token_server.host,
    }
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert told.stdout.strip() == "token-1"
    assert token_server.asked[0].partition("?")[0].endswith("/service-accounts/default/token")
