"""What holds for any use of a store behind the documents port, held against each of them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import errors
from lib.offline.clock import ManualClock
from lib.ports import Document, Documents

COLLECTION = "analyses"
# What one query and one commit of the live store forget at most.
FORGOTTEN_AT_ONCE = 300

# An example brings ids and owners of its own, so that one store serves them all.
SHARED_STORE = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Put:
    id: str
    n: int
    uid: str | None
    created_at_ms: int | None
    lasts_s: float | None
    expect: Literal["absent", "current", "former", "never"] | None


@dataclass(frozen=True)
class Delete:
    id: str


@dataclass(frozen=True)
class Forget:
    uid: str


@dataclass(frozen=True)
class Wait:
    seconds: float


@dataclass(frozen=True)
class Get:
    id: str


@dataclass(frozen=True)
class List:
    uid: str
    limit: int


Step = Put | Delete | Forget | Wait | Get | List

IDS = ("a", "b", "c/é", "d")
ids = st.sampled_from(IDS)
uids = st.sampled_from(["ana", "bob"])
puts = st.builds(
    Put,
    id=ids,
    n=st.integers(0, 1),
    uid=st.sampled_from(["ana", "ana", "ana", "bob", None]),
    created_at_ms=st.sampled_from([1, 1, 1, 2, None]),
    lasts_s=st.sampled_from([None, None, None, 0.0, 1.0, 3.0]),
    expect=st.sampled_from([None, None, "current", "former", "absent", "never"]),
)
# By how often each comes; one_of() would have each as often as the others.
kinds: list[st.SearchStrategy[Step]] = [
    *([puts] * 9),
    st.builds(Delete, ids),
    st.builds(Forget, uids),
    st.builds(Wait, st.sampled_from([0.5, 1.0, 2.0])),
    *([st.builds(Get, ids)] * 2),
    *([st.builds(List, uids, st.integers(1, 3))] * 2),
]
steps = st.lists(st.sampled_from(kinds).flatmap(lambda kind: kind), min_size=12, max_size=30)


@dataclass
class Model:
    """The same store as a dictionary, and every revision that was ever handed out, by id."""

    clock: ManualClock
    kept: dict[str, Document] = field(default_factory=dict)
    revisions: dict[str, list[str]] = field(default_factory=dict)

    def there(self, document_id: str) -> Document | None:
        """What a reader finds: nothing that has expired, though it is still kept."""
        found = self.kept.get(document_id)
        if found is None:
            return None
        over = found.fields.get("expires_at_ms")
        return found if over is None or over > self.clock.now() * 1000 else None

    def holds(self, put: Put) -> bool:
        """Whether a write's condition holds, for which what has expired still counts."""
        match put.expect:
            case None:
                return True
            case "absent":
                return put.id not in self.kept
            case "current":
                return put.id in self.kept
            case _:
                return False

    def expect(self, put: Put) -> str | None:
        """The condition as the port takes it."""
        current = self.kept[put.id].revision if put.id in self.kept else None
        former = [one for one in self.revisions.get(put.id, []) if one != current]
        match put.expect:
            case "current":
                return current or "never"
            case "former":
                return former[-1] if former else "never"
            case _:
                return put.expect

    def owned(self, uid: str) -> list[Document]:
        """An owner's documents, newest first, and those that have expired among them."""
        timed = [one for one in self.kept.values() if "created_at_ms" in one.fields]
        mine = [one for one in timed if one.fields.get("uid") == uid]
        return sorted(mine, key=lambda one: (one.fields["created_at_ms"], one.id), reverse=True)


@dataclass
class Pair:
    """A store and its model, with each example's ids and owners apart from the others'."""

    documents: Documents
    model: Model
    example: str = field(default_factory=lambda: secrets.token_hex(6))

    async def take(self, step: Step) -> None:
        """Do one thing to both, and have them agree."""
        match step:
            case Put():
                await self._put(step)
            case Delete(document_id):
                await self.documents.delete(COLLECTION, self._own(document_id))
                self.model.kept.pop(document_id, None)
            case Forget(uid):
                await self.documents.forget_owner(COLLECTION, uid=self._own(uid))
                kept = self.model.kept.items()
                left = {name: one for name, one in kept if one.fields.get("uid") != uid}
                self.model.kept = left
            case Wait(seconds):
                self.model.clock.advance(seconds)
            case Get(document_id):
                found = await self.documents.get(COLLECTION, self._own(document_id))
                assert self._named(found) == self.model.there(document_id)
            case List(uid, limit):
                await self._list(uid, limit=limit)

    async def look_at_everything(self) -> None:
        """Read all that there is, and have both agree on it."""
        for document_id in IDS:
            await self.take(Get(document_id))
        for uid in ("ana", "bob"):
            await self.take(List(uid, 1))
            await self.take(List(uid, len(self.model.owned(uid)) or 1))

    async def _put(self, put: Put) -> None:
        fields: dict[str, Any] = {"n": put.n}
        fields |= {"uid": put.uid} if put.uid else {}
        fields |= {} if put.created_at_ms is None else {"created_at_ms": put.created_at_ms}
        if put.lasts_s is not None:
            fields["expires_at_ms"] = int((self.model.clock.now() + put.lasts_s) * 1000)
        stored = fields | ({"uid": self._own(put.uid)} if put.uid else {})
        expect, document_id = self.model.expect(put), self._own(put.id)
        if not self.model.holds(put):
            with pytest.raises(errors.WriteConflict):
                await self.documents.put(COLLECTION, document_id, stored, expect=expect)
            return
        revision = await self.documents.put(COLLECTION, document_id, stored, expect=expect)
        known = self.model.revisions.setdefault(put.id, [])
        assert revision not in known
        known.append(revision)
        self.model.kept[put.id] = Document(put.id, fields, revision)

    async def _list(self, uid: str, *, limit: int) -> None:
        names, cursor = ("n", "uid", "created_at_ms", "expires_at_ms"), None
        left = self.model.owned(uid)
        while True:
            page = await self.documents.newest(
                COLLECTION, uid=self._own(uid), limit=limit, cursor=cursor, fields=names
            )
            expected = [one for one in left[:limit] if self.model.there(one.id)]
            assert [self._named(one) for one in page.documents] == expected
            left, cursor = left[limit:], page.next_cursor
            assert (cursor is None) == (left == [])
            if cursor is None:
                return

    def _own(self, name: str) -> str:
        return f"{self.example}:{name}"

    def _named(self, found: Document | None) -> Document | None:
        if found is None:
            return None
        fields = dict(found.fields)
        if "uid" in fields:
            fields["uid"] = fields["uid"].removeprefix(f"{self.example}:")
        return Document(found.id.removeprefix(f"{self.example}:"), fields, found.revision)


@pytest.mark.parametrize("documents", ["sqlite"], indirect=True)
@settings(SHARED_STORE, max_examples=300)
@given(steps=steps)
async def test_any_use_of_the_file_agrees_with_a_dictionary(
    documents: Documents, clock: ManualClock, steps: Sequence[Step]
) -> None:
    await _agree(documents, clock, steps)


@pytest.mark.parametrize("documents", ["firestore"], indirect=True)
@SHARED_STORE
@given(steps=steps)
async def test_any_use_of_firestore_agrees_with_a_dictionary(
    documents: Documents, clock: ManualClock, steps: Sequence[Step]
) -> None:
    await _agree(documents, clock, steps)


async def test_a_conditional_write_still_meets_what_has_expired(
    documents: Documents, clock: ManualClock
) -> None:
    expired = {"n": 1, "expires_at_ms": int(clock.now() * 1000)}
    revision = await documents.put(COLLECTION, "a", expired)
    assert await documents.get(COLLECTION, "a") is None
    with pytest.raises(errors.WriteConflict):
        await documents.put(COLLECTION, "a", {"n": 2}, expect="absent")
    await documents.put(COLLECTION, "a", {"n": 3}, expect=revision)
    found = await documents.get(COLLECTION, "a")
    assert found is not None
    assert found.fields == {"n": 3}


async def test_a_page_of_nothing_but_what_has_expired_is_empty_and_another_follows(
    documents: Documents, clock: ManualClock
) -> None:
    for n in range(5):
        fields: dict[str, Any] = {"uid": "u", "created_at_ms": n}
        fields |= {"expires_at_ms": int(clock.now() * 1000)} if n > 1 else {}
        await documents.put(COLLECTION, f"d{n}", fields)
    first = await documents.newest(COLLECTION, uid="u", limit=2, fields=[])
    assert first.documents == ()
    assert first.next_cursor is not None
    second = await documents.newest(
        COLLECTION, uid="u", limit=2, cursor=first.next_cursor, fields=[]
    )
    assert [one.id for one in second.documents] == ["d1"]


async def test_a_cursor_goes_on_from_its_place_though_nothing_is_left_around_it(
    documents: Documents,
) -> None:
    for n in range(6):
        await documents.put(COLLECTION, f"d{n}", {"uid": "u", "created_at_ms": n // 2})
    page = await documents.newest(COLLECTION, uid="u", limit=3, fields=[])
    assert [one.id for one in page.documents] == ["d5", "d4", "d3"]
    for gone in ("d5", "d3", "d2"):
        await documents.delete(COLLECTION, gone)
    for _ in range(2):  # and may be used again
        rest = await documents.newest(
            COLLECTION, uid="u", limit=3, cursor=page.next_cursor, fields=[]
        )
        assert [one.id for one in rest.documents] == ["d1", "d0"]
        assert rest.next_cursor is None


@SHARED_STORE
@given(
    times=st.lists(st.integers(0, 4), min_size=1, max_size=8),
    gone=st.sets(st.integers(0, 7), max_size=3),
    inserted=st.lists(st.integers(0, 5), max_size=6),
    limit=st.integers(1, 4),
)
async def test_a_walk_meets_once_and_in_order_whatever_is_there_throughout(
    documents: Documents, times: list[int], gone: set[int], inserted: list[int], limit: int
) -> None:
    """While others write and forget; of what comes or goes meanwhile, each at most once."""
    uid = secrets.token_hex(6)
    place = {f"{uid}-{n}": (time, f"{uid}-{n}") for n, time in enumerate(times)}
    late = {f"{uid}-late-{n}": (time, f"{uid}-late-{n}") for n, time in enumerate(inserted)}

    async def put(document_id: str, time: int) -> None:
        await documents.put(COLLECTION, document_id, {"uid": uid, "created_at_ms": time})

    async def disturb() -> None:
        for document_id, (time, _) in late.items():
            await put(document_id, time)
        for n in gone & set(range(len(times))):
            await documents.delete(COLLECTION, f"{uid}-{n}")

    await asyncio.gather(*(put(document_id, time) for document_id, (time, _) in place.items()))
    seen, _ = await asyncio.gather(_walk(documents, uid=uid, limit=limit), disturb())
    positions = [(place | late)[document_id] for document_id in seen]
    assert positions == sorted(set(positions), reverse=True)
    assert {name for name in place if int(name.rpartition("-")[2]) not in gone} <= set(seen)


async def test_who_reads_and_writes_under_a_condition_loses_nothing_to_others(
    documents: Documents,
) -> None:
    async def count(times: int) -> None:
        for _ in range(times):
            while not await increment():
                pass

    async def increment() -> bool:
        found = await documents.get(COLLECTION, "n")
        n, expect = (found.fields["n"], found.revision) if found else (0, "absent")
        try:
            await documents.put(COLLECTION, "n", {"n": n + 1}, expect=expect)
        except errors.WriteConflict:
            return False
        return True

    await asyncio.gather(*(count(4) for _ in range(5)))
    found = await documents.get(COLLECTION, "n")
    assert found is not None
    assert found.fields == {"n": 20}


async def test_an_owner_is_forgotten_whatever_the_number_of_their_documents(
    documents: Documents, clock: ManualClock
) -> None:
    """Those that have expired and those that are in no list among them; nobody else's."""
    count = 2 * FORGOTTEN_AT_ONCE + 1
    expired = {"expires_at_ms": int(clock.now() * 1000)}
    kinds: list[dict[str, Any]] = [{"created_at_ms": 1}, {}, {"created_at_ms": 1, **expired}]
    documents_of_ana = [(f"a{n}", {"uid": "ana", **kinds[n % 3]}) for n in range(count)]
    for at in range(0, count, 50):
        some = documents_of_ana[at : at + 50]
        await asyncio.gather(*(documents.put(COLLECTION, name, one) for name, one in some))
    await documents.put(COLLECTION, "b", {"uid": "bob", "created_at_ms": 1})
    await documents.forget_owner(COLLECTION, uid="ana")
    assert await _walk(documents, uid="ana", limit=100) == []
    assert await _walk(documents, uid="bob", limit=100) == ["b"]
    for name, fields in documents_of_ana[:: count // 30]:
        # A conditional write would meet even what has expired.
        await documents.put(COLLECTION, name, fields, expect="absent")


async def test_an_owner_who_writes_while_they_are_forgotten_is_forgotten_by_the_next_call(
    documents: Documents,
) -> None:
    async def write(n: int) -> None:
        await documents.put(COLLECTION, f"a{n}", {"uid": "ana", "created_at_ms": n})

    await asyncio.gather(*(write(n) for n in range(20)))
    await asyncio.gather(
        documents.forget_owner(COLLECTION, uid="ana"), *(write(n) for n in range(15, 40))
    )
    left = await _walk(documents, uid="ana", limit=50)
    assert {f"a{n}" for n in range(15)}.isdisjoint(left)
    await documents.forget_owner(COLLECTION, uid="ana")
    assert await _walk(documents, uid="ana", limit=50) == []


async def _agree(documents: Documents, clock: ManualClock, steps: Sequence[Step]) -> None:
    pair = Pair(documents, Model(clock))
    for step in steps:
        await pair.take(step)
    await pair.look_at_everything()


async def _walk(documents: Documents, *, uid: str, limit: int) -> list[str]:
    seen: list[str] = []
    cursor = None
    while True:
        page = await documents.newest(COLLECTION, uid=uid, limit=limit, cursor=cursor, fields=[])
        seen += [document.id for document in page.documents]
        cursor = page.next_cursor
        if cursor is None:
            return seen
