"""Conversations: what is kept of a session, for how long, and that forgetting is for good."""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import errors
from lib.conversations import KEPT_DAYS, MAX_BYTES, MAX_TURNS, Conversations, Exchange
from lib.offline.clock import ManualClock
from lib.offline.sqlite_documents import SqliteDocuments

DAY_S = 24 * 3600
UID, SESSION = "ana", "s"
CLAIM = {"text": "Loudness: -9.1 LUFS", "metric": "loudness", "value": -9.1, "unit": "LUFS"}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def documents(tmp_path: Path, clock: ManualClock) -> AsyncIterator[SqliteDocuments]:
    store = SqliteDocuments(tmp_path / "documents.sqlite3", now=clock.now)
    yield store
    store.close()


@pytest.fixture
def conversations(documents: SqliteDocuments, clock: ManualClock) -> Conversations:
    return Conversations(documents, clock=clock)


def said(clock: ManualClock, question: str = "Is it loud?", **changes: Any) -> Exchange:
    told = Exchange(
        asked_at=clock.now(),
        question=question,
        analysis_id="an_1",
        answer="Não: −9,1 LUFS.",
        claims=(CLAIM,),
        tier="rules",
        confidence=0.7,
        degraded=False,
        lang="pt-BR",
    )
    return replace(told, **changes)


async def questions(conversations: Conversations, *, session_id: str = SESSION) -> list[str]:
    found = await conversations.find(session_id, uid=UID)
    return [one.question for one in found.exchanges] if found else []


async def test_a_conversation_is_read_as_it_was_said_oldest_first(conversations, clock):
    first = said(clock)
    clock.advance(5)
    second = said(clock, "And in mono?", tier="senior", degraded=True, analysis_id=None, claims=())

    # The later question was answered sooner.
    assert await conversations.keep(second, uid=UID, session_id=SESSION)
    assert await conversations.keep(first, uid=UID, session_id=SESSION)

    found = await conversations.find(SESSION, uid=UID)
    assert found.session_id == SESSION
    assert found.exchanges == (first, second)
    assert (found.created_at, found.updated_at) == (second.asked_at, second.asked_at)


async def test_nobody_finds_or_forgets_another_users_whatever_the_names(conversations, clock):
    await conversations.keep(said(clock), uid="a:b", session_id="c")

    assert await conversations.find("b:c", uid="a") is None
    assert await conversations.find("c", uid="bia") is None
    await conversations.forget("b:c", uid="a")
    await conversations.forget_about("an_1", uid="a")
    await conversations.forget_owner(uid="a")
    assert await conversations.find("c", uid="a:b") is not None


async def test_the_list_has_no_turns_and_begins_with_the_one_begun_last(conversations, clock):
    for n in range(3):
        await conversations.keep(
            said(clock, f"{n} " + "is it\nloud? " * 40), uid=UID, session_id=f"s{n}"
        )
        clock.advance(1)

    page = await conversations.newest(uid=UID, limit=2, cursor=None)
    rest = await conversations.newest(uid=UID, limit=2, cursor=page.next_cursor)

    listed = [one.fields for one in (*page.documents, *rest.documents)]
    assert [one["session_id"] for one in listed] == ["s2", "s1", "s0"]
    assert all("turns" not in one and one["analysis_id"] == "an_1" for one in listed)
    assert listed[0]["opening"].startswith("2 is it loud? is it loud?")
    assert (len(listed[0]["opening"]), listed[0]["opening"][-1]) == (120, "…")


async def test_the_last_hundred_turns_are_kept(conversations, documents, clock):
    for n in range(MAX_TURNS + 3):
        await conversations.keep(
            said(clock, str(n), analysis_id=f"an_{n}"), uid=UID, session_id=SESSION
        )
        clock.advance(1)

    kept = await questions(conversations)

    assert kept == [str(n) for n in range(3, MAX_TURNS + 3)]
    # Nothing is left of what was dropped.
    [listed] = (await conversations.newest(uid=UID, limit=9, cursor=None)).documents
    assert listed.fields["opening"] == "3"
    stored = await documents.get("conversations", listed.id)
    assert "an_2" not in stored.fields["about"].split()


async def test_so_many_bytes_of_turns_are_kept_and_the_oldest_make_room(
    conversations, documents, clock
):
    long = "ção " * 5_000
    for n in range(20):
        await conversations.keep(said(clock, str(n), answer=long), uid=UID, session_id=SESSION)
        clock.advance(1)

    kept = await questions(conversations)
    [listed] = (await conversations.newest(uid=UID, limit=9, cursor=None)).documents
    stored = await documents.get("conversations", listed.id)

    size = len(stored.fields["turns"].encode())
    one = len(long.encode())
    assert MAX_BYTES - 2 * one < size <= MAX_BYTES
    assert kept == [str(n) for n in range(20 - len(kept), 20)]
    assert json.loads(stored.fields["turns"])[-1]["answer"] == long


@pytest.mark.parametrize(("retention_days", "days"), [(0, KEPT_DAYS), (7, 7), (90, KEPT_DAYS)])
async def test_it_goes_so_long_after_its_last_turn(documents, clock, retention_days, days):
    conversations = Conversations(documents, clock=clock, retention_days=retention_days)
    await conversations.keep(said(clock), uid=UID, session_id=SESSION)
    clock.advance(days * DAY_S - 1)
    await conversations.keep(said(clock, "Still?"), uid=UID, session_id=SESSION)
    clock.advance(days * DAY_S - 1)

    assert await questions(conversations) == ["Is it loud?", "Still?"]
    clock.advance(1)
    assert await questions(conversations) == []


async def test_a_session_is_used_again_though_its_old_conversation_is_not_deleted_yet(
    conversations, clock
):
    await conversations.keep(said(clock), uid=UID, session_id=SESSION)
    clock.advance(KEPT_DAYS * DAY_S)

    assert await conversations.keep(said(clock, "Anew?"), uid=UID, session_id=SESSION)

    assert await questions(conversations) == ["Anew?"]


async def test_of_several_writers_at_once_none_loses_a_turn(documents, conversations, clock):
    other = Conversations(documents, clock=clock)
    told = [said(clock, str(n)) for n in range(8)]

    kept = await asyncio.gather(
        *(
            (conversations, other)[n % 2].keep(one, uid=UID, session_id=SESSION)
            for n, one in enumerate(told)
        )
    )

    assert all(kept)
    assert sorted(await questions(conversations)) == [str(n) for n in range(8)]


async def test_what_others_write_to_all_the_time_is_given_up(documents, clock):
    class Contended:
        def __getattr__(self, name: str) -> Any:
            return getattr(documents, name)

        async def put(self, *_: Any, **__: Any) -> str:
            raise errors.WriteConflict

    conversations = Conversations(Contended(), clock=clock)

    with pytest.raises(errors.WriteConflict):
        await conversations.keep(said(clock), uid=UID, session_id=SESSION)


async def test_a_track_takes_with_it_each_conversation_that_it_is_spoken_of_in(
    conversations, clock
):
    for n in range(120):
        about = "an_1" if n % 40 == 0 else "an_10"
        await conversations.keep(said(clock, analysis_id=about), uid=UID, session_id=f"s{n}")
    await conversations.keep(said(clock, analysis_id="an_10"), uid=UID, session_id="s0")

    await conversations.forget_about("an_1", uid=UID)

    page = await conversations.newest(uid=UID, limit=200, cursor=None)
    left = {one.fields["session_id"] for one in page.documents}
    assert left == {f"s{n}" for n in range(120) if n % 40}


async def test_what_was_asked_long_ago_and_is_kept_only_now_is_not_kept(conversations, clock):
    """By then nobody might know any more that it was forgotten."""
    told = said(clock)
    await conversations.forget_owner(uid=UID)
    clock.advance(2 * DAY_S)

    assert await conversations.keep(told, uid=UID, session_id=SESSION) is False
    assert await questions(conversations) == []


async def test_a_write_whose_answer_was_lost_is_taken_back_all_the_same(documents, clock):
    class Losing:
        def __getattr__(self, name: str) -> Any:
            return getattr(documents, name)

        async def put(self, collection: str, *args: Any, **kinds: Any) -> str:
            await documents.put(collection, *args, **kinds)
            raise errors.DependencyDown(service="documents")

    told = said(clock)
    await Conversations(documents, clock=clock).forget(SESSION, uid=UID)

    with pytest.raises(errors.DependencyDown):
        await Conversations(Losing(), clock=clock).keep(told, uid=UID, session_id=SESSION)

    assert await questions(Conversations(documents, clock=clock)) == []


async def test_what_is_taken_back_leaves_the_other_turns(documents, conversations, clock):
    """Asked before, answered after; and one asked after all that, in the same session."""
    before = said(clock, "before")
    clock.advance(1)
    await conversations.forget(SESSION, uid=UID)
    clock.advance(1)
    await conversations.keep(said(clock, "after"), uid=UID, session_id=SESSION)

    assert await conversations.keep(before, uid=UID, session_id=SESSION) is False

    assert await questions(conversations) == ["after"]
    [listed] = (await conversations.newest(uid=UID, limit=9, cursor=None)).documents
    assert listed.fields["opening"] == "after"


@dataclass
class World:
    """One user's tracks and conversations, what questions remember, and who forgets them."""

    gate: Any
    clock: ManualClock
    tracks: set[str] = field(default_factory=lambda: {"an_1", "an_2"})
    remembered: dict[str, str] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    forgetting_from: float = 0.0
    forgotten_at: float = 0.0

    @property
    def conversations(self) -> Conversations:
        return Conversations(self.gate, clock=self.clock)

    async def ask(self, name: str, *, about: str | None, session_id: str) -> None:
        """As `lib.ask` goes about it."""
        await self.gate.pass_by()
        exchange = said(self.clock, name, analysis_id=about)
        self.asked[name] = self.clock.now()
        await self.gate.pass_by()
        if about is not None and about not in self.tracks:
            return
        await self.gate.pass_by()
        self.remembered[name] = session_id
        if not await self.conversations.keep(exchange, uid=UID, session_id=session_id):
            self.remembered.clear()

    async def forget(self, what: str) -> None:
        """As `lib.forget` goes about it."""
        await self.gate.pass_by()
        self.forgetting_from = self.clock.now()
        if what == "track":
            await self.conversations.forget_about("an_1", uid=UID)
            self.remembered.clear()
            await self.gate.pass_by()
            self.tracks.discard("an_1")
            await self.conversations.forget_about("an_1", uid=UID)
        elif what == "user":
            self.tracks.clear()
            await self.conversations.forget_owner(uid=UID)
        else:
            await self.conversations.forget("s0", uid=UID)
        await self.gate.pass_by()
        for name, session_id in list(self.remembered.items()):
            if what != "session" or session_id == "s0":
                del self.remembered[name]
        self.forgotten_at = self.clock.now()


QUESTIONS = [("q0", "an_1", "s0"), ("q1", "an_2", "s1"), ("q2", None, "s0")]


@settings(max_examples=60, deadline=None)
@given(
    what=st.sampled_from(["track", "user", "session"]),
    order=st.lists(st.integers(0, len(QUESTIONS)), min_size=12, max_size=30),
)
def test_in_whatever_order_nothing_stays_of_what_was_asked_before_it_was_forgotten(
    open_gate, what, order
):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_interleaved(open_gate, what, order, Path(folder)))


async def _interleaved(open_gate: Any, what: str, order: list[int], folder: Path) -> None:
    clock = ManualClock()
    documents = SqliteDocuments(folder / "documents.sqlite3", now=clock.now)
    world = World(open_gate(documents), clock)
    asking = (world.ask(name, about=about, session_id=at) for name, about, at in QUESTIONS)
    actors = [world.gate.actor(doing) for doing in (*asking, world.forget(what))]
    for turn in itertools.chain(order, _to_the_end(actors)):
        clock.advance(1)
        if not actors[turn].task.done():
            await actors[turn].go_on()
    await asyncio.gather(*(actor.task for actor in actors))

    kept = {
        exchange.question
        for at in ("s0", "s1")
        if (found := await Conversations(documents, clock=clock).find(at, uid=UID))
        for exchange in found.exchanges
    }
    documents.close()
    gone = {"track": {"q0"}, "user": {"q0", "q1", "q2"}, "session": {"q0", "q2"}}[what]
    stays = kept | set(world.remembered)
    for name, about, _ in QUESTIONS:
        if world.asked[name] > world.forgotten_at:
            assert (name in kept) is (about is None or about in world.tracks)
        elif world.asked[name] < world.forgetting_from:
            assert name not in stays & gone
    if what == "track":
        assert "q0" not in stays
    if what == "session":
        assert "q1" in kept


def _to_the_end(actors: list[Any]) -> Iterator[int]:
    while any(not actor.task.done() for actor in actors):
        yield from range(len(actors))
