"""Work: a job done, in the request that asked for it or by whom the queue brings it to."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from lib import accept, errors, track
from lib.arriving import Arrival, Arriving
from lib.audio.sniff import HEAD_BYTES, AudioRefused, sniff
from lib.audio.version import ANALYSIS_VERSION
from lib.coordination.jobs import Claim, Stalled
from lib.observability import logs
from lib.parts import Parts
from lib.ports import Storage
from lib.retract import retract
from lib.track import Analysis, Job, Upload

# So that a lease outlasts a few renewals that did not get through.
_BEATS_PER_LEASE = 5


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
    eta_s: int | None = None


class Progress:
    """How far a measurement is: set from the worker's thread, read in the event loop.

    `eta_s` is how long all of it should take, where that is known. `audio_s` is how long the file
    says it plays, once it was asked.
    """

    def __init__(self, *, eta_s: int | None = None) -> None:
        self.audio_s = 0.0
        self._eta_s = eta_s
        self._stopped = threading.Event()
        self.step = Step("running", "starting", 0.0, eta_s=eta_s)

    def report(self, stage: str, share: float) -> None:
        """Note the stage and the share done; raises where the work is not wanted any more."""
        left_s = None if self._eta_s is None else math.ceil((1 - min(share, 1.0)) * self._eta_s)
        self.step = Step("running", stage, round(share, 3), eta_s=left_s)
        self.refuse_unwanted()

    def refuse_unwanted(self) -> None:
        """Raise where the work is not wanted any more."""
        if self._stopped.is_set():
            raise errors.JobCancelled

    def stop(self) -> None:
        """Make the next report raise."""
        self._stopped.set()


async def perform(parts: Parts, work: Work, progress: Progress) -> Done | Waiting:
    """Do the job inside the request that asked for it, or hand it to the queue as too heavy.

    Raises
    ------
    errors.AudioRefused, errors.UploadIncomplete, errors.HashMismatch
        The job has failed, for good.
    errors.JobTooSlow
        It outlived its deadline: the job has failed.
    errors.JobCancelled
        The job was cancelled; nothing was kept.
    errors.DependencyDown
        The job has failed, and starts afresh when it is asked for again.
    """
    try:
        return await _perform(parts, work, progress, heavy_after_s=_most_here(parts))
    except _TooHeavy:
        return await _hand_over(parts, work)
    except _Lost as lost:
        return lost.done or Waiting(lost.job)
    except errors.DependencyDown as down:
        # Failed rather than erased: another request of this user may be waiting for it.
        with suppress(errors.DependencyDown):
            await _fail(parts, work, down)
        raise


async def deliver(parts: Parts, job_id: str) -> None:
    """Do a job that the queue has brought. It may bring it twice; an error has it bring it again.

    Raises
    ------
    errors.Busy
        Another worker holds the lease, or as many run as may; worth bringing again, for that
        worker may die.
    errors.DependencyDown
        The job waits in the queue again, with no attempt counted.
    """
    claimed = await _claimed(parts, job_id)
    if isinstance(claimed, Stalled):
        return await _stalled(parts, job_id, claimed)
    claim, job = claimed
    try:
        await _perform(parts, Work(claim, job), Progress())
    except errors.DependencyDown:
        await parts.jobs.give_back(claim, lane=job.upload.lane)
        raise
    except _Lost as lost:
        raise errors.Busy(retry_after_s=math.ceil(parts.jobs.lease_s)) from lost
    except errors.ProductError as told:
        # The job's record has it, and the user reads it there: for the queue the task is done.
        logs.event("job-ended", job=job_id, code=told.slug)


class _TooHeavy(Exception):
    """The file plays longer than its size let us think."""


class _Lost(Exception):
    """The lease ran out and the job is another's now; `done` is what we had made of it, unkept."""

    def __init__(self, job: Job, *, done: Done | None = None) -> None:
        super().__init__(job.id)
        self.job = job
        self.done = done


async def _claimed(parts: Parts, job_id: str) -> tuple[Claim, Job] | Stalled:
    claimed = await parts.jobs.claim(job_id)
    lost = isinstance(claimed, Stalled) and claimed.reason == "gone"
    if lost and await accept.bring_back(parts, job_id, announced=False) is not None:
        return await parts.jobs.claim(job_id)
    return claimed


async def _stalled(parts: Parts, job_id: str, stalled: Stalled) -> None:
    match stalled.reason:
        case "busy" | "full":
            raise errors.Busy(retry_after_s=max(1, math.ceil(stalled.retry_after_s)))
        case "cancelled" | "gone":
            # The queue brings it again where a worker died of it, perhaps after it had kept it.
            await retract(parts, job_id)
            await accept.agree(parts, job_id)
        case "final":
            await accept.agree(parts, job_id)


def _most_here(parts: Parts) -> float:
    return parts.settings.heavy_after_s if parts.queue is not None else math.inf


async def _hand_over(parts: Parts, work: Work) -> Waiting:
    job = await parts.jobs.give_back(work.claim, lane="heavy")
    if job is None or parts.queue is None:
        raise errors.JobCancelled
    try:
        await accept.announce(parts, job)
    except errors.DependencyDown as down:
        await parts.jobs.close(job, state="failed", error=down)
        await accept.ended(parts, job, state="failed", error=down)
        raise
    return Waiting(job)


async def _perform(
    parts: Parts, work: Work, progress: Progress, *, heavy_after_s: float = math.inf
) -> Done:
    try:
        async with _lease_kept(parts, work, progress):
            made = await _made(parts, work.job.upload, progress, heavy_after_s=heavy_after_s)
            return await _keep(parts, work, made)
    except errors.JobCancelled as stopped:
        # Or so it seemed: a renewal fails for a job that another has taken over, too.
        job = await _taken_over(parts, work.job.id)
        if job is not None:
            raise _Lost(job) from stopped
        raise
    except errors.DependencyDown:
        raise
    except errors.ProductError as refusal:
        await _fail(parts, work, refusal)
        raise


async def _fail(parts: Parts, work: Work, error: errors.ProductError) -> None:
    if await parts.jobs.finish(work.claim, state="failed", error=error):
        await accept.ended(parts, work.job, state="failed", error=error)


@asynccontextmanager
async def _lease_kept(parts: Parts, work: Work, progress: Progress) -> AsyncIterator[None]:
    """Renew the lease all the while, and stop the work where it is lost or outlives its time."""
    limit = asyncio.timeout(None)
    heart = asyncio.create_task(_beat(parts, work, progress, limit))
    try:
        async with limit:
            yield
    except TimeoutError as cause:
        if not limit.expired():
            raise
        raise errors.JobTooSlow(deadline_s=_deadline_s(parts, work, progress)) from cause
    finally:
        heart.cancel()
        progress.stop()  # a thread may still be measuring for nobody


async def _beat(parts: Parts, work: Work, progress: Progress, limit: asyncio.Timeout) -> None:
    began = parts.clock.now()
    while True:
        await asyncio.sleep(parts.jobs.lease_s / _BEATS_PER_LEASE)
        if parts.clock.now() - began > _deadline_s(parts, work, progress):
            limit.reschedule(asyncio.get_running_loop().time())
            return
        step = progress.step
        try:
            kept = await parts.jobs.renew(work.claim, stage=step.stage, progress=step.progress)
            ours = kept or await accept.lost(parts, work.job)
        except errors.DependencyDown:
            continue  # The lease outlasts several beats; the next one may get through.
        if not ours:
            progress.stop()
            return


def _deadline_s(parts: Parts, work: Work, progress: Progress) -> int:
    upload = work.job.upload
    audio_s = max(track.estimated_seconds(upload.size, upload.content_type), progress.audio_s)
    return min(track.deadline_s(audio_s), parts.settings.work_at_most_s)


@dataclass(frozen=True, slots=True)
class _Made:
    """A report, and whether it took measuring."""

    report: dict[str, Any]
    measured: bool


async def _made(parts: Parts, upload: Upload, progress: Progress, *, heavy_after_s: float) -> _Made:
    with TemporaryDirectory(prefix="analysis-") as folder:
        progress.report("reading", 0.0)
        with Arrival(Path(folder) / "audio", size=upload.size) as arrival:
            measured = partial(_measured, parts, arrival, upload, progress, most_s=heavy_after_s)
            # A pool of its own: measurements must not starve whatever else needs a thread.
            measuring = parts.measuring.submit(measured)
            try:
                return await _believed(parts, upload, arrival, progress, measuring)
            finally:
                progress.stop()
                measuring.cancel()


async def _believed(
    parts: Parts,
    upload: Upload,
    arrival: Arrival,
    progress: Progress,
    measuring: Future[dict[str, Any]],
) -> _Made:
    """What is measured, or was refused, counts only where the whole file is what was announced."""
    digest = await _fetched(parts.storage, upload, arrival, progress)
    known = await parts.archive.measurement(digest, version=ANALYSIS_VERSION)
    if known is not None:
        return _Made(known, measured=False)
    report = await asyncio.wrap_future(measuring)
    await parts.archive.keep_measurement(report)
    return _Made(report, measured=True)


async def _fetched(storage: Storage, upload: Upload, arrival: Arrival, progress: Progress) -> str:
    digest = sha256()
    size = 0
    head = b""
    with suppress(errors.UploadIncomplete):
        async for block in storage.read(upload.object_name):
            progress.refuse_unwanted()
            digest.update(block)
            size += len(block)
            if size > upload.size:
                raise errors.HashMismatch
            if len(head) < HEAD_BYTES:
                head = _recognised(head + block)
            arrival.write(block)
    if size < upload.size:
        raise errors.UploadIncomplete(received=size, size=upload.size)
    if digest.hexdigest() != upload.sha256:
        raise errors.HashMismatch
    return digest.hexdigest()


def _recognised(head: bytes) -> bytes:
    # What is no audio at all is refused by its first bytes, with the rest of it left unread.
    if len(head) >= HEAD_BYTES:
        try:
            sniff(head)
        except AudioRefused as refusal:
            raise errors.AudioRefused(refusal.reason, **refusal.facts) from refusal
    return head[:HEAD_BYTES]


def _measured(
    parts: Parts, arrival: Arrival, upload: Upload, progress: Progress, *, most_s: float
) -> dict[str, Any]:
    try:
        with Arriving(arrival) as file:
            progress.audio_s = parts.playing_time_s(file)
            if progress.audio_s > most_s:
                arrival.wait(arrival.size)
                parts.playing_time_s(file)  # what only its end tells is not left to the queue
                raise _TooHeavy
            return parts.measure(file, sha256=upload.sha256, progress=progress.report)
    except AudioRefused as refusal:
        raise errors.AudioRefused(refusal.reason, **refusal.facts) from refusal


async def _keep(parts: Parts, work: Work, made: _Made) -> Done:
    done = Done(_analysis(work.job, made.report), cached=False)
    # Asked once more, so that what is not ours any more is not kept even for a moment.
    ours = await parts.jobs.renew(work.claim, stage="keeping", progress=1.0)
    if not (ours or await accept.lost(parts, work.job)):
        await _give_way(parts, work.job, done)
    await parts.archive.keep(done.analysis)
    ours = await parts.jobs.finish(work.claim, state="succeeded", measured=made.measured)
    if not (ours or await accept.lost(parts, work.job)):
        await retract(parts, work.job.id)
        await _give_way(parts, work.job, done)
    if not await accept.ended(parts, work.job, state="succeeded"):
        # Brought back as owed, just when its user cancelled or forgot it.
        await parts.jobs.withdraw(work.job)
        await retract(parts, work.job.id)
        raise errors.JobCancelled
    if not parts.settings.keep_uploads:
        await _tidy(parts, work.job.upload)
    return done


def _analysis(job: Job, report: dict[str, Any]) -> Analysis:
    return Analysis(
        id=job.id,
        uid=job.uid,
        sha256=job.upload.sha256,
        filename=job.upload.filename,
        created_at=job.created_at,
        report=report,
    )


async def _give_way(parts: Parts, job: Job, done: Done) -> NoReturn:
    # A worker that took the job over makes the very same report, and needs the uploaded object.
    current = await _taken_over(parts, job.id)
    if current is None:
        raise errors.JobCancelled
    raise _Lost(current, done=done)


async def _taken_over(parts: Parts, job_id: str) -> Job | None:
    """The job as it stands with another, or None where it is nobody's any more."""
    job = await parts.jobs.peek(job_id)
    if job is None:
        job = await accept.bring_back(parts, job_id, announced=True)
    return None if job is None or job.state == "cancelled" else job


async def _tidy(parts: Parts, upload: Upload) -> None:
    # The upload's record stays for its day: a caller who lost the answer asks again with its id.
    try:
        await parts.storage.delete(upload.object_name)
    except errors.DependencyDown as down:
        # The report is safe; the sweep deletes what is left.
        logs.event("object-left-behind", service=down.facts.get("service"))
