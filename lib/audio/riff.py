"""WAV files: the format tag that is allowed, and whether the data chunk is all there."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from lib.audio.container import Promise, read_exactly, refuse_damaged, refuse_truncated
from lib.audio.sniff import AudioRefused, Format

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
_LONG = {b"RF64", b"BW64"}
_MOST_CHUNKS = 1000


@dataclass(frozen=True, slots=True)
class Shape:
    """What a format chunk says of the samples; `frame_bytes` hold one of every channel."""

    rate: int
    channels: int
    frame_bytes: int
    mask: int
    chunk: bytes


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
        `frames` counts to the end of the file where the writer left the size of the data open (0
        or 0xFFFFFFFF).

    Raises
    ------
    AudioRefused
        "audio-unreadable" without format or data chunk; "audio-unsupported" for a format tag other
        than PCM, float, A-law and µ-law; "audio-truncated"; "audio-empty"; "audio-damaged" where
        most of the file stands behind the data and is nothing that belongs there.

    Notes
    -----
    RIFF/WAVE with WAVE_FORMAT_EXTENSIBLE; RF64 by EBU Tech 3306 and its successor BW64 by ITU-R
    BS.2088 (64-bit sizes in ``ds64``).
    """
    file.seek(0)
    form, riff_size, _ = struct.unpack("<4sI4s", read_exactly(file, 12))
    order: Literal["<", ">"] = ">" if form == b"RIFX" else "<"
    long_data: int | None = None
    shape: Shape | None = None
    for _ in range(_MOST_CHUNKS):
        name, length = struct.unpack(f"{order}4sI", read_exactly(file, 8))
        at = file.tell()
        if name == b"data":
            if form in _LONG and length == 0xFFFFFFFF:
                length = long_data
            closed = length != 0 or riff_size + 8 in {size, size - 1, size + 1}
            if shape is None:
                raise AudioRefused("audio-unreadable")
            if length is None or length == 0xFFFFFFFF or not closed:
                return to_the_end(shape, at=at, size=size, order=order)
            promise = _data(shape, at=at, length=length, size=size)
            _refuse_stray(file, promise, end=at + length + length % 2, size=size)
            return promise if form != b"BW64" else replace(promise, audio_at=4, head=b"RF64")
        if name == b"ds64":
            long_data = struct.unpack("<8xQ", read_exactly(file, 16))[0]
        if name == b"fmt ":
            if shape is not None:  # which one a decoder believes is anybody's guess
                raise AudioRefused("audio-unreadable")
            shape = read_shape(read_exactly(file, min(length, 40)), order=order)
        file.seek(at + length + length % 2)
    raise AudioRefused("audio-unreadable")


def read_shape(chunk: bytes, *, order: Literal["<", ">"] = "<", name: str = "WAV") -> Shape:
    """Read a format chunk.

    Parameters
    ----------
    chunk : bytes
        Its first 40 bytes, or all of them.
    order : "<" | ">"
        Of bytes.
    name : str
        What to call the format where it is refused.

    Returns
    -------
    Shape

    Raises
    ------
    AudioRefused
        "audio-unreadable" or "audio-unsupported".
    """
    if len(chunk) < 16:
        raise AudioRefused("audio-unreadable")
    tag, channels, rate, _, frame_bytes, bits = struct.unpack_from(f"{order}HHIIHH", chunk)
    mask = 0
    if tag == _EXTENSIBLE and len(chunk) >= 40:
        mask, tag = struct.unpack_from(f"{order}IH", chunk, 20)
    if bits not in _BITS.get(tag, ()):
        codec = _NAMES.get(tag, f"{bits}-bit samples" if tag in _BITS else f"format tag {tag:#06x}")
        raise AudioRefused("audio-unsupported", format=f"{name}/{codec}")
    if channels == 0 or frame_bytes < channels * (bits // 8):
        raise AudioRefused("audio-unreadable")
    if frame_bytes > channels * (bits // 8):  # decoded as noise, and nobody says where the bits are
        codec = f"{bits}-bit samples in frames of {frame_bytes} bytes"
        raise AudioRefused("audio-unsupported", format=f"{name}/{codec}")
    return Shape(rate, channels, frame_bytes, mask, chunk)


def to_the_end(
    shape: Shape, *, at: int, size: int, order: Literal["<", ">"] = "<", name: Format = "WAV"
) -> Promise:
    """Promise all that follows, for a file whose writer left the sizes open.

    Parameters
    ----------
    shape : Shape
    at, size : int
        Where the samples begin, and the length of the file in bytes.
    order : "<" | ">"
        Of bytes.
    name : Format
        What the file is.

    Returns
    -------
    Promise
        With a WAV file's `head` that tells the sizes.
    """
    found = max(0, size - at)
    frames = found // shape.frame_bytes
    if frames == 0:
        raise AudioRefused("audio-empty")
    length = min(found, 0xFFFFFF00)
    chunk = struct.pack(f"{order}4sI", b"fmt ", len(shape.chunk)) + shape.chunk
    chunk += struct.pack(f"{order}4sI", b"data", length)
    form = struct.pack(f"{order}4sI", b"RIFX" if order == ">" else b"RIFF", 4 + len(chunk) + length)
    head = form + b"WAVE" + chunk
    return Promise(name, shape.rate, shape.channels, frames, shape.mask, audio_at=at, head=head)


def _data(shape: Shape, *, at: int, length: int, size: int) -> Promise:
    frames, found = length // shape.frame_bytes, max(0, size - at)
    if frames == 0:
        raise AudioRefused("audio-empty")
    if found < frames * shape.frame_bytes:
        bytes_a_second = shape.frame_bytes * max(1, shape.rate)
        refuse_truncated(length / bytes_a_second, found / bytes_a_second)
    return Promise("WAV", shape.rate, shape.channels, frames, shape.mask)


def _refuse_stray(file: BinaryIO, promise: Promise, *, end: int, size: int) -> None:
    """Refuse data that go on behind their declared end; chunks and padding may stand there."""
    if size - end <= end:
        return
    file.seek(end)
    following = file.read(8)
    named = all(32 <= byte < 127 for byte in following[:4])
    if any(following) and not (named and int.from_bytes(following[4:], "little") <= size - end):
        refuse_damaged((promise.frames or 0) / max(1, promise.sample_rate_hz))
