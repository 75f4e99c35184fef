"""What holds for the whole report of any music: gain, sides, polarity, pitch and pace."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.report import measure
from scripts.corpus import RATE, TONICS, pieces, render
from scripts.golden import differences, tolerance_of

# Styles as different as can be, all of them with a tempo and a key that are told with confidence:
# what a meter only guesses at is bound by no law.
NAMES = ("rock-4", "pop-4", "samba-4", "funk-4", "ambient-1", "strings-1", "sertanejo-4")
SECONDS = 18.0
# Where a report speaks of levels; a gain moves them all.
LEVELS = ("_lufs", "_dbfs", "_dbtp", "_max_lufs")
# What goes by full scale or by a floor, or is counted from one, and so may change with a gain.
ABSOLUTE = ("overs", "clipping", "silence", "targets", "findings", "bit_depth_used", "unused_bits")


@cache
def piece(name):
    """A piece of the corpus, its first 18 s."""
    found = next(each for each in pieces("tune") if each.name == f"tune-{name}")
    return replace(
        found, seconds=SECONDS, beats=tuple(beat for beat in found.beats if beat < SECONDS)
    )


@cache
def music(name):
    """Its sound, half as loud on the left and with an offset, so that the sides are told apart."""
    return render(piece(name)).astype(np.float64) * [0.5, 1.0] + [0.0, 0.002]


@pytest.fixture(scope="module")
def report_of(tmp_path_factory):
    """The whole report of a signal, from a file of floating-point samples."""
    path = tmp_path_factory.mktemp("laws") / "music.wav"

    def report(signal, *, rate=RATE):
        soundfile.write(path, signal.astype(np.float32), rate, subtype="FLOAT")
        return measure(path, sha256="0" * 64)

    return report


@pytest.fixture(scope="module")
def plain(report_of):
    """The report of a piece as it is."""
    return cache(lambda name: report_of(music(name)))


def without(report, names):
    """A copy without what has one of these names, wherever it is."""
    if isinstance(report, dict):
        return {k: without(v, names) for k, v in report.items() if k not in names}
    return [without(each, names) for each in report] if isinstance(report, list) else report


def changed(report, change, path=""):
    """A copy in which `change(path, value)` stands for every number."""
    if isinstance(report, dict):
        return {k: changed(v, change, f"{path}.{k}" if path else k) for k, v in report.items()}
    if isinstance(report, list):
        return [changed(each, change, f"{path}.{i}") for i, each in enumerate(report)]
    is_number = isinstance(report, int | float) and not isinstance(report, bool)
    return change(path, report) if is_number else report


def gained(gain_db, path, value):
    """The number that a gain makes of one in a report."""
    outline = path.startswith("preview.peaks.") and path.count(".") == 3
    if outline or path == "dynamics.dc_offset":
        return value * 10.0 ** (gain_db / 20.0)
    curve = path.startswith("loudness.curve.") and path.count(".") == 3
    band = path.startswith("spectrum.bands.") and path.endswith(".level_db")
    return value + gain_db if curve or band or path.endswith(LEVELS) else value


def mirrored(path, value):
    """The number that a report has where left and right change places."""
    if path == "stereo.balance_db":
        return -value
    return 1 - value if path.endswith(".channel") else value


def exactly(path):
    """No tolerance."""
    return 0.0


def key_of(report):
    return TONICS.index(report["key"]["tonic"]), report["key"]["mode"]


def moved(key, semitones):
    return (key[0] + semitones) % 12, key[1]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=4, deadline=None)
@given(gain_db=st.floats(-12.0, 12.0))
def test_a_gain_moves_every_level_by_as_much_and_nothing_else(report_of, plain, name, gain_db):
    louder = report_of(music(name) * 10.0 ** (gain_db / 20.0))
    expected = changed(plain(name), partial(gained, gain_db))

    def tolerance(path):
        # A figure's step of rounding, and one that the gain has made coarser.
        coarse = 10.0 ** (max(0.0, gain_db) / 20.0)
        if path.startswith("preview.peaks."):
            return 0.00051 * (1.0 + coarse)
        if path.startswith("loudness.curve."):
            return 0.0101
        return tolerance_of(path) * (coarse if path == "dynamics.dc_offset" else 1.0)

    names = (*ABSOLUTE, "unavailable")
    found = list(differences(without(expected, names), without(louder, names), tolerance=tolerance))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", NAMES)
def test_swapped_channels_mirror_the_balance_and_change_nothing_else(report_of, plain, name):
    """To the last digit, but for which channel was clipped."""
    swapped = report_of(music(name)[:, ::-1])
    expected = changed(plain(name), mirrored)
    findings = expected["findings"]
    for finding in findings:
        if finding["metric"] == "stereo.balance_db":
            finding["value"] = -finding["value"]
    for one, other in zip(findings, swapped["findings"], strict=True):
        # The texts name the side.
        if one["metric"] == "stereo.balance_db":
            one |= {text: other[text] for text in ("title", "why", "fix")}
    found = list(differences(expected, swapped, tolerance=exactly))
    assert not found, "\n".join(found)


def test_clipping_in_one_channel_is_found_in_the_other_when_they_are_swapped(report_of):
    signal = np.clip(8.0 * music("rock-4"), -1.0, 1.0) * [1.0, 0.9]
    one, other = report_of(signal), report_of(signal[:, ::-1])
    assert one["dynamics"]["clipping"]["runs"] > 10
    expected = changed(one["dynamics"], mirrored)
    assert list(differences(expected, other["dynamics"], tolerance=exactly)) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_inverted_channel_flips_the_correlation(report_of, plain, name):
    before, after = plain(name), report_of(music(name) * [1.0, -1.0])
    one, other = before["stereo"], after["stereo"]
    assert other["correlation"] == pytest.approx(-one["correlation"], abs=0.0011)
    assert other["width"] == pytest.approx(1.0 - one["width"], abs=0.0011)
    assert other["balance_db"] == one["balance_db"]
    assert other["low_end_side_db"] == pytest.approx(-one["low_end_side_db"], abs=0.011)
    for band, flipped in zip(one["bands"], other["bands"], strict=True):
        assert flipped["correlation"] == pytest.approx(-band["correlation"], abs=0.0011)
        assert flipped["width"] == pytest.approx(1.0 - band["width"], abs=0.0011)


@pytest.mark.parametrize("name", NAMES)
def test_an_inverted_channel_changes_nothing_that_is_heard_in_each_alone(report_of, plain, name):
    before, after = plain(name), report_of(music(name) * [1.0, -1.0])
    for section in ("loudness", "spectrum", "sections", "targets", "file"):
        assert list(differences(before[section], after[section], tolerance=exactly)) == []
    assert key_of(after) == key_of(before)
    assert after["tempo"]["bpm"] == pytest.approx(before["tempo"]["bpm"], rel=0.01)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=3, deadline=None)
@given(semitones=st.integers(1, 11))
def test_played_so_many_semitones_higher_the_key_is_as_much_higher(
    report_of, plain, name, semitones
):
    """Other voicings and another melody range, by the corpus's own arranger: no mere shift."""
    one = piece(name)
    higher = report_of(render(replace(one, tonic=(one.tonic + semitones) % 12)))
    assert key_of(higher) == moved(key_of(plain(name)), semitones)
    assert higher["tempo"]["bpm"] == pytest.approx(plain(name)["tempo"]["bpm"], rel=0.01)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=2, deadline=None)
@given(semitones=st.integers(-3, 3))
def test_played_back_faster_key_and_tempo_are_higher_and_all_times_shorter(
    report_of, plain, name, semitones
):
    """Another sampling rate said of the very same samples."""
    rate = round(RATE * 2.0 ** (semitones / 12.0))
    ratio, before = rate / RATE, plain(name)
    after = report_of(music(name), rate=rate)
    assert key_of(after) == moved(key_of(before), semitones)
    assert after["tempo"]["bpm"] == pytest.approx(before["tempo"]["bpm"] * ratio, rel=0.01)
    assert after["file"]["duration_s"] == pytest.approx(SECONDS / ratio, abs=0.001)
    assert after["dynamics"]["rms_dbfs"] == before["dynamics"]["rms_dbfs"]
    assert after["loudness"]["sample_peak_dbfs"] == before["loudness"]["sample_peak_dbfs"]
    assert after["stereo"]["correlation"] == before["stereo"]["correlation"]
    before_s, after_s = (
        each["loudness"]["true_peak_at_s"] * each["file"]["sample_rate_hz"]
        for each in (before, after)
    )
    assert math.isclose(before_s, after_s, abs_tol=100.0)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=3, deadline=None)
@given(ratio=st.floats(0.92, 1.09))
def test_played_in_another_time_the_tempo_is_as_much_faster_and_the_key_the_same(
    report_of, plain, name, ratio
):
    one = piece(name)
    beats = tuple(beat / ratio for beat in one.beats)
    faster = replace(one, bpm=one.bpm * ratio, beats=beats, seconds=one.seconds / ratio)
    after, before = report_of(render(faster)), plain(name)
    assert after["tempo"]["bpm"] == pytest.approx(before["tempo"]["bpm"] * ratio, rel=0.01)
    assert key_of(after) == key_of(before)
