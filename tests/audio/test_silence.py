"""Silence before, within and after the programme."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.blocks import Rechunker
from lib.audio.silence import SilenceMeter


def silence(signal, rate):
    meter = SilenceMeter(sample_rate=rate)
    chunks = Rechunker(sample_rate=rate, channels=signal.shape[1], max_sample=100.0)
    for chunk in chain(chunks.push(signal), chunks.finish()):
        meter.push(chunk)
    return meter.result()


@settings(max_examples=30, deadline=None)
@given(
    hops=st.lists(st.integers(0, 250), min_size=3, max_size=3),
    loud=st.lists(st.integers(1, 150), min_size=2, max_size=2),
    rate=st.sampled_from([8000, 11_025, 44_100]),
)
def test_head_gap_and_tail_are_found_wherever_the_sound_is(tone, hops, loud, rate):
    head, gap, tail = (hop / 100.0 for hop in hops)
    parts = [(-200.0, head), (-20.0, loud[0] / 100.0), (-200.0, gap), (-20.0, loud[1] / 100.0)]
    found = silence(tone([*parts, (-200.0, tail)], rate=rate), rate)
    assert found.head_s == pytest.approx(head, abs=0.011)
    assert found.tail_s == pytest.approx(tail, abs=0.011)
    assert found.gap_s == pytest.approx(gap, abs=0.021)
    if gap > 0.05:
        assert found.gap_at_s == pytest.approx(head + loud[0] / 100.0, abs=0.011)


def test_what_stays_under_minus_60_dbfs_is_silent_but_not_digital_silence(tone):
    found = silence(tone([(-61.0, 2.0), (-59.0, 1.0), (-61.0, 3.0)], rate=8000), 8000)
    assert (found.head_s, found.tail_s) == (2.0, 3.0)
    assert found.digital_s == 0.0


def test_one_channel_is_enough_to_be_heard(tone):
    signal = tone([(-10.0, 2.0)], rate=8000)
    signal[:, 0] = 0.0
    signal[8000:, 1] = 0.0
    found = silence(signal, 8000)
    assert (found.head_s, found.tail_s, found.gap_s, found.gap_at_s) == (0.0, 1.0, 0.0, None)
    assert found.digital_s == 1.0


def test_the_longest_of_several_gaps_is_told(tone):
    parts = [(-10.0, 1.0), (-90.0, 0.5), (-10.0, 1.0), (-90.0, 2.5), (-10.0, 1.0), (-90.0, 1.5)]
    found = silence(tone([*parts, (-10.0, 0.5)], rate=8000), 8000)
    assert (found.gap_s, found.gap_at_s) == (2.5, 2.5)


def test_a_silent_file_has_neither_head_nor_tail():
    found = silence(np.zeros((12_345, 2)), 8000)
    assert (found.head_s, found.tail_s, found.gap_s, found.gap_at_s) == (None, None, None, None)
    assert found.digital_s == pytest.approx(12_345 / 8000)
