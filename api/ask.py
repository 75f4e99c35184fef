"""/api/ask: a question about a track, answered from its measurements; what was said, read again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from lib import ask, errors
from lib.audio.styles import DEFAULT_STYLE, StyleId
from lib.bootstrap import Services, services
from lib.conversations import Conversation
from lib.first_use import asking  # noqa: F401  # for the builder to see
from lib.forget import forget_conversation
from lib.web import events
from lib.web.answers import problems_of, timestamp, unless_unchanged
from lib.web.app import create_app, services_of
from lib.web.limits import ASK, READ, Visit, visit

if TYPE_CHECKING:
    from lib.consult import Listener

router = APIRouter()
Parts = Annotated[Services, Depends(services_of)]
Session = Annotated[str | None, Query(min_length=1, max_length=100)]
_MANY = 100


class Question(BaseModel):
    """A question, in English or Portuguese."""

    question: str = Field(min_length=1, max_length=ask.MAX_QUESTION_CHARACTERS)
    analysis_id: str | None = Field(None, max_length=100)
    session_id: str = Field(min_length=1, max_length=100)
    lang: Literal["en", "pt-BR"] | None = Field(None, description="Else the question's own")
    style: StyleId = Field(
        DEFAULT_STYLE, description="The style whose reference curve the balance is held against"
    )


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


class Said(BaseModel):
    """A question and its answer, as they were."""

    asked_at: str
    question: str = Field(description="Without what points to a person")
    analysis_id: str | None
    answer: str
    claims: list[Claim]
    tier: Literal["junior", "senior", "rules"]
    confidence: float = Field(ge=0, le=1)
    degraded: bool
    lang: Literal["en", "pt-BR"]


class Conversed(BaseModel):
    """What was said in a session, oldest first."""

    session_id: str
    created_at: str
    updated_at: str
    turns: list[Said]


class Listed(BaseModel):
    """One conversation: when it was, what it was about last, and its first question."""

    session_id: str
    created_at: str
    updated_at: str
    analysis_id: str | None
    opening: str


class Listing(BaseModel):
    """Conversations, the one begun last first."""

    conversations: list[Listed]
    next_cursor: str | None


@router.post("/api/ask", response_model=Reply, responses=problems_of(400, 404, 409, 413, 422))
async def question(
    body: Question,
    request: Request,
    visit: Annotated[Visit, Depends(visit(ASK))],
    parts: Parts,
    prefer: Annotated[str, Header(max_length=200)] = "",
) -> Response:
    """Answer a question.

    One at a time in a session: the next gets 409, or waits with `Prefer: wait=SECONDS`, 20 at
    most. `Accept: text/event-stream` has the answer come as events: `asking` names the tier that is
    asked now, `answer` has further checked text, `restart` says that another answer replaces it,
    `done` has the whole, or `error` what went wrong.
    """
    asked = ask.Asked(
        body.question,
        body.analysis_id,
        body.session_id,
        body.lang,
        style=body.style,
        wait_s=_wait_s(prefer),
    )

    async def answered(listener: Listener | None) -> dict[str, Any]:
        told = await ask.answer(
            parts,
            asked,
            uid=visit.caller.uid,
            turn=visit.turn,
            default_language=visit.language,
            listener=listener,
        )
        return _reply(told)

    if not events.wanted(request):
        return JSONResponse(await answered(None))
    told = _Telling(answered)
    await told.begun()
    return events.stream(told.as_events(), language=visit.language, request_id=visit.request_id)


@router.get(
    "/api/ask",
    response_model=Conversed | Listing,
    responses={304: {"description": "The caller has it already"}, **problems_of(400, 404, 422)},
)
async def read(
    request: Request,
    parts: Parts,
    visit: Annotated[Visit, Depends(visit(READ))],
    *,
    session_id: Session = None,
    limit: Annotated[int, Query(ge=1, le=_MANY)] = 20,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Read what was said in a session by its `session_id`; without it list the conversations.

    Conversations are kept for 30 days after their last turn.
    """
    uid, turn = visit.caller.uid, visit.turn
    if session_id is not None:
        found = await ask.conversation(parts, session_id, uid=uid, turn=turn)
        return unless_unchanged(request, _conversed(found))
    page = await ask.conversations(parts, uid=uid, turn=turn, limit=limit, cursor=cursor)
    lines = [_line(dict(one.fields)) for one in page.documents]
    return JSONResponse({"conversations": lines, "next_cursor": page.next_cursor})


@router.delete("/api/ask", status_code=204, responses=problems_of(422))
async def forget(
    parts: Parts, visit: Annotated[Visit, Depends(visit(READ))], *, session_id: Session = None
) -> Response:
    """Forget what was said in a session, by its `session_id`, whether anything was or not."""
    if session_id is None:
        raise errors.MissingField(field="session_id")
    await forget_conversation(parts, session_id, uid=visit.caller.uid, turn=visit.turn)
    return Response(status_code=204)


class _Telling:
    """An answer in the making, as events."""

    def __init__(self, answered: Callable[[Listener], Awaitable[dict[str, Any]]]) -> None:
        self._queue: asyncio.Queue[events.Event | None] = asyncio.Queue()
        self._heard = ""
        self._task = asyncio.ensure_future(answered(self))
        self._task.add_done_callback(lambda _: self._queue.put_nowait(None))

    async def asking(self, role: str) -> None:
        """Hear who is asked now."""
        self._queue.put_nowait(events.Event("asking", {"tier": role}))

    async def text(self, piece: str) -> None:
        """Hear a further piece of checked text."""
        self._heard += piece
        self._queue.put_nowait(events.Event("answer", {"text": piece}))

    async def restart(self) -> None:
        """Forget what was heard."""
        self._heard = ""
        self._queue.put_nowait(events.Event("restart", {}))

    async def begun(self) -> None:
        """Wait for the first event or the end: what is refused at once is a plain problem."""
        first = asyncio.ensure_future(self._queue.get())
        self._first = first
        await asyncio.wait([first])
        if first.result() is None:
            self._task.result()

    async def as_events(self) -> AsyncIterator[events.Event]:
        """What is heard, then whatever of the answer was not, then all of it."""
        try:
            event = self._first.result()
            while event is not None:
                yield event
                event = await self._queue.get()
            reply = self._task.result()
            for event in self._rest(reply["answer"]):
                yield event
            yield events.Event("done", reply)
        finally:
            # The caller went away: nobody pays for the rest.
            self._task.cancel()

    def _rest(self, answer: str) -> Iterator[events.Event]:
        if not answer.startswith(self._heard):
            yield events.Event("restart", {})
            self._heard = ""
        for sentence in answer[len(self._heard) :].splitlines(keepends=True):
            yield events.Event("answer", {"text": sentence})


def _wait_s(prefer: str) -> float:
    """The `wait` of a Prefer header (RFC 7240), 0 without one."""
    match = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", prefer)
    return min(float(match[1]), ask.MAX_WAIT_S) if match else 0.0


def _reply(told: ask.Told) -> dict[str, Any]:
    answer, usage = told.answer, told.usage
    return {
        "answer": answer.answer,
        "claims": [
            {"text": c.text, "metric": c.metric, "value": c.value, "unit": c.unit}
            for c in answer.claims
        ],
        "tier": answer.tier,
        "confidence": round(answer.confidence, 3),
        "cached": told.cached,
        "degraded": told.degraded,
        "usage": {
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "cost_micro_usd": usage.cost_micro_usd,
        },
    }


def _conversed(conversation: Conversation) -> dict[str, Any]:
    return {
        "session_id": conversation.session_id,
        "created_at": timestamp(conversation.created_at),
        "updated_at": timestamp(conversation.updated_at),
        "turns": [
            {**asdict(one), "asked_at": timestamp(one.asked_at)} for one in conversation.exchanges
        ],
    }


def _line(fields: dict[str, Any]) -> dict[str, Any]:
    created_at, updated_at = (
        timestamp(fields.pop(name) / 1000) for name in ("created_at_ms", "updated_at_ms")
    )
    return {"created_at": created_at, "updated_at": updated_at, **fields}


app = create_app(router, title="ask", services=services)
