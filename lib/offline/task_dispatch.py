"""Delivers stored tasks over HTTP: how many at once, in which order, and when again."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from lib.offline.task_store import StoredTask, TaskStore

_log = logging.getLogger(__name__)

# What the queue sets by itself, whatever the task's own headers say.
_OVERRIDDEN = ("host", "content-length", "transfer-encoding", "connection")

# A source of its own: threads of servers leave the one that tests draw from alone.
_CHANCE = random.Random()  # noqa: S311 (not a secret)
# A worker may ask for patience, not for oblivion.
_RETRY_AFTER_AT_MOST_S = 3600.0


@dataclass(frozen=True, slots=True)
class LaneConfig:
    """How one queue is served: what Cloud Tasks calls its rate limit and its retry settings.

    `max_attempts` of -1 is without bound.
    """

    max_concurrent: int
    min_backoff_s: float = 0.5
    max_backoff_s: float = 10.0
    max_attempts: int = -1

    def backoff_s(self, *, attempts: int) -> float:
        """The pause after so many failed attempts: it doubles, and jitter spreads it by half."""
        doubled = self.min_backoff_s * 2.0 ** min(
            attempts - 1, 32
        )  # more would overflow and change nothing
        spread = _CHANCE.uniform(1.0, 1.5)
        return min(doubled * spread, self.max_backoff_s)


class Dispatcher:
    """Takes due tasks lane by lane, the first lane first, and never more than there are slots."""

    def __init__(
        self,
        store: TaskStore,
        *,
        lanes: Mapping[str, LaneConfig],
        total: int,
        mint: Callable[[str], str],
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._total = total
        self._mint = mint
        self._now = now
        self._running: Counter[str] = Counter()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look for due tasks now: one was added, or the time has moved."""
        self._wake.set()

    def running(self, lane: str) -> int:
        """How many tasks of a lane are being delivered."""
        return self._running[lane]

    async def run(self) -> None:
        """Deliver until cancelled; what is cut off on the way is delivered again next time."""
        # No proxy from the environment may stand between the queue and a worker on this machine.
        async with (
            httpx.AsyncClient(timeout=None, trust_env=False) as client,  # noqa: S113 (see _post)
            asyncio.TaskGroup() as deliveries,
        ):
            while True:
                self._wake.clear()
                for task in self._claim_due():
                    deliveries.create_task(self._deliver(task, client=client))
                await self._until_next_due()

    def _claim_due(self) -> list[StoredTask]:
        claimed: list[StoredTask] = []
        for lane in self._lanes:
            if free := self._free(lane):
                tasks = self._store.claim(lane, limit=free, now=self._now())
                self._running[lane] += len(tasks)
                claimed += tasks
        return claimed

    def _free(self, lane: str) -> int:
        in_lane = self._lanes[lane].max_concurrent - self._running[lane]
        return max(0, min(in_lane, self._total - self._running.total()))

    async def _until_next_due(self) -> None:
        due_at = self._store.next_due_at(lane for lane in self._lanes if self._free(lane))
        timeout = None if due_at is None else max(due_at - self._now(), 0.001)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._wake.wait()

    async def _deliver(self, task: StoredTask, *, client: httpx.AsyncClient) -> None:
        try:
            answer = await self._post(task, client=client)
            if answer is not None and answer.is_success:
                self._store.remove(task.name, now=self._now())
            else:
                self._try_again(task, answer)
        finally:
            self._running[task.lane] -= 1
            self._wake.set()

    async def _post(self, task: StoredTask, *, client: httpx.AsyncClient) -> httpx.Response | None:
        call = task.call
        try:
            async with asyncio.timeout(call.deadline_s):
                return await client.post(call.url, content=call.body, headers=self._headers(task))
        except (httpx.HTTPError, TimeoutError) as cause:
            _log.info("task %s was not answered: %r", task.name, cause)
        except Exception:  # noqa: BLE001 (one task that cannot be sent must not stop the others)
            _log.exception("task %s could not be sent", task.name)
        return None

    def _headers(self, task: StoredTask) -> httpx.Headers:
        headers = httpx.Headers(dict(task.call.headers))
        for name in _OVERRIDDEN:
            headers.pop(name, None)
        if task.call.audience is not None:
            headers["Authorization"] = f"Bearer {self._mint(task.call.audience)}"
        headers["User-Agent"] = "Google-Cloud-Tasks"
        headers["X-CloudTasks-QueueName"] = task.lane
        headers["X-CloudTasks-TaskName"] = task.name.rpartition("/")[2]
        headers["X-CloudTasks-TaskRetryCount"] = str(task.attempts - 1)
        headers["X-CloudTasks-TaskExecutionCount"] = str(task.answers)
        headers["X-CloudTasks-TaskETA"] = f"{task.due_at:.6f}"
        return headers

    def _try_again(self, task: StoredTask, answer: httpx.Response | None) -> None:
        lane = self._lanes[task.lane]
        if 0 <= lane.max_attempts <= task.attempts:
            _log.warning("task %s given up after %d attempts", task.name, task.attempts)
            self._store.remove(task.name, now=self._now())
            return
        pause_s = lane.backoff_s(attempts=task.attempts)
        if answer is not None and (asked_s := self._retry_after_s(answer)) is not None:
            pause_s = min(max(asked_s, lane.min_backoff_s), _RETRY_AFTER_AT_MOST_S)
        answered = answer is not None and not answer.is_server_error
        self._store.retry(task, due_at=self._now() + pause_s, answered=answered)

    def _retry_after_s(self, answer: httpx.Response) -> float | None:
        value = answer.headers.get("Retry-After", "").strip()
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - self._now()
