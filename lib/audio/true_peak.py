"""True peak: the largest value between the samples, by interpolation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from lib.audio.blocks import Chunk

Samples = NDArray[np.float32]

# Samples that each interpolated value is made of. With the window below the response is flat to
# 0.02 dB up to 0.42 of the sampling rate (18.5 kHz at 44.1 kHz).
_TAPS = 24
_KAISER_BETA = 6.0
# Positions of one row of the matrix product, and rows of one batch: small enough for OpenBLAS to
# stay on one thread (see lib.audio.filters).
_ROW = 16
_BATCH = 128
# Room for rounding in single precision where a row is skipped because it cannot win.
_ROUNDING = 1.0 + 1e-5


@dataclass(frozen=True, slots=True)
class TruePeak:
    """The largest magnitude (full scale is 1.0) and the time at which it occurs, in seconds."""

    amplitude: float
    at_s: float


def oversampling(sample_rate: int) -> int:
    """How many values stand for each sample: 4, or 2 from 88.2 kHz on.

    ITU-R BS.1770-5, annex 2, asks for 4 at 48 kHz and proportionately fewer above; at 192 kHz
    none between the samples would do by that, but a quarter-rate tone then reads 3 dB low.
    """
    return 4 if sample_rate < 88_200 else 2


def interpolator(factor: int) -> NDArray[np.float64]:
    """The filters that give the values between two samples.

    Parameters
    ----------
    factor : int ≥ 1
        Values per sample.

    Returns
    -------
    (factor - 1, 24) float64
        Row p - 1 gives the value p/factor of the way from the 12th to the 13th of 24 samples:
        a sinc under a Kaiser window (β = 6), each row summing to 1.
    """
    offsets = np.arange(_TAPS) - (_TAPS // 2 - 1)
    distance = np.arange(1, factor)[:, None] / factor - offsets
    arc = np.sqrt(np.maximum(0.0, 1.0 - (2.0 * distance / _TAPS) ** 2))
    rows = np.sinc(distance) * np.i0(_KAISER_BETA * arc)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), np.float64)


class TruePeakMeter:
    """Finds the largest value of the signal, on the samples and between them.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0

    Notes
    -----
    ITU-R BS.1770-5, annex 2, with a longer interpolator. Values are only taken between samples that
    have 12 of their own on both sides: what came before the file and comes after it is not known,
    and taking it for silence would make a peak of every hard edge (EBU Tech 3341, cases 17 and 18,
    would read up to 0.7 dB too much).

    Rows of 16 positions are skipped where the samples that they are made of, times the largest sum
    of the interpolator's magnitudes (7.2 dB), cannot exceed the largest value so far. A skipped row
    could not have changed the result, and since every chunk is a fixed second of the programme, the
    same rows are skipped however the signal arrives.
    """

    def __init__(self, *, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._factor = oversampling(sample_rate)
        filters = interpolator(self._factor)
        self._reach = float(np.abs(filters).sum(axis=1).max(initial=0.0)) * _ROUNDING
        self._matrix = _toeplitz(filters)
        self._past = np.zeros((channels, 0), np.float32)
        self._peak = TruePeak(0.0, 0.0)

    def push(self, chunk: Chunk) -> None:
        """Take the next second of the signal in."""
        self._take_samples(chunk)
        if self._factor == 1:
            return
        signal = np.concatenate([self._past, chunk.samples], axis=1)
        self._past = signal[:, -(_TAPS - 1) :].copy()
        first = chunk.start + chunk.samples.shape[1] - signal.shape[1]
        if signal.shape[1] >= _TAPS:
            for channel in signal:
                self._take_between(channel, first=first)

    def result(self) -> TruePeak:
        """The largest value so far; never less than the largest sample."""
        return self._peak

    def _take_samples(self, chunk: Chunk) -> None:
        highest = float(max(chunk.high.max(), -chunk.low.min()))
        if highest > self._peak.amplitude:
            extremes = np.maximum(chunk.high, -chunk.low)
            channel, hop = np.unravel_index(int(extremes.argmax()), extremes.shape)
            start = int(chunk.hop_starts[hop])
            rest = np.abs(chunk.samples[channel, start:])
            at = chunk.start + start + int(np.argmax(rest == np.float32(highest)))
            self._peak = TruePeak(highest, at / self._rate)

    def _take_between(self, signal: Samples, *, first: int) -> None:
        """Interpolate one channel; `first` is the number of its first sample."""
        positions = len(signal) - _TAPS + 1
        count = -(-positions // _ROW)
        padded = np.zeros(count * _ROW + _TAPS - 1, np.float32)
        padded[: len(signal)] = signal
        rows = self._candidates(padded, count)
        if not len(rows):
            return
        values = self._interpolated(padded, rows)
        if rows[-1] == count - 1:
            # The last row may reach past the signal, into the padding.
            values[len(rows) - 1, (positions - (count - 1) * _ROW) * (self._factor - 1) :] = 0.0
        at = int(values.argmax())
        highest = float(values.flat[at])
        if highest > self._peak.amplitude:
            row, place = divmod(at, values.shape[1])
            step, phase = divmod(place, self._factor - 1)
            position = first + int(rows[row]) * _ROW + step + _TAPS // 2 - 1
            self._peak = TruePeak(highest, (position + (phase + 1) / self._factor) / self._rate)

    def _candidates(self, padded: Samples, count: int) -> NDArray[np.intp]:
        """The rows that could hold a value above the peak so far."""
        magnitude = np.abs(padded)
        whole = magnitude[: count * _ROW].reshape(count, _ROW).max(axis=1)
        # A row of 16 positions is made of 39 samples: its own, and those of two rows onward.
        tail = np.array([magnitude[count * _ROW :].max(), 0.0], np.float32)
        onward = np.concatenate([whole, tail])
        largest = np.maximum(np.maximum(whole, onward[1:-1]), onward[2:])
        return np.flatnonzero(largest * self._reach > self._peak.amplitude)

    def _interpolated(self, padded: Samples, rows: NDArray[np.intp]) -> Samples:
        """Magnitudes of the values of the chosen rows: (rows and some zeros, 16 · between)."""
        width = _ROW + _TAPS - 1
        stride = padded.strides[0]
        windows = as_strided(
            padded, (len(padded) // _ROW - 1, width), (_ROW * stride, stride), writeable=False
        )
        chosen = np.zeros((-(-len(rows) // _BATCH) * _BATCH, width), np.float32)
        chosen[: len(rows)] = windows[rows]
        values = chosen.reshape(-1, _BATCH, width) @ self._matrix
        magnitudes: Samples = np.abs(values, out=values).reshape(len(chosen), -1)
        return magnitudes


def _toeplitz(filters: NDArray[np.float64]) -> Samples:
    """The matrix that takes 39 samples to the values after each of 16 positions."""
    between = len(filters)
    matrix = np.zeros((_ROW + _TAPS - 1, _ROW * between), np.float32)
    for position in range(_ROW):
        columns = slice(position * between, (position + 1) * between)
        matrix[position : position + _TAPS, columns] = filters.T
    return matrix
