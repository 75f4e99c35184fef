"""Forgetting: what is left in every store after a track, or a user, has been forgotten."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256

import pytest

from lib import errors
from lib.bootstrap import Services
from lib.coordination.rate_limit import Policy, Turn
from lib.forget import forget_track, forget_user

READ = Policy("read", limit=240, window_s=60)
# What reads a kept value, by its type.
COMMANDS = {"string": "GET", "hash": "HGETALL", "list": "LRANGE", "zset": "ZRANGE"}


@pytest.fixture
def site(open_site):
    """With models set up, so that what is said is remembered; none of these questions needs one."""
    return open_site(GEMINI_API_KEYS="none", GEMINI_BASE_URL="http://127.0.0.1:9")


@pytest.fixture
def undelivered(open_site):
    """One whose queue cannot reach the worker, so that what waits goes on waiting."""
    return open_site(WORKER_URL="http://127.0.0.1:9")


@pytest.fixture
async def parts(site) -> AsyncIterator[Services]:
    """The same product in the test's own event loop."""
    own = Services(site.services.settings, clock=site.clock)
    yield own
    await own.aclose()


@pytest.fixture
def leftovers(parts, environment):
    """What is kept anywhere that holds one of these words: Redis, documents, objects."""

    async def look(*words: str) -> list[str]:
        texts = [*(await _redis_texts(parts)), *_document_texts(environment["SQLITE_PATH"])]
        return [text for text in texts if any(word in text for word in words)]

    return look


@pytest.fixture
def objects(embedded, environment):
    """The names of the objects that storage keeps of this environment."""

    def look() -> list[str]:
        with closing(sqlite3.connect(embedded._data / "storage" / "storage.sqlite")) as file:
            names = [name for (name,) in file.execute("SELECT name FROM objects")]
        return [name for name in names if name.startswith(f"{environment['NAMESPACE']}/")]

    return look


def turn(parts: Services, uid: str) -> Turn:
    return Turn(READ, uid=uid, namespace=parts.settings.namespace, clock=parts.clock)


async def ask(site, parts: Services, analysis_id: str | None, *, session_id: str = "s") -> None:
    """Ask, and wait until the answer is kept, which is after it was given."""
    body = {"question": "what is LUFS?", "analysis_id": analysis_id, "session_id": session_id}
    answered = site.call("POST", "/api/ask", json=body)
    assert answered.status_code == 200, answered.text
    async with asyncio.timeout(20):
        while await parts.conversations.find(session_id, uid=site.uid) is None:
            pass


async def test_a_forgotten_track_is_nowhere(site, parts, any_tone, leftovers):
    told = site.measured(any_tone, name="my-secret-demo.wav")
    await ask(site, parts, told["analysis_id"])
    named = (told["analysis_id"], "my-secret-demo", told["report"]["sha256"][:40], "what is LUFS")
    assert len(await leftovers(*named)) >= 5

    answer = site.call("DELETE", f"/api/analyze?id={told['analysis_id']}")

    assert answer.status_code == 204
    assert await leftovers(*named) == []
    assert site.call("DELETE", f"/api/analyze?id={told['analysis_id']}").status_code == 404
    assert site.call("GET", "/api/analyze").json()["analyses"] == []


async def test_what_others_have_of_the_same_content_stays(site, any_tone):
    mine = site.measured(any_tone)["analysis_id"]
    other = site.other()
    theirs = other.measured(any_tone)["analysis_id"]

    assert site.call("DELETE", f"/api/analyze?id={mine}").status_code == 204

    assert other.call("GET", f"/api/analyze?id={theirs}").status_code == 200


async def test_a_file_that_was_never_analysed_goes_with_its_job(site, any_tone):
    upload_id = site.send(any_tone)
    queued = site.analyze(upload_id, Prefer="respond-async")
    assert queued.status_code == 202
    job_id = queued.headers["Location"].partition("job=")[2]

    assert site.call("DELETE", f"/api/analyze?id={job_id}").status_code == 204

    assert site.call("GET", f"/api/status?job={job_id}").status_code == 404
    assert site.analyze(upload_id).status_code == 404


async def test_a_deletion_that_an_outage_cut_short_can_be_made_again(
    site, parts, any_tone, leftovers, tmp_path
):
    told = site.measured(any_tone)
    await ask(site, parts, told["analysis_id"])
    broken = Services(
        site.services.settings.model_copy(update={"sqlite_path": str(tmp_path)}),
        clock=site.clock,
    )
    with pytest.raises(errors.DependencyDown):
        await forget_track(broken, told["analysis_id"], uid=site.uid, turn=turn(broken, site.uid))
    await broken.aclose()

    await forget_track(parts, told["analysis_id"], uid=site.uid, turn=turn(parts, site.uid))

    # The upload that the job's record named is swept within a day, and its file with it.
    left = await leftovers(told["analysis_id"], told["report"]["sha256"][:40], "what is LUFS")
    assert all(text.partition(":")[2].startswith("upload") for text in left)


async def test_a_forgotten_user_is_nowhere_and_others_are_where_they_were(
    site, parts, tone, leftovers
):
    other = site.other()
    kept = other.measured(tone(hz=333.3))["analysis_id"]
    await ask(other, parts, kept)
    told = [site.measured(tone(hz=400.0 + n), name=f"secret-{n}.wav") for n in range(3)]
    for n, one in enumerate(told):
        await ask(site, parts, one["analysis_id"], session_id=f"s{n}")
    await ask(site, parts, None, session_id="of nothing")

    await forget_user(parts, uid=site.uid, turn=turn(parts, site.uid))

    assert await leftovers("secret-", *(one["analysis_id"] for one in told)) == []
    # Only how often they called in the last minute.
    assert {text.split()[0].split(":")[1] for text in await leftovers(site.uid)} <= {"rate"}
    assert other.call("GET", f"/api/analyze?id={kept}").status_code == 200
    assert await leftovers("what is LUFS")


async def test_with_a_track_go_the_conversations_about_it_and_no_others(site, parts, tone):
    first, second = (site.measured(tone(hz=500.0 + n))["analysis_id"] for n in range(2))
    for n, about in enumerate((first, second, None)):
        await ask(site, parts, about, session_id=f"s{n}")

    assert site.call("DELETE", f"/api/analyze?id={first}").status_code == 204

    listed = site.call("GET", "/api/ask").json()["conversations"]
    assert {one["session_id"] for one in listed} == {"s1", "s2"}


async def test_a_track_that_is_not_there_any_more_leaves_no_conversation_behind(
    site, parts, any_tone
):
    """As after an outage between the one and the other."""
    gone = site.measured(any_tone)["analysis_id"]
    await ask(site, parts, gone)
    await ask(site, parts, None, session_id="t")
    await parts.archive.forget(gone)
    await parts.jobs.forget(turn(parts, site.uid), job_id=gone, uid=site.uid)
    await parts.docket.forget_owner(uid=site.uid)

    assert site.call("DELETE", f"/api/analyze?id={gone}").status_code == 404

    listed = site.call("GET", "/api/ask").json()["conversations"]
    assert [one["session_id"] for one in listed] == ["t"]


async def test_a_forgotten_conversation_is_nowhere_and_others_are_where_they_were(
    site, parts, leftovers
):
    for session_id in ("secret-session", "another"):
        await ask(site, parts, None, session_id=session_id)
    before = len(await leftovers("what is LUFS"))

    answer = site.call("DELETE", "/api/ask?session_id=secret-session")

    assert answer.status_code == 204
    assert await leftovers("secret-session") == []
    assert len(await leftovers("what is LUFS")) == before - 2


async def test_more_tracks_than_one_page_of_the_history_are_forgotten(site, parts, any_tone):
    told = site.measured(any_tone)
    analysis = await parts.archive.find(told["analysis_id"], uid=site.uid)
    for n in range(45):
        fields = {"uid": site.uid, "created_at_ms": n}
        document = await parts.documents.get("analyses", analysis.id)
        await parts.documents.put("analyses", f"an_{n}", {**document.fields, **fields})

    await forget_user(parts, uid=site.uid, turn=turn(parts, site.uid))

    assert site.call("GET", "/api/analyze").json() == {"analyses": [], "next_cursor": None}


async def test_a_forgotten_users_jobs_uploads_and_keys_are_nowhere_whatever_became_of_them(
    undelivered, any_tone, tone, leftovers, objects
):
    site = undelivered
    waiting = site.analyze(site.send(any_tone, name="secret-a.wav"), Prefer="respond-async")
    assert waiting.status_code == 202
    noise = b"RIFF\0\0\0\0WAVE" + bytes(500)
    failed = site.analyze(
        site.send(noise, name="secret-b.wav"), **{"Idempotency-Key": "a key of mine"}
    )
    assert failed.status_code == 422
    unanalysed = tone(hz=621.3)
    site.send(unanalysed, name="secret-c.wav")
    hashes = [sha256(data).hexdigest() for data in (any_tone, noise, unanalysed)]
    assert len(await leftovers(*hashes)) >= 5
    assert len(objects()) == 3

    assert site.call("DELETE", "/api/analyze?all=true").status_code == 204

    assert await leftovers("secret-", *hashes) == []
    # Only how often they called in the last minute.
    assert {text.split()[0].split(":")[1] for text in await leftovers(site.uid)} <= {"rate"}
    assert site.call("GET", waiting.headers["Location"]).status_code == 404
    assert objects() == []


async def test_a_worker_in_the_middle_keeps_nothing_of_a_forgotten_user(
    site, parts, any_tone, leftovers, monkeypatch
):
    reached, gone = threading.Event(), threading.Event()
    measure = site.services.measure

    def slowly(*args: object, **kinds: object) -> object:
        report = measure(*args, **kinds)
        reached.set()
        assert gone.wait(30)
        return report

    monkeypatch.setattr(site.services, "measure", slowly)
    upload_id = site.send(any_tone, name="secret.wav")
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(site.analyze, upload_id)
        assert await asyncio.to_thread(reached.wait, 30)
        await forget_user(parts, uid=site.uid, turn=turn(parts, site.uid))
        gone.set()
        answer = await asyncio.to_thread(asked.result, 30)

    assert (answer.status_code, answer.json()["code"]) == (409, "job-cancelled")
    assert site.call("GET", "/api/analyze").json()["analyses"] == []
    assert await leftovers("secret") == []


async def test_a_deletion_of_a_user_that_an_outage_cut_short_can_be_made_again(
    undelivered, parts, any_tone, leftovers, objects
):
    """Storage is down for the first: the job's record is gone by then, its upload's is not."""
    site = undelivered
    queued = site.analyze(site.send(any_tone, name="secret.wav"), Prefer="respond-async")
    assert queued.status_code == 202
    unreachable = {"storage_emulator": "http://127.0.0.1:9"}
    broken = Services(site.services.settings.model_copy(update=unreachable), clock=site.clock)
    with pytest.raises(errors.DependencyDown):
        await forget_user(broken, uid=site.uid, turn=turn(broken, site.uid))
    await broken.aclose()

    await forget_user(parts, uid=site.uid, turn=turn(parts, site.uid))

    assert await leftovers("secret", sha256(any_tone).hexdigest()) == []
    assert objects() == []


async def _redis_texts(parts: Services) -> list[str]:
    redis = parts.redis
    texts = []
    for key in await redis.execute("KEYS", f"{parts.settings.namespace}:*"):
        command = COMMANDS[str(await redis.execute("TYPE", key))]
        span = (0, -1) if command.endswith("RANGE") else ()
        texts.append(f"{key} {await redis.execute(command, key, *span)}")
    return texts


def _document_texts(path: str) -> list[str]:
    file = sqlite3.connect(path)
    rows = file.execute("SELECT collection, id, fields FROM documents").fetchall()
    file.close()
    # What bars a forgotten job from coming back names nothing but its id, and lapses in a day.
    bars = {"uid", "admission", "state", "created_at_ms", "expires_at_ms"}
    return [
        " ".join(row)
        for row in rows
        if row[0] != "jobs" or json.loads(row[2])["uid"] or set(json.loads(row[2])) != bars
    ]
