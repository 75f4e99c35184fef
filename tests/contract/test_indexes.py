"""The committed indexes, held equal to what is asked of Firestore and written to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from lib import cursor
from lib.archive import Archive
from lib.conversations import Conversations, Exchange
from lib.docket import Docket
from lib.live.firestore import FirestoreDocuments
from lib.offline.clock import ManualClock
from lib.track import Analysis, Job, Upload
from lib.users import Users

FILE = Path(__file__).parents[2] / "firestore.indexes.json"
UPDATE_TIME = "2026-11-21T21:28:41.258707Z"
REPORT: dict[str, Any] = {
    "sha256": "0" * 64,
    "analysis_version": "1",
    "file": {"format": "WAV", "duration_s": 1.0},
    "loudness": {"integrated_lufs": -14.0, "true_peak_dbtp": None},
}
SAID = Exchange(1.5, "Is it loud?", "an_1", "It is.", (), "rules", 1.0, degraded=False, lang="en")
# What no query names and every write would pay for, beside what the adapter hides.
LONG = {"report", "turns", "about", "upload"}
Index = tuple[str, tuple[tuple[str, str], ...]]


class Called:
    """Passes calls on and notes which."""

    def __init__(self, noun: Any) -> None:
        self.noun = noun
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(self.noun, name)


@pytest.fixture
async def traffic() -> list[tuple[str, dict[str, Any]]]:
    """Every call of each noun as Firestore gets it: the method, and the body."""
    sent: list[tuple[str, dict[str, Any]]] = []

    def firestore(request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition(":")[2]
        sent.append((method, json.loads(request.content)))
        if method == "commit":
            return httpx.Response(200, json={"writeResults": [{"updateTime": UPDATE_TIME}]})
        return httpx.Response(200, json=[{"readTime": UPDATE_TIME, "missing": "a"}])

    documents = FirestoreDocuments(
        project="demo",
        emulator_host="127.0.0.1:9",
        credentials_json=None,
        prefix="production",
        transport=httpx.MockTransport(firestore),
    )
    clock = ManualClock(start_s=1.5)
    nouns = [
        await _archived(Called(Archive(documents, clock=clock, retention_days=30))),
        await _conversed(Called(Conversations(documents, clock=clock))),
        await _docketed(Called(Docket(documents, clock=clock, ttl_s=60))),
        await _listed(Called(Users(documents, clock=clock, plans=["pro"]))),
    ]
    await documents.aclose()
    for called in nouns:
        # Whoever adds a method adds its queries here.
        public = {name for name in vars(type(called.noun)) if not name.startswith("_")}
        assert called.names == public
    return sent


async def _archived(archive: Any) -> Called:
    analysis = Analysis("an_1", "u", "0" * 64, "mix.wav", 1.5, REPORT)
    after = cursor.encode(cursor.Position(created_at_ms=1, document_id="a"), uid="u")
    await archive.keep(analysis)
    await archive.keep_measurement(REPORT)
    await archive.newest(uid="u", limit=20, cursor=None)
    await archive.newest(uid="u", limit=20, cursor=after)
    await archive.find("an_1", uid="u")
    await archive.measurement("0" * 64, version="1")
    await archive.forget_measurement("0" * 64, version="1")
    await archive.written("an_1")
    await archive.retract("an_1", revision=UPDATE_TIME)
    await archive.forget("an_1")
    await archive.forget_owner(uid="u")
    return cast("Called", archive)


async def _conversed(conversations: Any) -> Called:
    await conversations.keep(SAID, uid="u", session_id="s")
    await conversations.find("s", uid="u")
    await conversations.newest(uid="u", limit=20, cursor=None)
    await conversations.forget("s", uid="u")
    await conversations.forget_about("an_1", uid="u")
    await conversations.forget_owner(uid="u")
    return cast("Called", conversations)


async def _docketed(docket: Any) -> Called:
    upload = Upload("up_1", "u", "0" * 64, 1, "a.wav", "audio/wav", "objects/a", "quick")
    times = (1.5, 1.5, 0.0)
    job = Job("an_1", "u", "queued", "queued", 0.0, 0, "first", "g", *times, upload)
    await docket.enter(job)
    await docket.close(job, state="succeeded")
    await docket.cancel(job)
    await docket.forget(job, asked_until=2.0)
    await docket.barred("an_1", asked_at=1.5)
    await docket.find("an_1")
    await docket.newest(uid="u", limit=20, cursor=None)
    await docket.forget_owner(uid="u")
    return cast("Called", docket)


async def _listed(users: Any) -> Called:
    await users.meet("u", anonymous=True, came_at=1.5)
    await users.plan("u")
    await users.find("u")
    await users.assign("u", plan="pro")
    await users.forgotten("u", asked_at=1.5)
    await users.forget("u")
    return cast("Called", users)


async def test_each_query_has_its_composite_index_and_there_is_no_other(
    traffic: list[tuple[str, dict[str, Any]]],
) -> None:
    needed = {index for query in _queries(traffic) for index in _composite(query)}
    assert needed == {
        (index["collectionGroup"], tuple((each["fieldPath"], each["order"]) for each in fields))
        for index in _declared("indexes")
        for fields in [index["fields"]]
    }
    assert all(index["queryScope"] == "COLLECTION" for index in _declared("indexes"))


async def test_no_query_names_a_field_that_is_exempt_from_indexes(
    traffic: list[tuple[str, dict[str, Any]]],
) -> None:
    exempt = {
        (each["collectionGroup"], each["fieldPath"])
        for each in _declared("fieldOverrides")
        if not each["indexes"]
    }
    named = {(_collection(query), name) for query in _queries(traffic) for name in _named(query)}
    assert ("analyses", "uid") in named
    assert not named & exempt


async def test_what_is_long_or_hidden_is_exempt_and_each_expiry_has_its_policy(
    traffic: list[tuple[str, dict[str, Any]]],
) -> None:
    written = {
        (document["name"].split("/")[-2], field)
        for method, body in traffic
        if method == "commit"
        for write in body["writes"]
        for document in [write.get("update", {"name": "/none/", "fields": {}})]
        for field in document["fields"]
    }
    overrides = {
        (each["collectionGroup"], each["fieldPath"]): each for each in _declared("fieldOverrides")
    }
    assert set(overrides) == {
        (collection, field)
        for collection, field in written
        if field in LONG or field.startswith("_")
    }
    policies = {where for where, each in overrides.items() if each.get("ttl")}
    assert policies == {where for where in written if where[1] == "_expires_at"}
    assert {collection for collection, _ in policies} == {
        "analyses",
        "conversations",
        "forgettings",
        "jobs",
        "measurements",
        "users",
    }


def _queries(traffic: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    queries = [body["structuredQuery"] for method, body in traffic if method == "runQuery"]
    assert len(queries) == 8
    return queries


def _composite(query: dict[str, Any]) -> list[Index]:
    """The index Firestore wants: equalities, then the order; none where one field does it all.

    An order that ends in the document's name in the direction of the field before it is what any
    index has by itself.
    """
    orders = [
        (order["field"]["fieldPath"], order["direction"]) for order in query.get("orderBy", [])
    ]
    if len(orders) > 1 and orders[-1] == ("__name__", orders[-2][1]):
        orders.pop()
    if not orders:
        return []
    [equal] = _equalities(query)
    return [(_collection(query), ((equal, "ASCENDING"), *orders))]


def _named(query: dict[str, Any]) -> list[str]:
    orders = [order["field"]["fieldPath"] for order in query.get("orderBy", [])]
    return [*_equalities(query), *orders]


def _equalities(query: dict[str, Any]) -> list[str]:
    owner = query["where"]["fieldFilter"]
    assert owner["op"] == "EQUAL"
    return [owner["field"]["fieldPath"]]


def _collection(query: dict[str, Any]) -> str:
    [source] = query["from"]
    assert not source.get("allDescendants")
    return str(source["collectionId"])


def _declared(part: str) -> list[dict[str, Any]]:
    return list(json.loads(FILE.read_text())[part])
