"""The signal in chunks of whole seconds, however it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.audio.sniff import AudioRefused

HOPS_PER_SECOND = 100
HOP_S = 1.0 / HOPS_PER_SECOND

# Samples of all channels in a chunk: the more, the smaller numpy's own work for each call, as long
# as a chunk and what is made of it stay near the processor. And seconds at most.
_CHUNK_SAMPLES = 300_000
_LONGEST_S = 4


def hop_boundary(hop: int, sample_rate: int) -> int:
    """The sample at which a 10 ms hop begins.

    Parameters
    ----------
    hop : int ≥ 0
        Number of the hop from the start of the programme.
    sample_rate : int > 0
        In Hz.

    Returns
    -------
    int
        round(hop · sample_rate / 100), halves up: where 10 ms are no whole number of samples the
        hops take turns in length, and every second has exactly `sample_rate` samples.
    """
    return (2 * hop * sample_rate + HOPS_PER_SECOND) // (2 * HOPS_PER_SECOND)


def chunk_seconds(*, sample_rate: int, channels: int) -> int:
    """How long a chunk is best made, in seconds.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0

    Returns
    -------
    int
        1 to 4: about 300,000 samples, as far as there is a choice.
    """
    return min(_LONGEST_S, max(1, _CHUNK_SAMPLES // (sample_rate * channels)))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some seconds of signal (less at the end) and what every meter wants to know of its hops.

    Attributes
    ----------
    start : int
        Number of the first sample, from the start of the programme; a whole number of seconds.
    samples : (channels, n) float32
        Valid until the next chunk is made.
    hop_starts : (hops,) int64
        Where each 10 ms hop begins in `samples`; the last one may be cut short.
    hop_length : int | None
        Samples of a whole hop; None where not all of them have as many.
    low, high : (channels, hops) float32
        The smallest and the largest sample of each hop.
    peaks : (hops,) float32, ≥ 0
        The largest magnitude of each hop in any channel.
    power : (channels, hops) float64, ≥ 0
        The sum of squares of each hop.
    whole_hops : int
        How many of the hops have their full length.
    """

    start: int
    samples: NDArray[np.float32]
    hop_starts: NDArray[np.int64]
    hop_length: int | None
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    peaks: NDArray[np.float32]
    power: NDArray[np.float64]
    whole_hops: int

    def hop_products(self, one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        """Sum the products of two (..., n) signals over each hop: (..., hops)."""
        return _hop_products(one, other, starts=self.hop_starts, length=self.hop_length)


class Rechunker:
    """Cuts a signal into whole seconds, so that no meter can see how it was cut before.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0
    max_sample : float > 0
        The magnitude beyond which a sample is taken for nonsense.
    seconds : int > 0
        The length of a chunk.
    """

    def __init__(
        self, *, sample_rate: int, channels: int, max_sample: float, seconds: int = 1
    ) -> None:
        self._rate = sample_rate
        self._max_sample = max_sample
        self._buffer = np.zeros((channels, seconds * sample_rate), np.float32)
        self._filled = 0
        self._start = 0
        hops = range(seconds * HOPS_PER_SECOND + 1)
        self._edges = np.array([hop_boundary(hop, sample_rate) for hop in hops], np.int64)
        self._hop_length = None if sample_rate % HOPS_PER_SECOND else int(self._edges[1])

    @property
    def frames(self) -> int:
        """How many samples of each channel have arrived."""
        return self._start + self._filled

    def push(self, block: NDArray[np.float32] | NDArray[np.float64]) -> Iterator[Chunk]:
        """Take some signal in and hand out the chunks it completes.

        Parameters
        ----------
        block : (n, channels) float, n ≥ 0
            Full scale is 1.0. Kept in single precision: exact for 24 bits, and with rounding noise
            150 dB under full scale for more.

        Yields
        ------
        Chunk

        Raises
        ------
        AudioRefused
            "audio-invalid-samples" with ``at_s``, for NaN, infinity or magnitudes above the limit.
        ValueError
            For a block of another shape.
        """
        if block.ndim != 2 or block.shape[1] != len(self._buffer):
            message = f"block of shape {block.shape}, not (n, {len(self._buffer)})"
            raise ValueError(message)
        taken = 0
        while taken < len(block):
            count = min(len(block) - taken, self._buffer.shape[1] - self._filled)
            with np.errstate(over="ignore"):
                for index, channel in enumerate(self._buffer):
                    channel[self._filled : self._filled + count] = block[
                        taken : taken + count, index
                    ]
            taken += count
            self._filled += count
            if self._filled == self._buffer.shape[1]:
                yield self._chunk()

    def finish(self) -> Iterator[Chunk]:
        """Hand out what is left, if anything; nothing may be pushed afterwards."""
        if self._filled:
            yield self._chunk()

    def _chunk(self) -> Chunk:
        samples = self._buffer[:, : self._filled]
        starts = self._edges[:-1][self._edges[:-1] < self._filled]
        low, high = self._extremes(samples, starts)
        chunk = Chunk(
            start=self._start,
            samples=samples,
            hop_starts=starts,
            hop_length=self._hop_length,
            low=low,
            high=high,
            peaks=np.maximum(high, -low).max(axis=0),
            power=_hop_products(samples, samples, starts=starts, length=self._hop_length).astype(
                np.float64
            ),
            whole_hops=int(np.count_nonzero(self._edges[1:] <= self._filled)),
        )
        self._start += self._filled
        self._filled = 0
        return chunk

    def _extremes(
        self, samples: NDArray[np.float32], starts: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        with np.errstate(invalid="ignore"):
            low = np.minimum.reduceat(samples, starts, axis=-1)
            high = np.maximum.reduceat(samples, starts, axis=-1)
        # Written so that NaN, for which every comparison is false, is refused as well.
        if low.min() >= -self._max_sample and high.max() <= self._max_sample:
            return low, high
        sound = (np.abs(samples) <= self._max_sample).all(axis=0)
        at = self._start + int(np.argmin(sound))
        raise AudioRefused("audio-invalid-samples", at_s=round(at / self._rate, 3))


def _hop_products(
    one: NDArray[Any], other: NDArray[Any], *, starts: NDArray[np.int64], length: int | None
) -> NDArray[Any]:
    if length is None:
        return np.add.reduceat(one * other, starts, axis=-1)
    # Hops of one length are rows, whose products are summed without ever being stored.
    end = one.shape[-1] // length * length
    shape = (*one.shape[:-1], -1, length)
    found: NDArray[Any] = np.vecdot(one[..., :end].reshape(shape), other[..., :end].reshape(shape))
    if end == one.shape[-1]:
        return found
    rest = np.vecdot(one[..., end:], other[..., end:])
    return np.concatenate([found, rest[..., None]], axis=-1)
