"""Clipped runs: what counts, what does not, and when they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.clipping import Region

RATE = 8000


def clipping_of(measured, signal, step=0.0):
    return measured(
        np.asarray(signal, float).reshape(len(signal), -1), rate=RATE, step=step
    ).clipping


def with_run(values, *, at=500, frames=2000):
    signal = np.zeros(frames)
    signal[at : at + len(values)] = values
    return signal


@pytest.mark.parametrize(
    "values", [[1.0] * 3, [-1.0] * 3, [0.99] * 3, [1.0, 1.2, 1.1], [0.9999] * 4]
)
def test_three_samples_at_full_scale_or_flat_close_to_it_are_a_run(measured, values):
    found = clipping_of(measured, with_run(values))
    assert found.regions == (Region(500, len(values), 0),)
    assert (found.runs, found.samples) == (1, len(values))


@pytest.mark.parametrize("values", [[1.0] * 2, [1.0, -1.0, 1.0], [0.97] * 9, [0.985, 0.99, 0.995]])
def test_fewer_or_lower_or_moving_samples_are_none(measured, values):
    assert clipping_of(measured, with_run(values)).runs == 0


@pytest.mark.parametrize("hz", [20.0, 50.0, 100.0])
@pytest.mark.parametrize("bits", [16, 24])
def test_the_round_crest_of_a_slow_full_scale_wave_is_not_clipped(tone, measured, hz, bits):
    full = 2.0 ** (bits - 1)
    wave = np.clip(np.round(tone([(0.0, 2.0)], rate=48_000, hz=hz) * full), -full, full - 1) / full
    assert measured(wave, rate=48_000, step=1.0 / full).clipping.runs == 0


@pytest.mark.parametrize("hz", [20.0, 50.0, 100.0, 1000.0])
def test_the_same_wave_driven_a_decibel_over_is(tone, measured, hz):
    wave = np.clip(tone([(1.0, 1.0)], rate=48_000, hz=hz, channels=1), -1.0, 1.0)
    found = measured(wave, rate=48_000).clipping
    assert found.runs == 2 * hz
    assert found.samples == pytest.approx(
        48_000 * (1.0 - 2.0 * np.arcsin(10**-0.05) / np.pi), rel=0.03
    )


@pytest.mark.parametrize("start", [RATE - 5, RATE - 3, RATE - 1, RATE, 2 * RATE - 4])
def test_a_run_across_the_border_of_two_chunks_is_one(measured, start):
    signal = with_run([1.0] * 6, at=start, frames=3 * RATE)
    assert clipping_of(measured, signal).regions == (Region(start, 6, 0),)


def test_a_run_of_several_seconds_is_one(measured):
    signal = with_run([1.0] * (3 * RATE), at=RATE // 2, frames=5 * RATE)
    assert clipping_of(measured, signal).regions == (Region(RATE // 2, 3 * RATE, 0),)


def test_a_run_that_lasts_to_the_end_counts(measured):
    assert clipping_of(measured, with_run([1.0] * 5, at=1995)).regions == (Region(1995, 5, 0),)


def test_a_run_tells_its_channel(measured):
    signal = np.zeros((2000, 2))
    signal[100:104, 1] = -1.0
    assert clipping_of(measured, signal).regions == (Region(100, 4, 1),)


def test_of_many_runs_the_longest_50_are_kept_in_order_of_time(measured):
    signal = np.zeros(4 * RATE)
    for number in range(100):
        signal[number * 300 : number * 300 + 3 + number % 7] = 1.0
    found = clipping_of(measured, signal)
    assert found.runs == 100
    assert len(found.regions) == 50
    assert min(region.samples for region in found.regions) >= 6
    starts = [region.start for region in found.regions]
    assert starts == sorted(starts)


def runs_by_hand(signal):
    """The rule once more, sample by sample."""
    found, start = [], 0
    for end in range(1, len(signal) + 1):
        a = signal[end - 1]
        b = signal[end] if end < len(signal) else 0.0
        loud = min(abs(a), abs(b)) >= 0.98
        full = min(abs(a), abs(b)) >= 0.9999 and (a > 0) == (b > 0)
        if loud and end < len(signal) and (a == b or full):
            continue
        count = end - start
        if abs(a) >= 0.98 and count >= 3:
            before = signal[start - 1] if start else 0.0
            sign = 1.0 if a > 0 else -1.0
            drop = max(map(abs, signal[start:end])) - min(before * sign, b * sign)
            if drop > 1e-4 * ((count + 1) / (count - 1)) ** 2:
                found.append(Region(start, count, 0))
        start = end
    return tuple(found)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_signal_has_the_runs_that_the_rule_gives(measured, data):
    values = st.sampled_from([0.0, 0.5, 0.981, 0.99, 0.99995, 1.0, 1.5, -1.0, -0.99, 0.99985])
    offset = data.draw(st.integers(RATE - 30, RATE))
    middle = data.draw(st.lists(values, min_size=1, max_size=60))
    signal = np.concatenate([np.zeros(offset), middle]).astype(np.float32)
    expected = runs_by_hand(signal.tolist())
    assert clipping_of(measured, signal).regions == expected
