"""Server-sent events: progress and answers as they come, errors as problems."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from lib import errors
from lib.observability import logs
from lib.web.language import Language
from lib.web.problems import problem

MEDIA_TYPE = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: a name and a JSON object."""

    name: str
    data: dict[str, Any]

    def encode(self) -> str:
        """The event as it goes over the wire."""
        return f"event: {self.name}\ndata: {json.dumps(self.data, ensure_ascii=False)}\n\n"


def wanted(request: Request) -> bool:
    """True where the caller asks for a stream of events."""
    return MEDIA_TYPE in request.headers.get("accept", "")


def stream(
    events: AsyncIterator[Event], *, language: Language, request_id: str
) -> StreamingResponse:
    """Send events until they end; what goes wrong meanwhile becomes the last event, `error`."""
    return StreamingResponse(
        _told(events, language=language, request_id=request_id),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _told(
    events: AsyncIterator[Event], *, language: Language, request_id: str
) -> AsyncIterator[str]:
    try:
        async for event in events:
            yield event.encode()
    except errors.ProductError as error:
        told = problem(error.slug, error.facts, language=language, request_id=request_id)
        yield Event("error", told).encode()
    except Exception as error:  # noqa: BLE001  # the shell: the answer has begun, so say it here
        logs.failure("stream-failed", error, request_id=request_id)
        told = problem("internal", {}, language=language, request_id=request_id)
        yield Event("error", told).encode()
