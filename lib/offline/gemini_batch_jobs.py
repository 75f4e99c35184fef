"""The batches of a scripted Gemini: submitted, looked at, cancelled."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.offline.gemini_behaviour import Answer, Batching, Behaviour, Blocked, Empty, Refusal
from lib.offline.gemini_protocol import (
    NoRequest,
    Seen,
    answer_body,
    blocked_body,
    error_body,
    read,
)


@dataclass(slots=True)
class BatchJob:
    """One batch: whose it is, what it asks, and how often it was looked at."""

    name: str
    project: int
    display_name: str
    items: tuple[Seen, ...]
    plan: Batching
    looks: int = 0
    output: list[dict[str, Any]] | None = None
    cancelled: bool = field(default=False)

    @property
    def state(self) -> str:
        """Where it stands, without Google's prefix."""
        if self.cancelled:
            return "CANCELLED"
        running = self.plan.looks is None or self.looks <= self.plan.looks
        return "RUNNING" if running else self.plan.state


class BatchJobs:
    """All batches of one server; `behave` says what each item is answered."""

    def __init__(self, behave: Callable[[Seen], Behaviour]) -> None:
        self._behave = behave
        self._jobs: dict[str, BatchJob] = {}

    def submit(
        self, body: Any, *, model: str, project: int, at: float, plan: Batching
    ) -> dict[str, Any]:
        """Take a batch in; raises `NoRequest`."""
        batch = body.get("batch") if isinstance(body, Mapping) else None
        if not isinstance(batch, Mapping):
            raise NoRequest("batch is not specified.")
        job = BatchJob(
            name=f"batches/{uuid.uuid4().hex}",
            project=project,
            display_name=str(batch.get("displayName", "")),
            items=tuple(
                read(item.get("request"), kind="batch", model=model, project=project, at=at)
                for item in _requests(batch)
            ),
            plan=plan,
        )
        self._jobs[job.name] = job
        return _describe(job)

    def find(self, name: str, *, project: int) -> BatchJob | None:
        """The project's batch of this name."""
        job = self._jobs.get(name)
        return job if job is not None and job.project == project else None

    def label(self, name: str) -> str:
        """The display name that a batch was given."""
        return self._jobs[name].display_name

    def look(self, job: BatchJob) -> dict[str, Any]:
        """The batch as it stands, one look later."""
        job.looks += 1
        if job.state == "SUCCEEDED" and job.output is None:
            output = [self._answer(n, seen, job.plan) for n, seen in enumerate(job.items)]
            job.output = output[::-1] if job.plan.reordered else output
        return _describe(job)

    def of(self, project: int) -> list[dict[str, Any]]:
        """The project's batches as they stand."""
        return [_describe(job) for job in self._jobs.values() if job.project == project]

    def _answer(self, number: int, seen: Seen, plan: Batching) -> dict[str, Any]:
        if number in plan.failing:
            return {"error": {"code": 13, "message": "Internal error."}}
        match self._behave(seen):
            case Answer() as answer:
                return {"response": answer_body(answer, seen)}
            case Blocked() as blocked:
                return {"response": blocked_body(blocked, seen)}
            case Empty():
                return {"response": {"modelVersion": seen.model}}
            case Refusal() as refusal:
                return error_body(refusal)
            case _:
                return {"error": {"code": 13, "message": "The item broke off."}}


def _requests(batch: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    node: Any = batch
    for step in ("inputConfig", "requests", "requests"):
        node = node.get(step) if isinstance(node, Mapping) else None
    if not isinstance(node, list) or not node or not all(isinstance(i, Mapping) for i in node):
        raise NoRequest("A batch has a list of requests.")
    return node


def _describe(job: BatchJob) -> dict[str, Any]:
    state = job.state
    metadata: dict[str, Any] = {
        "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
        "name": job.name,
        "model": f"models/{job.items[0].model}",
        "displayName": job.display_name,
        "state": f"BATCH_STATE_{state}",
    }
    if job.output is not None and state == "SUCCEEDED":
        metadata["output"] = {"inlinedResponses": {"inlinedResponses": job.output}}
    return {"name": job.name, "done": state != "RUNNING", "metadata": metadata}
