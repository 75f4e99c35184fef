"""The day of the quotas ends at midnight Pacific."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lib.coordination.quota_day import end_of_quota_day, quota_day, quota_days_before


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("utc", "day", "hours_left"),
    [
        ("2027-01-15T07:59:59", "2027-01-14", 1 / 3600),
        ("2027-01-15T08:00:00", "2027-01-15", 24),
        ("2026-07-01T06:30:00", "2026-06-30", 0.5),
        ("2026-03-08T08:00:00", "2026-03-08", 23),
        ("2026-11-01T07:00:00", "2026-11-01", 25),
        ("2026-12-31T20:00:00", "2026-12-31", 12),
    ],
)
def test_a_quota_day_is_the_pacific_date_whatever_the_clocks_do(utc, day, hours_left):
    now = at(utc)

    assert quota_day(now) == day
    assert end_of_quota_day(now) - now == pytest.approx(hours_left * 3600)


def test_the_days_before_are_counted_back_from_today_over_a_change_of_clocks():
    now = at("2026-11-02T08:30:00")

    assert quota_days_before(now, days=3) == ["2026-11-02", "2026-11-01", "2026-10-31"]
