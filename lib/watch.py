"""Watch: a job's steps as they come, for a caller who listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from lib import accept, errors, track
from lib.parts import Parts
from lib.work import Done, Progress, Step, Waiting

# Under every platform's limit for one request, with room to say goodbye.
FOLLOW_S = 240.0
_POLL_S = 1.0
_TELL_S = 0.25


async def watch(
    parts: Parts, working: asyncio.Task[Done | Waiting], progress: Progress
) -> AsyncIterator[Step | Done]:
    """Tell of work in this process: each new step, then the report, or what went wrong."""
    told: Step | None = None
    while not working.done():
        if progress.step != told:
            told = progress.step
            yield told
        await asyncio.wait([working], timeout=_TELL_S)
    match working.result():
        case Done() as done:
            yield done
        case Waiting(job):
            async for news in follow(parts, job.id, uid=job.uid):
                yield news


async def follow(parts: Parts, job_id: str, *, uid: str) -> AsyncIterator[Step | Done]:
    """Tell of somebody else's work on this user's job: its steps, then the report.

    Work whose worker died is put back in the queue. Ends without a report where the job outlasts
    `FOLLOW_S`: the caller goes on polling.

    Raises
    ------
    errors.ProductError
        What the job failed with.
    """
    until = parts.clock.now() + FOLLOW_S
    while parts.clock.now() < until:
        job = await parts.jobs.peek(job_id) or await accept.recall(parts, job_id, uid=uid)
        if job is None or job.state == "succeeded":
            analysis = await parts.archive.find(job_id, uid=uid)
            if analysis is None:
                raise errors.AnalysisNotFound
            yield Done(analysis, cached=False)
            return
        job = await accept.tend(parts, job)
        yield Step(job.state, job.stage, job.progress, job.queue_position, job.eta_s)
        failure = track.failure(job)
        if failure is not None:
            raise failure
        await asyncio.sleep(_POLL_S)
