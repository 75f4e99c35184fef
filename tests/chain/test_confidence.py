"""Confidence is a fitted probability, and the threshold moves with what the Senior has left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain import confidence
from lib.chain.answer import Claim
from lib.chain.confidence import Signals, Threshold, signals
from lib.chain.table import TableError

SHARES = st.floats(0.0, 1.0)
VERDICTS = st.sampled_from(["same", "other", "none"])
TABLE = confidence.load()
CLAIM = Claim("Integrated loudness: −9.2 LUFS", "loudness.integrated_lufs", -9.18, "LUFS")
PEAK = Claim("True peak: 0.4 dBTP", "loudness.true_peak_dbtp", 0.37, "dBTP")


@given(SHARES, SHARES, SHARES, VERDICTS)
def test_a_confidence_is_a_probability_whatever_is_seen(stated, prior, overlap, verdict):
    found = TABLE.confidence(Signals(stated, prior, overlap, verdict))

    assert 0.0 < found < 1.0


@given(SHARES, SHARES, SHARES, SHARES)
def test_a_model_that_is_surer_is_never_believed_less(one, other, prior, overlap):
    low, high = sorted((one, other))

    assert TABLE.confidence(Signals(low, prior, overlap, "none")) <= TABLE.confidence(
        Signals(high, prior, overlap, "none")
    )


def test_a_yes_where_the_rules_say_no_is_believed_less():
    same, other = (TABLE.confidence(Signals(0.9, 0.9, 1.0, v)) for v in ("same", "other"))

    assert other < same


@pytest.mark.parametrize(
    ("answer", "advice", "verdict"),
    [
        ("Yes, turn it down.", "Yes. It is loud.", "same"),
        ("Não, está bom.", "Sim, está alto.", "other"),
        ("It is loud.", "Yes. It is loud.", "none"),
        ("Notably loud.", "No.", "none"),
        ("No Spotify ele toca igual.", "Yes.", "none"),
        ("There is too much bass.", "The bass is above the reference.", "same"),
        ("The bass is below the reference.", "The bass is above the reference.", "other"),
    ],
)
def test_the_verdict_is_the_first_word_or_the_side_in_either_language(answer, advice, verdict):
    found = signals(answer, [], stated=0.9, advice=advice, advised=[], prior=1.0)

    assert found.verdict == verdict


def test_overlap_is_the_share_of_the_rules_own_numbers():
    def overlap(used, advised):
        return signals("x", used, stated=1, advice="x", advised=advised, prior=1).overlap

    assert overlap([CLAIM], [CLAIM, PEAK]) == 0.5
    assert overlap([CLAIM, PEAK], [PEAK]) == 1.0
    assert overlap([], []) == 1.0


def test_the_threshold_falls_as_the_seniors_budget_does():
    threshold = Threshold(empty=0.4, full=0.8)

    assert [threshold.at(share) for share in (1.0, 0.5, 0.0)] == pytest.approx([0.8, 0.6, 0.4])
    assert threshold.at(-1.0) == 0.4
    assert threshold.at(2.0) == 0.8


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("stated =", "said ="), "weights.stated"),
        (("empty =", "empty = 2 #"), "threshold.empty"),
        (("[weights]", "[weights"), "calibration.toml"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_the_place(tmp_path, change, place):
    path = tmp_path / "calibration.toml"
    path.write_text(confidence.TABLE.read_text(encoding="utf-8").replace(*change), "utf-8")

    with pytest.raises(TableError, match=place):
        confidence.load(path)
