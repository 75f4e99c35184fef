"""The local stand-in for Cloud Tasks, served where CLOUD_TASKS_EMULATOR_HOST points."""

from __future__ import annotations

import asyncio
import logging
import re
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import (
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib.offline.task_dispatch import Dispatcher, LaneConfig
from lib.offline.task_store import HttpCall, TaskStore

__all__ = ["DEFAULT_LANES", "LaneConfig", "create_task_server"]

_log = logging.getLogger(__name__)

DEFAULT_LANES: Mapping[str, LaneConfig] = MappingProxyType(
    {"quick": LaneConfig(max_concurrent=8), "heavy": LaneConfig(max_concurrent=3)}
)

# Cloud Tasks refuses a task of more than 100 KB.
_MAX_TASK_BYTES = 100 * 1024
_TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,500}")


def create_task_server(
    data_dir: Path,
    *,
    mint: Callable[[str], str],
    lanes: Mapping[str, LaneConfig] = DEFAULT_LANES,
    total: int = 8,
    default_deadline_s: float = 600.0,
    now: Callable[[], float] = time.time,
    worker_url: str | None = None,
) -> Starlette:
    """An app that accepts tasks and, while its lifespan runs, delivers them at least once each.

    Lanes are served in the order given, `total` deliveries at once over all of them. `mint`
    makes the OIDC token for an audience. Tasks are kept in a file under `data_dir`, which one
    server at a time may use; what a stopped or killed server left is delivered by the next, to
    `worker_url` where that is given.
    """
    server = _TaskServer(
        data_dir / "tasks.sqlite3",
        mint=mint,
        lanes=lanes,
        total=total,
        default_deadline_s=default_deadline_s,
        now=now,
        worker_url=worker_url,
    )
    tasks = "/projects/{project}/locations/{location}/queues/{queue}/tasks"
    return Starlette(
        routes=[
            Route(tasks, server.create, methods=["POST"]),
            Route(tasks + "/{task}", server.delete, methods=["DELETE"]),
            Route("/queues", server.queues, methods=["GET"]),
        ],
        lifespan=server.lifespan,
    )


class _TaskServer:
    """The three calls, and the store and the dispatcher they share while the server runs."""

    _store: TaskStore
    _dispatcher: Dispatcher

    def __init__(
        self,
        path: Path,
        *,
        mint: Callable[[str], str],
        lanes: Mapping[str, LaneConfig],
        total: int,
        default_deadline_s: float,
        now: Callable[[], float],
        worker_url: str | None,
    ) -> None:
        self._path = path
        self._worker_url = worker_url
        self._mint = mint
        self._lanes = lanes
        self._total = total
        self._default_deadline_s = default_deadline_s
        self._now = now

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Open the file, deliver in the background, and leave both behind in order."""
        self._store = TaskStore(self._path)
        if self._worker_url is not None:
            self._store.redirect(self._worker_url)
        self._dispatcher = Dispatcher(
            self._store, lanes=self._lanes, total=self._total, mint=self._mint, now=self._now
        )
        delivering = asyncio.create_task(self._dispatcher.run())
        delivering.add_done_callback(_log_failure)
        try:
            yield
        finally:
            delivering.cancel()
            await asyncio.wait([delivering])
            self._store.close()

    async def create(self, request: Request) -> Response:
        """Accept a task once it is on disk."""
        queue = request.path_params["queue"]
        if queue not in self._lanes:
            return _refusal(404, "NOT_FOUND", f"no such queue: {queue}")
        try:
            task = await _read_task(request)
            name = _full_name(request, given=task.name)
        except ValueError as cause:
            return _refusal(400, "INVALID_ARGUMENT", str(cause))
        now = self._now()
        due_at = now if task.schedule_time is None else task.schedule_time.timestamp()
        call = task.call(default_deadline_s=self._default_deadline_s)
        if not self._store.add(name, lane=queue, call=call, due_at=due_at, now=now):
            return _refusal(409, "ALREADY_EXISTS", f"the name is or was in use: {name}")
        self._dispatcher.wake()
        return JSONResponse({"task": {"name": f"/{name}"}})

    async def delete(self, request: Request) -> Response:
        """Forget a task; one that is being delivered is not tried again."""
        name = f"{_parent(request)}/{request.path_params['task']}"
        if not self._store.remove(name, now=self._now()):
            return _refusal(404, "NOT_FOUND", f"no such task: {name}")
        return JSONResponse({})

    async def queues(self, _request: Request) -> Response:
        """What waits and what is being delivered, by queue."""
        running = {lane: self._dispatcher.running(lane) for lane in self._lanes}
        return JSONResponse(
            {
                "queues": {lane: self._describe(lane) for lane in self._lanes},
                "running": sum(running.values()),
                "total": self._total,
            }
        )

    def _describe(self, lane: str) -> dict[str, float | None]:
        due_at = self._store.next_due_at([lane])
        return {
            "waiting": self._store.waiting(lane),
            "running": self._dispatcher.running(lane),
            "max_concurrent": self._lanes[lane].max_concurrent,
            "next_due_s": None if due_at is None else max(0.0, due_at - self._now()),
        }


class _OidcToken(BaseModel):
    audience: str | None = None


class _HttpRequest(BaseModel):
    url: str = Field(pattern=r"^https?://[^/\s]")
    headers: dict[str, str] = {}
    body: Base64Bytes = b""
    oidc_token: _OidcToken | None = Field(None, alias="oidcToken")


def _seconds(value: object) -> float:
    if not isinstance(value, str) or re.fullmatch(r"\d{1,4}(\.\d{1,9})?s", value) is None:
        raise ValueError("a duration is a number of seconds and an s")
    seconds = float(value.removesuffix("s"))
    if not 15 <= seconds <= 1800:
        raise ValueError("a dispatch may take 15 to 1800 s")
    return seconds


class _Task(BaseModel):
    name: str | None = None
    http_request: _HttpRequest = Field(alias="httpRequest")
    schedule_time: AwareDatetime | None = Field(None, alias="scheduleTime")
    dispatch_deadline: Annotated[float, BeforeValidator(_seconds)] | None = Field(
        None, alias="dispatchDeadline"
    )

    def call(self, *, default_deadline_s: float) -> HttpCall:
        http, token = self.http_request, self.http_request.oidc_token
        return HttpCall(
            url=http.url,
            headers=http.headers,
            body=http.body,
            audience=None if token is None else token.audience or http.url,
            deadline_s=self.dispatch_deadline or default_deadline_s,
        )


class _CreateTask(BaseModel):
    task: _Task


async def _read_task(request: Request) -> _Task:
    # A web page can post plain text to this machine unasked, but not JSON.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ValueError("the body must be application/json")
    body = await request.body()
    if len(body) > _MAX_TASK_BYTES:
        msg = f"a task has at most {_MAX_TASK_BYTES} bytes"
        raise ValueError(msg)
    try:
        return _CreateTask.model_validate_json(body).task
    except ValidationError as cause:
        first = cause.errors(include_url=False, include_input=False)[0]
        msg = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise ValueError(msg) from cause


def _full_name(request: Request, *, given: str | None) -> str:
    if given is None:
        return f"{_parent(request)}/{uuid.uuid4().hex}"
    parent, _, task_id = given.rpartition("/")
    if parent != _parent(request) or _TASK_ID.fullmatch(task_id) is None:
        msg = f"task.name: not a task of this queue: {given}"
        raise ValueError(msg)
    return given


def _parent(request: Request) -> str:
    path = request.path_params
    return f"projects/{path['project']}/locations/{path['location']}/queues/{path['queue']}/tasks"


def _refusal(status: int, code: str, message: str) -> Response:
    error = {"code": status, "message": message, "status": code}
    return JSONResponse({"error": error}, status_code=status)


def _log_failure(delivering: asyncio.Task[None]) -> None:
    if not delivering.cancelled() and (failure := delivering.exception()) is not None:
        _log.critical("the task server stopped delivering", exc_info=failure)
