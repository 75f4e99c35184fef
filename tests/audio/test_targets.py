"""Each platform's gain and the true peak after it, by its published rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.audio.targets import PLATFORMS, targets

LEVEL = st.none() | st.floats(-70, 3).map(lambda value: round(value, 2))


def row(platform, integrated, true_peak):
    rows = targets({"integrated_lufs": integrated, "true_peak_dbtp": true_peak})
    return next(row for row in rows if row["platform"] == platform)


@pytest.mark.parametrize(
    ("platform", "integrated", "true_peak", "gain", "after", "peak_after", "verdict"),
    [
        # loud: everybody turns it down, the club plays it as it is
        ("spotify", -9.2, 0.4, -4.8, -14.0, -4.4, "turned_down"),
        ("apple_music", -9.2, 0.4, -6.8, -16.0, -6.4, "turned_down"),
        ("youtube", -9.2, 0.4, -4.8, -14.0, -4.4, "turned_down"),
        ("deezer", -9.2, 0.4, -5.8, -15.0, -5.4, "turned_down"),
        ("club_cd", -9.2, 0.4, 0.0, -9.2, 0.4, "peak_over"),
        ("club_cd", -9.2, -0.3, 0.0, -9.2, -0.3, "ok"),
        ("club_cd", -14.0, -1.0, 0.0, -14.0, -1.0, "too_quiet"),
        ("club_cd", -5.0, -0.2, 0.0, -5.0, -0.2, "too_loud"),
        # quiet: Spotify's own example (-20 LUFS, -5 dBTP is lifted to -16), and who never lifts
        ("spotify", -20.0, -5.0, 4.0, -16.0, -1.0, "left_quiet"),
        ("spotify", -18.0, -8.0, 4.0, -14.0, -4.0, "turned_up"),
        ("spotify", -18.0, -0.5, 0.0, -18.0, -0.5, "peak_over"),
        ("apple_music", -18.0, -8.0, 2.0, -16.0, -6.0, "turned_up"),
        ("youtube", -20.0, -5.0, 0.0, -20.0, -5.0, "left_quiet"),
        ("tidal", -20.0, -5.0, 0.0, -20.0, -5.0, "left_quiet"),
        ("amazon_music", -20.0, -5.0, 0.0, -20.0, -5.0, "left_quiet"),
        ("deezer", -20.0, -5.0, 0.0, -20.0, -5.0, "left_quiet"),
        # at the target
        ("spotify", -14.2, -1.0, 0.0, -14.2, -1.0, "ok"),
        ("amazon_music", -14.0, -1.0, 0.0, -14.0, -1.0, "peak_over"),
        # a delivery level is missed in both directions beyond half a LU
        ("broadcast_ebu", -23.4, -3.0, 0.4, -23.0, -2.6, "ok"),
        ("broadcast_ebu", -9.2, 0.4, -13.8, -23.0, -13.4, "too_loud"),
        ("broadcast_ebu", -26.0, -9.0, 3.0, -23.0, -6.0, "too_quiet"),
        ("broadcast_ebu", -26.0, -3.0, 3.0, -23.0, 0.0, "peak_over"),
        # a lift needs a known peak
        ("spotify", -20.0, None, 0.0, -20.0, None, "left_quiet"),
    ],
)
def test_a_platform_does_what_it_publishes(
    platform, integrated, true_peak, gain, after, peak_after, verdict
):
    found = row(platform, integrated, true_peak)
    assert found["gain_db"] == gain
    assert found["loudness_after_lufs"] == after
    assert found["true_peak_after_dbtp"] == peak_after
    assert found["verdict"] == verdict


def test_all_places_of_listening_are_told_with_their_published_levels():
    levels = {row["platform"]: row["target_lufs"] for row in targets({})}
    assert levels == {
        "spotify": -14,
        "apple_music": -16,
        "youtube": -14,
        "tidal": -14,
        "amazon_music": -14,
        "deezer": -15,
        "club_cd": -9,
        "broadcast_ebu": -23,
    }


@pytest.mark.parametrize("integrated", [None, float("-inf"), float("nan"), True, "loud"])
def test_a_track_without_loudness_gets_no_gain_and_the_verdict_silent(integrated):
    for found in targets({"integrated_lufs": integrated, "true_peak_dbtp": None}):
        assert found["gain_db"] is None
        assert found["loudness_after_lufs"] is None
        assert found["true_peak_after_dbtp"] is None
        assert found["verdict"] == "silent"


@given(integrated=LEVEL, true_peak=LEVEL)
def test_for_any_track_a_streaming_platform_never_lifts_a_peak_over_its_limit(
    integrated, true_peak
):
    rows = targets({"integrated_lufs": integrated, "true_peak_dbtp": true_peak})
    assert len(rows) == len(PLATFORMS)
    for platform, found in zip(PLATFORMS, rows, strict=True):
        gain = found["gain_db"]
        if gain is None or platform.policy == "delivery":
            continue
        if gain > 0:
            assert platform.policy == "both"
            assert found["true_peak_after_dbtp"] <= platform.true_peak_limit_dbtp + 0.005
            assert found["loudness_after_lufs"] <= platform.target_lufs + 0.005
        if platform.policy == "down":
            assert gain <= 0


@given(integrated=st.floats(-60, 0), true_peak=st.floats(-40, 3), step=st.floats(0.1, 10))
def test_for_any_track_a_louder_master_ends_no_quieter(integrated, true_peak, step):
    before = targets({"integrated_lufs": integrated, "true_peak_dbtp": true_peak})
    after = targets({"integrated_lufs": integrated + step, "true_peak_dbtp": true_peak + step})
    for quiet, loud in zip(before, after, strict=True):
        assert loud["loudness_after_lufs"] >= quiet["loudness_after_lufs"] - 0.011
