"""What stays open while Redis is down, and how far."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from lib import track


@pytest.fixture
def without_redis(open_site):
    return open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9")


def ask(site):
    body = {"question": "what is LUFS?", "session_id": "s"}
    return site.call("POST", "/api/ask", json=body)


def test_reads_go_on_up_to_what_one_instance_allows(without_redis):
    site = without_redis
    with httpx.Client(headers={"Authorization": f"Bearer {site.token()}"}) as client:
        answers = [client.get(site.url + "/api/analyze") for _ in range(241)]

    assert [answer.status_code for answer in answers] == [200] * 240 + [429]
    assert answers[0].headers["ratelimit"] == '"read";r=239;t=60'
    assert answers[0].headers["ratelimit-policy"] == '"read";q=240;w=60'
    assert answers[-1].json()["code"] == "too-many-requests"
    assert answers[-1].headers["retry-after"] == "60"
    assert site.other().call("GET", "/api/analyze").status_code == 200
    site.clock.advance(60)
    assert site.call("GET", "/api/analyze").status_code == 200


def test_a_report_is_counted_with_the_other_reads(without_redis):
    site = without_redis
    assert site.call("GET", "/api/analyze?id=none").status_code == 404
    answer = site.call("GET", "/api/analyze")
    assert answer.headers["ratelimit"] == '"read";r=238;t=60'


def test_a_job_that_succeeded_is_still_told_of_and_no_other(site, open_site, any_tone):
    job = site.measured(any_tone)["analysis_id"]
    broken = replace(open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9"), uid=site.uid)

    answer = broken.call("GET", f"/api/status?job={job}")
    assert (answer.status_code, answer.json()["state"]) == (200, "succeeded")
    assert answer.headers["ratelimit"] == '"read";r=239;t=60'

    # Another may be under way, or be somebody else's: nobody knows.
    for told in (
        broken.call("GET", "/api/status?job=an_none"),
        broken.other().call("GET", f"/api/status?job={job}"),
    ):
        assert (told.status_code, told.json()["code"]) == (503, "dependency-down")


def test_the_rules_answer_as_many_questions_as_ever_and_no_more(without_redis):
    site = without_redis
    answers = [ask(site) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert all(answer.json()["degraded"] for answer in answers[:10])
    assert answers[0].headers["ratelimit"] == '"ask";r=9;t=60'
    assert ask(site.other()).status_code == 200


def test_paid_work_is_closed_and_says_when_to_come_back(without_redis, tone):
    site = without_redis
    announced = site.announce(tone())
    analyzed = site.analyze(track.new_upload_id("0" * 64, uid="ana"))

    for answer in (announced, analyzed):
        assert (answer.status_code, answer.json()["code"]) == (503, "dependency-down")
        assert int(answer.headers["retry-after"]) > 0
