"""A number is found again in a report whose rows stand in another order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain import facts, places


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("loudness.integrated_lufs", "loudness.integrated_lufs"),
        ("targets.5.gain_db", "targets[deezer].gain_db"),
        ("findings.3.numbers.eq_db", "findings[muddy].numbers.eq_db"),
        ("spectrum.balance.2.deviation_db", "spectrum.balance[low_mid].deviation_db"),
        ("spectrum.bands.4.level_db", "spectrum.bands[315].level_db"),
        ("dynamics.clipping.regions.0.start_s", "dynamics.clipping.regions.0.start_s"),
        ("loudness.curve.momentary_lufs.2", None),
        ("loudness.curve.momentary_lufs.0", None),
        ("targets.9.gain_db", None),
        ("file.format", None),
    ],
)
def test_a_place_is_named_by_what_it_is_not_by_where_it_stands(path, place, report):
    assert places.name(report, path) == place
    assert place is None or places.path(report, place) == path


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_in_any_order_of_rows_a_place_leads_to_the_same_number(seed, make_report):
    report, other = make_report(), make_report()
    chance = random.Random(seed)
    for table in (other["targets"], other["findings"], other["spectrum"]["balance"]):
        chance.shuffle(table)
    for path in ("targets.3.true_peak_after_dbtp", "findings.1.value", "spectrum.balance.6.low_hz"):
        place = places.name(report, path)
        found = places.path(other, place)
        assert facts.number(other, found) == facts.number(report, path)


def test_two_rows_of_one_name_have_no_place(report):
    report["targets"][1]["platform"] = "spotify"
    assert places.name(report, "targets.0.gain_db") is None
    assert places.path(report, "targets[spotify].gain_db") is None


@pytest.mark.parametrize("place", ["", "targets[none].gain_db", "targets[", "a.b.c", "[spotify]"])
def test_a_place_that_is_not_there_leads_nowhere(place, report):
    assert places.path(report, place) is None


def test_a_findings_value_is_that_of_its_metric_where_they_agree(report):
    assert places.canonical(report, "findings.0.value") == "loudness.true_peak_dbtp"
    report["loudness"]["true_peak_dbtp"] = 0.9
    assert places.canonical(report, "findings.0.value") == "findings.0.value"
    assert places.canonical(report, "findings.0.target") == "findings.0.target"
