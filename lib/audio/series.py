"""Figures over time, in one array that grows with them."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Figure = TypeVar("Figure", np.float32, np.float64)

_FIRST_ROOM = 1024


class Series(Generic[Figure]):
    """Rows of figures to which columns are added.

    Parameters
    ----------
    rows : int > 0
    kind : type
        np.float32 or np.float64.

    Notes
    -----
    The room grows by half whenever it is full. A list of arrays would have to be joined in the end,
    when memory is scarcest.
    """

    def __init__(self, *, rows: int, kind: type[Figure]) -> None:
        self._room: NDArray[Figure] = np.empty((rows, _FIRST_ROOM), kind)
        self._count = 0

    def append(self, columns: NDArray[Figure]) -> None:
        """Add (rows, n) figures, or (n,) to one row."""
        end = self._count + columns.shape[-1]
        if end > self._room.shape[1]:
            before = self._room[:, : self._count]
            room = max(end, self._room.shape[1] * 3 // 2)
            self._room = np.empty((len(before), room), before.dtype)
            self._room[:, : self._count] = before
        self._room[:, self._count : end] = columns
        self._count = end

    @property
    def values(self) -> NDArray[Figure]:
        """What has been added: (rows, n); no copy."""
        return self._room[:, : self._count]
