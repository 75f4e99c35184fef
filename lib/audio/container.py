"""What a file's own structure promises, read before any decoder sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from lib.audio.sniff import AudioRefused, Format


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
    """

    format: Format
    sample_rate_hz: int
    channels: int
    frames: int | None
    channel_mask: int = 0
    audio_at: int = 0
    head: bytes = b""


def read_exactly(file: BinaryIO, count: int) -> bytes:
    """Read `count` bytes, or refuse the file as unreadable where it ends before."""
    data = file.read(count)
    if len(data) < count:
        raise AudioRefused("audio-unreadable")
    return data


def refuse_truncated(expected_s: float | None, found_s: float) -> NoReturn:
    """Refuse a file whose header promises more than there is, in seconds of audio.

    `expected_s` is None, and not among the facts, where the format only tells that something is
    missing and not how much.
    """
    if expected_s is None:
        raise AudioRefused("audio-truncated", found_s=round(found_s, 3))
    raise AudioRefused(
        "audio-truncated", expected_s=round(expected_s, 3), found_s=round(found_s, 3)
    )
