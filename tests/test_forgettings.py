"""Forgettings: what a mark covers, and for how long it is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lib.forgettings import Forgettings, everything_of, said_by
from lib.offline.clock import ManualClock
from lib.offline.sqlite_documents import SqliteDocuments

DAY_S = 24 * 3600


@pytest.fixture
def time() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def forgettings(tmp_path: Path, time: ManualClock) -> AsyncIterator[Forgettings]:
    store = SqliteDocuments(tmp_path / "own.sqlite3", now=time.now)
    yield Forgettings(store, clock=time)
    store.close()


async def test_what_was_asked_for_before_the_mark_is_covered_and_what_came_after_is_not(
    forgettings, time
):
    before = time.now()
    time.advance(10)
    await forgettings.leave("a thing")
    time.advance(1)

    assert await forgettings.cover("a thing", asked_at=before)
    assert not await forgettings.cover("a thing", asked_at=time.now())
    await forgettings.leave("a thing")
    assert await forgettings.cover("a thing", asked_at=time.now())


async def test_another_instances_clock_may_be_a_quarter_of_a_second_ahead(forgettings, time):
    await forgettings.leave("a thing")

    assert await forgettings.cover("a thing", asked_at=time.now() + 0.25)
    assert not await forgettings.cover("a thing", asked_at=time.now() + 0.26)


async def test_any_of_several_marks_covers_and_no_other_does(forgettings, time):
    await forgettings.leave(said_by("ana"))

    assert await forgettings.cover(everything_of("ana"), said_by("ana"), asked_at=time.now())
    assert not await forgettings.cover(everything_of("ana"), said_by("bia"), asked_at=time.now())


async def test_a_mark_is_there_for_longer_than_anybody_may_be_late(forgettings, time):
    asked_at = time.now()
    await forgettings.leave("a thing")
    time.advance(3600)
    assert not forgettings.too_late(asked_at=asked_at)
    time.advance(1)
    assert forgettings.too_late(asked_at=asked_at)
    time.advance(DAY_S - 3602)

    assert await forgettings.cover("a thing", asked_at=asked_at)
    time.advance(1)
    assert not await forgettings.cover("a thing", asked_at=asked_at)
