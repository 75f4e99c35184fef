"""Quotas and locks among real processes, and what one that is killed leaves behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.coordination.admission import Caps, Follow, Lead, Quota

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("asker_process.py")
QUOTA = Quota(rpm=15, tpm=1_000_000, rpd=10_000)


class Asker:
    """A process that asks when told to."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, SCRIPT, json.dumps(given)],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def told(self) -> Any:
        return json.loads(self.process.stdout.readline())

    def ask(self, uids: list[str], *, at_s: float, entry: str | None = None) -> None:
        order = {"uids": uids, "at_s": at_s, "entry": entry}
        print(json.dumps(order), file=self.process.stdin, flush=True)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(embedded, namespace) -> Iterator[Callable[[], Asker]]:
    given = {
        "url": embedded.environment["UPSTASH_REDIS_REST_URL"],
        "token": embedded.environment["UPSTASH_REDIS_REST_TOKEN"],
        "namespace": namespace,
    }
    askers: list[Asker] = []

    def start_one() -> Asker:
        askers.append(Asker(given))
        return askers[-1]

    yield start_one
    for asker in askers:
        asker.end()


def together(askers: list[Asker], *, at_s: float, entry: str | None = None) -> Counter[str]:
    """Two hundred users at once, spread over the processes; how many got what."""
    for i, asker in enumerate(askers):
        asker.ask([f"user {i}-{j} at {at_s}" for j in range(25)], at_s=at_s, entry=entry)
    return Counter(verdict for asker in askers for verdict in asker.told())


def test_two_hundred_at_eight_processes_are_admitted_to_the_quota_and_one_leads_for_all(start):
    askers = [start() for _ in range(8)]
    assert [asker.told() for asker in askers] == ["ready"] * 8
    now = 1_800_000_000.5

    assert together(askers, at_s=now) == {"Lead": 30, "Wait": 170}
    assert together(askers, at_s=now + 59.9) == {"Wait": 200}
    assert together(askers, at_s=now + 61) == {"Lead": 30, "Wait": 170}
    assert together(askers, at_s=now + 200, entry="bass") == {"Lead": 1, "Follow": 199}


async def test_a_process_killed_mid_call_loses_its_own_reservation_and_that_ages_out(
    start, open_desk
):
    desk = open_desk(quota=QUOTA, caps=Caps(10_000, 1_000_000))
    asker = start()
    assert asker.told() == "ready"
    asker.ask(["ana"], at_s=desk.time.now(), entry="bass")
    assert asker.told() == ["Lead"]
    asker.process.kill()
    asker.process.wait()

    assert isinstance(await desk.begin(uid="bia"), Follow)
    others = [await desk.begin(uid=f"u{i}", entry_key=None) for i in range(30)]
    assert sum(isinstance(one, Lead) for one in others) == 29
    money = await desk.redis.execute("HGET", f"{desk.namespace}:ask:day:2027-01-15", "money")
    assert int(money) == 30 * 500
    desk.time.advance(30)
    assert await desk.admission.session_free(uid="ana", session_id="session of ana")
    desk.time.advance(31)
    assert isinstance(await desk.begin(uid="bia"), Lead)
    assert [load.requests for load in await desk.admission.loads(desk.junior())] == [1, 0]
