"""Forget: a track, or everything of a user, wherever something of it is kept.

What names the rest is forgotten last, so that after an outage the same call can be made again.
"""

from __future__ import annotations

import asyncio

from lib import errors
from lib.audio.version import ANALYSIS_VERSION
from lib.coordination.rate_limit import Policy, Turn
from lib.parts import Parts
from lib.track import Analysis, Job

_AT_ONCE = 20
# No limit on anybody: the caller's own turn has been taken when the first track goes.
_OF_ONE_USER = Policy("forget", limit=1_000_000, window_s=60)


async def forget_track(parts: Parts, analysis_id: str, *, uid: str, turn: Turn) -> None:
    """Forget an analysis: its job, what is left of its file, its measurement and its report.

    With it goes all that was said with its user lately, for a turn or an answer does not tell
    which tracks it speaks of.

    Raises
    ------
    errors.AnalysisNotFound
    errors.DependencyDown
        Part of it is forgotten, and the rest when the call is made again. A file that is then
        not found any more is swept within a day.
    """
    job = await parts.jobs.forget(turn, job_id=analysis_id, uid=uid)
    analysis = await parts.archive.find(analysis_id, uid=uid)
    if job is None and analysis is None:
        raise errors.AnalysisNotFound
    await parts.admission.forget(uid=uid)
    await _forget(parts, analysis_id, job=job, analysis=analysis)


async def forget_user(parts: Parts, *, uid: str, turn: Turn) -> None:
    """Forget all that is kept of a user: every track as above, and what was said with them.

    Uploads that were never analysed are swept within a day. What the user has spent today is
    kept until the day's caps are over.

    Raises
    ------
    errors.DependencyDown
        Part of it is forgotten, and the rest when the call is made again.
    """
    await turn.take(parts.redis)
    await parts.admission.forget(uid=uid)
    cursor: str | None = None
    while True:
        page = await parts.archive.newest(uid=uid, limit=_AT_ONCE, cursor=cursor)
        await asyncio.gather(*(_forget_listed(parts, one.id, uid=uid) for one in page.documents))
        cursor = page.next_cursor
        if cursor is None:
            break
    # What no list shows: analyses that have expired and are not deleted yet.
    await parts.archive.forget_owner(uid=uid)


async def _forget_listed(parts: Parts, analysis_id: str, *, uid: str) -> None:
    namespace = parts.settings.namespace
    turn = Turn(_OF_ONE_USER, uid=uid, namespace=namespace, clock=parts.clock)
    job = await parts.jobs.forget(turn, job_id=analysis_id, uid=uid)
    analysis = await parts.archive.find(analysis_id, uid=uid)
    await _forget(parts, analysis_id, job=job, analysis=analysis)


async def _forget(
    parts: Parts, analysis_id: str, *, job: Job | None, analysis: Analysis | None
) -> None:
    if job is not None:
        await parts.storage.delete(job.upload.object_name)
        await parts.jobs.drop_upload(job.upload.id)
        await parts.archive.forget_measurement(job.upload.sha256, version=ANALYSIS_VERSION)
    if analysis is not None:
        version = analysis.report["analysis_version"]
        await parts.archive.forget_measurement(analysis.sha256, version=version)
    await parts.archive.forget(analysis_id)
