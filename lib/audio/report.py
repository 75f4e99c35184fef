"""The report of a file: everything measured, in one JSON object with units in its names."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256 as new_sha256
from io import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from numpy.typing import NDArray

from lib.audio import findings, targets
from lib.audio.analysis import Analysis, Measurements
from lib.audio.clipping import Clipping
from lib.audio.decibels import amplitude_to_db
from lib.audio.decode import BLOCK_FRAMES, Misjudged, Source, open_audio
from lib.audio.header import opened
from lib.audio.hum import Hum
from lib.audio.key import Key
from lib.audio.limits import DEFAULT_LIMITS, Limits
from lib.audio.loudness import Curve, channel_weights
from lib.audio.overs import FULL_SCALE_DBTP, Overs
from lib.audio.silence import THRESHOLD_DBFS, Silence
from lib.audio.sniff import AudioRefused
from lib.audio.spectrum import BALANCE_BANDS, Reference
from lib.audio.stereo_bands import CrossSpectrum
from lib.audio.styles import DEFAULT_STYLE
from lib.audio.tempo import Tempo
from lib.audio.unavailable import unavailable
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
    audio: str | Path | BinaryIO,
    *,
    sha256: str | None = None,
    progress: Progress = _no_progress,
    limits: Limits = DEFAULT_LIMITS,
    block_frames: int = BLOCK_FRAMES,
) -> dict[str, Any]:
    """Measure a file.

    Parameters
    ----------
    audio : str | Path | BinaryIO
        A path, whose name plays no part in how it is read, or a seekable file. Of a file that is
        not all there yet, as little is asked at a time as its format allows.
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
    with opened(audio) as file:
        progress("measuring", 0.0)
        measured, source = _measured(
            file, progress=progress, limits=limits, block_frames=block_frames
        )
        if measured.frames < limits.min_duration_s * measured.sample_rate_hz:
            raise AudioRefused("audio-too-short", limit_s=limits.min_duration_s)
        progress("reporting", 0.95)
        digest = _digest(file) if sha256 is None else sha256
        size_bytes = file.seek(0, SEEK_END)
    report = compose(measured, source=source, sha256=digest, size_bytes=size_bytes)
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
        "spectrum": _spectrum(measured),
        "sections": _sections(measured),
        "tempo": _tempo(measured.tempo),
        "key": _key(measured),
    }
    report["unavailable"] = unavailable(report, measured)
    report["targets"] = targets.targets(report["loudness"])
    report["findings"] = findings.findings(report)
    report["preview"] = {"peaks": _peaks(measured.waveform)}
    return report


def _measured(
    file: BinaryIO, *, progress: Progress, limits: Limits, block_frames: int
) -> tuple[Measurements, Source]:
    progress = _rising(progress)
    with suppress(Misjudged):
        return _decoded(file, progress=progress, limits=limits, block_frames=block_frames)
    return _decoded(file, progress=progress, limits=limits, block_frames=block_frames)


def _rising(progress: Progress) -> Progress:
    """Progress that never falls, though the work may begin anew."""
    most = 0.0

    def told(stage: str, share: float) -> None:
        nonlocal most
        most = max(most, share)
        progress(stage, most)

    return told


def _decoded(
    file: BinaryIO, *, progress: Progress, limits: Limits, block_frames: int
) -> tuple[Measurements, Source]:
    with open_audio(file, limits=limits) as source:
        analysis = Analysis(
            sample_rate=source.sample_rate_hz,
            channels=source.channels,
            weights=channel_weights(source.channels, mask=source.channel_mask, order=source.order),
            step=source.step,
            bits=None if source.codec in {"ALAW", "ULAW"} else source.bit_depth,
            max_sample=limits.max_sample,
        )
        done = 0
        for block in source.blocks(frames=block_frames):
            analysis.push(block)
            done += len(block)
            progress("measuring", _share(done, source))
        return analysis.finish(), source


def _share(done: int, source: Source) -> float:
    """The share of the whole that is done; what is left for the report is a twentieth."""
    if not source.expected_frames:
        return 0.0
    return min(0.95, 0.95 * done / source.expected_frames)


def _digest(file: BinaryIO) -> str:
    digest = new_sha256()
    file.seek(0)
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
        "bit_depth_used": measured.bits_used,
        "unused_bits": _unused(source.bit_depth, measured.bits_used),
        "size_bytes": size_bytes,
    }


def _unused(stored: int | None, used: int | None) -> int | None:
    return None if stored is None or used is None else stored - used


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
        "psr_min_lu": _number(measured.psr_min_lu),
        "overs": _overs(measured.overs),
        "curve": _curve(found.curve),
    }
    for name in ("momentary_max", "short_term_max"):
        if section[f"{name}_lufs"] is None:
            section[f"{name}_at_s"] = None
    if section["true_peak_dbtp"] is None:
        section["true_peak_at_s"] = None
    return section


def _overs(overs: Overs) -> Section:
    return {
        "threshold_dbtp": _number(overs.threshold_dbtp),
        "count": overs.count,
        "full_scale_count": overs.count if overs.threshold_dbtp == FULL_SCALE_DBTP else 0,
        "regions": [
            {
                "start_s": _number(over.start_s, 3),
                "end_s": _number(over.end_s, 3),
                "true_peak_dbtp": _number(amplitude_to_db(over.amplitude)),
            }
            for over in overs.regions
        ],
    }


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
        "silence": _silence(measured.silence),
        "hum": _hum(measured.hum),
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


def _silence(silence: Silence) -> Section:
    names = ("head_s", "tail_s", "gap_s", "gap_at_s", "digital_s")
    section = {name: _number(getattr(silence, name), 3) for name in names}
    return {"threshold_dbfs": THRESHOLD_DBFS} | section


def _hum(hum: Hum | None) -> Section:
    return {
        "fundamental_hz": _number(hum.fundamental_hz if hum else None, 1),
        "level_dbfs": _number(hum.level_dbfs if hum else None),
        "harmonics": list(hum.harmonics) if hum else [],
    }


def _stereo(measured: Measurements) -> Section:
    found, cross = measured.stereo, measured.spectrum.cross
    return {
        "correlation": _number(found.correlation if found else None, 3),
        "correlation_min": _number(found.correlation_min if found else None, 3),
        "width": _number(found.width if found else None, 3),
        "balance_db": _number(found.balance_db if found else None),
        "correlation_min_at_s": _number(found.correlation_min_at_s if found else None, 3),
        "mono_loss_lu": _number(measured.loudness.mono_loss_lu),
        "low_end_side_db": _number(cross.low_end_side_db() if cross else None),
        "bands": _stereo_bands(cross),
    }


def _stereo_bands(cross: CrossSpectrum | None) -> list[Section]:
    bands = [cross.band(*band) for band in BALANCE_BANDS] if cross else []
    return [
        {
            "band": band.band,
            "low_hz": _number(band.low_hz, 1),
            "high_hz": _number(band.high_hz, 1),
            "correlation": _number(band.correlation, 3),
            "width": _number(band.width, 3),
        }
        for band in bands
    ]


def _sections(measured: Measurements) -> list[Section]:
    return [
        {
            "start_s": _number(section.start_s, 3),
            "end_s": _number(section.end_s, 3),
            "loudness_lufs": _number(section.loudness_lufs),
            "range_lu": _number(section.range_lu),
            "plr_lu": _number(section.plr_lu),
        }
        for section in measured.sections
    ]


def _tempo(tempo: Tempo) -> Section:
    return {
        "bpm": _number(tempo.bpm),
        "confidence": _number(tempo.confidence if tempo.bpm is not None else None, 3),
        "alternatives": [
            {"bpm": _number(other.bpm), "confidence": _number(other.confidence, 3)}
            for other in tempo.alternatives
        ],
        "stability": _number(tempo.stability, 3),
    }


def _key(measured: Measurements) -> Section:
    found = measured.key
    return {
        "tonic": found.key.tonic if found.key else None,
        "mode": found.key.mode if found.key else None,
        "camelot": found.key.camelot if found.key else None,
        "confidence": _number(found.confidence, 3),
        "runner_up": _named(found.runner_up),
        "tuning_cents": _number(found.tuning_cents, 1),
    }


def _named(key: Key | None) -> Section | None:
    return {"tonic": key.tonic, "mode": key.mode, "camelot": key.camelot} if key else None


def _spectrum(measured: Measurements) -> Section:
    spectrum, wall = measured.spectrum, measured.spectrum.wall
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
        "reference": DEFAULT_STYLE,
        "closest_reference": spectrum.closest_reference,
        "references": [_reference(reference) for reference in spectrum.references],
        "tilt_db_per_octave": _number(spectrum.tilt_db_per_octave),
        "centroid_hz": _number(spectrum.centroid_hz, 1),
        "rolloff_hz": _number(spectrum.rolloff_hz, 1),
        "cutoff_hz": _number(wall.cutoff_hz if wall else None, 1),
        "cutoff_fall_db": _number(wall.fall_db if wall else None),
        "cutoff_steepness_db_per_octave": _number(
            wall.steepness_db_per_octave if wall else None, 1
        ),
        "resonances": [
            {
                "frequency_hz": _number(resonance.frequency_hz, 1),
                "excess_db": _number(resonance.excess_db),
                "q": _number(resonance.q, 1),
            }
            for resonance in measured.resonances
        ],
    }


def _reference(reference: Reference) -> Section:
    return {
        "curve": reference.curve,
        "fit_db": _number(reference.fit_db),
        "bands": [
            {
                "band": band.band,
                "reference_db": _number(band.reference_db),
                "deviation_db": _number(band.deviation_db),
            }
            for band in reference.bands
        ],
    }


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
