"""Answers that more than one function gives: a job, a problem, and 304 where nothing changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from lib.track import FINAL, Job, failure
from lib.web.language import Language
from lib.web.problems import MEDIA_TYPE, problem

POLL_S = 1
_WAITING_POLL_S = 2


class Problem(BaseModel):
    """What went wrong (RFC 9457). `code` is stable; the words follow Accept-Language."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str


class JobState(BaseModel):
    """An analysis on its way."""

    job: str = Field(description="The job's id, which is the analysis's id too")
    state: Literal["queued", "running", "succeeded", "failed", "cancelled", "expired"]
    stage: str
    progress: float = Field(ge=0, le=1)
    queue_position: int | None = Field(description="Jobs ahead in its lane; null once it runs")
    eta_s: int | None = Field(
        description="About how many seconds until it is done; null where nothing is known"
    )
    attempt: int
    analysis_id: str | None = Field(description="Set once the report can be fetched")
    error: Problem | None
    created_at: str
    updated_at: str


def problems_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """A route's `responses`: these statuses, each a problem."""
    body = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": _REASONS[status], "content": {MEDIA_TYPE: body}}
        for status in (401, 429, 503, *statuses)
    }


def job_state(job: Job, *, language: Language, request_id: str) -> dict[str, Any]:
    """A job as callers see it."""
    ended = failure(job)
    return {
        "job": job.id,
        "state": job.state,
        "stage": job.stage,
        "progress": job.progress,
        "queue_position": job.queue_position,
        "eta_s": job.eta_s,
        "attempt": job.attempt,
        "analysis_id": job.id if job.state == "succeeded" else None,
        "error": ended
        and problem(ended.slug, ended.facts, language=language, request_id=request_id),
        "created_at": timestamp(job.created_at),
        "updated_at": timestamp(job.updated_at),
    }


def retry_headers(job: Job) -> dict[str, str]:
    """When to look at a job again: sooner once it runs, never once it is over."""
    if job.state in FINAL:
        return {}
    return {"Retry-After": str(POLL_S if job.state == "running" else _WAITING_POLL_S)}


def unless_unchanged(
    request: Request, body: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
) -> Response:
    """The body with its ETag, or 304 where the caller has it already (RFC 9110, §13.1.2)."""
    # The error's request id differs at each look and says nothing about the job.
    error = body.get("error")
    same = {**body, "error": error and error["code"]}
    tag = f'"{sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()[:20]}"'
    fields = {"ETag": tag, "Cache-Control": "private, no-cache", **(headers or {})}
    known = [one.strip().removeprefix("W/") for one in _if_none_match(request).split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers=fields)
    return JSONResponse(dict(body), headers=fields)


def timestamp(seconds: float) -> str:
    """A time as RFC 3339, in UTC, to the millisecond."""
    told = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")


def _if_none_match(request: Request) -> str:
    return str(request.headers.get("if-none-match", ""))


_REASONS = {
    400: "The request's form is wrong",
    401: "Not signed in, or the token has expired",
    403: "Not for this caller",
    404: "Not there, or not the caller's",
    409: "Not now, as things stand",
    413: "Too large",
    415: "A type that is not read",
    422: "Understood, and cannot be done as it is",
    429: "The caller's rate is spent",
    503: "A part of the service is down or busy",
    504: "It took longer than it may",
}
