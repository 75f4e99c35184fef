"""MP3 files: a walk along the frame headers, which tells the length where nothing else does."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from lib.audio.container import Promise, refuse_damaged, refuse_truncated
from lib.audio.sniff import AudioRefused
from lib.audio.tags import start_of_trailing

# ISO/IEC 11172-3, 2.4.2.3, and 13818-3, 2.4.2.3: layer III bit rates in kbit/s.
_BIT_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BIT_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
# Sampling rates of MPEG-1; MPEG-2 halves them, MPEG-2.5 quarters them.
_RATES = (44_100, 48_000, 32_000)
# Junk that is stepped over before the first frame and between frames.
_LARGEST_GAP = 1 << 16
# How often junk is stepped over; players that join live streams leave one or two such places.
_MOST_GAPS = 20
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class _Header:
    """One frame's header: `kind` is what stays the same along a stream."""

    kind: tuple[int, int]
    length: int
    samples: int
    rate: int
    channels: int
    side_bytes: int


@dataclass(frozen=True, slots=True)
class _Walk:
    """How many whole frames and gaps there are, where the last ends, and whether one is cut."""

    frames: int
    gaps: int
    end: int
    cut: bool


def inspect(file: BinaryIO, *, size: int, at: int = 0) -> Promise:
    """Walk along an MP3 file's frames.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.
    at : int
        Where the tags in front end.

    Returns
    -------
    Promise
        With the number of samples before any are dropped for gapless play. Where the file has no
        header of its own that tells the number of frames, `head` is one: decoders guess the length
        of a variable bit rate from the first frames and stop early.

    Raises
    ------
    AudioRefused
        "audio-unreadable" without two frames in a row; "audio-unsupported" for free format;
        "audio-truncated" where a Xing, Info or VBRI header promises more frames than there are, or
        where the last frame ends before its header says; "audio-damaged" where junk stands between
        frames again and again, or for long.

    Notes
    -----
    A frame short of the promise is tolerated: encoders differ in counting the header's own.
    """
    start, header, first = _first_frame(file, at=at)
    promised = _promised_frames(first, header)
    offset = start if promised is None else start + header.length
    end = start_of_trailing(file, size=size, at=start)
    walk = _walk(file, at=offset, end=end, kind=header.kind)
    found, second = walk.frames, header.samples / header.rate
    if walk.cut or (promised is not None and found + 1 < promised):
        expected = None if promised is None or promised <= found else promised * second
        refuse_truncated(expected, found * second)
    if walk.gaps > _MOST_GAPS or _goes_on(file, at=walk.end, end=end):
        refuse_damaged(found * second)
    frames = found * header.samples
    if promised is not None and found <= promised + 1:
        return Promise("MP3", header.rate, header.channels, frames, audio_at=start)
    head = _count_header(first[:4], header, frames=found, audio_bytes=size - offset)
    return Promise("MP3", header.rate, header.channels, frames, audio_at=offset, head=head)


def estimate(file: BinaryIO, *, size: int, at: int = 0) -> tuple[int, int]:
    """Frames and channels: the count of the first frame, or what the file's size leads to believe.

    Of the two the larger; the size is taken by the frames within the first mebibyte, which a
    variable bit rate may belie by as much as its own range.
    """
    start, header, first = _first_frame(file, at=at)
    promised = _promised_frames(first, header) or 0
    offset = start + (header.length if promised else 0)
    walk = _walk(file, at=offset, end=min(size, offset + _READ), kind=header.kind)
    by_size = walk.frames * max(0, size - offset) // max(1, walk.end - offset)
    return max(promised, by_size) * header.samples, header.channels


def _first_frame(file: BinaryIO, *, at: int) -> tuple[int, _Header, bytes]:
    """Offset, header and bytes of the first frame that another of its kind follows."""
    file.seek(at)
    data = file.read(_LARGEST_GAP + 2 * 1441)
    for offset in range(min(_LARGEST_GAP, len(data))):
        header = _header(data[offset : offset + 4])
        if header is None:
            continue
        following = _header(data[offset + header.length : offset + header.length + 4])
        if following is not None and following.kind == header.kind:
            return at + offset, header, data[offset : offset + header.length]
    if len(data) >= 4 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2 and data[2] >> 4 == 0:
        raise AudioRefused("audio-unsupported", format="MP3/free format")
    raise AudioRefused("audio-unreadable")


def _header(data: bytes) -> _Header | None:
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return None
    version, bit_rate, rate = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or bit_rate in {0, 15} or rate == 3:
        return None
    one = version == 3
    hertz = _RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    bits = (_BIT_RATES_1 if one else _BIT_RATES_2)[bit_rate] * 1000
    samples = 1152 if one else 576
    mono = data[3] >> 6 == 3
    side = (17 if mono else 32) if one else (9 if mono else 17)
    length = samples // 8 * bits // hertz + (data[2] >> 1 & 1)
    return _Header((version, rate), length, samples, hertz, 1 if mono else 2, side)


def _promised_frames(frame: bytes, header: _Header) -> int | None:
    """The frame count of a Xing, Info or VBRI header; None where the frame is plain audio."""
    at = 4 + header.side_bytes
    if frame[at : at + 4] in {b"Xing", b"Info"}:
        flags = int.from_bytes(frame[at + 4 : at + 8], "big")
        return int.from_bytes(frame[at + 8 : at + 12], "big") if flags & 1 else None
    if frame[36:40] == b"VBRI":
        return int.from_bytes(frame[50:54], "big")
    return None


def _walk(file: BinaryIO, *, at: int, end: int, kind: tuple[int, int]) -> _Walk:
    """Step along the whole frames of one kind from `at` to `end`, and over junk."""
    window, base, frames, gaps = b"", at, 0, 0
    while at + 4 <= end and gaps <= _MOST_GAPS:
        if at + 4 > base + len(window):
            file.seek(at)
            window, base = file.read(_READ), at
        header = _header(window[at - base : at - base + 4])
        if header is None or header.kind != kind:
            next_at = _resynchronised(file, at=at + 1, kind=kind)
            if next_at is None:
                return _Walk(frames, gaps, at, cut=False)
            at, gaps = next_at, gaps + 1
            continue
        if at + header.length > end:
            return _Walk(frames, gaps, at, cut=True)
        frames += 1
        at += header.length
    file.seek(at)
    rest = file.read(max(0, min(3, end - at)))
    return _Walk(frames, gaps, at, cut=len(rest) == end - at and rest[:1] == b"\xff")


def _goes_on(file: BinaryIO, *, at: int, end: int) -> bool:
    """Whether more than a gap's worth of bytes, not all of them zero, follows the last frame."""
    if end - at <= _LARGEST_GAP:
        return False
    file.seek(at)
    while at < end:
        data = file.read(min(_READ, end - at))
        if not data or any(data):
            return bool(data)
        at += len(data)
    return False


def _resynchronised(file: BinaryIO, *, at: int, kind: tuple[int, int]) -> int | None:
    file.seek(at)
    gap = file.read(_LARGEST_GAP)
    offset = gap.find(b"\xff")
    while offset >= 0:
        header = _header(gap[offset : offset + 4])
        if header is not None and header.kind == kind:
            following = _header(gap[offset + header.length : offset + header.length + 4])
            if following is not None and following.kind == kind:
                return at + offset
        offset = gap.find(b"\xff", offset + 1)
    return None


def _count_header(mark: bytes, header: _Header, *, frames: int, audio_bytes: int) -> bytes:
    """A frame of the stream's kind that carries nothing but the number of frames and bytes."""
    one = header.kind[0] == 3
    roomy = mark[:2] + bytes([mark[2] & 0x0C | (9 if one else 8) << 4]) + mark[3:]
    mark = bytes([roomy[0], roomy[1] | 1, roomy[2], roomy[3]])
    made = _header(mark)
    length = header.length if made is None else made.length
    count = struct.pack(">4sIII", b"Xing", 3, frames, audio_bytes + length)
    return (mark + bytes(header.side_bytes) + count).ljust(length, b"\0")
