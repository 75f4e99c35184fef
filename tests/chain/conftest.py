"""A report as a real mix gives it, for the answers to rest on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from lib.audio.findings import findings
from lib.audio.targets import targets

REPORT: dict[str, Any] = {
    "schema_version": 1,
    "analysis_version": "1",
    "sha256": "9f" * 32,
    "file": {
        "format": "WAV",
        "codec": "PCM_24",
        "duration_s": 241.36,
        "sample_rate_hz": 44100,
        "channels": 2,
        "bit_depth": 24,
        "size_bytes": 63864044,
    },
    "loudness": {
        "integrated_lufs": -9.18,
        "momentary_max_lufs": -5.94,
        "momentary_max_at_s": 151.2,
        "short_term_max_lufs": -7.41,
        "short_term_max_at_s": 152.9,
        "range_lu": 5.62,
        "true_peak_dbtp": 0.37,
        "true_peak_at_s": 83.217,
        "sample_peak_dbfs": -0.1,
        "plr_lu": 9.55,
        "curve": {
            "hop_s": 0.5,
            "start_s": 0.4,
            "momentary_lufs": [None, -31.2, -12.4, -9.1],
            "short_term_lufs": [None, None, -14.8, -10.2],
        },
    },
    "dynamics": {
        "rms_dbfs": -11.46,
        "crest_db": 11.36,
        "dc_offset": 0.0,
        "clipping": {
            "runs": 14,
            "samples": 61,
            "regions": [
                {"start_s": 61.204, "end_s": 61.205, "channel": 0, "samples": 9},
                {"start_s": 151.377, "end_s": 151.378, "channel": 1, "samples": 5},
            ],
        },
    },
    "stereo": {
        "correlation": 0.714,
        "correlation_min": 0.102,
        "width": 0.143,
        "balance_db": -0.31,
        "mono_loss_lu": 0.67,
    },
    "spectrum": {
        "bands": [
            {"center_hz": 50, "level_db": -19.8},
            {"center_hz": 100, "level_db": -18.9},
            {"center_hz": 200, "level_db": -21.3},
            {"center_hz": 250, "level_db": -22.0},
            {"center_hz": 315, "level_db": -20.6},
            {"center_hz": 400, "level_db": -23.4},
            {"center_hz": 1000, "level_db": -27.7},
            {"center_hz": 10000, "level_db": -41.2},
            {"center_hz": 20000, "level_db": None},
        ],
        "balance": [
            {
                "band": band,
                "low_hz": low,
                "high_hz": high,
                "level_db": level,
                "reference_db": round(level - deviation, 2),
                "deviation_db": deviation,
            }
            for band, low, high, level, deviation in (
                ("sub", 20, 60, -9.12, 1.74),
                ("bass", 60, 250, -4.02, 2.21),
                ("low_mid", 250, 500, -7.35, 4.36),
                ("mid", 500, 2000, -8.9, -1.2),
                ("high_mid", 2000, 4000, -15.83, -0.84),
                ("presence", 4000, 6000, -20.41, -1.93),
                ("air", 6000, 20000, -22.77, -6.12),
            )
        ],
        "reference": "test curve",
        "tilt_db_per_octave": -4.71,
        "centroid_hz": 1830,
        "rolloff_hz": 2710,
    },
    "preview": {
        "peaks": {"points": 2, "seconds_per_point": 120.7, "min": [-1], "max": [1], "rms": [0.3]}
    },
    "unavailable": {},
}


@pytest.fixture(scope="session")
def make_report() -> Callable[..., dict[str, Any]]:
    """A fresh report, changed by dotted paths; its targets and findings follow the changes."""

    def make(**changes: Any) -> dict[str, Any]:
        report = copy.deepcopy(REPORT)
        for path, value in changes.items():
            *steps, last = path.split("__")
            node: Any = report
            for step in steps:
                node = node[int(step)] if isinstance(node, list) else node[step]
            node[last] = value
        report["targets"] = targets(report["loudness"])
        report["findings"] = findings(report)
        return report

    return make


@pytest.fixture
def report(make_report: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """A loud mix that clips a little, with muddy low mids and a dull top."""
    return make_report()
