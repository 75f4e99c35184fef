"""Analyze: claim the job, read the file back, measure it, keep the report."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lib import errors, track
from lib.audio.sniff import AudioRefused
from lib.audio.version import ANALYSIS_VERSION
from lib.coordination.announce import announce
from lib.coordination.jobs import Claim, Jobs, Stalled
from lib.coordination.rate_limit import Turn
from lib.observability import logs
from lib.parts import Parts
from lib.ports import Page, Storage
from lib.track import Analysis, Job, Upload

# Under every platform's limit for one request, with room to say goodbye.
FOLLOW_S = 240.0
_HEARTBEAT_S = 2.0
_POLL_S = 1.0
_TELL_S = 0.25


@dataclass(frozen=True, slots=True)
class Done:
    """The report, and whether it was there before this request."""

    analysis: Analysis
    cached: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that somebody else works on, or will."""

    job: Job


@dataclass(frozen=True, slots=True)
class Work:
    """A job that is the caller's to do, now."""

    claim: Claim
    job: Job


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is, for whoever watches it."""

    state: str
    stage: str
    progress: float
    queue_position: int | None = None


class Progress:
    """How far a measurement is: set from the worker's thread, read in the event loop."""

    def __init__(self) -> None:
        self.step = Step("running", "starting", 0.0)
        self._stopped = threading.Event()

    def report(self, stage: str, share: float) -> None:
        """Note the stage and the share done; raises where the work is not wanted any more."""
        self.step = Step("running", stage, round(share, 3))
        if self._stopped.is_set():
            raise errors.JobCancelled

    def stop(self) -> None:
        """Make the next report raise."""
        self._stopped.set()


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
    if admission.job is None:
        return await _finished(parts, job_id, uid=uid)
    if admission.outcome not in {"enqueue", "claimed"}:
        return Waiting(admission.job)
    return await _start(parts, admission.job, admission.claim)


async def perform(parts: Parts, work: Work, progress: Progress) -> Done | Waiting:
    """Do the job inside the request that asked for it, or hand it to the queue as too heavy.

    Raises
    ------
    errors.AudioRefused, errors.UploadIncomplete, errors.HashMismatch
        The job has failed, for good.
    errors.JobCancelled
        The job was cancelled, or another worker owns it now; nothing was kept.
    errors.DependencyDown
        The job has failed, and starts afresh when it is asked for again.
    """
    try:
        return await _perform(parts, work, progress, heavy_after_s=_most_here(parts))
    except _TooHeavy:
        return await _hand_over(parts, work)
    except errors.DependencyDown as down:
        # Failed rather than erased: another request of this user may be waiting for it.
        with suppress(errors.DependencyDown):
            await parts.jobs.finish(work.claim, state="failed", error=down)
        raise


async def deliver(parts: Parts, job_id: str) -> None:
    """Do a job that the queue has brought. It may bring it twice; an error has it bring it again.

    Raises
    ------
    errors.Busy
        Another worker holds the lease; worth bringing again when it has run out.
    errors.DependencyDown
        The job waits in the queue again, with no attempt counted.
    """
    claimed = await parts.jobs.claim(job_id)
    if isinstance(claimed, Stalled):
        if claimed.reason == "busy":
            raise errors.Busy(retry_after_s=max(1, math.ceil(claimed.retry_after_s)))
        return
    claim, job = claimed
    try:
        await _perform(parts, Work(claim, job), Progress())
    except errors.DependencyDown:
        await parts.jobs.give_back(claim, lane=job.upload.lane)
        raise
    except errors.ProductError as told:
        # The job's record has it, and the user reads it there: for the queue the task is done.
        logs.event("job-ended", job=job_id, code=told.slug)


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

    Ends without a report where the job outlasts `FOLLOW_S`: the caller goes on polling.

    Raises
    ------
    errors.ProductError
        What the job failed with.
    """
    until = parts.clock.now() + FOLLOW_S
    while parts.clock.now() < until:
        job = await parts.jobs.peek(job_id)
        if job is None or job.state == "succeeded":
            analysis = await parts.archive.find(job_id, uid=uid)
            if analysis is None:
                raise errors.AnalysisNotFound
            yield Done(analysis, cached=False)
            return
        yield Step(job.state, job.stage, job.progress, job.queue_position)
        failure = track.failure(job)
        if failure is not None:
            raise failure
        await asyncio.sleep(_POLL_S)


async def fetch(parts: Parts, analysis_id: str, *, uid: str, turn: Turn) -> Analysis:
    """This user's analysis. With Redis down it is still read, uncounted.

    Raises
    ------
    errors.AnalysisNotFound
    errors.AnalysisNotReady
        Its job is still under way.
    """
    job = await _job_if_known(parts, analysis_id, uid=uid, turn=turn)
    analysis = await parts.archive.find(analysis_id, uid=uid)
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
    """This user's analyses without their reports, newest first; uncounted with Redis down."""
    await turn.take_unless_down(parts.redis)
    return await parts.archive.newest(uid=uid, limit=limit, cursor=cursor)


async def forget(parts: Parts, analysis_id: str, *, uid: str, turn: Turn) -> None:
    """Forget an analysis everywhere: its job, its report and whatever is left of its file.

    Raises
    ------
    errors.AnalysisNotFound
    """
    job = await parts.jobs.forget(turn, job_id=analysis_id, uid=uid)
    analysis = await parts.archive.find(analysis_id, uid=uid)
    if job is None and analysis is None:
        raise errors.AnalysisNotFound
    await parts.archive.forget(analysis_id)
    if job is not None:
        await parts.storage.delete(job.upload.object_name)
        await parts.jobs.drop_upload(job.upload.id)


async def _finished(parts: Parts, job_id: str, *, uid: str) -> Done:
    analysis = await parts.archive.find(job_id, uid=uid)
    if analysis is None:
        # The record says done and the report is gone: drop the record, so that a repeat starts.
        await parts.jobs.drop(job_id)
        raise errors.Busy(retry_after_s=1)
    return Done(analysis, cached=True)


async def _start(parts: Parts, job: Job, claim: Claim | None) -> Done | Waiting | Work:
    try:
        # The job's record lapses after a week; the analysis stays until it is deleted.
        known = await parts.archive.find(job.id, uid=job.uid)
        if known is None and claim is None and parts.queue is not None:
            await announce(parts.queue, job)
    except errors.DependencyDown:
        await parts.jobs.withdraw(job)
        raise
    if known is not None:
        await parts.jobs.withdraw(job)
        return Done(known, cached=True)
    return Work(claim, job) if claim else Waiting(job)


class _TooHeavy(Exception):
    """The file plays longer than its size let us think."""


def _most_here(parts: Parts) -> float:
    return parts.settings.heavy_after_s if parts.queue is not None else math.inf


async def _hand_over(parts: Parts, work: Work) -> Waiting:
    job = await parts.jobs.give_back(work.claim, lane="heavy")
    if job is None or parts.queue is None:
        raise errors.JobCancelled
    try:
        await announce(parts.queue, job)
    except errors.DependencyDown:
        await parts.jobs.withdraw(job)
        raise
    return Waiting(job)


async def _perform(
    parts: Parts, work: Work, progress: Progress, *, heavy_after_s: float = math.inf
) -> Done:
    async with _lease_kept(parts.jobs, work.claim, progress):
        try:
            report = await _report(parts, work.job.upload, progress, heavy_after_s=heavy_after_s)
        except (errors.DependencyDown, errors.JobCancelled):
            raise
        except errors.ProductError as refusal:
            await parts.jobs.finish(work.claim, state="failed", error=refusal)
            raise
        return await _keep(parts, work, report)


@asynccontextmanager
async def _lease_kept(jobs: Jobs, claim: Claim, progress: Progress) -> AsyncIterator[None]:
    async def beat() -> None:
        while True:
            await asyncio.sleep(_HEARTBEAT_S)
            step = progress.step
            try:
                kept = await jobs.renew(claim, stage=step.stage, progress=step.progress)
            except errors.DependencyDown:
                continue  # The lease outlasts several beats; the next one may get through.
            if not kept:
                progress.stop()
                return

    heart = asyncio.create_task(beat())
    try:
        yield
    finally:
        heart.cancel()


async def _report(
    parts: Parts, upload: Upload, progress: Progress, *, heavy_after_s: float
) -> dict[str, Any]:
    with TemporaryDirectory(prefix="analysis-") as folder:
        path = Path(folder) / "audio"
        progress.report("reading", 0.0)
        digest = await _fetched(parts.storage, upload, path)
        known = await parts.archive.measurement(digest, version=ANALYSIS_VERSION)
        if known is not None:
            return known
        # A pool of its own: measurements must not starve whatever else needs a thread.
        measured = partial(_measured, parts, path, digest, progress, heavy_after_s=heavy_after_s)
        report = await asyncio.get_running_loop().run_in_executor(parts.measuring, measured)
        await parts.archive.keep_measurement(report)
        return report


async def _fetched(storage: Storage, upload: Upload, path: Path) -> str:
    digest = sha256()
    size = 0
    with path.open("wb") as file, suppress(errors.UploadIncomplete):
        async for block in storage.read(upload.object_name):
            digest.update(block)
            size += len(block)
            if size > upload.size:
                raise errors.HashMismatch
            file.write(block)
    if size < upload.size:
        raise errors.UploadIncomplete(received=size, size=upload.size)
    if digest.hexdigest() != upload.sha256:
        raise errors.HashMismatch
    return digest.hexdigest()


def _measured(
    parts: Parts, path: Path, digest: str, progress: Progress, *, heavy_after_s: float
) -> dict[str, Any]:
    try:
        if parts.playing_time_s(path) > heavy_after_s:
            raise _TooHeavy
        return parts.measure(path, sha256=digest, progress=progress.report)
    except AudioRefused as refusal:
        raise errors.AudioRefused(refusal.reason, **refusal.facts) from refusal


async def _keep(parts: Parts, work: Work, report: dict[str, Any]) -> Done:
    job = work.job
    analysis = Analysis(
        id=job.id,
        uid=job.uid,
        sha256=job.upload.sha256,
        filename=job.upload.filename,
        created_at=job.created_at,
        report=report,
    )
    # Asked once more, so that what was cancelled meanwhile is not kept even for a moment.
    if not await parts.jobs.renew(work.claim, stage="keeping", progress=1.0):
        await _give_way(parts, job.id)
    await parts.archive.keep(analysis)
    if await parts.jobs.finish(work.claim, state="succeeded"):
        await _tidy(parts, job.upload)
    else:
        await _give_way(parts, job.id)
    return Done(analysis, cached=False)


async def _give_way(parts: Parts, job_id: str) -> None:
    # A worker that took the job over makes the very same report, and still needs the uploaded
    # object for it; only a cancellation undoes it.
    job = await parts.jobs.peek(job_id)
    if job is None or job.state == "cancelled":
        await parts.archive.forget(job_id)
        raise errors.JobCancelled


async def _tidy(parts: Parts, upload: Upload) -> None:
    # The upload's record stays for its day: a caller who lost the answer asks again with its id.
    try:
        await parts.storage.delete(upload.object_name)
    except errors.DependencyDown as down:
        # The report is safe; the sweep deletes what is left.
        logs.event("object-left-behind", service=down.facts.get("service"))


async def _job_if_known(parts: Parts, job_id: str, *, uid: str, turn: Turn) -> Job | None:
    try:
        return await parts.jobs.look(turn, job_id=job_id, uid=uid)
    except errors.DependencyDown:
        return None
