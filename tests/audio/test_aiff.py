"""AIFF files before any decoder sees them."""

from __future__ import annotations

import io
import struct

import pytest

from lib.audio.aiff import inspect
from lib.audio.sniff import AudioRefused

RATE_44100 = bytes.fromhex("400eac44000000000000")


def aiff(*, frames=1000, channels=2, bits=16, data=None, kind=None, length=None):
    sound = b"\0" * (frames * channels * bits // 8) if data is None else data
    common = struct.pack(">HIH", channels, frames, bits) + RATE_44100
    if kind is not None:
        common += kind + b"\0\0"
    body = b"AIFC" if kind is not None else b"AIFF"
    body += b"COMM" + struct.pack(">I", len(common)) + common
    size = len(sound) + 8 if length is None else length
    body += b"SSND" + struct.pack(">III", size, 0, 0) + sound
    return b"FORM" + struct.pack(">I", len(body)) + body


def look(data):
    return inspect(io.BytesIO(data), size=len(data))


@pytest.mark.parametrize("kind", [None, b"NONE", b"sowt"])
def test_samples_in_either_byte_order_are_accepted(kind):
    promise = look(aiff(kind=kind))
    assert (promise.sample_rate_hz, promise.channels, promise.frames) == (44_100, 2, 1000)


def test_a_compression_that_is_not_plain_samples_is_refused_by_its_name():
    with pytest.raises(AudioRefused) as refused:
        look(aiff(kind=b"ima4"))
    assert refused.value.reason == "audio-unsupported"
    assert refused.value.facts == {"format": "AIFF-C/ima4"}


def test_a_sound_chunk_that_is_cut_is_refused_with_both_lengths():
    with pytest.raises(AudioRefused) as refused:
        look(aiff(frames=88_200, data=b"\0" * 44_100 * 4, length=88_200 * 4 + 8))
    assert refused.value.reason == "audio-truncated"
    assert refused.value.facts == {"expected_s": 2.0, "found_s": 1.0}


def test_a_sound_chunk_shorter_than_the_common_chunk_says_is_refused():
    with pytest.raises(AudioRefused) as refused:
        look(aiff(frames=1000, data=b"\0" * 2000))
    assert refused.value.reason == "audio-truncated"


def test_no_frames_is_empty():
    with pytest.raises(AudioRefused) as refused:
        look(aiff(frames=0))
    assert refused.value.reason == "audio-empty"


def test_a_file_without_sound_is_unreadable():
    with pytest.raises(AudioRefused) as refused:
        look(aiff()[:40])
    assert refused.value.reason == "audio-unreadable"


def test_a_compression_without_a_name_is_told_in_printable_letters():
    with pytest.raises(AudioRefused) as refused:
        look(aiff(kind=b"]\n:^"))
    assert refused.value.facts == {"format": "AIFF-C/]?:^"}


def test_two_common_chunks_are_unreadable():
    data = aiff()
    with pytest.raises(AudioRefused) as refused:
        look(data[:38] + data[12:])
    assert refused.value.reason == "audio-unreadable"
