"""Correlation, width and balance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

RATE = 11_025


def test_identical_channels_are_mono(tone, measured):
    found = measured(tone([(-10.0, 4.0)], rate=RATE), rate=RATE).stereo
    assert found.correlation == pytest.approx(1.0)
    assert (found.width, found.balance_db) == (0.0, 0.0)


def test_opposite_channels_are_all_side(tone, measured):
    signal = tone([(-10.0, 4.0)], rate=RATE) * [1.0, -1.0]
    found = measured(signal, rate=RATE).stereo
    assert found.correlation == pytest.approx(-1.0)
    assert found.width == 1.0


def test_independent_channels_lie_in_between(noise, measured):
    found = measured(noise(20.0, rate=RATE), rate=RATE).stereo
    assert found.correlation == pytest.approx(0.0, abs=0.02)
    assert found.width == pytest.approx(0.5, abs=0.01)


def test_balance_is_positive_to_the_right(noise, measured):
    signal = noise(4.0, rate=RATE, channels=1) * [0.5, 1.0]
    assert measured(signal, rate=RATE).stereo.balance_db == pytest.approx(6.02, abs=0.01)


def test_one_silent_channel_has_a_width_but_no_correlation(noise, measured):
    found = measured(noise(4.0, rate=RATE) * [1.0, 0.0], rate=RATE).stereo
    assert found.correlation is None
    assert found.correlation_min is None
    assert found.width == pytest.approx(0.5)
    assert found.balance_db == -math.inf


def test_the_worst_three_seconds_are_found(noise, measured):
    signal = np.repeat(noise(20.0, rate=RATE, channels=1), 2, axis=1)
    signal[10 * RATE : 13 * RATE, 1] *= -1.0
    found = measured(signal, rate=RATE).stereo
    assert found.correlation == pytest.approx(0.7, abs=0.03)
    assert found.correlation_min == pytest.approx(-1.0, abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_of_moments_that_differ_by_rounding_alone_the_first_is_the_worst(noise, measured, seed):
    """Whether 1 - 1e-16 or 1 comes out is the processor's and the library's affair."""
    signal = np.repeat(noise(20.0, rate=RATE, channels=1, seed=seed), 2, axis=1)
    found = measured(signal * [1.0, 0.7], rate=RATE).stereo
    assert found.correlation_min == pytest.approx(1.0)
    assert found.correlation_min_at_s == 0.0


def test_what_can_hardly_be_heard_is_not_the_worst(noise, measured):
    signal = np.repeat(noise(20.0, rate=RATE, channels=1), 2, axis=1)
    signal[10 * RATE : 16 * RATE] *= [0.001, -0.001]
    assert measured(signal, rate=RATE).stereo.correlation_min > 0.99


def test_silence_and_other_than_two_channels_have_no_image(noise, measured):
    silent = measured(np.zeros((2 * RATE, 2)), rate=RATE).stereo
    assert (silent.correlation, silent.width, silent.balance_db) == (None, None, None)
    assert measured(noise(1.0, rate=RATE, channels=1), rate=RATE).stereo is None
    assert measured(noise(1.0, rate=RATE, channels=6), rate=RATE).stereo is None


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 999), left=st.floats(0.1, 1.0), blend=st.floats(-1.0, 1.0))
def test_swapping_the_channels_mirrors_the_balance_and_nothing_else(
    noise, measured, seed, left, blend
):
    signal = noise(4.0, rate=RATE, seed=seed) * [left, 1.0]
    signal[:, 1] += blend * signal[:, 0]
    one, other = (measured(s, rate=RATE) for s in (signal, signal[:, ::-1]))
    assert other.stereo.balance_db == pytest.approx(-one.stereo.balance_db, abs=1e-5)
    assert other.stereo.correlation == one.stereo.correlation
    assert other.stereo.correlation_min == pytest.approx(one.stereo.correlation_min, abs=1e-9)
    assert other.stereo.width == pytest.approx(one.stereo.width, abs=1e-9)
    for name in ("integrated_lufs", "mono_loss_lu", "range_lu"):
        mirrored = getattr(other.loudness, name)
        assert mirrored == pytest.approx(getattr(one.loudness, name), abs=1e-9)
    assert other.true_peak == one.true_peak
    assert other.levels.rms == pytest.approx(one.levels.rms)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 999), blend=st.floats(-1.0, 1.0))
def test_turning_one_channel_over_turns_the_correlation_over(noise, measured, seed, blend):
    signal = noise(4.0, rate=RATE, seed=seed)
    signal[:, 1] += blend * signal[:, 0]
    one, other = (measured(s, rate=RATE) for s in (signal, signal * [1.0, -1.0]))
    assert other.stereo.correlation == -one.stereo.correlation
    assert other.stereo.width == pytest.approx(1.0 - one.stereo.width, abs=1e-6)
    assert other.loudness.integrated_lufs == one.loudness.integrated_lufs
