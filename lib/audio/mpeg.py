"""MP3 files: a walk along the frame headers, which tells the length where nothing else does."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from lib.audio.container import Beginning, Promise, refuse_damaged, refuse_truncated
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
_READ = 1 << 18
# By so much of a file its length is estimated: a minute at 128 kbit/s.
_FIRST = 1 << 20
# mpg123 looks for a tag in the last 128 bytes, and takes a file without such for a live stream.
_NO_TAG = bytes(128)
# More than a file of any size that is read has.
_COUNTLESS = 1 << 30


@dataclass(frozen=True, slots=True)
class _Header:
    """One frame's header: `kind` is what stays the same along a stream."""

    kind: tuple[int, int]
    length: int
    samples: int
    rate: int
    channels: int
    side_bytes: int


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
    return _Stream(file, size=size, at=at).promise()


def begin(file: BinaryIO, *, size: int, at: int = 0) -> Beginning:
    """Read the first frames alone.

    Parameters
    ----------
    file : BinaryIO
        Seekable.
    size : int
        Length of the file in bytes.
    at : int
        Where the tags in front end.

    Raises
    ------
    AudioRefused
    """
    stream = _Stream(file, size=size, at=at)
    return Beginning(
        stream.likely,
        estimate(file, size=size, at=at)[0] if stream.likely.head else stream.promised_samples,
        stream.promise,
        _NO_TAG,
        stream.sound_until,
    )


def estimate(file: BinaryIO, *, size: int, at: int = 0) -> tuple[int, int]:
    """Frames and channels: the count of the first frame, or what the file's size leads to believe.

    Of the two the larger; the size is taken by the frames within the first mebibyte, which a
    variable bit rate may belie by as much as its own range.
    """
    start, header, first = _first_frame(file, at=at)
    promised = _promised_frames(first, header) or 0
    offset = start + (header.length if promised else 0)
    walk = _Walk(file, at=offset, end=min(size, offset + _FIRST), kind=header.kind)
    end = walk.until(size)
    by_size = walk.frames * max(0, size - offset) // max(1, end - offset)
    return max(promised, by_size) * header.samples, header.channels


class _Stream:
    """The frames of a file, looked at as far as somebody wants to know."""

    def __init__(self, file: BinaryIO, *, size: int, at: int) -> None:
        self._file, self._size = file, size
        self._start, self._header, self._first = _first_frame(file, at=at)
        self._promised = _promised_frames(self._first, self._header)
        self._offset = self._start + (0 if self._promised is None else self._header.length)
        self._walk = self._walked_to(size)

    def sound_until(self, offset: int) -> int:
        """Walk on to `offset`, as if no tags stood at the file's end."""
        return self._walk.until(offset)

    @property
    def likely(self) -> Promise:
        """What is promised if the count, where there is one, is right."""
        return self._told(None, counted=bool(self._promised))

    @property
    def promised_samples(self) -> int:
        """How many samples the count of the first frame makes."""
        return (self._promised or 0) * self._header.samples

    def promise(self) -> Promise:
        """Walk to the end, and tell what all of it promises."""
        end = start_of_trailing(self._file, size=self._size, at=self._start)
        if not self._walk.finish(end=end):
            self._walk = self._walked_to(end)
            self._walk.finish(end=end)
        found, promised = self._walk.frames, self._promised
        second = self._header.samples / self._header.rate
        if self._walk.cut or (promised is not None and found + 1 < promised):
            expected = None if promised is None or promised <= found else promised * second
            refuse_truncated(expected, found * second)
        if self._walk.gaps > _MOST_GAPS or _goes_on(self._file, at=self._walk.at, end=end):
            refuse_damaged(found * second)
        return self._told(found, counted=promised is not None and found <= promised + 1)

    def _walked_to(self, end: int) -> _Walk:
        return _Walk(self._file, at=self._offset, end=end, kind=self._header.kind)

    def _told(self, found: int | None, *, counted: bool) -> Promise:
        header = self._header
        samples = None if found is None else found * header.samples
        if counted:
            return Promise("MP3", header.rate, header.channels, samples, audio_at=self._start)
        frames, audio_bytes = _COUNTLESS if found is None else found, self._size - self._offset
        head = _count_header(self._first[:4], header, frames=frames, audio_bytes=audio_bytes)
        at = self._offset
        return Promise("MP3", header.rate, header.channels, samples, audio_at=at, head=head)


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


class _Walk:
    """A walk along the whole frames of one kind from `at` to `end`, and over junk.

    `frames` and `gaps` are counted; `at` is where the last frame ends, and `cut` tells whether
    another one begins there that is not whole.
    """

    def __init__(self, file: BinaryIO, *, at: int, end: int, kind: tuple[int, int]) -> None:
        self.at, self.frames, self.gaps, self.cut = at, 0, 0, False
        self._file, self._end, self._kind = file, end, kind
        self._window, self._base, self._over = b"", at, False

    def until(self, offset: int) -> int:
        """Walk on at least to `offset`, if there is a way, and tell where the last frame ends."""
        window, base = self._window, self._base
        while not self._over and self.at < offset:
            at = self.at
            if at + 4 > self._end or self.gaps > _MOST_GAPS:
                self._stop()
                break
            if at + 4 > base + len(window):
                self._file.seek(at)
                window, base = self._file.read(_READ), at
            header = _header(window[at - base : at - base + 4])
            if header is None or header.kind != self._kind:
                self._step_over()
            elif at + header.length > self._end:
                self.cut = self._over = True
            else:
                self.frames += 1
                self.at = at + header.length
        self._window, self._base = window, base
        return self.at

    def finish(self, *, end: int) -> bool:
        """Walk to the end, of which there was but a guess; False where that went too far."""
        if self.at > end:
            return False
        self._end, self._over, self.cut = end, False, False
        self.until(end + 1)
        return True

    def _step_over(self) -> None:
        next_at = _resynchronised(self._file, at=self.at + 1, kind=self._kind)
        if next_at is None:
            self._over = True
        else:
            self.at, self.gaps = next_at, self.gaps + 1

    def _stop(self) -> None:
        """The end; a header's first bytes there are a cut frame, too."""
        self._file.seek(self.at)
        rest = self._file.read(max(0, min(3, self._end - self.at)))
        self.cut, self._over = len(rest) == self._end - self.at and rest[:1] == b"\xff", True


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
