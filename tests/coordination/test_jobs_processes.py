"""Sixty jobs among eight real processes, of which two are killed and one is frozen."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib import accept, analyze, track
from lib.audio.report import measure
from lib.bootstrap import Services
from lib.coordination.rate_limit import Policy, Turn
from lib.offline.serving import ServedApp
from lib.offline.task_server import LaneConfig, create_task_server
from lib.ports import Script
from lib.settings import Settings
from lib.track import Upload

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("worker_process.py")
PLENTY = Policy("test", limit=10_000, window_s=60)
JOBS, HEAVY_ONES, WORKERS = 60, 18, 8
LEASE_S, WORK_S = 2.0, 0.3
PATIENCE_S = 60.0
# More than may run: it is the leases that must hold the line.
LANES = {"quick": LaneConfig(max_concurrent=9), "heavy": LaneConfig(max_concurrent=6)}

COUNT = Script("""
local function alive(set) return redis.call('ZCOUNT', set, '(' .. ARGV[1], '+inf') end
local left = 0
for _, set in ipairs({KEYS[1], KEYS[3], KEYS[4]}) do left = left + redis.call('ZCARD', set) end
return {alive(KEYS[1]), alive(KEYS[2]), left}
""")


class WorkerProcess:
    """A worker in a process of its own; what it answers arrives in a thread."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.ready = threading.Event()
        self.ended: list[tuple[str, str]] = []
        self.orders: dict[int, Future[tuple[int, float]]] = {}
        self.answers = True
        self.process = subprocess.Popen(
            [sys.executable, SCRIPT, json.dumps(given)],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def order(self, job_id: str) -> Future[tuple[int, float]]:
        with self._lock:
            number, answer = next(self._numbers), Future()
            self.orders[number] = answer
            try:
                order = {"order": number, "job": job_id}
                print(json.dumps(order), file=self.process.stdin, flush=True)
            except BrokenPipeError:
                answer.set_result((502, 0))
        return answer

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._thread.join()
        # What was still on its way to who was killed cannot be delivered, and need not be.
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()

    def _listen(self) -> None:
        for line in self.process.stdout:
            told = json.loads(line)
            if "ready" in told:
                self.ready.set()
            elif "ended" in told:
                self.ended.append((told["ended"], told["state"]))
            else:
                self.orders.pop(told["order"]).set_result((told["status"], told["retry_after_s"]))
        # The pipe breaks where a process dies, as the connection to a container does.
        self.answers = False
        self.ready.set()
        with self._lock:
            for answer in self.orders.values():
                if not answer.done():
                    answer.set_result((502, 0))


class Balancer:
    """The one address behind which the workers stand; only the queue's own token opens it."""

    def __init__(self, services: Services) -> None:
        self.workers: list[WorkerProcess] = []
        self.app = Starlette(routes=[Route("/api/analyze", self._bring, methods=["POST"])])
        self._services = services

    async def _bring(self, request: Request) -> Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        await self._services.identity.verify_task(token)
        standing = [one for one in self.workers if one.answers]
        if not standing:
            return Response(status_code=503)
        worker = min(standing, key=lambda one: len(one.orders))
        job = (await request.json())["job"]
        status, retry_after_s = await asyncio.wrap_future(worker.order(job))
        return JSONResponse({}, status, headers={"Retry-After": str(retry_after_s)})


class Shop:
    """The product as the test's own process sees it, with a clock that goes."""

    def __init__(self, environment: dict[str, str], clock: Any) -> None:
        self.shift_s = clock.now() - time.time()
        self.environment = environment
        self.services = Services(Settings.from_environment(environment), clock=self)
        self.most = (0, 0)
        self.left = JOBS
        self._servers_clock = clock

    def now(self) -> float:
        """The time; the embedded servers' clock is taken along."""
        now = time.time() + self.shift_s
        self._servers_clock.advance(max(0.0, now - self._servers_clock.now()))
        return now

    async def ask(self, number: int) -> str:
        """Upload a track of its own and have it accepted by the queue; the job's id."""
        uid, data = f"user-{number}", b"RIFF\0\0\0\0WAVE" + secrets.token_bytes(188)
        digest = sha256(data).hexdigest()
        upload_id = track.new_upload_id(digest, uid=uid)
        name = track.object_name(self.services.settings.namespace, upload_id)
        job_id = track.analysis_id(uid=uid, sha256_hex=digest, version=analyze.ANALYSIS_VERSION)
        lane = "heavy" if number < HEAVY_ONES else "quick"
        upload = Upload(upload_id, uid, digest, len(data), "a.wav", "audio/wav", name, lane)
        session = await self.services.storage.start_upload(
            name, size=len(data), content_type="audio/wav", origin=None
        )
        async with httpx.AsyncClient(trust_env=False) as client:
            sent = await client.request(
                session.method, session.url, headers=dict(session.headers), content=data
            )
        assert sent.is_success, sent.text
        await self.services.jobs.open_upload(self._turn(uid), upload, job_id=job_id)
        begun = await analyze.begin(
            self.services,
            uid=uid,
            turn=self._turn(uid),
            upload_id=upload_id,
            to_queue=True,
            idempotency=None,
        )
        assert begun.job.state == "queued"
        return job_id

    async def watch(self) -> None:
        """Count the leases, and do what the users' polling does for jobs whose worker is gone."""
        running, heavy, self.left = await self.services.redis.run(
            COUNT,
            keys=[
                f"{self.services.settings.namespace}:{name}"
                for name in ("running", "heavy", "queue:quick", "queue:heavy")
            ],
            args=[int(self.now() * 1000)],
        )
        self.most = (max(self.most[0], running), max(self.most[1], heavy))
        for job_id in await self.services.jobs.unfinished():
            await accept.revive(self.services, job_id)

    def _turn(self, uid: str) -> Turn:
        namespace = self.services.settings.namespace
        return Turn(PLENTY, uid=uid, namespace=namespace, clock=self)


@pytest.fixture
def shop(environment, embedded, clock, tmp_path, monkeypatch) -> Iterator[Shop]:
    made: list[Shop] = []
    with ServedApp(Starlette()) as reserved:
        worker_url = reserved.url
    tasks = create_task_server(
        tmp_path / "tasks", mint=embedded.issuer.task_token, lanes=LANES, total=15
    )
    with ServedApp(tasks) as served:
        host = served.url.removeprefix("http://")
        monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", host)
        variables = {
            **environment,
            "CLOUD_TASKS_EMULATOR_HOST": host,
            "WORKER_URL": worker_url,
        }
        made.append(Shop(variables, clock))
        balancer = Balancer(made[0].services)
        port = int(worker_url.rpartition(":")[2])
        with ServedApp(balancer.app, port=port):
            made[0].balancer = balancer
            yield made[0]


@pytest.fixture
def workers(shop, tmp_path, tone) -> Iterator[list[WorkerProcess]]:
    sound, report = tmp_path / "a.wav", tmp_path / "report.json"
    sound.write_bytes(tone())
    report.write_text(json.dumps(measure(sound, sha256="0" * 64, progress=lambda *_: None)))
    given = {
        "environment": shop.environment,
        "shift_s": shop.shift_s,
        "lease_s": LEASE_S,
        "work_s": WORK_S,
        "report": str(report),
    }
    started = [WorkerProcess(given) for _ in range(WORKERS)]
    yield started
    for one in started:
        one.end()


async def until(holds: Callable[[], bool], *, meanwhile: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await meanwhile()
            await asyncio.sleep(0.01)


async def test_sixty_jobs_over_eight_processes_end_once_each_though_two_die_and_one_freezes(
    shop, workers
):
    # Once they have started, which takes the machine's all; and a few at a time, for storage has a
    # deadline.
    assert all(one.ready.wait(PATIENCE_S) and one.answers for one in workers)
    jobs = [
        job
        for first in range(0, JOBS, 10)
        for job in await asyncio.gather(*map(shop.ask, range(first, first + 10)))
    ]
    shop.balancer.workers = workers
    killed, frozen = workers[:2], workers[2]
    await until(lambda: all(one.ended and one.orders for one in workers[:3]), meanwhile=shop.watch)
    for one in killed:
        one.signal(signal.SIGKILL)
    frozen.signal(signal.SIGSTOP)
    frozen.answers = False
    had_ended, taken_from_it = len(frozen.ended), shop.now() + LEASE_S + 1

    def others_have_done_its_work() -> bool:
        return shop.now() > taken_from_it and not shop.left

    await until(others_have_done_its_work, meanwhile=shop.watch)
    frozen.signal(signal.SIGCONT)
    await until(lambda: not frozen.orders, meanwhile=shop.watch)

    states = Counter([(await shop.services.jobs.peek(job_id)).state for job_id in jobs])
    assert states == {"succeeded": JOBS}
    for number, job_id in enumerate(jobs):
        found = await shop.services.archive.find(job_id, uid=f"user-{number}")
        assert found is not None
        assert found.sha256 == found.report["sha256"]
    ended = Counter(job_id for one in workers for job_id, _ in one.ended)
    # A worker that was killed may have ended a job and not lived to say so.
    assert len(ended) >= JOBS - len(killed)
    assert set(ended.values()) == {1}
    assert len(frozen.ended) == had_ended
    assert shop.most == (8, 3)
    await shop.services.aclose()
