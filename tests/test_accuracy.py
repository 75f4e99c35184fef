"""The accuracy harness says what it reads, and says so where there is nothing to read."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from scripts import accuracy
from scripts.corpus import pieces
from scripts.loudness_cases import RATES, cases, k_weighting_db

PIECE = replace(pieces("tune")[0], bpm=120.0, tonic=6, mode="minor", tuning_cents=-20.0)
REPORT = {
    "tempo": {"bpm": 60.1, "confidence": 0.7},
    "key": {"tonic": "Gb", "mode": "minor", "confidence": 0.8, "tuning_cents": -18.0},
}


def printed(capsys, judged):
    accuracy._summary("ours", judged)
    return capsys.readouterr().out


def test_estimates_are_held_against_the_truth():
    found = accuracy.judge(PIECE, REPORT)
    assert (found.within_4, found.within_octaves, found.within_1) == (False, True, False)
    assert (found.true_key, found.key, found.key_weighted) == ("F# minor", "F# minor", 1.0)
    assert (found.true_cents, found.cents) == (-20.0, -18.0)


@pytest.mark.parametrize(
    "report", [{}, {"tempo": None, "key": None}, {"tempo": {"bpm": None}, "key": {"tonic": None}}]
)
def test_a_report_without_estimates_is_said_to_have_none(report, capsys):
    found = accuracy.judge(PIECE, report)
    assert (found.bpm, found.key, found.within_octaves, found.key_weighted) == (
        None,
        None,
        False,
        0,
    )
    out = printed(capsys, [found])
    assert "tempo: not in the report" in out
    assert "key: not in the report" in out


def test_what_is_not_answered_counts_as_missed(capsys):
    answers = [accuracy.judge(PIECE, {**REPORT, "tempo": {"bpm": 120.0}})] * 3
    out = printed(capsys, [*answers, accuracy.judge(PIECE, {})])
    assert "within 4 % 75.0 %" in out
    assert "answered 3/4" in out
    assert "of those within 4 % 100.0 %" in out
    assert "exact 75.0 % · MIREX 75.0 %" in out


def test_an_answer_where_there_is_neither_pulse_nor_key_is_wrong(capsys):
    drone = replace(PIECE, bpm=None, beats=(), tonic=None, mode=None)
    sure = {"bpm": 100.0, "confidence": 0.95}
    found = accuracy.judge(drone, {"tempo": sure, "key": REPORT["key"]})
    assert not found.within_octaves
    assert found.key_weighted == 0.0
    out = printed(capsys, [found, accuracy.judge(PIECE, REPORT)])
    assert "without a pulse, yet answered: 1/1" in out
    assert "without a key, yet answered: 1/1" in out
    assert "1 answers, 100.0 % wrong" in out


def test_the_weighting_is_that_of_the_standard():
    # BS.1770-5: a 997 Hz tone gains 0.691 dB, which the loudness equation takes off again.
    assert float(k_weighting_db(997.0)) == pytest.approx(0.691, abs=0.001)
    # Its high-pass is of the second order at 38.1 Hz with Q = 0.5, its shelf gains 4 dB.
    low = 20.0 * math.log10((20.0 / 38.1) ** 2 / (1.0 + (20.0 / 38.1) ** 2))
    assert k_weighting_db(np.array([20.0, 10_000.0])) == pytest.approx([low, 4.0], abs=0.1)


def test_every_case_is_made_at_every_rate():
    made = list(cases())
    for rate in RATES:
        groups = {case.group for case in made if case.rate == rate}
        for number in (*range(1, 7), *range(9, 24)):
            assert any(group.startswith(f"Tech 3341 case {number} ") for group in groups)
        for number in range(1, 5):
            assert f"Tech 3342 case {number} LRA" in groups
        assert sum(group.startswith("BS.2217-like") for group in groups) == 17


@pytest.mark.parametrize("name", ["case 13 M max", "case 17 TP", "case 21 TP", "channel LFE"])
def test_a_case_passes_by_what_is_measured_and_by_nothing_beside_it(name):
    case = next(case for case in cases([44_100]) if case.group.endswith(name))
    reading = case.reading()
    assert case.passes(reading)
    assert not case.passes(reading + 0.7 if math.isfinite(reading) else -70.0)
    assert not case.passes(math.nan)


def test_a_failed_reading_is_shown_as_failed():
    case = next(cases([44_100]))
    assert "FAILED" in accuracy._case_row(case.group, [(case, -23.0), (case, -23.2)])
    assert "1/2" in accuracy._case_row(case.group, [(case, -23.0), (case, -23.2)])
    assert "FAILED" not in accuracy._case_row(case.group, [(case, -23.05)])
