"""Telling the queue of a job: what its task is called, and how long its delivery may take."""

from __future__ import annotations

from contextlib import suppress

from lib import errors
from lib.coordination.jobs import UNHEARD_S, Jobs, Revival
from lib.ports import Queue
from lib.track import Job, deadline_s, estimated_seconds


async def announce(queue: Queue, job: Job) -> None:
    """Have the job delivered. Announcing the same generation again adds nothing."""
    audio_s = estimated_seconds(job.upload.size, job.upload.content_type)
    await queue.enqueue(
        f"{job.id}-{job.generation}",
        lane=job.upload.lane,
        payload={"job": job.id},
        deadline_s=deadline_s(audio_s),
    )


async def revive(jobs: Jobs, queue: Queue | None, job_id: str) -> Revival:
    """Put a job back whose owner died or whose task was lost, and tell the queue of it.

    With the queue down, which raises, the job waits: who looks at it later tells the queue again.
    """
    revival = await jobs.revive(job_id, has_queue=queue is not None)
    if revival.job is not None and queue is not None:
        await announce(queue, revival.job)
    return revival


async def tend(jobs: Jobs, queue: Queue | None, job: Job, *, now: float) -> Job:
    """The job as it stands once it was put back, where its worker died or its task was lost.

    So whoever watches it need not wait for the sweep. With the queue down it stays as it is, and
    the next look tries again.
    """
    died = job.state == "running" and job.lease_until < now
    unheard = job.state == "queued" and job.updated_at < now - UNHEARD_S
    if not (died or unheard):
        return job
    with suppress(errors.DependencyDown):
        await revive(jobs, queue, job.id)
    return await jobs.peek(job.id) or job
