"""Loudness: momentary, short-term, integrated and its range, by BS.1770 and EBU R 128."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import HOPS_PER_SECOND, Chunk
from lib.audio.decibels import db_to_power, power_to_db, powers_to_db
from lib.audio.filters import Cascade, k_weighting
from lib.audio.series import Series

Powers = NDArray[np.float64]
# Of windows every 10 ms, kept for the whole programme: single precision is enough by far.
Windows = NDArray[np.float32]

# BS.1770-5, annex 1, eq. 2: loudness = -0.691 + 10 log10(power), so that 997 Hz at full scale in
# one channel reads -3.01.
_OFFSET_DB = -0.691
MOMENTARY_HOPS = 40
SHORT_TERM_HOPS = 300
# Gating blocks overlap by 75 % (BS.1770-5, annex 1, eq. 3); the range uses the same steps.
_STEP_HOPS = 10
_ABSOLUTE_GATE_LUFS = -70.0
_INTEGRATED_GATE_LU = -10.0
_RANGE_GATE_LU = -20.0
_RANGE_PERCENTILES = (10.0, 95.0)
_MOST_CURVE_POINTS = 600
# Windows that are summed at once, so that no temporary is as long as the programme.
_PIECE = 8192

# BS.1770-5, annex 1, table 4: 1.41 (+1.5 dB) for speakers 60° to 120° to the side, none for the
# low-frequency channel.
_SIDE = 1.41
_LFE_BIT, _LEFT_BACK_BIT, _RIGHT_BACK_BIT = 0x8, 0x10, 0x20
_SIDE_BITS = 0x200 | 0x400
# Where a file does not say: the usual speakers of as many channels, in the order of WAVE files…
_WAVE_WEIGHTS = {
    4: (1.0, 1.0, _SIDE, _SIDE),
    5: (1.0, 1.0, 1.0, _SIDE, _SIDE),
    6: (1.0, 1.0, 1.0, 0.0, _SIDE, _SIDE),
    7: (1.0, 1.0, 1.0, 0.0, 1.0, _SIDE, _SIDE),
    8: (1.0, 1.0, 1.0, 0.0, 1.0, 1.0, _SIDE, _SIDE),
}
# …and of Vorbis I, 4.3.9, which Opus shares (RFC 7845, 5.1.1.2).
_VORBIS_WEIGHTS = {
    4: (1.0, 1.0, _SIDE, _SIDE),
    5: (1.0, 1.0, 1.0, _SIDE, _SIDE),
    6: (1.0, 1.0, 1.0, _SIDE, _SIDE, 0.0),
    7: (1.0, 1.0, 1.0, _SIDE, _SIDE, 1.0, 0.0),
    8: (1.0, 1.0, 1.0, _SIDE, _SIDE, 1.0, 1.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Maximum:
    """The loudest window: its loudness in LUFS and where it ends, in seconds."""

    lufs: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Loudness over time in LUFS, ``-inf`` where there is none.

    Point i describes the window that ends at ``start_s + i * hop_s``; of the momentary loudness,
    the loudest window that ends within the hop before.
    """

    hop_s: float
    start_s: float
    momentary_lufs: NDArray[np.float64]
    short_term_lufs: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Loudness:
    """What the loudness meter found.

    Attributes
    ----------
    integrated_lufs : float
        ``-inf`` where nothing passes the gate.
    momentary, short_term : Maximum | None
        None where the programme is shorter than the window; ``-inf`` for digital silence.
    range_lu : float | None
        None where nothing passes the gate or the programme is shorter than 3 s.
    mono_loss_lu : float | None
        How much quieter the fold-down (L+R)/2 on both channels is; ``inf`` where it falls silent;
        None but for two channels, or where the programme is silent itself.
    curve : Curve
    """

    integrated_lufs: float
    momentary: Maximum | None
    short_term: Maximum | None
    range_lu: float | None
    mono_loss_lu: float | None
    curve: Curve


def channel_weights(
    channels: int, *, mask: int = 0, order: Literal["wave", "vorbis"] = "wave"
) -> NDArray[np.float64]:
    """Weights of the channels in the sum.

    Parameters
    ----------
    channels : int, 1 to 8
    mask : int
        The speaker bits of WAVE_FORMAT_EXTENSIBLE, used where they name as many speakers.
    order : "wave" | "vorbis"
        The convention that applies without them.

    Returns
    -------
    (channels,) float64
        1 in front and behind, 1.41 to the sides, 0 for the low-frequency channel. Of a layout with
        one pair of surround speakers, that pair is taken to stand to the sides, as in 5.1.

    Notes
    -----
    ITU-R BS.1770-5, annex 1, eq. 1 and tables 3 and 4.
    """
    bits = [1 << bit for bit in range(18) if mask >> bit & 1]
    if channels > 2 and len(bits) == channels:
        sides = _SIDE_BITS if mask & _SIDE_BITS else _LEFT_BACK_BIT | _RIGHT_BACK_BIT
        weights = [_SIDE if bit & sides else float(bit != _LFE_BIT) for bit in bits]
        return np.array(weights)
    known = _VORBIS_WEIGHTS if order == "vorbis" else _WAVE_WEIGHTS
    return np.array(known.get(channels, (1.0,) * channels))


def integrated(block_power: Powers) -> float:
    """Gated loudness of a programme.

    Parameters
    ----------
    block_power : (blocks,) float64, ≥ 0
        Mean K-weighted power, summed over weighted channels, of blocks of 400 ms every 100 ms.

    Returns
    -------
    float
        In LUFS; ``-inf`` if no block passes the -70 LUFS gate.

    Notes
    -----
    ITU-R BS.1770-5, annex 1, eqs. 4 to 7.
    """
    loud = _gated(block_power, _INTEGRATED_GATE_LU)
    return _lufs(float(loud.mean())) if len(loud) else -math.inf


def loudness_range(short_term_power: Powers) -> float | None:
    """Spread of the short-term loudness.

    Parameters
    ----------
    short_term_power : (windows,) float64, ≥ 0
        Mean K-weighted power of windows of 3 s every 100 ms.

    Returns
    -------
    float | None
        95th less 10th percentile of what passes the gates at -70 LUFS and 20 LU below the mean, in
        LU; None if nothing does.

    Notes
    -----
    EBU Tech 3342, 4, with the nearest-rank percentiles of its reference implementation.
    """
    loud = np.sort(_gated(short_term_power, _RANGE_GATE_LU))
    if not len(loud):
        return None
    low, high = (loud[_rank(len(loud), p)] for p in _RANGE_PERCENTILES)
    return _lufs(float(high)) - _lufs(float(low))


class LoudnessMeter:
    """K-weights a signal and keeps its power every 10 ms.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    weights : (channels,) float64
        As `channel_weights` gives them.
    seconds : int > 0
        The length of a chunk.
    """

    def __init__(self, *, sample_rate: int, weights: NDArray[np.float64], seconds: int = 1) -> None:
        self._rate = sample_rate
        self._weights = weights
        self._stereo = len(weights) == 2
        self._filter = Cascade(
            k_weighting(sample_rate), channels=len(weights), longest=seconds * sample_rate
        )
        # The gates and the range look at steps of 100 ms, those of the fold-down too. For maxima
        # and the curve, which are asked for every 10 ms, single precision is enough by far.
        self._steps = Series(rows=1 + self._stereo, kind=np.float64)
        self._hops = Series(rows=1, kind=np.float32)

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        weighted = self._filter.filter(chunk.samples)
        power = chunk.hop_products(weighted, weighted)[:, : chunk.whole_hops]
        rows = [self._weights @ power]
        self._hops.append(rows[0].astype(np.float32))
        if self._stereo:
            # The fold-down's power follows from the channels' powers and their product.
            product = chunk.hop_products(*weighted)[: chunk.whole_hops]
            rows.append(np.maximum(0.0, (power[0] + power[1]) / 2.0 + product))
        steps = chunk.whole_hops // _STEP_HOPS
        hops = np.stack(rows)[:, : steps * _STEP_HOPS]
        self._steps.append(hops.reshape(len(rows), steps, _STEP_HOPS).sum(axis=2))

    def result(self) -> Loudness:
        """What the signal so far amounts to."""
        loudness = integrated(self._step_means(0, MOMENTARY_HOPS))
        range_lu = loudness_range(self._step_means(0, SHORT_TERM_HOPS))
        mono_loss_lu = self._mono_loss(loudness)
        momentary, short_term = self.momentary_power(), self.short_term_power()
        return Loudness(
            integrated_lufs=loudness,
            momentary=_maximum(momentary, MOMENTARY_HOPS),
            short_term=_maximum(short_term, SHORT_TERM_HOPS),
            range_lu=range_lu,
            mono_loss_lu=mono_loss_lu,
            curve=_curve(momentary, short_term, hops=self._hops.values.shape[1]),
        )

    def momentary_power(self) -> Windows:
        """Mean K-weighted power of every window of 400 ms, one beginning each 10 ms: (windows,)."""
        return _window_means(self._hops.values[0], MOMENTARY_HOPS, self._rate)

    def short_term_power(self) -> Windows:
        """Mean K-weighted power of every window of 3 s, one beginning each 10 ms: (windows,)."""
        return _window_means(self._hops.values[0], SHORT_TERM_HOPS, self._rate)

    def _mono_loss(self, loudness: float) -> float | None:
        if not self._stereo or loudness == -math.inf:
            return None
        return loudness - integrated(self._step_means(1, MOMENTARY_HOPS))

    def _step_means(self, row: int, hops: int) -> Powers:
        """Mean power of the windows of so many hops that begin every 100 ms: (windows,)."""
        steps, count = self._steps.values[row], hops // _STEP_HOPS
        if len(steps) < count:
            return np.zeros(0)
        sums = _window_sums(steps, count)
        return sums / _frames(_STEP_HOPS * np.arange(len(sums)), hops, self._rate)


def _gated(power: Powers, gate_lu: float) -> Powers:
    audible = power[power > db_to_power(_ABSOLUTE_GATE_LUFS - _OFFSET_DB)]
    if not len(audible):
        return audible
    return audible[audible > float(audible.mean()) * db_to_power(gate_lu)]


def _lufs(power: float) -> float:
    level = power_to_db(power)
    return level + _OFFSET_DB


def _rank(count: int, percentile: float) -> int:
    """round((count - 1) · percentile / 100), halves up."""
    return math.floor((count - 1) * percentile / 100.0 + 0.5)


def _window_means(hop_power: NDArray[np.float32], hops: int, sample_rate: int) -> Windows:
    """Mean power per sample of every window of so many hops: (windows,), one every 10 ms."""
    means = np.empty(max(0, len(hop_power) - hops + 1), np.float32)
    for start in range(0, len(means), _PIECE):
        part = means[start : start + _PIECE]
        values = hop_power[start : start + len(part) + hops - 1].astype(np.float64)
        sums = _window_sums(values, hops)
        starts = np.arange(start, start + len(part))
        np.divide(sums, _frames(starts, hops, sample_rate), out=part)
    return means


def _window_sums(values: Powers, count: int) -> Powers:
    """Sums of every so many values, put together from those of 1, 2, 4… without a subtraction."""
    found = np.zeros(len(values) - count + 1)
    sums, length, taken = values, 1, 0
    while length <= count:
        if count & length:
            found += sums[taken : taken + len(found)]
            taken += length
        sums = sums[:-length] + sums[length:]
        length *= 2
    return found


def _frames(starts: NDArray[np.int64], hops: int, sample_rate: int) -> NDArray[np.int64]:
    """How many samples so many hops from each start on have."""
    begin, end = (
        (2 * hop * sample_rate + HOPS_PER_SECOND) // (2 * HOPS_PER_SECOND)
        for hop in (starts, starts + hops)
    )
    frames: NDArray[np.int64] = end - begin
    return frames


def _maximum(power: Windows, hops: int) -> Maximum | None:
    if not len(power):
        return None
    at = int(np.argmax(power))
    return Maximum(_lufs(float(power[at])), (at + hops) / HOPS_PER_SECOND)


def _curve(momentary: Windows, short_term: Windows, *, hops: int) -> Curve:
    """At most 600 points, at whole multiples of a step of whole tenths of a second."""
    tenths = hops // _STEP_HOPS
    step = max(1, -(-tenths // _MOST_CURVE_POINTS))
    span = step * _STEP_HOPS
    first = -(-MOMENTARY_HOPS // span)
    # The hops at which the points end.
    ends = span * np.arange(first, tenths // step + 1)
    return Curve(
        hop_s=step / 10.0,
        start_s=first * step / 10.0,
        momentary_lufs=_levels(_loudest(momentary, ends, span=span)),
        short_term_lufs=_levels(_ending(short_term, ends)),
    )


def _loudest(momentary: Windows, ends: NDArray[np.int64], *, span: int) -> Powers:
    """The largest power of the windows that end within so many hops up to each end."""
    if not len(ends):
        return np.zeros(0)
    after = ends - MOMENTARY_HOPS + 1
    loudest = np.maximum.reduceat(momentary[: after[-1]], np.maximum(0, after - span))
    return loudest.astype(np.float64)


def _ending(short_term: Windows, ends: NDArray[np.int64]) -> Powers:
    """The power of the window that ends at each end, 0 where none does."""
    starts = ends - SHORT_TERM_HOPS
    found = np.zeros(len(ends))
    found[starts >= 0] = short_term[starts[starts >= 0]]
    return found


def _levels(power: Powers) -> Powers:
    return powers_to_db(power) + _OFFSET_DB
