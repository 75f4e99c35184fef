"""Values between the samples, and the proof that some need not be computed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.interpolation import BEFORE, ROW, SPAN, TAPS, Interpolation
from lib.audio.true_peak import interpolator, oversampling

COUNT = 60


def signal(seed, colour):
    """Noise from white (0) to very dark (1), its peak at full scale."""
    made = np.random.default_rng(seed).standard_normal(COUNT * ROW + TAPS - 1)
    for n in range(1, len(made)):
        made[n] += colour * made[n - 1]
    return (made / np.abs(made).max()).astype(np.float32)


def plainly(padded, rate):
    """Every value between two samples, one by one."""
    filters = interpolator(oversampling(rate))
    windows = np.lib.stride_tricks.sliding_window_view(padded, TAPS)
    return np.abs(windows.astype(float) @ filters.T)


@pytest.mark.parametrize("rate", [44_100, 96_000])
def test_the_values_are_those_of_the_filters(rate):
    padded = signal(1, 0.5)
    found = Interpolation(sample_rate=rate).magnitudes(padded, np.arange(COUNT))
    assert found.reshape(COUNT * ROW, -1) == pytest.approx(plainly(padded, rate), abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 9999),
    colour=st.floats(0.0, 0.999),
    threshold=st.floats(0.05, 1.5),
    rate=st.sampled_from([44_100, 96_000, 192_000]),
)
def test_no_row_that_is_left_out_holds_anything_above_the_threshold(seed, colour, threshold, rate):
    padded = signal(seed, colour)
    chosen = Interpolation(sample_rate=rate).candidates(padded, threshold=threshold)
    left_out = np.setdiff1d(np.arange(COUNT), chosen)
    own = np.abs(padded[BEFORE : BEFORE + COUNT * ROW]).reshape(COUNT, ROW)
    between = plainly(padded, rate).reshape(COUNT, -1)
    assert own[left_out].max(initial=0.0) <= threshold
    assert between[left_out].max(initial=0.0) <= threshold


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 9999), threshold=st.floats(0.05, 1.0))
def test_what_is_known_to_be_soft_need_not_be_looked_at(seed, threshold):
    padded = np.tile(signal(seed, 0.3), 4)
    padded[: 3 * SPAN] *= np.float32(0.01)
    padded = padded[: (len(padded) - TAPS + 1) // ROW * ROW + TAPS - 1]
    interpolation = Interpolation(sample_rate=44_100)
    loud = np.arange(2, -(-len(padded) // SPAN))
    everywhere = interpolation.candidates(padded, threshold=threshold)
    assert np.array_equal(
        interpolation.candidates(padded, threshold=threshold, among=loud), everywhere
    )


def test_the_worst_signal_comes_close_to_the_reach_and_is_not_left_out():
    filters = interpolator(4)
    padded = np.zeros(COUNT * ROW + TAPS - 1, np.float32)
    padded[500 : 500 + TAPS] = np.sign(filters[1])
    interpolation = Interpolation(sample_rate=44_100)
    assert plainly(padded, 44_100).max() == pytest.approx(interpolation.reach, rel=1e-4)
    assert 500 // ROW in interpolation.candidates(padded, threshold=0.999 * interpolation.reach)


def test_a_slow_wave_needs_hardly_any_row():
    wave = np.sin(2.0 * np.pi * np.arange(COUNT * ROW + TAPS - 1) / 441.0).astype(np.float32)
    chosen = Interpolation(sample_rate=44_100).candidates(wave, threshold=0.99)
    assert 0 < len(chosen) < COUNT / 3
