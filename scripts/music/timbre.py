"""Pitched instruments: one cycle of a spectrum, read at the note's pace under an envelope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]

_CYCLE = 2048
_BRIGHTEST_HZ = 14_000.0

# Centre, width and gain of the first formants of five sung vowels (soprano to tenor averages).
_VOWELS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "a": ((750.0, 90.0, 1.0), (1180.0, 110.0, 0.5), (2750.0, 170.0, 0.25)),
    "e": ((480.0, 80.0, 1.0), (1900.0, 130.0, 0.35), (2700.0, 170.0, 0.25)),
    "i": ((310.0, 60.0, 1.0), (2200.0, 140.0, 0.25), (2900.0, 180.0, 0.2)),
    "o": ((460.0, 80.0, 1.0), (820.0, 100.0, 0.45), (2700.0, 170.0, 0.12)),
    "u": ((340.0, 70.0, 1.0), (700.0, 90.0, 0.25), (2600.0, 170.0, 0.06)),
}


@dataclass(frozen=True, slots=True)
class Timbre:
    """How an instrument sounds.

    Attributes
    ----------
    slope : float
        Harmonic k sounds at k to minus this power.
    odd : float
        What is left of the even harmonics, 0 (hollow) to 1.
    attack_s, release_s : float
    half_s : float
        Time in which it decays by half; 0 where it is sustained.
    dulls : float
        Share of its brightness lost while it decays, 0 to 1.
    spread_cents : tuple of float
        The voices that sound together, each off by so much.
    vibrato_cents, vibrato_hz : float
    scoop_cents : float
        From how far below a note is reached.
    breath : float
        Share of noise.
    formants : bool
        Sung: harmonics are shaped by a vowel.
    drive : float
        Soft clipping, as of an amplifier; 0 is none.
    """

    slope: float = 1.0
    odd: float = 1.0
    attack_s: float = 0.005
    release_s: float = 0.05
    half_s: float = 0.0
    dulls: float = 0.0
    spread_cents: tuple[float, ...] = (0.0,)
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.5
    scoop_cents: float = 0.0
    breath: float = 0.0
    formants: bool = False
    drive: float = 0.0


TIMBRES: dict[str, Timbre] = {
    "piano": Timbre(slope=1.5, half_s=0.45, dulls=0.8, attack_s=0.003, spread_cents=(-1.0, 1.2)),
    "epiano": Timbre(slope=2.4, odd=0.4, half_s=0.6, dulls=0.7, attack_s=0.003),
    "nylon": Timbre(slope=1.6, half_s=0.35, dulls=0.9, attack_s=0.002),
    "steel": Timbre(slope=1.1, half_s=0.5, dulls=0.8, attack_s=0.002, spread_cents=(-2.0, 2.0)),
    "cavaquinho": Timbre(slope=1.0, half_s=0.12, dulls=0.7, attack_s=0.002),
    "overdriven": Timbre(slope=0.8, attack_s=0.004, half_s=1.5, dulls=0.3, drive=2.5),
    "clean": Timbre(slope=1.3, half_s=0.35, dulls=0.6, attack_s=0.003),
    "organ": Timbre(slope=1.7, odd=0.7, attack_s=0.01, vibrato_cents=8.0, vibrato_hz=6.5),
    "accordion": Timbre(slope=0.9, attack_s=0.03, spread_cents=(-8.0, 8.0)),
    "strings": Timbre(
        slope=1.1, attack_s=0.12, release_s=0.2, spread_cents=(-7.0, 1.0, 6.0), vibrato_cents=12.0
    ),
    "violin": Timbre(
        slope=1.0, attack_s=0.06, release_s=0.1, vibrato_cents=22.0, scoop_cents=25.0, breath=0.02
    ),
    "brass": Timbre(slope=0.9, attack_s=0.04, release_s=0.08, spread_cents=(-4.0, 3.0)),
    "sax": Timbre(slope=0.9, attack_s=0.03, vibrato_cents=18.0, scoop_cents=50.0, breath=0.02),
    "flute": Timbre(slope=2.2, attack_s=0.05, vibrato_cents=15.0, breath=0.025),
    "voice": Timbre(
        slope=0.9,
        attack_s=0.04,
        release_s=0.08,
        vibrato_cents=45.0,
        scoop_cents=70.0,
        breath=0.015,
        formants=True,
    ),
    "choir": Timbre(
        slope=0.9,
        attack_s=0.1,
        release_s=0.15,
        spread_cents=(-11.0, 0.0, 9.0),
        vibrato_cents=20.0,
        formants=True,
    ),
    "pad": Timbre(slope=1.4, attack_s=0.4, release_s=0.5, spread_cents=(-9.0, 0.0, 8.0)),
    "glass": Timbre(slope=2.0, odd=0.3, attack_s=0.6, release_s=0.8, spread_cents=(-5.0, 5.0)),
    "supersaw": Timbre(slope=1.0, attack_s=0.01, spread_cents=(-14.0, -5.0, 6.0, 15.0)),
    "pluck": Timbre(slope=1.0, half_s=0.1, dulls=0.9, attack_s=0.002),
    "square": Timbre(slope=1.0, odd=0.02, attack_s=0.005, vibrato_cents=10.0),
    "bell": Timbre(slope=1.8, odd=0.2, half_s=0.5, dulls=0.5, attack_s=0.001),
    "bass": Timbre(slope=1.7, half_s=0.7, dulls=0.7, attack_s=0.004),
    "upright": Timbre(slope=2.0, half_s=0.4, dulls=0.9, attack_s=0.008, scoop_cents=20.0),
    "sub": Timbre(slope=4.0, attack_s=0.006, half_s=1.2, drive=1.5),
    "reese": Timbre(slope=1.1, attack_s=0.01, spread_cents=(-16.0, 14.0)),
    "acid": Timbre(slope=1.0, half_s=0.15, dulls=0.9, attack_s=0.002, drive=2.0),
}


def note(
    name: str, *, hz: float, seconds: float, rate: int, vowel: str = "a", bright: float = 1.0
) -> Wave:
    """One note.

    Parameters
    ----------
    name : str
        One of `TIMBRES`.
    hz : float
        Its fundamental.
    seconds : float
        How long it is held; its release comes after.
    rate : int
        Samples per second.
    vowel : str
        What is sung, where it is.
    bright : float
        Multiplies the slope's inverse: above 1 is brighter.

    Returns
    -------
    (n,) float32
        RMS about 0.2 where it is loudest.
    """
    timbre = TIMBRES[name]
    n = max(8, round((seconds + timbre.release_s) * rate))
    phase = _phase(timbre, hz, n, rate)
    loud, dull = _cycles(name, round(hz * 4.0), vowel, round(bright * 20.0), rate)
    index = [(phase * 2.0 ** (c / 1200.0)).astype(np.int32) for c in timbre.spread_cents]
    wave = _read(loud, index)
    envelope = _envelope(timbre, n, rate)
    if timbre.dulls and timbre.half_s:
        fade = np.exp2(np.arange(n, dtype=np.float32) / np.float32(-0.35 * timbre.half_s * rate))
        wave = fade * timbre.dulls * wave + (1.0 - fade * timbre.dulls) * _read(dull, index)
    if timbre.breath:
        wave += timbre.breath * _breath(n)
    wave *= envelope
    if not timbre.drive:
        return wave
    wave = np.tanh(np.float32(timbre.drive * 3.0) * wave) * np.float32(0.3)
    # An uneven cycle is clipped unevenly: what is left of it at 0 Hz goes.
    return np.asarray(wave - envelope * (wave.sum() / envelope.sum()))


def _phase(timbre: Timbre, hz: float, n: int, rate: int) -> NDArray[np.float64]:
    """Position in the cycle, in its samples, rising without end."""
    step = hz * _CYCLE / rate
    phase = step * np.arange(n, dtype=np.float64)
    if timbre.vibrato_cents:
        t = np.arange(n, dtype=np.float32) / np.float32(rate)
        swell = np.minimum(t / np.float32(0.35), np.float32(1.0))
        depth = (2.0 ** (timbre.vibrato_cents / 1200.0) - 1.0) * hz * _CYCLE
        angular = 2.0 * np.pi * timbre.vibrato_hz
        phase -= swell * np.cos(np.float32(angular) * t) * np.float32(depth / angular)
    if timbre.scoop_cents:
        reached = 0.04 * rate
        depth = (2.0 ** (timbre.scoop_cents / 1200.0) - 1.0) * step * reached
        phase += depth * np.exp(-np.arange(n, dtype=np.float32) / np.float32(reached))
    return phase + _CYCLE * 8.0


def _read(cycle: Wave, index: list[NDArray[np.int32]]) -> Wave:
    wave = cycle.take(index[0], mode="wrap") if len(index) == 1 else cycle[index[0] & _CYCLE - 1]
    for i, more in enumerate(index[1:], start=1):
        # Voices start apart, so that they do not beat in step.
        wave = wave + cycle[(more + 397 * i) & _CYCLE - 1]
    return wave / np.float32(np.sqrt(len(index)))


@lru_cache(maxsize=1024)
def _cycles(name: str, quarter_hz: int, vowel: str, bright: int, rate: int) -> tuple[Wave, Wave]:
    """The cycle of a fresh note and of one that has lost its brightness."""
    timbre, hz = TIMBRES[name], quarter_hz / 4.0
    count = int(max(1, min(_BRIGHTEST_HZ, 0.45 * rate) // hz))
    k = np.arange(1, min(count, _CYCLE // 2 - 1) + 1)
    levels: NDArray[np.float64] = k.astype(np.float64) ** (-timbre.slope * 20.0 / bright)
    levels[1::2] *= timbre.odd
    if timbre.formants:
        levels *= _formants(hz * k.astype(np.float64), vowel)
    return _cycle(k, levels), _cycle(k, levels * k**-1.3)


def _formants(hertz: NDArray[np.float64], vowel: str) -> NDArray[np.float64]:
    gains = [g / (1.0 + ((hertz - f) / (1.4 * w)) ** 2) for f, w, g in _VOWELS[vowel]]
    return np.asarray(sum(gains) + 0.03)


def _cycle(k: NDArray[np.int64], levels: NDArray[np.float64]) -> Wave:
    spectrum = np.zeros(_CYCLE // 2 + 1, dtype=complex)
    # Phases that rise with the square of the harmonic keep the crest low (Schroeder).
    spectrum[k] = levels * np.exp(-1j * np.pi * k * (k - 1) / max(len(k), 1))
    wave = np.fft.irfft(spectrum)
    return np.asarray(0.2 * wave / np.sqrt(np.mean(wave**2)), dtype=np.float32)


def _envelope(timbre: Timbre, n: int, rate: int) -> Wave:
    envelope = np.ones(n, dtype=np.float32)
    if timbre.half_s:
        envelope = np.exp2(np.arange(n, dtype=np.float32) / np.float32(-timbre.half_s * rate))
    attack, release = min(n, int(timbre.attack_s * rate)), min(n, int(timbre.release_s * rate))
    envelope[:attack] *= np.linspace(0.0, 1.0, attack, dtype=np.float32)
    envelope[n - release :] *= np.linspace(1.0, 0.0, release, dtype=np.float32) ** 2
    return envelope


@lru_cache(maxsize=1)
def _noise() -> Wave:
    return np.random.default_rng(7).standard_normal(1 << 16).astype(np.float32)


def _breath(n: int) -> Wave:
    return np.resize(_noise(), n)
