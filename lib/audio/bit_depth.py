"""How many of a file's bits are in use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import Chunk

# Single precision holds 24 bits at full scale; a file of more is only told from one of 24 or fewer.
_MOST_BITS = 24
# Counting in units of the least of 24 bits, ±100 times full scale still fits 32 bits.
_UNITS = 2.0 ** (_MOST_BITS - 1)


class BitDepthMeter:
    """Finds the lowest bit that any sample uses.

    Parameters
    ----------
    stored : int | None
        Bits of a stored sample, of linear or floating-point encoding; None for lossy ones, of
        which nothing can be said.

    Notes
    -----
    A word of 24 bits that was made of 16 by appending zeros is a multiple of 2^-15 in every sample,
    and one gain, fade or dither anywhere makes it a real one; so a single sample can prove that the
    bits are in use, and the looking ends there: only files that do not use them are looked at to
    the end.
    """

    def __init__(self, *, stored: int | None) -> None:
        self._stored = stored
        self._used = 0
        self._open = stored is not None

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of the signal in."""
        if self._open and self._stored is not None:
            self._used = max(self._used, _bits(chunk.samples))
            self._open = self._used < min(self._stored, _MOST_BITS + 1)

    def result(self) -> int | None:
        """The bits in use, at most those stored; None for lossy encodings and digital silence."""
        if self._stored is None or not self._used:
            return None
        # More than 24 cannot be counted, so the rest is taken to be used.
        return self._stored if self._used > _MOST_BITS else min(self._used, self._stored)


def _bits(samples: NDArray[np.float32]) -> int:
    """The least word length that holds all samples exactly, 25 for more than 24, 0 for silence."""
    scaled = samples * np.float32(_UNITS)
    units = scaled.astype(np.int32)
    if not np.array_equal(units, scaled):
        return _MOST_BITS + 1
    together = int(np.bitwise_or.reduce(units, axis=None))
    zeros = (together & -together).bit_length() - 1
    return _MOST_BITS - zeros if together else 0
