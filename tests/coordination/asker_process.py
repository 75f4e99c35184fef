"""One instance of the product that asks to be admitted: told what to do line by line, in JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from lib.coordination.admission import Admission, Caps, Offer, Opening, Quota, Verdict
from lib.coordination.rate_limit import Policy, Turn
from lib.live.upstash import UpstashRedis
from lib.offline.clock import ManualClock

QUOTA = Quota(rpm=15, tpm=1_000_000, rpd=10_000)
JUNIOR = Offer("junior", "flash-lite", QUOTA, tokens=1_000, cost_micro_usd=500)
SENIOR = Offer("senior", "flash", QUOTA, tokens=1_000, cost_micro_usd=500)


async def main() -> None:
    given = json.loads(sys.argv[1])
    redis = UpstashRedis(url=given["url"], token=given["token"], deadline_s=30)
    tell("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        told = json.loads(line)
        asked = (
            ask(redis, given["namespace"], at_s=told["at_s"], uid=uid, entry=told["entry"])
            for uid in told["uids"]
        )
        tell([type(verdict).__name__ for verdict in await asyncio.gather(*asked)])
    await redis.aclose()


async def ask(
    redis: UpstashRedis, namespace: str, *, at_s: float, uid: str, entry: str | None
) -> Verdict:
    clock = ManualClock(start_s=at_s)
    caps = Caps(user_micro_usd=10_000, overall_micro_usd=1_000_000)
    admission = Admission(redis, namespace=namespace, clock=clock, projects=2, caps=caps)
    turn = Turn(Policy("ask", 10, 60), uid=uid, namespace=namespace, clock=clock)
    opening = Opening(uid, f"session of {uid}", entry, "intent", JUNIOR, SENIOR, lease_s=30)
    return await admission.begin(turn, opening)


def tell(what: Any) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201


asyncio.run(main())
