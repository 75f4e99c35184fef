"""The documents port over Firestore's REST API, without gRPC."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

import httpx

from lib import cursor as cursors
from lib import errors, storable
from lib.live.google_token import DEFAULT, AccessToken, DefaultToken, GoogleToken
from lib.live.http_client import http_client
from lib.ports import Document, Page

_SERVICE = "https://firestore.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/datastore"

# Firestore leaves a document's updateTime alone when a write changes nothing. This field holds
# a new random word at every write, so that every write does change it; it is never shown.
_WRITE = "_write"

# The time of `expires_at_ms` as Firestore's TTL policies need it: a timestamp; never shown.
_EXPIRES_AT = "_expires_at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# So many documents are forgotten with one query and one commit.
_FORGOTTEN_AT_ONCE = 300

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")

_RESERVED = re.compile(r"__.*__", re.DOTALL)

# What Firestore says of a precondition that does not hold; ABORTED is a race it gave up on.
# NOT_FOUND is said of a document that should have a revision, but also of a missing database.
_CONFLICTS = {"ALREADY_EXISTS", "FAILED_PRECONDITION", "ABORTED"}
_CONFLICTS_OVER_A_REVISION = _CONFLICTS | {"NOT_FOUND"}


class FirestoreDocuments:
    """Documents in a project's default Firestore database, or in its emulator.

    With a `prefix` the collections lie under the document `namespaces/PREFIX`, so that one
    environment never reads another's, and yet all share the indexes, which Firestore keeps by a
    collection's own name. `firestore.indexes.json` declares what the queries here need: a
    composite index (uid ascending, created_at_ms descending) for each collection that is listed,
    and a TTL policy on `_expires_at` for each whose documents expire. It also exempts from
    single-field indexes what no query names and every write would pay for, `report` above all.

    Without an emulator calls are signed by the account in `credentials_json`, or by the
    platform's own identity where that is `google_token.DEFAULT`.

    Each call has `deadline_s`. A read that found no connection, lost it, or was answered 503 is
    tried once more within that deadline; a write never is, since a lost answer may hide that it
    was done. When Firestore is down, too slow or answers nonsense: `errors.DependencyDown`.
    """

    def __init__(
        self,
        *,
        project: str,
        emulator_host: str | None,
        credentials_json: str | None,
        prefix: str = "",
        deadline_s: float = 5.0,
        now: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._root = f"projects/{project}/databases/(default)/documents"
        self._parent = f"{self._root}/namespaces/{_escaped(prefix)}" if prefix else self._root
        self._base = f"http://{emulator_host}" if emulator_host else _SERVICE
        self._token = None if emulator_host else _token(credentials_json)
        self._deadline_s = deadline_s
        self._now = now
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def get(self, collection: str, document_id: str) -> Document | None:
        """One document, or None where there is none."""
        if not storable.is_id(document_id):
            return None
        name = self._name(collection, document_id)
        with _outages():
            [answer] = await self._read(self._root, "batchGet", {"documents": [name]})
            if "missing" in answer:
                return None
            found = _document(answer["found"])
            return None if storable.expired(found.fields, now_s=self._now()) else found

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
        write = {
            "update": {
                "name": self._name(collection, document_id),
                "fields": {**_values(fields), **_hidden(fields)},
            },
            **_precondition(expect),
        }
        with _outages(), _conflicts(expect):
            async with asyncio.timeout(self._deadline_s):
                answer = await self._post(self._root, "commit", {"writes": [write]})
            return str(answer["writeResults"][0]["updateTime"])

    async def delete(self, collection: str, document_id: str) -> None:
        """Forget a document; one that is not there is forgotten already."""
        if not storable.is_id(document_id):
            return
        write = {"delete": self._name(collection, document_id)}
        with _outages():
            async with asyncio.timeout(self._deadline_s):
                await self._post(self._root, "commit", {"writes": [write]})

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
        query = _newest(collection, uid=uid, limit=limit, fields=fields)
        if cursor is not None:
            query["startAt"] = self._after(collection, cursors.decode(cursor, uid=uid))
        with _outages():
            rows = await self._read(self._parent, "runQuery", {"structuredQuery": query})
            # A row may hold no more than the time of reading, or the error that ended the list.
            kept = [row for row in rows if "document" in row or "error" in row]
            found = [_document(row["document"]) for row in kept]
            return cursors.page(found, uid=uid, limit=limit, fields=fields, now_s=self._now())

    async def forget_owner(self, collection: str, *, uid: str) -> None:
        """Forget every document whose `uid` field is `uid`, 300 in each commit.

        Each query and each commit has a deadline of its own.
        """
        body = {"structuredQuery": _owned(collection, uid=uid)}
        names: list[str] = []
        with _outages():
            while not names or len(names) == _FORGOTTEN_AT_ONCE:
                rows = await self._read(self._parent, "runQuery", body)
                kept = [row for row in rows if "document" in row or "error" in row]
                names = [row["document"]["name"] for row in kept]
                if not names:
                    return
                async with asyncio.timeout(self._deadline_s):
                    writes = [{"delete": name} for name in names]
                    await self._post(self._root, "commit", {"writes": writes})

    async def aclose(self) -> None:
        """Give back the connections; a later call opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _name(self, collection: str, document_id: str) -> str:
        return f"{self._parent}/{collection}/{_escaped(document_id)}"

    def _after(self, collection: str, position: cursors.Position) -> dict[str, Any]:
        name = self._name(collection, position.document_id)
        values = [{"integerValue": str(position.created_at_ms)}, {"referenceValue": name}]
        return {"values": values, "before": False}

    async def _read(self, parent: str, method: str, body: Mapping[str, Any]) -> Any:
        async with asyncio.timeout(self._deadline_s):
            try:
                return await self._post(parent, method, body)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                pass
            except httpx.HTTPStatusError as refusal:
                if refusal.response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    raise
            await asyncio.sleep(0.02 + secrets.randbelow(80) / 1000)
            return await self._post(parent, method, body)

    async def _post(self, parent: str, method: str, body: Mapping[str, Any]) -> Any:
        token = "owner" if self._token is None else await self._token.current()
        response = await self._connections().post(
            f"{self._base}/v1/{quote(parent, safe='/()')}:{method}",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        response.raise_for_status()
        # Firestore's own integers come as strings, so a bare number is a double, "-0" included.
        return json.loads(response.content, parse_int=float)

    def _connections(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = http_client(deadline_s=self._deadline_s, transport=self._transport)
        return self._client


def _token(credentials_json: str | None) -> AccessToken:
    if credentials_json == DEFAULT:
        return DefaultToken(scope=_SCOPE, service="documents")
    return GoogleToken(credentials_json=credentials_json, audience=f"{_SERVICE}/")


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, TimeoutError) as cause:
        raise errors.DependencyDown(service="documents") from cause
    except (ValueError, TypeError, LookupError, AttributeError) as cause:
        # An answer that is not JSON, or not of the form that Firestore promises.
        raise errors.DependencyDown(service="documents") from cause


@contextmanager
def _conflicts(expect: str | None) -> Iterator[None]:
    conflicts = _CONFLICTS if expect == "absent" else _CONFLICTS_OVER_A_REVISION
    try:
        yield
    except httpx.HTTPStatusError as refusal:
        if expect is not None and _status(refusal.response) in conflicts:
            raise errors.WriteConflict from refusal
        raise


def _status(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["status"])
    except (ValueError, TypeError, LookupError):
        return ""


def _precondition(expect: str | None) -> dict[str, Any]:
    if expect is None:
        return {}
    if expect == "absent":
        return {"currentDocument": {"exists": False}}
    if _TIMESTAMP.fullmatch(expect) is None:
        raise errors.WriteConflict  # no document ever had such a revision
    return {"currentDocument": {"updateTime": expect}}


def _newest(collection: str, *, uid: str, limit: int, fields: Sequence[str]) -> dict[str, Any]:
    by_time, by_name = {"fieldPath": "created_at_ms"}, {"fieldPath": "__name__"}
    read = sorted({*fields, "created_at_ms", "expires_at_ms"})
    return {
        **_where_owned(collection, uid=uid),
        "select": {"fields": [{"fieldPath": name} for name in read]},
        "orderBy": [{"field": field, "direction": "DESCENDING"} for field in (by_time, by_name)],
        "limit": limit + 1,
    }


def _owned(collection: str, *, uid: str) -> dict[str, Any]:
    return {
        **_where_owned(collection, uid=uid),
        "select": {"fields": [{"fieldPath": "__name__"}]},
        "limit": _FORGOTTEN_AT_ONCE,
    }


def _where_owned(collection: str, *, uid: str) -> dict[str, Any]:
    owner = {"field": {"fieldPath": "uid"}, "op": "EQUAL", "value": {"stringValue": uid}}
    return {"from": [{"collectionId": collection}], "where": {"fieldFilter": owner}}


def _document(answer: Mapping[str, Any]) -> Document:
    shown = {name: value for name, value in answer.get("fields", {}).items() if name[0] != "_"}
    fields = {name: _plain(value) for name, value in shown.items()}
    document_id = unquote(answer["name"].rpartition("/")[2])
    return Document(id=document_id, fields=fields, revision=answer["updateTime"])


def _hidden(fields: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    hidden = {_WRITE: _value(secrets.token_hex(8))}
    if "expires_at_ms" in fields:
        expires_at = _EPOCH + timedelta(milliseconds=fields["expires_at_ms"])
        hidden[_EXPIRES_AT] = {"timestampValue": expires_at.isoformat().replace("+00:00", "Z")}
    return hidden


def _values(fields: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: _value(value) for name, value in fields.items()}


def _value(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {"nullValue": None}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"integerValue": str(value)}
        case float():
            return {"doubleValue": value}
        case _:
            return {"stringValue": value}


def _plain(value: Mapping[str, Any]) -> Any:
    [(kind, content)] = value.items()
    match kind:
        case "integerValue":
            return int(content)
        case "doubleValue":
            return float(content)
        case "nullValue" | "booleanValue" | "stringValue":
            return content
    msg = f"this is none of ours: {kind}"
    raise ValueError(msg)


def _escaped(document_id: str) -> str:
    """The name Firestore keeps a document under: no slash, no dots alone, no __reserved__."""
    name = document_id.replace("%", "%25").replace("/", "%2F")
    if name in {".", ".."} or _RESERVED.fullmatch(name):
        return f"%{ord(name[0]):02X}{name[1:]}"
    return name
