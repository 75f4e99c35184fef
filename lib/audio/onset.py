"""How strongly something new begins at each moment, in five ranges of frequency."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from lib.audio.blocks import Chunk
from lib.audio.fourier import rfft
from lib.audio.reduction import Reducer

Samples = NDArray[np.float32]
# Three decimals are more than enough, and it is kept for the whole programme.
Strength = NDArray[np.float16]

# The ranges in Hz: kick and bass, the bodies of drums and chords, snare and voice, the attacks of
# most instruments, hi-hats. What lies above half the sampling rate is silent.
BANDS_HZ = ((30.0, 150.0), (150.0, 500.0), (500.0, 2000.0), (2000.0, 5000.0), (6500.0, 16_000.0))
LOW, LOW_MID, MID, HIGH_MID, HIGH = range(len(BANDS_HZ))

# All but the highest range is looked at after reduction to about this rate.
_REDUCED_HZ = 11_025.0
# About 46 ms resolve neighbouring notes from 300 Hz up; about 100 frames a second place a beat.
_FRAME_S = 0.0464
_FRAMES_PER_SECOND = 100.0
# An increase is one over about 20 ms, the time in which a window slides over most of an attack.
_LAG = 2
# The reduction's low-pass: taps on both sides of the middle one, in reduced samples.
_REACH = 5
# Powers are held against the loudest of the last while in the same line, forgotten by half in 5 s;
# a line more than 60 dB under the loudest one counts the less the weaker it is.
_HALF_LIFE_S = 5.0
_RANGE = 1e-6
# log(1 + 1000·x): what is 30 dB under that reference has half the weight in decibels.
_COMPRESSION = 1000.0
# Frames that are looked at together, at most: their spectra stay in a core's own cache.
_TOGETHER = 128
# Far below any sound, and far above where single precision ends.
_LEAST_POWER = 1e-30
# Channels are added with one turned over where they would otherwise cancel by this correlation.
_OPPOSED = -0.5


@dataclass(frozen=True, slots=True)
class Onsets:
    """Onset strength over time.

    Attributes
    ----------
    strength : (bands, frames) float16, 0 to 7
        The mean increase of a line's compressed power, per range of `BANDS_HZ`; no unit, and the
        same for a louder or softer signal.
    frames_per_second : float
        About 100.
    first_at_s : float
        The time of the first frame.
    silent : bool
        Nothing but zeros was heard.
    """

    strength: Strength
    frames_per_second: float
    first_at_s: float
    silent: bool


class OnsetMeter:
    """Measures how much the spectrum grows from frame to frame.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0

    Notes
    -----
    Spectral flux with a lag of two frames (Dixon, "Onset Detection Revisited", DAFx 2006) of
    log-compressed powers after adaptive whitening (Stowell and Plumbley, "Adaptive Whitening for
    Improved Real-Time Audio Onset Detection", ICMC 2007): every line is held against its own recent
    maximum, so that gain plays no part and soft treble counts as much as loud bass. The channels
    are added, one of them turned over where that keeps them from cancelling. For its cost the
    signal is first reduced to about 11 kHz; the hi-hats' range is band-passed and reduced in the
    same step and only its power looked at, for which its aliasing is no harm.
    """

    def __init__(self, *, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._mixdown = _Mixdown(channels)
        self._factor = max(1, round(sample_rate / _REDUCED_HZ))
        filters = _filters(sample_rate, self._factor)
        self._reduction = Reducer(filters, factor=self._factor, channels=1)
        reduced_hz = sample_rate / self._factor
        self._length = 1 << round(math.log2(_FRAME_S * reduced_hz))
        self._hop = round(reduced_hz / _FRAMES_PER_SECOND)
        self._frames_per_second = reduced_hz / self._hop
        self._window = np.hanning(self._length + 2)[1:-1].astype(np.float32)
        self._averages = _averages(reduced_hz, self._length)
        # Room for the work, kept: fresh memory of this size costs more than the arithmetic.
        self._windowed = np.zeros((_TOGETHER, self._length), np.float32)
        self._lines = np.zeros((_TOGETHER, self._length // 2 + 1), np.complex64)
        self._waiting = np.zeros((2, 0), np.float32)
        self._whitening = _Whitening(self._frames_per_second)
        self._strength = [np.zeros((len(BANDS_HZ), 0), np.float16)]
        self._heard = False

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        self._heard = self._heard or bool(chunk.power.any())
        reduced = self._reduction.push(self._mixdown.mix(chunk)[None])
        self._waiting = np.concatenate([self._waiting, reduced[0]], axis=1)
        count = max(0, (self._waiting.shape[1] - self._length) // self._hop + 1)
        for start, end in _parts(count):
            increases = self._whitening.increases(self._powers(start, end - start))
            self._strength.append((increases @ self._averages).T.astype(np.float16))
        self._waiting = self._waiting[:, count * self._hop :]

    def result(self) -> Onsets:
        """The onset strength of the signal so far."""
        # Joined for good: in the end, when memory is scarcest, nothing is kept twice.
        self._strength = [np.concatenate(self._strength, axis=1)]
        middle = self._length / 2.0 * self._factor / self._rate
        return Onsets(
            strength=self._strength[0],
            frames_per_second=self._frames_per_second,
            first_at_s=middle - _LAG / 2.0 / self._frames_per_second,
            silent=not self._heard,
        )

    def _powers(self, first: int, count: int) -> Samples:
        """Power of each line of `count` frames, and in a last column that of the hi-hats."""
        low, high = self._waiting[:, first * self._hop :]
        size = low.strides[0]
        shape, strides = (count, self._length), (self._hop * size, size)
        frames = as_strided(low, shape, strides, writeable=False)
        windowed = np.multiply(frames, self._window, out=self._windowed[:count])
        # Real and imaginary parts in turn.
        parts = rfft(windowed, out=self._lines[:count]).view(np.float32)
        np.square(parts, out=parts)
        powers = np.empty((count, self._length // 2 + 2), np.float32)
        np.add(parts[:, ::2], parts[:, 1::2], out=powers[:, :-1])
        # The hi-hats' power is that of the middle two hops of the frame: enough for an attack.
        start = self._length // 2 - self._hop
        middle = high[start : start + (count + 1) * self._hop].reshape(count + 1, self._hop)
        hops = np.vecdot(middle, middle)
        powers[:, -1] = hops[1:] + hops[:-1]
        return powers


class _Mixdown:
    """Adds channels, with the sign of each that keeps it from cancelling the first."""

    def __init__(self, channels: int) -> None:
        self._signs = [1.0] * channels

    def mix(self, chunk: Chunk) -> Samples:
        """The sum of its channels: (n,); of a single one, itself."""
        first, samples = chunk.samples[0], chunk.samples
        mixed: Samples = first
        power = chunk.power.sum(axis=1)
        for index, channel in enumerate(samples[1:], start=1):
            likeness = self._signs[index] * float(first @ channel)
            if likeness < _OPPOSED * math.sqrt(power[0] * power[index]):
                # Kept until the opposite is clearly right again: each change is a click.
                self._signs[index] = -self._signs[index]
            mixed = mixed + channel if self._signs[index] > 0.0 else mixed - channel
        return mixed


def _parts(count: int) -> list[tuple[int, int]]:
    """So many frames in parts of nearly equal length: the first of each, and that after it."""
    parts = -(-count // _TOGETHER)
    edges = [count * part // max(1, parts) for part in range(parts + 1)]
    return list(pairwise(edges))


def _filters(sample_rate: int, factor: int) -> NDArray[np.float64]:
    """The low-pass and the hi-hats' band-pass: (2, taps)."""
    if factor == 1:
        return np.array([[1.0], [0.0]])
    time = np.arange(-_REACH * factor, _REACH * factor + 1)
    window = np.hanning(len(time) + 2)[1:-1]

    def low_pass(hz: float) -> NDArray[np.float64]:
        share = min(1.0, 2.0 * hz / sample_rate)
        return np.asarray(share * np.sinc(share * time) * window, np.float64)

    bottom, top = BANDS_HZ[HIGH]
    above = low_pass(min(top, sample_rate / 2.0)) - low_pass(min(bottom, sample_rate / 2.0))
    return np.array([low_pass(0.45 * sample_rate / factor), above])


class _Whitening:
    """Holds each line against its recent maximum, and tells by how much it grows."""

    def __init__(self, frames_per_second: float) -> None:
        self._kept_share = 0.5 ** (1.0 / (_HALF_LIFE_S * frames_per_second))
        self._reference: Samples | None = None
        self._past: Samples | None = None

    def increases(self, powers: Samples) -> Samples:
        """(frames, lines) powers to their increases over two frames."""
        if self._past is None or self._reference is None:
            # What was before the first frame is not known: nothing begins with it.
            self._past = np.repeat(powers[:1], _LAG, axis=0)
            self._reference = np.zeros(powers.shape[1], np.float32)
        faded = self._reference * np.float32(self._kept_share ** len(powers))
        self._reference = np.maximum(faded, powers.max(axis=0))
        floor = np.maximum(
            self._reference, np.float32(max(_RANGE * float(self._reference.max()), _LEAST_POWER))
        )
        signal = np.concatenate([self._past, powers])
        self._past = signal[-_LAG:].copy()
        signal *= np.float32(_COMPRESSION) / floor
        np.log1p(signal, out=signal)
        grown: Samples = signal[_LAG:] - signal[:-_LAG]
        return np.maximum(grown, np.float32(0.0), out=grown)


def _averages(reduced_hz: float, length: int) -> Samples:
    """The matrix that takes the lines, and the hi-hats' column, to the mean of each range."""
    spacing = reduced_hz / length
    matrix = np.zeros((length // 2 + 2, len(BANDS_HZ)), np.float32)
    for band, (bottom, top) in enumerate(BANDS_HZ[:HIGH]):
        start = max(1, round(bottom / spacing))
        end = max(start + 1, min(length // 2, round(top / spacing)))
        matrix[start:end, band] = 1.0 / (end - start)
    matrix[-1, HIGH] = 1.0
    return matrix
