"""What any file promises by its own structure, and how much work that would be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from lib.audio import aiff, caf, flac, mpeg, ogg, riff, wave64
from lib.audio.container import Beginning, Promise
from lib.audio.sniff import HEAD_BYTES, AudioRefused, Format, sniff
from lib.audio.tags import end_of_leading


class _Inspect(Protocol):
    def __call__(self, file: BinaryIO, *, size: int) -> Promise: ...


_UNTAGGED: dict[Format, _Inspect] = {
    "WAV": riff.inspect,
    "W64": wave64.inspect,
    "AIFF": aiff.inspect,
    "CAF": caf.inspect,
    "OGG": ogg.inspect,
}


def inspect(file: BinaryIO) -> Promise:
    """Find out the format and read the structure of a file, without decoding any of it.

    Parameters
    ----------
    file : BinaryIO
        Seekable.

    Returns
    -------
    Promise

    Raises
    ------
    AudioRefused
    """
    format_, size, at = _recognised(file)
    if format_ == "FLAC":
        return flac.inspect(file, size=size, at=at)
    if format_ == "MP3":
        return mpeg.inspect(file, size=size, at=at)
    return _UNTAGGED[format_](file, size=size)


@runtime_checkable
class Arrives(Protocol):
    """A file whose reading waits for what is not there yet, though its size is known."""

    @property
    def complete(self) -> bool:
        """Whether all of it is there."""


def arrives(file: BinaryIO) -> bool:
    """Whether some of a file is still on its way."""
    return isinstance(file, Arrives) and not file.complete


def begin(file: BinaryIO) -> Beginning | None:
    """Read as little of a file's structure as decoding can begin with.

    Parameters
    ----------
    file : BinaryIO
        Seekable.

    Returns
    -------
    Beginning | None
        None where `inspect` is to look at it: it is to be refused, its end has to be known first,
        or its format has the whole structure in front anyway.
    """
    try:
        format_, size, at = _recognised(file)
        if format_ == "FLAC":
            return flac.begin(file, size=size, at=at)
        if format_ == "MP3":
            return mpeg.begin(file, size=size, at=at)
        return ogg.begin(file, size=size) if format_ == "OGG" else None
    except AudioRefused:
        return None


@contextmanager
def opened(audio: str | Path | BinaryIO) -> Iterator[BinaryIO]:
    """A file to read from: opened here, or as it was given and then left open."""
    if isinstance(audio, str | Path):
        with Path(audio).open("rb", buffering=0) as file:
            yield file
    else:
        yield audio


def declared_work(audio: str | Path | BinaryIO) -> float | None:
    """How many samples a file declares, over all channels: what decides where it is measured.

    Parameters
    ----------
    audio : str | Path | BinaryIO
        A path, or a seekable file.

    Returns
    -------
    float | None
        Frames times channels, within milliseconds; of Ogg and MP3 by how much the first pages or
        frames play, so that a file that arrives need not be waited for. A file that is going to be
        refused may well have a figure. None where there is nothing to go by.
    """
    with opened(audio) as file:
        try:
            frames, channels = _estimated(file)
        except AudioRefused:
            return None
    return float(frames * channels) if frames * channels else None


def _estimated(file: BinaryIO) -> tuple[int, int]:
    format_, size, at = _recognised(file)
    if format_ == "OGG":
        return ogg.estimate(file, size=size)
    if format_ == "MP3":
        return mpeg.estimate(file, size=size, at=at)
    begun = flac.begin(file, size=size, at=at) if format_ == "FLAC" else None
    promise = inspect(file) if begun is None else begun.promise
    return promise.frames or 0, promise.channels


def _recognised(file: BinaryIO) -> tuple[Format, int, int]:
    """Format, size in bytes, and where the tags in front end."""
    size = file.seek(0, io.SEEK_END)
    at = end_of_leading(file)
    file.seek(at)
    return sniff(file.read(HEAD_BYTES)) if at < size or size == 0 else "MP3", size, at
