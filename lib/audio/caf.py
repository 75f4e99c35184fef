"""Core Audio Format files: the encoding that is allowed, and whether the data are all there."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

from lib.audio.container import Order, Promise, printable, read_exactly, refuse_truncated
from lib.audio.sniff import AudioRefused

_FLOAT = 1
# Sample sizes in bits by format and, for plain samples, whether they are floating-point ones.
_BITS = {
    (b"lpcm", False): {8, 16, 24, 32},
    (b"lpcm", True): {32, 64},
    (b"alaw", False): {8},
    (b"ulaw", False): {8},
}
_LENGTH_OPEN = -1
_MOST_CHUNKS = 1000
_LARGEST_HEAD = 1 << 20
# Channel layout tags (CoreAudioBaseTypes.h) whose order one of ours is: 4.0 and 5.0 and 5.1 in the
# order of WAVE files, 5.1 in that of Vorbis, and those that tell nothing.
_BY_BITMAP, _BY_DESCRIPTION = 1 << 16, 0
_QUADRAPHONIC, _MPEG_5_0_A = 108 << 16 | 4, 117 << 16 | 5
_MPEG_5_1_A, _MPEG_5_1_C = 121 << 16 | 6, 123 << 16 | 6
_ORDERS: dict[int, Order] = {
    _QUADRAPHONIC: "wave",
    _MPEG_5_0_A: "wave",
    _MPEG_5_1_A: "wave",
    _MPEG_5_1_C: "vorbis",
}
_TELLS_NOTHING = {147, 0xFFFF}


@dataclass(frozen=True, slots=True)
class _Shape:
    rate: int
    channels: int
    frame_bytes: int


def inspect(file: BinaryIO, *, size: int) -> Promise:
    """Read a CAF file's chunks up to its data.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.

    Returns
    -------
    Promise
        Without a channel layout the order of WAVE files is taken for granted. A layout that stands
        behind the data is not looked for.

    Raises
    ------
    AudioRefused
        "audio-unreadable"; "audio-unsupported" for another encoding than plain, A-law and µ-law
        samples, and for a layout of more than two channels in an order of its own; "audio-empty";
        "audio-truncated".

    Notes
    -----
    Apple Core Audio Format Specification 1.0: chunks desc, chan and data.
    """
    file.seek(8)
    shape: _Shape | None = None
    layout: tuple[int, Order] = 0, "wave"
    for _ in range(_MOST_CHUNKS):
        name, length = struct.unpack(">4sq", read_exactly(file, 12))
        at = file.tell()
        if name == b"data" and shape is not None:
            left_open = length == _LENGTH_OPEN
            length = max(0, size - at) if left_open else length
            promise = _promise(shape, layout, at=at + 4, length=length - 4, size=size)
            return _closed(file, promise, at=at, length=length) if left_open else promise
        if length < 0 or (name == b"desc" and shape is not None):
            break
        if name == b"desc":
            shape = _shape(read_exactly(file, 32))
        if name == b"chan" and shape is not None and shape.channels > 2:
            layout = _layout(read_exactly(file, 12))
        file.seek(min(at + length, size))
    raise AudioRefused("audio-unreadable")


def _shape(chunk: bytes) -> _Shape:
    rate, kind, flags, packet_bytes, packet_frames, channels, bits = struct.unpack(
        ">d4sIIIII", chunk
    )
    if kind not in {name for name, _ in _BITS}:
        raise AudioRefused("audio-unsupported", format=f"CAF/{printable(kind)}")
    plain = kind == b"lpcm"
    bits = bits if plain else 8
    if bits not in _BITS.get((kind, plain and bool(flags & _FLOAT)), ()):
        raise AudioRefused("audio-unsupported", format=f"CAF/{bits}-bit samples")
    frame_bytes = channels * bits // 8
    if channels == 0 or packet_frames != 1 or packet_bytes != frame_bytes:
        raise AudioRefused("audio-unreadable")
    hertz = round(rate) if math.isfinite(rate) and 0 < rate < 1 << 31 else 0
    return _Shape(hertz, channels, frame_bytes)


def _layout(chunk: bytes) -> tuple[int, Order]:
    """Speaker bits, which are those of WAVE_FORMAT_EXTENSIBLE, and order of the channels."""
    tag, bitmap, _ = struct.unpack(">III", chunk)
    if tag == _BY_BITMAP:
        return bitmap, "wave"
    if tag in _ORDERS:
        return 0, _ORDERS[tag]
    if tag >> 16 in _TELLS_NOTHING:
        return 0, "wave"
    name = "by description" if tag == _BY_DESCRIPTION else str(tag >> 16)
    raise AudioRefused("audio-unsupported", format=f"CAF with channel layout {name}")


def _promise(
    shape: _Shape, layout: tuple[int, Order], *, at: int, length: int, size: int
) -> Promise:
    found = max(0, size - at)
    frames = length // shape.frame_bytes
    if frames <= 0:
        raise AudioRefused("audio-empty")
    if found < frames * shape.frame_bytes:
        bytes_a_second = shape.frame_bytes * max(1, shape.rate)
        refuse_truncated(length / bytes_a_second, found / bytes_a_second)
    mask, order = layout
    return Promise("CAF", shape.rate, shape.channels, frames, mask, order=order)


def _closed(file: BinaryIO, promise: Promise, *, at: int, length: int) -> Promise:
    """The same promise with a head in which the length of the data is no longer open."""
    if at > _LARGEST_HEAD:
        raise AudioRefused("audio-unreadable")
    file.seek(0)
    head = read_exactly(file, at - 8) + struct.pack(">q", length)
    return replace(promise, audio_at=at, head=head)
