"""Ogg files: which codec is inside, and whether the last page is there."""

from __future__ import annotations

import struct
from typing import BinaryIO

from lib.audio.container import Promise, read_exactly, refuse_truncated
from lib.audio.sniff import AudioRefused

_PAGE_HEADER = struct.Struct("<4sBBqIIIB")
_END_OF_STREAM = 0x04
_LARGEST_PAGE = 27 + 255 + 255 * 255
# Opus counts time at 48 kHz whatever went in (RFC 7845, 4).
_OPUS_RATE = 48_000
_UNSUPPORTED = {
    b"\x7fFLAC": "Ogg/FLAC",
    b"Speex  ": "Speex",
    b"\x80theora": "Ogg/Theora",
    b"fishead\x00": "Ogg/Skeleton",
}


def inspect(file: BinaryIO, *, size: int) -> Promise:
    """Read the first packet and the last page of an Ogg file.

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
        "audio-unsupported" for another codec than Vorbis and Opus; "audio-truncated" without a
        whole last page that is marked as the end of its stream; "audio-unreadable".

    Notes
    -----
    RFC 3533, 6 (pages); Vorbis I, 4.2.2 (identification header); RFC 7845, 5.1 (OpusHead).
    """
    file.seek(0)
    first = read_exactly(file, 28)
    packet = file.read(64) if first[26] == 1 else file.read(first[26] - 1 + 64)[first[26] - 1 :]
    rate, channels, skipped = _identified(packet)
    granule, ended = _last_page(file, size=size)
    frames = max(0, granule - skipped)
    if not ended:
        refuse_truncated(None, frames / max(1, rate))
    return Promise("OGG", rate, channels, frames or None)


def _identified(packet: bytes) -> tuple[int, int, int]:
    """Sampling rate, channels, and samples to skip at the start."""
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


def _last_page(file: BinaryIO, *, size: int) -> tuple[int, bool]:
    """The last known granule position, and whether the last page is whole and ends its stream."""
    file.seek(max(0, size - 2 * _LARGEST_PAGE))
    tail = file.read(2 * _LARGEST_PAGE)
    at, ended, newest = tail.rfind(b"OggS"), False, True
    while at >= 0:
        page = _page(tail, at)
        if page is not None:
            granule, last = page
            ended = ended or (newest and last)
            if granule >= 0:
                return granule, ended
        newest = False
        at = tail.rfind(b"OggS", 0, at)
    return 0, False


def _page(data: bytes, at: int) -> tuple[int, bool] | None:
    """Granule position and end mark of the page at `at`; None if it is not whole."""
    if at + _PAGE_HEADER.size > len(data):
        return None
    _, version, flags, granule, _, _, _, segments = _PAGE_HEADER.unpack_from(data, at)
    body = at + _PAGE_HEADER.size + segments
    if version != 0 or body + sum(data[at + _PAGE_HEADER.size : body]) > len(data):
        return None
    return granule, bool(flags & _END_OF_STREAM)
