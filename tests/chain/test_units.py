"""Units are known by any of their spellings, and none stands for another."""

from __future__ import annotations

import pytest

from lib.chain import units


@pytest.mark.parametrize(
    ("plain", "name", "scale"),
    [
        (" lufs", "LUFS", 1.0),
        ("lkfs", "LUFS", 1.0),
        (" lu.", "LU", 1.0),
        (" db tp", "dBTP", 1.0),
        (" db", "dB", 1.0),
        (" decibeis", "dB", 1.0),
        (" db por oitava", "dB/octave", 1.0),
        ("khz", "Hz", 1000.0),
        ("k", "Hz", 1000.0),
        ("-bit", "bit", 1.0),
        (" ms", "s", 0.001),
        (" %", "%", 0.01),
        (" kbps", "?", 1.0),
        (" dbu", "?", 1.0),
        ("x", "?", 1.0),
    ],
)
def test_the_unit_after_a_number_is_read(plain, name, scale):
    unit = units.after(plain, 0)
    assert (unit.name, unit.scale) == (name, scale)


@pytest.mark.parametrize("plain", [" peaks", " luvas", " kilos", " hzz", "", " "])
def test_a_word_that_only_begins_like_a_unit_is_none(plain):
    assert units.after(plain, 0) is None


def test_an_article_may_stand_between_a_number_word_and_its_unit():
    assert units.after(" a db", 0) is None
    assert units.after(" a db", 0, spelled=True).name == "dB"


@pytest.mark.parametrize(
    ("written", "unit", "metric", "fits"),
    [
        ("dB", "dBTP", "loudness.true_peak_dbtp", True),
        ("dB", "LU", "loudness.range_lu", True),
        ("LU", "dB", "targets.0.gain_db", True),
        ("", "LUFS", "loudness.integrated_lufs", True),
        ("%", "", "stereo.width", True),
        ("%", "", "dynamics.clipping.runs", False),
        ("%", "dB", "targets.0.gain_db", False),
        ("dB", "LUFS", "loudness.integrated_lufs", False),
        ("LUFS", "LU", "loudness.range_lu", False),
        ("dBTP", "dB", "targets.0.gain_db", False),
        ("Hz", "", "dynamics.clipping.runs", False),
        ("?", "", "dynamics.clipping.runs", False),
    ],
)
def test_only_a_unit_of_the_same_thing_may_be_written(written, unit, metric, fits):
    assert units.fits(written, unit, metric=metric) is fits
