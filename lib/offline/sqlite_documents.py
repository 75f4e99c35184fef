"""The documents port over one SQLite file, for one machine."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lib import cursor as cursors
from lib import errors, storable
from lib.ports import Document, Page

# How long a writer waits for another process's write before the call fails.
_BUSY_S = 5.0

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS documents (
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        uid TEXT,
        created_at_ms INTEGER,
        revision TEXT NOT NULL,
        fields TEXT NOT NULL,
        PRIMARY KEY (collection, id)
    )""",
    """CREATE INDEX IF NOT EXISTS documents_newest
        ON documents (collection, uid, created_at_ms DESC, id DESC)""",
)

_GET = "SELECT id, revision, fields FROM documents WHERE collection = :collection AND id = :id"

_INSERT = """INSERT INTO documents (collection, id, uid, created_at_ms, revision, fields)
    VALUES (:collection, :id, :uid, :created_at_ms, :revision, :fields)
    ON CONFLICT (collection, id) DO """

_PUT = f"""{_INSERT} UPDATE SET uid = excluded.uid, created_at_ms = excluded.created_at_ms,
    revision = excluded.revision, fields = excluded.fields"""

_PUT_ABSENT = f"{_INSERT} NOTHING"

_PUT_REVISION = """UPDATE documents SET uid = :uid, created_at_ms = :created_at_ms,
    revision = :revision, fields = :fields
    WHERE collection = :collection AND id = :id AND revision = :expect"""

_DELETE = "DELETE FROM documents WHERE collection = :collection AND id = :id"

_NEWEST = """SELECT id, revision, fields FROM documents
    WHERE collection = :collection AND uid = :uid AND created_at_ms IS NOT NULL
    ORDER BY created_at_ms DESC, id DESC LIMIT :rows"""

_NEWEST_AFTER = """SELECT id, revision, fields FROM documents
    WHERE collection = :collection AND uid = :uid AND (created_at_ms, id) < (:after_ms, :after_id)
    ORDER BY created_at_ms DESC, id DESC LIMIT :rows"""


_FORGET_OWNER = "DELETE FROM documents WHERE collection = :collection AND uid = :uid"

_SWEEP = "DELETE FROM documents WHERE json_extract(fields, '$.expires_at_ms') <= :now_ms"


class SqliteDocuments:
    """Documents in one file that several threads, event loops and processes may share.

    Each operation is one SQL statement, so one transaction, run in a worker thread over one
    connection behind a lock; other processes are kept apart by SQLite itself. The file is opened
    at the first call, which deletes what has expired. A file that cannot be opened, or stays
    locked for five seconds, raises `errors.DependencyDown`; nothing is tried again.
    """

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    async def get(self, collection: str, document_id: str) -> Document | None:
        """One document, or None where there is none."""
        if not storable.is_id(document_id):
            return None
        found = await self._read(_GET, {"collection": collection, "id": document_id})
        if not found or storable.expired(found[0].fields, now_s=self._now()):
            return None
        return found[0]

    async def put(
        self,
        collection: str,
        document_id: str,
        fields: Mapping[str, Any],
        *,
        expect: str | None = None,
    ) -> str:
        """Write a whole document and return its new revision, under `expect` if given."""
        storable.check(document_id, fields)
        statement = {None: _PUT, "absent": _PUT_ABSENT}.get(expect, _PUT_REVISION)
        revision = secrets.token_hex(8)
        values = {
            "collection": collection,
            "id": document_id,
            "uid": fields.get("uid"),
            "created_at_ms": fields.get("created_at_ms"),
            "revision": revision,
            "fields": json.dumps(dict(fields), ensure_ascii=False),
            "expect": expect,
        }
        if not await self._write(statement, values):
            raise errors.WriteConflict
        return revision

    async def delete(self, collection: str, document_id: str) -> None:
        """Forget a document; one that is not there is forgotten already."""
        if storable.is_id(document_id):
            await self._write(_DELETE, {"collection": collection, "id": document_id})

    async def newest(
        self,
        collection: str,
        *,
        uid: str,
        limit: int,
        cursor: str | None = None,
        fields: Sequence[str],
    ) -> Page:
        """Documents whose `uid` field is `uid`, by their `created_at_ms` field, newest first."""
        if limit < 1:
            msg = f"limit is at least 1: {limit}"
            raise ValueError(msg)
        storable.check_names(fields)
        values: dict[str, Any] = {"collection": collection, "uid": uid, "rows": limit + 1}
        if cursor is not None:
            after = cursors.decode(cursor, uid=uid)
            values |= {"after_ms": after.created_at_ms, "after_id": after.document_id}
        found = await self._read(_NEWEST if cursor is None else _NEWEST_AFTER, values)
        return cursors.page(found, uid=uid, limit=limit, fields=fields, now_s=self._now())

    async def forget_owner(self, collection: str, *, uid: str) -> None:
        """Forget every document whose `uid` field is `uid`, all at once."""
        await self._write(_FORGET_OWNER, {"collection": collection, "uid": uid})

    def close(self) -> None:
        """Let go of the file once the call that uses it is done; a later call opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    async def _read(self, statement: str, values: Mapping[str, Any]) -> list[Document]:
        try:
            return await asyncio.to_thread(self._read_here, statement, values)
        except (sqlite3.Error, OSError) as cause:
            raise errors.DependencyDown(service="documents") from cause

    async def _write(self, statement: str, values: Mapping[str, Any]) -> bool:
        try:
            return await asyncio.to_thread(self._write_here, statement, values)
        except (sqlite3.Error, OSError) as cause:
            raise errors.DependencyDown(service="documents") from cause

    def _read_here(self, statement: str, values: Mapping[str, Any]) -> list[Document]:
        with self._lock:
            rows = self._open().execute(statement, values).fetchall()
        return [
            Document(id=document_id, fields=json.loads(fields), revision=revision)
            for document_id, revision, fields in rows
        ]

    def _write_here(self, statement: str, values: Mapping[str, Any]) -> bool:
        with self._lock:
            return self._open().execute(statement, values).rowcount > 0

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _connect(self._path, now_ms=self._now() * 1000)
        return self._connection


def _connect(path: Path, *, now_ms: float) -> sqlite3.Connection:
    # Autocommit: each statement is its own transaction. The lock makes other threads safe.
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        for statement in _SCHEMA:
            connection.execute(statement)
        connection.execute(_SWEEP, {"now_ms": now_ms})
    except sqlite3.Error:
        connection.close()
        raise
    return connection
