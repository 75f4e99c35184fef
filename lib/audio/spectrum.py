"""The long-term spectrum: third octaves, balance against curves, tilt, centroid, roll-off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lib.audio.bandwidth import Wall, wall
from lib.audio.blocks import Chunk
from lib.audio.curves import CURVES, Curve
from lib.audio.decibels import db_to_power, power_to_db
from lib.audio.fourier import rfft
from lib.audio.stereo_bands import CrossSpectrum
from lib.audio.styles import DEFAULT_STYLE, StyleId

Power = NDArray[np.float64]

# IEC 61260-1: nominal and exact centres of the third octaves (base ten, 10^(n/10) kHz).
NOMINAL_HZ = (
    *(20.0, 25.0, 31.5, 40.0, 50.0, 63.0, 80.0, 100.0, 125.0, 160.0, 200.0, 250.0, 315.0, 400.0),
    *(500.0, 630.0, 800.0, 1000.0, 1250.0, 1600.0, 2000.0, 2500.0, 3150.0, 4000.0, 5000.0, 6300.0),
    *(8000.0, 10000.0, 12500.0, 16000.0, 20000.0),
)
_LOWEST_EXPONENT = -17
_HALF_BAND = 10.0**0.05

# The mixing engineer's seven bands, by name and edges in Hz.
BALANCE_BANDS = (
    ("sub", 20.0, 60.0),
    ("bass", 60.0, 250.0),
    ("low_mid", 250.0, 500.0),
    ("mid", 500.0, 2000.0),
    ("high_mid", 2000.0, 4000.0),
    ("presence", 4000.0, 6000.0),
    ("air", 6000.0, 20000.0),
)
LOWEST_HZ, HIGHEST_HZ = 20.0, 20_000.0

# Frames of about 0.75 s resolve 1.35 Hz at 44.1 kHz: the 20 Hz band is 4.6 Hz wide.
_FRAME_S = 0.8
# Transforms that are made at once: four share the processor's vector units, and of more the work
# no longer fits into a core's own cache.
_BATCH = 4
# Frames that are shown to the listeners at once.
_SHOWN = 8
# Frames under this mean square do not count: pauses, fades and lead-ins.
_GATE_DB = -70.0
# Bands under this are empty: it is where the rounding noise of single precision begins.
_FLOOR_DB = -120.0
_TILT_HZ = (63.0, 12_500.0)
_ROLL_OFF = 0.85


@dataclass(frozen=True, slots=True)
class Band:
    """A third octave: its nominal centre in Hz, and its level in dBFS (None where it is empty)."""

    center_hz: float
    level_db: float | None


@dataclass(frozen=True, slots=True)
class BalanceBand:
    """A broad band against the reference.

    Attributes
    ----------
    band : str
    low_hz, high_hz : float
    level_db, reference_db : float | None
        Power in the band over the power from 20 Hz to 20 kHz, of the programme and of the
        reference curve. None where the sampling rate leaves the band out, or nothing is in it.
    """

    band: str
    low_hz: float
    high_hz: float
    level_db: float | None
    reference_db: float | None

    @property
    def deviation_db(self) -> float | None:
        """How far the programme is above the reference, both having the same power in all."""
        if self.level_db is None or self.reference_db is None:
            return None
        return self.level_db - self.reference_db


@dataclass(frozen=True, slots=True)
class Reference:
    """The programme's balance against the curve of one style family."""

    curve: StyleId
    bands: tuple[BalanceBand, ...]

    @property
    def fit_db(self) -> float | None:
        """How far the programme is off the curve: the RMS of the bands' deviations, in dB."""
        found = [band.deviation_db for band in self.bands if band.deviation_db is not None]
        if not found:
            return None
        return math.sqrt(sum(deviation**2 for deviation in found) / len(found))


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The spectrum of a programme; the figures are None for silence.

    Attributes
    ----------
    bands : tuple of Band
        Those whose centre lies below half the sampling rate.
    references : tuple of Reference
        The balance against every curve, in the order of `curves.CURVES`.
    tilt_db_per_octave : float | None
        Slope of the power density from 63 Hz to 12.5 kHz: white noise has 0, pink noise -3.01.
    centroid_hz, rolloff_hz : float | None
        Mean frequency, weighted by power, and the frequency below which 85 % of the power lies;
        both of what is between 20 Hz and 20 kHz.
    wall : Wall | None
        Where the spectrum ends at once, if it does.
    cross : CrossSpectrum | None
        The spectra of both channels and of their product; None but for two channels.
    """

    bands: tuple[Band, ...]
    references: tuple[Reference, ...]
    tilt_db_per_octave: float | None
    centroid_hz: float | None
    rolloff_hz: float | None
    wall: Wall | None
    cross: CrossSpectrum | None

    @property
    def balance(self) -> tuple[BalanceBand, ...]:
        """The balance against the default style's curve."""
        return next(one.bands for one in self.references if one.curve == DEFAULT_STYLE)

    @property
    def closest_reference(self) -> StyleId | None:
        """The curve that the programme is least off, the first of equals; None for silence."""
        fits = [(one.fit_db, one.curve) for one in self.references if one.fit_db is not None]
        return min(fits, key=lambda fit: fit[0])[1] if fits else None


class FrameListener(Protocol):
    """Who wants to see the spectra that the average is made of."""

    def take(self, power: NDArray[np.float32], level: NDArray[np.float64]) -> None:
        """Take the next frames in: (n, lines) power, the mean over channels, and its (n,) sums.

        Both are overwritten afterwards.
        """
        ...


def frame_length(sample_rate: int) -> int:
    """Samples of a frame: the power of two nearest to 0.8 s. Frames start every half of it."""
    return 1 << round(math.log2(_FRAME_S * sample_rate))


class SpectrumMeter:
    """Averages the power spectrum of a signal over frames of about 0.75 s.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0
    listeners : sequence of FrameListener
        Each is given every frame, whatever its level.

    Notes
    -----
    Hann-windowed frames with 50 % overlap, averaged by power over channels and over the frames
    above -70 dBFS (Welch's method). A programme shorter than a frame is one frame of its own
    length.
    """

    def __init__(
        self, *, sample_rate: int, channels: int, listeners: Sequence[FrameListener] = ()
    ) -> None:
        self._rate, self._channels = sample_rate, channels
        self._listeners = tuple(listeners)
        self._length = frame_length(sample_rate)
        self._hop = self._length // 2
        self._batch = max(1, _BATCH // channels)
        self._window = self._scaled(_hann(self._length), channels)
        # A programme that is shorter than a frame is looked at in another window.
        self._beginning = np.zeros((channels, self._length), np.float32)
        # The windowed frames of a batch and the first half of the next one, with room for squares:
        # fresh memory of this size costs more than the arithmetic.
        self._work = np.zeros((self._batch + 1, channels, 2 * (self._hop + 1)), np.float32)
        self._lines = np.zeros((self._batch, channels, self._hop + 1), np.complex64)
        self._filled = 0
        # Mean power over channels of the frames that the listeners have not seen yet.
        self._shown = np.zeros((max(_SHOWN, self._batch), self._hop + 1), np.float32)
        self._levels = np.zeros(len(self._shown))
        self._waiting = 0
        # Of each channel, and of the product of two: of all frames, and of those last added.
        self._sums = np.zeros((channels + (channels == 2), 2 * (self._hop + 1)))
        self._last = np.zeros(self._sums.shape, np.float32)
        self._frames = 0
        self._looked_at = 0

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        taken, count = 0, chunk.samples.shape[1]
        while taken < count:
            size = min(count - taken, self._hop - self._filled % self._hop)
            self._put(chunk.samples[:, taken : taken + size])
            taken += size
            self._filled += size
            if self._filled == (self._batch + 1) * self._hop:
                self._transform()

    def finish(self) -> None:
        """Take in what is still waiting for company; nothing may be pushed afterwards."""
        if self._filled >= self._length:
            self._transform()
        elif not self._looked_at and self._filled:
            hann = self._scaled(_hann(self._filled), len(self._beginning))
            short = self._work[0, :, : self._length]
            np.multiply(self._beginning[:, : self._filled], hann, out=short[:, : self._filled])
            short[:, self._filled :] = 0.0
            self._add(1)
        self._show()

    def result(self) -> Spectrum:
        """The spectrum of the signal so far."""
        found = _paired(self._sums + self._last) / max(1, self._frames)
        means, product = found[: self._channels], found[self._channels :]
        lines = means.sum(axis=0)
        power = _Cumulative.of(lines, top_hz=self._rate / 2.0)
        bands = _third_octaves(power)
        audible = power.between(LOWEST_HZ, HIGHEST_HZ) > db_to_power(_FLOOR_DB)
        return Spectrum(
            bands=bands,
            references=_references(power, audible=audible),
            tilt_db_per_octave=_tilt(bands),
            centroid_hz=power.centroid() if audible else None,
            rolloff_hz=power.roll_off(_ROLL_OFF) if audible else None,
            wall=wall(lines, sample_rate=self._rate) if audible else None,
            cross=self._cross(*means, *product) if audible and len(means) == 2 else None,
        )

    def _cross(self, left: Power, right: Power, product: Power) -> CrossSpectrum:
        line_hz = self._rate / self._length
        return CrossSpectrum(left=left, right=right, product=product, line_hz=line_hz)

    def _scaled(self, window: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
        """The window with which the squares of all channels' lines add up to their mean power."""
        power = float(np.square(window, dtype=float).sum())
        return window * np.float32(math.sqrt(2.0 / (channels * self._length * power)))

    def _put(self, samples: NDArray[np.float32]) -> None:
        """Window samples that lie within one hop: the second half of a frame, the first of another.

        At once, while they are at hand in the processor's cache.
        """
        frame, start = divmod(self._filled, self._hop)
        first, second = (slice(at, at + samples.shape[1]) for at in (start, start + self._hop))
        np.multiply(samples, self._window[first], out=self._work[frame, :, first])
        if frame:
            np.multiply(samples, self._window[second], out=self._work[frame - 1, :, second])
        if not self._looked_at and self._filled < self._length:
            self._beginning[:, second if frame else first] = samples

    def _transform(self) -> None:
        """Add the whole frames at hand to the average, and keep what the next one needs."""
        count = self._filled // self._hop - 1
        self._add(count)
        self._work[0, :, : self._hop] = self._work[count, :, : self._hop]
        self._filled -= count * self._hop

    def _add(self, count: int) -> None:
        """Add so many frames to the average, those that are loud enough."""
        windowed = self._work[:count, :, : self._length]
        # Real and imaginary parts in turn; their squares are paired as late as can be.
        parts = rfft(windowed, out=self._lines[:count]).view(np.float32)
        squares = np.square(parts, out=self._work[:count])
        stereo = self._channels == 2
        both = squares[:, 0] + squares[:, 1] if stereo else squares.sum(axis=1)
        new = slice(self._waiting, self._waiting + count)
        power = np.add(both[:, ::2], both[:, 1::2], out=self._shown[new])
        self._levels[new] = power.sum(axis=1)
        for frame in np.flatnonzero(self._levels[new] > db_to_power(_GATE_DB)):
            self._last[: self._channels] += squares[frame]
            if stereo:
                left, right = parts[frame]
                self._last[2] += np.multiply(left, right, out=squares[frame, 0])
            self._frames += 1
        self._looked_at += count
        self._waiting += count
        if self._waiting + self._batch > len(self._shown):
            self._show()

    def _show(self) -> None:
        """Let the listeners see the frames they have not seen yet."""
        if self._waiting:
            for listener in self._listeners:
                listener.take(self._shown[: self._waiting], self._levels[: self._waiting])
            # In single precision only so many are added up.
            self._sums += self._last
            self._last[:] = 0.0
            self._waiting = 0


def _paired(parts: NDArray[Any]) -> NDArray[Any]:
    """The sum of each two neighbours."""
    pairs: NDArray[Any] = parts[..., ::2] + parts[..., 1::2]
    return pairs


@dataclass(frozen=True, slots=True)
class _Cumulative:
    """Power below each of some frequencies, and straight lines in between."""

    edges_hz: Power
    below: Power

    @classmethod
    def of(cls, lines: Power, *, top_hz: float) -> _Cumulative:
        """From the power of evenly spaced lines, the first at 0 Hz and the last at `top_hz`.

        Each line stands for what is half a spacing around it.
        """
        spacing = top_hz / (len(lines) - 1)
        middles = (np.arange(len(lines) - 1) + 0.5) * spacing
        edges = np.concatenate([[0.0], middles, [top_hz]])
        return cls(edges, np.concatenate([[0.0], np.cumsum(lines)]))

    @property
    def top_hz(self) -> float:
        return float(self.edges_hz[-1])

    def between(self, low_hz: float, high_hz: float) -> float:
        low, high = np.interp([low_hz, high_hz], self.edges_hz, self.below)
        return float(high - low)

    def roll_off(self, share: float) -> float:
        start, end = np.interp([LOWEST_HZ, HIGHEST_HZ], self.edges_hz, self.below)
        wanted = start + share * (end - start)
        return float(np.interp(wanted, self.below, self.edges_hz))

    def centroid(self) -> float:
        edges = np.clip(self.edges_hz, LOWEST_HZ, min(HIGHEST_HZ, self.top_hz))
        power = np.diff(np.interp(edges, self.edges_hz, self.below))
        return float((power * (edges[1:] + edges[:-1]) / 2.0).sum() / power.sum())


def _hann(length: int) -> NDArray[np.float32]:
    """A Hann window between the samples of which its zeros lie, so that even one sample counts."""
    phase = 2.0 * np.pi * (np.arange(length) + 0.5) / length
    return (0.5 - 0.5 * np.cos(phase)).astype(np.float32)


def _edges(index: int) -> tuple[float, float]:
    """The band edges of IEC 61260-1, eqs. 5 and 6, of the third octave of that number."""
    center = 1000.0 * 10.0 ** ((_LOWEST_EXPONENT + index) / 10.0)
    return center / _HALF_BAND, center * _HALF_BAND


def _third_octaves(power: _Cumulative) -> tuple[Band, ...]:
    bands = []
    for index, center in enumerate(NOMINAL_HZ):
        if center < power.top_hz:
            level = power_to_db(max(0.0, power.between(*_edges(index))))
            bands.append(Band(center, level if level > _FLOOR_DB else None))
    return tuple(bands)


def _references(power: _Cumulative, *, audible: bool) -> tuple[Reference, ...]:
    total = power.between(LOWEST_HZ, HIGHEST_HZ)
    levels = []
    for _, low, high in BALANCE_BANDS:
        heard = power.between(low, high)
        known = audible and heard > 0.0 and low < power.top_hz
        levels.append(power_to_db(heard / total) if known else None)
    return tuple(
        Reference(
            curve.style,
            tuple(
                BalanceBand(*band, level, expected)
                for band, level, expected in zip(
                    BALANCE_BANDS, levels, _expected_db(curve, int(power.top_hz)), strict=True
                )
            ),
        )
        for curve in CURVES
    )


# As many as there are curves, for each of the usual sampling rates.
@lru_cache(maxsize=64)
def _expected_db(curve: Curve, top_hz: int) -> tuple[float | None, ...]:
    """The level of each balance band in a programme that follows the curve up to a frequency."""
    lines = np.arange(min(top_hz, int(HIGHEST_HZ) + 1) + 1, dtype=np.float64)
    density = 10.0 ** (curve.density_db(np.maximum(lines, 1.0)) / 10.0)
    power = _Cumulative.of(density, top_hz=float(lines[-1]))
    total = power.between(LOWEST_HZ, HIGHEST_HZ)
    return tuple(
        power_to_db(power.between(low, high) / total) if low < top_hz else None
        for _, low, high in BALANCE_BANDS
    )


def _tilt(bands: tuple[Band, ...]) -> float | None:
    """Least-squares slope of the bands' power density, in dB per octave."""
    points = []
    for index, band in enumerate(bands):
        if band.level_db is not None and _TILT_HZ[0] <= band.center_hz <= _TILT_HZ[1]:
            low, high = _edges(index)
            points.append((math.log2(low * high) / 2.0, band.level_db - power_to_db(high - low)))
    if len(points) < 3:
        return None
    octaves, levels = np.array(points).T
    away = octaves - octaves.mean()
    return float((away * levels).sum() / (away * away).sum())
