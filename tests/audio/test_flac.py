"""FLAC files before any decoder sees them."""

from __future__ import annotations

import io

import pytest

from lib.audio.flac import inspect
from lib.audio.sniff import AudioRefused


def with_total(data: bytes, total: int) -> bytes:
    packed = int.from_bytes(data[18:26], "big") >> 36 << 36 | total
    return data[:18] + packed.to_bytes(8, "big") + data[26:]


@pytest.fixture
def flac(write, noise):
    return write(noise(3.0, rate=32_000), rate=32_000, container="FLAC").read_bytes()


def test_the_stream_info_tells_rate_channels_and_length(flac):
    promise = inspect(io.BytesIO(flac), size=len(flac))
    assert (promise.sample_rate_hz, promise.channels, promise.frames) == (32_000, 2, 96_000)


def test_a_length_that_was_left_open_is_found_at_the_last_frame(flac):
    open_ended = with_total(flac, 0)
    frames = inspect(io.BytesIO(open_ended), size=len(open_ended)).frames
    assert frames is not None
    assert 96_000 - 4096 <= frames <= 96_000


def test_a_marker_without_stream_info_is_unreadable():
    with pytest.raises(AudioRefused) as refused:
        inspect(io.BytesIO(b"fLaC" + b"\x84" + b"\0" * 60), size=65)
    assert refused.value.reason == "audio-unreadable"
