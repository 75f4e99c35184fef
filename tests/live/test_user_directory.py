"""Withdrawn sign-ins, asked of an account service over HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib import errors
from lib.live.user_directory import UserDirectory
from lib.offline.clock import ManualClock
from lib.offline.serving import ServedApp


class Accounts:
    """Answers as `accounts:lookup` does, counts who asks, and can be broken."""

    def reset(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.status = 200
        self.body: bytes | None = None
        self.asked: list[tuple[str, Any]] = []

    async def answer(self, request: Request) -> Response:
        wanted = await request.json()
        self.asked.append((request.headers["authorization"], wanted))
        known = [uid for uid in wanted["localId"] if uid in self.users]
        told: dict[str, Any] = {"kind": "identitytoolkit#GetAccountInfoResponse"}
        if known:  # a real answer has no list at all where nobody was found
            told["users"] = [{"localId": uid, **self.users[uid]} for uid in known]
        return Response(self.body or json.dumps(told).encode(), self.status)


class Token:
    """A bearer token that always holds."""

    async def current(self) -> str:
        return "service"


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Accounts, str]]:
    accounts = Accounts()
    path = "/v1/projects/studio/accounts:lookup"
    app = Starlette(routes=[Route(path, accounts.answer, methods=["POST"])])
    with ServedApp(app) as one:
        yield accounts, one.url


@pytest.fixture
def accounts(served: tuple[Accounts, str]) -> Accounts:
    served[0].reset()
    served[0].users["ana"] = {"validSince": "1000"}
    return served[0]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def directory(
    served: tuple[Accounts, str], accounts: Accounts, clock: ManualClock
) -> AsyncIterator[UserDirectory]:
    one = UserDirectory(
        project="studio", token=Token(), clock=clock, service_url=served[1], deadline_s=5
    )
    yield one
    await one.aclose()


async def test_a_sign_in_counts_from_the_second_on_in_which_older_ones_were_withdrawn(
    directory: UserDirectory, accounts: Accounts
) -> None:
    await directory.check("ana", signed_in_at=1000)
    with pytest.raises(errors.TokenRevoked):
        await directory.check("ana", signed_in_at=999)
    assert accounts.asked == [("Bearer service", {"localId": ["ana"]})]


async def test_an_account_from_which_nothing_was_ever_withdrawn_names_no_time(
    directory: UserDirectory, accounts: Accounts
) -> None:
    accounts.users["bia"] = {}
    await directory.check("bia", signed_in_at=1)


@pytest.mark.parametrize("account", [{"disabled": True, "validSince": "0"}, None])
async def test_a_disabled_or_deleted_account_has_no_sign_in_that_counts(
    directory: UserDirectory, accounts: Accounts, account: dict[str, Any] | None
) -> None:
    accounts.users = {} if account is None else {"ana": account}
    with pytest.raises(errors.TokenRevoked):
        await directory.check("ana", signed_in_at=2_000)


async def test_an_answer_counts_for_a_minute(
    directory: UserDirectory, accounts: Accounts, clock: ManualClock
) -> None:
    await directory.check("ana", signed_in_at=1500)
    accounts.users["ana"]["validSince"] = "2000"
    clock.advance(59)
    await directory.check("ana", signed_in_at=1500)
    clock.advance(1)
    with pytest.raises(errors.TokenRevoked):
        await directory.check("ana", signed_in_at=1500)
    assert len(accounts.asked) == 2


async def test_many_questions_about_one_user_at_once_are_asked_once(
    directory: UserDirectory, accounts: Accounts
) -> None:
    accounts.users["bia"] = {}
    await asyncio.gather(
        *(directory.check(uid, signed_in_at=1500) for uid in ("ana", "bia") for _ in range(20))
    )
    assert sorted(wanted["localId"][0] for _, wanted in accounts.asked) == ["ana", "bia"]


async def test_a_caller_who_goes_away_does_not_take_the_answer_with_them(
    directory: UserDirectory, accounts: Accounts
) -> None:
    first = asyncio.ensure_future(directory.check("ana", signed_in_at=1500))
    second = asyncio.ensure_future(directory.check("ana", signed_in_at=1500))
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert len(accounts.asked) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, None),
        (403, None),
        (200, b"not json"),
        (200, b"[]"),
        (200, b'{"users": 1}'),
        (200, b'{"users": [{"localId": "ana", "validSince": "soon"}]}'),
    ],
)
async def test_an_answer_without_sense_is_no_answer(
    directory: UserDirectory, accounts: Accounts, status: int, body: bytes | None
) -> None:
    accounts.status, accounts.body = status, body
    with pytest.raises(errors.DependencyDown) as down:
        await directory.check("ana", signed_in_at=1500)
    assert down.value.facts["service"] == "identity"


async def test_a_service_that_never_answers_is_down_by_the_deadline(clock: ManualClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        directory = UserDirectory(
            project="studio", token=Token(), clock=clock, service_url=url, deadline_s=0.1
        )
        with pytest.raises(errors.DependencyDown):
            await directory.check("ana", signed_in_at=1500)
        await directory.aclose()


async def test_whether_the_service_answers_is_asked_each_time_and_about_nobody(
    directory: UserDirectory, accounts: Accounts
) -> None:
    await directory.check_service()
    await directory.check_service()
    asked = [wanted["localId"] for _, wanted in accounts.asked]
    assert len(asked) == 2
    assert all(len(uids) == 1 and not set(uids) & set(accounts.users) for uids in asked)


@pytest.mark.parametrize(("status", "body"), [(500, None), (403, None), (200, b"[]")])
async def test_a_service_that_cannot_be_asked_is_down_whatever_is_remembered(
    directory: UserDirectory, accounts: Accounts, status: int, body: bytes | None
) -> None:
    await directory.check("ana", signed_in_at=1500)
    accounts.status, accounts.body = status, body
    await directory.check("ana", signed_in_at=1500)
    with pytest.raises(errors.DependencyDown) as down:
        await directory.check_service()
    assert down.value.facts["service"] == "identity"


async def test_a_service_that_is_seen_to_answer_again_is_asked_again(
    directory: UserDirectory, accounts: Accounts, clock: ManualClock
) -> None:
    accounts.status = 503
    for _ in range(5):
        with pytest.raises(errors.DependencyDown):
            await directory.check("ana", signed_in_at=1500)
    accounts.status = 200
    with pytest.raises(errors.DependencyDown):
        await directory.check_service()
    clock.advance(2)
    await directory.check_service()
    await directory.check("ana", signed_in_at=1500)


async def test_a_service_that_keeps_failing_is_left_alone_for_a_while(
    directory: UserDirectory, accounts: Accounts, clock: ManualClock
) -> None:
    accounts.status = 503
    for _ in range(8):
        with pytest.raises(errors.DependencyDown):
            await directory.check("ana", signed_in_at=1500)
    assert len(accounts.asked) == 5
    accounts.status = 200
    clock.advance(2)
    await directory.check("ana", signed_in_at=1500)


async def test_what_was_withdrawn_stays_so_while_nobody_can_be_asked(
    directory: UserDirectory, accounts: Accounts, clock: ManualClock
) -> None:
    await directory.check("ana", signed_in_at=1500)
    accounts.status = 503
    clock.advance(3600)
    with pytest.raises(errors.TokenRevoked):
        await directory.check("ana", signed_in_at=999)
    with pytest.raises(errors.DependencyDown):
        await directory.check("ana", signed_in_at=1500)


async def test_only_so_many_users_are_remembered(
    directory: UserDirectory, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UserDirectory, "AT_MOST", 2)
    accounts.users |= {"bia": {}, "caio": {}}
    for uid in ("ana", "bia", "caio", "caio", "bia", "ana"):
        await directory.check(uid, signed_in_at=1500)
    assert [wanted["localId"][0] for _, wanted in accounts.asked] == ["ana", "bia", "caio", "ana"]
