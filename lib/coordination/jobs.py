"""Analysis jobs: admitted, claimed with a lease, renewed, finished; one script per step.

::

    admit ──▶ queued ──claim──▶ running ──finish──▶ succeeded | failed
      │          ▲                 │
      └──────────┼──── claim ──────┘ lease ran out: the next claim takes over, three at most
                 └── requeue
    cancel, from queued or running ──▶ cancelled

Claim first, then work: who holds the token of the latest claim is the owner, and only the owner
renews or finishes. All times are the caller's clock in milliseconds.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from lib import errors
from lib.coordination import scripts
from lib.coordination.rate_limit import Turn
from lib.ports import Clock, Redis, Script
from lib.track import Job, JobState, Lane, Upload

MAX_ATTEMPTS = 3
LEASE_S = 10
# After so long without news a waiting job is announced again: its task may never have been made.
UNHEARD_S = 2 * LEASE_S
JOB_TTL_S = 7 * 24 * 3600
UPLOAD_TTL_S = 24 * 3600
IDEMPOTENCY_TTL_S = 24 * 3600
QUEUED_AT_MOST_S = 24 * 3600

Admitted = Literal["succeeded", "queued", "running", "cancelled", "enqueue", "claimed"]


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job until the lease runs out."""

    job_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a request to analyse: its job unless done, a claim where it is ours."""

    outcome: Admitted
    job: Job | None
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Stalled:
    """A claim that could not be had: the job is over, gone, or another's for a while."""

    reason: Literal["gone", "final", "busy"]
    retry_after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Revival:
    """What became of a job that nobody worked on: `job` is set where the queue must be told."""

    job: Job | None
    ended: bool


class Jobs:
    """The jobs of one environment. Every method is one round trip; Redis down raises."""

    def __init__(self, redis: Redis, *, namespace: str, clock: Clock) -> None:
        self._redis = redis
        self._namespace = namespace
        self._clock = clock

    async def open_upload(self, turn: Turn, upload: Upload, *, job_id: str) -> bool:
        """Note an announced upload; True where this user already has the content analysed."""
        fields = [
            part
            for name in ("uid", "sha256", "size", "filename", "content_type", "object_name", "lane")
            for part in (name, getattr(upload, name))
        ]
        reply = turn.settle(
            await self._redis.run(
                scripts.OPEN_UPLOAD,
                keys=[turn.key, self._job(job_id), self._upload(upload.id), self._key("uploads")],
                args=[*turn.args, upload.id, UPLOAD_TTL_S * 1000, "upload_id", upload.id, *fields],
            )
        )
        return bool(reply[0] == "cached")

    async def admit(
        self,
        turn: Turn,
        *,
        upload_id: str,
        job_id: str,
        uid: str,
        to_queue: bool,
        has_queue: bool,
        slots: int,
        idempotency: tuple[str, str] | None,
    ) -> Admission:
        """Find the job, or start it: claimed for the caller, or noted for the queue.

        Raises
        ------
        errors.UploadNotFound, errors.IdempotencyKeyReused, errors.Busy
        """
        key, fingerprint = idempotency or ("none", "")
        token = secrets.token_hex(8)
        reply = turn.settle(
            await self._redis.run(
                scripts.ADMIT,
                keys=[
                    turn.key,
                    self._job(job_id),
                    self._upload(upload_id),
                    self._key(f"idempotency:{uid}:{key}"),
                    self._key("slots"),
                    self._key("running"),
                    *self._queues,
                    self._key("uploads"),
                ],
                args=[
                    *turn.args,
                    uid,
                    job_id,
                    fingerprint,
                    int(to_queue),
                    int(has_queue),
                    slots,
                    LEASE_S * 1000,
                    token,
                    JOB_TTL_S * 1000,
                    IDEMPOTENCY_TTL_S * 1000,
                    MAX_ATTEMPTS,
                    upload_id,
                    (QUEUED_AT_MOST_S + UPLOAD_TTL_S) * 1000,
                ],
            )
        )
        return _admission(reply, job_id=job_id, token=token)

    async def claim(self, job_id: str) -> tuple[Claim, Job] | Stalled:
        """Take a queued job, or one whose owner's lease ran out."""
        token = secrets.token_hex(8)
        reply = await self._redis.run(
            scripts.CLAIM,
            keys=[self._job(job_id), self._key("running"), *self._queues],
            args=[self._now_ms, job_id, token, LEASE_S * 1000, MAX_ATTEMPTS],
        )
        if reply[0] == "claimed":
            return Claim(job_id, token), _job(job_id, reply[1])
        wait_s = float(reply[1]) / 1000 if len(reply) > 1 else 0.0
        return Stalled(reply[0], wait_s)

    async def renew(self, claim: Claim, *, stage: str, progress: float) -> bool:
        """Prolong the lease and say how far the work is; False where the job is no longer ours."""
        reply = await self._redis.run(
            scripts.RENEW,
            keys=[self._job(claim.job_id), self._key("running"), self._key("slots")],
            args=[
                self._now_ms,
                claim.job_id,
                claim.token,
                LEASE_S * 1000,
                stage,
                round(progress, 3),
            ],
        )
        return bool(int(reply))

    async def finish(
        self,
        claim: Claim,
        *,
        state: Literal["succeeded", "failed"],
        error: errors.ProductError | None = None,
    ) -> bool:
        """End the job; False, with nothing changed, where the claim is not the latest."""
        told = json.dumps({"slug": error.slug, "facts": error.facts}) if error else ""
        reply = await self._redis.run(
            scripts.FINISH,
            keys=[self._job(claim.job_id), self._key("running"), self._key("slots")],
            args=[self._now_ms, claim.job_id, claim.token, state, told],
        )
        return bool(int(reply))

    async def give_back(self, claim: Claim, *, lane: Lane) -> Job | None:
        """Let a claimed job wait in a lane's queue, no attempt counted; None if it is not ours."""
        reply = await self._redis.run(
            scripts.GIVE_BACK,
            keys=[
                self._job(claim.job_id),
                self._key("running"),
                self._key("slots"),
                *self._queues,
            ],
            args=[self._now_ms, claim.job_id, claim.token, lane],
        )
        return _job(claim.job_id, reply) if reply else None

    async def withdraw(self, job: Job) -> None:
        """Undo an admission whose work could not even be started."""
        await self._redis.run(
            scripts.WITHDRAW,
            keys=[self._job(job.id), *self._queues, self._key("slots"), self._key("running")],
            args=[job.id, job.generation],
        )

    async def look(self, turn: Turn, *, job_id: str, uid: str) -> Job | None:
        """The job of that id, if it is this user's, with its place in the queue."""
        reply = await self._owned(scripts.LOOK, turn, job_id=job_id, uid=uid)
        if reply[0] == "unknown":
            return None
        return _job(job_id, *reply[1:])

    async def peek(self, job_id: str) -> Job | None:
        """A job as it stands, for our own eyes: no turn is taken and no owner asked for."""
        reply = await self._redis.run(
            scripts.PEEK, keys=[self._job(job_id), *self._queues], args=[job_id]
        )
        return _job(job_id, *reply) if reply[0] else None

    async def cancel(self, turn: Turn, *, job_id: str, uid: str) -> Job:
        """Stop a job that is not over; its worker learns of it at its next renewal."""
        reply = await self._owned(scripts.CANCEL, turn, job_id=job_id, uid=uid)
        if reply[0] == "unknown":
            raise errors.JobNotFound
        return _job(job_id, reply[1])

    async def forget(self, turn: Turn, *, job_id: str, uid: str) -> Job | None:
        """Drop all that is known of the job, and return what it was."""
        reply = await self._owned(scripts.FORGET, turn, job_id=job_id, uid=uid)
        return _job(job_id, reply[1]) if reply[0] == "found" else None

    async def revive(self, job_id: str, *, has_queue: bool) -> Revival:
        """Put a job back in the queue whose owner died or whose task was never delivered.

        A job that has used up its attempts fails, as does any where there is no queue to bring
        it; one that waited longer than a day expires.
        """
        now = self._now_ms
        reply = await self._redis.run(
            scripts.REVIVE,
            keys=[self._job(job_id), self._key("running"), self._key("slots"), *self._queues],
            args=[
                now,
                job_id,
                secrets.token_hex(8),
                MAX_ATTEMPTS,
                now - QUEUED_AT_MOST_S * 1000,
                now - UNHEARD_S * 1000,
                int(has_queue),
            ],
        )
        job = _job(job_id, reply[1]) if reply[0] == "requeued" else None
        return Revival(job, ended=reply[0] in {"failed", "expired"})

    async def unfinished(self, *, limit: int = 500) -> list[str]:
        """Ids of jobs whose lease has run out, and of those that wait in a queue."""
        late = await self._redis.execute(
            "ZRANGE", self._key("running"), "-inf", self._now_ms, "BYSCORE", "LIMIT", 0, limit
        )
        waiting = [await self._redis.execute("ZRANGE", q, 0, limit - 1) for q in self._queues]
        return [*late, *waiting[0], *waiting[1]]

    async def expired_uploads(self, *, limit: int = 500) -> list[str]:
        """Ids of uploads that were announced too long ago."""
        ids = await self._redis.run(
            scripts.EXPIRED_UPLOADS, keys=[self._key("uploads")], args=[self._now_ms, limit]
        )
        return [str(one) for one in ids]

    async def drop(self, job_id: str) -> None:
        """Forget a job's record."""
        await self._redis.execute("DEL", self._job(job_id))

    async def drop_upload(self, upload_id: str) -> None:
        """Forget an announced upload."""
        await self._redis.execute("ZREM", self._key("uploads"), upload_id)
        await self._redis.execute("DEL", self._upload(upload_id))

    async def _owned(self, script: Script, turn: Turn, *, job_id: str, uid: str) -> list[Any]:
        keys = [turn.key, self._job(job_id), self._key("running"), self._key("slots")]
        return turn.settle(
            await self._redis.run(
                script, keys=[*keys, *self._queues], args=[*turn.args, uid, job_id]
            )
        )

    @property
    def _queues(self) -> list[str]:
        return [self._key("queue:quick"), self._key("queue:heavy")]

    @property
    def _now_ms(self) -> int:
        return int(self._clock.now() * 1000)

    def _key(self, name: str) -> str:
        return f"{self._namespace}:{name}"

    def _job(self, job_id: str) -> str:
        return self._key(f"job:{job_id}")

    def _upload(self, upload_id: str) -> str:
        return self._key(f"upload:{upload_id}")


def _admission(reply: Sequence[Any], *, job_id: str, token: str) -> Admission:
    match reply[0]:
        case "unknown":
            raise errors.UploadNotFound
        case "reused":
            raise errors.IdempotencyKeyReused
        case "busy":
            raise errors.Busy(retry_after_s=LEASE_S)
        case "succeeded":
            return Admission("succeeded", None, None)
        case outcome:
            claim = Claim(job_id, token) if outcome == "claimed" else None
            return Admission(cast("Admitted", outcome), _job(job_id, *reply[1:]), claim)


def _job(job_id: str, pairs: Sequence[str], position: int | None = None) -> Job:
    fields: Mapping[str, str] = dict(zip(pairs[::2], pairs[1::2], strict=True))
    error = fields.get("error")
    return Job(
        id=job_id,
        uid=fields["uid"],
        state=cast("JobState", fields["state"]),
        stage=fields["stage"],
        progress=float(fields["progress"]),
        attempt=int(fields["attempt"]),
        generation=fields["generation"],
        created_at=float(fields["created_at"]) / 1000,
        updated_at=float(fields["updated_at"]) / 1000,
        lease_until=float(fields.get("lease_until", 0)) / 1000,
        upload=Upload(
            id=fields["upload_id"],
            uid=fields["uid"],
            sha256=fields["sha256"],
            size=int(fields["size"]),
            filename=fields["filename"],
            content_type=fields["content_type"],
            object_name=fields["object_name"],
            lane=cast("Lane", fields["lane"]),
        ),
        error=json.loads(error) if error else None,
        queue_position=position,
    )
