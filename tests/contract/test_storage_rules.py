"""The storage rules, evaluated by Google's own engine for Cloud Storage, and by the emulator's."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib import track

HERE = Path(__file__).parent
RULES = (HERE.parents[1] / "storage.rules").read_text()
ALL_ALLOWED = RULES.replace("if false", "if true")
OWN_ALLOWED = """
    rules_version = '2';
    service firebase.storage {
      match /b/{bucket}/o {
        match /production/uploads/{uid}/{rest=**} {
          allow get, list, delete: if request.auth.uid == uid;
          allow create, update: if request.auth.uid == uid && request.resource.size < 60;
        }
      }
    }"""

# For a program that is over in a second.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
METHODS = ("get", "list", "create", "update", "delete")
UPLOAD = track.object_name("production", track.new_upload_id("0" * 64, uid="ana"))
FOLDER = UPLOAD.split("/")[2]
OBJECTS = (
    UPLOAD,
    f"production/uploads/{FOLDER}/of my own choosing.wav",
    "production/uploads/ana/mix.wav",
    "preview-x/uploads/ana/mix.wav",
    "ana/mix.wav",
    "mix.wav",
)
# Nobody, somebody without an account, whose folder it is (by name and by hash), an operator.
CALLERS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"user_id": "guest", "firebase": {"sign_in_provider": "anonymous"}},
    {"user_id": "ana"},
    {"user_id": FOLDER},
    {"user_id": "root", "operator": True, "admin": True},
)


@dataclass(frozen=True)
class Asked:
    """One thing that one caller would do to one object of 50 bytes."""

    method: str
    name: str
    caller: dict[str, Any] | None

    def as_storage_puts_it(self) -> dict[str, Any]:
        auth = (
            None if self.caller is None else {"uid": self.caller["user_id"], "token": self.caller}
        )
        stored = {"name": self.name, "bucket": "studio", "size": 50, "contentType": "audio/wav"}
        written = stored if self.method in {"create", "update"} else None
        there = None if self.method in {"create", "list"} else stored
        return {
            "method": self.method,
            "path": f"/b/studio/o/{self.name}".rstrip("/"),
            "variables": {"request": {"auth": auth, "resource": written}, "resource": there},
        }


EVERYTHING = [Asked(*one) for one in itertools.product(METHODS, OBJECTS, CALLERS)]
ROOT = [Asked("list", "", caller) for caller in CALLERS]


@pytest.fixture
def permitted() -> Callable[[str, Iterable[Asked]], list[bool]]:
    """What a ruleset permits of what is asked, by the engine that the emulator's jar holds."""
    missing = [name for name in ("gcloud", "java", "javac") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"the rules' engine cannot run here: no {' and no '.join(missing)}")
    sdk = Path(str(shutil.which("gcloud"))).resolve().parents[1]
    jar = sdk / "platform" / "cloud-firestore-emulator" / "cloud-firestore-emulator.jar"
    if not jar.is_file():
        pytest.skip("the rules' engine cannot run here: no Firestore emulator")

    def run(rules: str, asked: Iterable[Asked]) -> list[bool]:
        given = {"rules": rules, "asked": [one.as_storage_puts_it() for one in asked]}
        done = subprocess.run(
            ["java", *QUICK, "-cp", str(jar), str(HERE / "StorageRules.java")],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [word == "true" for word in done.stdout.split()]

    return run


def test_nobody_may_do_anything_to_any_object(
    permitted: Callable[[str, Iterable[Asked]], list[bool]],
) -> None:
    """storage.rules as it is deployed, by the compiler, the definition of `firebase.storage` and
    the evaluator that Google ships inside the Firestore emulator.

    It proves what the rules say to Cloud Storage. What stands in for the service is how it puts
    its question (`as_storage_puts_it`); that it asks before it serves a client, only it can show.
    """
    assert permitted(RULES, [*EVERYTHING, *ROOT]) == [False] * (len(EVERYTHING) + len(ROOT))


def test_the_same_would_be_permitted_by_rules_that_allow_it(
    permitted: Callable[[str, Iterable[Asked]], list[bool]],
) -> None:
    """So that the refusals above are the rules' own, and not the question's or the engine's."""
    assert permitted(ALL_ALLOWED, [*EVERYTHING, *ROOT]) == [True] * (len(EVERYTHING) + len(ROOT))


def test_the_engine_tells_whose_an_object_is(
    permitted: Callable[[str, Iterable[Asked]], list[bool]],
) -> None:
    """So that a rule which let owners in would have been seen to."""
    expected = [
        one.caller is not None
        and one.name.startswith(f"production/uploads/{one.caller['user_id']}/")
        for one in EVERYTHING
    ]
    assert permitted(OWN_ALLOWED, EVERYTHING) == expected
    assert 0 < sum(expected) < len(expected)


@dataclass
class Objects:
    """A Firestore project whose rules are storage's, and its documents in place of objects."""

    http: httpx.AsyncClient
    root: str
    id_token: Callable[..., str]

    async def allows(self, asked: Asked) -> bool:
        token = self.id_token(asked.caller["user_id"], **asked.caller) if asked.caller else None
        name, body, query = f"{self.root}/{asked.name}", {"fields": {}}, ""
        match asked.method:
            case "get":
                method, path = "GET", name
            case "list":
                method, path = "GET", name.rpartition("/")[0]
            case "create":
                method, path, query = "PATCH", f"{name}-new", "?currentDocument.exists=false"
            case "update":
                method, path, query = "PATCH", name, "?currentDocument.exists=true"
            case _:
                method, path = "DELETE", name
        status = await self.call(method, path + query, token=token, body=body)
        if status == httpx.codes.OK and asked.method in {"create", "delete"}:  # as it was
            undone = "DELETE" if asked.method == "create" else "PATCH"
            assert await self.call(undone, path, token="owner", body=body) == httpx.codes.OK
        return status == httpx.codes.OK

    async def call(self, method: str, path: str, *, token: str | None, body: Any = None) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = body if method == "PATCH" else None
        answer = await self.http.request(method, f"/v1/{path}", json=sent, headers=headers)
        assert answer.status_code in (200, 403), answer.text
        return answer.status_code


@pytest.fixture
async def objects(
    firestore_emulator: str,
    load_rules: Callable[..., Awaitable[dict[str, Any]]],
    id_token: Callable[..., str],
) -> AsyncIterator[Callable[[str], Awaitable[Objects]]]:
    """Firestore projects in the emulator, by the storage rules that they go by."""
    async with httpx.AsyncClient(base_url=f"http://{firestore_emulator}", timeout=20) as http:

        async def ruled(rules: str) -> Objects:
            project = "demo-storage-open" if rules == ALL_ALLOWED else "demo-storage"
            told = await load_rules(http, project, _as_firestores(rules))
            assert "issues" not in told, told
            root = f"projects/{project}/databases/(default)/documents"
            made = Objects(http, root, lambda uid, **claims: id_token(project, uid, **claims))
            for name in DOCUMENTS:
                body: dict[str, Any] = {"fields": {}}
                assert await made.call("PATCH", f"{root}/{name}", token="owner", body=body) == 200
            return made

        yield ruled


# A document's name has an even number of parts.
DOCUMENTS = [name for name in OBJECTS if len(name.split("/")) % 2 == 0]


@pytest.mark.parametrize(("rules", "allowed"), [(RULES, False), (ALL_ALLOWED, True)])
async def test_over_the_wire_the_same_match_blocks_refuse_everybody(
    objects: Callable[[str], Awaitable[Objects]], *, rules: str, allowed: bool
) -> None:
    """The text of storage.rules with no more than its service's name and root replaced, asked of
    the emulator by clients with users' tokens; and the same with `if true`.

    It proves that these match blocks and this condition refuse, where a service asks them before
    it serves. It knows nothing of buckets or uploads: that is the engine's part, above.
    """
    storage = await objects(rules)
    asked = [Asked(*one) for one in itertools.product(METHODS, DOCUMENTS, CALLERS)]
    assert [await storage.allows(one) for one in asked] == [allowed] * len(asked)


async def test_the_storage_rules_compile(
    firestore_emulator: str, load_rules: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    async with httpx.AsyncClient(base_url=f"http://{firestore_emulator}", timeout=20) as http:
        assert "issues" not in await load_rules(http, "demo-storage-rules", RULES)


def test_the_storage_rules_are_one_refusal_of_everything() -> None:
    """To the letter, so that it holds where nothing is installed that could evaluate them."""
    text = re.sub(r"//.*", "", RULES)
    assert " ".join(text.split()) == (
        "rules_version = '2'; service firebase.storage { match /b/{bucket}/o { "
        "match /{path=**} { allow read, write: if false; } } }"
    )


def _as_firestores(rules: str) -> str:
    for storages, firestores in (
        ("service firebase.storage {", "service cloud.firestore {"),
        ("match /b/{bucket}/o {", "match /databases/{bucket}/documents {"),
    ):
        assert rules.count(storages) == 1
        rules = rules.replace(storages, firestores)
    return rules
