"""The Cloud Tasks adapter: firebase_admin unmodified, against servers on this machine."""

from __future__ import annotations

import asyncio
import base64
import json
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import firebase_admin
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib import errors
from lib.live.tasks import CloudTasksQueue
from lib.offline.serving import ServedApp
from lib.offline.task_server import create_task_server

PATIENCE_S = 10.0
TASKS_PATH = "/projects/demo/locations/here/queues/{queue}/tasks"

OpenQueue = Callable[..., CloudTasksQueue]
Serve = Callable[[Starlette], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an app for the length of the test and says at which address."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(ServedApp(app)).url


@pytest.fixture
def open_queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenQueue]:
    """Opens queues that talk to the Cloud Tasks emulator at an address."""
    with ExitStack() as stack:

        def opened(emulator_url: str, **options: Any) -> CloudTasksQueue:
            monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", emulator_url.removeprefix("http://"))
            return stack.enter_context(closing(new_queue(emulated=True, **options)))

        yield opened


def new_queue(**options: Any) -> CloudTasksQueue:
    return CloudTasksQueue(
        **{
            "project": "demo",
            "location": "here",
            "worker_url": "http://worker.example/api/analyze",
            "credentials_json": None,
            "emulated": False,
            "deadline_s": 2.0,
            **options,
        }
    )


async def enqueue(tasks: CloudTasksQueue, task_id: str = "an_1", **options: Any) -> None:
    await tasks.enqueue(
        task_id, **{"lane": "quick", "payload": {"job": task_id}, "deadline_s": 60, **options}
    )


class Recorder:
    """A Cloud Tasks that answers what it is told to and remembers what it was sent."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.answer: Response | None = None
        self.app = Starlette(routes=[Route(TASKS_PATH, self._create, methods=["POST"])])

    async def _create(self, request: Request) -> Response:
        task = (await request.json())["task"]
        self.received.append(task)
        return self.answer or JSONResponse({"task": {"name": "/" + task["name"]}})


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


class Worker:
    """A worker that takes whatever it is given."""

    def __init__(self) -> None:
        self.requests: queue.Queue[tuple[Request, Any]] = queue.Queue()
        self.app = Starlette(routes=[Route("/api/analyze", self._work, methods=["POST"])])

    async def _work(self, request: Request) -> Response:
        self.requests.put((request, await request.json()))
        return Response(status_code=204)

    async def next(self) -> tuple[Request, Any]:
        return await asyncio.to_thread(self.requests.get, timeout=PATIENCE_S)


async def test_what_is_enqueued_reaches_the_worker(
    serve: Serve, open_queue: OpenQueue, tmp_path: Path
) -> None:
    worker = Worker()
    worker_url = serve(worker.app) + "/api/analyze"
    emulator_url = serve(
        create_task_server(tmp_path, mint=lambda audience: f"token for {audience}")
    )
    tasks = open_queue(emulator_url, worker_url=worker_url)

    await enqueue(tasks, "an_1", lane="heavy", payload={"job": "an_1", "title": "Olá \N{SNOWMAN}"})

    request, payload = await worker.next()
    assert payload == {"job": "an_1", "title": "Olá \N{SNOWMAN}"}
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Authorization"] == f"Bearer token for {worker_url}"
    assert request.headers["X-CloudTasks-QueueName"] == "heavy"
    assert request.headers["X-CloudTasks-TaskName"] == "an_1"


async def test_the_same_task_twice_is_accepted_and_delivered_once(
    serve: Serve, open_queue: OpenQueue, tmp_path: Path
) -> None:
    worker = Worker()
    emulator_url = serve(create_task_server(tmp_path, mint=str))
    tasks = open_queue(emulator_url, worker_url=serve(worker.app) + "/api/analyze")
    for task_id in ("an_1", "an_1", "an_2"):
        await enqueue(tasks, task_id)
    delivered = {(await worker.next())[1]["job"] for _ in range(2)}
    assert delivered == {"an_1", "an_2"}
    assert worker.requests.empty()


@pytest.mark.parametrize("status", ["ALREADY_EXISTS", None])
async def test_a_conflict_counts_as_accepted(
    serve: Serve, open_queue: OpenQueue, recorder: Recorder, status: str | None
) -> None:
    error = {"error": {"code": 409, "status": status}} if status else {}
    recorder.answer = JSONResponse(error, status_code=409)
    await enqueue(open_queue(serve(recorder.app)))
    assert len(recorder.received) == 1


@pytest.mark.parametrize(("asked_s", "sent"), [(1, "15s"), (90, "90s"), (99_999, "1800s")])
async def test_the_workers_deadline_is_kept_within_what_cloud_tasks_allows(
    serve: Serve, open_queue: OpenQueue, recorder: Recorder, asked_s: int, sent: str
) -> None:
    await enqueue(open_queue(serve(recorder.app)), deadline_s=asked_s)
    assert recorder.received[0]["dispatchDeadline"] == sent


async def test_a_task_names_the_worker_its_queue_and_itself(
    serve: Serve, open_queue: OpenQueue, recorder: Recorder
) -> None:
    await enqueue(open_queue(serve(recorder.app)), payload={"job": "an_1"})
    task = recorder.received[0]
    assert task["name"] == "projects/demo/locations/here/queues/quick/tasks/an_1"
    assert task["httpRequest"]["url"] == "http://worker.example/api/analyze"
    assert json.loads(base64.b64decode(task["httpRequest"]["body"])) == {"job": "an_1"}
    assert "oidcToken" in task["httpRequest"]


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (400, '{"error": {"status": "INVALID_ARGUMENT", "message": "no"}}', {}),
        (400, '{"error": "no"}', {}),
        (403, '{"error": {"status": "PERMISSION_DENIED", "message": "no"}}', {}),
        (404, "", {}),
        (429, "", {"Retry-After": "60"}),
        (500, b"\xff\xfe", {}),
        (503, "", {"Retry-After": "60"}),
        (302, "", {"Location": "/elsewhere"}),
        (200, "no json", {}),
        (200, "[]", {}),
        (200, "{}", {}),
        (200, '{"task": {"name": "/elsewhere/entirely"}}', {}),
    ],
)
async def test_any_other_answer_is_a_queue_that_is_down_and_is_asked_once(
    serve: Serve,
    open_queue: OpenQueue,
    recorder: Recorder,
    status: int,
    body: str | bytes,
    headers: dict[str, str],
) -> None:
    recorder.answer = Response(body, status_code=status, headers=headers)
    tasks = open_queue(serve(recorder.app))
    with pytest.raises(errors.DependencyDown) as caught:
        await enqueue(tasks)
    assert caught.value.facts == {"service": "queue"}
    assert len(recorder.received) == 1


async def test_no_server_is_a_queue_that_is_down(open_queue: OpenQueue) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()
    tasks = open_queue(f"{address[0]}:{address[1]}")
    with pytest.raises(errors.DependencyDown):
        await enqueue(tasks)


async def test_a_server_that_never_answers_is_down_by_the_deadline(open_queue: OpenQueue) -> None:
    """The thread that waited for it is free again by then, too."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as silent:
        address = silent.getsockname()
        tasks = open_queue(f"{address[0]}:{address[1]}", deadline_s=0.6)
        await import_vendor(tasks)
        started = time.monotonic()
        with pytest.raises(errors.DependencyDown):
            await enqueue(tasks)
        await asyncio.get_running_loop().shutdown_default_executor()
        assert time.monotonic() - started < 0.6 + 1


async def test_a_connection_that_breaks_is_tried_once_more(open_queue: OpenQueue) -> None:
    with Breaking(connections=1) as server:
        await enqueue(open_queue(server.address))
        assert server.seen == 2


async def test_connections_that_keep_breaking_are_a_queue_that_is_down(
    open_queue: OpenQueue,
) -> None:
    with Breaking(connections=2) as server:
        with pytest.raises(errors.DependencyDown):
            await enqueue(open_queue(server.address))
        assert server.seen == 2


async def import_vendor(tasks: CloudTasksQueue) -> None:
    """Importing firebase_admin takes its time once per process, which no deadline here means."""
    await asyncio.to_thread(tasks._open, "quick")


class Breaking:
    """A server that hangs up on its first connections and answers the next one."""

    def __init__(self, *, connections: int) -> None:
        self.seen = 0
        self._breaks = connections
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    def __enter__(self) -> Breaking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE_S)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                self.seen += 1
                if self.seen > self._breaks:
                    connection.sendall(_ACCEPTED)


_NAME = b'{"task": {"name": "/projects/demo/locations/here/queues/quick/tasks/an_1"}}'
_ACCEPTED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_NAME), _NAME)
)


@pytest.mark.parametrize("task_id", ["", "an 1", "an/1", "ã", "x" * 501])
async def test_a_name_that_cloud_tasks_does_not_allow_is_wrong_use(
    open_queue: OpenQueue, task_id: str
) -> None:
    with pytest.raises(ValueError, match="a task id is"):
        await enqueue(open_queue("127.0.0.1:1"), task_id)


async def test_queues_stand_side_by_side_and_open_again_after_closing(
    serve: Serve, open_queue: OpenQueue, recorder: Recorder
) -> None:
    url = serve(recorder.app)
    first, second = open_queue(url), open_queue(url)
    await enqueue(first, "an_1")
    await enqueue(second, "an_2")
    first.close()
    first.close()
    await enqueue(second, "an_3")
    await enqueue(first, "an_4")
    assert [task["name"][-4:] for task in recorder.received] == ["an_1", "an_2", "an_3", "an_4"]


async def test_closing_leaves_no_firebase_app_behind(
    serve: Serve, open_queue: OpenQueue, recorder: Recorder
) -> None:
    before = set(firebase_admin._apps)
    tasks = open_queue(serve(recorder.app))
    await enqueue(tasks)
    assert set(firebase_admin._apps) > before
    tasks.close()
    assert set(firebase_admin._apps) == before


async def test_many_at_once_share_one_firebase_app(
    serve: Serve, open_queue: OpenQueue, recorder: Recorder
) -> None:
    before = len(firebase_admin._apps)
    tasks = open_queue(serve(recorder.app))
    await asyncio.gather(*(enqueue(tasks, f"an_{number}") for number in range(20)))
    assert len(recorder.received) == 20
    assert len(firebase_admin._apps) == before + 1


async def test_making_a_queue_reads_no_credentials_and_opens_nothing() -> None:
    before = set(firebase_admin._apps)
    new_queue(credentials_json="not even json").close()
    assert set(firebase_admin._apps) == before


async def test_credentials_that_are_none_are_a_queue_that_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)
    with (
        closing(new_queue(credentials_json="not even json")) as tasks,
        pytest.raises(errors.DependencyDown),
    ):
        await enqueue(tasks)


async def test_a_token_service_that_never_answers_is_down_by_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a black hole at the token service would hold the threads that all adapters share."""
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)
    with socket.create_server(("127.0.0.1", 0), backlog=8) as silent:
        credentials = service_account("http://{}:{}/token".format(*silent.getsockname()))
        with closing(new_queue(credentials_json=credentials, deadline_s=0.6)) as tasks:
            started = time.monotonic()
            with pytest.raises(errors.DependencyDown):
                await enqueue(tasks)
            await asyncio.get_running_loop().shutdown_default_executor()
            assert time.monotonic() - started < 0.6 + 1


async def test_a_service_account_that_is_refused_is_a_queue_that_is_down(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)

    async def refuse(_request: Request) -> Response:
        return JSONResponse({"error": "invalid_grant"}, status_code=400)

    url = serve(Starlette(routes=[Route("/token", refuse, methods=["POST"])]))
    with (
        closing(new_queue(credentials_json=service_account(f"{url}/token"))) as tasks,
        pytest.raises(errors.DependencyDown) as caught,
    ):
        await enqueue(tasks)
    assert "invalid_grant" in str(caught.value.__cause__)


def service_account(token_uri: str) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "demo",
            "client_email": "queue@demo.example",
            "private_key": pem.decode(),
            "token_uri": token_uri,
        }
    )


async def test_the_queue_needs_no_key_where_the_platform_has_credentials(
    serve: Serve, token_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cloud Tasks' own address leads to a stand-in; all before it is the vendor's real way."""
    asked: list[tuple[str, str, dict[str, Any]]] = []

    async def create(request: Request) -> Response:
        task = (await request.json())["task"]
        asked.append((request.url.path, request.headers["Authorization"], task))
        return JSONResponse({"name": task["name"]})

    path = "/v2/{rest:path}"
    url = serve(Starlette(routes=[Route(path, create, methods=["POST"])]))
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(token_server.credentials))
    with closing(new_queue(credentials_json="default")) as tasks:
        session = tasks._open("heavy")._http_client.session
        session.mount("https://cloudtasks.googleapis.com", Redirected(url))
        await enqueue(tasks, lane="heavy")

    [(asked_path, authorization, task)] = asked
    assert asked_path == "/v2/projects/demo/locations/here/queues/heavy/tasks"
    assert authorization.startswith("Bearer token-")
    email = json.loads(token_server.credentials.read_text())["client_email"]
    assert task["httpRequest"]["oidcToken"] == {"serviceAccountEmail": email}


class Redirected(HTTPAdapter):
    """Sends what is meant for one server to another."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: Any, **kinds: Any) -> Any:
        request.url = self._url + urlsplit(request.url).path
        return super().send(request, **kinds)


@pytest.mark.parametrize("credentials", [None, "default"])
async def test_a_queue_without_any_credentials_names_the_variable(
    credentials: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nowhere"))
    with (
        closing(new_queue(credentials_json=credentials)) as tasks,
        pytest.raises(errors.NotConfigured) as refused,
    ):
        await enqueue(tasks)
    assert refused.value.facts == {"variable": "FIREBASE_SERVICE_ACCOUNT"}


@pytest.mark.parametrize("there", [(), ("quick",), ("quick", "heavy")])
async def test_queues_that_are_not_there_are_named(
    serve: Serve, token_server: Any, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...]
) -> None:
    async def get(request: Request) -> Response:
        assert request.headers["Authorization"].startswith("Bearer token-")
        found = request.path_params["queue"] in there
        return JSONResponse({}, status_code=200 if found else 404)

    path = "/projects/demo/locations/here/queues/{queue}"
    url = serve(Starlette(routes=[Route(path, get, methods=["GET"])]))
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(token_server.credentials))
    with closing(new_queue(credentials_json="default", api_url=url)) as tasks:
        assert set(await tasks.missing()) == {"quick", "heavy"} - set(there)


async def test_the_emulators_queues_are_there(
    serve: Serve, open_queue: OpenQueue, tmp_path: Path
) -> None:
    url = serve(create_task_server(tmp_path, mint=str))
    assert await open_queue(url, probe_url=f"{url}/queues").missing() == ()


@pytest.mark.parametrize("status", [403, 500])
async def test_where_one_may_not_look_for_the_queues_they_are_not_called_missing(
    serve: Serve, token_server: Any, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    async def refuse(_request: Request) -> Response:
        return JSONResponse({}, status_code=status)

    url = serve(Starlette(routes=[Route("/{rest:path}", refuse, methods=["GET"])]))
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(token_server.credentials))
    with (
        closing(new_queue(credentials_json="default", api_url=url)) as tasks,
        pytest.raises(errors.DependencyDown),
    ):
        await tasks.missing()
