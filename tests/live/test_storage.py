"""The storage adapter, against the local server and against servers that misbehave."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import errors
from lib.live.signing import Signer
from lib.live.storage import GoogleStorage
from lib.offline.clock import ManualClock
from lib.offline.keys import rsa_key
from lib.offline.serving import ServedApp
from lib.offline.storage_server import create_storage

ORIGIN = "http://127.0.0.1:3000"
BODY = os.urandom(700_000)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return rsa_key(tmp_path_factory.mktemp("keys") / "key.pem")


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, keys: tuple[str, str], clock: ManualClock
) -> Iterator[str]:
    """One server for all: every test uses names of its own."""
    app = create_storage(
        tmp_path_factory.mktemp("storage"),
        bucket="mixes",
        public_key_pem=keys[1],
        allowed_origins=[ORIGIN],
        clock=clock,
    )
    with ServedApp(app) as served:
        yield served.url


@pytest.fixture
async def storage(
    server: str, keys: tuple[str, str], clock: ManualClock
) -> AsyncIterator[GoogleStorage]:
    adapter = adapter_at(server, private_pem=keys[0], clock=clock)
    yield adapter
    await adapter.aclose()


def adapter_at(
    endpoint: str,
    *,
    private_pem: str,
    clock: ManualClock,
    bucket: str = "mixes",
    deadline_s: float = 5.0,
) -> GoogleStorage:
    return GoogleStorage(
        bucket=bucket,
        signer=Signer(email="uploads@local", private_key_pem=private_pem),
        clock=clock,
        endpoint=endpoint,
        deadline_s=deadline_s,
    )


async def upload(storage: GoogleStorage, name: str, body: bytes) -> None:
    session = await storage.start_upload(
        name, size=len(body), content_type="audio/wav", origin=ORIGIN
    )
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.request(
            session.method, session.url, headers=dict(session.headers), content=body
        )
    assert answer.status_code == 200


async def read(storage: GoogleStorage, name: str) -> bytes:
    return b"".join([block async for block in storage.read(name)])


async def test_what_a_browser_uploads_is_what_is_read(storage: GoogleStorage) -> None:
    await upload(storage, "development/u1/mix", BODY)
    blocks = [block async for block in storage.read("development/u1/mix")]
    assert b"".join(blocks) == BODY
    assert max(len(block) for block in blocks) <= 256 * 1024


@pytest.mark.parametrize("name", ["a b/c+d", "ação/%41", "tilde~'()*!", "?query#fragment&x=1"])
async def test_any_name_the_product_may_choose_works(storage: GoogleStorage, name: str) -> None:
    await upload(storage, name, b"bytes")
    assert await read(storage, name) == b"bytes"
    await storage.delete(name)
    with pytest.raises(errors.UploadIncomplete):
        await read(storage, name)


async def test_the_session_says_all_a_browser_needs(storage: GoogleStorage) -> None:
    session = await storage.start_upload("m", size=5, content_type="audio/flac", origin=ORIGIN)
    assert (session.method, dict(session.headers)) == ("PUT", {"Content-Type": "audio/flac"})
    assert session.chunk_bytes == 8 * 1024 * 1024


async def test_the_session_takes_exactly_the_announced_size(storage: GoogleStorage) -> None:
    session = await storage.start_upload("exact", size=5, content_type="audio/wav", origin=None)
    async with httpx.AsyncClient(trust_env=False) as browser:
        for wrong in (b"1234", b"123456"):
            answer = await browser.put(session.url, headers=dict(session.headers), content=wrong)
            assert answer.status_code == 400
        with pytest.raises(errors.UploadIncomplete):
            await read(storage, "exact")


async def test_the_browsers_origin_is_passed_on(storage: GoogleStorage) -> None:
    session = await storage.start_upload("m", size=1, content_type="audio/wav", origin=ORIGIN)
    async with httpx.AsyncClient(trust_env=False) as browser:
        mine = await browser.options(session.url, headers={"Origin": ORIGIN})
        other = await browser.options(session.url, headers={"Origin": "https://evil.example"})
    assert mine.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in other.headers


async def test_the_session_ends_when_its_time_is_over(
    storage: GoogleStorage, clock: ManualClock
) -> None:
    session = await storage.start_upload("m", size=1, content_type="audio/wav", origin=None)
    clock.advance(3600)
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.put(session.url, content=b"1")
    assert answer.status_code == 410


async def test_reading_what_was_never_uploaded_says_so(storage: GoogleStorage) -> None:
    with pytest.raises(errors.UploadIncomplete):
        await read(storage, "nothing")


async def test_deleting_twice_is_deleting_once(storage: GoogleStorage) -> None:
    await upload(storage, "twice", b"1")
    await storage.delete("twice")
    await storage.delete("twice")
    with pytest.raises(errors.UploadIncomplete):
        await read(storage, "twice")


async def test_the_check_passes_on_an_empty_bucket(storage: GoogleStorage) -> None:
    await storage.check()


async def test_the_check_fails_where_the_bucket_is_another(
    server: str, keys: tuple[str, str], clock: ManualClock
) -> None:
    await down(adapter_at(server, private_pem=keys[0], clock=clock, bucket="other"))


async def test_the_check_fails_where_the_key_is_another(
    server: str, tmp_path: Path, clock: ManualClock
) -> None:
    other_key, _ = rsa_key(tmp_path / "other.pem")
    await down(adapter_at(server, private_pem=other_key, clock=clock))


async def test_nobody_listening_is_a_dependency_down(
    keys: tuple[str, str], clock: ManualClock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    storage = adapter_at(f"http://127.0.0.1:{port}", private_pem=keys[0], clock=clock)
    await everything_is_down(storage)


async def test_a_server_that_never_answers_is_down_by_the_deadline(
    keys: tuple[str, str], clock: ManualClock
) -> None:
    with Misbehaving("hang").served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock, deadline_s=0.1)
        await everything_is_down(storage)


@pytest.mark.parametrize("status", [201, 302, 400, 403, 429, 500, 503])
async def test_an_answer_that_makes_no_sense_is_a_dependency_down(
    keys: tuple[str, str], clock: ManualClock, status: int
) -> None:
    """201 included: without a Location there is no session, and nobody reads or asks for one."""
    with Misbehaving(status).served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock)
        with pytest.raises(errors.DependencyDown):
            await storage.start_upload("m", size=1, content_type="audio/wav", origin=None)
        with pytest.raises(errors.DependencyDown):
            await read(storage, "m")
        await down(storage)


async def test_a_connection_lost_while_reading_is_never_taken_for_the_end(
    keys: tuple[str, str], clock: ManualClock
) -> None:
    with Misbehaving("break off").served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock)
        with pytest.raises(errors.DependencyDown):
            await read(storage, "m")
        await storage.aclose()


@pytest.mark.parametrize("cuts", [1, 4])
async def test_a_reading_that_breaks_off_goes_on_at_its_offset(
    tmp_path: Path, keys: tuple[str, str], clock: ManualClock, cuts: int
) -> None:
    server = Cutting(bucket_at(tmp_path, keys, clock), after=100_000, times=cuts)
    with server.served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock)
        await upload(storage, "mix", BODY)
        assert await read(storage, "mix") == BODY
        await storage.aclose()
    assert server.ranges == [None, *(f"bytes={100_000 * (n + 1)}-" for n in range(cuts))]


async def test_a_reading_that_breaks_off_for_ever_is_a_dependency_down(
    tmp_path: Path, keys: tuple[str, str], clock: ManualClock
) -> None:
    server = Cutting(bucket_at(tmp_path, keys, clock), after=1_000, times=99)
    with server.served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock)
        await upload(storage, "mix", BODY)
        with pytest.raises(errors.DependencyDown):
            await read(storage, "mix")
        await storage.aclose()
    assert len(server.ranges) == 5


async def test_what_was_replaced_while_it_was_read_is_never_joined_to_what_it_was(
    tmp_path: Path, keys: tuple[str, str], clock: ManualClock
) -> None:
    with Cutting(bucket_at(tmp_path, keys, clock), after=300_000, times=1).served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock)
        await upload(storage, "mix", BODY)
        reading = storage.read("mix")
        first = await anext(reading)
        await upload(storage, "mix", BODY[::-1])
        with pytest.raises(errors.DependencyDown):
            [block async for block in reading]
        await storage.aclose()
    assert BODY.startswith(first)


async def test_a_reader_has_the_first_bytes_before_the_last_are_there(
    keys: tuple[str, str], clock: ManualClock
) -> None:
    with Misbehaving("stall").served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock, deadline_s=0.3)
        reading = storage.read("m")
        assert set(await anext(reading)) == {0}
        with pytest.raises(errors.DependencyDown):
            [block async for block in reading]
        await storage.aclose()


async def test_only_deleting_is_tried_again_and_only_once(
    keys: tuple[str, str], clock: ManualClock
) -> None:
    server = Misbehaving(503)
    with server.served() as served:
        storage = adapter_at(served.url, private_pem=keys[0], clock=clock)
        await everything_is_down(storage)
    assert server.asked == {"POST": 1, "GET": 2, "DELETE": 2}  # reading and the check both GET


async def everything_is_down(storage: GoogleStorage) -> None:
    with pytest.raises(errors.DependencyDown) as start:
        await storage.start_upload("m", size=1, content_type="audio/wav", origin=None)
    assert start.value.facts["service"] == "storage"
    with pytest.raises(errors.DependencyDown):
        await read(storage, "m")
    with pytest.raises(errors.DependencyDown):
        await storage.delete("m")
    await down(storage)


async def down(storage: GoogleStorage) -> None:
    with pytest.raises(errors.DependencyDown):
        await storage.check()
    await storage.aclose()


def bucket_at(folder: Path, keys: tuple[str, str], clock: ManualClock) -> ASGIApp:
    return create_storage(
        folder, bucket="mixes", public_key_pem=keys[1], allowed_origins=[ORIGIN], clock=clock
    )


@dataclass
class Cutting:
    """The real server, whose first `times` answers to a GET break off after so many bytes."""

    app: ASGIApp
    after: int
    times: int

    def __post_init__(self) -> None:
        self.ranges: list[str | None] = []

    def served(self) -> ServedApp:
        return ServedApp(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"]).get(b"range")
        self.ranges.append(asked.decode() if asked else None)
        left = self.after if len(self.ranges) <= self.times else 10**9

        async def cut(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.start":
                await send(message)
            elif left > 0:
                body = message.get("body", b"")[:left]
                left -= len(body)
                more = message.get("more_body", False) or left <= 0
                await send({"type": "http.response.body", "body": body, "more_body": more})

        await self.app(scope, receive, cut)


@dataclass
class Misbehaving:
    """A server that hangs, stalls, breaks off or answers everything with one status."""

    how: str | int

    def __post_init__(self) -> None:
        self.asked: dict[str, int] = {}

    def served(self) -> ServedApp:
        return ServedApp(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.asked[scope["method"]] = self.asked.get(scope["method"], 0) + 1
        if self.how == "hang":
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        begins = {"break off": (b"1000", b"0123456789"), "stall": (b"400000", bytes(300_000))}
        length, begun = begins.get(str(self.how), (b"0", b""))
        status = 200 if begun else self.how
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-length", length)],
            }
        )
        if begun:
            await send({"type": "http.response.body", "body": begun, "more_body": True})
            while self.how == "stall" and (await receive())["type"] != "http.disconnect":
                pass
            return
        await send({"type": "http.response.body", "body": b""})
