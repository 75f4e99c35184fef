"""Sony Wave64 files: WAV with 64-bit sizes and names of 16 bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

from lib.audio.container import Promise, read_exactly, refuse_truncated
from lib.audio.riff import Shape, read_shape, to_the_end
from lib.audio.sniff import AudioRefused

_WAVE = bytes.fromhex("77617665f3acd3118cd100c04f8edb8a")
_FORMAT = bytes.fromhex("666d7420f3acd3118cd100c04f8edb8a")
_DATA = bytes.fromhex("64617461f3acd3118cd100c04f8edb8a")
_MOST_CHUNKS = 1000


def inspect(file: BinaryIO, *, size: int) -> Promise:
    """Read a Wave64 file's chunks up to its data.

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
        As for WAV (`lib.audio.riff.inspect`).

    Notes
    -----
    Sony Pictures Digital, Wave64 format specification: sizes count their own header of 24 bytes,
    and chunks begin at multiples of 8.
    """
    file.seek(24)
    if read_exactly(file, 16) != _WAVE:
        raise AudioRefused("audio-unreadable")
    shape: Shape | None = None
    for _ in range(_MOST_CHUNKS):
        at = file.tell()
        name, length = struct.unpack("<16sQ", read_exactly(file, 24))
        left_open = length <= 24 or length > 1 << 62
        if name == _DATA and shape is not None:
            if left_open:
                return to_the_end(shape, at=at + 24, size=size, name="W64")
            return _promise(shape, found=max(0, size - at - 24), promised=length - 24)
        if left_open:
            break
        if name == _FORMAT:
            if shape is not None:  # which one a decoder believes is anybody's guess
                break
            shape = read_shape(read_exactly(file, min(length - 24, 40)), name="Wave64")
        file.seek(min(at + (length + 7) // 8 * 8, size))
    raise AudioRefused("audio-unreadable")


def _promise(shape: Shape, *, found: int, promised: int) -> Promise:
    frames = promised // shape.frame_bytes
    if frames == 0:
        raise AudioRefused("audio-empty")
    if found < frames * shape.frame_bytes:
        bytes_a_second = shape.frame_bytes * max(1, shape.rate)
        refuse_truncated(promised / bytes_a_second, found / bytes_a_second)
    return Promise("W64", shape.rate, shape.channels, frames, shape.mask)
