"""The batches port over Gemini: the real SDK against a scripted Gemini, over HTTP."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from lib.live.gemini_batches import GeminiBatches
from lib.offline.gemini_behaviour import (
    Answer,
    Batching,
    Behaviour,
    Blocked,
    Empty,
    Refusal,
    invalid,
    minute_quota,
)
from lib.offline.gemini_protocol import Seen
from lib.offline.gemini_server import FakeGemini
from lib.ports import Batches, ModelFault, Prompt, Reply

KEYS = ("AIza-first-secret", "AIza-second-secret")
PROMPTS = [
    Prompt(
        instructions="Answer from the facts.",
        message=f"question {n}",
        schema={"type": "object"},
        max_output_tokens=300,
    )
    for n in range(4)
]
WHERE: dict[str, Any] = {"project": 0, "deadline_s": 20.0}

# One loop for the file: opening the adapter takes longer than most tests.
pytestmark = pytest.mark.asyncio(loop_scope="module")


def echo(seen: Seen) -> Behaviour:
    """Each answer says which question it is for."""
    return Answer(json.dumps({"id": seen.message}), input_tokens=50, output_tokens=9)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing() -> AsyncIterator[tuple[FakeGemini, GeminiBatches]]:
    """One server, and one adapter on it."""
    with FakeGemini(echo, keys=KEYS) as server:
        batches = GeminiBatches(KEYS, base_url=server.url)
        yield server, batches
        await batches.aclose()


@pytest.fixture
def server(standing: tuple[FakeGemini, GeminiBatches]) -> FakeGemini:
    """The server, with nothing wrong."""
    standing[0].follow(echo)
    standing[0].batching = Batching()
    return standing[0]


@pytest.fixture
def batches(server: FakeGemini, standing: tuple[FakeGemini, GeminiBatches]) -> Batches:
    """The port over it."""
    return standing[1]


async def submit(batches: Batches, prompts: list[Prompt] | None = None, **changes: Any) -> str:
    where = {"model": "gemini-3.5-flash-lite", **WHERE, **changes}
    return await batches.submit(PROMPTS if prompts is None else prompts, **where)


def said(replies: Any) -> list[str]:
    return [json.loads(reply.text)["id"] for reply in replies]


async def test_a_batch_brings_a_reply_for_each_prompt(batches: Batches) -> None:
    name = await submit(batches)
    replies = await batches.collect(name, **WHERE)
    assert said(replies) == ["question 0", "question 1", "question 2", "question 3"]
    assert replies is not None
    assert replies[0] == Reply('{"id": "question 0"}', "stop", input_tokens=50, output_tokens=9)


async def test_its_items_are_asked_like_any_prompt(server: FakeGemini, batches: Batches) -> None:
    asked: list[Seen] = []
    server.follow(lambda seen: asked.append(seen) or echo(seen))  # type: ignore[func-returns-value]
    turned = replace(PROMPTS[0], turns=(("user", "Hello."), ("model", "Hi.")))
    await batches.collect(await submit(batches, [turned], project=1), project=1, deadline_s=20.0)
    (seen,) = asked
    assert (seen.system, seen.project) == ("Answer from the facts.", 1)
    assert seen.messages == (("user", "Hello."), ("model", "Hi."), ("user", "question 0"))
    assert seen.config["responseMimeType"] == "application/json"
    assert seen.config["maxOutputTokens"] == 300
    assert seen.schema == {"type": "object"}


async def test_a_batch_carries_a_name_by_which_it_can_be_found(
    server: FakeGemini, batches: Batches
) -> None:
    names = [await submit(batches), await submit(batches), await submit(batches, PROMPTS[:1])]
    labels = [server.batch_label(name) for name in names]
    assert len(set(names)) == 3
    assert labels[0] == labels[1] != labels[2]
    assert labels[0].startswith("answers-")


async def test_replies_may_come_back_in_another_order(server: FakeGemini, batches: Batches) -> None:
    server.batching = Batching(reordered=True)
    replies = await batches.collect(await submit(batches), **WHERE)
    assert said(replies) == ["question 3", "question 2", "question 1", "question 0"]


async def test_a_batch_that_runs_has_nothing_yet(server: FakeGemini, batches: Batches) -> None:
    server.batching = Batching(looks=2)
    name = await submit(batches)
    looked = [await batches.collect(name, **WHERE) for _ in range(3)]
    assert looked[:2] == [None, None]
    assert len(looked[2] or ()) == 4


async def test_a_batch_that_is_stuck_can_be_cancelled_and_then_has_no_replies(
    server: FakeGemini, batches: Batches
) -> None:
    server.batching = Batching(looks=None)
    name = await submit(batches)
    assert await batches.collect(name, **WHERE) is None
    await batches.cancel(name, **WHERE)
    await batches.cancel(name, **WHERE)
    assert await batches.collect(name, **WHERE) == ()


async def test_an_ended_or_unknown_batch_is_stopped_already(batches: Batches) -> None:
    name = await submit(batches)
    await batches.collect(name, **WHERE)
    await batches.cancel(name, **WHERE)
    await batches.cancel("batches/nobody", **WHERE)
    assert await batches.collect("batches/nobody", **WHERE) == ()


async def test_another_project_does_not_know_the_batch(batches: Batches) -> None:
    name = await submit(batches)
    assert await batches.collect(name, project=1, deadline_s=20.0) == ()


@pytest.mark.parametrize("state", ["FAILED", "EXPIRED", "CANCELLED"])
async def test_a_batch_that_failed_has_no_replies(
    server: FakeGemini, batches: Batches, state: Any
) -> None:
    server.batching = Batching(state=state)
    assert await batches.collect(await submit(batches), **WHERE) == ()


async def test_each_item_fails_alone(server: FakeGemini, batches: Batches) -> None:
    server.batching = Batching(failing=frozenset({1}))
    server.follow([Answer('{"answer": "It i', "MAX_TOKENS"), Blocked(), Empty()])
    replies = await batches.collect(await submit(batches), **WHERE)
    assert replies is not None
    assert [reply and reply.finish for reply in replies] == ["length", None, "refused", None]


async def test_a_submission_that_is_refused_is_a_fault(
    server: FakeGemini, batches: Batches
) -> None:
    told: list[tuple[Refusal, str]] = [
        (minute_quota(retry_after_s=60), "minute-quota"),
        (invalid("Batch too large."), "rejected"),
        (Refusal(500, "INTERNAL"), "down"),
    ]
    for refusal, kind in told:
        server.batching = Batching(refusal=refusal)
        with pytest.raises(ModelFault) as caught:
            await submit(batches)
        assert caught.value.kind == kind


async def test_an_empty_batch_is_a_mistake(batches: Batches) -> None:
    with pytest.raises(ValueError, match="needs a prompt"):
        await submit(batches, [])


async def test_a_wrong_key_is_rejected_without_being_told(server: FakeGemini) -> None:
    stranger = GeminiBatches(["AIza-wrong"], base_url=server.url)
    for call in (
        submit(stranger),
        stranger.collect("batches/x", **WHERE),
        stranger.cancel("batches/x", **WHERE),
    ):
        with pytest.raises(ModelFault) as caught:
            await call
        assert caught.value.kind == "rejected"
        assert "AIza-wrong" not in "".join(traceback.format_exception(caught.value))
    await stranger.aclose()


async def test_a_batch_call_keeps_its_deadline(batches: Batches) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(ModelFault) as caught:
            await submit(batches, deadline_s=0.0)
    assert caught.value.kind == "slow"
