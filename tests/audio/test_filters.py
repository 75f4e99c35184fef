"""The K-weighting filter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import sosfilt, sosfreqz

from lib.audio.filters import Cascade, k_weighting


def as_rows(sections):
    return np.array([[s.b0, s.b1, s.b2, 1.0, s.a1, s.a2] for s in sections])


def test_at_48_khz_the_coefficients_are_those_of_the_table():
    """ITU-R BS.1770-5, annex 1, tables 1 and 2."""
    table = [
        [
            1.53512485958697,
            -2.69169618940638,
            1.19839281085285,
            1.0,
            -1.69065929318241,
            0.73248077421585,
        ],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
    assert np.abs(as_rows(k_weighting(48_000)) - table).max() < 1e-8


@pytest.mark.parametrize("rate", [44_100, 88_200, 96_000, 192_000])
def test_the_response_is_the_same_at_other_rates(rate):
    hertz = np.array([20.0, 50.0, 100.0, 500.0, 997.0, 2000.0, 4000.0, 8000.0])
    _, here = sosfreqz(as_rows(k_weighting(rate)), worN=hertz, fs=rate)
    _, table = sosfreqz(as_rows(k_weighting(48_000)), worN=hertz, fs=48_000)
    assert np.abs(20.0 * np.log10(np.abs(here) / np.abs(table))).max() < 0.03


@pytest.mark.parametrize("rate", [8000, 11_025, 44_100, 48_000, 192_000])
def test_the_cascade_computes_what_the_recursion_does(rate):
    sections = k_weighting(rate)
    signal = np.random.default_rng(1).standard_normal((2, 2 * rate + 77))
    cascade = Cascade(sections, channels=2, longest=rate)
    pieces = [signal[:, start : start + rate] for start in range(0, signal.shape[1], rate)]
    found = np.concatenate([cascade.filter(piece).copy() for piece in pieces], axis=1)
    assert np.abs(found - sosfilt(as_rows(sections), signal, axis=1)).max() < 2e-6


@pytest.mark.parametrize("rate", [8000, 44_100, 192_000])
def test_what_rounding_leaves_of_an_offset_is_130_db_under_it(rate):
    """The worst case of single precision: all of it is to be taken away."""
    found = Cascade(k_weighting(rate), channels=1, longest=3 * rate).filter(np.ones((1, 3 * rate)))
    assert np.abs(found[:, 2 * rate :]).max() < 10.0 ** (-130.0 / 20.0)


def test_an_empty_piece_changes_nothing():
    one, other = (Cascade(k_weighting(8000), channels=1, longest=8000) for _ in range(2))
    signal = np.random.default_rng(1).standard_normal((1, 5000))
    one.filter(signal)
    one.filter(signal[:, :0])
    other.filter(signal)
    assert np.array_equal(one.filter(signal), other.filter(signal))


def test_memory_of_a_signal_long_gone_is_exactly_nothing():
    cascade = Cascade(k_weighting(48_000), channels=1, longest=48_000)
    cascade.filter(np.ones((1, 48_000)))
    for _ in range(4):
        cascade.filter(np.zeros((1, 48_000)))
    assert not cascade.filter(np.zeros((1, 48_000))).any()
