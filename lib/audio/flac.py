"""FLAC files: how long they claim to be, and whether their last frame agrees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from lib.audio.container import Beginning, Promise, read_exactly, refuse_damaged, refuse_truncated
from lib.audio.sniff import AudioRefused
from lib.audio.tags import start_of_trailing

# The last frame's header is looked for first in so many bytes before the end, then in so many: a
# frame of 65,535 samples in 8 channels of 24 bits has 1.6 MB, one of an encoder's default 4,096
# samples in stereo at most 25 kB.
_TAILS = (1 << 16, 1 << 21)
_MOST_BLOCKS = 1000
_MOST_CANDIDATES = 20_000


@dataclass(frozen=True, slots=True)
class _Info:
    """What STREAMINFO says; block lengths, and a `total` of 0 where it is left open."""

    rate: int
    channels: int
    total: int
    smallest: int
    largest: int
    md5: bytes


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a frame's header says: `number` is a sample's if `variable`, else the frame's own."""

    mark: bytes
    variable: bool
    number: int
    samples: int


def inspect(file: BinaryIO, *, size: int, at: int = 0) -> Promise:
    """Read the STREAMINFO block, and the headers of the first and of the last frame.

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
        `frames` by STREAMINFO, or by the last frame where it is left open. `cut_at` is set where
        the last frame's check sum does not end the file: it is cut off, or something follows it.

    Raises
    ------
    AudioRefused
        "audio-unreadable"; "audio-empty"; "audio-truncated" where the last frame stands before the
        promised end; "audio-damaged" where frames go on behind it, where there is no frame where
        one has to be, or where the lengths of blocks are not those of STREAMINFO.

    Notes
    -----
    RFC 9639, 8.2 (STREAMINFO), 9.1 (frame header) and 9.3 (frame footer).
    """
    info, audio_at = _metadata(file, at=at)
    rate = max(1, info.rate)
    file.seek(audio_at)
    first = _frame(file.read(16))
    if first is None:
        if audio_at + 16 > size and info.total:
            refuse_truncated(info.total / rate, 0.0)
        if not info.total:
            raise AudioRefused("audio-empty")
        refuse_damaged(0.0)
    if first.samples > info.largest or _differs(first, info):
        refuse_damaged(0.0)
    end = start_of_trailing(file, size=size, at=audio_at)
    start, stop, whole = _last_frame(file, first, at=audio_at, end=end)
    if info.total and stop > info.total:
        refuse_damaged(info.total / rate)
    if stop < info.total:
        refuse_truncated(info.total / rate, (stop if whole else start) / rate)
    cut_at = None if whole else start
    return Promise("FLAC", info.rate, info.channels, stop, audio_at=at, md5=info.md5, cut_at=cut_at)


def begin(file: BinaryIO, *, size: int, at: int = 0) -> Beginning | None:
    """Read the STREAMINFO block alone; None where it leaves the length open.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.
    at : int
        Offset of the ``fLaC`` marker.

    Raises
    ------
    AudioRefused
    """
    info, _ = _metadata(file, at=at)
    if not info.total:
        return None
    promise = Promise("FLAC", info.rate, info.channels, info.total, audio_at=at, md5=info.md5)
    return Beginning(promise, info.total, partial(inspect, file, size=size, at=at))


def _metadata(file: BinaryIO, *, at: int) -> tuple[_Info, int]:
    """STREAMINFO, and the offset of the first frame."""
    file.seek(at)
    data = read_exactly(file, 42)
    if data[:4] != b"fLaC" or data[4] & 0x7F != 0 or int.from_bytes(data[5:8], "big") != 34:
        raise AudioRefused("audio-unreadable")
    packed = int.from_bytes(data[18:26], "big")
    smallest, largest = (int.from_bytes(data[i : i + 2], "big") for i in (8, 10))
    md5 = data[26:42] if any(data[26:42]) else b""
    total = packed & (1 << 36) - 1
    info = _Info(packed >> 44, (packed >> 41 & 7) + 1, total, smallest, largest, md5)
    last, at = data[4] & 0x80, at + 42
    for _ in range(_MOST_BLOCKS):
        if last:
            return info, at
        file.seek(at)
        header = file.read(4)
        if len(header) < 4:
            if total:
                refuse_truncated(total / max(1, info.rate), 0.0)
            break
        last, at = header[0] & 0x80, at + 4 + int.from_bytes(header[1:], "big")
    raise AudioRefused("audio-unreadable")


def _differs(first: _Frame, info: _Info) -> bool:
    """Whether blocks of a fixed length have another one than STREAMINFO says."""
    alone = 0 < info.total <= first.samples
    return info.smallest == info.largest != first.samples and not (first.variable or alone)


def _last_frame(file: BinaryIO, first: _Frame, *, at: int, end: int) -> tuple[int, int, bool]:
    """Samples at which the last frame begins and ends, and whether its check sum ends the file."""
    for reach in _TAILS:
        start = max(at, end - reach)
        file.seek(start)
        tail = file.read(end - start)
        found = _last_header(tail, first)
        if found is not None:
            offset, frame = found
            begin = frame.number * (1 if frame.variable else first.samples)
            return begin, begin + frame.samples, _crc16(tail[offset:]) == 0
        if start == at:
            break
    raise AudioRefused("audio-damaged")


def _last_header(tail: bytes, first: _Frame) -> tuple[int, _Frame] | None:
    """Offset of the last header of the first one's kind, and what it says."""
    sync, left = first.mark[:2], _MOST_CANDIDATES
    offset = tail.rfind(sync)
    while offset >= 0 and left > 0:
        if _same_kind(tail[offset : offset + 4], first.mark):
            left -= 1
            frame = _frame(tail[offset : offset + 16])
            if frame is not None:
                return offset, frame
        offset = tail.rfind(sync, 0, offset + 1)
    return None


def _same_kind(mark: bytes, other: bytes) -> bool:
    """Whether rate and sample size are coded alike, which they are throughout a file."""
    return len(mark) == 4 and mark[2] & 15 == other[2] & 15 and mark[3] & 0x0F == other[3] & 0x0F


def _frame(header: bytes) -> _Frame | None:
    """The frame whose header this is; None if it is none."""
    if len(header) < 6 or header[0] != 0xFF or header[1] & 0xFE != 0xF8 or header[3] & 1:
        return None
    number, used = _coded_number(header[4:])
    size_code, rate_code = header[2] >> 4, header[2] & 15
    at = 4 + used
    end = at + {6: 1, 7: 2}.get(size_code, 0) + {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    if used == 0 or size_code == 0 or rate_code == 15 or end >= len(header):
        return None
    if _crc8(header[:end]) != header[end]:
        return None
    return _Frame(header[:4], bool(header[1] & 1), number, _samples(size_code, header[at:end]))


def _samples(code: int, extra: bytes) -> int:
    """The number of samples of each channel in a frame (RFC 9639, 9.1.1)."""
    if code == 1:
        return 192
    if code in {6, 7}:
        return int.from_bytes(extra[: code - 5], "big") + 1
    return 576 << code - 2 if code < 6 else 256 << code - 8


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


def _crc_step(value: int, *, polynomial: int, bits: int) -> int:
    top = 1 << bits - 1
    for _ in range(8):
        value = (value << 1 ^ polynomial if value & top else value << 1) & (1 << bits) - 1
    return value


# x^8 + x^2 + x + 1 for headers and x^16 + x^15 + x^2 + 1 for frames (RFC 9639, 9.1.8 and 9.3).
_CRC8 = tuple(_crc_step(byte, polynomial=0x07, bits=8) for byte in range(256))
_CRC16 = tuple(_crc_step(byte << 8, polynomial=0x8005, bits=16) for byte in range(256))


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = _CRC8[crc ^ byte]
    return crc


def _crc16(data: bytes) -> int:
    """Zero for a frame with its check sum."""
    crc = 0
    for byte in data:
        crc = crc << 8 & 0xFFFF ^ _CRC16[crc >> 8 ^ byte]
    return crc
