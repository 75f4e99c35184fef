"""A sliding window per user and call, exact and shared by every instance."""

from __future__ import annotations

import math
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from typing import Any

from lib import errors
from lib.ports import Clock, Redis, Script

# A log of the admitted requests' times. Exact: in no window of the policy's length does a user
# get more than the limit, also across minute borders, where a fixed window admits twice as many.
# Prepended to each call's own script, so that the limit costs no round trip of its own.
TAKE_TURN = """
local function take_turn(key, now, limit, window, member)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. tostring(now - window + 1))
  local used = redis.call('ZCARD', key)
  local admitted = used < limit and 1 or 0
  if admitted == 1 then
    redis.call('ZADD', key, now, member)
    redis.call('PEXPIRE', key, window)
    used = used + 1
  end
  local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  local reset = oldest[2] and (tonumber(oldest[2]) + window - now) or window
  return {admitted, limit - used, reset}
end
local turn = take_turn(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4])
if turn[1] == 0 then return {turn, 'limited'} end
"""

_TURN_ONLY = Script(TAKE_TURN + "return {turn, 'ok'}")


@dataclass(frozen=True, slots=True)
class Policy:
    """So many requests of one user in any window of so many seconds."""

    name: str
    limit: int
    window_s: int

    def halved(self) -> Policy:
        """The same for those who get half."""
        return replace(self, limit=max(1, self.limit // 2))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a user has left: `remaining` requests now, the next one back in `reset_s` seconds."""

    policy: Policy
    allowed: bool
    remaining: int
    reset_s: int


class LocalWindows:
    """The same windows kept by this process alone, for while Redis is down.

    They start empty and are told to nobody: in an outage a user gets at most the policy's limit
    from each instance, beside what Redis had counted before. The `AT_MOST` windows used last are
    kept.
    """

    AT_MOST = 2_000

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._windows: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str, policy: Policy) -> Allowance:
        """One request's turn out of the window called `key`."""
        now = self._clock.now()
        window = self._window(key)
        while window and window[0] <= now - policy.window_s:
            window.popleft()
        admitted = len(window) < policy.limit
        if admitted:
            window.append(now)
        reset_s = policy.window_s - (now - window[0] if window else 0)
        left = policy.limit - len(window)
        return Allowance(policy, admitted, left, max(1, math.ceil(reset_s)))

    def _window(self, key: str) -> deque[float]:
        window = self._windows.setdefault(key, deque())
        self._windows.move_to_end(key)
        if len(self._windows) > self.AT_MOST:
            self._windows.popitem(last=False)
        return window


class Turn:
    """One request's turn under a policy, taken inside whatever script the request runs.

    `here` is where turns are counted while Redis is down. It knows who is `anonymous`.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        uid: str,
        namespace: str,
        clock: Clock,
        here: LocalWindows | None = None,
        anonymous: bool = False,
    ) -> None:
        self.policy = policy
        self.anonymous = anonymous
        self.allowance: Allowance | None = None
        self.key = f"{namespace}:rate:{policy.name}:{uid}"
        self._clock = clock
        self._here = here or LocalWindows(clock=clock)

    @property
    def args(self) -> list[str | int]:
        """The script's first four arguments."""
        now_ms = int(self._clock.now() * 1000)
        window_ms = self.policy.window_s * 1000
        return [now_ms, self.policy.limit, window_ms, f"{now_ms}-{secrets.token_hex(6)}"]

    def settle(self, reply: list[Any]) -> list[Any]:
        """Note what the script says of the limit and return what else it says.

        Raises
        ------
        errors.TooManyRequests
            The window is full; nothing else was done.
        """
        admitted, remaining, reset_ms = (int(float(number)) for number in reply[0])
        reset_s = max(1, math.ceil(reset_ms / 1000))
        self._note(Allowance(self.policy, bool(admitted), remaining, reset_s))
        return reply[1:]

    async def take(self, redis: Redis) -> None:
        """Take the turn alone, where the request has nothing else to ask of Redis."""
        self.settle(await redis.run(_TURN_ONLY, keys=[self.key], args=self.args))

    async def take_unless_down(self, redis: Redis) -> bool:
        """Take the turn where what follows needs no Redis: False where it was down.

        It fails open, but not without bound: an outage's turns are counted by this process, under
        the same policy.

        Raises
        ------
        errors.TooManyRequests
        """
        try:
            await self.take(redis)
        except errors.DependencyDown:
            self.take_here()
            return False
        return True

    def take_here(self) -> None:
        """Take the turn from this process's own windows, after Redis was found to be down.

        A turn that Redis counted before it went down is not counted again.

        Raises
        ------
        errors.TooManyRequests
        """
        if self.allowance is None:
            self._note(self._here.take(self.key, self.policy))

    def _note(self, allowance: Allowance) -> None:
        self.allowance = allowance
        if not allowance.allowed:
            raise errors.TooManyRequests(
                limit=self.policy.limit,
                window_s=self.policy.window_s,
                retry_after_s=allowance.reset_s,
            )
