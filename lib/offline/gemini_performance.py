"""One scripted answer, as it goes over the wire to a caller who may leave at any moment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Protocol, assert_never

from starlette.types import Receive, Scope, Send

from lib.offline.gemini_behaviour import (
    Answer,
    Behaviour,
    Blocked,
    Cut,
    Empty,
    Held,
    Malformed,
    Refusal,
)
from lib.offline.gemini_protocol import (
    Seen,
    answer_body,
    answer_chunks,
    blocked_body,
    error_body,
)


class Hold:
    """A call that waits; made in the server's loop, released from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._released = asyncio.Event()

    def release(self) -> None:
        """Let it go on."""
        self._loop.call_soon_threadsafe(self._released.set)

    async def wait(self) -> None:
        """Wait until it may go on."""
        await self._released.wait()


class Stage(Protocol):
    """Where it is counted what is performed."""

    def count(self, project: int, **changes: int) -> None:
        """Add to the project's account."""

    def hold(self, hold: Hold) -> None:
        """Keep a call until it is released."""

    def forget(self, hold: Hold) -> None:
        """A held call goes on, or its caller went away."""


class Performance:
    """An ASGI response that does what the script says."""

    def __init__(self, behaviour: Behaviour, seen: Seen, *, stage: Stage) -> None:
        self._behaviour = behaviour
        self._seen = seen
        self._stage = stage

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Perform, and count who is there and who goes."""
        project = self._seen.project
        self._stage.count(project, running=1)
        caller = _Caller(receive, send)
        try:
            await self._perform(caller)
        except _GoneError:
            self._stage.count(project, disconnects=1)
        finally:
            caller.leave()
            self._stage.count(project, running=-1)

    async def _perform(self, caller: _Caller) -> None:
        behaviour, seen = self._behaviour, self._seen
        match behaviour:
            case Answer():
                await self._say(caller, behaviour)
            case Held():
                await self._say(caller, behaviour.then, hold_after=behaviour.after)
            case Cut():
                await self._break_off(caller, behaviour)
            case Refusal():
                await caller.open(behaviour.status, "application/json", dict(behaviour.headers))
                await caller.end(json.dumps(error_body(behaviour)))
            case Blocked():
                await self._once(caller, blocked_body(behaviour, seen))
            case Empty():
                await self._once(caller, {"candidates": [], "modelVersion": seen.model})
            case Malformed():
                await caller.open(200, behaviour.content_type)
                await caller.end(behaviour.body)
            case _:
                assert_never(behaviour)

    async def _say(self, caller: _Caller, answer: Answer, *, hold_after: int | None = None) -> None:
        chunks = list(self._chunks(answer))
        if hold_after == 0:
            await self._wait(caller)
        await caller.open(200, self._media_type)
        for number, chunk in enumerate(chunks):
            if number and number == hold_after:
                await self._wait(caller)
            await caller.send(chunk)
        await caller.end("")

    async def _break_off(self, caller: _Caller, cut: Cut) -> None:
        chunks = list(self._chunks(cut.answer))
        if not self._seen.stream:
            chunks = [chunk[: len(chunk) // 2] for chunk in chunks]
        await caller.open(200, self._media_type)
        for chunk in chunks[: cut.after]:
            await caller.send(chunk)
        if cut.error is not None:
            await caller.end(_event(error_body(cut.error)))
        # Else the answer has no end, which the server makes up for by closing the connection.

    async def _once(self, caller: _Caller, body: dict[str, Any]) -> None:
        await caller.open(200, self._media_type)
        await caller.end(_event(body) if self._seen.stream else json.dumps(body))

    async def _wait(self, caller: _Caller) -> None:
        hold = Hold()
        self._stage.hold(hold)
        try:
            await caller.stay_for(hold)
        finally:
            self._stage.forget(hold)

    def _chunks(self, answer: Answer) -> Iterator[str]:
        if self._seen.stream:
            return (_event(chunk) for chunk in answer_chunks(answer, self._seen))
        return iter([json.dumps(answer_body(answer, self._seen))])

    @property
    def _media_type(self) -> str:
        return "text/event-stream" if self._seen.stream else "application/json"


class _GoneError(Exception):
    """The caller has closed the connection."""


class _Caller:
    """The one who asked: what is sent to them, and whether they are still there."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._send = send
        self._gone = asyncio.ensure_future(_disconnected(receive))

    async def open(
        self, status: int, media_type: str, headers: dict[str, str] | None = None
    ) -> None:
        """Send the head."""
        named = {"content-type": media_type} | (headers or {})
        pairs = [(name.lower().encode(), value.encode()) for name, value in named.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": pairs})

    async def send(self, text: str) -> None:
        """Send a piece, and give the connection's loop its turn."""
        await asyncio.sleep(0)
        if self._gone.done():
            raise _GoneError
        await self._body(text, more=True)

    async def end(self, text: str) -> None:
        """Send the last piece."""
        if self._gone.done():
            raise _GoneError
        self.leave()
        await self._body(text, more=False)

    async def stay_for(self, hold: Hold) -> None:
        """Wait with the caller until the hold is released."""
        released = asyncio.ensure_future(hold.wait())
        try:
            await asyncio.wait({released, self._gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            released.cancel()
        if self._gone.done():
            raise _GoneError

    def leave(self) -> None:
        """Look no more whether the caller is there."""
        self._gone.cancel()

    async def _body(self, text: str, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(body: dict[str, Any]) -> str:
    return f"data: {json.dumps(body)}\r\n\r\n"
