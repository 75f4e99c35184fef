"""What is asked most, and what warming may take to have it answered before."""

from __future__ import annotations

import pytest

from lib.coordination.admission import Caps, Denied, Hit, Lead, Load, Quota, Spent, Wait
from lib.coordination.warming import Asked

DAY_S = 24 * 3600


async def ask(desk, key, times, **changes):
    for _ in range(times):
        await desk.begin(entry_key=key, shared=True, sample=f"ask {key}", **changes)


async def test_what_is_asked_most_comes_first_over_the_days_with_what_asks_it_again(desk):
    await ask(desk, "bass", 2)
    desk.time.advance(DAY_S)
    await ask(desk, "bass", 2)
    await ask(desk, "width", 3)
    await ask(desk, "key", 1)

    most = await desk.warming.most_asked(days=2, limit=2)
    assert most == [Asked("bass", 4, "ask bass"), Asked("width", 3, "ask width")]
    assert (await desk.warming.most_asked(days=1, limit=9))[0] == Asked("width", 3, "ask width")
    assert len(await desk.warming.most_asked(days=9, limit=9)) == 3


async def test_nothing_asked_is_nothing_to_warm(desk):
    assert await desk.warming.most_asked(days=3, limit=10) == []
    assert await desk.warming.stale_at([]) == {}
    assert await desk.warming.keep({}) == []


async def test_hits_count_as_asked_and_private_questions_waiting_and_following_do_not(desk):
    lead = await desk.begin(shared=True, sample="first")
    follow = await desk.begin(shared=True, sample="second")
    await desk.begin(entry_key="private")
    for _ in range(3):
        await desk.admission.follow(follow)
    await desk.finish(lead)
    await desk.admission.follow(follow)
    await desk.begin(shared=True)
    busy = await desk.lead(session_id="s")
    second = desk.opening(session_id="s", entry_key="width", shared=True)
    await desk.admission.resume(second)
    await desk.finish(busy)
    await desk.admission.resume(second)

    assert await desk.warming.most_asked(days=1, limit=9) == [
        Asked("bass", 3, "first"),
        Asked("width", 1, None),
    ]


async def test_follow_ups_are_not_counted_for_they_are_never_shared(desk):
    await desk.finish(await desk.lead(session_id="s"), turn_text="said")
    await ask(desk, "bass", 1, session_id="s", only_when_fresh=True)

    assert await desk.warming.most_asked(days=1, limit=9) == []


async def test_a_full_list_still_finds_what_comes_to_be_asked_often(desk, monkeypatch):
    monkeypatch.setattr("lib.coordination.admission.ASKED_KEPT", 3)
    for key in ("a", "b", "c"):
        await ask(desk, key, 2)
    for i in range(6):
        await ask(desk, "often", 1)
        await ask(desk, f"rare {i}", 1)

    most = await desk.warming.most_asked(days=1, limit=9)

    assert len(most) == 3
    assert most[0] == Asked("often", 8, "ask often")


async def test_a_warmed_answer_is_a_hit(desk):
    assert await desk.warming.keep({"bass": "grave", "width": "largo"}) == ["bass", "width"]

    assert await desk.begin() == Hit("grave", "intent")


async def test_only_what_is_absent_or_stale_is_written(desk):
    await desk.finish(await desk.begin(), entry="fresh")

    assert await desk.warming.keep({"bass": "warmed", "width": "w"}) == ["width"]
    desk.time.advance(0.88 * DAY_S)
    assert await desk.warming.keep({"bass": "warmed"}) == ["bass"]
    assert (await desk.begin()).entry == "warmed"


async def test_when_entries_go_stale_is_told_for_those_there_are(desk):
    await desk.finish(await desk.begin())
    now = desk.time.now()

    told = await desk.warming.stale_at(["width", "bass"])

    assert [*told] == ["bass"]
    assert told["bass"] - now == pytest.approx(0.8 * DAY_S, rel=0.1)
    desk.time.advance(1.1 * DAY_S)
    assert await desk.warming.stale_at(["bass"]) == {}


async def test_warming_takes_a_fifth_of_each_quota_and_leaves_the_rest(open_desk):
    desk = open_desk(projects=2, quota=Quota(rpm=10, tpm=10**6, rpd=15))

    first = [await desk.warming.reserve(desk.junior()) for _ in range(5)]
    assert [type(one) for one in first] == [Lead] * 4 + [Wait]
    assert sorted(one.project for one in first[:4]) == [0, 0, 1, 1]
    assert first[4] == Wait("minute", 61)
    online = [await desk.begin(entry_key=None) for _ in range(17)]
    assert [type(one) for one in online] == [Lead] * 16 + [Wait]
    desk.time.advance(61)
    # Three requests are a fifth of a project's day.
    second = [await desk.warming.reserve(desk.junior()) for _ in range(3)]
    assert [type(one) for one in second] == [Lead, Lead, Wait]
    assert second[2].reason == "day"


async def test_warming_takes_a_fifth_of_the_tokens_and_of_the_money(open_desk):
    desk = open_desk(
        projects=1, quota=Quota(rpm=1_000, tpm=10_000, rpd=1_000), caps=Caps(10, 10_000)
    )

    assert isinstance(await desk.warming.reserve(desk.junior(tokens=1_500)), Lead)
    assert await desk.warming.reserve(desk.junior(tokens=501)) == Wait("minute", 61)
    lead = await desk.warming.reserve(desk.junior(tokens=500, cost_micro_usd=1_500))
    assert isinstance(lead, Lead)
    desk.time.advance(61)
    assert await desk.warming.reserve(desk.junior(cost_micro_usd=1)) == Denied(
        "overall-budget", DAY_S - 61
    )


async def test_warming_stops_where_users_have_taken_everything(open_desk):
    desk = open_desk(projects=1, quota=Quota(rpm=5, tpm=10**6, rpd=1_000))
    for _ in range(5):
        await desk.lead()

    assert await desk.warming.reserve(desk.junior()) == Wait("minute", 61)


async def test_warming_is_settled_in_its_own_share_too(open_desk):
    desk = open_desk(projects=1, quota=Quota(rpm=5, tpm=10**6, rpd=1_000), caps=Caps(1, 2_600))
    for _ in range(3):
        lead = await desk.warming.reserve(desk.junior())
        await desk.finish(lead, spent=Spent(fault="unsent"), outcome="warmed", entry=None)
    lead = await desk.warming.reserve(desk.junior())
    await desk.finish(lead, spent=Spent(10, 7), outcome="warmed", entry=None)

    assert await desk.admission.loads(desk.junior()) == (Load(1, 10, 1, 0),)
    assert (await desk.admission.figures("2027-01-15"))["warmed"] == 4
    assert isinstance(await desk.warming.reserve(desk.junior()), Wait)


async def test_a_batch_takes_money_and_none_of_the_online_quota(open_desk):
    desk = open_desk(projects=1, quota=Quota(rpm=1, tpm=1_000, rpd=1), caps=Caps(500, 10_000))
    await desk.lead()

    batch = await desk.warming.reserve(desk.junior(tokens=0, cost_micro_usd=2_000), calls=0)

    assert isinstance(batch, Lead)
    assert await desk.admission.loads(desk.junior()) == (Load(1, 1_000, 1, 0),)
    assert isinstance(await desk.warming.reserve(desk.junior(), calls=0), Denied)
    desk.time.advance(2 * DAY_S)
    await desk.finish(batch, spent=Spent(80_000, 900), outcome="warmed", entry=None)
    assert await desk.admission.loads(desk.junior()) == (Load(0, 0, 0, 0),)


async def test_warming_passes_over_projects_that_cool_or_failed_it(open_desk):
    desk = open_desk(projects=3)
    cooled = await desk.lead()
    await desk.finish(cooled, spent=Spent(fault="rejected"))

    lead = await desk.warming.reserve(desk.junior(), failed=[2])

    assert (cooled.project, lead.project) == (0, 1)
    assert await desk.warming.reserve(desk.junior(), failed=[0, 1, 2]) == Wait("tried", 0)


async def test_the_kill_switch_ends_warming(desk):
    await desk.kill()

    assert await desk.warming.reserve(desk.junior()) == Denied("killed", None)


async def test_warming_does_not_escalate(desk):
    lead = await desk.warming.reserve(desk.junior())

    with pytest.raises(ValueError, match="reserves anew"):
        await desk.admission.escalate(lead, spent=Spent(), offer=desk.senior())
