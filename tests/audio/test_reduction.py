"""Lower sampling rates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.reduction import Reducer

SIGNAL = np.random.default_rng(4).standard_normal((2, 3000)).astype(np.float32)


def filters(taps, count=2):
    return np.random.default_rng(taps).standard_normal((count, taps))


def reduced(signal, cuts, *, taps, factor):
    reducer = Reducer(filters(taps), factor=factor, channels=len(signal))
    pieces = [reducer.push(piece) for piece in np.split(signal, sorted(cuts), axis=1)]
    return np.concatenate([*pieces, reducer.finish()], axis=2)


def expected(signal, *, taps, factor):
    """One output in `factor` of a plain convolution, the middle tap on the sample."""
    padded = np.pad(signal, ((0, 0), (0, factor)))
    whole = [[np.convolve(row, one[::-1]) for one in filters(taps)] for row in padded]
    return np.array(whole)[..., taps // 2 :: factor]


@pytest.mark.parametrize("factor", [1, 2, 4, 8, 17, 38])
@pytest.mark.parametrize("taps", [1, 5, 41, 85, 371])
def test_it_is_a_convolution_of_which_one_sample_in_so_many_is_kept(factor, taps):
    found = reduced(SIGNAL, [], taps=taps, factor=factor)
    plain = expected(SIGNAL, taps=taps, factor=factor)[..., : found.shape[2]]
    assert found == pytest.approx(plain, abs=2e-4 * np.sqrt(taps))
    # The next output would lie half a step beyond the end or more.
    beyond = found.shape[2] * factor - SIGNAL.shape[1]
    assert factor // 2 <= beyond < factor + (factor + 1) // 2


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(0, 3000), max_size=6), factor=st.sampled_from([1, 4, 8]))
def test_how_the_signal_is_cut_changes_nothing_but_rounding(cuts, factor):
    cut = reduced(SIGNAL, cuts, taps=41, factor=factor)
    assert cut == pytest.approx(reduced(SIGNAL, [], taps=41, factor=factor), abs=1e-4)


def test_nothing_makes_nothing():
    reducer = Reducer(filters(41), factor=4, channels=1)
    assert reducer.push(np.zeros((1, 0), np.float32)).shape == (1, 2, 0)
    assert not reducer.finish().any()


def test_what_was_there_before_leaves_no_trace():
    """The room behind a short piece still holds what came before it."""
    reducer = Reducer(filters(41), factor=4, channels=1)
    reducer.push(np.full((1, 3000), 1e6, np.float32))
    reducer.push(np.zeros((1, 60), np.float32))
    assert not reducer.push(np.zeros((1, 10), np.float32)).any()
