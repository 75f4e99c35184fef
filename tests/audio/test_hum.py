"""Mains hum."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.hum import HumMeter

RATE, LENGTH = 8000, 8192  # lines 0.98 Hz apart; frames of 1.02 s, every 0.51 s


def hum(signal, batch=4):
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(LENGTH) + 0.5) / LENGTH)
    frames = np.lib.stride_tricks.sliding_window_view(signal, LENGTH)[:: LENGTH // 2]
    lines = np.fft.rfft(frames * window)
    power = np.square(np.abs(lines)) * 2.0 / (LENGTH * np.square(window).sum())
    meter = HumMeter(line_hz=RATE / LENGTH)
    for start in range(0, len(power), batch):
        some = power[start : start + batch].astype(np.float32)
        meter.take(some, some.sum(axis=1, dtype=np.float64))
    return meter.result()


def tones(seconds, levels_dbfs, fundamental_hz):
    """Harmonics by order, each at its RMS level."""
    t = np.arange(round(seconds * RATE)) / RATE
    return sum(
        10.0 ** (db / 20.0)
        * math.sqrt(2.0)
        * np.sin(2.0 * np.pi * order * fundamental_hz * t + order)
        for order, db in levels_dbfs.items()
    )


def noise(seconds, level_dbfs, seed=1):
    random = np.random.default_rng(seed)
    return 10.0 ** (level_dbfs / 20.0) * random.standard_normal(round(seconds * RATE))


def music(seconds, level_dbfs, seed=1):
    """Notes of a scale with overtones, two a second."""
    random = np.random.default_rng(seed)
    notes = []
    for _ in range(round(2 * seconds)):
        hertz = 55.0 * 2.0 ** (random.choice([0, 2, 4, 5, 7, 9, 11, 12, 14]) / 12.0)
        t = np.arange(RATE // 2) / RATE
        wave = sum(np.sin(2 * np.pi * k * hertz * t) / k for k in range(1, 9))
        notes.append(wave * np.exp(-3.0 * t))
    signal = np.concatenate(notes)
    return signal * 10.0 ** (level_dbfs / 20.0) / signal.std()


@settings(max_examples=15, deadline=None)
@given(
    grid=st.sampled_from([50.0, 60.0]),
    drift=st.floats(-0.003, 0.003),
    level=st.floats(-75.0, -45.0),
    seed=st.integers(0, 99),
)
def test_hum_in_the_pauses_of_music_is_told_with_its_level(grid, drift, level, seed):
    quiet, hertz = 8.0, grid * (1.0 + drift)
    parts = [np.zeros(round(quiet * RATE)), music(10.0, -18.0, seed)]
    signal = np.concatenate(parts) + noise(quiet + 10.0, -95.0, seed)
    signal += tones(quiet + 10.0, {1: level, 2: level - 3.0, 3: level - 6.0}, hertz)
    found = hum(signal)
    assert found is not None
    assert found.fundamental_hz == pytest.approx(hertz, abs=0.06)
    total = 10.0 ** (level / 10.0) * (1.0 + 10.0**-0.3 + 10.0**-0.6)
    assert found.level_dbfs == pytest.approx(10.0 * np.log10(total), abs=0.3)
    assert found.harmonics[:3] == (1, 2, 3)


def test_a_rectifiers_hum_has_even_harmonics_only():
    signal = np.concatenate([np.zeros(8 * RATE), music(10.0, -18.0)]) + noise(18.0, -95.0)
    found = hum(signal + tones(18.0, {2: -55.0, 4: -60.0, 6: -66.0}, 50.0))
    assert found.fundamental_hz == pytest.approx(50.0, abs=0.05)
    assert found.harmonics == (2, 4, 6)


@pytest.mark.parametrize("seed", range(8))
def test_music_alone_has_no_hum(seed):
    assert hum(music(30.0, -18.0, seed) + noise(30.0, -80.0, seed)) is None


@pytest.mark.parametrize("hertz", [49.0, 51.91, 58.27, 61.74])
def test_a_bass_that_fades_out_on_a_note_near_the_grid_is_no_hum(hertz):
    fade = np.linspace(0.0, -70.0, 20 * RATE)
    signal = tones(20.0, {1: -20.0, 2: -26.0, 3: -30.0}, hertz) * 10.0 ** (fade / 20.0)
    assert hum(np.concatenate([music(10.0, -18.0), signal]) + noise(30.0, -95.0)) is None


@pytest.mark.parametrize("hertz", [49.0, 51.91, 58.27, 61.74])
def test_a_held_note_near_the_grid_is_no_hum(hertz):
    assert hum(tones(20.0, {1: -30.0, 2: -33.0, 3: -36.0, 4: -40.0}, hertz)) is None


def test_a_bass_on_the_very_grid_that_fades_is_no_hum():
    fade = np.linspace(0.0, -60.0, 20 * RATE)
    signal = tones(20.0, {1: -20.0, 2: -26.0, 3: -30.0}, 50.0) * 10.0 ** (fade / 20.0)
    assert hum(np.concatenate([music(10.0, -18.0), signal]) + noise(30.0, -95.0)) is None


def test_noise_silence_and_short_files_have_none():
    assert hum(noise(20.0, -50.0)) is None
    assert hum(np.zeros(20 * RATE)) is None
    assert hum(tones(2.0, {1: -40.0, 2: -45.0, 3: -50.0}, 50.0)) is None


def test_how_the_frames_come_in_does_not_matter():
    signal = np.concatenate([np.zeros(8 * RATE), music(10.0, -18.0)]) + noise(18.0, -95.0)
    signal += tones(18.0, {1: -50.0, 2: -55.0, 3: -60.0}, 60.0)
    assert hum(signal, batch=1) == hum(signal, batch=7)
