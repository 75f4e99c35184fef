"""Which sign-ins still hold, asked of Firebase's account service and remembered for a minute."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import httpx

from lib import errors
from lib.live.breaker import Breaker
from lib.live.google_token import AccessToken
from lib.live.http_client import http_client
from lib.ports import Clock

SERVICE_URL = "https://identitytoolkit.googleapis.com"
AUDIENCE = "https://identitytoolkit.googleapis.com/"
SCOPE = "https://www.googleapis.com/auth/identitytoolkit"

_NAME = "identity"
_NOBODY = "nobody-only-to-see-whether-anybody-can-be-asked"


@dataclass(frozen=True, slots=True)
class _Account:
    """When it was asked for, since when sign-ins count, and whether any does."""

    asked_at: float
    valid_since: float
    usable: bool

    def refuses(self, signed_in_at: float) -> bool:
        return not self.usable or signed_in_at < self.valid_since


class UserDirectory:
    """The accounts of one Firebase project, read through `accounts:lookup`.

    An answer counts for `kept_s`, so a withdrawn sign-in is refused that much later at most; the
    `AT_MOST` used last are kept. Concurrent questions about one user are asked once, each within
    `deadline_s` and never repeated. A service that keeps failing is left alone for a while.
    """

    AT_MOST = 2_000

    def __init__(
        self,
        *,
        project: str,
        token: AccessToken,
        clock: Clock,
        service_url: str = SERVICE_URL,
        kept_s: float = 60.0,
        deadline_s: float = 2.0,
    ) -> None:
        self._url = f"{service_url.rstrip('/')}/v1/projects/{project}/accounts:lookup"
        self._token = token
        self._clock = clock
        self._kept_s = kept_s
        self._deadline_s = deadline_s
        self._breaker = Breaker(service=_NAME, clock=clock)
        self._known: OrderedDict[str, _Account] = OrderedDict()
        self._asking: dict[str, asyncio.Task[_Account]] = {}
        self._client: httpx.AsyncClient | None = None

    async def check(self, uid: str, *, signed_in_at: float) -> None:
        """Accept a sign-in of that time.

        Raises
        ------
        errors.TokenRevoked
            It was withdrawn since, or the account was disabled or deleted.
        errors.DependencyDown
            Nobody can say. What was known to be withdrawn stays withdrawn.
        """
        account = self._known.get(uid)
        if account is None or not self._fresh(account):
            try:
                account = await self._asked_once(uid)
            except errors.DependencyDown:
                if account is None or not account.refuses(signed_in_at):
                    raise
        if account.refuses(signed_in_at):
            raise errors.TokenRevoked

    async def check_service(self) -> None:
        """Raise `errors.DependencyDown` unless the service can be asked about accounts now.

        It is asked about nobody, every time, and nothing of the answer is kept.
        """
        with self._breaker.guard():
            _account(await self._lookup(_NOBODY), uid=_NOBODY, now=self._clock.now())

    async def aclose(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _fresh(self, account: _Account) -> bool:
        # A clock that was set back must not keep an answer for ever.
        return 0 <= self._clock.now() - account.asked_at < self._kept_s

    async def _asked_once(self, uid: str) -> _Account:
        asking = self._asking.get(uid)
        if asking is None:
            asking = asyncio.ensure_future(self._asked(uid))
            self._asking[uid] = asking
            asking.add_done_callback(lambda done: self._answered(uid, done))
        # A caller who goes away does not take the answer from the others who wait for it.
        return await asyncio.shield(asking)

    def _answered(self, uid: str, asked: asyncio.Task[_Account]) -> None:
        self._asking.pop(uid, None)
        if not asked.cancelled():
            asked.exception()  # looked at here, for all who waited may have gone

    async def _asked(self, uid: str) -> _Account:
        with self._breaker.guard():
            account = _account(await self._lookup(uid), uid=uid, now=self._clock.now())
        self._known[uid] = account
        self._known.move_to_end(uid)
        if len(self._known) > self.AT_MOST:
            self._known.popitem(last=False)
        return account

    async def _lookup(self, uid: str) -> Any:
        if self._client is None:
            self._client = http_client(deadline_s=self._deadline_s)
        try:
            async with asyncio.timeout(self._deadline_s):
                headers = {"Authorization": f"Bearer {await self._token.current()}"}
                answer = await self._client.post(
                    self._url, json={"localId": [uid]}, headers=headers
                )
            return answer.raise_for_status().json()
        except (httpx.HTTPError, TimeoutError, ValueError) as fault:
            raise errors.DependencyDown(service=_NAME) from fault


def _account(answer: Any, *, uid: str, now: float) -> _Account:
    """A deleted user's answer has no users at all; `validSince` is a text of seconds."""
    users = answer.get("users", []) if isinstance(answer, dict) else None
    if not isinstance(users, list):
        raise errors.DependencyDown(service=_NAME)
    found = next(
        (one for one in users if isinstance(one, dict) and one.get("localId") == uid), None
    )
    if found is None:
        return _Account(now, valid_since=0.0, usable=False)
    try:
        valid_since = float(found.get("validSince", 0))
    except (TypeError, ValueError) as fault:
        raise errors.DependencyDown(service=_NAME) from fault
    return _Account(now, valid_since, usable=found.get("disabled") is not True)
