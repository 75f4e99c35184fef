"""A corpus of made music whose tempo and key are known, to tune meters on and to judge them by."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from zlib import crc32

import numpy as np
import soundfile
from numpy.typing import NDArray

from scripts.music.harmony import TONICS, Mode, progressions
from scripts.music.piece import Mastering, Piece, Split
from scripts.music.rendering import render as _render
from scripts.music.styles import STYLES, Style

__all__ = ["SEED", "STYLES", "TONICS", "Piece", "Split", "load", "pieces", "render", "wave_file"]

SEED = 20_261_121
PER_STYLE = 6
# Raised whenever the same piece comes to sound different, so that no cache keeps old sound.
VERSION = 4
RATE = 44_100

Random = np.random.Generator


def pieces(split: Split, *, seed: int = SEED, per_style: int = PER_STYLE) -> list[Piece]:
    """Draw the pieces of a split.

    Parameters
    ----------
    split : "tune" or "test"
        The test split has styles, drum patterns, gestures and progressions of its own besides
        those it shares.
    seed : int
    per_style : int
        Pieces of each style.

    Returns
    -------
    list of Piece
        The same for the same arguments.
    """
    drawn = []
    for name, style in STYLES.items():
        if style.test_only and split == "tune":
            continue
        for number in range(per_style):
            random = np.random.default_rng([seed, split == "test", crc32(name.encode()), number])
            # Tempi are spread over the style's range instead of left to chance.
            low, high = (
                style.bpm[0] + i / per_style * (style.bpm[1] - style.bpm[0])
                for i in (number, number + 1)
            )
            drawn.append(_draw(split, f"{name}-{number}", style, (low, high), random))
    return drawn


def render(piece: Piece, sample_rate: int = RATE) -> NDArray[np.float32]:
    """Make a piece sound.

    Parameters
    ----------
    piece : Piece
    sample_rate : int
        In Hz.

    Returns
    -------
    (frames, 2) float32
        Within ±1.
    """
    return _render(piece, rate=sample_rate)


def load(piece: Piece, *, cache: Path) -> NDArray[np.float32]:
    """A piece's sound at 44.1 kHz as 16 bits hold it, rendered only where the cache has it not.

    Parameters
    ----------
    piece : Piece
    cache : Path
        A folder.

    Returns
    -------
    (frames, 2) float32
    """
    sound, _ = soundfile.read(wave_file(piece, cache=cache), dtype="float32")
    return np.asarray(sound)


def wave_file(piece: Piece, *, cache: Path) -> Path:
    """The piece's WAV file of 16 bits at 44.1 kHz in a folder, written where it is not there."""
    path = cache / f"{piece.name}-{piece.seed}-v{VERSION}.wav"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        soundfile.write(partial, render(piece), RATE, subtype="PCM_16", format="WAV")
        partial.rename(path)
    return path


def _draw(split: Split, name: str, style: Style, bpm: tuple[float, float], random: Random) -> Piece:
    """One piece of a style, with a tempo between two."""
    seconds = round(float(random.uniform(22.0, 38.0)), 2)
    nominal = bpm[0] + (bpm[1] - bpm[0]) * float(random.random())
    if not style.loose and random.random() < 0.5:
        nominal = float(round(nominal))
    loose = bool(random.random() < style.loose)
    drift = float(random.choice((-1.0, 1.0)) * random.uniform(0.0, 0.04)) if loose else 0.0
    beats = _beats(nominal, seconds, drift=drift, breath=0.012 * loose, random=random)
    mode: Mode = "minor" if random.random() < style.minor else "major"
    detuned = random.random() < 1.0 / 3.0
    cents = round(float(random.uniform(-50.0, 50.0)), 1) if detuned else 0.0
    comps = (*style.comps, *(style.rare_comps if split == "test" else ()))
    patterns = _pattern_numbers(style, split)
    count = min(len(comps), 1 + (random.random() < 0.35 and len(style.patterns) > 0))
    texts = progressions(split, family=style.family, mode=mode)
    chosen = random.choice(len(comps), count, replace=False).tolist() if comps else []
    return Piece(
        name=f"{split}-{name}",
        split=split,
        style=name.rpartition("-")[0],
        bpm=60.0 * (len(beats) - 1) / (beats[-1] - beats[0]) if style.pulse else None,
        beats=tuple(beats) if style.pulse else (),
        downbeat=int(random.integers(0, style.beats_per_bar)),
        beats_per_bar=style.beats_per_bar,
        drift=drift,
        swing=float(random.choice(style.swing)),
        tonic=int(random.integers(0, 12)) if style.tonal else None,
        mode=mode if style.tonal else None,
        tuning_cents=cents if style.tonal else 0.0,
        has_drums=bool(patterns) and (random.random() < 0.9 or not style.tonal),
        mastering=_mastering(style, random),
        seconds=seconds,
        progression=tuple(str(random.choice(texts)).split()),
        bars_per_chord=float(random.choice(style.bars_per_chord)),
        pattern=int(random.choice(patterns)) if patterns else -1,
        comps=tuple(comps[i] for i in chosen),
        bass=style.basses[int(random.integers(len(style.basses)))] if style.basses else None,
        lead=str(random.choice(style.leads)),
        kit=str(random.choice(style.kits)),
        seed=int(random.integers(1 << 31)),
    )


def _beats(
    bpm: float, seconds: float, *, drift: float, breath: float, random: Random
) -> list[float]:
    """Times of the beats: a tempo that changes evenly by `drift`, and breathes around that."""
    now = float(random.uniform(0.0, 60.0 / bpm))
    wander, beats = 0.0, []
    while now < seconds:
        beats.append(now)
        wander = 0.8 * wander + breath * float(random.standard_normal())
        wander = min(0.03, max(-0.03, wander))
        now += 60.0 / bpm / (1.0 + drift * (now / seconds - 0.5)) * (1.0 + wander)
    return beats


def _pattern_numbers(style: Style, split: Split) -> list[int]:
    common, rare = len(style.patterns), len(style.rare_patterns)
    return list(range(common + (rare if split == "test" else 0)))


def _mastering(style: Style, random: Random) -> Mastering:
    if random.random() >= style.loud:
        return "dynamic"
    return "crushed" if random.random() < 0.3 else "loud"


def _main() -> int:
    """Render a split to WAV files, to be listened to."""
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__)
    parser.add_argument("split", choices=("tune", "test"))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for piece in pieces(options.split):
        key = "no key" if piece.tonic is None else f"{TONICS[piece.tonic]} {piece.mode}"
        tempo = "no pulse" if piece.bpm is None else f"{piece.bpm:.2f} bpm"
        soundfile.write(options.folder / f"{piece.name}.wav", render(piece), RATE)
        print(f"{piece.name}\t{tempo}\t{key}\t{piece.tuning_cents:+.1f} cents")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
