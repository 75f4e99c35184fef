"""Any interleaving of deliveries, crashes, repeats, cancellations, deletions, expiry, slow owners,
and of a Redis that loses all it knew.

The product's own verbs run over a real Redis and a real file of documents. Each of them halts
before every call to the outside, and the law's machine says who goes on, who is killed there, and
what the time is.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lib import accept, analyze, errors, retract, status, track, warm, work
from lib.archive import Archive
from lib.audio.report import measure
from lib.conversations import Conversations
from lib.coordination import job_states
from lib.coordination.admission import Admission
from lib.coordination.jobs import (
    CANCELLED_FOR_GOOD_S,
    JOB_TTL_S,
    MAX_ATTEMPTS,
    QUEUED_AT_MOST_S,
    UNHEARD_S,
    Capacity,
    Claim,
    Jobs,
)
from lib.coordination.rate_limit import Policy, Turn
from lib.coordination.reservation import Caps
from lib.docket import Docket
from lib.forget import forget_track, forget_user
from lib.live.upstash import UpstashRedis
from lib.offline.clock import ManualClock
from lib.offline.sqlite_documents import SqliteDocuments
from lib.ports import Script
from lib.settings import Settings
from lib.track import FINAL, Analysis, Job, Upload
from lib.users import Users

PLENTY = Policy("test", limit=100_000, window_s=60)
CAPACITY = Capacity(running=2, heavy=1)
# So long that no real second of the test renews it: leases end when the machine says so.
LEASE_S = 1_000
LANES = ("quick", "heavy", "heavy")
EVENTS = [
    *(4 * ["ask"] + 4 * ["deliver"] + 5 * ["go_on"]),
    *(2 * ["crash"] + 4 * ["cancel"] + 3 * ["wait"]),
    *("poll", "sweep", "fail_once"),
    *(2 * ["forget"] + 2 * ["lose"]),
]
# How far somebody gets before it is another's turn: so many calls to the outside, to before a
# report is kept or right after, to before something is taken back, or to the end.
KEEPING, KEPT, RETRACTING, END = "keeping", "kept", "retracting", "end"
STOPS = st.sampled_from([0, 1, 2, 3, KEEPING, KEEPING, KEPT, RETRACTING, END, END, END])
PAUSES_S = [1, UNHEARD_S + 1, LEASE_S + 1, LEASE_S + 1, CANCELLED_FOR_GOOD_S, QUEUED_AT_MOST_S + 1]


LOOK_AT_ALL = Script("""
local all = {}
for i = 1, #KEYS - 6 do
  all[i] = redis.call('HMGET', KEYS[i], 'state', 'lease_until', 'lane', 'attempt')
end
for i = #KEYS - 5, #KEYS do all[i] = redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES') end
return all
""")


class Actor:
    """A coroutine that halts before each call to the outside until it is told to go on."""

    def __init__(self, name: str, doing: Coroutine[Any, Any, Any], actors: dict) -> None:
        self.name = name
        self.halted_at = ""
        self._halted = asyncio.Event()
        self._may_go = asyncio.Semaphore(0)
        self.task = asyncio.create_task(doing)
        actors[self.task] = self

    async def halt(self, at: str) -> None:
        self.halted_at = at
        self._halted.set()
        await self._may_go.acquire()

    async def go_on(self) -> None:
        self._halted.clear()
        self._may_go.release()
        await self.settle()

    async def settle(self) -> None:
        halted = asyncio.create_task(self._halted.wait())
        await asyncio.wait([self.task, halted], return_when=asyncio.FIRST_COMPLETED)
        halted.cancel()

    async def die(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])


class Gate:
    """Halts whoever is an actor; its own heartbeats and the test itself pass."""

    def __init__(self) -> None:
        self.actors: dict[asyncio.Task, Actor] = {}

    async def __call__(self, at: str = "") -> None:
        actor = self.actors.get(asyncio.current_task())
        if actor is not None:
            await actor.halt(at)


class Gated:
    """A port each of whose calls passes the gate first; the next `fails` of them fail."""

    def __init__(self, port: Any, *, gate: Gate, service: str) -> None:
        self._port = port
        self._gate = gate
        self._service = service
        self.fails = 0

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **kinds: Any) -> Any:
            await self._gate(_named(name, args, kinds))
            if self.fails:
                self.fails -= 1
                raise errors.DependencyDown(service=self._service)
            return await getattr(self._port, name)(*args, **kinds)

        return call


def _named(call: str, args: Any, kinds: Any) -> str:
    if (call, args[0]) == ("put", "analyses"):
        return RETRACTING if "expect" in kinds else KEEPING
    return call


@dataclass
class Objects:
    """Object storage in memory."""

    gate: Gate
    kept: dict[str, bytes] = field(default_factory=dict)

    async def read(self, name: str) -> AsyncIterator[bytes]:
        await self.gate()
        if name not in self.kept:
            raise errors.UploadIncomplete(received=0)
        yield self.kept[name]

    async def delete(self, name: str) -> None:
        await self.gate()
        self.kept.pop(name, None)


@dataclass
class Tasks:
    """A queue that remembers every name it was given, and brings a task until it is removed."""

    known: set[str] = field(default_factory=set)
    waiting: dict[str, str] = field(default_factory=dict)

    async def enqueue(self, task_id: str, *, payload: Mapping[str, Any], **_: Any) -> None:
        if task_id not in self.known:
            self.known.add(task_id)
            self.waiting[task_id] = payload["job"]


class AtOnce(Executor):
    """Does work in the caller's thread, so that nothing happens beside what the machine says."""

    def submit(self, call, /, *args, **kinds):
        done: Future = Future()
        try:
            done.set_result(call(*args, **kinds))
        except Exception as error:  # noqa: BLE001  # handed on, as an executor does
            done.set_exception(error)
        return done


class Watched(Jobs):
    """Jobs that count how often each was ended with a result."""

    succeeded: Counter[str]

    async def finish(self, claim: Claim, **kinds: Any) -> bool:
        done = await super().finish(claim, **kinds)
        self.succeeded[claim.job_id] += done and kinds["state"] == "succeeded"
        return done


class Shop:
    """The parts of the product that jobs need, behind a gate, for one user with three tracks."""

    def __init__(self, redis: UpstashRedis, documents: SqliteDocuments, report: dict) -> None:
        self.raw = redis
        self.namespace = f"t-{secrets.token_hex(6)}"
        self.uid = f"ana-{secrets.token_hex(6)}"
        self.gate = Gate()
        self.clock = ManualClock()
        self.settings = Settings.from_environment({"QUICK_SLOTS": "1", "NAMESPACE": self.namespace})
        self.redis = Gated(redis, gate=self.gate, service="redis")
        self.documents = Gated(documents, gate=self.gate, service="documents")
        self.archive = Archive(self.documents, clock=self.clock)
        self.docket = Docket(self.documents, clock=self.clock, ttl_s=JOB_TTL_S)
        self.users = Users(self.documents, clock=self.clock)
        self.conversations = Conversations(self.documents, clock=self.clock)
        self.heard: dict[str, bytes] = {}
        self.tasks = Tasks()
        self.queue = Gated(self.tasks, gate=self.gate, service="queue")
        self.storage = Objects(self.gate)
        self.measuring = AtOnce()
        self.jobs = Watched(
            self.redis,
            namespace=self.namespace,
            clock=self.clock,
            capacity=CAPACITY,
            lease_s=LEASE_S,
        )
        self.jobs.succeeded = Counter()
        self.admission = Admission(
            self.redis, namespace=self.namespace, clock=self.clock, projects=1, caps=Caps(1, 1)
        )
        self._report = report

    def playing_time_s(self, path: Path) -> float:
        return 2.0

    def measure(self, path: Path, *, sha256: str, progress: Any) -> dict[str, Any]:
        progress("measuring", 0.5)
        return {**self._report, "sha256": sha256}

    def turn(self) -> Turn:
        return Turn(PLENTY, uid=self.uid, namespace=self.namespace, clock=self.clock)

    async def announce(self, lane: str, *, data: bytes = b"") -> tuple[str, str]:
        """Upload a track, the one of that `data` or another; its upload's and its job's id."""
        data = data or b"RIFF\0\0\0\0WAVE" + secrets.token_bytes(88)
        digest = sha256(data).hexdigest()
        upload_id = track.new_upload_id(digest, uid=self.uid)
        name = track.object_name(self.namespace, upload_id)
        job_id = track.analysis_id(
            uid=self.uid, sha256_hex=digest, version=analyze.ANALYSIS_VERSION
        )
        upload = Upload(upload_id, self.uid, digest, 100, "a.wav", "audio/wav", name, lane)
        due, self.redis.fails = self.redis.fails, 0  # an outage is for somebody else to meet
        known = await self.jobs.open_upload(self.turn(), upload, job_id=job_id)
        self.redis.fails = due
        if not known:  # else nothing is sent
            self.storage.kept[name] = data
        self.heard[job_id] = data
        return upload_id, job_id

    async def ask(self, upload_id: str, *, to_queue: bool) -> Any:
        begun = await analyze.begin(
            self,
            uid=self.uid,
            turn=self.turn(),
            upload_id=upload_id,
            to_queue=to_queue,
            idempotency=None,
        )
        if isinstance(begun, work.Work):
            begun = await work.perform(self, begun, work.Progress())
        return begun

    async def lose(self) -> None:
        """Have Redis forget all it knows of this shop."""
        names = await self.raw.execute("KEYS", f"{self.namespace}:*")
        if names:
            await self.raw.execute("DEL", *names)

    async def sweep(self) -> None:
        await self.revive_all()
        await retract.sweep(self)

    async def revive_all(self) -> None:
        for job_id in await self.jobs.unfinished():
            await accept.revive(self, job_id)


class JobLaws(RuleBasedStateMachine):
    """Who does what next is hypothesis's choice; what must hold is in the invariants."""

    runner: asyncio.Runner
    open_shop: Any

    def __init__(self) -> None:
        super().__init__()
        self.shop: Shop = self.open_shop()
        self.tracks: list[tuple[str, str]] = []
        self.running: list[Actor] = []
        self.delivering: dict[Actor, str] = {}
        self.asking: dict[Actor, str] = {}
        self.accepted: set[str] = set()
        # When each track was last sent anew: what is noted of before may be forgotten.
        self.sent_anew: dict[str, float] = {}
        # What a deletion is about, and what of that nobody asks for meanwhile; what one may have
        # touched; what one has ended for, for good.
        self.forgetting: dict[Actor, tuple[set[str], set[str]]] = {}
        self.touched: set[str] = set()
        self.forgotten: set[str] = set()
        self.asked: set[int] = set()
        self.crashes = 0
        self.losses = 0
        self.outages = 0
        self.days = 0

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(doing)

    @initialize(which=st.integers(0, 5), stop=STOPS)
    def somebody_asks(self, which: int, stop: int | str) -> None:
        async def upload() -> None:
            self.tracks = [await self.shop.announce(lane) for lane in LANES]

        self.run(upload())
        self.ask(which, stop)
        self.reap()

    # One rule rather than one each: hypothesis leaves whole rules out of an example, and without
    # somebody who asks, or who delivers, nothing happens at all.
    @rule(what=st.sampled_from(EVENTS), which=st.integers(0, 5), stop=STOPS)
    def happens(self, what: str, which: int, stop: int | str) -> None:
        getattr(self, what)(which, stop)
        self.reap()

    def ask(self, which: int, stop: int | str) -> None:
        number = which % len(LANES)
        if self.tracks[number][1] in self.touched:
            self.upload_again(number)
        upload_id, job_id = self.tracks[number]
        self.asked.add(number)
        for _, certain in self.forgetting.values():
            certain.discard(job_id)
        actor = self.start("ask", self.shop.ask(upload_id, to_queue=which > 2), stop)
        self.asking[actor] = job_id

    def upload_again(self, number: int) -> None:
        """Send the same content once more; whatever is being forgotten may hit it or not."""
        _, job_id = self.tracks[number]
        data = self.shop.heard[job_id]
        self.tracks[number] = self.run(self.shop.announce(LANES[number], data=data))
        self.forgotten.discard(job_id)
        self.accepted.discard(job_id)  # what was promised before may be forgotten
        self.sent_anew[job_id] = self.shop.clock.now()
        self.shop.jobs.succeeded.pop(job_id, None)
        if not any(job_id in about for about, _ in self.forgetting.values()):
            self.touched.discard(job_id)

    def forget(self, which: int, stop: int | str) -> None:
        """Forget a track, or all of the user."""
        if which == 5:
            about = {job_id for _, job_id in self.tracks}
            doing = forget_user(self.shop, uid=self.shop.uid, turn=self.shop.turn())
        else:
            about = {self.job_asked_for(which)}
            doing = self.of_job(forget_track, which)
        self.touched |= about
        # Somebody who is just asking may be let in after it.
        certain = about - set(self.asking.values())
        self.forgetting[self.start("forget", doing, stop)] = about, certain

    def deliver(self, which: int, stop: int | str) -> None:
        """Bring a task, also one that is being brought already."""
        names = list(self.shop.tasks.waiting)
        if names:
            name = names[which % len(names)]
            doing = work.deliver(self.shop, self.shop.tasks.waiting[name])
            self.delivering[self.start("deliver", doing, stop)] = name

    def go_on(self, which: int, stop: int | str) -> None:
        if self.running:
            self.run(self.let(self.running[which % len(self.running)], stop or 1))

    def crash(self, which: int, _stop: int | str) -> None:
        if self.running:
            self.crashes += 1
            self.run(self.running[which % len(self.running)].die())

    def cancel(self, which: int, stop: int | str) -> None:
        self.start("cancel", self.of_job(status.cancel, which), stop)

    def poll(self, which: int, stop: int | str) -> None:
        self.start("poll", self.of_job(status.job, which), stop)

    def sweep(self, _which: int, stop: int | str) -> None:
        self.start("sweep", self.shop.sweep(), stop)

    def wait(self, which: int, _stop: int | str) -> None:
        self.shop.clock.advance(PAUSES_S[which])
        self.days += PAUSES_S[which] > QUEUED_AT_MOST_S

    def fail_once(self, which: int, _stop: int | str) -> None:
        name = ("documents", "queue", "redis")[which % 3]
        getattr(self.shop, name).fails = 1
        self.outages += 1

    def lose(self, which: int, _stop: int | str) -> None:
        """Redis forgets everything; now and then, for it would drown out what else happens."""
        if which % 2:
            self.losses += 1
            self.run(self.shop.lose())

    @invariant()
    def states_and_sets_agree_and_no_more_run_than_may(self) -> None:
        if not self.tracks:
            return
        jobs = [self.shop.jobs._job(job_id) for _, job_id in self.tracks]
        sets = [self.shop.jobs._key(name) for name in job_states.KEYS[1:7]]
        seen = self.run(self.shop.raw.run(LOOK_AT_ALL, keys=[*jobs, *sets], args=[]))
        scores = [dict(zip(one[::2], one[1::2], strict=True)) for one in seen[len(jobs) :]]
        running, heavy, slots, quick_line, heavy_line, cancelled = scores
        for (_, job_id), (state, lease, lane, attempt) in zip(
            self.tracks, seen[: len(jobs)], strict=True
        ):
            is_heavy = lane == "heavy"
            assert running.get(job_id) == (lease if state == "running" else None)
            assert heavy.get(job_id) == (lease if state == "running" and is_heavy else None)
            assert (job_id in quick_line) == (state == "queued" and not is_heavy)
            assert (job_id in heavy_line) == (state == "queued" and is_heavy)
            assert job_id not in slots or state == "running"
            assert job_id not in cancelled or state in {"cancelled", None}
            assert int(attempt or 0) <= MAX_ATTEMPTS
        now_ms = self.shop.clock.now() * 1000
        for leases, most in ((running, CAPACITY.running), (heavy, CAPACITY.heavy)):
            assert sum(float(until) > now_ms for until in leases.values()) <= most
        ended = self.shop.jobs.succeeded.items()
        assert all(times <= 1 for job_id, times in ended if job_id not in self.touched)

    def teardown(self) -> None:
        if self.tracks:
            self.run(self.come_to_rest())
            for _, job_id in self.tracks:
                self.run(self.judge(job_id))

    async def come_to_rest(self) -> None:
        """Let everybody end, repair what broke, and bring what waits until nothing does."""
        for name in ("documents", "queue", "redis"):
            getattr(self.shop, name).fails = 0
        for actor in list(self.running):
            await self.let(actor, END)
        self.reap()
        for _ in range(3 * MAX_ATTEMPTS):
            self.shop.clock.advance(LEASE_S + 1)
            if self.losses:
                await self.look_again()
            await self.shop.revive_all()
            for name, job_id in list(self.shop.tasks.waiting.items()):
                with suppress(errors.Busy):
                    await work.deliver(self.shop, job_id)
                    del self.shop.tasks.waiting[name]
            if not self.shop.tasks.waiting and not await self.shop.jobs.unfinished():
                break
        if self.crashes or self.outages:
            # What was left behind then is the sweep's to find; else nothing was left.
            self.shop.clock.advance(CANCELLED_FOR_GOOD_S + 1)
            await self.shop.sweep()
        # What was sent more than a day ago is nobody's any more but the sweep's.
        await warm._delete_expired_uploads(self.shop)
        if self.losses:
            # What nobody knows of any more is the bucket's own rule to delete.
            self.shop.storage.kept.clear()

    async def look_again(self) -> None:
        """Have whoever was told to wait ask how their job is."""
        for job_id in sorted(self.accepted):
            with suppress(errors.JobNotFound):
                await status.job(self.shop, job_id, uid=self.shop.uid, turn=self.shop.turn())

    async def judge(self, job_id: str) -> None:
        """Whether one job has ended as it may."""
        job = await self.shop.jobs.peek(job_id)
        found = await self.shop.archive.find(job_id, uid=self.shop.uid)
        entry = await self.shop.docket.find(job_id)
        if entry is not None and entry.job.created_at < self.sent_anew.get(job_id, 0):
            entry = None
        if job_id in self.forgotten:
            # Who is killed while they bring it back leaves it there, for a minute.
            assert job is None or (self.losses and self.crashes)
            assert await self.shop.docket.find(job_id) is None
            await self.judge_forgotten(job_id)
        if job is None and self.losses and entry is not None:
            # What was asked for later stands, whatever became of the earlier; and what is noted as
            # owed is told by its result, where there is one.
            later = found is not None and found.created_at > entry.job.created_at
            if later or (entry.open and (found is not None or job_id not in self.accepted)):
                return
            job = entry.job
        if job is None:
            kept = bool(self.losses and found)
            assert job_id not in self.accepted or job_id in self.touched or kept
            return
        self.judge_ended(job, found)

    def judge_ended(self, job: Job, found: Analysis | None) -> None:
        """Whether a job's result is there, or not, as its end says."""
        assert job.state in FINAL
        if job.state == "succeeded":
            # One who sends anew what is being forgotten may lose it, and is told so when they ask.
            if found is None and job.id in self.touched:
                return
            assert found is not None
            assert found.sha256 == job.upload.sha256 == found.report["sha256"]
        elif job.state == "cancelled":
            assert found is None
        elif job.state == "expired":
            assert self.days
        else:
            told = job.error["slug"]
            if told == "upload-incomplete" and job.id in self.touched:
                return
            assert told in {"job-abandoned", "dependency-down"}
            assert told != "dependency-down" or self.outages

    async def judge_forgotten(self, job_id: str) -> None:
        """Whether nothing is left of a track: no report, no file, and no note of either."""
        digest = sha256(self.shop.heard[job_id]).hexdigest()
        if not (self.losses and self.crashes):
            # Whose worker was killed after that is what Redis alone knew.
            assert await self.shop.archive.written(job_id) is None
        assert not [name for name in self.shop.storage.kept if digest in name]
        noted = await self.shop.jobs.noted(uid=self.shop.uid, limit=100)
        assert not [one for one in noted if job_id in one.id or digest in one.id]

    def of_job(self, verb: Callable[..., Any], which: int) -> Coroutine[Any, Any, Any]:
        """A verb over a job that was asked for."""
        job_id = self.job_asked_for(which)
        return verb(self.shop, job_id, uid=self.shop.uid, turn=self.shop.turn())

    def job_asked_for(self, which: int) -> str:
        asked = sorted(self.asked)
        return self.tracks[asked[which % len(asked)]][1]

    def start(self, name: str, doing: Coroutine[Any, Any, Any], stop: int | str) -> Actor:
        async def begin() -> Actor:
            actor = Actor(name, doing, self.shop.gate.actors)
            self.running.append(actor)
            await actor.settle()
            await self.let(actor, stop)
            return actor

        return self.run(begin())

    async def let(self, actor: Actor, stop: int | str) -> None:
        """Let an actor get as far as `stop`."""
        calls = 0
        while not actor.task.done() and calls != stop:
            before = actor.halted_at
            self.shop.clock.advance(0.002)
            await actor.go_on()
            calls += 1
            if stop in {actor.halted_at, KEPT if before == KEEPING else None}:
                return

    def reap(self) -> None:
        """See how those ended that have: only what the product may raise, and tasks are done."""
        for actor in [one for one in self.running if one.task.done()]:
            self.running.remove(actor)
            name, job_id = self.delivering.pop(actor, None), self.asking.pop(actor, None)
            _, certain = self.forgetting.pop(actor, (set(), set()))
            if actor.task.cancelled():
                continue
            error = actor.task.exception()
            assert error is None or isinstance(error, errors.ProductError), error
            if name is not None and error is None:
                self.shop.tasks.waiting.pop(name, None)
            if job_id is not None and error is None:
                self.accepted.add(job_id)
            if error is None:
                self.forgotten |= certain
                self.accepted -= certain


@pytest.fixture(scope="session")
def a_report(tone, tmp_path_factory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("law") / "a.wav"
    path.write_bytes(tone())
    return measure(path, sha256="0" * 64, progress=lambda *_: None)


@pytest.fixture
def laws(embedded, tmp_path, a_report) -> Iterator[type[JobLaws]]:
    """The laws over a real Redis and a real file, a shop of its own for each run."""
    variables = embedded.environment
    redis = UpstashRedis(
        url=variables["UPSTASH_REDIS_REST_URL"],
        token=variables["UPSTASH_REDIS_REST_TOKEN"],
        deadline_s=20,
    )
    documents = SqliteDocuments(tmp_path / "documents.sqlite3")
    with asyncio.Runner() as runner:
        shop = {"runner": runner, "open_shop": lambda _: Shop(redis, documents, a_report)}
        yield type("Laws", (JobLaws,), shop)
        runner.run(redis.aclose())
    documents.close()


def test_any_interleaving_keeps_one_result_no_loss_and_nothing_after_a_cancellation_or_a_deletion(
    laws,
):
    run_state_machine_as_test(
        laws,
        settings=settings(
            max_examples=45,
            stateful_step_count=40,
            deadline=None,
            # The same examples in every run; to look for others, more of them without this.
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("everything", [False, True])
def test_nothing_is_left_of_what_is_forgotten_right_before_a_worker_keeps_it_and_is_killed(
    laws, everything
):
    law = laws()
    law.somebody_asks(which=3, stop=END)
    law.happens(what="deliver", which=0, stop=KEEPING)
    law.happens(what="forget", which=5 if everything else 0, stop=END)
    law.happens(what="go_on", which=0, stop=KEPT)
    job_id = law.tracks[0][1]
    assert law.run(law.shop.archive.written(job_id)) is not None
    law.happens(what="crash", which=0, stop=0)
    law.teardown()

    assert job_id in law.forgotten
