"""The local task server, over real HTTP, with a worker whose every answer the test decides."""

from __future__ import annotations

import base64
import queue
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any

import anyio.to_thread
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.offline.serving import ServedApp
from lib.offline.task_server import LaneConfig, create_task_server
from lib.offline.task_store import TaskStore

PATIENCE_S = 10.0
PARENT = "projects/demo/locations/here/queues"
ROOT = Path(__file__).parents[2]

ONE_BY_ONE = {"quick": LaneConfig(max_concurrent=1, min_backoff_s=0.01)}
HOUR_S = 3600


@dataclass
class Arrival:
    """One delivery as the worker saw it."""

    task_id: str
    headers: httpx.Headers
    body: bytes
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def retries(self) -> int:
        return int(self.headers["X-CloudTasks-TaskRetryCount"])


class Worker:
    """Receives deliveries, holds them when told to, and counts how many it has at once."""

    def __init__(self) -> None:
        self.holding = False
        self.answers: dict[str, list[Response]] = {}
        self.in_flight: Counter[str] = Counter()
        self.peak: Counter[str] = Counter()
        self._arrivals: queue.Queue[Arrival] = queue.Queue()
        self._held: list[Arrival] = []
        self._served = ServedApp(Starlette(routes=[Route("/work", self._work, methods=["POST"])]))

    def __enter__(self) -> Worker:
        self._served.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release_all()
        self._served.stop()

    @property
    def url(self) -> str:
        return f"{self._served.url}/work"

    def next(self) -> Arrival:
        return self._arrivals.get(timeout=PATIENCE_S)

    def take(self, count: int) -> list[str]:
        return [self.next().task_id for _ in range(count)]

    def release_all(self) -> None:
        self.holding = False
        for arrival in self._held:
            arrival.released.set()

    async def _work(self, request: Request) -> Response:
        arrival = Arrival(
            request.headers["X-CloudTasks-TaskName"],
            httpx.Headers(request.headers.raw),
            await request.body(),
        )
        lane = request.headers["X-CloudTasks-QueueName"]
        self._count(lane, +1)
        self._held.append(arrival)
        self._arrivals.put(arrival)
        if self.holding:
            await anyio.to_thread.run_sync(arrival.released.wait, PATIENCE_S)
        self._count(lane, -1)
        answers = self.answers.get(arrival.task_id)
        return answers.pop(0) if answers else Response(status_code=204)

    def _count(self, lane: str, change: int) -> None:
        for name in (lane, "total"):
            self.in_flight[name] += change
            self.peak[name] = max(self.peak[name], self.in_flight[name])


class Tasks:
    """The queue's caller, speaking the protocol by hand."""

    def __init__(self, url: str, *, worker_url: str) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False)
        self._worker_url = worker_url

    def add(self, task_id: str | None, *, lane: str = "quick", **changes: Any) -> httpx.Response:
        http: dict[str, Any] = {
            "url": self._worker_url,
            "body": base64.b64encode(b"{}").decode(),
            "headers": {"Content-Type": "application/json"},
            "oidcToken": {"serviceAccountEmail": "someone@example.com"},
        } | changes.pop("http", {})
        name = None if task_id is None else f"{PARENT}/{lane}/tasks/{task_id}"
        task = {"name": name, "httpRequest": http, "scheduleTime": None, **changes}
        return self._client.post(f"/{PARENT}/{lane}/tasks", json={"task": task})

    def post(self, **request: Any) -> httpx.Response:
        return self._client.post(f"/{PARENT}/quick/tasks", **request)

    def delete(self, task_id: str, *, lane: str = "quick") -> httpx.Response:
        return self._client.delete(f"/{PARENT}/{lane}/tasks/{task_id}")

    def queues(self) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.get("/queues").raise_for_status().json()
        return answer

    def close(self) -> None:
        self._client.close()


class Clock:
    def __init__(self) -> None:
        self.time_s = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time_s

    def advance(self, seconds: float) -> None:
        self.time_s += seconds


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


Serve = Callable[..., Tasks]


@pytest.fixture
def serve(worker: Worker, tmp_path: Path) -> Iterator[Serve]:
    """Starts a task server on this test's folder; the test may start only one."""
    with ExitStack() as stack:

        def start(**options: Any) -> Tasks:
            app = create_task_server(tmp_path, **{"mint": token_for, **options})
            served = stack.enter_context(ServedApp(app))
            tasks = Tasks(served.url, worker_url=worker.url)
            stack.callback(tasks.close)
            return tasks

        yield start
        worker.release_all()


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tasks]:
    """A server that all tests share which give it nothing to keep."""
    app = create_task_server(tmp_path_factory.mktemp("idle"), mint=token_for)
    with ServedApp(app) as served:
        tasks = Tasks(served.url, worker_url="http://127.0.0.1:1/work")
        yield tasks
        tasks.close()


def token_for(audience: str) -> str:
    return f"token-for-{audience}"


def test_a_task_is_delivered_with_its_body_its_headers_and_a_token(
    serve: Serve, worker: Worker
) -> None:
    tasks = serve()
    body = base64.b64encode(b'{"job": "an_1"}').decode()
    headers = {"Content-Type": "application/json", "X-Own": "yes", "Host": "elsewhere.example"}

    answer = tasks.add("an_1", http={"body": body, "headers": headers})

    assert answer.json() == {"task": {"name": f"/{PARENT}/quick/tasks/an_1"}}
    arrival = worker.next()
    assert arrival.body == b'{"job": "an_1"}'
    assert arrival.headers["Content-Type"] == "application/json"
    assert arrival.headers["X-Own"] == "yes"
    assert arrival.headers["Host"] == httpx.URL(worker.url).netloc.decode()
    assert arrival.headers["Authorization"] == f"Bearer token-for-{worker.url}"
    assert arrival.headers["X-CloudTasks-QueueName"] == "quick"
    assert arrival.headers["X-CloudTasks-TaskName"] == "an_1"
    assert arrival.headers["X-CloudTasks-TaskRetryCount"] == "0"
    assert arrival.headers["X-CloudTasks-TaskExecutionCount"] == "0"


def test_a_token_names_the_audience_that_the_task_asks_for(serve: Serve, worker: Worker) -> None:
    serve().add("an_1", http={"oidcToken": {"audience": "https://worker.example"}})
    assert worker.next().headers["Authorization"] == "Bearer token-for-https://worker.example"


def test_a_task_that_asks_for_no_token_carries_none(serve: Serve, worker: Worker) -> None:
    serve().add("an_1", http={"oidcToken": None})
    assert "Authorization" not in worker.next().headers


def test_a_task_without_a_name_gets_one(serve: Serve, worker: Worker) -> None:
    tasks = serve()
    first, second = (tasks.add(None).json()["task"]["name"] for _ in range(2))
    assert first != second
    assert {f"/{PARENT}/quick/tasks/{task_id}" for task_id in worker.take(2)} == {first, second}


def test_no_more_run_at_once_than_a_lane_and_all_lanes_allow(serve: Serve, worker: Worker) -> None:
    lanes = {"quick": LaneConfig(max_concurrent=4), "heavy": LaneConfig(max_concurrent=3)}
    tasks = serve(lanes=lanes, total=5)
    worker.holding = True
    for number in range(8):
        tasks.add(f"heavy-{number}", lane="heavy")
    for number in range(8):
        tasks.add(f"quick-{number}", lane="quick")

    first = Counter(task_id.partition("-")[0] for task_id in worker.take(5))
    state = tasks.queues()

    assert first == {"heavy": 3, "quick": 2}
    assert state["running"] == state["total"] == 5
    assert [state["queues"][lane]["waiting"] for lane in lanes] == [6, 5]
    worker.release_all()
    worker.take(11)
    assert worker.peak["total"] == 5
    assert worker.peak["heavy"] == 3
    assert worker.peak["quick"] <= 4


def test_a_lane_that_is_full_leaves_the_other_slots_free(serve: Serve, worker: Worker) -> None:
    tasks = serve(lanes={"quick": LaneConfig(max_concurrent=2), "heavy": LaneConfig(3)}, total=8)
    worker.holding = True
    for number in range(4):
        tasks.add(f"quick-{number}")
        tasks.add(f"heavy-{number}", lane="heavy")
    worker.take(5)
    assert tasks.queues()["running"] == 5
    assert worker.peak == {"quick": 2, "heavy": 3, "total": 5}


def test_the_quick_lane_is_served_before_the_heavy_one(serve: Serve, worker: Worker) -> None:
    tasks = serve(total=1)
    worker.holding = True
    tasks.add("first", lane="heavy")
    first = worker.next()
    tasks.add("heavy", lane="heavy")
    tasks.add("quick", lane="quick")
    worker.holding = False
    first.released.set()
    assert worker.take(2) == ["quick", "heavy"]


def test_a_lane_is_served_in_the_order_of_arrival(serve: Serve, worker: Worker) -> None:
    tasks = serve(lanes=ONE_BY_ONE)
    worker.holding = True
    names = [f"an_{number}" for number in (5, 3, 9, 1, 7, 2)]
    for name in names:
        tasks.add(name)
    worker.release_all()
    assert worker.take(len(names)) == names


def test_a_task_that_fails_is_tried_again_and_the_tries_are_counted(
    serve: Serve, worker: Worker
) -> None:
    """As Cloud Tasks counts them: answers that are server errors are no executions."""
    worker.answers["an_1"] = [Response(status_code=status) for status in (500, 404, 302, 200)]
    tasks = serve(lanes=ONE_BY_ONE)
    tasks.add("an_1")
    arrivals = [worker.next() for _ in range(4)]
    assert [arrival.retries for arrival in arrivals] == [0, 1, 2, 3]
    executions = [arrival.headers["X-CloudTasks-TaskExecutionCount"] for arrival in arrivals]
    assert executions == ["0", "0", "1", "2"]
    tasks.add("last")
    assert worker.next().task_id == "last"


def test_a_task_that_is_not_answered_in_time_is_tried_again(serve: Serve, worker: Worker) -> None:
    worker.holding = True
    serve(lanes=ONE_BY_ONE, default_deadline_s=0.1).add("an_1")
    assert worker.next().retries == 0
    again = worker.next()
    assert again.retries == 1
    assert again.headers["X-CloudTasks-TaskExecutionCount"] == "0"


def test_a_task_is_given_up_after_its_last_attempt(serve: Serve, worker: Worker) -> None:
    worker.answers["an_1"] = [Response(status_code=500) for _ in range(3)]
    lanes = {"quick": LaneConfig(max_concurrent=1, min_backoff_s=0.01, max_attempts=2)}
    tasks = serve(lanes=lanes)
    tasks.add("an_1")
    assert [worker.next().retries for _ in range(2)] == [0, 1]
    tasks.add("last")
    assert worker.take(1) == ["last"]
    assert tasks.queues()["queues"]["quick"]["waiting"] == 0
    assert tasks.add("an_1").status_code == 409


def test_a_worker_that_is_not_there_is_tried_again(serve: Serve, worker: Worker) -> None:
    clock = Clock()
    tasks = serve(lanes=ONE_BY_ONE, now=clock)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    tasks.add("an_1", http={"url": f"http://127.0.0.1:{port}/work"})
    tasks.add("last")
    assert worker.take(1) == ["last"]
    assert tasks.queues()["queues"]["quick"]["next_due_s"] == pytest.approx(0.0125, abs=0.0025)


def test_one_task_that_cannot_be_sent_does_not_stop_the_others(
    serve: Serve, worker: Worker
) -> None:
    tasks = serve(lanes=ONE_BY_ONE)
    tasks.add("an_1", http={"headers": {"X-Own": "line\nbreak"}})
    tasks.add("an_2", http={"headers": {"X-Own": "\N{SNOWMAN}"}})
    tasks.add("an_3", http={"url": "http://[nowhere"})
    tasks.add("an_4")
    assert worker.next().task_id == "an_4"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_worker_that_asks_for_patience_is_given_it(
    serve: Serve, worker: Worker, form: str
) -> None:
    clock = Clock()
    value = "120" if form == "seconds" else formatdate(clock() + 120, usegmt=True)
    worker.answers["an_1"] = [Response(status_code=503, headers={"Retry-After": value})]
    tasks = serve(lanes=ONE_BY_ONE, now=clock)
    tasks.add("an_1")
    tasks.add("next")
    assert worker.take(2) == ["an_1", "next"]  # so the answer to the first has been read

    clock.advance(119)
    tasks.add("before")  # any change lets the server look at the time again
    assert worker.next().task_id == "before"
    assert tasks.queues()["queues"]["quick"]["next_due_s"] == pytest.approx(1)
    clock.advance(2)
    tasks.add("after")
    assert worker.take(2) == ["an_1", "after"]


@pytest.mark.parametrize("value", ["soon", "-1", "", "Fri, 99 Foo 2026 00:00:00 GMT"])
def test_a_retry_after_that_means_nothing_is_the_usual_pause(
    serve: Serve, worker: Worker, value: str
) -> None:
    worker.answers["an_1"] = [Response(status_code=503, headers={"Retry-After": value})]
    serve(lanes=ONE_BY_ONE).add("an_1")
    assert [worker.next().retries for _ in range(2)] == [0, 1]


@settings(max_examples=50)
@given(attempts=st.integers(1, 10_000))
def test_pauses_double_with_jitter_up_to_the_longest(attempts: int) -> None:
    pause_s = LaneConfig(max_concurrent=1).backoff_s(attempts=attempts)
    doubled = 0.5 * 2 ** min(attempts - 1, 10)
    assert min(doubled, 10.0) <= pause_s <= min(doubled * 1.5, 10.0)


def test_a_name_is_accepted_once_until_an_hour_after_its_task_is_gone(
    serve: Serve, worker: Worker
) -> None:
    clock = Clock()
    tasks = serve(lanes=ONE_BY_ONE, now=clock)
    worker.holding = True
    tasks.add("running")
    worker.next()
    tasks.add("waiting")
    assert tasks.add("running").status_code == 409
    assert tasks.add("waiting").status_code == 409

    worker.release_all()
    assert worker.take(1) == ["waiting"]  # so "running" is done
    assert tasks.add("running").json()["error"]["status"] == "ALREADY_EXISTS"
    clock.advance(HOUR_S + 1)
    assert tasks.add("running").status_code == 200
    assert worker.take(1) == ["running"]


def test_a_task_waits_for_its_time(serve: Serve, worker: Worker) -> None:
    clock = Clock()
    tasks = serve(lanes=ONE_BY_ONE, now=clock)
    tasks.add("later", scheduleTime="2027-01-15T08:10:00Z")  # ten minutes after the clock's start
    tasks.add("now")
    assert worker.take(1) == ["now"]
    assert tasks.queues()["queues"]["quick"]["next_due_s"] == 600
    clock.advance(600)
    tasks.add("last")
    assert worker.take(2) == ["later", "last"]


def test_a_time_that_comes_is_noticed_without_being_asked(serve: Serve, worker: Worker) -> None:
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1))
    serve().add("an_1", scheduleTime=soon)
    assert worker.take(1) == ["an_1"]


def test_a_deleted_task_is_not_delivered(serve: Serve, worker: Worker) -> None:
    tasks = serve(lanes=ONE_BY_ONE)
    worker.holding = True
    for name in ("first", "deleted", "last"):
        tasks.add(name)
    worker.next()
    assert tasks.delete("deleted").status_code == 200
    worker.release_all()
    assert worker.take(1) == ["last"]
    assert tasks.delete("deleted").status_code == 404
    assert tasks.add("deleted").status_code == 409


def test_a_task_deleted_while_it_runs_is_not_tried_again(serve: Serve, worker: Worker) -> None:
    worker.answers["an_1"] = [Response(status_code=500)]
    tasks = serve(lanes=ONE_BY_ONE)
    worker.holding = True
    tasks.add("an_1")
    worker.next()
    assert tasks.delete("an_1").status_code == 200
    worker.release_all()
    tasks.add("last")
    assert worker.take(1) == ["last"]
    assert tasks.queues()["queues"]["quick"]["waiting"] == 0


def test_an_unknown_queue_is_not_found(idle: Tasks) -> None:
    answer = idle.add("an_1", lane="slow")
    assert answer.status_code == 404
    assert answer.json()["error"]["status"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "changes",
    [
        {"http": {"url": ""}},
        {"http": {"url": "file:///etc/passwd"}},
        {"http": {"headers": {"X-Number": 1}}},
        {"dispatchDeadline": "14s"},
        {"dispatchDeadline": "1801s"},
        {"dispatchDeadline": "soon"},
        {"scheduleTime": "tomorrow"},
        {"name": f"{PARENT}/heavy/tasks/an_1"},
        {"name": f"{PARENT}/quick/tasks/an 1"},
        {"http": {"body": base64.b64encode(bytes(100 * 1024)).decode()}},
    ],
    ids=str,
)
def test_a_task_that_cloud_tasks_would_refuse_is_refused(
    idle: Tasks, changes: dict[str, Any]
) -> None:
    answer = idle.add("an_1", **changes)
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert idle.queues()["queues"]["quick"]["waiting"] == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"task": 1}', b"\xff\xfe"], ids=repr)
def test_a_body_that_is_no_task_is_refused(idle: Tasks, body: bytes) -> None:
    answer = idle.post(content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_body_that_a_web_page_could_post_unasked_is_refused(serve: Serve, worker: Worker) -> None:
    task = f'{{"task": {{"httpRequest": {{"url": "{worker.url}"}}}}}}'
    tasks = serve()
    assert tasks.post(content=task, headers={"Content-Type": "text/plain"}).status_code == 400
    assert tasks.post(content=task, headers={"Content-Type": "application/json"}).is_success


def test_tasks_outlive_a_server_that_is_killed(
    serve: Serve, worker: Worker, tmp_path: Path
) -> None:
    """What was being delivered is delivered again, what was done is not."""
    worker.holding = True
    with _server_process(tmp_path) as (process, url):
        tasks = Tasks(url, worker_url=worker.url)
        for name in ("done", "cut-off", "waiting"):
            tasks.add(name)
        worker.next().released.set()
        assert worker.next().task_id == "cut-off"
        tasks.add("late")
        tasks.close()
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
    worker.release_all()

    restarted = serve(lanes=ONE_BY_ONE)

    arrivals = [worker.next() for _ in range(3)]
    assert [(arrival.task_id, arrival.retries) for arrival in arrivals] == [
        ("cut-off", 1),
        ("waiting", 0),
        ("late", 0),
    ]
    assert restarted.add("done").status_code == 409


_SERVER = """
import sys, threading
from pathlib import Path
from lib.offline.serving import ServedApp
from lib.offline.task_server import LaneConfig, create_task_server

app = create_task_server(Path(sys.argv[1]), mint=str, lanes={"quick": LaneConfig(1)})
with ServedApp(app) as served:
    print(served.url, flush=True)
    threading.Event().wait()
"""


class _server_process:  # noqa: N801 (used like a function)
    def __init__(self, data_dir: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(data_dir)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> tuple[subprocess.Popen[str], str]:
        assert self._process.stdout is not None
        return self._process, self._process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate(timeout=PATIENCE_S)


def test_stopping_does_not_wait_for_the_worker_and_loses_nothing(
    worker: Worker, tmp_path: Path
) -> None:
    worker.holding = True
    with ServedApp(create_task_server(tmp_path, mint=token_for)) as served:
        tasks = Tasks(served.url, worker_url=worker.url)
        tasks.add("an_1")
        tasks.close()
        worker.next()
        started = time.monotonic()
    assert time.monotonic() - started < 2
    with ServedApp(create_task_server(tmp_path, mint=token_for)):
        assert worker.next().retries == 1


def test_two_servers_cannot_share_a_folder(serve: Serve, tmp_path: Path) -> None:
    serve().add("an_1", scheduleTime="2999-01-01T00:00:00Z")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        TaskStore(tmp_path / "tasks.sqlite3")
