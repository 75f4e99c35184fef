"""What the contracts run over: what is embedded always, and what is named or installed."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import upstash_redis
import upstash_redis.asyncio

from lib.live.firestore import FirestoreDocuments
from lib.offline.clock import ManualClock
from lib.offline.redis_front import create_front
from lib.offline.serving import ServedApp
from lib.offline.sqlite_documents import SqliteDocuments
from lib.offline.valkey_server import ValkeyServer
from lib.ports import Documents


@pytest.fixture
def clock() -> ManualClock:
    """The clock by which the test's stores tell what has expired."""
    return ManualClock()


@pytest.fixture
async def firestore(
    firestore_emulator: str, clock: ManualClock
) -> AsyncIterator[Callable[[str], FirestoreDocuments]]:
    """Adapters over the emulator, by prefix."""
    opened: list[FirestoreDocuments] = []

    def adapter(prefix: str) -> FirestoreDocuments:
        opened.append(_adapter(firestore_emulator, prefix=prefix, clock=clock))
        return opened[-1]

    yield adapter
    for each in opened:
        await each.aclose()


@pytest.fixture(params=["sqlite", "firestore"])
async def documents(
    request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock
) -> AsyncIterator[Documents]:
    """An empty store: a new file, or a prefix of its own in the shared emulator."""
    if request.param == "firestore":
        host = request.getfixturevalue("firestore_emulator")
        live = _adapter(host, prefix=f"test-{secrets.token_hex(6)}", clock=clock)
        yield live
        await live.aclose()
        return
    offline = SqliteDocuments(tmp_path / "state" / "documents.sqlite", now=clock.now)
    yield offline
    offline.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where a Redis over HTTP is and its token: the embedded one, or the one that is named."""
    live = os.environ.get("CONTRACT_UPSTASH_URL")
    if live:
        yield live, os.environ["CONTRACT_UPSTASH_TOKEN"]
        return
    token = secrets.token_hex(16)
    with (
        ValkeyServer(tmp_path_factory.mktemp("protocol")) as valkey,
        ServedApp(create_front(valkey.url, token=token)) as front,
    ):
        yield front.url, token


@pytest.fixture(scope="module")
def blocking(address: tuple[str, str]) -> Iterator[upstash_redis.Redis]:
    """The vendor's client that waits."""
    with upstash_redis.Redis(*address) as client:
        yield client


@pytest.fixture(params=["blocking", "asyncio"])
async def redis(
    request: pytest.FixtureRequest, address: tuple[str, str], blocking: upstash_redis.Redis
) -> AsyncIterator[Any]:
    """Each of the vendor's two clients."""
    if request.param == "blocking":
        yield blocking
        return
    async with upstash_redis.asyncio.Redis(*address) as client:
        yield client


@pytest.fixture
def key(blocking: upstash_redis.Redis) -> Iterator[str]:
    """A key of the test's own; what begins with it is deleted after it."""
    name = f"contract:{secrets.token_hex(8)}:ção 🎚"
    yield name
    if left := blocking.keys(f"{name}*"):
        blocking.delete(*left)


@pytest.fixture
def load_rules() -> Callable[[httpx.AsyncClient, str, str], Awaitable[dict[str, Any]]]:
    """Has the emulator go by a text of rules in one project; the answer names what is wrong."""

    async def load(http: httpx.AsyncClient, project: str, rules: str) -> dict[str, Any]:
        files = [{"name": "rules", "content": rules}]
        path = f"/emulator/v1/projects/{project}:securityRules"
        answer = await http.put(path, json={"rules": {"files": files}})
        assert answer.status_code == httpx.codes.OK, answer.text
        return dict(answer.json())

    return load


@pytest.fixture
def id_token() -> Callable[..., str]:
    """Makes a user's ID token as the emulator takes it, unsigned."""

    def make(project: str, uid: str, **claims: Any) -> str:
        named = {"iss": f"https://securetoken.google.com/{project}", "aud": project, "iat": 0}
        held = {**named, "exp": 2**33, "sub": uid, "user_id": uid, **claims}
        parts = ({"alg": "none", "typ": "JWT"}, held)
        encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts)
        return ".".join([*(part.decode().rstrip("=") for part in encoded), ""])

    return make


def _adapter(host: str, *, prefix: str, clock: ManualClock) -> FirestoreDocuments:
    # The emulator is slow on a busy machine, so the deadline is a wide one.
    return FirestoreDocuments(
        project="demo-contract",
        emulator_host=host,
        credentials_json=None,
        prefix=prefix,
        deadline_s=20,
        now=clock.now,
    )
