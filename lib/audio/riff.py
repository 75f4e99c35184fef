"""WAV files: the format tag that is allowed, and whether the data chunk is all there."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO, Literal

from lib.audio.container import Promise, read_exactly, refuse_truncated
from lib.audio.sniff import AudioRefused

# Microsoft's registered format tags (mmreg.h) that are decoded, with the sample sizes in bits.
_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
_BITS = {_PCM: {8, 16, 24, 32}, _FLOAT: {32, 64}, _A_LAW: {8}, _MU_LAW: {8}}
_NAMES = {
    0x0002: "Microsoft ADPCM",
    0x0011: "IMA ADPCM",
    0x0031: "GSM 6.10",
    0x0040: "G.721 ADPCM",
    0x0050: "MPEG",
    0x0055: "MP3",
    0x00FF: "AAC",
    0x0160: "WMA",
    0x0161: "WMA",
    0x0162: "WMA",
}
# Sizes a writer leaves behind who could not go back to fill them in.
_OPEN_SIZES = {0, 0xFFFFFFFF}
_MOST_CHUNKS = 1000


@dataclass(frozen=True, slots=True)
class _Shape:
    rate: int
    channels: int
    frame_bytes: int
    mask: int


def inspect(file: BinaryIO, *, size: int) -> Promise:
    """Read a WAV file's chunks up to its data.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.

    Returns
    -------
    Promise
        `frames` is None where the writer left the size of the data open (0 or 0xFFFFFFFF).

    Raises
    ------
    AudioRefused
        "audio-unreadable" without format or data chunk; "audio-unsupported" for a format tag other
        than PCM, float, A-law and µ-law; "audio-truncated"; "audio-empty".

    Notes
    -----
    RIFF/WAVE with WAVE_FORMAT_EXTENSIBLE; RF64 by EBU Tech 3306 (64-bit sizes in ``ds64``).
    """
    file.seek(0)
    form, riff_size, _ = struct.unpack("<4sI4s", read_exactly(file, 12))
    order: Literal["<", ">"] = ">" if form == b"RIFX" else "<"
    long_data: int | None = None
    shape: _Shape | None = None
    for _ in range(_MOST_CHUNKS):
        name, length = struct.unpack(f"{order}4sI", read_exactly(file, 8))
        at = file.tell()
        if name == b"data":
            if form == b"RF64" and length == 0xFFFFFFFF:
                length = long_data
            complete = riff_size + 8 in {size, size - 1, size + 1}
            return _data(shape, at=at, length=length, size=size, closed=complete)
        if name == b"ds64":
            long_data = struct.unpack("<8xQ", read_exactly(file, 16))[0]
        if name == b"fmt ":
            shape = _shape(read_exactly(file, min(length, 40)), order=order)
        file.seek(at + length + length % 2)
    raise AudioRefused("audio-unreadable")


def _shape(chunk: bytes, *, order: Literal["<", ">"]) -> _Shape:
    if len(chunk) < 16:
        raise AudioRefused("audio-unreadable")
    tag, channels, rate, _, frame_bytes, bits = struct.unpack_from(f"{order}HHIIHH", chunk)
    mask = 0
    if tag == _EXTENSIBLE and len(chunk) >= 40:
        mask, tag = struct.unpack_from(f"{order}IH", chunk, 20)
    if bits not in _BITS.get(tag, ()):
        name = _NAMES.get(tag, f"{bits}-bit samples" if tag in _BITS else f"format tag {tag:#06x}")
        raise AudioRefused("audio-unsupported", format=f"WAV/{name}")
    if channels == 0 or frame_bytes < channels * (bits // 8):
        raise AudioRefused("audio-unreadable")
    return _Shape(rate, channels, frame_bytes, mask)


def _data(shape: _Shape | None, *, at: int, length: int | None, size: int, closed: bool) -> Promise:
    if shape is None:
        raise AudioRefused("audio-unreadable")
    found = max(0, size - at)
    if length is None or (length in _OPEN_SIZES and not (closed and length == 0)):
        frames = None
        if found < shape.frame_bytes:
            raise AudioRefused("audio-empty")
    else:
        frames = length // shape.frame_bytes
        if frames == 0:
            raise AudioRefused("audio-empty")
        if found < frames * shape.frame_bytes:
            bytes_a_second = shape.frame_bytes * max(1, shape.rate)
            refuse_truncated(length / bytes_a_second, found / bytes_a_second)
    return Promise("WAV", shape.rate, shape.channels, frames, shape.mask)
