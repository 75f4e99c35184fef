"""The bounds of what is measured."""

from __future__ import annotations

import pytest

from lib.audio.limits import DEFAULT_LIMITS


@pytest.mark.parametrize(
    ("rate", "channels", "longest"),
    [(44_100, 2, 7200.0), (192_000, 2, 7200.0), (48_000, 8, 7200.0), (192_000, 8, 1953.0)],
)
def test_only_many_channels_at_high_rates_must_be_shorter(rate, channels, longest):
    assert DEFAULT_LIMITS.longest_s(rate_hz=rate, channels=channels) == longest
