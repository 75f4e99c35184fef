"""The built functions at one address over the embedded servers, and a signed-in user there."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib.live.clock import SystemClock
from lib.offline.embedded import PROJECT, Embedded
from lib.offline.firestore_emulator import EmulatorMissing, firestore_emulator
from lib.offline.gemini_server import Answer, FakeGemini, Seen
from lib.offline.issuer import LocalIssuer
from scripts.building import bundle, toolchain
from scripts.building.running import BuiltSite

CRON_SECRET = "built-cron-secret"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--built", type=Path, help="the site that ./scripts/build built")


@dataclass
class Deployment:
    """What a user of the built site has."""

    built: BuiltSite
    issuer: LocalIssuer
    gemini: FakeGemini
    documents: str
    cron_secret: str = CRON_SECRET
    uid: str = "user-of-the-built"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.token(self.uid)}"}

    def truthful(self, seen: Seen) -> Answer:
        return _truthful(seen)

    def call(self, method: str, path: str, **kinds: Any) -> httpx.Response:
        headers = {**self.headers, **kinds.pop("headers", {})}
        return httpx.request(method, self.built.url + path, headers=headers, timeout=60, **kinds)

    @contextmanager
    def stream(self, path: str, **kinds: Any) -> Iterator[Iterator[tuple[str, Any]]]:
        """The events of an answer, each as soon as it is here."""
        headers = {**self.headers, "Accept": "text/event-stream"}
        url = self.built.url + path
        with httpx.stream("POST", url, headers=headers, timeout=60, **kinds) as told:
            assert told.status_code == 200, told.read()
            assert told.headers["content-type"].startswith("text/event-stream")
            yield _events(told.iter_lines())

    def send(self, data: bytes) -> str:
        """Announce a file and bring it to storage; the upload's id."""
        body = {"filename": "mix.wav", "size": len(data), "sha256": sha256(data).hexdigest()}
        opened = self.call("POST", "/api/upload", json=body)
        assert opened.status_code == 201, opened.text
        session = opened.json()
        sent = httpx.request(
            session["method"], session["url"], headers=session["headers"], content=data
        )
        assert sent.status_code == 200, sent.text
        return str(session["upload_id"])


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def _truthful(seen: Seen) -> Answer:
    """Tell the loudness that the prompt gives, as a model of good faith would."""
    [(value, unit)] = re.findall(
        r"^loudness\.integrated_lufs = (-?[\d.]+) ?([^\s(]*)", seen.message, re.MULTILINE
    )
    claim = {"metric": "loudness.integrated_lufs", "value": float(value), "unit": unit}
    [identifier] = re.findall(r"^id: (\w+)", seen.message, re.MULTILINE)
    text = f"The track measures {float(value):.1f} LUFS. Leave it, and trust the meters."
    reply = {"id": identifier, "claims": [claim], "answer": text, "confidence": 0.99}
    return Answer(json.dumps(reply), pieces=12, input_tokens=1000, output_tokens=100)


@pytest.fixture(scope="module")
def deployment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    site = request.config.getoption("--built", None)
    if site is None:
        pytest.skip("nothing built to run: ./scripts/build builds and runs this")
    # Beside the site, since links do not leave a file system.
    work = site.parent / "running"
    shutil.rmtree(work, ignore_errors=True)
    bundles = bundle.read(site)
    with ExitStack() as held:
        built = BuiltSite(site, bundles, python=toolchain.python(), work=work)
        gemini = held.enter_context(FakeGemini(_truthful, keys=["key-0"]))
        given = _documents(held, tmp_path_factory.mktemp("documents"), built)
        data = tmp_path_factory.mktemp("embedded")
        servers = Embedded(data, site_url=built.url, given=given, clock=SystemClock())
        held.enter_context(servers)
        built.environment = {
            **servers.environment,
            **given,
            # Production refuses emulators, and a preview refuses the cron.
            "VERCEL_ENV": "development",
            "NAMESPACE": f"built-{secrets.token_hex(4)}",
            "CRON_SECRET": CRON_SECRET,
            "GEMINI_API_KEYS": "key-0",
            "GEMINI_BASE_URL": gemini.url,
        }
        held.enter_context(built)
        yield Deployment(built, servers.issuer, gemini, " and ".join(given))
        gemini.release()
    shutil.rmtree(work, ignore_errors=True)


def _documents(held: ExitStack, folder: Path, built: BuiltSite) -> dict[str, str]:
    """Where documents are kept: Firestore's emulator, else the file that one machine keeps."""
    try:
        host = held.enter_context(firestore_emulator(folder))
    except EmulatorMissing:
        offline = toolchain.ROOT / "lib" / "offline"
        names = ("__init__.py", "sqlite_documents.py")
        # The one part that is lent to the functions: what is deployed has no file to keep.
        built.lent = {f"lib/offline/{name}": offline / name for name in names}
        return {"SQLITE_PATH": str(folder / "documents.sqlite3")}
    # Its first answer takes longer than a function has patience.
    root = f"http://{host}/v1/projects/{PROJECT}/databases/(default)/documents"
    httpx.get(f"{root}/warm-up", timeout=60, headers={"Authorization": "Bearer owner"})
    return {"FIRESTORE_EMULATOR_HOST": host}
