"""/api/status."""

from __future__ import annotations

import httpx
import pytest

from lib.coordination.quota_day import quota_day


def queued(site, data: bytes) -> str:
    """Put a job in a queue that nobody serves: its worker's address refuses."""
    upload_id = site.send(data)
    answer = site.analyze(upload_id, Prefer="respond-async")
    assert answer.status_code == 202, answer.text
    return answer.json()["job"]["job"]


def test_liveness_needs_nobody_and_touches_nothing(open_site):
    site = open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9", FIREBASE_PROJECT_ID="")

    answer = httpx.get(site.url + "/api/status")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_liveness_answers_head_as_monitors_ask_it(site):
    assert httpx.head(site.url + "/api/status").status_code == 200


def test_readiness_asks_every_dependency(site):
    answer = httpx.get(site.url + "/api/status?view=ready")

    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert set(body["dependencies"]) == {"redis", "documents", "storage", "identity", "queue"}
    assert all(one["status"] == "ok" for one in body["dependencies"].values())


def test_readiness_names_the_dependency_that_is_down(open_site):
    site = open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9")

    answer = httpx.get(site.url + "/api/status?view=ready")

    assert answer.status_code == 503
    assert answer.json()["dependencies"]["redis"]["status"] == "down"
    assert answer.json()["dependencies"]["storage"]["status"] == "ok"


def test_readiness_asks_who_knows_of_withdrawn_sign_ins_where_they_are_asked_for(open_site):
    site = open_site(CHECK_REVOKED="true")

    body = httpx.get(site.url + "/api/status?view=ready").json()

    assert body["status"] == "ok"
    assert body["dependencies"]["accounts"]["status"] == "ok"


def test_readiness_tells_the_accounts_from_the_keys(open_site):
    site = open_site(CHECK_REVOKED="true", IDENTITY_ACCOUNTS_URL="http://127.0.0.1:9")

    answer = httpx.get(site.url + "/api/status?view=ready")

    assert answer.status_code == 503
    dependencies = answer.json()["dependencies"]
    down = [name for name, one in dependencies.items() if one["status"] == "down"]
    assert down == ["accounts"]


def test_polling_a_job_every_second_is_not_refused(open_site, any_tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    job = queued(site, any_tone)

    answers = []
    for _ in range(75):
        site.clock.advance(1)
        answers.append(site.call("GET", f"/api/status?job={job}").status_code)

    assert set(answers) == {200}


def test_a_waiting_job_tells_its_place_and_when_to_look_again(open_site, tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    first = queued(site, tone(hz=611))
    site.clock.advance(1)
    second = queued(site, tone(hz=612))

    answer = site.call("GET", f"/api/status?job={second}")

    assert answer.json()["state"] == "queued"
    assert answer.json()["queue_position"] == 1
    assert site.call("GET", f"/api/status?job={first}").json()["queue_position"] == 0
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.headers["ratelimit-policy"].startswith('"read";')


def test_when_a_job_will_be_done_is_told_once_one_like_it_was(open_site, tone, clock):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    first = queued(site, tone(hz=613))
    assert site.call("GET", f"/api/status?job={first}").json()["eta_s"] is None

    site.measured(tone(hz=614))

    assert site.call("GET", f"/api/status?job={first}").json()["eta_s"] >= 1
    told = site.analyze(site.send(tone(hz=615)), Accept="text/event-stream").text
    assert '"eta_s": ' in told


def test_a_job_that_did_not_change_is_not_sent_again(open_site, any_tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    path = f"/api/status?job={queued(site, any_tone)}"
    tag = site.call("GET", path).headers["etag"]

    assert site.call("GET", path, headers={"If-None-Match": tag}).status_code == 304


def test_a_cancelled_job_stays_cancelled_and_its_analysis_is_not_there(open_site, any_tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    job = queued(site, any_tone)

    cancelled = site.call("DELETE", f"/api/status?job={job}")

    assert cancelled.json()["state"] == "cancelled"
    assert cancelled.json()["error"]["code"] == "job-cancelled"
    assert site.call("GET", f"/api/status?job={job}").json()["state"] == "cancelled"
    assert site.call("GET", f"/api/analyze?id={job}").status_code == 404


def test_cancelling_what_is_over_changes_nothing(site, any_tone):
    job = site.measured(any_tone)["analysis_id"]

    assert site.call("DELETE", f"/api/status?job={job}").json()["state"] == "succeeded"
    assert site.call("GET", f"/api/analyze?id={job}").status_code == 200


def test_another_users_job_is_not_found(site, any_tone):
    job = site.measured(any_tone)["analysis_id"]

    for method in ("GET", "DELETE"):
        answer = site.other().call(method, f"/api/status?job={job}")
        assert (answer.status_code, answer.json()["code"]) == (404, "job-not-found")


def test_an_analysis_still_under_way_is_not_ready(open_site, any_tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    job = queued(site, any_tone)

    answer = site.call("GET", f"/api/analyze?id={job}")

    assert (answer.status_code, answer.json()["code"]) == (409, "analysis-not-ready")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_job_whose_record_lapsed_is_told_by_its_report(site, any_tone):
    job = site.measured(any_tone)["analysis_id"]
    with httpx.Client(base_url=site.services.settings.redis_url) as redis:
        token = site.services.settings.redis_token.get_secret_value()
        key = f"{site.services.settings.namespace}:job:{job}"
        redis.post("/", json=["DEL", key], headers={"Authorization": f"Bearer {token}"})

    assert site.call("GET", f"/api/status?job={job}").json()["state"] == "succeeded"
    assert site.announce(any_tone).json() == {"cached": True, "analysis_id": job}


def test_in_development_a_page_is_told_where_the_local_issuer_is(open_site):
    plain, checked = (
        httpx.get(open_site(**kinds).url + "/api/status?view=config")
        for kinds in ({}, {"APP_CHECK": "enforce"})
    )

    assert plain.headers["cache-control"] == "public, max-age=300"
    assert plain.json()["environment"] == "development"
    assert plain.json()["sign_in"]["kind"] == "local"
    assert plain.json()["sign_in"]["address"] == "/local/token"
    assert plain.json()["sign_in"]["app_address"] is None
    assert checked.json()["sign_in"]["app_address"] == "/local/app-token"


def test_with_firebase_a_page_is_told_the_web_apps_own_configuration_and_nothing_else(open_site):
    site = open_site(
        FIREBASE_WEB_API_KEY="web-key",
        FIREBASE_APP_ID="1:1:web:1",
        APP_CHECK_SITE_KEY="site-key",
    )
    project = site.services.settings.firebase_project

    answer = httpx.get(site.url + "/api/status?view=config")

    assert answer.json()["sign_in"] == {
        "kind": "firebase",
        "address": None,
        "app_address": None,
        "config": {
            "apiKey": "web-key",
            "authDomain": f"{project}.firebaseapp.com",
            "projectId": project,
            "appId": "1:1:web:1",
        },
        "app_check_site_key": "site-key",
        "missing": [],
    }


def test_a_deployment_that_nobody_can_sign_in_to_says_what_is_missing(open_site):
    preview = {"VERCEL_ENV": "preview", "FIREBASE_AUTH_DOMAIN": "auth.prod.example"}
    plain = httpx.get(open_site(**preview).url + "/api/status?view=config").json()["sign_in"]
    checked = open_site(**preview, APP_CHECK="enforce")
    strict = httpx.get(checked.url + "/api/status?view=config").json()["sign_in"]

    assert plain["kind"] == "firebase"
    assert plain["config"]["authDomain"] == "auth.prod.example"
    assert plain["missing"] == ["FIREBASE_WEB_API_KEY", "FIREBASE_APP_ID"]
    assert strict["missing"] == [*plain["missing"], "APP_CHECK_SITE_KEY"]


def test_metrics_are_for_operators(site):
    path = "/api/status?view=metrics"

    assert httpx.get(site.url + path).json()["code"] == "not-signed-in"
    assert (site.call("GET", path).status_code) == 403
    assert site.call("GET", path).json()["code"] == "forbidden"


def test_metrics_tell_todays_counts_and_what_stands_in_line(open_site, any_tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    queued(site, any_tone)
    with httpx.Client(base_url=site.services.settings.redis_url) as redis:
        token = site.services.settings.redis_token.get_secret_value()
        counts = f"{site.services.settings.namespace}:ask:counts:{quota_day(site.clock.now())}"
        command = ["HSET", counts, "calls:senior", 3, "cost_micro_usd", 1_234_567]
        redis.post("/", json=command, headers={"Authorization": f"Bearer {token}"})
    operator = {"Authorization": f"Bearer {site.token(operator=True)}"}

    told = site.call("GET", "/api/status?view=metrics", headers=operator)
    accept = {**operator, "Accept": "application/openmetrics-text; version=1.0.0"}
    text = site.call("GET", "/api/status?view=metrics", headers=accept)

    assert told.json()["calls"] == {"junior": 0, "senior": 3}
    assert told.json()["cost_micro_usd"] == 1_234_567
    assert told.json()["jobs"]["waiting_quick"] == 1
    assert told.json()["jobs"]["running"] == 0
    assert told.headers["cache-control"] == "no-store"
    assert text.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "prodai_cost_micro_usd_total 1234567\n" in text.text
    assert 'prodai_jobs{state="waiting_quick"} 1\n' in text.text


def test_a_lease_that_ran_out_is_not_counted_as_running(open_site):
    site = open_site()
    with httpx.Client(base_url=site.services.settings.redis_url) as redis:
        token = site.services.settings.redis_token.get_secret_value()
        running = f"{site.services.settings.namespace}:running"
        now = int(site.clock.now() * 1000)
        command = ["ZADD", running, now - 1, "an_dead", now + 9_000, "an_alive"]
        redis.post("/", json=command, headers={"Authorization": f"Bearer {token}"})
    operator = {"Authorization": f"Bearer {site.token(operator=True)}"}

    told = site.call("GET", "/api/status?view=metrics", headers=operator).json()

    assert told["jobs"]["running"] == 1


@pytest.mark.parametrize("view", ["everything", "alerts"])
def test_there_is_no_other_view(site, view):
    answer = httpx.get(site.url + f"/api/status?view={view}")

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-view")
