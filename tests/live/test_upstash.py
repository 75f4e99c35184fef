"""The Redis port over the vendor's client: raw answers, one deadline, nothing repeated."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.errors import DependencyDown
from lib.live.upstash import RedisRefusedError, UnknownScriptError, UpstashRedis
from lib.offline.clock import ManualClock
from lib.offline.redis_front import create_front
from lib.offline.serving import ServedApp
from lib.offline.valkey_server import ValkeyServer
from lib.ports import Redis, Script

TOKEN = "a token"
LOCKS_KEYS_ALONE = "#!lua flags=allow-key-locking\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with (
        ValkeyServer(tmp_path_factory.mktemp("upstash")) as valkey,
        ServedApp(create_front(valkey.url, token=TOKEN)) as front,
    ):
        yield front.url


@pytest.fixture
async def redis(url):
    async with connected(url) as redis:
        yield redis


@contextlib.asynccontextmanager
async def connected(url: str, *, token: str = TOKEN, deadline_s: float = 5.0, clock=None):
    redis = UpstashRedis(url=url, token=token, deadline_s=deadline_s, clock=clock)
    try:
        yield redis
    finally:
        await redis.aclose()


def address(server: asyncio.Server) -> str:
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def clock_s() -> float:
    return time.monotonic()


@pytest.fixture
def key(request):
    return f"{request.node.name} ção"


class Scripted:
    """A server that gives its bodies one after the other, the last one for good."""

    def __init__(self) -> None:
        self.app = Starlette(routes=[Route("/", self._answer, methods=["POST"])])
        self.url = ""
        self.says('{"result": null}')

    def says(self, *bodies: str, status: int = 200) -> None:
        self._bodies, self._status = list(bodies), status
        self.commands: list[list[str]] = []
        self.callers: list[int] = []  # the ports they called from: a connection each
        self.headers: dict[str, str] = {}

    async def _answer(self, request: Request) -> Response:
        self.commands.append(await request.json())
        self.callers.append(request.client.port)
        self.headers = dict(request.headers)
        body = self._bodies.pop(0) if len(self._bodies) > 1 else self._bodies[0]
        return Response(body, status_code=self._status)


@pytest.fixture(scope="module")
def server():
    scripted = Scripted()
    with ServedApp(scripted.app) as served:
        scripted.url = served.url
        yield scripted


UNKNOWN_SCRIPT = '{"error": "NOSCRIPT No matching script."}'


async def test_it_is_a_redis_port(redis):
    port: Redis = redis
    assert await port.execute("PING") == "PONG"


async def test_answers_are_the_servers_own(redis, key):
    assert await redis.execute("SET", key, "çà 🎚\0") == "OK"
    assert await redis.execute("GET", key) == "çà 🎚\0"
    assert await redis.execute("GET", "nothing here") is None
    assert await redis.execute("EXPIRE", key, 100) == 1
    assert await redis.execute("HSET", f"{key} h", "a", 1, "b", "OK") == 2
    assert await redis.execute("HGETALL", f"{key} h") == ["a", "1", "b", "OK"]
    assert await redis.execute("ZADD", f"{key} z", 1.5, "a", float("inf"), "b") == 2
    assert await redis.execute("ZRANGE", f"{key} z", 0, -1, "WITHSCORES") == [
        "a",
        "1.5",
        "b",
        "inf",
    ]
    assert await redis.execute("SCAN", 0, "MATCH", "no such key") == ["0", []]


async def test_a_float_arrives_as_it_is(redis, key):
    await redis.execute("SET", key, 0.1 + 0.2)
    assert float(await redis.execute("GET", key)) == 0.1 + 0.2


@pytest.mark.parametrize("part", [True, None, b"bytes", ["list"], "\ud83c"])
async def test_what_is_neither_text_nor_a_number_is_not_sent(redis, key, part):
    with pytest.raises(ValueError, match=r"made of text and numbers|surrogates not allowed"):
        await redis.execute("SET", key, part)
    assert await redis.execute("EXISTS", key) == 0


async def test_a_script_is_sent_once_and_then_known_by_its_digest(redis, key):
    script = Script(
        "redis.call('SET', KEYS[1], ARGV[1])"
        " return {KEYS[2], ARGV[2], redis.call('GET', KEYS[1]), false, 7}"
    )
    for value in ("first", "second"):
        answer = await redis.run(script, keys=[key, "other"], args=[value, 1.5])
        assert answer == ["other", "1.5", value, None, 7]
    assert await redis.execute("SCRIPT", "EXISTS", script.digest) == [1]


async def test_a_script_that_the_server_forgot_is_sent_again(redis):
    script = Script("return #KEYS + #ARGV")
    assert await redis.run(script, keys=[], args=[]) == 0
    await redis.execute("SCRIPT", "FLUSH")
    assert await redis.run(script, keys=["a"], args=["b"]) == 2


async def test_a_known_script_costs_one_request_and_an_unknown_one_two(server):
    server.says(UNKNOWN_SCRIPT, '{"result": 1}')
    script = Script("return ARGV[1]")
    async with connected(server.url) as redis:
        assert await redis.run(script, keys=["k"], args=["a"]) == 1
        assert await redis.run(script, keys=["k"], args=["b"]) == 1
    assert server.commands == [
        ["evalsha", script.digest, "1", "k", "a"],
        ["eval", script.source, "1", "k", "a"],
        ["evalsha", script.digest, "1", "k", "b"],
    ]


@pytest.mark.parametrize(
    ("url", "locks_keys_alone"),
    [
        ("https://eu1-merry-cat-32748.upstash.io", True),
        ("https://EU1-merry-cat-32748.Upstash.io:443/", True),
        ("http://127.0.0.1:8079", False),
        ("https://upstash.io.example.com", False),
        ("https://notupstash.io", False),
    ],
)
async def test_only_upstash_is_asked_to_lock_a_scripts_keys_alone(server, url, locks_keys_alone):
    server.says(UNKNOWN_SCRIPT, '{"result": 1}')
    script = Script("return 1")
    async with connected(server.url) as reachable:
        redis = UpstashRedis(url=url, token=TOKEN)
        redis._made = reachable._client()  # the named host is out of reach
        await redis.run(script, keys=[], args=[])
    [_, sent_digest, _], [_, sent_source, _] = server.commands
    assert sent_source == (LOCKS_KEYS_ALONE if locks_keys_alone else "") + script.source
    assert sent_digest == Script(sent_source).digest


async def test_the_vendor_is_told_nothing_but_the_token(server):
    server.says('{"result": 1}')
    async with connected(server.url) as redis:
        await redis.execute("PING")
    assert server.headers["authorization"] == f"Bearer {TOKEN}"
    assert not [name for name in server.headers if "telemetry" in name]


async def test_a_command_that_is_wrong_is_our_mistake_and_not_an_outage(redis, key):
    await redis.execute("SET", key, "text")
    with pytest.raises(RedisRefusedError, match=r"^WRONGTYPE "):
        await redis.execute("LPUSH", key, "a")
    with pytest.raises(RedisRefusedError, match=r"^ERR unknown command"):
        await redis.execute("NOSUCH")
    with pytest.raises(RedisRefusedError, match=r"^ERR user_script:1: .*nothing"):
        await redis.run(Script("nothing.at.all()"), keys=[], args=[])
    with pytest.raises(UnknownScriptError):
        await redis.execute("EVALSHA", "0" * 40, 0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"error": "LOADING Redis is loading the dataset in memory"}', 400),
        ('{"error": "BUSY Redis is busy running a script."}', 400),
        ('{"error": "OOM command not allowed"}', 400),
        ('{"error": "ERR max daily request limit exceeded. Limit: 10000"}', 400),
        ('{"error": "Unauthorized"}', 401),
        ('{"error": "ERR whatever a gateway may say"}', 502),
        ('{"result": "even then"}', 500),
        ('{"result": "even then"}', 429),
        ("<html>Bad gateway</html>", 502),
        ("<html>Welcome to the hotel's network</html>", 200),
        ("", 200),
        ("null", 200),
        ("[]", 200),
        ("7", 200),
        ('"text"', 200),
        ("{}", 200),
        ('{"result": {"an": "object"}}', 200),
        ('{"result": 1.5}', 200),
        ('{"result": "not base64"}', 200),
        ('{"result": "//8="}', 200),
    ],
)
async def test_a_server_that_does_not_serve_is_a_dependency_that_is_down(server, body, status):
    server.says(body, status=status)
    async with connected(server.url) as redis:
        with pytest.raises(DependencyDown) as down:
            await redis.execute("INCR", "a")
    assert down.value.facts == {"service": "redis"}
    assert down.value.__cause__ is not None
    assert server.commands == [["incr", "a"]]


async def test_a_token_that_is_refused_is_a_dependency_that_is_down(url):
    async with connected(url, token="wrong") as redis:
        with pytest.raises(DependencyDown) as down:
            await redis.execute("GET", "a")
    assert "WRONGPASS" in str(down.value.__cause__)
    assert "wrong" not in str(down.value.__cause__)


async def test_a_port_where_nobody_listens_is_a_dependency_that_is_down():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with connected(f"http://127.0.0.1:{port}") as redis:
        with pytest.raises(DependencyDown):
            await redis.execute("GET", "a")


@pytest.mark.parametrize(
    "url", ["", "redis.example", "http://", "http://redis:port", "ftp://127.0.0.1"]
)
async def test_an_address_that_is_none_is_a_dependency_that_is_down(url):
    async with connected(url) as redis:
        with pytest.raises(DependencyDown):
            await redis.execute("GET", "a")


@pytest.mark.parametrize(
    "call",
    [
        lambda redis: redis.execute("INCR", "a"),
        lambda redis: redis.run(Script("return 1"), keys=[], args=[]),
    ],
    ids=["execute", "run"],
)
async def test_a_server_that_accepts_and_never_answers_is_given_up_at_the_deadline(call):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        async with connected(url, deadline_s=0.2) as redis:
            started = time.monotonic()
            with pytest.raises(DependencyDown) as down:
                await call(redis)
            assert 0.19 < time.monotonic() - started < 2.0
    assert isinstance(down.value.__cause__, TimeoutError)


async def test_a_script_that_is_sent_twice_has_one_deadline():
    async def unknown_and_slow(request: Request) -> Response:
        await asyncio.sleep(0.15)
        return Response('{"error": "NOSCRIPT No matching script."}')

    app = Starlette(routes=[Route("/", unknown_and_slow, methods=["POST"])])
    async with ServedApp(app) as served, connected(served.url, deadline_s=0.2) as redis:
        with pytest.raises(DependencyDown) as down:
            await redis.run(Script("return 1"), keys=[], args=[])
    assert isinstance(down.value.__cause__, TimeoutError)


async def test_a_connection_that_is_cut_is_not_tried_again():
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    connections = 0
    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server, connected(address(server)) as redis:
        with pytest.raises(DependencyDown):
            await redis.execute("INCR", "a")
    assert connections == 1


async def test_a_caller_that_gives_up_is_not_told_of_an_outage():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with connected(f"http://127.0.0.1:{silent.getsockname()[1]}") as redis:
            waiting = asyncio.create_task(redis.execute("GET", "a"))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting


async def test_a_hundred_commands_at_once_are_all_answered(redis, key):
    counts = await asyncio.gather(*(redis.execute("INCR", key) for _ in range(100)))
    assert sorted(counts) == list(range(1, 101))


async def test_connections_are_used_again(server):
    server.says('{"result": 1}')
    async with connected(server.url) as redis:
        for _ in range(5):
            await redis.execute("PING")
            await redis.run(Script("return 1"), keys=["a"], args=[])
        assert len(set(server.callers)) == 1
        for _ in range(3):
            await asyncio.gather(*(redis.execute("PING") for _ in range(8)))
        assert len(server.callers) == 34
        assert len(set(server.callers)) <= 8


class TestAnOutage:
    """After five failures in a row the sixth call is not made."""

    DOWN_AFTER = 5
    REST_S = 2.0

    @pytest.fixture
    def time(self) -> ManualClock:
        return ManualClock()

    @pytest.fixture
    async def redis(self, server, time):
        async with connected(server.url, clock=time) as redis:
            yield redis

    async def go_down(self, redis) -> None:
        for _ in range(self.DOWN_AFTER):
            with pytest.raises(DependencyDown):
                await redis.execute("INCR", "a")

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ("<html>Bad gateway</html>", 502),
            ("slow down", 429),
            ("<html>Welcome to the hotel's network</html>", 200),
            ('{"error": "WRONGPASS invalid or missing auth token"}', 401),
            ('{"error": "ERR max daily request limit exceeded. Limit: 10000"}', 400),
            ('{"error": "LOADING Redis is loading the dataset in memory"}', 400),
        ],
    )
    async def test_is_not_asked_about_again_and_again(self, server, redis, time, body, status):
        server.says(body, status=status)
        await self.go_down(redis)
        for call in (
            redis.execute("INCR", "a"),
            redis.run(Script("return 1"), keys=[], args=[]),
        ):
            with pytest.raises(DependencyDown) as down:
                await call
            assert down.value.facts == {"service": "redis"}
        assert len(server.commands) == self.DOWN_AFTER
        server.says('{"result": 1}')
        time.advance(self.REST_S)
        assert await redis.execute("INCR", "a") == 1
        assert await redis.execute("INCR", "a") == 1
        assert len(server.commands) == 2

    async def test_that_goes_on_is_looked_at_by_one_call_at_a_time(self, server, redis, time):
        server.says("", status=503)
        await self.go_down(redis)
        for _ in range(3):
            time.advance(self.REST_S)
            answers = await asyncio.gather(
                *(redis.execute("INCR", "a") for _ in range(20)), return_exceptions=True
            )
            assert all(isinstance(answer, DependencyDown) for answer in answers)
        assert len(server.commands) == self.DOWN_AFTER + 3

    async def test_by_silence_costs_only_those_who_came_first_their_deadline(self, time):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            async with connected(url, deadline_s=0.3, clock=time) as redis:
                started = clock_s()
                first = await asyncio.gather(
                    *(redis.execute("GET", "a") for _ in range(30)), return_exceptions=True
                )
                assert all(isinstance(answer, DependencyDown) for answer in first)
                assert 0.29 < clock_s() - started < 2.0
                started = clock_s()
                for _ in range(1000):
                    with pytest.raises(DependencyDown):
                        await redis.execute("GET", "a")
                assert clock_s() - started < 0.29

    @pytest.mark.parametrize(
        "reply",
        [
            "ERR user_script:1: Script attempted to access nonexistent global variable",
            "WRONGTYPE Operation against a key holding the wrong kind of value",
            "ERR Dynamic keys are not allowed in Lua scripts",
            "NOSCRIPT No matching script.",
        ],
    )
    async def test_is_not_what_a_mistake_of_ours_is(self, server, redis, reply):
        server.says(json.dumps({"error": reply}), status=400)
        for _ in range(3 * self.DOWN_AFTER):
            with pytest.raises(RedisRefusedError):
                await redis.execute("INCR", "a")
        assert len(server.commands) == 3 * self.DOWN_AFTER

    @pytest.mark.parametrize(
        "reply",
        [
            "OOM command not allowed when used memory > 'maxmemory'.",
            "READONLY You can't write against a read only replica.",
            "ERR DB capacity quota exceeded",
        ],
    )
    async def test_of_writes_leaves_the_reads(self, server, redis, reply):
        server.says(json.dumps({"error": reply}), status=400)
        await self.go_down(redis)
        server.says('{"result": "cmVhZA=="}')
        assert await redis.execute("GET", "a") == "read"

    async def test_is_over_once_a_new_client_is_made_by_a_new_process_only(
        self, server, redis, time
    ):
        server.says("", status=503)
        await self.go_down(redis)
        await redis.aclose()
        server.says('{"result": 1}')
        with pytest.raises(DependencyDown):
            await redis.execute("INCR", "a")
        async with connected(server.url, clock=time) as other:
            assert await other.execute("INCR", "a") == 1


async def test_it_opens_again_after_it_was_closed(redis):
    assert await redis.execute("PING") == "PONG"
    await redis.aclose()
    await redis.aclose()
    assert await redis.execute("PING") == "PONG"


def test_the_vendors_client_is_imported_at_the_first_command_only():
    program = (
        "import sys; from lib.live.upstash import UpstashRedis;"
        " UpstashRedis(url='http://127.0.0.1', token='t');"
        " sys.exit('upstash_redis' in sys.modules or 'httpx' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
