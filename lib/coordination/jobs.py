"""Analysis jobs: admitted, claimed with a lease, renewed, finished; one script per step.

Claim first, then work: who holds the token of the latest claim is the owner, and only the owner
renews or finishes. A lease that ran out is for the next claim to take over, three at most; and no
more leases are out at once than the `Capacity`, however many ask. All times are the caller's clock
in milliseconds. What may follow what: `lib.coordination.job_states`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from lib import errors
from lib.coordination import job_states, pace, scripts
from lib.coordination.pace import Pace
from lib.coordination.rate_limit import Turn
from lib.ports import Clock, Redis, Script
from lib.track import Job, JobState, Lane, Upload, estimated_seconds, recorded

MAX_ATTEMPTS = 3
LEASE_S = 10
# After so long without news a waiting job is announced again: its task may never have been made.
UNHEARD_S = 2 * LEASE_S
# How long a job that was put back is there before somebody has made sure that it should be.
RESTORED_S = 60
JOB_TTL_S = 7 * 24 * 3600
UPLOAD_TTL_S = 24 * 3600
IDEMPOTENCY_TTL_S = 24 * 3600
QUEUED_AT_MOST_S = 24 * 3600
# When even the slowest worker has noticed that its job was cancelled.
CANCELLED_FOR_GOOD_S = 3600
# How soon a delivery that found every worker taken is worth repeating.
_FULL_FOR_S = 1.0

Admitted = Literal["succeeded", "queued", "running", "cancelled", "enqueue", "claimed"]


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many jobs run at once, over all instances: all of them, and heavy ones among them."""

    running: int = 8
    heavy: int = 3


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
    """A claim that could not be had.

    The job is `gone`, `cancelled` or otherwise over (`final`), another's for a while (`busy`), or
    as many run as may (`full`).
    """

    reason: Literal["gone", "cancelled", "final", "busy", "full"]
    retry_after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that is kept of a user: a `job`, an `upload`, or what an `idempotency` key said."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Revival:
    """What became of a job that nobody worked on: `job` is set where the queue must be told."""

    job: Job | None
    ended: bool


class Jobs:
    """The jobs of one environment. Every method is one round trip; Redis down raises.

    A worker that stops without a word is given up `lease_s` seconds after its last renewal. What
    is known of a job lapses `ttl_s` seconds after it was asked for.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        namespace: str,
        clock: Clock,
        capacity: Capacity = Capacity(),
        lease_s: float = LEASE_S,
        ttl_s: int = JOB_TTL_S,
    ) -> None:
        self._redis = redis
        self._namespace = namespace
        self._clock = clock
        self._capacity = capacity
        self._ttl_s = ttl_s
        self.lease_s = lease_s

    async def open_upload(self, turn: Turn, upload: Upload, *, job_id: str) -> bool:
        """Note an announced upload; True where this user already has the content analysed."""
        reply = turn.settle(
            await self._redis.run(
                scripts.OPEN_UPLOAD,
                keys=[
                    turn.key,
                    self._job(job_id),
                    self._upload(upload.id),
                    self._key("uploads"),
                    self._owner(upload.uid),
                ],
                args=[*turn.args, upload.id, UPLOAD_TTL_S * 1000, *_upload_fields(upload)],
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
                    self._upload(upload_id),
                    self._key(f"idempotency:{uid}:{key}"),
                    self._key("uploads"),
                    self._owner(uid),
                    *self._keys(job_id),
                ],
                args=[
                    *turn.args,
                    uid,
                    job_id,
                    fingerprint,
                    int(to_queue),
                    int(has_queue),
                    slots,
                    self._lease_ms,
                    token,
                    self._ttl_s * 1000,
                    IDEMPOTENCY_TTL_S * 1000,
                    MAX_ATTEMPTS,
                    upload_id,
                    (QUEUED_AT_MOST_S + UPLOAD_TTL_S) * 1000,
                    *self._most,
                ],
            )
        )
        return self._admission(reply, job_id=job_id, token=token)

    async def claim(self, job_id: str) -> tuple[Claim, Job] | Stalled:
        """Take a queued job, or one whose owner's lease ran out."""
        token = secrets.token_hex(8)
        reply = await self._run(
            scripts.CLAIM, job_id, token, self._lease_ms, MAX_ATTEMPTS, *self._most
        )
        if reply[0] == "claimed":
            return Claim(job_id, token), self._seen(job_id, reply[1])
        wait_s = float(reply[1]) / 1000 if len(reply) > 1 else _FULL_FOR_S
        return Stalled(reply[0], wait_s)

    async def renew(self, claim: Claim, *, stage: str, progress: float) -> bool:
        """Prolong the lease and say how far the work is; False where the job is no longer ours."""
        told = (self._lease_ms, stage, round(progress, 3))
        reply = await self._run(scripts.RENEW, claim.job_id, claim.token, *told, *self._most)
        return bool(int(reply))

    async def finish(
        self,
        claim: Claim,
        *,
        state: Literal["succeeded", "failed"],
        error: errors.ProductError | None = None,
        measured: bool = False,
    ) -> bool:
        """End the job; False, with nothing changed, where the claim is not the latest.

        A job whose audio was `measured`, and not known from elsewhere, tells its lane's pace.
        """
        told = (state, _told(error), int(measured), pace.KEPT, pace.TTL_S * 1000)
        return bool(int(await self._run(scripts.FINISH, claim.job_id, claim.token, *told)))

    async def give_back(self, claim: Claim, *, lane: Lane) -> Job | None:
        """Let a claimed job wait in a lane's queue, no attempt counted; None if it is not ours."""
        reply = await self._run(scripts.GIVE_BACK, claim.job_id, claim.token, lane)
        return self._seen(claim.job_id, reply) if reply else None

    async def close(
        self,
        job: Job,
        *,
        state: Literal["succeeded", "failed"],
        error: errors.ProductError | None = None,
    ) -> bool:
        """End what was just admitted and not begun; False where somebody has begun or ended it."""
        told = (job.generation, state, _told(error))
        return bool(int(await self._run(scripts.CLOSE, job.id, *told)))

    async def look(self, turn: Turn, *, job_id: str, uid: str) -> Job | None:
        """The job of that id, if it is this user's, with its place in the queue."""
        reply = await self._owned(scripts.LOOK, turn, job_id=job_id, uid=uid)
        if reply[0] == "unknown":
            return None
        return self._seen(job_id, reply[1])

    async def peek(self, job_id: str) -> Job | None:
        """A job as it stands, for our own eyes: no turn is taken and no owner asked for."""
        reply = await self._run(scripts.PEEK, job_id)
        return self._seen(job_id, reply) if reply[0] else None

    async def cancel(self, turn: Turn, *, job_id: str, uid: str) -> Job:
        """Stop a job that is not over; its worker learns of it at its next renewal."""
        reply = await self._owned(scripts.CANCEL, turn, job_id=job_id, uid=uid)
        if reply[0] == "unknown":
            raise errors.JobNotFound
        return self._seen(job_id, reply[1])

    async def forget(self, turn: Turn, *, job_id: str, uid: str) -> Job | None:
        """Drop all that is known of the job, and return what it was.

        No result of it is kept after that, whoever may be at work on it.
        """
        keys = [turn.key, self._owner(uid), *self._keys(job_id)]
        args = [*turn.args, uid, job_id]
        reply = turn.settle(await self._redis.run(scripts.FORGET, keys=keys, args=args))
        return self._seen(job_id, reply[1]) if reply[0] == "found" else None

    async def restore(self, job: Job) -> Job | None:
        """Put a job back that is not there any more, to wait anew; None where it is there.

        It lapses again within `RESTORED_S` where it is not confirmed.
        """
        fields = _upload_fields(job.upload)
        asked_at = round(job.created_at * 1000)
        told: tuple[str | float, ...] = (job.admission, asked_at, RESTORED_S * 1000)
        token = secrets.token_hex(8)
        reply = await self._run(scripts.RESTORE, job.id, token, *told, *fields)
        return self._seen(job.id, reply) if reply else None

    async def confirm(self, job: Job) -> bool:
        """Have a job that was put back live as long as any; False where it is gone again."""
        upload, uploads = self._upload(job.upload.id), self._key("uploads")
        keys = [self._job(job.id), upload, uploads, self._owner(job.uid)]
        outlasting = (QUEUED_AT_MOST_S + UPLOAD_TTL_S) * 1000
        args: list[str | float] = [self._now_ms, job.admission, f"job:{job.id}"]
        args += [self._ttl_s * 1000, job.upload.id, outlasting, *_upload_fields(job.upload)]
        return bool(int(await self._redis.run(scripts.CONFIRM, keys=keys, args=args)))

    async def withdraw(self, job: Job) -> None:
        """Drop all that is known of this admission of a job, as if it had been forgotten."""
        keys = [self._owner(job.uid), *self._keys(job.id)]
        args = (self._now_ms, job.id, job.admission)
        await self._redis.run(scripts.WITHDRAW, keys=keys, args=args)

    async def noted(self, *, uid: str, limit: int) -> list[Noted]:
        """Some of what is kept here of a user, until each is forgotten, dropped or struck."""
        notes = await self._redis.execute("ZRANGE", self._owner(uid), 0, limit - 1)
        return [Noted(*str(note).split(":", 1)) for note in notes]

    async def strike(self, noted: Noted, *, uid: str) -> None:
        """Drop what is noted of a user, and the note of it."""
        name = f"{noted.kind}:{noted.id}"
        keys = [self._owner(uid), self._key(name)]
        await self._redis.run(scripts.STRIKE, keys=keys, args=[name])

    async def revive(self, job_id: str, *, has_queue: bool) -> Revival:
        """Put a job back in the queue whose owner died or whose task was never delivered.

        A job that has used up its attempts fails, as does any where there is no queue to bring
        it; one that waited longer than a day expires.
        """
        now = self._now_ms
        reply = await self._run(
            scripts.REVIVE,
            job_id,
            secrets.token_hex(8),
            MAX_ATTEMPTS,
            now - QUEUED_AT_MOST_S * 1000,
            now - UNHEARD_S * 1000,
            int(has_queue),
        )
        job = self._seen(job_id, reply[1]) if reply[0] == "requeued" else None
        return Revival(job, ended=reply[0] in {"failed", "expired"})

    async def unfinished(self, *, limit: int = 500) -> list[str]:
        """Ids of jobs whose lease has run out, and of those that wait in a queue."""
        late = await self._until("running", self._now_ms, limit)
        lines = (self._key(f"queue:{lane}") for lane in ("quick", "heavy"))
        waiting = [await self._redis.execute("ZRANGE", line, 0, limit - 1) for line in lines]
        return [*late, *waiting[0], *waiting[1]]

    async def cancelled_for_good(self, *, limit: int = 500) -> list[str]:
        """Ids of jobs that were cancelled so long ago that no worker can still be at them."""
        return await self._until("cancelled", self._now_ms - CANCELLED_FOR_GOOD_S * 1000, limit)

    async def leave_cancelled(self, job_id: str) -> None:
        """List a cancelled job no longer: nothing of it is left to look after."""
        await self._redis.execute("ZREM", self._key("cancelled"), job_id)

    async def expired_uploads(self, *, limit: int = 500) -> list[str]:
        """Ids of uploads that were announced too long ago."""
        return await self._until("uploads", self._now_ms, limit)

    async def disbelieve(self, job_id: str) -> None:
        """Drop the record of a job that succeeded, it says, and whose report is not there."""
        await self._redis.run(scripts.DISBELIEVE, keys=self._keys(job_id), args=[job_id])

    async def drop_upload(self, upload_id: str) -> None:
        """Forget an announced upload."""
        await self._redis.execute("ZREM", self._key("uploads"), upload_id)
        await self._redis.execute("DEL", self._upload(upload_id))

    async def _run(self, script: Script, job_id: str, *args: str | float) -> Any:
        return await self._redis.run(
            script, keys=self._keys(job_id), args=[self._now_ms, job_id, *args]
        )

    async def _owned(self, script: Script, turn: Turn, *, job_id: str, uid: str) -> list[Any]:
        keys = [turn.key, *self._keys(job_id)]
        return turn.settle(await self._redis.run(script, keys=keys, args=[*turn.args, uid, job_id]))

    async def _until(self, name: str, until_ms: int, limit: int) -> list[str]:
        ids = await self._redis.run(scripts.UNTIL, keys=[self._key(name)], args=[until_ms, limit])
        return [str(one) for one in ids]

    def _admission(self, reply: Sequence[Any], *, job_id: str, token: str) -> Admission:
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
                job = self._seen(job_id, reply[1])
                return Admission(cast("Admitted", outcome), job, claim)

    def _seen(self, job_id: str, seen: Sequence[Any]) -> Job:
        """A job as `seen` in Lua: its fields, its place, what runs before it, the lanes' sums."""
        job = replace(_job(job_id, _by_name(seen[0])), queue_position=seen[1])
        lane = job.upload.lane
        workers = self._capacity.heavy if lane == "heavy" else self._capacity.running
        at = Pace.read(_by_name(seen[3]), lane=lane)
        return replace(job, eta_s=pace.eta_s(job, at, running=int(seen[2]), workers=workers))

    @property
    def _most(self) -> tuple[int, int]:
        return self._capacity.running, self._capacity.heavy

    @property
    def _lease_ms(self) -> int:
        return round(self.lease_s * 1000)

    @property
    def _now_ms(self) -> int:
        return int(self._clock.now() * 1000)

    def _key(self, name: str) -> str:
        return f"{self._namespace}:{name}"

    def _keys(self, job_id: str) -> list[str]:
        """The keys of `job_states.KEYS`, in their order; only the first is the job's own."""
        return [self._job(job_id), *map(self._key, job_states.KEYS[1:])]

    def _job(self, job_id: str) -> str:
        return self._key(f"job:{job_id}")

    def _owner(self, uid: str) -> str:
        return self._key(f"jobs_of:{uid}")

    def _upload(self, upload_id: str) -> str:
        return self._key(f"upload:{upload_id}")


def _upload_fields(upload: Upload) -> list[str]:
    fields = {
        "uid": upload.uid,
        "sha256": upload.sha256,
        "size": upload.size,
        "filename": upload.filename,
        "content_type": upload.content_type,
        "object_name": upload.object_name,
        "lane": upload.lane,
        "upload_id": upload.id,
        "audio_s": estimated_seconds(upload.size, upload.content_type),
    }
    return [str(part) for field in fields.items() for part in field]


def _told(error: errors.ProductError | None) -> str:
    return json.dumps(recorded(error)) if error else ""


def _by_name(pairs: Sequence[str]) -> dict[str, str]:
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _job(job_id: str, fields: Mapping[str, str]) -> Job:
    error = fields.get("error")
    return Job(
        id=job_id,
        uid=fields["uid"],
        state=cast("JobState", fields["state"]),
        stage=fields["stage"],
        progress=float(fields["progress"]),
        attempt=int(fields["attempt"]),
        admission=fields.get("admission", fields["generation"]),
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
    )
