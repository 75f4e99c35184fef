"""The circuit breaker: when calls are let through, and when they fail at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.errors import DependencyDown
from lib.live.breaker import Breaker
from lib.offline.clock import ManualClock

FAILURES, REST_S = 3, 2.0


@pytest.fixture
def time() -> ManualClock:
    return ManualClock()


@pytest.fixture
def breaker(time) -> Breaker:
    return new_breaker(time)


def new_breaker(time: ManualClock) -> Breaker:
    return Breaker(service="tape", clock=time, failures=FAILURES, rest_s=REST_S)


def fail(breaker: Breaker) -> None:
    with pytest.raises(DependencyDown, match="from the service"), breaker.guard():
        raise ServiceDown


def answer(breaker: Breaker) -> None:
    with breaker.guard():
        pass


def refuses(breaker: Breaker) -> bool:
    """Whether a call would fail at once; the call that finds out is given up."""
    try:
        with breaker.guard():
            raise CallGivenUp
    except CallGivenUp:
        return False
    except DependencyDown as down:
        return down.facts == {"service": "tape"}


class ServiceDown(DependencyDown):
    def __init__(self) -> None:
        super().__init__(service="tape")
        self.args = ("from the service",)


class CallGivenUp(BaseException):
    pass


def opened(breaker: Breaker) -> Breaker:
    for _ in range(FAILURES):
        fail(breaker)
    return breaker


def test_calls_are_let_through_until_enough_have_failed_in_a_row(breaker):
    for _ in range(FAILURES):
        assert not refuses(breaker)
        fail(breaker)
    assert refuses(breaker)


def test_one_answer_and_the_counting_starts_again(breaker):
    for _ in range(10):
        for _ in range(FAILURES - 1):
            fail(breaker)
        answer(breaker)
    assert not refuses(breaker)


def test_a_mistake_of_our_own_neither_opens_the_circuit_nor_forgives_failures(breaker):
    for _ in range(10):
        with pytest.raises(ValueError, match="mistake"), breaker.guard():
            raise ValueError("a mistake")
    assert not refuses(breaker)
    for _ in range(FAILURES - 1):
        fail(breaker)
    with pytest.raises(ValueError, match="mistake"), breaker.guard():
        raise ValueError("a mistake")
    fail(breaker)
    assert refuses(breaker)


def test_an_open_circuit_rests_and_then_lets_one_call_through(breaker, time):
    opened(breaker)
    time.advance(REST_S - 0.001)
    assert refuses(breaker)
    time.advance(0.001)
    with breaker.guard():
        assert refuses(breaker)
        assert refuses(breaker)
    assert not refuses(breaker)


def test_a_probe_that_is_answered_closes_the_circuit_for_everybody(breaker, time):
    opened(breaker)
    time.advance(REST_S)
    answer(breaker)
    with breaker.guard(), breaker.guard(), breaker.guard():
        assert not refuses(breaker)
    for _ in range(FAILURES - 1):
        fail(breaker)
    assert not refuses(breaker)


def test_a_probe_that_fails_is_followed_by_a_whole_rest(breaker, time):
    opened(breaker)
    time.advance(REST_S)
    fail(breaker)
    time.advance(REST_S - 0.001)
    assert refuses(breaker)
    time.advance(0.001)
    assert not refuses(breaker)


async def test_a_probe_whose_caller_went_away_leaves_its_place_to_the_next(breaker, time):
    opened(breaker)
    time.advance(REST_S)

    async def probe() -> None:
        with breaker.guard():
            await asyncio.Event().wait()

    probing = asyncio.create_task(probe())
    await asyncio.sleep(0)
    assert refuses(breaker)
    probing.cancel()
    with suppress(asyncio.CancelledError):
        await probing
    assert not refuses(breaker)


def test_what_began_before_the_circuit_opened_tells_nothing_of_the_time_after(breaker, time):
    early = [breaker.guard() for _ in range(3)]
    for call in early:
        call.__enter__()
    opened(breaker)
    early[0].__exit__(None, None, None)
    assert refuses(breaker)  # an answer from before the outage
    time.advance(REST_S)
    with breaker.guard():
        early[1].__exit__(ServiceDown, ServiceDown(), None)
        assert refuses(breaker)  # its probe is still under way
    early[2].__exit__(ServiceDown, ServiceDown(), None)
    for _ in range(FAILURES - 1):
        fail(breaker)
    assert not refuses(breaker)


def test_a_clock_that_is_set_back_does_not_prolong_the_rest(breaker, time):
    opened(breaker)
    time.advance(-3600)
    assert not refuses(breaker)


steps = st.lists(
    st.one_of(
        st.just("begin"),
        st.tuples(st.sampled_from(["answer", "fail", "give up"]), st.integers(0, 5)),
        st.integers(0, 1500).map(lambda ms: ms / 1000),
    ),
    max_size=60,
)


class History:
    """Calls that begin and end in any order, as several tasks of one loop would have them."""

    def __init__(self) -> None:
        self.time = ManualClock()
        self.breaker = new_breaker(self.time)
        self.under_way: list = []

    def begin(self) -> bool:
        call = self.breaker.guard()
        try:
            call.__enter__()
        except DependencyDown:
            return False
        self.under_way.append(call)
        return True

    def end(self, how: str, which: int) -> None:
        if not self.under_way:
            return
        call = self.under_way.pop(which % len(self.under_way))
        error = {"answer": None, "fail": ServiceDown(), "give up": CallGivenUp()}[how]
        call.__exit__(type(error) if error else None, error, None)


@settings(max_examples=100, deadline=None)
@given(steps=steps)
def test_for_any_outage_calls_let_through_are_a_rest_apart(steps):
    history = History()
    is_open = False
    probed: list[float] = []
    for step in steps:
        if step == "begin":
            begun = history.begin()
            is_open = is_open or not begun
            if is_open and begun:
                probed.append(history.time.now())
        elif isinstance(step, tuple):
            history.end("fail", step[1])
        else:
            history.time.advance(step)
    # 1e-6: the clock counts seconds since 1970, and floats of that size are coarse.
    assert all(later - one >= REST_S - 1e-6 for one, later in pairwise(probed))


@settings(max_examples=100, deadline=None)
@given(steps=steps)
def test_after_any_history_a_service_that_answers_is_soon_called_by_everybody(steps):
    history = History()
    for step in steps:
        if step == "begin":
            history.begin()
        elif isinstance(step, tuple):
            history.end(*step)
        else:
            history.time.advance(step)
    while history.under_way:
        history.end("fail", 0)
    history.time.advance(REST_S)
    answer(history.breaker)
    assert all(history.begin() for _ in range(20))
