"""Core Audio files before any decoder sees them."""

from __future__ import annotations

import io
import struct

import pytest

from lib.audio.caf import inspect
from lib.audio.sniff import AudioRefused


def chunk(name: bytes, content: bytes, *, length: int | None = None) -> bytes:
    return name + struct.pack(">q", len(content) if length is None else length) + content


def caf(
    *,
    kind=b"lpcm",
    flags=2,
    bits=16,
    channels=2,
    rate=48_000.0,
    data=bytes(4000),
    length=None,
    before=b"",
    width=None,
):
    width = channels * bits // 8 if width is None else width
    shape = struct.pack(">d4sIIIII", rate, kind, flags, width, 1, channels, bits)
    sound = chunk(b"data", bytes(4) + data, length=length)
    return b"caff\0\1\0\0" + chunk(b"desc", shape) + before + sound


def look(data):
    return inspect(io.BytesIO(data), size=len(data))


def refusal(data):
    with pytest.raises(AudioRefused) as refused:
        look(data)
    return refused.value


@pytest.mark.parametrize(
    ("kind", "flags", "bits"),
    [
        (b"lpcm", 0, 8),
        (b"lpcm", 2, 16),
        (b"lpcm", 0, 24),
        (b"lpcm", 0, 32),
        (b"lpcm", 1, 32),
        (b"lpcm", 3, 64),
        (b"alaw", 0, 8),
        (b"ulaw", 0, 8),
    ],
)
def test_plain_and_companded_samples_are_accepted(kind, flags, bits):
    promise = look(caf(kind=kind, flags=flags, bits=bits))
    assert (promise.format, promise.sample_rate_hz, promise.channels) == ("CAF", 48_000, 2)
    assert promise.frames == 4000 // (2 * bits // 8)


@pytest.mark.parametrize("kind", [b"alac", b"aac ", b"ima4"])
def test_other_encodings_are_refused_by_their_name(kind):
    refused = refusal(caf(kind=kind))
    assert refused.reason == "audio-unsupported"
    assert refused.facts == {"format": f"CAF/{kind.decode().strip()}"}


def test_a_name_that_is_none_is_told_in_printable_letters():
    assert refusal(caf(kind=b"\x1b[2\x9b")).facts == {"format": "CAF/?[2?"}


def test_a_length_that_was_left_open_is_put_into_the_head():
    promise = look(caf(length=-1))
    assert promise.frames == 1000
    assert promise.head[-12:] == b"data" + struct.pack(">q", 4004)
    assert promise.audio_at == len(promise.head)


def test_data_that_are_cut_are_refused_with_both_lengths():
    refused = refusal(caf(data=bytes(192_000), length=4 + 384_000))
    assert refused.reason == "audio-truncated"
    assert refused.facts == {"expected_s": 2.0, "found_s": 1.0}


@pytest.mark.parametrize(
    ("tag", "bitmap", "channels", "told"),
    [
        (1 << 16, 0x3F, 6, (0x3F, "wave")),
        (121 << 16 | 6, 0, 6, (0, "wave")),
        (123 << 16 | 6, 0, 6, (0, "vorbis")),
        (147 << 16 | 4, 0, 4, (0, "wave")),
        (122 << 16 | 6, 0, 2, (0, "wave")),
    ],
)
def test_the_layout_tells_mask_and_order(tag, bitmap, channels, told):
    layout = chunk(b"chan", struct.pack(">III", tag, bitmap, 0))
    promise = look(caf(channels=channels, before=layout))
    assert (promise.channel_mask, promise.order) == told


@pytest.mark.parametrize(("tag", "name"), [(122 << 16 | 6, "122"), (0, "by description")])
def test_an_order_that_is_not_ours_is_refused_rather_than_weighted_wrongly(tag, name):
    layout = chunk(b"chan", struct.pack(">III", tag, 0, 0))
    refused = refusal(caf(channels=6, before=layout))
    assert refused.facts == {"format": f"CAF with channel layout {name}"}


@pytest.mark.parametrize(
    "data",
    [
        caf()[:30],
        caf(width=3),
        caf(before=chunk(b"free", b"", length=-5)),
        caf(before=chunk(b"free", b"", length=(1 << 63) - 1)),
        caf(before=caf()[8:52]),
    ],
)
def test_a_file_whose_chunks_make_no_sense_is_unreadable(data):
    assert refusal(data).reason == "audio-unreadable"


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -1.0, 1e300])
def test_a_rate_that_is_none_is_left_to_the_limits(rate):
    assert look(caf(rate=rate)).sample_rate_hz == 0
