"""A file that is read while it still arrives: who asks for what is not there yet waits for it."""

from __future__ import annotations

import errno
import io
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Arrival:
    """The writing side: bytes in their order into a file, of a size that was announced.

    Used with `with`; what has not arrived by its end never will, and its readers are told so.
    """

    def __init__(self, path: Path, *, size: int) -> None:
        self.path = path
        self.size = size
        self._file = path.open("wb")
        self._here = 0
        self._broken = False
        self._changed = threading.Condition()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tell(broken=not self.complete)
        self._file.close()

    @property
    def complete(self) -> bool:
        """Whether all that was announced is there."""
        return self._here >= self.size

    def write(self, block: bytes) -> None:
        """Add what has come; who waits for it goes on."""
        self._file.write(block)
        self._file.flush()
        self._tell(more=len(block))

    def wait(self, end: int) -> None:
        """Return once the first `end` bytes are there, or all there are to be.

        Raises
        ------
        OSError
            They are not going to come.
        """
        end = min(end, self.size)
        if self._here >= end:
            return
        with self._changed:
            self._changed.wait_for(lambda: self._broken or self._here >= end)
            if self._here < end:
                raise OSError(errno.EIO, "the rest of the file never came")

    def _tell(self, *, more: int = 0, broken: bool = False) -> None:
        with self._changed:
            self._here += more
            self._broken = self._broken or broken
            self._changed.notify_all()


class Arriving(io.FileIO):
    """A reading side, for one thread: a file of the announced size from the beginning on.

    It has a descriptor to give away only once everything is there.
    """

    def __init__(self, arrival: Arrival) -> None:
        super().__init__(arrival.path)
        self._arrival = arrival

    @property
    def complete(self) -> bool:
        """Whether all of it is there."""
        return self._arrival.complete

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go anywhere; the end is where it is going to be."""
        if whence == io.SEEK_END:
            offset, whence = max(0, self._arrival.size + offset), io.SEEK_SET
        return super().seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer, as far as the file is going to reach."""
        self._wait(memoryview(buffer).nbytes)
        return super().readinto(buffer) or 0

    def read(self, size: int | None = -1, /) -> bytes:
        """All that was asked for, as far as the file is going to reach."""
        wanted = self._arrival.size if size is None or size < 0 else size
        self._wait(wanted)
        return super().read(wanted) or b""

    def readall(self) -> bytes:
        """The rest, once it is there."""
        return self.read()

    def fileno(self) -> int:
        """The descriptor, at this position."""
        if not self._arrival.complete:
            raise io.UnsupportedOperation("it still arrives")
        return super().fileno()

    def _wait(self, count: int) -> None:
        at = self.tell()
        if at < self._arrival.size:  # behind the end there is nothing to wait for
            self._arrival.wait(at + count)
