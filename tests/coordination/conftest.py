"""A real Redis for coordination: the embedded one, a namespace per test."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from lib.live.upstash import UpstashRedis


@pytest.fixture
async def redis(embedded) -> AsyncIterator[UpstashRedis]:
    variables = embedded.environment
    client = UpstashRedis(
        url=variables["UPSTASH_REDIS_REST_URL"],
        token=variables["UPSTASH_REDIS_REST_TOKEN"],
        deadline_s=20,
    )
    yield client
    await client.aclose()


@pytest.fixture
def namespace() -> str:
    return f"t-{secrets.token_hex(6)}"
