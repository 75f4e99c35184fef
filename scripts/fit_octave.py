"""Fits the weights by which a tempo is chosen among half, double and other candidates.

Uses the tuning split of the corpus, drawn with seeds of its own, plain clicks, and noises without
a pulse; writes lib/audio/octave_weights.py. Takes about ten minutes of processor time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lib.audio.blocks import Rechunker
from lib.audio.correlogram import Novelty, correlogram
from lib.audio.octave import FEATURES, OUTSIDE_FEATURES, Candidates, candidates
from lib.audio.onset import OnsetMeter, Onsets
from scripts import corpus

Values = NDArray[np.float64]

RATE = 44_100
# Seed and pieces of each style. The scored pieces of the tuning split are among them.
DRAWS = ((corpus.SEED, corpus.PER_STYLE), (77, 10), (78, 12))
CLICKS, NOISES = 60, 36
# A weight of one per standard deviation of its feature costs half of this in log likelihood.
PENALTY = 8.0
OUTSIDE_PENALTY = 0.16
WITHIN = 0.04
TARGET = Path(__file__).resolve().parent.parent / "lib" / "audio" / "octave_weights.py"


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of a piece, and which of them is right; -1 for none."""

    found: Candidates
    right: int


def onsets_of(signal: NDArray[np.float32]) -> Onsets:
    """Measure a (frames, channels) signal at 44.1 kHz."""
    channels = signal.shape[1]
    chunks = Rechunker(sample_rate=RATE, channels=channels, max_sample=100.0)
    meter = OnsetMeter(sample_rate=RATE, channels=channels)
    for chunk in chunks.push(signal):
        meter.push(chunk)
    for chunk in chunks.finish():
        meter.push(chunk)
    return meter.result()


def example(onsets: Onsets, bpm: float | None) -> Example:
    """Describe one piece."""
    novelty = Novelty(onsets)
    repeated = correlogram(novelty, frames_per_second=onsets.frames_per_second)
    found = candidates(onsets, novelty, repeated)
    if bpm is None or not len(found.bpm):
        return Example(found, -1)
    away = np.abs(np.log(found.bpm / bpm))
    nearest = int(away.argmin())
    return Example(found, nearest if away[nearest] < WITHIN else -1)


def clicks(random: np.random.Generator) -> Iterator[tuple[Onsets, float]]:
    """Metronomes: bare samples, blips and noise bursts, some with an accent."""
    length = 3000
    time = np.arange(length) / RATE
    for number in range(CLICKS):
        bpm = float(random.uniform(58.0, 184.0))
        signal = np.zeros(int(RATE * random.uniform(8.0, 40.0)))
        if number % 2:
            signal += 1e-4 * random.standard_normal(len(signal))
        blip = np.sin(2.0 * np.pi * random.uniform(600.0, 2000.0) * time) * np.exp(-time / 0.014)
        burst = random.standard_normal(length) * np.exp(-time / 0.009)
        sound = ((time == 0.0).astype(float), blip, burst)[number % 3]
        accent = int(random.choice([1, 1, 3, 4]))
        starts = np.arange(random.uniform(0.0, 0.5), len(signal) / RATE - 0.1, 60.0 / bpm)
        for beat, at in enumerate((starts * RATE).astype(int).tolist()):
            signal[at : at + length] += sound * (1.0 if beat % accent == 0 else 0.6)
        yield onsets_of(_both(signal)), bpm


def noises(random: np.random.Generator) -> Iterator[Onsets]:
    """Sounds without a pulse: white and pink noise, wind, rain of clicks, babble, held chords."""
    for number in range(NOISES):
        count = int(RATE * random.choice([12, 25, 40, 90]))
        yield onsets_of(_both(_NOISES[number % len(_NOISES)](count, random)))


def _both(signal: Values) -> NDArray[np.float32]:
    scaled = (0.7 * signal / np.abs(signal).max()).astype(np.float32)
    return np.stack([scaled, scaled], axis=1)


def _white(count: int, random: np.random.Generator) -> Values:
    return random.standard_normal(count)


def _pink(count: int, random: np.random.Generator) -> Values:
    lines = np.fft.rfft(random.standard_normal(count))
    return np.fft.irfft(lines / np.sqrt(np.arange(1, len(lines) + 1)), count)


def _wind(count: int, random: np.random.Generator) -> Values:
    turns = np.arange(0, count + RATE, RATE)
    level = np.interp(np.arange(count), turns, random.uniform(0.1, 1.0, len(turns)))
    return _pink(count, random) * level


def _rain(count: int, random: np.random.Generator) -> Values:
    signal = 1e-4 * random.standard_normal(count)
    drops = int(count / RATE * random.uniform(1.0, 6.0))
    for at in random.uniform(0, count - 3000, drops).astype(int).tolist():
        fall = np.exp(-np.arange(2000) / 300.0) * random.uniform(0.2, 1.0)
        signal[at : at + 2000] += random.standard_normal(2000) * fall
    return signal


def _babble(count: int, random: np.random.Generator) -> Values:
    signal, at = 1e-3 * random.standard_normal(count), 0
    while at < count - RATE:
        length = int(RATE * random.uniform(0.08, 0.3))
        phase = 2.0 * np.pi * random.uniform(100.0, 220.0) * np.arange(length) / RATE
        voice = sum(np.sin(phase * harmonic) / harmonic for harmonic in range(1, 20))
        signal[at : at + length] += voice * np.hanning(length) * random.uniform(0.2, 1.0)
        at += length + int(RATE * random.exponential(0.12))
    return signal


def _held(count: int, random: np.random.Generator) -> Values:
    time = np.arange(count) / RATE
    signal = 1e-2 * random.standard_normal(count)
    for hz in random.uniform(80.0, 900.0, 6).tolist():
        signal += np.sin(2.0 * np.pi * hz * time + random.uniform(0.0, 6.0))
    return signal * (1.0 + 0.1 * np.sin(2.0 * np.pi * random.uniform(0.05, 0.2) * time))


_NOISES = (_white, _pink, _wind, _rain, _babble, _held)


def fit(examples: list[Example]) -> tuple[Values, Values, Values]:
    """Fit a conditional logit with an outside option: centres, weights, weights of the outside."""
    features = np.concatenate([one.found.features for one in examples])
    centres, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    scaled = (features - centres) / spread
    outside = np.array([one.found.outside for one in examples])
    counts = [len(one.found.bpm) for one in examples]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    piece = np.repeat(np.arange(len(examples)), counts)
    right = np.array(
        [
            start + one.right if one.right >= 0 else -1
            for start, one in zip(starts, examples, strict=True)
        ]
    )
    width = scaled.shape[1]
    penalty = np.concatenate([np.full(width, PENALTY), np.full(outside.shape[1], OUTSIDE_PENALTY)])

    def loss(weights: Values) -> tuple[float, Values]:
        utility, other = scaled @ weights[:width], outside @ weights[width:]
        largest = np.maximum(np.maximum.reduceat(utility, starts), other)
        odds, none = np.exp(utility - largest[piece]), np.exp(other - largest)
        total = np.add.reduceat(odds, starts) + none
        chosen = np.where(right >= 0, utility[right], other) - largest - np.log(total)
        inside = scaled[right[right >= 0]].sum(axis=0) - (odds / total[piece]) @ scaled
        beyond = ((right < 0) - none / total) @ outside
        slope = np.concatenate([inside, beyond]) - penalty * weights
        return float(0.5 * penalty @ weights**2 - chosen.sum()), -slope

    start = np.zeros(width + outside.shape[1])
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    return centres, weights[:width] / spread, weights[width:]


def write(centres: Values, weights: Values, outside: Values) -> None:
    """Write the module that holds the weights."""
    lines = [
        '"""What speaks for a tempo and how much, fitted by scripts/fit_octave.py."""',
        "",
        "from __future__ import annotations",
        "",
        "# Feature (`octave.FEATURES`), its mean over all candidates, and the change of the",
        "# log odds with each unit of it.",
        "CANDIDATE = (",
    ]
    for name, centre, weight in zip(FEATURES, centres, weights, strict=True):
        lines.append(f'    ("{name}", {centre:.4f}, {weight:.4f}),')
    lines += [")", "", "# The same for none of the candidates, around 0.", "OUTSIDE = ("]
    for name, weight in zip(OUTSIDE_FEATURES, outside, strict=True):
        lines.append(f'    ("{name}", {weight:.4f}),')
    TARGET.write_text("\n".join([*lines, ")", ""]))


def _main() -> int:
    examples = []
    for seed, per_style in DRAWS:
        pieces = corpus.pieces("tune", seed=seed, per_style=per_style)
        examples += [example(onsets_of(corpus.render(piece)), piece.bpm) for piece in pieces]
    random = np.random.default_rng(5)
    examples += [example(onsets, None) for onsets in noises(random)]
    examples += [example(onsets, bpm) for onsets, bpm in clicks(random)]
    examples = [one for one in examples if len(one.found.bpm)]
    write(*fit(examples))
    print(f"fitted on {len(examples)} pieces; wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
