"""What the vendor documents of its commands, through the vendor's own unmodified clients.

By https://upstash.com/docs/redis/features/restapi and the command reference beside it. It runs
over the embedded server; with CONTRACT_UPSTASH_URL and CONTRACT_UPSTASH_TOKEN set, and that host
added to pytest's --allow-hosts, over that database instead, of which it uses and deletes only
keys of its own.
"""

from __future__ import annotations

import hashlib
import inspect
import secrets
import time
from typing import Any

import pytest
import upstash_redis
import upstash_redis.asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from upstash_redis.errors import UpstashError


async def said(answer: Any) -> Any:
    """What a client answered, whichever of the two it is."""
    return await answer if inspect.isawaitable(answer) else answer


class TestStrings:
    async def test_a_value_is_kept_until_it_is_deleted(self, redis, key):
        assert await said(redis.get(key)) is None
        assert await said(redis.set(key, "çà\r\n\0 🎚")) is True
        assert await said(redis.get(key)) == "çà\r\n\0 🎚"
        assert await said(redis.exists(key, f"{key} no")) == 1
        assert await said(redis.type(key)) == "string"
        assert await said(redis.delete(key, f"{key} no")) == 1
        assert await said(redis.get(key)) is None

    async def test_set_may_depend_on_what_is_there(self, redis, key):
        assert await said(redis.set(key, "a", xx=True)) is False
        assert await said(redis.set(key, "a", nx=True)) is True
        assert await said(redis.set(key, "b", nx=True)) is False
        assert await said(redis.set(key, "b", xx=True)) is True
        assert await said(redis.set(key, "c", get=True)) == "b"
        assert await said(redis.setnx(key, "d")) is False
        assert await said(redis.getset(key, "e")) == "c"
        assert await said(redis.get(key)) == "e"

    async def test_lifetimes(self, redis, key):
        assert await said(redis.ttl(key)) == -2
        await said(redis.set(key, "v"))
        assert await said(redis.ttl(key)) == -1
        await said(redis.set(key, "v", ex=100))
        assert 95 <= await said(redis.ttl(key)) <= 100
        await said(redis.set(key, "w", keepttl=True))
        assert 95_000 <= await said(redis.pttl(key)) <= 100_000
        await said(redis.set(key, "v", px=200_000))
        assert 195 <= await said(redis.ttl(key)) <= 200
        assert await said(redis.persist(key)) is True
        assert await said(redis.persist(key)) is False
        assert await said(redis.expire(key, 300)) is True
        assert await said(redis.expire(key, 400, nx=True)) is False
        assert await said(redis.expireat(key, int(time.time()) + 500)) is True
        assert 495 <= await said(redis.ttl(key)) <= 500
        assert await said(redis.setex(key, 600, "v")) is True
        assert await said(redis.psetex(key, 700_000, "v")) is True
        assert 695 <= await said(redis.ttl(key)) <= 700
        assert await said(redis.getex(key, persist=True)) == "v"
        assert await said(redis.ttl(key)) == -1
        assert await said(redis.set(key, "gone", exat=1)) is True
        assert await said(redis.get(key)) is None

    async def test_counters(self, redis, key):
        assert await said(redis.incr(key)) == 1
        assert await said(redis.incrby(key, 2**62)) == 2**62 + 1
        assert await said(redis.decr(key)) == 2**62
        assert await said(redis.decrby(key, 2**62)) == 0
        assert await said(redis.incrbyfloat(key, 0.1)) == 0.1
        with pytest.raises(UpstashError, match=r"^ERR value is not an int"):
            await said(redis.incr(key))

    async def test_parts_of_a_value(self, redis, key):
        assert await said(redis.append(key, "mix")) == 3
        assert await said(redis.append(key, "down")) == 7
        assert await said(redis.strlen(key)) == 7
        assert await said(redis.getrange(key, 0, 2)) == "mix"
        assert await said(redis.getrange(key, -4, -1)) == "down"
        assert await said(redis.setrange(key, 3, "-up")) == 7
        assert await said(redis.getdel(key)) == "mix-upn"
        assert await said(redis.getdel(key)) is None

    async def test_several_at_once(self, redis, key):
        one, two, three = f"{key} 1", f"{key} 2", f"{key} 3"
        assert await said(redis.mset({one: "a", two: "b"})) is True
        assert await said(redis.mget(one, three, two)) == ["a", None, "b"]
        assert await said(redis.msetnx({two: "x", three: "y"})) is False
        assert await said(redis.get(three)) is None
        assert await said(redis.rename(one, three)) is True
        assert await said(redis.copy(three, one)) is True
        assert await said(redis.renamenx(three, two)) is False
        assert await said(redis.touch(one, two, "none")) == 2
        assert await said(redis.unlink(one, two, three)) == 3

    async def test_keys_are_scanned(self, redis, key):
        names = {f"{key} {n}" for n in range(30)}
        await said(redis.mset(dict.fromkeys(names, "v")))
        found, cursor = set(), 0
        while True:
            cursor, some = await said(redis.scan(cursor, match=f"{key}*", count=10))
            found |= set(some)
            if cursor == 0:
                break
        assert found == names

    async def test_what_is_no_text_is_sent_as_json(self, redis, key):
        await said(redis.set(key, {"bpm": 128, "key": "8A"}))
        assert await said(redis.get(key)) == '{"bpm": 128, "key": "8A"}'
        await said(redis.set(key, 1.5))
        assert await said(redis.get(key)) == "1.5"


class TestHashes:
    async def test_fields(self, redis, key):
        assert await said(redis.hset(key, "a", "1")) == 1
        assert await said(redis.hset(key, values={"a": "2", "b": "çà", "c": "OK"})) == 2
        assert await said(redis.hget(key, "a")) == "2"
        assert await said(redis.hget(key, "none")) is None
        assert await said(redis.hmget(key, "b", "none", "c")) == ["çà", None, "OK"]
        assert await said(redis.hgetall(key)) == {"a": "2", "b": "çà", "c": "OK"}
        assert await said(redis.hgetall(f"{key} no")) == {}
        assert sorted(await said(redis.hkeys(key))) == ["a", "b", "c"]
        assert sorted(await said(redis.hvals(key))) == ["2", "OK", "çà"]
        assert await said(redis.hlen(key)) == 3
        assert await said(redis.hstrlen(key, "b")) == 4
        assert await said(redis.hexists(key, "a")) is True
        assert await said(redis.hdel(key, "a", "none")) == 1
        assert await said(redis.hexists(key, "a")) is False
        assert await said(redis.hmset(key, {"d": "4"})) is True
        assert await said(redis.hsetnx(key, "d", "5")) is False

    async def test_counters(self, redis, key):
        assert await said(redis.hincrby(key, "n", 5)) == 5
        assert await said(redis.hincrby(key, "n", -7)) == -2
        assert await said(redis.hincrbyfloat(key, "x", 2.5)) == 2.5
        await said(redis.hset(key, "text", "a"))
        with pytest.raises(UpstashError, match=r"^ERR hash value is not an int"):
            await said(redis.hincrby(key, "text", 1))

    async def test_random_fields_and_scanning(self, redis, key):
        values = {f"f{n}": str(n) for n in range(40)}
        await said(redis.hset(key, values=values))
        assert await said(redis.hrandfield(key)) in values
        some = await said(redis.hrandfield(key, count=3, withvalues=True))
        assert len(some) == 3
        assert some.items() <= values.items()
        found, cursor = {}, 0
        while True:
            cursor, part = await said(redis.hscan(key, cursor, match="f*", count=7))
            found |= part
            if cursor == 0:
                break
        assert found == values

    async def test_fields_with_a_lifetime(self, redis, key):
        await said(redis.hset(key, values={"a": "1", "b": "2"}))
        assert await said(redis.hexpire(key, ["a", "none"], 100)) == [1, -2]
        assert await said(redis.hexpire(key, "a", 200, nx=True)) == [0]
        [left, endless, none] = await said(redis.httl(key, ["a", "b", "none"]))
        assert 95 <= left <= 100
        assert (endless, none) == (-1, -2)
        [at] = await said(redis.hexpiretime(key, "a"))
        assert abs(at - time.time() - 100) < 5
        assert await said(redis.hpersist(key, "a")) == [1]
        assert await said(redis.hsetex(key, "c", "3", ex=50)) == 1
        [left_ms] = await said(redis.hpttl(key, "c"))
        assert 45_000 <= left_ms <= 50_000
        assert await said(redis.hgetex(key, "c", "none", persist=True)) == ["3", None]
        assert await said(redis.httl(key, "c")) == [-1]
        assert await said(redis.hgetdel(key, "a", "none")) == ["1", None]
        assert await said(redis.hgetall(key)) == {"b": "2", "c": "3"}
        assert await said(redis.hpexpireat(key, "b", 1)) == [2]
        assert await said(redis.hkeys(key)) == ["c"]


class TestSortedSets:
    async def test_members_by_score(self, redis, key):
        assert await said(redis.zadd(key, {"kick": -6.5, "bass": -8, "air": -30})) == 3
        assert await said(redis.zrange(key, 0, -1)) == ["air", "bass", "kick"]
        assert await said(redis.zrange(key, 0, 0, rev=True, withscores=True)) == [("kick", -6.5)]
        assert await said(redis.zrevrange(key, 0, 0, withscores=True)) == [("kick", -6.5)]
        assert await said(redis.zscore(key, "air")) == -30.0
        assert await said(redis.zscore(key, "none")) is None
        assert await said(redis.zmscore(key, ["air", "none"])) == [-30.0, None]
        assert await said(redis.zrank(key, "bass")) == 1
        assert await said(redis.zrevrank(key, "bass")) == 1
        assert await said(redis.zrank(key, "none")) is None
        assert await said(redis.zcard(key)) == 3
        assert await said(redis.zcount(key, "-inf", -8)) == 2
        assert await said(redis.zcount(key, "(-8", "+inf")) == 1

    async def test_adding_under_conditions(self, redis, key):
        await said(redis.zadd(key, {"a": 5}))
        assert await said(redis.zadd(key, {"a": 1, "b": 1}, nx=True)) == 1
        assert await said(redis.zadd(key, {"a": 9, "c": 1}, xx=True, ch=True)) == 1
        assert await said(redis.zadd(key, {"a": 3}, gt=True, ch=True)) == 0
        assert await said(redis.zadd(key, {"a": 3}, lt=True, ch=True)) == 1
        assert await said(redis.zadd(key, {"a": 0.5}, incr=True)) == 3.5
        assert await said(redis.zincrby(key, -0.5, "a")) == 3.0
        with pytest.raises(UpstashError, match=r"^ERR value is not a valid float"):
            await said(redis.execute(["ZADD", key, "loud", "a"]))

    async def test_ranges(self, redis, key):
        await said(redis.zadd(key, {letter: n for n, letter in enumerate("abcdef")}))
        by_score = await said(redis.zrangebyscore(key, "(1", 4, offset=1, count=2))
        assert by_score == ["d", "e"]
        assert await said(redis.zrange(key, 1, 3, sortby="BYSCORE", offset=0, count=2)) == [
            "b",
            "c",
        ]
        assert await said(redis.zrevrangebyscore(key, "+inf", 4, withscores=True)) == [
            ("f", 5.0),
            ("e", 4.0),
        ]
        assert await said(redis.zrangestore(f"{key} 2", key, 0, 1)) == 2
        assert await said(redis.zremrangebyrank(key, 0, 0)) == 1
        assert await said(redis.zremrangebyscore(key, 4, "+inf")) == 2
        assert await said(redis.zrange(key, 0, -1)) == ["b", "c", "d"]

    async def test_ranges_by_name(self, redis, key):
        await said(redis.zadd(key, dict.fromkeys("abcdef", 0)))
        assert await said(redis.zrangebylex(key, "[b", "(e")) == ["b", "c", "d"]
        assert await said(redis.zrevrangebylex(key, "+", "(d")) == ["f", "e"]
        assert await said(redis.zlexcount(key, "-", "[c")) == 3
        assert await said(redis.zremrangebylex(key, "[a", "[c")) == 3
        assert await said(redis.zrem(key, "d", "none")) == 1

    async def test_popping_and_scanning(self, redis, key):
        members = {f"m{n}": float(n) for n in range(20)}
        await said(redis.zadd(key, members))
        assert await said(redis.zrandmember(key)) in members
        found, cursor = {}, 0
        while True:
            cursor, part = await said(redis.zscan(key, cursor, match="m*"))
            found |= dict(part)
            if cursor == 0:
                break
        assert found == members
        assert await said(redis.zpopmin(key)) == [("m0", 0.0)]
        assert await said(redis.zpopmax(key, 2)) == [("m19", 19.0), ("m18", 18.0)]
        assert await said(redis.zpopmin(f"{key} no")) == []

    async def test_several_sets(self, redis, key):
        one, two, to = f"{key} 1", f"{key} 2", f"{key} 3"
        await said(redis.zadd(one, {"a": 1, "b": 2}))
        await said(redis.zadd(two, {"b": 10, "c": 20}))
        both = await said(redis.zinter([one, two], weights=[2, 1], withscores=True))
        assert both == [("b", 14.0)]
        every = await said(redis.zunion([one, two], aggregate="MAX", withscores=True))
        assert every == [("a", 1.0), ("b", 10.0), ("c", 20.0)]
        assert await said(redis.zdiff([one, two])) == ["a"]
        assert await said(redis.zunionstore(to, [one, two])) == 3
        assert await said(redis.zinterstore(to, [one, two])) == 1
        assert await said(redis.zdiffstore(to, [one, two])) == 1

    async def test_extreme_scores(self, redis, key):
        scores = {"-inf": float("-inf"), "small": 5e-324, "large": 1.7e308, "inf": float("inf")}
        for member, score in scores.items():
            await said(redis.execute(["ZADD", key, str(score), member]))
        answered = await said(redis.zrange(key, 0, -1, withscores=True))
        assert answered == list(scores.items())


class TestStreams:
    async def fill(self, redis, key, count: int = 3) -> list[str]:
        return [await said(redis.xadd(key, f"{n}-1", {"n": n})) for n in range(1, count + 1)]

    async def test_entries_in_order(self, redis, key):
        assert await self.fill(redis, key) == ["1-1", "2-1", "3-1"]
        own = await said(redis.xadd(key, "*", {"event": "çà", "n": 4}))
        assert await said(redis.xlen(key)) == 4
        assert await said(redis.xrange(key, "2", "3-1")) == [
            ["2-1", ["n", "2"]],
            ["3-1", ["n", "3"]],
        ]
        assert await said(redis.xrevrange(key, count=1)) == [[own, ["event", "çà", "n", "4"]]]
        assert await said(redis.xdel(key, "2-1", "9-9")) == 1
        with pytest.raises(UpstashError, match=r"^ERR The ID specified in XADD"):
            await said(redis.xadd(key, "1-1", {"n": 0}))

    async def test_trimming(self, redis, key):
        await self.fill(redis, key, 10)
        await said(redis.xadd(key, "11-1", {"n": 11}, maxlen=5, approximate_trim=False))
        assert await said(redis.xlen(key)) == 5
        assert await said(redis.xtrim(key, minid="10-1", approximate=False)) == 3
        assert [entry[0] for entry in await said(redis.xrange(key))] == ["10-1", "11-1"]
        assert await said(redis.xadd(f"{key} no", "*", {"a": 1}, nomkstream=True)) is None

    async def test_reading_on(self, redis, key):
        await self.fill(redis, key)
        assert await said(redis.xread({key: "1-1"}, count=1)) == [[key, [["2-1", ["n", "2"]]]]]
        assert await said(redis.xread({key: "3-1"})) == []

    async def test_a_group_shares_the_work(self, redis, key):
        assert await said(redis.xgroup_create(key, "g", "0", mkstream=True)) == "OK"
        with pytest.raises(UpstashError, match=r"^BUSYGROUP "):
            await said(redis.xgroup_create(key, "g", "0"))
        await self.fill(redis, key)
        first = await said(redis.xreadgroup("g", "ana", {key: ">"}, count=2))
        assert [entry[0] for entry in first[0][1]] == ["1-1", "2-1"]
        second = await said(redis.xreadgroup("g", "bia", {key: ">"}))
        assert [entry[0] for entry in second[0][1]] == ["3-1"]
        assert await said(redis.xreadgroup("g", "bia", {key: ">"})) == []
        assert await said(redis.xack(key, "g", "1-1", "9-9")) == 1
        assert await said(redis.xpending(key, "g")) == [
            2,
            "2-1",
            "3-1",
            [["ana", "1"], ["bia", "1"]],
        ]
        [[entry, consumer, idle_ms, deliveries]] = await said(
            redis.xpending(key, "g", "-", "+", 10, "ana")
        )
        assert (entry, consumer, deliveries) == ("2-1", "ana", 1)
        assert idle_ms >= 0

    async def test_work_is_taken_over(self, redis, key):
        await said(redis.xgroup_create(key, "g", "0", mkstream=True))
        await self.fill(redis, key)
        await said(redis.xreadgroup("g", "ana", {key: ">"}))
        assert await said(redis.xclaim(key, "g", "bia", 0, "1-1")) == [["1-1", ["n", "1"]]]
        assert await said(redis.xclaim(key, "g", "bia", 0, "2-1", justid=True)) == ["2-1"]
        await said(redis.xdel(key, "2-1"))
        start, claimed, gone = await said(redis.xautoclaim(key, "g", "cao", 0, "0-0"))
        assert (start, gone) == ("0-0", ["2-1"])
        assert [entry[0] for entry in claimed] == ["1-1", "3-1"]

    async def test_groups_and_their_consumers(self, redis, key):
        await self.fill(redis, key)
        await said(redis.xgroup_create(key, "g", "$"))
        assert await said(redis.xgroup_createconsumer(key, "g", "ana")) == 1
        [group] = await said(redis.xinfo_groups(key))
        told = dict(zip(group[::2], group[1::2], strict=True))
        assert (told["name"], told["consumers"], told["pending"]) == ("g", 1, 0)
        assert told["last-delivered-id"] == "3-1"
        [consumer] = await said(redis.xinfo_consumers(key, "g"))
        assert dict(zip(consumer[::2], consumer[1::2], strict=True))["name"] == "ana"
        assert await said(redis.xgroup_setid(key, "g", "1-1")) == "OK"
        [[_, entries]] = await said(redis.xreadgroup("g", "ana", {key: ">"}, noack=True))
        assert len(entries) == 2
        assert await said(redis.xgroup_delconsumer(key, "g", "ana")) == 0
        assert await said(redis.xgroup_destroy(key, "g")) == 1
        with pytest.raises(UpstashError, match=r"^NOGROUP "):
            await said(redis.xreadgroup("g", "ana", {key: ">"}))


class TestDeletingEntriesThatGroupsRefer:
    """XDELEX and XACKDEL: 1 is deleted, 2 is still needed, -1 is not there."""

    @pytest.fixture
    async def read(self, redis, key) -> None:
        """Entries 1 to 4; group `a` read 1 to 3, group `b` read 1 and 2 and has done with 1."""
        for n in range(1, 5):
            await said(redis.xadd(key, f"{n}-1", {"n": n}))
        for group, count in (("a", 3), ("b", 2)):
            await said(redis.xgroup_create(key, group, "0"))
            await said(redis.xreadgroup(group, "ana", {key: ">"}, count=count))
        await said(redis.xack(key, "b", "1-1"))

    async def left(self, redis, key) -> list[str]:
        return [entry[0] for entry in await said(redis.xrange(key))]

    async def pending(self, redis, key, group: str) -> list[str]:
        return [entry[0] for entry in await said(redis.xpending(key, group, "-", "+", 10))]

    async def test_references_are_kept_unless_told_otherwise(self, redis, key, read):
        assert await said(redis.xdelex(key, "1-1", "9-9", "2-1")) == [1, -1, 1]
        assert await said(redis.xdelex(key, "3-1", option="KEEPREF")) == [1]
        assert await self.left(redis, key) == ["4-1"]
        assert await self.pending(redis, key, "a") == ["1-1", "2-1", "3-1"]

    async def test_references_may_go_too_even_where_the_entry_went_before(self, redis, key, read):
        await said(redis.xdel(key, "2-1"))
        assert await said(redis.xdelex(key, "1-1", "2-1", option="delref")) == [1, -1]
        assert await self.pending(redis, key, "a") == ["3-1"]
        assert await self.pending(redis, key, "b") == []

    async def test_what_a_group_still_needs_may_be_spared(self, redis, key, read):
        answer = await said(redis.xdelex(key, "1-1", "2-1", "3-1", "4-1", "9-9", option="ACKED"))
        assert answer == [2, 2, 2, 2, -1]
        await said(redis.xack(key, "a", "1-1"))
        assert await said(redis.xdelex(key, "1-1", option="ACKED")) == [1]
        assert await self.left(redis, key) == ["2-1", "3-1", "4-1"]

    async def test_an_entry_is_done_with_and_deleted_in_one_step(self, redis, key, read):
        assert await said(redis.xackdel(key, "a", "1-1", "9-9")) == [1, -1]
        assert await said(redis.xackdel(key, "a", "2-1", option="ACKED")) == [2]
        assert await said(redis.xackdel(key, "b", "2-1", option="ACKED")) == [1]
        assert await self.left(redis, key) == ["3-1", "4-1"]
        assert await self.pending(redis, key, "a") == ["3-1"]

    async def test_a_stream_that_is_not_there_holds_no_entry(self, redis, key):
        assert await said(redis.xdelex(key, "1-1", "2-1")) == [-1, -1]
        assert await said(redis.xackdel(key, "g", "1-1", option="DELREF")) == [-1]
        assert await said(redis.exists(key)) == 0

    async def test_ids_are_compared_as_the_large_numbers_they_are(self, redis, key):
        low, high = f"{2**63}-{2**64 - 2}", f"{2**63}-{2**64 - 1}"
        await said(redis.xadd(key, low, {"n": 1}))
        await said(redis.xadd(key, high, {"n": 2}))
        await said(redis.xgroup_create(key, "g", low))
        assert await said(redis.xdelex(key, high, option="ACKED")) == [2]
        assert await said(redis.xdelex(key, low, option="ACKED")) == [1]

    @pytest.mark.parametrize(
        ("words", "error"),
        [
            (["IDS", "1"], "ERR wrong number of arguments for 'xdelex' command"),
            (["IDS", "0", "1-1"], "ERR Number of IDs must be a positive integer"),
            (["IDS", "2", "1-1"], "ERR The `numids` parameter must match"),
            (["IDS", "1", "1-1", "2-1"], "ERR syntax error"),
            (["ACKED", "DELREF", "IDS", "1", "1-1"], "ERR syntax error"),
            (["KEEPREF", "1-1", "2-1"], "ERR syntax error"),
            (["IDS", "1", "soon"], "ERR Invalid stream ID"),
            (["IDS", "1", f"{2**64}-0"], "ERR Invalid stream ID"),
        ],
    )
    async def test_a_malformed_command_is_refused(self, redis, key, words, error):
        with pytest.raises(UpstashError) as refused:
            await said(redis.execute(["XDELEX", key, *words]))
        assert str(refused.value).startswith(error)

    async def test_another_kind_of_value_is_refused(self, redis, key):
        await said(redis.set(key, "text"))
        with pytest.raises(UpstashError, match=r"^WRONGTYPE "):
            await said(redis.xdelex(key, "1-1"))

    async def test_they_have_their_place_in_a_batch(self, redis, key, read):
        for batch in (redis.pipeline(), redis.multi()):
            batch.xlen(key).xdelex(key, "1-1", "2-1").xackdel(key, "a", "3-1").xlen(key)
            before, deleted, done, after = await said(batch.exec())
            assert len(deleted) == 2
            assert before - after == sum(code == 1 for code in [*deleted, *done])
        assert await self.left(redis, key) == ["4-1"]


class TestScripts:
    SOURCE = "redis.call('SET', KEYS[1], ARGV[1]) return {1, 'two', {false, 'OK'}, 2^53}"
    ANSWER = (1, "two", [None, "OK"], 2**53)

    async def test_a_script_runs_by_its_text_and_then_by_its_digest(self, redis, key):
        source = f"{self.SOURCE} -- {key}"
        digest = hashlib.sha1(source.encode()).hexdigest()
        assert await said(redis.script_exists(digest)) == [False]
        with pytest.raises(UpstashError, match=r"^NOSCRIPT "):
            await said(redis.evalsha(digest, keys=[key], args=["v"]))
        assert await said(redis.get(key)) is None
        assert tuple(await said(redis.eval(source, keys=[key], args=["v"]))) == self.ANSWER
        assert tuple(await said(redis.evalsha(digest, keys=[key], args=["w"]))) == self.ANSWER
        assert await said(redis.get(key)) == "w"

    async def test_a_script_may_be_loaded_beforehand(self, redis, key):
        source = f"return ARGV[1] -- {key}"
        digest = await said(redis.script_load(source))
        assert digest == hashlib.sha1(source.encode()).hexdigest()
        assert await said(redis.script_exists(digest, "0" * 40)) == [True, False]
        assert await said(redis.evalsha(digest, args=["çà"])) == "çà"

    async def test_a_script_that_only_reads(self, redis, key):
        await said(redis.set(key, "v"))
        source = "return redis.call('GET', KEYS[1])"
        assert await said(redis.eval_ro(source, keys=[key])) == "v"
        digest = await said(redis.script_load(source))
        assert await said(redis.evalsha_ro(digest, keys=[key])) == "v"
        with pytest.raises(UpstashError, match=r"(?i)write.*read-only|read-only.*write"):
            await said(redis.eval_ro("return redis.call('DEL', KEYS[1])", keys=[key]))

    async def test_a_script_is_all_or_nothing_to_the_others(self, redis, key):
        source = "local n = redis.call('INCR', KEYS[1]) return redis.call('GET', KEYS[1]) == ''..n"
        assert await said(redis.eval(source, keys=[key])) == 1

    async def test_a_script_that_fails_says_why(self, redis, key):
        with pytest.raises(UpstashError, match=r"^ERR "):
            await said(redis.eval("this is not Lua"))
        with pytest.raises(UpstashError, match=r"nothing"):
            await said(redis.eval("nothing.at.all()"))
        with pytest.raises(UpstashError, match=r"^MINE of my own"):
            await said(redis.eval("return redis.error_reply('MINE of my own')"))
        await said(redis.set(key, "text"))
        with pytest.raises(UpstashError, match=r"WRONGTYPE "):
            await said(redis.eval("return redis.call('LPUSH', KEYS[1], 'a')", keys=[key]))

    async def test_json_and_numbers_in_lua(self, redis):
        source = "local v = cjson.decode(ARGV[1]) return {cjson.encode(v.a), tostring(v.b), 3.7}"
        assert await said(redis.eval(source, args=['{"a": [1, 2], "b": 0.5}'])) == [
            "[1,2]",
            "0.5",
            3,
        ]


class TestPipelines:
    async def test_answers_come_in_the_order_of_the_commands(self, redis, key):
        pipeline = redis.pipeline()
        pipeline.set(key, "1").incr(key).get(f"{key} no")
        pipeline.hset(f"{key} h", values={"a": "1"}).hgetall(f"{key} h")
        pipeline.zadd(f"{key} z", {"m": 1.5}).zrange(f"{key} z", 0, -1, withscores=True)
        pipeline.xadd(f"{key} x", "1-1", {"a": "b"}).xrange(f"{key} x")
        pipeline.eval("return {KEYS[1], ARGV[1]}", keys=[key], args=["v"])
        assert await said(pipeline.exec()) == [
            *(True, 2, None),
            *(1, {"a": "1"}),
            *(1, [("m", 1.5)]),
            *("1-1", [["1-1", ["a", "b"]]]),
            [key, "v"],
        ]

    async def test_a_pipeline_may_be_filled_again(self, redis, key):
        pipeline = redis.pipeline()
        for expected in (1, 2):
            pipeline.incr(key)
            assert await said(pipeline.exec()) == [expected]

    @pytest.mark.parametrize(
        ("failing", "error"),
        [
            (["INCR", "{key}"], "ERR value is not an int"),
            (["LPUSH", "{key}", "a"], "WRONGTYPE "),
            (["GET"], "ERR wrong number of arguments for 'get' command"),
            (["EVALSHA", "0" * 40, 0], "NOSCRIPT "),
        ],
    )
    async def test_an_item_that_fails_does_not_keep_the_rest_from_running(
        self, redis, key, failing, error
    ):
        pipeline = redis.pipeline()
        pipeline.set(key, "text")
        pipeline.execute([word.format(key=key) if word == "{key}" else word for word in failing])
        pipeline.set(f"{key} 2", "done")
        with pytest.raises(UpstashError) as failed:
            await said(pipeline.exec())
        assert str(failed.value).startswith(error)
        assert await said(redis.mget(key, f"{key} 2")) == ["text", "done"]

    async def test_a_long_pipeline_with_large_values(self, redis, key):
        pipeline = redis.pipeline()
        for n in range(200):
            pipeline.append(key, "é" * 500).getrange(key, n * 1000, n * 1000 + 999)
        answers = await said(pipeline.exec())
        assert answers[0::2] == [1000 * (n + 1) for n in range(200)]
        assert set(answers[1::2]) == {"é" * 500}


class TestTransactions:
    async def test_answers_come_in_the_order_of_the_commands(self, redis, key):
        transaction = redis.multi()
        transaction.set(key, "1").incr(key).mget(key, f"{key} no").zadd(f"{key} z", {"m": 1})
        transaction.hgetall(f"{key} no").xread({f"{key} no": "0"})
        assert await said(transaction.exec()) == [True, 2, ["2", None], 1, {}, []]

    async def test_a_command_that_fails_while_it_runs_stops_no_other(self, redis, key):
        transaction = redis.multi()
        transaction.set(key, "text").incr(key).set(f"{key} 2", "done")
        with pytest.raises(UpstashError, match=r"^ERR value is not an int"):
            await said(transaction.exec())
        assert await said(redis.mget(key, f"{key} 2")) == ["text", "done"]

    @pytest.mark.parametrize("wrong", [["GET"], ["NOSUCH", "a"], ["SUBSCRIBE", "a"]])
    async def test_with_a_command_that_cannot_run_nothing_is_done(self, redis, key, wrong):
        transaction = redis.multi()
        transaction.set(key, "v").execute(wrong)
        with pytest.raises((UpstashError, AttributeError, TypeError)):
            # The client expects a list, and stumbles over the one error that it is answered.
            await said(transaction.exec())
        assert await said(redis.exists(key)) == 0
        assert await said(redis.set(key, "the connection is good for more")) is True


class TestTheConnection:
    async def test_of_the_connections_commands_these_are_there(self, redis):
        assert await said(redis.ping()) == "PONG"
        assert await said(redis.ping("çà")) == "çà"
        assert await said(redis.echo("OK")) == "OK"
        assert await said(redis.client_setinfo("lib-name", "contract")) == "OK"
        seconds, _ = await said(redis.time())
        assert abs(seconds - time.time()) < 60
        assert await said(redis.publish("nobody listens", "a")) >= 0

    @pytest.mark.parametrize(
        "command",
        [["BLPOP", "a", 0], ["WATCH", "a"], ["DISCARD"], ["XREAD", "BLOCK", 0, "STREAMS", "a", 0]],
    )
    async def test_what_would_wait_or_hold_a_connection_is_not(self, redis, command):
        with pytest.raises(UpstashError, match=r"^ERR "):
            await said(redis.execute(command))

    async def test_a_wrong_token_opens_nothing(self, address):
        async with upstash_redis.asyncio.Redis(address[0], "wrong", rest_retries=0) as redis:
            for call in (redis.get("a"), redis.eval("return 1")):
                with pytest.raises(UpstashError, match=r"^WRONGPASS "):
                    await call

    async def test_answers_are_the_same_without_base64(self, address, key):
        async with upstash_redis.asyncio.Redis(*address, rest_encoding=None) as redis:
            await redis.hset(key, values={"a": "çà 🎚", "b": "OK"})
            assert await redis.hgetall(key) == {"a": "çà 🎚", "b": "OK"}
            assert await redis.eval("return {1, false, {'x'}}") == [1, None, ["x"]]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(-(2**31), 2**31)
commands = st.lists(
    st.one_of(
        st.tuples(st.just("SET"), st.just("text"), words),
        st.tuples(st.just("APPEND"), st.just("text"), words),
        st.tuples(st.sampled_from(["GET", "STRLEN", "GETDEL"]), st.just("text")),
        st.tuples(st.just("INCRBY"), st.just("number"), numbers),
        st.tuples(st.just("HSET"), st.just("hash"), words, words),
        st.tuples(st.sampled_from(["HGET", "HDEL"]), st.just("hash"), words),
        st.tuples(st.just("HLEN"), st.just("hash")),
        st.tuples(st.just("ZADD"), st.just("sorted"), numbers, words),
        st.tuples(st.just("ZRANGE"), st.just("sorted"), st.just(0), st.just(-1)),
        st.tuples(st.just("EVAL"), st.just("return {KEYS[1], ARGV}"), st.just(1), words, words),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(commands=commands)
def test_for_any_commands_one_by_one_in_a_pipeline_or_a_transaction_is_the_same(blocking, commands):
    prefix = f"contract:{secrets.token_hex(8)}"

    def prepared(part: str) -> list[list[Any]]:
        own = {"text", "number", "hash", "sorted"}
        return [
            [name, *(f"{prefix}:{part}:{word}" if word in own else word for word in rest)]
            for name, *rest in map(list, commands)
        ]

    singly = [blocking.execute(command) for command in prepared("a")]
    for part, batch in (("b", blocking.pipeline()), ("c", blocking.multi())):
        for command in prepared(part):
            batch.execute(command)
        assert batch.exec() == singly
    blocking.delete(*blocking.keys(f"{prefix}*"), "none")
