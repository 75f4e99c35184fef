"""Users over each store: one document each, whoever writes at once, and gone when forgotten."""

from __future__ import annotations

import asyncio

import pytest

from lib.offline.clock import ManualClock
from lib.ports import Documents
from lib.users import GUEST_DAYS, User, Users

DAY_S = 24 * 3600


@pytest.fixture
def users(documents: Documents, clock: ManualClock) -> Users:
    return Users(documents, clock=clock, plans=["pro"])


async def test_what_is_written_of_a_user_is_read_as_it_was(
    users: Users, documents: Documents, clock: ManualClock
) -> None:
    came_at = clock.now()
    await users.meet("ana/ção", anonymous=True, came_at=came_at)

    stored = await documents.get("users", "ana/ção")
    assert stored is not None
    known = await users.find("ana/ção")
    assert known == User("ana/ção", "", True, int(came_at * 1000), known.seen_day if known else "")
    assert stored.fields["expires_at_ms"] == int(came_at * 1000) + GUEST_DAYS * DAY_S * 1000


async def test_of_those_who_write_at_once_none_undoes_what_another_did(
    documents: Documents, clock: ManualClock
) -> None:
    instances = [Users(documents, clock=clock, plans=["pro"]) for _ in range(4)]
    for plan in ("pro", ""):
        await asyncio.gather(
            instances[0].assign("ana", plan=plan),
            *(one.meet("ana", anonymous=False, came_at=clock.now()) for one in instances),
        )

        known = await instances[0].find("ana")
        assert known is not None
        assert known.plan == plan
        assert known.seen_day
        clock.advance(DAY_S)


async def test_a_guest_who_comes_back_after_the_document_expired_is_noted_anew(
    users: Users, clock: ManualClock
) -> None:
    await users.meet("ana", anonymous=True, came_at=clock.now())
    clock.advance(GUEST_DAYS * DAY_S)
    assert await users.find("ana") is None

    await users.meet("ana", anonymous=False, came_at=clock.now())

    known = await users.find("ana")
    assert known is not None
    assert not known.anonymous
    assert known.created_at_ms == int(clock.now() * 1000)


async def test_who_is_forgotten_is_gone_and_who_was_on_the_way_does_not_bring_them_back(
    users: Users, documents: Documents, clock: ManualClock
) -> None:
    came_at = clock.now()
    await users.meet("bia", anonymous=False, came_at=came_at)
    await users.assign("ana", plan="pro")
    clock.advance(1)

    await users.forget("ana")
    await Users(documents, clock=clock).meet("ana", anonymous=False, came_at=came_at)

    assert await users.find("ana") is None
    assert await users.plan("ana") == ""
    assert await users.forgotten("ana", asked_at=came_at)
    assert not await users.forgotten("bia", asked_at=came_at)
    assert await users.find("bia") is not None
    clock.advance(1)
    assert not await users.forgotten("ana", asked_at=clock.now())
    assert await users.assign("ana", plan="pro")
    assert await users.plan("ana") == "pro"
