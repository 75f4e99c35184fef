"""The loudness and true-peak cases of EBU Tech 3341, Tech 3342 and BS.2217 that can be made."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.audio.analysis import Analysis, Measurements
from lib.audio.decibels import amplitude_to_db

RATES = (44_100, 48_000, 88_200, 96_000, 192_000)

Blocks = Iterator[NDArray[np.float32]]
# (level of the crest in dBFS, seconds)
Part = tuple[float, float]

_SILENCE = -400.0
# ITU-R BS.1770-5, tables 1 and 2: the two stages of the K-weighting at 48 kHz.
_STAGES = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One reading that a standard asks for.

    Attributes
    ----------
    group : str
        What the table calls it; readings of one group share a row.
    rate : int
        In Hz.
    channels : int
    blocks : callable
        Makes the signal anew.
    read : callable
        Takes the reading from the measurements; -inf and NaN are fair readings.
    expected : float
    below, above : float
        By how much the reading may fall short or exceed.
    unit : str
    """

    group: str
    rate: int
    channels: int
    blocks: Callable[[], Blocks]
    read: Callable[[Measurements], float]
    expected: float
    below: float
    above: float
    unit: str = "LUFS"

    def reading(self) -> float:
        """Measure the signal."""
        return self.read(self.measured())

    def measured(self) -> Measurements:
        """Everything measured of the signal."""
        analysis = Analysis(sample_rate=self.rate, channels=self.channels)
        for block in self.blocks():
            analysis.push(block)
        return analysis.finish()

    def passes(self, reading: float) -> bool:
        """Whether a reading is within the tolerance."""
        if math.isinf(self.expected):
            return reading == self.expected
        return self.expected - self.below <= reading <= self.expected + self.above


def cases(rates: Sequence[int] = RATES) -> Iterator[Case]:
    """Every case at every rate, in the standards' order; signals are made when measured."""
    for rate in rates:
        yield from _integrated(rate)
        yield from _short_term(rate)
        yield from _momentary(rate)
        yield from _true_peak(rate)
        yield from _range(rate)
        yield from _tones(rate)
        yield from _channels(rate)
        yield from _gates(rate)


def k_weighting_db(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Gain of BS.1770's filters at 48 kHz, where the standard gives their coefficients.

    Parameters
    ----------
    hertz : (n,) float64 or float

    Returns
    -------
    float64 of the same shape
        In dB.
    """
    z = np.exp(-2j * np.pi * np.asarray(hertz, dtype=np.float64) / 48_000.0)
    gain = np.ones_like(z)
    for (b0, b1, b2), (a1, a2) in _STAGES:
        gain = gain * (b0 + b1 * z + b2 * z * z) / (1.0 + a1 * z + a2 * z * z)
    return np.asarray(20.0 * np.log10(np.abs(gain)))


def _tone(
    parts: Sequence[Part], rate: int, *, hz: float = 1000.0, only: int | None = None, of: int = 2
) -> Callable[[], Blocks]:
    """A sine whose level changes, in all channels or in one of them."""

    def blocks() -> Blocks:
        at = 0
        for level, seconds in parts:
            left = round(seconds * rate)
            while left:
                n = min(left, rate)
                wave = np.sin(2.0 * np.pi * (hz / rate * np.arange(at, at + n) % 1.0))
                wave = (10.0 ** (level / 20.0) * wave).astype(np.float32)
                block = np.zeros((n, of), np.float32)
                block[:, slice(None) if only is None else only] = (
                    wave[:, None] if only is None else wave
                )
                yield block
                at, left = at + n, left - n

    return blocks


def _made(signal: Callable[[], NDArray[np.float64]]) -> Callable[[], Blocks]:
    return lambda: iter([signal().astype(np.float32)])


def _loudness(quantity: str) -> Callable[[Measurements], float]:
    def read(measured: Measurements) -> float:
        found: Any = getattr(measured.loudness, quantity)
        value = found if isinstance(found, float) or found is None else found.lufs
        return math.nan if value is None else float(value)

    return read


def _integrated(rate: int) -> Iterator[Case]:
    by_number: dict[str, tuple[Part, ...]] = {
        "1": ((-23.0, 20.0),),
        "2": ((-33.0, 20.0),),
        "3": ((-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)),
        "4": ((-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)),
        "5": ((-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)),
    }
    for number, parts in by_number.items():
        expected = -33.0 if number == "2" else -23.0
        kinds = (
            ("integrated_lufs", "momentary", "short_term")
            if number in "12"
            else ("integrated_lufs",)
        )
        for kind in kinds:
            label = f"Tech 3341 case {number} {kind[0].upper()}"
            yield Case(label, rate, 2, _tone(parts, rate), _loudness(kind), expected, 0.1, 0.1)
    levels = np.array([-28.0, -28.0, -24.0, _SILENCE, -30.0, -30.0])

    def surround() -> Blocks:
        for block in _tone([(0.0, 20.0)], rate, of=6)():
            yield block * (10.0 ** (levels / 20.0)).astype(np.float32)

    read = _loudness("integrated_lufs")
    yield Case("Tech 3341 case 6 I", rate, 6, surround, read, -23.0, 0.1, 0.1)


def _short_term(rate: int) -> Iterator[Case]:
    steady = _tone([(-20.0, 1.34), (-30.0, 1.66)] * 5, rate)
    yield Case(
        "Tech 3341 case 9 S", rate, 2, steady, _farthest("short_term_lufs", 0), -23.0, 0.1, 0.1
    )
    read = _loudness("short_term")
    for i in range(20):
        parts = [(_SILENCE, 0.15 * i), (-23.0, 3.0), (_SILENCE, 1.0)]
        yield Case("Tech 3341 case 10 S max", rate, 2, _tone(parts, rate), read, -23.0, 0.1, 0.1)
    # Live: what the maximum is once each segment is over, one louder than all before it.
    for i in range(20):
        parts = [part for j in range(max(0, i - 1), i + 1) for part in _rising(j, 3.0, 0.15)]
        expected = -38.0 + i
        yield Case("Tech 3341 case 11 S max", rate, 2, _tone(parts, rate), read, expected, 0.1, 0.1)


def _momentary(rate: int) -> Iterator[Case]:
    steady = _tone([(-20.0, 0.18), (-30.0, 0.22)] * 25, rate)
    yield Case(
        "Tech 3341 case 12 M", rate, 2, steady, _farthest("momentary_lufs", 10), -23.0, 0.1, 0.1
    )
    read = _loudness("momentary")
    for i in range(20):
        parts = [(_SILENCE, 0.02 * i), (-23.0, 0.4), (_SILENCE, 1.0)]
        yield Case("Tech 3341 case 13 M max", rate, 2, _tone(parts, rate), read, -23.0, 0.1, 0.1)
    for i in range(20):
        parts = [part for j in range(max(0, i - 1), i + 1) for part in _rising(j, 0.4, 0.02)]
        expected = -38.0 + i
        yield Case("Tech 3341 case 14 M max", rate, 2, _tone(parts, rate), read, expected, 0.1, 0.1)


def _rising(number: int, seconds: float, step: float) -> list[Part]:
    """One segment: silence that grows, a tone that gets louder, silence up to the length."""
    before = step * number
    return [(_SILENCE, before), (-38.0 + number, seconds), (_SILENCE, seconds - before)]


def _farthest(curve: str, settled: int) -> Callable[[Measurements], float]:
    """The value of a curve that is farthest from -23 LUFS once it has settled."""

    def read(measured: Measurements) -> float:
        values = getattr(measured.loudness.curve, curve)
        values = values[np.isfinite(values)][settled:]
        return float(values[np.argmax(np.abs(values + 23.0))])

    return read


def _true_peak(rate: int) -> Iterator[Case]:
    def read(measured: Measurements) -> float:
        return amplitude_to_db(measured.true_peak.amplitude)

    tones = {
        "15": (4, 0.0, 0.5),
        "16": (4, 45.0, 0.5),
        "17": (6, 60.0, 0.5),
        "18": (8, 67.5, 0.5),
        "19": (4, 45.0, 1.41),
    }
    for number, (divisor, phase, amplitude) in tones.items():
        signal = _made(partial(_peak_tone, rate, divisor, phase, amplitude))
        expected = 3.0 if number == "19" else -6.0
        label = f"Tech 3341 case {number} TP"
        yield Case(label, rate, 2, signal, read, expected, 0.4, 0.2, "dBTP")
    for offset in range(4):
        signal = _made(partial(_single_crest, offset))
        label = f"Tech 3341 case {20 + offset} TP"
        yield Case(label, rate, 2, signal, read, 0.0, 0.4, 0.2, "dBTP")


def _peak_tone(rate: int, divisor: int, phase: float, amplitude: float) -> NDArray[np.float64]:
    wave = amplitude * np.sin(2.0 * np.pi * np.arange(rate) / divisor + np.radians(phase))
    return np.repeat(wave[:, None], 2, axis=1)


def _single_crest(offset: int) -> NDArray[np.float64]:
    """A tone of a sixth of the rate with one crest twice as high, made at four times the rate."""
    n = np.arange(1 << 15)
    wave = 0.5 * np.sin(2.0 * np.pi * n / 24.0)
    wave *= 1.0 + np.exp(-(((n - 16_386) / 40.0) ** 2))
    spectrum = np.fft.rfft(wave * np.hanning(len(n)) ** 0.1)
    spectrum[len(n) // 8 :] = 0.0
    smooth = np.fft.irfft(spectrum)
    smooth /= np.abs(smooth).max()
    return np.repeat(smooth[offset::4][:, None], 2, axis=1)


def _range(rate: int) -> Iterator[Case]:
    by_number = {
        "1": ((-20.0, -30.0), 10.0),
        "2": ((-20.0, -15.0), 5.0),
        "3": ((-40.0, -20.0), 20.0),
        "4": ((-50.0, -35.0, -20.0, -35.0, -50.0), 15.0),
    }
    read = _loudness("range_lu")
    for number, (levels, expected) in by_number.items():
        signal = _tone([(level, 20.0) for level in levels], rate)
        label = f"Tech 3342 case {number} LRA"
        yield Case(label, rate, 2, signal, read, expected, 1.0, 1.0, "LU")


def _tones(rate: int) -> Iterator[Case]:
    """Tones whose loudness follows from the filters' gain at their frequency."""
    read = _loudness("integrated_lufs")
    for hertz in (25.0, 100.0, 500.0, 1000.0, 2000.0, 10_000.0):
        for target in (-23.0, -24.0):
            level = target + 0.691 - float(k_weighting_db(hertz))
            signal = _tone([(level, 10.0)], rate, hz=hertz)
            label = f"BS.2217-like tone {hertz:g} Hz"
            yield Case(label, rate, 2, signal, read, target, 0.1, 0.1)
    octaves = np.linspace(np.log2(100.0), np.log2(10_000.0), 4001)
    mean = 10.0 * np.log10(np.mean(10.0 ** (k_weighting_db(2.0**octaves) / 10.0)))
    level = -18.0 + 0.691 - float(mean)
    sweep = _made(partial(_sweep, rate, level))
    yield Case("BS.2217-like sweep", rate, 2, sweep, read, -18.0, 0.1, 0.1)


def _sweep(rate: int, level: float) -> NDArray[np.float64]:
    """20 s from 100 Hz to 10 kHz, each octave as long as the next."""
    seconds, ratio = 20.0, math.log(100.0)
    t = np.arange(round(seconds * rate)) / rate
    phase = 100.0 * seconds / ratio * (np.exp(t / seconds * ratio) - 1.0)
    wave = 10.0 ** (level / 20.0) * np.sin(2.0 * np.pi * (phase % 1.0))
    return np.repeat(wave[:, None], 2, axis=1)


def _channels(rate: int) -> Iterator[Case]:
    """One loudspeaker at a time: left, right, centre, low frequencies, left and right surround."""
    read = _loudness("integrated_lufs")
    weights = {"L": 1.0, "R": 1.0, "C": 1.0, "LFE": 0.0, "Ls": 1.41, "Rs": 1.41}
    for index, (name, weight) in enumerate(weights.items()):
        # One channel sounds 3.01 dB softer than two of the same level.
        gain = 10.0 * math.log10(0.5 * weight) if weight else 0.0
        level = -24.0 + 0.691 - float(k_weighting_db(1000.0)) - gain
        expected = -24.0 if weight else -math.inf
        signal = _tone([(level, 10.0)], rate, only=index, of=6)
        yield Case(f"BS.2217-like channel {name}", rate, 6, signal, read, expected, 0.1, 0.1)
    level = -24.0 + 0.691 - float(k_weighting_db(1000.0)) - 10.0 * math.log10(0.5)
    mono = _tone([(level, 10.0)], rate, of=1)
    yield Case("BS.2217-like mono", rate, 1, mono, read, -24.0, 0.1, 0.1)


def _gates(rate: int) -> Iterator[Case]:
    """What the two gates leave out and what they must not."""
    read = _loudness("integrated_lufs")
    offset = 0.691 - float(k_weighting_db(1000.0))

    def gated(label: str, levels: Sequence[float]) -> Case:
        signal = _tone([(level + offset, 20.0) for level in levels], rate)
        return Case(
            f"BS.2217-like {label}", rate, 2, signal, read, _gated_exactly(levels), 0.1, 0.1
        )

    yield gated("absolute gate", (-69.5, -71.0, -69.5))
    yield gated("relative gate", (-10.0, -24.0, -10.0))
    yield gated("relative gate open", (-10.0, -19.0, -10.0))


def _gated_exactly(levels: Sequence[float], seconds: float = 20.0) -> float:
    """Loudness of steady parts by the definition, with the blocks that lie across their borders.

    BS.1770-5, equations 3 to 7: blocks of 400 ms every 100 ms.
    """
    steps = np.repeat(10.0 ** (np.asarray(levels) / 10.0), round(seconds * 10.0))
    blocks = np.convolve(steps, np.full(4, 0.25), "valid")
    blocks = blocks[blocks > 10.0**-7.0]
    return float(10.0 * np.log10(np.mean(blocks[blocks > 0.1 * np.mean(blocks)])))
