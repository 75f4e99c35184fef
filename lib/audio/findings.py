"""What is worth mending in a track, most important first, by the table of rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lib.audio import advice
from lib.audio.paths import Report, locate, number, reason
from lib.audio.places import longest_first, regions_of
from lib.audio.rules import CEILING_DBTP, RULES, Severity

_LOSSY = ("VORBIS", "OPUS", "MPEG", "MP3", "AAC", "ALAW", "A_LAW", "ULAW", "U_LAW", "ADPCM")
# A finding that goes without saying where the other one is made.
_IMPLIED = {
    "phase_moment": "out_of_phase",
    "band_out_of_phase": "out_of_phase",
    "band_limited": "lossy_source",
}
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
    silent = reason(report, "loudness.integrated_lufs") == "silence"
    found = [(_silence(report), _PAST_ALL)] if silent else [*_by_rule(report), *_by_word(report)]
    severest: dict[str, dict[str, Any]] = {}
    for finding, _ in sorted(found, key=_rank):  # a stable sort keeps the table's order
        severest.setdefault(finding["code"], finding)
    return [finding for code, finding in severest.items() if _IMPLIED.get(code) not in severest]


def _silence(report: Report) -> dict[str, Any]:
    return _unmeasured(report, "silence", "high", "loudness.integrated_lufs", "LUFS")


def _by_rule(report: Report) -> Iterable[Ranked]:
    duration = number(locate(report, "file.duration_s")[1])
    for rule in RULES:
        path, raw = locate(report, rule.metric)
        value = number(raw)
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
    if reason(report, "stereo.mono_loss_lu") == "cancels":
        yield _unmeasured(report, "cancels", "high", "stereo.mono_loss_lu", "LU"), _PAST_ALL
    if reason(report, "loudness.integrated_lufs") == "too_short":
        yield _unmeasured(report, "too_short", "info", "loudness.integrated_lufs", "LUFS"), 0.0
    codec = str(locate(report, "file.codec")[1] or "").upper()
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
    regions = regions_of(report, code, metric)
    measured = number(value)
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
            "runs": number(locate(report, "dynamics.clipping.runs")[1]),
            "samples": number(locate(report, "dynamics.clipping.samples")[1]),
            "trim_db": _TRIM_DB[severity],
            "ceiling_dbtp": CEILING_DBTP,
            "at_s": min(regions, key=longest_first)["start_s"] if regions else None,
        },
        "true_peak_over": lambda: {
            "trim_db": CEILING_DBTP - value,
            "at_s": number(locate(report, "loudness.true_peak_at_s")[1]),
        },
        "over_compressed": lambda: {"ease_db": -min(6.0, max(1.0, (target or 0.0) - value))},
        "too_loud": lambda: {"gain_db": (target or 0.0) - value},
        "too_quiet": lambda: _lift(report, (target or 0.0) - value),
        "off_centre": lambda: {"shift_db": abs(value)},
        "out_of_phase": lambda: {"mono_below_hz": 120.0},
        "mono_loss": lambda: {"mono_below_hz": 120.0},
        "dc_offset": lambda: {"high_pass_hz": 20.0},
        "wide_low_end": lambda: {"mono_below_hz": 120.0},
        "overs": lambda: {
            "peak_dbtp": number(locate(report, "loudness.true_peak_dbtp")[1]),
            "ceiling_dbtp": CEILING_DBTP,
            "at_s": regions[0]["start_s"] if regions else None,
        },
        "resonance": lambda: {
            "center_hz": number(locate(report, "spectrum.resonances.0.frequency_hz")[1]),
            "q": number(locate(report, "spectrum.resonances.0.q")[1]),
            "eq_db": -round(2 * min(6.0, max(2.0, value / 2))) / 2,
        },
        "hum": lambda: {"fundamental_hz": number(locate(report, "dynamics.hum.fundamental_hz")[1])},
        "band_out_of_phase": lambda: dict(regions[0]) if regions else {},
        "long_gap": lambda: {"at_s": number(locate(report, "dynamics.silence.gap_at_s")[1])},
        "padded_bits": lambda: {
            "stored_bits": number(locate(report, "file.bit_depth")[1]),
            "used_bits": number(locate(report, "file.bit_depth_used")[1]),
        },
    }
    known = figures[code]() if code in figures else {}
    return {name: round(number, 3) for name, number in known.items() if number is not None}


def _lift(report: Report, wanted_db: float) -> dict[str, float | None]:
    peak = number(locate(report, "loudness.true_peak_dbtp")[1])
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
    slope = number(locate(report, "spectrum.tilt_db_per_octave")[1]) or 0.0
    bands = locate(report, "spectrum.bands")[1]
    best: tuple[float, float] | None = None
    for band in bands if isinstance(bands, list | tuple) else []:
        centre = number(band.get("center_hz")) if isinstance(band, Mapping) else None
        level = number(band.get("level_db")) if isinstance(band, Mapping) else None
        if centre is None or level is None or centre <= 0 or not low_hz <= centre < high_hz:
            continue
        best = max(best or (-math.inf, 0.0), (level - slope * math.log2(centre), -centre))
    return None if best is None else -best[1]
