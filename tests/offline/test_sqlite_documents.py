"""The SQLite file: it outlives its process, and many processes, threads and loops share it."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lib import errors
from lib.offline.sqlite_documents import SqliteDocuments

# Counts one field up, `times` times, as every process and thread here does: read, add, write
# under the revision that was read, and once more where another was faster.
COUNT = """
import asyncio, sys
from pathlib import Path
from lib import errors
from lib.offline.sqlite_documents import SqliteDocuments

async def count(documents, times):
    while times:
        before = await documents.get("counters", "c")
        number = before.fields["n"] if before else 0
        expect = before.revision if before else "absent"
        try:
            await documents.put("counters", "c", {"n": number + 1}, expect=expect)
        except errors.WriteConflict:
            continue
        times -= 1

if __name__ == "__main__":
    documents = SqliteDocuments(Path(sys.argv[1]))
    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(count(documents, 25))
    documents.close()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there" / "yet.sqlite"


@pytest.fixture
def documents(path: Path) -> Iterator[SqliteDocuments]:
    opened = SqliteDocuments(path)
    yield opened
    opened.close()


def test_nothing_is_made_before_the_first_call(documents: SqliteDocuments, path: Path) -> None:
    assert not path.parent.exists()
    asyncio.run(documents.get("analyses", "a"))
    assert path.exists()


async def test_what_was_written_survives_reopening(documents: SqliteDocuments, path: Path) -> None:
    revision = await documents.put("analyses", "a", {"uid": "u", "created_at_ms": 1})
    documents.close()
    again = SqliteDocuments(path)
    document = await again.get("analyses", "a")
    assert document is not None
    assert document.revision == revision
    await again.put("analyses", "a", {"uid": "u", "created_at_ms": 2}, expect=revision)
    page = await again.newest("analyses", uid="u", limit=1, fields=["created_at_ms"])
    assert page.documents[0].fields == {"created_at_ms": 2}
    again.close()


async def test_a_closed_store_can_be_closed_again_and_opens_at_the_next_call(
    documents: SqliteDocuments,
) -> None:
    await documents.put("analyses", "a", {"n": 1})
    documents.close()
    documents.close()
    assert await documents.get("analyses", "a") is not None


def test_a_write_that_was_acknowledged_survives_the_process_being_killed(
    path: Path,
) -> None:
    script = """
import asyncio, os, signal, sys
from pathlib import Path
from lib.offline.sqlite_documents import SqliteDocuments
asyncio.run(SqliteDocuments(Path(sys.argv[1])).put("analyses", "a", {"n": 1}))
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script, str(path)], check=False, timeout=30)
    assert killed.returncode == -9
    after = SqliteDocuments(path)
    document = asyncio.run(after.get("analyses", "a"))
    after.close()
    assert document is not None
    assert document.fields == {"n": 1}


async def test_what_has_expired_is_deleted_when_the_file_is_opened(path: Path) -> None:
    now_s = 100.0
    first = SqliteDocuments(path, now=lambda: now_s)
    for n, expiry in enumerate([{}, {"expires_at_ms": 150_000}, {"expires_at_ms": 150_001}]):
        await first.put("analyses", f"d{n}", {"n": n, **expiry})
    first.close()
    now_s = 150.0
    assert await first.get("analyses", "d0") is not None
    first.close()
    with sqlite3.connect(path) as file:
        left = file.execute("SELECT id FROM documents ORDER BY id").fetchall()
    file.close()
    assert left == [("d0",), ("d2",)]


def test_three_processes_that_count_together_lose_nothing(path: Path) -> None:
    """They meet on a file that none of them has seen: opening it is part of the race."""
    counters = [
        subprocess.Popen(
            [sys.executable, "-c", COUNT, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for counter in counters:
        assert counter.stdout is not None
        assert counter.stdout.readline() == "ready\n"
    for counter in counters:
        assert counter.stdin is not None
        counter.stdin.write("go\n")
        counter.stdin.flush()
    for counter in counters:
        counter.communicate(timeout=30)
        assert counter.returncode == 0
    after = SqliteDocuments(path)
    document = asyncio.run(after.get("counters", "c"))
    after.close()
    assert document is not None
    assert document.fields == {"n": 75}


def test_threads_with_loops_of_their_own_share_one_store(documents: SqliteDocuments) -> None:
    counting: dict[str, object] = {"__name__": "counting"}
    exec(COUNT, counting)
    count = counting["count"]
    assert callable(count)
    with ThreadPoolExecutor(6) as threads:
        works = [threads.submit(lambda: asyncio.run(count(documents, 10))) for _ in range(6)]
    for work in works:
        work.result()
    document = asyncio.run(documents.get("counters", "c"))
    assert document is not None
    assert document.fields == {"n": 60}


async def test_readers_are_served_while_another_process_writes(
    documents: SqliteDocuments, path: Path
) -> None:
    await documents.put("analyses", "a", {"n": 1})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    document = await documents.get("analyses", "a")
    other.execute("ROLLBACK")
    other.close()
    assert document is not None
    assert document.fields == {"n": 1}


async def test_the_loop_goes_on_while_a_write_waits_for_another_process(
    documents: SqliteDocuments, path: Path
) -> None:
    await documents.put("analyses", "a", {"n": 1})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    write = asyncio.create_task(documents.put("analyses", "a", {"n": 2}))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not write.done()
    other.execute("COMMIT")
    other.close()
    await write
    document = await documents.get("analyses", "a")
    assert document is not None
    assert document.fields == {"n": 2}


@pytest.fixture
def spoilt(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF" + b"\x00" * 4096)
    return path


async def test_a_file_that_is_no_database_is_an_outage(
    spoilt: Path, documents: SqliteDocuments
) -> None:
    with pytest.raises(errors.DependencyDown) as down:
        await documents.get("analyses", "a")
    assert down.value.facts == {"service": "documents"}
    with pytest.raises(errors.DependencyDown):
        await documents.put("analyses", "a", {"n": 1})


async def test_a_folder_that_cannot_be_made_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    blocked = SqliteDocuments(tmp_path / "file" / "documents.sqlite")
    with pytest.raises(errors.DependencyDown):
        await blocked.get("analyses", "a")
    blocked.close()
