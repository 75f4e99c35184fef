"""Figures over time in one growing array."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.series import Series


@settings(max_examples=30, deadline=None)
@given(counts=st.lists(st.integers(0, 3000), max_size=12), rows=st.integers(1, 3))
def test_it_holds_all_that_was_added_in_order(counts, rows):
    random = np.random.default_rng(1)
    parts = [random.standard_normal((rows, count)).astype(np.float32) for count in counts]
    series = Series(rows=rows, kind=np.float32)
    for part in parts:
        series.append(part)
    expected = np.concatenate([np.zeros((rows, 0), np.float32), *parts], axis=1)
    assert np.array_equal(series.values, expected)
    assert series.values.dtype == np.float32


def test_one_row_may_be_added_to_without_a_second_dimension():
    series = Series(rows=1, kind=np.float64)
    series.append(np.arange(3.0))
    series.append(np.array([7.0]))
    assert series.values.tolist() == [[0.0, 1.0, 2.0, 7.0]]
