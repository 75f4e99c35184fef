"""The K-weighting filter at any sampling rate, and a second-order cascade fast enough to use it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Analogue prototype of BS.1770's two stages, found by inverting the bilinear transform of its
# table at 48 kHz: a high shelf (the head) and a high-pass (RLB).
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_SHELF_SLOPE = 0.4996667741545416
_PASS_HZ, _PASS_Q = 38.13547087602444, 0.5003270373238773
# The table's high-pass has the numerator 1, -2, 1 and with it a little gain, which every other
# rate must have as well.
_TABLE_RATE = 48_000

# Rows of one step of the cascade. Batches are kept small on purpose: above 2^18 multiplications
# OpenBLAS spreads a product over threads that then spin, which costs twice the processor time.
_ROW = 32
_BATCH = 128
# Rows whose states are found together.
_GROUP = 8
# What is left of a filter's memory below this (-600 dB) is taken away, before it grows so small
# that the processor falls back to its slow path for denormal numbers.
_FORGOTTEN = 1e-30
# A step over so many rows that less than this (-400 dB) of a state is left after it changes nothing
# in double precision, beside what any row adds to it.
_FADED = 1e-20


@dataclass(frozen=True, slots=True)
class Biquad:
    """A second-order section: (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²)."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


def k_weighting(sample_rate: int) -> tuple[Biquad, Biquad]:
    """The two stages of K-weighting.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.

    Returns
    -------
    tuple[Biquad, Biquad]
        The high shelf and the high-pass.

    Notes
    -----
    ITU-R BS.1770-5, annex 1, tables 1 and 2, at 48 kHz; at other rates the bilinear transform of
    the same analogue prototype, the corner frequencies pre-warped.
    """
    return _shelf(sample_rate), _high_pass(sample_rate)


def _shelf(sample_rate: int) -> Biquad:
    k = math.tan(math.pi * _SHELF_HZ / sample_rate)
    high = 10.0 ** (_SHELF_DB / 20.0)
    band = high**_SHELF_SLOPE
    a0 = 1.0 + k / _SHELF_Q + k * k
    return Biquad(
        b0=(high + band * k / _SHELF_Q + k * k) / a0,
        b1=2.0 * (k * k - high) / a0,
        b2=(high - band * k / _SHELF_Q + k * k) / a0,
        a1=2.0 * (k * k - 1.0) / a0,
        a2=(1.0 - k / _SHELF_Q + k * k) / a0,
    )


def _high_pass(sample_rate: int) -> Biquad:
    k = math.tan(math.pi * _PASS_HZ / sample_rate)
    a0 = 1.0 + k / _PASS_Q + k * k
    table_k = math.tan(math.pi * _PASS_HZ / _TABLE_RATE)
    gain = (1.0 + table_k / _PASS_Q + table_k * table_k) / a0
    return Biquad(
        b0=gain,
        b1=-2.0 * gain,
        b2=gain,
        a1=2.0 * (k * k - 1.0) / a0,
        a2=(1.0 - k / _PASS_Q + k * k) / a0,
    )


class Cascade:
    """Second-order sections in a row, run over a signal that comes in pieces.

    Parameters
    ----------
    sections : sequence of Biquad
    channels : int > 0
    longest : int > 0
        The most samples of each channel in one piece.

    Notes
    -----
    The recursion is written out over rows of 32 samples: the row's output is its input and the
    state at its start, side by side, times the impulse response and the free responses, one matrix
    product; the states follow from row to row in groups of eight in the same way, and from group to
    group by doubling steps. That is what scipy.signal.sosfilt computes, in less time and without
    the processor time that importing scipy.signal takes, which is several times that of filtering a
    whole song.

    What is summed over many rows, the states, is so in double precision; within a row single
    precision is enough. For that the states are taken in coordinates in which white noise makes
    them all equally large and independent (Mullis and Roberts, "Synthesis of minimum roundoff noise
    fixed point digital filters", IEEE Trans. CAS 23, 1976): those of the recursion itself nearly
    cancel each other, the more the lower the corner frequency is beside the sampling rate. What is
    left of rounding lies 130 dB under the signal.
    """

    def __init__(self, sections: Sequence[Biquad], *, channels: int, longest: int) -> None:
        self._order = 2 * len(sections)
        self._rows = -(-longest // (_ROW * _BATCH)) * _BATCH
        # Room for the work, kept: fresh memory of this size costs more than the arithmetic.
        batches = channels * self._rows // _BATCH
        self._input = np.zeros((channels, self._rows, _ROW + self._order), np.float32)
        self._output = np.zeros((batches, _BATCH, _ROW), np.float32)
        self._changes = np.zeros((batches, _BATCH, self._order), np.float32)
        self._state = np.zeros((channels, self._order))
        outputs, states = _responses(sections)
        there, back = _independent(states[0, ::-1], states[1:, -1])
        # What input sample i of a row, and then the state before it, do to the row's output…
        self._response = np.zeros((_ROW + self._order, _ROW), np.float32)
        for i in range(_ROW):
            self._response[i, i:] = outputs[0, : _ROW - i]
        self._response[_ROW:] = back @ outputs[1:]
        # …and input sample i to the state after it.
        self._onward = np.ascontiguousarray(states[0, ::-1] @ there, np.float32)
        self._steps = back @ states[1:].transpose(1, 0, 2) @ there
        # What the rows of a group add to the states at each one's start and to that after them all,
        # and what the state at the group's start does to those of its rows.
        self._inside, self._totals, self._across = _carried(self._steps[-1])
        group_step = np.linalg.matrix_power(self._steps[-1], _GROUP)
        self._doublings = _doublings(group_step, self._rows // _GROUP)

    def filter(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Filter the next piece of the signal.

        Parameters
        ----------
        samples : (channels, n) float, 0 ≤ n ≤ longest

        Returns
        -------
        (channels, n) float32
            Valid until the next piece is filtered.
        """
        count = samples.shape[1]
        self._take(samples)
        rows = self._input.reshape(-1, _BATCH, _ROW + self._order)
        np.matmul(rows[..., :_ROW], self._onward, out=self._changes)
        states = self._states(self._changes.reshape(len(samples), self._rows, -1))
        self._input[..., _ROW:] = states
        np.matmul(rows, self._response, out=self._output)
        self._state = self._state_after(count, states)
        return self._output.reshape(len(samples), -1)[:, :count]

    def _take(self, samples: NDArray[np.float32]) -> None:
        """Put the samples into rows, with silence behind them."""
        rows, left = divmod(samples.shape[1], _ROW)
        whole = samples[:, : rows * _ROW]
        self._input[:, :rows, :_ROW] = whole.reshape(len(samples), rows, _ROW)
        self._input[:, rows:, :_ROW] = 0.0
        if left:
            self._input[:, rows, :left] = samples[:, rows * _ROW :]

    def _states(self, changes: NDArray[np.float32]) -> NDArray[np.float64]:
        """The state at the start of each row, from what each adds to it: (channels, rows, k)."""
        groups = changes.reshape(-1, _BATCH // _GROUP, _GROUP * self._order).astype(np.float64)
        totals = (groups @ self._totals).reshape(len(changes), -1, self._order)
        starts = np.concatenate([self._state[:, None], totals[:, :-1]], axis=1)
        for distance, step in self._doublings:
            starts[:, distance:] += starts[:, :-distance] @ step
        states = groups @ self._inside
        states += starts.reshape(len(groups), -1, self._order) @ self._across
        return states.reshape(changes.shape)

    def _state_after(self, count: int, states: NDArray[np.float64]) -> NDArray[np.float64]:
        if count == 0:
            return self._state
        row = (count - 1) // _ROW
        left = count - row * _ROW
        state: NDArray[np.float64] = states[:, row] @ self._steps[left - 1]
        state += self._input[:, row, :left] @ self._onward[_ROW - left :]
        state[np.abs(state) < _FORGOTTEN] = 0.0
        return state


def _responses(sections: Sequence[Biquad]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Output and state over one row, of an impulse and of each state's unit vector in turn.

    Returns (1 + k, row) and (1 + k, row, k); the state is that after the sample.
    """
    order = 2 * len(sections)
    outputs = np.zeros((1 + order, _ROW))
    states = np.zeros((1 + order, _ROW, order))
    for case in range(1 + order):
        state = [0.0] * order
        if case:
            state[case - 1] = 1.0
        for n in range(_ROW):
            value = 1.0 if case == n == 0 else 0.0
            for index, s in enumerate(sections):
                first, second = state[2 * index : 2 * index + 2]
                result = s.b0 * value + first
                state[2 * index] = s.b1 * value - s.a1 * result + second
                state[2 * index + 1] = s.b2 * value - s.a2 * result
                value = result
            outputs[case, n] = value
            states[case, n] = state
    return outputs, states


def _independent(
    onward: NDArray[np.float64], step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What takes states to coordinates in which white noise makes them independent, and back.

    Of `onward` (inputs, k) what the samples of a row do to the state after it, of `step` (k, k)
    what that before it does.
    """
    covariance = onward.T @ onward
    while np.abs(step).max() > _FADED:
        covariance += step.T @ covariance @ step
        step = step @ step
    back = np.asarray(np.linalg.cholesky(covariance).T, np.float64)
    return np.asarray(np.linalg.inv(back), np.float64), back


def _carried(
    step: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """What becomes of a group's changes and of its first state, if `step` is that over one row.

    Returns (group·k, group·k) and (group·k, k) for the changes, and (k, group·k) for the state.
    """
    order = len(step)
    powers = [np.linalg.matrix_power(step, rows) for rows in range(_GROUP)]
    inside = np.zeros((_GROUP, order, _GROUP, order))
    for row in range(_GROUP):
        for later in range(row + 1, _GROUP):
            inside[row, :, later] = powers[later - row - 1]
    size = _GROUP * order
    totals = np.concatenate(powers[::-1])
    return inside.reshape(size, size), totals, np.concatenate(powers, axis=1)


def _doublings(step: NDArray[np.float64], groups: int) -> list[tuple[int, NDArray[np.float64]]]:
    """The step over 1, 2, 4… groups, as far as there are some and something is left after it."""
    distance, found = 1, []
    while distance < groups and np.abs(step).max() > _FADED:
        found.append((distance, step))
        distance, step = 2 * distance, step @ step
    return found
