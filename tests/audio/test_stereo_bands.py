"""Correlation and width by bands."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.stereo_bands import CrossSpectrum

LINE_HZ = 2.0


def cross(left, right):
    """From the lines of both channels: (frames, lines) complex."""
    return CrossSpectrum(
        left=np.square(np.abs(left)).mean(axis=0),
        right=np.square(np.abs(right)).mean(axis=0),
        product=(left * right.conj()).real.mean(axis=0),
        line_hz=LINE_HZ,
    )


def lines(seed, frames=200):
    random = np.random.default_rng(seed)
    return random.standard_normal((frames, 4001)) + 1j * random.standard_normal((frames, 4001))


def test_each_band_has_its_own_image():
    left, other = lines(1), lines(2)
    right = left.copy()
    right[:, 250:500] *= -1.0
    right[:, 500:] = other[:, 500:]
    found = cross(left, right)
    low, middle, high = (found.band("x", *edges) for edges in [(20, 490), (510, 990), (1010, 8000)])
    assert (low.correlation, low.width) == pytest.approx((1.0, 0.0), abs=1e-9)
    assert (middle.correlation, middle.width) == pytest.approx((-1.0, 1.0), abs=1e-9)
    assert (high.correlation, high.width) == pytest.approx((0.0, 0.5), abs=0.02)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), blend=st.floats(-1.0, 1.0), gain=st.floats(0.2, 5.0))
def test_correlation_is_that_of_the_mixture_whatever_the_levels(seed, blend, gain):
    left, other = lines(seed, frames=20), lines(seed + 1000, frames=20)
    mixed = blend * left + math.sqrt(1.0 - blend**2) * other
    found = cross(left, gain * mixed).band("x", 100.0, 7900.0)
    assert found.correlation == pytest.approx(blend, abs=0.03)
    swapped = cross(gain * mixed, left).band("x", 100.0, 7900.0)
    assert swapped.correlation == pytest.approx(found.correlation, abs=1e-9)
    assert swapped.width == pytest.approx(found.width, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), blend=st.floats(-1.0, 1.0))
def test_turning_one_channel_over_turns_every_band_over(seed, blend):
    left = lines(seed, frames=5)
    right = blend * left + lines(seed + 1000, frames=5)
    one, other = (cross(left, sign * right).band("x", 60.0, 250.0) for sign in (1.0, -1.0))
    assert other.correlation == pytest.approx(-one.correlation)
    assert other.width == pytest.approx(1.0 - one.width)


def test_a_mono_low_end_has_no_side():
    left, right = lines(1), lines(2)
    right[:, :70] = left[:, :70]
    assert cross(left, right).low_end_side_db() == -60.0


def test_independent_basses_have_as_much_side_as_middle():
    assert cross(lines(1), lines(2)).low_end_side_db() == pytest.approx(0.0, abs=0.3)


def test_a_bass_on_one_side_alone_is_as_wide():
    found = cross(lines(1), np.zeros((200, 4001)))
    assert found.low_end_side_db() == pytest.approx(0.0, abs=1e-9)
    assert found.band("x", 20.0, 60.0).correlation is None


def test_an_opposed_low_end_is_nothing_but_side():
    left = lines(1)
    assert cross(left, -left).low_end_side_db() == 60.0


def test_an_empty_band_has_no_image():
    left = lines(1)
    left[:, :100] *= 1e-6
    found = cross(left, left).band("sub", 20.0, 60.0)
    assert (found.correlation, found.width) == (None, None)
    assert cross(left, left).low_end_side_db() is None
    silent = cross(np.zeros_like(left), np.zeros_like(left))
    assert silent.band("sub", 20.0, 60.0).width is None
