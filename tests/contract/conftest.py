"""The stores the documents contract runs over: SQLite always, Firestore where its emulator runs."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lib.live.firestore import FirestoreDocuments
from lib.offline.clock import ManualClock
from lib.offline.sqlite_documents import SqliteDocuments
from lib.ports import Documents

STARTUP_S = 90


@pytest.fixture(scope="session")
def firestore_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The host and port of Google's own emulator, ended with everything it started."""
    missing = [name for name in ("gcloud", "java") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"the Firestore emulator cannot run here: no {' and no '.join(missing)}")
    folder = tmp_path_factory.mktemp("firestore")
    host = f"127.0.0.1:{_free_port()}"
    with (folder / "log").open("wb") as log:
        emulator = subprocess.Popen(
            [
                *("env", f"CLOUDSDK_CONFIG={folder}", "CLOUDSDK_CORE_DISABLE_PROMPTS=1"),
                *("gcloud", "emulators", "firestore", "start", f"--host-port={host}"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_it_listens(emulator, host, folder / "log")
        yield host
    finally:
        _end(emulator)


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


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_listens(emulator: subprocess.Popen[bytes], host: str, log: Path) -> None:
    address, port = host.split(":")
    for _ in range(STARTUP_S * 5):
        if emulator.poll() is not None:
            words = log.read_text(errors="replace").strip()[-300:]
            pytest.skip(f"the Firestore emulator cannot run here: {words}")
        try:
            socket.create_connection((address, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.2)  # there is nothing to wait on but the port itself
        else:
            return
    pytest.skip(f"the Firestore emulator cannot run here: silent for {STARTUP_S} s")


def _end(emulator: subprocess.Popen[bytes]) -> None:
    # gcloud starts a shell that starts Java: the group goes as one.
    for word in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(emulator.pid, word)
            emulator.wait(timeout=10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
