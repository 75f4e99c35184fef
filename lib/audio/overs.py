"""Where the true peak goes over full scale, or at least over the ceiling of streaming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import Chunk
from lib.audio.interpolation import BEFORE, ROW, TAPS, Interpolation
from lib.audio.true_peak import TruePeak

Samples = NDArray[np.float32]

FULL_SCALE_DBTP, CEILING_DBTP = 0.0, -1.0
MAX_REGIONS = 50
# Overs that are closer than this are one: a cycle of 100 Hz.
_GAP_S = 0.01


@dataclass(frozen=True, slots=True)
class Over:
    """A stretch over the threshold.

    Attributes
    ----------
    start_s, end_s : float
        To within 16 samples, and at least that long.
    amplitude : float
        The largest magnitude in it, on or between the samples; full scale is 1.0.
    """

    start_s: float
    end_s: float
    amplitude: float


@dataclass(frozen=True, slots=True)
class Overs:
    """The stretches over a threshold.

    Attributes
    ----------
    threshold_dbtp : float
        0 where anything is over full scale, else -1.
    count : int
        All of them; those less than 10 ms apart are one.
    regions : tuple of Over
        The 50 highest of them, in order of time.
    """

    threshold_dbtp: float
    count: int
    regions: tuple[Over, ...]


class OversMeter:
    """Finds the true peak, and every stretch of the signal that is over full scale.

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

    As long as nothing is over full scale the overs' threshold is -1 dBTP, what streaming platforms
    ask for; from the first over on it is full scale, and what was listed before is dropped for what
    was over full scale in it. Interpolation is left out wherever the samples and their second
    differences prove that nothing exceeds the threshold or the largest value so far, so that peak
    and list are exact all the same. Every chunk is a fixed second of the programme, so the same
    rows are left out however the signal arrives.
    """

    def __init__(self, *, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._interpolation = Interpolation(sample_rate=sample_rate)
        self._past = np.zeros((channels, 0), np.float32)
        self._peak = TruePeak(0.0, 0.0)
        self._end = 0
        gap = max(ROW, round(_GAP_S * sample_rate))
        self._full = _Stretches(threshold=1.0, gap=gap)
        self._near = _Stretches(threshold=10.0 ** (CEILING_DBTP / 20.0), gap=gap)

    def push(self, chunk: Chunk) -> None:
        """Take the next second of the signal in."""
        if chunk.start == 0:
            self._take_edge(chunk.samples[:, :BEFORE], first=0)
        self._take_samples(chunk)
        highest = max(chunk.high.max(), -chunk.low.min(), np.abs(self._past).max(initial=0.0))
        signal = np.concatenate([self._past, chunk.samples], axis=1)
        self._past = signal[:, -(TAPS - 1) :].copy()
        self._end = chunk.start + chunk.samples.shape[1]
        loud = float(highest) * self._interpolation.reach > self._threshold
        if loud and signal.shape[1] >= TAPS:
            self._take(signal, first=self._end - signal.shape[1])

    def finish(self) -> None:
        """Take in the last samples; nothing may be pushed afterwards."""
        edge = self._past[:, BEFORE:]
        self._take_edge(edge, first=self._end - edge.shape[1])

    def result(self) -> Overs:
        """The overs of the signal so far."""
        watched = self._watched
        return Overs(
            threshold_dbtp=FULL_SCALE_DBTP if watched is self._full else CEILING_DBTP,
            count=watched.count,
            regions=tuple(
                Over(start / self._rate, end / self._rate, amplitude)
                for start, end, amplitude in watched.highest()
            ),
        )

    def peak(self) -> TruePeak:
        """The largest value so far; never less than the largest sample."""
        return self._peak

    @property
    def _threshold(self) -> float:
        """What a value must exceed to matter."""
        return min(self._watched.threshold, self._peak.amplitude)

    @property
    def _watched(self) -> _Stretches:
        return self._full if self._full.count else self._near

    def _take_samples(self, chunk: Chunk) -> None:
        highest = float(max(chunk.high.max(), -chunk.low.min()))
        if highest > self._peak.amplitude:
            extremes = np.maximum(chunk.high, -chunk.low)
            channel, hop = np.unravel_index(int(extremes.argmax()), extremes.shape)
            start = int(chunk.hop_starts[hop])
            rest = np.abs(chunk.samples[channel, start:])
            at = chunk.start + start + int(np.argmax(rest == np.float32(highest)))
            self._peak = TruePeak(highest, at / self._rate)

    def _take(self, signal: Samples, *, first: int) -> None:
        """Look between the samples; `first` is the number of the signal's first one."""
        positions = signal.shape[1] - TAPS + 1
        count = -(-positions // ROW)
        padded = np.zeros((len(signal), count * ROW + TAPS - 1), np.float32)
        padded[:, : signal.shape[1]] = signal
        highest = np.zeros(count, np.float32)
        for channel in padded:
            rows = self._interpolation.candidates(channel, threshold=self._threshold)
            if len(rows):
                found = self._values(channel, rows, positions=positions, first=first)
                highest[rows] = np.maximum(highest[rows], found)
        rows = np.flatnonzero(highest > self._watched.threshold)
        if len(rows):
            self._note(first + BEFORE + rows * ROW, highest[rows], length=ROW)

    def _values(
        self, padded: Samples, rows: NDArray[np.intp], *, positions: int, first: int
    ) -> Samples:
        """The largest magnitude of each of some rows, between the samples and on them."""
        between = self._interpolation.between
        values = self._interpolation.magnitudes(padded, rows)
        samples = padded[BEFORE : BEFORE + (len(padded) - TAPS + 1)].reshape(-1, ROW)
        own = np.abs(samples[rows])
        inside = positions - int(rows[-1]) * ROW
        if inside < ROW:  # the last row reaches past the signal, into the padding
            values[-1, inside * between :] = 0.0
            own[-1, inside:] = 0.0
        highest: Samples = own.max(axis=1)
        if not between:
            return highest
        largest: Samples = values.max(axis=1)
        row = int(largest.argmax())
        if largest[row] > self._peak.amplitude:
            step, phase = divmod(int(values[row].argmax()), between)
            at = first + BEFORE + int(rows[row]) * ROW + step + (phase + 1) / (between + 1)
            self._peak = TruePeak(float(largest[row]), at / self._rate)
        return np.maximum(largest, highest, out=highest)

    def _take_edge(self, samples: Samples, *, first: int) -> None:
        """Samples that no value lies beside: the first 11 and the last 12 of the programme."""
        highest = np.abs(samples).max(axis=0)
        over = np.flatnonzero(highest > self._watched.threshold)
        self._note(first + over, highest[over], length=1)

    def _note(self, starts: NDArray[np.int64], amplitudes: Samples, *, length: int) -> None:
        for stretches in (self._full,) if self._full.count else (self._full, self._near):
            stretches.add(starts, amplitudes, length=length)


class _Stretches:
    """Overs, joined where they are close, of which the highest are kept."""

    def __init__(self, *, threshold: float, gap: int) -> None:
        self.threshold = threshold
        self.count = 0
        self._gap = gap
        self._found: list[tuple[int, int, float]] = []

    def add(self, starts: NDArray[np.int64], amplitudes: Samples, *, length: int) -> None:
        """Add pieces of one length, in order of time and after all those before."""
        over = amplitudes > self.threshold
        starts, amplitudes = starts[over], amplitudes[over]
        if not len(starts):
            return
        breaks = np.flatnonzero(np.diff(starts) > self._gap + length) + 1
        firsts = np.concatenate([[0], breaks])
        lasts = np.concatenate([breaks, [len(starts)]]) - 1
        highest = np.maximum.reduceat(amplitudes, firsts)
        for first, last, amplitude in zip(firsts, lasts, highest, strict=True):
            self._join(int(starts[first]), int(starts[last]) + length, float(amplitude))
        self._prune()

    def highest(self) -> list[tuple[int, int, float]]:
        """The highest of them (start, end, amplitude), in order of time."""
        kept = sorted(self._found, key=_highest_first)[:MAX_REGIONS]
        return sorted(kept)

    def _join(self, start: int, end: int, amplitude: float) -> None:
        if self._found and start - self._found[-1][1] <= self._gap:
            before = self._found[-1]
            self._found[-1] = (before[0], max(before[1], end), max(before[2], amplitude))
        else:
            self._found.append((start, end, amplitude))
            self.count += 1

    def _prune(self) -> None:
        if len(self._found) > 8 * MAX_REGIONS:
            # The last one may still grow, and is needed to join the next.
            *closed, last = self._found
            closed.sort(key=_highest_first)
            self._found = [*closed[:MAX_REGIONS], last]


def _highest_first(stretch: tuple[int, int, float]) -> tuple[float, int]:
    return -stretch[2], stretch[0]
