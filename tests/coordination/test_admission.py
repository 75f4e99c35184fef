"""A question's way to a model: cached, alone in its session, asked once for all who ask it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib import errors
from lib.coordination.admission import Busy, Denied, Follow, Hit, Lead, Spent, Wait, entry_times
from lib.live.upstash import UpstashRedis
from lib.offline.serving import ServedApp

DAY = "2027-01-15"
HOUR_S = 3600


async def test_the_first_to_ask_leads_with_nothing_said_and_all_of_the_senior_left(desk):
    lead = await desk.begin()

    assert isinstance(lead, Lead)
    assert (lead.role, lead.model, lead.project) == ("junior", "flash-lite", 0)
    assert (lead.entry_key, lead.turns, lead.senior_share) == ("bass", (), 1.0)


@pytest.mark.parametrize("kind", ["intent", "exact"])
async def test_an_answer_that_was_kept_is_a_hit_of_its_kind_for_all(desk, kind):
    assert await desk.finish(await desk.begin(kind=kind), entry="tão grave")

    hit = await desk.begin(uid="bia", kind=kind)

    assert hit == Hit("tão grave", kind)
    assert (await desk.admission.figures(DAY))[f"hits:{kind}"] == 1
    assert sum(load.requests for load in await desk.admission.loads(desk.junior())) == 1


async def test_other_entries_and_no_entry_at_all_are_not_hit(desk):
    await desk.finish(await desk.begin())

    assert isinstance(await desk.begin(entry_key="treble"), Lead)
    assert isinstance(await desk.begin(entry_key=None), Lead)
    assert isinstance(await desk.begin(entry_key=None), Lead)


async def test_an_answer_without_an_entry_key_is_never_kept(desk):
    lead = await desk.begin(entry_key=None)

    assert await desk.finish(lead, entry="secret") is False
    assert await desk.redis.execute("KEYS", f"{desk.namespace}:ask:entry:*") == []
    assert await desk.redis.execute("EXISTS", f"{desk.namespace}:ask:none") == 0


async def test_the_kill_switch_denies_even_what_is_cached_and_holds_nothing(desk):
    await desk.finish(await desk.begin())
    await desk.kill()

    assert await desk.begin(session_id="s") == Denied("killed", None)
    assert await desk.admission.session_free(uid="ana", session_id="s")


async def test_a_user_over_the_limit_changes_nothing_else(desk):
    opening = desk.opening(session_id="s", entry_key=None)
    await desk.admission.begin(desk.turn(limit=1), opening)
    before = await desk.redis.execute("KEYS", f"{desk.namespace}:*")

    with pytest.raises(errors.TooManyRequests):
        await desk.admission.begin(desk.turn(limit=1), desk.opening(session_id="t"))

    assert sorted(await desk.redis.execute("KEYS", f"{desk.namespace}:*")) == sorted(before)


async def test_a_session_asks_one_question_at_a_time_and_its_second_may_wait(desk):
    lead = await desk.begin(session_id="s")
    desk.time.advance(10)
    second = desk.opening(session_id="s", entry_key="treble")
    turn = desk.turn()

    assert await desk.admission.begin(turn, second) == Busy(20)
    assert await desk.admission.resume(second) == Busy(20)
    assert not await desk.admission.session_free(uid="ana", session_id="s")
    await desk.finish(lead)

    assert await desk.admission.session_free(uid="ana", session_id="s")
    assert isinstance(await desk.admission.resume(second), Lead)
    again = desk.turn()
    await again.take(desk.redis)
    assert again.allowance.remaining == turn.allowance.remaining - 1


async def test_a_busy_session_is_told_what_is_cached_all_the_same(desk):
    await desk.finish(await desk.begin())
    await desk.begin(session_id="s", entry_key="treble")

    assert isinstance(await desk.begin(session_id="s"), Hit)
    assert isinstance(await desk.begin(session_id="s", entry_key="width"), Busy)


async def test_sessions_of_other_users_are_other_sessions_whatever_their_names(desk):
    await desk.lead(uid="a:b", session_id="c")

    await desk.lead(uid="a", session_id="b:c")


async def test_a_lock_that_ran_out_cannot_be_released_by_its_old_holder(desk):
    old = await desk.lead(session_id="s")
    desk.time.advance(30)
    new = await desk.lead(session_id="s")

    await desk.finish(old)

    assert not await desk.admission.session_free(uid="ana", session_id="s")
    await desk.finish(new)
    assert await desk.admission.session_free(uid="ana", session_id="s")


async def test_who_asks_what_is_being_asked_follows_until_the_answer_is_there(desk):
    lead = await desk.begin()
    follow = await desk.begin(uid="bia", session_id="s")

    assert isinstance(follow, Follow)
    assert await desk.admission.follow(follow) == follow
    assert isinstance(await desk.begin(uid="bia", session_id="s", entry_key="x"), Busy)
    await desk.finish(lead)
    assert await desk.admission.follow(follow) == Hit("answer", "follower")
    assert await desk.admission.session_free(uid="bia", session_id="s")
    assert (await desk.admission.figures(DAY))["hits:follower"] == 1


async def test_a_hundred_sessions_with_one_question_make_one_call(desk):
    verdicts = await asyncio.gather(*(desk.begin(uid=f"u{i}") for i in range(100)))

    [lead] = [one for one in verdicts if isinstance(one, Lead)]
    followers = [one for one in verdicts if isinstance(one, Follow)]
    assert len(followers) == 99
    await desk.finish(lead)
    hits = await asyncio.gather(*(desk.admission.follow(one) for one in followers))
    assert hits == [Hit("answer", "follower")] * 99
    assert sum(load.requests for load in await desk.admission.loads(desk.junior())) == 1


async def test_who_stops_following_frees_the_session(desk):
    await desk.begin()
    follow = await desk.begin(session_id="s")

    await desk.admission.leave(follow)

    assert await desk.admission.session_free(uid="ana", session_id="s")


async def test_when_a_leader_is_gone_one_of_its_followers_leads(desk):
    await desk.begin(lease_s=10)
    followers = [await desk.begin(uid=f"u{i}", lease_s=30) for i in range(3)]
    desk.time.advance(10)

    verdicts = [await desk.admission.follow(one) for one in followers]

    assert isinstance(verdicts[0], Lead)
    assert {one.leader for one in verdicts[1:]} == {verdicts[0].token}
    await desk.finish(verdicts[0])
    assert isinstance(await desk.admission.follow(verdicts[1]), Hit)


async def test_what_a_leader_could_not_answer_its_followers_do_not_try_again(desk):
    lead = await desk.begin()
    follow = await desk.begin(uid="bia", session_id="s")

    await desk.finish(lead, outcome="rules", entry=None, spent=Spent(fault="down"))

    assert await desk.admission.follow(follow) == Wait("leader-failed", 0)
    assert await desk.admission.session_free(uid="bia", session_id="s")
    assert isinstance(await desk.begin(uid="caio"), Lead)


@pytest.mark.parametrize("outcome", ["cancelled", "junior"])
async def test_a_leader_who_leaves_no_answer_for_others_lets_the_next_lead(desk, outcome):
    lead = await desk.begin()
    follow = await desk.begin(uid="bia")

    await desk.finish(lead, outcome=outcome, entry=None)

    assert isinstance(await desk.admission.follow(follow), Lead)


async def test_a_stale_leaders_answer_is_refused(desk):
    stale = await desk.begin(lease_s=10)
    desk.time.advance(10)
    new = await desk.begin(lease_s=10)

    assert await desk.finish(stale, entry="old") is False
    assert isinstance(await desk.begin(), Follow)
    assert await desk.finish(new, entry="new") is True
    assert await desk.finish(stale, entry="old") is False
    assert (await desk.begin()).entry == "new"


async def test_a_leader_whose_lease_ran_out_is_refused_though_nobody_took_over(desk):
    lead = await desk.begin(lease_s=10)
    desk.time.advance(10)

    assert await desk.finish(lead) is False
    assert isinstance(await desk.begin(), Lead)


async def test_escalating_prolongs_the_lead(desk):
    lead = await desk.begin(session_id="s", lease_s=10)
    desk.time.advance(9)
    lead = await desk.admission.escalate(lead, spent=Spent(10, 10), offer=desk.senior())
    desk.time.advance(9)

    assert isinstance(await desk.begin(session_id="s", entry_key="x"), Busy)
    assert isinstance(await desk.begin(), Follow)
    assert await desk.finish(lead, outcome="senior") is True


async def test_the_first_to_meet_an_entry_gone_stale_renews_it_and_all_are_answered(desk):
    await desk.finish(await desk.begin(), entry="old")
    desk.time.advance(0.8 * 1.1 * 24 * HOUR_S)

    first, second = await desk.begin(session_id="s"), await desk.begin(uid="bia")

    assert (first.entry, second.entry) == ("old", "old")
    assert second.refresh is None
    assert await desk.admission.session_free(uid="ana", session_id="s")
    assert await desk.finish(first.refresh, entry="new", outcome="refreshed")
    assert await desk.begin() == Hit("new", "intent")


async def test_an_entry_ends_after_a_day_or_so(desk):
    await desk.finish(await desk.begin())
    desk.time.advance(1.1 * 24 * HOUR_S + 1)

    assert isinstance(await desk.begin(), Lead)


async def test_a_stale_entry_that_nobody_can_renew_is_still_an_answer(open_desk):
    desk = open_desk(projects=1)
    await desk.finish(await desk.begin())
    desk.time.advance(0.8 * 1.1 * 24 * HOUR_S)
    failed = await desk.lead()
    await desk.finish(failed, spent=Spent(fault="minute-quota"), outcome="rules", entry=None)

    assert await desk.begin() == Hit("answer", "intent")


def test_entries_live_for_a_day_give_or_take_a_tenth_and_not_all_alike():
    times = [entry_times(0) for _ in range(200)]

    ends = [end / 1000 / HOUR_S for _, end in times]
    assert min(ends) >= 21.6
    assert max(ends) <= 26.4
    assert max(ends) - min(ends) > 2
    assert all(abs(stale / end - 0.8) < 1e-6 for stale, end in times)


async def test_what_is_kept_goes_away_by_itself(desk):
    lead = await desk.begin(session_id="s", sample="{}", shared=True)
    await desk.finish(lead, turn_text="said")
    await desk.begin(session_id="s", entry_key="x")

    keys = await desk.redis.execute("KEYS", f"{desk.namespace}:ask:*")
    kinds = {"turns", "load", "flight", "session", "asked", "sample", "entry", "day", "counts"}
    assert {key.split(":")[2] for key in keys} == {*kinds, "held", "traces"}
    lives = {key: int(await desk.redis.execute("PTTL", key)) for key in keys}
    assert min(lives.values()) > 0
    hours = {key.split(":")[2]: life / 1000 / HOUR_S for key, life in lives.items()}
    assert hours["turns"] == pytest.approx(2, abs=0.1)
    assert hours["sample"] == pytest.approx(72, abs=0.1)
    assert 21 < hours["entry"] < 27


async def test_a_follow_up_neither_reads_nor_writes_what_is_shared(desk):
    await desk.finish(await desk.begin(), entry="shared")
    talk = await desk.lead(session_id="s")
    await desk.finish(talk, turn_text="said")

    follow_up = await desk.begin(session_id="s", only_when_fresh=True)

    assert isinstance(follow_up, Lead)
    assert (follow_up.entry_key, follow_up.turns) == (None, ("said",))
    assert await desk.finish(follow_up, entry="private") is False
    assert await desk.begin(only_when_fresh=True) == Hit("shared", "intent")


async def test_a_session_remembers_its_last_six_turns_however_they_were_answered(desk):
    for i in range(5):
        lead = await desk.lead(session_id="s")
        await desk.finish(lead, turn_text=f"model {i}")
    await desk.finish(await desk.begin())
    await desk.begin(session_id="s", turn_if_cached="cache")
    await desk.admission.rules(
        desk.turn(), uid="ana", session_id="s", intent="greeting", turn_text="rules"
    )

    assert (await desk.lead(session_id="s")).turns == (
        *("model 1", "model 2", "model 3", "model 4"),
        *("cache", "rules"),
    )
    assert (await desk.lead(session_id="t")).turns == ()


async def test_what_was_said_with_a_user_is_forgotten_in_every_session(desk):
    await desk.finish(await desk.lead(session_id="s"), turn_text="by a model")
    rules = {"uid": "ana", "intent": "greeting", "turn_text": "by rules"}
    await desk.admission.rules(desk.turn(), session_id="t", **rules)
    own = {"entry_key": "own", "kind": "exact", "turn_if_cached": "from the cache"}
    await desk.finish(await desk.begin(session_id="u", **own))
    await desk.begin(session_id="v", **own)
    await desk.finish(await desk.lead(uid="bia", session_id="s"), turn_text="another's")

    await desk.admission.forget(uid="ana")

    for session_id in "stuv":
        assert (await desk.lead(session_id=session_id)).turns == ()
    assert isinstance(await desk.begin(entry_key="own"), Lead)
    assert (await desk.lead(uid="bia", session_id="s")).turns == ("another's",)
    await desk.admission.forget(uid="nobody")


async def test_an_answer_that_others_share_outlives_who_asked_for_it_first(desk):
    await desk.finish(await desk.begin(shared=True), entry="for all")

    await desk.admission.forget(uid="ana")

    assert await desk.begin(uid="bia") == Hit("for all", "intent")


async def test_however_much_was_said_is_forgotten(desk):
    rules = {"uid": "ana", "intent": "greeting", "turn_text": "said"}
    await desk.admission.rules(desk.turn(), session_id="0", **rules)
    [traces] = await desk.redis.execute("KEYS", f"{desk.namespace}:ask:traces:*")
    names = [f"{desk.namespace}:ask:turns:3:ana:{n}" for n in range(1_100)]
    await desk.redis.execute("MSET", *(part for name in names for part in (name, "said")))
    scores = (part for name in names for part in (desk.time.now() * 1000 + 1, name))
    await desk.redis.execute("ZADD", traces, *scores)

    await desk.admission.forget(uid="ana")

    assert await desk.redis.execute("KEYS", f"{desk.namespace}:ask:t*") == []


async def test_traces_of_what_has_lapsed_are_dropped(desk):
    rules = {"uid": "ana", "intent": "greeting", "turn_text": "said"}
    await desk.admission.rules(desk.turn(), session_id="old", **rules)
    desk.time.advance(2 * HOUR_S)
    await desk.admission.rules(desk.turn(), session_id="new", **rules)

    [traces] = await desk.redis.execute("KEYS", f"{desk.namespace}:ask:traces:*")
    [left] = await desk.redis.execute("ZRANGE", traces, 0, -1)
    assert left.endswith(":new")


async def test_answers_by_rules_take_their_turn_and_are_counted(desk):
    turn = desk.turn(limit=1)
    await desk.admission.rules(turn, uid="ana", session_id="s", intent="greeting")

    assert turn.allowance.remaining == 0
    with pytest.raises(errors.TooManyRequests):
        await desk.admission.rules(desk.turn(limit=1), uid="ana", session_id="s", intent="greeting")
    assert await desk.admission.figures(DAY) == {"rules": 1, "rules:greeting": 1}


async def test_everything_is_counted_by_its_day(desk):
    lead = await desk.begin()
    await desk.begin(session_id="s")
    await desk.begin(session_id="s")
    lead = await desk.admission.escalate(lead, spent=Spent(900, 400), offer=desk.senior())
    lead = await desk.admission.escalate(lead, spent=Spent(fault="down"), offer=desk.senior())
    await desk.finish(lead, spent=Spent(1_500, 4_000), outcome="senior", latency_s=3.1)
    await desk.begin()

    assert await desk.admission.figures(DAY) == {
        "busy": 1,
        "calls:junior": 1,
        "calls:senior": 2,
        "cost_micro_usd": 4_400,
        "escalated": 1,
        "failures:down": 1,
        "hits:intent": 1,
        "latency_ms:4000": 1,
        "senior": 1,
        "tokens": 2_400,
    }
    assert await desk.admission.figures("2027-01-16") == {}


async def test_a_sample_too_long_to_keep_is_a_mistake_of_the_caller(desk):
    with pytest.raises(ValueError, match="8192 bytes"):
        desk.opening(sample="ç" * 4_097)


async def test_with_redis_down_nothing_is_admitted(desk):
    nowhere = UpstashRedis(url="http://127.0.0.1:9", token="x")
    desk.redis = nowhere

    with pytest.raises(errors.DependencyDown):
        await desk.begin()
    await nowhere.aclose()


class Counter:
    """Passes requests on to the real front and counts them."""

    def __init__(self, target: str) -> None:
        self.count = 0
        self._target = target

    async def __call__(self, request: Request) -> Response:
        self.count += 1
        kept = ("authorization", "content-type", "upstash-encoding")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(self._target, content=await request.body(), headers=headers)
        return Response(answer.content, answer.status_code, media_type="application/json")


@pytest.fixture
async def counted(embedded, open_desk) -> AsyncIterator:
    variables = embedded.environment
    counter = Counter(variables["UPSTASH_REDIS_REST_URL"])
    app = Starlette(routes=[Route("/", counter.__call__, methods=["POST"])])
    with ServedApp(app) as proxy:
        token = variables["UPSTASH_REDIS_REST_TOKEN"]
        redis = UpstashRedis(url=proxy.url, token=token, deadline_s=20)
        desk = open_desk()
        desk.redis = redis
        yield counter, desk
        await redis.aclose()


async def test_each_step_asks_redis_once(counted):
    counter, desk = counted
    trips = {}
    # The second time round every script is known to the server; the first may send its text.
    for key in ("first", "second"):
        steps = []

        async def step(call, steps=steps):
            counter.count = 0
            result = await call
            steps.append(counter.count)
            return result

        lead = await step(desk.begin(entry_key=key))
        follow = await step(desk.begin(entry_key=key))
        follow = await step(desk.admission.follow(follow))
        lead = await step(desk.admission.escalate(lead, spent=Spent(), offer=desk.senior()))
        await step(desk.finish(lead, outcome="senior"))
        hit = await step(desk.begin(entry_key=key))
        await step(desk.admission.resume(desk.opening()))
        await step(desk.admission.session_free(uid="ana", session_id="s"))
        await step(desk.admission.leave(follow))
        await step(desk.admission.rules(desk.turn(), uid="a", session_id="s", intent="x"))
        assert isinstance(hit, Hit)
        trips[key] = steps

    assert trips["second"] == [1] * 10


OWN = {"entry_key": "own", "kind": "exact", "session_id": "s"}


async def test_what_is_being_answered_while_its_user_is_forgotten_leaves_nothing(desk):
    lead = await desk.begin(**OWN)

    await desk.admission.forget(uid="ana")

    assert await desk.finish(lead, turn_text="said") is False
    kept = await desk.redis.execute("KEYS", f"{desk.namespace}:ask:*")
    assert {key.split(":")[2] for key in kept} <= {"counts", "day", "load"}
    again = await desk.begin(**OWN)
    assert isinstance(again, Lead)
    assert again.turns == ()


async def test_that_is_so_though_a_lead_was_prolonged_and_other_traces_dropped_meanwhile(desk):
    lead = await desk.begin(**OWN, lease_s=10)
    desk.time.advance(9)
    lead = await desk.admission.escalate(lead, spent=Spent(), offer=desk.senior())
    desk.time.advance(9)
    rules = {"uid": "ana", "intent": "greeting", "turn_text": "said"}
    await desk.admission.rules(desk.turn(), session_id="t", **rules)

    await desk.admission.forget(uid="ana")

    assert await desk.finish(lead, turn_text="said", outcome="senior") is False
    assert (await desk.lead(session_id="s")).turns == ()


async def test_a_question_asked_after_the_forgetting_is_not_undone_by_one_asked_before(desk):
    before = await desk.begin(**OWN)
    await desk.admission.forget(uid="ana")
    after = await desk.begin(**OWN)

    assert await desk.finish(before, entry="before", turn_text="before") is False
    assert await desk.finish(after, entry="after", turn_text="after") is True

    assert await desk.begin(**{**OWN, "session_id": "t"}) == Hit("after", "exact")
    assert (await desk.lead(session_id="s")).turns == ("after",)


async def test_a_stale_answer_of_a_users_own_is_not_renewed_once_it_was_forgotten(desk):
    await desk.finish(await desk.begin(**OWN), entry="old")
    desk.time.advance(0.8 * 1.1 * 24 * HOUR_S)
    hit = await desk.begin(**OWN)
    assert isinstance(hit, Hit)

    await desk.admission.forget(uid="ana")

    assert await desk.finish(hit.refresh, entry="new", outcome="refreshed") is False
    assert isinstance(await desk.begin(**OWN), Lead)


async def test_an_answer_for_all_is_kept_though_who_asked_for_it_is_forgotten_meanwhile(desk):
    lead = await desk.begin(shared=True, session_id="s")
    follow = await desk.begin(shared=True, uid="bia")

    await desk.admission.forget(uid="ana")

    assert await desk.finish(lead, entry="for all", turn_text="said") is True
    assert await desk.admission.follow(follow) == Hit("for all", "follower")
    assert (await desk.lead(session_id="s")).turns == ()


async def test_a_follower_whose_user_is_forgotten_goes_on_following(desk):
    lead = await desk.begin(uid="bia", shared=True)
    follow = await desk.begin(shared=True, session_id="s")

    await desk.admission.forget(uid="ana")

    assert await desk.admission.follow(follow) == follow
    await desk.finish(lead, entry="for all")
    assert isinstance(await desk.admission.follow(follow), Hit)


async def test_one_session_is_forgotten_with_what_is_being_answered_in_it(desk):
    for session_id in "st":
        await desk.finish(await desk.lead(session_id=session_id), turn_text="said")
    lead = await desk.lead(session_id="s")

    await desk.admission.forget_session(uid="ana", session_id="s")
    await desk.finish(lead, turn_text="more")

    assert (await desk.lead(session_id="s")).turns == ()
    assert (await desk.lead(session_id="t")).turns == ("said",)
