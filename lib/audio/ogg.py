"""Ogg files: which codec is inside, and a walk along the pages to see that all are there."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lib.audio.container import Beginning, Promise, read_exactly, refuse_damaged, refuse_truncated
from lib.audio.sniff import AudioRefused

_PAGE_HEADER = struct.Struct("<4sBBqIIIB")
_BEGIN, _END = 0x02, 0x04
_LARGEST_PAGE = 27 + 255 + 255 * 255
_READ = 1 << 18
# By so much of a file its length is estimated: 16 s at 128 kbit/s.
_FIRST = 1 << 18
# libsndfile looks for the last page in so many bytes before the end, and further up if in vain.
_SEARCHED = 1 << 16
_LATEST = 1 << 50
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
    return _Walk(file, size=size).promise()


def begin(file: BinaryIO, *, size: int) -> Beginning | None:
    """Read the first packet and as many pages as an estimate takes.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.

    Returns
    -------
    Beginning | None
        Its decoder is to be given whole pages only. None where the first pages tell no time.

    Raises
    ------
    AudioRefused
    """
    walk = _Walk(file, size=size)
    frames = _likely(file, size=size, skipped=walk.skipped)
    if frames is None:
        return None
    promise = Promise("OGG", walk.rate, walk.channels, None, order="vorbis")
    return Beginning(promise, frames, walk.promise, walk.ending(), walk.sound_until)


def estimate(file: BinaryIO, *, size: int) -> tuple[int, int]:
    """Frames and channels: what the first pages and the file's size lead to believe.

    Of a small file, and where the first pages tell no time, the last ones count.
    """
    _, channels, skipped = _identified(file)
    frames = _likely(file, size=size, skipped=skipped)
    if frames is not None:
        return frames, channels
    file.seek(max(0, size - 2 * _LARGEST_PAGE))
    tail = file.read(2 * _LARGEST_PAGE)
    at, granule = tail.find(b"OggS"), 0
    while at >= 0 and at + _PAGE_HEADER.size <= len(tail):
        granule = max(granule, _PAGE_HEADER.unpack_from(tail, at)[3])
        at = tail.find(b"OggS", at + _PAGE_HEADER.size)
    return max(0, granule - skipped), channels


class _Walk:
    """A walk along the pages, as far as somebody wants to know."""

    def __init__(self, file: BinaryIO, *, size: int) -> None:
        self.rate, self.channels, self.skipped = _identified(file)
        self._file, self._size = file, size
        self._pages = _pages(file, size=size)
        self._serial: int | None = None
        self._sequence, self._granule, self._end = -1, 0, 0
        self._ended = self._over = False
        self._refusal: AudioRefused | None = None

    def sound_until(self, offset: int) -> int:
        """Walk on until `offset` or the stream's end, and tell where the last whole page ends."""
        while self._end < offset and not self._over:
            self._step()
        return self._end

    def promise(self) -> Promise:
        """Walk to the end, and tell what all of it promises."""
        while not self._over:
            self._step()
        return Promise("OGG", self.rate, self.channels, self._frames or None, order="vorbis")

    def ending(self) -> bytes:
        """Where libsndfile looks for the last page: one that is later than any."""
        while self._serial is None:
            self._step()
        fields = (b"OggS", 0, _END, _LATEST, self._serial, 0)
        sums = _checksum(_PAGE_HEADER.pack(*fields, 0, 0)[:22], b"\0")
        return _PAGE_HEADER.pack(*fields, sums, 0).rjust(_SEARCHED, b"\0")

    def _step(self) -> None:
        """Take the next page in, or the end; what is refused once stays refused."""
        if self._refusal is not None:
            raise self._refusal
        try:
            page = next(self._pages, None)
            if page is None:
                self._refuse_open_end()
                self._over = True
            else:
                self._take(page)
        except AudioRefused as refusal:
            self._refusal = refusal
            raise

    def _take(self, page: _Page) -> None:
        self._serial = page.serial if self._serial is None else self._serial
        again = page.flags & _BEGIN and self._sequence >= 0
        if page.serial != self._serial or self._ended or again:
            raise AudioRefused("audio-unsupported", format="Ogg with several streams")
        if page.sequence != self._sequence + 1 or -1 < page.granule < self._granule:
            refuse_damaged(self._seconds)
        self._granule, self._sequence = max(self._granule, page.granule), page.sequence
        self._end, self._ended = page.end, bool(page.flags & _END)

    def _refuse_open_end(self) -> None:
        if not self._ended:
            if _goes_on(self._file, at=self._end, size=self._size):
                refuse_damaged(self._seconds)
            refuse_truncated(None, self._seconds)

    @property
    def _frames(self) -> int:
        return max(0, self._granule - self.skipped)

    @property
    def _seconds(self) -> float:
        return self._frames / max(1, self.rate)


def _likely(file: BinaryIO, *, size: int, skipped: int) -> int | None:
    """Frames by the pages of audio within the first ones; None where there are not two."""
    if size <= _FIRST:
        return None
    timed = [page for page in _pages(file, size=_FIRST) if page.granule > 0]
    if not timed or timed[-1].granule <= timed[0].granule:
        return None
    first, last = timed[0], timed[-1]
    per_byte = (last.granule - first.granule) / (last.end - first.end)
    return max(0, round(last.granule + (size - last.end) * per_byte) - skipped)


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
