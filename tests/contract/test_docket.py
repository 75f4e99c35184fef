"""The docket over each store: what is owed is found again, and what is over stays over."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from lib import track
from lib.docket import Docket
from lib.errors import HashMismatch, Recorded
from lib.offline.clock import ManualClock
from lib.ports import Documents
from lib.track import Job, Upload

WEEK_S = 7 * 24 * 3600
UPLOAD = Upload("up_1", "ana", "0" * 64, 1000, "ação.wav", "audio/wav", "objects/1", "heavy")


@pytest.fixture
def docket(documents: Documents, clock: ManualClock) -> Docket:
    return Docket(documents, clock=clock, ttl_s=WEEK_S)


@pytest.fixture
def job(clock: ManualClock) -> Job:
    """A job that has just been asked for."""
    now = clock.now()
    times = {"created_at": now, "updated_at": now, "lease_until": 0.0}
    return Job(
        id="an_1",
        uid="ana",
        state="queued",
        stage="queued",
        progress=0.0,
        attempt=0,
        admission="first",
        generation="g",
        upload=UPLOAD,
        **times,
    )


@pytest.fixture
def again(job: Job, clock: ManualClock) -> Job:
    """The same job, asked for again later."""
    return replace(job, admission="second", created_at=clock.now() + 60)


async def test_what_was_entered_is_owed_with_all_that_is_needed_to_do_it(
    docket: Docket, job: Job
) -> None:
    assert await docket.enter(job)
    assert await docket.enter(job)

    entry = await docket.find("an_1")
    assert entry is not None
    assert entry.open
    assert (entry.job.uid, entry.job.admission, entry.job.upload) == ("ana", "first", UPLOAD)
    assert entry.job.created_at == job.created_at


async def test_what_is_over_is_not_owed_and_tells_how_it_ended(docket: Docket, job: Job) -> None:
    await docket.enter(job)
    assert await docket.close(job, state="failed", error=track.recorded(HashMismatch()))

    assert not await docket.enter(job)
    entry = await docket.find("an_1")
    assert entry is not None
    assert not entry.open
    told = track.failure(entry.job)
    assert isinstance(told, Recorded)
    assert told.slug == HashMismatch.slug


async def test_closing_what_was_never_promised_writes_nothing(docket: Docket, job: Job) -> None:
    assert await docket.close(job, state="succeeded")

    assert await docket.find("an_1") is None


@pytest.mark.parametrize("entered", [True, False])
async def test_what_was_cancelled_cannot_be_entered_nor_succeed_however_late(
    docket: Docket, job: Job, entered: bool
) -> None:
    if entered:
        await docket.enter(job)
    await docket.cancel(job)

    assert not await docket.enter(job)
    assert not await docket.close(job, state="succeeded")
    assert await docket.barred("an_1", asked_at=job.created_at)


async def test_what_is_asked_for_after_a_cancellation_is_owed_again(
    docket: Docket, job: Job, again: Job
) -> None:
    await docket.enter(job)
    await docket.cancel(job)

    assert await docket.enter(again)
    assert not await docket.enter(job), "who is slow does not undo what followed"
    assert not await docket.barred("an_1", asked_at=again.created_at)
    entry = await docket.find("an_1")
    assert entry is not None
    assert (entry.open, entry.job.admission) == (True, "second")


async def test_a_slow_cancellation_spares_what_was_asked_for_since(
    docket: Docket, job: Job, again: Job
) -> None:
    await docket.enter(again)
    await docket.cancel(job)

    entry = await docket.find("an_1")
    assert entry is not None
    assert entry.open


async def test_what_was_asked_for_again_and_done_at_once_is_not_cancelled_any_more(
    docket: Docket, job: Job, again: Job
) -> None:
    await docket.enter(job)
    await docket.cancel(job)

    assert await docket.close(again, state="succeeded")
    assert not await docket.barred("an_1", asked_at=job.created_at)
    entry = await docket.find("an_1")
    assert entry is not None
    assert (entry.job.state, entry.job.admission) == ("succeeded", "second")


async def test_what_is_forgotten_is_nobodys_and_not_to_be_entered(
    docket: Docket, documents: Documents, job: Job, clock: ManualClock
) -> None:
    await docket.enter(job)
    await docket.forget(job, asked_until=clock.now())

    assert await docket.find("an_1") is None
    assert not await docket.enter(job)
    left = await documents.get("jobs", "an_1")
    assert left is not None
    assert "ana" not in str(left.fields)
    assert UPLOAD.sha256 not in str(left.fields)
    assert (await docket.newest(uid="ana", limit=10, cursor=None)).documents == ()


async def test_forgetting_bars_also_what_is_not_noted_yet(
    docket: Docket, job: Job, again: Job, clock: ManualClock
) -> None:
    earlier = replace(job, admission="earlier", created_at=job.created_at - 60)
    await docket.forget(earlier, asked_until=clock.now() + 1)

    assert not await docket.enter(job)
    assert await docket.enter(again)


async def test_an_entry_is_gone_with_its_time_and_its_place_is_free(
    docket: Docket, job: Job, clock: ManualClock
) -> None:
    await docket.enter(job)
    clock.advance(WEEK_S + 1)
    assert await docket.find("an_1") is None

    late = replace(job, admission="late", created_at=clock.now())
    assert await docket.enter(late)
    await docket.cancel(late)
    clock.advance(WEEK_S + 1)
    latest = replace(job, admission="latest", created_at=clock.now())
    await docket.cancel(latest)
    assert await docket.barred("an_1", asked_at=latest.created_at)


async def test_of_many_who_enter_and_cancel_at_once_the_cancellation_wins(
    docket: Docket, job: Job
) -> None:
    entering = [docket.enter(job) for _ in range(5)]
    await asyncio.gather(*entering[:3], docket.cancel(job), *entering[3:])

    assert await docket.barred("an_1", asked_at=job.created_at)


async def test_a_users_jobs_are_listed_newest_first_and_forgotten_together(
    docket: Docket, job: Job, again: Job
) -> None:
    await docket.enter(job)
    await docket.enter(replace(again, id="an_2"))
    await docket.enter(replace(job, id="an_3", uid="bia", upload=replace(UPLOAD, uid="bia")))

    page = await docket.newest(uid="ana", limit=10, cursor=None)
    assert [one.id for one in page.documents] == ["an_2", "an_1"]
    await docket.forget_owner(uid="ana")
    assert [await docket.find(name) is None for name in ("an_1", "an_2", "an_3")] == [
        True,
        True,
        False,
    ]
