"""Forget: a track, or everything of a user, wherever something of it is kept.

What names the rest is forgotten last, so that after an outage the same call can be made again.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable
from typing import Any

from lib import errors
from lib.audio.version import ANALYSIS_VERSION
from lib.coordination.jobs import Noted
from lib.coordination.rate_limit import Policy, Turn
from lib.parts import Parts
from lib.ports import Page
from lib.track import Analysis, Job, announced_sha256, object_name

_List = Callable[..., Awaitable[Page]]
_AT_ONCE = 20
_ALL = 10_000
# No limit on anybody: the caller's own turn has been taken when the first track goes.
_OF_ONE_USER = Policy("forget", limit=1_000_000, window_s=60)


async def forget_track(parts: Parts, analysis_id: str, *, uid: str, turn: Turn) -> None:
    """Forget an analysis: its job, what is left of its file, its measurement and its report.

    With it goes all that was said with its user lately, for a turn or an answer does not tell
    which tracks it speaks of, and each kept conversation that has a turn about it, as a whole.

    Raises
    ------
    errors.AnalysisNotFound
    errors.DependencyDown
        Part of it is forgotten, and the rest when the call is made again. The file of a job that
        failed is then found no more, and swept within a day.
    """
    job = await _forget_job(parts, analysis_id, uid=uid, turn=turn)
    analysis = await parts.archive.find(analysis_id, uid=uid)
    if job is None and analysis is None:
        # What an outage may have spared when the rest was forgotten.
        await parts.conversations.forget_about(analysis_id, uid=uid)
        raise errors.AnalysisNotFound
    await _forget_said(parts, analysis_id, uid=uid)
    content = ([job.upload.sha256] if job else []) + ([analysis.sha256] if analysis else [])
    await _forget_uploads(parts, content, uid=uid)
    await _forget(parts, analysis_id, job=job, analysis=analysis)
    # And a question that was being answered all the while.
    await _forget_said(parts, analysis_id, uid=uid)


async def forget_conversation(parts: Parts, session_id: str, *, uid: str, turn: Turn) -> None:
    """Forget what was said in a session, whether anything was, and what is being said in it.

    An answer that was kept for its user alone goes by itself, within a day.

    Raises
    ------
    errors.DependencyDown
        Part of it is forgotten, and the rest when the call is made again.
    """
    await turn.take(parts.redis)
    await parts.conversations.forget(session_id, uid=uid)
    await parts.admission.forget_session(uid=uid, session_id=session_id)


async def forget_user(parts: Parts, *, uid: str, turn: Turn) -> None:
    """Forget all that is kept of a user: every track as above, what was said, and their plan.

    Jobs that wait, run or failed are forgotten with what they measure, and uploads that were never
    analysed. What the user has spent today is kept until the day's caps are over.

    Raises
    ------
    errors.DependencyDown
        Part of it is forgotten, and the rest when the call is made again.
    """
    await turn.take(parts.redis)
    await parts.users.forget(uid)
    await parts.admission.forget(uid=uid)
    await _forget_noted(parts, uid=uid)
    await _forget_all(parts, parts.docket.newest, uid=uid)
    await _forget_all(parts, parts.archive.newest, uid=uid)
    # What no list shows: documents that have expired and are not deleted yet.
    await parts.docket.forget_owner(uid=uid)
    await parts.archive.forget_owner(uid=uid)
    # And a question that was being answered all the while.
    await parts.conversations.forget_owner(uid=uid)
    await parts.admission.forget(uid=uid)
    # Whose asking had them noted anew.
    await parts.users.forget(uid)


async def _forget_said(parts: Parts, analysis_id: str, *, uid: str) -> None:
    # In this order: who answered meanwhile looks for what the first leaves, and forgets the second.
    await parts.conversations.forget_about(analysis_id, uid=uid)
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


async def _forget_all(parts: Parts, newest: _List, *, uid: str) -> None:
    cursor: str | None = None
    while True:
        page = await newest(uid=uid, limit=_AT_ONCE, cursor=cursor)
        await _each(_forget_listed(parts, one.id, uid=uid) for one in page.documents)
        cursor = page.next_cursor
        if cursor is None:
            return


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
    job = await _forget_job(parts, analysis_id, uid=uid, turn=turn)
    analysis = await parts.archive.find(analysis_id, uid=uid)
    await _forget(parts, analysis_id, job=job, analysis=analysis)


async def _forget_job(parts: Parts, job_id: str, *, uid: str, turn: Turn) -> Job | None:
    """Forget a job where it runs and where it is owed, and return what it was."""
    began = math.floor(parts.clock.now() * 1000) / 1000  # as jobs are timed
    entry = await parts.docket.find(job_id)
    noted = entry.job if entry is not None and entry.job.uid == uid else None
    job = await parts.jobs.forget(turn, job_id=job_id, uid=uid)
    last = job or noted
    if last is None:
        return None
    await parts.docket.forget(last, asked_until=max(began, last.created_at))
    # From the docket it may have been brought back in between, as it cannot be any more.
    await parts.jobs.withdraw(noted or last)
    return last


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
