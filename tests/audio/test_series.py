"""Figures over time in one growing array."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.series import Series

STATUS = Path("/proc/self/status")


def resident_mb():
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) / 1e3


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


def test_it_holds_bytes_as_well_as_numbers_with_a_point():
    series = Series(rows=2, kind=np.uint8)
    series.append(np.full((2, 3000), 255, np.uint8))
    assert series.values.dtype == np.uint8
    assert series.values.sum(dtype=np.int64) == 2 * 3000 * 255


@pytest.mark.skipif(not STATUS.exists(), reason="tells the memory of a process on Linux alone")
def test_its_room_counts_where_it_is_written_and_is_given_back_when_it_is_let_go():
    before = resident_mb()
    series = Series(rows=1, kind=np.float64)
    for _ in range(33):  # 33 MB, in a room of 64
        series.append(np.ones(125_000))
    assert 30.0 < resident_mb() - before < 36.0
    del series
    assert resident_mb() - before < 3.0


def test_one_row_may_be_added_to_without_a_second_dimension():
    series = Series(rows=1, kind=np.float64)
    series.append(np.arange(3.0))
    series.append(np.array([7.0]))
    assert series.values.tolist() == [[0.0, 1.0, 2.0, 7.0]]
