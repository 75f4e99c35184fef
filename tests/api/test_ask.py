"""/api/ask."""

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


def test_the_balance_is_told_against_the_style_that_is_named(site, tone):
    made = site.measured(tone(5.0))
    question = "How is the tonal balance?"

    def told(**style):
        body = ask(site, question, analysis_id=made["analysis_id"], **style).json()
        return body["answer"], {one["metric"]: one["value"] for one in body["claims"]}

    def deviations(style):
        read = site.call("GET", f"/api/analyze?id={made['analysis_id']}&style={style}").json()
        return {band["deviation_db"] for band in read["report"]["spectrum"]["balance"]}

    standard, pink = told(), told(style="pink")
    assert standard == told(style="popular")
    assert standard != pink
    named = [value for metric, value in pink[1].items() if metric.endswith("deviation_db")]
    assert named
    assert all(min(abs(one - value) for one in deviations("pink")) < 0.06 for value in named)
    assert ask(site, question, style="polka").status_code == 422


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


def read(site, session_id: str = "s-1", **headers: str):
    return site.call("GET", f"/api/ask?session_id={session_id}", headers=headers)


def test_a_conversation_is_read_again_as_it_was(open_site, settled, any_tone):
    site = open_site()
    kept = settled(site)
    made = site.measured(any_tone)
    first = ask(site, "Is it clipping? ana@example.com", analysis_id=made["analysis_id"]).json()
    site.clock.advance(1)
    second = ask(site, "o que é LUFS?").json()
    kept()

    another = open_site()
    another.uid = site.uid
    answer = read(another)

    assert answer.status_code == 200
    told = answer.json()
    assert told["session_id"] == "s-1"
    assert told["created_at"] < told["updated_at"] == told["turns"][1]["asked_at"]
    shared = ("answer", "claims", "tier", "confidence", "degraded")
    assert [{name: turn[name] for name in shared} for turn in told["turns"]] == [
        {name: reply[name] for name in shared} for reply in (first, second)
    ]
    assert [turn["question"] for turn in told["turns"]] == [
        "Is it clipping? [e-mail]",
        "o que é LUFS?",
    ]
    assert [turn["analysis_id"] for turn in told["turns"]] == [made["analysis_id"], None]
    assert [turn["lang"] for turn in told["turns"]] == ["en", "pt-BR"]


def test_a_conversation_that_has_not_changed_is_not_sent_again(site, settled):
    kept = settled(site)
    ask(site, "what is LUFS?")
    kept()
    tag = read(site).headers["etag"]

    assert read(site, **{"If-None-Match": tag}).status_code == 304
    ask(site, "what is true peak?")
    kept()
    assert read(site, **{"If-None-Match": tag}).status_code == 200


def test_a_conversation_is_nobody_elses_and_one_that_is_not_is_a_problem(site, settled):
    kept = settled(site)
    ask(site, "what is LUFS?")
    kept()

    for answer in (read(site.other()), read(site, "another")):
        assert (answer.status_code, answer.json()["code"]) == (404, "conversation-not-found")
    assert site.other().call("GET", "/api/ask").json()["conversations"] == []


def test_conversations_are_listed_newest_first_page_by_page(site, settled):
    kept = settled(site)
    for n in range(3):
        ask(site, f"what is LUFS, {n}?", session_id=f"s{n}")
        site.clock.advance(1)
    kept()

    first = site.call("GET", "/api/ask?limit=2").json()
    rest = site.call("GET", f"/api/ask?limit=2&cursor={first['next_cursor']}").json()

    listed = first["conversations"] + rest["conversations"]
    assert [one["session_id"] for one in listed] == ["s2", "s1", "s0"]
    assert rest["next_cursor"] is None
    assert listed[0] == {
        "session_id": "s2",
        "created_at": listed[0]["updated_at"],
        "updated_at": listed[0]["created_at"],
        "analysis_id": None,
        "opening": "what is LUFS, 2?",
    }
    refused = site.call("GET", "/api/ask?cursor=x")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid-cursor")


def test_a_forgotten_conversation_is_gone_and_the_others_are_not(site, settled):
    kept = settled(site)
    for session_id in ("s-1", "s-2"):
        ask(site, "what is LUFS?", session_id=session_id)
    kept()

    answers = [site.call("DELETE", "/api/ask?session_id=s-1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert read(site).status_code == 404
    assert read(site, "s-2").status_code == 200
    unnamed = site.call("DELETE", "/api/ask")
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "missing-field")


def test_reading_goes_on_without_redis_and_what_the_rules_say_meanwhile_is_kept(open_site, settled):
    site = open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9")
    kept = settled(site)
    assert ask(site, "what is LUFS?").json()["degraded"] is True
    kept()

    told = read(site)

    assert told.json()["turns"][0]["degraded"] is True
    assert told.headers["ratelimit"].startswith('"read";r=239')
    assert len(site.call("GET", "/api/ask").json()["conversations"]) == 1
    assert site.call("DELETE", "/api/ask?session_id=s-1").status_code == 503


def test_the_answer_stands_though_it_cannot_be_kept(open_site, settled, tmp_path, capfd):
    site = open_site(SQLITE_PATH=str(tmp_path))
    kept = settled(site)

    assert ask(site, "what is LUFS, said Ana?").status_code == 200
    kept()

    logged = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line for line in logged if line["event"] == "conversation-not-kept"] == [
        {"event": "conversation-not-kept", "service": "documents", "reason": "dependency-down"}
    ]
    assert "Ana" not in str(logged)
    assert read(site).status_code == 503


def test_a_question_that_was_refused_is_not_kept(site, settled, any_tone):
    kept = settled(site)
    ask(site.other(), "Is it too loud?", analysis_id=site.measured(any_tone)["analysis_id"])
    for _ in range(11):
        ask(site, "what is LUFS?")
    kept()

    assert len(read(site).json()["turns"]) == 10
