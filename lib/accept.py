"""Accept: a job noted for good, the queue told of it, and brought back where it was lost."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from lib import errors, track
from lib.coordination.jobs import UNHEARD_S, Revival
from lib.parts import Parts
from lib.track import Job, deadline_s, estimated_seconds


async def announce(parts: Parts, job: Job) -> None:
    """Have the job delivered. Announcing the same generation again adds nothing.

    It is on the docket first. What is over by then needs no delivery.

    Raises
    ------
    errors.JobCancelled
        Its user has cancelled or forgotten it meanwhile; nothing of it is left waiting.
    errors.DependencyDown
    """
    if parts.queue is None:
        return
    if await parts.docket.enter(job):
        audio_s = estimated_seconds(job.upload.size, job.upload.content_type)
        await parts.queue.enqueue(
            f"{job.id}-{job.generation}",
            lane=job.upload.lane,
            payload={"job": job.id},
            deadline_s=deadline_s(audio_s),
        )
    elif await parts.docket.barred(job.id, asked_at=job.created_at):
        await _unqueue(parts, job)
        raise errors.JobCancelled


async def revive(parts: Parts, job_id: str) -> Revival:
    """Put a job back whose owner died or whose task was lost, and tell the queue of it.

    With the queue down, which raises, the job waits: who looks at it later tells the queue again.
    """
    revival = await parts.jobs.revive(job_id, has_queue=parts.queue is not None)
    if revival.job is not None:
        with suppress(errors.JobCancelled):
            await announce(parts, revival.job)
    elif revival.ended:
        await agree(parts, job_id)
    return revival


async def tend(parts: Parts, job: Job) -> Job:
    """The job as it stands once it was put back, where its worker died or its task was lost.

    So whoever watches it need not wait for the sweep. With the queue down it stays as it is, and
    the next look tries again.
    """
    now = parts.clock.now()
    died = job.state == "running" and job.lease_until < now
    unheard = job.state == "queued" and job.updated_at < now - UNHEARD_S
    if not (died or unheard):
        return job
    with suppress(errors.DependencyDown):
        await revive(parts, job.id)
    return await parts.jobs.peek(job.id) or job


async def recall(parts: Parts, job_id: str, *, uid: str) -> Job | None:
    """A user's job that Redis does not have: as it ended, or waiting anew where it is still owed.

    None where nothing is noted of it.
    """
    entry = await parts.docket.find(job_id)
    if entry is None or entry.job.uid != uid:
        return None
    if not entry.open:
        return entry.job
    return await bring_back(parts, job_id, announced=True)


async def bring_back(parts: Parts, job_id: str, *, announced: bool) -> Job | None:
    """Put a job back that Redis has lost, and tell the queue where it is to be `announced`.

    None where it is not owed to anybody: never promised, over, cancelled or forgotten.
    """
    entry = await parts.docket.find(job_id)
    if entry is None or not entry.open:
        return None
    if await parts.archive.find(job_id, uid=entry.job.uid) is not None:
        await parts.docket.close(entry.job, state="succeeded")
        return None
    job = await parts.jobs.restore(entry.job) or await parts.jobs.peek(job_id)
    # It may have been cancelled or forgotten between the look and the restoring.
    current = await parts.docket.find(job_id)
    if current is None or not current.open:
        await parts.jobs.withdraw(entry.job)
        return None
    if job is None or not await parts.jobs.confirm(entry.job):
        return None
    if announced:
        with suppress(errors.JobCancelled):
            await announce(parts, job)
    return job


async def lost(parts: Parts, job: Job) -> bool:
    """Whether Redis knows nothing of a job that nobody cancelled or forgot."""
    if await parts.jobs.peek(job.id) is not None:
        return False
    barred = await parts.docket.barred(job.id, asked_at=job.created_at)
    return not (barred or await parts.users.forgotten(job.uid, asked_at=job.created_at))


async def ended(
    parts: Parts,
    job: Job,
    *,
    state: Literal["succeeded", "failed", "expired"],
    error: errors.ProductError | None = None,
) -> bool:
    """Close a job on the docket; False where it had been cancelled or forgotten there.

    With the documents down it stays open, which matters to none but who finds the job lost.
    """
    if parts.queue is None:
        return True  # then nobody is told to wait for a delivery
    told = None if error is None else track.recorded(error)
    try:
        return await parts.docket.close(job, state=state, error=told)
    except errors.DependencyDown:
        return True


async def agree(parts: Parts, job_id: str) -> None:
    """Close a job on the docket as it has ended in Redis, if it has."""
    job = await parts.jobs.peek(job_id)
    if job is None:
        return
    if job.state == "cancelled":
        await parts.docket.cancel(job)
    elif job.state in {"succeeded", "failed", "expired"}:
        await ended(parts, job, state=job.state, error=track.failure(job))


async def _unqueue(parts: Parts, job: Job) -> None:
    standing = await parts.jobs.peek(job.id)
    if standing is not None and standing.state == "queued":
        await parts.jobs.withdraw(job)
