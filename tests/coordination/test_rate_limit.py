"""The sliding window that all instances share."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import errors
from lib.coordination.rate_limit import Policy, Turn
from lib.offline.clock import ManualClock

TEN = Policy("ask", limit=10, window_s=60)


@pytest.fixture
def turn(namespace, clock):
    def make(uid: str = "ana", *, policy: Policy = TEN, at: ManualClock = clock) -> Turn:
        return Turn(policy, uid=uid, namespace=namespace, clock=at)

    return make


async def test_each_turn_says_what_is_left_and_when_the_next_comes_back(redis, turn, clock):
    first = turn()
    await first.take(redis)
    clock.advance(20)
    second = turn()
    await second.take(redis)

    assert (first.allowance.remaining, first.allowance.reset_s) == (9, 60)
    assert (second.allowance.remaining, second.allowance.reset_s) == (8, 40)


async def test_a_refused_turn_names_the_seconds_until_one_is_free(redis, turn, clock):
    for _ in range(10):
        await turn().take(redis)
    clock.advance(45.5)
    refused = turn()

    with pytest.raises(errors.TooManyRequests) as told:
        await refused.take(redis)

    assert told.value.facts == {"limit": 10, "window_s": 60, "retry_after_s": 15}
    assert refused.allowance.allowed is False
    clock.advance(14.501)
    await turn().take(redis)


async def test_a_refused_turn_is_not_counted_against_its_user(redis, turn, clock):
    for _ in range(10):
        await turn().take(redis)
    for _ in range(50):
        with pytest.raises(errors.TooManyRequests):
            await turn().take(redis)

    clock.advance(60.001)

    await turn().take(redis)


async def test_users_and_calls_do_not_share_a_window(redis, turn):
    for _ in range(10):
        await turn("ana").take(redis)

    await turn("bia").take(redis)
    await turn("ana", policy=Policy("upload", 10, 60)).take(redis)


async def test_many_at_once_are_admitted_exactly_to_the_limit(redis, turn):
    async def attempt() -> bool:
        try:
            await turn().take(redis)
        except errors.TooManyRequests:
            return False
        return True

    admitted = await asyncio.gather(*(attempt() for _ in range(60)))

    assert sum(admitted) == 10


async def test_with_redis_down_a_turn_may_pass_uncounted(turn):
    from lib.live.upstash import UpstashRedis

    nowhere = UpstashRedis(url="http://127.0.0.1:9", token="x")
    assert await turn().take_unless_down(nowhere) is False
    with pytest.raises(errors.DependencyDown):
        await turn().take(nowhere)
    await nowhere.aclose()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(gaps=st.lists(st.integers(0, 30_000), min_size=1, max_size=30))
async def test_for_any_rhythm_no_window_holds_more_than_the_limit(redis, turn, gaps):
    time = ManualClock()
    user = secrets.token_hex(8)  # a window of its own, also where an example is tried again
    policy = Policy("law", 3, 60)
    admitted: list[float] = []
    for gap_ms in gaps:
        time.advance(gap_ms / 1000)
        one = turn(user, policy=policy, at=time)
        with suppress(errors.TooManyRequests):
            await one.take(redis)
        recent = sum(time.now() - earlier < 60 for earlier in admitted)
        assert one.allowance.allowed == (recent < 3)
        assert 1 <= one.allowance.reset_s <= 60
        if one.allowance.allowed:
            admitted.append(time.now())
