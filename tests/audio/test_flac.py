"""FLAC files before any decoder sees them."""

from __future__ import annotations

import io

import pytest

from lib.audio.flac import begin, inspect
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
    assert inspect(io.BytesIO(open_ended), size=len(open_ended)).frames == 96_000


def test_a_marker_without_stream_info_is_unreadable():
    with pytest.raises(AudioRefused) as refused:
        inspect(io.BytesIO(b"fLaC" + b"\x84" + b"\0" * 60), size=65)
    assert refused.value.reason == "audio-unreadable"


def look(data):
    return inspect(io.BytesIO(data), size=len(data))


def refusal(data):
    with pytest.raises(AudioRefused) as refused:
        look(data)
    return refused.value


def test_the_digest_is_handed_on_and_none_where_it_is_zero(flac):
    assert look(flac).md5 == flac[26:42]
    assert look(flac[:26] + bytes(16) + flac[42:]).md5 == b""


@pytest.mark.parametrize("digest", [True, False])
def test_frames_that_go_on_behind_the_declared_end_are_damage(flac, digest):
    short = with_total(flac, 32_000)
    refused = refusal(short if digest else short[:26] + bytes(16) + short[42:])
    assert (refused.reason, refused.facts) == ("audio-damaged", {"at_s": 1.0})


def test_frames_that_end_before_the_declared_end_are_a_cut(flac):
    refused = refusal(with_total(flac, 192_000))
    assert (refused.reason, refused.facts) == (
        "audio-truncated",
        {"expected_s": 6.0, "found_s": 3.0},
    )


def test_blocks_of_another_length_than_stream_info_says_are_damage(flac):
    assert refusal(flac[:8] + b"\xff\xff\xff\xff" + flac[12:]).reason == "audio-damaged"
    assert refusal(flac[:8] + b"\x00\x10\x00\x10" + flac[12:]).reason == "audio-damaged"


@pytest.mark.parametrize("seconds", [0.002, 0.128, 0.1281])
def test_a_file_of_one_or_two_frames_agrees_with_itself(write, noise, seconds):
    data = write(noise(seconds, rate=32_000), rate=32_000, container="FLAC").read_bytes()
    assert look(data).frames == round(seconds * 32_000)


def test_whether_the_last_frame_is_whole_is_told_by_its_check_sum(flac):
    assert look(flac).cut_at is None
    assert look(flac + b"TAG" + b"x" * 125).cut_at is None
    assert look(flac[:-1]).cut_at == look(flac + b"junk").cut_at == 96_000 - 96_000 % 4096


def test_a_tail_of_false_frame_headers_does_not_keep_us_busy(flac):
    mark = flac[flac.find(b"\xff\xf8") :][:4]
    assert refusal(flac + (mark + b"\x7f\x00") * 400_000).reason == "audio-damaged"


def test_a_hole_where_the_first_frame_should_be_is_damage(flac):
    first = flac.find(b"\xff\xf8")
    assert refusal(flac[:first] + bytes(100) + flac[first:]).reason == "audio-damaged"


def test_the_first_bytes_promise_what_the_whole_file_does(flac):
    begun = begin(io.BytesIO(flac), size=len(flac))
    assert begun is not None
    assert begun.promise == begun.finish() == look(flac)
    assert begun.likely_frames == 96_000
    assert begin(io.BytesIO(flac[:60]), size=len(flac)) is not None


def test_a_length_that_was_left_open_is_not_told_by_the_first_bytes(flac):
    open_ended = with_total(flac, 0)
    assert begin(io.BytesIO(open_ended), size=len(open_ended)) is None
