"""The script that shows and sets a user's plan."""

from __future__ import annotations

import asyncio
import subprocess
import time
from pathlib import Path

import pytest

from lib.bootstrap import Services
from lib.settings import Settings
from scripts import plan

ROOT = Path(__file__).resolve().parent.parent
PLANS = "pro=500000,studio=2000000"


@pytest.fixture
def environment(tmp_path, monkeypatch) -> dict[str, str]:
    """A deployment's own environment, as the script finds it."""
    variables = {
        "SQLITE_PATH": str(tmp_path / "documents.sqlite3"),
        "NAMESPACE": "staging",
        "PLAN_DAILY_MICRO_USD": PLANS,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
async def services(environment):
    """The same deployment, from its inside."""
    made = Services(Settings.from_environment(environment))
    yield made
    await made.aclose()


@pytest.fixture
def in_a_thread():
    """Runs the script beside the test's own event loop."""

    async def run(*arguments: str) -> int:
        return await asyncio.to_thread(plan.main, arguments)

    return run


async def test_who_came_is_put_on_a_plan_and_off_it_again(services, capsys, in_a_thread):
    await services.users.meet("ana", anonymous=False, came_at=services.clock.now())

    assert await in_a_thread("ana") == 0
    assert await in_a_thread("ana", "pro") == 0
    assert (await services.users.find("ana")).plan == "pro"
    assert await in_a_thread("ana", "studio") == 0
    assert await in_a_thread("ana", "--none") == 0
    assert (await services.users.find("ana")).plan == ""

    day = (await services.users.find("ana")).seen_day
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"staging: ana: no plan; last came on {day}",
        f"staging: ana: pro, 500,000 micro-dollars a day; last came on {day}",
        f"staging: ana: studio, 2,000,000 micro-dollars a day; last came on {day}",
        f"staging: ana: no plan; last came on {day}",
    ]
    assert said.err == ""


async def test_who_never_came_may_be_put_on_a_plan_but_it_is_asked_whether_the_name_is_right(
    services, capsys, in_a_thread
):
    assert await in_a_thread("bia") == 0
    assert await in_a_thread("bia", "--none") == 0
    assert await services.users.find("bia") is None
    assert await in_a_thread("bia", "pro") == 0

    assert (await services.users.find("bia")).plan == "pro"
    *unknown, known = capsys.readouterr().out.splitlines()
    assert unknown == ["staging: bia: not known, so on no plan"] * 2
    assert known.endswith("has never come: is the UID right?")


async def test_it_says_where_a_plan_does_not_count(services, capsys, in_a_thread, monkeypatch):
    await services.users.meet("ana", anonymous=True, came_at=services.clock.now())
    assert await in_a_thread("ana", "pro") == 0
    monkeypatch.setenv("PLAN_DAILY_MICRO_USD", "studio=2000000")
    assert await in_a_thread("ana") == 0

    first, second = capsys.readouterr().out.splitlines()
    assert "a plan counts for accounts alone" in first
    assert "pro, which PLAN_DAILY_MICRO_USD does not have" in second


async def test_a_plan_that_is_not_configured_is_refused_and_changes_nothing(
    services, capsys, in_a_thread
):
    assert await in_a_thread("ana", "pro") == 0
    assert await in_a_thread("ana", "gold") == 1

    assert (await services.users.find("ana")).plan == "pro"
    assert "PLAN_DAILY_MICRO_USD has: pro, studio" in capsys.readouterr().err


def test_a_file_of_variables_is_a_deployments(tmp_path, capsys):
    secret = "0123456789abcdef-secret"
    variables = tmp_path / "production.env"
    documents = tmp_path / "documents.sqlite3"
    lines = [f"SQLITE_PATH={documents}", f"CRON_SECRET={secret}", f"PLAN_DAILY_MICRO_USD={PLANS}"]
    variables.write_text("\n".join(lines))

    assert plan.main(["ana", "pro", "--env-file", str(variables)]) == 0

    said = capsys.readouterr().out
    assert said.startswith("production: ana: pro, 500,000")
    assert secret not in said


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SQLITE_PATH": ""}, "FIREBASE_PROJECT_ID is needed"),
        ({"SQLITE_PATH": str(ROOT)}, "the documents cannot be reached"),
        ({"PLAN_DAILY_MICRO_USD": "secret-7"}, "the environment is wrong: PLAN_DAILY_MICRO_USD"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(environment, changes, told, monkeypatch, capsys):
    for name, value in changes.items():
        monkeypatch.setenv(name, value)

    assert plan.main(["ana"]) == 1

    assert capsys.readouterr().err == f"plan: {told}\n"


@pytest.mark.parametrize("text", [None, "no variables\n"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, capsys, text):
    path = tmp_path / "some.env"
    if text:
        path.write_text(text)

    assert plan.main(["ana", "--env-file", str(path)]) == 1

    said = capsys.readouterr().err
    assert str(path) in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("given", [[], [""], ["ana", "pro", "--none"], ["ana", "pro", "more"]])
def test_what_it_does_not_understand_is_a_mistake_of_who_calls_it(environment, given, capsys):
    with pytest.raises(SystemExit) as ended:
        plan.main(given)

    assert ended.value.code == 2
    assert "usage: ./scripts/plan" in capsys.readouterr().err


def test_it_explains_itself_before_anybody_waits():
    began = time.monotonic()
    told = subprocess.run(
        [ROOT / "scripts/plan", "--help"], capture_output=True, text=True, check=True
    )

    assert time.monotonic() - began < 5  # 0.5 s where nobody else is at work
    assert "--none" in told.stdout
    assert told.stderr == ""
