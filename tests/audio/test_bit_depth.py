"""The bits in use."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.bit_depth import BitDepthMeter
from lib.audio.blocks import Rechunker
from lib.audio.decode import open_audio

RATE = 8000


def used(signal, stored):
    meter = BitDepthMeter(stored=stored)
    chunks = Rechunker(sample_rate=RATE, channels=signal.shape[1], max_sample=100.0)
    for chunk in chain(chunks.push(signal), chunks.finish()):
        meter.push(chunk)
    return meter.result()


@settings(max_examples=40, deadline=None)
@given(bits=st.integers(2, 24), seed=st.integers(0, 999))
def test_words_of_any_length_are_found_in_24_bits(bits, seed):
    words = np.random.default_rng(seed).integers(-(2 ** (bits - 1)), 2 ** (bits - 1), (2 * RATE, 2))
    words[-1, 1] |= 1
    assert used(words / 2.0 ** (bits - 1), 24) == bits


def test_one_sample_of_the_last_second_proves_the_lowest_bit():
    words = np.full((5 * RATE, 1), 256)
    assert used(words / 2.0**23, 24) == 16
    words[-1] = 1
    assert used(words / 2.0**23, 24) == 24


def test_a_dithered_or_amplified_word_is_a_real_one(noise):
    signal = np.round(noise(1.0, rate=RATE) * 2**15) / 2**15
    assert used(signal, 24) == 16
    assert used(np.round(signal * 0.9 * 2**23) / 2**23, 24) == 24


def test_floating_point_files_may_hold_words_too(noise):
    signal = np.round(noise(1.0, rate=RATE) * 2**23) / 2**23
    assert used(signal, 32) == 24
    assert used(signal * 0.3, 32) == 32
    assert used(np.round(noise(1.0, rate=RATE) * 200.0) / 2.0**15, 64) <= 16


def test_beyond_full_scale_words_are_counted_alike():
    assert used(np.array([[1.5], [-7.25], [0.5]]), 32) == 3


def test_silence_and_lossy_encodings_have_none(noise):
    assert used(np.zeros((RATE, 2)), 24) is None
    assert used(noise(1.0, rate=RATE), None) is None


@pytest.mark.parametrize(
    ("container", "subtype", "bits", "expected"),
    [
        ("WAV", "PCM_24", 16, 16),
        ("WAV", "PCM_24", 24, 24),
        ("FLAC", "PCM_24", 16, 16),
        ("AIFF", "PCM_16", 16, 16),
        ("WAV", "FLOAT", 16, 16),
        ("WAV", "PCM_32", 24, 24),
        ("WAV", "PCM_U8", 8, 8),
    ],
)
def test_what_a_file_holds_is_seen_through_its_decoder(
    write, noise, container, subtype, bits, expected
):
    signal = np.round(noise(1.0, rate=RATE) * 2 ** (bits - 1)) / 2 ** (bits - 1)
    path = write(signal, rate=RATE, container=container, subtype=subtype)
    with open_audio(path) as source:
        decoded = np.concatenate(list(source.blocks()))
        assert used(decoded, source.bit_depth) == expected
