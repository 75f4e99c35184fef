"""Sample peak, RMS, crest factor and DC offset."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lib.audio.blocks import Chunk
from lib.audio.decibels import amplitude_to_db


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of a programme, all channels together; full scale is an amplitude of 1.0.

    Attributes
    ----------
    peak : float ≥ 0
        The largest magnitude of any sample.
    rms : float ≥ 0
        Root of the mean square over all samples of all channels: a sine at full scale in every
        channel has 0.7071 (-3.01 dBFS).
    dc_offset : float
        The mean of the channel whose mean is farthest from zero, with its sign.
    """

    peak: float
    rms: float
    dc_offset: float

    @property
    def crest_db(self) -> float | None:
        """Peak over RMS in decibels; None for digital silence."""
        return amplitude_to_db(self.peak / self.rms) if self.rms > 0.0 else None


class LevelMeter:
    """Keeps sums and extremes of a signal.

    Parameters
    ----------
    channels : int > 0
    """

    def __init__(self, *, channels: int) -> None:
        self._frames = 0
        self._peak = 0.0
        self._power = 0.0
        self._sums = np.zeros(channels)

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        self._frames += chunk.samples.shape[1]
        self._peak = max(self._peak, float(chunk.peaks.max()))
        self._power += float(chunk.power.sum())
        self._sums += chunk.samples.sum(axis=1)

    def result(self) -> Levels:
        """The levels of the signal so far."""
        if not self._frames:
            return Levels(peak=0.0, rms=0.0, dc_offset=0.0)
        means = self._sums / self._frames
        return Levels(
            peak=self._peak,
            rms=math.sqrt(self._power / (self._frames * len(means))),
            dc_offset=float(means[int(np.argmax(np.abs(means)))]),
        )
