"""Redis over HTTP, through the `upstash-redis` client."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lib.errors import DependencyDown
from lib.live.breaker import Breaker
from lib.live.clock import SystemClock
from lib.ports import Clock, Script

if TYPE_CHECKING:
    import httpx
    from upstash_redis.asyncio import Redis as Client
    from upstash_redis.errors import UpstashError

# Upstash isolates a script by locking the whole database, unless its first line asks to lock the
# script's KEYS alone. Other servers refuse a script that begins so.
_LOCK_KEYS_ALONE = "#!lua flags=allow-key-locking\n"

# Replies that say nothing about the command: the server is not ready, or refuses us.
_NOT_SERVING = frozenset(
    {"BUSY", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "NOAUTH", "NOPERM", "TRYAGAIN", "WRONGPASS"}
)
_PLAN_SPENT = (
    "ERR max concurrent connections",
    "ERR max daily request limit",
    "ERR max requests limit",
)
# It takes no writes, and goes on answering reads at once: no reason to leave it alone.
_READS_ONLY = frozenset({"MISCONF", "NOREPLICAS", "OOM", "READONLY"})
_FULL = "ERR DB capacity quota"


class RedisRefusedError(RuntimeError):
    """The server understood the connection but not the command: a mistake in our own code.

    The text is the server's, its code (WRONGTYPE, ERR, …) first.
    """


class UnknownScriptError(RedisRefusedError):
    """The server has no script of this digest, and has done nothing."""


class UpstashRedis:
    """The Redis port over one HTTP client, made at first use and used in one event loop.

    An answer is the server's own, not what the vendor's client makes of it: a hash is a flat
    list, a score is text. What cannot be reached, is slower than `deadline_s`, answers nonsense,
    is not ready or refuses the token raises `DependencyDown`; nothing is ever repeated, for a
    lost answer does not mean that the command was lost too. After a few of these in a row calls
    raise it at once for a while (see `Breaker`), so that an outage costs its first callers their
    deadline and not everybody. A command that was refused does not count: the server answered.
    """

    def __init__(
        self, *, url: str, token: str, deadline_s: float = 2.0, clock: Clock | None = None
    ) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._deadline_s = deadline_s
        self._breaker = Breaker(service=_SERVICE, clock=clock or SystemClock())
        self._made: Client | None = None
        host = urlsplit(url).hostname or ""
        self._preamble = _LOCK_KEYS_ALONE if host.endswith(".upstash.io") else ""

    async def execute(self, *command: str | int | float) -> Any:
        """Run one command and return the server's answer."""
        client = self._client()
        return await self._send(client, command, by=self._deadline())

    async def run(
        self, script: Script, *, keys: Sequence[str], args: Sequence[str | int | float]
    ) -> Any:
        """Run a script by its digest, and by its text where the server does not know it yet."""
        sent = Script(self._preamble + script.source)
        arguments = (len(keys), *keys, *args)
        client, by = self._client(), self._deadline()
        try:
            return await self._send(client, ("EVALSHA", sent.digest, *arguments), by=by)
        except UnknownScriptError:
            return await self._send(client, ("EVAL", sent.source, *arguments), by=by)

    async def aclose(self) -> None:
        """Close the connections; the next command opens new ones."""
        client, self._made = self._made, None
        if client is not None:
            await client.close()

    def _client(self) -> Client:
        if self._made is None:
            self._made = _open(self._url, self._token)
        return self._made

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._deadline_s

    async def _send(
        self, client: Client, command: Sequence[str | int | float], *, by: float
    ) -> Any:
        # The client reshapes answers by the command's name in capitals, and only then.
        name, *arguments = map(_word, command)
        with self._breaker.guard():
            answer, refusal = await _exchange(client, [name.lower(), *arguments], by=by)
        if refusal is not None:
            raise _meaning(str(refusal)) from refusal
        return answer


async def _exchange(
    client: Client, command: list[str], *, by: float
) -> tuple[Any, UpstashError | None]:
    """The server's answer, or its refusal of this command; `DependencyDown` where it gave none."""
    import httpx
    from upstash_redis.errors import UpstashError

    try:
        async with asyncio.timeout_at(by):
            return await client.execute(command), None
    except UpstashError as error:
        if _serves_nobody(str(error)):
            raise DependencyDown(service=_SERVICE) from error
        return None, error
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, *_NONSENSE) as cause:
        raise DependencyDown(service=_SERVICE) from cause


_SERVICE = "redis"
# What the client stumbles over when it is answered something that is not the protocol.
_NONSENSE = (AssertionError, AttributeError, KeyError, ValueError)


def _open(url: str, token: str) -> Client:
    from upstash_redis.asyncio import Redis

    client = Redis(url, token, rest_retries=0, allow_telemetry=False)
    # The client looks at no status, and would take a gateway's words for the server's.
    client._http._client.event_hooks["response"].append(_only_the_servers_own)  # noqa: SLF001
    return client


async def _only_the_servers_own(response: httpx.Response) -> None:
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or response.is_server_error:
        response.raise_for_status()


def _word(part: object) -> str:
    match part:
        case bool():
            pass
        case str():
            part.encode()  # half of a character cannot be sent, and is a ValueError already
            return part
        case int() | float():
            return str(part)
    msg = f"a command is made of text and numbers, not of {part!r}"
    raise ValueError(msg)


def _serves_nobody(reply: str) -> bool:
    code = _code(reply)
    return not _CODE.fullmatch(code) or code in _NOT_SERVING or reply.startswith(_PLAN_SPENT)


def _meaning(reply: str) -> Exception:
    code = _code(reply)
    if code == "NOSCRIPT":
        return UnknownScriptError(reply)
    if code in _READS_ONLY or reply.startswith(_FULL):
        return DependencyDown(service=_SERVICE)
    return RedisRefusedError(reply)


def _code(reply: str) -> str:
    return reply.partition(" ")[0]


_CODE = re.compile("[A-Z]+")
