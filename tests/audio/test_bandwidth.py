"""Where the spectrum ends like a wall."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.bandwidth import wall


def spectrum(rate, levels_db, seed=1):
    """The mean of some forty noisy spectra with the given levels at each frequency."""
    hertz = np.arange(16_385) * rate / 32_768
    random = np.random.default_rng(seed)
    return 10.0 ** (levels_db(hertz) / 10.0) * random.chisquare(40, len(hertz)) / 40.0


def pink(hertz):
    return -70.0 - 4.5 * np.log2(np.maximum(hertz, 20.0) / 1000.0)


@settings(max_examples=40, deadline=None)
@given(
    cutoff=st.floats(4000.0, 21_000.0),
    transition=st.floats(10.0, 500.0),
    rate=st.sampled_from([44_100, 48_000, 96_000]),
    seed=st.integers(0, 99),
)
def test_a_wall_is_found_wherever_it_stands(cutoff, transition, rate, seed):
    def levels(hertz):
        fall = np.clip((hertz - cutoff) / transition + 0.5, 0.0, 1.0)
        return pink(hertz) - 50.0 * fall

    found = wall(spectrum(rate, levels, seed), sample_rate=rate)
    assert found is not None
    assert found.cutoff_hz == pytest.approx(cutoff, abs=120.0)
    assert found.fall_db == pytest.approx(50.0, abs=4.0)


def test_a_steep_wall_is_steeper_than_a_slanted_one():
    def slanted(width):
        return lambda hz: pink(hz) - 60.0 * np.clip((hz - 16_000.0) / width, 0.0, 1.0)

    steep, gentle = (
        wall(spectrum(44_100, slanted(width)), sample_rate=44_100) for width in (50.0, 500.0)
    )
    octaves = np.log2(16_375.0 / 16_125.0)
    assert gentle.steepness_db_per_octave == pytest.approx(30.0 / octaves, rel=0.2)
    assert steep.steepness_db_per_octave > 3.0 * gentle.steepness_db_per_octave


@pytest.mark.parametrize("db_per_octave", [6.0, 12.0, 24.0, 48.0])
def test_a_filter_of_the_mixing_desk_is_no_wall(db_per_octave):
    def levels(hertz):
        return pink(hertz) - db_per_octave * np.maximum(0.0, np.log2(np.maximum(hertz, 1) / 12e3))

    assert wall(spectrum(44_100, levels), sample_rate=44_100) is None


def test_music_that_sinks_into_dither_has_no_wall():
    def levels(hertz):
        return np.maximum(pink(hertz) - hertz / 400.0, -118.0)

    assert wall(spectrum(44_100, levels), sample_rate=44_100) is None


def test_what_comes_back_above_is_a_notch_and_no_wall():
    def levels(hertz):
        return pink(hertz) - 50.0 * ((hertz > 9000.0) & (hertz < 12_000.0))

    assert wall(spectrum(44_100, levels), sample_rate=44_100) is None


def test_tones_alone_have_no_wall():
    power = np.full(16_385, 1e-16)
    power[3000:12_000:400] = 1e-3
    assert wall(power, sample_rate=44_100) is None
    assert wall(np.zeros(16_385), sample_rate=44_100) is None


def test_the_full_band_and_slow_files_have_none():
    assert wall(spectrum(44_100, pink), sample_rate=44_100) is None
    assert wall(spectrum(8000, pink), sample_rate=8000) is None


def test_a_song_at_96_khz_that_ends_at_22_khz_was_made_at_44_1():
    def levels(hertz):
        return np.where(hertz < 22_050.0, pink(hertz), -160.0)

    found = wall(spectrum(96_000, levels), sample_rate=96_000)
    assert found.cutoff_hz == pytest.approx(22_050.0, abs=120.0)
