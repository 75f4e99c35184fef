"""/api/status: a job's state; without one, whether the service is well, and its other views."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from lib import errors, status
from lib.bootstrap import Services, services
from lib.observability import metrics
from lib.track import Job
from lib.web.answers import JobState, job_state, problems_of, retry_headers, unless_unchanged
from lib.web.app import create_app, services_of
from lib.web.limits import READ, Visit, visit

router = APIRouter()
Parts = Annotated[Services, Depends(services_of)]
_CONFIG_LIFE_S = 300


class Alive(BaseModel):
    """The function answers; nothing else was asked."""

    status: Literal["ok"]
    environment: str


class Dependency(BaseModel):
    """How one part answered."""

    status: Literal["ok", "degraded", "down"]
    ms: float


class Ready(BaseModel):
    """How the parts answered."""

    status: Literal["ok", "degraded", "down"]
    dependencies: dict[str, Dependency]


class SignIn(BaseModel):
    """How a page signs in; nothing of it is secret."""

    kind: Literal["local", "firebase"]
    address: str | None = Field(description="The development issuer's address, where it is used")
    app_address: str | None
    config: dict[str, str] | None = Field(description="What Firebase's web SDK is initialised with")
    app_check_site_key: str | None = Field(description="reCAPTCHA Enterprise's, where there is one")
    missing: list[str] = Field(description="Variables that have to be set before anybody signs in")


class Configuration(BaseModel):
    """What the page needs to know of this deployment."""

    environment: str
    sign_in: SignIn


class Metrics(BaseModel):
    """What was counted since midnight Pacific, and the analyses as they stand."""

    day: str
    escalated: int
    busy: int
    tokens: int
    cost_micro_usd: int
    answers: dict[str, int]
    calls: dict[str, int]
    cache_hits: dict[str, int]
    rule_answers: dict[str, int]
    denied: dict[str, int]
    waits: dict[str, int]
    failures: dict[str, int]
    latency_ms: dict[str, int] = Field(
        description="How many took at most so long, and over the last"
    )
    jobs: dict[str, int]


@router.head("/api/status", include_in_schema=False)
async def alive() -> Response:
    """Whether the function answers, for monitors that ask so."""
    return Response()


@router.get(
    "/api/status",
    response_model=JobState | Ready | Configuration | Metrics | Alive,
    responses={
        200: {"content": {metrics.MEDIA_TYPE: {"schema": {"type": "string"}}}},
        304: {"description": "The job is as the caller knows it"},
        **problems_of(403, 404, 422),
    },
)
async def look(
    request: Request,
    parts: Parts,
    job: Annotated[str | None, Query(max_length=100)] = None,
    view: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """A job's state; with `view=ready` how each dependency is; with neither, that we are alive.

    `view=config` is what a page needs to sign in. `view=metrics` is for operators, who need not be
    an app: JSON, or OpenMetrics text where `Accept` asks for it.
    """
    if job is not None:
        seen = await visit(READ)(request)
        found = await status.job(parts, job, uid=seen.caller.uid, turn=seen.turn)
        return _job(request, found, seen)
    match view:
        case None:
            return JSONResponse({"status": "ok", "environment": parts.settings.environment})
        case "ready":
            return await _ready(parts)
        case "config":
            return _config(parts)
        case "metrics":
            return await _metrics(request, parts)
        case _:
            raise errors.UnknownView


@router.delete("/api/status", response_model=JobState, responses=problems_of(404))
async def cancel(
    parts: Parts,
    visit: Annotated[Visit, Depends(visit(READ))],
    job: Annotated[str, Query(max_length=100)],
) -> Response:
    """Cancel a job; one that is over stays as it is."""
    found = await status.cancel(parts, job, uid=visit.caller.uid, turn=visit.turn)
    return JSONResponse(job_state(found, language=visit.language, request_id=visit.request_id))


def _job(request: Request, found: Job, seen: Visit) -> Response:
    state = job_state(found, language=seen.language, request_id=seen.request_id)
    return unless_unchanged(request, state, headers=retry_headers(found))


async def _ready(parts: Services) -> Response:
    probes = await parts.readiness.look()
    overall = status.overall(probes)
    dependencies = {name: asdict(probe) for name, probe in probes.items()}
    body = {"status": overall, "dependencies": dependencies}
    return JSONResponse(body, 503 if overall == "down" else 200)


def _config(parts: Services) -> Response:
    settings = parts.settings
    sign_in = asdict(status.sign_in(settings))
    return JSONResponse(
        {"environment": settings.environment, "sign_in": sign_in},
        headers={"Cache-Control": f"public, max-age={_CONFIG_LIFE_S}"},
    )


async def _metrics(request: Request, parts: Services) -> Response:
    seen = await visit(READ, of_apps=False)(request)
    found = await status.counted(parts, caller=seen.caller, turn=seen.turn)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    jobs = asdict(found.work)
    if metrics.wanted(request.headers.get("accept")):
        told = metrics.text(found.counts, jobs=jobs)
        return Response(told, media_type=metrics.MEDIA_TYPE, headers=headers)
    told_json: dict[str, Any] = {"day": found.day, **metrics.grouped(found.counts), "jobs": jobs}
    return JSONResponse(told_json, headers=headers)


app = create_app(router, title="status", services=services)
