"""Fits the weights by which a tempo is chosen among half, double and other candidates, or none.

Uses the tuning split of the corpus, drawn with seeds of its own, plain clicks, noises without a
pulse and events at irregular times; writes lib/audio/octave_weights.py. Takes about five minutes
of processor time. With --only-pulse the weights of the candidates stay as they are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lib.audio.blocks import Rechunker
from lib.audio.correlogram import Novelty, correlogram
from lib.audio.octave import FEATURES, OUTSIDE_FEATURES, Candidates, candidates
from lib.audio.octave_weights import CANDIDATE, OUTSIDE
from lib.audio.onset import OnsetMeter, Onsets
from lib.audio.tempo import (
    LEAST_CONFIRMED,
    PULSE_FEATURES,
    SHORTEST_S,
    follow,
    has_onsets,
    pulse_features,
)
from scripts import corpus

Values = NDArray[np.float64]

RATE = 44_100
# Seed and pieces of each style. The scored pieces of the tuning split are among them.
DRAWS = ((corpus.SEED, corpus.PER_STYLE), (77, 10), (78, 12))
CLICKS, NOISES, IRREGULAR = 60, 36, 480
# Of each piece and click track that much is looked at too: little music is no accident either.
EXCERPTS_S = (4.0, 6.0, 8.0, 12.0)
# A weight of one per standard deviation of its feature costs half of this in log likelihood.
PENALTY = 8.0
OUTSIDE_PENALTY = 0.16
PULSE_PENALTY = 0.04
# All accidents together weigh a third of the music: as many would cost one in seven short excerpts
# their surety, by their number alone one rubato line in thirty would be told a tempo.
ACCIDENTS = 1.0 / 3.0
WITHIN = 0.04
TARGET = Path(__file__).resolve().parent.parent / "lib" / "audio" / "octave_weights.py"


# The centres and weights of the candidates' features, and the weights of none of them.
Fitted = tuple[Values, Values, Values]


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of a piece, and which of them is right; -1 for none."""

    found: Candidates
    right: int


@dataclass(frozen=True, slots=True)
class Heard:
    """The onsets of a piece, and its tempo if it has one."""

    onsets: Onsets
    bpm: float | None


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


def example(heard: Heard) -> Example:
    """Describe one piece."""
    novelty = Novelty(heard.onsets)
    repeated = correlogram(novelty, frames_per_second=heard.onsets.frames_per_second)
    found = candidates(heard.onsets, novelty, repeated)
    if heard.bpm is None or not len(found.bpm):
        return Example(found, -1)
    away = np.abs(np.log(found.bpm / heard.bpm))
    nearest = int(away.argmin())
    return Example(found, nearest if away[nearest] < WITHIN else -1)


def excerpts(heard: Heard) -> Iterator[Heard]:
    """A piece, and what is cut out of it."""
    yield heard
    frames, per_second = heard.onsets.strength.shape[1], heard.onsets.frames_per_second
    for seconds in EXCERPTS_S:
        length = round(seconds * per_second)
        start = max(0, (frames - length) // 4)
        part = heard.onsets.strength[:, start : start + length]
        yield Heard(replace(heard.onsets, strength=part), heard.bpm)


def clicks(random: np.random.Generator) -> Iterator[Heard]:
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
        yield Heard(onsets_of(_both(signal)), bpm)


def noises(random: np.random.Generator) -> Iterator[Heard]:
    """Sounds without a pulse: white and pink noise, wind, rain of clicks, babble, held chords."""
    for number in range(NOISES):
        count = int(RATE * random.choice([12, 25, 40, 90]))
        yield Heard(onsets_of(_both(_NOISES[number % len(_NOISES)](count, random))), None)


def irregular(random: np.random.Generator) -> Iterator[Heard]:
    """Claps, blips, notes and tones that begin when they like: a few, many, in groups, rubato."""
    for number in range(IRREGULAR):
        seconds = float(np.exp(random.uniform(np.log(5.0), np.log(90.0))))
        signal = random.choice([1e-6, 1e-5, 1e-3]) * random.standard_normal(int(RATE * seconds))
        times = _TIMES[number % len(_TIMES)](seconds, random)
        make = _SOUNDS[number // len(_TIMES) % len(_SOUNDS)]
        for at in (RATE * times).astype(int).tolist():
            sound = make(random)[: max(0, len(signal) - at)]
            signal[at : at + len(sound)] += random.uniform(0.3, 1.0) * sound
        yield Heard(onsets_of(_both(signal)), None)


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


def _few(seconds: float, random: np.random.Generator) -> Values:
    return random.uniform(0.0, seconds - 0.2, int(random.integers(2, 9)))


def _many(seconds: float, random: np.random.Generator) -> Values:
    per_second = np.exp(random.uniform(np.log(0.2), np.log(6.0)))
    return random.uniform(0.0, seconds - 0.2, 2 + random.poisson(per_second * seconds))


def _grouped(seconds: float, random: np.random.Generator) -> Values:
    gaps = random.uniform(0.25, 1.2, 400) + random.uniform(2.0, 15.0, 400) * (
        random.random(400) < 0.5
    )
    return _until(seconds, np.cumsum(gaps))


def _rubato(seconds: float, random: np.random.Generator) -> Values:
    gaps = np.exp(random.normal(np.log(random.uniform(0.3, 1.5)), 0.35, 400))
    return _until(seconds, np.cumsum(gaps))


def _until(seconds: float, times: Values) -> Values:
    return times[times < seconds - 0.2]


_TIMES = (_few, _many, _grouped, _rubato)


def _clap(random: np.random.Generator) -> Values:
    fall = np.exp(-np.arange(4000) / RATE / random.uniform(0.004, 0.03))
    return random.standard_normal(4000) * fall


def _blip(random: np.random.Generator) -> Values:
    time = np.arange(3000) / RATE
    return np.sin(2.0 * np.pi * random.uniform(300.0, 2500.0) * time) * np.exp(-time / 0.012)


def _note(random: np.random.Generator) -> Values:
    time = np.arange(int(RATE * random.uniform(0.4, 2.0))) / RATE
    phase = 2.0 * np.pi * 110.0 * 2.0 ** (random.integers(0, 36) / 12.0) * time
    partials = [np.sin(n * phase) / n * np.exp(-(0.8 + 0.5 * n) * time) for n in range(1, 9)]
    return np.asarray(np.sum(partials, axis=0) * np.minimum(1.0, time / 0.004), np.float64)


def _beep(random: np.random.Generator) -> Values:
    time = np.arange(int(RATE * random.uniform(0.3, 5.0))) / RATE
    return np.sin(2.0 * np.pi * random.uniform(100.0, 3000.0) * time)


_SOUNDS = (_clap, _blip, _note, _beep)


def fit(examples: list[Example]) -> Fitted:
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


def fit_pulse(music: list[Heard], aimless: list[Heard], fitted: Fitted) -> Values:
    """Fit how far the onsets on the beats are from chance: a logistic regression."""
    right = [one for heard in music for part in excerpts(heard) for one in _seen(part, fitted)]
    wrong = [one for heard in aimless for one in _seen(heard, fitted)]
    features = np.array(right + wrong)
    is_right = np.concatenate([np.ones(len(right)), np.zeros(len(wrong))])
    counts = np.where(is_right > 0.0, 1.0, ACCIDENTS * len(right) / max(1, len(wrong)))
    penalty = np.array([0.0, *[PULSE_PENALTY] * (features.shape[1] - 1)])

    def loss(weights: Values) -> tuple[float, Values]:
        odds = features @ weights
        missed = counts @ (np.logaddexp(0.0, odds) - is_right * odds)
        slope = features.T @ (counts * (1.0 / (1.0 + np.exp(-odds)) - is_right))
        return float(0.5 * penalty @ weights**2 + missed), slope + penalty * weights

    print(f"fitted the pulse on {len(right)} rows of beats and {len(wrong)} accidents")
    return np.asarray(minimize(loss, np.zeros(len(penalty)), jac=True, method="L-BFGS-B").x)


def write(fitted: Fitted, pulse: Values) -> None:
    """Write the module that holds the weights."""
    centres, weights, outside = fitted
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
    lines += [")", "", "# The same for onsets that are on the beats by no accident.", "PULSE = ("]
    for name, weight in zip(PULSE_FEATURES, pulse, strict=True):
        lines.append(f'    ("{name}", {weight:.4f}),')
    TARGET.write_text("\n".join([*lines, ")", ""]))


def _seen(heard: Heard, fitted: Fitted) -> list[tuple[float, ...]]:
    """The features of the beats that would be told; none where there are none, or wrong ones."""
    onsets = heard.onsets
    enough = onsets.strength.shape[1] >= SHORTEST_S * onsets.frames_per_second
    if not enough or not has_onsets(onsets):
        return []
    centres, weights, outside = fitted
    described = example(heard)
    utilities = (described.found.features - centres) @ weights
    if not len(utilities) or utilities.max() < described.found.outside @ outside:
        return []
    best = int(utilities.argmax())
    if heard.bpm is not None and best != described.right:
        return []
    novelty = Novelty(onsets)
    repeated = correlogram(novelty, frames_per_second=onsets.frames_per_second)
    _, borne_out = follow(
        novelty,
        repeated,
        bpm=float(described.found.bpm[best]),
        frames_per_second=onsets.frames_per_second,
    )
    return [pulse_features(borne_out)] if borne_out.confirmed >= LEAST_CONFIRMED else []


def _known() -> Fitted:
    """The weights that are in use."""
    rows = [row[1:] for row in CANDIDATE]
    centres, weights = np.array(rows).T
    return centres, weights, np.array([row[1] for row in OUTSIDE])


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-pulse", action="store_true", help="keep the candidates' weights")
    only_pulse = parser.parse_args().only_pulse
    music = [
        Heard(onsets_of(corpus.render(piece)), piece.bpm)
        for seed, per_style in DRAWS
        for piece in corpus.pieces("tune", seed=seed, per_style=per_style)
    ]
    random = np.random.default_rng(5)
    aimless = [*noises(random), *(heard for heard in music if heard.bpm is None)]
    regular = [*clicks(random), *(heard for heard in music if heard.bpm is not None)]
    fitted = _known()
    if not only_pulse:
        examples = [example(heard) for heard in aimless + regular]
        fitted = fit([one for one in examples if len(one.found.bpm)])
    write(fitted, fit_pulse(regular, aimless + list(irregular(random)), fitted))
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
