"""Settings: typed, frozen, and strict in production."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from lib.settings import EMULATORS, PREVIEW_PART, Settings, SettingsError

SECRET = "a-secret-of-some-length"


def production(**variables: str) -> Settings:
    return read(**{"VERCEL_ENV": "production", "CRON_SECRET": SECRET, **variables})


def read(**variables: str) -> Settings:
    return Settings.from_environment(variables)


def test_nothing_configured_is_a_development_environment():
    assert read().environment == "development"
    assert read().namespace == "development"


def test_every_preview_has_a_namespace_of_its_own():
    one = read(VERCEL_ENV="preview", VERCEL_GIT_COMMIT_REF="feature/New Meter")
    other = read(VERCEL_ENV="preview", VERCEL_GIT_COMMIT_REF="feature/other")

    assert one.namespace == "preview-feature-new-meter"
    assert len({one.namespace, other.namespace, production().namespace}) == 3


def test_what_runs_on_google_without_saying_what_it_is_is_production():
    with pytest.raises(SettingsError, match="CRON_SECRET"):
        read(K_SERVICE="prod-ai")
    assert read(K_SERVICE="prod-ai", VERCEL_ENV="preview").environment == "preview"


def test_a_preview_cannot_take_productions_namespace_by_its_branchs_name():
    assert (
        read(VERCEL_ENV="preview", VERCEL_GIT_COMMIT_REF="production").namespace
        != production().namespace
    )


@pytest.mark.parametrize("name", EMULATORS)
def test_production_refuses_to_start_with_an_emulator(name):
    with pytest.raises(SettingsError, match=name):
        read(VERCEL_ENV="production", **{name: "127.0.0.1:9"})


@pytest.mark.parametrize("origins", ["*", "https://a.example,*", "https://*.a.example"])
def test_production_refuses_a_wildcard_origin(origins):
    with pytest.raises(SettingsError, match="ALLOWED_ORIGINS"):
        production(ALLOWED_ORIGINS=origins)


@pytest.mark.parametrize(
    "pattern",
    [
        *(".*", ".+", "https://.*", r"https?://.*", r"https://[^/]+", r"(https://a\.example|.*)"),
        *(r"https://.*\.com", r"https://.*\.vercel\.app", "null|https://a.example", "https://("),
    ],
)
def test_production_refuses_a_pattern_that_lets_strangers_in_or_is_none(pattern):
    with pytest.raises(SettingsError, match="ALLOWED_ORIGIN_PATTERN") as told:
        production(ALLOWED_ORIGIN_PATTERN=pattern)

    assert pattern not in str(told.value)
    assert read(VERCEL_ENV="preview", ALLOWED_ORIGIN_PATTERN=pattern)


def test_production_takes_a_pattern_of_its_own_previews():
    pattern = r"https://prod-ai-[a-z0-9-]+-studio\.vercel\.app"

    assert production(ALLOWED_ORIGIN_PATTERN=pattern).allowed_origin_pattern == pattern


@pytest.mark.parametrize("secret", ["", "short", "x" * 15])
def test_production_refuses_to_start_without_a_cron_secret_worth_the_name(secret):
    with pytest.raises(SettingsError, match="CRON_SECRET") as told:
        production(CRON_SECRET=secret)

    assert not secret or secret not in str(told.value)
    assert production(CRON_SECRET="x" * 16)


def test_a_preview_and_a_laptop_start_without_a_cron_secret():
    assert read(VERCEL_ENV="preview", VERCEL_GIT_COMMIT_REF="a").cron_secret is None
    assert read().cron_secret is None


def test_a_wrong_value_is_named_and_not_shown():
    with pytest.raises(SettingsError) as told:
        read(QUICK_SLOTS="hunter2")

    assert "QUICK_SLOTS" in str(told.value)
    assert "hunter2" not in str(told.value)


def test_secrets_are_not_in_what_settings_print():
    settings = read(
        UPSTASH_REDIS_REST_TOKEN="hunter2",
        CRON_SECRET="hunter2",
        FIREBASE_SERVICE_ACCOUNT="hunter2",
    )

    assert "hunter2" not in repr(settings)


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError):
        read().environment = "production"


def test_lists_are_split_at_commas_and_an_empty_variable_is_unset():
    settings = read(ALLOWED_ORIGINS="https://a.example, https://b.example,", QUICK_SLOTS="")

    assert settings.allowed_origins == ("https://a.example", "https://b.example")
    assert settings.quick_slots == 4


def test_plans_are_named_amounts():
    settings = read(PLAN_DAILY_MICRO_USD="pro=500000, studio-2 = 2000000,")

    assert settings.plan_daily_micro_usd == {"pro": 500_000, "studio-2": 2_000_000}
    assert read().plan_daily_micro_usd == {}


def test_a_previews_plans_are_a_tenth_of_what_they_are_set_to():
    """Nobody sets them for previews apart, and what is set for all is production's."""
    settings = read(VERCEL_ENV="preview", PLAN_DAILY_MICRO_USD="pro=500000")

    assert settings.plan_daily_micro_usd == {"pro": 500_000 // PREVIEW_PART}


@pytest.mark.parametrize(
    "plans",
    [
        "hunter2",
        "hunter2=",
        "hunter2=much",
        "=7",
        ",",
        "Hunter2=7",
        "(anonymous)=7",
        "2hunter=7",
        "hunter2=-7",
        "hunter2=7=7",
        "hunter2=7,hunter2=7",
        f"{'h' * 32}=7",
    ],
)
def test_plans_that_are_not_so_are_refused_by_their_variables_name_alone(plans):
    with pytest.raises(SettingsError) as told:
        read(PLAN_DAILY_MICRO_USD=plans)

    assert str(told.value) == "PLAN_DAILY_MICRO_USD"


def test_tasks_go_to_the_worker_where_there_is_one_else_to_this_deployment():
    assert read(WORKER_URL="https://w.example/").task_target == "https://w.example/api/analyze"
    assert read(VERCEL_URL="d.vercel.app").task_target == "https://d.vercel.app/api/analyze"
    assert read().task_target == ""
