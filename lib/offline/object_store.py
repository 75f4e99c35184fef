"""Objects and unfinished uploads in one folder: bytes in files, all else in SQLite.

An object's name never becomes a file's name: files carry the random id of the upload that brought
them. An upload becomes an object by one transaction, so there is never half an object.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal

GRAIN_BYTES = 256 * 1024
"""What arrived is kept in multiples of this; the rest of a broken transfer is sent again."""

_KEEP_EXPIRED_S = 24 * 3600
_TABLES = """
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, content_type TEXT NOT NULL,
    min_bytes INTEGER NOT NULL, max_bytes INTEGER NOT NULL, origin TEXT,
    expires_at REAL NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    name TEXT PRIMARY KEY, file TEXT NOT NULL, content_type TEXT NOT NULL, size INTEGER NOT NULL);
"""

State = Literal["open", "complete", "cancelled"]


@dataclass(frozen=True, slots=True)
class Session:
    """A resumable upload: what may arrive, until when, and how far it is."""

    id: str
    name: str
    content_type: str
    min_bytes: int
    max_bytes: int
    origin: str | None
    expires_at: float
    state: State = "open"

    @property
    def tag(self) -> str:
        """The tag of the object it brings; tells nothing of the id, which is a secret."""
        return _tag(self.id)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A whole object; `tag` changes with every upload of its name."""

    path: Path
    content_type: str
    size: int
    tag: str


class ObjectStore:
    """One bucket's objects and sessions under a folder; a second process may use it at once."""

    def __init__(self, data_dir: Path) -> None:
        self._files = data_dir / "files"
        self._files.mkdir(parents=True, exist_ok=True)
        self._database = data_dir / "storage.sqlite"
        with closing(sqlite3.connect(self._database)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_TABLES)

    def begin(self, session: Session, *, now_s: float) -> None:
        """Open an upload, and forget those that expired a day ago."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", astuple(session)
            )
            old = connection.execute(
                "DELETE FROM sessions WHERE expires_at < ? RETURNING id, state",
                (now_s - _KEEP_EXPIRED_S,),
            ).fetchall()
        for session_id, state in old:
            if state != "complete":
                self._file(session_id).unlink(missing_ok=True)

    def session(self, session_id: str) -> Session | None:
        """The upload of that id."""
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT * FROM sessions WHERE id = ?", (session_id,)
            ).fetchone()
        return Session(*row) if row else None

    def received(self, session: Session) -> int:
        """How many bytes are kept, a multiple of the grain."""
        path = self._file(session.id)
        size = path.stat().st_size if path.exists() else 0
        return size - size % GRAIN_BYTES

    @contextmanager
    def writing(self, session: Session, *, from_byte: int) -> Iterator[BinaryIO]:
        """The unfinished file, cut off at `from_byte` and ready for what follows."""
        path = self._file(session.id)
        path.touch()
        with path.open("r+b") as file:
            file.truncate(from_byte)
            file.seek(from_byte)
            yield file

    def drop_bytes(self, session: Session) -> None:
        """Forget what arrived so far; the upload may begin again."""
        self._file(session.id).unlink(missing_ok=True)

    def complete(self, session: Session, *, size: int) -> bool:
        """Turn what arrived into the object; False where the upload was cancelled meanwhile."""
        with self._transaction() as connection:
            done = connection.execute(
                "UPDATE sessions SET state = 'complete' WHERE id = ? AND state = 'open'",
                (session.id,),
            ).rowcount
            if not done:
                return self._state(connection, session) == "complete"
            self._file(session.id).touch()  # an empty object has a file too
            old = connection.execute(
                "SELECT file FROM objects WHERE name = ?", (session.name,)
            ).fetchone()
            connection.execute(
                "REPLACE INTO objects VALUES (?, ?, ?, ?)",
                (session.name, session.id, session.content_type, size),
            )
        if old:
            self._file(old[0]).unlink(missing_ok=True)
        return True

    def cancel(self, session: Session) -> None:
        """End an upload and forget what arrived; a finished one stays finished."""
        with self._transaction() as connection:
            ended = connection.execute(
                "UPDATE sessions SET state = 'cancelled' WHERE id = ? AND state != 'complete'",
                (session.id,),
            ).rowcount
        if ended:
            self.drop_bytes(session)

    def find(self, name: str) -> StoredObject | None:
        """The object of that name."""
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT file, content_type, size FROM objects WHERE name = ?", (name,)
            ).fetchone()
        if row is None:
            return None
        return StoredObject(self._file(row[0]), content_type=row[1], size=row[2], tag=_tag(row[0]))

    def delete(self, name: str) -> bool:
        """Forget an object; False when there is none."""
        with self._transaction() as connection:
            rows = connection.execute(
                "DELETE FROM objects WHERE name = ? RETURNING file", (name,)
            ).fetchall()
        for (file,) in rows:
            self._file(file).unlink(missing_ok=True)
        return bool(rows)

    def _state(self, connection: sqlite3.Connection, session: Session) -> str | None:
        row = connection.execute(
            "SELECT state FROM sessions WHERE id = ?", (session.id,)
        ).fetchone()
        return row[0] if row else None

    def _file(self, session_id: str) -> Path:
        return self._files / session_id

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._database, timeout=5.0)) as connection, connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            yield connection


def _tag(session_id: str) -> str:
    return sha256(session_id.encode()).hexdigest()[:32]
