"""POST /api/ask: a question about a track, answered from its measurements."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from lib import ask
from lib.bootstrap import Services, services
from lib.web import events
from lib.web.answers import problems_of
from lib.web.app import create_app, services_of
from lib.web.limits import ASK, Visit, visit

router = APIRouter()


class Question(BaseModel):
    """A question, in English or Portuguese."""

    question: str = Field(min_length=1, max_length=ask.MAX_QUESTION_CHARACTERS)
    analysis_id: str | None = Field(None, max_length=100)
    session_id: str = Field(min_length=1, max_length=100)
    lang: Literal["en", "pt-BR"] | None = Field(None, description="Else the question's own")


class Claim(BaseModel):
    """One number of the answer, and where in the report it stands."""

    text: str
    metric: str
    value: float | str | None
    unit: str


class Usage(BaseModel):
    """What the answer took."""

    input_tokens: int
    output_tokens: int
    cost_micro_usd: int


class Reply(BaseModel):
    """An answer tied to the track's own numbers."""

    answer: str
    claims: list[Claim]
    tier: Literal["junior", "senior", "rules"]
    confidence: float = Field(ge=0, le=1)
    cached: bool
    degraded: bool
    usage: Usage


@router.post("/api/ask", response_model=Reply, responses=problems_of(400, 404, 413, 422))
async def question(
    body: Question,
    request: Request,
    visit: Annotated[Visit, Depends(visit(ASK))],
    parts: Annotated[Services, Depends(services_of)],
) -> Response:
    """Answer a question; as events while it comes, where the caller accepts them."""
    told = await ask.answer(
        parts,
        ask.Asked(body.question, body.analysis_id, body.lang),
        uid=visit.caller.uid,
        turn=visit.turn,
        default_language=visit.language,
    )
    reply = _reply(told)
    if events.wanted(request):
        return events.stream(
            _as_events(reply), language=visit.language, request_id=visit.request_id
        )
    return JSONResponse(reply)


def _reply(told: ask.Told) -> dict[str, Any]:
    answer = told.answer
    return {
        "answer": answer.answer,
        "claims": [
            {"text": c.text, "metric": c.metric, "value": c.value, "unit": c.unit}
            for c in answer.claims
        ],
        "tier": answer.tier,
        "confidence": round(answer.confidence, 3),
        "cached": False,
        "degraded": told.degraded,
        "usage": {"input_tokens": 0, "output_tokens": 0, "cost_micro_usd": 0},
    }


async def _as_events(reply: dict[str, Any]) -> AsyncIterator[events.Event]:
    for sentence in reply["answer"].splitlines(keepends=True):
        yield events.Event("answer", {"text": sentence})
    yield events.Event("done", reply)


app = create_app(router, title="ask", services=services)
