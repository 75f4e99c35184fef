"""What every test may use: the embedded servers, started once, and the product over them."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile

from lib.bootstrap import Services
from lib.offline.clock import ManualClock
from lib.offline.embedded import Embedded
from lib.offline.issuer import LocalIssuer
from lib.offline.serving import ServedApp
from lib.settings import Settings
from main import create_site

CRON_SECRET = "test-cron-secret"


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
