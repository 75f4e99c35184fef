"""The stores the documents contract runs over: SQLite always, Firestore where its emulator runs."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from lib.live.firestore import FirestoreDocuments
from lib.offline.clock import ManualClock
from lib.offline.sqlite_documents import SqliteDocuments
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
