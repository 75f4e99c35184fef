"""Who may ask a language model, when and at whose cost, so that no quota is ever overrun.

::

    begin ──▶ Hit                     answered from the cache
      │  ├──▶ Busy ──session_free──▶ resume      the session asks one question at a time
      │  ├──▶ Follow ──follow──▶ Hit | Lead | …  somebody else is asking the same
      │  └──▶ Denied, Wait            the rules answer
      ▼
    Lead ──escalate──▶ Lead ──finish──▶ settled, cached, released

One step is one script and one round trip. Before a call its request, its tokens and its money are
reserved at one of the vendor's projects; afterwards what it really took replaces that. All times
are the caller's clock in milliseconds. Every step fails closed: with Redis down it raises
`errors.DependencyDown` and no model may be called.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from lib.coordination import admission_scripts as scripts
from lib.coordination.ask_keys import AskKeys
from lib.coordination.quota_day import quota_day
from lib.coordination.rate_limit import Turn
from lib.coordination.reservation import (
    ANONYMOUS,
    Caps,
    Denied,
    Fault,
    Offer,
    Quota,
    Reservation,
    Role,
    Spent,
    Wait,
    limits,
    refused,
    request,
    reservation,
    settlement,
)
from lib.ports import Clock, Redis

__all__ = [
    "ANONYMOUS",
    "Admission",
    "Busy",
    "Caps",
    "Denied",
    "Fault",
    "Follow",
    "Hit",
    "Lead",
    "Load",
    "Offer",
    "Opening",
    "Outcome",
    "Quota",
    "Reservation",
    "Role",
    "Spent",
    "Verdict",
    "Wait",
]

Outcome = Literal["junior", "senior", "rules", "refreshed", "warmed", "cancelled"]

MAX_SAMPLE_BYTES = 8_192
ENTRY_LIFETIME_S = 24 * 3600
# So many different entries a day are counted, far more than are ever warmed.
ASKED_KEPT = 2_000

_JITTER = 0.1
_STALE_FROM = 0.8
_FAILED_FOR_S = 5
_FORGOTTEN_AT_ONCE = 500
_LATENCY_BOUNDS_MS = (250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000)


@dataclass(frozen=True, slots=True)
class Opening:
    """A question that would be asked of a model.

    `entry_key` names its place in the cache, None where nothing may be cached; with
    `only_when_fresh` it counts only while the session has no turns. What is `shared` is counted
    for warming, and `sample` is what warming needs to ask it again. `turn_if_cached` is the text
    remembered as the session's turn where the cache answers. What the user may spend goes by their
    `plan`: "" for none, `ANONYMOUS` for who has no account.
    """

    uid: str
    session_id: str
    entry_key: str | None
    kind: Literal["intent", "exact"]
    junior: Offer
    senior: Offer
    lease_s: float
    shared: bool = False
    only_when_fresh: bool = False
    sample: str | None = None
    turn_if_cached: str | None = None
    plan: str = ""

    def __post_init__(self) -> None:
        if len((self.sample or "").encode()) > MAX_SAMPLE_BYTES:
            msg = f"a sample has at most {MAX_SAMPLE_BYTES} bytes: {self.entry_key}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Lead:
    """The right to make the reserved call.

    `entry_key` is where the answer may be cached, None where it may not; `senior_share` is what
    the Senior's quota has left over all projects, 0 to 1; `turns` are the session's last texts,
    newest last; `failed` are the (model, project) pairs that are not tried again. What is written
    under an entry key that is not `shared` is the user's own, and is forgotten with them.
    """

    uid: str
    session_id: str
    token: str
    lease_s: float
    reservation: Reservation
    entry_key: str | None = None
    senior_share: float = 0.0
    turns: tuple[str, ...] = ()
    failed: tuple[tuple[str, int], ...] = ()
    shared: bool = False
    plan: str = ""

    @property
    def role(self) -> Role:
        """Who is to be called."""
        return self.reservation.role

    @property
    def model(self) -> str:
        """The model to be called."""
        return self.reservation.model

    @property
    def project(self) -> int:
        """The project through which it is to be called."""
        return self.reservation.project


@dataclass(frozen=True, slots=True)
class Hit:
    """The cached entry; with `refresh` the caller is to renew it, after having answered."""

    entry: str
    by: Literal["intent", "exact", "follower"]
    refresh: Lead | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """The session is being answered; its lock ends by itself after `retry_after_s`."""

    retry_after_s: float


@dataclass(frozen=True, slots=True)
class Follow:
    """Somebody else leads for the same entry; the caller holds its session and polls."""

    opening: Opening
    token: str
    leader: str


@dataclass(frozen=True, slots=True)
class Load:
    """What a project's quota for a model holds now."""

    requests: int
    tokens: int
    requests_today: int
    cooling_s: float


Verdict = Hit | Denied | Busy | Follow | Wait | Lead


class Admission:
    """Admission to the models, for one environment and so many of the vendor's projects."""

    def __init__(
        self, redis: Redis, *, namespace: str, clock: Clock, projects: int, caps: Caps
    ) -> None:
        self._redis = redis
        self._keys = AskKeys(namespace, projects)
        self._clock = clock
        self._caps = caps

    async def begin(self, turn: Turn, opening: Opening) -> Verdict:
        """Take the user's turn and find an answer, or the right to make one.

        Raises
        ------
        errors.TooManyRequests
            The user's turns are used up; nothing else was done.
        """
        seeking = self._seeking(opening, token=secrets.token_hex(8))
        reply = await self._redis.run(
            scripts.BEGIN, keys=[turn.key, *seeking.keys], args=[*turn.args, *seeking.args]
        )
        return seeking.verdict(turn.settle(reply))

    async def resume(self, opening: Opening) -> Verdict:
        """Begin again after `Busy`: the turn has been taken already."""
        return await self._seek(self._seeking(opening, token=secrets.token_hex(8)))

    async def follow(self, following: Follow) -> Verdict:
        """Look once whether the leader is done.

        A `Follow` is to be followed in turn; where the leader is gone without a trace the first
        who looks is the next `Lead`. Anything but a `Follow` or a `Lead` has released the session.
        """
        return await self._seek(
            self._seeking(following.opening, token=following.token, leader=following.leader)
        )

    async def leave(self, following: Follow) -> None:
        """Stop following: release the session."""
        opening = following.opening
        session = self._keys.session(opening.uid, opening.session_id)
        await self._redis.run(scripts.LEAVE, keys=[session], args=[following.token])

    async def session_free(self, *, uid: str, session_id: str) -> bool:
        """Whether a question of this session would not be `Busy`."""
        until = await self._redis.execute("HGET", self._keys.session(uid, session_id), "until")
        return until is None or float(until) <= self._now_ms

    async def escalate(self, lead: Lead, *, spent: Spent, offer: Offer) -> Lead | Denied | Wait:
        """Settle a call and reserve the next: the Senior's, or the same at another project.

        A project at which this lead's call failed is not tried again. After `Denied` or `Wait`
        the old lead still holds its locks: finish it, with `spent` None.
        """
        if lead.reservation.warming:
            msg = f"warming reserves anew where a call failed: {lead.reservation.id}"
            raise ValueError(msg)
        failed = lead.failed if spent.fault is None else (*lead.failed, (lead.model, lead.project))
        projects = [project for model, project in failed if model == offer.model]
        now_ms = self._now_ms
        made = reservation(offer, reservation_id=secrets.token_hex(8), now_ms=now_ms)
        options = {
            "now": now_ms,
            "token": lead.token,
            "lease": _ms(lead.lease_s),
            "settle": settlement(lead.reservation, spent, now_ms=now_ms),
            "ask": request(offer, now_ms=now_ms, failed=projects),
            "caps": limits(self._caps, plan=lead.plan),
            "own": not lead.shared,
            "escalated": offer.role != lead.role,
        }
        reply = await self._redis.run(
            scripts.ESCALATE,
            keys=[
                self._keys.session(lead.uid, lead.session_id),
                self._keys.flight(lead.entry_key),
                self._keys.kill,
                self._keys.counts(made.day),
                *self._settled(lead.reservation),
                self._keys.day(made.day),
                self._keys.held(made.id),
                self._keys.traces(lead.uid),
                *self._keys.loads(offer.model),
            ],
            args=[json.dumps(options), lead.uid],
        )
        if reply[0] != "lead":
            return refused(reply, now_ms=now_ms)
        return replace(lead, reservation=replace(made, project=int(reply[1])), failed=failed)

    async def finish(
        self,
        lead: Lead,
        *,
        spent: Spent | None,
        outcome: Outcome,
        entry: str | None = None,
        turn_text: str | None = None,
        latency_s: float | None = None,
    ) -> bool:
        """Settle, remember, count and release; True where the entry was written.

        Only who still leads writes, and only who still holds the session remembers: neither does
        once the user's words were forgotten. A reservation is settled once: finishing again, or
        after an `escalate` that had nothing to give, settles nothing twice.
        """
        now_ms = self._now_ms
        stale_at, expires_at = entry_times(now_ms)
        options = {
            "now": now_ms,
            "token": lead.token,
            "settle": spent and settlement(lead.reservation, spent, now_ms=now_ms),
            "cacheable": lead.entry_key is not None,
            "own": not lead.shared,
            "stale_at": stale_at,
            "expires_at": expires_at,
            "failed_for": _FAILED_FOR_S * 1000,
            "outcome": outcome,
            "latency": "" if latency_s is None else _latency(latency_s),
        }
        written = await self._redis.run(
            scripts.FINISH,
            keys=[
                self._keys.session(lead.uid, lead.session_id),
                self._keys.turns(lead.uid, lead.session_id),
                self._keys.flight(lead.entry_key),
                self._keys.entry(lead.entry_key),
                self._keys.counts(quota_day(now_ms / 1000)),
                *self._settled(lead.reservation),
                self._keys.traces(lead.uid),
            ],
            args=[json.dumps(options), lead.uid, entry or "", turn_text or ""],
        )
        return bool(int(written))

    async def rules(
        self, turn: Turn, *, uid: str, session_id: str, intent: str, turn_text: str | None = None
    ) -> None:
        """Take the turn and count an answer by rules, remembered as a turn where it has a text.

        Raises
        ------
        errors.TooManyRequests
        """
        counts = self._keys.counts(quota_day(self._clock.now()))
        reply = await self._redis.run(
            scripts.RULES,
            keys=[
                turn.key,
                counts,
                self._keys.turns(uid, session_id),
                self._keys.traces(uid),
            ],
            args=[*turn.args, intent, turn_text or ""],
        )
        turn.settle(reply)

    async def forget(self, *, uid: str) -> None:
        """Forget what was said with a user lately: all sessions' turns and answers of their own.

        A question that is being answered meanwhile is answered, and neither remembered nor kept.
        Answers that others share hold no user's words and stay, as does what the user has spent.
        """
        traces = self._keys.traces(uid)
        while names := await self._redis.execute("ZRANGE", traces, 0, _FORGOTTEN_AT_ONCE - 1):
            await self._redis.run(scripts.FORGET, keys=[traces, *map(str, names)], args=[])

    async def forget_session(self, *, uid: str, session_id: str) -> None:
        """Forget a session's turns; what is being answered in it is not remembered either."""
        turns, session = self._keys.turns(uid, session_id), self._keys.session(uid, session_id)
        traces = self._keys.traces(uid)
        await self._redis.run(scripts.FORGET, keys=[traces, turns, session], args=[])

    async def figures(self, day: str) -> Mapping[str, int]:
        """What was counted in a quota day."""
        pairs = await self._redis.execute("HGETALL", self._keys.counts(day))
        return {name: int(n) for name, n in zip(pairs[::2], pairs[1::2], strict=True)}

    async def loads(self, offer: Offer) -> tuple[Load, ...]:
        """What the offer's model has taken of each project's quota."""
        now_ms = self._now_ms
        told = await self._redis.run(
            scripts.LOADS,
            keys=[self._keys.day(quota_day(now_ms / 1000)), *self._keys.loads(offer.model)],
            args=[now_ms, offer.model],
        )
        return tuple(
            Load(int(requests), int(tokens), int(today), int(cooling_ms) / 1000)
            for requests, tokens, today, cooling_ms in told
        )

    async def _seek(self, seeking: _Seeking) -> Verdict:
        # The script's first key and arguments are the turn's, which is not taken again.
        reply = await self._redis.run(
            scripts.SEEK,
            keys=[seeking.keys[0], *seeking.keys],
            args=["", "", "", "", *seeking.args],
        )
        return seeking.verdict(reply[1:])

    def _seeking(self, opening: Opening, *, token: str, leader: str = "") -> _Seeking:
        return _Seeking(
            opening,
            token=token,
            leader=leader,
            now_ms=self._now_ms,
            own_keys=self._keys,
            caps=self._caps,
        )

    def _settled(self, made: Reservation) -> list[str]:
        return [
            self._keys.day(made.day),
            self._keys.load(made.model, made.project),
            self._keys.held(made.id),
        ]

    @property
    def _now_ms(self) -> int:
        return int(self._clock.now() * 1000)


@dataclass(frozen=True, slots=True)
class _Seeking:
    """One look for an answer: what the script is given, and what its reply means."""

    opening: Opening
    token: str
    leader: str
    now_ms: int
    own_keys: AskKeys
    caps: Caps

    @property
    def keys(self) -> list[str]:
        """All but the turn's."""
        own, opening = self.own_keys, self.opening
        day = quota_day(self.now_ms / 1000)
        return [
            own.kill,
            own.entry(opening.entry_key),
            own.sample(opening.entry_key),
            own.asked(day),
            own.session(opening.uid, opening.session_id),
            own.turns(opening.uid, opening.session_id),
            own.flight(opening.entry_key),
            own.day(day),
            own.counts(day),
            own.held(self.token),
            own.traces(opening.uid),
            *own.loads(opening.junior.model),
            *own.loads(opening.senior.model),
        ]

    @property
    def args(self) -> list[str]:
        """All but the turn's."""
        opening = self.opening
        options = {
            "now": self.now_ms,
            "token": self.token,
            "leader": self.leader,
            "lease": _ms(opening.lease_s),
            "kind": opening.kind,
            "shared": opening.shared,
            "only_when_fresh": opening.only_when_fresh,
            "asked_kept": ASKED_KEPT,
            "junior": request(opening.junior, now_ms=self.now_ms),
            "senior": request(opening.senior, now_ms=self.now_ms),
            "caps": limits(self.caps, plan=opening.plan),
        }
        # A follower's question has been counted, and its sample kept, when it began.
        sample = "" if self.leader else opening.sample or ""
        texts = [opening.uid, opening.entry_key or "", sample, opening.turn_if_cached or ""]
        return [json.dumps(options), *texts]

    def verdict(self, reply: Sequence[Any]) -> Verdict:
        """What the script's answer means."""
        match reply:
            case ["hit", text, *refresh]:
                lead = self._lead(refresh[0]) if refresh else None
                return Hit(str(text), "follower" if self.leader else self.opening.kind, lead)
            case ["busy", left_ms]:
                return Busy(int(left_ms) / 1000)
            case ["follow", leader]:
                return Follow(self.opening, self.token, str(leader))
            case ["lead", told]:
                return self._lead(told)
            case _:
                return refused(reply, now_ms=self.now_ms)

    def _lead(self, told: Sequence[Any]) -> Lead:
        project, senior_share, cacheable, turns = told
        made = reservation(self.opening.junior, reservation_id=self.token, now_ms=self.now_ms)
        return Lead(
            uid=self.opening.uid,
            session_id=self.opening.session_id,
            token=self.token,
            lease_s=self.opening.lease_s,
            reservation=replace(made, project=int(project)),
            entry_key=self.opening.entry_key if int(cacheable) else None,
            senior_share=float(senior_share),
            turns=tuple(map(str, turns)),
            shared=self.opening.shared,
            plan=self.opening.plan,
        )


def entry_times(now_ms: int) -> tuple[int, int]:
    """When an entry written now goes stale and when it ends, so that not all end together."""
    jitter = secrets.SystemRandom().uniform(1 - _JITTER, 1 + _JITTER)
    lifetime_ms = jitter * ENTRY_LIFETIME_S * 1000
    return now_ms + int(_STALE_FROM * lifetime_ms), now_ms + int(lifetime_ms)


def _latency(latency_s: float) -> str:
    bound = next((b for b in _LATENCY_BOUNDS_MS if latency_s * 1000 <= b), "inf")
    return f"latency_ms:{bound}"


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
