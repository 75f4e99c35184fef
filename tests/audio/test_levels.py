"""Sample peak, RMS, crest factor and DC offset."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lib.audio.decibels import amplitude_to_db


def test_a_sine_has_a_crest_of_3_01_db(tone, measured):
    levels = measured(tone([(-6.0, 2.0)], rate=48_000), rate=48_000).levels
    assert amplitude_to_db(levels.peak) == pytest.approx(-6.0, abs=0.01)
    assert amplitude_to_db(levels.rms) == pytest.approx(-9.01, abs=0.01)
    assert levels.crest_db == pytest.approx(3.01, abs=0.01)


def test_a_square_wave_has_none(measured):
    square = np.where(np.arange(8000) // 40 % 2, 0.5, -0.5)[:, None]
    assert measured(square, rate=8000).levels.crest_db == pytest.approx(0.0, abs=1e-6)


def test_the_offset_is_that_of_the_worst_channel_with_its_sign(tone, measured):
    signal = tone([(-20.0, 2.5)], rate=8000)
    signal += [0.01, -0.03]
    assert measured(signal, rate=8000).levels.dc_offset == pytest.approx(-0.03, abs=1e-6)


def test_silence_has_no_crest(measured):
    levels = measured(np.zeros((8000, 2)), rate=8000).levels
    assert (levels.peak, levels.rms, levels.crest_db) == (0.0, 0.0, None)
    assert amplitude_to_db(levels.rms) == -math.inf
