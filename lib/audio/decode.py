"""Decoded audio in blocks, from a file whose structure has been looked at first."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
import soundfile
from numpy.typing import NDArray

from lib.audio import header
from lib.audio.container import Beginning, Order, Promise, refuse_damaged, refuse_truncated
from lib.audio.limits import DEFAULT_LIMITS, Limits
from lib.audio.pcm_digest import WIDTHS, PcmDigest
from lib.audio.sniff import AudioRefused, Format
from lib.audio.splice import Sequential, given, spliced

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


class Misjudged(Exception):
    """A file that was decoded while it arrived is another than its first bytes let us think.

    What has been decoded does not count; all of the file is there, and can be decoded anew.
    """


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
        Samples of each channel by the header; None where it leaves them open. Of a file that still
        arrives it may be no more than likely.
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
    _opened: _Opened
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
            be its last frame missing its end; "audio-empty" if there was nothing. Of a file that
            was still arriving when it was opened, also what is refused for its structure.
        Misjudged
            Of a file that was still arriving when it was opened.
        """
        longest = self._limits.longest_s(rate_hz=self.sample_rate_hz, channels=self.channels)
        md5 = self._opened.promise.md5
        checked = md5 and self.bit_depth in WIDTHS
        digest = PcmDigest(bits=self.bit_depth or 0) if checked else None
        done = 0
        while len(block := self._read(frames, done=done)):
            self._opened.done = done = done + len(block)
            if done > longest * self.sample_rate_hz:
                raise AudioRefused("audio-too-long", limit_s=longest)
            if digest is not None:
                digest.push(block)
            yield block
        self._refuse_short(done)
        if digest is not None and digest.result() != md5:
            refuse_damaged()
        if done == 0:
            raise AudioRefused("audio-empty")

    def _read(self, frames: int, *, done: int) -> NDArray[np.float32]:
        """The next samples; none at the end."""
        most = self._opened.look().most
        if most is not None:
            # Behind the last frame a decoder stumbles over whatever follows it.
            frames = max(0, min(frames, most - done))
        plain = self.codec == "PCM_16" and self.format in _LITTLE_ENDIAN
        kind = "int16" if plain else "float32"
        try:
            block: NDArray[Any] = self._opened.sound.read(frames, dtype=kind, always_2d=True)
        except soundfile.LibsndfileError as error:
            self._refuse_broken(done, end=self._ended(done), cause=error)
        if self.codec in _FLOATING:
            block[np.abs(block) < _FAINTEST] = 0.0
        return block * _UNIT_16 if plain else block

    def _refuse_short(self, done: int) -> None:
        end, slack = self._ended(done), _SLACK_FRAMES.get(self.format, 0)
        if end.frames is not None and done + slack < end.frames:
            self._refuse_broken(done, end=end)

    def _ended(self, done: int) -> _End:
        """Where the file ends; one that was begun by a guess had better come to it."""
        end = self._opened.settle()
        if self.codec in _LOSSY and end.most is not None and done < end.most:
            raise Misjudged
        return end

    def _refuse_broken(self, done: int, *, end: _End, cause: Exception | None = None) -> NoReturn:
        """All that was promised is in the file, and yet it cannot be decoded to its end."""
        rate = max(1, self.sample_rate_hz)
        try:
            if end.cut_at is not None and end.frames is not None:
                refuse_truncated(end.frames / rate, end.cut_at / rate)
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
        A path, or a seekable file. What its reading raises comes through as it is. One that still
        arrives is decoded from its first bytes on where that can be; what only its end tells is
        refused as soon as it is there, and for the same reason as if it had been there before.
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
        early = _opened_early(file, limits)
        if early is None:
            with _opened_whole(file, header.inspect(file), limits) as whole:
                yield _source(whole, limits)
            return
        with early.sound:
            try:
                yield _source(early, limits)
            except AudioRefused:
                early.settle()  # what the structure is refused for goes before
                raise


@dataclass(frozen=True, slots=True)
class _End:
    """Where decoding has to come to: `frames` are expected, and `most` is all that is delivered.

    `cut_at` is the promise's.
    """

    frames: int | None
    most: int | None
    cut_at: int | None = None


class _Opened:
    """A file that is open for decoding, and what is known of its end.

    Of one that arrives, `whole` opens it once more when it is all there, and `expected` is a guess.
    """

    def __init__(
        self,
        sound: soundfile.SoundFile,
        promise: Promise,
        end: _End,
        *,
        expected: int | None,
        whole: Callable[[], AbstractContextManager[_Opened]] | None = None,
        file: BinaryIO | None = None,
    ) -> None:
        self.sound, self.promise, self.expected, self.done = sound, promise, expected, 0
        self._end, self._whole, self._file = end, whole, file

    def look(self) -> _End:
        """What is known of the end by now."""
        waits = self._whole is not None and self._file is not None and header.arrives(self._file)
        return self._end if waits else self.settle()

    def settle(self) -> _End:
        """What is known of the end once it is there; it is waited for.

        Raises
        ------
        AudioRefused
            What the whole file is refused for.
        Misjudged
            The whole file is decoded in another way, or not so far.
        """
        reopen, self._whole = self._whole, None
        if reopen is not None:
            with reopen() as whole:
                self._end = self._agreed(whole)
        return self._end

    def _agreed(self, whole: _Opened) -> _End:
        end, there = whole.look(), whole.sound.frames
        most = there if end.most is None else end.most
        if self._manner() != whole._manner() or self.sound.frames < there or self.done > most:
            raise Misjudged
        return _End(end.frames, most, end.cut_at)

    def _manner(self) -> tuple[object, ...]:
        """All that makes a difference to what is read, and to what is made of the samples."""
        promise, sound = self.promise, self.sound
        read = (promise.format, promise.audio_at, len(promise.head), promise.md5)
        decoded = (sound.format, sound.subtype, sound.samplerate, sound.channels)
        return (*read, *decoded, promise.channel_mask, promise.order)


def _opened_early(file: BinaryIO, limits: Limits) -> _Opened | None:
    """A file that still arrives; None where it does not, or where all of it has to be there."""
    begun = header.begin(file) if header.arrives(file) else None
    if begun is None:
        return None
    promise, likely = begun.promise, begun.likely_frames
    try:
        _check(promise.sample_rate_hz, promise.channels, likely, limits)
        sound = Sequential(spliced(file, promise, begun=begun))
        if likely is not None:
            likely = likely * sound.samplerate // promise.sample_rate_hz
        _check_kind(sound, promise)
        _check(sound.samplerate, sound.channels, likely, limits)
    except (AudioRefused, soundfile.LibsndfileError):
        return None  # all of it tells why
    end, whole = _End(None, promise.frames), partial(_opened_late, file, begun, limits)
    return _Opened(sound, promise, end, expected=likely, whole=whole, file=file)


@contextmanager
def _opened_late(file: BinaryIO, begun: Beginning, limits: Limits) -> Iterator[_Opened]:
    """The file that has begun, as if it had been all there."""
    file.seek(-1, io.SEEK_END)
    file.read(1)
    with _opened_whole(file, begun.finish(), limits) as whole:
        yield whole


@contextmanager
def _opened_whole(file: BinaryIO, promise: Promise, limits: Limits) -> Iterator[_Opened]:
    _check(promise.sample_rate_hz, promise.channels, promise.frames, limits)
    file.seek(0)
    try:
        sound = Sequential(given(file, promise))
    except soundfile.LibsndfileError as error:
        raise AudioRefused("audio-unreadable") from error
    with sound:
        _check_kind(sound, promise)
        expected = promise.frames
        if promise.format == "OGG" or (promise.format == "MP3" and not promise.head):
            # The decoder knows what is dropped at the ends for gapless play.
            expected = sound.frames if expected is None else min(expected, sound.frames)
        # Opus is decoded at the rate that went in, and counts time at its own.
        _check(sound.samplerate, sound.channels, expected, limits)
        most = None if sound.subtype in _LOSSY else expected
        yield _Opened(sound, promise, _End(expected, most, promise.cut_at), expected=expected)


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


def _check_kind(sound: soundfile.SoundFile, promise: Promise) -> None:
    if sound.format not in _CONTAINERS[promise.format]:
        raise AudioRefused("audio-unreadable")
    if sound.subtype not in _BITS and sound.subtype not in _LOSSY:
        raise AudioRefused("audio-unsupported", format=f"{promise.format}/{sound.subtype}")


def _source(opened: _Opened, limits: Limits) -> Source:
    sound, promise = opened.sound, opened.promise
    return Source(
        format=promise.format,
        codec=sound.subtype,
        sample_rate_hz=sound.samplerate,
        channels=sound.channels,
        bit_depth=_BITS.get(sound.subtype),
        expected_frames=opened.expected,
        channel_mask=promise.channel_mask,
        order=promise.order,
        step=_STEPS.get(sound.subtype, 0.0),
        _opened=opened,
        _limits=limits,
    )
