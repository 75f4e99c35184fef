"""Spectral peaks by pitch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.chroma import ChromaMeter
from scripts.fit_key import peaks_of as measured_peaks


def peaks_of(signal, rate):
    return measured_peaks(signal, rate=rate)


def tones(*hertz, rate=44_100, seconds=4.0, channels=2):
    t = np.arange(round(seconds * rate)) / rate
    wave = sum(0.1 * np.sin(2.0 * np.pi * hz * t) for hz in hertz)
    return np.repeat(wave[:, None], channels, axis=1)


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("hertz", [55.0, 220.0, 987.0, 1900.0])
def test_a_tone_is_one_peak_at_its_pitch_in_every_frame(rate, hertz):
    found = peaks_of(tones(hertz, rate=rate, channels=1), rate)
    inside = found.frame < len(found.frame_level_db) - 1  # the last frame has an edge in it
    assert found.frame[inside].tolist() == list(range(len(found.frame_level_db) - 1))
    assert found.cents[inside] == pytest.approx(1200.0 * np.log2(hertz / 440.0), abs=3.0)
    assert found.level_db[inside] == pytest.approx(-20.0, abs=0.4)
    assert found.frame_level_db[:-1] == pytest.approx(-20.0, abs=0.3)


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_what_lies_above_does_not_fold_back_into_view(rate):
    low = round(rate / int(rate / 5000.0))
    found = peaks_of(tones(220.0, low - 1000.0, rate=rate), rate)
    assert not np.any(found.level_db[np.abs(found.cents - 1421.0) < 100.0] > -75.0)
    assert np.all(np.abs(found.cents[found.level_db > -70.0] + 1200.0) < 2.0)


def test_two_low_notes_a_semitone_apart_are_two_peaks():
    found = peaks_of(tones(82.41, 87.31), 44_100)
    first = np.sort(found.cents[found.frame == 2])
    assert first == pytest.approx([-2900.0, -2800.0], abs=12.0)


def test_noise_has_few_peaks_and_they_stand_out_little(noise):
    found = peaks_of(noise(20.0, rate=44_100), 44_100)
    assert len(found.cents) < 20 * len(found.frame_level_db)
    assert np.median(found.salience_db) < 10.0


def test_a_frame_keeps_sixty_peaks_at_most():
    found = peaks_of(tones(*np.linspace(60.0, 1950.0, 90)), 44_100)
    assert np.bincount(found.frame).max() == 60


def test_a_tone_under_noise_is_still_found(noise):
    signal = noise(6.0, rate=44_100) + tones(440.0, seconds=6.0)
    found = peaks_of(signal, 44_100)
    near = np.abs(found.cents) < 10.0
    assert len(np.unique(found.frame[near])) >= len(found.frame_level_db) - 1


def test_neither_polarity_nor_order_of_channels_matters(noise):
    signal = tones(220.0, 330.0) + 0.1 * noise(4.0, rate=44_100)
    plain = peaks_of(signal, 44_100)
    for other in (signal[:, ::-1], -signal, signal * [1.0, -1.0]):
        changed = peaks_of(other, 44_100)
        assert np.array_equal(changed.frame, plain.frame)
        assert changed.cents == pytest.approx(plain.cents, abs=0.05)
        assert changed.level_db == pytest.approx(plain.level_db, abs=0.01)


@settings(max_examples=8, deadline=None)
@given(gain_db=st.floats(-40.0, 20.0))
def test_a_gain_moves_levels_alone(gain_db):
    signal = tones(110.0, 277.0, 415.0, seconds=2.0)
    plain = peaks_of(signal, 44_100)
    louder = peaks_of(signal * 10.0 ** (gain_db / 20.0), 44_100)
    assert np.array_equal(louder.frame, plain.frame)
    assert louder.cents == pytest.approx(plain.cents, abs=0.05)
    assert louder.level_db - plain.level_db == pytest.approx(gain_db, abs=0.02)
    assert louder.salience_db == pytest.approx(plain.salience_db, abs=0.02)


def test_half_an_hour_is_kept_in_a_few_megabytes(noise):
    signal = noise(20.0, rate=44_100) + tones(*(55.0 * 2 ** (np.arange(40) / 8)), seconds=20.0)
    found = peaks_of(signal, 44_100)
    arrays = (found.counts, found.cents, found.steps, found.frame_level_db)
    assert sum(array.nbytes for array in arrays) * 90 < 3e6


def test_a_part_of_the_frames_has_their_peaks_and_no_other(noise):
    found = peaks_of(noise(6.0, rate=44_100) + tones(220.0, 330.0, seconds=6.0), 44_100)
    part = found.between(3, 9)
    inside = (found.frame >= 3) & (found.frame < 9)
    assert np.array_equal(part.frame, found.frame[inside] - 3)
    for name in ("cents", "level_db", "relative_db", "salience_db"):
        assert np.array_equal(getattr(part, name), getattr(found, name)[inside])
    assert np.array_equal(part.frame_level_db, found.frame_level_db[3:9])
    assert len(found.between(2, 2).cents) == 0


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3, 0.8])
def test_a_short_signal_has_few_frames(seconds):
    found = peaks_of(tones(440.0, seconds=seconds), 44_100)
    assert len(found.frame_level_db) <= 2
    assert np.isfinite(found.frame_level_db).all()


def test_silence_has_no_peaks():
    found = peaks_of(np.zeros((44_100 * 3, 2)), 44_100)
    assert len(found.cents) == 0
    assert (found.frame_level_db < -200.0).all()


def test_asked_twice_it_answers_the_same():
    meter = ChromaMeter(line_hz=1.0, lines=4001, hop_s=0.5, channels=1)
    power = np.ones((5, 4001), np.float32)
    power[:, 440] = 1000.0
    meter.take(power, power.sum(axis=1, dtype=float))
    meter.finish()
    assert len(meter.result().cents) == 5
    assert np.array_equal(meter.result().cents, meter.result().cents)


@pytest.mark.parametrize("cuts", [(1,), (31, 32, 33), (7, 50)])
def test_frames_that_come_in_other_company_have_the_same_peaks(noise, cuts):
    power = np.square(noise(1.0, rate=80 * 4001, channels=1)).astype(np.float32).reshape(80, 4001)

    def found(parts):
        meter = ChromaMeter(line_hz=1.0, lines=4001, hop_s=0.5, channels=2)
        for part in parts:
            meter.take(part, part.sum(axis=1, dtype=float))
        meter.finish()
        return meter.result()

    whole, cut = found([power]), found(np.split(power, cuts))
    for name in ("counts", "cents", "steps", "frame_level_db"):
        assert np.array_equal(getattr(whole, name), getattr(cut, name))
