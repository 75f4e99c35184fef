"""Coverage-guided fuzzing of the path from a file's bytes to samples; see tests/README.md.

Run with a folder for the corpus, which is filled with one small file of every format when empty,
and any of libFuzzer's options. A crash, a hang, another exception than a refusal, or more samples
than the limits allow ends the run and leaves the input behind.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["lib.audio"]):
    from lib.audio.decode import open_audio
    from lib.audio.header import declared_work
    from lib.audio.limits import Limits
    from lib.audio.sniff import AudioRefused

import numpy as np
import soundfile

LIMITS = Limits(max_duration_s=30.0, max_samples=2e6)
BLOCK = 4096
SEEDS = [
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("WAV", "ULAW"),
    ("WAVEX", "PCM_24"),
    ("RF64", "PCM_16"),
    ("W64", "PCM_16"),
    ("AIFF", "PCM_16"),
    ("AIFF", "FLOAT"),
    ("CAF", "PCM_16"),
    ("CAF", "ALAW"),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]


def sow(folder: Path) -> None:
    """Put a file of every format into an empty folder."""
    signal = 0.1 * np.random.default_rng(1).standard_normal((4000, 2))
    for container, codec in SEEDS:
        file = io.BytesIO()
        soundfile.write(file, signal, 8000, format=container, subtype=codec)
        name = f"{container}-{codec}".lower()
        (folder / name).write_bytes(file.getvalue())
        (folder / f"{name}-tagged").write_bytes(file.getvalue() + b"TAG" + bytes(125))
        (folder / f"{name}-cut").write_bytes(file.getvalue()[:-200])


def decode_once(path: Path) -> None:
    """Decode a file to its end, or see it refused."""
    declared_work(path)
    try:
        with open_audio(path, limits=LIMITS) as source:
            most = LIMITS.longest_s(rate_hz=source.sample_rate_hz, channels=source.channels)
            done = 0
            for block in source.blocks(frames=BLOCK):
                done += len(block)
            if done > most * source.sample_rate_hz:
                message = f"{done} frames decoded"
                raise RuntimeError(message)
    except AudioRefused as refusal:
        if not all(
            str(fact).isprintable() and str(fact).isascii() for fact in refusal.facts.values()
        ):
            raise RuntimeError("a fact is not printable") from refusal


def main() -> None:
    """Sow the corpus and hand over to libFuzzer."""
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    for folder in folders[:1]:
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            sow(folder)
    handle, name = tempfile.mkstemp()
    path = Path(name)

    def once(data: bytes) -> None:
        os.ftruncate(handle, 0)
        os.pwrite(handle, data, 0)
        decode_once(path)

    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
