"""A clock that moves only when told to, so that no test sleeps."""

from __future__ import annotations

_START_S = 1_800_000_000.0
"""2027-01-15 08:00:00 UTC: far from the real time, so that a real clock read by mistake shows."""


class ManualClock:
    """A clock moved by hand."""

    def __init__(self, *, start_s: float = _START_S) -> None:
        self._now = start_s

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the time forward; back with a negative number."""
        self._now += seconds
