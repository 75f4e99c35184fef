"""The sliding window that all instances share."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import errors
from lib.coordination.rate_limit import Allowance, LocalWindows, Policy, Turn
from lib.live.upstash import UpstashRedis
from lib.offline.clock import ManualClock

TEN = Policy("ask", limit=10, window_s=60)


@pytest.fixture
def turn(namespace, clock):
    def make(uid: str = "ana", *, policy: Policy = TEN, at: ManualClock = clock, here=None) -> Turn:
        return Turn(policy, uid=uid, namespace=namespace, clock=at, here=here)

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


@pytest.fixture
async def nowhere():
    redis = UpstashRedis(url="http://127.0.0.1:9", token="x")
    yield redis
    await redis.aclose()


class TestWithRedisDown:
    async def test_a_turn_is_counted_by_this_process_alone(self, turn, clock, nowhere):
        here = LocalWindows(clock=clock)
        for remaining in range(9, -1, -1):
            one = turn(here=here)
            assert await one.take_unless_down(nowhere) is False
            assert one.allowance == Allowance(TEN, True, remaining, 60)
        clock.advance(45.5)
        refused = turn(here=here)

        with pytest.raises(errors.TooManyRequests) as told:
            await refused.take_unless_down(nowhere)

        assert told.value.facts == {"limit": 10, "window_s": 60, "retry_after_s": 15}
        assert refused.allowance == Allowance(TEN, False, 0, 15)
        await turn("bia", here=here).take_unless_down(nowhere)
        await turn(policy=Policy("read", 240, 60), here=here).take_unless_down(nowhere)
        clock.advance(14.501)
        await turn(here=here).take_unless_down(nowhere)

    async def test_a_turn_that_must_be_counted_by_all_is_not_to_be_had(self, turn, nowhere):
        with pytest.raises(errors.DependencyDown):
            await turn().take(nowhere)

    async def test_a_turn_that_redis_counted_before_is_not_counted_again(self, redis, turn, clock):
        here = LocalWindows(clock=clock)
        one = turn(here=here)
        await one.take(redis)
        one.take_here()
        assert here.take(one.key, TEN).remaining == 9

    async def test_redis_up_again_counts_for_itself(self, redis, turn, clock, nowhere):
        here = LocalWindows(clock=clock)
        for _ in range(10):
            await turn(here=here).take_unless_down(nowhere)
        one = turn(here=here)
        assert await one.take_unless_down(redis) is True
        assert one.allowance.remaining == 9

    def test_the_memory_it_takes_is_bounded_and_the_newest_are_kept(self, clock):
        here = LocalWindows(clock=clock)
        for user in range(3 * here.AT_MOST):
            here.take(f"user {user}", TEN)
            here.take("regular", Policy("law", 10**6, 60))
        assert len(here._windows) == here.AT_MOST
        assert here.take("regular", Policy("law", 10**6, 60)).remaining == (
            10**6 - 3 * here.AT_MOST - 1
        )
        assert here.take("user 0", TEN).remaining == 9

    @settings(max_examples=50, deadline=None)
    @given(gaps=st.lists(st.integers(0, 30_000), min_size=1, max_size=60))
    def test_for_any_rhythm_no_window_holds_more_than_the_limit(self, gaps):
        time = ManualClock()
        here = LocalWindows(clock=time)
        policy = Policy("law", 3, 60)
        admitted: list[float] = []
        for gap_ms in gaps:
            time.advance(gap_ms / 1000)
            allowance = here.take("ana", policy)
            recent = sum(earlier > time.now() - 60 for earlier in admitted)
            assert allowance.allowed == (recent < 3)
            assert allowance.remaining == 3 - recent - allowance.allowed
            assert 1 <= allowance.reset_s <= 60
            if allowance.allowed:
                admitted.append(time.now())


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
