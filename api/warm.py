"""GET /api/warm: what the scheduled cron does."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel
from starlette.responses import JSONResponse

from lib import errors, warm
from lib.bootstrap import Services, services
from lib.first_use import asking, queueing  # noqa: F401  # for the builder to see
from lib.web.answers import problems_of
from lib.web.app import create_app, services_of
from lib.web.auth import require_secret

router = APIRouter()


class Swept(BaseModel):
    """What this occurrence did; all zero where it had been done already."""

    occurrence: int
    repeated: bool
    uploads_deleted: int
    jobs_requeued: int
    jobs_ended: int
    answers_kept: int
    answers_refused: int
    answers_batched: int


@router.get("/api/warm", response_model=Swept, responses=problems_of(403))
async def occur(
    parts: Annotated[Services, Depends(services_of)],
    authorization: Annotated[str | None, Header()] = None,
) -> JSONResponse:
    """Sweep expired uploads and stale jobs, and answer ahead what is asked most.

    Firing twice does it once. Previews do nothing: what they leave behind lapses by itself.
    """
    if parts.settings.environment == "preview":
        raise errors.ProductionOnly
    secret = parts.settings.cron_secret
    if secret is None:
        raise errors.NotConfigured(variable="CRON_SECRET")
    require_secret(authorization, secret=secret.get_secret_value())
    return JSONResponse(asdict(await warm.occur(parts)))


app = create_app(router, title="warm", services=services)
