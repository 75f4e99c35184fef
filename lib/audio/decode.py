"""Decoded audio in blocks, from a file whose structure has been looked at first."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
import soundfile
from numpy.typing import NDArray

from lib.audio import header
from lib.audio.container import Order, Promise, refuse_damaged, refuse_truncated
from lib.audio.limits import DEFAULT_LIMITS, Limits
from lib.audio.pcm_digest import WIDTHS, PcmDigest
from lib.audio.sniff import AudioRefused, Format

# 1.5 s at 44.1 kHz: progress is told, and a cancelled job noticed, this often.
BLOCK_FRAMES = 65_536

_BITS = {
    "PCM_S8": 8,
    "PCM_U8": 8,
    "PCM_16": 16,
    "PCM_24": 24,
    "PCM_32": 32,
    "FLOAT": 32,
    "DOUBLE": 64,
    "ALAW": 8,
    "ULAW": 8,
}
_READ_BYTES = 1 << 16
# What libsndfile may call a file of each format: one that it takes for another is a trap.
_CONTAINERS = {
    "WAV": {"WAV", "WAVEX", "RF64"},
    "W64": {"W64", "WAV", "WAVEX"},
    "AIFF": {"AIFF"},
    "CAF": {"CAF"},
    "FLAC": {"FLAC"},
    "OGG": {"OGG"},
    "MP3": {"MP3"},
}
_LOSSY = {"VORBIS", "OPUS", "MPEG_LAYER_III"}
# -200 dBFS: 50 dB under the last bit of 24 and under the noise of any converter. What is below is
# not sound but what filters leave behind, and costs a processor dearly.
_FAINTEST = np.float32(1e-10)
_FLOATING = {"FLOAT", "DOUBLE"}
# Sixteen bits are read as they are stored in these, and brought to full scale here: the same values
# in a quarter of the time that libsndfile takes for it.
_LITTLE_ENDIAN = {"WAV", "W64"}
_UNIT_16 = np.float32(2.0**-15)
# The largest step between neighbouring values near full scale, in fractions of it. Companded
# samples (ITU-T G.711) have steps of 1/32 there; 24 bits and more have none to speak of.
_STEPS = {
    "PCM_S8": 2.0**-7,
    "PCM_U8": 2.0**-7,
    "PCM_16": 2.0**-15,
    "ALAW": 2.0**-5,
    "ULAW": 2.0**-5,
}
# What a decoder may stop short of a lossy file's promise: two frames of MP3 (and its delay), one
# packet of Ogg. Lossless formats promise to the sample, and are asked for no more.
_SLACK_FRAMES = {"MP3": 4 * 1152, "OGG": 5760}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is ready to be decoded.

    Attributes
    ----------
    format : Format
    codec : str
        libsndfile's name of the encoding, such as "PCM_16" or "MPEG_LAYER_III".
    sample_rate_hz, channels : int
    bit_depth : int | None
        Bits of a sample; None for codecs without such a thing.
    expected_frames : int | None
        Samples of each channel by the header; None where it leaves them open.
    channel_mask : int
        WAVE_FORMAT_EXTENSIBLE's speaker bits, else 0.
    order : "wave" | "vorbis"
        Which convention the order of more than two channels follows.
    step : float
        Distance between neighbouring values at full scale; 0 where it is too small to matter.
    """

    format: Format
    codec: str
    sample_rate_hz: int
    channels: int
    bit_depth: int | None
    expected_frames: int | None
    channel_mask: int
    order: Order
    step: float
    _sound: soundfile.SoundFile
    _promise: Promise
    _limits: Limits

    def blocks(self, *, frames: int = BLOCK_FRAMES) -> Iterator[NDArray[np.float32]]:
        """Decode the file from its start to its end; may be called once.

        Parameters
        ----------
        frames : int > 0
            The most samples of each channel in a block.

        Yields
        ------
        (n, channels) float32, 0 < n ≤ frames
            Full scale is 1.0. Floating-point samples below -200 dBFS are zero.

        Raises
        ------
        AudioRefused
            "audio-too-long" as soon as more than the allowed duration is decoded; "audio-damaged"
            where the decoder gives up or ends before the header's promise, and where the samples
            are not those that the file has a digest of; "audio-truncated" where that may as well
            be its last frame missing its end; "audio-empty" if there was nothing.
        """
        longest = self._limits.longest_s(rate_hz=self.sample_rate_hz, channels=self.channels)
        checked = self._promise.md5 and self.bit_depth in WIDTHS
        digest = PcmDigest(bits=self.bit_depth or 0) if checked else None
        done = 0
        while len(block := self._read(frames, done=done)):
            done += len(block)
            if done > longest * self.sample_rate_hz:
                raise AudioRefused("audio-too-long", limit_s=longest)
            if digest is not None:
                digest.push(block)
            yield block
        self._refuse_short(done)
        if digest is not None and digest.result() != self._promise.md5:
            refuse_damaged()
        if done == 0:
            raise AudioRefused("audio-empty")

    def _read(self, frames: int, *, done: int) -> NDArray[np.float32]:
        """The next samples; none at the end."""
        if self.expected_frames is not None and self.codec not in _LOSSY:
            # Behind the last frame a decoder stumbles over whatever follows it.
            frames = max(0, min(frames, self.expected_frames - done))
        plain = self.codec == "PCM_16" and self.format in _LITTLE_ENDIAN
        kind = "int16" if plain else "float32"
        try:
            block: NDArray[Any] = self._sound.read(frames, dtype=kind, always_2d=True)
        except soundfile.LibsndfileError as error:
            self._refuse_broken(done, cause=error)
        if self.codec in _FLOATING:
            block[np.abs(block) < _FAINTEST] = 0.0
        return block * _UNIT_16 if plain else block

    def _refuse_short(self, done: int) -> None:
        slack = _SLACK_FRAMES.get(self.format, 0)
        if self.expected_frames is not None and done + slack < self.expected_frames:
            self._refuse_broken(done)

    def _refuse_broken(self, done: int, *, cause: Exception | None = None) -> NoReturn:
        """All that was promised is in the file, and yet it cannot be decoded to its end."""
        rate, cut_at = max(1, self.sample_rate_hz), self._promise.cut_at
        try:
            if cut_at is not None and self.expected_frames is not None:
                refuse_truncated(self.expected_frames / rate, cut_at / rate)
            refuse_damaged(done / rate)
        except AudioRefused as refusal:
            raise refusal from cause


@contextmanager
def open_audio(
    audio: str | Path | BinaryIO, *, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Source]:
    """Open an audio file by what is in it; its name plays no part.

    Parameters
    ----------
    audio : str | Path | BinaryIO
        A path, or a seekable file. What its reading raises comes through as it is.
    limits : Limits

    Yields
    ------
    Source

    Raises
    ------
    AudioRefused
        For any reason but samples that make no sense, which only decoding brings to light.
    """
    with header.opened(audio) as file:
        promise = header.inspect(file)
        _check(promise.sample_rate_hz, promise.channels, promise.frames, limits)
        file.seek(0)
        try:
            sound = _Sequential(_opened(file, promise))
        except soundfile.LibsndfileError as error:
            raise AudioRefused("audio-unreadable") from error
        with sound:
            source = _source(sound, promise, limits)
            # Opus is decoded at the rate that went in, and counts time at its own.
            _check(source.sample_rate_hz, source.channels, source.expected_frames, limits)
            yield source


class _Sequential(soundfile.SoundFile):  # type: ignore[misc]
    """A sound file that is only ever read onward: soundfile seeks after each read otherwise."""

    # Which error it was when a file did not open is not asked for here, so one that has to wait
    # for its bytes need not hold up everybody else's.
    _sf_error_lock = nullcontext()

    def __init__(self, given: int | _Spliced) -> None:
        self._given = given
        with _told(given):
            # libsndfile asks for 8 KiB at a time, each by way of Python.
            whole = given if isinstance(given, int) else io.BufferedReader(given, _READ_BYTES)
            super().__init__(whole, closefd=False)

    def read(self, frames: int, **kinds: Any) -> NDArray[Any]:
        with _told(self._given):
            block: NDArray[Any] = super().read(frames, **kinds)
        return block

    def seekable(self) -> bool:
        return False


class _Spliced(io.RawIOBase):
    """A file whose first bytes, up to `at`, are replaced by `head`.

    An error of the file cannot pass through the decoder, which is C: it is kept as `fault`, and for
    the decoder the file ends there.
    """

    fault: OSError | None = None

    def __init__(self, file: BinaryIO, *, head: bytes, at: int) -> None:
        super().__init__()
        self._file, self._head, self._shift = file, head, at - len(head)
        self._size = file.seek(0, io.SEEK_END) - self._shift
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        head = self._head[self._position : self._position + len(buffer)]
        buffer[: len(head)] = head
        self._position += len(head)
        try:
            count = len(head) + self._behind(memoryview(buffer)[len(head) :])
        except OSError as fault:
            self.fault = fault
            return 0
        return count

    def _behind(self, buffer: memoryview) -> int:
        """Read what stands behind the head."""
        if not len(buffer):
            return 0
        self._file.seek(self._position + self._shift)
        count: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self._position += count
        return count


@contextmanager
def _told(given: int | _Spliced) -> Iterator[None]:
    """Raise what went wrong with the file itself, whatever the decoder made of it."""
    try:
        yield
    finally:
        if isinstance(given, _Spliced) and given.fault is not None:
            raise given.fault


def _check(rate: int, channels: int, frames: int | None, limits: Limits) -> None:
    low, high = limits.min_rate_hz, limits.max_rate_hz
    if not low <= rate <= high:
        raise AudioRefused("audio-rate-unsupported", sample_rate_hz=rate, min_hz=low, max_hz=high)
    if not 1 <= channels <= limits.max_channels:
        most = limits.max_channels
        raise AudioRefused("audio-channels-unsupported", channels=channels, max_channels=most)
    longest = limits.longest_s(rate_hz=rate, channels=channels)
    if frames is not None and frames > longest * rate:
        raise AudioRefused("audio-too-long", limit_s=longest)


def _opened(file: BinaryIO, promise: Promise) -> int | _Spliced:
    """What soundfile is given: the descriptor, at its start, or a file with a better head."""
    if promise.head or (promise.format == "FLAC" and promise.audio_at):
        return _Spliced(file, head=promise.head, at=promise.audio_at)
    # A buffered file's descriptor is not where the file is, and some have none.
    with suppress(io.UnsupportedOperation):
        if isinstance(file, io.FileIO):
            return file.fileno()
    return _Spliced(file, head=b"", at=0)


def _source(sound: soundfile.SoundFile, promise: Promise, limits: Limits) -> Source:
    if sound.format not in _CONTAINERS[promise.format]:
        raise AudioRefused("audio-unreadable")
    if sound.subtype not in _BITS and sound.subtype not in _LOSSY:
        raise AudioRefused("audio-unsupported", format=f"{promise.format}/{sound.subtype}")
    expected = promise.frames
    if promise.format == "OGG" or (promise.format == "MP3" and not promise.head):
        # The decoder knows what is dropped at the ends for gapless play.
        expected = sound.frames if expected is None else min(expected, sound.frames)
    return Source(
        format=promise.format,
        codec=sound.subtype,
        sample_rate_hz=sound.samplerate,
        channels=sound.channels,
        bit_depth=_BITS.get(sound.subtype),
        expected_frames=expected,
        channel_mask=promise.channel_mask,
        order=promise.order,
        step=_STEPS.get(sound.subtype, 0.0),
        _sound=sound,
        _promise=promise,
        _limits=limits,
    )
