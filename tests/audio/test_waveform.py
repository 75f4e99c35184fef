"""The waveform's outline."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from lib.audio.blocks import Rechunker
from lib.audio.waveform import WaveformMeter


def cutter(rate):
    return Rechunker(sample_rate=rate, channels=1, max_sample=100.0)


@pytest.mark.parametrize("seconds", [0.4, 3.0, 20.0, 47.31])
@pytest.mark.parametrize("rate", [8000, 11_025])
def test_it_has_at_most_2000_points_that_cover_the_programme(noise, measured, rate, seconds):
    found = measured(noise(seconds, rate=rate), rate=rate).waveform
    points = len(found.low)
    assert points == len(found.high) == len(found.rms) <= 2000
    assert (points - 1) * found.seconds_per_point < seconds
    assert points * found.seconds_per_point >= seconds - 0.01


def test_it_spans_all_channels(measured):
    signal = np.zeros((8000, 2))
    signal[4000, 0], signal[4001, 1] = 0.5, -0.75
    found = measured(signal, rate=8000).waveform
    at = int(np.argmax(found.high))
    assert (found.high[at], found.low[at]) == (0.5, -0.75)
    assert at == 50
    assert found.rms[at] == pytest.approx(np.sqrt((0.25 + 0.5625) / 160))


def test_a_tone_has_its_rms_at_every_point(tone, measured):
    found = measured(tone([(-6.0, 30.0)], rate=11_025), rate=11_025).waveform
    assert found.rms == pytest.approx(0.5012 / np.sqrt(2.0), abs=0.001)


@pytest.mark.parametrize("seconds", [310.0, 371.37, 700.0])
def test_a_long_programme_has_nearly_as_many_points_of_the_same_extremes(seconds):
    rate = 8000
    signal = np.random.default_rng(1).standard_normal((round(seconds * rate), 1)) / 8.0
    meter, chunks = WaveformMeter(sample_rate=rate, channels=1), cutter(rate)
    for chunk in chain(chunks.push(signal), chunks.finish()):
        meter.push(chunk)
    found = meter.result()
    size = round(found.seconds_per_point * rate)
    points = [signal[start : start + size, 0] for start in range(0, len(signal), size)]
    assert 1700 <= len(points) == len(found.low) <= 2000
    assert found.low == pytest.approx([point.min() for point in points], abs=1e-7)
    assert found.high == pytest.approx([point.max() for point in points], abs=1e-7)
    assert found.rms == pytest.approx([np.sqrt((point**2).mean()) for point in points], rel=1e-5)
