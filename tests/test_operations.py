"""What docs/operations.md says of this repository is so."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from pydantic import SecretStr

from lib.chain import models
from lib.settings import PREVIEW_PART, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/operations.md").read_text()
CALLS = sorted(set(re.findall(r"\./scripts/(\w[\w-]*)", PAGE)))


def test_every_event_that_is_logged_is_explained():
    sources = [*(ROOT / "lib").rglob("*.py"), *(ROOT / "api").glob("*.py")]
    texts = [path.read_text() for path in sources if "offline" not in path.parts]
    logged = {
        name
        for text in texts
        for name in re.findall(r"logs\.(?:event|failure)\(\s*\"([a-z-]+)\"", text)
    }

    explained = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE))

    assert len(logged) > 10
    assert logged == explained


def test_every_secret_of_the_settings_has_its_way_of_being_rotated():
    secret = {
        field.alias
        for field in Settings.model_fields.values()
        if SecretStr.__name__ in str(field.annotation)
    }
    rotation = PAGE[PAGE.index("## Rotate a secret") : PAGE.index("## Raise a quota")]

    assert len(secret) > 3
    assert all(f"| `{name}` |" in rotation for name in secret)


@pytest.mark.parametrize("name", CALLS)
def test_every_script_it_names_is_there_and_can_be_run(name):
    script = ROOT / "scripts" / name

    assert script.stat().st_mode & 0o111


@pytest.mark.parametrize(
    "name", ["smoke", "doctor", "queues", "bucket", "functions", "capacity", "plan"]
)
def test_every_option_it_gives_a_script_is_one_that_it_has(name):
    lines = re.findall(rf"\./scripts/{name} ([^`\n#]*)", PAGE)
    given = {option for line in lines for option in re.findall(r"(--[\w-]+)", line)}

    told = subprocess.run(
        [ROOT / "scripts" / name, "--help"], capture_output=True, text=True, check=True
    ).stdout

    assert lines
    assert {option for option in given if option not in told} == set()


def test_every_variable_it_names_is_one_that_is_read():
    named = set(re.findall(r"`([A-Z][A-Z0-9_]{5,})[`=]", PAGE))
    known = {field.alias for field in Settings.model_fields.values()}
    # The platforms' own.
    beside = {"VERCEL_PYTHON_COMPILEALL"}

    assert len(named) > 15
    assert named <= known | beside


def test_what_a_preview_spends_is_what_the_settings_give_it():
    preview = Settings.from_environment({"VERCEL_ENV": "preview"})
    told = dict(re.findall(r"`(\w+_MICRO_USD)` ([\d,]+)", PAGE))

    assert PREVIEW_PART == 10
    assert {name: int(value.replace(",", "")) for name, value in told.items()} == {
        field.alias: getattr(preview, name)
        for name, field in Settings.model_fields.items()
        if str(field.alias).endswith("_MICRO_USD") and name != "plan_daily_micro_usd"
    }
    assert preview.plan_daily_micro_usd == {}


def test_the_prices_are_those_of_the_table_of_models():
    table = models.load(models.TABLE)

    for entry in (table.junior, table.senior):
        for price in entry.prices:
            assert f"${price.input:.2f}" in PAGE, price
            assert f"${price.output:.2f}" in PAGE, price


@pytest.mark.parametrize(("users", "projects"), [(500, 1), (10_000, 1)])
def test_the_costs_are_those_that_the_script_tells(users, projects):
    command = [ROOT / "scripts/capacity", f"--users={users}", f"--projects={projects}"]
    told = subprocess.run(
        [*command, "--date=2026-11-22"], capture_output=True, text=True, check=True
    ).stdout
    [line] = [line for line in told.splitlines() if re.match(r" +[\d,]+ these users", line)]
    *_, day, month = line.split()

    assert f"| {users:,} | {users * 8:,} | ${day} | ${month} |" in PAGE
    assert "Senior, requests per day binds first" in told


def test_the_links_within_the_page_lead_to_its_headings():
    headings = {
        re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([a-z-]+)\)", PAGE)) == headings


def test_the_cron_it_speaks_of_is_the_one_that_is_deployed():
    [cron] = json.loads((ROOT / "vercel.json").read_text())["crons"]

    assert cron["path"] == "/api/warm"
    assert cron["path"] in PAGE
