"""./scripts/smoke: what passes, what is told, and what it finds wrong."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from lib.offline.serving import ServedApp
from scripts import smoke
from scripts.smoke import SmokeFailed, Target, rehearse

ALL = (
    *("alive", "page", "ready", "stranger", "sign-in", "upload", "analyze", "read back"),
    *("ask", "ask, open", "queue", "warm", "forget"),
)


@pytest.fixture
def target(site, environment) -> Target:
    """One instance under plain uvicorn."""
    return Target(site.url, token=site.token, cron_secret=environment["CRON_SECRET"])


@contextmanager
def served(*routes: Route) -> Iterator[str]:
    with ServedApp(Starlette(routes=list(routes))) as one:
        yield one.url


@contextmanager
def in_front_of(url: str, change: Callable[[httpx.Response], httpx.Response]) -> Iterator[str]:
    """Somebody who passes calls on, and answers once the whole answer is here."""

    async def forward(request: Request) -> PlainTextResponse:
        headers = {k: v for k, v in request.headers.items() if k not in {"host", "content-length"}}
        async with httpx.AsyncClient(timeout=60) as client:
            told = await client.request(
                request.method,
                url + request.url.path,
                params=request.query_params,
                headers=headers,
                content=await request.body(),
            )
        told = change(told)
        kept = {k: v for k, v in told.headers.items() if k not in {"content-length", "date"}}
        return PlainTextResponse(told.content, told.status_code, headers=kept)

    with served(Route("/{path:path}", forward, methods=["GET", "POST", "DELETE"])) as front:
        yield front


def louder(told: httpx.Response) -> httpx.Response:
    """As if the meter read 3 LU too much."""
    changed = re.sub(rb'"integrated_lufs": -2\d', b'"integrated_lufs": -20', told.content)
    return httpx.Response(told.status_code, headers=told.headers, content=changed)


def test_every_step_passes_over_plain_uvicorn_and_nothing_is_left_behind(target, site):
    told: list[smoke.Step] = []

    done = rehearse(target, tell=told.append)

    assert tuple(step.name for step in done) == ALL
    assert told == done
    assert all(step.ms > 0 for step in done)
    assert site.call("GET", "/api/analyze").json()["analyses"] == []


def test_a_preview_refuses_the_cron_and_passes(open_site, environment):
    site = open_site(NAMESPACE="", VERCEL_ENV="preview", VERCEL_GIT_COMMIT_REF="smoke")
    given = Target(site.url, token=site.token, cron_secret=environment["CRON_SECRET"])

    told = {step.name: step.told for step in rehearse(given)}

    assert told["warm"] == "refused: production-only"
    assert told["alive"] == "preview"


def test_without_a_queue_there_is_no_step_for_it(open_site):
    site = open_site(CLOUD_TASKS_EMULATOR_HOST="")

    names = {step.name for step in rehearse(Target(site.url, token=site.token))}

    assert names == {*ALL} - {"queue", "warm"}


def test_it_signs_in_without_an_account_where_none_is_given_and_deletes_it(open_site):
    site = open_site(FIREBASE_WEB_API_KEY="web-key", FIREBASE_APP_ID="1:2:web:3")
    asked: list[tuple[str, str]] = []

    async def accounts(request: Request) -> JSONResponse:
        verb = request.path_params["verb"]
        asked.append((verb, request.query_params["key"]))
        assert request.headers["referer"].startswith(site.url)
        body = await request.json()
        if verb == "delete":
            assert site.issuer.audience in _claims(body["idToken"])
            return JSONResponse({})
        return JSONResponse({"idToken": site.token(anonymous=True)})

    with served(Route("/v1/accounts:{verb}", accounts, methods=["POST"])) as url:
        rehearse(Target(site.url, accounts_url=url))

    assert asked == [("signUp", "web-key"), ("delete", "web-key")]


def test_where_nobody_may_sign_in_without_an_account_it_says_what_to_give(open_site):
    site = open_site(FIREBASE_WEB_API_KEY="web-key", FIREBASE_APP_ID="1:2:web:3")

    def refuse(_: Request) -> JSONResponse:
        return JSONResponse({"error": {"message": "ADMIN_ONLY_OPERATION"}}, 400)

    with (
        served(Route("/v1/accounts:signUp", refuse, methods=["POST"])) as url,
        pytest.raises(SmokeFailed, match=r"ADMIN_ONLY_OPERATION.*--token") as failed,
    ):
        rehearse(Target(site.url, accounts_url=url))

    assert failed.value.step == "sign-in"


def test_a_variable_that_a_page_needs_to_sign_in_is_named(open_site):
    site = open_site(FIREBASE_WEB_API_KEY="web-key")

    with pytest.raises(SmokeFailed, match="FIREBASE_APP_ID"):
        rehearse(Target(site.url))


def test_a_dependency_that_is_down_is_named(open_site):
    site = open_site(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9")

    with pytest.raises(SmokeFailed, match="redis down") as failed:
        rehearse(Target(site.url, token=site.token))

    assert failed.value.step == "ready"


def test_a_proxy_that_holds_events_back_is_found(target, site):
    with (
        in_front_of(site.url, lambda told: told) as url,
        pytest.raises(SmokeFailed, match="all at once") as failed,
    ):
        rehearse(Target(url, token=site.token))

    assert failed.value.step == "analyze"
    # What was made until then is forgotten all the same.
    assert site.call("GET", "/api/analyze").json()["analyses"] == []


def test_a_measurement_that_is_wrong_is_found(site):
    with (
        in_front_of(site.url, louder) as url,
        pytest.raises(SmokeFailed, match=r"-20\.\d+ LUFS measured of a tone of -23") as failed,
    ):
        rehearse(Target(url, token=site.token))

    assert failed.value.step == "analyze"


def test_an_answer_of_the_rules_fails_where_a_model_is_asked_for(site):
    with pytest.raises(SmokeFailed, match="not a model") as failed:
        rehearse(Target(site.url, token=site.token, needs_model=True))

    assert failed.value.step == "ask, open"


def test_a_protected_preview_is_told_from_a_broken_one():
    def sign_in_first(_: Request) -> PlainTextResponse:
        return PlainTextResponse("Authentication Required", 401)

    with (
        served(Route("/api/status", sign_in_first)) as url,
        pytest.raises(SmokeFailed, match="--bypass"),
    ):
        rehearse(Target(url))


def test_what_passes_the_protection_is_sent_to_the_deployment_and_to_nobody_else(site):
    seen: list[str | None] = []

    def note(told: httpx.Response) -> httpx.Response:
        seen.append(told.request.headers.get(smoke.BYPASS_HEADER))
        return told

    headers = {smoke.BYPASS_HEADER: "a-secret"}
    with in_front_of(site.url, note) as url, pytest.raises(SmokeFailed, match="all at once"):
        rehearse(Target(url, token=site.token, headers=headers))

    assert len(seen) > 5
    assert set(seen) == {"a-secret"}


def test_something_else_at_the_address_is_told_as_such(capsys):
    with served(Route("/{path:path}", lambda _: PlainTextResponse("It works!"))) as url:
        assert smoke.main([url]) == 1

    assert "not the answer of this service" in capsys.readouterr().out


def test_an_address_where_nothing_is_ends_with_one_line(capsys):
    assert smoke.main(["http://127.0.0.1:9"]) == 1

    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("url", ["prod-ai.example", "ftp://a.example", "https://a.example/api"])
def test_what_is_no_address_of_a_deployment_is_refused(url):
    with pytest.raises(SystemExit, match="2"):
        smoke.main([url])


def test_secrets_are_read_from_files_so_that_no_list_of_processes_shows_them(tmp_path, site):
    (tmp_path / "token").write_text(site.token() + "\n")

    assert smoke.main([site.url, f"--token=@{tmp_path}/token"]) == 0
    with pytest.raises(SystemExit, match="2"):
        smoke.main([site.url, f"--token=@{tmp_path}/none"])


def test_the_script_passes_against_the_development_server(tmp_path):
    from tests.test_dev import ROOT, running

    with running(tmp_path / "data") as dev:
        done = subprocess.run(
            [ROOT / "scripts/smoke", dev.url, "--cron-secret", "local-cron-secret"],
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(ALL)} steps passed" in done.stdout
    assert "<html" not in done.stdout


def _claims(token: str) -> str:
    import jwt

    return str(jwt.decode(token, options={"verify_signature": False})["aud"])
