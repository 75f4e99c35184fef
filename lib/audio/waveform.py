"""The waveform's outline, small enough to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import HOP_S, HOPS_PER_SECOND, Chunk

MOST_POINTS = 2000


@dataclass(frozen=True, slots=True)
class Waveform:
    """An outline over all channels; full scale is 1.0.

    Attributes
    ----------
    seconds_per_point : float
        A whole number of 10 ms; the last point may stand for less.
    low, high : (points,) float64
        The smallest and the largest sample of any channel.
    rms : (points,) float64, ≥ 0
        Root of the mean square over all channels.
    """

    seconds_per_point: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rms: NDArray[np.float64]


class WaveformMeter:
    """Keeps the extremes and the power of every 10 ms.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0
    """

    def __init__(self, *, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._channels = channels
        self._frames = 0
        self._hops: list[NDArray[np.float32]] = []

    def push(self, chunk: Chunk) -> None:
        """Take the next second of the signal in."""
        self._frames += chunk.samples.shape[1]
        power = chunk.power.sum(axis=0)
        rows = [chunk.low.min(axis=0), chunk.high.max(axis=0), power.astype(np.float32)]
        self._hops.append(np.stack(rows))

    def result(self) -> Waveform:
        """The outline of the signal so far, in at most 2,000 points."""
        low, high, power = np.concatenate([np.zeros((3, 0), np.float32), *self._hops], axis=1)
        hops = max(1, -(-len(low) // MOST_POINTS))
        starts = np.arange(0, len(low), hops)
        if not len(starts):
            nothing = np.zeros(0)
            return Waveform(HOP_S, nothing, nothing, nothing)
        edges = (2 * starts * self._rate + HOPS_PER_SECOND) // (2 * HOPS_PER_SECOND)
        frames = np.diff(np.append(edges, self._frames))
        energy = np.add.reduceat(power.astype(np.float64), starts)
        return Waveform(
            seconds_per_point=hops * HOP_S,
            low=np.minimum.reduceat(low, starts).astype(np.float64),
            high=np.maximum.reduceat(high, starts).astype(np.float64),
            rms=np.sqrt(energy / (frames * self._channels)),
        )
