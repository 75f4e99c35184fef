"""Every outside thing on this machine, started together: what production gets from vendors."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

from starlette.types import ASGIApp

from lib.offline.issuer import LocalIssuer, create_issuer_app
from lib.offline.redis_front import create_front
from lib.offline.serving import PortTaken, ServedApp
from lib.offline.storage_server import create_storage
from lib.offline.task_server import DEFAULT_LANES, LaneConfig, create_task_server
from lib.offline.valkey_server import ValkeyServer
from lib.ports import Clock
from lib.settings import Settings
from lib.track import MAX_UPLOAD_BYTES

PROJECT = "prod-ai-local"
BUCKET = "prod-ai-local.appspot.com"


class _Caps(TypedDict):
    lanes: Mapping[str, LaneConfig]
    total: int


class Embedded:
    """The servers that `given` variables do not name a real one for, with their state in a folder.

    After `start`, `environment` holds the variables that lead the product to them, and
    `endpoints` the same for people.
    """

    def __init__(
        self, data_dir: Path, *, site_url: str, given: Mapping[str, str], clock: Clock
    ) -> None:
        self._data = data_dir
        self._site_url = site_url
        self._given = given
        self._clock = clock
        self._started = ExitStack()
        self._ports = self._ports_before()
        self.issuer = LocalIssuer(data_dir, project=self._project, clock=self._clock)
        self.environment: dict[str, str] = {}
        self.endpoints: dict[str, object] = {"site": site_url}

    def start(self) -> None:
        """Start what is wanted; stops what it started where one of them cannot be."""
        self._data.mkdir(parents=True, exist_ok=True)
        try:
            self._start_issuer()
            self._start_redis()
            self._start_documents()
            self._start_storage()
            self._start_tasks()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End everything that was started, the last first."""
        self._started.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _project(self) -> str:
        return self._given.get("FIREBASE_PROJECT_ID") or PROJECT

    def _start_issuer(self) -> None:
        self.environment["FIREBASE_PROJECT_ID"] = self._project
        if "IDENTITY_JWKS_URL" in self._given:
            self.endpoints["issuer"] = self._given["IDENTITY_JWKS_URL"]
            return
        served = self._serve("issuer", create_issuer_app(self.issuer))
        self.environment |= {
            "IDENTITY_ISSUER": self.issuer.issuer,
            "IDENTITY_JWKS_URL": f"{served.url}/jwks",
            "IDENTITY_ACCOUNTS_URL": served.url,
            "APP_CHECK_ISSUER": self.issuer.app_issuer,
            "APP_CHECK_JWKS_URL": f"{served.url}/jwks",
            "APP_CHECK_PROJECT_NUMBER": self.issuer.project_number,
            "TASKS_ISSUER": self.issuer.task_issuer,
            "TASKS_JWKS_URL": f"{served.url}/jwks",
            "TASKS_SERVICE_ACCOUNT_EMAIL": self.issuer.task_email,
        }
        self.endpoints["issuer"] = served.url

    def _start_redis(self) -> None:
        if "UPSTASH_REDIS_REST_URL" in self._given:
            token = self._given.get("UPSTASH_REDIS_REST_TOKEN", "")
            self.endpoints["redis"] = {"url": self._given["UPSTASH_REDIS_REST_URL"], "token": token}
            return
        valkey = self._started.enter_context(ValkeyServer(self._data))
        token = secrets.token_urlsafe(24)
        served = self._serve("redis", create_front(valkey.url, token=token))
        self.environment |= {
            "UPSTASH_REDIS_REST_URL": served.url,
            "UPSTASH_REDIS_REST_TOKEN": token,
        }
        self.endpoints["redis"] = {"url": served.url, "token": token}

    def _start_documents(self) -> None:
        if not self._given.keys() & {"FIRESTORE_EMULATOR_HOST", "SQLITE_PATH"}:
            self.environment["SQLITE_PATH"] = str(self._data / "documents.sqlite3")

    def _start_storage(self) -> None:
        if self._given.keys() & {"STORAGE_BUCKET", "STORAGE_EMULATOR_HOST"}:
            self.endpoints["storage"] = self._given.get("STORAGE_EMULATOR_HOST", "")
            return
        storage = create_storage(
            self._data / "storage",
            bucket=BUCKET,
            public_key_pem=self.issuer.public_key_pem,
            allowed_origins=["*"],
            clock=self._clock,
            max_bytes=MAX_UPLOAD_BYTES,
        )
        served = self._serve("storage", storage)
        account = {
            "client_email": "storage@local",
            "private_key_id": "local",
            "private_key": self.issuer.private_key_pem,
        }
        self.environment |= {
            "STORAGE_BUCKET": BUCKET,
            "STORAGE_EMULATOR_HOST": served.url,
            "FIREBASE_SERVICE_ACCOUNT": json.dumps(account),
        }
        self.endpoints["storage"] = served.url

    def _start_tasks(self) -> None:
        worker = self._given.get("WORKER_URL", self._site_url)
        self.environment["WORKER_URL"] = worker
        if self._given.keys() & {"CLOUD_TASKS_EMULATOR_HOST", "TASKS_LOCATION"}:
            self.endpoints["tasks"] = self._given.get("CLOUD_TASKS_EMULATOR_HOST", "")
            return
        tasks = create_task_server(
            self._data / "tasks",
            mint=self.issuer.task_token,
            worker_url=f"{worker.rstrip('/')}/api/analyze",
            **self._caps,
        )
        served = self._serve("tasks", tasks)
        self.environment["CLOUD_TASKS_EMULATOR_HOST"] = served.url.removeprefix("http://")
        self.endpoints["tasks"] = served.url

    @property
    def _caps(self) -> _Caps:
        """As many deliveries at once as analyses may run, by the product's own settings."""
        names = ("RUNNING_AT_MOST", "HEAVY_AT_MOST")
        settings = Settings.from_environment(
            {name: self._given[name] for name in names if name in self._given}
        )
        most = {"quick": settings.running_at_most, "heavy": settings.heavy_at_most}
        lanes = {
            name: replace(lane, max_concurrent=most[name]) for name, lane in DEFAULT_LANES.items()
        }
        return {"lanes": lanes, "total": settings.running_at_most}

    def _serve(self, name: str, app: ASGIApp) -> ServedApp:
        # The port of last time, where it is free: addresses handed out before a restart still hold.
        try:
            served = ServedApp(app, port=self._ports.get(name, 0))
        except PortTaken:
            served = ServedApp(app)
        return self._started.enter_context(served)

    def _ports_before(self) -> dict[str, int]:
        try:
            known = json.loads((self._data / "endpoints.json").read_text())
        except (OSError, ValueError):
            return {}
        urls = {**known, "redis": (known.get("redis") or {}).get("url", "")}
        tails = {name: str(url).rpartition(":")[2] for name, url in urls.items()}
        return {name: int(tail) for name, tail in tails.items() if tail.isdigit()}
