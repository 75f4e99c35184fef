"""What every test may use: the embedded servers, started once, and the product over them."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import certifi
import httpx
import numpy as np
import pytest
import soundfile

from lib.bootstrap import Services
from lib.live.firestore import FirestoreDocuments
from lib.offline.clock import ManualClock
from lib.offline.embedded import Embedded
from lib.offline.firestore_emulator import EmulatorMissing, firestore_emulator
from lib.offline.issuer import LocalIssuer
from lib.offline.serving import ServedApp
from lib.ports import Documents
from lib.settings import Settings
from main import create_site

CRON_SECRET = "test-cron-secret"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run may be told to write."""
    parser.addoption("--write-faults", action="store_true", help="write docs/faults.md anew")


@pytest.fixture(scope="session", autouse=True)
def few_authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One certificate authority in place of some 140, which each new HTTP client would read anew.

    That takes 35 ms of CPU a client, and on loopback nobody looks at any of them.
    """
    known = Path(certifi.where()).read_text()
    end = "-----END CERTIFICATE-----\n"
    one = tmp_path_factory.mktemp("tls") / "authority.pem"
    one.write_text(known[known.index("-----BEGIN") : known.index(end)] + end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(one))
        yield


@pytest.fixture(scope="session")
def clock() -> ManualClock:
    """The clock that everything of ours goes by; it only ever moves forward."""
    return ManualClock()


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory, clock: ManualClock) -> Iterator[Embedded]:
    """Every embedded server, once; each test keeps to a namespace of its own."""
    data = tmp_path_factory.mktemp("embedded")
    patch = pytest.MonkeyPatch()
    # Nothing listens on port 9: a task for a site that is gone is refused, not delivered.
    with Embedded(data, site_url="http://127.0.0.1:9", given={}, clock=clock) as servers:
        name = "CLOUD_TASKS_EMULATOR_HOST"
        patch.setenv(name, servers.environment[name])
        yield servers
        patch.undo()


@pytest.fixture
def environment(embedded: Embedded, tmp_path: Path) -> dict[str, str]:
    """The variables of one test's product; a test may change them before it touches `site`."""
    return {
        **embedded.environment,
        "NAMESPACE": f"t-{secrets.token_hex(6)}",
        "SQLITE_PATH": str(tmp_path / "documents.sqlite3"),
        "CRON_SECRET": CRON_SECRET,
    }


@dataclass
class Site:
    """The product over real HTTP, and a signed-in user's way through it."""

    url: str
    services: Services
    issuer: LocalIssuer
    clock: ManualClock
    uid: str = field(default_factory=lambda: f"user-{secrets.token_hex(4)}")
    language: str = "en"

    def token(self, **kinds: Any) -> str:
        return self.issuer.token(self.uid, **kinds)

    def call(self, method: str, path: str, **kinds: Any) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self.token()}",
            "Accept-Language": self.language,
            **kinds.pop("headers", {}),
        }
        return httpx.request(method, self.url + path, headers=headers, timeout=60, **kinds)

    def announce(self, data: bytes, *, name: str = "mix.wav", **changes: Any) -> httpx.Response:
        body = {"filename": name, "size": len(data), "sha256": sha256(data).hexdigest(), **changes}
        headers = {"Content-Type": "application/json"}
        return self.call("POST", "/api/upload", content=json.dumps(body), headers=headers)

    def send(self, data: bytes, *, name: str = "mix.wav") -> str:
        """Announce a file and send it whole; the upload's id."""
        opened = self.announce(data, name=name)
        assert opened.status_code == 201, opened.text
        session = opened.json()
        sent = httpx.request(
            session["method"], session["url"], headers=session["headers"], content=data
        )
        assert sent.status_code == 200, sent.text
        return str(session["upload_id"])

    def analyze(self, upload_id: str, **headers: str) -> httpx.Response:
        return self.call("POST", "/api/analyze", json={"upload_id": upload_id}, headers=headers)

    def measured(self, data: bytes, *, name: str = "mix.wav") -> dict[str, Any]:
        """Send a file and have it measured in the request; the answer."""
        answer = self.analyze(self.send(data, name=name))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def other(self) -> Site:
        """Somebody else at the same site."""
        return Site(self.url, self.services, self.issuer, self.clock)


@pytest.fixture
def open_site(
    embedded: Embedded, environment: dict[str, str], clock: ManualClock
) -> Iterator[Callable[..., Site]]:
    """Open a site over an environment; a second one over the same is another instance of it."""
    served: list[ServedApp] = []

    def open_one(**changes: str) -> Site:
        made: list[Services] = []
        one = ServedApp(create_site(services=lambda: made[0]))
        variables = {**environment, "WORKER_URL": one.url, **changes}
        made.append(Services(Settings.from_environment(variables), clock=clock))
        one.start()
        served.append(one)
        return Site(one.url, made[0], embedded.issuer, clock)

    yield open_one
    for one in served:
        one.stop()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    """One instance of the product."""
    return open_site()


class Actor:
    """A coroutine that halts before each of its calls to the store until it is told to go on."""

    def __init__(self, doing: Coroutine[Any, Any, Any]) -> None:
        self._halted = asyncio.Event()
        self._may_go = asyncio.Semaphore(0)
        self.task = asyncio.create_task(doing)

    async def halt(self) -> None:
        self._halted.set()
        await self._may_go.acquire()

    async def go_on(self) -> None:
        self._halted.clear()
        self._may_go.release()
        halted = asyncio.create_task(self._halted.wait())
        await asyncio.wait([self.task, halted], return_when=asyncio.FIRST_COMPLETED)
        halted.cancel()


@dataclass
class Gate:
    """A store of documents each of whose calls halts whoever is an actor."""

    documents: Documents
    actors: dict[asyncio.Task[Any], Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **kinds: Any) -> Any:
            await self.pass_by()
            return await getattr(self.documents, name)(*args, **kinds)

        return call

    def actor(self, doing: Coroutine[Any, Any, Any]) -> Actor:
        actor = Actor(doing)
        self.actors[actor.task] = actor
        return actor

    async def pass_by(self) -> None:
        task = asyncio.current_task()
        if task in self.actors:
            await self.actors[task].halt()


@pytest.fixture(scope="session")
def open_gate() -> Callable[[Documents], Gate]:
    """A gate before a store, for who interleaves what is done to it."""
    return Gate


@pytest.fixture(scope="session", name="firestore_emulator")
def the_firestore_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The host and port of Google's own emulator."""
    with ExitStack() as held:
        try:
            emulator = firestore_emulator(tmp_path_factory.mktemp("firestore"))
            host = held.enter_context(emulator)
        except EmulatorMissing as missing:
            pytest.skip(f"the Firestore emulator cannot run here: {missing}")
        with ThreadPoolExecutor(1) as apart:  # a test's own event loop may be running here
            apart.submit(asyncio.run, _warmed(host)).result()
        yield host


async def _warmed(host: str) -> None:
    """Bring the emulator past its first calls, which take seconds on a busy machine."""
    documents = FirestoreDocuments(
        project="prod-ai-local", emulator_host=host, credentials_json=None, deadline_s=60
    )
    await documents.put("warm", "up", {"uid": "u", "created_at_ms": 1})
    await documents.get("warm", "up")
    await documents.newest("warm", uid="u", limit=1, fields=("uid",))
    await documents.aclose()


@pytest.fixture(scope="session")
def tone() -> Callable[..., bytes]:
    """A stereo sine as a file: by default 2 s of 1 kHz at -23 dBFS in 16-bit WAV at 44.1 kHz."""

    def make(
        seconds: float = 2.0, *, hz: float = 1000.0, dbfs: float = -23.0, **kinds: Any
    ) -> bytes:
        times = np.arange(round(seconds * 44_100)) / 44_100
        mono = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * times)
        file = io.BytesIO()
        kinds = {"format": "WAV", "subtype": "PCM_16", **kinds}
        soundfile.write(file, np.stack([mono, mono], axis=1), 44_100, **kinds)
        return file.getvalue()

    return make


@pytest.fixture
def any_tone(tone: Callable[..., bytes]) -> bytes:
    """A tone that no other test has had measured, so that no measurement of it is kept."""
    return tone(hz=200.0 + secrets.randbelow(10**6) / 100)
