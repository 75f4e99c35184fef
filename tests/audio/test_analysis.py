"""The laws of the whole measurement."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.analysis import Analysis


def song(rate, seconds=3.7):
    """Loud enough to clip in places, quiet in others, different to the left and right."""
    random = np.random.default_rng(7)
    n = np.arange(round(seconds * rate))
    beat = np.exp(-(n % (rate // 2)) / (0.1 * rate))
    tones = np.stack([np.sin(2 * np.pi * hz * n / rate) for hz in (110.0, 441.0)], axis=1)
    signal = beat[:, None] * (1.5 * tones + 0.2 * random.standard_normal((len(n), 2)))
    return np.clip(signal, -1.0, 1.0).astype(np.float32)


SONGS = {rate: song(rate) for rate in (8000, 11_025, 44_100)}


def bits(signal, rate, cuts):
    """Every measured number, bit for bit."""
    analysis = Analysis(sample_rate=rate, channels=2, step=2.0**-15)
    for piece in np.split(signal, sorted(cuts)):
        analysis.push(piece)
    return pickle.dumps(analysis.finish())


@pytest.mark.parametrize("rate", SONGS)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_blocks_of_any_one_size_give_the_same_measurements_bit_for_bit(rate, size):
    signal = SONGS[rate][: rate * 2 if size == 1 else None]
    assert bits(signal, rate, range(size, len(signal), size)) == bits(signal, rate, [])


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, len(SONGS[11_025]))), rate=st.just(11_025))
def test_how_the_signal_is_cut_into_blocks_does_not_matter(cuts, rate):
    assert bits(SONGS[rate], rate, cuts) == bits(SONGS[rate], rate, [])


@settings(max_examples=20, deadline=None)
@given(gain_db=st.floats(-30.0, 6.0))
def test_a_gain_adds_as_many_lu_and_db_and_changes_no_shape(noise, measured, gain_db):
    rate = 11_025
    signal = noise(6.0, rate=rate) * np.linspace(0.3, 1.0, 6 * rate)[:, None]
    plain, louder = (measured(s, rate=rate) for s in (signal, signal * 10.0 ** (gain_db / 20.0)))
    for name in ("momentary", "short_term"):
        before, after = getattr(plain.loudness, name), getattr(louder.loudness, name)
        assert after.lufs - before.lufs == pytest.approx(gain_db, abs=1e-4)
    gained = louder.loudness.integrated_lufs - plain.loudness.integrated_lufs
    assert gained == pytest.approx(gain_db, abs=1e-4)
    assert louder.loudness.range_lu == pytest.approx(plain.loudness.range_lu, abs=1e-4)
    assert louder.levels.crest_db == pytest.approx(plain.levels.crest_db, abs=1e-3)
    peaks = louder.true_peak.amplitude / plain.true_peak.amplitude
    assert 20.0 * np.log10(peaks) == pytest.approx(gain_db, abs=1e-4)
    before, after = plain.spectrum, louder.spectrum
    assert after.tilt_db_per_octave == pytest.approx(before.tilt_db_per_octave, abs=1e-3)
    assert after.centroid_hz == pytest.approx(before.centroid_hz, rel=1e-4)


def test_asked_twice_it_answers_the_same():
    analysis = Analysis(sample_rate=8000, channels=2)
    analysis.push(SONGS[8000])
    assert pickle.dumps(analysis.finish()) == pickle.dumps(analysis.finish())


def test_nothing_may_be_pushed_after_the_end():
    analysis = Analysis(sample_rate=8000, channels=2)
    analysis.finish()
    with pytest.raises(ValueError, match="finished"):
        analysis.push(SONGS[8000])


@pytest.mark.parametrize("rate", [8000, 44_056, 192_000])
@pytest.mark.parametrize("channels", [1, 3, 8])
def test_any_rate_and_number_of_channels_is_measured(noise, measured, rate, channels):
    found = measured(noise(1.3, rate=rate, channels=channels), rate=rate)
    assert found.frames == round(1.3 * rate)
    assert np.isfinite(found.loudness.integrated_lufs)


def test_denormal_numbers_do_not_slow_it_down_to_a_crawl():
    """Half a minute of samples that only exist as denormals in single precision."""
    analysis = Analysis(sample_rate=44_100, channels=1)
    for _ in range(30):
        analysis.push(np.full((44_100, 1), 1e-40, np.float32))
    assert analysis.finish().levels.peak < 1e-39


# Chords of notes that change every second, over noise.
LONG = """
import resource, sys
import numpy as np
from lib.audio.analysis import Analysis
rate = 8000
random = np.random.default_rng(1)
t = np.arange(rate) / rate
seconds = []
for root in (0, 5, 7, 0):
    hertz = 110.0 * 2.0 ** ((np.array([0, 4, 7, 12, 16, 24]) + root) / 12.0)
    wave = 0.1 * np.sin(2.0 * np.pi * hertz[:, None] * t).sum(axis=0) * np.exp(-3.0 * t)
    seconds.append((wave[:, None] + 0.01 * random.standard_normal((rate, 2))).astype(np.float32))
analysis = Analysis(sample_rate=rate, channels=2)
for _ in range(15 * int(sys.argv[1])):
    for second in seconds:
        analysis.push(second)
found = analysis.finish()
assert found.frames == 60 * int(sys.argv[1]) * rate and found.key.key is not None
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is counted otherwise")
def test_half_an_hour_takes_little_more_memory_than_two_minutes():
    """What an hour may take beside four minutes is 20 MB."""
    root = Path(__file__).resolve().parents[2]
    peaks = [
        int(
            subprocess.run(
                # By way of a shell: a child's peak begins at what its parent occupies.
                ["sh", "-c", '"$0" -c "$1" "$2"', sys.executable, LONG, minutes],
                cwd=root,
                check=True,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                capture_output=True,
            ).stdout
        )
        for minutes in ("2", "30")
    ]
    assert peaks[1] - peaks[0] < 10_000  # kilobytes
