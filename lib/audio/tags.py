"""Where the tags in front of and behind a stream end and begin; what they say is never read."""

from __future__ import annotations

from typing import BinaryIO

# A file has two or three; more are somebody's joke.
_MOST_TAGS = 16
_LYRICS_1_BYTES = 5100 + 11 + 9


def end_of_leading(file: BinaryIO) -> int:
    """Where the ID3v2 tags in front end (ID3 tag version 2.4.0, 3.1: the size is 4 x 7 bits).

    The offset may lie beyond the end of the file.
    """
    at = 0
    for _ in range(_MOST_TAGS):
        file.seek(at)
        header = file.read(10)
        if len(header) < 10 or header[:3] != b"ID3":
            break
        at += 10 + _seven_bit(header[6:]) + (10 if header[5] & 0x10 else 0)
    return at


def start_of_trailing(file: BinaryIO, *, size: int, at: int) -> int:
    """Where the tags behind the audio begin: ID3v1, APE, Lyrics3 and ID3v2 with a footer.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.
    at : int
        Where the audio begins; a tag that claims to begin before is none.

    Returns
    -------
    int
        Offset of the first byte behind the audio; `size` where no tags are found.

    Notes
    -----
    ID3v1: 128 bytes (227 more for its extension); APEv2: a footer of 32 bytes with the size;
    Lyrics3 v2.00: six digits before the last mark; ID3 tag version 2.4.0, 3.4.
    """
    end = size
    for _ in range(_MOST_TAGS):
        file.seek(max(at, end - _LYRICS_1_BYTES))
        length = _last_tag(file.read(end - max(at, end - _LYRICS_1_BYTES)))
        if length == 0 or end - length < at:
            break
        end -= length
    return end


def _last_tag(tail: bytes) -> int:
    """The length of the tag that ends where `tail` ends; 0 for none."""
    if tail[-128:-125] == b"TAG":
        return 355 if tail[-355:-351] == b"TAG+" else 128
    if tail[-32:-24] == b"APETAGEX":
        headed = tail[-9] & 0x80
        return max(32, int.from_bytes(tail[-20:-16], "little")) + (32 if headed else 0)
    if tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    if tail[-9:] == b"LYRICSEND":
        begin = tail.rfind(b"LYRICSBEGIN")
        return len(tail) - begin if begin >= 0 else 0
    if tail[-10:-7] == b"3DI":
        return _seven_bit(tail[-4:]) + 20
    return 0


def _seven_bit(data: bytes) -> int:
    length = 0
    for byte in data:
        length = length << 7 | byte & 0x7F
    return length
