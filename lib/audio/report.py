"""The report of a file: everything measured, in one JSON object with units in its names."""

from __future__ import annotations

import math
from collections.abc import Callable
from hashlib import sha256 as new_sha256
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from lib.audio import findings, targets
from lib.audio.analysis import Analysis, Measurements
from lib.audio.clipping import Clipping
from lib.audio.decibels import amplitude_to_db
from lib.audio.decode import BLOCK_FRAMES, Source, open_audio
from lib.audio.limits import DEFAULT_LIMITS, Limits
from lib.audio.loudness import Curve, channel_weights
from lib.audio.sniff import AudioRefused
from lib.audio.spectrum import REFERENCE, Spectrum
from lib.audio.version import ANALYSIS_VERSION, SCHEMA_VERSION
from lib.audio.waveform import Waveform

__all__ = ["ANALYSIS_VERSION", "SCHEMA_VERSION", "Limits", "compose", "measure"]

Progress = Callable[[str, float], None]
Section = dict[str, Any]

# A curve's points under this are null: the absolute gate of BS.1770.
_CURVE_FLOOR_LUFS = -70.0
_READ_BYTES = 1 << 20


def _no_progress(stage: str, share: float) -> None:
    del stage, share


def measure(
    path: str | Path,
    *,
    sha256: str | None = None,
    progress: Progress = _no_progress,
    limits: Limits = DEFAULT_LIMITS,
    block_frames: int = BLOCK_FRAMES,
) -> dict[str, Any]:
    """Measure a file.

    Parameters
    ----------
    path : str | Path
        Its name plays no part in how it is read.
    sha256 : str, optional
        The file's SHA-256 in hexadecimal where it is known; it is computed where not.
    progress : callable(stage, share)
        Told "measuring" and then "reporting", with the share done of the whole from 0 to 1, at
        least once for every 1.5 s of 44.1 kHz audio. What it raises ends the measurement and comes
        through as it is.
    limits : Limits
    block_frames : int > 0
        How many samples of each channel are decoded at once; makes no difference to the report.

    Returns
    -------
    dict
        The report, version 1 (docs/report.md): finite numbers, strings, lists and None.

    Raises
    ------
    AudioRefused
        The file is not measured; its `reason` and `facts` tell why.
    """
    path = Path(path)
    progress("measuring", 0.0)
    with open_audio(path, limits=limits) as source:
        analysis = Analysis(
            sample_rate=source.sample_rate_hz,
            channels=source.channels,
            weights=channel_weights(source.channels, mask=source.channel_mask, order=source.order),
            step=source.step,
            max_sample=limits.max_sample,
        )
        done = 0
        for block in source.blocks(frames=block_frames):
            analysis.push(block)
            done += len(block)
            progress("measuring", _share(done, source))
        measured = analysis.finish()
    if measured.frames < limits.min_duration_s * measured.sample_rate_hz:
        raise AudioRefused("audio-too-short", limit_s=limits.min_duration_s)
    progress("reporting", 0.95)
    digest = _digest(path) if sha256 is None else sha256
    report = compose(measured, source=source, sha256=digest, size_bytes=path.stat().st_size)
    progress("reporting", 1.0)
    return report


def compose(
    measured: Measurements, *, source: Source, sha256: str, size_bytes: int
) -> dict[str, Any]:
    """Put a report together: the only place where numbers are rounded.

    Parameters
    ----------
    measured : Measurements
    source : Source
        What the file said of itself.
    sha256 : str
    size_bytes : int

    Returns
    -------
    dict
        The report (docs/report.md).
    """
    report: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "analysis_version": ANALYSIS_VERSION,
        "sha256": sha256,
        "file": _file(measured, source, size_bytes),
        "loudness": _loudness(measured),
        "dynamics": _dynamics(measured),
        "stereo": _stereo(measured),
        "spectrum": _spectrum(measured.spectrum),
    }
    report["unavailable"] = _unavailable(report, measured)
    report["targets"] = targets.targets(report["loudness"])
    report["findings"] = findings.findings(report)
    report["preview"] = {"peaks": _peaks(measured.waveform)}
    return report


def _share(done: int, source: Source) -> float:
    """The share of the whole that is done; what is left for the report is a twentieth."""
    if not source.expected_frames:
        return 0.0
    return min(0.95, 0.95 * done / source.expected_frames)


def _digest(path: Path) -> str:
    digest = new_sha256()
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()


def _number(value: float | None, digits: int = 2) -> float | None:
    """Rounded, with None for what is not finite and no negative zero."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits) + 0.0


def _file(measured: Measurements, source: Source, size_bytes: int) -> Section:
    return {
        "format": source.format,
        "codec": source.codec,
        "duration_s": _number(measured.frames / measured.sample_rate_hz, 3),
        "sample_rate_hz": measured.sample_rate_hz,
        "channels": measured.channels,
        "bit_depth": source.bit_depth,
        "size_bytes": size_bytes,
    }


def _loudness(measured: Measurements) -> Section:
    found, peak = measured.loudness, measured.true_peak
    momentary, short_term = found.momentary, found.short_term
    true_peak_db = amplitude_to_db(peak.amplitude)
    section = {
        "integrated_lufs": _number(found.integrated_lufs),
        "momentary_max_lufs": _number(momentary.lufs if momentary else None),
        "momentary_max_at_s": _number(momentary.at_s if momentary else None, 3),
        "short_term_max_lufs": _number(short_term.lufs if short_term else None),
        "short_term_max_at_s": _number(short_term.at_s if short_term else None, 3),
        "range_lu": _number(found.range_lu),
        "true_peak_dbtp": _number(true_peak_db),
        "true_peak_at_s": _number(peak.at_s, 3),
        "sample_peak_dbfs": _number(amplitude_to_db(measured.levels.peak)),
        "plr_lu": _number(true_peak_db - found.integrated_lufs),
        "curve": _curve(found.curve),
    }
    for name in ("momentary_max", "short_term_max"):
        if section[f"{name}_lufs"] is None:
            section[f"{name}_at_s"] = None
    if section["true_peak_dbtp"] is None:
        section["true_peak_at_s"] = None
    return section


def _curve(curve: Curve) -> Section:
    return {
        "hop_s": _number(curve.hop_s, 1),
        "start_s": _number(curve.start_s, 1),
        "momentary_lufs": [_on_curve(value) for value in curve.momentary_lufs.tolist()],
        "short_term_lufs": [_on_curve(value) for value in curve.short_term_lufs.tolist()],
    }


def _on_curve(lufs: float) -> float | None:
    return _number(lufs) if lufs >= _CURVE_FLOOR_LUFS else None


def _dynamics(measured: Measurements) -> Section:
    levels = measured.levels
    return {
        "rms_dbfs": _number(amplitude_to_db(levels.rms)),
        "crest_db": _number(levels.crest_db),
        # An offset matters from 0.001 on, where three places would leave one digit.
        "dc_offset": _number(levels.dc_offset, 5),
        "clipping": _clipping(measured.clipping, measured.sample_rate_hz),
    }


def _clipping(clipping: Clipping, sample_rate: int) -> Section:
    return {
        "runs": clipping.runs,
        "samples": clipping.samples,
        "regions": [
            {
                "start_s": _number(region.start / sample_rate, 3),
                "end_s": _number((region.start + region.samples) / sample_rate, 3),
                "channel": region.channel,
                "samples": region.samples,
            }
            for region in clipping.regions
        ],
    }


def _stereo(measured: Measurements) -> Section:
    found = measured.stereo
    return {
        "correlation": _number(found.correlation if found else None, 3),
        "correlation_min": _number(found.correlation_min if found else None, 3),
        "width": _number(found.width if found else None, 3),
        "balance_db": _number(found.balance_db if found else None),
        "mono_loss_lu": _number(measured.loudness.mono_loss_lu),
    }


def _spectrum(spectrum: Spectrum) -> Section:
    return {
        "bands": [
            {"center_hz": _number(band.center_hz, 1), "level_db": _number(band.level_db)}
            for band in spectrum.bands
        ],
        "balance": [
            {
                "band": band.band,
                "low_hz": _number(band.low_hz, 1),
                "high_hz": _number(band.high_hz, 1),
                "level_db": _number(band.level_db),
                "reference_db": _number(band.reference_db),
                "deviation_db": _number(band.deviation_db),
            }
            for band in spectrum.balance
        ],
        "reference": REFERENCE,
        "tilt_db_per_octave": _number(spectrum.tilt_db_per_octave),
        "centroid_hz": _number(spectrum.centroid_hz, 1),
        "rolloff_hz": _number(spectrum.rolloff_hz, 1),
    }


def _unavailable(report: dict[str, Any], measured: Measurements) -> dict[str, str]:
    """Why each null of the report is one, by its dotted path; lists are entered by band."""
    silent = measured.levels.peak == 0.0
    reasons = {"file.bit_depth": "lossy"} if report["file"]["bit_depth"] is None else {}
    for name, value in report["loudness"].items():
        if value is None:
            reasons[f"loudness.{name}"] = _why_no_loudness(name, measured)
    for name in ("rms_dbfs", "crest_db"):
        if report["dynamics"][name] is None:
            reasons[f"dynamics.{name}"] = "silence"
    for name, value in report["stereo"].items():
        if value is None:
            reasons[f"stereo.{name}"] = _why_no_stereo(name, measured)
    return reasons | _why_no_spectrum(report["spectrum"], measured, silent=silent)


def _why_no_loudness(name: str, measured: Measurements) -> str:
    window_s = 3.0 if name.startswith(("short_term", "range")) else 0.4
    short = measured.frames < window_s * measured.sample_rate_hz
    silent = measured.loudness.integrated_lufs == -math.inf
    return "too_short" if short and not silent else "silence"


def _why_no_stereo(name: str, measured: Measurements) -> str:
    if measured.channels != 2:
        return "mono" if measured.channels == 1 else "multichannel"
    if name == "mono_loss_lu" and measured.loudness.mono_loss_lu == math.inf:
        return "cancels"
    balance = measured.stereo.balance_db if measured.stereo else None
    one_sided = balance is not None and math.isinf(balance) and name != "mono_loss_lu"
    return "one_sided" if one_sided else "silence"


def _why_no_spectrum(spectrum: Section, measured: Measurements, *, silent: bool) -> dict[str, str]:
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
    for name in ("tilt_db_per_octave", "centroid_hz", "rolloff_hz"):
        if spectrum[name] is None:
            reasons[f"spectrum.{name}"] = empty
    return reasons


def _peaks(waveform: Waveform) -> Section:
    return {
        "points": len(waveform.low),
        "seconds_per_point": _number(waveform.seconds_per_point, 6),
        "min": _outline(waveform.low),
        "max": _outline(waveform.high),
        "rms": _outline(waveform.rms),
    }


def _outline(values: NDArray[Any]) -> list[float]:
    return [round(value, 3) + 0.0 for value in values.tolist()]
