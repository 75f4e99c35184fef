"""What libsndfile reads: a file as it stands, with a better head, or before its end is there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, BinaryIO

import soundfile
from numpy.typing import NDArray

from lib.audio.container import Beginning, Promise
from lib.audio.sniff import AudioRefused

_READ_BYTES = 1 << 16


class Splice(io.RawIOBase):
    """A file whose first bytes, up to `at`, are replaced by `head`.

    An error of the file cannot pass through the decoder, which is C: it is kept as `fault`, and for
    the decoder the file ends there. Behind a file that has only `begun` stands the ending that it
    is to find, one byte of nothing away.
    """

    fault: OSError | AudioRefused | None = None

    def __init__(
        self, file: BinaryIO, *, head: bytes, at: int, begun: Beginning | None = None
    ) -> None:
        super().__init__()
        self._file, self._head, self._shift = file, head, at - len(head)
        self._end = self._size = file.seek(0, io.SEEK_END) - self._shift
        self._sound_until, self._ending = None, b""
        if begun is not None:
            self._sound_until, self._ending = begun.sound_until, begun.ending
            # A byte of nothing, so that who reads on comes to an end before.
            self._size += 1 + len(begun.ending)
        self._position = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where it stands."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go anywhere."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, as far as the file reaches or nothing is wrong with it."""
        made = self._made(len(buffer))
        buffer[: len(made)] = made
        self._position += len(made)
        try:
            count = len(made) + self._behind(memoryview(buffer)[len(made) :])
        except (OSError, AudioRefused) as fault:
            self.fault = fault
            return 0
        return count

    def _made(self, most: int) -> bytes:
        """What does not come from the file: its head, or what there is in place of its end."""
        if self._position > self._end:
            return self._ending[self._position - self._end - 1 :][:most]
        return self._head[self._position : self._position + most]

    def _behind(self, buffer: memoryview) -> int:
        """Read what stands behind the head."""
        at = self._position + self._shift
        if self._sound_until is not None and len(buffer) and self._position < self._end:
            buffer = buffer[: max(0, self._sound_until(at + len(buffer)) - at)]
        if not len(buffer):
            return 0
        self._file.seek(at)
        count: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self._position += count
        return count


class Sequential(soundfile.SoundFile):  # type: ignore[misc]
    """A sound file that is only ever read onward: soundfile seeks after each read otherwise."""

    # Which error it was when a file did not open is not asked for here, so one that has to wait
    # for its bytes need not hold up everybody else's.
    _sf_error_lock = nullcontext()

    def __init__(self, given: int | Splice) -> None:
        self._given = given
        with _told(given):
            # libsndfile asks for 8 KiB at a time, each by way of Python.
            whole = given if isinstance(given, int) else io.BufferedReader(given, _READ_BYTES)
            super().__init__(whole, closefd=False)

    def read(self, frames: int, **kinds: Any) -> NDArray[Any]:
        """The next samples."""
        with _told(self._given):
            block: NDArray[Any] = super().read(frames, **kinds)
        return block

    def seekable(self) -> bool:
        """No."""
        return False


@contextmanager
def _told(given: int | Splice) -> Iterator[None]:
    """Raise what went wrong with the file itself, whatever the decoder made of it."""
    try:
        yield
    finally:
        if isinstance(given, Splice) and given.fault is not None:
            raise given.fault


def given(file: BinaryIO, promise: Promise) -> int | Splice:
    """What soundfile is given: the descriptor, at its start, or a file with a better head."""
    if promise.head or (promise.format == "FLAC" and promise.audio_at):
        return spliced(file, promise)
    # A buffered file's descriptor is not where the file is, and some have none.
    with suppress(io.UnsupportedOperation):
        if isinstance(file, io.FileIO):
            return file.fileno()
    return spliced(file, promise)


def spliced(file: BinaryIO, promise: Promise, *, begun: Beginning | None = None) -> Splice:
    """The file with the promise's head, or without what stands in front of FLAC."""
    at = promise.audio_at if promise.head or promise.format == "FLAC" else 0
    return Splice(file, head=promise.head, at=at, begun=begun)
