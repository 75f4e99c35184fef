"""The digest of decoded samples."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.pcm_digest import PcmDigest

RANDOM = np.random.default_rng(5)


def digest(block, *, bits, cuts=()):
    meter = PcmDigest(bits=bits)
    for part in np.split(block, sorted(cuts)):
        meter.push(part)
    return meter.result()


@pytest.mark.parametrize("bits", [8, 16, 24])
def test_it_is_the_md5_of_the_whole_numbers_in_their_own_width(bits):
    top = 1 << bits - 1
    whole = RANDOM.integers(-top, top, (20_000, 2), dtype=np.int32)
    packed = b"".join(int(v).to_bytes(bits // 8, "little", signed=True) for v in whole.ravel())
    found = digest((whole / top).astype(np.float32), bits=bits)
    assert found == hashlib.md5(packed, usedforsecurity=False).digest()


@settings(max_examples=20, deadline=None)
@given(cuts=st.lists(st.integers(0, 30_000), max_size=5), bits=st.sampled_from([8, 16, 24]))
def test_how_the_signal_is_cut_into_blocks_does_not_matter(cuts, bits):
    block = RANDOM.integers(-128, 128, (30_000, 3)).astype(np.float32) / 128.0
    assert digest(block, bits=bits, cuts=cuts) == digest(block, bits=bits)


def test_other_widths_are_refused():
    with pytest.raises(ValueError, match="12 bits"):
        PcmDigest(bits=12)
