"""Confidence is a fitted probability, and the threshold moves with what the Senior has left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain import confidence
from lib.chain.answer import Claim
from lib.chain.confidence import Reading, Signals, Threshold, signals
from lib.chain.table import TableError

SHARES = st.floats(0.0, 1.0)
VERDICTS = st.sampled_from(["same", "other", "silent", "none"])
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


def seen(answer, advice, *, claims=(), advised=(), report=None, language="en"):
    reading = Reading(report or {}, advice, tuple(advised), language)
    return signals(answer, claims, stated=0.9, prior=1.0, reading=reading)


@pytest.mark.parametrize(
    ("language", "answer", "advice", "verdict"),
    [
        ("en", "Yes, turn it down.", "Yes. It is loud.", "same"),
        ("pt-BR", "Não, está bom.", "Sim, está alto.", "other"),
        ("en", "It is loud.", "Yes. It is loud.", "silent"),
        ("en", "Notably loud.", "No.", "silent"),
        ("pt-BR", "No Spotify ele toca igual.", "Yes.", "silent"),
        ("en", "There is too much bass.", "The bass is above the reference.", "same"),
        ("en", "There is too little bass.", "The bass is above the reference.", "other"),
        ("en", "The bass is below the reference.", "The bass is above the reference.", "other"),
        ("en", "It is lacking.", "The bass is within the usual spread.", "other"),
        ("en", "It is not lacking.", "The bass is within the usual spread.", "same"),
        ("en", "The air is fine.", "The bass is within the usual spread.", "silent"),
        ("en", "It measures −9.2 LUFS.", "The track measures −9.2 LUFS.", "none"),
        ("en", "The bass is fine.", "The track measures −9.2 LUFS.", "none"),
        ("pt-BR", "O grave está sobrando.", "Grave: acima da referência.", "same"),
        ("pt-BR", "Aguenta em mono.", "Ou seja, não aguenta em mono.", "other"),
    ],
)
def test_the_verdict_is_the_yes_or_no_or_what_the_words_say_of_the_track(
    language, answer, advice, verdict
):
    assert seen(answer, advice, language=language).verdict == verdict


def test_a_verdict_in_words_is_held_against_the_report_before_the_rules_words(report):
    advice = "Low mids: +4.4 dB from the reference curve, too much."

    assert seen("The low mids are too strong.", advice, report=report).verdict == "same"
    assert seen("The low mids are fine.", advice, report=report).verdict == "other"
    assert seen("The low mids: +4.4 dB.", advice, report=report).verdict == "silent"


def test_an_answer_that_gives_no_verdict_is_believed_less_where_the_rules_give_one():
    same, silent, none = (
        TABLE.confidence(Signals(0.9, 0.9, 1.0, v)) for v in ("same", "silent", "none")
    )

    assert silent < none < same
    assert silent < TABLE.threshold.kept < same


def test_overlap_is_the_share_of_the_rules_own_numbers():
    def overlap(used, advised):
        return seen("x", "x", claims=used, advised=advised).overlap

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
