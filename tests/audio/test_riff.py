"""WAV files before any decoder sees them."""

from __future__ import annotations

import io
import struct

import pytest

from lib.audio.riff import inspect
from lib.audio.sniff import AudioRefused

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE


def wav(
    *,
    tag=PCM,
    channels=2,
    rate=48_000,
    bits=16,
    data=b"\0" * 4000,
    length=None,
    riff=None,
    before=b"",
):
    width = channels * bits // 8
    if tag == EXTENSIBLE:
        tail = struct.pack("<HHIH", 22, bits, 0x3, PCM) + bytes.fromhex(
            "000000001000800000aa00389b71"
        )
    else:
        tail = b""
    shape = struct.pack("<HHIIHH", tag, channels, rate, rate * width, width, bits) + tail
    size = len(data) if length is None else length
    body = b"WAVE" + before + b"fmt " + struct.pack("<I", len(shape)) + shape
    body += b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", len(body) if riff is None else riff) + body


def look(data):
    return inspect(io.BytesIO(data), size=len(data))


@pytest.mark.parametrize(
    ("tag", "bits"),
    [(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64), (A_LAW, 8), (MU_LAW, 8)],
)
def test_plain_and_companded_samples_are_accepted(tag, bits):
    promise = look(wav(tag=tag, bits=bits))
    assert (promise.sample_rate_hz, promise.channels) == (48_000, 2)
    assert promise.frames == 4000 // (2 * bits // 8)


def test_an_extensible_header_tells_its_speakers():
    assert look(wav(tag=EXTENSIBLE)).channel_mask == 0x3


@pytest.mark.parametrize(
    ("tag", "name"),
    [(0x02, "WAV/Microsoft ADPCM"), (0x11, "WAV/IMA ADPCM"), (0x55, "WAV/MP3"), (0x1234, "0x1234")],
)
def test_other_format_tags_are_refused_before_any_decoder_sees_them(tag, name):
    with pytest.raises(AudioRefused) as refused:
        look(wav(tag=tag))
    assert refused.value.reason == "audio-unsupported"
    assert name in refused.value.facts["format"]


def test_a_data_chunk_that_promises_more_than_there_is_is_refused_with_both_lengths():
    with pytest.raises(AudioRefused) as refused:
        look(wav(data=b"\0" * 192_000, length=384_000))
    assert refused.value.reason == "audio-truncated"
    assert refused.value.facts == {"expected_s": 2.0, "found_s": 1.0}


@pytest.mark.parametrize("open_size", [0, 0xFFFFFFFF])
def test_sizes_that_a_streaming_writer_left_open_are_read_to_the_end(open_size):
    promise = look(wav(length=open_size, riff=open_size))
    assert promise.frames == 1000
    assert promise.head[-4:] == struct.pack("<I", 4000)


@pytest.mark.parametrize("data", [b"", b"\0\0"])
def test_a_file_without_a_whole_sample_is_empty(data):
    with pytest.raises(AudioRefused) as refused:
        look(wav(data=data))
    assert refused.value.reason == "audio-empty"


def test_chunks_of_others_are_stepped_over():
    assert look(wav(before=b"LIST\x05\0\0\0INFOx\0")).frames == 1000


@pytest.mark.parametrize("cut", [4, 12, 20, 40])
def test_a_header_that_ends_early_is_unreadable(cut):
    with pytest.raises(AudioRefused) as refused:
        look(wav()[:cut])
    assert refused.value.reason == "audio-unreadable"


def test_a_file_of_empty_chunks_does_not_keep_us_busy():
    with pytest.raises(AudioRefused) as refused:
        look(b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 100_000)
    assert refused.value.reason == "audio-unreadable"


def test_a_64_bit_size_is_found_in_its_own_chunk():
    data = wav(
        length=0xFFFFFFFF, riff=0xFFFFFFFF, before=b"ds64" + struct.pack("<IQQ", 16, 9, 4000)
    )
    assert look(b"RF64" + data[4:]).frames == 1000


def test_a_byte_that_is_missing_is_not_rounded_away():
    with pytest.raises(AudioRefused) as refused:
        look(wav(data=bytes(6 * 192_000 - 1), length=6 * 192_000))
    assert refused.value.facts == {"expected_s": 6.0, "found_s": 5.999}


def test_samples_in_wider_frames_than_they_fill_are_refused_not_guessed():
    data = wav(bits=24).replace(struct.pack("<HH", 6, 24), struct.pack("<HH", 8, 24))
    with pytest.raises(AudioRefused) as refused:
        look(data)
    assert refused.value.facts == {"format": "WAV/24-bit samples in frames of 8 bytes"}


def test_two_format_chunks_are_unreadable():
    shape = wav()[12:36]
    with pytest.raises(AudioRefused) as refused:
        look(wav(before=shape))
    assert refused.value.reason == "audio-unreadable"


def test_data_that_go_on_behind_their_declared_end_are_damage():
    with pytest.raises(AudioRefused) as refused:
        look(wav(data=b"\x81\x02" * 100_000, length=19_200))
    assert (refused.value.reason, refused.value.facts) == ("audio-damaged", {"at_s": 0.1})


@pytest.mark.parametrize(
    "rest", [bytes(50_000), b"LIST" + struct.pack("<I", 50_000) + b"x" * 50_000]
)
def test_padding_and_chunks_behind_the_data_change_nothing(rest):
    assert look(wav() + rest).frames == 1000


def test_the_successor_of_rf64_is_read_as_one():
    data = wav(
        length=0xFFFFFFFF, riff=0xFFFFFFFF, before=b"ds64" + struct.pack("<IQQ", 16, 9, 4000)
    )
    promise = look(b"BW64" + data[4:])
    assert (promise.frames, promise.head, promise.audio_at) == (1000, b"RF64", 4)
