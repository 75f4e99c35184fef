"""What is started together, and by which variables."""

from __future__ import annotations

import httpx
import pytest

from lib.offline.clock import ManualClock
from lib.offline.embedded import Embedded
from lib.settings import SettingsError

# Everything but the queue is another's.
ELSEWHERE = {
    "IDENTITY_JWKS_URL": "http://127.0.0.1:9/jwks",
    "UPSTASH_REDIS_REST_URL": "http://127.0.0.1:9",
    "SQLITE_PATH": "documents.sqlite3",
    "STORAGE_BUCKET": "another",
}


@pytest.mark.parametrize(
    ("given", "caps"),
    [
        ({}, (8, 8, 3)),
        ({"RUNNING_AT_MOST": "5", "HEAVY_AT_MOST": "2"}, (5, 5, 2)),
        ({"HEAVY_AT_MOST": "1"}, (8, 8, 1)),
    ],
)
def test_the_queue_delivers_as_many_at_once_as_the_settings_let_run(tmp_path, given, caps):
    variables = {**ELSEWHERE, **given}
    with Embedded(
        tmp_path, site_url="http://127.0.0.1:9", given=variables, clock=ManualClock()
    ) as servers:
        assert set(servers.environment) <= {
            "FIREBASE_PROJECT_ID",
            "WORKER_URL",
            "CLOUD_TASKS_EMULATOR_HOST",
        }
        seen = httpx.get(f"http://{servers.environment['CLOUD_TASKS_EMULATOR_HOST']}/queues").json()

    most = {name: lane["max_concurrent"] for name, lane in seen["queues"].items()}
    assert (seen["total"], most["quick"], most["heavy"]) == caps
    assert list(most) == ["quick", "heavy"]


def test_a_cap_that_is_no_number_is_named_and_nothing_is_left_running(tmp_path):
    servers = Embedded(
        tmp_path,
        site_url="http://127.0.0.1:9",
        given={**ELSEWHERE, "HEAVY_AT_MOST": "many"},
        clock=ManualClock(),
    )
    with pytest.raises(SettingsError, match="HEAVY_AT_MOST"):
        servers.start()
