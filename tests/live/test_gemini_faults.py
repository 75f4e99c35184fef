"""What a vendor's error means, whatever its body holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.live.gemini_faults import _meaning, heed
from lib.offline.gemini_behaviour import day_quota, minute_quota
from lib.ports import ModelFault


async def test_a_day_s_quota_among_others_is_what_counts() -> None:
    from google.genai.errors import ClientError

    both = [*minute_quota().details, *day_quota().details]
    named = {"violations": [{"quotaMetric": "x/generate_requests_per_model_per_day"}]}

    async def call(details: Any) -> None:
        raise ClientError(429, {"error": {"code": 429, "details": details}}, None)

    for details in (both, [named]):
        with pytest.raises(ModelFault) as caught:
            await heed(call(details))
        assert caught.value.kind == "day-quota"


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "details", "violations", "retryDelay", "quotaId"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_an_error_s_body_holds_it_is_a_fault(body: Any) -> None:
    error = SimpleNamespace(code=429, details=body, response=None)
    assert _meaning(error).kind in ("minute-quota", "day-quota")
