"""AIFF and AIFF-C files: the encoding that is allowed, and whether the sound chunk is all there."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from lib.audio.container import Promise, printable, read_exactly, refuse_truncated
from lib.audio.sniff import AudioRefused

# AIFF-C compression types that are plain samples or companded ones.
_PLAIN = {
    *(b"NONE", b"twos", b"sowt", b"raw ", b"in24", b"in32", b"42n1", b"23ni"),
    *(b"fl32", b"FL32", b"fl64", b"FL64", b"alaw", b"ALAW", b"ulaw", b"ULAW"),
}
# Types whose width the type tells, whatever the common chunk says of the sample size.
_WIDTHS = {b"fl32": 4, b"FL32": 4, b"fl64": 8, b"FL64": 8, b"in24": 3, b"in32": 4}
_WIDTHS |= {b"42n1": 3, b"23ni": 4, b"alaw": 1, b"ALAW": 1, b"ulaw": 1, b"ULAW": 1}
_MOST_CHUNKS = 1000


@dataclass(frozen=True, slots=True)
class _Shape:
    rate: int
    channels: int
    frames: int
    frame_bytes: int


def inspect(file: BinaryIO, *, size: int) -> Promise:
    """Read an AIFF file's chunks.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.

    Returns
    -------
    Promise

    Raises
    ------
    AudioRefused
        "audio-unreadable", "audio-unsupported", "audio-empty" or "audio-truncated".

    Notes
    -----
    Apple, Audio Interchange File Format AIFF-C, draft of 1991: chunks COMM and SSND.
    """
    file.seek(0)
    compressed = read_exactly(file, 12)[8:] == b"AIFC"
    shape: _Shape | None = None
    sound: tuple[int, int] | None = None
    for _ in range(_MOST_CHUNKS):
        if shape is not None and sound is not None:
            return _promise(shape, at=sound[0], length=sound[1], size=size)
        header = file.read(8)
        if len(header) < 8:
            break
        name, length = struct.unpack(">4sI", header)
        at = file.tell()
        if name == b"COMM":
            if shape is not None:  # which one a decoder believes is anybody's guess
                raise AudioRefused("audio-unreadable")
            shape = _shape(read_exactly(file, min(length, 22)), compressed=compressed)
        if name == b"SSND":
            sound = at + 8 + struct.unpack(">I4x", read_exactly(file, 8))[0], at + length
        file.seek(at + length + length % 2)
    if shape is not None and shape.frames == 0:
        raise AudioRefused("audio-empty")
    raise AudioRefused("audio-unreadable")


def _shape(chunk: bytes, *, compressed: bool) -> _Shape:
    if len(chunk) < (22 if compressed else 18):
        raise AudioRefused("audio-unreadable")
    channels, frames, bits = struct.unpack_from(">HIH", chunk)
    kind = chunk[18:22] if compressed else b"NONE"
    if kind not in _PLAIN:
        raise AudioRefused("audio-unsupported", format=f"AIFF-C/{printable(kind)}")
    if channels == 0 or not 1 <= bits <= 64:
        raise AudioRefused("audio-unreadable")
    width = _WIDTHS.get(kind, -(-bits // 8))
    return _Shape(_extended(chunk[8:18]), channels, frames, channels * width)


def _extended(data: bytes) -> int:
    """An 80-bit IEEE 754 extended number as a whole one; 0 where it makes no sense as a rate."""
    exponent, mantissa = struct.unpack(">HQ", data)
    shift = 16383 + 63 - exponent
    return int(mantissa >> shift) if 0 <= shift < 64 else 0


def _promise(shape: _Shape, *, at: int, length: int, size: int) -> Promise:
    if shape.frames == 0:
        raise AudioRefused("audio-empty")
    found = max(0, min(size, length) - at) // shape.frame_bytes
    if found < shape.frames:
        rate = max(1, shape.rate)
        refuse_truncated(shape.frames / rate, found / rate)
    return Promise("AIFF", shape.rate, shape.channels, shape.frames)
