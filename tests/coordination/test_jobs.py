"""Jobs: admitted, claimed, renewed, finished, each in one round trip."""

from __future__ import annotations

import asyncio

import pytest

from lib import errors
from lib.coordination.jobs import (
    CANCELLED_FOR_GOOD_S,
    JOB_TTL_S,
    LEASE_S,
    MAX_ATTEMPTS,
    UPLOAD_TTL_S,
    Capacity,
    Claim,
    Jobs,
    Noted,
    Stalled,
)
from lib.coordination.rate_limit import Policy, Turn
from lib.track import Upload

PLENTY = Policy("test", limit=10_000, window_s=60)


@pytest.fixture
def open_jobs(redis, namespace, clock):
    def open_one(**kinds) -> Jobs:
        return Jobs(redis, namespace=namespace, clock=clock, **kinds)

    return open_one


@pytest.fixture
def jobs(open_jobs) -> Jobs:
    return open_jobs()


@pytest.fixture
def turn(namespace, clock):
    return lambda: Turn(PLENTY, uid="ana", namespace=namespace, clock=clock)


@pytest.fixture
def admit(jobs, turn):
    """Announce an upload and admit its job."""

    async def admit_one(name: str = "a", **changes):
        lane = changes.pop("lane", "quick")
        upload = Upload(
            id=f"up_{name}",
            uid="ana",
            sha256="0" * 64,
            size=1000,
            filename=f"{name} ação.wav",
            content_type="audio/wav",
            object_name=f"objects/{name}",
            lane=lane,
        )
        await jobs.open_upload(turn(), upload, job_id=f"an_{name}")
        kinds = {
            "upload_id": upload.id,
            "job_id": f"an_{name}",
            "uid": "ana",
            "to_queue": False,
            "has_queue": True,
            "slots": 2,
            "idempotency": None,
            **changes,
        }
        return await jobs.admit(turn(), **kinds)

    return admit_one


async def test_the_first_request_gets_the_claim_and_the_second_only_the_job(admit):
    first, second = await admit(), await admit()

    assert (first.outcome, first.claim.job_id) == ("claimed", "an_a")
    assert (second.outcome, second.claim) == ("running", None)
    assert second.job.upload.filename == "a ação.wav"
    assert second.job.attempt == 1


async def test_of_many_at_once_one_gets_the_claim(admit, jobs):
    await admit("other")
    admissions = await asyncio.gather(*(admit() for _ in range(30)))

    assert [one.outcome for one in admissions].count("claimed") == 1


async def test_when_the_slots_are_taken_quick_work_is_queued(admit, jobs, turn):
    outcomes = [(await admit(name)).outcome for name in "abcd"]

    assert outcomes == ["claimed", "claimed", "enqueue", "enqueue"]
    assert (await jobs.look(turn(), job_id="an_d", uid="ana")).queue_position == 1


async def test_a_finished_job_gives_its_slot_back(admit, jobs):
    first = await admit("a")
    await admit("b")
    await jobs.finish(first.claim, state="succeeded")

    assert (await admit("c")).outcome == "claimed"


async def test_a_slot_whose_holder_died_is_free_when_its_lease_ends(admit, clock):
    await admit("a")
    await admit("b")
    clock.advance(LEASE_S + 1)

    assert (await admit("c")).outcome == "claimed"


async def test_without_a_queue_and_without_a_slot_the_service_is_busy(admit):
    for name in "ab":
        await admit(name, has_queue=False)

    with pytest.raises(errors.Busy):
        await admit("c", has_queue=False)


async def test_heavy_work_is_queued_though_slots_are_free(admit):
    assert (await admit(lane="heavy")).outcome == "enqueue"


async def test_a_queued_job_is_claimed_once(admit, jobs):
    await admit(to_queue=True)

    claims = await asyncio.gather(*(jobs.claim("an_a") for _ in range(10)))

    won = [one for one in claims if not isinstance(one, Stalled)]
    assert len(won) == 1
    assert {one.reason for one in claims if isinstance(one, Stalled)} == {"busy"}


async def test_a_lease_that_is_renewed_does_not_run_out(admit, jobs, clock):
    admission = await admit(to_queue=True)
    assert admission.outcome == "enqueue"
    claim, _ = await jobs.claim("an_a")
    for _ in range(5):
        clock.advance(LEASE_S - 1)
        assert await jobs.renew(claim, stage="measuring", progress=0.5)

    stalled = await jobs.claim("an_a")

    assert stalled.reason == "busy"
    assert 0 < stalled.retry_after_s <= LEASE_S
    job = await jobs.peek("an_a")
    assert (job.stage, job.progress) == ("measuring", 0.5)


async def test_a_stale_owner_can_neither_renew_nor_finish(admit, jobs, clock):
    await admit(to_queue=True)
    old, _ = await jobs.claim("an_a")
    clock.advance(LEASE_S + 1)
    new, job = await jobs.claim("an_a")

    assert job.attempt == 2
    assert not await jobs.renew(old, stage="measuring", progress=0.9)
    assert not await jobs.finish(old, state="succeeded")
    assert (await jobs.peek("an_a")).state == "running"
    assert await jobs.finish(new, state="succeeded")
    assert not await jobs.finish(new, state="failed", error=errors.AudioRefused("audio-empty"))


async def test_after_three_attempts_that_died_the_job_fails_with_a_reason(admit, jobs, clock):
    await admit(to_queue=True)
    for _ in range(MAX_ATTEMPTS):
        assert not isinstance(await jobs.claim("an_a"), Stalled)
        clock.advance(LEASE_S + 1)

    assert (await jobs.claim("an_a")).reason == "final"
    job = await jobs.peek("an_a")
    assert job.state == "failed"
    assert job.error == {"slug": "job-abandoned", "facts": {"attempts": MAX_ATTEMPTS}}


async def test_a_failed_job_starts_afresh_when_it_is_asked_for_again(admit, jobs):
    first = await admit()
    await jobs.finish(first.claim, state="failed", error=errors.UploadIncomplete(size=5))

    again = await admit()

    assert (again.outcome, again.job.attempt, again.job.error) == ("claimed", 1, None)


async def test_an_outage_costs_no_attempt(admit, jobs):
    await admit(to_queue=True)
    for _ in range(2 * MAX_ATTEMPTS):
        claim, job = await jobs.claim("an_a")
        assert job.attempt == 1
        assert (await jobs.give_back(claim, lane="quick")).state == "queued"

    assert (await jobs.peek("an_a")).state == "queued"


async def test_a_job_too_heavy_for_its_request_waits_in_the_heavy_lane(admit, jobs, turn, clock):
    await admit("other", to_queue=True, lane="heavy")
    clock.advance(1)
    admission = await admit()

    waiting = await jobs.give_back(admission.claim, lane="heavy")

    assert (waiting.state, waiting.upload.lane, waiting.attempt) == ("queued", "heavy", 0)
    assert (await jobs.look(turn(), job_id="an_a", uid="ana")).queue_position == 1
    assert await jobs.give_back(admission.claim, lane="heavy") is None
    assert (await admit("b")).outcome == "claimed"  # its slot is free again


async def test_a_cancelled_job_is_lost_to_its_worker(admit, jobs, turn):
    await admit(to_queue=True)
    claim, _ = await jobs.claim("an_a")

    cancelled = await jobs.cancel(turn(), job_id="an_a", uid="ana")

    assert cancelled.state == "cancelled"
    assert not await jobs.renew(claim, stage="measuring", progress=0.1)
    assert not await jobs.finish(claim, state="succeeded")
    assert (await jobs.claim("an_a")).reason == "cancelled"


async def test_only_the_owner_sees_or_cancels_a_job(admit, jobs, turn):
    await admit()

    assert await jobs.look(turn(), job_id="an_a", uid="eve") is None
    with pytest.raises(errors.JobNotFound):
        await jobs.cancel(turn(), job_id="an_a", uid="eve")
    assert await jobs.forget(turn(), job_id="an_a", uid="eve") is None
    assert await jobs.look(turn(), job_id="an_a", uid="ana") is not None


async def test_a_job_whose_worker_died_is_put_back_in_the_queue(admit, jobs, clock):
    admission = await admit()
    assert (await jobs.revive("an_a", has_queue=True)).job is None
    clock.advance(LEASE_S + 1)

    revived = (await jobs.revive("an_a", has_queue=True)).job

    assert (revived.state, revived.attempt) == ("queued", 1)
    assert revived.generation != admission.job.generation
    _, job = await jobs.claim("an_a")
    assert job.attempt == 2


async def test_a_job_that_was_never_delivered_is_announced_again_under_its_old_name(
    admit, jobs, clock
):
    admission = await admit(to_queue=True)
    assert (await jobs.revive("an_a", has_queue=True)).job is None
    clock.advance(3 * LEASE_S)

    assert (await jobs.revive("an_a", has_queue=True)).job.generation == admission.job.generation


async def test_the_sweep_finds_late_and_waiting_jobs_and_no_others(admit, jobs, clock):
    done = await admit("done")
    await jobs.finish(done.claim, state="succeeded")
    await admit("late")
    clock.advance(LEASE_S + 1)
    await admit("alive")
    await admit("waiting", to_queue=True)

    assert set(await jobs.unfinished()) == {"an_late", "an_waiting"}


async def test_an_idempotency_key_belongs_to_one_request(admit):
    await admit("a", idempotency=("key", "one"))
    assert (await admit("a", idempotency=("key", "one"))).outcome == "running"

    with pytest.raises(errors.IdempotencyKeyReused):
        await admit("b", idempotency=("key", "two"))


async def test_an_admission_that_is_closed_is_over_and_may_be_asked_for_again(admit, jobs):
    admission = await admit(to_queue=True)
    down = errors.DependencyDown(service="queue")

    assert await jobs.close(admission.job, state="failed", error=down)

    job = await jobs.peek("an_a")
    assert (job.state, job.error["slug"], job.queue_position) == ("failed", "dependency-down", None)
    assert await jobs.unfinished() == []
    assert (await admit()).outcome == "claimed"


async def test_an_admission_whose_task_has_come_after_all_is_not_closed(admit, jobs):
    admission = await admit(to_queue=True)
    claim, _ = await jobs.claim("an_a")

    assert not await jobs.close(admission.job, state="failed")
    assert await jobs.finish(claim, state="succeeded")


async def test_an_admission_of_old_cannot_close_a_new_one(admit, jobs, turn):
    old = await admit(to_queue=True)
    await jobs.cancel(turn(), job_id="an_a", uid="ana")
    await admit(to_queue=True)

    assert not await jobs.close(old.job, state="failed")
    assert (await jobs.peek("an_a")).state == "queued"


async def test_a_claim_that_was_made_up_opens_nothing(admit, jobs):
    await admit()
    forged = Claim("an_a", "0" * 16)

    assert not await jobs.renew(forged, stage="x", progress=1)
    assert not await jobs.finish(forged, state="succeeded")


async def test_without_a_queue_whoever_asks_does_the_work_that_waits(admit, jobs, clock):
    await admit(to_queue=True)

    again = await admit(has_queue=False)

    assert (again.outcome, again.claim.job_id) == ("claimed", "an_a")
    assert (await jobs.peek("an_a")).queue_position is None


async def test_without_a_queue_a_job_whose_worker_died_fails_rather_than_wait(admit, jobs, clock):
    await admit(has_queue=False)
    clock.advance(LEASE_S + 1)

    assert (await jobs.revive("an_a", has_queue=False)).ended
    assert (await jobs.peek("an_a")).error["slug"] == "job-abandoned"
    assert (await admit(has_queue=False)).outcome == "claimed"


async def test_a_dead_job_that_is_queued_again_is_listed_once(admit, jobs, clock):
    await admit()
    clock.advance(LEASE_S + 1)
    assert (await admit(to_queue=True)).outcome == "enqueue"

    assert await jobs.unfinished() == ["an_a"]


async def test_repeating_a_cancelled_request_does_not_undo_the_cancellation(admit, jobs, turn):
    await admit(idempotency=("key", "one"))
    await jobs.cancel(turn(), job_id="an_a", uid="ana")

    assert (await admit(idempotency=("key", "one"))).outcome == "cancelled"
    assert (await admit(idempotency=("new key", "one"))).outcome == "claimed"


async def test_a_file_outlasts_the_job_that_waits_for_it(admit, jobs, clock):
    await admit()
    clock.advance(UPLOAD_TTL_S - 1)
    await admit(to_queue=True)
    clock.advance(UPLOAD_TTL_S - 1)

    assert await jobs.expired_uploads() == []


async def queued(admit, *names: str, lane: str = "quick") -> None:
    for name in names:
        await admit(name, to_queue=True, lane=lane)


async def test_no_more_run_at_once_than_may(admit, open_jobs):
    jobs = open_jobs(capacity=Capacity(running=2, heavy=1))
    await queued(admit, "a", "b", "c")
    claim, _ = await jobs.claim("an_a")
    await jobs.claim("an_b")

    refused = await jobs.claim("an_c")

    assert refused.reason == "full"
    assert refused.retry_after_s >= 1
    assert (await jobs.peek("an_c")).state == "queued"
    await jobs.finish(claim, state="succeeded")
    assert not isinstance(await jobs.claim("an_c"), Stalled)


async def test_no_more_heavy_ones_run_at_once_than_may(admit, open_jobs):
    jobs = open_jobs(capacity=Capacity(running=3, heavy=1))
    await queued(admit, "a", "b", lane="heavy")
    await queued(admit, "c")
    await jobs.claim("an_a")

    assert (await jobs.claim("an_b")).reason == "full"
    assert not isinstance(await jobs.claim("an_c"), Stalled)


async def test_what_the_queue_runs_leaves_fewer_places_in_requests(redis, namespace, clock, turn):
    jobs = Jobs(redis, namespace=namespace, clock=clock, capacity=Capacity(running=1, heavy=1))

    async def ask(name: str, **changes):
        upload = Upload(
            f"up_{name}", "ana", "0" * 64, 1000, "a.wav", "audio/wav", name, lane="quick"
        )
        await jobs.open_upload(turn(), upload, job_id=f"an_{name}")
        kinds = {"to_queue": False, "has_queue": True, "slots": 2, "idempotency": None, **changes}
        ids = {"upload_id": upload.id, "job_id": f"an_{name}", "uid": "ana"}
        return await jobs.admit(turn(), **ids, **kinds)

    await ask("a", to_queue=True)
    await jobs.claim("an_a")

    assert (await ask("b")).outcome == "enqueue"
    with pytest.raises(errors.Busy):
        await ask("c", has_queue=False)


async def test_a_lease_that_ran_out_is_not_counted_and_not_renewed_beyond_what_may_run(
    admit, open_jobs, clock
):
    jobs = open_jobs(capacity=Capacity(running=1, heavy=1))
    await queued(admit, "a", "b")
    slow, _ = await jobs.claim("an_a")
    clock.advance(LEASE_S + 1)
    quick, _ = await jobs.claim("an_b")

    assert not await jobs.renew(slow, stage="measuring", progress=0.9)
    await jobs.finish(quick, state="succeeded")
    assert await jobs.renew(slow, stage="measuring", progress=0.9)


async def test_nothing_is_known_of_when_before_something_was_measured(admit, jobs):
    await admit(to_queue=True)

    assert (await jobs.peek("an_a")).eta_s is None


async def test_how_long_it_takes_is_told_from_what_was_measured_of_late(
    admit, open_jobs, turn, clock
):
    """A worker that took 4 s for a job has each of the three that wait for it take 4 s more."""
    jobs = open_jobs(capacity=Capacity(running=1, heavy=1))
    await queued(admit, "a")
    claim, _ = await jobs.claim("an_a")
    clock.advance(4)
    await jobs.finish(claim, state="succeeded", measured=True)
    for name in "bcd":
        await queued(admit, name)
        clock.advance(1)
    claim, running = await jobs.claim("an_b")

    assert running.eta_s == 4
    assert (await jobs.look(turn(), job_id="an_c", uid="ana")).eta_s == 4 + 4
    assert (await jobs.look(turn(), job_id="an_d", uid="ana")).eta_s == 4 + 4 + 4
    await jobs.renew(claim, stage="measuring", progress=0.5)
    assert (await jobs.peek("an_b")).eta_s == 2
    await jobs.finish(claim, state="succeeded", measured=True)
    assert (await jobs.peek("an_b")).eta_s is None


async def test_what_was_known_already_and_what_failed_tell_nothing_of_the_pace(admit, jobs, clock):
    await queued(admit, "a", "b", "c")
    known, _ = await jobs.claim("an_a")
    await jobs.finish(known, state="succeeded")
    failed, _ = await jobs.claim("an_b")
    await jobs.finish(failed, state="failed", error=errors.HashMismatch(), measured=True)

    assert (await jobs.peek("an_c")).eta_s is None


async def test_each_lane_has_a_pace_of_its_own(admit, jobs, clock):
    await queued(admit, "a", "b", lane="heavy")
    claim, _ = await jobs.claim("an_a")
    clock.advance(7)
    await jobs.finish(claim, state="succeeded", measured=True)
    await queued(admit, "c")

    assert (await jobs.peek("an_b")).eta_s == 7
    assert (await jobs.peek("an_c")).eta_s is None


async def test_a_cancelled_job_is_looked_after_until_no_worker_can_be_at_it(
    admit, jobs, turn, clock
):
    await queued(admit, "a", "b")
    await jobs.cancel(turn(), job_id="an_a", uid="ana")
    assert await jobs.cancelled_for_good() == []
    clock.advance(CANCELLED_FOR_GOOD_S)

    assert await jobs.cancelled_for_good() == ["an_a"]
    await jobs.leave_cancelled("an_a")
    assert await jobs.cancelled_for_good() == []


async def test_a_result_that_is_not_there_is_disbelieved_once(admit, jobs):
    admission = await admit()
    await jobs.disbelieve("an_a")
    assert (await jobs.peek("an_a")).state == "running"
    await jobs.finish(admission.claim, state="succeeded")

    await jobs.disbelieve("an_a")

    assert await jobs.peek("an_a") is None


async def test_what_is_kept_of_a_user_is_noted_until_it_is_forgotten(admit, jobs, turn):
    await admit("a", idempotency=("k" * 64, "print"))
    await admit("b", to_queue=True)
    kinds = {f"{one.kind}:{one.id}" for one in await jobs.noted(uid="ana", limit=10)}
    assert kinds == {
        *("upload:up_a", "job:an_a", f"idempotency:ana:{'k' * 64}"),
        *("upload:up_b", "job:an_b"),
    }
    assert await jobs.noted(uid="eve", limit=10) == []

    for job_id in ("an_a", "an_b"):
        await jobs.forget(turn(), job_id=job_id, uid="ana")
    for one in await jobs.noted(uid="ana", limit=10):
        await jobs.strike(one, uid="ana")

    assert await jobs.noted(uid="ana", limit=10) == []
    assert (await admit("a", idempotency=("k" * 64, "another"))).outcome == "claimed"


async def test_another_users_notes_stay_though_a_job_of_that_name_is_forgotten(admit, jobs, turn):
    await admit("a")
    assert await jobs.forget(turn(), job_id="an_a", uid="eve") is None
    assert Noted("job", "an_a") in await jobs.noted(uid="ana", limit=10)


async def test_notes_lapse_with_what_they_are_of(admit, jobs, clock, redis, namespace):
    await admit("a")
    clock.advance(JOB_TTL_S + 1)
    await admit("b")
    noted = {one.id for one in await jobs.noted(uid="ana", limit=10)}
    assert noted == {"up_b", "an_b"}
    left_s = await redis.execute("TTL", f"{namespace}:jobs_of:ana")
    assert JOB_TTL_S - 60 < left_s <= JOB_TTL_S


async def test_a_job_is_known_as_long_as_is_set(open_jobs, admit, redis, namespace, turn):
    day_s = 24 * 3600
    upload = Upload("up_z", "ana", "0" * 64, 9, "z.wav", "audio/wav", "z", lane="quick")
    jobs = open_jobs(ttl_s=day_s)
    await jobs.open_upload(turn(), upload, job_id="an_z")
    kinds = {"to_queue": True, "has_queue": True, "slots": 2, "idempotency": None}
    await jobs.admit(turn(), upload_id="up_z", job_id="an_z", uid="ana", **kinds)

    assert day_s - 60 < await redis.execute("TTL", f"{namespace}:job:an_z") <= day_s


@pytest.mark.parametrize("fate", ["running", "failed", "cancelled", "twice"])
async def test_of_a_forgotten_job_that_somebody_may_be_at_the_result_is_looked_for_later(
    admit, jobs, turn, clock, fate
):
    claim = (await admit()).claim
    if fate == "failed":
        await jobs.finish(claim, state="failed", error=errors.Internal())
    elif fate == "cancelled":
        await jobs.cancel(turn(), job_id="an_a", uid="ana")
    elif fate == "twice":
        clock.advance(LEASE_S + 1)
        claim, _ = await jobs.claim("an_a")
        await jobs.finish(claim, state="succeeded")

    await jobs.forget(turn(), job_id="an_a", uid="ana")

    assert not await jobs.renew(claim, stage="keeping", progress=1.0)
    assert not await jobs.finish(claim, state="succeeded")
    assert await jobs.cancelled_for_good() == []
    clock.advance(CANCELLED_FOR_GOOD_S)
    assert await jobs.cancelled_for_good() == ["an_a"]


async def test_who_sends_again_what_was_forgotten_is_not_taken_for_the_one_before(
    admit, jobs, turn, clock
):
    await admit()
    await jobs.forget(turn(), job_id="an_a", uid="ana")
    again = await admit()
    await jobs.finish(again.claim, state="succeeded")
    clock.advance(CANCELLED_FOR_GOOD_S)
    assert await jobs.cancelled_for_good() == []

    # But whoever was at the first may still be, and is not forgotten with the second.
    await jobs.forget(turn(), job_id="an_a", uid="ana")
    clock.advance(CANCELLED_FOR_GOOD_S)
    assert await jobs.cancelled_for_good() == ["an_a"]


async def test_of_a_job_that_one_worker_began_and_ended_nothing_is_kept_on_forgetting(
    admit, jobs, turn, clock
):
    claim = (await admit()).claim
    await jobs.finish(claim, state="succeeded")
    await jobs.forget(turn(), job_id="an_a", uid="ana")

    clock.advance(CANCELLED_FOR_GOOD_S)
    assert await jobs.cancelled_for_good() == []
