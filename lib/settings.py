"""Every environment variable the product reads, typed and frozen; the only reader of it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    model_validator,
)

EMULATORS = (
    "FIRESTORE_EMULATOR_HOST",
    "STORAGE_EMULATOR_HOST",
    "CLOUD_TASKS_EMULATOR_HOST",
    "FIREBASE_AUTH_EMULATOR_HOST",
)


# Of what production may spend: a preview is tried by a few, and tried with faults in it.
PREVIEW_PART = 10

# What Cloud Run and Cloud Functions set by themselves.
_ON_GOOGLE = "K_SERVICE"

# Shorter secrets can be guessed by trying.
CRON_SECRET_LENGTH = 16

_PLAN = r"[a-z][a-z0-9-]{0,30}"

# Origins of nobody's: who lets one of them in lets in whatever anybody may register there.
_STRANGERS = (
    "null",
    "https://q3-kx7.com",
    "https://q3-kx7.app",
    "https://q3-kx7.net",
    "https://q3-kx7.vercel.app",
    "https://q3-kx7.web.app",
    "https://stranger.com",
    "https://stranger.vercel.app",
    "https://stranger.web.app",
)


class SettingsError(ValueError):
    """The environment contradicts itself; the sentence names the variable, never its value."""


def _words(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_words)]


def _money(usual: int, *, alias: str) -> Any:
    """An amount that previews have a part of, unless it is set."""

    def unset(read_before: dict[str, Any]) -> int:
        return usual // PREVIEW_PART if read_before.get("environment") == "preview" else usual

    return Field(default_factory=unset, alias=alias, ge=0)


def _plans(value: Any, read_before: ValidationInfo) -> Any:
    """Amounts by plan, of which previews have a part whatever they are."""
    if not isinstance(value, str):
        return value
    named = [pair.partition("=") for pair in _words(value)]
    plans = {name.strip(): int(amount) for name, _, amount in named}
    well_named = all(re.fullmatch(_PLAN, name) for name in plans)
    if len(plans) != len(named) or not well_named or min(plans.values()) < 0:
        raise ValueError("plans are name=amount, each once, comma-separated")
    preview = read_before.data.get("environment") == "preview"
    part = PREVIEW_PART if preview else 1
    return {name: amount // part for name, amount in plans.items()}


Plans = Annotated[Mapping[str, int], BeforeValidator(_plans)]


class Settings(BaseModel):
    """One environment's settings. Each field's alias is its variable's name."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, defer_build=True)

    environment: Literal["production", "preview", "development"] = Field(
        "development", alias="VERCEL_ENV"
    )
    branch: str = Field("", alias="VERCEL_GIT_COMMIT_REF")
    deployment_host: str = Field("", alias="VERCEL_URL")
    namespace_override: str = Field("", alias="NAMESPACE")

    redis_url: str = Field("", alias="UPSTASH_REDIS_REST_URL")
    redis_token: SecretStr = Field(SecretStr(""), alias="UPSTASH_REDIS_REST_TOKEN")

    firebase_project: str = Field("", alias="FIREBASE_PROJECT_ID")
    service_account: SecretStr | None = Field(None, alias="FIREBASE_SERVICE_ACCOUNT")
    firestore_emulator: str = Field("", alias="FIRESTORE_EMULATOR_HOST")
    sqlite_path: str = Field("", alias="SQLITE_PATH")
    retention_days: int = Field(0, alias="RETENTION_DAYS", ge=0, le=36_500)

    storage_bucket: str = Field("", alias="STORAGE_BUCKET")
    storage_emulator: str = Field("", alias="STORAGE_EMULATOR_HOST")
    keep_uploads: bool = Field(False, alias="KEEP_UPLOADS")

    identity_issuer: str = Field("", alias="IDENTITY_ISSUER")
    identity_jwks_url: str = Field(
        "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
        alias="IDENTITY_JWKS_URL",
    )
    identity_accounts_url: str = Field(
        "https://identitytoolkit.googleapis.com", alias="IDENTITY_ACCOUNTS_URL"
    )
    check_revoked: bool = Field(False, alias="CHECK_REVOKED")

    app_check: Literal["", "enforce"] = Field("", alias="APP_CHECK")
    app_check_project_number: str = Field("", alias="APP_CHECK_PROJECT_NUMBER")
    app_check_issuer: str = Field(
        "https://firebaseappcheck.googleapis.com", alias="APP_CHECK_ISSUER"
    )
    app_check_jwks_url: str = Field(
        "https://firebaseappcheck.googleapis.com/v1/jwks", alias="APP_CHECK_JWKS_URL"
    )
    app_check_site_key: str = Field("", alias="APP_CHECK_SITE_KEY")

    firebase_web_api_key: str = Field("", alias="FIREBASE_WEB_API_KEY")
    firebase_auth_domain: str = Field("", alias="FIREBASE_AUTH_DOMAIN")
    firebase_app_id: str = Field("", alias="FIREBASE_APP_ID")

    auth_emulator: str = Field("", alias="FIREBASE_AUTH_EMULATOR_HOST")
    tasks_emulator: str = Field("", alias="CLOUD_TASKS_EMULATOR_HOST")
    tasks_location: str = Field("", alias="TASKS_LOCATION")
    tasks_issuer: str = Field("https://accounts.google.com", alias="TASKS_ISSUER")
    tasks_jwks_url: str = Field(
        "https://www.googleapis.com/oauth2/v3/certs", alias="TASKS_JWKS_URL"
    )
    tasks_email: str = Field("", alias="TASKS_SERVICE_ACCOUNT_EMAIL")
    worker_url: str = Field("", alias="WORKER_URL")

    cron_secret: SecretStr | None = Field(None, alias="CRON_SECRET")
    allowed_origins: Words = Field((), alias="ALLOWED_ORIGINS")
    allowed_origin_pattern: str = Field("", alias="ALLOWED_ORIGIN_PATTERN")

    gemini_keys: Secrets = Field((), alias="GEMINI_API_KEYS")
    gemini_base_url: str = Field("", alias="GEMINI_BASE_URL")
    models_file: str = Field("", alias="MODELS_FILE")
    calibration_file: str = Field("", alias="CALIBRATION_FILE")
    ask_deadline_s: float = Field(30.0, alias="ASK_DEADLINE_S", ge=5, le=300)
    user_daily_micro_usd: int = _money(50_000, alias="USER_DAILY_MICRO_USD")
    anonymous_daily_micro_usd: int = _money(10_000, alias="ANONYMOUS_DAILY_MICRO_USD")
    plan_daily_micro_usd: Plans = Field({}, alias="PLAN_DAILY_MICRO_USD")
    overall_daily_micro_usd: int = _money(20_000_000, alias="OVERALL_DAILY_MICRO_USD")

    warm_budget_micro_usd: int = _money(100_000, alias="WARM_BUDGET_MICRO_USD")

    quick_slots: int = Field(4, alias="QUICK_SLOTS", ge=1)
    running_at_most: int = Field(8, alias="RUNNING_AT_MOST", ge=1)
    heavy_at_most: int = Field(3, alias="HEAVY_AT_MOST", ge=1)
    work_at_most_s: int = Field(280, alias="WORK_AT_MOST_S", ge=15, le=1800)
    heavy_after_s: int = Field(600, alias="HEAVY_AFTER_S", ge=0)
    warm_period_s: int = Field(300, alias="WARM_PERIOD_S", ge=1)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the process's environment, or the one given; an empty variable counts as unset."""
        # An alias is matched by name, so the rest of the environment is never looked at.
        source = os.environ if environment is None else environment  # noqa: TID251
        given = {name: value for name, value in source.items() if value}
        if _ON_GOOGLE in given:
            # A deployment that forgot to say which it is must not trust as development does.
            given.setdefault("VERCEL_ENV", "production")
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            # Only names: pydantic's own text would print the values, and some are secrets.
            told = (
                error["loc"][0] if error["loc"] else error["msg"]
                for error in wrong.errors()
                # An amount by the environment's kind, which was not told for another's fault.
                if error["type"] != "default_factory_not_called"
            )
            raise SettingsError(", ".join(map(str, told))) from None

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.environment != "production":
            return self
        for name, value in zip(EMULATORS, self._emulators, strict=True):
            if value:
                msg = f"{name} is set in production"
                raise SettingsError(msg)
        if any("*" in origin for origin in self.allowed_origins):
            raise SettingsError("ALLOWED_ORIGINS holds a wildcard in production")
        if lets_strangers_in(self.allowed_origin_pattern):
            raise SettingsError("ALLOWED_ORIGIN_PATTERN lets any origin in, in production")
        secret = self.cron_secret.get_secret_value() if self.cron_secret else ""
        if len(secret) < CRON_SECRET_LENGTH:
            msg = f"CRON_SECRET is missing or has under {CRON_SECRET_LENGTH} characters"
            raise SettingsError(msg)
        return self

    @property
    def _emulators(self) -> tuple[str, ...]:
        return (
            self.firestore_emulator,
            self.storage_emulator,
            self.tasks_emulator,
            self.auth_emulator,
        )

    @property
    def namespace(self) -> str:
        """What every Redis key, collection and object name of this environment starts with."""
        if self.environment == "preview":
            # Set for all environments alike, the variable must not lead here to production's data.
            return f"preview-{_slug(self.namespace_override or self.branch)}"
        return _slug(self.namespace_override) if self.namespace_override else self.environment

    @property
    def task_target(self) -> str:
        """Where the queue delivers: the analysis function here, or on dedicated workers."""
        base = self.worker_url or (
            f"https://{self.deployment_host}" if self.deployment_host else ""
        )
        return f"{base.rstrip('/')}/api/analyze" if base else ""


def lets_strangers_in(pattern: str) -> bool:
    """Whether an origin pattern fits pages that nobody can have meant, or is no pattern at all."""
    if not pattern:
        return False
    try:
        return any(re.fullmatch(pattern, origin) for origin in _STRANGERS)
    except re.error:
        raise SettingsError("ALLOWED_ORIGIN_PATTERN is no regular expression") from None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "unnamed"
