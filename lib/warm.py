"""Warm: what the cron does, once per occurrence however often it fires."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from lib import accept, ahead, errors, retract, track
from lib.parts import Parts

# Well under the function's own limit of a minute; what is left waits for the next occurrence.
_SWEEP_AT_MOST_S = 25.0
_AT_MOST_S = 50.0
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Swept:
    """What one occurrence did; all zero where an earlier firing of it did the work."""

    occurrence: int
    repeated: bool
    uploads_deleted: int = 0
    jobs_requeued: int = 0
    jobs_ended: int = 0
    answers_kept: int = 0
    answers_refused: int = 0
    answers_batched: int = 0


async def occur(parts: Parts) -> Swept:
    """Sweep what expired and warm what is asked most, unless this occurrence did it already.

    Raises
    ------
    errors.DependencyDown
        Something is down, and this occurrence may be fired again: what was swept stays swept.
    """
    occurrence = int(parts.clock.now() // parts.settings.warm_period_s)
    key = f"{parts.settings.namespace}:warm:{occurrence}"
    ttl_s = 2 * parts.settings.warm_period_s
    if not await parts.redis.execute("SET", key, "1", "NX", "EX", ttl_s):
        return Swept(occurrence, repeated=True)
    until = time.monotonic() + _AT_MOST_S
    try:
        deleted = await _delete_expired_uploads(parts)
        requeued, ended = await _revive_unfinished_jobs(parts)
        await retract.sweep(parts)
        warmed = await ahead.warm(parts, until=until)
    except errors.DependencyDown:
        await parts.redis.execute("DEL", key)
        raise
    return Swept(
        occurrence,
        False,
        deleted,
        requeued,
        ended,
        warmed.kept,
        warmed.refused,
        warmed.batched,
    )


async def _delete_expired_uploads(parts: Parts) -> int:
    async def delete(upload_id: str) -> None:
        await parts.storage.delete(track.object_name(parts.settings.namespace, upload_id))
        await parts.jobs.drop_upload(upload_id)

    deleted = 0
    until = time.monotonic() + _SWEEP_AT_MOST_S
    while time.monotonic() < until:
        expired = await parts.jobs.expired_uploads(limit=_AT_ONCE)
        if not expired:
            break
        await asyncio.gather(*map(delete, expired))
        deleted += len(expired)
    return deleted


async def _revive_unfinished_jobs(parts: Parts) -> tuple[int, int]:
    requeued = ended = 0
    for job_id in await parts.jobs.unfinished():
        revival = await accept.revive(parts, job_id)
        ended += revival.ended
        requeued += revival.job is not None
    return requeued, ended
