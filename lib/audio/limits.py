"""What a file may be to be measured at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of what is measured; everything outside is refused with its own reason.

    Attributes
    ----------
    min_duration_s, max_duration_s : float
        The shortest programme has one 400 ms block of BS.1770; the longest keeps a request bounded.
    min_rate_hz, max_rate_hz : int
        Sampling rates, both included.
    max_channels : int
        From 1 up to this many.
    max_samples : float
        Frames times channels: what is worked through, so that eight channels at 192 kHz cannot cost
        what no stereo file may. Two hours of stereo at 192 kHz are 2.8e9.
    max_sample : float
        A magnitude no music reaches (100 is +40 dBFS): floats that were written without scaling.
    """

    min_duration_s: float = 0.4
    max_duration_s: float = 7200.0
    min_rate_hz: int = 8_000
    max_rate_hz: int = 192_000
    max_channels: int = 8
    max_samples: float = 3e9
    max_sample: float = 100.0

    def longest_s(self, *, rate_hz: int, channels: int) -> float:
        """The longest duration at this rate and number of channels, in whole seconds if cut."""
        share = float(self.max_samples // (rate_hz * channels))
        return min(self.max_duration_s, share)


DEFAULT_LIMITS = Limits()
