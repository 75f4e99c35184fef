"""Queued tasks in one SQLite file, where they outlive the server."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

# Cloud Tasks refuses a name for about an hour after its task is gone.
TOMBSTONE_S = 3600.0


@dataclass(frozen=True, slots=True)
class HttpCall:
    """The request that delivers a task; `audience` is set where it needs an OIDC token."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    audience: str | None
    deadline_s: float


@dataclass(frozen=True, slots=True)
class StoredTask:
    """One task in the order of arrival, with what has been tried so far.

    `attempts` counts every dispatch, this one included; `answers` those that the worker answered
    with anything but a server error.
    """

    sequence: int
    name: str
    lane: str
    call: HttpCall
    due_at: float
    attempts: int
    answers: int


class TaskStore:
    """Tasks that wait, tasks that are being delivered, and the names of those that are gone.

    A method that changes something returns after the change is on disk. The file belongs to one
    server at a time. Opening it makes whatever was being delivered wait again.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=1.0)
        self._db.row_factory = sqlite3.Row
        try:
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            with self._db:
                self._db.executescript(_SCHEMA)
                self._db.execute("UPDATE tasks SET running = 0")
        except sqlite3.Error:
            self._db.close()
            raise

    def redirect(self, url: str) -> None:
        """Send every task to this address: the worker may have moved since they were accepted."""
        with self._db:
            self._db.execute(
                "UPDATE tasks SET url = ?, audience = iif(audience IS NULL, NULL, ?)", (url, url)
            )

    def add(self, name: str, *, lane: str, call: HttpCall, due_at: float, now: float) -> bool:
        """Accept a task, unless its name is known; says whether it was accepted."""
        with self._db:
            self._db.execute("DELETE FROM tombstones WHERE until <= ?", (now,))
            if self._is_known(name):
                return False
            self._db.execute(
                "INSERT INTO tasks (name, lane, due_at, url, headers, body, audience, deadline_s)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (name, lane, due_at, *_columns_of(call)),
            )
        return True

    def claim(self, lane: str, *, limit: int, now: float) -> list[StoredTask]:
        """The oldest tasks that are due, at most `limit`, counted as being delivered."""
        with self._db:
            rows = self._db.execute(
                "SELECT * FROM tasks"
                " WHERE lane = ? AND running = 0 AND due_at <= ? ORDER BY sequence LIMIT ?",
                (lane, now, limit),
            ).fetchall()
            self._db.executemany(
                "UPDATE tasks SET running = 1, attempts = attempts + 1 WHERE sequence = ?",
                [(row["sequence"],) for row in rows],
            )
        return [_task_of(row) for row in rows]

    def retry(self, task: StoredTask, *, due_at: float, answered: bool) -> None:
        """Let a task wait again until `due_at`; one that was deleted meanwhile stays gone."""
        with self._db:
            self._db.execute(
                "UPDATE tasks SET running = 0, due_at = ?, answers = answers + ?"
                " WHERE sequence = ?",
                (due_at, answered, task.sequence),
            )

    def remove(self, name: str, *, now: float) -> bool:
        """Forget a task but not its name; says whether there was one."""
        with self._db:
            gone = self._db.execute("DELETE FROM tasks WHERE name = ?", (name,)).rowcount
            if gone:
                self._db.execute(
                    "INSERT OR REPLACE INTO tombstones VALUES (?, ?)", (name, now + TOMBSTONE_S)
                )
        return gone > 0

    def waiting(self, lane: str) -> int:
        """How many tasks of a lane are not being delivered."""
        query = "SELECT count(*) FROM tasks WHERE lane = ? AND running = 0"
        (count,) = self._db.execute(query, (lane,)).fetchone()
        return int(count)

    def next_due_at(self, lanes: Iterable[str]) -> float | None:
        """When the first waiting task of these lanes may go, or None where none waits."""
        query = "SELECT min(due_at) FROM tasks WHERE lane = ? AND running = 0"
        dues = [self._db.execute(query, (lane,)).fetchone()[0] for lane in lanes]
        return min((due for due in dues if due is not None), default=None)

    def close(self) -> None:
        """Close the file; everything is already in it."""
        self._db.close()

    def _is_known(self, name: str) -> bool:
        query = "SELECT 1 FROM tasks WHERE name = ? UNION SELECT 1 FROM tombstones WHERE name = ?"
        return self._db.execute(query, (name, name)).fetchone() is not None


_SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    lane TEXT NOT NULL,
    due_at REAL NOT NULL,
    running INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    answers INTEGER NOT NULL DEFAULT 0,
    url TEXT NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    audience TEXT,
    deadline_s REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS tasks_by_turn ON tasks (lane, running, sequence);
CREATE INDEX IF NOT EXISTS tasks_by_due ON tasks (lane, running, due_at);
CREATE TABLE IF NOT EXISTS tombstones (name TEXT PRIMARY KEY, until REAL NOT NULL);
CREATE INDEX IF NOT EXISTS tombstones_by_end ON tombstones (until);
"""


def _columns_of(call: HttpCall) -> tuple[object, ...]:
    return (call.url, json.dumps(dict(call.headers)), call.body, call.audience, call.deadline_s)


def _task_of(row: sqlite3.Row) -> StoredTask:
    call = HttpCall(
        url=row["url"],
        headers=json.loads(row["headers"]),
        body=row["body"],
        audience=row["audience"],
        deadline_s=row["deadline_s"],
    )
    return StoredTask(
        sequence=row["sequence"],
        name=row["name"],
        lane=row["lane"],
        call=call,
        due_at=row["due_at"],
        attempts=row["attempts"] + 1,
        answers=row["answers"],
    )
