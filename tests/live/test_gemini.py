"""The model port over Gemini: the real SDK against a scripted Gemini, over HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from lib.live.gemini import GeminiModel
from lib.live.gemini_exchange import Manner
from lib.offline.gemini_behaviour import (
    Answer,
    Behaviour,
    Blocked,
    Cut,
    Empty,
    Held,
    Malformed,
    Refusal,
    broken,
    day_quota,
    invalid,
    minute_quota,
    overloaded,
)
from lib.offline.gemini_server import FakeGemini
from lib.ports import Model, ModelFault, Prompt, Reply

KEYS = ("AIza-first-secret", "AIza-second-secret")
JUNIOR = "gemini-3.5-flash-lite"
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}, "confidence": {"type": "number"}},
    "required": ["answer"],
}
PROMPT = Prompt(
    instructions="Answer from the facts.",
    message="Is it too loud?",
    schema=SCHEMA,
    max_output_tokens=400,
    turns=(("user", "Hello."), ("model", "Hi.")),
)
WORDS = json.dumps({"answer": "É alto — 8 LUFS acima.", "confidence": 0.9}, ensure_ascii=False)

Ask = Callable[..., Awaitable[Reply]]

# One loop for the file: opening the adapter takes longer than most tests.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def serve() -> Iterator[Callable[..., FakeGemini]]:
    """Start a scripted Gemini."""
    started: list[FakeGemini] = []

    def start(*behaviours: Behaviour, **options: Any) -> FakeGemini:
        script = options.pop("behave", behaviours)
        started.append(FakeGemini(script, **{"keys": KEYS} | options))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def model_at() -> AsyncIterator[Callable[..., GeminiModel]]:
    """Open the adapter on an address."""
    opened: list[GeminiModel] = []

    def open_model(url: str, **options: Any) -> GeminiModel:
        opened.append(GeminiModel(options.pop("keys", KEYS), base_url=url, **options))
        return opened[-1]

    yield open_model
    for model in opened:
        await model.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing() -> AsyncIterator[tuple[FakeGemini, GeminiModel]]:
    """One server, and one adapter on it, for all that need nothing special."""
    with FakeGemini([], keys=KEYS) as server:
        model = GeminiModel(KEYS, base_url=server.url)
        yield server, model
        await model.aclose()


@pytest.fixture
def asking(standing: tuple[FakeGemini, GeminiModel]) -> Ask:
    """Ask a Gemini that behaves so."""
    server, model = standing

    async def ask(*behaviours: Behaviour, **options: Any) -> Reply:
        server.follow(behaviours)
        return await put(model, **options)

    return ask


async def put(asked: Model, /, **options: Any) -> Reply:
    given: dict[str, Any] = {"model": JUNIOR, "project": 0, "deadline_s": 20.0}
    return await asked.ask(options.pop("prompt", PROMPT), **given | options)


async def fault_of(asked: Awaitable[Reply]) -> ModelFault:
    with pytest.raises(ModelFault) as caught:
        await asked
    return caught.value


async def seen_by(server: FakeGemini, happened: Callable[[], bool]) -> bool:
    return await asyncio.to_thread(server.wait_until, happened)


class Ears:
    """Somebody who hears the pieces."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.heard = asyncio.Event()

    async def __call__(self, piece: str) -> None:
        self.pieces.append(piece)
        self.heard.set()


# What is sent, and what is understood


async def test_the_reply_has_the_words_and_the_tokens_that_are_billed(asking: Ask) -> None:
    told = Answer(WORDS, input_tokens=812, output_tokens=64, thought_tokens=200)
    assert await asking(told) == Reply(WORDS, "stop", input_tokens=812, output_tokens=264)


async def test_a_request_asks_for_json_by_the_schema_and_nothing_else(
    serve: Any, model_at: Any
) -> None:
    server = serve(Answer(WORDS))
    await put(model_at(server.url))
    (seen,) = server.seen
    assert seen.system == "Answer from the facts."
    assert seen.messages == (("user", "Hello."), ("model", "Hi."), ("user", "Is it too loud?"))
    assert seen.schema == SCHEMA
    assert dict(seen.config) == {
        "temperature": 0.2,
        "candidateCount": 1,
        "maxOutputTokens": 400,
        "responseMimeType": "application/json",
        "responseJsonSchema": SCHEMA,
        "thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": False},
    }


async def test_each_model_thinks_as_long_as_it_is_told(serve: Any, model_at: Any) -> None:
    server = serve(*[Answer(WORDS)] * 3)
    model = model_at(server.url, manner=Manner(thinking={JUNIOR: "minimal"}))
    for name in (JUNIOR, "gemini-3.8-flash", "gemini-2.5-flash"):
        await put(model, model=name)
    thinking = [seen.config["thinkingConfig"] for seen in server.seen]
    assert [t.get("thinkingLevel") for t in thinking] == ["MINIMAL", "LOW", None]
    assert thinking[2]["thinkingBudget"] == 1024


async def test_each_project_is_asked_with_its_own_key(serve: Any, model_at: Any) -> None:
    server = serve(*[Answer(WORDS)] * 3)
    model = model_at(server.url, keys=[SecretStr(KEYS[0]), KEYS[1]])
    for project in (1, 0, 1):
        await put(model, project=project)
    assert model.projects == 2
    assert [seen.project for seen in server.seen] == [1, 0, 1]


async def test_a_project_that_is_not_there_is_a_mistake(model_at: Any) -> None:
    with pytest.raises(ValueError, match="2 projects, and no number 2"):
        await put(model_at("http://127.0.0.1:9"), project=2)


async def test_the_environment_changes_nothing(
    serve: Any, model_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza-another")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v9")
    monkeypatch.setenv("GOOGLE_GENAI_CLIENT_MODE", "replay")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server = serve(Answer(WORDS))
    assert (await put(model_at(server.url))).text == WORDS


async def test_an_aiohttp_that_can_be_imported_is_not_used(serve: Any, model_at: Any) -> None:
    server = serve(Answer(WORDS), Answer(WORDS))
    model = model_at(server.url)
    client = await model._projects.client(0)
    from google.genai import _api_client as sdk

    present = sdk.has_aiohttp
    sdk.has_aiohttp = True  # what an installed aiohttp does; using it would be a NameError
    try:
        assert client._api_client._use_aiohttp() is False
        assert (await put(model, heard=Ears())).text == WORDS
    finally:
        sdk.has_aiohttp = present


# How a reply ends


@pytest.mark.parametrize(
    ("finish", "means"),
    [
        ("STOP", "stop"),
        ("MAX_TOKENS", "length"),
        ("CONTINUATION", "length"),
        ("SAFETY", "refused"),
        ("RECITATION", "refused"),
        ("BLOCKLIST", "refused"),
        ("PROHIBITED_CONTENT", "refused"),
        ("SPII", "refused"),
        ("MALFORMED_RESPONSE", "refused"),
        ("OTHER", "refused"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_why_it_ended_is_recognised(
    asking: Ask, finish: str, means: str, streamed: bool
) -> None:
    reply = await asking(Answer('{"answer": "It i', finish), heard=Ears() if streamed else None)
    assert reply.finish == means
    assert reply.text == '{"answer": "It i'


@pytest.mark.filterwarnings("ignore:NEW_REASON is not a valid FinishReason")
async def test_a_reason_not_known_yet_is_no_answer_to_show(asking: Ask) -> None:
    assert (await asking(Answer(WORDS, "NEW_REASON"))).finish == "refused"


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_blocked_prompt_is_refused_and_still_paid_for(asking: Ask, streamed: bool) -> None:
    reply = await asking(Blocked(), heard=Ears() if streamed else None)
    assert (reply.text, reply.finish, reply.output_tokens) == ("", "refused", 0)
    assert reply.input_tokens > 0


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_stop_for_safety_without_words_costs_its_thoughts(
    asking: Ask, streamed: bool
) -> None:
    told = Answer("", "SAFETY", output_tokens=0, thought_tokens=90)
    reply = await asking(told, heard=Ears() if streamed else None)
    assert (reply.finish, reply.output_tokens) == ("refused", 90)


async def test_tokens_that_are_not_counted_are_estimated_three_characters_each(
    asking: Ask,
) -> None:
    reply = await asking(Answer("x" * 300, usage=False))
    said = "Answer from the facts." + "Is it too loud?" + "Hello." + "Hi."
    assert reply.output_tokens == 100
    assert reply.input_tokens == -(-len(said) // 3)


# Streams


async def test_pieces_come_in_order_without_thoughts_and_make_up_the_reply(asking: Ask) -> None:
    ears = Ears()
    told = Answer(
        WORDS,
        thoughts="The user wants…",
        thought_tokens=31,
        input_tokens=500,
        output_tokens=40,
        pieces=5,
    )
    reply = await asking(told, heard=ears)
    assert len(ears.pieces) == 5
    assert "".join(ears.pieces) == reply.text == WORDS
    assert (reply.input_tokens, reply.output_tokens) == (500, 71)


async def test_thoughts_are_left_out_of_a_whole_answer_too(asking: Ask) -> None:
    assert (await asking(Answer(WORDS, thoughts="Hm."))).text == WORDS


async def test_a_piece_is_heard_before_the_next_one_is_sent(serve: Any, model_at: Any) -> None:
    server = serve(Held(Answer(WORDS), after=1))
    ears = Ears()
    asked = asyncio.ensure_future(put(model_at(server.url), heard=ears))
    assert await seen_by(server, lambda: server.held == 1)
    async with asyncio.timeout(5):
        await ears.heard.wait()
    assert len(ears.pieces) == 1
    server.release()
    assert (await asked).text == WORDS


async def test_what_the_hearer_raises_is_not_taken_for_the_model_s(asking: Ask) -> None:
    async def deaf(_piece: str) -> None:
        raise ValueError("nobody listens")

    with pytest.raises(ValueError, match="nobody listens"):
        await asking(Answer(WORDS), heard=deaf)


async def test_a_hearer_who_times_out_is_not_the_model_s_deadline(asking: Ask) -> None:
    async def slow(_piece: str) -> None:
        raise TimeoutError("the hearer")

    with pytest.raises(TimeoutError, match="the hearer"):
        await asking(Answer(WORDS), heard=slow)


# Faults


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("refusal", "kind", "wait_s"),
    [
        (minute_quota(retry_after_s=34.5), "minute-quota", 34.5),
        (minute_quota(retry_after_s=None), "minute-quota", None),
        (Refusal(429, "RESOURCE_EXHAUSTED", headers={"Retry-After": "7"}), "minute-quota", 7.0),
        (day_quota(retry_after_s=12), "day-quota", 12.0),
        (broken(), "down", None),
        (Refusal(502, "BAD_GATEWAY"), "down", None),
        (overloaded(retry_after_s=20), "down", 20.0),
        (overloaded(), "down", None),
        (Refusal(504, "DEADLINE_EXCEEDED"), "down", None),
        (invalid("API key not valid.", reason="API_KEY_INVALID"), "rejected", None),
        (Refusal(401, "UNAUTHENTICATED"), "rejected", None),
        (Refusal(403, "PERMISSION_DENIED"), "rejected", None),
        (Refusal(404, "NOT_FOUND"), "rejected", None),
        (Refusal(302, "MOVED", headers={"Location": "http://127.0.0.1:9/"}), "rejected", None),
        (Refusal(408, "TIMEOUT"), "slow", None),
    ],
)
async def test_a_refusal_is_told_in_our_words_with_the_server_s_delay(
    asking: Ask, refusal: Refusal, kind: str, wait_s: float | None, streamed: bool
) -> None:
    fault = await fault_of(asking(refusal, heard=Ears() if streamed else None))
    assert (fault.kind, fault.retry_after_s) == (kind, wait_s)


async def test_nothing_is_repeated(serve: Any, model_at: Any) -> None:
    server = serve(behave=lambda _seen: overloaded())
    model = model_at(server.url)
    await fault_of(put(model))
    await fault_of(put(model, heard=Ears()))
    assert server.account(0).calls == 2


async def test_a_server_that_is_not_there_is_down(model_at: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        fault = await fault_of(put(model_at(address)))
    assert fault.kind == "down"


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_connection_that_is_cut_is_slow(asking: Ask, streamed: bool) -> None:
    fault = await fault_of(asking(Cut(Answer(WORDS)), heard=Ears() if streamed else None))
    assert fault.kind == "slow"


async def test_a_stream_that_ends_without_a_reason_is_slow_though_its_words_were_heard(
    asking: Ask,
) -> None:
    ears = Ears()
    fault = await fault_of(asking(Answer(WORDS, finish=None), heard=ears))
    assert fault.kind == "slow"
    assert "".join(ears.pieces) == WORDS


async def test_an_error_in_the_middle_of_a_stream_is_that_error(asking: Ask) -> None:
    fault = await fault_of(asking(Cut(Answer(WORDS), error=overloaded()), heard=Ears()))
    assert fault.kind == "down"


@pytest.mark.parametrize(
    ("streamed", "kind"),
    [(False, "down"), (True, "slow")],
)
async def test_no_candidates_and_no_reason_are_no_reply(
    asking: Ask, streamed: bool, kind: str
) -> None:
    assert (await fault_of(asking(Empty(), heard=Ears() if streamed else None))).kind == kind


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        "<html>Bad gateway</html>",
        "",
        "[]",
        "[1, 2]",
        "7",
        "null",
        '"words"',
        "{",
        '{"candidates": 3}',
        '{"candidates": [null]}',
        '{"candidates": [{"content": {"parts": "x"}, "finishReason": "STOP"}]}',
        '{"candidates": [{"finishReason": 5}]}',
        '{"candidates": [{"content": null}]}',
        '{"usageMetadata": {"promptTokenCount": "many"}}',
        '{"promptFeedback": 1}',
        "[" * 3000,
    ],
)
async def test_a_body_that_is_not_the_protocol_s_is_a_fault(
    asking: Ask, body: str, streamed: bool
) -> None:
    sent = f"data: {body}\r\n\r\n" if streamed else body
    fault = await fault_of(asking(Malformed(sent), heard=Ears() if streamed else None))
    assert fault.kind in ("down", "slow")


# Deadlines and leaving


@pytest.mark.parametrize(("streamed", "after"), [(False, 0), (True, 0), (True, 1)])
async def test_the_deadline_is_kept_and_the_server_sees_the_caller_go(
    serve: Any, model_at: Any, streamed: bool, after: int
) -> None:
    server = serve(Answer(WORDS), Held(Answer(WORDS), after=after))
    model = model_at(server.url)
    await put(model)  # what has to be imported is
    started = asyncio.get_running_loop().time()
    fault = await fault_of(put(model, deadline_s=0.15, heard=Ears() if streamed else None))
    assert fault.kind == "slow"
    assert asyncio.get_running_loop().time() - started < 2
    assert await seen_by(server, lambda: server.account(0).disconnects == 1)


async def test_a_deadline_that_has_passed_asks_nobody(serve: Any, model_at: Any) -> None:
    server = serve(Answer(WORDS))
    assert (await fault_of(put(model_at(server.url), deadline_s=0.0))).kind == "slow"
    assert server.seen == []


async def test_the_deadline_covers_whoever_hears(asking: Ask) -> None:
    async def for_ever(_piece: str) -> None:
        await asyncio.Event().wait()

    assert (await fault_of(asking(Answer(WORDS), heard=for_ever, deadline_s=1.0))).kind == "slow"


@pytest.mark.parametrize(("streamed", "after"), [(False, 0), (True, 0), (True, 1)])
async def test_cancelling_the_call_closes_the_connection(
    serve: Any, model_at: Any, streamed: bool, after: int
) -> None:
    server = serve(Held(Answer(WORDS), after=after))
    asked = asyncio.ensure_future(put(model_at(server.url), heard=Ears() if streamed else None))
    assert await seen_by(server, lambda: server.held == 1)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await seen_by(server, lambda: server.account(0).disconnects == 1)
    assert server.account(0).running == 0


async def test_a_hearer_who_leaves_closes_the_connection(serve: Any, model_at: Any) -> None:
    server = serve(Held(Answer(WORDS), after=1))

    async def leave(_piece: str) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await put(model_at(server.url), heard=leave)
    assert await seen_by(server, lambda: server.account(0).disconnects == 1)


async def test_a_hearer_who_is_cancelled_closes_the_connection(serve: Any, model_at: Any) -> None:
    server = serve(Held(Answer(WORDS), after=1))
    reached = asyncio.Event()

    async def for_ever(_piece: str) -> None:
        reached.set()
        await asyncio.Event().wait()

    asked = asyncio.ensure_future(put(model_at(server.url), heard=for_ever))
    await reached.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await seen_by(server, lambda: server.account(0).disconnects == 1)


async def test_a_caller_who_was_cancelled_leaves_the_next_one_a_working_client(
    serve: Any, model_at: Any
) -> None:
    server = serve(Held(Answer("{}")), Answer(WORDS))
    model = model_at(server.url)
    first = asyncio.ensure_future(put(model))
    assert await seen_by(server, lambda: server.held == 1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await put(model)).text == WORDS


async def test_after_closing_the_next_call_opens_again(serve: Any, model_at: Any) -> None:
    server = serve(*[Answer(WORDS)] * 2)
    model = model_at(server.url)
    await put(model)
    await model.aclose()
    assert (await put(model)).text == WORDS


async def test_a_package_that_is_missing_is_a_fault_until_it_is_there(
    serve: Any, model_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(Answer(WORDS))
    model = model_at(server.url)
    with monkeypatch.context() as lost:
        lost.setitem(sys.modules, "httpx2", None)
        assert (await fault_of(put(model))).kind == "down"
    assert (await put(model)).text == WORDS


async def test_many_at_once_share_one_opening(serve: Any, model_at: Any) -> None:
    server = serve(behave=lambda seen: Held(Answer(json.dumps({"said": seen.message}))))
    model = model_at(server.url)
    prompts = [replace(PROMPT, message=f"question {n}") for n in range(20)]
    asked = [
        asyncio.ensure_future(put(model, prompt=p, project=n % 2)) for n, p in enumerate(prompts)
    ]
    assert await seen_by(server, lambda: server.held == 20)
    server.release()
    replies = await asyncio.gather(*asked)
    assert [json.loads(r.text)["said"] for r in replies] == [p.message for p in prompts]
    assert (server.account(0).peak, server.account(1).peak) == (10, 10)


# Secrets


@pytest.mark.parametrize(
    "behaviour",
    [
        Refusal(400, "API_KEY_INVALID", f"key {KEYS[0]}"),
        Refusal(403, "PERMISSION_DENIED", f"Consumer 'api_key:{KEYS[0]}' has been suspended."),
        Refusal(500, "INTERNAL", f"{KEYS[0]}"),
        Malformed(f"<html>{KEYS[0]}</html>"),
        Cut(Answer(WORDS), error=Refusal(503, "UNAVAILABLE", KEYS[0])),
        Cut(Answer(WORDS)),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_no_key_and_no_word_of_the_vendor_s_is_in_a_fault_or_a_log(
    asking: Ask, behaviour: Behaviour, streamed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fault = await fault_of(asking(behaviour, heard=Ears() if streamed else None))
    told = "".join(traceback.format_exception(fault)) + repr(fault) + caplog.text
    assert KEYS[0] not in told
    assert fault.__cause__ is None
    assert fault.__context__ is None
