"""What all five functions have in common: identity, errors, languages, CORS, request ids."""

from __future__ import annotations

import httpx
import pytest

from lib.bootstrap import services
from lib.offline.serving import ServedApp
from lib.settings import EMULATORS
from main import create_site

PRIVATE = [
    ("POST", "/api/upload"),
    ("POST", "/api/ask"),
    ("GET", "/api/analyze"),
    ("DELETE", "/api/analyze?id=an_x"),
    ("GET", "/api/status?job=an_x"),
    ("DELETE", "/api/status?job=an_x"),
]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
@pytest.mark.parametrize("authorization", [None, "Basic x", "Bearer", "Bearer not.a.token"])
def test_without_a_token_that_holds_nothing_is_done(site, method, path, authorization):
    headers = {"Authorization": authorization} if authorization else {}

    answer = httpx.request(method, site.url + path, headers=headers, json={})

    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_that_expired_is_told_apart(site):
    headers = {"Authorization": f"Bearer {site.token(expires_in_s=-120)}"}

    answer = httpx.get(site.url + "/api/analyze", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")


@pytest.mark.parametrize("path", ["/api/upload", "/api/analyze", "/api/ask"])
@pytest.mark.parametrize("body", [b"{", b"", b"[1, 2]", b'"text"', b"\xff\xfe", b"null"])
def test_a_body_that_is_no_json_object_is_a_clear_4xx(site, path, body):
    headers = {"Content-Type": "application/json"}

    answer = site.call("POST", path, content=body, headers=headers)

    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"malformed-json", "invalid-request"}
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_of_a_megabyte_is_refused(site):
    answer = site.call("POST", "/api/ask", content=b" " * 1_000_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", "Entre primeiro"),
        ("pt", "Entre primeiro"),
        ("en-GB, pt;q=0.5", "Sign in first"),
        ("fr, de", "Sign in first"),
        ("", "Sign in first"),
    ],
)
def test_problems_are_told_in_the_callers_language(site, accepted, title):
    answer = httpx.get(site.url + "/api/analyze", headers={"Accept-Language": accepted})

    assert answer.json()["title"] == title


def test_every_answer_carries_a_request_id_and_a_good_one_is_kept(site):
    fresh = httpx.get(site.url + "/api/status")
    kept = httpx.get(site.url + "/api/status", headers={"X-Request-Id": "front-end-12345"})
    problem = httpx.get(site.url + "/api/analyze", headers={"X-Request-Id": "bad id\x7f"})

    assert fresh.headers["x-request-id"].startswith("req_")
    assert kept.headers["x-request-id"] == "front-end-12345"
    assert problem.json()["request_id"] == problem.headers["x-request-id"] != "bad id\x7f"


def test_an_unexpected_error_tells_nothing_of_itself(site, monkeypatch):
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(site.services.archive, "newest", explode)

    answer = site.call("GET", "/api/analyze")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert "Zero" not in answer.text


def test_a_page_can_read_that_something_unexpected_happened(open_site, monkeypatch):
    site = open_site(ALLOWED_ORIGINS="https://prod.example")
    monkeypatch.setattr(site.services.archive, "newest", None)

    answer = site.call("GET", "/api/analyze", headers={"Origin": "https://prod.example"})

    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "https://prod.example"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_an_unknown_address_and_a_wrong_method_are_problems_too(site):
    nowhere = site.call("GET", "/api/nowhere")
    wrong = site.call("PUT", "/api/ask")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")
    assert wrong.headers["allow"] == "POST"


def test_a_page_of_ours_may_call_and_another_may_not(open_site):
    site = open_site(
        ALLOWED_ORIGINS="https://prod.example",
        ALLOWED_ORIGIN_PATTERN=r"https://prod-[a-z0-9-]+\.vercel\.app",
    )

    def preflight(origin: str) -> httpx.Response:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
        }
        return httpx.options(site.url + "/api/ask", headers=headers)

    assert preflight("https://prod.example").status_code == 200
    preview = preflight("https://prod-git-x.vercel.app")
    assert preview.headers["access-control-allow-origin"] == "https://prod-git-x.vercel.app"
    assert "access-control-allow-origin" not in preflight("https://evil.example").headers
    answer = site.call("GET", "/api/status", headers={"Origin": "https://prod.example"})
    exposed = answer.headers["access-control-expose-headers"]
    assert "RateLimit" in exposed
    assert "X-Request-Id" in exposed


def test_a_problem_is_readable_by_the_page_that_caused_it(open_site):
    site = open_site(ALLOWED_ORIGINS="https://prod.example")

    answer = httpx.get(site.url + "/api/analyze", headers={"Origin": "https://prod.example"})

    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == "https://prod.example"


def test_with_redis_down_uploads_say_what_is_down_and_when_to_come_back(open_site):
    site = open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9")

    answer = site.announce(b"data")

    assert (answer.status_code, answer.json()["code"]) == (503, "dependency-down")
    assert answer.json()["service"] == "redis"
    assert int(answer.headers["retry-after"]) > 0


def test_with_redis_down_reports_are_still_read(open_site, any_tone):
    first = open_site()
    analysis_id = first.measured(any_tone)["analysis_id"]
    site = open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9")
    site.uid = first.uid

    assert site.call("GET", f"/api/analyze?id={analysis_id}").status_code == 200
    assert len(site.call("GET", "/api/analyze").json()["analyses"]) == 1


def test_a_missing_variable_is_named_and_never_its_value(open_site):
    site = open_site(STORAGE_BUCKET="")

    answer = site.announce(b"data")

    assert (answer.status_code, answer.json()["variable"]) == (503, "STORAGE_BUCKET")


def test_settings_that_are_refused_are_told_by_their_variables_name(monkeypatch):
    monkeypatch.setenv("VERCEL_ENV", "production")
    for name in (*EMULATORS, "CRON_SECRET"):
        monkeypatch.delenv(name, raising=False)
    services.cache_clear()
    with ServedApp(create_site(services=services)) as served:
        answer = httpx.get(served.url + "/api/status")
    services.cache_clear()

    assert (answer.status_code, answer.json()["code"]) == (503, "not-configured")
    assert answer.json()["variable"] == "CRON_SECRET"
    assert answer.headers["x-request-id"]
