"""POST /api/ask."""

from __future__ import annotations

import json

import pytest


def ask(site, question: str, **more):
    headers = more.pop("headers", {})
    body = {"question": question, "session_id": "s-1", **more}
    return site.call("POST", "/api/ask", json=body, headers=headers)


def test_an_answer_is_tied_to_the_tracks_own_numbers(site, tone):
    made = site.measured(tone(5.0))

    answer = ask(site, "What is my integrated loudness?", analysis_id=made["analysis_id"])

    assert answer.status_code == 200
    body = answer.json()
    measured = made["report"]["loudness"]["integrated_lufs"]
    claim = next(c for c in body["claims"] if c["metric"] == "loudness.integrated_lufs")
    assert claim["value"] == pytest.approx(measured, abs=0.05)
    assert claim["unit"] == "LUFS"
    assert body["tier"] == "rules"
    assert body["degraded"] is False
    assert 0.5 <= body["confidence"] <= 1
    assert body["usage"] == {"input_tokens": 0, "output_tokens": 0, "cost_micro_usd": 0}


def test_a_portuguese_question_is_answered_in_portuguese(site, tone):
    made = site.measured(tone(5.0))

    body = ask(site, "Está alto demais para o Spotify?", analysis_id=made["analysis_id"]).json()

    assert "Spotify" in body["answer"]
    assert any(word in body["answer"].lower() for word in ("não", "está", "sua", "seu"))


def test_what_the_measurements_do_not_tell_is_said_so(site, any_tone):
    made = site.measured(any_tone)

    question = "Which plugin did the singer of the second verse prefer?"
    body = ask(site, question, analysis_id=made["analysis_id"]).json()

    assert body["claims"] == []
    assert body["confidence"] < 0.5


def test_an_answer_comes_as_events_where_they_are_accepted(site, any_tone):
    made = site.measured(any_tone)

    answer = ask(
        site,
        "Is it clipping?",
        analysis_id=made["analysis_id"],
        headers={"Accept": "text/event-stream"},
    )

    blocks = [block.splitlines() for block in answer.text.strip().split("\n\n")]
    told = [(name[7:], json.loads(data[6:])) for name, data in blocks]
    assert [name for name, _ in told[:-1]] == ["answer"] * (len(told) - 1)
    assert told[-1][0] == "done"
    assert "".join(data["text"] for _, data in told[:-1]) == told[-1][1]["answer"]


def test_another_users_analysis_cannot_be_asked_about(site, any_tone):
    made = site.measured(any_tone)

    answer = ask(site.other(), "Is it too loud?", analysis_id=made["analysis_id"])

    assert (answer.status_code, answer.json()["code"]) == (404, "analysis-not-found")


def test_a_question_of_ten_thousand_characters_is_refused(site):
    answer = ask(site, "a" * 10_000)

    assert (answer.status_code, answer.json()["code"]) == (422, "question-too-long")
    assert answer.json()["limit"] == 500


@pytest.mark.parametrize(
    "body",
    [{"session_id": "s"}, {"question": "", "session_id": "s"}, {"question": "Is it loud?"}],
)
def test_a_question_without_its_parts_is_refused(site, body):
    answer = site.call("POST", "/api/ask", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_ten_questions_pass_and_the_eleventh_is_refused_whichever_instance_is_asked(open_site):
    first, second = open_site(), open_site()
    second.uid = first.uid

    answers = [ask((first, second)[n % 2], "what is LUFS?") for n in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    refused = answers[-1]
    assert refused.json()["code"] == "too-many-requests"
    assert int(refused.headers["retry-after"]) == refused.json()["retry_after_s"]
    assert ask(first.other(), "what is LUFS?").status_code == 200


def test_a_minute_later_questions_are_welcome_again(site):
    for _ in range(10):
        ask(site, "what is LUFS?")
    assert ask(site, "what is LUFS?").status_code == 429

    site.clock.advance(60.001)

    assert ask(site, "what is LUFS?").status_code == 200


def test_with_redis_down_the_rules_still_answer_and_say_so(open_site, any_tone):
    made_at = open_site()
    made = made_at.measured(any_tone)
    site = open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9")
    site.uid = made_at.uid

    answer = ask(site, "Is it clipping?", analysis_id=made["analysis_id"])

    assert answer.status_code == 200
    assert answer.json()["degraded"] is True
