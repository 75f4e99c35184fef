"""One worker of the product: told line by line, in JSON, which job the queue has brought it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from lib import errors, work
from lib.bootstrap import Services
from lib.coordination.jobs import Capacity, Claim, Jobs
from lib.settings import Settings


class ShiftedClock:
    """The real time, moved to where the embedded servers' time is."""

    def __init__(self, shift_s: float) -> None:
        self._shift_s = shift_s

    def now(self) -> float:
        return time.time() + self._shift_s


class Telling(Jobs):
    """Jobs that say which of them this worker has ended."""

    async def finish(self, claim: Claim, **kinds: Any) -> bool:
        done = await super().finish(claim, **kinds)
        if done:
            tell({"ended": claim.job_id, "state": kinds["state"]})
        return done


class Worker(Services):
    """The product, but for the measuring: that takes its time and gives a report made before."""

    def __init__(self, given: dict[str, Any]) -> None:
        clock = ShiftedClock(given["shift_s"])
        super().__init__(Settings.from_environment(given["environment"]), clock=clock)
        self._lease_s = given["lease_s"]
        self._work_s = given["work_s"]
        self._report = json.loads(Path(given["report"]).read_text())

    @cached_property
    def jobs(self) -> Jobs:
        return Telling(
            self.redis,
            namespace=self.settings.namespace,
            clock=self.clock,
            capacity=Capacity(self.settings.running_at_most, self.settings.heavy_at_most),
            lease_s=self._lease_s,
        )

    def playing_time_s(self, path: Path) -> float:
        return 2.0

    def measure(
        self, path: Path, *, sha256: str, progress: Callable[[str, float], None]
    ) -> dict[str, Any]:
        for tenth in range(10):
            progress("measuring", tenth / 10)
            time.sleep(self._work_s / 10)
        return {**self._report, "sha256": sha256}


async def main() -> None:
    worker = Worker(json.loads(sys.argv[1]))
    await worker.jobs.peek("nothing")
    tell({"ready": True})
    doing = set()
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = asyncio.create_task(deliver(worker, json.loads(line)))
        doing.add(task)
        task.add_done_callback(doing.discard)


async def deliver(worker: Worker, order: dict[str, Any]) -> None:
    try:
        await work.deliver(worker, order["job"])
        tell({"order": order["order"], "status": 200, "retry_after_s": 0})
    except errors.ProductError as error:
        wait_s = error.facts.get("retry_after_s", 1)
        tell({"order": order["order"], "status": 503, "retry_after_s": wait_s})


def tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
