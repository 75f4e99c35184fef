"""The least ratio of peak to short-term loudness."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.blocks import Rechunker
from lib.audio.microdynamics import PeakMeter, plr, psr_min

# Power of a window at 0 LUFS (BS.1770-5, annex 1, eq. 2).
UNITY = 10.0**0.0691


def peaks(signal, rate=8000):
    meter = PeakMeter()
    chunks = Rechunker(sample_rate=rate, channels=signal.shape[1], max_sample=100.0)
    for chunk in chain(chunks.push(signal), chunks.finish()):
        meter.push(chunk)
    return meter.result()


def test_each_tenth_of_a_second_keeps_its_largest_magnitude():
    signal = np.zeros((8000 + 1000, 2))
    signal[0, 0], signal[799, 1], signal[800, 1], signal[8500, 0] = 0.1, -0.5, 0.25, -0.75
    found = peaks(signal)
    assert len(found) == 12
    assert found[[0, 1, 2, 10]].tolist() == [0.5, 0.25, 0.0, 0.75]


def test_the_least_ratio_is_that_of_the_most_squashed_window():
    highest = np.full(100, 0.5, np.float32)
    power = np.full(71, UNITY * 10.0**-2.0)  # -20 LUFS under peaks of -6.02 dBFS
    power[40] = UNITY * 10.0**-1.2  # -12 LUFS
    assert psr_min(highest, power) == pytest.approx(12.0 - 6.02, abs=0.01)


def test_a_peak_counts_for_every_window_that_it_lies_in():
    highest = np.full(100, 0.25, np.float32)
    highest[50] = 1.0
    power = np.full(71, UNITY * 1e-6)
    power[21:51] = UNITY * 0.1  # exactly the windows that hold step 50: -10 LUFS
    assert psr_min(highest, power) == pytest.approx(10.0, abs=1e-6)


def test_quiet_passages_are_not_the_worst():
    highest = np.full(100, 0.5, np.float32)
    power = np.full(71, UNITY * 10.0**-1.6)
    highest[60:] = 10.0 ** (-40.0 / 20.0)
    power[60:] = UNITY * 10.0**-4.0  # a ratio of 0, but 24 LU down
    assert psr_min(highest, power) == pytest.approx(16.0 - 6.02, abs=0.01)


def test_shorter_than_three_seconds_or_silent_there_is_none():
    assert psr_min(np.ones(29, np.float32), np.ones(0)) is None
    assert psr_min(np.zeros(40, np.float32), np.zeros(11)) is None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), gain_db=st.floats(-20.0, 20.0))
def test_a_gain_changes_no_ratio(seed, gain_db):
    random = np.random.default_rng(seed)
    highest = random.uniform(0.2, 1.0, 60).astype(np.float32)
    power = random.uniform(0.01, 0.2, 31)
    gain = 10.0 ** (gain_db / 20.0)
    louder = psr_min((highest * gain).astype(np.float32), power * gain**2)
    assert louder == pytest.approx(psr_min(highest, power), abs=1e-4)


def test_the_ratio_to_integrated_loudness_is_peak_less_loudness():
    assert plr(np.array([0.25, 0.5], np.float32), -14.0) == pytest.approx(14.0 - 6.02, abs=0.01)
