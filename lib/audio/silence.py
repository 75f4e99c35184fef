"""Silence before, within and after the programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import HOPS_PER_SECOND, Chunk, hop_boundary

# Where the usual "strip silence" of an editor is set: under it a pause sounds empty.
THRESHOLD_DBFS = -60.0
_THRESHOLD = 10.0 ** (THRESHOLD_DBFS / 20.0)


@dataclass(frozen=True, slots=True)
class Silence:
    """How long a programme is silent, in seconds, to within the 10 ms of a hop.

    Attributes
    ----------
    head_s, tail_s : float | None
        Before the first and after the last hop with a sample above -60 dBFS in any channel; None
        where there is no such hop.
    gap_s : float | None
        The longest silence between these two; 0 where there is none.
    gap_at_s : float | None
        Where it begins; None where there is none.
    digital_s : float
        Hops in which every sample of every channel is zero, all together.
    """

    head_s: float | None
    tail_s: float | None
    gap_s: float | None
    gap_at_s: float | None
    digital_s: float


class SilenceMeter:
    """Keeps where the signal was last heard, and the longest time it was not.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    """

    def __init__(self, *, sample_rate: int) -> None:
        self._rate = sample_rate
        self._end = 0
        self._hops = 0
        self._first: int | None = None
        self._quiet_from = 0
        self._gap = (0, 0)
        self._zeros = 0

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        peaks = chunk.peaks
        self._end = chunk.start + chunk.samples.shape[1]
        going_on = self._first is not None and self._quiet_from == self._hops
        if going_on and peaks.min() > _THRESHOLD:
            self._hops = self._quiet_from = self._hops + len(peaks)
            return
        self._count_zeros(chunk, peaks == 0.0)
        heard = self._hops + np.flatnonzero(peaks > _THRESHOLD)
        self._hops += len(peaks)
        if not len(heard):
            return
        if self._first is None:
            self._first = self._quiet_from = int(heard[0])
        before = np.concatenate([[self._quiet_from], heard[:-1] + 1])
        longest = int((heard - before).argmax())
        length = int(heard[longest] - before[longest])
        if length > self._gap[1]:
            self._gap = (int(before[longest]), length)
        self._quiet_from = int(heard[-1]) + 1

    def result(self) -> Silence:
        """The silence of the signal so far."""
        digital = self._zeros / self._rate
        if self._first is None:
            return Silence(None, None, None, None, digital)
        start, length = self._gap
        last = min(self._end, hop_boundary(self._quiet_from, self._rate))
        return Silence(
            head_s=hop_boundary(self._first, self._rate) / self._rate,
            tail_s=(self._end - last) / self._rate,
            gap_s=length / HOPS_PER_SECOND,
            gap_at_s=start / HOPS_PER_SECOND if length else None,
            digital_s=digital,
        )

    def _count_zeros(self, chunk: Chunk, silent: NDArray[np.bool_]) -> None:
        if silent.any():
            ends = np.append(chunk.hop_starts[1:], chunk.samples.shape[1])
            self._zeros += int((ends - chunk.hop_starts)[silent].sum())
