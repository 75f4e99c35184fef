"""Estimates are judged as the field judges them."""

from __future__ import annotations

import pytest

from scripts.scoring import calibration, key_score, pitch_class, same_tempo


@pytest.mark.parametrize(
    ("estimate", "exact", "octaves"),
    [
        (120.0, True, True),
        (124.7, True, True),
        (125.0, False, False),
        (115.3, True, True),
        (60.0, False, True),
        (240.0, False, True),
        (360.0, False, True),
        (40.0, False, True),
        (90.0, False, False),
        (62.5, False, False),
    ],
)
def test_a_tempo_is_right_within_4_percent(estimate, exact, octaves):
    assert same_tempo(estimate, 120.0) is exact
    assert same_tempo(estimate, 120.0, octaves=True) is octaves


@pytest.mark.parametrize(
    ("estimate", "truth", "score"),
    [
        ("C major", "C major", 1.0),
        ("G major", "C major", 0.5),
        ("F major", "C major", 0.5),
        ("A minor", "C major", 0.3),
        ("C minor", "C major", 0.2),
        ("D major", "C major", 0.0),
        ("C major", "A minor", 0.3),
        ("A major", "A minor", 0.2),
        ("E minor", "A minor", 0.5),
        ("F# major", "A minor", 0.0),
        ("Db major", "C# major", 1.0),
    ],
)
def test_a_key_close_to_the_right_one_counts_for_a_part(estimate, truth, score):
    keys = [(pitch_class(name), mode) for name, mode in (estimate.split(), truth.split())]
    assert key_score(*keys) == score


@pytest.mark.parametrize("name", ["", "H", "C##", "x"])
def test_what_names_no_note_is_refused(name):
    with pytest.raises(ValueError, match="names no note"):
        pitch_class(name)


def test_confidences_that_are_right_as_often_as_they_say_have_no_calibration_error():
    honest = [(0.5, bool(i % 2)) for i in range(100)] + [(1.0, True)] * 100
    assert calibration(honest).error == pytest.approx(0.0)
    assert calibration(honest).sure == 100
    assert calibration(honest).sure_wrong == 0


def test_confidences_that_promise_too_much_are_off_by_what_they_promise():
    boastful = [(0.9, bool(i % 2)) for i in range(100)]
    found = calibration(boastful, bins=1)
    assert found.error == pytest.approx(0.4)
    assert (found.sure, found.sure_wrong) == (100, 50)


def test_without_answers_there_is_no_calibration_error():
    assert calibration([]).error is None


def test_every_answer_lies_in_one_bin_however_few_they_are():
    assert calibration([(0.2, False), (0.7, True), (0.9, True)]).error == pytest.approx(
        (0.2 + 0.3 + 0.1) / 3
    )
