"""The examination behind `./scripts/doctor`: one finding for each variable, without its value."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from lib import errors
from lib.bootstrap import Services
from lib.live.google_token import DEFAULT
from lib.ports import Script
from lib.settings import (
    CRON_SECRET_LENGTH,
    EMULATORS,
    Settings,
    SettingsError,
    lets_strangers_in,
)

Verdict = Literal["ok", "missing", "wrong", "unset"]

_DEADLINE_S = 15.0
_GEMINI = "https://generativelanguage.googleapis.com"
# What the platform itself sets, and what only a laptop has: shown where it is wrong.
_NOT_ASKED_FOR = {
    *("VERCEL_ENV", "VERCEL_GIT_COMMIT_REF", "VERCEL_URL"),
    "FIREBASE_AUTH_EMULATOR_HOST",
}
_ALWAYS = (
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "FIREBASE_PROJECT_ID",
    "FIREBASE_SERVICE_ACCOUNT",
    "STORAGE_BUCKET",
    "CRON_SECRET",
)
_ECHO = Script("redis.call('SET', KEYS[1], ARGV[1], 'EX', 5) return redis.call('GET', KEYS[1])")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of one variable; `reason` and `facts` are the sentence, never a value."""

    variable: str
    verdict: Verdict
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class Patient:
    """A deployment's variables and what was found out about them; the first complaint stands."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = {name: value for name, value in variables.items() if value}
        self.found: dict[str, Finding] = {}
        self.settings = self._settings()
        self.deployed = self.settings.environment != "development"

    def has(self, name: str) -> bool:
        """Whether the variable is set."""
        return name in self.variables

    def complain(
        self, variable: str, reason: str, *, verdict: Verdict = "wrong", **facts: str
    ) -> None:
        """Note what is wrong with a variable, unless more than its refusal is known already."""
        known = self.found.get(variable)
        if known is None or known.reason == "refused":
            self.found[variable] = Finding(variable, verdict, reason, facts)

    def vouch(self, variable: str, reason: str = "") -> None:
        """Note that what a variable leads to was seen to be well, its default included."""
        self.found.setdefault(variable, Finding(variable, "ok", reason))

    def sound(self, *names: str) -> bool:
        """Whether all of these are set, and nothing is wrong with any so far."""
        return all(self.has(name) and name not in self.found for name in names)

    def findings(self) -> list[Finding]:
        """One for each variable, in the order of the settings."""
        names = [str(field.alias) for field in Settings.model_fields.values()]
        asked = [name for name in names if name not in _NOT_ASKED_FOR or name in self.found]
        return [self._finding(name) for name in asked]

    def _finding(self, name: str) -> Finding:
        plain = Finding(name, "ok") if self.has(name) else Finding(name, "unset")
        return self.found.get(name, plain)

    def _settings(self) -> Settings:
        """The settings without what they refuse, which is complained of."""
        variables = dict(self.variables)
        for _ in Settings.model_fields:
            try:
                return Settings.from_environment(variables)
            except SettingsError as wrong:
                named = re.findall(r"\b[A-Z][A-Z_]{3,}\b", str(wrong))
            for name in named:
                missing = name not in self.variables
                reason = "needed" if missing else "refused"
                self.complain(name, reason, verdict="missing" if missing else "wrong")
            # What is missing cannot be left out: the rest is looked at as a preview would.
            if not any(variables.pop(name, None) for name in named):
                variables |= {"VERCEL_ENV": "preview", "NAMESPACE": "production"}
        raise SettingsError("the environment is beyond reading")


async def examine(variables: Mapping[str, str], *, offline: bool) -> list[Finding]:
    """Look at the variables, and unless `offline` at all they lead to."""
    patient = Patient(variables)
    _look_for_what_is_missing(patient)
    _look_at_the_account(patient)
    _look_at_addresses(patient)
    _look_at_pages(patient)
    if not offline:
        services = Services(patient.settings)
        try:
            await asyncio.gather(*(look(patient, services) for look in _OUTWARD))
        finally:
            await services.aclose()
    return patient.findings()


def _look_for_what_is_missing(patient: Patient) -> None:
    for name in _needed(patient):
        if not patient.has(name):
            patient.complain(name, "needed", verdict="missing")
    secret = patient.variables.get("CRON_SECRET")
    if secret and len(secret) < CRON_SECRET_LENGTH:
        patient.complain("CRON_SECRET", "short", least=str(CRON_SECRET_LENGTH))
    if patient.deployed:
        for name in (*EMULATORS, "SQLITE_PATH"):
            if patient.has(name):
                patient.complain(name, "this-machine")


def _needed(patient: Patient) -> set[str]:
    settings = patient.settings
    needed = {*_ALWAYS}
    if patient.deployed:
        needed |= {"FIREBASE_WEB_API_KEY", "FIREBASE_APP_ID"}
    if settings.tasks_location:
        needed |= {"TASKS_SERVICE_ACCOUNT_EMAIL"}
        needed |= set() if settings.deployment_host else {"WORKER_URL"}
    if settings.app_check:
        needed |= {"APP_CHECK_PROJECT_NUMBER"}
        needed |= {"APP_CHECK_SITE_KEY"} if patient.deployed else set()
    # No cron calls a preview.
    preview = patient.variables.get("VERCEL_ENV") == "preview"
    return needed - {"CRON_SECRET"} if preview else needed


def _look_at_the_account(patient: Patient) -> None:
    account = patient.settings.service_account
    text = account.get_secret_value() if account else ""
    if text in {"", DEFAULT}:
        return
    try:
        fields = json.loads(text)
        email, key = fields["client_email"], fields["private_key"]
    except (ValueError, TypeError, LookupError):
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "no-account")
        return
    if not _is_key(key):
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "no-key")
    # Tasks are delivered by whoever enqueues them.
    settings = patient.settings
    if settings.tasks_location and settings.tasks_email and settings.tasks_email != email:
        patient.complain("TASKS_SERVICE_ACCOUNT_EMAIL", "another-account")


def _is_key(pem: str) -> bool:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return isinstance(load_pem_private_key(pem.encode(), password=None), RSAPrivateKey)
    except (ValueError, TypeError, AttributeError):
        return False


def _look_at_addresses(patient: Patient) -> None:
    for name in ("UPSTASH_REDIS_REST_URL", "WORKER_URL", "GEMINI_BASE_URL"):
        if not patient.has(name):
            continue
        address = urlsplit(patient.variables[name])
        if address.scheme not in {"http", "https"} or not address.hostname:
            patient.complain(name, "no-address")
        elif patient.deployed and address.scheme != "https":
            patient.complain(name, "not-https")
    if "gs://" in patient.settings.storage_bucket or "/" in patient.settings.storage_bucket:
        patient.complain("STORAGE_BUCKET", "no-bucket-name")


def _look_at_pages(patient: Patient) -> None:
    for origin in patient.variables.get("ALLOWED_ORIGINS", "").split(","):
        parts = urlsplit(origin.strip())
        if not origin.strip():
            continue
        if origin.strip() != f"{parts.scheme}://{parts.netloc}" or "*" in origin:
            patient.complain("ALLOWED_ORIGINS", "no-origin")
    try:
        if lets_strangers_in(patient.variables.get("ALLOWED_ORIGIN_PATTERN", "")):
            patient.complain("ALLOWED_ORIGIN_PATTERN", "strangers")
    except SettingsError:
        patient.complain("ALLOWED_ORIGIN_PATTERN", "refused")


async def _look_at_redis(patient: Patient, services: Services) -> None:
    if not patient.sound("UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"):
        return
    url, token = "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"
    try:
        async with asyncio.timeout(_DEADLINE_S):
            await services.redis.execute("PING")
            key = f"{patient.settings.namespace}:doctor"
            echoed = await services.redis.run(_ECHO, keys=[key], args=["well"])
    except errors.DependencyDown as down:
        # The vendor's client says so where the server spoke, and else nobody did.
        refused = type(down.__cause__).__name__ == "UpstashError"
        patient.complain(token if refused else url, "refused-us" if refused else "unreachable")
    except (RuntimeError, TimeoutError):
        patient.complain(url, "no-scripts")
    else:
        if echoed != "well":
            patient.complain(url, "no-scripts")


async def _look_at_documents(patient: Patient, services: Services) -> None:
    if patient.settings.sqlite_path or not patient.sound("FIREBASE_PROJECT_ID"):
        return
    if not (patient.settings.firestore_emulator or patient.sound("FIREBASE_SERVICE_ACCOUNT")):
        return
    fault = await _fault(lambda: services.documents.get("readiness", "probe"))
    status = _status(fault)
    if isinstance(fault, errors.NotConfigured):
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "no-credentials")
    elif status in {401, 403}:
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "may-not", service="Firestore")
    elif status == httpx.codes.NOT_FOUND:
        patient.complain("FIREBASE_PROJECT_ID", "no-database")
    elif fault is not None:
        emulated = bool(patient.settings.firestore_emulator)
        name = "FIRESTORE_EMULATOR_HOST" if emulated else "FIREBASE_PROJECT_ID"
        patient.complain(name, "unreachable")


async def _look_at_storage(patient: Patient, services: Services) -> None:
    if not patient.sound("STORAGE_BUCKET", "FIREBASE_SERVICE_ACCOUNT"):
        return
    fault = await _fault(services.storage.check)
    told = " ".join(getattr(fault, "__notes__", ()))
    if isinstance(fault, errors.NotConfigured):
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "no-credentials")
    elif _status(fault) in {401, 403}:
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "may-not", service="IAM (signBlob)")
    elif "403" in told or "401" in told:
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "may-not", service="Cloud Storage")
    elif "404" in told:
        patient.complain("STORAGE_BUCKET", "no-bucket")
    elif fault is not None:
        emulated = bool(patient.settings.storage_emulator)
        name = "STORAGE_EMULATOR_HOST" if emulated else "STORAGE_BUCKET"
        patient.complain(name, "unreachable")


async def _look_at_identity(patient: Patient, services: Services) -> None:
    if patient.sound("FIREBASE_PROJECT_ID"):
        if await _fault(services.identity.check):
            patient.complain("IDENTITY_JWKS_URL", "no-keys")
        patient.vouch("IDENTITY_JWKS_URL")
    if patient.settings.check_revoked:
        await _look_at_the_accounts(patient, services)
    if patient.settings.app_check and patient.sound("APP_CHECK_PROJECT_NUMBER"):
        app_check = services.app_check
        if app_check is not None and await _fault(app_check.check):
            patient.complain("APP_CHECK_JWKS_URL", "no-keys")
        patient.vouch("APP_CHECK_JWKS_URL")


async def _look_at_the_accounts(patient: Patient, services: Services) -> None:
    if not patient.sound("FIREBASE_PROJECT_ID", "FIREBASE_SERVICE_ACCOUNT"):
        return
    fault = await _fault(services.identity.check_accounts)
    status = _status(fault)
    if isinstance(fault, errors.NotConfigured):
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "no-credentials")
    elif status in {401, 403}:
        service = "Firebase Authentication (roles/firebaseauth.viewer, CHECK_REVOKED)"
        patient.complain("FIREBASE_SERVICE_ACCOUNT", "may-not", service=service)
    elif status in {400, 404}:
        patient.complain("FIREBASE_PROJECT_ID", "no-accounts")
    elif fault is not None:
        patient.complain("IDENTITY_ACCOUNTS_URL", "unreachable")
    else:
        patient.vouch("IDENTITY_ACCOUNTS_URL")


async def _look_at_queues(patient: Patient, services: Services) -> None:
    settings = patient.settings
    emulated = bool(settings.tasks_emulator)
    name = "CLOUD_TASKS_EMULATOR_HOST" if emulated else "TASKS_LOCATION"
    if not patient.sound(name, "FIREBASE_PROJECT_ID", "FIREBASE_SERVICE_ACCOUNT"):
        return
    if not settings.task_target or services.queue is None:
        return
    queue = services.queue
    try:
        async with asyncio.timeout(_DEADLINE_S):
            missing = await queue.missing()
    except errors.ProductError as fault:
        status = _status(fault)
        if status == httpx.codes.FORBIDDEN:
            patient.vouch(name, "may-not-look")
        else:
            patient.complain(name, "unreachable")
    except TimeoutError:
        patient.complain(name, "unreachable")
    else:
        if missing:
            patient.complain(name, "no-queues", queues=", ".join(missing))


async def _look_at_the_worker(patient: Patient, _: Services) -> None:
    settings = patient.settings
    if not settings.task_target or "WORKER_URL" in patient.found:
        return
    address = settings.task_target.removesuffix("/api/analyze") + "/api/status"
    try:
        async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
            answer = await client.get(address)
        alive = answer.json().get("status") == "ok"
    except httpx.HTTPError:
        patient.complain("WORKER_URL", "unreachable")
    except (ValueError, AttributeError):
        patient.complain("WORKER_URL", "no-worker")
    else:
        if not alive:
            patient.complain("WORKER_URL", "no-worker")


async def _look_at_gemini(patient: Patient, services: Services) -> None:
    if not patient.sound("GEMINI_API_KEYS"):
        return
    try:
        wanted = {services.models.junior.model, services.models.senior.model}
    except (OSError, ValueError):
        patient.complain("MODELS_FILE", "refused")
        return
    base = (patient.settings.gemini_base_url or _GEMINI).rstrip("/")
    keys = [key.get_secret_value() for key in patient.settings.gemini_keys]
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
        for number, key in enumerate(keys, start=1):
            await _look_at_a_key(patient, client, base, key, number=number, wanted=wanted)


async def _look_at_a_key(
    patient: Patient,
    client: httpx.AsyncClient,
    base: str,
    key: str,
    *,
    number: int,
    wanted: set[str],
) -> None:
    try:
        answer = await client.get(
            f"{base}/v1beta/models?pageSize=1000", headers={"x-goog-api-key": key}
        )
        if answer.is_client_error:
            patient.complain("GEMINI_API_KEYS", "key-refused", number=str(number))
            return
        named = answer.raise_for_status().json()["models"]
        offered = {one["name"].removeprefix("models/") for one in named}
    except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError):
        set_ = patient.has("GEMINI_BASE_URL")
        patient.complain("GEMINI_BASE_URL" if set_ else "GEMINI_API_KEYS", "unreachable")
        return
    if wanted - offered:
        models = ", ".join(sorted(wanted - offered))
        patient.complain("MODELS_FILE", "no-model", models=models, number=str(number))


_OUTWARD: tuple[Callable[[Patient, Services], Awaitable[None]], ...] = (
    _look_at_redis,
    _look_at_documents,
    _look_at_storage,
    _look_at_identity,
    _look_at_queues,
    _look_at_the_worker,
    _look_at_gemini,
)


async def _fault(check: Callable[[], Awaitable[Any]]) -> Exception | None:
    try:
        async with asyncio.timeout(_DEADLINE_S):
            await check()
    except (errors.ProductError, TimeoutError) as fault:
        return fault
    return None


def _status(fault: Exception | None) -> int | None:
    """The status that the service answered with, where it answered."""
    cause = fault.__cause__ if fault else None
    return cause.response.status_code if isinstance(cause, httpx.HTTPStatusError) else None
