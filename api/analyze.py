"""/api/analyze: measure an uploaded track; read, list and forget what was measured."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from lib import analyze, errors, watch, work
from lib.audio.compare import compare
from lib.audio.restyle import restyled
from lib.audio.styles import DEFAULT_STYLE, StyleId
from lib.bootstrap import Services, services
from lib.first_use import measuring, queueing  # noqa: F401  # for the builder to see
from lib.forget import forget_track, forget_user
from lib.track import Analysis, Job
from lib.web import events
from lib.web.answers import (
    JobState,
    job_state,
    problems_of,
    retry_headers,
    timestamp,
    unless_unchanged,
)
from lib.web.app import create_app, services_of
from lib.web.auth import bearer_token
from lib.web.limits import ANALYZE, READ, Visit, visit

router = APIRouter()
Parts = Annotated[Services, Depends(services_of)]
Begun = work.Done | work.Waiting | work.Work
_MANY = 100


class Wanted(BaseModel):
    """Which upload to measure. `job` is how the queue brings work, with a token of its own."""

    model_config = {"json_schema_extra": {"required": ["upload_id"]}}

    upload_id: str = Field("", max_length=120)
    reference: str | None = Field(
        None, max_length=100, description="An analysis to set this one beside"
    )
    style: StyleId = Field(
        DEFAULT_STYLE, description="The style whose reference curve the balance is held against"
    )
    job: str | None = Field(None, max_length=100, description="Set by the queue alone")


class Measured(BaseModel):
    """A finished analysis."""

    analysis_id: str
    filename: str
    created_at: str
    cached: bool
    report: dict[str, Any] = Field(description="See docs/report.md")
    comparison: dict[str, Any] | None = Field(
        description="Against the reference, both equally loud; null where none was named"
    )


class Accepted(BaseModel):
    """An analysis that is under way."""

    job: JobState


class Listed(BaseModel):
    """One line of the history."""

    analysis_id: str
    filename: str
    created_at: str
    format: str
    duration_s: float
    integrated_lufs: float | None
    true_peak_dbtp: float | None


class History(BaseModel):
    """Analyses, newest first."""

    analyses: list[Listed]
    next_cursor: str | None


@router.post(
    "/api/analyze",
    response_model=Measured,
    responses={202: {"model": Accepted}, **problems_of(400, 404, 409, 413, 415, 422, 504)},
)
async def measure(
    body: Wanted,
    request: Request,
    parts: Parts,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    prefer: Annotated[str, Header()] = "",
) -> Response:
    """Measure an upload: 200 with the report, or 202 with the job that will make it.

    `Prefer: respond-async` asks for the job at once; `Accept: text/event-stream` for events:
    `progress` while it runs, then `report`, or `error`.
    """
    if body.job is not None:
        return await _delivery(request, parts, job_id=body.job)
    if not body.upload_id:
        raise errors.MissingField(field="upload_id")
    seen = await visit(ANALYZE)(request)
    to_queue = "respond-async" in prefer
    beside = await _beside(parts, body.reference, uid=seen.caller.uid)
    begun = await analyze.begin(
        parts,
        uid=seen.caller.uid,
        turn=seen.turn,
        upload_id=body.upload_id,
        to_queue=to_queue,
        idempotency=_idempotency(idempotency_key, body),
    )
    if events.wanted(request):
        news = _news(parts, begun, uid=seen.caller.uid)
        told = _told(_job_id(begun), news, style=body.style, beside=beside)
        return events.stream(told, language=seen.language, request_id=seen.request_id)
    if isinstance(begun, work.Work):
        begun = await work.perform(parts, begun, work.Progress())
    if isinstance(begun, work.Waiting):
        return _accepted(begun.job, seen, asked=to_queue)
    measured = _measured(begun.analysis, cached=begun.cached, style=body.style, beside=beside)
    return JSONResponse(measured)


@router.get(
    "/api/analyze",
    response_model=Measured | History,
    responses={304: {"description": "The caller has it already"}, **problems_of(400, 404, 409)},
)
async def read(
    request: Request,
    parts: Parts,
    visit: Annotated[Visit, Depends(visit(READ))],
    *,
    id: Annotated[str | None, Query(max_length=100)] = None,  # noqa: A002  # the contract's name
    reference: Annotated[str | None, Query(max_length=100)] = None,
    style: StyleId = DEFAULT_STYLE,
    limit: Annotated[int, Query(ge=1, le=_MANY)] = 20,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Read one analysis by `id`, beside a `reference` if wanted; without it list the caller's.

    `style` names the reference curve that its balance is held against.
    """
    uid, turn = visit.caller.uid, visit.turn
    if id is not None:
        analysis = await analyze.fetch(parts, id, uid=uid, turn=turn)
        beside = await _beside(parts, reference, uid=uid)
        told = _measured(analysis, cached=True, style=style, beside=beside)
        return unless_unchanged(request, told)
    page = await analyze.history(parts, uid=uid, turn=turn, limit=limit, cursor=cursor)
    lines = [_line(one.id, dict(one.fields)) for one in page.documents]
    return JSONResponse({"analyses": lines, "next_cursor": page.next_cursor})


@router.delete("/api/analyze", status_code=204, responses=problems_of(404, 422))
async def forget(
    parts: Parts,
    visit: Annotated[Visit, Depends(visit(READ))],
    *,
    id: Annotated[  # noqa: A002  # the contract's name
        str | None, Query(max_length=100, description="The analysis to forget")
    ] = None,
    all: Annotated[  # noqa: A002
        bool, Query(description="Forget everything of the caller's")
    ] = False,
) -> Response:
    """Forget an analysis everywhere by its `id`, or with `all=true` everything of the caller's.

    Either is needed, and both together are refused: `one-or-all`.
    """
    if (id is not None) == all:
        raise errors.OneOrAll(field="id")
    if id is None:
        await forget_user(parts, uid=visit.caller.uid, turn=visit.turn)
    else:
        await forget_track(parts, id, uid=visit.caller.uid, turn=visit.turn)
    return Response(status_code=204)


async def _delivery(request: Request, parts: Services, *, job_id: str) -> Response:
    await parts.identity.verify_task(bearer_token(request.headers.get("authorization")))
    await work.deliver(parts, job_id)
    return JSONResponse({"job": job_id})


def _idempotency(key: str | None, body: Wanted) -> tuple[str, str] | None:
    if not key:
        return None
    return sha256(key.encode()).hexdigest(), sha256(body.model_dump_json().encode()).hexdigest()


async def _beside(parts: Services, reference: str | None, *, uid: str) -> Analysis | None:
    return await analyze.known(parts, reference, uid=uid) if reference else None


async def _told(
    job_id: str,
    news: AsyncIterator[work.Step | work.Done],
    *,
    style: StyleId,
    beside: Analysis | None,
) -> AsyncIterator[events.Event]:
    async for one in news:
        if isinstance(one, work.Done):
            told = _measured(one.analysis, cached=one.cached, style=style, beside=beside)
            yield events.Event("report", told)
        else:
            yield events.Event("progress", {"job": job_id, **asdict(one)})


def _news(parts: Services, begun: Begun, *, uid: str) -> AsyncIterator[work.Step | work.Done]:
    match begun:
        case work.Done():
            return _at_once(begun)
        case work.Waiting(job):
            return watch.follow(parts, job.id, uid=uid)
        case work.Work():
            # A task of its own, begun before the first byte is sent: a caller who goes away
            # does not undo work that is half done.
            progress = work.Progress(eta_s=begun.job.eta_s)
            working = parts.in_background(work.perform(parts, begun, progress))
            return watch.watch(parts, working, progress)


async def _at_once(done: work.Done) -> AsyncIterator[work.Done]:
    yield done


def _job_id(begun: Begun) -> str:
    match begun:
        case work.Done(analysis):
            return analysis.id
        case work.Waiting(job) | work.Work(job=job):
            return job.id


def _accepted(job: Job, seen: Visit, *, asked: bool) -> Response:
    state = job_state(job, language=seen.language, request_id=seen.request_id)
    headers = {"Location": f"/api/status?job={job.id}", **retry_headers(job)}
    if asked:
        headers["Preference-Applied"] = "respond-async"
    return JSONResponse({"job": state}, 202, headers=headers)


def _measured(
    analysis: Analysis, *, cached: bool, style: StyleId, beside: Analysis | None
) -> dict[str, Any]:
    return {
        "analysis_id": analysis.id,
        "filename": analysis.filename,
        "created_at": timestamp(analysis.created_at),
        "cached": cached,
        "report": restyled(analysis.report, style=style),
        "comparison": beside and compare(analysis.report, beside.report),
    }


def _line(analysis_id: str, fields: dict[str, Any]) -> dict[str, Any]:
    created_at = timestamp(fields.pop("created_at_ms") / 1000)
    return {"analysis_id": analysis_id, "created_at": created_at, **fields}


app = create_app(router, title="analyze", services=services)
