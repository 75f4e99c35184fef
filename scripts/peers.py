"""What other tools make of the same files; runs in an interpreter that has them, as a child."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Besides the peer itself, what it needs to be there to count as present.
REQUIRES = {
    "rhythm-key": "essentia",
    "music-extractor": "essentia",
    "librosa": "librosa",
    "pyloudnorm": "pyloudnorm",
}


def rhythm_key(path: Path) -> dict[str, Any]:
    """Tempo by Essentia's RhythmExtractor2013 and key by its KeyExtractor, as they come."""
    standard = _essentia()
    mono = standard.MonoLoader(filename=str(path), sampleRate=44_100)()
    bpm, _, confidence, _, _ = standard.RhythmExtractor2013(method="multifeature")(mono)
    tonic, mode, strength = standard.KeyExtractor()(mono)
    return {
        # The extractor's confidence runs from 0 to 5.32.
        "tempo": {"bpm": float(bpm), "confidence": min(1.0, float(confidence) / 5.32)},
        "key": {"tonic": tonic, "mode": mode, "confidence": min(1.0, max(0.0, float(strength)))},
    }


def music_extractor(path: Path) -> dict[str, Any]:
    """Everything Essentia's MusicExtractor finds, at its defaults."""
    pool, _ = _essentia().MusicExtractor()(str(path))
    return {"descriptors": len(pool.descriptorNames())}


def librosa_features(path: Path) -> dict[str, Any]:
    """Beat, chroma, centroid, RMS and STFT by librosa, at its defaults, at the file's own rate."""
    import librosa

    y, sr = librosa.load(path, sr=None, mono=True)
    stft = abs(librosa.stft(y))
    tempo, beats = librosa.beat.beat_track(y=y, sr=sr)
    chroma = librosa.feature.chroma_stft(y=y, sr=sr)
    centroid = librosa.feature.spectral_centroid(y=y, sr=sr)
    rms = librosa.feature.rms(y=y)
    return {
        "bpm": float(tempo.item()),
        "beats": len(beats),
        "frames": [part.shape[-1] for part in (stft, chroma, centroid, rms)],
    }


def pyloudnorm_loudness(path: Path) -> dict[str, Any]:
    """Integrated loudness by pyloudnorm."""
    import pyloudnorm
    import soundfile

    data, rate = soundfile.read(path)
    return {"integrated_lufs": float(pyloudnorm.Meter(rate).integrated_loudness(data))}


def _essentia() -> Any:
    import essentia

    essentia.log.infoActive = False
    essentia.log.warningActive = False
    import essentia.standard

    return essentia.standard


def _main() -> int:
    """Print a line of JSON for each file, named here or on stdin."""
    runs: dict[str, Callable[[Path], dict[str, Any]]] = {
        "rhythm-key": rhythm_key,
        "music-extractor": music_extractor,
        "librosa": librosa_features,
        "pyloudnorm": pyloudnorm_loudness,
    }
    parser = argparse.ArgumentParser(prog="peers", description=__doc__)
    parser.add_argument("peer", choices=sorted(runs))
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--version", action="store_true", help="of what would run")
    options = parser.parse_args()
    if options.version:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(version(REQUIRES[options.peer]))
        except PackageNotFoundError:
            return 1
        return 0
    named = (Path(line.rstrip("\n")) for line in sys.stdin)
    for path in options.files or named:
        print(json.dumps(runs[options.peer](path)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
