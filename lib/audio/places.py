"""Where in a track a finding is: spans of time, or of frequency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.audio.paths import Report, locate, number

MAX_REGIONS = 20


def regions_of(report: Report, code: str, metric: str) -> list[dict[str, float]]:
    """Spans of time or of frequency; empty where the finding is about the whole track."""
    if code in _LISTS:
        return _listed(report, _LISTS[code])
    if code in _GAPS:
        return _GAPS[code](report)
    if code == "resonance":
        return _around_resonance(report)
    if code == "true_peak_over":
        return _around(report, "loudness.true_peak_at_s")
    if metric.startswith(("spectrum.balance.", "stereo.bands.")):
        band = metric.rpartition(".")[0]
        low, high = (number(locate(report, f"{band}.{end}_hz")[1]) for end in ("low", "high"))
        return [] if low is None or high is None else [{"low_hz": low, "high_hz": high}]
    return []


def _listed(report: Report, path: str) -> list[dict[str, float]]:
    regions = locate(report, path)[1]
    spans = [_span(region) for region in regions] if isinstance(regions, list | tuple) else []
    known = sorted((span for span in spans if span), key=longest_first)[:MAX_REGIONS]
    return sorted(known, key=lambda span: (span["start_s"], span["end_s"]))


def _span(region: Any) -> dict[str, float] | None:
    if not isinstance(region, Mapping):
        return None
    start, end = number(region.get("start_s")), number(region.get("end_s"))
    return None if start is None or end is None else {"start_s": start, "end_s": end}


def longest_first(span: Mapping[str, float]) -> tuple[float, float]:
    """Sort key of spans of time: the longest first, the earlier of two as long."""
    return span["start_s"] - span["end_s"], span["start_s"]


def _around(report: Report, metric: str) -> list[dict[str, float]]:
    """A tenth of a second around a moment, long enough to be seen on a waveform."""
    at = number(locate(report, metric)[1])
    if at is None:
        return []
    return [{"start_s": round(max(0.0, at - 0.05), 3), "end_s": round(at + 0.05, 3)}]


def _head(report: Report) -> list[dict[str, float]]:
    head = number(locate(report, "dynamics.silence.head_s")[1])
    return [] if head is None else [{"start_s": 0.0, "end_s": head}]


def _tail(report: Report) -> list[dict[str, float]]:
    tail = number(locate(report, "dynamics.silence.tail_s")[1])
    end = number(locate(report, "file.duration_s")[1])
    if tail is None or end is None:
        return []
    return [{"start_s": round(max(0.0, end - tail), 3), "end_s": end}]


def _gap(report: Report) -> list[dict[str, float]]:
    at, length = (number(locate(report, f"dynamics.silence.{n}")[1]) for n in ("gap_at_s", "gap_s"))
    if at is None or length is None:
        return []
    return [{"start_s": at, "end_s": round(at + length, 3)}]


def _around_resonance(report: Report) -> list[dict[str, float]]:
    """The half-power band of the strongest resonance."""
    path = "spectrum.resonances.0"
    hz, q = (number(locate(report, f"{path}.{name}")[1]) for name in ("frequency_hz", "q"))
    if hz is None or not q:
        return []
    return [{"low_hz": round(hz * (1 - 0.5 / q), 1), "high_hz": round(hz * (1 + 0.5 / q), 1)}]


_LISTS = {"clipping": "dynamics.clipping.regions", "overs": "loudness.overs.regions"}
_GAPS = {"long_head": _head, "long_tail": _tail, "long_gap": _gap}
