"""What a file's own structure promises, read before any decoder sees it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal, NoReturn

from lib.audio.sniff import AudioRefused, Format

# Which convention the order of more than two channels follows: that of WAVE files, by ascending
# speaker bits (L R C LFE Lb Rb Cb Ls Rs), or that of Vorbis I, 4.3.9 (L C R Ls Rs Lb Rb LFE).
Order = Literal["wave", "vorbis"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a header says about the audio behind it.

    Attributes
    ----------
    format : Format
    sample_rate_hz, channels : int
    frames : int | None
        Samples of each channel; None where the header leaves it open.
    channel_mask : int
        The speaker bits of WAVE_FORMAT_EXTENSIBLE; 0 where the file has none.
    audio_at : int
        Offset of the first byte that belongs to the audio stream.
    head : bytes
        What has to be read in place of the bytes before `audio_at`, where that is needed.
    order : "wave" | "vorbis"
        Which convention the order of more than two channels follows.
    md5 : bytes
        The digest of all decoded samples; empty where the file tells none.
    cut_at : int | None
        The sample at which the last frame begins, where its end was not to be made out.
    """

    format: Format
    sample_rate_hz: int
    channels: int
    frames: int | None
    channel_mask: int = 0
    audio_at: int = 0
    head: bytes = b""
    order: Order = "wave"
    md5: bytes = b""
    cut_at: int | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first bytes of a file tell that is not all there yet.

    Attributes
    ----------
    promise : Promise
        What the file will turn out to promise, unless something is wrong with it; its `frames` are
        None where only the end tells them, and a `head` counts more of them than there can be.
    likely_frames : int | None
        What `frames` may come to.
    finish : callable()
        Reads the rest, once it is there, and returns the promise of the whole file or refuses it.
    ending : bytes
        What a decoder that looks for the end before it is there is to find.
    sound_until : callable(offset), optional
        Waits until the bytes up to an offset are found in order, and tells up to where they are; a
        decoder that must not see others is given no more. Refuses what is not in order.
    """

    promise: Promise
    likely_frames: int | None
    finish: Callable[[], Promise]
    ending: bytes = b""
    sound_until: Callable[[int], int] | None = None


def read_exactly(file: BinaryIO, count: int) -> bytes:
    """Read `count` bytes, or refuse the file as unreadable where it ends before."""
    data = file.read(count)
    if len(data) < count:
        raise AudioRefused("audio-unreadable")
    return data


def printable(text: bytes) -> str:
    """A name from a file as printable ASCII; whatever else it holds becomes a question mark."""
    return "".join(chr(byte) if 32 <= byte < 127 else "?" for byte in text).strip() or "unknown"


def refuse_truncated(expected_s: float | None, found_s: float) -> NoReturn:
    """Refuse a file whose header promises more than there is, in seconds of audio.

    `expected_s` is None, and not among the facts, where the format only tells that something is
    missing and not how much. What was found is rounded down: a file that lacks a byte of six
    seconds does not end after six.
    """
    found_s = _whole_ms(found_s)
    if expected_s is None:
        raise AudioRefused("audio-truncated", found_s=found_s)
    expected_s = -_whole_ms(-expected_s)  # as a fraction of a ms may be all that lacks
    raise AudioRefused("audio-truncated", expected_s=expected_s, found_s=found_s)


def refuse_damaged(at_s: float | None = None) -> NoReturn:
    """Refuse a file whose bytes contradict each other inside.

    `at_s` is how far nothing was wrong with them; None, and not among the facts, where only the
    whole is known to be wrong.
    """
    if at_s is None:
        raise AudioRefused("audio-damaged")
    raise AudioRefused("audio-damaged", at_s=_whole_ms(at_s))


def _whole_ms(seconds: float) -> float:
    return math.floor(seconds * 1000.0 + 1e-6) / 1000.0
