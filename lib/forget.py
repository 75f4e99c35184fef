"""Forget: a track, or everything of a user, wherever something of it is kept.

What names the rest is forgotten last, so that after an outage the same call can be made again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Iterable
from typing import Any

from lib import errors
from lib.audio.version import ANALYSIS_VERSION
from lib.coordination.jobs import Noted
from lib.coordination.rate_limit import Policy, Turn
from lib.parts import Parts
from lib.track import Analysis, Job, announced_sha256, object_name

_AT_ONCE = 20
_ALL = 10_000
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
        Part of it is forgotten, and the rest when the call is made again. The file of a job that
        failed is then found no more, and swept within a day.
    """
    job = await parts.jobs.forget(turn, job_id=analysis_id, uid=uid)
    analysis = await parts.archive.find(analysis_id, uid=uid)
    if job is None and analysis is None:
        raise errors.AnalysisNotFound
    await parts.admission.forget(uid=uid)
    content = ([job.upload.sha256] if job else []) + ([analysis.sha256] if analysis else [])
    await _forget_uploads(parts, content, uid=uid)
    await _forget(parts, analysis_id, job=job, analysis=analysis)


async def forget_user(parts: Parts, *, uid: str, turn: Turn) -> None:
    """Forget all that is kept of a user: every track as above, and what was said with them.

    Jobs that wait, run or failed are forgotten with what they measure, and uploads that were never
    analysed. What the user has spent today is kept until the day's caps are over.

    Raises
    ------
    errors.DependencyDown
        Part of it is forgotten, and the rest when the call is made again.
    """
    await turn.take(parts.redis)
    await parts.admission.forget(uid=uid)
    await _forget_noted(parts, uid=uid)
    cursor: str | None = None
    while True:
        page = await parts.archive.newest(uid=uid, limit=_AT_ONCE, cursor=cursor)
        await _each(_forget_listed(parts, one.id, uid=uid) for one in page.documents)
        cursor = page.next_cursor
        if cursor is None:
            break
    # What no list shows: analyses that have expired and are not deleted yet.
    await parts.archive.forget_owner(uid=uid)
    # And a question that was being answered all the while.
    await parts.admission.forget(uid=uid)


async def _forget_uploads(parts: Parts, content: Collection[str], *, uid: str) -> None:
    # All of that content: the job knows of one, and is not there any more after an outage.
    noted = await parts.jobs.noted(uid=uid, limit=_ALL)
    uploads = [one for one in noted if one.kind == "upload" and announced_sha256(one.id) in content]
    await _each(_strike(parts, one, uid=uid) for one in uploads)


async def _forget_noted(parts: Parts, *, uid: str) -> None:
    # Jobs first, which stops their workers; their uploads are noted too.
    while noted := await parts.jobs.noted(uid=uid, limit=_AT_ONCE):
        jobs = [one for one in noted if one.kind == "job"]
        await _each(_forget_listed(parts, one.id, uid=uid) for one in jobs)
        rest = [one for one in noted if one.kind != "job"]
        await _each(_strike(parts, one, uid=uid) for one in rest)


async def _each(doing: Iterable[Coroutine[Any, Any, None]]) -> None:
    # All to their ends though one fails: none may go on after the call, and meet what is sent anew.
    for outcome in await asyncio.gather(*doing, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


async def _strike(parts: Parts, noted: Noted, *, uid: str) -> None:
    if noted.kind == "upload":
        await parts.storage.delete(object_name(parts.settings.namespace, noted.id))
        await parts.jobs.drop_upload(noted.id)
    await parts.jobs.strike(noted, uid=uid)


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
        await parts.jobs.strike(Noted("upload", job.upload.id), uid=job.uid)
        await parts.archive.forget_measurement(job.upload.sha256, version=ANALYSIS_VERSION)
    if analysis is not None:
        version = analysis.report["analysis_version"]
        await parts.archive.forget_measurement(analysis.sha256, version=version)
    await parts.archive.forget(analysis_id)
