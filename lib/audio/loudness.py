"""Loudness: momentary, short-term, integrated and its range, by BS.1770 and EBU R 128."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from lib.audio.blocks import HOPS_PER_SECOND, Chunk
from lib.audio.decibels import db_to_power, power_to_db, powers_to_db
from lib.audio.filters import Cascade, k_weighting

Powers = NDArray[np.float64]

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
    momentary_power, short_term_power : (windows,) float64, ≥ 0
        Mean K-weighted power of every window of 400 ms and of 3 s, one beginning each 10 ms.
    """

    integrated_lufs: float
    momentary: Maximum | None
    short_term: Maximum | None
    range_lu: float | None
    mono_loss_lu: float | None
    curve: Curve
    momentary_power: Powers
    short_term_power: Powers


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
    """

    def __init__(self, *, sample_rate: int, weights: NDArray[np.float64]) -> None:
        self._rate = sample_rate
        self._weights = weights
        self._stereo = len(weights) == 2
        self._filter = Cascade(k_weighting(sample_rate), channels=len(weights), longest=sample_rate)
        self._power: list[Powers] = []
        self._folded: list[Powers] = []

    def push(self, chunk: Chunk) -> None:
        """Take the next second of the signal in."""
        weighted = self._filter.filter(chunk.samples)
        power = chunk.hop_sums(weighted * weighted)[:, : chunk.whole_hops]
        self._power.append(self._weights @ power)
        if self._stereo:
            # The fold-down's power follows from the channels' powers and their product.
            product = chunk.hop_sums(weighted[0] * weighted[1])[: chunk.whole_hops]
            self._folded.append(np.maximum(0.0, (power[0] + power[1]) / 2.0 + product))

    def result(self) -> Loudness:
        """What the signal so far amounts to."""
        power = _joined(self._power)
        momentary = _window_means(power, MOMENTARY_HOPS, self._rate)
        short_term = _window_means(power, SHORT_TERM_HOPS, self._rate)
        loudness = integrated(momentary[::_STEP_HOPS])
        return Loudness(
            integrated_lufs=loudness,
            momentary=_maximum(momentary, MOMENTARY_HOPS),
            short_term=_maximum(short_term, SHORT_TERM_HOPS),
            range_lu=loudness_range(short_term[::_STEP_HOPS]),
            mono_loss_lu=self._mono_loss(loudness),
            curve=_curve(momentary, short_term, hops=len(power)),
            momentary_power=momentary,
            short_term_power=short_term,
        )

    def _mono_loss(self, loudness: float) -> float | None:
        if not self._stereo or loudness == -math.inf:
            return None
        means = _window_means(_joined(self._folded), MOMENTARY_HOPS, self._rate)
        return loudness - integrated(means[::_STEP_HOPS])


def _joined(parts: list[Powers]) -> Powers:
    return np.concatenate(parts) if parts else np.zeros(0)


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


def _window_means(hop_power: Powers, hops: int, sample_rate: int) -> Powers:
    """Mean power per sample of every window of so many hops: (windows,), one every 10 ms."""
    if len(hop_power) < hops:
        return np.zeros(0)
    sums = sliding_window_view(hop_power, hops) @ np.ones(hops)
    ends = np.arange(len(sums) + hops)
    edges = (2 * ends * sample_rate + HOPS_PER_SECOND) // (2 * HOPS_PER_SECOND)
    return np.asarray(sums / (edges[hops:] - edges[: len(sums)]), np.float64)


def _maximum(power: Powers, hops: int) -> Maximum | None:
    if not len(power):
        return None
    at = int(np.argmax(power))
    return Maximum(_lufs(float(power[at])), (at + hops) / HOPS_PER_SECOND)


def _curve(momentary: Powers, short_term: Powers, *, hops: int) -> Curve:
    """At most 600 points, at whole multiples of a step of whole tenths of a second."""
    tenths = hops // _STEP_HOPS
    step = max(1, -(-tenths // _MOST_CURVE_POINTS))
    first = -(-MOMENTARY_HOPS // (step * _STEP_HOPS))
    points = max(0, tenths // step)
    span = step * _STEP_HOPS
    by_end = [_by_end(power, hops=hops)[: points * span] for power in (momentary, short_term)]
    return Curve(
        hop_s=step / 10.0,
        start_s=first * step / 10.0,
        momentary_lufs=by_end[0].reshape(points, span).max(axis=1, initial=-np.inf)[first - 1 :],
        short_term_lufs=by_end[1][span - 1 :: span][first - 1 :],
    )


def _by_end(power: Powers, *, hops: int) -> Powers:
    """Loudness of the window that ends with each hop, ``-inf`` where none does."""
    levels = powers_to_db(power) + _OFFSET_DB
    return np.concatenate([np.full(hops - len(levels), -np.inf), levels])
