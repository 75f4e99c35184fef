"""The Firestore adapter at its wire: deadlines, faults, what is tried again, and who signs."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lib import errors
from lib.live.firestore import FirestoreDocuments

Operation = Callable[[FirestoreDocuments], Awaitable[Any]]

READS: dict[str, Operation] = {
    "get": lambda documents: documents.get("analyses", "a"),
    "newest": lambda documents: documents.newest("analyses", uid="u", limit=3, fields=["n"]),
    "forget owner": lambda documents: documents.forget_owner("analyses", uid="u"),
}
WRITES: dict[str, Operation] = {
    "put": lambda documents: documents.put("analyses", "a", {"n": 1}),
    "conditional put": lambda documents: documents.put("analyses", "a", {"n": 1}, expect="absent"),
    "delete": lambda documents: documents.delete("analyses", "a"),
}

NAME = "projects/demo/databases/(default)/documents/analyses/a"
UPDATE_TIME = "2026-11-21T21:28:41.258707Z"
FOUND = {"name": NAME, "fields": {"n": {"integerValue": "1"}}, "updateTime": UPDATE_TIME}


@dataclass
class Wire:
    """A server on loopback that gives its answers in turn, the last one for ever."""

    answers: list[bytes]
    keeps_silent_after: bool = False
    requests: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        self.requests.append(json.loads(await reader.readexactly(length)))
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        writer.write(said)
        if self.keeps_silent_after:
            await reader.read()  # until the client gives up
        writer.close()


def answer(status: int, body: Any, *, cut: int = 0) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {len(content) + cut}"
    return f"{head}\r\n\r\n".encode() + content


def refusal(status: int, word: str) -> bytes:
    return answer(status, {"error": {"code": status, "message": "no", "status": word}})


NOTHING = b""
HALF_AN_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire(answers=[NOTHING])
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    yield wire
    server.close()
    await server.wait_closed()


@pytest.fixture
async def documents(wire: Wire) -> AsyncIterator[FirestoreDocuments]:
    adapter = FirestoreDocuments(
        project="demo", emulator_host=f"127.0.0.1:{wire.port}", credentials_json=None
    )
    yield adapter
    await adapter.aclose()


@pytest.mark.parametrize("heard", [NOTHING, HALF_AN_ANSWER], ids=["nothing", "half"])
@pytest.mark.parametrize("operation", [*READS, *WRITES])
async def test_a_server_that_never_answers_is_down_once_the_deadline_is_over(
    wire: Wire, operation: str, heard: bytes
) -> None:
    wire.answers = [heard]
    wire.keeps_silent_after = True
    adapter = FirestoreDocuments(
        project="demo",
        emulator_host=f"127.0.0.1:{wire.port}",
        credentials_json=None,
        deadline_s=0.2,
    )
    started = time.monotonic()
    with pytest.raises(errors.DependencyDown) as down:
        await (READS | WRITES)[operation](adapter)
    assert 0.15 < time.monotonic() - started < 2
    assert down.value.facts == {"service": "documents"}
    assert down.value.__cause__ is not None
    assert len(wire.requests) == 1
    await adapter.aclose()


@pytest.mark.parametrize("operation", [*READS, *WRITES])
@pytest.mark.parametrize(
    "nonsense",
    [
        refusal(500, "INTERNAL"),
        refusal(429, "RESOURCE_EXHAUSTED"),
        refusal(403, "PERMISSION_DENIED"),
        refusal(404, "NOT_FOUND"),
        refusal(400, "INVALID_ARGUMENT"),
        answer(502, b"<html>Bad gateway</html>"),
        answer(200, b"<html>Sign in to the hotel's network</html>"),
        answer(200, b"\xff\xfe"),
        answer(302, {}),
    ],
)
async def test_refusals_and_nonsense_are_an_outage_and_asked_for_once(
    documents: FirestoreDocuments, wire: Wire, operation: str, nonsense: bytes
) -> None:
    wire.answers = [nonsense]
    with pytest.raises(errors.DependencyDown):
        await (READS | WRITES)[operation](documents)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("shape", [{}, [], 7, None, [7], "x", [{"found": {}}], [{"document": 7}]])
@pytest.mark.parametrize("operation", ["get", "put"])
async def test_json_of_another_shape_is_an_outage(
    documents: FirestoreDocuments, wire: Wire, operation: str, shape: Any
) -> None:
    wire.answers = [answer(200, shape)]
    with pytest.raises(errors.DependencyDown):
        await (READS | WRITES)[operation](documents)


@pytest.mark.parametrize("fault", [refusal(503, "UNAVAILABLE"), NOTHING, answer(200, [], cut=9)])
@pytest.mark.parametrize("operation", READS)
async def test_a_read_that_met_a_passing_fault_is_tried_once_more(
    documents: FirestoreDocuments, wire: Wire, operation: str, fault: bytes
) -> None:
    good = [{"found": FOUND}] if operation == "get" else [{"readTime": UPDATE_TIME}]
    wire.answers = [fault, answer(200, good)]
    await READS[operation](documents)
    assert wire.requests[0] == wire.requests[1]


@pytest.mark.parametrize("fault", [refusal(503, "UNAVAILABLE"), NOTHING])
@pytest.mark.parametrize("operation", READS)
async def test_a_read_is_not_tried_a_third_time(
    documents: FirestoreDocuments, wire: Wire, operation: str, fault: bytes
) -> None:
    wire.answers = [fault]
    with pytest.raises(errors.DependencyDown):
        await READS[operation](documents)
    assert len(wire.requests) == 2


@pytest.mark.parametrize("fault", [refusal(503, "UNAVAILABLE"), NOTHING])
@pytest.mark.parametrize("operation", WRITES)
async def test_a_write_is_never_tried_again(
    documents: FirestoreDocuments, wire: Wire, operation: str, fault: bytes
) -> None:
    wire.answers = [fault]
    with pytest.raises(errors.DependencyDown):
        await WRITES[operation](documents)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("operation", [*READS, *WRITES])
async def test_where_nobody_listens_the_store_is_down(unused_tcp_port: int, operation: str) -> None:
    adapter = FirestoreDocuments(
        project="demo", emulator_host=f"127.0.0.1:{unused_tcp_port}", credentials_json=None
    )
    with pytest.raises(errors.DependencyDown):
        await (READS | WRITES)[operation](adapter)
    await adapter.aclose()


@pytest.mark.parametrize(
    ("expect", "status", "word"),
    [
        ("absent", 409, "ALREADY_EXISTS"),
        ("absent", 409, "ABORTED"),
        (UPDATE_TIME, 409, "ABORTED"),
        (UPDATE_TIME, 400, "FAILED_PRECONDITION"),
        (UPDATE_TIME, 404, "NOT_FOUND"),
    ],
)
async def test_a_precondition_that_does_not_hold_is_a_conflict(
    documents: FirestoreDocuments, wire: Wire, expect: str, status: int, word: str
) -> None:
    wire.answers = [refusal(status, word)]
    with pytest.raises(errors.WriteConflict):
        await documents.put("analyses", "a", {"n": 1}, expect=expect)


async def test_a_write_without_a_condition_can_only_be_an_outage(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    wire.answers = [refusal(409, "ABORTED")]
    with pytest.raises(errors.DependencyDown):
        await documents.put("analyses", "a", {"n": 1})


async def test_a_query_without_its_index_is_an_outage_and_no_conflict(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    """Firestore says FAILED_PRECONDITION for both."""
    wire.answers = [refusal(400, "FAILED_PRECONDITION")]
    with pytest.raises(errors.DependencyDown):
        await documents.newest("analyses", uid="u", limit=1, fields=[])


async def test_a_list_that_ends_in_an_error_is_an_outage_and_no_short_page(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    wire.answers = [answer(200, [{"document": FOUND}, {"error": {"status": "INTERNAL"}}])]
    with pytest.raises(errors.DependencyDown):
        await documents.newest("analyses", uid="u", limit=5, fields=[])


async def test_a_double_that_is_written_as_an_integer_stays_a_double(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    doubles = b'{"whole": {"doubleValue": 3}, "zero": {"doubleValue": -0}}'
    found = (
        json.dumps([{"found": FOUND}]).encode().replace(b'{"n": {"integerValue": "1"}}', doubles)
    )
    wire.answers = [answer(200, found)]
    document = await documents.get("analyses", "a")
    assert document is not None
    assert isinstance(document.fields["whole"], float)
    assert math.copysign(1, document.fields["zero"]) == -1


async def test_history_asks_for_the_named_fields_and_one_document_more(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    """A list of twenty must not bring twenty whole reports."""
    wire.answers = [answer(200, [{"readTime": UPDATE_TIME}])]
    page = await documents.newest("analyses", uid="u", limit=20, fields=["name"])
    assert (page.documents, page.next_cursor) == ((), None)
    query = wire.requests[0]["structuredQuery"]
    names = [each["fieldPath"] for each in query["select"]["fields"]]
    assert names == ["created_at_ms", "expires_at_ms", "name"]
    assert query["limit"] == 21


async def test_an_expiry_is_written_as_the_timestamp_that_ttl_policies_need(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    wire.answers = [answer(200, {"writeResults": [{"updateTime": UPDATE_TIME}]})]
    await documents.put("analyses", "a", {"expires_at_ms": 1_795_310_921_987})
    fields = wire.requests[0]["writes"][0]["update"]["fields"]
    assert fields["expires_at_ms"] == {"integerValue": "1795310921987"}
    assert fields["_expires_at"] == {"timestampValue": "2026-11-22T01:28:41.987000Z"}


async def test_an_owners_documents_are_forgotten_in_as_many_commits_as_it_takes(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    names = [f"{NAME}{n}" for n in range(301)]
    rows = [{"document": {"name": name, "updateTime": UPDATE_TIME}} for name in names]
    done = answer(200, {"writeResults": []})
    wire.answers = [answer(200, rows[:300]), done, answer(200, rows[300:]), done, NOTHING]
    await documents.forget_owner("analyses", uid="u")
    assert len(wire.requests) == 4
    commits = [wire.requests[n]["writes"] for n in (1, 3)]
    assert [write["delete"] for commit in commits for write in commit] == names


@pytest.mark.parametrize(
    "then", [refusal(503, "UNAVAILABLE"), refusal(403, "PERMISSION_DENIED"), NOTHING]
)
async def test_an_owner_who_could_not_be_forgotten_whole_is_not_said_to_be(
    documents: FirestoreDocuments, wire: Wire, then: bytes
) -> None:
    wire.answers = [answer(200, [{"document": FOUND}]), then]
    with pytest.raises(errors.DependencyDown):
        await documents.forget_owner("analyses", uid="u")
    assert len(wire.requests) == 2


async def test_a_list_of_an_owners_documents_that_ends_in_an_error_is_an_outage(
    documents: FirestoreDocuments, wire: Wire
) -> None:
    wire.answers = [answer(200, [{"document": FOUND}, {"error": {"status": "INTERNAL"}}])]
    with pytest.raises(errors.DependencyDown):
        await documents.forget_owner("analyses", uid="u")
    assert len(wire.requests) == 1


async def test_a_closed_adapter_opens_again(documents: FirestoreDocuments, wire: Wire) -> None:
    wire.answers = [answer(200, [{"missing": NAME}])]
    assert await documents.get("analyses", "a") is None
    await documents.aclose()
    await documents.aclose()
    assert await documents.get("analyses", "a") is None


async def test_in_production_each_call_is_signed_by_the_service_account() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    requests: list[httpx.Request] = []

    def google(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=[{"missing": NAME}])

    adapter = FirestoreDocuments(
        project="demo",
        emulator_host=None,
        credentials_json=_account(key),
        transport=httpx.MockTransport(google),
    )
    await asyncio.gather(*(adapter.get("analyses", "a") for _ in range(5)))
    await adapter.aclose()
    assert {str(request.url) for request in requests} == {
        "https://firestore.googleapis.com/v1/projects/demo/databases/(default)/documents:batchGet"
    }
    tokens = {request.headers["authorization"].removeprefix("Bearer ") for request in requests}
    assert len(tokens) == 1
    claims = jwt.decode(
        tokens.pop(),
        key.public_key(),
        algorithms=["RS256"],
        audience="https://firestore.googleapis.com/",
    )
    assert claims["iss"] == claims["sub"] == "worker@demo.iam.gserviceaccount.com"


async def test_with_default_credentials_each_call_carries_their_token(
    token_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(token_server.credentials))
    sent: list[str] = []

    def google(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["authorization"])
        return httpx.Response(200, json=[{"missing": NAME}])

    adapter = FirestoreDocuments(
        project="demo",
        emulator_host=None,
        credentials_json="default",
        transport=httpx.MockTransport(google),
    )
    await asyncio.gather(*(adapter.get("analyses", "a") for _ in range(3)))
    await adapter.aclose()
    assert sent == ["Bearer token-1"] * 3


async def test_without_a_service_account_nothing_is_sent() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    adapter = FirestoreDocuments(
        project="demo",
        emulator_host=None,
        credentials_json=None,
        transport=httpx.MockTransport(nobody),
    )
    for operation in (READS | WRITES).values():
        with pytest.raises(errors.NotConfigured):
            await operation(adapter)
    await adapter.aclose()


def _account(key: rsa.RSAPrivateKey) -> str:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return json.dumps(
        {
            "type": "service_account",
            "client_email": "worker@demo.iam.gserviceaccount.com",
            "private_key_id": "first",
            "private_key": pem.decode(),
        }
    )
