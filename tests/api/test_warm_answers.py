"""GET /api/warm answers ahead what is asked most, within its own share."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from lib.offline.gemini_behaviour import Answer, Batching, minute_quota
from lib.offline.gemini_server import FakeGemini

DAY_S = 24 * 3600
TWELVE = [
    "Is my track too loud for Spotify?",
    "Is my track too loud for Apple Music?",
    "Is my track too loud for YouTube?",
    "Is my track too loud for Tidal?",
    "Is my track too quiet for Spotify?",
    "Is it clipping?",
    "Is it muddy?",
    "Is it harsh?",
    "Is it too wide?",
    "Does it work in mono?",
    "How is the tonal balance?",
    "Is it over-compressed?",
]


def facts_of(seen):
    lines = re.findall(r"^([\w.]+) = (-?[\d.]+) ?([^\s(]*)", seen.message, re.MULTILINE)
    return {path: (float(value), unit) for path, value, unit in lines}


def identifier(seen):
    return re.search(r"^id: (\w+)", seen.message, re.MULTILINE)[1]


def said(seen, *, answer=None, name=None):
    """The rules' own reading, said again."""
    advice = re.search(r"its point may be another: (.*)$", seen.message, re.MULTILINE)[1]
    claims = [
        {"metric": path, "value": value, "unit": unit}
        for path, (value, unit) in facts_of(seen).items()
    ][:20]
    body = {
        "id": name or identifier(seen),
        "claims": claims,
        "answer": answer or advice,
        "confidence": 0.97,
    }
    text = json.dumps(body, ensure_ascii=False)
    return Answer(text, input_tokens=1000, output_tokens=100)


@pytest.fixture
def gemini():
    with FakeGemini(said, keys=["key-0"]) as fake:
        yield fake


@pytest.fixture
def chained(open_before, gemini):
    def open_one(**changes):
        return open_before(gemini, keys="key-0", **changes)

    return open_one


@pytest.fixture
def site(chained):
    return chained()


@pytest.fixture
def fire(site, environment):
    def fire_once() -> dict:
        headers = {"Authorization": f"Bearer {environment['CRON_SECRET']}"}
        answer = httpx.get(site.url + "/api/warm", headers=headers, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return fire_once


@pytest.fixture
def asked(site, tone, clock):
    """Ask questions so often; the function that asks them once more."""
    data = tone(5.0)

    def ask(questions, *, times=1):
        answers = []
        for n in range(times):
            for start in range(0, len(questions), 9):
                user = site.other()
                made = user.measured(data)
                for question in questions[start : start + 9]:
                    body = {
                        "question": question,
                        "session_id": f"s{n}",
                        "analysis_id": made["analysis_id"],
                    }
                    answers.append(user.call("POST", "/api/ask", json=body).json())
        return answers

    return ask


def test_what_is_asked_most_is_answered_before_it_goes_stale(site, gemini, fire, asked, clock):
    asked(TWELVE[:3], times=2)
    assert fire()["answers_kept"] == 0  # all fresh
    calls = len(gemini.seen)
    clock.advance(DAY_S)

    assert fire()["answers_kept"] == 3
    assert len(gemini.seen) == calls + 3
    assert {answer["cached"] for answer in asked(TWELVE[:3])} == {True}
    assert len(gemini.seen) == calls + 3


def test_what_was_asked_once_is_not_asked_ahead(site, gemini, fire, asked, clock):
    asked(TWELVE[:3])
    clock.advance(DAY_S)
    calls = len(gemini.seen)

    fire()

    assert len(gemini.seen) == calls


def test_many_are_handed_in_as_a_batch_and_taken_in_by_the_next_run(
    site, gemini, fire, asked, clock
):
    asked(TWELVE, times=2)
    clock.advance(DAY_S)
    gemini.batching = Batching(reordered=True)
    calls = [seen.kind for seen in gemini.seen].count("answer")

    first = fire()
    clock.advance(301)
    second = fire()

    assert (first["answers_batched"], first["answers_kept"]) == (len(TWELVE), 0)
    assert second["answers_kept"] == len(TWELVE)
    assert [seen.kind for seen in gemini.seen].count("answer") == calls
    answers = asked(TWELVE)
    assert {answer["cached"] for answer in answers} == {True}
    fresh = {answer["answer"] for answer in answers}
    assert len(fresh) >= 8


def test_a_batch_whose_items_fail_is_made_up_for_online(site, gemini, fire, asked, clock):
    asked(TWELVE, times=2)
    clock.advance(DAY_S)
    gemini.batching = Batching(failing=frozenset({0, 5}))
    fire()
    clock.advance(301)

    second = fire()

    assert second["answers_kept"] == len(TWELVE)  # ten from the batch and two online


def test_a_batch_that_hangs_is_given_up_after_six_hours(site, gemini, fire, asked, clock):
    asked(TWELVE, times=2)
    clock.advance(DAY_S)
    gemini.batching = Batching(looks=None)
    fire()
    clock.advance(301)
    waiting = fire()
    clock.advance(6 * 3600)

    given_up = fire()

    assert (waiting["answers_kept"], waiting["answers_batched"]) == (0, 0)
    assert given_up["answers_kept"] == len(TWELVE)


def test_where_no_batch_is_taken_the_questions_are_asked_online(site, gemini, fire, asked, clock):
    asked(TWELVE, times=2)
    clock.advance(DAY_S)
    gemini.batching = Batching(refusal=minute_quota())

    assert fire()["answers_kept"] == len(TWELVE)


def test_an_answer_for_another_question_or_with_a_wrong_number_is_not_kept(
    site, gemini, fire, asked, clock
):
    asked(TWELVE, times=2)
    clock.advance(DAY_S)

    def wrong(seen):
        if "clipping" in seen.message:
            return said(seen, answer="It measures −3.3 LUFS.")
        return said(seen, name="0" * 12)

    gemini.follow(wrong)
    fire()
    clock.advance(301)
    second = fire()

    assert second["answers_kept"] == 0
    assert second["answers_refused"] >= len(TWELVE)


def test_a_run_spends_no_more_than_its_budget(chained, gemini, environment, asked, clock):
    asked(TWELVE[:4], times=2)
    clock.advance(DAY_S)
    small = chained(WARM_BUDGET_MICRO_USD="3000")
    calls = len(gemini.seen)

    headers = {"Authorization": f"Bearer {environment['CRON_SECRET']}"}
    kept = httpx.get(small.url + "/api/warm", headers=headers, timeout=60).json()["answers_kept"]

    # Each call settles at 550 micro-dollars and reserves somewhat over 2,000 before it.
    assert 1 <= kept < 4
    assert len(gemini.seen) == calls + kept


def test_with_the_models_failing_the_sweep_goes_on(site, gemini, fire, asked, clock):
    asked(TWELVE[:3], times=2)
    clock.advance(DAY_S)
    gemini.follow(lambda seen: minute_quota())

    swept = fire()

    assert swept["answers_kept"] == 0
    assert swept["repeated"] is False
