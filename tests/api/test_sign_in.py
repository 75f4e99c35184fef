"""Who may call: withdrawn sign-ins, anonymous users, apps, and tokens that end in between."""

from __future__ import annotations

import secrets
from hashlib import sha256

import httpx
import pytest

from lib.offline.gemini_behaviour import Answer
from lib.offline.gemini_server import FakeGemini

USERS_CALLS = [
    ("POST", "/api/upload"),
    ("POST", "/api/analyze"),
    ("GET", "/api/analyze"),
    ("DELETE", "/api/analyze?id=an_x"),
    ("POST", "/api/ask"),
    ("GET", "/api/status?job=an_x"),
    ("DELETE", "/api/status?job=an_x"),
    ("GET", "/api/status?view=metrics"),
]
APPS_CALLS = [one for one in USERS_CALLS if one != ("GET", "/api/status?view=metrics")]
BODIES = {"/api/analyze": {"upload_id": "up_x"}}


def call(site, method: str, path: str, token: str, **headers: str) -> httpx.Response:
    sent = {"Authorization": f"Bearer {token}", **headers}
    body = BODIES.get(path, {}) if method == "POST" else None
    return httpx.request(method, site.url + path, headers=sent, json=body, timeout=30)


# Withdrawn sign-ins


def test_a_withdrawn_sign_in_is_refused_within_a_minute_and_a_new_one_is_not(open_site):
    site = open_site(CHECK_REVOKED="true")
    before = site.token()
    assert call(site, "GET", "/api/analyze", before).status_code == 200
    site.clock.advance(10)
    site.issuer.withdraw(site.uid)
    site.clock.advance(60)

    refused = call(site, "GET", "/api/analyze", before)

    assert (refused.status_code, refused.json()["code"]) == (401, "token-revoked")
    assert call(site, "GET", "/api/analyze", site.token()).status_code == 200


def test_a_disabled_account_is_refused(open_site):
    site = open_site(CHECK_REVOKED="true")
    site.issuer.disable(site.uid)

    assert call(site, "POST", "/api/upload", site.token()).json()["code"] == "token-revoked"


def test_where_nobody_asks_a_token_holds_until_it_expires(site):
    before = site.token()
    site.clock.advance(10)
    site.issuer.withdraw(site.uid)
    site.clock.advance(120)

    assert call(site, "GET", "/api/analyze", before).status_code == 200


@pytest.mark.parametrize(("method", "path"), USERS_CALLS)
def test_with_the_account_service_down_reading_goes_on_and_nothing_else(open_site, method, path):
    site = open_site(CHECK_REVOKED="true", IDENTITY_ACCOUNTS_URL="http://127.0.0.1:9")

    answer = call(site, method, path, site.token(operator=True))

    if method == "GET":
        assert answer.status_code in {200, 404}
    else:
        assert (answer.status_code, answer.json()["code"]) == (503, "dependency-down")
        assert answer.json()["service"] == "identity"


# Anonymous users


def test_who_has_no_account_gets_half_the_turns_and_is_told_so(site):
    headers = {"Authorization": f"Bearer {site.token(anonymous=True)}"}
    address, body = site.url + "/api/upload", announcement(b"RIFF")
    answers = [httpx.post(address, json=body, headers=headers) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert answers[0].headers["ratelimit-policy"] == '"upload";q=5;w=60'
    assert answers[0].headers["ratelimit"].startswith('"upload";r=4;')
    assert answers[5].json()["limit"] == 5


def test_whoever_gets_an_account_goes_on_with_what_was_used_up_and_twice_the_turns(site):
    for _ in range(5):
        call(site, "POST", "/api/upload", site.token(anonymous=True))

    answer = call(site, "POST", "/api/upload", site.token())

    assert answer.headers["ratelimit-policy"] == '"upload";q=10;w=60'
    assert answer.headers["ratelimit"].startswith('"upload";r=4;')


def test_who_has_no_account_has_less_of_the_models_a_day(open_site, any_tone):
    with FakeGemini(unhelpful, keys=["key-0"]) as gemini:
        site = open_site(
            GEMINI_API_KEYS="key-0",
            GEMINI_BASE_URL=gemini.url,
            ANONYMOUS_DAILY_MICRO_USD="1",
        )
        analysis_id = site.measured(any_tone)["analysis_id"]

        def ask(token: str) -> httpx.Response:
            question = f"Would you change a thing about take {secrets.token_hex(2)}?"
            body = {"question": question, "analysis_id": analysis_id, "session_id": "s"}
            headers = {"Authorization": f"Bearer {token}"}
            return httpx.post(site.url + "/api/ask", json=body, headers=headers, timeout=30)

        anonymous, known = ask(site.token(anonymous=True)), ask(site.token())

    assert anonymous.status_code == known.status_code == 200
    assert anonymous.json()["tier"] == "rules"
    assert anonymous.json()["degraded"]
    assert anonymous.json()["usage"]["cost_micro_usd"] == 0
    assert known.json()["usage"]["cost_micro_usd"] > 0


def unhelpful(_) -> Answer:
    return Answer("{}", input_tokens=100, output_tokens=10)


# Apps


@pytest.mark.parametrize(("method", "path"), APPS_CALLS)
def test_where_apps_are_checked_every_call_of_a_user_needs_an_apps_token(open_site, method, path):
    site = open_site(APP_CHECK="enforce")
    user = site.token(operator=True)
    expired = site.issuer.app_token(expires_in_s=-100)

    for headers in ({}, {"X-Firebase-AppCheck": "not.a.token"}, {"X-Firebase-AppCheck": expired}):
        refused = call(site, method, path, user, **headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "app-not-verified")
    held = call(site, method, path, user, **{"X-Firebase-AppCheck": site.issuer.app_token()})
    assert held.status_code != 401


@pytest.mark.parametrize("path", ["/api/analyze", "/api/status?view=metrics"])
def test_an_apps_token_is_no_sign_in(open_site, path):
    site = open_site(APP_CHECK="enforce")
    app = site.issuer.app_token()

    answer = call(site, "GET", path, app, **{"X-Firebase-AppCheck": app})

    assert answer.json()["code"] == "not-signed-in"


def test_a_collector_of_metrics_is_no_app_and_passes_as_the_operator_it_is(open_site):
    site = open_site(APP_CHECK="enforce")
    metrics = "/api/status?view=metrics"
    text = {"Accept": "application/openmetrics-text"}

    told = call(site, "GET", metrics, site.token(operator=True), **text)
    assert told.status_code == 200
    assert told.text.endswith("# EOF\n")
    assert told.headers["ratelimit-policy"].startswith('"read";')
    # Nobody else does, with an app's token or without one.
    for headers in ({}, {"X-Firebase-AppCheck": site.issuer.app_token()}):
        for user in (site.token(), site.token(anonymous=True)):
            refused = call(site, "GET", metrics, user, **headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        nobody = httpx.get(site.url + metrics, headers=headers)
        assert (nobody.status_code, nobody.json()["code"]) == (401, "not-signed-in")


def test_an_operators_own_tracks_are_an_apps_business_like_anybodys(open_site):
    site = open_site(APP_CHECK="enforce")

    refused = call(site, "GET", "/api/analyze", site.token(operator=True))

    assert refused.json()["code"] == "app-not-verified"


def test_liveness_readiness_the_cron_and_the_queue_are_no_apps(open_site, environment, any_tone):
    site = open_site(APP_CHECK="enforce")
    cron = {"Authorization": f"Bearer {environment['CRON_SECRET']}"}
    delivery = {"Authorization": f"Bearer {site.issuer.task_token(site.url + '/api/analyze')}"}

    assert httpx.get(site.url + "/api/status").status_code == 200
    assert httpx.get(site.url + "/api/status?view=config").status_code == 200
    ready = httpx.get(site.url + "/api/status?view=ready").json()
    assert ready["dependencies"]["app-check"]["status"] == "ok"
    assert httpx.get(site.url + "/api/warm", headers=cron, timeout=30).status_code == 200
    brought = httpx.post(site.url + "/api/analyze", json={"job": "an_gone"}, headers=delivery)
    assert brought.status_code == 200


def test_where_apps_are_checked_the_queue_brings_a_job_to_its_end(open_site, any_tone):
    site = open_site(APP_CHECK="enforce", WORKER_URL="http://127.0.0.1:9")
    app = {"X-Firebase-AppCheck": site.issuer.app_token()}
    announced = httpx.post(
        site.url + "/api/upload",
        json=announcement(any_tone),
        headers={"Authorization": f"Bearer {site.token()}", **app},
    ).json()
    sent = httpx.put(announced["url"], content=any_tone, headers=announced["headers"])
    assert sent.status_code == 200
    queued = httpx.post(
        site.url + "/api/analyze",
        json={"upload_id": announced["upload_id"]},
        headers={"Authorization": f"Bearer {site.token()}", "Prefer": "respond-async", **app},
    )
    job = queued.json()["job"]["job"]

    def deliver(token: str, **headers: str) -> httpx.Response:
        held = {"Authorization": f"Bearer {token}", **headers}
        return httpx.post(site.url + "/api/analyze", json={"job": job}, headers=held, timeout=60)

    # Neither an app nor a user brings a job, nor an operator: the queue alone.
    for user in (site.token(), site.token(operator=True)):
        assert deliver(user, **app).json()["code"] == "not-signed-in"
    assert deliver(site.issuer.task_token("http://127.0.0.1:9/api/analyze")).status_code == 200
    done = call(site, "GET", f"/api/status?job={job}", site.token(), **app).json()
    assert done["state"] == "succeeded"


@pytest.mark.parametrize("bearer", ["operator", "wrong", "none"])
def test_the_cron_passes_by_its_secret_alone(open_site, bearer):
    site = open_site(APP_CHECK="enforce")
    token = {"operator": site.token(operator=True), "wrong": "test-cron-secreT", "none": ""}[bearer]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers["X-Firebase-AppCheck"] = site.issuer.app_token()

    refused = httpx.get(site.url + "/api/warm", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (401, "not-signed-in")


def test_where_apps_are_checked_and_the_project_has_no_number_that_is_what_is_missing(open_site):
    site = open_site(APP_CHECK="enforce", APP_CHECK_PROJECT_NUMBER="")

    answer = call(site, "GET", "/api/analyze", site.token())

    assert (answer.status_code, answer.json()["code"]) == (503, "not-configured")
    assert answer.json()["variable"] == "APP_CHECK_PROJECT_NUMBER"


def test_a_page_elsewhere_may_send_an_apps_token(open_site):
    site = open_site(ALLOWED_ORIGINS="https://prod.example")
    headers = {
        "Origin": "https://prod.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-firebase-appcheck",
    }

    assert httpx.options(site.url + "/api/ask", headers=headers).status_code == 200


# Tokens that end in between


def test_a_token_that_ends_after_the_door_ends_nothing_that_was_begun(open_site, any_tone):
    """Authority is checked at the door; from there the upload's session and the job carry it."""
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    first = site.token(expires_in_s=30)
    announced = httpx.post(
        site.url + "/api/upload",
        json=announcement(any_tone),
        headers={"Authorization": f"Bearer {first}"},
    ).json()
    site.clock.advance(60)
    assert call(site, "GET", "/api/analyze", first).json()["code"] == "token-expired"
    sent = httpx.put(announced["url"], content=any_tone, headers=announced["headers"])
    assert sent.status_code == 200

    second = site.token(expires_in_s=30)
    wanted = {"upload_id": announced["upload_id"]}
    headers = {"Authorization": f"Bearer {second}", "Prefer": "respond-async"}
    job = httpx.post(site.url + "/api/analyze", json=wanted, headers=headers).json()["job"]["job"]
    site.clock.advance(60)
    delivery = site.issuer.task_token("http://127.0.0.1:9/api/analyze")
    brought = httpx.post(
        site.url + "/api/analyze",
        json={"job": job},
        headers={"Authorization": f"Bearer {delivery}"},
        timeout=60,
    )
    assert brought.status_code == 200

    assert call(site, "GET", f"/api/status?job={job}", second).json()["code"] == "token-expired"
    done = site.call("GET", f"/api/status?job={job}").json()
    assert done["state"] == "succeeded"
    report = site.call("GET", f"/api/analyze?id={done['analysis_id']}")
    assert report.json()["report"]["sha256"] == announcement(any_tone)["sha256"]
    assert site.other().call("GET", f"/api/analyze?id={done['analysis_id']}").status_code == 404


def test_a_stream_that_outlives_its_token_goes_on_to_the_report(site, any_tone):
    upload_id = site.send(any_tone)
    headers = {
        "Authorization": f"Bearer {site.token(expires_in_s=5)}",
        "Accept": "text/event-stream",
    }
    wanted, address = {"upload_id": upload_id}, site.url + "/api/analyze"
    told = []
    with httpx.stream("POST", address, json=wanted, headers=headers, timeout=60) as stream:
        for line in stream.iter_lines():
            if not line.startswith("event: "):
                continue
            if not told:
                site.clock.advance(8)  # less than a lease, more than the token has
            told.append(line)

    assert told[-1] == "event: report"


def announcement(data: bytes) -> dict[str, object]:
    return {"filename": "mix.wav", "size": len(data), "sha256": sha256(data).hexdigest()}
