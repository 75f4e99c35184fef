"""The waveform's outline, small enough to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import HOP_S, Chunk, hop_boundary
from lib.audio.series import Series

MOST_POINTS = 2000
# Enough that merging the last of them rounds the time of a point up by an eighth at most.
_MOST_COLUMNS = 16 * MOST_POINTS


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
    """Keeps the extremes and the power of every 10 ms, or of a few of them in a long programme.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0

    Notes
    -----
    Up to five minutes every hop of 10 ms has its column. After that neighbours are merged each time
    the columns have become too many, so that a programme of any length takes as little room.
    """

    def __init__(self, *, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._channels = channels
        self._frames = 0
        # Low, high and power of each column; how many hops it is of; those that make none yet.
        self._columns = Series(rows=3, kind=np.float32)
        self._hops = 1
        self._waiting = np.zeros((3, 0), np.float32)

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        self._frames += chunk.samples.shape[1]
        power = chunk.power.sum(axis=0).astype(np.float32)
        hops = np.stack([chunk.low.min(axis=0), chunk.high.max(axis=0), power])
        if self._hops > 1:
            hops = np.concatenate([self._waiting, hops], axis=1)
            whole = hops.shape[1] // self._hops * self._hops
            self._waiting = hops[:, whole:]
            hops = _merged(hops[:, :whole], self._hops)
        self._columns.append(hops)
        count = self._columns.values.shape[1]
        if count >= _MOST_COLUMNS and count % 2 == 0:
            self._halve()

    def result(self) -> Waveform:
        """The outline of the signal so far, in at most 2,000 points."""
        columns = self._columns.values
        if self._waiting.shape[1]:
            rest = _merged(self._waiting, self._waiting.shape[1])
            columns = np.concatenate([columns, rest], axis=1)
        count = max(1, -(-columns.shape[1] // MOST_POINTS))
        low, high, energy = _merged(columns, count).astype(np.float64)
        hops = count * self._hops
        edges = np.array([hop_boundary(at * hops, self._rate) for at in range(len(low))])
        frames = np.diff(np.append(edges, self._frames))
        return Waveform(
            seconds_per_point=hops * HOP_S,
            low=low,
            high=high,
            rms=np.sqrt(energy / (frames * self._channels)),
        )

    def _halve(self) -> None:
        merged = _merged(self._columns.values, 2)
        self._columns = Series(rows=3, kind=np.float32)
        self._columns.append(merged)
        self._hops *= 2


def _merged(columns: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """So many neighbouring columns as one, the last one of fewer if need be."""
    starts = np.arange(0, columns.shape[1], count)
    if count == 1 or not len(starts):
        return columns
    low, high, power = columns
    return np.stack(
        [
            np.minimum.reduceat(low, starts),
            np.maximum.reduceat(high, starts),
            np.add.reduceat(power, starts),
        ]
    )
