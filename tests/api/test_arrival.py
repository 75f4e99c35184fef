"""/api/analyze while the bytes still come from a storage that holds the rest of them back."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import httpx
import numpy as np
import pytest
import soundfile
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import errors
from lib.audio.report import measure
from lib.audio.version import ANALYSIS_VERSION
from lib.bootstrap import Services
from lib.offline.keys import rsa_key
from lib.offline.serving import ServedApp
from lib.offline.storage_server import create_storage

PATIENCE_S = 20
# Less than storage may take for a block.
HELD_AT_MOST_S = 4

Then = Literal["the rest", "a cut", "nothing more"]


class Holding:
    """The real server, which holds an object's second half back until it is told what to do.

    Where it is `short`, the first half is all it has.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._told = threading.Event()
        self._then: Then = "the rest"
        self.short = False
        self.overdue = False
        self.asked: list[str | None] = []

    def then(self, what: Then) -> None:
        """Go on, in this way."""
        self._then = what
        self._told.set()

    @property
    def holds(self) -> bool:
        """Whether it still waits to be told."""
        return not self._told.is_set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"]).get(b"range")
        self.asked.append(asked.decode() if asked else None)
        if self.holds:
            await self._half(scope, receive, send)
        elif self._then == "nothing more":
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, send)

    async def _half(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        start, body = answer[0], b"".join(message["body"] for message in answer[1:])
        half, rest = body[: len(body) // 2], body[len(body) // 2 :]
        if self.short:
            rest = b""
            start["headers"] = [
                (name, str(len(half)).encode() if name == b"content-length" else value)
                for name, value in start["headers"]
            ]
        await send(start)
        await send({"type": "http.response.body", "body": half, "more_body": True})
        if not self.short:
            self.overdue = not await asyncio.to_thread(self._told.wait, HELD_AT_MOST_S)
        # Else the connection is broken off: not all that was promised has come.
        if self._then == "the rest":
            await send({"type": "http.response.body", "body": rest})


@pytest.fixture
def holding(environment: dict[str, str], tmp_path: Path, clock: Any) -> Iterator[Holding]:
    """A storage of this test's own, behind the site that is opened next."""
    private_pem, public_pem = rsa_key(tmp_path / "key.pem")
    app = create_storage(
        tmp_path / "storage",
        bucket="mixes",
        public_key_pem=public_pem,
        allowed_origins=["*"],
        clock=clock,
    )
    storage = Holding(app)
    with ServedApp(storage) as served:
        account = {"client_email": "storage@local", "private_key": private_pem}
        environment |= {
            "STORAGE_BUCKET": "mixes",
            "STORAGE_EMULATOR_HOST": served.url,
            "FIREBASE_SERVICE_ACCOUNT": json.dumps(account),
        }
        yield storage
        storage.then("nothing more")


class Watched:
    """A site's measuring, seen from outside: how far it is, and how it ended."""

    def __init__(self, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()
        self.failed: BaseException | None = None
        self._measure = site.services.measure
        monkeypatch.setattr(site.services, "measure", self._watched)

    def _watched(self, file: Any, *, sha256: str, progress: Callable[[str, float], None]) -> Any:
        def told(stage: str, share: float) -> None:
            progress(stage, share)
            if share > 0:
                self.begun.set()

        try:
            return self._measure(file, sha256=sha256, progress=told)
        except BaseException as error:
            self.failed = error
            raise
        finally:
            self.ended.set()


@pytest.fixture
def watched(holding: Holding, site: Any, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(site, monkeypatch)


@pytest.fixture
def mix() -> bytes:
    """Twelve seconds of noise that no other test has had measured."""
    return wav(noise(seconds=12))


def wav(samples: Any, **kinds: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, 44_100, format="WAV", **kinds)
    return file.getvalue()


def flac() -> bytes:
    file = io.BytesIO()
    soundfile.write(file, noise(seconds=12), 44_100, format="FLAC")
    return file.getvalue()


def ogg() -> bytes:
    """Of the best quality: 70 kB for a second of it."""
    return written("OGG", noise(seconds=16))


def mp3() -> bytes:
    """Of the best quality, and its frames but the first, which tells their number, many times."""
    data = written("MP3", noise(seconds=8))
    return data[data.find(data[:2], 1) :] * 10


def written(container: str, samples: Any) -> bytes:
    file = io.BytesIO()
    kinds: dict[str, Any] = {"format": container, "compression_level": 0.0}
    with soundfile.SoundFile(file, "w", 44_100, 2, **kinds) as sound:
        for start in range(0, len(samples), 44_100):
            sound.write(samples[start : start + 44_100])
    return file.getvalue()


def noise(*, seconds: int) -> Any:
    return np.random.default_rng().normal(0, 0.1, (seconds * 44_100, 2))


def listened(site: Any, upload_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ask for the report, and hear each event as it comes."""
    headers = {"Authorization": f"Bearer {site.token()}", "Accept": "text/event-stream"}
    asked = {"json": {"upload_id": upload_id}, "headers": headers, "timeout": PATIENCE_S}
    with httpx.stream("POST", f"{site.url}/api/analyze", **asked) as answer:
        name = ""
        for line in answer.iter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            if field == "data":
                yield name, json.loads(value)


def measuring(event: tuple[str, dict[str, Any]]) -> bool:
    return event[0] == "progress" and event[1]["stage"] == "measuring" and event[1]["progress"] > 0


@pytest.mark.parametrize("then", ["the rest", "a cut"])
def test_measuring_is_told_before_the_last_bytes_have_come(holding, site, mix, tmp_path, then):
    upload_id = site.send(mix)
    seen = []
    for event in listened(site, upload_id):
        seen.append(event)
        if measuring(event) and holding.holds:
            holding.then(then)

    early = next(event for event in seen if measuring(event))
    assert not holding.overdue
    assert 0.2 < early[1]["progress"] < 0.6
    assert holding.asked == [None] + [f"bytes={len(mix) // 2}-"] * (then == "a cut")
    whole = tmp_path / "whole"
    whole.write_bytes(mix)
    assert seen[-1][0] == "report"
    assert seen[-1][1]["report"] == measure(whole)


@pytest.mark.parametrize("made", [flac, ogg, mp3])
def test_what_is_compressed_is_measured_before_its_last_bytes_have_come(
    holding, site, tmp_path, made
):
    whole = tmp_path / "whole"
    whole.write_bytes(made())
    upload_id = site.send(whole.read_bytes())
    seen = []
    for event in listened(site, upload_id):
        seen.append(event)
        if measuring(event) and holding.holds:
            holding.then("the rest")

    shares = [event[1]["progress"] for event in seen if event[0] == "progress"]
    assert not holding.overdue
    assert 0 < next(share for share in shares if share) < 0.6
    assert shares == sorted(shares)
    assert seen[-1][0] == "report"
    assert seen[-1][1]["report"] == measure(whole)


@pytest.mark.parametrize("made", [flac, ogg, mp3])
def test_what_is_compressed_and_lacks_its_end_is_refused_once_it_came_whole(
    holding, watched, site, made
):
    data = made()
    upload_id = site.send(data[: len(data) - 3000])

    answer = answered(site, upload_id, after=watched.begun, by=holding)

    assert (answer.status_code, answer.json()["code"]) == (422, "audio-truncated")
    assert site.call("GET", "/api/analyze").json()["analyses"] == []


def test_a_long_file_that_lacks_its_end_is_refused_rather_than_handed_to_the_queue(
    holding, open_site, monkeypatch
):
    site, seen = open_site(HEAVY_AFTER_S="60"), threading.Event()
    playing_time_s = site.services.playing_time_s

    def noted(file: Any) -> Any:
        seconds = playing_time_s(file)
        seen.set()
        return seconds

    monkeypatch.setattr(site.services, "playing_time_s", noted)
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 44_100, 2, format="FLAC") as sound:
        for _ in range(400):
            sound.write(np.zeros((44_100, 2), np.int16))
    upload_id = site.send(file.getvalue()[:-3000])

    answer = answered(site, upload_id, after=seen, by=holding)

    assert (answer.status_code, answer.json()["code"]) == (422, "audio-truncated")


def test_bytes_that_turn_out_to_be_others_are_refused_and_nothing_is_kept(
    holding, watched, site, mix
):
    session = site.announce(mix, sha256="0" * 64).json()
    httpx.put(session["url"], content=mix, headers=session["headers"])

    answer = answered(site, session["upload_id"], after=watched.begun, by=holding)

    assert (answer.status_code, answer.json()["code"]) == (422, "hash-mismatch")
    assert watched.ended.wait(PATIENCE_S)
    assert site.call("GET", "/api/analyze").json()["analyses"] == []
    assert kept(site, "0" * 64) is None


def test_storage_that_is_lost_half_way_ends_the_measuring_too(holding, watched, site, mix):
    upload_id = site.send(mix)

    answer = answered(site, upload_id, after=watched.begun, by=holding, then="nothing more")

    assert (answer.status_code, answer.json()["service"]) == (503, "storage")
    assert watched.ended.wait(PATIENCE_S)
    assert isinstance(watched.failed, OSError | errors.JobCancelled)


@pytest.mark.parametrize(
    ("then", "code"), [("nothing more", "dependency-down"), ("the rest", "audio-invalid-samples")]
)
def test_a_damaged_file_is_told_of_only_once_it_came_whole(holding, watched, site, then, code):
    samples = np.full((10 * 44_100, 2), 0.1)
    samples[1000] = np.nan
    upload_id = site.send(wav(samples, subtype="FLOAT"))

    answer = answered(site, upload_id, after=watched.ended, by=holding, then=then)

    assert answer.json()["code"] == code


def test_a_file_that_ends_too_early_is_incomplete_rather_than_damaged(holding, site, mix):
    holding.short = True

    answer = site.analyze(site.send(mix))

    assert (answer.status_code, answer.json()["code"]) == (409, "upload-incomplete")


def test_a_job_cancelled_half_way_is_measured_no_further(holding, watched, site, mix):
    site.services.jobs.lease_s = 0.5
    upload_id = site.send(mix)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(site.analyze, upload_id)
        assert watched.begun.wait(PATIENCE_S)
        job = site.analyze(upload_id).json()["job"]["job"]
        site.call("DELETE", f"/api/status?job={job}")
        holding.then("the rest")
        answer = asked.result(PATIENCE_S)

    assert (answer.status_code, answer.json()["code"]) == (409, "job-cancelled")
    assert watched.ended.wait(PATIENCE_S)
    assert site.call("GET", f"/api/analyze?id={job}").status_code == 404


def test_a_job_that_outlives_its_deadline_half_way_ends_at_once(holding, watched, site, mix, clock):
    site.services.jobs.lease_s = 0.5
    upload_id = site.send(mix)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(site.analyze, upload_id)
        assert watched.begun.wait(PATIENCE_S)
        clock.advance(60)
        answer = asked.result(PATIENCE_S)

    assert holding.holds
    assert (answer.status_code, answer.json()["code"]) == (504, "job-too-slow")
    assert watched.ended.wait(PATIENCE_S)


def test_what_turns_out_to_be_known_is_measured_no_further(holding, site, mix, monkeypatch):
    holding.then("the rest")
    mine = site.measured(mix)
    other, stopped = site.other(), threading.Event()

    def for_ever(file: Any, *, sha256: str, progress: Callable[[str, float], None]) -> None:
        try:
            while file.seek(0) == 0 and file.read(1):
                progress("measuring", 0.5)
        finally:
            stopped.set()

    monkeypatch.setattr(site.services, "measure", for_ever)
    theirs = other.measured(mix)

    assert theirs["report"] == mine["report"]
    assert stopped.wait(PATIENCE_S)


def answered(
    site: Any, upload_id: str, *, after: threading.Event, by: Holding, then: Then = "the rest"
) -> httpx.Response:
    """The answer for an upload whose second half is dealt with `after` something has happened."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(site.analyze, upload_id)
        assert after.wait(PATIENCE_S)
        assert not asked.done()
        by.then(then)
        return asked.result(PATIENCE_S)


def kept(site: Any, sha256: str) -> dict[str, Any] | None:
    """The measurement that is kept of some content, as another instance finds it."""

    async def find() -> dict[str, Any] | None:
        services = Services(site.services.settings, clock=site.clock)
        try:
            return await services.archive.measurement(sha256, version=ANALYSIS_VERSION)
        finally:
            await services.aclose()

    return asyncio.run(find())
