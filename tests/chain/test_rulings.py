"""Where a track stands is what the rules of the report say, and nothing where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain import rulings
from lib.chain.phrases import CONSTANTS
from lib.chain.rulings import EVERYWHERE, places
from lib.chain.tone import TOLERANCES

SUBJECTS = [
    *TOLERANCES, "level", "level:spotify", "peak", "headroom", "clipping", "width", "mono",
    "low_end", "sides", "dynamics", "hum", "tonal",
]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "where"),
    [
        ("low_mid", {2}),
        ("bass", {1}),
        ("presence", {-1}),
        ("air", {-2}),
        ("level:spotify", {2}),
        ("level:broadcast_ebu", {2}),
        ("level:club_cd", {0, -1}),
        ("peak", {2}),
        ("headroom", {-2}),
        ("clipping", {2}),
        ("width", {-1, 0, 1}),
        ("mono", {0}),
        ("sides", {-1, 0}),
        ("dynamics", {0}),
        ("tonal", {2}),
    ],
)
def test_a_track_is_where_its_numbers_put_it(subject, where, report):
    assert places(report, [subject]) == where


@pytest.mark.parametrize(
    ("changes", "subject", "where"),
    [
        ({"spectrum__balance__2__deviation_db": 2.98}, "low_mid", {1, 2}),
        ({"spectrum__balance__2__deviation_db": 0.2}, "low_mid", {0, 1}),
        ({"spectrum__balance__2__deviation_db": None}, "low_mid", None),
        ({"loudness__integrated_lufs": -14.2}, "level:spotify", {-1, 0}),
        ({"loudness__integrated_lufs": -20.0}, "level", {-2}),
        ({"loudness__integrated_lufs": -15.0}, "level", {-2, 0, 2, -1, 1}),
        ({"loudness__true_peak_dbtp": -3.0}, "peak", {0}),
        ({"loudness__true_peak_dbtp": -3.0}, "headroom", {0}),
        ({"loudness__true_peak_dbtp": -1.02}, "headroom", {-2, 0}),
        ({"dynamics__clipping__runs": 0, "dynamics__clipping__samples": 0}, "clipping", {0, 2}),
        ({"stereo__width": 0.6}, "width", {2}),
        ({"stereo__mono_loss_lu": 4.0}, "mono", {-2}),
        ({"stereo__correlation_min": -0.2}, "mono", {-2, 0}),
        ({"stereo__balance_db": 2.0}, "sides", {2}),
        ({"stereo__low_end_side_db": -3.0}, "low_end", {2}),
        ({"loudness__plr_lu": 6.0}, "dynamics", {-2}),
        ({"dynamics__hum": {"level_dbfs": None}}, "hum", {0}),
        ({"dynamics__hum": {"level_dbfs": -75.0}}, "hum", {0, 2}),
        ({"dynamics__hum": {"level_dbfs": -40.0}}, "hum", {2}),
    ],
)
def test_a_change_of_its_number_moves_it(changes, subject, where, make_report):
    assert places(make_report(**changes), [subject]) == where


def test_of_the_gain_alone_a_level_is_known_but_for_none(report):
    def rows(gain):
        return {"targets": [{"platform": "spotify", "gain_db": gain}]}

    assert places(rows(-4.8), ["level:spotify"]) == {2}
    assert places(rows(3.0), ["level:spotify"]) == {-2}
    assert places(rows(0.0), ["level:spotify"]) is None


def test_the_whole_is_balanced_only_where_every_range_is_known_to_be(make_report):
    rows = {f"spectrum__balance__{n}__deviation_db": 0.4 for n in range(7)}

    assert places(make_report(**rows), ["tonal"]) == {0}
    assert (
        places(make_report(**rows | {"spectrum__balance__3__deviation_db": None}), ["tonal"])
        is None
    )


@pytest.mark.parametrize("subject", [*SUBJECTS, "weather", "level:nowhere"])
def test_an_empty_report_tells_of_nothing(subject):
    assert places({}, [subject]) is None


@given(st.floats(-30.0, 30.0), st.sampled_from(sorted(TOLERANCES)))
def test_a_range_is_within_or_beyond_as_the_rules_have_it(deviation, band):
    report = {"spectrum": {"balance": [{"band": band, "deviation_db": deviation}]}}
    over, under = (CONSTANTS[name][0] for name in TOLERANCES[band])

    found = places(report, [band])

    assert found
    assert found <= EVERYWHERE
    if deviation > over + 0.1:
        assert found == {2}
    if deviation < -under - 0.1:
        assert found == {-2}
    if -under + 0.1 < deviation < over - 0.1:
        assert not found & {-2, 2}


@given(st.floats(-40.0, 0.0), st.sampled_from(rulings.STREAMING))
def test_louder_is_never_placed_lower(loudness, platform):
    def at(level):
        rows = [{"platform": platform, "target_lufs": -14.0, "gain_db": 0.0}]
        report = {"loudness": {"integrated_lufs": level}, "targets": rows}
        return places(report, [f"level:{platform}"])

    assert max(at(loudness)) <= max(at(loudness + 1.0))
    assert min(at(loudness)) <= min(at(loudness + 1.0))
