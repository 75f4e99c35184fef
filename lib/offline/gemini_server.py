"""A scripted Gemini for one machine: its HTTP API, with faults on demand and a memory of all."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from lib.offline.gemini_batch_jobs import BatchJobs
from lib.offline.gemini_behaviour import (
    Answer,
    Batching,
    Behaviour,
    Held,
    Quota,
    Refusal,
    broken,
    invalid,
)
from lib.offline.gemini_ledger import Account, Ledger
from lib.offline.gemini_performance import Performance
from lib.offline.gemini_protocol import NoRequest, Seen, error_body, output_tokens, read
from lib.offline.gemini_quota import QuotaBook
from lib.offline.serving import ServedApp

__all__ = ["Account", "Answer", "Batching", "Behaviour", "FakeGemini", "Quota", "Seen"]

_NO_QUOTAS: Mapping[str, Quota] = MappingProxyType({})
_KINDS = MappingProxyType(
    {
        "generateContent": "answer",
        "streamGenerateContent": "stream",
        "countTokens": "count",
        "batchGenerateContent": "batch",
    }
)
_LEAST_DEADLINE_S = 10
_PATIENCE_S = 10.0


class FakeGemini:
    """Gemini over HTTP at `url`, that answers each request as `behave` says.

    `behave` is a function of what is seen, or a list of behaviours to go through, after which
    everything is a 500. With `keys` any other key is refused; without, each new key is the next
    project. `quotas` by model are enforced for each project, "*" for any other model. `follow`
    gives it another script, and `batching` may be changed for the batches that come after.
    """

    def __init__(
        self,
        behave: Callable[[Seen], Behaviour] | Iterable[Behaviour],
        *,
        keys: Sequence[str] | None = None,
        quotas: Mapping[str, Quota] = _NO_QUOTAS,
        batching: Batching | None = None,
        now: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        self.batching = batching or Batching()
        self.follow(behave)
        self._keys = list(keys or ())
        self._any_key = keys is None
        self._quota = QuotaBook(quotas)
        self._now = now
        self._jobs = BatchJobs(self._act)
        self._ledger = Ledger()
        self.seen = self._ledger.seen
        self._served = ServedApp(self._app(), port=port)
        self.url = self._served.url

    def follow(self, behave: Callable[[Seen], Behaviour] | Iterable[Behaviour]) -> None:
        """From now on, answer as this says."""
        self._behave = behave if callable(behave) else _Script(behave)

    def start(self) -> None:
        """Serve, and return once requests are answered."""
        self._served.start()

    def stop(self) -> None:
        """Let go of all that are held, and end."""
        self.release()
        self._served.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def account(self, project: int) -> Account:
        """What the project of this number has done so far."""
        return self._ledger.account(project)

    def batch_label(self, name: str) -> str:
        """The display name that a batch was given."""
        return self._jobs.label(name)

    @property
    def held(self) -> int:
        """How many calls wait to be released."""
        return self._ledger.held

    def release(self) -> None:
        """Let all calls that are held go on."""
        self._ledger.release()

    def wait_until(self, happened: Callable[[], bool], *, patience_s: float = _PATIENCE_S) -> bool:
        """Block until something has happened here, and return whether it has. Call in a thread."""
        return self._ledger.wait_until(happened, patience_s=patience_s)

    def _app(self) -> ASGIApp:
        return Starlette(
            routes=[
                Route("/{version:str}/models/{call:str}", self._call, methods=["POST"]),
                Route("/{version:str}/batches", self._list_batches, methods=["GET"]),
                Route("/{version:str}/batches/{name:str}", self._get_batch, methods=["GET"]),
                Route("/{version:str}/batches/{name:str}", self._cancel_batch, methods=["POST"]),
            ],
        )

    async def _call(self, request: Request) -> ASGIApp:
        model, _, verb = request.path_params["call"].partition(":")
        project = self._project(request)
        if isinstance(project, Refusal):
            return _refuse(project)
        kind = _KINDS.get(verb)
        if kind is None:
            return _refuse(Refusal(404, "NOT_FOUND", "There is no such method."))
        try:
            body = json.loads(await request.body())
            if kind == "batch":
                return self._submit(body, model=model, project=project)
            seen = self._see(body, kind=kind, model=model, project=project)
        except (NoRequest, ValueError) as cause:
            return _refuse(invalid(str(cause)))
        if kind == "count":
            return JSONResponse({"totalTokens": seen.tokens})
        return self._perform(seen)

    def _project(self, request: Request) -> int | Refusal:
        if "key" in request.query_params:
            return invalid("A key in an address is a key in every log.")
        deadline = request.headers.get("x-server-timeout", "")
        if deadline.isdecimal() and int(deadline) < _LEAST_DEADLINE_S:
            return invalid("Manually set deadline is too short. Minimum allowed deadline is 10s.")
        key = request.headers.get("x-goog-api-key")
        if key is None:
            return Refusal(403, "PERMISSION_DENIED", "Unregistered callers are not allowed.")
        if key not in self._keys and not self._any_key:
            # Google does quote a suspended key.
            return Refusal(403, "PERMISSION_DENIED", f"Consumer 'api_key:{key}' is suspended.")
        if key not in self._keys:
            self._keys.append(key)
        return self._keys.index(key)

    def _act(self, seen: Seen) -> Behaviour:
        return self._behave(seen)

    def _see(self, body: Any, *, kind: Any, model: str, project: int) -> Seen:
        # The SDK sends what is counted either as it is or as the request it would be.
        wrapped = body.get("generateContentRequest") if isinstance(body, Mapping) else None
        seen = read(wrapped or body, kind=kind, model=model, project=project, at=self._now())
        self._ledger.note(seen)
        return seen

    def _perform(self, seen: Seen) -> ASGIApp:
        refusal = self._quota.admit(seen.project, seen.model, at=seen.at)
        if refusal is not None:
            self._ledger.count(seen.project, refused=1)
            return _refuse(refusal)
        self._ledger.count(seen.project, calls=1)
        behaviour = self._act(seen)
        answer = behaviour.then if isinstance(behaviour, Held) else behaviour
        if isinstance(answer, Answer):
            self._ledger.count(
                seen.project,
                input_tokens=seen.tokens if answer.input_tokens is None else answer.input_tokens,
                output_tokens=output_tokens(answer),
            )
        return Performance(behaviour, seen, stage=self._ledger)

    def _submit(self, body: Any, *, model: str, project: int) -> Response:
        if self.batching.refusal is not None:
            return _refuse(self.batching.refusal)
        plan = self.batching
        job = self._jobs.submit(body, model=model, project=project, at=self._now(), plan=plan)
        return JSONResponse(job)

    async def _list_batches(self, request: Request) -> Response:
        project = self._project(request)
        if isinstance(project, Refusal):
            return _refuse(project)
        return JSONResponse({"operations": self._jobs.of(project)})

    async def _get_batch(self, request: Request) -> Response:
        project = self._project(request)
        if isinstance(project, Refusal):
            return _refuse(project)
        job = self._jobs.find(f"batches/{request.path_params['name']}", project=project)
        return _refuse(_NO_BATCH) if job is None else JSONResponse(self._jobs.look(job))

    async def _cancel_batch(self, request: Request) -> Response:
        name, _, verb = request.path_params["name"].partition(":")
        project = self._project(request)
        if isinstance(project, Refusal):
            return _refuse(project)
        job = self._jobs.find(f"batches/{name}", project=project)
        if job is None or verb != "cancel":
            return _refuse(_NO_BATCH)
        if job.state != "RUNNING":
            return _refuse(invalid("The batch has ended.", reason="FAILED_PRECONDITION"))
        job.cancelled = True
        return JSONResponse({})


_NO_BATCH = Refusal(404, "NOT_FOUND", "Requested entity was not found.")


class _Script:
    """A list of behaviours, one for each request; then only errors."""

    def __init__(self, behaviours: Iterable[Behaviour]) -> None:
        self._behaviours = iter(behaviours)

    def __call__(self, _seen: Seen) -> Behaviour:
        return next(self._behaviours, broken())


def _refuse(refusal: Refusal) -> Response:
    return JSONResponse(
        error_body(refusal), status_code=refusal.status, headers=dict(refusal.headers)
    )
