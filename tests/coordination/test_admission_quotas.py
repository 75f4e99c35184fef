"""What a call takes of quotas and money: reserved before, settled after, never overrun."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.coordination.admission import ANONYMOUS, Caps, Denied, Lead, Load, Quota, Spent, Wait

DAY_S = 24 * 3600


async def test_a_minutes_requests_are_admitted_exactly_and_the_next_when_they_have_aged(open_desk):
    desk = open_desk(projects=2, quota=Quota(rpm=3, tpm=10**6, rpd=1_000))
    verdicts = []
    for _ in range(8):
        verdicts.append(await desk.begin(entry_key=None))
        desk.time.advance(1)

    assert [type(one) for one in verdicts] == [Lead] * 6 + [Wait] * 2
    # Each second is given up a minute after its end.
    assert verdicts[-1] == Wait("minute", 54)
    desk.time.advance(52.9)
    assert isinstance(await desk.begin(entry_key=None), Wait)
    desk.time.advance(0.1)
    assert isinstance(await desk.begin(entry_key=None), Lead)
    assert isinstance(await desk.begin(entry_key=None), Wait)


async def test_waiting_as_long_as_told_is_enough(open_desk):
    desk = open_desk(projects=1, quota=Quota(rpm=10, tpm=2_500, rpd=1_000))
    desk.time.advance(0.7)
    for _ in range(20):
        verdict = await desk.begin(entry_key=None)
        if isinstance(verdict, Wait):
            desk.time.advance(verdict.retry_after_s)
            verdict = await desk.begin(entry_key=None)
        assert isinstance(verdict, Lead)
        desk.time.advance(7.3)


async def test_a_caller_whose_clock_is_behind_still_sees_what_was_taken_before(open_desk):
    desk = open_desk(projects=1, quota=Quota(rpm=3, tpm=10**6, rpd=1_000))
    for _ in range(3):
        await desk.lead()
    desk.time.advance(70)
    await desk.lead()
    desk.time.advance(-12)

    assert isinstance(await desk.begin(entry_key=None), Wait)


async def test_tokens_have_a_minute_of_their_own(open_desk):
    desk = open_desk(projects=1, quota=Quota(rpm=100, tpm=2_500, rpd=1_000))
    await desk.lead()
    await desk.lead()

    assert await desk.begin(entry_key=None) == Wait("minute", 61)
    assert isinstance(await desk.begin(entry_key=None, junior=desk.junior(tokens=500)), Lead)


async def test_a_call_larger_than_a_whole_minute_waits_and_is_never_made(open_desk):
    desk = open_desk(projects=1, quota=Quota(rpm=100, tpm=2_500, rpd=1_000))

    assert await desk.begin(junior=desk.junior(tokens=2_501)) == Wait("minute", 60)


async def test_the_days_requests_come_back_at_midnight_pacific(open_desk):
    desk = open_desk(projects=2, quota=Quota(rpm=100, tpm=10**6, rpd=2))
    for _ in range(4):
        await desk.lead()
    desk.time.advance(23 * 3600)

    assert await desk.begin(entry_key=None) == Wait("day", 3_600)
    desk.time.advance(3_600)
    assert isinstance(await desk.begin(entry_key=None), Lead)


async def test_the_least_loaded_project_is_next_by_whatever_it_has_least_of(open_desk):
    desk = open_desk(projects=3, quota=Quota(rpm=10, tpm=10_000, rpd=1_000))

    leads = [await desk.lead() for _ in range(4)]
    heavy = await desk.lead(junior=desk.junior(tokens=5_000))
    after = [await desk.lead() for _ in range(4)]

    assert [lead.project for lead in leads] == [0, 1, 2, 0]
    assert heavy.project == 1
    assert [lead.project for lead in after] == [2, 0, 2, 0]


async def test_what_the_senior_has_left_is_the_mean_of_its_projects(open_desk):
    desk = open_desk(projects=4, senior_quota=Quota(rpm=10, tpm=20_000, rpd=4))
    lead = await desk.lead()
    lead = await desk.admission.escalate(lead, spent=Spent(), offer=desk.senior())
    rejected = await desk.admission.escalate(
        await desk.lead(), spent=Spent(), offer=desk.senior(tokens=10_000)
    )
    await desk.finish(rejected, spent=Spent(fault="rejected"))

    assert (lead.project, rejected.project) == (0, 1)
    # A quarter of the day at one, nothing at the one that cools, all of two.
    assert (await desk.lead()).senior_share == pytest.approx((0.75 + 0 + 1 + 1) / 4)


async def test_real_tokens_and_money_take_the_place_of_those_reserved(open_desk):
    desk = open_desk(projects=1, caps=Caps(700, 10_000))
    lead = await desk.lead()
    assert await desk.admission.loads(desk.junior()) == (Load(1, 1_000, 1, 0),)
    assert await desk.begin() == Denied("user-budget", DAY_S)

    desk.time.advance(5)
    await desk.finish(lead, spent=Spent(640, 200))

    assert await desk.admission.loads(desk.junior()) == (Load(1, 640, 1, 0),)
    assert isinstance(await desk.begin(), Lead)


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        ("unsent", Load(0, 0, 0, 0)),
        ("minute-quota", Load(1, 0, 1, 60)),
        ("day-quota", Load(1, 0, 1, DAY_S)),
        ("rejected", Load(1, 0, 1, 600)),
        ("down", Load(1, 0, 1, 0)),
        ("slow", Load(1, 1_000, 1, 0)),
    ],
)
async def test_each_fault_gives_back_what_the_vendor_did_not_take(open_desk, fault, left):
    desk = open_desk(projects=1, caps=Caps(500, 500))
    await desk.finish(await desk.lead(), spent=Spent(fault=fault), outcome="rules", entry=None)

    assert await desk.admission.loads(desk.junior()) == (left,)
    assert isinstance(await desk.begin(), Denied) == (fault == "slow")
    figures = await desk.admission.figures("2027-01-15")
    assert figures[f"failures:{fault}"] == 1
    assert figures.get("calls:junior", 0) == (fault != "unsent")


async def test_a_project_cools_for_as_long_as_the_vendor_says_and_only_for_that_model(open_desk):
    desk = open_desk(projects=1)
    spent = Spent(fault="minute-quota", retry_after_s=17.5)
    lead = await desk.lead()
    await desk.finish(lead, spent=spent)

    assert await desk.begin(entry_key=None) == Wait("cooling", 17.5)
    assert (await desk.admission.loads(desk.senior()))[0].cooling_s == 0
    desk.time.advance(17.5)
    assert isinstance(await desk.begin(entry_key=None), Lead)


async def test_a_shorter_cooling_does_not_end_a_longer_one(open_desk):
    desk = open_desk(projects=1)
    leads = [await desk.lead() for _ in range(2)]
    await desk.finish(leads[0], spent=Spent(fault="rejected"))
    await desk.finish(leads[1], spent=Spent(fault="minute-quota"))

    assert (await desk.admission.loads(desk.junior()))[0].cooling_s == 600


@pytest.mark.parametrize(("gap_s", "cools"), [(29, True), (31, False)])
async def test_a_project_that_is_down_three_times_in_a_minute_cools(open_desk, gap_s, cools):
    desk = open_desk(projects=1)
    for i in range(3):
        desk.time.advance(gap_s if i else 0)
        await desk.finish(await desk.lead(), spent=Spent(fault="down"))

    assert (await desk.admission.loads(desk.junior()))[0].cooling_s == (30 if cools else 0)


async def test_a_call_that_failed_is_made_again_at_each_other_project_and_then_no_more(open_desk):
    desk = open_desk(projects=3)
    lead = await desk.lead()
    tried = [lead.project]
    for _ in range(2):
        lead = await desk.admission.escalate(lead, spent=Spent(fault="down"), offer=desk.junior())
        tried.append(lead.project)

    assert sorted(tried) == [0, 1, 2]
    verdict = await desk.admission.escalate(lead, spent=Spent(fault="down"), offer=desk.junior())
    assert verdict == Wait("tried", 0)
    senior = await desk.admission.escalate(lead, spent=Spent(fault="down"), offer=desk.senior())
    assert (senior.role, senior.entry_key) == ("senior", lead.entry_key)


async def test_a_reservation_is_settled_once_however_often_it_is_finished(open_desk):
    desk = open_desk(projects=1, caps=Caps(500, 500))
    lead = await desk.lead()
    await asyncio.gather(*(desk.finish(lead, spent=Spent(600, 300)) for _ in range(5)))
    await desk.admission.escalate(lead, spent=Spent(fault="unsent"), offer=desk.senior())

    assert await desk.admission.loads(desk.junior()) == (Load(1, 600, 1, 0),)
    assert (await desk.admission.figures("2027-01-15"))["cost_micro_usd"] == 300
    assert isinstance(await desk.begin(junior=desk.junior(cost_micro_usd=201)), Denied)
    assert isinstance(await desk.begin(junior=desk.junior(cost_micro_usd=200)), Lead)


async def test_settling_late_does_not_touch_a_minute_that_is_over(open_desk):
    desk = open_desk(projects=1)
    late = await desk.lead()
    desk.time.advance(100)
    await desk.lead()

    await desk.finish(late, spent=Spent(fault="unsent"))

    assert await desk.admission.loads(desk.junior()) == (Load(1, 1_000, 1, 0),)


async def test_settling_what_has_been_forgotten_brings_nothing_back(open_desk):
    desk = open_desk(projects=1)
    lead = await desk.lead()
    gone = [f"{desk.namespace}:ask:{name}" for name in ("day:2027-01-15", "load:flash-lite:0")]
    await desk.redis.execute("DEL", *gone)

    await desk.finish(lead, spent=Spent(600, 300))

    assert await desk.redis.execute("EXISTS", *gone) == 0


async def test_settling_after_midnight_gives_back_to_the_day_before(open_desk):
    desk = open_desk(projects=1, caps=Caps(500, 10_000))
    desk.time.advance(DAY_S - 1)
    lead = await desk.lead()
    desk.time.advance(2)
    await desk.lead()

    await desk.finish(lead, spent=Spent(fault="unsent"))

    assert isinstance(await desk.begin(), Denied)
    assert (await desk.admission.loads(desk.junior()))[0].requests_today == 1


async def test_what_a_user_may_spend_in_a_day_includes_what_is_reserved(open_desk):
    desk = open_desk(caps=Caps(user_micro_usd=1_000, overall_micro_usd=10_000))
    desk.time.advance(DAY_S / 2)
    await desk.lead()
    await desk.lead()

    assert await desk.begin(session_id="s") == Denied("user-budget", DAY_S / 2)
    assert await desk.admission.session_free(uid="ana", session_id="s")
    assert isinstance(await desk.begin(uid="bia"), Lead)
    desk.time.advance(DAY_S / 2)
    assert isinstance(await desk.begin(uid="ana"), Lead)


async def test_who_has_no_account_may_spend_less_from_the_first_call_to_the_last(open_desk):
    desk = open_desk(caps=Caps(1_000, 10_000, anonymous_micro_usd=600))
    first = await desk.lead(plan=ANONYMOUS)

    assert first.plan == ANONYMOUS
    assert await desk.begin(plan=ANONYMOUS, entry_key=None) == Denied("user-budget", DAY_S)
    offer = desk.senior(cost_micro_usd=700)
    refused = await desk.admission.escalate(first, spent=Spent(600, 300), offer=offer)
    assert refused == Denied("user-budget", DAY_S)
    assert isinstance(await desk.begin(entry_key=None), Lead)  # the same user, signed in by now


async def test_nobody_may_spend_more_for_having_no_account(open_desk):
    desk = open_desk(caps=Caps(500, 10_000, anonymous_micro_usd=5_000))
    await desk.lead(plan=ANONYMOUS)

    assert isinstance(await desk.begin(plan=ANONYMOUS, entry_key=None), Denied)


async def test_who_is_on_a_plan_may_spend_what_it_says_from_the_first_call_to_the_last(open_desk):
    desk = open_desk(caps=Caps(500, 10_000, anonymous_micro_usd=100, plans={"pro": 1_600}))
    first = await desk.lead(plan="pro")
    await desk.lead(plan="pro")

    assert first.plan == "pro"
    refused = Denied("user-budget", DAY_S)
    offer = desk.senior(cost_micro_usd=1_101)
    assert await desk.admission.escalate(first, spent=Spent(600, 500), offer=offer) == refused
    offer = desk.senior(cost_micro_usd=600)
    second = await desk.admission.escalate(first, spent=Spent(0, 0), offer=offer)
    assert isinstance(second, Lead)
    assert second.plan == "pro"
    assert await desk.begin(plan="pro", entry_key=None) == refused
    assert await desk.begin(plan="", entry_key=None) == refused  # as soon as it is taken away


@pytest.mark.parametrize("plan", ["", "gold"])
async def test_a_plan_that_nobody_configured_is_none(open_desk, plan):
    desk = open_desk(caps=Caps(500, 10_000, anonymous_micro_usd=100, plans={"pro": 1_000}))
    await desk.lead(plan=plan)

    assert await desk.begin(plan=plan, entry_key=None) == Denied("user-budget", DAY_S)
    assert isinstance(await desk.begin(plan="pro", entry_key=None), Lead)


async def test_all_together_spend_no_more_than_the_overall_cap(open_desk):
    desk = open_desk(caps=Caps(user_micro_usd=1_000, overall_micro_usd=2_000))

    verdicts = await asyncio.gather(*(desk.begin(uid=f"u{i}", entry_key=None) for i in range(20)))

    assert sum(isinstance(one, Lead) for one in verdicts) == 4
    assert verdicts.count(Denied("overall-budget", DAY_S)) == 16


@pytest.mark.parametrize(
    ("why", "verdict"),
    [
        ("killed", Denied("killed", None)),
        ("money", Denied("user-budget", DAY_S)),
        ("quota", Wait("day", DAY_S)),
    ],
)
async def test_an_escalation_that_cannot_be_leaves_the_junior_to_be_finished(
    open_desk, why, verdict
):
    desk = open_desk(
        projects=1,
        caps=Caps(1_000 if why == "money" else 10**6, 10**6),
        senior_quota=Quota(rpm=10, tpm=10**6, rpd=1),
    )
    if why == "quota":
        other = await desk.lead(uid="bia")
        await desk.admission.escalate(other, spent=Spent(), offer=desk.senior())
    lead = await desk.begin()
    if why == "killed":
        await desk.kill()

    assert await desk.admission.escalate(lead, spent=Spent(9, 9), offer=desk.senior()) == verdict
    assert await desk.finish(lead, spent=None) is True
    figures = await desk.admission.figures("2027-01-15")
    assert (figures["junior"], figures["calls:junior"]) == (1, 1 + (why == "quota"))


def test_a_quota_that_lets_nothing_through_is_a_mistake():
    with pytest.raises(ValueError, match="lets something through"):
        Quota(rpm=0, tpm=1, rpd=1)


@dataclass
class Held:
    """What a reservation holds, as the law's own book-keeping has it."""

    uid: str
    role: str
    project: int
    at_s: float
    calls: int
    tokens: int
    money: int


class Books:
    """Book-keeping by plain lists, to hold the scripts to."""

    def __init__(self, desk, chance: Random) -> None:
        self.desk = desk
        self.chance = chance
        self.held: list[Held] = []
        self.open: list[tuple[Lead, Held]] = []

    async def step(self, kind: str, number: int) -> None:
        match kind:
            case "wait":
                self.desk.time.advance(number / 1_000)
            case "begin":
                await self.begin(number)
            case "die" if number < len(self.open):
                self.open.pop(number)
            case "escalate" if number < len(self.open):
                await self.escalate(*self.open.pop(number))
            case "reply" | "unsent" | "slow" | "down" if number < len(self.open):
                lead, held = self.open.pop(number)
                await self.desk.finish(lead, spent=self.settle(held, kind))

    async def begin(self, tokens: int) -> None:
        desk, uid = self.desk, self.chance.choice(["ana", "bia"])
        junior = desk.junior(tokens=tokens)
        verdict = await desk.begin(uid=uid, entry_key=None, junior=junior, lease_s=1_000)
        if isinstance(verdict, Lead):
            self.note(verdict)
        elif isinstance(verdict, Wait):
            cooling = [load.cooling_s > 0 for load in await desk.admission.loads(junior)]
            for project in range(desk.projects):
                assert cooling[project] or not self.fits(project, tokens)

    async def escalate(self, lead: Lead, held: Held) -> None:
        spent = self.settle(held, "reply")
        verdict = await self.desk.admission.escalate(lead, spent=spent, offer=self.desk.senior())
        if isinstance(verdict, Lead):
            self.note(verdict)
        else:
            await self.desk.finish(lead, spent=None)

    def note(self, lead: Lead) -> None:
        held = Held(
            uid=lead.uid,
            role=lead.role,
            project=lead.project,
            at_s=self.desk.time.now(),
            calls=1,
            tokens=lead.reservation.tokens,
            money=lead.reservation.cost_micro_usd,
        )
        self.held.append(held)
        self.open.append((lead, held))

    def settle(self, held: Held, kind: str) -> Spent:
        if kind == "reply":
            held.tokens = self.chance.randint(0, held.tokens)
            held.money = self.chance.randint(0, held.money)
            return Spent(held.tokens, held.money)
        if kind != "slow":
            held.tokens = held.money = 0
        if kind == "unsent":
            held.calls = 0
        return Spent(fault=kind)

    def in_force(self, role: str, project: int, *, window_s: float) -> list[Held]:
        since = self.desk.time.now() - window_s
        at = (role, project)
        return [one for one in self.held if (one.role, one.project) == at and one.at_s > since]

    def fits(self, project: int, tokens: int) -> bool:
        """Whether a Junior's call fits by the last 61 whole seconds, the running one included."""
        quota, now = self.desk.quota, self.desk.time.now()
        minute = self.in_force("junior", project, window_s=now - (int(now) - 60 - 1e-6))
        today = self.in_force("junior", project, window_s=DAY_S)
        return (
            sum(one.calls for one in minute) < quota.rpm
            and sum(one.tokens for one in minute) + tokens <= quota.tpm
            and sum(one.calls for one in today) < quota.rpd
        )

    def check(self) -> None:
        """Nothing is overrun in the minute that ends now, nor today, nor in any purse."""
        desk = self.desk
        for role, quota in (("junior", desk.quota), ("senior", desk.senior_quota)):
            for project in range(desk.projects):
                minute = self.in_force(role, project, window_s=60)
                assert sum(one.calls for one in minute) <= quota.rpm
                assert sum(one.tokens for one in minute) <= quota.tpm
                today = self.in_force(role, project, window_s=DAY_S)
                assert sum(one.calls for one in today) <= quota.rpd
        assert sum(one.money for one in self.held) <= desk.caps.overall_micro_usd
        for uid in ("ana", "bia"):
            spent = sum(one.money for one in self.held if one.uid == uid)
            assert spent <= desk.caps.user_micro_usd

    async def compare(self) -> None:
        """The scripts' books end as these do."""
        for offer in (self.desk.junior(), self.desk.senior()):
            for project, load in enumerate(await self.desk.admission.loads(offer)):
                today = self.in_force(offer.role, project, window_s=DAY_S)
                assert load.requests_today == sum(one.calls for one in today)


STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 40_000)),
    st.tuples(st.just("begin"), st.integers(1, 900)),
    st.tuples(st.just("begin"), st.integers(1, 900)),
    st.tuples(st.just("escalate"), st.integers(0, 3)),
    st.tuples(st.sampled_from(["reply", "unsent", "slow", "down"]), st.integers(0, 3)),
    st.tuples(st.just("die"), st.integers(0, 3)),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=20, max_size=60), chance=st.randoms(use_true_random=False))
async def test_for_any_interleaving_no_minute_no_day_and_no_purse_is_overrun(
    open_desk, steps, chance
):
    desk = open_desk(
        projects=2,
        quota=Quota(rpm=3, tpm=2_000, rpd=12),
        senior_quota=Quota(rpm=2, tpm=2_500, rpd=4),
        caps=Caps(user_micro_usd=12_000, overall_micro_usd=18_000),
    )
    desk.namespace = f"t-{secrets.token_hex(6)}"  # also where an example is tried again
    books = Books(desk, chance)
    for kind, number in steps:
        await books.step(kind, number)
        books.check()
    await books.compare()
