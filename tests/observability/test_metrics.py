"""What operators read: groups of counts, and the same as OpenMetrics text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.observability import metrics

COUNTS = {
    "calls:junior": 12,
    "calls:senior": 3,
    "hits:exact": 5,
    "tokens": 1_234_567,
    "cost_micro_usd": 98_765_432,
    "junior": 9,
    "rules": 4,
    "rules:lufs": 4,
    "denied:user-budget": 2,
    "latency_ms:500": 2,
    "latency_ms:2000": 6,
    "latency_ms:inf": 1,
}
JOBS = {"running": 2, "waiting_quick": 7}
SAMPLE = re.compile(r'^([a-z_]+)(\{[a-z]+="(?:[^"\\\n]|\\.)*"\})? (\d+)$')


def samples(text: str) -> dict[str, int]:
    """Every sample by its name and labels; anything else but a comment is a mistake."""
    *lines, end, last = text.split("\n")
    assert (end, last) == ("# EOF", "")
    found = [SAMPLE.match(line) for line in lines if not line.startswith("# ")]
    assert all(found), text
    return {one[1] + (one[2] or ""): int(one[3]) for one in found}


def test_what_was_never_counted_is_none_at_all():
    told = metrics.grouped({})

    assert told["calls"] == {"junior": 0, "senior": 0}
    assert told["cache_hits"] == {"intent": 0, "exact": 0, "follower": 0}
    assert (told["cost_micro_usd"], told["latency_ms"]) == (0, {})
    assert samples(metrics.text({}, jobs={}))["prodai_cost_micro_usd_total"] == 0


def test_counts_are_told_by_group():
    told = metrics.grouped(COUNTS)

    assert told["calls"] == {"junior": 12, "senior": 3}
    assert told["answers"]["rules"] == 4
    assert told["rule_answers"] == {"lufs": 4}
    assert told["latency_ms"] == {"500": 2, "2000": 6, "inf": 1}


def test_the_text_has_every_digit_of_every_count():
    told = samples(metrics.text(COUNTS, jobs=JOBS))

    assert told["prodai_cost_micro_usd_total"] == 98_765_432
    assert told['prodai_calls_total{role="senior"}'] == 3
    assert told['prodai_denied_total{reason="user-budget"}'] == 2
    assert told['prodai_jobs{state="waiting_quick"}'] == 7


def test_a_buckets_count_holds_those_of_all_below():
    told = samples(metrics.text(COUNTS, jobs=JOBS))
    buckets = [n for name, n in told.items() if "answer_seconds" in name]

    assert list(buckets) == [2, 8, 9]
    assert told['prodai_answer_seconds_bucket{le="0.5"}'] == 2
    assert told['prodai_answer_seconds_bucket{le="+Inf"}'] == 9


def test_each_family_is_declared_once_before_its_samples():
    text = metrics.text(COUNTS, jobs=JOBS)
    declared = re.findall(r"^# TYPE (\S+) (\S+)$", text, flags=re.MULTILINE)

    assert len({name for name, _ in declared}) == len(declared)
    for name, kind in declared:
        suffix = {"counter": "_total", "histogram": "_bucket", "gauge": ""}[kind]
        first = text.find(f"\n{name}{suffix}")
        assert first == -1 or text.index(f"# TYPE {name} ") < first


@given(st.dictionaries(st.text(max_size=12), st.integers(0, 10**15), max_size=5))
def test_whatever_a_count_is_called_the_text_can_be_read(counts):
    named = {f"denied:{name}": n for name, n in counts.items()}
    text = metrics.text(named, jobs={})

    for line in text.split("\n"):
        assert not line or line.startswith("# ") or SAMPLE.match(line), line


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/openmetrics-text", True),
        (
            "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            True,
        ),
    ],
)
def test_the_text_is_for_who_asks_for_it(accept, wanted):
    assert metrics.wanted(accept) is wanted
