"""Retract: no result stays of a job that was cancelled, however late a worker wrote it."""

from __future__ import annotations

from lib.accept import agree
from lib.parts import Parts


async def retract(parts: Parts, job_id: str) -> None:
    """Take back what was kept of a job, if the job is cancelled or forgotten.

    Whoever thinks a result may have been left may call it, at any time: it looks at the result
    first and at the job then, and takes back that very writing. What a job that was asked for
    again has kept meanwhile is another. Where Redis knows nothing of the job the docket tells.
    """
    while (written := await parts.archive.written(job_id)) is not None:
        job = await parts.jobs.peek(job_id)
        if job is None:
            if not await parts.docket.barred(job_id, asked_at=written.asked_at):
                return
        elif job.state != "cancelled":
            return
        if await parts.archive.retract(job_id, revision=written.revision):
            return


async def sweep(parts: Parts) -> None:
    """Look once more after jobs cancelled so long ago that no worker can still be at them."""
    for job_id in await parts.jobs.cancelled_for_good():
        await retract(parts, job_id)
        await agree(parts, job_id)
        await parts.jobs.leave_cancelled(job_id)
