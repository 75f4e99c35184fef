"""Cutting the signal into whole seconds."""

from __future__ import annotations

import numpy as np
import pytest

from lib.audio.blocks import Rechunker, chunk_seconds, hop_boundary
from lib.audio.sniff import AudioRefused


def cutter(rate=8000, channels=1):
    return Rechunker(sample_rate=rate, channels=channels, max_sample=100.0)


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 44_100, 48_000, 44_056])
def test_a_hundred_hops_are_a_second_at_any_rate(rate):
    edges = [hop_boundary(hop, rate) for hop in range(301)]
    lengths = np.diff(edges)
    assert edges[100] == rate
    assert edges[300] == 3 * rate
    assert lengths.max() - lengths.min() <= 1


def test_chunks_are_whole_seconds_and_the_rest():
    rechunker = cutter()
    starts = [chunk.start for chunk in rechunker.push(np.zeros((20_000, 1)))]
    rest = list(rechunker.finish())
    assert starts == [0, 8000]
    assert [(c.start, c.samples.shape, c.whole_hops) for c in rest] == [(16_000, (1, 4000), 50)]


@pytest.mark.parametrize("rate", [8000, 11_025])
def test_longer_chunks_know_the_same_of_their_hops(rate):
    signal = np.random.default_rng(2).standard_normal((5 * rate + 100, 2))
    short, long = (
        Rechunker(sample_rate=rate, channels=2, max_sample=100.0, seconds=seconds)
        for seconds in (1, 3)
    )
    one, other = (
        [
            [chunk.power, chunk.low, chunk.high, chunk.peaks[None]]
            for part in (rechunker.push(signal), rechunker.finish())
            for chunk in part
        ]
        for rechunker in (short, long)
    )
    assert (len(one), len(other)) == (6, 2)
    for mine, theirs in zip(zip(*one, strict=True), zip(*other, strict=True), strict=True):
        assert np.array_equal(np.concatenate(mine, axis=1), np.concatenate(theirs, axis=1))


@pytest.mark.parametrize(
    ("rate", "channels", "seconds"),
    [(44_100, 2, 3), (48_000, 2, 3), (8000, 1, 4), (96_000, 2, 1), (192_000, 8, 1)],
)
def test_the_more_samples_a_second_has_the_fewer_seconds_are_a_chunk(rate, channels, seconds):
    assert chunk_seconds(sample_rate=rate, channels=channels) == seconds


def test_a_hop_that_is_cut_short_is_not_whole():
    rechunker = cutter()
    list(rechunker.push(np.ones((81, 1))))
    (chunk,) = rechunker.finish()
    assert chunk.whole_hops == 1
    assert chunk.power.tolist() == [[80.0, 1.0]]


def test_a_chunk_knows_the_extremes_of_its_hops():
    signal = np.linspace(-1.0, 1.0, 8000)[:, None]
    (chunk,) = cutter().push(signal)
    assert chunk.low[0, 0] == -1.0
    assert chunk.high[0, -1] == 1.0
    assert np.all(np.diff(chunk.high[0]) > 0.0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e6, -1e30, 1e300])
def test_samples_that_make_no_sense_are_refused_with_their_time(value):
    signal = np.zeros((20_000, 2))
    signal[12_000, 1] = value
    with pytest.raises(AudioRefused) as refused:
        list(cutter(channels=2).push(signal))
    assert refused.value.reason == "audio-invalid-samples"
    assert refused.value.facts == {"at_s": 1.5}


def test_a_block_of_another_shape_is_a_mistake():
    with pytest.raises(ValueError, match="shape"):
        list(cutter(channels=2).push(np.zeros((10, 3))))
