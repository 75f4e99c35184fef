"""Status: where a job is, and whether the parts of the service answer."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from lib import accept, errors, track
from lib.coordination import figures
from lib.coordination.rate_limit import Turn
from lib.observability import logs
from lib.parts import Parts
from lib.ports import Caller, Clock
from lib.retract import retract
from lib.settings import Settings
from lib.track import Analysis, Job, Upload

Check = Callable[[], Awaitable[object]]
Health = Literal["ok", "degraded", "down"]
_DEADLINE_S = 3.0
_SLOW_MS = 1_000.0


@dataclass(frozen=True, slots=True)
class Probed:
    """How one dependency answered, and in how many milliseconds."""

    status: Health
    ms: float


async def job(parts: Parts, job_id: str, *, uid: str, turn: Turn) -> Job:
    """This user's job as it stands.

    One whose worker died in the middle, or whose task was lost, is put back in the queue, as is
    one that Redis has lost. With Redis down a job that is over is still told of, counted by this
    process alone.

    Raises
    ------
    errors.JobNotFound, errors.TooManyRequests
    """
    try:
        found = await parts.jobs.look(turn, job_id=job_id, uid=uid)
    except errors.DependencyDown as down:
        turn.take_here()
        return await _over_at_least(parts, job_id, uid=uid, down=down)
    if found is None:
        return await _known_otherwise(parts, job_id, uid=uid)
    return await accept.tend(parts, found)


async def cancel(parts: Parts, job_id: str, *, uid: str, turn: Turn) -> Job:
    """Stop this user's job where it is not over.

    Raises
    ------
    errors.JobNotFound, errors.TooManyRequests
    """
    try:
        found = await parts.jobs.cancel(turn, job_id=job_id, uid=uid)
    except errors.JobNotFound:
        lost = await accept.recall(parts, job_id, uid=uid)
        if lost is None:
            raise
        if lost.state in track.FINAL:
            if lost.state == "cancelled":
                # By who may have died before a result was taken back.
                await retract(parts, job_id)
            return lost
        found = await parts.jobs.cancel(turn, job_id=job_id, uid=uid)
    if found.state == "cancelled":
        with suppress(errors.DependencyDown):  # the sweep comes to it too
            await parts.docket.cancel(found)
            await retract(parts, job_id)
    return found


class Readiness:
    """How the dependencies are, asked at most once in `LOOK_EVERY_S` however many want to know."""

    LOOK_EVERY_S = 2.0

    def __init__(self, checks: Mapping[str, Check], *, clock: Clock) -> None:
        self._checks = checks
        self._clock = clock
        self._looking = asyncio.Lock()
        self._looked_at = -math.inf
        self._probes: dict[str, Probed] = {}

    async def look(self) -> dict[str, Probed]:
        """Every dependency, asked at the same time, each with the same deadline."""
        async with self._looking:
            if self._clock.now() - self._looked_at >= self.LOOK_EVERY_S:
                probes = await asyncio.gather(*(_probe(check) for check in self._checks.values()))
                self._probes = dict(zip(self._checks, probes, strict=True))
                self._looked_at = self._clock.now()
        return self._probes


async def counted(parts: Parts, *, caller: Caller, turn: Turn) -> figures.Figures:
    """What today's questions came to and which analyses are under way, for operators.

    Raises
    ------
    errors.Forbidden
        The caller's token does not say that they are one.
    errors.TooManyRequests
    """
    if not caller.operator:
        raise errors.Forbidden
    namespace = parts.settings.namespace
    return await figures.read(parts.redis, turn, namespace=namespace, clock=parts.clock)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a page signs in here; nothing of it is secret.

    `local` is the development issuer, at an address of this site; `firebase` is Firebase Auth with
    the web app's own configuration, `missing` naming the variables that are not set.
    """

    kind: Literal["local", "firebase"]
    address: str | None = None
    app_address: str | None = None
    config: Mapping[str, str] | None = None
    app_check_site_key: str | None = None
    missing: tuple[str, ...] = ()


def sign_in(settings: Settings) -> SignIn:
    """How a page signs in with these settings."""
    if settings.environment == "development" and not settings.firebase_web_api_key:
        app_address = "/local/app-token" if settings.app_check else None
        return SignIn("local", address="/local/token", app_address=app_address)
    project = settings.firebase_project
    needed = {
        "FIREBASE_PROJECT_ID": project,
        "FIREBASE_WEB_API_KEY": settings.firebase_web_api_key,
        "FIREBASE_APP_ID": settings.firebase_app_id,
        **({"APP_CHECK_SITE_KEY": settings.app_check_site_key} if settings.app_check else {}),
    }
    return SignIn(
        "firebase",
        config={
            "apiKey": settings.firebase_web_api_key,
            "authDomain": settings.firebase_auth_domain or f"{project}.firebaseapp.com",
            "projectId": project,
            "appId": settings.firebase_app_id,
        },
        app_check_site_key=settings.app_check_site_key or None,
        missing=tuple(name for name, value in needed.items() if not value),
    )


def overall(probes: Mapping[str, Probed]) -> Health:
    """The worst of them."""
    found = {probe.status for probe in probes.values()}
    return "down" if "down" in found else "degraded" if "degraded" in found else "ok"


async def _over_at_least(
    parts: Parts, job_id: str, *, uid: str, down: errors.DependencyDown
) -> Job:
    analysis = await parts.archive.find(job_id, uid=uid)
    if analysis is not None:
        return _finished(analysis)
    entry = await parts.docket.find(job_id)
    if entry is None or entry.open or entry.job.uid != uid:
        raise down  # it may well be under way
    return entry.job


async def _known_otherwise(parts: Parts, job_id: str, *, uid: str) -> Job:
    # A job's record lapses after a week; its report tells that it succeeded.
    analysis = await parts.archive.find(job_id, uid=uid)
    if analysis is not None:
        return _finished(analysis)
    job = await accept.recall(parts, job_id, uid=uid)
    if job is None:
        raise errors.JobNotFound
    return job


def _finished(analysis: Analysis) -> Job:
    return Job(
        id=analysis.id,
        uid=analysis.uid,
        state="succeeded",
        stage="done",
        progress=1.0,
        attempt=1,
        admission="",
        generation="",
        created_at=analysis.created_at,
        updated_at=analysis.created_at,
        lease_until=0.0,
        upload=Upload(
            id="",
            uid=analysis.uid,
            sha256=analysis.sha256,
            size=analysis.report["file"]["size_bytes"],
            filename=analysis.filename,
            content_type="",
            object_name="",
            lane="quick",
        ),
    )


async def _probe(check: Check) -> Probed:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(_DEADLINE_S):
            await check()
    except Exception as error:  # noqa: BLE001  # a probe's fault must not hide the other probes
        if not isinstance(error, (errors.ProductError, TimeoutError)):
            logs.failure("probe-failed", error)
        status: Health = "down"
    else:
        status = "ok"
    ms = round((time.perf_counter() - started) * 1000, 1)
    return Probed("degraded" if status == "ok" and ms > _SLOW_MS else status, ms)
