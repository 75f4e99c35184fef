"""The Upstash protocol over the embedded Redis, driven by the unmodified client and by plain HTTP.

The statements are those of https://upstash.com/docs/redis/features/restapi.
"""

from __future__ import annotations

import asyncio
import base64

import httpx
import pytest
import upstash_redis
import upstash_redis.asyncio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from upstash_redis.errors import UpstashError

from lib.offline.redis_front import create_front
from lib.offline.serving import ServedApp
from lib.offline.valkey_server import ValkeyServer

TOKEN = "a token"
BINARY = bytes(range(256))
laws = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def valkey(tmp_path_factory):
    with ValkeyServer(tmp_path_factory.mktemp("front")) as server:
        yield server


@pytest.fixture(scope="module")
def url(valkey):
    with ServedApp(create_front(valkey.url, token=TOKEN)) as front:
        yield front.url


@pytest.fixture(scope="module")
def redis(url):
    with upstash_redis.Redis(url, TOKEN, rest_retries=0, allow_telemetry=False) as client:
        yield client


@pytest.fixture(scope="module")
def http(url):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=url, headers=headers, timeout=10) as client:
        yield client


@pytest.fixture
def key(request):
    return f"{request.node.name} ção"


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


class TestWithTheUnmodifiedClient:
    @pytest.mark.parametrize("value", ["OK", "", "T0s=", "null", "1", "{}"])
    def test_words_with_a_meaning_elsewhere_are_only_text_here(self, redis, key, value):
        redis.set(key, value)
        assert redis.get(key) == value

    def test_lists_and_sets(self, redis, key):
        assert redis.rpush(key, "a", "b", "c") == 3
        assert redis.lrange(key, 0, -1) == ["a", "b", "c"]
        assert redis.lpop(key, 2) == ["a", "b"]
        assert redis.sadd(f"{key} 2", "x", "y") == 2
        assert sorted(redis.smembers(f"{key} 2")) == ["x", "y"]

    def test_a_script_that_fails_says_why(self, redis):
        with pytest.raises(UpstashError, match=r"^ERR user_script:1: .*nothing"):
            redis.eval("nothing.at.all()")
        with pytest.raises(UpstashError, match=r"^MINE of my own"):
            redis.eval("return redis.error_reply('MINE of my own')")

    def test_the_lock_line_of_upstash_is_refused_as_any_redis_does(self, redis):
        with pytest.raises(UpstashError, match=r"^ERR .*flag"):
            redis.eval("#!lua flags=allow-key-locking\nreturn 1")

    def test_errors_keep_the_code_that_the_server_gave_them(self, redis, key):
        redis.set(key, "text")
        with pytest.raises(UpstashError, match=r"^WRONGTYPE Operation against a key"):
            redis.lpush(key, "a")
        with pytest.raises(UpstashError, match=r"^ERR value is not an integer"):
            redis.incr(key)
        with pytest.raises(UpstashError, match=r"^ERR wrong number of arguments for 'get' command"):
            redis.execute(["GET"])

    def test_a_command_is_one_word(self, redis, key):
        with pytest.raises(UpstashError, match=r"^ERR unknown command 'SET a'"):
            redis.execute(["SET a", "b"])

    def test_a_megabyte_comes_back_whole(self, redis, key):
        value = "çé🎚" * (1024 * 1024 // 8)
        assert len(value.encode()) == 1024 * 1024
        redis.set(key, value)
        assert redis.get(key) == value

    async def test_a_hundred_increments_at_once_count_to_a_hundred(self, url, key):
        async with upstash_redis.asyncio.Redis(url, TOKEN, rest_retries=0) as redis:
            counts = await asyncio.gather(*(redis.incr(key) for _ in range(100)))
            assert sorted(counts) == list(range(1, 101))

    async def test_transactions_of_many_clients_do_not_mix(self, url, key):
        async with upstash_redis.asyncio.Redis(url, TOKEN, rest_retries=0) as redis:
            transactions = []
            for _ in range(30):
                transactions.append(redis.multi())
                transactions[-1].incr(key).incr(key).incr(key)
            for first, second, third in await asyncio.gather(*(t.exec() for t in transactions)):
                assert (second, third) == (first + 1, first + 2)


class TestOverPlainHttp:
    def test_a_command_may_be_the_body(self, http, key):
        assert http.post("/", json=["SET", key, "v", "EX", 100]).json() == {"result": "OK"}
        answer = http.post("/", json=["get", key])
        assert answer.json() == {"result": "v"}
        assert answer.headers["content-type"] == "application/json"

    def test_a_command_may_be_the_path(self, http):
        assert http.get("/set/path-form/bar").json() == {"result": "OK"}
        assert http.get("/GET/path-form").json() == {"result": "bar"}
        assert http.post("/mget/path-form/none").json() == {"result": ["bar", None]}
        assert http.head("/incr/path-form-head").status_code == 200
        assert http.put("/get/path-form-head").json() == {"result": "1"}

    def test_a_part_of_the_path_may_hold_anything_once_it_is_escaped(self, http):
        http.get("/set/a%2Fb%20%C3%A7/%00%FFc%2Fd%3F")
        answer = http.get("/get/a%2Fb%20%C3%A7", headers={"Upstash-Encoding": "base64"})
        assert answer.json() == {"result": base64_of(b"\x00\xffc/d?")}

    def test_options_may_be_in_the_query(self, http):
        assert http.get("/set/query-form/bar?EX=100").json() == {"result": "OK"}
        assert 0 < http.get("/ttl/query-form").json()["result"] <= 100
        assert http.get("/set/query-form/other?NX").json() == {"result": None}

    def test_a_posted_body_is_the_last_argument_before_the_options(self, http):
        assert http.post("/set/body-form?EX=100", content=BINARY).json() == {"result": "OK"}
        assert 0 < http.get("/ttl/body-form").json()["result"] <= 100
        answer = http.get("/get/body-form", headers={"Upstash-Encoding": "base64"})
        assert answer.json() == {"result": base64_of(BINARY)}

    def test_bytes_that_are_no_text_are_replaced_unless_base64_is_asked_for(self, http):
        http.post("/set/binary", content=b"a\xffb")
        assert http.get("/get/binary").json() == {"result": "a\ufffdb"}

    def test_base64_reaches_into_lists_and_leaves_ok_and_numbers_alone(self, http):
        headers = {"Upstash-Encoding": "base64"}
        nested = ["EVAL", "return {'OK', 'a', {1, 'b', false}, redis.call('PING')}", "0"]
        assert http.post("/", json=nested, headers=headers).json() == {
            "result": ["OK", base64_of(b"a"), [1, base64_of(b"b"), None], base64_of(b"PONG")]
        }
        assert http.post("/", json=["SET", "ok", "OK"], headers=headers).json() == {"result": "OK"}
        failed = http.post("/", json=["LPUSH", "ok", "a"], headers=headers)
        assert failed.json()["error"].startswith("WRONGTYPE ")

    @pytest.mark.parametrize(
        ("sent", "stored"),
        [
            ("12", "12"),
            ("-0", "-0"),
            ("1.50", "1.50"),
            ("1e400", "1e400"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("true", "true"),
            ("false", "false"),
            (r'"\ud83c\udf9a"', "🎚"),
            (r'"a\ud83cb"', "a\ufffdb"),
        ],
    )
    def test_numbers_and_booleans_are_stored_as_they_were_written(self, http, sent, stored):
        http.post("/", content=f'["SET", "written", {sent}]')
        assert http.get("/get/written").json() == {"result": stored}

    def test_integers_of_64_bits_come_back_exactly(self, http):
        http.post("/", json=["SET", "large", 2**63 - 2])
        assert http.post("/incr/large").json() == {"result": 2**63 - 1}

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"null",
            b"{}",
            b'"GET"',
            b"[",
            b'["GET"',
            b"[]",
            b'["SET", "a", null]',
            b'["SET", "a", ["b"]]',
            b'["SET", "a", {"b": 1}]',
            b'["SET", "a", NaN]',
            b'["SET", "a", Infinity]',
            b'["SET", "\xff", "b"]',
            b"[" * 100_000,
            b'[["SET", "a", "b"]]',
        ],
        ids=lambda body: body[:24].decode(errors="replace"),
    )
    def test_a_body_that_is_no_command_is_refused_and_the_front_goes_on(self, http, body):
        answer = http.post("/", content=body)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("ERR ")
        assert http.get("/ping").json() == {"result": "PONG"}

    @pytest.mark.parametrize("path", ["/pipeline", "/multi-exec"])
    @pytest.mark.parametrize("body", ["", "{}", "[]", '["GET", "a"]', '[["GET", null]]', "[[1]"])
    def test_a_batch_that_is_no_list_of_commands_is_refused(self, http, path, body):
        answer = http.post(path, content=body)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("ERR ")

    def test_an_item_that_fails_does_not_stop_the_rest_of_a_pipeline(self, http):
        answer = http.post(
            "/pipeline",
            json=[
                ["SET", "pipe", "text"],
                ["INCR", "pipe"],
                ["BLPOP", "pipe", 0],
                [],
                ["NOSUCH", "command"],
                ["GET", "pipe"],
            ],
        )
        assert answer.status_code == 200
        first, integer, blocked, empty, unknown, last = answer.json()
        assert (first, last) == ({"result": "OK"}, {"result": "text"})
        assert integer == {"error": "ERR value is not an integer or out of range"}
        assert blocked == {"error": "ERR Command is not available: 'BLPOP'"}
        assert empty == {"error": "ERR empty command"}
        assert unknown["error"].startswith("ERR unknown command 'NOSUCH'")

    def test_an_item_that_fails_while_a_transaction_runs_does_not_stop_the_rest(self, http):
        answer = http.post(
            "/multi-exec", json=[["SET", "tx", "text"], ["INCR", "tx"], ["GET", "tx"]]
        )
        assert answer.status_code == 200
        assert answer.json() == [
            {"result": "OK"},
            {"error": "ERR value is not an integer or out of range"},
            {"result": "text"},
        ]

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            (["GET"], "ERR wrong number of arguments for 'get' command"),
            (["NOSUCH", "command"], "ERR unknown command 'NOSUCH'"),
            (["SUBSCRIBE", "a"], "ERR Command is not available: 'SUBSCRIBE'"),
            (["EXEC"], "ERR Command is not available: 'EXEC'"),
            ([], "ERR empty command"),
        ],
    )
    def test_a_transaction_with_a_wrong_command_is_refused_as_a_whole(self, http, wrong, error):
        http.post("/", json=["DEL", "untouched"])
        answer = http.post("/multi-exec", json=[["SET", "untouched", "1"], wrong])
        assert answer.status_code == 400
        assert list(answer.json()) == ["error"]
        assert answer.json()["error"].startswith(error)
        assert http.get("/exists/untouched").json() == {"result": 0}
        assert http.get("/ping").json() == {"result": "PONG"}

    @pytest.mark.parametrize(
        "command",
        [
            "SUBSCRIBE a",
            "MONITOR",
            "WATCH a",
            "MULTI",
            "blpop a 0",
            "BZPOPMIN a 0",
            "SHUTDOWN NOSAVE",
            "CONFIG GET *",
            "SELECT 1",
            "AUTH a",
            "CLIENT KILL TYPE normal",
            "HELLO 3",
            "XREAD block 0 STREAMS a $",
            "XREADGROUP GROUP g c COUNT 1 BLOCK 0 STREAMS a >",
        ],
    )
    def test_commands_that_need_a_connection_wait_or_rule_are_not_available(self, http, command):
        name, *arguments = command.split()
        answer = http.post("/", json=[name, *arguments])
        assert answer.status_code == 400
        assert answer.json() == {"error": f"ERR Command is not available: '{name.upper()}'"}
        assert http.get("/ping").json() == {"result": "PONG"}

    def test_a_stream_or_a_group_may_be_called_block(self, http):
        http.post("/", json=["XADD", "BLOCK", "1-1", "a", "b"])
        http.post("/", json=["XGROUP", "CREATE", "BLOCK", "BLOCK", "0"])
        read = http.post("/", json=["XREAD", "STREAMS", "BLOCK", "0"])
        assert read.json() == {"result": [["BLOCK", [["1-1", ["a", "b"]]]]]}
        group = ["XREADGROUP", "GROUP", "BLOCK", "BLOCK", "STREAMS", "BLOCK", ">"]
        assert http.post("/", json=group).json() == read.json()

    def test_the_token_is_asked_for_in_the_header_or_the_query(self, url):
        get = f"{url}/get/a"
        for answer in (
            httpx.get(get),
            httpx.get(get, headers={"Authorization": "Bearer wrong"}),
            httpx.get(get, headers={"Authorization": f"Basic {TOKEN}"}),
            httpx.get(get, headers={"Authorization": "Bearer"}),
            httpx.get(get, params={"_token": "wrong"}),
            httpx.get(get, params={"_token": TOKEN}, headers={"Authorization": "Bearer wrong"}),
            httpx.post(f"{url}/pipeline", json=[["GET", "a"]]),
            httpx.post(f"{url}/multi-exec", content="not even JSON"),
        ):
            assert answer.status_code == 401
            assert answer.json() == {"error": "WRONGPASS invalid or missing auth token"}
        assert httpx.get(f"{url}/set/by-query/v", params={"_token": TOKEN, "EX": 9}).is_success
        assert httpx.get(f"{url}/get/by-query", params={"_token": TOKEN}).json()["result"] == "v"

    @pytest.mark.parametrize(
        ("method", "path"), [("DELETE", "/get/a"), ("PATCH", "/"), ("GET", "/pipeline")]
    )
    def test_other_methods_are_not_allowed(self, http, method, path):
        answer = http.request(method, path)
        assert answer.status_code == 405
        assert answer.json()["error"].startswith("ERR ")

    def test_another_response_format_is_refused_rather_than_ignored(self, http):
        assert http.get("/ping", headers={"Upstash-Response-Format": "json"}).is_success
        answer = http.get("/ping", headers={"Upstash-Response-Format": "resp2"})
        assert answer.status_code == 400

    @laws
    @given(value=st.binary(min_size=1))
    @example(value=b"OK")
    def test_any_bytes_posted_come_back(self, http, value):
        http.post("/set/any", content=value)
        answer = http.get("/get/any", headers={"Upstash-Encoding": "base64"})
        result = answer.json()["result"]
        # The protocol leaves the word OK as it is, whoever wrote it.
        assert (b"OK" if result == "OK" else base64.b64decode(result)) == value

    @laws
    @given(values=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
    def test_any_text_comes_back_in_its_place(self, redis, values):
        pipeline = redis.pipeline()
        pipeline.delete("texts").rpush("texts", *values).lrange("texts", 0, -1)
        assert pipeline.exec()[-1] == values


def test_a_redis_that_is_gone_is_503_and_served_again_once_it_is_back(tmp_path):
    server = ValkeyServer(tmp_path)
    server.start()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with ServedApp(create_front(server.url, token=TOKEN)) as front:
        assert httpx.get(f"{front.url}/incr/a", headers=headers).json() == {"result": 1}
        server.stop()
        answer = httpx.get(f"{front.url}/incr/a", headers=headers)
        assert (answer.status_code, answer.json()) == (503, {"error": "Service Unavailable"})
        with server:
            assert httpx.get(f"{front.url}/incr/a", headers=headers).json() == {"result": 2}
