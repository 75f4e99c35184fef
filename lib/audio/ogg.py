"""Ogg files: which codec is inside, and a walk along the pages to see that all are there."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lib.audio.container import Promise, read_exactly, refuse_damaged, refuse_truncated
from lib.audio.sniff import AudioRefused

_PAGE_HEADER = struct.Struct("<4sBBqIIIB")
_BEGIN, _END = 0x02, 0x04
_LARGEST_PAGE = 27 + 255 + 255 * 255
_READ = 1 << 20
# Two hours of Opus with a page for each packet of 20 ms have 360,000.
_MOST_PAGES = 1_000_000
# Opus counts time at 48 kHz whatever went in (RFC 7845, 4).
_OPUS_RATE = 48_000
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_UNSUPPORTED = {
    b"\x7fFLAC": "Ogg/FLAC",
    b"Speex  ": "Speex",
    b"\x80theora": "Ogg/Theora",
    b"fishead\x00": "Ogg/Skeleton",
}


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: int
    serial: int
    sequence: int
    end: int


def inspect(file: BinaryIO, *, size: int) -> Promise:
    """Read the first packet and all pages' headers of an Ogg file.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.

    Returns
    -------
    Promise
        `frames` by the last page's granule position.

    Raises
    ------
    AudioRefused
        "audio-unsupported" for another codec than Vorbis and Opus, and for several streams in a
        row or at once; "audio-truncated" without a whole last page that is marked as the end of
        its stream; "audio-damaged" where pages are missing or time runs back; "audio-unreadable".

    Notes
    -----
    RFC 3533, 6 (pages); Vorbis I, 4.2.2 (identification header); RFC 7845, 5.1 (OpusHead).
    """
    rate, channels, skipped = _identified(file)
    granule, sequence, end, ended, serial = 0, -1, 0, False, None
    for page in _pages(file, size=size):
        serial = page.serial if serial is None else serial
        if page.serial != serial or ended or (page.flags & _BEGIN and sequence >= 0):
            raise AudioRefused("audio-unsupported", format="Ogg with several streams")
        if page.sequence != sequence + 1 or -1 < page.granule < granule:
            refuse_damaged(max(0, granule - skipped) / max(1, rate))
        granule, sequence = max(granule, page.granule), page.sequence
        end, ended = page.end, bool(page.flags & _END)
    frames = max(0, granule - skipped)
    if not ended:
        if _goes_on(file, at=end, size=size):
            refuse_damaged(frames / max(1, rate))
        refuse_truncated(None, frames / max(1, rate))
    return Promise("OGG", rate, channels, frames or None, order="vorbis")


def estimate(file: BinaryIO, *, size: int) -> tuple[int, int]:
    """Frames and channels by the first packet and the pages within the last 128 KiB."""
    _, channels, skipped = _identified(file)
    file.seek(max(0, size - 2 * _LARGEST_PAGE))
    tail = file.read(2 * _LARGEST_PAGE)
    at, granule = tail.find(b"OggS"), 0
    while at >= 0 and at + _PAGE_HEADER.size <= len(tail):
        granule = max(granule, _PAGE_HEADER.unpack_from(tail, at)[3])
        at = tail.find(b"OggS", at + _PAGE_HEADER.size)
    return max(0, granule - skipped), channels


def _identified(file: BinaryIO) -> tuple[int, int, int]:
    """Sampling rate, channels, and samples to skip at the start."""
    file.seek(0)
    segments = read_exactly(file, 27)[26]
    read_exactly(file, segments)
    packet = file.read(64)
    if packet.startswith(b"\x01vorbis") and len(packet) >= 16:
        channels, rate = struct.unpack_from("<BI", packet, 11)
        return rate, channels, 0
    if packet.startswith(b"OpusHead") and len(packet) >= 12:
        channels, skip = struct.unpack_from("<BH", packet, 9)
        return _OPUS_RATE, channels, skip
    name = next((name for mark, name in _UNSUPPORTED.items() if packet.startswith(mark)), None)
    if name is None:
        raise AudioRefused("audio-unreadable")
    raise AudioRefused("audio-unsupported", format=name)


def _pages(file: BinaryIO, *, size: int) -> Iterator[_Page]:
    """The whole pages from the start on, up to where there is none."""
    window, base, at = b"", 0, 0
    for _ in range(_MOST_PAGES):
        if at + _LARGEST_PAGE > base + len(window) < size:
            file.seek(at)
            window, base = file.read(_READ), at
        start = at - base
        if start + _PAGE_HEADER.size > len(window):
            return
        mark, version, flags, granule, serial, sequence, checksum, segments = (
            _PAGE_HEADER.unpack_from(window, start)
        )
        body = start + _PAGE_HEADER.size + segments
        end = body + sum(window[body - segments : body])
        if mark != b"OggS" or version != 0 or end > len(window):
            return
        if _checksum(window[start : start + 22], window[start + 26 : end]) != checksum:
            return
        at = base + end
        yield _Page(flags, granule, serial, sequence, at)


def _checksum(before: bytes, behind: bytes) -> int:
    """The CRC-32 of a page, of which four bytes, its own place, count as zero (RFC 3533, 6).

    Its polynomial is zlib's, its bits run the other way: mirrored bytes in, a mirrored sum out.
    """
    crc = zlib.crc32(before.translate(_MIRRORED), 0xFFFFFFFF)
    crc = zlib.crc32(behind.translate(_MIRRORED), zlib.crc32(bytes(4), crc)) ^ 0xFFFFFFFF
    return int.from_bytes(crc.to_bytes(4, "little").translate(_MIRRORED), "big")


def _goes_on(file: BinaryIO, *, at: int, size: int) -> bool:
    """Whether there are pages behind a place where one was expected and not found whole."""
    start = max(at + 4, size - 2 * _LARGEST_PAGE)
    file.seek(start)
    return b"OggS\0" in file.read(2 * _LARGEST_PAGE)
