"""What is worth mending is found by threshold, ranked, and told with the track's own numbers."""

from __future__ import annotations

import copy
import json
import random
import re
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio import advice
from lib.audio.findings import findings
from lib.audio.rules import RULES

BANDS = (
    ("sub", 20, 60),
    ("bass", 60, 250),
    ("low_mid", 250, 500),
    ("mid", 500, 2000),
    ("high_mid", 2000, 4000),
    ("presence", 4000, 6000),
    ("air", 6000, 20000),
)
# A balanced, dynamic master at a streaming level.
CLEAN = {
    "file": {
        "format": "WAV",
        "codec": "PCM_24",
        "duration_s": 214.5,
        "sample_rate_hz": 48000,
        "channels": 2,
        "bit_depth": 24,
    },
    "loudness": {
        "integrated_lufs": -13.2,
        "range_lu": 6.4,
        "true_peak_dbtp": -1.2,
        "true_peak_at_s": 100.25,
        "sample_peak_dbfs": -1.3,
        "plr_lu": 12.0,
    },
    "dynamics": {
        "rms_dbfs": -15.0,
        "crest_db": 13.7,
        "dc_offset": 0.0,
        "clipping": {"runs": 0, "samples": 0, "regions": []},
    },
    "stereo": {
        "correlation": 0.7,
        "correlation_min": 0.2,
        "width": 0.15,
        "balance_db": 0.1,
        "mono_loss_lu": 0.7,
    },
    "spectrum": {
        "bands": [
            {"center_hz": centre, "level_db": -20.0 - 1.5 * n}
            for n, centre in enumerate((40, 80, 160, 315, 400, 800, 1600, 3150, 5000, 10000))
        ],
        "balance": [
            {
                "band": band,
                "low_hz": low,
                "high_hz": high,
                "level_db": -10.0,
                "reference_db": -10.0,
                "deviation_db": 0.0,
            }
            for band, low, high in BANDS
        ],
        "tilt_db_per_octave": -4.5,
    },
    "unavailable": {},
}
COMMERCIAL = {  # a loud, dense release: some remarks, nothing grave
    "loudness.integrated_lufs": -8.3,
    "loudness.true_peak_dbtp": -0.2,
    "loudness.plr_lu": 8.1,
    "loudness.range_lu": 4.0,
    "dynamics.crest_db": 9.0,
    "spectrum.balance.1.deviation_db": 3.2,
    "spectrum.balance.6.deviation_db": 2.8,
}


def changed(changes):
    report = copy.deepcopy(CLEAN)
    for path, value in changes.items():
        *steps, last = path.split(".")
        node = report
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
        node[last] = value
    return report


def codes(changes):
    return {finding["code"]: finding for finding in findings(changed(changes))}


def test_a_clean_balanced_master_has_nothing_to_mend():
    assert findings(CLEAN) == []


def test_a_loud_commercial_release_has_nothing_of_high_severity():
    found = codes(COMMERCIAL)
    assert found
    assert "high" not in {finding["severity"] for finding in found.values()}


@pytest.mark.parametrize(
    ("code", "changes", "severity"),
    [
        ("true_peak_over", {"loudness.true_peak_dbtp": -0.9}, "low"),
        ("true_peak_over", {"loudness.true_peak_dbtp": -0.3}, "medium"),
        ("true_peak_over", {"loudness.true_peak_dbtp": 0.1}, "high"),
        ("clipping", {"dynamics.clipping.runs": 1}, "low"),
        ("clipping", {"dynamics.clipping.runs": 12}, "medium"),
        ("clipping", {"dynamics.clipping.runs": 400}, "high"),
        ("clipping", {"dynamics.clipping.runs": 2, "dynamics.clipping.samples": 5000}, "high"),
        ("too_loud", {"loudness.integrated_lufs": -12.5}, "low"),
        ("too_loud", {"loudness.integrated_lufs": -9.0}, "medium"),
        ("too_loud", {"loudness.integrated_lufs": -5.5}, "high"),
        ("too_quiet", {"loudness.integrated_lufs": -18.0}, "low"),
        ("too_quiet", {"loudness.integrated_lufs": -23.0}, "medium"),
        ("too_quiet", {"loudness.integrated_lufs": -30.0}, "high"),
        ("over_compressed", {"loudness.plr_lu": 7.5}, "low"),
        ("over_compressed", {"loudness.plr_lu": 5.0}, "high"),
        ("over_compressed", {"dynamics.crest_db": 5.5}, "medium"),
        ("flat_dynamics", {"loudness.range_lu": 1.0}, "low"),
        ("wide_dynamics", {"loudness.range_lu": 23.0}, "medium"),
        ("out_of_phase", {"stereo.correlation": 0.1}, "low"),
        ("out_of_phase", {"stereo.correlation": -0.5}, "high"),
        ("phase_moment", {"stereo.correlation_min": -0.7}, "medium"),
        ("mono_loss", {"stereo.mono_loss_lu": 3.0}, "low"),
        ("mono_loss", {"stereo.mono_loss_lu": 9.0}, "high"),
        (
            "cancels",
            {"stereo.mono_loss_lu": None, "unavailable": {"stereo.mono_loss_lu": "cancels"}},
            "high",
        ),
        ("too_wide", {"stereo.width": 0.55}, "low"),
        ("nearly_mono", {"stereo.width": 0.002}, "info"),
        ("off_centre", {"stereo.balance_db": -3.4}, "medium"),
        ("off_centre", {"stereo.balance_db": 3.4}, "medium"),
        ("dc_offset", {"dynamics.dc_offset": -0.006}, "medium"),
        ("sub_heavy", {"spectrum.balance.0.deviation_db": 9.0}, "medium"),
        ("sub_light", {"spectrum.balance.0.deviation_db": -9.0}, "info"),
        ("boomy", {"spectrum.balance.1.deviation_db": 3.5}, "low"),
        ("thin", {"spectrum.balance.1.deviation_db": -7.0}, "medium"),
        ("muddy", {"spectrum.balance.2.deviation_db": 9.0}, "high"),
        ("hollow", {"spectrum.balance.2.deviation_db": -5.0}, "low"),
        ("boxy", {"spectrum.balance.3.deviation_db": 5.5}, "medium"),
        ("scooped", {"spectrum.balance.3.deviation_db": -8.0}, "medium"),
        ("harsh", {"spectrum.balance.4.deviation_db": 3.5}, "low"),
        ("harsh", {"spectrum.balance.5.deviation_db": 6.0}, "medium"),
        ("recessed", {"spectrum.balance.4.deviation_db": -8.0}, "medium"),
        ("recessed", {"spectrum.balance.4.deviation_db": -18.9}, "high"),
        ("distant", {"spectrum.balance.5.deviation_db": -5.0}, "low"),
        ("bright", {"spectrum.balance.6.deviation_db": 6.0}, "low"),
        ("dull", {"spectrum.balance.6.deviation_db": -13.0}, "high"),
        ("low_sample_rate", {"file.sample_rate_hz": 22050}, "medium"),
        ("low_bit_depth", {"file.bit_depth": 16}, "info"),
        ("low_bit_depth", {"file.bit_depth": 8}, "medium"),
        ("mono_file", {"file.channels": 1}, "info"),
        ("lossy_source", {"file.codec": "MPEG_LAYER_III"}, "info"),
        ("too_short", {"unavailable": {"loudness.integrated_lufs": "too_short"}}, "info"),
    ],
)
def test_a_fault_is_found_and_graded_by_how_far_it_is_past_the_threshold(code, changes, severity):
    found = codes(changes)
    assert code in found
    assert found[code]["severity"] == severity


def test_every_fault_that_has_words_is_found_in_these_tests():
    wanted = set(advice.WORDS)
    ruled = {rule.code for rule in RULES}
    assert wanted - ruled == {"silence", "too_short", "cancels", "lossy_source"}
    assert ruled <= wanted


def test_a_finding_is_not_raised_at_its_threshold_but_beyond_it():
    assert "true_peak_over" not in codes({"loudness.true_peak_dbtp": -1.0})
    assert "true_peak_over" in codes({"loudness.true_peak_dbtp": -0.99})


def test_a_loudness_range_says_nothing_about_a_file_under_a_minute():
    assert "flat_dynamics" not in codes({"loudness.range_lu": 1.0, "file.duration_s": 20.0})


def test_the_gravest_comes_first_and_within_a_severity_what_is_furthest_past_its_threshold():
    found = findings(
        changed(
            {
                "loudness.true_peak_dbtp": 0.6,
                "dynamics.clipping.runs": 2,
                "spectrum.balance.2.deviation_db": 5.5,
                "loudness.integrated_lufs": -9.0,
                "file.bit_depth": 16,
            }
        )
    )
    assert [(f["severity"], f["code"]) for f in found] == [
        ("high", "true_peak_over"),
        ("medium", "too_loud"),
        ("medium", "muddy"),
        ("low", "clipping"),
        ("info", "low_bit_depth"),
    ]


def test_the_range_that_lies_furthest_off_is_named_before_one_that_is_barely_grave():
    found = findings(
        changed(
            {
                "spectrum.balance.3.deviation_db": -18.6,
                "spectrum.balance.4.deviation_db": -18.9,
                "spectrum.balance.5.deviation_db": -12.7,
            }
        )
    )
    assert [f["code"] for f in found] == ["recessed", "scooped", "distant"]
    assert {f["severity"] for f in found} == {"high"}


def test_equals_keep_the_order_of_the_table():
    found = findings(
        changed(dict.fromkeys((f"spectrum.balance.{n}.deviation_db" for n in (1, 2, 3)), 6.0))
    )
    assert [f["code"] for f in found] == ["muddy", "boomy", "boxy"]


def test_a_mix_that_cancels_completely_in_mono_comes_before_all_that_can_be_measured():
    cancels = {
        "stereo.mono_loss_lu": None,
        "unavailable": {"stereo.mono_loss_lu": "cancels"},
        "loudness.true_peak_dbtp": 9.0,
    }
    assert findings(changed(cancels))[0]["code"] == "cancels"


def test_the_worst_of_two_ranges_is_the_one_that_is_told_as_harsh():
    harsh = codes(
        {"spectrum.balance.4.deviation_db": 10.1, "spectrum.balance.5.deviation_db": 14.8}
    )["harsh"]
    assert harsh["value"] == 14.8


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(RULES), st.floats(-60, 60), st.floats(0, 30))
def test_further_past_a_threshold_is_never_graded_milder(rule, value, more):
    worse = value - more if rule.side == "under" else value + more
    if rule.side == "away":
        value, worse = abs(value), abs(value) + more
    order = ("info", "low", "medium", "high")
    mild, grave = rule.graded(value), rule.graded(worse)
    if mild is not None:
        assert grave is not None
        ranks = [(order.index(severity), past) for severity, past in (mild, grave)]
        assert ranks[1] >= ranks[0]


def test_a_fault_that_two_measures_show_is_told_once_at_its_gravest():
    found = findings(changed({"loudness.plr_lu": 7.9, "dynamics.crest_db": 4.0}))
    (squashed,) = (f for f in found if f["code"] == "over_compressed")
    assert squashed["severity"] == "high"
    assert squashed["metric"] == "dynamics.crest_db"


def test_a_passage_out_of_phase_goes_without_saying_where_the_whole_track_is():
    found = codes({"stereo.correlation": -0.6, "stereo.correlation_min": -0.9})
    assert set(found) == {"out_of_phase"}


@pytest.mark.parametrize(("runs", "trim"), [(1, "−1.5"), (50, "−3.0"), (9000, "−6.0")])
def test_the_more_a_track_clips_the_more_level_is_to_be_taken_out(runs, trim):
    assert f"{trim} dB" in codes({"dynamics.clipping.runs": runs})["clipping"]["fix"]["en"]


def test_silence_is_the_only_thing_to_say_about_a_silent_file():
    silent = changed({"unavailable": {"loudness.integrated_lufs": "silence"}, "file.channels": 1})
    (finding,) = findings(silent)
    assert (finding["code"], finding["severity"], finding["value"]) == ("silence", "high", None)


def test_the_words_carry_the_tracks_own_numbers_in_both_languages():
    peak = codes({"loudness.true_peak_dbtp": 0.42})["true_peak_over"]
    assert "0.4 dBTP" in peak["why"]["en"]
    assert "0,4 dBTP" in peak["why"]["pt-BR"]
    assert "1:40" in peak["why"]["en"]
    assert "−1.4 dB" in peak["fix"]["en"]
    assert peak["regions"] == [{"start_s": 100.2, "end_s": 100.3}]


def test_an_equaliser_move_goes_half_the_way_at_the_third_octave_that_stands_out():
    bands = [
        {"center_hz": hz, "level_db": level} for hz, level in ((250, -20), (400, -18), (500, -9))
    ]
    muddy = codes({"spectrum.balance.2.deviation_db": 5.2, "spectrum.bands": bands})["muddy"]
    assert muddy["numbers"] == {"eq_db": -2.5, "center_hz": 400.0, "q": 1.0}
    assert muddy["regions"] == [{"low_hz": 250.0, "high_hz": 500.0}]
    assert "−2.5 dB at 400 Hz, Q 1.0" in muddy["fix"]["en"]
    assert "−2,5 dB em 400 Hz, Q 1,0" in muddy["fix"]["pt-BR"]


def test_a_quiet_track_is_told_how_much_the_limiter_will_take_if_the_peak_is_known():
    quiet = {"loudness.integrated_lufs": -20.0, "loudness.true_peak_dbtp": -4.0}
    assert "3.0 dB off the highest peaks" in codes(quiet)["too_quiet"]["fix"]["en"]
    quiet["loudness.true_peak_dbtp"] = None
    assert "highest peaks" not in codes(quiet)["too_quiet"]["fix"]["en"]


def test_clipped_regions_are_handed_on_longest_kept_in_order_of_time():
    regions = [{"start_s": n / 10, "end_s": n / 10 + 0.001 * n, "channel": 0} for n in range(50)]
    found = codes({"dynamics.clipping.runs": 50, "dynamics.clipping.regions": regions})
    spans = found["clipping"]["regions"]
    assert [span["start_s"] for span in spans] == [n / 10 for n in range(30, 50)]
    assert "0:05" in found["clipping"]["why"]["en"]


def test_the_metric_of_a_finding_is_a_path_that_leads_to_its_value():
    report = changed({"spectrum.balance.4.deviation_db": 4.0, "stereo.balance_db": 2.0})
    for finding in findings(report):
        node = report
        for step in finding["metric"].split("."):
            node = node[int(step)] if isinstance(node, list) else node[step]
        assert node == finding["value"]


def test_no_number_is_written_into_the_words_and_both_languages_say_the_same_ones():
    for code, parts in advice.WORDS.items():
        for part in advice.PARTS:
            fields = []
            for language in advice.LANGUAGES:
                sentences = parts[part][language]
                plain = "".join(text for s in sentences for text, *_ in Formatter().parse(s))
                assert not re.search(r"(?<![A-Za-z])\d", plain), (code, part, language)
                fields.append([{f for _, f, _, _ in Formatter().parse(s) if f} for s in sentences])
            assert fields[0] == fields[1], (code, part)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), damage=st.floats(0, 1))
def test_any_report_with_any_numbers_missing_or_odd_has_findings_without_failing(seed, damage):
    chance = random.Random(seed)
    report = _spoilt(CLEAN | {"unavailable": {"stereo.mono_loss_lu": "cancels"}}, chance, damage)
    found = findings(report)
    json.dumps(found, allow_nan=False)
    assert found == findings(report)
    ranks = [("high", "medium", "low", "info").index(f["severity"]) for f in found]
    assert ranks == sorted(ranks)
    assert len({f["code"] for f in found}) == len(found)
    for finding in found:
        for part in advice.PARTS:
            for language in advice.LANGUAGES:
                assert finding[part][language], (finding["code"], part)
                assert "{" not in finding[part][language]


def _spoilt(node, chance, damage):
    if isinstance(node, dict):
        kept = (key for key in node if chance.random() > damage * 0.1)
        return {key: _spoilt(node[key], chance, damage) for key in kept}
    if isinstance(node, list):
        return [_spoilt(item, chance, damage) for item in node if chance.random() > damage * 0.1]
    if chance.random() > damage:
        return node
    if isinstance(node, str):
        return chance.choice([None, node])
    return chance.choice([None, None, 0, chance.uniform(-40, 20), chance.uniform(-1e5, 1e5)])
