"""Loudness against the test signals of EBU Tech 3341, Tech 3342 and BS.1770."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

from lib.audio.analysis import Analysis
from lib.audio.blocks import Rechunker
from lib.audio.loudness import LoudnessMeter, channel_weights, integrated, loudness_range

RATES = [44_100, 48_000, 96_000]
SILENCE = -400.0
# The standard allows 0.1 LU; these are met five times better.
LU = 0.03


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-23.0, 20.0)], -23.0),
        ([(-33.0, 20.0)], -33.0),
        ([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
        ([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
        ([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
    ],
    ids=["case 1", "case 2", "case 3", "case 4", "case 5"],
)
def test_tech_3341_integrated_loudness_of_tones(tone, measured, rate, parts, expected):
    found = measured(tone(parts, rate=rate), rate=rate).loudness
    assert found.integrated_lufs == pytest.approx(expected, abs=LU)
    if len(parts) == 1:
        assert found.momentary.lufs == pytest.approx(expected, abs=LU)
        assert found.short_term.lufs == pytest.approx(expected, abs=LU)


@pytest.mark.parametrize("rate", RATES)
def test_tech_3341_case_6_five_channels(tone, measured, rate):
    levels = [-28.0, -28.0, -24.0, -30.0, -30.0]
    signal = np.concatenate([tone([(db, 20.0)], rate=rate, channels=1) for db in levels], axis=1)
    found = measured(signal, rate=rate).loudness
    assert found.integrated_lufs == pytest.approx(-23.0, abs=LU)


def test_the_low_frequency_channel_does_not_count(tone, measured):
    quiet, loud = tone([(-28.0, 5.0)], rate=48_000), tone([(-3.0, 5.0)], rate=48_000, channels=1)
    center, sides = tone([(-24.0, 5.0)], rate=48_000, channels=1), tone([(-30.0, 5.0)], rate=48_000)
    with_lfe = np.concatenate([quiet, center, loud, sides], axis=1)
    found = measured(with_lfe, rate=48_000).loudness
    assert found.integrated_lufs == pytest.approx(-23.0, abs=LU)


@pytest.mark.parametrize("rate", RATES)
def test_tech_3341_case_9_short_term_is_constant(tone, measured, rate):
    signal = tone([(-20.0, 1.34), (-30.0, 1.66)] * 5, rate=rate)
    found = measured(signal, rate=rate).loudness
    settled = found.curve.short_term_lufs[np.isfinite(found.curve.short_term_lufs)]
    assert len(settled) == 121
    assert np.abs(settled + 23.0).max() < 0.1


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("number", [0, 1, 7, 13, 19])
def test_tech_3341_case_10_maximum_short_term(tone, measured, rate, number):
    signal = tone([(SILENCE, 0.15 * number), (-23.0, 3.0), (SILENCE, 1.0)], rate=rate)
    found = measured(signal, rate=rate).loudness.short_term
    assert found.lufs == pytest.approx(-23.0, abs=LU)
    assert found.at_s == pytest.approx(0.15 * number + 3.0, abs=0.02)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_tech_3341_case_11_maximum_short_term_rises_with_each_segment(tone, measured, rate):
    parts = []
    for number in range(20):
        parts += [(SILENCE, 0.15 * number), (-38.0 + number, 3.0), (SILENCE, 3.0 - 0.15 * number)]
    found = measured(tone(parts, rate=rate), rate=rate).loudness
    # 20 segments of 6 s: the curve's points, 0.2 s apart, come within a window of each maximum.
    assert found.short_term.lufs == pytest.approx(-19.0, abs=LU)
    by_segment = found.curve.short_term_lufs
    ends = found.curve.start_s + found.curve.hop_s * np.arange(len(by_segment))
    for number in range(20):
        inside = (ends > 6 * number) & (ends <= 6 * (number + 1))
        assert by_segment[inside].max() == pytest.approx(-38.0 + number, abs=0.35)


@pytest.mark.parametrize("rate", RATES)
def test_tech_3341_case_12_momentary_is_constant(tone, measured, rate):
    signal = tone([(-20.0, 0.18), (-30.0, 0.22)] * 25, rate=rate)
    curve = measured(signal, rate=rate).loudness.curve
    assert np.abs(curve.momentary_lufs[10:] + 23.0).max() < 0.1


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("number", range(20))
def test_tech_3341_case_13_maximum_momentary(tone, measured, rate, number):
    signal = tone([(SILENCE, 0.02 * number), (-23.0, 0.4), (SILENCE, 1.0)], rate=rate)
    found = measured(signal, rate=rate).loudness.momentary
    assert found.lufs == pytest.approx(-23.0, abs=LU)


@pytest.mark.parametrize("rate", RATES)
def test_tech_3341_case_14_maximum_momentary_of_successive_segments(tone, measured, rate):
    parts = []
    for number in range(20):
        parts += [(SILENCE, 0.02 * number), (-38.0 + number, 0.4), (SILENCE, 0.4 - 0.02 * number)]
    found = measured(tone(parts, rate=rate), rate=rate).loudness
    curve = found.curve
    assert found.momentary.lufs == pytest.approx(-19.0, abs=LU)
    ends = curve.start_s + curve.hop_s * np.arange(len(curve.momentary_lufs))
    for number in range(20):
        inside = (ends > 0.8 * number + 1e-6) & (ends <= 0.8 * (number + 1) + 1e-6)
        assert curve.momentary_lufs[inside].max() == pytest.approx(-38.0 + number, abs=0.1)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([-20.0, -30.0], 10.0),
        ([-20.0, -15.0], 5.0),
        ([-40.0, -20.0], 20.0),
        ([-50.0, -35.0, -20.0, -35.0, -50.0], 15.0),
    ],
    ids=["case 1", "case 2", "case 3", "case 4"],
)
def test_tech_3342_loudness_range(tone, measured, rate, levels, expected):
    signal = tone([(db, 20.0) for db in levels], rate=rate)
    assert measured(signal, rate=rate).loudness.range_lu == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("rate", RATES)
def test_full_scale_997_hz_in_one_channel_reads_minus_3_01_lkfs(tone, measured, rate):
    signal = tone([(0.0, 20.0)], rate=rate, hz=997.0)
    signal[:, 1] = 0.0
    assert measured(signal, rate=rate).loudness.integrated_lufs == pytest.approx(-3.01, abs=0.01)


def test_silence_has_no_loudness(measured):
    found = measured(np.zeros((48_000 * 4, 2)), rate=48_000).loudness
    assert found.integrated_lufs == -math.inf
    assert found.range_lu is None
    assert found.momentary.lufs == -math.inf
    assert np.all(np.isneginf(found.curve.momentary_lufs))


def test_a_programme_of_400_ms_has_one_block_and_no_short_term(tone, measured):
    found = measured(tone([(-23.0, 0.4)], rate=44_100), rate=44_100).loudness
    assert found.integrated_lufs == pytest.approx(-23.0, abs=0.1)
    assert found.short_term is None
    assert found.range_lu is None
    assert len(found.curve.momentary_lufs) == 1


def test_the_gates_are_those_of_the_standard():
    loud, soft, noise = (10.0 ** ((lufs + 0.691) / 10.0) for lufs in (-20.0, -34.0, -71.0))
    assert integrated(np.array([loud] * 10 + [soft] * 10 + [noise] * 50)) == pytest.approx(-20.0)
    assert integrated(np.array([noise] * 50)) == -math.inf
    assert loudness_range(np.array([noise] * 50)) is None


def test_identical_channels_lose_nothing_in_mono_and_independent_ones_3_lu(tone, noise, measured):
    same = measured(tone([(-20.0, 5.0)], rate=44_100), rate=44_100).loudness
    apart = measured(noise(20.0, rate=44_100), rate=44_100).loudness
    assert same.mono_loss_lu == 0.0
    assert apart.mono_loss_lu == pytest.approx(3.01, abs=0.05)


def test_opposite_channels_cancel_in_mono(tone, measured):
    signal = tone([(-20.0, 5.0)], rate=44_100)
    signal[:, 1] *= -1.0
    assert measured(signal, rate=44_100).loudness.mono_loss_lu == math.inf


@pytest.mark.parametrize(
    ("channels", "mask", "order", "weights"),
    [
        (1, 0, "wave", [1.0]),
        (2, 0x3, "wave", [1.0, 1.0]),
        (6, 0, "wave", [1.0, 1.0, 1.0, 0.0, 1.41, 1.41]),
        (6, 0x60F, "wave", [1.0, 1.0, 1.0, 0.0, 1.41, 1.41]),
        (8, 0x63F, "wave", [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.41, 1.41]),
        (3, 0xB, "wave", [1.0, 1.0, 0.0]),
        (6, 0, "vorbis", [1.0, 1.0, 1.0, 1.41, 1.41, 0.0]),
    ],
)
def test_channels_are_weighted_by_where_their_speaker_stands(channels, mask, order, weights):
    assert channel_weights(channels, mask=mask, order=order).tolist() == weights


@pytest.mark.parametrize("minutes", [1, 5, 30])
def test_the_curve_has_at_most_600_points_that_reach_the_end(minutes):
    analysis = Analysis(sample_rate=8000, channels=1)
    second = 0.1 * np.random.default_rng(1).standard_normal((8000, 1))
    for _ in range(minutes * 60):
        analysis.push(second)
    curve = analysis.finish().loudness.curve
    points = len(curve.momentary_lufs)
    assert points == len(curve.short_term_lufs)
    assert 300 <= points <= 600
    assert round(curve.hop_s * 10) == pytest.approx(curve.hop_s * 10)
    assert curve.start_s >= 0.4
    end = curve.start_s + (points - 1) * curve.hop_s
    assert minutes * 60 - curve.hop_s < end <= minutes * 60 + 1e-9


def test_the_loudness_of_an_hour_is_worked_out_in_four_megabytes(noise):
    rate = 4000
    meter = LoudnessMeter(sample_rate=rate, weights=channel_weights(1))
    chunks = Rechunker(sample_rate=rate, channels=1, max_sample=64.0)
    minute = noise(60.0, rate=rate, channels=1)
    for _ in range(60):
        for chunk in chunks.push(minute):
            meter.push(chunk)
    tracemalloc.start()
    found = meter.result()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert np.isfinite(found.integrated_lufs)
    assert most < 4e6
