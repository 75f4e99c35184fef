"""Where the sound changes for a while."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.sections import MAX_SECTIONS, SectionMeter, sections

HOP_S, LINE_HZ, LINES = 0.3715, 1.3458, 16_385


def meter(parts, seed=1, wander_db=2.0, batch=4):
    """Frames of parts (seconds, level in dB, tilt in dB per octave) that wander about."""
    random = np.random.default_rng(seed)
    octaves = np.log2(np.maximum(np.arange(LINES) * LINE_HZ, 20.0) / 1000.0)
    made = SectionMeter(line_hz=LINE_HZ, lines=LINES, hop_s=HOP_S)
    ends = np.cumsum([seconds for seconds, _, _ in parts])
    drift = np.zeros(6)
    waiting = []
    shapes = np.array([np.interp(octaves, np.linspace(-5, 4, 6), row) for row in np.eye(6)])
    frames = int(ends[-1] / HOP_S) - 1
    for frame in range(frames):
        part = min(len(parts) - 1, int(np.searchsorted(ends, (frame + 1) * HOP_S, side="right")))
        drift = 0.7 * drift + random.standard_normal(6) * wander_db * 0.7
        level = parts[part][1] + parts[part][2] * octaves + drift @ shapes
        waiting.append(10.0 ** (level / 10.0) * random.exponential(size=LINES))
        if len(waiting) == batch or frame == frames - 1:
            power = np.array(waiting, np.float32)
            made.take(power, power.sum(axis=1, dtype=np.float64))
            waiting = []
    return made


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 999),
    first=st.floats(12.0, 40.0),
    second=st.floats(12.0, 40.0),
    third=st.floats(12.0, 40.0),
)
def test_clear_changes_are_found_to_within_a_second(seed, first, second, third):
    parts = [(first, -60.0, -4.0), (second, -52.0, -4.0), (third, -58.0, -7.0)]
    found = meter(parts, seed).boundaries_s()
    assert found == pytest.approx((first, first + second), abs=1.0)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 999), wander_db=st.floats(0.0, 5.0))
def test_a_steady_track_is_one_section_whatever_its_texture(seed, wander_db):
    assert meter([(150.0, -60.0, -4.0)], seed, wander_db).boundaries_s() == ()


def test_a_change_of_colour_alone_is_a_section():
    found = meter([(30.0, -60.0, -2.0), (30.0, -60.0, -7.0)]).boundaries_s()
    assert found == pytest.approx((30.0,), abs=1.0)


def test_a_fill_is_part_of_its_section():
    assert (
        meter([(30.0, -60.0, -4.0), (2.0, -52.0, -2.0), (30.0, -60.0, -4.0)]).boundaries_s() == ()
    )


def test_there_are_at_most_twenty():
    parts = [(10.0, -60.0 + 12.0 * (n % 2), -4.0) for n in range(40)]
    assert len(meter(parts, wander_db=0.5).boundaries_s()) < MAX_SECTIONS


def test_a_gain_changes_no_boundary():
    parts = [(20.0, -60.0, -4.0), (25.0, -54.0, -5.0), (30.0, -62.0, -4.0)]
    louder = [(seconds, level + 20.0, tilt) for seconds, level, tilt in parts]
    assert meter(parts).boundaries_s() == meter(louder).boundaries_s()


def test_how_the_frames_come_in_does_not_matter():
    parts = [(20.0, -60.0, -4.0), (25.0, -52.0, -5.0)]
    assert meter(parts, batch=1).boundaries_s() == meter(parts, batch=7).boundaries_s()


def test_silence_and_short_files_have_no_boundary():
    assert meter([(5.0, -60.0, -4.0)]).boundaries_s() == ()
    silent = SectionMeter(line_hz=LINE_HZ, lines=LINES, hop_s=HOP_S)
    assert silent.boundaries_s() == ()
    silent.take(np.zeros((200, LINES), np.float32), np.zeros(200))
    assert silent.boundaries_s() == ()


def test_each_section_has_the_loudness_of_what_lies_in_it():
    # 20 s at -20 LUFS, then 20 s at -14: power per window, one every 10 ms (BS.1770-5, eq. 2).
    def power(lufs):
        return 10.0 ** ((lufs + 0.691) / 10.0)

    momentary = np.where(np.arange(3961) < 1980, power(-20.0), power(-14.0))
    short_term = np.where(np.arange(3701) < 1850, power(-20.0), power(-14.0))
    peaks = np.where(np.arange(400) < 200, 0.25, 0.5).astype(np.float32)
    quiet, loud = sections(
        (20.0,),
        duration_s=40.0,
        momentary_power=momentary,
        short_term_power=short_term,
        peaks=peaks,
    )
    assert (quiet.start_s, quiet.end_s, loud.start_s, loud.end_s) == (0.0, 20.0, 20.0, 40.0)
    assert (quiet.loudness_lufs, loud.loudness_lufs) == pytest.approx((-20.0, -14.0), abs=0.01)
    assert (quiet.range_lu, loud.range_lu) == pytest.approx((0.0, 0.0), abs=0.01)
    assert quiet.plr_lu == pytest.approx(20.0 - 12.04, abs=0.02)
    assert loud.plr_lu == pytest.approx(14.0 - 6.02, abs=0.02)


def test_a_silent_section_has_a_time_and_nothing_else():
    (only,) = sections(
        (),
        duration_s=5.0,
        momentary_power=np.zeros(461),
        short_term_power=np.zeros(201),
        peaks=np.zeros(50, np.float32),
    )
    assert (only.loudness_lufs, only.range_lu, only.plr_lu) == (-math.inf, None, None)


def test_silence_before_and_after_is_no_section():
    parts = [(4.0, -160.0, -4.0), (30.0, -60.0, -4.0), (25.0, -52.0, -4.0), (8.0, -160.0, -4.0)]
    assert meter(parts).boundaries_s() == pytest.approx((34.0,), abs=1.0)
