"""The queue port over Google Cloud Tasks, through `firebase_admin.functions`."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

import httpx

from lib import errors
from lib.live.google_token import DEFAULT
from lib.live.http_client import http_client
from lib.track import Lane

# Cloud Tasks' own limits: what a task may be called and how long a dispatch may take.
_TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,500}")
_DISPATCH_DEADLINE_S = (15, 1800)

PROBE_URL = "https://cloudtasks.googleapis.com/$discovery/rest?version=v2"
API_URL = "https://cloudtasks.googleapis.com/v2"


class CloudTasksQueue:
    """Two Cloud Tasks queues, `quick` and `heavy`, that push to one worker's address.

    Fails closed: a task that was not certainly accepted within `deadline_s` raises
    `errors.DependencyDown`. A broken connection is tried once more inside that deadline, which
    the task's id makes harmless. Calls are signed by the account in `credentials_json`, or by
    Google's default credentials where that is `google_token.DEFAULT`; the same account is who
    delivers. With `emulated` no credential is read; firebase_admin finds the local server in
    CLOUD_TASKS_EMULATOR_HOST by itself.
    """

    def __init__(
        self,
        *,
        project: str,
        location: str,
        worker_url: str,
        credentials_json: str | None,
        emulated: bool,
        probe_url: str = PROBE_URL,
        api_url: str = API_URL,
        deadline_s: float = 5.0,
    ) -> None:
        self._project = project
        self._location = location
        self._worker_url = worker_url
        self._credentials_json = credentials_json
        self._emulated = emulated
        self._probe_url = probe_url
        self._api_url = api_url
        self._deadline_s = deadline_s
        self._opening = threading.Lock()
        self._app: Any = None
        self._lanes: dict[str, Any] = {}

    async def enqueue(
        self, task_id: str, *, lane: Lane, payload: Mapping[str, Any], deadline_s: int
    ) -> None:
        """Accept a task durably before returning; a `task_id` already known is not added again.

        `deadline_s`, how long the worker may take, is brought within Cloud Tasks' 15 to 1800 s.
        """
        if _TASK_ID.fullmatch(task_id) is None:
            msg = f"a task id is 1 to 500 letters, digits, hyphens or underscores: {task_id!r}"
            raise ValueError(msg)
        send = partial(self._send, task_id, lane=lane, payload=dict(payload), deadline_s=deadline_s)
        try:
            async with asyncio.timeout(self._deadline_s):
                await asyncio.to_thread(send)
        except TimeoutError as cause:
            raise errors.DependencyDown(service="queue") from cause

    async def check(self) -> None:
        """Raise unless the service answers at all; firebase_admin cannot ask for a queue."""
        try:
            async with (
                asyncio.timeout(self._deadline_s),
                http_client(deadline_s=self._deadline_s) as client,
            ):
                (await client.get(self._probe_url)).raise_for_status()
        except (httpx.HTTPError, TimeoutError) as cause:
            raise errors.DependencyDown(service="queue") from cause

    async def missing(self) -> tuple[str, ...]:
        """Which of the queues are not there, for whoever sets them up.

        Asking needs `roles/cloudtasks.viewer`, which running does not: where the account has no
        leave to look, and when the service is down, it raises `errors.DependencyDown`.
        """
        try:
            async with (
                asyncio.timeout(2 * self._deadline_s),
                http_client(deadline_s=self._deadline_s) as client,
            ):
                if self._emulated:
                    answer = (await client.get(self._probe_url)).raise_for_status()
                    there = set(answer.json()["queues"])
                else:
                    there = await self._there(client)
        except (httpx.HTTPError, TimeoutError, ValueError, LookupError, TypeError) as cause:
            raise errors.DependencyDown(service="queue") from cause
        return tuple(lane for lane in get_args(Lane) if lane not in there)

    def close(self) -> None:
        """Give back the connections and the firebase app; the next `enqueue` opens new ones."""
        import firebase_admin

        with self._opening:
            if self._app is None:
                return
            for queue in self._lanes.values():
                # firebase_admin does not close this client when its app is deleted.
                queue._http_client.session.close()  # noqa: SLF001
            self._lanes.clear()
            firebase_admin.delete_app(self._app)
            self._app = None

    async def _there(self, client: httpx.AsyncClient) -> set[str]:
        headers = {"Authorization": f"Bearer {await asyncio.to_thread(self._bearer)}"}
        queues = f"{self._api_url}/projects/{self._project}/locations/{self._location}/queues"
        there = set()
        for lane in get_args(Lane):
            answer = await client.get(f"{queues}/{lane}", headers=headers)
            if answer.status_code != httpx.codes.NOT_FOUND:
                answer.raise_for_status()
                there.add(lane)
        return there

    def _bearer(self) -> str:
        from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError

        try:
            self._open("quick")
        except DefaultCredentialsError as cause:
            raise errors.NotConfigured(variable="FIREBASE_SERVICE_ACCOUNT") from cause
        except GoogleAuthError as cause:
            raise errors.DependencyDown(service="queue") from cause
        return str(self._app.credential.get_credential().token)

    def _send(self, task_id: str, *, lane: Lane, payload: dict[str, Any], deadline_s: int) -> None:
        from firebase_admin import exceptions, functions
        from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError

        least, most = _DISPATCH_DEADLINE_S
        options = functions.TaskOptions(
            task_id=task_id,
            uri=self._worker_url,
            dispatch_deadline_seconds=min(max(int(deadline_s), least), most),
        )
        try:
            self._open(lane).enqueue(payload, options)
        except (exceptions.AlreadyExistsError, exceptions.ConflictError):
            return  # accepted before, which is what the caller asked for
        except DefaultCredentialsError as cause:
            raise errors.NotConfigured(variable="FIREBASE_SERVICE_ACCOUNT") from cause
        except (exceptions.FirebaseError, GoogleAuthError) as cause:
            raise errors.DependencyDown(service="queue") from cause
        except (ValueError, TypeError, AttributeError) as cause:
            # How firebase_admin trips over a failed token refresh or an answer that is no task.
            raise errors.DependencyDown(service="queue") from cause

    def _open(self, lane: Lane) -> Any:
        with self._opening:
            if self._app is None:
                self._app = self._open_app()
            if not self._lanes:
                self._lanes = {name: self._open_lane(name) for name in get_args(Lane)}
            queue = self._lanes[lane]
            app = self._app
        if not self._emulated:
            self._refresh(app.credential.get_credential())
        return queue

    def _open_app(self) -> Any:
        import firebase_admin

        return firebase_admin.initialize_app(
            self._credential(),
            {"projectId": self._project},
            name=f"tasks-{uuid.uuid4().hex}",
        )

    def _credential(self) -> Any:
        from firebase_admin import credentials
        from google.auth.credentials import AnonymousCredentials

        if self._emulated:
            return AnonymousCredentials()  # type: ignore[no-untyped-call]
        if self._credentials_json == DEFAULT:
            return credentials.ApplicationDefault()
        if self._credentials_json is None:
            raise errors.NotConfigured(variable="FIREBASE_SERVICE_ACCOUNT")
        return credentials.Certificate(json.loads(self._credentials_json))

    def _open_lane(self, name: str) -> Any:
        from firebase_admin import functions
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        queue = functions.task_queue(f"locations/{self._location}/functions/{name}", app=self._app)
        # firebase_admin's queue ignores the app's httpTimeout: 120 s, and up to five tries.
        client = queue._http_client  # noqa: SLF001
        client._timeout = self._deadline_s / 2  # noqa: SLF001
        once_more = Retry(total=1, status=0, allowed_methods=None, respect_retry_after_header=False)
        for scheme in ("http://", "https://"):
            client.session.mount(scheme, HTTPAdapter(max_retries=once_more))
        return queue

    def _refresh(self, credential: Any) -> None:
        # Done here because firebase_admin would wait 120 s for the token, in a thread we share.
        from google.auth.credentials import TokenState
        from google.auth.transport.requests import Request

        if credential.token_state != TokenState.FRESH:
            credential.refresh(partial(Request(), timeout=self._deadline_s / 2))
