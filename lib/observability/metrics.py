"""What is counted, by the names that operators know: as JSON's groups and as OpenMetrics text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# https://prometheus.io/docs/specs/om/open_metrics_spec/
MEDIA_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"

Counts = Mapping[str, int]
Samples = list[tuple[dict[str, str], int]]


@dataclass(frozen=True, slots=True)
class _Group:
    """Counts called `prefix:…`, by that rest; those `known` are told though they are 0."""

    prefix: str
    label: str
    told: str
    known: tuple[str, ...] = ()


_GROUPS = {
    "calls": _Group("calls", "role", "Calls of the models.", ("junior", "senior")),
    "cache_hits": _Group(
        "hits", "kind", "Answers from the cache.", ("intent", "exact", "follower")
    ),
    "rule_answers": _Group("rules", "intent", "Answers by rules alone, where no model is asked."),
    "denied": _Group("denied", "reason", "Questions for which no model may be called."),
    "waits": _Group("waits", "reason", "Questions for which no call could be made just then."),
    "failures": _Group("failures", "fault", "Calls that gave no reply."),
}
_OUTCOMES = ("junior", "senior", "rules", "refreshed", "warmed", "cancelled")
_SINGLE = {
    "escalated": "Answers for which the strong model was asked too.",
    "busy": "Questions refused since their session's last was not answered.",
    "tokens": "Tokens taken by the models.",
    "cost_micro_usd": "Money spent on the models, in millionths of a dollar.",
}
_LATENCY = "latency_ms:"


def grouped(counts: Counts) -> dict[str, Any]:
    """The counts by group; what was never counted is 0."""
    groups = {name: _of_group(counts, group) for name, group in _GROUPS.items()}
    bounds = {name: n for name, n in counts.items() if name.startswith(_LATENCY)}
    return {
        **{name: counts.get(name, 0) for name in _SINGLE},
        "answers": {name: counts.get(name, 0) for name in _OUTCOMES},
        **groups,
        "latency_ms": {name.removeprefix(_LATENCY): n for name, n in bounds.items()},
    }


def wanted(accept: str | None) -> bool:
    """Whether an Accept header asks for OpenMetrics."""
    named = (one.partition(";")[0].strip().lower() for one in (accept or "").split(","))
    return MEDIA_TYPE.partition(";")[0] in named


def text(counts: Counts, *, jobs: Mapping[str, int]) -> str:
    """The counts, and the `jobs` as they stand, as OpenMetrics text."""
    lines = [line for part in _families(counts, jobs) for line in part]
    return "\n".join([*lines, "# EOF", ""])


def _of_group(counts: Counts, group: _Group) -> dict[str, int]:
    prefix = f"{group.prefix}:"
    found = {name.removeprefix(prefix): n for name, n in counts.items() if name.startswith(prefix)}
    return {**dict.fromkeys(group.known, 0), **found}


def _families(counts: Counts, jobs: Mapping[str, int]) -> Iterator[list[str]]:
    told = grouped(counts)
    for name, meaning in _SINGLE.items():
        yield _counter(name, meaning, [({}, told[name])])
    yield _counter("answers", "Answers given.", _labelled("outcome", told["answers"]))
    for name, group in _GROUPS.items():
        yield _counter(name, group.told, _labelled(group.label, told[name]))
    yield _histogram(told["latency_ms"])
    yield _family("jobs", "gauge", "Analyses now.", "", _labelled("state", jobs))


def _labelled(label: str, counts: Counts) -> Samples:
    return [({label: value}, n) for value, n in counts.items()]


def _counter(name: str, meaning: str, samples: Samples) -> list[str]:
    return _family(name, "counter", meaning, "_total", samples)


def _histogram(latency_ms: Counts) -> list[str]:
    """How long answers took: each bound's bucket holds all that took no longer."""
    total, samples = 0, []
    bounds = {"inf": 0, **latency_ms}
    for bound in sorted(bounds, key=float):
        total += bounds[bound]
        le = "+Inf" if bound == "inf" else str(float(bound) / 1000)
        samples.append(({"le": le}, total))
    meaning = "How long questions took that a model was asked for."
    return _family("answer_seconds", "histogram", meaning, "_bucket", samples)


def _family(name: str, kind: str, meaning: str, suffix: str, samples: Samples) -> list[str]:
    full = f"prodai_{name}"
    head = [f"# TYPE {full} {kind}", f"# HELP {full} {meaning}"]
    return [*head, *(f"{full}{suffix}{_labels(labels)} {n}" for labels, n in samples)]


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", value).replace("\n", r"\n")
