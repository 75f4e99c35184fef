"""The Upstash REST protocol over a Redis of one's own, so that the real client runs unmodified.

As https://upstash.com/docs/redis/features/restapi has it, but for server-sent events, the RESP2
response format, and the JSON and search commands, none of which this product uses.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Never
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from valkey.asyncio import BlockingConnectionPool
from valkey.asyncio.connection import AbstractConnection, DefaultParser
from valkey.exceptions import ResponseError, ValkeyError

from lib.offline.newer_commands import MalformedCommandError, translated

Command = list[bytes]
Reply = bytes | int | list["Reply"] | ResponseError | None

_CONNECTIONS = 32
_PATIENCE_S = 30


def create_front(url: str, *, token: str) -> ASGIApp:
    """An app that runs commands on the Redis at `url` for whoever knows the token.

    It has its own port: the path is the command. A Redis that cannot be reached is answered with
    503 and no Redis error code, as a gateway would.
    """
    front = _Front(_Connections(url), token=token.encode())
    return Starlette(
        routes=[Route("/{command:path}", front.answer, methods=["HEAD", "GET", "POST", "PUT"])],
        exception_handlers={405: _method_not_allowed},
        lifespan=front.lifespan,
    )


class _Front:
    """HTTP in, HTTP out."""

    def __init__(self, redis: _Connections, *, token: bytes) -> None:
        self._redis = redis
        self._token = token

    @asynccontextmanager
    async def lifespan(self, app: object) -> AsyncIterator[None]:  # noqa: ARG002
        yield
        await self._redis.aclose()

    async def answer(self, request: Request) -> Response:
        if not hmac.compare_digest(_shown_token(request), self._token):
            return _failure("WRONGPASS invalid or missing auth token", status=401)
        try:
            return await self._run(request)
        except _RefusedError as refusal:
            return _failure(refusal.text, status=400)
        except ValkeyError:
            return _failure("Service Unavailable", status=503)

    async def _run(self, request: Request) -> Response:
        binary = _wants_base64(request)
        match request.method, request.url.path:
            case "POST" | "PUT", "/pipeline":
                items = await self._pipeline(_parsed_batch(await request.body(), "pipeline"))
                return JSONResponse([_item(reply, binary=binary) for reply in items])
            case "POST" | "PUT", "/multi-exec":
                items = await self._transaction(_parsed_batch(await request.body(), "multi-exec"))
                return JSONResponse([_item(reply, binary=binary) for reply in items])
            case _, "/pipeline" | "/multi-exec":
                raise HTTPException(405)
            case _:
                [reply] = await self._redis.run([_checked(await _single(request))])
                status = 400 if isinstance(reply, ResponseError) else 200
                return JSONResponse(_item(reply, binary=binary), status_code=status)

    async def _pipeline(self, commands: Sequence[Command]) -> list[Reply]:
        """Each command has an answer of its own; those that are not allowed are not sent."""
        prepared = [_prepared(command) for command in commands]
        allowed = [command for command in prepared if not isinstance(command, ResponseError)]
        replies = iter(await self._redis.run(allowed) if allowed else [])
        return [c if isinstance(c, ResponseError) else next(replies) for c in prepared]

    async def _transaction(self, commands: Sequence[Command]) -> list[Reply]:
        """All or nothing up to EXEC, and from there each command has an answer of its own."""
        checked = [_checked(command) for command in commands]
        _, *queued, outcome = await self._redis.run([[b"MULTI"], *checked, [b"EXEC"]])
        if not isinstance(outcome, list):
            _refuse(str(next(r for r in (*queued, outcome) if isinstance(r, ResponseError))))
        return outcome


class _Connections:
    """Connections to the Redis, opened when first needed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: BlockingConnectionPool | None = None

    async def run(self, commands: Sequence[Command]) -> list[Reply]:
        """Send commands together on one connection, and read as many answers."""
        if self._pool is None:
            self._pool = self._open()
        connection = await self._pool.get_connection("")  # type: ignore[no-untyped-call]
        try:
            await connection.send_packed_command(b"".join(map(_packed, commands)))
            return [await _reply(connection) for _ in commands]
        finally:
            await self._pool.release(connection)

    async def aclose(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.aclose()

    def _open(self) -> BlockingConnectionPool:
        return BlockingConnectionPool.from_url(
            self._url,
            max_connections=_CONNECTIONS,
            timeout=_PATIENCE_S,
            socket_timeout=_PATIENCE_S,
            parser_class=_VerbatimErrors,
            protocol=2,
        )


class _VerbatimErrors(DefaultParser):  # type: ignore[misc, valid-type]
    """Leaves an error as the server wrote it: elsewhere its code (NOSCRIPT, …) is cut off."""

    @classmethod
    def parse_error(cls, response: str) -> ResponseError:
        return ResponseError(response)


class _RefusedError(Exception):
    """The request cannot be run as it stands."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def _refuse(text: str) -> Never:
    raise _RefusedError(text)


def _shown_token(request: Request) -> bytes:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip().encode()
    return dict(_query(request)).get(b"_token", b"")


def _query(request: Request) -> list[tuple[bytes, bytes]]:
    return parse_qsl(request.scope["query_string"], keep_blank_values=True)


def _wants_base64(request: Request) -> bool:
    if request.headers.get("upstash-response-format", "json").lower() != "json":
        _refuse("ERR only the json response format is available here")
    return request.headers.get("upstash-encoding", "").lower() == "base64"


def _parsed_batch(body: bytes, kind: str) -> list[Command]:
    rows = _parsed(body, kind)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        _refuse(f"ERR failed to parse {kind} request")
    if not rows:
        _refuse(f"ERR empty {kind} request")
    return [[_argument(part) for part in row] for row in rows]


def _parsed(body: bytes, kind: str) -> Any:
    try:
        # Numbers stay as they were written, so that none is rounded on its way.
        return json.loads(body.decode(), parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError, _RefusedError):
        _refuse(f"ERR failed to parse {kind} request")


def _argument(part: object) -> bytes:
    match part:
        case str():
            return _LONE_SURROGATE.sub("\ufffd", part).encode()
        case bool():
            return b"true" if part else b"false"
        case _:
            _refuse("ERR a command's arguments are strings, numbers and booleans")


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a character, that JSON can spell


async def _single(request: Request) -> Command:
    path = request.scope["raw_path"].partition(b"?")[0].strip(b"/")
    posted = await request.body() if request.method in {"POST", "PUT"} else b""
    if path:
        command = [unquote_to_bytes(part) for part in path.split(b"/")]
        options = [option for option in _query(request) if option[0] != b"_token"]
        after = [part for option in options for part in option if part]
        return [*command, *([posted] if posted else []), *after]
    arguments = _parsed(posted, "command")
    if not isinstance(arguments, list):
        _refuse("ERR failed to parse command request")
    return [_argument(part) for part in arguments]


def _checked(command: Command) -> Command:
    prepared = _prepared(command)
    if isinstance(prepared, ResponseError):
        _refuse(str(prepared))
    return prepared


def _prepared(command: Command) -> Command | ResponseError:
    """What is sent for a command, or why it is not run."""
    if not command:
        return ResponseError("ERR empty command")
    name = command[0].upper().decode(errors="replace")
    if _is_unavailable(name, command):
        return ResponseError(f"ERR Command is not available: '{name}'")
    try:
        return translated(command)
    except MalformedCommandError as wrong:
        return ResponseError(str(wrong))


def _is_unavailable(name: str, command: Command) -> bool:
    """Whether it needs a connection of its own, waits, or rules the server."""
    if name == "CLIENT" and [word.upper() for word in command[1:2]] == [b"SETINFO"]:
        return False
    return name in _UNAVAILABLE or _blocks(name, command)


_OF_A_CONNECTION = (
    "ASKING AUTH CLIENT HELLO QUIT READONLY READWRITE RESET SELECT "
    "DISCARD EXEC MULTI UNWATCH WATCH "
    "MONITOR PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE UNSUBSCRIBE"
)
_THAT_WAIT = "BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN WAIT WAITAOF"
_OF_THE_SERVER = (
    "ACL BGREWRITEAOF BGSAVE CLUSTER CONFIG DEBUG FAILOVER LASTSAVE LATENCY MIGRATE MODULE MOVE "
    "PFDEBUG PFSELFTEST PSYNC REPLCONF REPLICAOF RESTORE-ASKING ROLE SAVE SHUTDOWN SLAVEOF "
    "SLOWLOG SWAPDB SYNC"
)
_UNAVAILABLE = frozenset(f"{_OF_A_CONNECTION} {_THAT_WAIT} {_OF_THE_SERVER}".split())


def _blocks(name: str, command: Command) -> bool:
    if name not in {"XREAD", "XREADGROUP"}:
        return False
    words = [word.upper() for word in command]
    options = words[1 if name == "XREAD" else 4 :]
    return b"BLOCK" in options[: options.index(b"STREAMS") if b"STREAMS" in options else None]


def _packed(command: Command) -> bytes:
    parts = (b"$%d\r\n%b\r\n" % (len(part), part) for part in command)
    return b"*%d\r\n%b" % (len(command), b"".join(parts))


async def _reply(connection: AbstractConnection) -> Reply:
    try:
        reply: Reply = await connection.read_response(disable_decoding=True)
    except ResponseError as error:
        return error
    return reply


def _item(reply: Reply, *, binary: bool) -> dict[str, Any]:
    if isinstance(reply, ResponseError):
        return {"error": str(reply)}
    return {"result": _json_value(reply, binary=binary)}


def _json_value(reply: Reply, *, binary: bool) -> Any:
    match reply:
        case list():
            return [_json_value(part, binary=binary) for part in reply]
        case ResponseError():
            return _json_value(str(reply).encode(), binary=binary)
        case bytes() if binary and reply != b"OK":
            return b64encode(reply).decode()
        case bytes():
            return reply.decode(errors="replace")
        case _:
            return reply


def _failure(text: str, *, status: int) -> Response:
    return JSONResponse({"error": text}, status_code=status)


async def _method_not_allowed(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _failure("ERR only HEAD, GET, POST and PUT are allowed", status=405)
