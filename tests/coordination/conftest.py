"""A real Redis for coordination: the embedded one, a namespace per test."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from lib.coordination.admission import (
    Admission,
    Caps,
    Lead,
    Offer,
    Opening,
    Quota,
    Spent,
    Verdict,
)
from lib.coordination.rate_limit import Policy, Turn
from lib.coordination.warming import Warming
from lib.live.upstash import UpstashRedis
from lib.offline.clock import ManualClock
from lib.ports import Redis


@pytest.fixture
async def redis(embedded) -> AsyncIterator[UpstashRedis]:
    variables = embedded.environment
    client = UpstashRedis(
        url=variables["UPSTASH_REDIS_REST_URL"],
        token=variables["UPSTASH_REDIS_REST_TOKEN"],
        deadline_s=20,
    )
    yield client
    await client.aclose()


@pytest.fixture
def namespace() -> str:
    return f"t-{secrets.token_hex(6)}"


PLENTY = Quota(rpm=1_000, tpm=1_000_000, rpd=100_000)
RICH = Caps(user_micro_usd=10_000_000, overall_micro_usd=1_000_000_000)


@dataclass
class Desk:
    """Where questions are admitted, at a time of its own: 2027-01-15 00:00 Pacific at first."""

    redis: Redis
    namespace: str
    projects: int = 2
    caps: Caps = RICH
    quota: Quota = PLENTY
    senior_quota: Quota = PLENTY
    time: ManualClock = field(default_factory=ManualClock)

    @property
    def admission(self) -> Admission:
        return Admission(
            self.redis,
            namespace=self.namespace,
            clock=self.time,
            projects=self.projects,
            caps=self.caps,
        )

    @property
    def warming(self) -> Warming:
        return Warming(
            self.redis,
            namespace=self.namespace,
            clock=self.time,
            projects=self.projects,
            caps=self.caps,
        )

    def turn(self, uid: str = "ana", *, limit: int = 10_000) -> Turn:
        policy = Policy("ask", limit=limit, window_s=60)
        return Turn(policy, uid=uid, namespace=self.namespace, clock=self.time)

    def junior(self, **changes: Any) -> Offer:
        kinds = {"quota": self.quota, "tokens": 1_000, "cost_micro_usd": 500, **changes}
        return Offer("junior", "flash-lite", **kinds)

    def senior(self, **changes: Any) -> Offer:
        kinds = {"quota": self.senior_quota, "tokens": 2_000, "cost_micro_usd": 5_000, **changes}
        return Offer("senior", "flash", **kinds)

    def opening(self, **changes: Any) -> Opening:
        kinds = {
            "uid": "ana",
            "session_id": secrets.token_hex(4),
            "entry_key": "bass",
            "kind": "intent",
            "junior": self.junior(),
            "senior": self.senior(),
            "lease_s": 30,
            **changes,
        }
        return Opening(**kinds)

    async def begin(self, **changes: Any) -> Verdict:
        opening = self.opening(**changes)
        return await self.admission.begin(self.turn(opening.uid), opening)

    async def lead(self, **changes: Any) -> Lead:
        """Begin a question that nobody else asks, which must lead."""
        verdict = await self.begin(**{"entry_key": None, **changes})
        assert isinstance(verdict, Lead), verdict
        return verdict

    async def finish(self, lead: Lead, **changes: Any) -> bool:
        kinds = {"spent": Spent(600, 300), "outcome": "junior", "entry": "answer", **changes}
        return await self.admission.finish(lead, **kinds)

    async def kill(self) -> None:
        await self.redis.execute("SET", f"{self.namespace}:ask:kill", "1")


@pytest.fixture
def open_desk(redis, namespace):
    def open_one(**changes: Any) -> Desk:
        return Desk(redis, namespace, **changes)

    return open_one


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk()
