from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lib.audio.blocks import Rechunker
from lib.audio.onset import BANDS_HZ, HIGH, LOW, MID, OnsetMeter, Onsets

Signal = NDArray[np.float64]
RATE = 44_100


def onsets_of(signal: Signal, *, rate: int = RATE, cuts: tuple[int, ...] = ()) -> Onsets:
    chunks = Rechunker(sample_rate=rate, channels=signal.shape[1], max_sample=100.0)
    meter = OnsetMeter(sample_rate=rate, channels=signal.shape[1])
    for block in np.split(signal, cuts):
        for chunk in chunks.push(block):
            meter.push(chunk)
    for chunk in chunks.finish():
        meter.push(chunk)
    return meter.result()


def burst(hz: float, *, at_s: float = 1.5, rate: int = RATE, channels: int = 2) -> Signal:
    """A tone that begins at once and dies away, in 3 s of very soft noise."""
    time = np.arange(3 * rate) / rate - at_s
    wave = np.where(time >= 0.0, np.sin(2.0 * np.pi * hz * time) * np.exp(-time / 0.1), 0.0)
    noise = 1e-5 * np.random.default_rng(3).standard_normal(len(time))
    return np.repeat((0.5 * wave + noise)[:, None], channels, axis=1)


def time_of_largest(onsets: Onsets) -> float:
    frame = int(onsets.strength.sum(axis=0).argmax())
    return onsets.first_at_s + frame / onsets.frames_per_second


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_a_burst_is_found_when_it_begins_at_any_rate(rate: int) -> None:
    onsets = onsets_of(burst(1000.0, rate=rate), rate=rate)
    assert time_of_largest(onsets) == pytest.approx(1.5, abs=0.03)
    assert 90.0 < onsets.frames_per_second < 110.0


@pytest.mark.parametrize(("hz", "band"), [(60.0, LOW), (1000.0, MID), (10_000.0, HIGH)])
def test_a_burst_shows_in_the_range_of_its_frequency(hz: float, band: int) -> None:
    onsets = onsets_of(burst(hz))
    near = round((1.5 - onsets.first_at_s) * onsets.frames_per_second)
    strongest = onsets.strength[:, near - 5 : near + 6].max(axis=1)
    assert strongest[band] > 0.5


def test_the_highest_range_is_empty_where_the_sampling_rate_leaves_it_out() -> None:
    assert not onsets_of(burst(1000.0, rate=8_000), rate=8_000).strength[HIGH].any()


@settings(max_examples=8, deadline=None)
@given(gain_db=st.floats(-60.0, 12.0))
def test_gain_changes_nothing(gain_db: float) -> None:
    signal = burst(400.0)
    louder = onsets_of(signal * 10.0 ** (gain_db / 20.0))
    np.testing.assert_allclose(louder.strength, onsets_of(signal).strength, atol=2e-3)


@settings(max_examples=8, deadline=None)
@given(cuts=st.lists(st.integers(0, 3 * RATE), max_size=4))
def test_how_the_signal_is_cut_does_not_matter(cuts: list[int]) -> None:
    signal = burst(400.0)
    cut = onsets_of(signal, cuts=tuple(sorted(cuts)))
    np.testing.assert_array_equal(cut.strength, onsets_of(signal).strength)


def test_swapped_and_inverted_channels_have_the_same_onsets() -> None:
    random = np.random.default_rng(5)
    signal = burst(400.0) * [1.0, 0.4] + 0.003 * random.standard_normal((3 * RATE, 1))
    expected = onsets_of(signal).strength
    for changed in (signal[:, ::-1], signal * [1.0, -1.0], signal * [-1.0, 1.0]):
        np.testing.assert_allclose(onsets_of(changed).strength, expected, atol=2e-3)


def test_a_side_signal_is_heard() -> None:
    onsets = onsets_of(burst(400.0) * [1.0, -1.0])
    assert time_of_largest(onsets) == pytest.approx(1.5, abs=0.03)


def test_silence_is_silent() -> None:
    onsets = onsets_of(np.zeros((2 * RATE, 2)))
    assert onsets.silent
    assert not onsets.strength.any()


def test_less_than_a_frame_has_no_onsets() -> None:
    onsets = onsets_of(burst(400.0)[:500])
    assert onsets.strength.shape == (len(BANDS_HZ), 0)


def test_asked_twice_it_answers_the_same() -> None:
    chunks = Rechunker(sample_rate=RATE, channels=2, max_sample=100.0)
    meter = OnsetMeter(sample_rate=RATE, channels=2)
    for chunk in chunks.push(burst(400.0)):
        meter.push(chunk)
    first = meter.result()
    np.testing.assert_array_equal(meter.result().strength, first.strength)
