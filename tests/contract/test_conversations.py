"""Conversations over each store: whole at their largest, no turn lost, and gone when forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from lib.conversations import MAX_BYTES, MAX_TURNS, Conversations, Exchange
from lib.offline.clock import ManualClock
from lib.ports import Documents


@pytest.fixture
def conversations(documents: Documents, clock: ManualClock) -> Conversations:
    return Conversations(documents, clock=clock)


@pytest.fixture
def said(clock: ManualClock) -> Exchange:
    claim = {"text": "t", "metric": "m", "value": -9.1, "unit": "LUFS"}
    return Exchange(clock.now(), "É alto?", "an_1", "É.", (claim,), "rules", 0.7, False, "pt-BR")


async def test_the_largest_there_can_be_is_kept_and_read_whole(
    conversations: Conversations, said: Exchange
) -> None:
    long = replace(said, answer="é" * ((MAX_BYTES - 400) // 2))
    assert await conversations.keep(long, uid="ana", session_id="s" * 100)

    found = await conversations.find("s" * 100, uid="ana")

    assert found is not None
    assert found.exchanges == (long,)


async def test_of_two_writers_at_once_neither_loses_a_turn(
    conversations: Conversations, said: Exchange
) -> None:
    for n in range(3):
        await asyncio.gather(
            *(
                conversations.keep(replace(said, question=f"{n}{w}"), uid="ana", session_id="s")
                for w in "ab"
            )
        )

    found = await conversations.find("s", uid="ana")

    assert found is not None
    assert sorted(one.question for one in found.exchanges) == ["0a", "0b", "1a", "1b", "2a", "2b"]
    assert len(found.exchanges) < MAX_TURNS


async def test_what_is_forgotten_is_gone_and_what_was_being_said_meanwhile_with_it(
    conversations: Conversations, said: Exchange, clock: ManualClock
) -> None:
    for session_id in ("a", "b", "c"):
        about = "an_2" if session_id == "b" else "an_1"
        one = replace(said, analysis_id=about)
        assert await conversations.keep(one, uid="ana", session_id=session_id)
    assert await conversations.keep(said, uid="bia", session_id="a")
    clock.advance(1)

    await conversations.forget("c", uid="ana")
    await conversations.forget_about("an_1", uid="ana")

    assert [one async for one in _left(conversations)] == ["b"]
    assert not await conversations.keep(said, uid="ana", session_id="a")
    await conversations.forget_owner(uid="ana")
    assert [one async for one in _left(conversations)] == []
    assert await conversations.find("a", uid="bia") is not None


async def _left(conversations: Conversations) -> AsyncIterator[str]:
    page = await conversations.newest(uid="ana", limit=10, cursor=None)
    for one in page.documents:
        yield one.fields["session_id"]
