"""Where the true peak goes over full scale, or at least over the ceiling of streaming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import Chunk
from lib.audio.interpolation import BEFORE, ROW, SPAN, TAPS, Interpolation
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
    seconds : int > 0
        The length of a chunk.

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
    and list are exact all the same. Every chunk is a fixed part of the programme, so the same
    rows are left out however the signal arrives.
    """

    def __init__(self, *, sample_rate: int, channels: int, seconds: int = 1) -> None:
        self._rate = sample_rate
        self._interpolation = Interpolation(sample_rate=sample_rate)
        self._past = np.zeros((channels, 0), np.float32)
        # Room for a chunk with its past, in rows of the interpolation.
        self._room = np.zeros(channels * _width(seconds * sample_rate), np.float32)
        self._peak = TruePeak(0.0, 0.0)
        self._end = 0
        gap = max(ROW, round(_GAP_S * sample_rate))
        self._full = _Stretches(threshold=1.0, gap=gap)
        self._near = _Stretches(threshold=10.0 ** (CEILING_DBTP / 20.0), gap=gap)

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        if chunk.start == 0:
            self._take_edge(chunk.samples[:, :BEFORE], first=0)
        self._take_samples(chunk)
        past, samples = self._past, chunk.samples
        tail = [past, samples[:, -(TAPS - 1) :]]
        self._past = np.concatenate(tail, axis=1)[:, -(TAPS - 1) :]
        self._end = chunk.start + samples.shape[1]
        # Of each channel, in what came before and in every hop.
        peaks = np.empty((len(samples), 1 + len(chunk.hop_starts)), np.float32)
        peaks[:, 0] = np.abs(past).max(axis=1, initial=0.0)
        np.maximum(chunk.high, -chunk.low, out=peaks[:, 1:])
        loud = peaks * np.float32(self._interpolation.reach) > self._threshold
        if loud.any() and past.shape[1] + samples.shape[1] >= TAPS:
            self._take(past, samples, self._spans(chunk, loud, before=past.shape[1]))

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
        highest = float(chunk.peaks.max())
        if highest > self._peak.amplitude:
            extremes = np.maximum(chunk.high, -chunk.low)
            channel, hop = np.unravel_index(int(extremes.argmax()), extremes.shape)
            start = int(chunk.hop_starts[hop])
            rest = np.abs(chunk.samples[channel, start:])
            at = chunk.start + start + int(np.argmax(rest == np.float32(highest)))
            self._peak = TruePeak(highest, at / self._rate)

    def _spans(self, chunk: Chunk, loud: NDArray[np.bool_], *, before: int) -> NDArray[np.intp]:
        """The spans, all channels one behind the other, that values by loud hops are made of.

        The first of the hops is what came before the chunk, so many samples.
        """
        frames = before + chunk.samples.shape[1]
        starts = np.concatenate([[0], before + chunk.hop_starts])
        ends = np.append(starts[1:], frames)
        channel, hop = np.nonzero(loud)
        first = channel * _width(frames - TAPS + 1)
        changes = np.zeros((first[-1] + frames + TAPS) // SPAN + 2, np.intp)
        np.add.at(changes, np.maximum(first + starts[hop] - TAPS, 0) // SPAN, 1)
        np.add.at(changes, (first + ends[hop] + TAPS) // SPAN + 1, -1)
        return np.flatnonzero(np.cumsum(changes))

    def _take(self, past: Samples, samples: Samples, spans: NDArray[np.intp]) -> None:
        """Look between the samples of a chunk and the last ones before it."""
        frames = past.shape[1] + samples.shape[1]
        first, positions = self._end - frames, frames - TAPS + 1
        width = _width(positions)
        # The channels one behind the other, with silence between them.
        signal = self._room[: len(samples) * width]
        by_channel = signal.reshape(len(samples), width)
        by_channel[:, : past.shape[1]] = past
        by_channel[:, past.shape[1] : frames] = samples
        by_channel[:, frames:] = 0.0
        rows = self._interpolation.candidates(signal, threshold=self._threshold, among=spans)
        row = rows % (width // ROW)
        rows, row = rows[row * ROW < positions], row[row * ROW < positions]
        if not len(rows):
            return
        found = self._values(signal, rows, left=positions - row * ROW, at=first + row * ROW)
        highest = np.zeros(width // ROW, np.float32)
        np.maximum.at(highest, row, found)
        over = np.flatnonzero(highest > self._watched.threshold)
        if len(over):
            self._note(first + BEFORE + over * ROW, highest[over], length=ROW)

    def _values(
        self,
        signal: Samples,
        rows: NDArray[np.intp],
        *,
        left: NDArray[np.intp],
        at: NDArray[np.intp],
    ) -> Samples:
        """The largest magnitude of each of some rows, between the samples and on them.

        Of each row `left` says how many positions there are from its start to the signal's end,
        and `at` the number of the first sample that its values are made of.
        """
        between = self._interpolation.between
        values = self._interpolation.magnitudes(signal, rows)
        samples = signal[BEFORE : BEFORE + (len(signal) - TAPS + 1) // ROW * ROW].reshape(-1, ROW)
        own = np.abs(samples[rows])
        for last in np.flatnonzero(left < ROW):  # reaches past the signal, into the silence
            values[last, left[last] * between :] = 0.0
            own[last, left[last] :] = 0.0
        highest: Samples = own.max(axis=1)
        if not between:
            return highest
        largest: Samples = values.max(axis=1)
        row = int(largest.argmax())
        if largest[row] > self._peak.amplitude:
            step, phase = divmod(int(values[row].argmax()), between)
            time = int(at[row]) + BEFORE + step + (phase + 1) / (between + 1)
            self._peak = TruePeak(float(largest[row]), time / self._rate)
        return np.maximum(largest, highest, out=highest)

    def _take_edge(self, samples: Samples, *, first: int) -> None:
        """Samples that no value lies beside: the first 11 and the last 12 of the programme."""
        highest = np.abs(samples).max(axis=0)
        over = np.flatnonzero(highest > self._watched.threshold)
        self._note(first + over, highest[over], length=1)

    def _note(self, starts: NDArray[np.int64], amplitudes: Samples, *, length: int) -> None:
        for stretches in (self._full,) if self._full.count else (self._full, self._near):
            stretches.add(starts, amplitudes, length=length)


def _width(positions: int) -> int:
    """Room for the samples that so many positions are made of, in whole rows."""
    return (-(-positions // ROW) - (1 - TAPS) // ROW) * ROW


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
