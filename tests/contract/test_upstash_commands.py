"""What the vendor's command reference says beyond the everyday: forms, conditions and edges.

Through the vendor's own unmodified clients, over the embedded server or the database that is
named, as in test_upstash_protocol.py; and, at the end, the REST calls as its pages show them.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import inspect
import secrets
import time
from typing import Any

import httpx
import pytest
import upstash_redis
import upstash_redis.asyncio
from upstash_redis.errors import UpstashError


async def said(answer: Any) -> Any:
    """What a client answered, whichever of the two it is."""
    return await answer if inspect.isawaitable(answer) else answer


async def refused(redis: Any, *command: Any) -> str:
    """The error that a command is answered with."""
    with pytest.raises(UpstashError) as failed:
        await said(redis.execute(list(command)))
    return str(failed.value)


class TestStrings:
    async def test_setting_and_getting_at_once_under_a_condition(self, redis, key):
        assert await said(redis.execute(["SET", key, "a", "NX", "GET"])) is None
        assert await said(redis.execute(["SET", key, "b", "NX", "GET"])) == "a"
        assert await said(redis.set(key, "c", xx=True, get=True)) == "a"
        assert await said(redis.get(key)) == "c"

    async def test_a_lifetime_may_be_a_time(self, redis, key):
        soon = int(time.time()) + 100
        await said(redis.set(key, "v", exat=soon))
        assert 90 <= await said(redis.ttl(key)) <= 100
        await said(redis.set(key, "v", pxat=(soon + 100) * 1000))
        assert await said(redis.execute(["EXPIRETIME", key])) == soon + 100
        assert await said(redis.pexpireat(key, (soon + 200) * 1000)) is True
        assert await said(redis.execute(["PEXPIRETIME", key])) == (soon + 200) * 1000
        assert await said(redis.getex(key, exat=soon)) == "v"
        assert await said(redis.getex(key, pxat=(soon + 1) * 1000)) == "v"
        assert await said(redis.execute(["EXPIRETIME", key])) == soon + 1

    async def test_a_lifetime_that_is_over_or_refused(self, redis, key):
        for error in ("0", "-1", "soon", str(2**63)):
            told = await refused(redis, "SET", key, "v", "EX", error)
            assert told.startswith(("ERR invalid expire time", "ERR value is not an int")), told
        assert (await refused(redis, "SET", key, "v", "EX", 1, "PX", 1)).startswith("ERR syntax")
        assert (await refused(redis, "SET", key, "v", "NX", "XX")).startswith("ERR syntax error")
        assert await said(redis.exists(key)) == 0
        await said(redis.set(key, "v"))
        assert await said(redis.pexpire(key, -1)) is True
        assert await said(redis.exists(key)) == 0
        assert await said(redis.expire(key, 10)) is False

    async def test_a_lifetime_under_a_condition(self, redis, key):
        await said(redis.set(key, "v"))
        assert await said(redis.expire(key, 100, xx=True)) is False
        assert await said(redis.pexpire(key, 100_000, nx=True)) is True
        assert await said(redis.expire(key, 50, gt=True)) is False
        assert await said(redis.expire(key, dt.timedelta(seconds=50), lt=True)) is True
        assert await said(redis.expireat(key, int(time.time()) + 70, gt=True)) is True
        assert await said(redis.pexpireat(key, int(time.time() + 60) * 1000, xx=True)) is True
        assert 50 < await said(redis.ttl(key)) <= 60

    async def test_writing_ends_a_lifetime_and_changing_does_not(self, redis, key):
        await said(redis.set(key, "1", ex=100))
        await said(redis.incr(key))
        await said(redis.append(key, "0"))
        assert 90 <= await said(redis.ttl(key)) <= 100
        await said(redis.set(key, "v"))
        assert await said(redis.ttl(key)) == -1

    async def test_numbers_have_ends(self, redis, key):
        await said(redis.set(key, str(2**63 - 1)))
        with pytest.raises(UpstashError, match=r"^ERR increment or decrement would overflow"):
            await said(redis.incr(key))
        assert await said(redis.get(key)) == str(2**63 - 1)
        await said(redis.set(key, "inf"))
        told = await refused(redis, "INCRBYFLOAT", key, "-inf")
        assert told.startswith("ERR increment would produce NaN or Infinity")
        await said(redis.set(key, " 1"))
        with pytest.raises(UpstashError, match=r"^ERR value is not an int"):
            await said(redis.incr(key))
        await said(redis.set(key, "3.0"))
        assert await said(redis.incrbyfloat(key, -0.5)) == 2.5

    async def test_parts_beyond_the_end(self, redis, key):
        assert await said(redis.getrange(key, 0, -1)) == ""
        assert await said(redis.setrange(key, 3, "b")) == 4
        assert await said(redis.get(key)) == "\0\0\0b"
        assert await said(redis.substr(key, 3, 99)) == "b"
        assert await said(redis.getrange(key, 2, 1)) == ""
        await said(redis.set(key, "é"))
        assert await said(redis.strlen(key)) == 2  # bytes, not characters

    async def test_another_kind_of_value_is_refused(self, redis, key):
        await said(redis.rpush(key, "a"))
        for command in (["GET", key], ["INCR", key], ["APPEND", key, "a"], ["GETDEL", key]):
            assert (await refused(redis, *command)).startswith("WRONGTYPE ")
        assert await said(redis.mget(key, f"{key} no")) == [None, None]
        assert await said(redis.set(key, "whatever it was")) is True

    async def test_bits(self, redis, key):
        assert await said(redis.setbit(key, 7, 1)) == 0
        assert await said(redis.setbit(key, 9, 1)) == 0
        assert await said(redis.setbit(key, 9, 1)) == 1
        assert await said(redis.getbit(key, 7)) == 1
        assert await said(redis.getbit(key, 1000)) == 0
        assert await said(redis.bitcount(key)) == 2
        assert await said(redis.bitcount(key, 1, -1)) == 1
        assert await said(redis.bitpos(key, 1)) == 7
        assert await said(redis.bitpos(key, 1, 1)) == 9
        assert await said(redis.bitpos(f"{key} no", 1)) == -1
        assert (await refused(redis, "SETBIT", key, 1, 2)).startswith("ERR bit is not an int")

    async def test_numbers_within_a_value(self, redis, key):
        field = redis.bitfield(key).set("u8", 0, 250).incrby("u8", 0, 3).get("u8", 0)
        assert await said(field.execute()) == [0, 253, 253]
        at_most = redis.bitfield(key).overflow("SAT").incrby("u8", 0, 9).overflow("FAIL")
        assert await said(at_most.incrby("u8", 0, 1).execute()) == [255, None]
        assert await said(redis.bitfield_ro(key).get("i8", "#0").execute()) == [-1]

    @pytest.mark.parametrize(
        ("operation", "expected"),
        [
            ("AND", 0b1000001),
            ("OR", 0b1100111),
            ("XOR", 0b1000111),
            ("DIFF", 0b0000010),
            ("DIFF1", 0b0000100),
            ("ANDOR", 0b1100001),
            ("ONE", 0b0000110),
        ],
    )
    async def test_bits_of_several_values(self, redis, key, operation, expected):
        one, two, three, to = (f"{key} {n}" for n in "123t")
        await said(redis.mset({one: chr(0b1100011), two: chr(0b1100101), three: chr(0b1000001)}))
        assert await said(redis.bitop(operation, to, one, two, three)) == 1
        assert await said(redis.get(to)) == chr(expected)

    async def test_bits_of_values_of_different_lengths(self, redis, key):
        one, two, to = f"{key} 1", f"{key} 2", f"{key} t"
        await said(redis.mset({one: "abc", two: "a"}))
        assert await said(redis.bitop("DIFF", to, one, two)) == 3
        assert await said(redis.get(to)) == "\0bc"
        assert await said(redis.bitop("DIFF1", to, one, two)) == 3
        assert await said(redis.get(to)) == "\0\0\0"
        assert await said(redis.bitop("ONE", to, two, f"{key} no")) == 1
        assert await said(redis.get(to)) == "a"
        assert await said(redis.bitop("ANDOR", to, f"{key} no", f"{key} neither")) == 0
        assert await said(redis.exists(to)) == 0
        assert await said(redis.bitop("NOT", to, two)) == 1
        assert await said(redis.bitcount(to)) == 8 - ord("a").bit_count()
        await said(redis.rpush(f"{key} l", "a"))
        assert (await refused(redis, "BITOP", "DIFF", to, one, f"{key} l")).startswith("WRONGTYPE ")
        assert (await refused(redis, "BITOP", "DIFF", to, one)).startswith("ERR ")
        assert (await refused(redis, "BITOP", "ONE", to)).startswith("ERR wrong number")
        assert (await refused(redis, "BITOP", "NEITHER", to, one)).startswith("ERR syntax")


class TestHashes:
    async def test_a_fields_lifetime_under_a_condition(self, redis, key):
        await said(redis.hset(key, values={"a": "1", "b": "2"}))
        assert await said(redis.hexpire(key, "a", 100, xx=True)) == [0]
        assert await said(redis.hexpire(key, ["a", "b"], dt.timedelta(seconds=100))) == [1, 1]
        assert await said(redis.hexpire(key, "a", 50, gt=True)) == [0]
        assert await said(redis.hexpire(key, "a", 50, lt=True)) == [1]
        assert await said(redis.hpexpire(key, "a", 200_000, gt=True)) == [1]
        at = int(time.time()) + 300
        assert await said(redis.hexpireat(key, "b", at)) == [1]
        assert await said(redis.hexpiretime(key, ["b", "none"])) == [at, -2]
        assert await said(redis.hpexpiretime(key, "b")) == [at * 1000]
        assert await said(redis.hexpire(f"{key} no", "a", 10)) == [-2]

    async def test_a_hash_whose_last_field_has_lapsed_is_gone(self, redis, key):
        await said(redis.hset(key, "a", "1"))
        assert await said(redis.hexpire(key, "a", 0)) == [2]
        assert await said(redis.exists(key)) == 0
        assert await said(redis.hgetall(key)) == {}
        assert await said(redis.type(key)) == "none"

    async def test_writing_a_field_ends_its_lifetime_and_counting_does_not(self, redis, key):
        await said(redis.hset(key, values={"a": "1", "b": "1"}))
        await said(redis.hexpire(key, ["a", "b"], 100))
        await said(redis.hincrby(key, "a", 1))
        await said(redis.hset(key, "b", "2"))
        [counted, written] = await said(redis.httl(key, ["a", "b"]))
        assert 90 <= counted <= 100
        assert written == -1

    async def test_fields_with_a_lifetime_are_set_under_a_condition(self, redis, key):
        assert await said(redis.execute(["HSETEX", key, "FXX", "FIELDS", 1, "a", "1"])) == 0
        assert await said(redis.exists(key)) == 0
        assert await said(redis.execute(["HSETEX", key, "FNX", "FIELDS", 1, "a", "1"])) == 1
        assert await said(redis.execute(["HSETEX", key, "FNX", "FIELDS", 1, "a", "2"])) == 0
        keep = ["HSETEX", key, "EX", 100, "FIELDS", 2, "a", "3", "b", "4"]
        assert await said(redis.execute(keep)) == 1
        assert await said(redis.hmget(key, "a", "b")) == ["3", "4"]
        assert await said(redis.execute(["HGETEX", key, "PX", 9000, "FIELDS", 1, "b"])) == ["4"]
        [left_ms] = await said(redis.hpttl(key, "b"))
        assert 5000 < left_ms <= 9000

    async def test_odd_fields_and_values(self, redis, key):
        values = {"": "empty", " ": "", "é🎚": "\r\n", "OK": "null", "a b": '{"a": [1]}'}
        assert await said(redis.hset(key, values=values)) == len(values)
        assert await said(redis.hgetall(key)) == values
        assert await said(redis.hmget(key, *values)) == list(values.values())
        assert await said(redis.hdel(key, *values)) == len(values)
        assert await said(redis.exists(key)) == 0

    async def test_numbers_have_ends(self, redis, key):
        await said(redis.hset(key, "n", str(2**63 - 1)))
        with pytest.raises(UpstashError, match=r"^ERR increment or decrement would overflow"):
            await said(redis.hincrby(key, "n", 1))
        await said(redis.hset(key, "x", "loud"))
        with pytest.raises(UpstashError, match=r"^ERR hash value is not a float"):
            await said(redis.hincrbyfloat(key, "x", 1))

    async def test_random_fields_may_be_asked_for_more_than_once(self, redis, key):
        await said(redis.hset(key, "a", "1"))
        assert await said(redis.hrandfield(key, count=-3)) == ["a", "a", "a"]
        assert await said(redis.hrandfield(key, count=5)) == ["a"]
        assert await said(redis.hrandfield(f"{key} no")) is None

    async def test_another_kind_of_value_is_refused(self, redis, key):
        await said(redis.set(key, "text"))
        for command in (["HGET", key, "a"], ["HSET", key, "a", 1], ["HGETALL", key]):
            assert (await refused(redis, *command)).startswith("WRONGTYPE ")
        assert "wrong number of arguments" in await refused(redis, "HSET", f"{key} h", "a")


class TestSortedSets:
    async def fill(self, redis, key, letters: str = "abcdef") -> None:
        await said(redis.zadd(key, {letter: n for n, letter in enumerate(letters)}))

    async def test_ranges_by_place(self, redis, key):
        await self.fill(redis, key)
        assert await said(redis.zrange(key, -2, -1)) == ["e", "f"]
        assert await said(redis.zrange(key, 4, 99)) == ["e", "f"]
        assert await said(redis.zrange(key, 3, 2)) == []
        assert await said(redis.zrange(key, 0, 1, rev=True)) == ["f", "e"]
        assert await said(redis.zrange(f"{key} no", 0, -1)) == []

    async def test_ranges_by_score(self, redis, key):
        await self.fill(redis, key)
        first = redis.zrange(key, "(1", "+inf", sortby="BYSCORE", offset=1, count=2)
        assert await said(first) == ["d", "e"]
        last = redis.zrange(
            key, "(5", "-inf", sortby="BYSCORE", rev=True, offset=0, count=2, withscores=True
        )
        assert await said(last) == [("e", 4.0), ("d", 3.0)]
        assert await said(redis.zrange(key, 2, "(3", sortby="BYSCORE")) == ["c"]
        scores = redis.zrangebyscore(key, "-inf", "(2", withscores=True)
        assert await said(scores) == [("a", 0.0), ("b", 1.0)]
        assert await said(redis.zrevrangebyscore(key, 3, 1, offset=1, count=9)) == ["c", "b"]
        # A count below zero is all of them.
        assert await said(redis.zrangebyscore(key, 4, "inf", offset=0, count=-1)) == ["e", "f"]

    async def test_ranges_by_name(self, redis, key):
        await said(redis.zadd(key, dict.fromkeys("abcdef", 1)))
        assert await said(redis.zrange(key, "[b", "(d", sortby="BYLEX")) == ["b", "c"]
        assert await said(redis.zrange(key, "(e", "-", sortby="BYLEX", rev=True)) == list("dcba")
        two = redis.zrange(key, "-", "+", sortby="BYLEX", offset=2, count=2)
        assert await said(two) == ["c", "d"]
        await said(redis.zadd(key, {"B": 1, "é": 1, "🎚": 1}))
        assert await said(redis.zrange(key, 0, -1)) == ["B", *"abcdef", "é", "🎚"]  # as bytes

    async def test_a_range_is_stored(self, redis, key):
        await self.fill(redis, key)
        to = f"{key} 2"
        by_score = redis.zrangestore(to, key, 1, "(4", sortby="BYSCORE", offset=1, count=9)
        assert await said(by_score) == 2
        assert await said(redis.zrange(to, 0, -1, withscores=True)) == [("c", 2.0), ("d", 3.0)]
        reversed_ = redis.zrangestore(to, key, 9, 5, sortby="BYSCORE", rev=True)
        assert await said(reversed_) == 1
        assert await said(redis.zrangestore(to, key, 90, 99)) == 0
        assert await said(redis.exists(to)) == 0

    async def test_conditions_that_contradict_each_other_are_refused(self, redis, key):
        for words in (["NX", "XX"], ["GT", "LT"], ["NX", "GT"], ["INCR"]):
            told = await refused(redis, "ZADD", key, *words, 1, "a", 2, "b")
            assert told.startswith("ERR "), told
        assert await said(redis.exists(key)) == 0
        assert await said(redis.zadd(key, {"a": 1}, nx=True, incr=True)) == 1.0
        assert await said(redis.zadd(key, {"a": 1}, nx=True, incr=True)) is None
        assert await said(redis.zadd(key, {"b": 1}, xx=True, incr=True)) is None
        assert await said(redis.zadd(key, {"a": 0.5, "c": 1}, gt=True, ch=True)) == 1

    async def test_scores_that_are_no_numbers(self, redis, key):
        for score in ("nan", "loud", ""):
            told = await refused(redis, "ZADD", key, score, "a")
            assert told.startswith("ERR value is not a valid float")
        await said(redis.execute(["ZADD", key, "inf", "a"]))
        told = await refused(redis, "ZINCRBY", key, "-inf", "a")
        assert told.startswith("ERR resulting score is not a number")
        assert (await refused(redis, "ZRANGEBYSCORE", key, "low", 1)).startswith("ERR min or max")
        assert (await refused(redis, "ZRANGEBYLEX", key, "a", "b")).startswith("ERR min or max")

    async def test_places_with_scores_and_what_is_common(self, redis, key):
        await self.fill(redis, key)
        assert await said(redis.execute(["ZRANK", key, "c", "WITHSCORE"])) == [2, "2"]
        assert await said(redis.execute(["ZREVRANK", key, "no", "WITHSCORE"])) is None
        other = f"{key} 2"
        await self.fill(redis, other, "defgh")
        assert await said(redis.execute(["ZINTERCARD", 2, key, other])) == 3
        assert await said(redis.execute(["ZINTERCARD", 2, key, other, "LIMIT", 2])) == 2
        popped = await said(redis.execute(["ZMPOP", 2, f"{key} no", other, "MAX", "COUNT", 2]))
        assert popped == [other, [["h", "4"], ["g", "3"]]]
        least = redis.zinter([key, other], aggregate="MIN", withscores=True)
        assert await said(least) == [("d", 0.0), ("e", 1.0), ("f", 2.0)]
        await said(redis.sadd(f"{key} s", "a", "z"))
        assert await said(redis.zunion([key, f"{key} s"], weights=[0, 2])) == [*"bcdef", "a", "z"]

    async def test_another_kind_of_value_is_refused(self, redis, key):
        await said(redis.set(key, "text"))
        for command in (["ZADD", key, 1, "a"], ["ZRANGE", key, 0, -1], ["ZCARD", key]):
            assert (await refused(redis, *command)).startswith("WRONGTYPE ")
        assert (await refused(redis, "ZADD", f"{key} z", 1)).startswith("ERR wrong number")


class TestStreams:
    async def fill(self, redis, key, count: int) -> None:
        for n in range(1, count + 1):
            await said(redis.xadd(key, f"{n}-0", {"n": n}))

    async def test_ids_that_the_server_makes_only_grow(self, redis, key):
        made = [await said(redis.xadd(key, "*", {"n": n})) for n in range(5)]
        places = [tuple(map(int, one.split("-"))) for one in made]
        assert places == sorted(set(places))
        assert abs(places[0][0] / 1000 - time.time()) < 60
        later = f"{2**62}-*"
        assert await said(redis.xadd(key, later, {"n": 5})) == f"{2**62}-0"
        assert await said(redis.xadd(key, later, {"n": 6})) == f"{2**62}-1"
        # After an id in the future the server goes on from there.
        assert await said(redis.xadd(key, "*", {"n": 7})) == f"{2**62}-2"

    async def test_ids_that_cannot_be(self, redis, key):
        assert (await refused(redis, "XADD", key, "0-0", "a", 1)).startswith(
            "ERR The ID specified in XADD must be greater than 0-0"
        )
        for wrong in ("soon", "1-2-3", f"{2**64}-0", "-1"):
            told = await refused(redis, "XADD", key, wrong, "a", 1)
            assert told.startswith("ERR Invalid stream ID"), told
        assert (await refused(redis, "XADD", key, "*", "a")).startswith("ERR wrong number")
        assert await said(redis.exists(key)) == 0

    async def test_ranges_may_leave_their_ends_out(self, redis, key):
        await self.fill(redis, key, 5)

        async def ids(*words: Any, command: str = "XRANGE") -> list[str]:
            return [one[0] for one in await said(redis.execute([command, key, *words]))]

        assert await ids("(2-0", "(5-0") == ["3-0", "4-0"]
        assert await ids("-", "+", "COUNT", 2) == ["1-0", "2-0"]
        assert await ids("(2-0", "+", "COUNT", 1) == ["3-0"]
        assert await ids("+", "(3-0", command="XREVRANGE") == ["5-0", "4-0"]
        assert await ids("4", "2", command="XRANGE") == []
        assert await said(redis.xrange(f"{key} no")) == []

    async def test_a_field_may_come_twice_and_hold_anything(self, redis, key):
        await said(redis.execute(["XADD", key, "1-0", "a", "é\r\n", "a", "", "", "OK"]))
        assert await said(redis.xrange(key)) == [["1-0", ["a", "é\r\n", "a", "", "", "OK"]]]

    async def test_several_streams_are_read_at_once(self, redis, key):
        one, two = f"{key} 1", f"{key} 2"
        await self.fill(redis, one, 3)
        await self.fill(redis, two, 2)
        told = await said(redis.xread({one: "1-0", f"{key} no": "0", two: "0"}, count=1))
        assert told == [[one, [["2-0", ["n", "2"]]]], [two, [["1-0", ["n", "1"]]]]]
        # Only what comes later, of which there is nothing yet.
        assert await said(redis.xread({one: "$", two: "$"})) == []
        assert (await refused(redis, "XREAD", "STREAMS", one, two, "0")).startswith("ERR ")

    async def test_trimming_exactly_and_about(self, redis, key):
        await self.fill(redis, key, 10)
        assert await said(redis.xtrim(key, maxlen=8, approximate=False)) == 2
        assert await said(redis.xtrim(key, maxlen=1, approximate=True)) == 0  # a node at a time
        assert await said(redis.xlen(key)) == 8
        assert await said(redis.xtrim(key, minid="9-0", approximate=False)) == 6
        await said(redis.xadd(key, "11-0", {"n": 11}, minid="10-0", approximate_trim=False))
        assert [one[0] for one in await said(redis.xrange(key))] == ["10-0", "11-0"]
        await said(redis.xtrim(key, maxlen=0, approximate=False))
        assert await said(redis.xlen(key)) == 0
        assert await said(redis.exists(key)) == 1  # an empty stream remembers its last id
        assert (await refused(redis, "XADD", key, "11-0", "a", 1)).startswith("ERR The ID")
        for words in (["MAXLEN", -1], ["MAXLEN", "few"], ["MAXLEN", "=", 1, "LIMIT", 1]):
            assert (await refused(redis, "XTRIM", key, *words)).startswith("ERR ")

    async def test_what_a_stream_is(self, redis, key):
        await self.fill(redis, key, 3)
        await said(redis.xdel(key, "3-0"))
        told = await said(redis.execute(["XINFO", "STREAM", key]))
        about = dict(zip(told[::2], told[1::2], strict=True))
        assert (about["length"], about["last-generated-id"], about["entries-added"]) == (
            2,
            "3-0",
            3,
        )
        assert about["first-entry"] == ["1-0", ["n", "1"]]
        assert about["last-entry"] == ["2-0", ["n", "2"]]
        assert await said(redis.execute(["XSETID", key, "9-0"])) == "OK"
        assert (await refused(redis, "XADD", key, "8-0", "a", 1)).startswith("ERR The ID")
        assert (await refused(redis, "XINFO", "STREAM", f"{key} no")).startswith("ERR no such key")

    async def test_a_consumer_reads_its_own_unfinished_work_again(self, redis, key):
        await said(redis.xgroup_create(key, "g", "$", mkstream=True))
        await self.fill(redis, key, 3)
        await said(redis.xreadgroup("g", "ana", {key: ">"}, count=2))
        await said(redis.xreadgroup("g", "bia", {key: ">"}))
        again = await said(redis.xreadgroup("g", "ana", {key: "0"}))
        assert again == [[key, [["1-0", ["n", "1"]], ["2-0", ["n", "2"]]]]]
        await said(redis.xack(key, "g", "1-0"))
        await said(redis.xdel(key, "2-0"))
        assert await said(redis.xreadgroup("g", "ana", {key: "0"})) == [[key, [["2-0", None]]]]
        assert await said(redis.xgroup_delconsumer(key, "g", "bia")) == 1  # it had one
        assert await said(redis.xpending(key, "g")) == [1, "2-0", "2-0", [["ana", "1"]]]

    async def test_work_is_taken_over_only_from_who_has_been_idle(self, redis, key):
        await said(redis.xgroup_create(key, "g", "0", mkstream=True))
        await self.fill(redis, key, 3)
        await said(redis.xreadgroup("g", "ana", {key: ">"}))
        assert await said(redis.xclaim(key, "g", "bia", 3_600_000, "1-0")) == []
        start, ids, gone = await said(
            redis.xautoclaim(key, "g", "bia", 0, "0-0", count=2, justid=True)
        )
        assert (start, ids, gone) == ("3-0", ["1-0", "2-0"], [])
        assert await said(redis.xautoclaim(key, "g", "bia", 3_600_000, "0-0")) == ["0-0", [], []]
        whose = await said(redis.xpending(key, "g", "-", "+", 10))
        assert [(entry, consumer) for entry, consumer, _, _ in whose] == [
            *(("1-0", "bia"), ("2-0", "bia"), ("3-0", "ana"))
        ]

    async def test_groups_that_are_not_there(self, redis, key):
        for command in (
            ["XREADGROUP", "GROUP", "g", "a", "STREAMS", key, ">"],
            ["XPENDING", key, "g"],
            ["XCLAIM", key, "g", "a", 0, "1-0"],
            ["XAUTOCLAIM", key, "g", "a", 0, "0-0"],
        ):
            assert (await refused(redis, *command)).startswith("NOGROUP "), command
        assert (await refused(redis, "XGROUP", "CREATE", key, "g", "$")).startswith(
            "ERR The XGROUP"
        )
        assert await said(redis.xack(key, "g", "1-0")) == 0
        await said(redis.set(key, "text"))
        for command in (["XADD", key, "*", "a", 1], ["XLEN", key], ["XREAD", "STREAMS", key, "0"]):
            assert (await refused(redis, *command)).startswith("WRONGTYPE ")


class TestListsAndSets:
    async def test_lists(self, redis, key):
        assert await said(redis.rpush(key, "b", "c")) == 2
        assert await said(redis.lpush(key, "a")) == 3
        assert await said(redis.rpushx(f"{key} no", "x")) == 0
        assert await said(redis.lpushx(key, "0")) == 4
        assert await said(redis.lrange(key, 0, -1)) == ["0", "a", "b", "c"]
        assert await said(redis.linsert(key, "BEFORE", "b", "+")) == 5
        assert await said(redis.lset(key, 0, "é")) is True
        assert await said(redis.lindex(key, -1)) == "c"
        assert await said(redis.lindex(key, 99)) is None
        assert await said(redis.lpos(key, "b")) == 3
        assert await said(redis.lpos(key, "b", count=0)) == [3]
        assert await said(redis.lrem(key, 0, "+")) == 1
        assert await said(redis.ltrim(key, 1, -1)) == "OK"
        assert await said(redis.llen(key)) == 3
        assert await said(redis.lmove(key, f"{key} 2", "LEFT", "RIGHT")) == "a"
        assert await said(redis.rpoplpush(key, f"{key} 2")) == "c"
        assert await said(redis.lrange(f"{key} 2", 0, -1)) == ["c", "a"]
        assert await said(redis.lpop(f"{key} 2", 5)) == ["c", "a"]
        assert await said(redis.rpop(key)) == "b"
        assert await said(redis.rpop(key)) is None
        assert await said(redis.exists(key)) == 0
        assert (await refused(redis, "LSET", key, 0, "a")).startswith("ERR no such key")

    async def test_sets(self, redis, key):
        one, two, to = f"{key} 1", f"{key} 2", f"{key} 3"
        assert await said(redis.sadd(one, "a", "b", "c", "a")) == 3
        assert await said(redis.sadd(two, "b", "c", "d")) == 3
        assert await said(redis.scard(one)) == 3
        assert await said(redis.sismember(one, "a")) is True
        assert await said(redis.smismember(one, "a", "d")) == [True, False]
        assert set(await said(redis.sinter(one, two))) == {"b", "c"}
        assert set(await said(redis.sunion(one, two))) == set("abcd")
        assert set(await said(redis.sdiff(one, two))) == {"a"}
        assert await said(redis.sinterstore(to, one, two)) == 2
        assert await said(redis.sunionstore(to, one, two)) == 4
        assert await said(redis.sdiffstore(to, one, two)) == 1
        assert await said(redis.execute(["SINTERCARD", 2, one, two, "LIMIT", 1])) == 1
        assert await said(redis.smove(one, two, "a")) is True
        assert await said(redis.smove(one, two, "a")) is False
        assert await said(redis.srandmember(one)) in {"b", "c"}
        assert set(await said(redis.srandmember(one, 9))) == {"b", "c"}
        assert await said(redis.srem(one, "b", "none")) == 1
        assert await said(redis.spop(one)) == "c"
        assert set(await said(redis.smembers(one))) == set()
        found, cursor = set(), 0
        while True:
            cursor, some = await said(redis.sscan(two, cursor, match="*", count=2))
            found |= set(some)
            if cursor == 0:
                break
        assert found == set("abcd")

    async def test_places_and_estimates(self, redis, key):
        palermo, catania = (13.361389, 38.115556, "Palermo"), (15.087269, 37.502669, "Catania")
        assert await said(redis.geoadd(key, palermo, catania)) == 2
        assert await said(redis.geodist(key, "Palermo", "Catania", unit="KM")) == 166.2742
        near = redis.geosearch(key, longitude=15, latitude=37, radius=100, unit="KM")
        assert await said(near) == ["Catania"]
        assert await said(redis.geohash(key, "Palermo", "none")) == ["sqc8b49rny0", None]
        [[longitude, latitude], none] = await said(redis.geopos(key, "Palermo", "none"))
        assert abs(longitude - palermo[0]) + abs(latitude - palermo[1]) < 1e-4
        assert none is None
        assert await said(redis.pfadd(f"{key} h", "a", "b", "a")) is True
        assert await said(redis.pfadd(f"{key} h", "a")) is False
        assert await said(redis.pfcount(f"{key} h")) == 2
        await said(redis.pfadd(f"{key} i", "b", "c"))
        assert await said(redis.pfmerge(f"{key} j", f"{key} h", f"{key} i")) is True
        assert await said(redis.pfcount(f"{key} j")) == 3


class TestScripts:
    async def run(self, redis, source: str, *words: Any) -> Any:
        return await said(redis.execute(["EVAL", source, *(words or (0,))]))

    @pytest.mark.parametrize(
        ("source", "answer"),
        [
            ("return 1", 1),
            ("return 3.99", 3),
            ("return -3.99", -3),
            ("return true", 1),
            ("return false", None),
            ("return nil", None),
            ("return {}", []),
            ("return {1, {2, {'three'}}}", [1, [2, ["three"]]]),
            ("return {1, nil, 3}", [1]),
            ("return {1, a = 2}", [1]),
            ("return {ok = 'FINE'}", "FINE"),
            ("return redis.status_reply('FINE')", "FINE"),
            ("return ''", ""),
            ("return '\\195\\169'", "é"),
            ("return tostring(2^53)", "9.007199254741e+15"),
            ("return redis.sha1hex('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("return cjson.encode({1, 2, {a = cjson.null}})", '[1,2,{"a":null}]'),
            ("return cmsgpack.unpack(cmsgpack.pack({1, 'é'}))", [1, "é"]),
            ("return bit.band(12, 10)", 8),
        ],
    )
    async def test_what_lua_returns(self, redis, source, answer):
        assert await self.run(redis, source) == answer

    async def test_keys_and_arguments(self, redis, key):
        assert await self.run(redis, "return {#KEYS, #ARGV, ARGV[2]}", 1, key, "a", "é") == [
            *(1, 2, "é")
        ]
        assert (await refused(redis, "EVAL", "return 1", 2, key)).startswith("ERR Number of keys")
        assert (await refused(redis, "EVAL", "return 1", -1)).startswith("ERR Number of keys")
        assert (await refused(redis, "EVAL", "return 1", "some")).startswith("ERR value is not")
        assert (await refused(redis, "EVAL", "return 1")).startswith("ERR wrong number")

    async def test_what_was_written_before_an_error_stays(self, redis, key):
        source = "redis.call('SET', KEYS[1], 'v') redis.call('LPUSH', KEYS[1], 'a')"
        assert "WRONGTYPE " in await refused(redis, "EVAL", source, 1, key)
        assert await said(redis.get(key)) == "v"

    async def test_an_error_may_be_caught_looked_at_and_passed_on(self, redis, key):
        await said(redis.set(key, "text"))
        caught = "local r = redis.pcall('INCR', KEYS[1]) return type(r.err)"
        assert await self.run(redis, caught, 1, key) == "string"
        passed = "return redis.pcall('INCR', KEYS[1])"
        assert (await refused(redis, "EVAL", passed, 1, key)).startswith("ERR value is not an int")
        raised = "error({err = 'MINE of my own'})"
        assert (await refused(redis, "EVAL", raised, 0)).startswith("MINE of my own")
        unknown = "return redis.call('NOSUCH')"
        assert "nknown" in await refused(redis, "EVAL", unknown, 0)

    async def test_answers_of_commands_inside(self, redis, key):
        source = """
            redis.call('HSET', KEYS[1], 'a', 1, 'b', 2)
            redis.call('ZADD', KEYS[2], 1.5, 'm')
            return {redis.call('HGETALL', KEYS[1]), redis.call('HGET', KEYS[1], 'no') == false,
                    redis.call('ZSCORE', KEYS[2], 'm'), redis.call('SET', KEYS[3], 'v').ok,
                    redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES'),
                    redis.call('EXISTS', KEYS[3])}"""
        told = await self.run(redis, source, 3, f"{key} h", f"{key} z", f"{key} s")
        assert told == [["a", "1", "b", "2"], 1, "1.5", "OK", ["m", "1.5"], 1]

    async def test_a_script_leaves_nothing_to_the_next(self, redis):
        assert (await refused(redis, "EVAL", "leaked = 1", 0)).startswith("ERR ")
        assert "leaked" in await refused(redis, "EVAL", "return leaked", 0)

    async def test_a_digest_is_fallen_back_from_once_for_everybody(self, address, key):
        """What a client does that sends a script's text only where the server asks for it."""
        source, sent = f"return ARGV[1] -- {key}", []
        digest = hashlib.sha1(source.encode()).hexdigest()
        async with (
            upstash_redis.asyncio.Redis(*address) as first,
            upstash_redis.asyncio.Redis(*address) as second,
        ):
            for redis, word in ((first, "a"), (first, "b"), (second, "c")):
                try:
                    answer = await redis.evalsha(digest, args=[word])
                except UpstashError as missing:
                    sent.append((word, str(missing).partition(" ")[0]))
                    answer = await redis.eval(source, args=[word])
                assert answer == word
            assert await first.evalsha(digest.upper(), args=["d"]) == "d"
        assert sent == [("a", "NOSCRIPT")]


class TestBatches:
    async def test_a_digest_that_is_not_known_fails_alone_and_is_known_after_a_text(
        self, redis, key
    ):
        source = f"return redis.call('INCR', KEYS[1]) -- {key}"
        digest = hashlib.sha1(source.encode()).hexdigest()
        pipeline = redis.pipeline()
        pipeline.evalsha(digest, keys=[key]).eval(source, keys=[key]).evalsha(digest, keys=[key])
        with pytest.raises(UpstashError, match=r"^NOSCRIPT "):
            await said(pipeline.exec())
        assert await said(redis.get(key)) == "2"

    async def test_what_was_put_in_may_be_taken_back(self, redis, key):
        pipeline = redis.pipeline()
        pipeline.set(key, "v").reset()
        pipeline.exists(key)
        assert await said(pipeline.exec()) == [0]

    async def test_a_batch_may_be_left_without_being_sent(self, address, key):
        async with upstash_redis.asyncio.Redis(*address) as redis:
            async with redis.pipeline() as pipeline:
                pipeline.set(key, "v")
            assert await redis.exists(key) == 0
            async with redis.multi() as transaction:
                transaction.set(key, "v").get(key)
                assert await transaction.exec() == [True, "v"]

    async def test_every_kind_of_answer_has_its_form_in_a_batch_too(self, redis, key):
        for batch in (redis.pipeline(), redis.multi()):
            batch.delete(f"{key} h", f"{key} s", f"{key} f")
            batch.hset(f"{key} h", values={"a": "OK"}).hgetall(f"{key} h").hexists(f"{key} h", "a")
            batch.sadd(f"{key} s", "b").smembers(f"{key} s").sismember(f"{key} s", "c")
            batch.incrbyfloat(f"{key} f", 2.5).time().hexpire(f"{key} h", "a", 10)
            answers = await said(batch.exec())
            assert answers[1:8] == [1, {"a": "OK"}, True, 1, ["b"], False, 2.5]
            assert isinstance(answers[8], tuple)
            assert answers[9] == [1]

    async def test_a_transactions_own_words_are_not_for_clients(self, redis, key):
        for word in ("MULTI", "EXEC", "DISCARD", "UNWATCH"):
            assert (await refused(redis, word)).startswith("ERR ")
        transaction = redis.multi()
        transaction.set(key, "v").execute(["EXEC"])
        with pytest.raises((UpstashError, AttributeError, TypeError)):
            await said(transaction.exec())
        assert await said(redis.exists(key)) == 0

    async def test_nobody_sees_the_middle_of_a_transaction(self, address, key):
        async with (
            upstash_redis.asyncio.Redis(*address) as one,
            upstash_redis.asyncio.Redis(*address) as two,
        ):

            async def write() -> None:
                for _ in range(20):
                    transaction = one.multi()
                    for _ in range(5):
                        transaction.incr(key)
                    await transaction.exec()

            async def watch() -> list[int]:
                return [int(await two.get(key) or 0) for _ in range(60)]

            _, seen = await asyncio.gather(write(), watch())
        assert [n for n in seen if n % 5] == []


class TestTheRestCalls:
    """As https://upstash.com/docs/redis/features/restapi shows them, over plain HTTP."""

    @pytest.fixture
    def http(self, address):
        headers = {"Authorization": f"Bearer {address[1]}"}
        with httpx.Client(base_url=address[0], headers=headers, timeout=30) as client:
            yield client

    @pytest.fixture
    def plain(self, blocking):
        """A key that needs no escaping."""
        name = f"contract-{secrets.token_hex(8)}"
        yield name
        if left := blocking.keys(f"{name}*"):
            blocking.delete(*left)

    def test_a_command_is_a_path(self, http, plain):
        assert http.get(f"/set/{plain}/bar").json() == {"result": "OK"}
        assert http.get(f"/get/{plain}").json() == {"result": "bar"}
        assert http.get(f"/SET/{plain}/bar/EX/100").json() == {"result": "OK"}
        assert 90 <= http.get(f"/ttl/{plain}").json()["result"] <= 100
        assert http.get(f"/mget/{plain}/{plain}-no").json() == {"result": ["bar", None]}
        assert http.get(f"/zadd/{plain}-z/100/team-x/90/team-y").json() == {"result": 2}
        assert http.get(f"/zrange/{plain}-z/0/-1/withscores").json() == {
            "result": ["team-y", "90", "team-x", "100"]
        }
        assert http.get(f"/eval/return%20ARGV[1]/0/{plain}").json() == {"result": plain}

    def test_a_value_may_be_the_body_and_options_the_query(self, http, plain):
        value = '{"any": "JSON", "é": "🎚"}'
        assert http.post(f"/set/{plain}?EX=100", content=value).json() == {"result": "OK"}
        assert http.get(f"/get/{plain}").json() == {"result": value}
        assert 90 <= http.get(f"/ttl/{plain}").json()["result"] <= 100

    def test_a_command_may_be_a_list(self, http, plain):
        assert http.post("/", json=["SET", plain, "bar", "EX", 100]).json() == {"result": "OK"}
        assert http.post("", json=["get", plain]).json() == {"result": "bar"}

    def test_the_token_may_be_in_the_address(self, address, plain):
        with httpx.Client(base_url=address[0], timeout=30) as client:
            token = address[1]
            told = client.get(f"/set/{plain}/bar", params={"_token": token})
            assert told.json() == {"result": "OK"}
            nobody = client.get(f"/get/{plain}")
        assert nobody.status_code == 401
        assert set(nobody.json()) == {"error"}

    def test_an_error_is_told_with_400(self, http, plain):
        told = http.get(f"/set/{plain}")
        assert told.status_code == 400
        assert told.json() == {"error": "ERR wrong number of arguments for 'set' command"}

    @pytest.mark.parametrize("path", ["/pipeline", "/multi-exec"])
    def test_each_item_of_a_batch_has_a_result_or_an_error(self, http, plain, path):
        """The pages' own example."""
        told = http.post(
            path,
            json=[
                ["SET", plain, "valuex"],
                ["SETEX", f"{plain}-2", 13, "valuez"],
                ["INCR", plain],
                ["ZADD", f"{plain}-z", 11, "item1", 22, "item2"],
            ],
        )
        assert told.status_code == 200
        first, second, third, fourth = told.json()
        assert (first, second, fourth) == ({"result": "OK"}, {"result": "OK"}, {"result": 2})
        assert set(third) == {"error"}
        assert third["error"].startswith("ERR value is not an int")

    def test_a_transaction_that_cannot_be_is_one_error(self, http, plain):
        told = http.post("/multi-exec", json=[["SET", plain, "v"], ["INCR"]])
        assert told.status_code == 400
        assert set(told.json()) == {"error"}
        assert http.get(f"/exists/{plain}").json() == {"result": 0}

    def test_texts_are_base64_where_that_is_asked_for(self, http, plain):
        encoded = {"Upstash-Encoding": "base64"}
        raw = bytes(range(256))

        def b64(data: bytes) -> str:
            return base64.b64encode(data).decode()

        assert http.post(f"/set/{plain}", content=raw, headers=encoded).json() == {"result": "OK"}
        assert http.get(f"/get/{plain}", headers=encoded).json() == {"result": b64(raw)}
        assert http.get(f"/strlen/{plain}", headers=encoded).json() == {"result": 256}
        assert http.get(f"/get/{plain}-no", headers=encoded).json() == {"result": None}
        batch = [["RPUSH", f"{plain}-l", "é", ""], ["LRANGE", f"{plain}-l", 0, -1], ["INCR", plain]]
        for path in ("/pipeline", "/multi-exec"):
            pushed, listed, failed = http.post(path, json=batch, headers=encoded).json()
            assert listed["result"][:2] == [b64("é".encode()), ""]
            assert pushed["result"] in {2, 4}
            assert failed["error"].startswith("ERR value is not an int")  # an error is never
        nested = http.post("/", json=["EVAL", "return {'a', {'b', 1}}", 0], headers=encoded).json()
        assert nested == {"result": [b64(b"a"), [b64(b"b"), 1]]}
