"""Wave64 files before any decoder sees them."""

from __future__ import annotations

import io
import struct

import pytest

from lib.audio.sniff import AudioRefused
from lib.audio.wave64 import inspect

TAIL = bytes.fromhex("f3acd3118cd100c04f8edb8a")
RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
SHAPE = struct.pack("<HHIIHH", 1, 2, 48_000, 192_000, 4, 16)


def chunk(name: bytes, content: bytes, *, length: int | None = None) -> bytes:
    size = 24 + len(content) if length is None else length
    return (name + TAIL + struct.pack("<Q", size) + content).ljust(24 + -(-len(content) // 8) * 8)


def w64(*, data: bytes = bytes(4000), length: int | None = None, shape: bytes = SHAPE) -> bytes:
    body = chunk(b"fmt ", shape) + chunk(b"junk", b"x" * 5) + chunk(b"data", data, length=length)
    return RIFF + struct.pack("<Q", 40 + len(body)) + b"wave" + TAIL + body


def look(data):
    return inspect(io.BytesIO(data), size=len(data))


def refusal(data):
    with pytest.raises(AudioRefused) as refused:
        look(data)
    return refused.value


def test_chunks_of_64_bits_tell_rate_channels_and_length():
    promise = look(w64())
    assert (promise.format, promise.sample_rate_hz, promise.channels) == ("W64", 48_000, 2)
    assert promise.frames == 1000


@pytest.mark.parametrize("length", [24, 0, (1 << 64) - 1])
def test_a_length_that_was_left_open_reaches_to_the_end(length):
    assert look(w64(length=length)).frames == 1000


def test_data_that_are_cut_are_refused_with_both_lengths():
    refused = refusal(w64(data=bytes(192_000), length=24 + 384_000))
    assert refused.reason == "audio-truncated"
    assert refused.facts == {"expected_s": 2.0, "found_s": 1.0}


def test_another_format_tag_is_refused_by_its_name():
    refused = refusal(w64(shape=b"\x11\0" + SHAPE[2:]))
    assert (refused.reason, refused.facts) == (
        "audio-unsupported",
        {"format": "Wave64/IMA ADPCM"},
    )


@pytest.mark.parametrize(
    "data", [w64()[:30], w64()[:60], w64().replace(b"data" + TAIL, b"none" + TAIL)]
)
def test_a_file_without_its_chunks_is_unreadable(data):
    assert refusal(data).reason == "audio-unreadable"


def test_an_absurd_length_is_no_place_to_go():
    data = w64().replace(chunk(b"junk", b"x" * 5)[:24], b"junk" + TAIL + struct.pack("<Q", 1 << 62))
    assert refusal(data).reason == "audio-unreadable"
