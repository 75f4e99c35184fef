"""The scripted Gemini, spoken to over plain HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from lib.offline.gemini_behaviour import (
    Answer,
    Batching,
    Behaviour,
    Cut,
    Held,
    Quota,
    minute_quota,
)
from lib.offline.gemini_server import FakeGemini

ASK: dict[str, Any] = {
    "contents": [{"role": "user", "parts": [{"text": "Is it too loud?"}]}],
    "systemInstruction": {"parts": [{"text": "Answer from the facts."}]},
    "generationConfig": {"responseMimeType": "application/json", "responseJsonSchema": {}},
}
# 2026-11-22 07:59:50 UTC, ten seconds before the day begins in Los Angeles.
BEFORE_MIDNIGHT = datetime(2026, 11, 22, 7, 59, 50, tzinfo=UTC).timestamp()


@pytest.fixture
def serve() -> Iterator[Callable[..., FakeGemini]]:
    """Start a scripted Gemini."""
    started: list[FakeGemini] = []

    def start(*behaviours: Behaviour, **options: Any) -> FakeGemini:
        started.append(FakeGemini(options.pop("behave", behaviours), **options))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        server.stop()


def call(
    server: FakeGemini,
    verb: str = "generateContent",
    *,
    body: Any = ASK,
    key: str | None = "first",
    model: str = "gemini-3.5",
    version: str = "v1beta",
    **options: Any,
) -> httpx.Response:
    headers = {} if key is None else {"x-goog-api-key": key}
    return httpx.post(
        f"{server.url}/{version}/models/{model}:{verb}",
        json=body,
        headers=headers | options.pop("headers", {}),
        timeout=10,
        trust_env=False,
        **options,
    )


def chunks(answer: httpx.Response) -> list[dict[str, Any]]:
    lines = [line for line in answer.text.splitlines() if line]
    assert all(line.startswith("data: ") for line in lines)
    return [json.loads(line.removeprefix("data: ")) for line in lines]


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_an_answer_has_google_s_form(serve: Any, version: str) -> None:
    server = serve(Answer("It is.", thoughts="Hm.", thought_tokens=7, output_tokens=2))
    told = call(server, version=version).json()
    (candidate,) = told["candidates"]
    assert candidate["content"]["parts"] == [{"text": "Hm.", "thought": True}, {"text": "It is."}]
    assert candidate["finishReason"] == "STOP"
    assert told["usageMetadata"] == {
        "promptTokenCount": 10,  # 37 characters, four each
        "candidatesTokenCount": 2,
        "thoughtsTokenCount": 7,
        "totalTokenCount": 19,
    }


def test_a_stream_is_the_same_in_pieces_and_ends_with_its_reason(serve: Any) -> None:
    server = serve(Answer("It is too loud.", thoughts="Hm.", thought_tokens=7, output_tokens=5))
    told = chunks(call(server, "streamGenerateContent", params={"alt": "sse"}))
    parts = [chunk["candidates"][0]["content"]["parts"][0] for chunk in told]
    assert parts[0] == {"text": "Hm.", "thought": True}
    assert "".join(part["text"] for part in parts[1:]) == "It is too loud."
    assert [chunk["candidates"][0].get("finishReason") for chunk in told] == [None] * 3 + ["STOP"]
    assert told[-1]["usageMetadata"]["totalTokenCount"] == 10 + 5 + 7
    assert server.account(0).output_tokens == 12


def test_what_arrived_is_remembered(serve: Any) -> None:
    server = serve(behave=lambda seen: Answer(seen.message), now=lambda: 1234.5)
    assert "Is it too loud?" in call(server, model="gemini-x").text
    (seen,) = server.seen
    assert (seen.kind, seen.model, seen.project, seen.at) == ("answer", "gemini-x", 0, 1234.5)
    assert (seen.system, seen.message) == ("Answer from the facts.", "Is it too loud?")
    assert not seen.stream


def test_tokens_are_counted_without_a_call(serve: Any) -> None:
    server = serve()
    told = call(server, "countTokens", body={"contents": ASK["contents"]})
    assert told.json() == {"totalTokens": 4}
    assert server.account(0).calls == 0


def test_a_script_that_has_ended_answers_with_errors(serve: Any) -> None:
    server = serve(Answer("one"))
    assert [call(server).status_code for _ in range(3)] == [200, 500, 500]
    server.follow([Answer("two")])
    assert call(server).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"contents": []},
        {"contents": "words"},
        {"contents": [{"role": "system", "parts": [{"text": "x"}]}]},
        {"contents": [{"role": "user", "parts": "x"}]},
        {"contents": [{"role": "model", "parts": [{"text": "x"}]}]},
        {"generationConfig": {"responseJsonSchema": {}}},
        {"generationConfig": []},
        {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW", "thinking_budget": 1}}},
    ],
)
def test_what_google_would_refuse_is_refused(serve: Any, wrong: Any) -> None:
    server = serve(behave=lambda _seen: Answer("no"))
    told = call(server, body=ASK | wrong)
    assert (told.status_code, told.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert server.seen == []


def test_an_old_model_knows_no_thinking_level(serve: Any) -> None:
    server = serve(Answer("yes"), Answer("yes"))
    body = ASK | {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}
    assert call(server, body=body, model="gemini-2.5-flash").status_code == 400
    assert call(server, body=body).status_code == 200


def test_a_key_belongs_in_a_header_and_a_deadline_has_ten_seconds(serve: Any) -> None:
    server = serve(behave=lambda _seen: Answer("yes"), keys=["first"])
    assert call(server, key=None).status_code == 403
    assert call(server, key="other").status_code == 403
    assert call(server, params={"key": "first"}).status_code == 400
    assert call(server, headers={"X-Server-Timeout": "9"}).status_code == 400
    assert call(server, headers={"X-Server-Timeout": "10"}).status_code == 200


def test_without_a_list_each_new_key_is_the_next_project(serve: Any) -> None:
    server = serve(behave=lambda _seen: Answer("yes"))
    for key in ("b", "a", "b"):
        call(server, key=key)
    assert [seen.project for seen in server.seen] == [0, 1, 0]
    assert (server.account(0).calls, server.account(1).calls) == (2, 1)


def test_an_unknown_method_is_not_found(serve: Any) -> None:
    assert call(serve(), "embedContent").status_code == 404


def test_a_minute_s_quota_holds_for_each_project_and_model_over_any_60_seconds(
    serve: Any,
) -> None:
    now = [1000.0]
    quotas = {"gemini-3.5": Quota(requests_per_minute=2)}
    server = serve(behave=lambda _seen: Answer("yes"), quotas=quotas, now=lambda: now[0])

    def statuses(*seconds: float, **options: Any) -> list[int]:
        found = []
        for now[0] in seconds:
            found.append(call(server, **options).status_code)
        return found

    assert statuses(1000, 1030, 1059) == [200, 200, 429]
    assert statuses(1059, key="second") == [200]
    assert statuses(1059, model="gemini-other") == [200]
    assert statuses(1060, 1061, 1090) == [200, 429, 200]
    assert (server.account(0).calls, server.account(0).refused) == (5, 2)


def test_a_refusal_names_the_quota_and_when_it_is_free(serve: Any) -> None:
    now = [1000.0]
    server = serve(
        behave=lambda _seen: Answer("yes"),
        quotas={"*": Quota(requests_per_minute=1)},
        now=lambda: now[0],
    )
    call(server)
    now[0] = 1020.0
    failure, retry = call(server).json()["error"]["details"]
    assert "PerMinute" in failure["violations"][0]["quotaId"]
    assert retry["retryDelay"] == "40s"


def test_a_day_s_quota_is_new_at_midnight_in_the_pacific(serve: Any) -> None:
    now = [BEFORE_MIDNIGHT]
    server = serve(
        behave=lambda _seen: Answer("yes"),
        quotas={"*": Quota(requests_per_day=1)},
        now=lambda: now[0],
    )
    assert call(server).status_code == 200
    refused = call(server)
    assert refused.status_code == 429
    assert "PerDay" in refused.json()["error"]["details"][0]["violations"][0]["quotaId"]
    now[0] += 10
    assert call(server).status_code == 200


def test_many_at_once_never_get_more_than_the_quota(serve: Any) -> None:
    quotas = {"*": Quota(requests_per_minute=15)}
    server = serve(behave=lambda _seen: Answer("yes"), quotas=quotas)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _n: call(server).status_code, range(40)))
    assert (found.count(200), found.count(429)) == (15, 25)
    assert (server.account(0).calls, server.account(0).refused) == (15, 25)


def test_held_calls_run_at_once_until_they_are_released(serve: Any) -> None:
    server = serve(behave=lambda _seen: Held(Answer("yes")))
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(call, server) for _ in range(3)]
        assert server.wait_until(lambda: server.held == 3)
        assert server.account(0).running == 3
        server.release()
        assert [call.result().status_code for call in asked] == [200] * 3
    assert server.wait_until(lambda: server.account(0).running == 0)
    assert (server.account(0).peak, server.account(0).disconnects) == (3, 0)


def test_a_caller_who_goes_away_is_noticed(serve: Any) -> None:
    server = serve(Held(Answer("It is too loud."), after=1))
    url = f"{server.url}/v1/models/gemini-3.5:streamGenerateContent"
    with (
        httpx.Client(trust_env=False) as client,
        client.stream("POST", url, json=ASK, headers={"x-goog-api-key": "first"}) as answer,
    ):
        pieces = answer.iter_raw()  # dropping it would hang up
        assert b"It is" in next(pieces)
        assert server.wait_until(lambda: server.held == 1)
    assert server.wait_until(lambda: server.account(0).disconnects == 1)
    assert server.held == 0


def test_a_cut_answer_breaks_off(serve: Any) -> None:
    server = serve(Cut(Answer("It is too loud.")), Cut(Answer("It is too loud.")))
    for verb in ("generateContent", "streamGenerateContent"):
        with pytest.raises(httpx.RemoteProtocolError):
            call(server, verb)


def test_stopping_lets_held_calls_go(serve: Any) -> None:
    server = serve(Held(Answer("yes")))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(call, server)
        assert server.wait_until(lambda: server.held == 1)
        server.stop()
        assert asked.result().status_code == 200


def test_waiting_for_what_does_not_happen_ends(serve: Any) -> None:
    assert serve().wait_until(lambda: False, patience_s=0.01) is False


def test_a_batch_goes_its_way(serve: Any) -> None:
    server = serve(
        behave=lambda seen: minute_quota() if "2" in seen.message else Answer(seen.message),
        batching=Batching(looks=1, reordered=True),
    )
    asks = [{"contents": [{"parts": [{"text": f"question {n}"}]}]} for n in (1, 2)]
    requests = {"requests": {"requests": [{"request": ask} for ask in asks]}}
    batch = {"batch": {"displayName": "warm", "inputConfig": requests}}
    job = call(server, "batchGenerateContent", body=batch).json()
    assert job["metadata"]["state"] == "BATCH_STATE_RUNNING"

    def look() -> dict[str, Any]:
        address = f"{server.url}/v1beta/{job['name']}"
        found = httpx.get(address, headers={"x-goog-api-key": "first"}, trust_env=False)
        return dict(found.json())

    assert look()["done"] is False
    done = look()
    assert done["metadata"]["state"] == "BATCH_STATE_SUCCEEDED"
    answers = done["metadata"]["output"]["inlinedResponses"]["inlinedResponses"]
    assert answers[0]["error"]["code"] == 429
    assert answers[1]["response"]["candidates"][0]["content"]["parts"] == [{"text": "question 1"}]
    listed = httpx.get(
        f"{server.url}/v1/batches", headers={"x-goog-api-key": "first"}, trust_env=False
    )
    assert [entry["name"] for entry in listed.json()["operations"]] == [job["name"]]


@pytest.mark.parametrize("body", [{}, {"batch": {}}, {"batch": {"inputConfig": {"requests": 1}}}])
def test_a_batch_without_requests_is_refused(serve: Any, body: Any) -> None:
    assert call(serve(), "batchGenerateContent", body=body).status_code == 400
