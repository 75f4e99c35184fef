"""Warm: what the cron does, once per occurrence however often it fires."""

from __future__ import annotations

from dataclasses import dataclass

from lib import errors, track
from lib.coordination.announce import announce
from lib.observability import logs
from lib.parts import Parts


@dataclass(frozen=True, slots=True)
class Swept:
    """What one occurrence did; all zero where an earlier firing of it did the work."""

    occurrence: int
    repeated: bool
    uploads_deleted: int = 0
    jobs_requeued: int = 0
    jobs_ended: int = 0


async def occur(parts: Parts) -> Swept:
    """Sweep what expired, unless this occurrence has been swept already.

    Raises
    ------
    errors.DependencyDown
        Redis is down: nothing was swept, and the next occurrence will.
    """
    period_s = parts.settings.warm_period_s
    occurrence = int(parts.clock.now() // period_s)
    key = f"{parts.settings.namespace}:warm:{occurrence}"
    if not await parts.redis.execute("SET", key, "1", "NX", "EX", 2 * period_s):
        return Swept(occurrence, repeated=True)
    deleted = await _delete_expired_uploads(parts)
    requeued, ended = await _revive_unfinished_jobs(parts)
    return Swept(occurrence, False, deleted, requeued, ended)


async def _delete_expired_uploads(parts: Parts) -> int:
    deleted = 0
    for upload_id in await parts.jobs.expired_uploads():
        try:
            await parts.storage.delete(track.object_name(parts.settings.namespace, upload_id))
        except errors.DependencyDown as down:
            logs.event("sweep-stopped", service=down.facts.get("service"), deleted=deleted)
            break
        await parts.jobs.drop_upload(upload_id)
        deleted += 1
    return deleted


async def _revive_unfinished_jobs(parts: Parts) -> tuple[int, int]:
    requeued = ended = 0
    for job_id in await parts.jobs.unfinished():
        revival = await parts.jobs.revive(job_id)
        ended += revival.ended
        if revival.job is not None and parts.queue is not None:
            await announce(parts.queue, revival.job)
            requeued += 1
    return requeued, ended
