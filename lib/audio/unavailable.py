"""Why a number of the report is null: never without a reason."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lib.audio.analysis import Measurements
from lib.audio.spectrum import BALANCE_BANDS


def unavailable(report: Mapping[str, Any], measured: Measurements) -> dict[str, str]:
    """Why each null of the report is one.

    Parameters
    ----------
    report : mapping
        The report's sections.
    measured : Measurements
        What they were made of.

    Returns
    -------
    dict
        Reason by dotted path; lists are entered by index, lists of bands by the band's name.
    """
    silent = measured.levels.peak == 0.0
    reasons = _why_no_bits(report["file"])
    for name, value in report["loudness"].items():
        if value is None:
            reasons[f"loudness.{name}"] = _why_no_loudness(name, measured)
    for name in ("rms_dbfs", "crest_db"):
        if report["dynamics"][name] is None:
            reasons[f"dynamics.{name}"] = "silence"
    for name, value in report["stereo"].items():
        if value is None:
            reasons[f"stereo.{name}"] = _why_no_stereo(name, measured)
    return (
        reasons
        | _why_no_dynamics(report["dynamics"])
        | _why_no_stereo_bands(report["stereo"], measured)
        | _why_no_spectrum(report["spectrum"], measured, silent=silent)
        | _why_no_sections(report["sections"])
        | _why_not(report, "tempo", measured.tempo.reason or "too_short")
        | _why_not(report, "key", measured.key.reason)
    )


def _why_no_bits(file: Mapping[str, Any]) -> dict[str, str]:
    reasons = {"file.bit_depth": "lossy"} if file["bit_depth"] is None else {}
    coded = file["bit_depth"] is None or file["codec"] in {"ALAW", "ULAW"}
    for name in ("bit_depth_used", "unused_bits"):
        if file[name] is None:
            reasons[f"file.{name}"] = "lossy" if coded else "silence"
    return reasons


def _why_no_dynamics(dynamics: Mapping[str, Any]) -> dict[str, str]:
    reasons = {}
    for name, value in dynamics["silence"].items():
        if value is None:
            no_gap = name == "gap_at_s" and dynamics["silence"]["gap_s"] is not None
            reasons[f"dynamics.silence.{name}"] = "none_found" if no_gap else "silence"
    for name in ("fundamental_hz", "level_dbfs"):
        if dynamics["hum"][name] is None:
            reasons[f"dynamics.hum.{name}"] = "none_found"
    return reasons


def _why_no_stereo_bands(stereo: Mapping[str, Any], measured: Measurements) -> dict[str, str]:
    reasons = {}
    for band in stereo["bands"]:
        beyond = band["low_hz"] >= measured.sample_rate_hz / 2.0
        for name in ("correlation", "width"):
            if band[name] is None:
                path = f"stereo.bands.{band['band']}.{name}"
                reasons[path] = "above_nyquist" if beyond else "empty"
    return reasons


def _why_not(report: Mapping[str, Any], section: str, reason: str | None) -> dict[str, str]:
    nulls = (name for name, value in report[section].items() if value is None)
    return {f"{section}.{name}": reason or "none_found" for name in nulls}


def _why_no_sections(sections: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {
        f"sections.{index}.{name}": "too_short" if name == "range_lu" else "silence"
        for index, section in enumerate(sections)
        for name, value in section.items()
        if value is None
    }


def _why_no_loudness(name: str, measured: Measurements) -> str:
    window_s = 3.0 if name.startswith(("short_term", "range", "psr")) else 0.4
    short = measured.frames < window_s * measured.sample_rate_hz
    silent = measured.loudness.integrated_lufs == -math.inf
    return "too_short" if short and not silent else "silence"


def _why_no_stereo(name: str, measured: Measurements) -> str:
    if measured.channels != 2:
        return "mono" if measured.channels == 1 else "multichannel"
    if name == "mono_loss_lu" and measured.loudness.mono_loss_lu == math.inf:
        return "cancels"
    if name == "low_end_side_db" and measured.levels.peak > 0.0:
        return "empty"
    balance = measured.stereo.balance_db if measured.stereo else None
    one_sided = balance is not None and math.isinf(balance) and name != "mono_loss_lu"
    return "one_sided" if one_sided else "silence"


def _why_no_spectrum(
    spectrum: Mapping[str, Any], measured: Measurements, *, silent: bool
) -> dict[str, str]:
    reasons = {}
    empty = "silence" if silent else "empty"
    for index, band in enumerate(spectrum["bands"]):
        if band["level_db"] is None:
            reasons[f"spectrum.bands.{index}.level_db"] = empty
    for band in spectrum["balance"]:
        beyond = band["low_hz"] >= measured.sample_rate_hz / 2.0
        for name in ("level_db", "reference_db", "deviation_db"):
            if band[name] is None:
                path = f"spectrum.balance.{band['band']}.{name}"
                reasons[path] = "above_nyquist" if beyond else empty
    reasons |= _why_no_references(spectrum["references"], measured, empty=empty)
    for name in ("closest_reference", "tilt_db_per_octave", "centroid_hz", "rolloff_hz"):
        if spectrum[name] is None:
            reasons[f"spectrum.{name}"] = empty
    for name in ("cutoff_hz", "cutoff_fall_db", "cutoff_steepness_db_per_octave"):
        if spectrum[name] is None:
            reasons[f"spectrum.{name}"] = "no_wall"
    return reasons


def _why_no_references(
    references: Sequence[Mapping[str, Any]], measured: Measurements, *, empty: str
) -> dict[str, str]:
    low_hz = {name: low for name, low, _ in BALANCE_BANDS}
    reasons = {}
    for reference in references:
        path = f"spectrum.references.{reference['curve']}"
        if reference["fit_db"] is None:
            reasons[f"{path}.fit_db"] = empty
        for band in reference["bands"]:
            beyond = low_hz[band["band"]] >= measured.sample_rate_hz / 2.0
            for name in ("reference_db", "deviation_db"):
                if band[name] is None:
                    reason = "above_nyquist" if beyond else empty
                    reasons[f"{path}.bands.{band['band']}.{name}"] = reason
    return reasons
