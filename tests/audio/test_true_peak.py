"""True peak against the test signals of EBU Tech 3341."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import firwin, upfirdn

from lib.audio.analysis import Analysis
from lib.audio.decibels import amplitude_to_db
from lib.audio.true_peak import interpolator, oversampling

RATES = [44_100, 48_000, 96_000]


def true_peak_of(signal, rate):
    analysis = Analysis(sample_rate=rate, channels=signal.shape[1])
    analysis.push(signal)
    return analysis.finish().true_peak


def within_tolerance(found_db, expected_db):
    return expected_db - 0.4 <= found_db <= expected_db + 0.2


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("divisor", "phase", "amplitude", "expected"),
    [
        (4, 0.0, 0.5, -6.0),
        (4, 45.0, 0.5, -6.0),
        (6, 60.0, 0.5, -6.0),
        (8, 67.5, 0.5, -6.0),
        (4, 45.0, 1.41, 3.0),
    ],
    ids=["case 15", "case 16", "case 17", "case 18", "case 19"],
)
def test_tech_3341_tones_between_the_samples(rate, divisor, phase, amplitude, expected):
    angle = 2.0 * np.pi * np.arange(rate) / divisor + np.radians(phase)
    found = true_peak_of(np.repeat(amplitude * np.sin(angle)[:, None], 2, axis=1), rate)
    assert within_tolerance(amplitude_to_db(found.amplitude), expected)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("offset", range(4), ids=["case 20", "case 21", "case 22", "case 23"])
def test_tech_3341_a_single_crest_between_the_samples(rate, offset):
    """A tone of a sixth of the rate with one crest twice as high, made at four times the rate."""
    n = np.arange(4 * 4000)
    wave = 0.5 * np.sin(2.0 * np.pi * n / 24.0)
    wave *= 1.0 + np.exp(-(((n - 8004) / 40.0) ** 2))
    smooth = upfirdn(firwin(513, 0.24), wave)[256:-256]
    smooth /= np.abs(smooth).max()
    found = true_peak_of(smooth[offset::4][:, None], rate)
    assert within_tolerance(amplitude_to_db(found.amplitude), 0.0)
    assert found.at_s == pytest.approx((8004 - offset) / 4 / rate, abs=8 / rate)


@pytest.mark.parametrize(("rate", "factor"), [(8000, 4), (48_000, 4), (96_000, 2), (192_000, 2)])
def test_the_values_lie_at_least_as_close_as_the_standard_asks(rate, factor):
    assert oversampling(rate) == factor


def test_the_interpolator_is_flat_where_music_is():
    hertz = np.linspace(0.0, 0.42, 200)
    offsets = np.arange(24) - 11
    for p, row in enumerate(interpolator(4), start=1):
        response = (row * np.exp(2j * np.pi * hertz[:, None] * (offsets - p / 4))).sum(axis=1)
        assert np.abs(20.0 * np.log10(np.abs(response))).max() < 0.02
        assert np.abs(np.angle(response)).max() < 0.002


def test_a_peak_across_two_chunks_is_found():
    rate, n = 8000, np.arange(16_000)
    burst = 0.9 * np.sin(2.0 * np.pi * n / 4 + np.pi / 4) * np.exp(-(((n - 7999.5) / 60.0) ** 2))
    found = true_peak_of(burst[:, None], rate)
    assert amplitude_to_db(found.amplitude) == pytest.approx(amplitude_to_db(0.9), abs=0.05)
    assert found.at_s == pytest.approx(1.0, abs=0.001)


def direct(signal, rate):
    """All values of all channels, without skipping any."""
    filters = interpolator(oversampling(rate))
    between = [np.abs(np.correlate(x, f, "valid")).max() for x in signal.T for f in filters]
    return max(np.abs(signal).max(), *between)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    frames=st.integers(24, 9000),
    spread=st.floats(0.0, 4.0),
)
def test_skipping_what_cannot_win_never_changes_the_peak(seed, frames, spread):
    random = np.random.default_rng(seed)
    levels = np.repeat(10.0 ** (-spread * random.random((frames // 50 + 1, 1))), 50, axis=0)
    signal = (0.3 * random.standard_normal((frames, 2)) * levels[:frames]).astype(np.float32)
    found = true_peak_of(signal, 4000 * 2).amplitude
    assert found == pytest.approx(direct(signal.astype(float), 8000), rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(frames=st.integers(1, 60), seed=st.integers(0, 99))
def test_it_is_never_below_the_largest_sample(frames, seed):
    signal = np.random.default_rng(seed).uniform(-1.0, 1.0, (frames, 1)).astype(np.float32)
    assert true_peak_of(signal, 8000).amplitude >= np.abs(signal).max()


def test_silence_has_no_peak():
    assert true_peak_of(np.zeros((8000, 1)), 8000).amplitude == 0.0
    assert amplitude_to_db(0.0) == -math.inf
