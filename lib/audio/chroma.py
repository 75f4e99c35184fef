"""The steady tones of a programme: spectral peaks by pitch, from which the key is told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from lib.audio.blocks import Chunk
from lib.audio.fourier import fast_length, rfft
from lib.audio.reduction import Reducer
from lib.audio.series import Series

Signal = NDArray[np.float32]

# What is looked at: from the lowest string of a bass (E1 is 41.2 Hz) to where only overtones are.
LOWEST_HZ, HIGHEST_HZ = 40.0, 2000.0
REFERENCE_HZ = 440.0

# The signal is thinned out to this rate or a little more: 2 kHz and room for the filter's slope.
_RATE_HZ = 5000.0
# Frames of about 0.74 s tell a semitone apart from 45 Hz up (a Hann window's main lobe is four
# lines wide, and two tones need to be half of that apart), and start every 0.37 s.
_FRAME_S = 0.74
# Transforms that are made at once: eight and more of them share the processor's vector units.
_BATCH = 16
# The low-pass filter before thinning out has 60 dB of attenuation (Kaiser's formulas).
_ATTENUATION_DB = 60.0
# A peak stands out of the mean magnitude of the lines this far around it by at least this factor.
# The largest of noise's 21 lines does so by 2.2 on average, a steady tone alone by 10.
_AROUND = 10
_STANDS_OUT = 2.5
# The strongest peaks of a frame that are kept.
_MOST_PEAKS = 60
# Peaks this far below their frame's level are none: rounding, leakage, dither.
_DEEPEST_DB = 60.0
# The lines of a sine under a Hann window add up to this much of its highest one.
_HANN_LINES = 1.5
_NOTHING = 1e-30
# What is kept of levels, in decibels: in two bytes, up to 64 dB to either side.
_STEP_DB = 1.0 / 512.0


@dataclass(frozen=True, slots=True)
class Peaks:
    """The spectral peaks of a programme, frame by frame, in as few bytes as will do.

    Attributes
    ----------
    counts : (frames,) uint8
        How many peaks lie in each frame; they follow each other in `cents` and `steps`.
    cents : (n,) float32
        The pitch of each in cents from A4 = 440 Hz, by parabolic interpolation of the logarithmic
        power; within a frame from low to high.
    steps : (2, n) int16
        Its level under or over the frame's, and its salience: see `relative_db`, `salience_db`.
    frame_level_db : (frames,) float32
        Level of each frame between 40 Hz and 2 kHz: that of a full-scale sine in one channel is
        0 dB; -300 for silence.
    hop_s : float
        Distance of neighbouring frames in seconds.
    """

    counts: NDArray[np.uint8]
    cents: NDArray[np.float32]
    steps: NDArray[np.int16]
    frame_level_db: NDArray[np.float32]
    hop_s: float

    @property
    def frame(self) -> NDArray[np.int32]:
        """Number of the frame in which each peak lies: (n,), ascending."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts)

    @property
    def relative_db(self) -> NDArray[np.float32]:
        """The level of each peak over that of its frame, -60 to about 0: (n,)."""
        return _in_decibels(self.steps[0])

    @property
    def salience_db(self) -> NDArray[np.float32]:
        """How far each peak stands out of the mean magnitude around it, 8 to about 20: (n,)."""
        return _in_decibels(self.steps[1])

    @property
    def level_db(self) -> NDArray[np.float32]:
        """The level of each peak, in the terms of the frames' levels: (n,)."""
        return self.relative_db + np.repeat(self.frame_level_db, self.counts)

    def between(self, start: int, end: int) -> Peaks:
        """The frames from one number to before another, counted from 0 again; no copies."""
        first, last = (int(self.counts[:frame].sum(dtype=np.int64)) for frame in (start, end))
        return Peaks(
            counts=self.counts[start:end],
            cents=self.cents[first:last],
            steps=self.steps[:, first:last],
            frame_level_db=self.frame_level_db[start:end],
            hop_s=self.hop_s,
        )


class ChromaMeter:
    """Collects the spectral peaks between 40 Hz and 2 kHz.

    The power of all channels is added up, line by line, so that neither swapping nor inverting
    channels makes a difference.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0
    """

    def __init__(self, *, sample_rate: int, channels: int) -> None:
        factor = max(1, int(sample_rate / _RATE_HZ))
        filters = _low_pass(sample_rate, factor=factor)[None]
        self._thinner = Reducer(filters, factor=factor, channels=channels)
        rate = sample_rate / factor
        self._hop = fast_length(round(_FRAME_S * rate / 2.0))
        self._length = 2 * self._hop
        self._rate = rate
        # A full-scale sine has a power of 1.
        self._window = _hann(self._length) * np.float32(2.0 / self._hop)
        self._low = max(_AROUND + 2, math.ceil(LOWEST_HZ * self._length / rate))
        top = min(HIGHEST_HZ * self._length / rate, self._length / 2 - _AROUND - 2)
        self._high = math.floor(top)
        size = self._length + (_BATCH - 1) * self._hop
        self._signal = np.zeros((channels, size), np.float32)
        self._filled = 0
        self._windowed = np.zeros((channels, _BATCH, self._length), np.float32)
        self._counts = Series(rows=1, kind=np.uint8)
        self._cents = Series(rows=1, kind=np.float32)
        self._steps = Series(rows=2, kind=np.int16)
        self._levels = Series(rows=1, kind=np.float32)

    def push(self, chunk: Chunk) -> None:
        """Take the next second of the signal in."""
        self._take(self._thinner.push(chunk.samples)[:, 0])

    def finish(self) -> None:
        """Take in what is still waiting for company; nothing may be pushed afterwards."""
        self._take(self._thinner.finish()[:, 0])
        if self._filled >= self._length:
            self._transform()
        # The last frame has silence behind it, if at least half of what it adds is signal.
        if 2 * self._filled >= self._length + (self._hop if self._levels.values.size else 0):
            self._signal[:, self._filled :] = 0.0
            self._filled = self._length
            self._transform()

    def result(self) -> Peaks:
        """The peaks of the signal so far."""
        return Peaks(
            counts=self._counts.values[0],
            cents=self._cents.values[0],
            steps=self._steps.values,
            frame_level_db=self._levels.values[0],
            hop_s=self._hop / self._rate,
        )

    def _take(self, signal: Signal) -> None:
        """Put (channels, n) thinned samples into the frames."""
        taken, count = 0, signal.shape[1]
        while taken < count:
            size = min(count - taken, self._signal.shape[1] - self._filled)
            self._signal[:, self._filled : self._filled + size] = signal[:, taken : taken + size]
            taken += size
            self._filled += size
            if self._filled == self._signal.shape[1]:
                self._transform()

    def _transform(self) -> None:
        """Look for peaks in the whole frames at hand, and keep what the next ones need."""
        count = (self._filled - self._length) // self._hop + 1
        channel, sample = self._signal.strides
        shape = (len(self._signal), count, self._length)
        frames = as_strided(
            self._signal, shape, (channel, self._hop * sample, sample), writeable=False
        )
        windowed = np.multiply(frames, self._window, out=self._windowed[:, :count])
        # Real and imaginary parts in turn, and their squares.
        lines = rfft(windowed).view(np.float32)
        parts = lines[..., 2 * (self._low - _AROUND) : 2 * (self._high + _AROUND + 1)]
        squares = np.square(parts).sum(axis=0)
        self._find(squares[:, ::2] + squares[:, 1::2])
        done = count * self._hop
        self._signal[:, : self._filled - done] = self._signal[:, done : self._filled].copy()
        self._filled -= done

    def _find(self, power: Signal) -> None:
        """Add the peaks of (frames, lines) power, of which the first and last few are a margin."""
        level_db = _decibels(power[:, _AROUND:-_AROUND].sum(axis=1) / _HANN_LINES)
        mean = _mean_magnitude(power)
        frame, line = _standing_out(power, mean=mean)
        middle = line + _AROUND
        left, top, right = (_decibels(power[frame, middle + step]) for step in (-1, 0, 1))
        bend = 2.0 * (left - 2.0 * top + right)
        # Below everything three lines may be alike: a flat top has its middle in the middle.
        aside = np.divide(left - right, bend, out=np.zeros_like(bend), where=bend != 0.0)
        height = top - (left - right) * aside / 4.0
        kept = _strongest(frame, np.where(height > level_db[frame] - _DEEPEST_DB, height, -np.inf))
        hertz = (self._low + line + aside) * (self._rate / self._length)
        salience = height - _decibels(mean[frame, line] ** 2)
        levels = np.stack([height - level_db[frame], salience])[:, kept]
        self._counts.append(np.bincount(frame[kept], minlength=len(power)).astype(np.uint8))
        self._cents.append((1200.0 * np.log2(hertz[kept] / REFERENCE_HZ)).astype(np.float32))
        self._steps.append(np.rint(levels / _STEP_DB).astype(np.int16))
        self._levels.append(level_db.astype(np.float32))


def _in_decibels(steps: NDArray[np.int16]) -> NDArray[np.float32]:
    levels: NDArray[np.float32] = steps * np.float32(_STEP_DB)
    return levels


def _low_pass(sample_rate: int, *, factor: int) -> NDArray[np.float64]:
    """A filter of odd length that passes up to 2 kHz and stops what would fold back to below.

    Kaiser's design: Oppenheim and Schafer, Discrete-Time Signal Processing, eqs. 7.74 to 7.76.
    """
    if factor == 1:
        return np.ones(1)
    stop_hz = sample_rate / factor - HIGHEST_HZ
    width = 2.0 * np.pi * (stop_hz - HIGHEST_HZ) / sample_rate
    half = math.ceil((_ATTENUATION_DB - 8.0) / (2.285 * width) / 2.0)
    beta = 0.1102 * (_ATTENUATION_DB - 8.7)
    cutoff = (stop_hz + HIGHEST_HZ) / sample_rate
    sinc = cutoff * np.sinc(cutoff * np.arange(-half, half + 1))
    return np.asarray(sinc * np.kaiser(2 * half + 1, beta), np.float64)


def _hann(length: int) -> Signal:
    return (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)).astype(np.float32)


def _decibels(power: NDArray[Any]) -> NDArray[Any]:
    """Levels of (...) power, far below everything for none."""
    levels: NDArray[Any] = 10.0 * np.log10(np.maximum(power, _NOTHING))
    return levels


def _mean_magnitude(power: Signal) -> NDArray[Any]:
    """The mean magnitude around each line but those of the margins."""
    below = np.zeros((len(power), power.shape[1] + 1))
    np.cumsum(np.sqrt(power), axis=1, out=below[:, 1:])
    width = 2 * _AROUND + 1
    mean: NDArray[Any] = (below[:, width:] - below[:, :-width]) / width
    return mean


def _standing_out(
    power: Signal, *, mean: NDArray[Any]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Frame and line of what is larger than its neighbours and well above the mean around it."""
    inner = power[:, _AROUND:-_AROUND]
    left, right = power[:, _AROUND - 1 : -_AROUND - 1], power[:, _AROUND + 1 : 1 - _AROUND]
    frame, line = np.divmod(np.flatnonzero((inner > left) & (inner >= right)), inner.shape[1])
    high = inner[frame, line] > (_STANDS_OUT * mean[frame, line]) ** 2
    return frame[high], line[high]


def _strongest(frame: NDArray[np.intp], level_db: NDArray[Any]) -> NDArray[np.intp]:
    """The numbers of the strongest peaks of each frame, frame by frame and from low to high."""
    order = np.lexsort((-level_db, frame))
    place = np.arange(len(order)) - np.searchsorted(frame, frame)
    return np.sort(order[(place < _MOST_PEAKS) & np.isfinite(level_db[order])])
