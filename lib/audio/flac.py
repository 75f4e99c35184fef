"""FLAC files: how long they claim to be, and how far their last whole frame reaches."""

from __future__ import annotations

from typing import BinaryIO

from lib.audio.container import Promise, read_exactly
from lib.audio.sniff import AudioRefused

# The last frame's header stands within this many bytes of the end: a frame of 65,535 samples in
# 8 channels of 24 bits is larger, but no encoder's default comes near (4,096 samples).
_TAIL_BYTES = 1 << 18


def inspect(file: BinaryIO, *, size: int, at: int = 0) -> Promise:
    """Read the STREAMINFO block, and the last frame's header where STREAMINFO leaves it open.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.
    at : int
        Offset of the ``fLaC`` marker; tags may stand before it.

    Returns
    -------
    Promise
        `frames` is None only where neither STREAMINFO nor the end of the file tells it.

    Raises
    ------
    AudioRefused
        "audio-unreadable".

    Notes
    -----
    RFC 9639, 8.2 (STREAMINFO) and 9.1 (frame header).
    """
    file.seek(at)
    info = read_exactly(file, 42)
    if info[:4] != b"fLaC" or info[4] & 0x7F != 0:
        raise AudioRefused("audio-unreadable")
    packed = int.from_bytes(info[18:26], "big")
    rate, channels, total = packed >> 44, (packed >> 41 & 7) + 1, packed & (1 << 36) - 1
    smallest, largest = (int.from_bytes(info[i : i + 2], "big") for i in (8, 10))
    if total == 0:
        fixed = largest if smallest == largest else None
        total = _reach(file, size=size, block=fixed) or 0
    return Promise("FLAC", rate, channels, total or None, audio_at=at)


def _reach(file: BinaryIO, *, size: int, block: int | None) -> int | None:
    """Where the last frame header in the file says that its frame begins, in samples."""
    start = max(0, size - _TAIL_BYTES)
    file.seek(start)
    tail = file.read(_TAIL_BYTES)
    at = tail.rfind(b"\xff")
    while at >= 0:
        position = _first_sample(tail[at : at + 16], block=block)
        if position is not None:
            return position
        at = tail.rfind(b"\xff", 0, at)
    return None


def _first_sample(header: bytes, *, block: int | None) -> int | None:
    """The number of the first sample of the frame whose header this is; None if it is none."""
    if len(header) < 6 or header[1] & 0xFE != 0xF8 or header[3] & 1:
        return None
    variable = bool(header[1] & 1)
    number, used = _coded_number(header[4:])
    if used == 0 or not (variable or block):
        return None
    size_code, rate_code = header[2] >> 4, header[2] & 15
    end = 4 + used + {6: 1, 7: 2}.get(size_code, 0) + {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    if (
        size_code == 0
        or rate_code == 15
        or end >= len(header)
        or _crc8(header[:end]) != header[end]
    ):
        return None
    return number if variable else number * (block or 0)


def _coded_number(data: bytes) -> tuple[int, int]:
    """A number in UTF-8's manner, of up to 36 bits, and how many bytes it took; 0 for none."""
    first = data[0]
    if first < 0x80:
        return first, 1
    length = 8 - (first ^ 0xFF).bit_length()
    if not 2 <= length <= 7 or len(data) < length:
        return 0, 0
    number = first & (0x7F >> length)
    for byte in data[1:length]:
        if byte & 0xC0 != 0x80:
            return 0, 0
        number = number << 6 | byte & 0x3F
    return number, length


def _crc8(data: bytes) -> int:
    """CRC-8 with the polynomial x^8 + x^2 + x + 1, from zero (RFC 9639, 9.1.8)."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc
