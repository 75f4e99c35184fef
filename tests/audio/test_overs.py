"""Where the true peak is over full scale, or over the ceiling."""

from __future__ import annotations

import math
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.blocks import Rechunker
from lib.audio.overs import MAX_REGIONS, OversMeter
from lib.audio.true_peak import interpolator, oversampling

RATE = 44_100


def metered(signal, rate=RATE):
    meter = OversMeter(sample_rate=rate, channels=signal.shape[1])
    chunks = Rechunker(sample_rate=rate, channels=signal.shape[1], max_sample=100.0)
    for chunk in chain(chunks.push(signal), chunks.finish()):
        meter.push(chunk)
    meter.finish()
    return meter


def between(seconds, *, level=1.1, rate=RATE, hz=None):
    """A tone at a quarter of the rate whose samples lie 3 dB under its peaks."""
    n = np.arange(round(seconds * rate))
    return level * np.sin(2.0 * np.pi * (hz or rate / 4.0) * n / rate + math.pi / 4.0)


def bursts(times, *, seconds=6.0, level=1.2, rate=RATE):
    signal = np.zeros((round(seconds * rate), 2))
    shape = between(0.02, level=level, rate=rate) * np.hanning(round(0.02 * rate))
    for n, at in enumerate(times):
        start = round(at * rate)
        signal[start : start + len(shape), n % 2] += shape
    return signal


def test_peaks_between_samples_under_full_scale_are_found_with_their_times():
    signal = bursts([0.5, 2.99, 4.0])
    assert np.abs(signal).max() < 0.9
    found = metered(signal).result()
    assert (found.threshold_dbtp, found.count) == (0.0, 3)
    for region, at in zip(found.regions, [0.5, 2.99, 4.0], strict=True):
        assert at < region.start_s < at + 0.01 < region.end_s < at + 0.02
        assert region.amplitude == pytest.approx(1.2, rel=0.01)


def test_overs_that_are_close_are_one():
    assert metered(bursts([1.0, 1.015])).result().count == 1
    assert metered(bursts([1.0, 1.05])).result().count == 2


def test_an_over_across_two_seconds_is_one():
    found = metered(bursts([0.99])).result()
    assert found.count == 1
    assert found.regions[0].start_s < 1.0 < found.regions[0].end_s


def test_without_any_over_full_scale_the_ceiling_is_watched():
    found = metered(bursts([1.0, 2.0], level=0.95)).result()
    assert (found.threshold_dbtp, found.count) == (-1.0, 2)
    assert metered(bursts([1.0], level=0.85)).result().regions == ()


def test_the_first_over_full_scale_forgets_what_was_only_over_the_ceiling():
    signal = bursts([0.5, 1.5], level=0.95) + bursts([3.0, 4.0]) + bursts([5.0], level=0.95)
    found = metered(signal).result()
    assert (found.threshold_dbtp, found.count) == (0.0, 2)


def test_all_are_counted_and_the_highest_are_listed():
    times = np.arange(70) * 0.05 + 0.2
    signal = bursts(times) + bursts(times[:60], level=0.1)
    found = metered(signal).result()
    assert found.count == 70
    assert len(found.regions) == MAX_REGIONS
    assert all(region.start_s < times[60] for region in found.regions)
    starts = [region.start_s for region in found.regions]
    assert starts == sorted(starts)


def test_thousands_of_overs_are_counted_in_little_room():
    one = bursts(np.arange(19) * 0.05 + 0.02, seconds=1.0)
    meter = OversMeter(sample_rate=RATE, channels=2)
    chunks = Rechunker(sample_rate=RATE, channels=2, max_sample=100.0)
    for _ in range(60):
        for chunk in chunks.push(one):
            meter.push(chunk)
    meter.finish()
    assert meter.result().count == 60 * 19
    assert len(meter.result().regions) == MAX_REGIONS


def test_samples_at_the_very_edges_count_although_nothing_lies_beside_them():
    signal = np.zeros((RATE + 5, 1))
    signal[0] = signal[-1] = 1.5
    found = metered(signal).result()
    assert found.count == 2
    assert found.regions[0].start_s == 0.0
    assert found.regions[1].end_s == pytest.approx((RATE + 5) / RATE)


@pytest.mark.parametrize("frames", [1, 5, 11, 12, 23, 24, 30])
def test_files_shorter_than_the_filter_are_looked_at_too(frames):
    signal = np.zeros((frames, 2))
    signal[frames // 2, 1] = -1.25
    found = metered(signal).result()
    assert found.count == 1
    assert found.regions[0].amplitude >= 1.25


def test_at_high_rates_the_samples_speak_for_themselves():
    signal = np.zeros((192_000, 1))
    signal[96_000] = 1.01
    found = metered(signal, rate=192_000).result()
    assert found.count == 1
    assert found.regions[0].start_s == pytest.approx(0.5, abs=1e-3)


def test_full_scale_itself_is_no_over():
    assert metered(np.ones((RATE, 1)) * 1.0).result().threshold_dbtp == -1.0


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 9999),
    gain=st.floats(0.05, 1.6),
    colour=st.floats(0.0, 0.98),
    frames=st.integers(30, 4000),
)
def test_nothing_over_is_missed_and_nothing_else_is_listed(seed, gain, colour, frames):
    rate = 8000  # a second of 8000 samples: the plain way stays cheap
    made = np.random.default_rng(seed).standard_normal(frames)
    for n in range(1, frames):
        made[n] += colour * made[n - 1]
    signal = (gain * made / np.abs(made).max()).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(signal.astype(float), 24)
    values = np.abs(windows @ interpolator(4).T).max(axis=1)
    magnitude = np.abs(signal).astype(float)
    magnitude[11 : 11 + len(values)] = np.maximum(magnitude[11 : 11 + len(values)], values)
    meter = metered(signal[:, None], rate=rate)
    found = meter.result()
    assert meter.peak().amplitude == pytest.approx(magnitude.max(), rel=1e-5)
    threshold = 1.0 if magnitude.max() > 1.0 else 10.0**-0.05
    over = np.flatnonzero(magnitude > threshold + 1e-5)
    if abs(magnitude.max() - 1.0) > 1e-4 and found.count <= MAX_REGIONS:
        assert found.threshold_dbtp == (0.0 if threshold == 1.0 else -1.0)
        listed = np.zeros(frames, bool)
        for region in found.regions:
            span = slice(round(region.start_s * rate), round(region.end_s * rate))
            assert magnitude[span].max() == pytest.approx(region.amplitude, rel=1e-5)
            listed[span] = True
        assert listed[over].all()


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 999),
    gain=st.floats(0.01, 2.0),
    rate=st.sampled_from([8000, 44_100, 96_000, 192_000]),
)
def test_the_true_peak_is_that_of_interpolating_everything(seed, gain, rate):
    signal = gain * np.random.default_rng(seed).standard_normal((rate // 2 + 77, 2)).clip(-3, 3) / 3
    signal[: rate // 4] *= 0.3
    filters = interpolator(oversampling(rate))
    everything = [
        np.abs(np.convolve(channel, row[::-1], mode="valid")).max()
        for channel in signal.astype(np.float32).T.astype(np.float64)
        for row in filters
    ]

    found = metered(signal, rate).peak()

    assert found.amplitude == pytest.approx(max(np.abs(signal).max(), *everything), rel=1e-5)
