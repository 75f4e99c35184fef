"""Signing without a key: a stand-in for the IAM service signs, and the real bucket judges."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from lib import errors
from lib.live.iam_signing import IamSigner
from lib.live.signing import Signer
from lib.live.storage import GoogleStorage
from lib.offline.clock import ManualClock
from lib.offline.keys import rsa_key
from lib.offline.serving import ServedApp
from lib.offline.storage_server import create_storage

EMAIL = "worker@demo.iam.gserviceaccount.com"
ROOT = Path(__file__).parents[2]


class Iam:
    """The IAM Credentials service: signs for who holds a token; `answers` come before it does.

    A status, a body, "cut" for a connection that breaks, or "hang" for one that never speaks.
    """

    def __init__(self, private_pem: str) -> None:
        self._signer = Signer(email=EMAIL, private_key_pem=private_pem)
        self.answers: list[int | bytes | str] = []
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = (await receive())["body"]
        token = dict(scope["headers"]).get(b"authorization", b"").decode()
        self.asked.append((scope["path"], token))
        answer = self.answers.pop(0) if self.answers else self.signed(body)
        if answer == "hang":
            while (await receive())["type"] != "http.disconnect":
                pass
        elif answer == "cut":
            start = {"type": "http.response.start", "status": 200}
            await send({**start, "headers": [(b"content-length", b"99")]})
            await send({"type": "http.response.body", "body": b"{", "more_body": True})
        else:
            status, told = (answer, b"{}") if isinstance(answer, int) else (200, answer)
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": told})

    def signed(self, body: bytes) -> bytes:
        signature = self._signer.sign(b64decode(json.loads(body)["payload"]))
        return json.dumps({"keyId": "k1", "signedBlob": b64encode(signature).decode()}).encode()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return rsa_key(tmp_path_factory.mktemp("keys") / "key.pem")


@pytest.fixture
def iam(keys: tuple[str, str]) -> Iam:
    return Iam(keys[0])


@pytest.fixture
async def signer(
    iam: Iam, token_server: Any, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[IamSigner]:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(token_server.credentials))
    with ServedApp(iam) as served:
        one = IamSigner(endpoint=served.url, deadline_s=2.0)
        yield one
        await one.aclose()


async def test_a_bucket_takes_what_was_signed_without_a_key_at_hand(
    signer: IamSigner, iam: Iam, keys: tuple[str, str], tmp_path: Path
) -> None:
    clock = ManualClock()
    bucket = create_storage(
        tmp_path, bucket="mixes", public_key_pem=keys[1], allowed_origins=["*"], clock=clock
    )
    with ServedApp(bucket) as served:
        storage = GoogleStorage(bucket="mixes", signer=signer, clock=clock, endpoint=served.url)
        await storage.check()
        session = await storage.start_upload("m", size=3, content_type="audio/wav", origin=None)
        async with httpx.AsyncClient(trust_env=False) as browser:
            sent = await browser.put(session.url, headers=dict(session.headers), content=b"mix")
        assert sent.status_code == 200
        assert [block async for block in storage.read("m")] == [b"mix"]
        await storage.delete("m")
        with pytest.raises(errors.UploadIncomplete):
            [block async for block in storage.read("m")]
        await storage.aclose()
    path = f"/v1/projects/-/serviceAccounts/{EMAIL}:signBlob"
    # One token does for all of it.
    assert iam.asked == [(path, "Bearer token-1")] * 5


async def test_what_is_signed_is_the_message_and_by_the_credentials_own_account(
    signer: IamSigner, keys: tuple[str, str]
) -> None:
    here = Signer(email=EMAIL, private_key_pem=keys[0])
    assert await signer.account() == EMAIL
    assert await signer.signature(b"a message") == here.sign(b"a message")


@pytest.mark.parametrize("fault", [429, 503, "cut"])
async def test_signing_is_tried_once_more_where_that_may_help(
    signer: IamSigner, iam: Iam, fault: int | str
) -> None:
    iam.answers = [fault]
    assert len(await signer.signature(b"m")) == 256
    assert len(iam.asked) == 2


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([503, 503], 2),
        (["cut", "cut"], 2),
        ([429, 500], 2),
        ([403], 1),
        ([404], 1),
        ([302], 1),
        ([500], 1),
        ([b"no json"], 1),
        ([b"[]"], 1),
        ([b"{}"], 1),
        ([b'{"signedBlob": 7}'], 1),
        ([b'{"signedBlob": "%%%"}'], 1),
        (["hang"], 1),
    ],
)
async def test_a_signature_that_cannot_be_had_is_storage_down_by_the_deadline(
    signer: IamSigner, iam: Iam, answers: list[int | bytes | str], tries: int
) -> None:
    iam.answers = list(answers)
    async with asyncio.timeout(4):
        with pytest.raises(errors.DependencyDown) as down:
            await signer.signature(b"m")
    assert down.value.facts == {"service": "storage"}
    assert len(iam.asked) == tries


async def test_nobody_listening_is_storage_down(
    token_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(token_server.credentials))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    signer = IamSigner(endpoint=f"http://127.0.0.1:{port}", deadline_s=2.0)
    with pytest.raises(errors.DependencyDown):
        await signer.signature(b"m")
    await signer.aclose()


async def test_a_token_that_is_refused_is_storage_down_and_nothing_is_asked_to_sign(
    signer: IamSigner, iam: Iam, token_server: Any
) -> None:
    token_server.status = 403
    with pytest.raises(errors.DependencyDown) as down:
        await signer.signature(b"m")
    assert down.value.facts == {"service": "storage"}
    assert iam.asked == []


async def test_credentials_that_speak_for_no_account_can_sign_for_none(
    token_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A federated workload that takes no service account's place; a person's are alike."""
    (tmp_path / "subject").write_text("a token of somebody else's")
    federated = tmp_path / "federated.json"
    federated.write_text(
        json.dumps(
            {
                "type": "external_account",
                "audience": "nobody in particular",
                "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                "token_url": f"http://{token_server.host}/token",
                "credential_source": {"file": str(tmp_path / "subject")},
            }
        )
    )
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(federated))
    signer = IamSigner(endpoint="http://127.0.0.1:9")
    with pytest.raises(errors.NotConfigured) as refused:
        await signer.signature(b"m")
    assert refused.value.facts == {"variable": "FIREBASE_SERVICE_ACCOUNT"}


async def test_on_a_platform_the_metadata_server_names_the_account_that_signs(
    iam: Iam, token_server: Any, tmp_path: Path
) -> None:
    """google-auth reads where that server is when it is imported, so in a process of its own."""
    script = """
import asyncio, sys
from lib.live.iam_signing import IamSigner
signer = IamSigner(endpoint=sys.argv[1])
print(asyncio.run(signer.signature(b"m")).hex())
"""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "CLOUDSDK_CONFIG": str(tmp_path / "none"),
        "GCE_METADATA_HOST": token_server.host,
        "GCE_METADATA_IP": token_server.host,
    }
    with ServedApp(iam) as served:
        told = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", script, served.url],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    assert bytes.fromhex(told.stdout.strip()) == iam._signer.sign(b"m")
    assert iam.asked == [(f"/v1/projects/-/serviceAccounts/{EMAIL}:signBlob", "Bearer token-1")]
