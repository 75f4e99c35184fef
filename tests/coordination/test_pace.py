"""Pace: the arithmetic of when a job will be done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coordination.pace import Pace, eta_s
from lib.track import Job, Upload

CD_MINUTE = 60 * 176_400


def job(state: str = "queued", *, position: int | None = None, progress: float = 0.0) -> Job:
    upload = Upload("up", "ana", "0" * 64, CD_MINUTE, "a.wav", "audio/wav", "a", "quick")
    times = (0.0, 0.0, 0.0)
    return Job("an", "ana", state, "stage", progress, 1, "a", "g", *times, upload, None, position)


def test_a_lanes_pace_is_its_audio_by_its_time():
    sums = {"quick:audio_s": "120", "quick:took_s": "6", "quick:jobs": "2"}

    assert Pace.read(sums, lane="quick") == Pace(speed=20.0, job_s=3.0)
    assert Pace.read(sums, lane="heavy") is None


def test_a_minute_at_twenty_times_its_speed_takes_three_seconds():
    assert eta_s(job("running"), Pace(20.0, 5.0), running=1, workers=8) == 3
    assert eta_s(job("running", progress=0.5), Pace(20.0, 5.0), running=1, workers=8) == 2


@pytest.mark.parametrize(
    ("position", "running", "seconds"),
    [(0, 0, 3), (0, 1, 3), (0, 2, 3 + 2.5), (1, 2, 3 + 5), (5, 2, 3 + 15), (5, 0, 3 + 10)],
)
def test_who_waits_waits_for_the_workers_that_are_taken(position, running, seconds):
    told = eta_s(job(position=position), Pace(20.0, 5.0), running=running, workers=2)

    assert told == pytest.approx(seconds, abs=0.99)


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled", "expired"])
def test_what_is_over_has_no_time_left(state):
    assert eta_s(job(state), Pace(20.0, 5.0), running=0, workers=2) is None


@given(
    position=st.integers(0, 1000),
    running=st.integers(0, 20),
    workers=st.integers(1, 20),
    speed=st.floats(0.01, 1000),
    job_s=st.floats(0.001, 1000),
)
def test_further_back_in_line_is_never_sooner(position, running, workers, speed, job_s):
    pace = Pace(speed, job_s)
    times = [
        eta_s(job(position=place), pace, running=running, workers=workers)
        for place in (position, position + 1)
    ]

    assert 0 <= times[0] <= times[1]
