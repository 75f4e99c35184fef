"""What is said is held against the report, number by number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain import facts, metrics
from lib.chain.answer import Claim

REPORT = {
    "loudness": {"integrated_lufs": -9.18, "range_lu": None, "plr_lu": float("nan")},
    "targets": [{"platform": "spotify", "gain_db": -4.82}],
    "flag": True,
    "unavailable": {"stereo": "mono", "loudness.range_lu": "too_short"},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("loudness.integrated_lufs", -9.18),
        ("targets.0.gain_db", -4.82),
        ("targets.1.gain_db", None),
        ("targets.spotify.gain_db", None),
        ("loudness.range_lu", None),
        ("loudness.plr_lu", None),
        ("loudness.integrated_lufs.deeper", None),
        ("flag", None),
        ("", None),
    ],
)
def test_a_number_is_found_by_its_path_or_there_is_none(path, value):
    assert facts.number(REPORT, path) == value


def test_a_missing_number_has_its_own_reason_or_that_of_its_part():
    assert facts.reason(REPORT, "loudness.range_lu") == "too_short"
    assert facts.reason(REPORT, "stereo.width") == "mono"
    assert facts.reason(REPORT, "loudness") == "too_short"
    assert facts.reason(REPORT, "loudness.plr_lu") is None
    assert facts.reason({"unavailable": None}, "loudness.plr_lu") is None


@pytest.mark.parametrize(
    ("value", "held"), [(-9.18, True), (-9.2, True), (-9.0, True), (-9.1, False), (9.18, False)]
)
def test_a_claim_holds_within_its_own_rounding(value, held):
    claim = Claim("loudness", "loudness.integrated_lufs", value, "LUFS")
    assert facts.holds(claim, REPORT) is held


def test_a_claim_about_a_missing_number_does_not_hold():
    assert not facts.holds(Claim("range", "loudness.range_lu", 0.0, "LU"), REPORT)
    assert not facts.holds(Claim("x", "loudness.integrated_lufs", float("nan"), "LUFS"), REPORT)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("at −9.2 LUFS, or -9,2 LUFS", [-9.2, -9.2]),
        ("gain +3.0 dB at 315 Hz.", [3.0, 315.0]),
        ("an MP3 of 16-bit from PCM_24", [16.0]),
        ("it peaks at 1:23, not at 10:05.", [83.0, 605.0]),
        ("well-known 60 Hz to 250 Hz", [60.0, 250.0]),
        ("no number here", []),
    ],
)
def test_the_numbers_written_in_a_text_are_read_in_either_language(text, values):
    assert [figure.value for figure in facts.figures(text)] == values


def test_a_number_that_nobody_claimed_is_found_out():
    claims = [Claim("loudness", "loudness.integrated_lufs", -9.18, "LUFS")]
    text = "It is −9.2 LUFS, so take 3.0 dB off for −14.0 LUFS."
    assert [f.value for f in facts.unsupported(text, claims=claims)] == [3.0, -14.0]
    assert not facts.unsupported(text, claims=claims, constants=[3.0, -14.0])


def test_the_sign_of_a_number_counts():
    claims = [Claim("gain", "targets.0.gain_db", -4.82, "dB")]
    assert facts.unsupported("it adds 4.8 dB", claims=claims)


@given(
    st.floats(-1e6, 1e6), st.sampled_from(["dB", "Hz", "s", ""]), st.sampled_from(["en", "pt-BR"])
)
def test_any_number_as_it_is_told_is_read_back_within_its_rounding(value, unit, language):
    scale = metrics.Scale(unit, 0 if unit == "Hz" else 1)
    text = metrics.told(value, scale=scale, language=language)
    (figure,) = facts.figures(text)
    assert figure.means(value)
