"""Narrow peaks that stay where they are."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.resonances import MAX_RESONANCES, ResonanceMeter

RATE, LENGTH = 22_050, 16_384  # lines 1.35 Hz apart, as in a file of 44.1 kHz


def resonances(signal, batch=4):
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(LENGTH) + 0.5) / LENGTH)
    frames = np.lib.stride_tricks.sliding_window_view(signal, LENGTH)[:: LENGTH // 2]
    power = np.square(np.abs(np.fft.rfft(frames * window)))
    power *= 2.0 / (LENGTH * np.square(window).sum())
    meter = ResonanceMeter(line_hz=RATE / LENGTH, lines=LENGTH // 2 + 1)
    for start in range(0, len(power), batch):
        some = power[start : start + batch].astype(np.float32)
        meter.take(some, some.sum(axis=1, dtype=np.float64))
    return meter.result()


def ringing(signal, *peaks):
    """Bell filters of so many Hz, dB and Q (an analogue prototype's response)."""
    lines = np.fft.rfft(signal)
    s = 1j * np.fft.rfftfreq(len(signal), 1.0 / RATE)
    for hertz, gain_db, q in peaks:
        gain = 10.0 ** (gain_db / 20.0)
        lines *= (s**2 + gain * hertz / q * s + hertz**2) / (s**2 + hertz / q * s + hertz**2)
    return np.fft.irfft(lines, len(signal))


def pink(seconds=20.0, seed=1):
    count = round(seconds * RATE)
    lines = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    signal = np.fft.irfft(lines / np.sqrt(np.maximum(np.arange(len(lines)), 50.0)), count)
    return 0.1 * signal / signal.std()


def melody(seconds=40.0, seed=1, chords=False):
    """Notes of a major scale over three octaves, with overtones and a drum of noise."""
    random = np.random.default_rng(seed)
    scale = np.array([0, 2, 4, 5, 7, 9, 11])
    t = np.arange(RATE // 2) / RATE
    parts = []
    for _ in range(round(2 * seconds)):
        root = random.integers(7)
        picked = [root, root + 2, root + 4] if chords else [root]
        wave = np.zeros(len(t))
        for each in picked:
            octave = random.integers(3)
            hertz = 130.81 * 2.0 ** (octave + (scale[each % 7] + 12 * (each // 7)) / 12.0)
            wave += sum(np.sin(2 * np.pi * k * hertz * t) / k for k in range(1, 11))
        parts.append(wave * np.exp(-2.0 * t))
    signal = np.concatenate(parts)
    return 0.1 * signal / signal.std() + 0.3 * pink(seconds, seed)[: len(signal)]


@settings(max_examples=16, deadline=None)
@given(
    hertz=st.floats(200.0, 8000.0),
    gain_db=st.floats(15.0, 20.0),
    q=st.floats(8.0, 25.0),
    seed=st.integers(0, 99),
)
def test_a_ringing_place_is_found_with_its_frequency_height_and_width(hertz, gain_db, q, seed):
    found = resonances(ringing(pink(seed=seed), (hertz, gain_db, q)))
    assert len(found) == 1
    # Of 160 that were drawn 95 % were within 0.6 %, 0.9 dB and a ninth of the width.
    assert found[0].frequency_hz == pytest.approx(hertz, rel=0.02)
    assert found[0].excess_db == pytest.approx(gain_db, abs=3.0)
    assert q / 1.4 < found[0].q < q * 1.4


@pytest.mark.parametrize("gain_db", [8.0, 12.0, 25.0])
@pytest.mark.parametrize("q", [8.0, 16.0])
def test_the_height_is_right_low_and_high(gain_db, q):
    found = resonances(ringing(pink(seed=3), (1000.0, gain_db, q)))
    assert [each.excess_db for each in found] == [pytest.approx(gain_db, abs=2.0)]


def test_one_whose_skirts_fill_all_around_it_is_found_and_at_least_as_high_as_it_stands_out():
    found = resonances(ringing(pink(seed=3), (1000.0, 36.0, 5.0)))
    assert len(found) == 1
    assert 6.0 <= found[0].excess_db <= 38.0


@pytest.mark.parametrize("ratio", [2.0, 2.6])
@pytest.mark.parametrize("q", [8.0, 16.0])
def test_a_neighbour_takes_little_of_the_height(ratio, q):
    peaks = ((1000.0, 15.0, q), (1000.0 * ratio, 15.0, q))
    found = resonances(ringing(pink(40.0), *peaks))
    assert [each.excess_db for each in found] == [pytest.approx(15.0, abs=4.0)] * 2


def test_several_are_told_apart_the_highest_first():
    found = resonances(ringing(pink(40.0), (310.0, 12.0, 10.0), (2750.0, 18.0, 15.0)))
    assert [round(each.frequency_hz, -2) for each in found] == [2700.0, 300.0] or [
        round(each.frequency_hz, -2) for each in found
    ] == [2800.0, 300.0]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("chords", [False, True])
def test_the_notes_of_music_are_none(seed, chords):
    assert resonances(melody(seed=seed, chords=chords)) == ()


def test_a_ringing_place_is_found_under_a_melody():
    found = resonances(ringing(melody(), (3400.0, 20.0, 12.0)))
    assert any(abs(each.frequency_hz / 3400.0 - 1.0) < 0.02 for each in found)
    assert len(found) <= 2


def test_noise_and_broad_colours_have_none():
    assert resonances(pink()) == ()
    assert resonances(np.random.default_rng(1).standard_normal(20 * RATE) * 0.1) == ()
    assert resonances(ringing(pink(), (1000.0, 9.0, 0.7))) == ()


def test_the_edge_of_a_low_pass_is_none():
    signal = pink()
    lines = np.fft.rfft(signal)
    lines[np.fft.rfftfreq(len(signal), 1.0 / RATE) > 6000.0] *= 1e-4
    assert resonances(np.fft.irfft(lines)) == ()


def test_a_drone_with_its_overtones_is_none():
    t = np.arange(20 * RATE) / RATE
    drone = sum(np.sin(2 * np.pi * k * 110.0 * t) / k for k in range(1, 8))
    assert resonances(pink() + 0.05 * drone) == ()


def test_a_whistle_in_a_moving_place_is_none():
    t = np.arange(20 * RATE) / RATE
    glide = np.cumsum(2000.0 * 2.0 ** np.sin(2 * np.pi * 0.1 * t)) / RATE
    assert resonances(pink() + 0.02 * np.sin(2 * np.pi * glide)) == ()


def test_pauses_and_fades_do_not_hide_it():
    signal = ringing(pink(30.0), (900.0, 15.0, 12.0))
    signal[5 * RATE : 12 * RATE] = 0.0
    assert len(resonances(signal)) == 1


def test_silence_and_short_files_have_none():
    assert resonances(np.zeros(20 * RATE)) == ()
    assert resonances(ringing(pink(), (900.0, 15.0, 12.0))[: 5 * RATE]) == ()


@settings(max_examples=8, deadline=None)
@given(gain_db=st.floats(-40.0, 6.0), batch=st.integers(1, 9))
def test_a_gain_and_the_batches_change_nothing(gain_db, batch):
    signal = ringing(pink(12.0), (900.0, 15.0, 12.0))
    one, other = resonances(signal), resonances(signal * 10.0 ** (gain_db / 20.0), batch)
    assert len(one) == len(other) == 1
    assert other[0].frequency_hz == pytest.approx(one[0].frequency_hz, rel=1e-3)
    assert other[0].excess_db == pytest.approx(one[0].excess_db, abs=0.5)


def test_there_are_never_too_many():
    peaks = [(hertz, 18.0, 25.0) for hertz in 150.0 * 1.37 ** np.arange(13)]
    assert len(resonances(ringing(pink(), *peaks))) <= MAX_RESONANCES


def test_the_resonances_of_an_hour_are_found_in_four_megabytes():
    """A ringing place and nothing else, in frames of 0.37 s."""
    lines = np.arange(LENGTH // 2 + 1) * RATE / LENGTH
    random = np.random.default_rng(2)
    meter = ResonanceMeter(line_hz=RATE / LENGTH, lines=len(lines))
    bell = 1.0 + 100.0 / (1.0 + np.square(12.0 * (lines / 900.0 - 900.0 / np.maximum(lines, 1.0))))
    power = (1e-6 * bell * random.chisquare(2, (4, len(lines)))).astype(np.float32)
    for _ in range(9700 // 4):
        meter.take(power, power.sum(axis=1, dtype=np.float64))
    tracemalloc.start()
    found = meter.result()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [round(each.frequency_hz, -2) for each in found] == [900.0]
    assert most < 4e6
