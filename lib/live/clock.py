"""The machine's own time."""

from __future__ import annotations

import time


class SystemClock:
    """The wall clock."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()
