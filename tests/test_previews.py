"""Previews: what production has, they never see; what it spends, they spend a part of."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from lib.settings import PREVIEW_PART, Settings

MONEY = (
    "user_daily_micro_usd",
    "anonymous_daily_micro_usd",
    "overall_daily_micro_usd",
    "warm_budget_micro_usd",
)


@dataclass
class Environments:
    """The same user at production and at two previews, all over the same servers."""

    production: object
    preview: object
    other: object

    def __iter__(self) -> Iterator[object]:
        return iter((self.production, self.preview, self.other))


@pytest.fixture(params=["sqlite", "firestore"])
def environments(request, open_site, tmp_path) -> Environments:
    # Servers with emulators are refused to production: it is here by its namespace alone.
    production = Settings.from_environment(
        {"VERCEL_ENV": "production", "CRON_SECRET": secrets.token_hex(16)}
    ).namespace
    changes = [
        {"NAMESPACE": production},
        {"NAMESPACE": "", "VERCEL_ENV": "preview", "VERCEL_GIT_COMMIT_REF": "production"},
        {"NAMESPACE": "", "VERCEL_ENV": "preview", "VERCEL_GIT_COMMIT_REF": "new/meter"},
    ]
    if request.param == "firestore":
        host = request.getfixturevalue("firestore_emulator")
        documents = [{"FIRESTORE_EMULATOR_HOST": host, "SQLITE_PATH": ""}] * 3
    else:
        # A file has no namespaces: one is one environment's.
        documents = [{"SQLITE_PATH": str(tmp_path / f"{number}.sqlite3")} for number in range(3)]
    sites = [open_site(**one, **kept) for one, kept in zip(changes, documents, strict=True)]
    for site in sites:
        site.uid = sites[0].uid
    return Environments(*sites)


def test_nobody_finds_in_one_environment_what_is_in_another(environments, any_tone):
    production, *previews = environments
    upload_id = production.send(any_tone)
    measured = production.analyze(upload_id).json()

    for preview in previews:
        path = f"/api/analyze?id={measured['analysis_id']}"
        assert preview.call("GET", path).json()["code"] == "analysis-not-found"
        assert preview.call("DELETE", path).status_code in {204, 404}
        assert preview.call("GET", "/api/analyze").json()["analyses"] == []
        job = f"/api/status?job={measured['analysis_id']}"
        assert preview.call("GET", job).json()["code"] == "job-not-found"
        assert preview.analyze(upload_id).json()["code"] == "upload-not-found"
        # The same content again: neither this user's analysis nor anybody's measurement is known.
        assert preview.announce(any_tone).status_code == 201
    assert production.announce(any_tone).json() == {
        "cached": True,
        "analysis_id": measured["analysis_id"],
    }


def test_what_is_forgotten_in_a_preview_stays_in_production(environments, any_tone):
    production, preview, other = environments
    kept = [site.measured(any_tone)["analysis_id"] for site in environments]
    assert len(set(kept)) == 1, "the same content and user: the same id everywhere"

    assert preview.call("DELETE", "/api/analyze?all=true").status_code == 204

    path = f"/api/analyze?id={kept[0]}"
    assert preview.call("GET", path).status_code == 404
    assert production.call("GET", path).status_code == 200
    assert other.call("GET", path).status_code == 200


def test_turns_in_a_preview_are_not_taken_from_production(environments, any_tone):
    production, preview, _ = environments
    taken = [preview.announce(any_tone).status_code for _ in range(11)]
    first = production.announce(any_tone)

    assert taken == [201] * 10 + [429]
    assert first.status_code == 201
    assert "r=9;" in first.headers["ratelimit"]


def test_jobs_of_a_preview_are_not_counted_among_productions(open_site, any_tone):
    production = open_site(NAMESPACE=f"production-{secrets.token_hex(4)}", WORKER_URL="")
    preview = open_site(
        NAMESPACE="", VERCEL_ENV="preview", VERCEL_GIT_COMMIT_REF=secrets.token_hex(4)
    )
    upload_id = preview.send(any_tone)
    assert preview.analyze(upload_id, Prefer="respond-async").status_code == 202

    counted = {
        name: site.call(
            "GET",
            "/api/status?view=metrics",
            headers={"Authorization": f"Bearer {site.token(operator=True)}"},
        ).json()["jobs"]
        for name, site in (("production", production), ("preview", preview))
    }

    assert set(counted["production"].values()) == {0}
    assert set(counted["preview"].values()) != {0}


def test_a_previews_cron_does_nothing_though_it_knows_the_secret(open_site, environment):
    preview = open_site(NAMESPACE="", VERCEL_ENV="preview", VERCEL_GIT_COMMIT_REF="cron")
    headers = {"Authorization": f"Bearer {environment['CRON_SECRET']}"}

    told = httpx.get(f"{preview.url}/api/warm", headers=headers, timeout=30)

    assert (told.status_code, told.json()["code"]) == (403, "production-only")


def test_a_namespace_that_is_set_for_all_environments_does_not_lead_previews_to_production():
    same = {"NAMESPACE": "production", "CRON_SECRET": secrets.token_hex(16)}
    production = Settings.from_environment({"VERCEL_ENV": "production", **same})
    preview = Settings.from_environment({"VERCEL_ENV": "preview", **same})

    assert production.namespace == "production"
    assert preview.namespace == "preview-production"


@pytest.mark.parametrize("name", MONEY)
def test_a_preview_spends_a_tenth_of_what_production_may(name):
    production = Settings.from_environment(
        {"VERCEL_ENV": "production", "CRON_SECRET": secrets.token_hex(16)}
    )
    preview = Settings.from_environment({"VERCEL_ENV": "preview", "VERCEL_GIT_COMMIT_REF": "a"})

    assert getattr(preview, name) == getattr(production, name) // PREVIEW_PART > 0
    assert getattr(Settings.from_environment({}), name) == getattr(production, name)


@pytest.mark.parametrize("name", MONEY)
def test_an_amount_that_is_set_is_a_previews_too(name):
    variable = Settings.model_fields[name].alias
    given = {"VERCEL_ENV": "preview", "VERCEL_GIT_COMMIT_REF": "a", variable: "123456"}

    assert getattr(Settings.from_environment(given), name) == 123_456


def test_pages_of_our_own_previews_may_call_and_no_others(open_site):
    pattern = r"https://prod-ai-[a-z0-9-]+-studio\.vercel\.app"
    site = open_site(ALLOWED_ORIGIN_PATTERN=pattern, ALLOWED_ORIGINS="https://prod-ai.example")

    def lets_in(origin: str) -> bool:
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = httpx.options(f"{site.url}/api/upload", headers=asked)
        return answer.headers.get("access-control-allow-origin") == origin

    assert lets_in("https://prod-ai.example")
    assert lets_in("https://prod-ai-git-new-meter-studio.vercel.app")
    assert not lets_in("https://prod-ai-git-new-meter-stranger.vercel.app")
    assert not lets_in("https://prod-ai-x-studio.vercel.app.stranger.example")
