"""./scripts/measure: one file's report in the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import soundfile

ROOT = Path(__file__).resolve().parent.parent


def measure(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.measure", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


@pytest.fixture
def mix(tmp_path, tone) -> Path:
    path = tmp_path / "mix.wav"
    path.write_bytes(tone(20.0))
    return path


def test_json_is_the_report_and_nothing_else_on_standard_output(mix):
    told = measure(mix, "--json")

    report = json.loads(told.stdout)
    assert (told.returncode, told.stderr) == (0, "")
    assert report["schema_version"] == 1
    assert report["sha256"] == sha256(mix.read_bytes()).hexdigest()
    assert report["loudness"]["integrated_lufs"] == pytest.approx(-23.0, abs=0.1)
    assert set(report) == {
        "schema_version",
        "analysis_version",
        "sha256",
        "file",
        "loudness",
        "dynamics",
        "stereo",
        "spectrum",
        "sections",
        "tempo",
        "key",
        "targets",
        "findings",
        "preview",
        "unavailable",
    }


@pytest.mark.parametrize(
    ("name", "kind", "subtype"),
    [
        ("a.wav", "WAV", "PCM_24"),
        ("a.wav", "WAV", "FLOAT"),
        ("a.aiff", "AIFF", "PCM_16"),
        ("a.flac", "FLAC", "PCM_16"),
        ("a.ogg", "OGG", "VORBIS"),
        ("a.opus", "OGG", "OPUS"),
        ("a.mp3", "MP3", "MPEG_LAYER_III"),
    ],
)
def test_every_format_is_measured(tmp_path, name, kind, subtype):
    times = np.arange(48_000 * 6) / 48_000
    mono = 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * times)
    path = tmp_path / name
    both = np.stack([mono, mono], axis=1)
    soundfile.write(path, both, 48_000, format=kind, subtype=subtype)

    report = json.loads(measure(path, "--json").stdout)

    assert report["file"]["format"] == kind
    assert report["file"]["codec"] == subtype
    assert report["file"]["duration_s"] == pytest.approx(6.0, abs=0.1)
    # A lossy encoder moves the level of a sine by up to 0.15 dB itself; the samples show the same.
    within = 0.2 if kind in {"OGG", "MP3"} else 0.02
    assert report["loudness"]["integrated_lufs"] == pytest.approx(-23.0, abs=within)


def test_a_full_scale_997_hz_sine_in_one_channel_reads_minus_3_01(tmp_path):
    times = np.arange(48_000 * 20) / 48_000
    sine = np.sin(2 * np.pi * 997 * times)
    path = tmp_path / "left.wav"
    both = np.stack([sine, np.zeros_like(sine)], axis=1)
    soundfile.write(path, both, 48_000, subtype="PCM_24")

    report = json.loads(measure(path, "--json").stdout)

    assert report["loudness"]["integrated_lufs"] == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("lang", ["en", "pt-BR"])
def test_people_get_a_table_with_every_platform(mix, lang):
    told = measure(mix, "--lang", lang)

    assert told.returncode == 0
    assert ("Loudness integrado" if lang == "pt-BR" else "Integrated loudness") in told.stdout
    assert ("−23,00" if lang == "pt-BR" else "−23.00") in told.stdout or "−23" in told.stdout
    for platform in ("Spotify", "Apple Music", "YouTube", "Tidal", "Amazon", "Deezer"):
        assert platform in told.stdout


def test_a_second_file_is_set_beside_the_first(tmp_path, mix, tone):
    louder = tmp_path / "louder.wav"
    louder.write_bytes(tone(20.0, dbfs=-17.0))

    report = json.loads(measure(louder, "--against", mix, "--json").stdout)
    told = measure(louder, "--against", mix, "--lang", "en")

    assert report["comparison"]["match_db"] == pytest.approx(6.0, abs=0.01)
    assert "Against mix.wav" in told.stdout


def test_the_balance_is_held_against_the_style_that_is_named(mix):
    plain = json.loads(measure(mix, "--json").stdout)
    speech = json.loads(measure(mix, "--style", "speech", "--json").stdout)
    told = measure(mix, "--style", "speech", "--lang", "pt-BR")

    assert plain["spectrum"]["reference"] == "popular"
    assert speech["spectrum"]["reference"] == "speech"
    assert speech["spectrum"]["references"] == plain["spectrum"]["references"]
    assert "Equilíbrio contra Fala" in told.stdout
    assert measure(mix, "--style", "polka").returncode == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "audio-empty"), (b"words, and no sound", "audio-unreadable")],
)
def test_what_cannot_be_measured_is_said_on_standard_error(tmp_path, data, code):
    path = tmp_path / "bad.wav"
    path.write_bytes(data)

    told = measure(path, "--json", "--lang", "en")

    assert (told.returncode, told.stdout) == (1, "")
    assert code in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_missing_file_is_said_so(tmp_path):
    told = measure(tmp_path / "nowhere.wav")

    assert (told.returncode, told.stdout) == (1, "")
    assert "No such file" in told.stderr
