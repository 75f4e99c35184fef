"""Figures over time, in one array that grows with them."""

from __future__ import annotations

from mmap import MAP_PRIVATE, mmap
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Figure = TypeVar("Figure", bound=np.generic)

_FIRST_ROOM = 1024


class Series(Generic[Figure]):
    """Rows of figures to which columns are added.

    Parameters
    ----------
    rows : int > 0
    kind : type
        One of numpy's scalar types.

    Notes
    -----
    The room doubles whenever it is full. It is mapped by itself: what is not written yet takes no
    memory, and all of it is given back the moment it is let go, where on the heap it would leave
    holes among everybody's temporary arrays. A list of arrays leaves more of them, and would have
    to be joined in the end, when memory is scarcest.
    """

    def __init__(self, *, rows: int, kind: type[Figure]) -> None:
        self._kind = kind
        self._room = self._mapped(rows, _FIRST_ROOM)
        self._count = 0

    def append(self, columns: NDArray[Figure]) -> None:
        """Add (rows, n) figures, or (n,) to one row."""
        end = self._count + columns.shape[-1]
        if end > self._room.shape[1]:
            before = self.values
            self._room = self._mapped(len(before), max(end, 2 * self._room.shape[1]))
            self._room[:, : self._count] = before
        self._room[:, self._count : end] = columns
        self._count = end

    @property
    def values(self) -> NDArray[Figure]:
        """What has been added: (rows, n); no copy."""
        return self._room[:, : self._count]

    def _mapped(self, rows: int, columns: int) -> NDArray[Figure]:
        memory = mmap(-1, rows * columns * np.dtype(self._kind).itemsize, flags=MAP_PRIVATE)
        return np.frombuffer(memory, self._kind).reshape(rows, columns)
