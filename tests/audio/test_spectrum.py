"""The long-term spectrum."""

from __future__ import annotations

import numpy as np
import pytest

from lib.audio.curves import popular_density_db
from lib.audio.decibels import power_to_db
from lib.audio.spectrum import BALANCE_BANDS, NOMINAL_HZ


def shaped_noise(rate, seconds, slope_db_per_octave, seed=1):
    """Noise with a power density of so many decibels per octave."""
    lines = np.fft.rfft(np.random.default_rng(seed).standard_normal(rate * seconds))
    hertz = np.fft.rfftfreq(rate * seconds, 1.0 / rate)
    hertz[0] = 1.0
    lines *= hertz ** (slope_db_per_octave / 6.0206)
    signal = np.fft.irfft(lines)
    return (0.1 * signal / signal.std())[:, None]


def levels(measured, signal, rate):
    return {b.center_hz: b.level_db for b in measured(signal, rate=rate).spectrum.bands}


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("center", [20.0, 31.5, 50.0, 100.0, 1000.0, 8000.0, 16_000.0])
def test_a_tone_lies_in_its_third_octave_alone(tone, measured, rate, center):
    exact = 1000.0 * 10.0 ** (round(10.0 * np.log10(center / 1000.0)) / 10.0)
    found = levels(measured, tone([(-20.0, 4.0)], rate=rate, hz=exact), rate)
    assert found[center] == pytest.approx(-23.01, abs=0.1)
    others = [db for hz, db in found.items() if hz != center and db is not None]
    assert max(others, default=-120.0) < -40.0


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 192_000])
def test_there_are_bands_up_to_half_the_sampling_rate(noise, measured, rate):
    found = levels(measured, noise(2.0, rate=rate, channels=1), rate)
    assert list(found) == [hz for hz in NOMINAL_HZ if hz < rate / 2]


def test_the_bands_add_up_to_the_power_of_the_programme(measured):
    signal = shaped_noise(44_100, 10, -3.0103)
    found = levels(measured, signal, 44_100)
    total = sum(10.0 ** (db / 10.0) for db in found.values())
    hertz = np.fft.rfftfreq(len(signal), 1.0 / 44_100)
    power = np.abs(np.fft.rfft(signal[:, 0])) ** 2
    heard = power[(hertz >= 17.8) & (hertz <= 22_050)].sum() / power.sum() * np.mean(signal**2)
    assert power_to_db(total) == pytest.approx(power_to_db(heard), abs=0.1)


def test_pink_noise_is_level_in_third_octaves(measured):
    found = levels(measured, shaped_noise(44_100, 60, -3.0103), 44_100)
    middle = [found[hz] for hz in NOMINAL_HZ if 100.0 <= hz <= 12_500.0]
    assert max(middle) - min(middle) < 1.0


@pytest.mark.parametrize("slope", [0.0, -3.0, -4.5, -6.0])
def test_the_tilt_is_the_slope_of_the_density(measured, slope):
    signal = shaped_noise(44_100, 20, slope)
    assert measured(signal, rate=44_100).spectrum.tilt_db_per_octave == pytest.approx(
        slope, abs=0.1
    )


def test_centroid_and_roll_off_of_a_tone_are_the_tone(tone, measured):
    found = measured(tone([(-20.0, 3.0)], rate=44_100, hz=2000.0), rate=44_100).spectrum
    assert found.centroid_hz == pytest.approx(2000.0, abs=3.0)
    assert found.rolloff_hz == pytest.approx(2000.0, abs=3.0)


def test_white_noise_rolls_off_at_85_percent_of_the_band(noise, measured):
    found = measured(noise(20.0, rate=44_100), rate=44_100).spectrum
    assert found.rolloff_hz == pytest.approx(20.0 + 0.85 * 19_980.0, rel=0.01)
    assert found.centroid_hz == pytest.approx(10_010.0, rel=0.01)


def test_a_programme_shaped_like_the_reference_does_not_deviate(measured):
    rate, seconds = 44_100, 20
    lines = np.fft.rfft(np.random.default_rng(2).standard_normal(rate * seconds))
    hertz = np.maximum(np.fft.rfftfreq(rate * seconds, 1.0 / rate), 1.0)
    signal = np.fft.irfft(lines * 10.0 ** (popular_density_db(hertz) / 20.0))
    found = measured((0.1 * signal / signal.std())[:, None], rate=rate).spectrum.balance
    assert [band.band for band in found] == [name for name, _, _ in BALANCE_BANDS]
    assert max(abs(band.deviation_db) for band in found) < 0.4
    assert sum(10.0 ** (band.level_db / 10.0) for band in found) == pytest.approx(1.0, abs=1e-6)


def test_a_raised_band_stands_out_by_as_much(measured):
    rate, seconds = 44_100, 20
    lines = np.fft.rfft(np.random.default_rng(2).standard_normal(rate * seconds))
    hertz = np.maximum(np.fft.rfftfreq(rate * seconds, 1.0 / rate), 1.0)
    raised = np.where((hertz >= 4000.0) & (hertz < 6000.0), 6.0, 0.0)
    signal = np.fft.irfft(lines * 10.0 ** ((popular_density_db(hertz) + raised) / 20.0))
    found = measured((0.1 * signal / signal.std())[:, None], rate=rate).spectrum.balance
    deviation = {band.band: band.deviation_db for band in found}
    assert deviation["presence"] == pytest.approx(6.0, abs=0.4)
    assert abs(deviation["mid"]) < 0.6


def test_pauses_do_not_lower_the_spectrum(tone, measured):
    signal = tone([(-20.0, 4.0), (-400.0, 16.0)], rate=44_100)
    assert levels(measured, signal, 44_100)[1000.0] == pytest.approx(-23.01, abs=0.7)


def test_the_shortest_programme_has_a_spectrum(tone, measured):
    found = levels(measured, tone([(-20.0, 0.4)], rate=44_100), 44_100)
    assert found[1000.0] == pytest.approx(-23.01, abs=0.2)


def test_silence_has_none(measured):
    found = measured(np.zeros((88_200, 2)), rate=44_100).spectrum
    assert all(band.level_db is None for band in found.bands)
    assert all(band.deviation_db is None for band in found.balance)
    assert all(reference.fit_db is None for reference in found.references)
    assert found.closest_reference is None
    assert (found.tilt_db_per_octave, found.centroid_hz, found.rolloff_hz) == (None, None, None)


def test_a_band_beyond_half_the_sampling_rate_has_no_level(noise, measured):
    found = {b.band: b for b in measured(noise(2.0, rate=8000), rate=8000).spectrum.balance}
    assert found["air"].level_db is None
    assert found["air"].reference_db is None
    assert found["presence"].level_db is None
    assert found["high_mid"].level_db is not None
