"""Drums and hand percussion, each hit made of sweeps, tones and shaped noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]
Random = np.random.Generator


def hit(name: str, *, kit: str, rate: int, random: Random) -> Wave:
    """One hit of a drum.

    Parameters
    ----------
    name : str
        One of `DRUMS`.
    kit : str
        "acoustic", "electronic" or "lofi": how long, how bright and how low it sounds.
    rate : int
        Samples per second.
    random : Generator
        Where its noise comes from.

    Returns
    -------
    (n,) float32
        Peak about 1.
    """
    wave = DRUMS[name](_Kit(kit, rate, random))
    if kit == "lofi":
        wave = np.convolve(wave, np.full(5, 0.2))[: len(wave)]
    fade = min(len(wave), rate // 200)
    wave[-fade:] *= np.linspace(1.0, 0.0, fade)
    return np.asarray(wave / np.abs(wave).max(), dtype=np.float32)


class _Kit:
    """What every drum is made of.

    Parameters
    ----------
    kind : str
    rate : int
    random : Generator
    """

    def __init__(self, kind: str, rate: int, random: Random) -> None:
        self.electronic = kind == "electronic"
        self._rate, self._random = rate, random
        self.spread = float(random.uniform(0.92, 1.08))

    def time(self, seconds: float) -> NDArray[np.float64]:
        return np.arange(round(seconds * self._rate)) / self._rate

    def decay(self, seconds: float, *, half: float) -> NDArray[np.float64]:
        return np.asarray(0.5 ** (self.time(seconds) / half))

    def noise(self, seconds: float, *, low: float, high: float) -> NDArray[np.float64]:
        """Noise between two frequencies, at an RMS of one."""
        n = round(seconds * self._rate)
        size = 1 << max(6, (n - 1).bit_length())
        spectrum = np.fft.rfft(self._random.standard_normal(size))
        hertz = np.fft.rfftfreq(size, 1.0 / self._rate) + 1.0
        spectrum *= 1.0 / (1.0 + (low / hertz) ** 6) / (1.0 + (hertz / high) ** 6)
        wave = np.fft.irfft(spectrum)[:n]
        return np.asarray(wave / np.sqrt(np.mean(wave**2)))

    def sweep(
        self, seconds: float, *, start: float, end: float, half: float
    ) -> NDArray[np.float64]:
        """A sine that falls from one frequency to another."""
        t, glide = self.time(seconds), half / np.log(2.0)
        phase = end * t + (start - end) * glide * (1.0 - np.exp(-t / glide))
        return np.asarray(np.sin(2.0 * np.pi * self.spread * phase))

    def tones(self, seconds: float, *hertz: float) -> NDArray[np.float64]:
        t = self.time(seconds)
        return np.asarray(sum(np.sin(2.0 * np.pi * self.spread * hz * t) for hz in hertz))


def _kick(k: _Kit) -> NDArray[np.float64]:
    long = 0.4 if k.electronic else 0.25
    body = k.sweep(long, start=260.0, end=48.0, half=0.014) * k.decay(long, half=long / 5)
    click = k.noise(0.012, low=1500.0, high=9000.0) * k.decay(0.012, half=0.002)
    body[: len(click)] += (0.15 if k.electronic else 0.3) * click
    return body


def _kick808(k: _Kit) -> NDArray[np.float64]:
    return k.sweep(0.7, start=190.0, end=44.0, half=0.02) * k.decay(0.7, half=0.16)


def _snare(k: _Kit) -> NDArray[np.float64]:
    body = k.tones(0.25, 185.0, 330.0) * k.decay(0.25, half=0.025)
    wires = k.noise(0.25, low=1200.0, high=11_000.0) * k.decay(0.25, half=0.045)
    return 0.5 * body + 0.4 * wires


def _rim(k: _Kit) -> NDArray[np.float64]:
    return k.tones(0.06, 820.0, 1700.0, 2450.0) * k.decay(0.06, half=0.006)


def _clap(k: _Kit) -> NDArray[np.float64]:
    wave = k.noise(0.28, low=900.0, high=6500.0)
    t = k.time(0.28)
    bursts = sum((t >= at) * np.exp2((at - t) / 0.004) for at in (0.0, 0.010, 0.021))
    tail = 0.7 * (t >= 0.028) * 0.5 ** (np.maximum(t - 0.028, 0.0) / 0.035)
    return np.asarray(wave * np.asarray(bursts + tail))


def _hat(k: _Kit) -> NDArray[np.float64]:
    return k.noise(0.09, low=7000.0, high=18_000.0) * k.decay(0.09, half=0.014)


def _open_hat(k: _Kit) -> NDArray[np.float64]:
    return k.noise(0.35, low=6500.0, high=17_000.0) * k.decay(0.35, half=0.09)


def _ride(k: _Kit) -> NDArray[np.float64]:
    bell = k.tones(0.6, 3120.0, 4210.0, 5430.0, 6870.0) * k.decay(0.6, half=0.12)
    return 0.4 * bell + k.noise(0.6, low=5000.0, high=15_000.0) * k.decay(0.6, half=0.07)


def _crash(k: _Kit) -> NDArray[np.float64]:
    return k.noise(1.6, low=3500.0, high=16_000.0) * k.decay(1.6, half=0.35)


def _brush(k: _Kit) -> NDArray[np.float64]:
    t = k.time(0.22)
    swell: NDArray[np.float64] = np.sin(np.pi * t / 0.22) ** 1.5
    return k.noise(0.22, low=1500.0, high=9000.0) * swell


def _tom(k: _Kit) -> NDArray[np.float64]:
    return k.sweep(0.35, start=190.0, end=105.0, half=0.03) * k.decay(0.35, half=0.07)


def _shaker(k: _Kit) -> NDArray[np.float64]:
    t = k.time(0.08)
    swell: NDArray[np.float64] = np.sin(np.pi * t / 0.08) ** 2
    return k.noise(0.08, low=5500.0, high=14_000.0) * swell


def _pandeiro(k: _Kit) -> NDArray[np.float64]:
    skin = k.sweep(0.2, start=240.0, end=150.0, half=0.01) * k.decay(0.2, half=0.02)
    jingles = k.tones(0.2, 6300.0, 7450.0, 8900.0) * k.decay(0.2, half=0.03)
    return 0.6 * skin + 0.15 * jingles + 0.2 * _jingle(k)


def _jingle(k: _Kit) -> NDArray[np.float64]:
    return k.noise(0.2, low=6000.0, high=13_000.0) * k.decay(0.2, half=0.03)


def _surdo(k: _Kit) -> NDArray[np.float64]:
    return k.sweep(0.55, start=95.0, end=68.0, half=0.03) * k.decay(0.55, half=0.13)


def _zabumba(k: _Kit) -> NDArray[np.float64]:
    return k.sweep(0.4, start=130.0, end=76.0, half=0.02) * k.decay(0.4, half=0.09)


def _bacalhau(k: _Kit) -> NDArray[np.float64]:
    slap = k.noise(0.07, low=1400.0, high=6000.0) * k.decay(0.07, half=0.012)
    return slap + 0.5 * k.tones(0.07, 420.0) * k.decay(0.07, half=0.01)


def _triangle(k: _Kit) -> NDArray[np.float64]:
    return k.tones(0.25, 4830.0, 7120.0, 9640.0) * k.decay(0.25, half=0.05)


def _tamborim(k: _Kit) -> NDArray[np.float64]:
    crack = k.noise(0.08, low=900.0, high=5000.0) * k.decay(0.08, half=0.01)
    return 0.5 * crack + k.tones(0.08, 610.0, 1320.0) * k.decay(0.08, half=0.014)


def _conga(k: _Kit) -> NDArray[np.float64]:
    slap = k.noise(0.2, low=1500.0, high=5000.0) * k.decay(0.2, half=0.006)
    return 0.3 * slap + k.sweep(0.2, start=330.0, end=250.0, half=0.01) * k.decay(0.2, half=0.04)


def _high_conga(k: _Kit) -> NDArray[np.float64]:
    return k.sweep(0.16, start=470.0, end=370.0, half=0.01) * k.decay(0.16, half=0.03)


def _cowbell(k: _Kit) -> NDArray[np.float64]:
    return k.tones(0.2, 562.0, 845.0, 1690.0) * k.decay(0.2, half=0.035)


DRUMS: dict[str, Callable[[_Kit], NDArray[np.float64]]] = {
    "kick": _kick,
    "kick808": _kick808,
    "snare": _snare,
    "rim": _rim,
    "clap": _clap,
    "hat": _hat,
    "open": _open_hat,
    "ride": _ride,
    "crash": _crash,
    "brush": _brush,
    "tom": _tom,
    "shaker": _shaker,
    "pandeiro": _pandeiro,
    "jingle": _jingle,
    "surdo": _surdo,
    "zabumba": _zabumba,
    "bacalhau": _bacalhau,
    "triangle": _triangle,
    "tamborim": _tamborim,
    "conga": _conga,
    "highconga": _high_conga,
    "cowbell": _cowbell,
}
