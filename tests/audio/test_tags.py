"""Tags in front of and behind a stream."""

from __future__ import annotations

import io
import struct

import pytest

from lib.audio.tags import end_of_leading, start_of_trailing

AUDIO = b"\xff\xfb" * 5000
ID3V1 = b"TAG" + b"x" * 125
LEADING = b"ID3\x04\0\0" + bytes([0, 0, 1, 0]) + bytes(128)
FOOTED = LEADING[:5] + b"\x10" + LEADING[6:] + b"3DI\x04\0\x10" + bytes([0, 0, 1, 0])
LYRICS_1 = b"LYRICSBEGIN" + b"la" * 50 + b"LYRICSEND"
LYRICS_2 = b"LYRICSBEGIN" + b"la" * 50 + b"000111" + b"LYRICS200"


def ape(*, headed: bool) -> bytes:
    def mark(flags: int) -> bytes:
        return b"APETAGEX" + struct.pack("<IIII", 2000, 82, 1, flags) + bytes(8)

    return (mark(0xA000_0000) if headed else b"") + b"y" * 50 + mark(0x8000_0000 if headed else 0)


def behind(data: bytes, *, at: int = 0) -> int:
    return start_of_trailing(io.BytesIO(data), size=len(data), at=at)


@pytest.mark.parametrize("tag", [LEADING, FOOTED, LEADING + FOOTED])
def test_tags_in_front_end_where_their_sizes_say(tag):
    assert end_of_leading(io.BytesIO(tag + AUDIO)) == len(tag)


@pytest.mark.parametrize(
    "tags",
    [
        b"",
        ID3V1,
        b"TAG+" + b"x" * 223 + ID3V1,
        ape(headed=True),
        ape(headed=False),
        ape(headed=True) + ID3V1,
        LYRICS_1 + ID3V1,
        LYRICS_2 + ID3V1,
        FOOTED,
    ],
)
def test_tags_behind_are_found_from_the_end(tags):
    assert behind(AUDIO + tags) == len(AUDIO)


def test_a_tag_that_claims_to_begin_before_the_audio_is_none():
    data = AUDIO + b"APETAGEX" + struct.pack("<IIII", 2000, 1 << 31, 1, 0) + bytes(8)
    assert behind(data, at=4) == len(data)


def test_a_file_of_nothing_but_tags_does_not_keep_us_busy():
    assert end_of_leading(io.BytesIO(LEADING * 100_000)) == 16 * len(LEADING)
    assert behind(ID3V1 * 100_000) == 100_000 * 128 - 16 * 128
