"""The day by which quotas and money are counted: the vendor's, which ends at midnight Pacific."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# Daily quotas reset at midnight Pacific time: ai.google.dev/gemini-api/docs/rate-limits.
_PACIFIC = "America/Los_Angeles"


def quota_day(now_s: float) -> str:
    """The Pacific date at a time, as in 2026-11-22."""
    return _pacific(now_s).date().isoformat()


def end_of_quota_day(now_s: float) -> float:
    """When the quota day of a time ends, in seconds since 1970; it may have 23 or 25 hours."""
    here = _pacific(now_s)
    return datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo).timestamp()


def quota_days_before(now_s: float, *, days: int) -> list[str]:
    """The last so many quota days, today first."""
    today = _pacific(now_s).date()
    return [(today - timedelta(days=back)).isoformat() for back in range(days)]


def _pacific(now_s: float) -> datetime:
    return datetime.fromtimestamp(now_s, ZoneInfo(_PACIFIC))
