"""Analyze: find the report or the job that makes it, or start one; read and list."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from lib import accept, errors, track
from lib.audio.version import ANALYSIS_VERSION
from lib.coordination.jobs import Claim
from lib.coordination.rate_limit import Turn
from lib.parts import Parts
from lib.ports import Page
from lib.retract import retract
from lib.track import Analysis, Job
from lib.work import Done, Waiting, Work


async def begin(
    parts: Parts,
    *,
    uid: str,
    turn: Turn,
    upload_id: str,
    to_queue: bool,
    idempotency: tuple[str, str] | None,
) -> Done | Waiting | Work:
    """Find the report, join the job that makes it, or start one.

    Raises
    ------
    errors.UploadNotFound, errors.TooManyRequests, errors.IdempotencyKeyReused
    errors.Busy
        No slot is free and there is no queue.
    errors.DependencyDown
        Redis, the queue or the documents are down: nothing was started.
    """
    content = track.announced_sha256(upload_id)
    if content is None:
        raise errors.UploadNotFound
    job_id = track.analysis_id(uid=uid, sha256_hex=content, version=ANALYSIS_VERSION)
    try:
        admission = await parts.jobs.admit(
            turn,
            upload_id=upload_id,
            job_id=job_id,
            uid=uid,
            to_queue=to_queue,
            has_queue=parts.queue is not None,
            slots=parts.settings.quick_slots,
            idempotency=idempotency,
        )
    except errors.UploadNotFound:
        return await _analysed_before(parts, job_id, uid=uid)
    if admission.job is None:
        return await _finished(parts, job_id, uid=uid)
    if admission.outcome not in {"enqueue", "claimed"}:
        return await _joined(parts, admission.job)
    return await _start(parts, admission.job, admission.claim)


async def fetch(parts: Parts, analysis_id: str, *, uid: str, turn: Turn) -> Analysis:
    """This user's analysis. With Redis down it is still read, counted by this process alone.

    Raises
    ------
    errors.AnalysisNotFound
    errors.AnalysisNotReady
        Its job is still under way.
    """
    job = await _job_if_known(parts, analysis_id, uid=uid, turn=turn)
    analysis = await parts.archive.find(analysis_id, uid=uid)
    if job is not None and job.state == "cancelled":
        raise errors.AnalysisNotFound  # whatever a slow worker may still be leaving behind
    if analysis is None:
        if job is not None and job.state not in track.FINAL:
            raise errors.AnalysisNotReady(job=analysis_id)
        raise errors.AnalysisNotFound
    return analysis


async def known(parts: Parts, analysis_id: str, *, uid: str) -> Analysis:
    """This user's finished analysis, to set another beside; `errors.AnalysisNotFound` else."""
    analysis = await parts.archive.find(analysis_id, uid=uid)
    if analysis is None:
        raise errors.AnalysisNotFound
    return analysis


async def history(parts: Parts, *, uid: str, turn: Turn, limit: int, cursor: str | None) -> Page:
    """This user's analyses without their reports, newest first.

    With Redis down they are still read, counted by this process alone.
    """
    await turn.take_unless_down(parts.redis)
    return await parts.archive.newest(uid=uid, limit=limit, cursor=cursor)


async def _analysed_before(parts: Parts, job_id: str, *, uid: str) -> Done | Waiting:
    # Of the announcement nothing is known any more; of what it led to something may be.
    analysis = await parts.archive.find(job_id, uid=uid)
    if analysis is not None:
        return Done(analysis, cached=True)
    job = await accept.recall(parts, job_id, uid=uid)
    if job is None or job.state in track.FINAL:
        raise errors.UploadNotFound
    return Waiting(job)


async def _joined(parts: Parts, job: Job) -> Waiting:
    if parts.queue is not None:
        await parts.docket.enter(job)
    return Waiting(job)


async def _finished(parts: Parts, job_id: str, *, uid: str) -> Done:
    analysis = await parts.archive.find(job_id, uid=uid)
    if analysis is None:
        # The record says done and the report is gone: drop the record, so that a repeat starts.
        await parts.jobs.disbelieve(job_id)
        raise errors.Busy(retry_after_s=1)
    return Done(analysis, cached=True)


async def _start(parts: Parts, job: Job, claim: Claim | None) -> Done | Waiting | Work:
    try:
        # The job's record lapses after a week; the analysis stays until it is deleted.
        known = await parts.archive.find(job.id, uid=job.uid)
        if known is not None:
            return await _adopt(parts, job, known)
        if claim is None:
            await accept.announce(parts, job)
    except errors.DependencyDown as down:
        # Failed rather than erased: another request of this user may have been told of it.
        with suppress(errors.DependencyDown):
            await parts.jobs.close(job, state="failed", error=down)
            await accept.ended(parts, job, state="failed", error=down)
        raise
    return Work(claim, job) if claim else Waiting(job)


async def _adopt(parts: Parts, job: Job, known: Analysis) -> Done:
    # Written once more, as what is asked for now: who found it to be a cancelled job's, or is still
    # cancelling that, cannot retract it.
    known = replace(known, created_at=job.created_at)
    await parts.archive.keep(known)
    ours = await parts.jobs.close(job, state="succeeded")
    if not (ours or await accept.lost(parts, job)):
        await retract(parts, job.id)
    await accept.ended(parts, job, state="succeeded")
    return Done(known, cached=True)


async def _job_if_known(parts: Parts, job_id: str, *, uid: str, turn: Turn) -> Job | None:
    try:
        return await parts.jobs.look(turn, job_id=job_id, uid=uid)
    except errors.DependencyDown:
        turn.take_here()
        return None
