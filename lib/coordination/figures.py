"""What was counted today and what stands in line now, read for operators in one round trip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.coordination.ask_keys import AskKeys
from lib.coordination.quota_day import quota_day
from lib.coordination.rate_limit import TAKE_TURN, Turn
from lib.ports import Clock, Redis, Script

_SETS = ("running", "heavy", "slots", "queue:quick", "queue:heavy")

# KEYS turn, counts, running, heavy, slots, quick line, heavy line;  ARGV turn(4)
# A lease that has run out is nobody's work any more.
READ = Script(
    TAKE_TURN
    + """
local function held(set) return redis.call('ZCOUNT', set, '(' .. ARGV[1], '+inf') end
local function waiting(line) return redis.call('ZCARD', line) end
return {turn, redis.call('HGETALL', KEYS[2]),
  {held(KEYS[3]), held(KEYS[4]), held(KEYS[5]), waiting(KEYS[6]), waiting(KEYS[7])}}
"""
)


@dataclass(frozen=True, slots=True)
class Work:
    """Analyses now: running, of them heavy ones and those inside a request, and those in line."""

    running: int
    running_heavy: int
    running_in_requests: int
    waiting_quick: int
    waiting_heavy: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a quota day has counted so far, by name, and the analyses as they stand."""

    day: str
    counts: Mapping[str, int]
    work: Work


async def read(redis: Redis, turn: Turn, *, namespace: str, clock: Clock) -> Figures:
    """Take the turn and read the figures.

    Raises
    ------
    errors.TooManyRequests
    """
    day = quota_day(clock.now())
    counts = AskKeys(namespace, projects=0).counts(day)
    sets = [f"{namespace}:{name}" for name in _SETS]
    reply: list[Any] = await redis.run(READ, keys=[turn.key, counts, *sets], args=turn.args)
    pairs, work = turn.settle(reply)
    named = {name: int(n) for name, n in zip(pairs[::2], pairs[1::2], strict=True)}
    return Figures(day, named, Work(*map(int, work)))
