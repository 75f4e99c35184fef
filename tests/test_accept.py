"""What Redis has lost: brought back from the docket, where it is still owed to somebody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lib import accept, errors, work
from lib.bootstrap import Services
from lib.track import Analysis, Job

Lose = Callable[[], Awaitable[None]]


@pytest.fixture
def site(open_site: Callable[..., Any]) -> Any:
    """One whose queue cannot reach the worker, so that what waits goes on waiting."""
    return open_site(WORKER_URL="http://127.0.0.1:9")


@pytest.fixture
async def parts(site: Any) -> AsyncIterator[Services]:
    """The same product in the test's own event loop."""
    own = Services(site.services.settings, clock=site.clock)
    yield own
    await own.aclose()


@pytest.fixture
def lose(parts: Services) -> Lose:
    """Have Redis forget all it knows of this product."""

    async def forget() -> None:
        names = await parts.redis.execute("KEYS", f"{parts.settings.namespace}:*")
        await parts.redis.execute("DEL", *names)

    return forget


def queued(site: Any, upload_id: str) -> str:
    answer = site.analyze(upload_id, Prefer="respond-async")
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job"]["job"])


async def test_a_job_that_was_lost_is_done_when_its_task_is_delivered(
    site: Any, parts: Services, any_tone: bytes, lose: Lose
) -> None:
    job_id = queued(site, site.send(any_tone))
    await lose()

    await work.deliver(parts, job_id)

    assert site.call("GET", f"/api/analyze?id={job_id}").status_code == 200
    assert site.call("GET", f"/api/status?job={job_id}").json()["state"] == "succeeded"


async def test_a_job_that_was_lost_waits_again_for_who_asks_how_it_is(
    site: Any, parts: Services, any_tone: bytes, lose: Lose
) -> None:
    job_id = queued(site, site.send(any_tone))
    await lose()

    told = site.call("GET", f"/api/status?job={job_id}").json()

    assert (told["state"], told["queue_position"]) == ("queued", 0)
    assert await parts.jobs.peek(job_id) is not None


async def test_a_lost_job_is_joined_by_the_upload_that_nobody_knows_any_more(
    site: Any, any_tone: bytes, lose: Lose
) -> None:
    upload_id = site.send(any_tone)
    job_id = queued(site, upload_id)
    await lose()

    assert queued(site, upload_id) == job_id


async def test_a_report_is_found_by_an_upload_that_nobody_knows_any_more(
    site: Any, any_tone: bytes, lose: Lose
) -> None:
    upload_id = site.send(any_tone)
    first = site.analyze(upload_id).json()
    await lose()

    again = site.analyze(upload_id)

    assert (again.status_code, again.json()["cached"]) == (200, True)
    assert again.json()["analysis_id"] == first["analysis_id"]


async def test_a_lost_job_can_be_cancelled_and_is_not_done_after_that(
    site: Any, parts: Services, any_tone: bytes, lose: Lose
) -> None:
    job_id = queued(site, site.send(any_tone))
    await lose()

    assert site.call("DELETE", f"/api/status?job={job_id}").json()["state"] == "cancelled"
    await lose()
    await work.deliver(parts, job_id)

    assert site.call("GET", f"/api/analyze?id={job_id}").status_code == 404
    assert site.call("GET", f"/api/status?job={job_id}").json()["state"] == "cancelled"


async def test_a_cancellation_made_again_takes_back_what_the_first_died_before(
    site: Any, parts: Services, any_tone: bytes, lose: Lose
) -> None:
    job_id = queued(site, site.send(any_tone))
    job = await parts.jobs.peek(job_id)
    assert job is not None
    await parts.docket.cancel(job)
    report = site.other().measured(any_tone)["report"]
    kept = Analysis(job_id, site.uid, job.upload.sha256, "mix.wav", job.created_at, report)
    await parts.archive.keep(kept)
    await lose()

    assert site.call("DELETE", f"/api/status?job={job_id}").json()["state"] == "cancelled"

    assert await parts.archive.find(job_id, uid=site.uid) is None


async def test_a_lost_job_can_be_forgotten_and_is_not_done_after_that(
    site: Any, parts: Services, any_tone: bytes, lose: Lose
) -> None:
    job_id = queued(site, site.send(any_tone))
    await lose()

    assert site.call("DELETE", "/api/analyze?all=true").status_code == 204
    await work.deliver(parts, job_id)

    assert site.call("GET", f"/api/analyze?id={job_id}").status_code == 404
    assert site.call("GET", f"/api/status?job={job_id}").status_code == 404


async def test_a_job_that_is_forgotten_while_it_is_brought_back_is_gone_again(
    site: Any, parts: Services, any_tone: bytes, lose: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = queued(site, site.send(any_tone))
    await lose()
    restore = parts.jobs.restore

    async def after_its_user_is_forgotten(job: Job) -> Job | None:
        answer = await asyncio.to_thread(site.call, "DELETE", "/api/analyze?all=true")
        assert answer.status_code == 204
        return await restore(job)

    monkeypatch.setattr(parts.jobs, "restore", after_its_user_is_forgotten)

    assert await accept.bring_back(parts, job_id, announced=True) is None
    assert await parts.jobs.peek(job_id) is None
    assert await parts.jobs.noted(uid=site.uid, limit=10) == []


async def test_what_a_slow_worker_kept_of_a_cancelled_job_goes_though_redis_has_lost_it(
    site: Any, parts: Services, any_tone: bytes, lose: Lose
) -> None:
    job_id = queued(site, site.send(any_tone))
    job = await parts.jobs.peek(job_id)
    assert job is not None
    assert site.call("DELETE", f"/api/status?job={job_id}").json()["state"] == "cancelled"
    report = site.other().measured(any_tone)["report"]
    kept = Analysis(job_id, site.uid, job.upload.sha256, "mix.wav", job.created_at, report)
    await parts.archive.keep(kept)
    await lose()

    await work.deliver(parts, job_id)

    assert await parts.archive.find(job_id, uid=site.uid) is None


async def test_another_users_lost_job_is_nowhere_to_be_found(
    site: Any, parts: Services, any_tone: bytes, lose: Lose
) -> None:
    job_id = queued(site, site.send(any_tone))
    await lose()
    other = site.other()

    assert other.call("GET", f"/api/status?job={job_id}").status_code == 404
    assert other.call("DELETE", f"/api/status?job={job_id}").status_code == 404
    assert other.call("DELETE", f"/api/analyze?id={job_id}").status_code == 404
    assert await parts.jobs.peek(job_id) is None
    assert site.call("GET", f"/api/status?job={job_id}").status_code == 200


async def test_how_a_job_failed_is_told_after_redis_has_lost_it(
    site: Any, parts: Services, lose: Lose
) -> None:
    job_id = queued(site, site.send(b"RIFF and nothing more"))
    await work.deliver(parts, job_id)
    before = site.call("GET", f"/api/status?job={job_id}").json()
    await lose()

    after = site.call("GET", f"/api/status?job={job_id}").json()

    assert before["state"] == after["state"] == "failed"
    assert after["error"]["code"] == before["error"]["code"]


async def test_a_request_in_the_middle_of_measuring_outlives_the_loss(
    site: Any, any_tone: bytes, lose: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, gone = threading.Event(), threading.Event()
    measure = site.services.measure

    def slowly(*args: Any, **kinds: Any) -> Any:
        report = measure(*args, **kinds)
        reached.set()
        assert gone.wait(30)
        return report

    monkeypatch.setattr(site.services, "measure", slowly)
    upload_id = site.send(any_tone)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(site.analyze, upload_id)
        assert await asyncio.to_thread(reached.wait, 30)
        await lose()
        gone.set()
        answer = await asyncio.to_thread(asked.result, 30)

    assert answer.status_code == 200
    assert site.call("GET", f"/api/analyze?id={answer.json()['analysis_id']}").status_code == 200


async def test_with_the_documents_down_nobody_is_promised_anything(
    site: Any, any_tone: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: object, **__: object) -> None:
        raise errors.DependencyDown(service="documents")

    upload_id = site.send(any_tone)
    monkeypatch.setattr(site.services.documents, "put", down)
    answer = site.analyze(upload_id, Prefer="respond-async")

    assert answer.status_code == 503
    monkeypatch.undo()
    assert queued(site, upload_id)
