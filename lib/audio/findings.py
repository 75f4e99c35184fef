"""What is worth mending in a track, most important first, by the table of rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lib.audio import advice
from lib.audio.rules import CEILING_DBTP, RULES, Severity

Report = Mapping[str, Any]

MAX_REGIONS = 20

_LOSSY = ("VORBIS", "OPUS", "MPEG", "MP3", "AAC", "ALAW", "A_LAW", "ULAW", "U_LAW", "ADPCM")
# A finding that goes without saying where the other one is made.
_IMPLIED = {"phase_moment": "out_of_phase"}
# The level to take out before a clipper: twice as much for each step of severity.
_TRIM_DB: dict[Severity, float] = {"info": -1.0, "low": -1.5, "medium": -3.0, "high": -6.0}
# A finding, and how far it is past its threshold; a total loss is past any.
Ranked = tuple[dict[str, Any], float]
_PAST_ALL = math.inf
_RANK: dict[Severity, int] = {"high": 0, "medium": 1, "low": 2, "info": 3}


def findings(report: Report) -> list[dict[str, Any]]:
    """Findings of a report, ranked; any number of it may be null or missing.

    Beside the report's pinned fields each finding has `numbers`: the further figures that its
    texts mention, such as the gain, centre and Q of an equaliser move.
    """
    silent = _reason(report, "loudness.integrated_lufs") == "silence"
    found = [(_silence(report), _PAST_ALL)] if silent else [*_by_rule(report), *_by_word(report)]
    severest: dict[str, dict[str, Any]] = {}
    for finding, _ in sorted(found, key=_rank):  # a stable sort keeps the table's order
        severest.setdefault(finding["code"], finding)
    return [finding for code, finding in severest.items() if _IMPLIED.get(code) not in severest]


def _silence(report: Report) -> dict[str, Any]:
    return _unmeasured(report, "silence", "high", "loudness.integrated_lufs", "LUFS")


def _by_rule(report: Report) -> Iterable[Ranked]:
    duration = _number(_locate(report, "file.duration_s")[1])
    for rule in RULES:
        path, raw = _locate(report, rule.metric)
        value = _number(raw)
        if value is None or (rule.min_duration_s and (duration or 0.0) < rule.min_duration_s):
            continue
        graded = rule.graded(value)
        if graded is not None:
            severity, past = graded
            finding = _finding(
                report, rule.code, severity, path, value=raw, unit=rule.unit, target=rule.target
            )
            yield finding, past


def _by_word(report: Report) -> Iterable[Ranked]:
    """Findings that no threshold expresses: a reason slug or a codec's name."""
    if _reason(report, "stereo.mono_loss_lu") == "cancels":
        yield _unmeasured(report, "cancels", "high", "stereo.mono_loss_lu", "LU"), _PAST_ALL
    if _reason(report, "loudness.integrated_lufs") == "too_short":
        yield _unmeasured(report, "too_short", "info", "loudness.integrated_lufs", "LUFS"), 0.0
    codec = str(_locate(report, "file.codec")[1] or "").upper()
    if codec.startswith(_LOSSY):
        yield _unmeasured(report, "lossy_source", "info", "file.codec", ""), 0.0


def _unmeasured(
    report: Report, code: str, severity: Severity, metric: str, unit: str
) -> dict[str, Any]:
    return _finding(report, code, severity, metric, value=None, unit=unit, target=None)


def _finding(
    report: Report,
    code: str,
    severity: Severity,
    metric: str,
    *,
    value: Any,
    unit: str,
    target: float | None,
) -> dict[str, Any]:
    regions = _regions(report, code, metric)
    measured = _number(value)
    numbers = (
        {}
        if measured is None
        else _numbers(
            report,
            code,
            severity=severity,
            metric=metric,
            value=measured,
            target=target,
            regions=regions,
        )
    )
    texts = advice.texts(code, {**numbers, "value": measured, "target": target})
    return {
        "code": code,
        "severity": severity,
        "metric": metric,
        "value": value,
        "unit": unit,
        "target": target,
        "numbers": numbers,
        "regions": regions,
        **texts,
    }


def _rank(found: Ranked) -> tuple[int, float]:
    """By severity, and within it by how far the value is past the threshold, furthest first."""
    finding, past = found
    return _RANK[finding["severity"]], -past


def _regions(report: Report, code: str, metric: str) -> list[dict[str, float]]:
    if code == "clipping":
        return _clipped(report)
    if code == "true_peak_over":
        return _around(report, "loudness.true_peak_at_s")
    if metric.startswith("spectrum.balance."):
        band = metric.rpartition(".")[0]
        low, high = (_number(_locate(report, f"{band}.{end}_hz")[1]) for end in ("low", "high"))
        return [] if low is None or high is None else [{"low_hz": low, "high_hz": high}]
    return []


def _clipped(report: Report) -> list[dict[str, float]]:
    regions = _locate(report, "dynamics.clipping.regions")[1]
    spans = [_span(region) for region in regions] if isinstance(regions, list | tuple) else []
    known = sorted((span for span in spans if span), key=_longest_first)[:MAX_REGIONS]
    return sorted(known, key=lambda span: (span["start_s"], span["end_s"]))


def _span(region: Any) -> dict[str, float] | None:
    if not isinstance(region, Mapping):
        return None
    start, end = _number(region.get("start_s")), _number(region.get("end_s"))
    return None if start is None or end is None else {"start_s": start, "end_s": end}


def _longest_first(span: Mapping[str, float]) -> tuple[float, float]:
    return span["start_s"] - span["end_s"], span["start_s"]


def _around(report: Report, metric: str) -> list[dict[str, float]]:
    """A tenth of a second around a moment, long enough to be seen on a waveform."""
    at = _number(_locate(report, metric)[1])
    if at is None:
        return []
    return [{"start_s": round(max(0.0, at - 0.05), 3), "end_s": round(at + 0.05, 3)}]


def _numbers(
    report: Report,
    code: str,
    *,
    severity: Severity,
    metric: str,
    value: float,
    target: float | None,
    regions: list[dict[str, float]],
) -> dict[str, float]:
    """The figures beside value and target that a finding's texts mention."""
    if metric.startswith("spectrum.balance."):
        return _equaliser(report, code, value, regions)
    figures: dict[str, Callable[[], dict[str, float | None]]] = {
        "clipping": lambda: {
            "runs": _number(_locate(report, "dynamics.clipping.runs")[1]),
            "samples": _number(_locate(report, "dynamics.clipping.samples")[1]),
            "trim_db": _TRIM_DB[severity],
            "ceiling_dbtp": CEILING_DBTP,
            "at_s": min(regions, key=_longest_first)["start_s"] if regions else None,
        },
        "true_peak_over": lambda: {
            "trim_db": CEILING_DBTP - value,
            "at_s": _number(_locate(report, "loudness.true_peak_at_s")[1]),
        },
        "over_compressed": lambda: {"ease_db": -min(6.0, max(1.0, (target or 0.0) - value))},
        "too_loud": lambda: {"gain_db": (target or 0.0) - value},
        "too_quiet": lambda: _lift(report, (target or 0.0) - value),
        "off_centre": lambda: {"shift_db": abs(value)},
        "out_of_phase": lambda: {"mono_below_hz": 120.0},
        "mono_loss": lambda: {"mono_below_hz": 120.0},
        "dc_offset": lambda: {"high_pass_hz": 20.0},
    }
    known = figures[code]() if code in figures else {}
    return {name: round(number, 3) for name, number in known.items() if number is not None}


def _lift(report: Report, wanted_db: float) -> dict[str, float | None]:
    peak = _number(_locate(report, "loudness.true_peak_dbtp")[1])
    over = None if peak is None else peak + wanted_db - CEILING_DBTP
    return {
        "gain_db": wanted_db,
        "ceiling_dbtp": CEILING_DBTP,
        "limiting_db": over if over is not None and over > 0 else None,
    }


def _equaliser(
    report: Report, code: str, deviation_db: float, regions: list[dict[str, float]]
) -> dict[str, float]:
    """Half the way back to the reference, 1 to 4 dB in half decibels: a start, not a cure."""
    size = round(2 * min(4.0, max(1.0, abs(deviation_db) / 2))) / 2
    numbers = {"eq_db": -math.copysign(size, deviation_db)}
    if code in _SHELVES:
        return numbers | {"center_hz": _SHELVES[code], "q": 0.7}
    if not regions:
        return numbers
    low, high = regions[0]["low_hz"], regions[0]["high_hz"]
    peak = _proudest(report, low, high) if deviation_db > 0 else None
    return numbers | {"center_hz": peak or float(round(math.sqrt(max(0.0, low * high)))), "q": 1.0}


_SHELVES = {
    "sub_heavy": 60.0,
    "sub_light": 60.0,
    "bright": 10000.0,
    "dull": 10000.0,
    "thin": 100.0,
}


def _proudest(report: Report, low_hz: float, high_hz: float) -> float | None:
    """Centre of the third octave that stands out most from the track's own slope."""
    slope = _number(_locate(report, "spectrum.tilt_db_per_octave")[1]) or 0.0
    bands = _locate(report, "spectrum.bands")[1]
    best: tuple[float, float] | None = None
    for band in bands if isinstance(bands, list | tuple) else []:
        centre = _number(band.get("center_hz")) if isinstance(band, Mapping) else None
        level = _number(band.get("level_db")) if isinstance(band, Mapping) else None
        if centre is None or level is None or centre <= 0 or not low_hz <= centre < high_hz:
            continue
        best = max(best or (-math.inf, 0.0), (level - slope * math.log2(centre), -centre))
    return None if best is None else -best[1]


def _reason(report: Report, metric: str) -> Any:
    reasons = report.get("unavailable")
    return reasons.get(metric) if isinstance(reasons, Mapping) else None


def _locate(report: Report, metric: str) -> tuple[str, Any]:
    """The value at a dotted path, and that path with every list entered by its index."""
    node: Any = report
    path = []
    for step in metric.split("."):
        key: Any = step
        if isinstance(node, list | tuple):
            key = _index(node, step)
            node = None if key is None else node[key]
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
        path.append(step if key is None else str(key))
    return ".".join(path), node


def _index(items: Sequence[Any], step: str) -> int | None:
    if step.isdigit():
        return int(step) if int(step) < len(items) else None
    named = (n for n, item in enumerate(items) if isinstance(item, Mapping))
    return next((n for n in named if items[n].get("band") == step), None)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
