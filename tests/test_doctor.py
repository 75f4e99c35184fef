"""The doctor, at the embedded servers' bedside: well, and with each thing broken in turn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib.bootstrap import Services
from lib.live.clock import SystemClock
from lib.offline.embedded import Embedded
from lib.offline.keys import rsa_key
from lib.offline.serving import ServedApp
from lib.settings import Settings
from scripts import doctor

SECRET = "a-secret-that-is-long-enough"
NOWHERE = "http://127.0.0.1:9"
README = (Path(__file__).resolve().parent.parent / "README.md").read_text()


async def models(request: Request) -> Response:
    """The vendor's list of models, for who has one of two keys."""
    if request.headers.get("x-goog-api-key") not in {"key-0", "key-1"}:
        return JSONResponse({"error": {"code": 400}}, status_code=400)
    table = Services(Settings.from_environment({})).models
    names = {table.junior.model, table.senior.model, "another"}
    return JSONResponse({"models": [{"name": f"models/{name}"} for name in sorted(names)]})


async def empty(_: Request) -> Response:
    return JSONResponse({"models": [], "queues": {}})


async def refused(request: Request) -> Response:
    return JSONResponse({"error": {}}, status_code=request.path_params["status"])


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables of a deployment to which nothing is wanting, on this machine."""
    folder = tmp_path_factory.mktemp("doctor")

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    site = Starlette(
        routes=[
            Route("/api/status", alive),
            Route("/v1beta/models", models),
            Route("/empty/{rest:path}", empty),
            Route("/queues", empty),
            Route("/refused/{status:int}/{rest:path}", refused, methods=["POST"]),
        ]
    )
    with (
        ServedApp(site) as served,
        Embedded(folder, site_url=served.url, given={}, clock=SystemClock()) as servers,
    ):
        yield {
            **servers.environment,
            "NAMESPACE": "t-doctor",
            "CRON_SECRET": SECRET,
            "GEMINI_API_KEYS": "key-0,key-1",
            "GEMINI_BASE_URL": served.url,
            "ALLOWED_ORIGINS": "https://studio.example",
        }


@pytest.fixture
def ask(tmp_path, capsys):
    """What the doctor says of these variables: the exit code, and each variable's line."""

    def one(variables: dict[str, str], *options: str) -> tuple[int, dict[str, str], str]:
        path = tmp_path / "env"
        given = {"VERCEL_ENV": "development", **variables}
        path.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
        code = doctor.main(["--env-file", str(path), *options])
        said = capsys.readouterr().out
        lines = [line.split(maxsplit=1) for line in said.splitlines() if re.match(r"[A-Z]", line)]
        return code, {name: rest for name, rest in lines if name.isupper()}, said

    return one


def test_nothing_is_wanting_where_everything_answers(well, ask):
    code, rows, said = ask(well)

    assert (code, said.splitlines()[-1]) == (0, "Nothing is missing.")
    assert all(rows[name] == "ok" for name in well), rows
    assert rows["APP_CHECK"].startswith("not set")


def test_there_is_a_row_for_every_variable_of_the_readme(well, ask):
    _, rows, _ = ask(well, "--offline")
    table = README.partition("## Configuration")[2].partition("## Deploying")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    assert set(re.findall(r"`([A-Z_]+)`", " ".join(first_cells))) == set(rows)


BREAKS = {
    "UPSTASH_REDIS_REST_URL": [
        (NOWHERE, "wrong", "does not answer"),
        ("redis", "wrong", "no http"),
    ],
    "UPSTASH_REDIS_REST_TOKEN": [("another", "wrong", "refuses the token")],
    "STORAGE_BUCKET": [("another", "wrong", "no such bucket"), ("gs://a", "wrong", "bare name")],
    "STORAGE_EMULATOR_HOST": [(NOWHERE, "wrong", "does not answer")],
    "CLOUD_TASKS_EMULATOR_HOST": [("127.0.0.1:9", "wrong", "does not answer")],
    "IDENTITY_JWKS_URL": [(NOWHERE, "wrong", "no keys")],
    "WORKER_URL": [
        (NOWHERE, "wrong", "does not answer"),
        ("{site}/empty", "wrong", "something else"),
        ("not an address", "wrong", "no http"),
    ],
    "GEMINI_API_KEYS": [("key-0,another", "wrong", "key 2 is refused")],
    "GEMINI_BASE_URL": [(NOWHERE, "wrong", "does not answer")],
    "CRON_SECRET": [("short", "wrong", "under 16")],
    "ALLOWED_ORIGINS": [
        ("https://a.example/", "wrong", "an origin is"),
        ("https://a.example,*", "wrong", "an origin is"),
    ],
    "ALLOWED_ORIGIN_PATTERN": [(".*", "wrong", "anybody"), ("https://(", "wrong", "refuse")],
    "QUICK_SLOTS": [("many", "wrong", "refuse")],
    "FIREBASE_SERVICE_ACCOUNT": [
        ("not json", "wrong", "no service account"),
        ('{"client_email": "a", "private_key": "b"}', "wrong", "no RSA key"),
    ],
}


@pytest.mark.parametrize(
    ("name", "value", "verdict", "reason"),
    [(name, *one) for name, broken in BREAKS.items() for one in broken],
)
def test_what_is_broken_is_said_of_its_variable_and_of_no_other(
    well, ask, name, value, verdict, reason
):
    value = value.format(site=well["GEMINI_BASE_URL"]) if "{site}" in value else value
    code, rows, said = ask({**well, name: value})

    assert code == 1
    assert rows[name].startswith(verdict)
    assert reason in rows[name]
    bad = [one for one, told in rows.items() if told.startswith(("wrong", "missing"))]
    assert bad == [name]
    assert value not in said or name == "ALLOWED_ORIGIN_PATTERN"


@pytest.mark.parametrize(
    "name",
    [
        *("UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "FIREBASE_PROJECT_ID"),
        *("FIREBASE_SERVICE_ACCOUNT", "STORAGE_BUCKET", "CRON_SECRET"),
    ],
)
@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_what_is_missing_is_named_with_how_to_get_it(well, ask, name, language):
    code, rows, said = ask({**well, name: ""}, "--offline", "--lang", language)

    assert code == 1
    assert rows[name].startswith("falta" if language == "pt-BR" else "missing")
    lines = said.splitlines()
    [at] = [n for n, line in enumerate(lines) if line.split()[:1] == [name]]
    assert "→" in lines[at + 1]


def test_a_preview_needs_no_cron_secret(well, ask):
    _, rows, _ = ask({**well, "VERCEL_ENV": "preview", "CRON_SECRET": ""}, "--offline")

    assert rows["CRON_SECRET"].startswith("not set")


def test_another_key_than_the_buckets_is_an_account_that_may_not(well, ask, tmp_path):
    account = {"client_email": "a", "private_key": rsa_key(tmp_path / "key.pem")[0]}
    code, rows, _ = ask({**well, "FIREBASE_SERVICE_ACCOUNT": json.dumps(account)})

    assert code == 1
    assert "may not use Cloud Storage" in rows["FIREBASE_SERVICE_ACCOUNT"]


def test_the_accounts_are_asked_where_withdrawn_sign_ins_are_to_end(well, ask):
    code, rows, _ = ask({**well, "CHECK_REVOKED": "true"})

    assert code == 0, rows
    assert (rows["CHECK_REVOKED"], rows["IDENTITY_ACCOUNTS_URL"]) == ("ok", "ok")


@pytest.mark.parametrize(
    ("answered", "name", "reason"),
    [
        (None, "IDENTITY_ACCOUNTS_URL", "does not answer"),
        (503, "IDENTITY_ACCOUNTS_URL", "does not answer"),
        (403, "FIREBASE_SERVICE_ACCOUNT", "may not use Firebase Authentication"),
        (400, "FIREBASE_PROJECT_ID", "no Firebase Authentication"),
    ],
)
def test_accounts_that_cannot_be_asked_are_said_of_what_is_to_mend(
    well, ask, answered, name, reason
):
    url = NOWHERE if answered is None else f"{well['GEMINI_BASE_URL']}/refused/{answered}"
    variables = {**well, "IDENTITY_ACCOUNTS_URL": url}
    code, rows, _ = ask({**variables, "CHECK_REVOKED": "true"})

    assert code == 1
    assert reason in rows[name]
    bad = [one for one, told in rows.items() if told.startswith(("wrong", "missing"))]
    assert bad == [name]
    assert ask(variables)[0] == 0


def test_queues_that_are_not_there_are_named(well, ask):
    host = well["GEMINI_BASE_URL"].removeprefix("http://")
    code, rows, _ = ask({**well, "CLOUD_TASKS_EMULATOR_HOST": host})

    assert code == 1
    assert "not there: quick, heavy" in rows["CLOUD_TASKS_EMULATOR_HOST"]


def test_a_model_that_the_vendor_does_not_offer_is_named(well, ask):
    code, rows, _ = ask({**well, "GEMINI_BASE_URL": well["GEMINI_BASE_URL"] + "/empty"})

    assert code == 1
    assert re.search(r"key 1 is not offered \S+, \S+", rows["MODELS_FILE"])


def test_a_deployment_must_have_nothing_of_a_laptop_and_what_its_page_needs(well, ask):
    code, rows, _ = ask({**well, "VERCEL_ENV": "production"}, "--offline")

    assert code == 1
    emulators = ("STORAGE_EMULATOR_HOST", "CLOUD_TASKS_EMULATOR_HOST", "SQLITE_PATH")
    for name in emulators:
        assert "belongs to a laptop" in rows[name] or "refuse" in rows[name], rows[name]
    for name in ("FIREBASE_WEB_API_KEY", "FIREBASE_APP_ID"):
        assert rows[name].startswith("missing")
    assert "https" in rows["UPSTASH_REDIS_REST_URL"]


def test_tasks_must_come_from_who_enqueues_them(well, ask):
    variables = {**well, "TASKS_LOCATION": "here", "TASKS_SERVICE_ACCOUNT_EMAIL": "eve@example"}
    _, rows, _ = ask(variables, "--offline")

    assert "is not the account" in rows["TASKS_SERVICE_ACCOUNT_EMAIL"]


def test_app_check_needs_its_project_number(well, ask):
    variables = {**well, "APP_CHECK": "enforce", "APP_CHECK_PROJECT_NUMBER": ""}
    code, rows, _ = ask(variables)

    assert code == 1
    assert rows["APP_CHECK_PROJECT_NUMBER"].startswith("missing")


def test_no_secret_is_ever_shown(well, ask):
    secrets = [
        well["UPSTASH_REDIS_REST_TOKEN"],
        SECRET,
        *json.loads(well["FIREBASE_SERVICE_ACCOUNT"])["private_key"].split("\n")[1:3],
    ]
    for variables in (well, {**well, "GEMINI_API_KEYS": "hunter2", "STORAGE_BUCKET": "no"}):
        _, _, said = ask(variables)
        assert not [one for one in (*secrets, "hunter2", "key-0") if one in said]


def test_offline_nobody_is_asked(well, ask):
    nobody = {name: NOWHERE if value.startswith("http") else value for name, value in well.items()}
    code, rows, _ = ask(nobody, "--offline")

    assert code == 0, rows


def test_a_file_that_names_no_environment_is_judged_as_productions(well, ask):
    _, rows, _ = ask({**well, "VERCEL_ENV": ""}, "--offline")

    assert "a deployment must not have it" in rows["SQLITE_PATH"]


def test_an_env_file_is_read_as_the_platforms_write_it(tmp_path):
    path = tmp_path / "env"
    path.write_text(
        "# a comment\n\nA=1\nexport B=\"two words\"\nC='x=y'\n"
        'D="{\\"k\\": \\"a\\nb\\"}"\nE="{"k": "v"}"\nF=\n'
    )

    assert doctor.read_env(path) == {
        "A": "1",
        "B": "two words",
        "C": "x=y",
        "D": '{"k": "a\nb"}',
        "E": '{"k": "v"}',
        "F": "",
    }


def test_a_file_that_is_none_is_told_and_not_shown(tmp_path, capsys):
    path = tmp_path / "env"
    path.write_text("A=1\nhunter2\n")

    assert doctor.main(["--env-file", str(path)]) == 2
    assert doctor.main(["--env-file", str(tmp_path / "none")]) == 2
    said = capsys.readouterr().err
    assert "line 2" in said
    assert "hunter2" not in said


def test_every_reason_and_every_advice_is_told_in_both_languages():
    import tomllib

    texts = tomllib.loads(doctor.TEXTS.read_text())
    names = {field.alias for field in Settings.model_fields.values()}
    assert set(texts["variables"]) <= names
    for section in texts.values():
        for told in section.values():
            assert set(told) == set(doctor.LANGUAGES)
            fields = [re.findall(r"{(\w+)}", told[language]) for language in doctor.LANGUAGES]
            assert fields[0] == fields[1]
    source = (doctor.TEXTS.parent / "diagnosis.py").read_text()
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source))
    assert set(texts["reasons"]) <= used
