"""The digest of decoded samples, as FLAC keeps one to tell whether they are those put in."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

# Sizes of samples in bits that can be digested.
WIDTHS = frozenset({8, 16, 24})
# Samples that are converted at once: few enough to stay in a core's own cache.
_PIECE = 8192


class PcmDigest:
    """MD5 over whole-numbered samples.

    Parameters
    ----------
    bits : int
        8, 16 or 24: the size of a sample.

    Notes
    -----
    RFC 9639, 8.2: samples interleaved, signed, little-endian, in as many whole bytes as they need.
    """

    def __init__(self, *, bits: int) -> None:
        if bits not in WIDTHS:
            message = f"samples of {bits} bits"
            raise ValueError(message)
        self._scale = np.float32(1 << bits - 1)
        self._hash = hashlib.md5(usedforsecurity=False)
        self._scaled = np.empty(_PIECE, np.float32)
        self._whole = np.empty(_PIECE, f"<i{4 if bits == 24 else bits // 8}")
        self._packed = np.empty((_PIECE, 3), np.uint8) if bits == 24 else None

    def push(self, block: NDArray[np.float32]) -> None:
        """Take some signal in.

        Parameters
        ----------
        block : (n, channels) float32
            Full scale is 1.0; single precision holds 24 bits exactly.
        """
        samples = block.reshape(-1)
        for start in range(0, len(samples), _PIECE):
            self._add(samples[start : start + _PIECE])

    def result(self) -> bytes:
        """The 16 bytes of what has been pushed so far."""
        return self._hash.digest()

    def _add(self, samples: NDArray[np.float32]) -> None:
        count = len(samples)
        whole = self._whole[:count]
        np.multiply(samples, self._scale, out=self._scaled[:count])
        np.copyto(whole, self._scaled[:count], casting="unsafe")
        if self._packed is None:
            self._hash.update(whole.data)
            return
        bytes_ = whole.view(np.uint8).reshape(-1, 4)
        packed = self._packed[:count]
        for place in range(3):  # several times faster than copying the slice of three at once
            packed[:, place] = bytes_[:, place]
        self._hash.update(packed.data)
