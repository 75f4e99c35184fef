"""Two reports side by side, as if both were played at the same loudness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Report = Mapping[str, Any]

# What is worth setting side by side: path, unit, decimals.
METRICS = (
    ("loudness.integrated_lufs", "LUFS", 2),
    ("loudness.short_term_max_lufs", "LUFS", 2),
    ("loudness.momentary_max_lufs", "LUFS", 2),
    ("loudness.range_lu", "LU", 2),
    ("loudness.true_peak_dbtp", "dBTP", 2),
    ("loudness.plr_lu", "LU", 2),
    ("dynamics.crest_db", "dB", 2),
    ("stereo.correlation", "", 3),
    ("stereo.width", "", 3),
    ("stereo.balance_db", "dB", 2),
    ("stereo.mono_loss_lu", "LU", 2),
    ("spectrum.tilt_db_per_octave", "dB/oct", 2),
    ("spectrum.centroid_hz", "Hz", 1),
    ("spectrum.rolloff_hz", "Hz", 1),
)


def compare(report: Report, reference: Report) -> dict[str, Any]:
    """Set a report against another: a mix against its last version, or against a reference track.

    Parameters
    ----------
    report, reference : mapping
        Two reports (docs/report.md), of any versions that have the fields.

    Returns
    -------
    dict
        ``reference``: the other report's ``sha256``. ``match_db``: the gain that brings the
        reference to the loudness of the report, in dB; None where either is silent. ``metrics``:
        each with both values and their difference, unmatched, for they are what they are.
        ``bands`` (third octaves) and ``balance``: how much more of each band the report has once
        both are equally loud, in dB.

    Notes
    -----
    Loudness matching by the difference of the integrated loudnesses (ITU-R BS.1770): a gain of
    g dB moves every band by g dB, so matched differences are plain differences less the gain.
    """
    match_db = _difference(
        _at(report, "loudness.integrated_lufs"), _at(reference, "loudness.integrated_lufs"), 2
    )
    return {
        "reference": reference["sha256"],
        "match_db": match_db,
        "metrics": [
            _metric(report, reference, path, unit=unit, decimals=decimals)
            for path, unit, decimals in METRICS
        ],
        "bands": _matched(report, reference, "bands", key="center_hz", match_db=match_db),
        "balance": _balance(report, reference),
    }


def _metric(
    report: Report, reference: Report, path: str, *, unit: str, decimals: int
) -> dict[str, Any]:
    value, other = _at(report, path), _at(reference, path)
    return {
        "metric": path,
        "unit": unit,
        "value": value,
        "reference": other,
        "delta": _difference(value, other, decimals),
    }


def _matched(
    report: Report, reference: Report, field: str, *, key: str, match_db: float | None
) -> list[dict[str, Any]]:
    others = {band[key]: band["level_db"] for band in reference["spectrum"][field]}
    return [
        {
            key: band[key],
            "delta_db": _less(_difference(band["level_db"], others.get(band[key]), 2), match_db),
        }
        for band in report["spectrum"][field]
    ]


def _balance(report: Report, reference: Report) -> list[dict[str, Any]]:
    # A balance band's level is relative to its own track's total already: it needs no matching.
    others = {band["band"]: band["level_db"] for band in reference["spectrum"]["balance"]}
    return [
        {
            "band": band["band"],
            "low_hz": band["low_hz"],
            "high_hz": band["high_hz"],
            "delta_db": _difference(band["level_db"], others.get(band["band"]), 2),
        }
        for band in report["spectrum"]["balance"]
    ]


def _at(report: Report, path: str) -> float | None:
    group, field = path.split(".")
    value: float | None = report[group][field]
    return value


def _difference(value: float | None, other: float | None, decimals: int) -> float | None:
    if value is None or other is None:
        return None
    return round(value - other, decimals) + 0.0


def _less(delta: float | None, match_db: float | None) -> float | None:
    return None if delta is None or match_db is None else round(delta - match_db, 2) + 0.0
