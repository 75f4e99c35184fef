"""What a scripted Gemini lets each project ask of each model."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from lib.offline.gemini_behaviour import Quota, Refusal, day_quota, minute_quota

_MINUTE_S = 60.0


class QuotaBook:
    """Counts admitted requests by project and model; the model "*" stands for any other.

    A minute is any 60 seconds, which is stricter than minutes by the clock. A refused request
    uses nothing up.
    """

    def __init__(self, quotas: Mapping[str, Quota]) -> None:
        self._quotas = quotas
        self._minutes: dict[tuple[int, str], deque[float]] = defaultdict(deque)
        self._days: dict[tuple[int, str, date], int] = defaultdict(int)

    def admit(self, project: int, model: str, *, at: float) -> Refusal | None:
        """Count a request, or say why it may not be."""
        quota = self._quotas.get(model, self._quotas.get("*", Quota()))
        minute = self._minutes[project, model]
        while minute and minute[0] <= at - _MINUTE_S:
            minute.popleft()
        day = project, model, _pacific_date(at)
        if _spent(self._days[day], quota.requests_per_day):
            return day_quota()
        if _spent(len(minute), quota.requests_per_minute):
            free_at = minute[0] + _MINUTE_S if minute else at + _MINUTE_S
            return minute_quota(retry_after_s=round(free_at - at, 3))
        minute.append(at)
        self._days[day] += 1
        return None


def _spent(used: int, limit: int | None) -> bool:
    return limit is not None and used >= limit


def _pacific_date(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo("America/Los_Angeles")).date()
