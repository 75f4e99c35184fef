"""The waveform's outline."""

from __future__ import annotations

import numpy as np
import pytest


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
