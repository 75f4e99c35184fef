"""/api/status: a job's state; without one, whether the service and its parts are well."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from lib import errors, status
from lib.bootstrap import Services, services
from lib.track import Job
from lib.web.answers import JobState, job_state, problems_of, retry_headers, unless_unchanged
from lib.web.app import create_app, services_of
from lib.web.limits import READ, Visit, visit

router = APIRouter()
Parts = Annotated[Services, Depends(services_of)]


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


@router.head("/api/status", include_in_schema=False)
async def alive() -> Response:
    """Whether the function answers, for monitors that ask so."""
    return Response()


@router.get(
    "/api/status",
    response_model=JobState | Ready | Alive,
    responses={304: {"description": "The job is as the caller knows it"}, **problems_of(404, 422)},
)
async def look(
    request: Request,
    parts: Parts,
    job: Annotated[str | None, Query(max_length=100)] = None,
    view: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """A job's state; with `view=ready` how each dependency is; with neither, that we are alive."""
    if job is not None:
        seen = await visit(READ)(request)
        found = await status.job(parts, job, uid=seen.caller.uid, turn=seen.turn)
        return _job(request, found, seen)
    if view == "ready":
        return await _ready(parts)
    if view is not None:
        raise errors.UnknownView
    return JSONResponse({"status": "ok", "environment": parts.settings.environment})


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


app = create_app(router, title="status", services=services)
