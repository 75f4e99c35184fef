"""Two reports side by side."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from lib.audio.compare import METRICS, compare
from lib.audio.report import measure

RATE = 44_100


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    rng = np.random.default_rng(5)
    return rng.normal(0, 0.05, (RATE * 6, 2))


@pytest.fixture(scope="module")
def report_of(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")

    def make(samples: np.ndarray) -> dict:
        file = io.BytesIO()
        soundfile.write(file, samples, RATE, format="WAV", subtype="FLOAT")
        path = folder / "one.wav"
        path.write_bytes(file.getvalue())
        return measure(path)

    return make


def by_metric(comparison: dict) -> dict:
    return {one["metric"]: one for one in comparison["metrics"]}


def test_a_track_against_itself_differs_in_nothing(report_of, noise):
    report = report_of(noise)

    found = compare(report, report)

    assert found["match_db"] == 0
    assert {one["delta"] for one in found["metrics"]} == {0}
    assert {one["delta_db"] for one in found["bands"]} <= {0, None}
    assert {one["delta_db"] for one in found["balance"]} == {0}


@pytest.mark.parametrize("gain_db", [-12.0, 3.0])
def test_a_mere_gain_is_matched_away_from_the_bands(report_of, noise, gain_db):
    found = compare(report_of(noise * 10 ** (gain_db / 20)), report_of(noise))

    assert found["match_db"] == pytest.approx(gain_db, abs=0.02)
    assert all(
        abs(one["delta_db"]) <= 0.03 for one in found["bands"] if one["delta_db"] is not None
    )
    assert all(abs(one["delta_db"]) <= 0.03 for one in found["balance"])
    assert by_metric(found)["loudness.integrated_lufs"]["delta"] == found["match_db"]
    assert by_metric(found)["loudness.plr_lu"]["delta"] == pytest.approx(0, abs=0.02)


def test_more_treble_shows_in_the_treble_bands(report_of, noise):
    spectrum = np.fft.rfft(noise, axis=0)
    hz = np.fft.rfftfreq(len(noise), 1 / RATE)
    spectrum[(hz > 6000) & (hz < 12_000)] *= 2  # +6 dB
    brighter = np.fft.irfft(spectrum, axis=0)

    found = compare(report_of(brighter), report_of(noise))

    bands = {one["center_hz"]: one["delta_db"] for one in found["bands"]}
    assert bands[8000] - bands[1000] == pytest.approx(6.02, abs=0.2)
    air = next(one["delta_db"] for one in found["balance"] if one["band"] == "air")
    assert air > 0.5


def test_against_silence_there_is_nothing_to_match(report_of, noise):
    found = compare(report_of(noise), report_of(np.zeros((RATE, 2))))

    assert found["match_db"] is None
    assert by_metric(found)["loudness.integrated_lufs"]["delta"] is None
    assert {one["delta_db"] for one in found["bands"]} == {None}


def test_swapping_the_two_turns_every_difference_round(report_of, noise):
    first, second = report_of(noise), report_of(np.cumsum(noise, axis=0) / 50)

    forth, back = compare(first, second), compare(second, first)

    assert len(forth["metrics"]) == len(METRICS)
    for one, other in zip(forth["metrics"], back["metrics"], strict=True):
        assert one["delta"] == -other["delta"]
