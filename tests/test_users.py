"""Users: who came is noted, a plan is what they may spend, and forgetting is for good."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import errors
from lib.bootstrap import Services
from lib.coordination.rate_limit import Policy, Turn
from lib.forget import forget_user
from lib.offline.clock import ManualClock
from lib.offline.gemini_behaviour import Answer
from lib.offline.gemini_server import FakeGemini
from lib.offline.sqlite_documents import SqliteDocuments
from lib.users import GUEST_DAYS, User, Users

DAY_S = 24 * 3600
UID = "ana"


@dataclass
class Watched:
    """A store that notes what it is asked, and is down for what it is told."""

    documents: SqliteDocuments
    asked: list[tuple[str, str]] = field(default_factory=list)
    down: set[str] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        async def call(collection: str, *args: Any, **kinds: Any) -> Any:
            self.asked.append((name, collection))
            if name in self.down:
                raise errors.DependencyDown(service="documents")
            return await getattr(self.documents, name)(collection, *args, **kinds)

        return call

    def of_users(self) -> list[str]:
        """What was asked of this collection since the last time, marks aside."""
        asked = [name for name, collection in self.asked if collection == "users"]
        self.asked.clear()
        return asked


@pytest.fixture
def time() -> ManualClock:
    """A time of the test's own: 2027-01-15 08:00 UTC at first."""
    return ManualClock()


@pytest.fixture
async def documents(tmp_path: Path, time: ManualClock) -> AsyncIterator[Watched]:
    store = SqliteDocuments(tmp_path / "own.sqlite3", now=time.now)
    yield Watched(store)
    store.close()


@pytest.fixture
def users(documents: Watched, time: ManualClock) -> Users:
    return Users(documents, clock=time, plans=["pro", "studio"])


async def come(users: Users, time: ManualClock, uid: str = UID, *, anonymous: bool = False) -> None:
    await users.meet(uid, anonymous=anonymous, came_at=time.now())


# Who came


async def test_who_comes_is_noted_with_the_day(users, documents, time):
    await come(users, time)

    assert await users.find(UID) == User(UID, "", False, 1_800_000_000_000, "2027-01-15")
    stored = await documents.get("users", UID)
    assert set(stored.fields) == {"uid", "plan", "anonymous", "created_at_ms", "seen_day"}


async def test_an_instance_asks_once_a_day_and_another_writes_nothing_more(users, documents, time):
    other = Users(documents, clock=time)
    await come(users, time)
    assert documents.of_users() == ["get", "put"]

    for _ in range(3):
        await come(users, time)
    await come(other, time)
    await come(other, time)
    assert documents.of_users() == ["get"]

    time.advance(DAY_S)
    await come(users, time)
    await come(other, time)
    assert documents.of_users() == ["get", "put", "get"]
    known = await users.find(UID)
    assert (known.seen_day, known.created_at_ms) == ("2027-01-16", 1_800_000_000_000)


async def test_who_gets_an_account_keeps_the_document_and_is_no_guest_any_more(
    users, documents, time
):
    await come(users, time, anonymous=True)
    assert (await documents.get("users", UID)).fields["expires_at_ms"]
    time.advance(60)

    await come(users, time)

    stored = await documents.get("users", UID)
    assert not stored.fields["anonymous"]
    assert "expires_at_ms" not in stored.fields
    assert stored.fields["created_at_ms"] == 1_800_000_000_000
    # A page that is still open shows the guest's token.
    documents.of_users()
    await come(users, time, anonymous=True)
    await come(Users(documents, clock=time), time, anonymous=True)
    assert documents.of_users() == ["get"]


@pytest.mark.parametrize(
    ("anonymous", "retention_days", "days"),
    [(True, 0, GUEST_DAYS), (True, 7, 7), (True, 90, GUEST_DAYS), (False, 7, 7), (False, 0, None)],
)
async def test_it_goes_so_long_after_they_last_came(
    documents, time, anonymous, retention_days, days
):
    users = Users(documents, clock=time, retention_days=retention_days)
    await come(users, time, anonymous=anonymous)
    time.advance(DAY_S)
    await come(users, time, anonymous=anonymous)

    time.advance((days or 36_500) * DAY_S - 1)
    assert await users.find(UID) is not None
    time.advance(1)
    assert (await users.find(UID) is None) is (days is not None)


@pytest.mark.parametrize("anonymous", [True, False])
async def test_who_is_on_a_plan_is_kept_until_it_is_taken_from_them(documents, time, anonymous):
    users = Users(documents, clock=time, plans=["pro"], retention_days=7)
    await come(users, time, anonymous=anonymous)
    await users.assign(UID, plan="pro")
    time.advance(10 * DAY_S)
    await come(users, time, anonymous=anonymous)
    time.advance(1_000 * DAY_S)
    assert (await users.find(UID)).plan == "pro"

    await users.assign(UID, plan="")

    time.advance(7 * DAY_S)
    assert await users.find(UID) is None


@pytest.mark.parametrize("down", ["get", "put"])
async def test_with_the_documents_down_nothing_happens_and_one_line_says_so(
    users, documents, time, capsys, down
):
    documents.down = {down}
    await come(users, time)
    [line] = capsys.readouterr().err.splitlines()
    assert "user-not-noted" in line
    assert UID not in line

    documents.down = set()
    await come(users, time)
    assert await users.find(UID) is not None


async def test_what_an_instance_remembers_is_bounded_and_the_oldest_makes_room(documents, time):
    users = Users(documents, clock=time, plans=["pro"], remembered=2)
    for uid in ("a", "b", "c"):
        await come(users, time, uid)
        await users.plan(uid)
    documents.of_users()

    for uid in ("b", "c"):
        await come(users, time, uid)
        await users.plan(uid)
    assert documents.of_users() == []
    await come(users, time, "a")
    await users.plan("a")
    assert documents.of_users() == ["get", "get"]


# Plans


async def test_a_plan_is_remembered_for_five_minutes(users, documents, time):
    await users.assign(UID, plan="pro")
    other = Users(documents, clock=time, plans=["pro"])
    documents.of_users()

    assert [await other.plan(UID) for _ in range(3)] == ["pro"] * 3
    assert await other.plan("nobody") == ""
    assert await other.plan("nobody") == ""
    assert documents.of_users() == ["get", "get"]
    await users.assign(UID, plan="studio")
    assert await users.plan(UID) == "studio"  # whoever assigns it knows it at once
    time.advance(299)
    assert await other.plan(UID) == "pro"
    time.advance(1)
    assert await other.plan(UID) == "studio"


async def test_an_outage_is_no_plan_and_is_not_remembered(users, documents, time):
    await users.assign(UID, plan="pro")
    documents.down = {"get"}
    assert await users.plan(UID) == ""

    documents.down = set()

    assert await users.plan(UID) == "pro"


async def test_without_plans_no_plan_is_ever_read(users, documents, time):
    await users.assign(UID, plan="pro")
    documents.of_users()

    assert await Users(documents, clock=time).plan(UID) == ""

    assert documents.of_users() == []


async def test_coming_leaves_the_plan_and_assigning_leaves_the_day(users, time):
    await come(users, time)
    assert await users.assign(UID, plan="pro")
    time.advance(DAY_S)
    await come(users, time)

    known = await users.find(UID)
    assert (known.plan, known.seen_day) == ("pro", "2027-01-16")
    assert await users.assign(UID, plan="")
    assert await users.find(UID) == User(UID, "", False, 1_800_000_000_000, "2027-01-16")


async def test_a_document_that_was_made_by_hand_counts_and_is_completed(users, documents, time):
    await documents.put("users", UID, {"plan": "pro"})
    assert await users.plan(UID) == "pro"

    await come(users, time)

    assert await users.find(UID) == User(UID, "pro", False, 0, "2027-01-15")
    assert (await documents.get("users", UID)).fields["uid"] == UID


async def test_what_others_write_to_all_the_time_is_given_up(users, documents, monkeypatch):
    async def contended(*_: Any, **__: Any) -> str:
        raise errors.WriteConflict

    monkeypatch.setattr(documents.documents, "put", contended)

    with pytest.raises(errors.WriteConflict):
        await users.assign(UID, plan="pro")


# Forgetting


async def test_a_write_whose_answer_was_lost_is_taken_back_all_the_same(documents, time):
    class Losing:
        def __getattr__(self, name: str) -> Any:
            return getattr(documents, name)

        async def put(self, *args: Any, **kinds: Any) -> str:
            await documents.put(*args, **kinds)
            raise errors.DependencyDown(service="documents")

    came_at = time.now()
    await Users(documents, clock=time).forget(UID)

    losing = Users(Losing(), clock=time)
    await losing.meet(UID, anonymous=False, came_at=came_at)
    with pytest.raises(errors.DependencyDown):
        await losing.assign(UID, plan="pro")

    assert await Users(documents, clock=time).find(UID) is None


async def test_who_came_long_ago_and_would_be_noted_only_now_is_not(users, time):
    """By then nobody might know any more that they were forgotten."""
    came_at = time.now()
    await users.forget(UID)
    time.advance(2 * DAY_S)

    await users.meet(UID, anonymous=False, came_at=came_at)

    assert await users.find(UID) is None


async def test_who_comes_again_after_being_forgotten_is_noted_anew_without_a_plan(users, time):
    await come(users, time)
    await users.assign(UID, plan="pro")
    assert await users.plan(UID) == "pro"
    time.advance(1)
    await users.forget(UID)
    assert await users.find(UID) is None
    time.advance(1)

    await come(users, time)

    assert await users.find(UID) == User(UID, "", False, 1_800_000_002_000, "2027-01-15")
    assert await users.plan(UID) == ""


@pytest.mark.parametrize("after", ["get", "put"])
async def test_a_plan_that_was_assigned_since_is_not_taken_back(users, documents, time, after):
    """Forgotten, and put on a plan while somebody is noted who came before all that."""
    came_at = time.now()
    await users.forget(UID)
    time.advance(1)

    class Overtaken:
        def __getattr__(self, name: str) -> Any:
            async def call(collection: str, *args: Any, **kinds: Any) -> Any:
                answer = await getattr(documents, name)(collection, *args, **kinds)
                if (name, collection) == (after, "users"):
                    assert await users.assign(UID, plan="pro")
                return answer

            return call

    await Users(Overtaken(), clock=time).meet(UID, anonymous=False, came_at=came_at)

    assert (await users.find(UID)).plan == "pro"


@dataclass
class World:
    """Visits of one user, an operator who puts them on a plan, and who forgets them."""

    gate: Any
    clock: ManualClock
    began: dict[str, float] = field(default_factory=dict)
    forgetting_from: float = 0.0
    forgotten_at: float = 0.0

    async def visit(self, name: str, *, anonymous: bool) -> None:
        await self.gate.pass_by()
        self.began[name] = self.clock.now()
        await self.gate.pass_by()
        users = Users(self.gate, clock=self.clock)
        await users.meet(UID, anonymous=anonymous, came_at=self.began[name])

    async def assign(self, name: str) -> None:
        await self.gate.pass_by()
        self.began[name] = self.clock.now()
        await Users(self.gate, clock=self.clock).assign(UID, plan="pro")

    async def forget(self) -> None:
        await self.gate.pass_by()
        self.forgetting_from = self.clock.now()
        await Users(self.gate, clock=self.clock).forget(UID)
        self.forgotten_at = self.clock.now()


@settings(max_examples=80, deadline=None)
@given(known=st.booleans(), order=st.lists(st.integers(0, 3), min_size=8, max_size=30))
def test_in_whatever_order_nobody_stays_who_came_before_they_were_forgotten(
    open_gate, known, order
):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_interleaved(open_gate, order, Path(folder), known=known))


async def _interleaved(open_gate: Any, order: list[int], folder: Path, *, known: bool) -> None:
    clock = ManualClock()
    documents = SqliteDocuments(folder / "documents.sqlite3", now=clock.now)
    users = Users(documents, clock=clock)
    if known:
        await users.meet(UID, anonymous=True, came_at=clock.now() - DAY_S)
    world = World(open_gate(documents), clock)
    doing = [
        world.visit("guest", anonymous=True),
        world.visit("account", anonymous=False),
        world.assign("operator"),
        world.forget(),
    ]
    actors = [world.gate.actor(one) for one in doing]
    for turn in itertools.chain(order, _to_the_end(actors)):
        clock.advance(1)
        if not actors[turn].task.done():
            await actors[turn].go_on()
    await asyncio.gather(*(actor.task for actor in actors))

    stays = await users.find(UID)
    documents.close()
    if all(began < world.forgetting_from for began in world.began.values()):
        assert stays is None
    if world.began["operator"] < world.forgetting_from:
        assert stays is None or stays.plan == ""


def _to_the_end(actors: list[Any]) -> Iterator[int]:
    while any(not actor.task.done() for actor in actors):
        yield from range(len(actors))


# Over HTTP


@pytest.fixture
async def open_parts(environment: dict[str, str], clock: ManualClock) -> AsyncIterator[Any]:
    """The same product in the test's own event loop."""
    opened: list[Services] = []

    def of(site: Any) -> Services:
        opened.append(Services(site.services.settings, clock=clock))
        return opened[-1]

    yield of
    for one in opened:
        await one.aclose()


@pytest.fixture
def gemini() -> Iterator[FakeGemini]:
    # Nothing that passes the check, so that each question costs what a call costs.
    unhelpful = Answer("{}", input_tokens=100, output_tokens=10)
    with FakeGemini(lambda _: unhelpful, keys=["key-0"]) as server:
        yield server


def ask(site: Any, token: str | None = None, **about: Any) -> dict[str, Any]:
    question = f"Would you change a thing about take {secrets.token_hex(2)}?"
    body = {"question": question, "session_id": secrets.token_hex(4), **about}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = site.call("POST", "/api/ask", json=body, headers=headers)
    assert answer.status_code == httpx.codes.OK, answer.text
    return dict(answer.json())


async def known(parts: Services, uid: str) -> User:
    """What is noted of a user, once it is, which is after their first answer."""
    async with asyncio.timeout(20):
        while (user := await parts.users.find(uid)) is None:
            pass
    return user


@pytest.mark.parametrize("call", ["upload", "ask"])
@pytest.mark.parametrize("anonymous", [True, False])
async def test_whoever_uploads_or_asks_is_noted(site, open_parts, call, anonymous):
    parts = open_parts(site)
    headers = {"Authorization": f"Bearer {site.token(anonymous=anonymous)}"}
    site.call("GET", "/api/analyze", headers=headers)
    assert await parts.users.find(site.uid) is None

    if call == "upload":
        body = {"filename": "mix.wav", "size": 4, "sha256": secrets.token_hex(32)}
        assert site.call("POST", "/api/upload", json=body, headers=headers).status_code == 201
    else:
        ask(site, site.token(anonymous=anonymous))

    user = await known(parts, site.uid)
    assert (user.uid, user.plan, user.anonymous) == (site.uid, "", anonymous)


async def test_a_user_who_forgets_everything_is_not_known_any_more_nor_on_a_plan(
    open_site, open_parts
):
    site = open_site(PLAN_DAILY_MICRO_USD="pro=500000")
    parts = open_parts(site)
    site.announce(b"RIFF")
    await known(parts, site.uid)
    await parts.users.assign(site.uid, plan="pro")
    site.clock.advance(1)

    assert site.call("DELETE", "/api/analyze?all=true").status_code == 204

    assert await parts.users.find(site.uid) is None
    assert site.services.users._met.get(site.uid) is None


async def test_what_was_asked_before_is_known_to_be_forgotten_though_an_outage_cuts_it_short(
    open_site, open_parts
):
    site, broken = open_site(), open_site(STORAGE_EMULATOR_HOST="http://127.0.0.1:9")
    broken.uid = site.uid
    parts = open_parts(site)
    asked_at = site.clock.now()
    site.announce(b"RIFF")
    await known(parts, site.uid)

    assert broken.call("DELETE", "/api/analyze?all=true").status_code == 503

    assert await parts.users.forgotten(site.uid, asked_at=asked_at)
    assert await parts.users.find(site.uid) is None


async def test_who_asks_while_all_of_theirs_is_being_forgotten_does_not_stay(site, open_parts):
    parts = open_parts(site)
    forget_owner = parts.conversations.forget_owner

    async def asked_meanwhile(*, uid: str) -> None:
        site.clock.advance(1)
        await parts.users.meet(uid, anonymous=False, came_at=parts.clock.now())
        assert await parts.users.find(uid) is not None
        await forget_owner(uid=uid)

    parts.conversations.forget_owner = asked_meanwhile
    policy = Policy("read", limit=240, window_s=60)
    turn = Turn(policy, uid=site.uid, namespace=parts.settings.namespace, clock=parts.clock)

    await forget_user(parts, uid=site.uid, turn=turn)

    assert await parts.users.find(site.uid) is None


async def test_a_plan_raises_what_its_user_may_spend_within_five_minutes(
    open_site, open_parts, gemini, any_tone
):
    site = open_site(
        GEMINI_API_KEYS="key-0",
        GEMINI_BASE_URL=gemini.url,
        USER_DAILY_MICRO_USD="1",
        PLAN_DAILY_MICRO_USD="pro=500000",
    )
    parts = open_parts(site)
    about = {"analysis_id": site.measured(any_tone)["analysis_id"]}
    before = ask(site, **about)
    assert (before["tier"], before["degraded"]) == ("rules", True)
    assert before["usage"]["cost_micro_usd"] == 0

    await parts.users.assign(site.uid, plan="pro")
    site.clock.advance(300)

    assert ask(site, **about)["usage"]["cost_micro_usd"] > 0
    # Nobody else's is raised, nor that of a guest with the same id.
    assert ask(site.other())["usage"]["cost_micro_usd"] == 0
    site.clock.advance(60)
    guest = ask(site, site.token(anonymous=True), **about)
    assert guest["usage"]["cost_micro_usd"] == 0


def test_a_plan_is_read_where_a_model_is_asked_and_nowhere_else(open_site, gemini):
    chained = {"GEMINI_API_KEYS": "key-0", "GEMINI_BASE_URL": gemini.url}
    plans = {"PLAN_DAILY_MICRO_USD": "pro=500000"}

    def reads(site: Any, **asked: Any) -> int:
        read: list[str] = []
        find = site.services.users.find

        async def counted(uid: str) -> User | None:
            read.append(uid)
            return await find(uid)

        site.services.users.find = counted
        ask(site, **asked)
        return len(read)

    assert reads(open_site(**chained, **plans)) == 1
    assert reads(open_site(**chained, **plans), question="What is LUFS?") == 0
    assert reads(open_site(**chained)) == 0
    assert reads(open_site(**plans)) == 0
    anonymous = open_site(**chained, **plans)
    assert reads(anonymous, token=anonymous.token(anonymous=True)) == 0
