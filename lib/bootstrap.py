"""The one place that chooses and joins: every part of the product, built when first touched."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from lib import errors, first_use  # noqa: F401  # for the builder to see
from lib.archive import Archive
from lib.conversations import Conversations
from lib.coordination.jobs import JOB_TTL_S, UPLOAD_TTL_S, Capacity, Jobs
from lib.coordination.rate_limit import LocalWindows
from lib.docket import Docket
from lib.observability import logs
from lib.ports import Clock, Documents
from lib.settings import Settings, SettingsError
from lib.status import Check, Readiness
from lib.users import Users

if TYPE_CHECKING:
    from lib.chain.confidence import Calibration
    from lib.chain.models import Models
    from lib.coordination.admission import Admission
    from lib.coordination.reservation import Caps
    from lib.coordination.warming import Warming
    from lib.live.app_check import FirebaseAppCheck
    from lib.live.gemini import GeminiModel
    from lib.live.gemini_batches import GeminiBatches
    from lib.live.gemini_exchange import Manner
    from lib.live.identity import FirebaseIdentity
    from lib.live.signing import Signing
    from lib.live.storage import GoogleStorage
    from lib.live.tasks import CloudTasksQueue
    from lib.live.upstash import UpstashRedis
    from lib.live.user_directory import UserDirectory

T = TypeVar("T")
_LONG_S = 300.0
_SETTLING_S = 5.0


class Services:
    """The product's parts for one environment; vendors are imported only by the part in use."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock
        self._background: set[asyncio.Task[Any]] = set()

    @cached_property
    def clock(self) -> Clock:
        """The time."""
        from lib.live.clock import SystemClock

        return self._clock or SystemClock()

    @cached_property
    def redis(self) -> UpstashRedis:
        """Redis over HTTP."""
        from lib.live.upstash import UpstashRedis

        return UpstashRedis(
            url=_needed("UPSTASH_REDIS_REST_URL", self.settings.redis_url),
            token=_needed("UPSTASH_REDIS_REST_TOKEN", self.settings.redis_token.get_secret_value()),
            clock=self.clock,
        )

    @cached_property
    def windows_here(self) -> LocalWindows:
        """Where turns are counted while Redis is down."""
        return LocalWindows(clock=self.clock)

    @cached_property
    def jobs(self) -> Jobs:
        """The environment's jobs."""
        settings = self.settings
        return Jobs(
            self.redis,
            namespace=settings.namespace,
            clock=self.clock,
            capacity=Capacity(settings.running_at_most, settings.heavy_at_most),
            ttl_s=self._job_ttl_s,
        )

    @cached_property
    def documents(self) -> Documents:
        """Firestore where it is named, else a SQLite file where one is."""
        if self.settings.sqlite_path:
            from lib.offline.sqlite_documents import SqliteDocuments

            return SqliteDocuments(Path(self.settings.sqlite_path), now=self.clock.now)
        from lib.live.firestore import FirestoreDocuments

        emulator = self.settings.firestore_emulator
        return FirestoreDocuments(
            project=_needed("FIREBASE_PROJECT_ID", self.settings.firebase_project),
            emulator_host=emulator or None,
            credentials_json=None if emulator else self._service_account,
            prefix=self.settings.namespace,
            now=self.clock.now,
        )

    @cached_property
    def archive(self) -> Archive:
        """What is kept, for as long as is set."""
        retention_days = self.settings.retention_days
        return Archive(self.documents, clock=self.clock, retention_days=retention_days)

    @cached_property
    def docket(self) -> Docket:
        """The jobs that are owed, beside Redis."""
        return Docket(self.documents, clock=self.clock, ttl_s=self._job_ttl_s)

    @cached_property
    def conversations(self) -> Conversations:
        """What was said, for a month at most."""
        retention_days = self.settings.retention_days
        return Conversations(self.documents, clock=self.clock, retention_days=retention_days)

    @cached_property
    def users(self) -> Users:
        """Who came, and on which plan."""
        return Users(
            self.documents,
            clock=self.clock,
            plans=self.settings.plan_daily_micro_usd,
            retention_days=self.settings.retention_days,
        )

    @cached_property
    def storage(self) -> GoogleStorage:
        """The bucket that browsers upload to."""
        from lib.live.storage import GoogleStorage

        return GoogleStorage(
            bucket=_needed("STORAGE_BUCKET", self.settings.storage_bucket),
            signer=self._signer,
            clock=self.clock,
            session_ttl_s=UPLOAD_TTL_S,
            endpoint=self.settings.storage_emulator or "https://storage.googleapis.com",
        )

    @cached_property
    def identity(self) -> FirebaseIdentity:
        """Who is calling."""
        from lib.live.identity import FirebaseIdentity

        settings = self.settings
        project = _needed("FIREBASE_PROJECT_ID", settings.firebase_project)
        return FirebaseIdentity(
            issuer=settings.identity_issuer or f"https://securetoken.google.com/{project}",
            audience=project,
            jwks_url=settings.identity_jwks_url,
            task_issuer=settings.tasks_issuer,
            task_audience=settings.task_target or None,
            task_jwks_url=settings.tasks_jwks_url,
            task_email=settings.tasks_email or None,
            clock=self.clock,
            directory=self._directory if settings.check_revoked else None,
            leeway_s=self._leeway_s,
        )

    @cached_property
    def app_check(self) -> FirebaseAppCheck | None:
        """Which apps call, or None where any may."""
        settings = self.settings
        if not settings.app_check:
            return None
        from lib.live.app_check import FirebaseAppCheck

        return FirebaseAppCheck(
            issuer=settings.app_check_issuer,
            project_number=_needed("APP_CHECK_PROJECT_NUMBER", settings.app_check_project_number),
            jwks_url=settings.app_check_jwks_url,
            clock=self.clock,
            leeway_s=self._leeway_s,
        )

    @cached_property
    def queue(self) -> CloudTasksQueue | None:
        """The managed queue, or None where none is set up: work is then done in the request."""
        settings = self.settings
        if not (settings.tasks_emulator or settings.tasks_location):
            return None
        from lib.live.tasks import PROBE_URL, CloudTasksQueue

        emulated = bool(settings.tasks_emulator)
        return CloudTasksQueue(
            project=_needed("FIREBASE_PROJECT_ID", settings.firebase_project),
            location=settings.tasks_location or "us-central1",
            worker_url=_needed("WORKER_URL", settings.task_target),
            credentials_json=None if emulated else self._service_account,
            emulated=emulated,
            probe_url=f"http://{settings.tasks_emulator}/queues" if emulated else PROBE_URL,
        )

    @cached_property
    def model(self) -> GeminiModel | None:
        """The models, or None without a key: the rules then answer alone."""
        settings = self.settings
        if not settings.gemini_keys:
            return None
        from lib.live.gemini import GeminiModel

        address = settings.gemini_base_url or None
        return GeminiModel(settings.gemini_keys, base_url=address, manner=self._manner)

    @cached_property
    def batches(self) -> GeminiBatches | None:
        """The same models in batches, or None without a key."""
        settings = self.settings
        if not settings.gemini_keys:
            return None
        from lib.live.gemini_batches import GeminiBatches

        address = settings.gemini_base_url or None
        return GeminiBatches(settings.gemini_keys, base_url=address, manner=self._manner)

    @cached_property
    def models(self) -> Models:
        """The dated table of models."""
        from lib.chain import models

        return models.load(Path(self.settings.models_file or models.TABLE))

    @cached_property
    def calibration(self) -> Calibration:
        """The fitted confidence."""
        from lib.chain import confidence

        return confidence.load(Path(self.settings.calibration_file or confidence.TABLE))

    @cached_property
    def admission(self) -> Admission:
        """Admission to the models."""
        from lib.coordination.admission import Admission

        return Admission(
            self.redis,
            namespace=self.settings.namespace,
            clock=self.clock,
            projects=len(self.settings.gemini_keys),
            caps=self._caps,
        )

    @cached_property
    def warming(self) -> Warming:
        """What is asked most."""
        from lib.coordination.warming import Warming

        return Warming(
            self.redis,
            namespace=self.settings.namespace,
            clock=self.clock,
            projects=len(self.settings.gemini_keys),
            caps=self._caps,
        )

    async def aclose(self) -> None:
        """Close whatever was opened; a part that is touched again opens anew."""
        if "measuring" in self.__dict__:
            self.__dict__.pop("measuring").shutdown(wait=False, cancel_futures=True)
        if self._background:
            # What is still being settled needs the parts that are closed next.
            await asyncio.wait(self._background, timeout=_SETTLING_S)
        for part in ("model", "batches", "redis", "storage", "documents", "queue", "identity"):
            built = self.__dict__.pop(part, None)
            if hasattr(built, "aclose"):
                await built.aclose()
            elif hasattr(built, "close"):
                await asyncio.to_thread(built.close)

    def playing_time_s(self, file: BinaryIO) -> float:
        """What a file's header promises, as seconds of CD-like stereo; 0 where it is silent."""
        from lib.audio.header import declared_work

        seconds = (declared_work(file) or 0.0) / (2 * 44_100)
        if seconds > _LONG_S:
            # Worth opening twice: what is to be refused is told now, not after a wait in a queue.
            from lib.audio.decode import open_audio

            with open_audio(file):
                pass
        return seconds

    def measure(
        self, file: BinaryIO, *, sha256: str, progress: Callable[[str, float], None]
    ) -> dict[str, Any]:
        """Measure a file. numpy and scipy are imported here, in the worker's thread."""
        from lib.audio.report import measure

        return measure(file, sha256=sha256, progress=progress)

    @cached_property
    def measuring(self) -> Executor:
        """The threads that measure; whatever else needs a thread has the event loop's own."""
        return ThreadPoolExecutor(os.cpu_count() or 2, thread_name_prefix="measuring")

    @cached_property
    def readiness(self) -> Readiness:
        """Whether each dependency answers."""
        checks: dict[str, Check] = {
            "redis": lambda: self.redis.execute("PING"),
            "documents": lambda: self.documents.get("readiness", "probe"),
            "storage": self.storage.check,
            "identity": self.identity.check,
        }
        if self.settings.check_revoked:
            checks["accounts"] = self.identity.check_accounts
        if self.queue is not None:
            checks["queue"] = self.queue.check
        if self.app_check is not None:
            checks["app-check"] = self.app_check.check
        return Readiness(checks, clock=self.clock)

    def in_background(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start work that goes on though its request may go; what is unforeseen is logged."""
        task = asyncio.create_task(work)
        self._background.add(task)  # held here, or it might be collected
        task.add_done_callback(self._background_ended)
        return task

    def _background_ended(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, errors.ProductError):
            logs.failure("background-failed", error)

    @property
    def _manner(self) -> Manner:
        from lib.live.gemini_exchange import Manner

        roles = (self.models.junior, self.models.senior)
        return Manner(thinking={role.model: role.thinking for role in roles})

    @property
    def _job_ttl_s(self) -> int:
        # What is known of a job names its file and its user: it outlives nothing that does.
        return min(JOB_TTL_S, self.settings.retention_days * 24 * 3600 or JOB_TTL_S)

    @property
    def _caps(self) -> Caps:
        from lib.coordination.reservation import Caps

        settings = self.settings
        return Caps(
            settings.user_daily_micro_usd,
            settings.overall_daily_micro_usd,
            settings.anonymous_daily_micro_usd,
            settings.plan_daily_micro_usd,
        )

    @property
    def _leeway_s(self) -> float:
        # One machine has one clock; between machines a minute's difference is forgiven.
        return 0 if self.settings.environment == "development" else 60

    @property
    def _directory(self) -> UserDirectory:
        from lib.live import google_token
        from lib.live.user_directory import AUDIENCE, SCOPE, UserDirectory

        account = self._service_account
        token: google_token.AccessToken = (
            google_token.DefaultToken(scope=SCOPE, service="identity")
            if account == google_token.DEFAULT
            else google_token.GoogleToken(credentials_json=account, audience=AUDIENCE)
        )
        return UserDirectory(
            project=_needed("FIREBASE_PROJECT_ID", self.settings.firebase_project),
            token=token,
            clock=self.clock,
            service_url=self.settings.identity_accounts_url,
        )

    @property
    def _signer(self) -> Signing:
        from lib.live.google_token import DEFAULT

        if self._service_account == DEFAULT:
            from lib.live.iam_signing import IamSigner

            return IamSigner()
        from lib.live.signing import Signer

        try:
            account = json.loads(self._service_account)
            return Signer(account["client_email"], account["private_key"])
        except (ValueError, TypeError, LookupError) as cause:
            raise errors.NotConfigured(variable="FIREBASE_SERVICE_ACCOUNT") from cause

    @property
    def _service_account(self) -> str:
        account = self.settings.service_account
        return _needed("FIREBASE_SERVICE_ACCOUNT", account.get_secret_value() if account else "")


@lru_cache(maxsize=1)
def services() -> Services:
    """The process's services, from its environment, made at the first request.

    Raises
    ------
    errors.NotConfigured
        The environment contradicts itself; the log names the variable.
    """
    try:
        return Services(Settings.from_environment())
    except SettingsError as wrong:
        logs.event("settings-refused", reason=str(wrong))
        named = re.search(r"[A-Z][A-Z_]{3,}", str(wrong))
        raise errors.NotConfigured(variable=named[0] if named else str(wrong)) from wrong


def _needed(variable: str, value: str) -> str:
    if not value:
        raise errors.NotConfigured(variable=variable)
    return value
