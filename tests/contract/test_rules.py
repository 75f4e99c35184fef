"""The security rules, evaluated by Firestore's own emulator for clients with users' tokens."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib.live.clock import SystemClock
from lib.live.firestore import FirestoreDocuments
from lib.users import Users

ROOT = Path(__file__).parents[2]
PROJECT = "demo-rules"
DATABASE = f"projects/{PROJECT}/databases/(default)/documents"
OWNED = ["analyses", "jobs", "conversations"]
DENIED = ["measurements", "readiness", "plans", "results", "anything"]
MINE = {"uid": "ana", "created_at_ms": 1, "report": "{}"}


@dataclass
class Client:
    """Who has nothing but a user's ID token, or no token at all."""

    http: httpx.AsyncClient
    prefix: str
    token: str | None

    async def get(self, path: str) -> int:
        return await self.call("GET", f"{self.parent}/{path}")

    async def list(self, collection: str, *, uid: str | None, limit: int | None = 20) -> int:
        owner = {"field": {"fieldPath": "uid"}, "op": "EQUAL", "value": {"stringValue": uid}}
        structured = {
            "from": [{"collectionId": collection}],
            **({"where": {"fieldFilter": owner}} if uid is not None else {}),
            **({"limit": limit} if limit is not None else {}),
        }
        body = {"structuredQuery": structured}
        return await self.call("POST", f"{self.parent}:runQuery", body)

    async def list_everywhere(self, collection: str) -> int:
        group = {"collectionId": collection, "allDescendants": True}
        owner = {"field": {"fieldPath": "uid"}, "op": "EQUAL", "value": {"stringValue": "ana"}}
        structured = {"from": [group], "where": {"fieldFilter": owner}, "limit": 20}
        return await self.call("POST", f"{DATABASE}:runQuery", {"structuredQuery": structured})

    async def commit(self, path: str, **write: Any) -> int:
        name = f"{DATABASE}/namespaces/{self.prefix}/{path}"
        made = {"delete": name} if write.pop("delete", False) else {"update": {"name": name}}
        fields = {"uid": {"stringValue": "ana"}, "plan": {"stringValue": "pro"}}
        if "update" in made:
            made["update"] |= {"fields": fields}
        return await self.call("POST", f"{DATABASE}:commit", {"writes": [made | write]})

    async def call(self, method: str, path: str, body: Any = None) -> int:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = await self.http.request(method, f"/v1/{path}", json=body, headers=headers)
        assert answer.status_code in (200, 403, 404), answer.text
        return answer.status_code

    @property
    def parent(self) -> str:
        return f"{DATABASE}/namespaces/{self.prefix}"


class World:
    """One environment's documents behind the rules, and clients of it."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        documents: FirestoreDocuments,
        prefix: str,
        id_token: Callable[..., str],
    ) -> None:
        self.http = http
        self.id_token = id_token
        self.documents = documents
        self.prefix = prefix

    def client(self, uid: str | None, **claims: Any) -> Client:
        token = None if uid is None else self.id_token(PROJECT, uid, **claims)
        return Client(self.http, self.prefix, token)


@pytest.fixture
async def world(
    firestore_emulator: str,
    load_rules: Callable[..., Awaitable[dict[str, Any]]],
    id_token: Callable[..., str],
) -> AsyncIterator[World]:
    prefix = f"test-{secrets.token_hex(6)}"
    documents = FirestoreDocuments(
        project=PROJECT,
        emulator_host=firestore_emulator,
        credentials_json=None,
        prefix=prefix,
        deadline_s=20,
    )
    async with httpx.AsyncClient(base_url=f"http://{firestore_emulator}", timeout=20) as http:
        told = await load_rules(http, PROJECT, (ROOT / "firestore.rules").read_text())
        assert "issues" not in told, told
        yield World(http, documents, prefix, id_token)
    await documents.aclose()


@pytest.mark.parametrize("collection", OWNED)
async def test_owners_read_their_own_and_nobody_else_does(world: World, collection: str) -> None:
    await world.documents.put(collection, "a", MINE)
    path = f"{collection}/a"
    assert await world.client("ana").get(path) == 200
    anonymous_account = {"firebase": {"sign_in_provider": "anonymous"}}
    assert await world.client("ana", **anonymous_account).get(path) == 200
    for other in ("bob", "Ana", "ana ", None):
        assert await world.client(other).get(path) == 403


async def test_an_operator_reads_nobodys_but_their_own_either(world: World) -> None:
    await world.documents.put("analyses", "a", MINE)
    assert await world.client("bob", operator=True, admin=True).get("analyses/a") == 403


@pytest.mark.parametrize("collection", OWNED)
async def test_what_is_not_there_cannot_be_told_from_what_is_anothers(
    world: World, collection: str
) -> None:
    await world.documents.put(collection, "theirs", {**MINE, "uid": "bob"})
    await world.documents.put(collection, "nobodys", {"created_at_ms": 1})
    for document in ("theirs", "nobodys", "nothing"):
        assert await world.client("ana").get(f"{collection}/{document}") == 403


@pytest.mark.parametrize("collection", OWNED)
async def test_what_has_expired_is_not_read_though_it_may_still_be_there(
    world: World, collection: str
) -> None:
    await world.documents.put(collection, "old", {**MINE, "expires_at_ms": 1})
    await world.documents.put(collection, "new", {**MINE, "expires_at_ms": 253_402_300_799_999})
    assert await world.client("ana").get(f"{collection}/old") == 403
    assert await world.client("ana").get(f"{collection}/new") == 200


@pytest.mark.parametrize("collection", OWNED)
async def test_a_list_is_allowed_only_of_the_callers_own_and_by_the_page(
    world: World, collection: str
) -> None:
    await world.documents.put(collection, "a", MINE)
    ana, bob = world.client("ana"), world.client("bob")
    assert await ana.list(collection, uid="ana") == 200
    assert await ana.list(collection, uid="ana", limit=101) == 200
    assert await ana.list(collection, uid="ana", limit=102) == 403
    assert await ana.list(collection, uid="ana", limit=None) == 403
    assert await ana.list(collection, uid=None) == 403
    assert await ana.list(collection, uid="bob") == 403
    assert await bob.list(collection, uid="ana") == 403
    assert await world.client(None).list(collection, uid="ana") == 403
    assert await ana.call("GET", f"{ana.parent}/{collection}") == 403


@pytest.mark.parametrize("collection", OWNED)
async def test_no_list_goes_across_environments(world: World, collection: str) -> None:
    await world.documents.put(collection, "a", MINE)
    for uid in ("ana", "bob", None):
        assert await world.client(uid).list_everywhere(collection) == 403


@pytest.mark.parametrize("uid", ["ana", "bob", None])
@pytest.mark.parametrize("collection", [*OWNED, "users", *DENIED])
async def test_nobody_writes_anything(world: World, collection: str, uid: str | None) -> None:
    await world.documents.put(collection, "ana", MINE)
    client = world.client(uid)
    for document, write in itertools.product(
        ("ana", "new"),
        (
            {},
            {"delete": True},
            {"currentDocument": {"exists": True}},
            {"currentDocument": {"exists": False}},
            {"updateMask": {"fieldPaths": ["plan"]}},
        ),
    ):
        assert await client.commit(f"{collection}/{document}", **write) == 403
    stored = await world.documents.get(collection, "ana")
    assert stored is not None
    assert stored.fields == MINE
    assert await world.documents.get(collection, "new") is None


async def test_users_read_their_own_plan_and_nobody_elses(world: World) -> None:
    for uid in ("ana", "bob"):
        await world.documents.put("users", uid, {"uid": "ana", "plan": "free"})
    ana = world.client("ana")
    assert await ana.get("users/ana") == 200
    assert await ana.get("users/bob") == 403
    assert await ana.get("users/nobody") == 403
    assert await world.client("new").get("users/new") == 404
    assert await world.client(None).get("users/ana") == 403
    assert await ana.list("users", uid="ana") == 403


async def test_users_read_what_was_written_of_them_until_it_has_expired(world: World) -> None:
    clock = SystemClock()
    users = Users(world.documents, clock=clock)
    await users.meet("ana", anonymous=True, came_at=clock.now())
    await users.meet("bob", anonymous=True, came_at=clock.now())
    await users.assign("bob", plan="pro")
    await world.documents.put("users", "eva", {"uid": "eva", "expires_at_ms": 1})

    for uid, status in (("ana", 200), ("bob", 200), ("eva", 403)):
        assert await world.client(uid).get(f"users/{uid}") == status
    assert await world.client("ana").get("users/bob") == 403


@pytest.mark.parametrize("collection", DENIED)
async def test_other_collections_are_nobodys_to_read(world: World, collection: str) -> None:
    await world.documents.put(collection, "a", MINE)
    ana = world.client("ana")
    assert await ana.get(f"{collection}/a") == 403
    assert await ana.list(collection, uid="ana") == 403


async def test_nothing_lies_open_below_or_above_what_is_owned(world: World) -> None:
    below = {"fields": {"uid": {"stringValue": "ana"}}}
    ana = world.client("ana")
    owner = Client(world.http, world.prefix, "owner")
    paths = [
        f"{ana.parent}/analyses/a/parts/b",
        f"{ana.parent}/analyses/a/analyses/b",
        f"{ana.parent}/users/ana/plans/b",
        f"{DATABASE}/namespaces/{world.prefix}",
        f"{DATABASE}/analyses/{world.prefix}",
        f"{DATABASE}/users/ana",
    ]
    for path in paths:
        assert await owner.call("PATCH", path, below) == 200
        assert await ana.call("GET", path) == 403
        assert await ana.call("PATCH", path, below) == 403


def test_firebases_tools_deploy_these_files() -> None:
    named = json.loads((ROOT / "firebase.json").read_text())
    assert named["firestore"] == {"rules": "firestore.rules", "indexes": "firestore.indexes.json"}
    assert named["storage"] == {"rules": "storage.rules"}
    assert all((ROOT / path).is_file() for part in named.values() for path in part.values())
