"""What every store behind the documents port does, held against each of them."""

from __future__ import annotations

import asyncio
import json
import math
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import errors, storable
from lib.live.firestore import FirestoreDocuments
from lib.offline.clock import ManualClock
from lib.ports import Documents, Page

HOSTILE_UID = "x' OR '1'='1\"; DROP TABLE documents;-- %00 `é😀` {\"$ne\": null}\n\x00/../*"

ODD_IDS = [
    *(" ", "a b", "a/b", "/", "a%2Fb", "%", "%2E", ".", "..", "../etc/passwd", "é😀", "a+b"),
    *("__reserved__", "__id7__", "____", "__", "_", ":commit", "a?b#c", "\\", "'\"`;--", "a\nb"),
    *("absent", "(default)", "*", "\x7f", "/" * storable.ID_BYTES),
]

VALUES = {
    "text": "a mix",
    "empty": "",
    "unicode": "São João, 音楽, 🎛️, é, \u202e, \x00, \n, \\, \", ', \ufffe",
    "zero": 0,
    "one": 1,
    "negative": -17,
    "greatest": 2**63 - 1,
    "least": -(2**63),
    "beyond_a_double": 2**53 + 1,
    "whole_float": 3.0,
    "tiny": 1e-9,
    "third": 1 / 3,
    "pi": math.pi,
    "largest": 1.7976931348623157e308,
    "smallest": 5e-324,
    "no": False,
    "yes": True,
    "nothing": None,
}

# An example brings an owner of its own, so that one store serves them all.
SHARED_STORE = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


async def test_every_kind_of_value_comes_back_with_its_type(documents: Documents) -> None:
    await documents.put("analyses", "a", VALUES)
    document = await documents.get("analyses", "a")
    assert document is not None
    assert _typed(document.fields) == _typed(VALUES)
    assert document.id == "a"


async def test_a_negative_zero_stays_a_float_that_equals_zero(documents: Documents) -> None:
    """Its sign may go: Firestore's emulator drops it."""
    await documents.put("analyses", "a", {"level": -0.0})
    document = await documents.get("analyses", "a")
    assert document is not None
    assert _typed(document.fields) == {"level": (float, 0.0)}


@SHARED_STORE
@given(
    fields=st.dictionaries(
        st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,9}", fullmatch=True).filter(
            lambda name: name not in {"uid", "created_at_ms"}
        ),
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8")),
        max_size=6,
    )
)
async def test_any_document_comes_back_as_it_was(
    documents: Documents, fields: dict[str, Any]
) -> None:
    document_id = secrets.token_hex(8)
    await documents.put("analyses", document_id, fields)
    document = await documents.get("analyses", document_id)
    assert document is not None
    assert _typed(document.fields) == _typed(fields)


async def test_a_report_of_700_kilobytes_is_kept_whole(documents: Documents) -> None:
    curve = [{"t_s": n / 10, "lufs": -23.0 - n / 7, "é": "🎚"} for n in range(13_000)]
    report = json.dumps(curve, ensure_ascii=False)
    assert 690_000 < len(report.encode()) < 900_000
    await documents.put("analyses", "big", {"report": report, "uid": "u"})
    document = await documents.get("analyses", "big")
    assert document is not None
    assert document.fields == {"report": report, "uid": "u"}


async def test_a_document_that_was_never_written_is_none(documents: Documents) -> None:
    assert await documents.get("analyses", "nobody") is None


@pytest.mark.parametrize("unstorable", ["", "x" * (storable.ID_BYTES + 1), "\ud800"])
async def test_an_id_that_no_document_can_have_is_not_there_and_cannot_be_written(
    documents: Documents, unstorable: str
) -> None:
    assert await documents.get("analyses", unstorable) is None
    await documents.delete("analyses", unstorable)
    with pytest.raises(ValueError, match="an id has"):
        await documents.put("analyses", unstorable, {"a": 1})


async def test_put_replaces_the_whole_document(documents: Documents) -> None:
    await documents.put("analyses", "a", {"old": 1, "both": 1})
    await documents.put("analyses", "a", {"new": 2, "both": 2})
    document = await documents.get("analyses", "a")
    assert document is not None
    assert document.fields == {"new": 2, "both": 2}


async def test_a_document_may_have_no_fields(documents: Documents) -> None:
    await documents.put("analyses", "a", {})
    document = await documents.get("analyses", "a")
    assert document is not None
    assert document.fields == {}


async def test_every_write_changes_the_revision_even_one_that_changes_nothing(
    documents: Documents,
) -> None:
    revisions = [await documents.put("analyses", "a", {"n": 1}) for _ in range(3)]
    assert len(set(revisions)) == 3
    document = await documents.get("analyses", "a")
    assert document is not None
    assert document.revision == revisions[-1]


async def test_absent_holds_only_where_there_is_no_document(documents: Documents) -> None:
    await documents.put("analyses", "a", {"n": 1}, expect="absent")
    with pytest.raises(errors.WriteConflict):
        await documents.put("analyses", "a", {"n": 2}, expect="absent")
    assert await _field(documents, "a", "n") == 1
    await documents.delete("analyses", "a")
    await documents.put("analyses", "a", {"n": 3}, expect="absent")
    assert await _field(documents, "a", "n") == 3


async def test_a_revision_holds_until_the_next_write(documents: Documents) -> None:
    first = await documents.put("analyses", "a", {"n": 1})
    second = await documents.put("analyses", "a", {"n": 2}, expect=first)
    with pytest.raises(errors.WriteConflict):
        await documents.put("analyses", "a", {"n": 3}, expect=first)
    assert await _field(documents, "a", "n") == 2
    await documents.put("analyses", "a", {"n": 4}, expect=second)
    assert await _field(documents, "a", "n") == 4


async def test_a_revision_does_not_outlive_its_document(documents: Documents) -> None:
    revision = await documents.put("analyses", "a", {"n": 1})
    await documents.delete("analyses", "a")
    with pytest.raises(errors.WriteConflict):
        await documents.put("analyses", "a", {"n": 2}, expect=revision)
    await documents.put("analyses", "a", {"n": 1})
    with pytest.raises(errors.WriteConflict):
        await documents.put("analyses", "a", {"n": 2}, expect=revision)


@pytest.mark.parametrize("never", ["", "garbage", "1", "2020-01-01T00:00:00.000001Z", "Absent"])
async def test_a_revision_that_never_was_is_a_conflict(documents: Documents, never: str) -> None:
    await documents.put("analyses", "a", {"n": 1})
    for document_id in ("a", "nobody"):
        with pytest.raises(errors.WriteConflict):
            await documents.put("analyses", document_id, {"n": 2}, expect=never)
    assert await _field(documents, "a", "n") == 1
    assert await documents.get("analyses", "nobody") is None


@pytest.mark.parametrize("same_content", [True, False])
@pytest.mark.parametrize("existing", [True, False])
async def test_of_twenty_conditional_writers_at_once_exactly_one_wins(
    documents: Documents, *, existing: bool, same_content: bool
) -> None:
    expect = await documents.put("analyses", "a", {"n": 0}) if existing else "absent"
    outcomes = await asyncio.gather(
        *(
            documents.put("analyses", "a", {"n": 0 if same_content else n}, expect=expect)
            for n in range(1, 21)
        ),
        return_exceptions=True,
    )
    winners = [n for n, outcome in enumerate(outcomes, 1) if isinstance(outcome, str)]
    assert len(winners) == 1
    assert sum(isinstance(outcome, errors.WriteConflict) for outcome in outcomes) == 19
    document = await documents.get("analyses", "a")
    assert document is not None
    assert document.revision == outcomes[winners[0] - 1]
    assert document.fields == {"n": 0 if same_content else winners[0]}


async def test_a_document_is_forgotten_and_can_be_forgotten_again(documents: Documents) -> None:
    await documents.put("analyses", "a", {"uid": "u", "created_at_ms": 1})
    await documents.put("analyses", "b", {"uid": "u", "created_at_ms": 2})
    await documents.delete("analyses", "a")
    await documents.delete("analyses", "a")
    await documents.delete("analyses", "never")
    assert await documents.get("analyses", "a") is None
    assert _ids(await documents.newest("analyses", uid="u", limit=5, fields=[])) == ["b"]


async def test_collections_keep_their_documents_apart(documents: Documents) -> None:
    await documents.put("analyses", "a", {"uid": "u", "created_at_ms": 1, "n": 1})
    await documents.put("answers", "a", {"uid": "u", "created_at_ms": 1, "n": 2})
    await documents.delete("answers", "a")
    assert await _field(documents, "a", "n") == 1
    assert _ids(await documents.newest("answers", uid="u", limit=5, fields=[])) == []


async def test_odd_ids_are_ids_like_any_other(documents: Documents) -> None:
    for n, document_id in enumerate(ODD_IDS):
        await documents.put(
            "analyses", document_id, {"uid": "u", "created_at_ms": 7, "n": n}, expect="absent"
        )
    for n, document_id in enumerate(ODD_IDS):
        document = await documents.get("analyses", document_id)
        assert document is not None, document_id
        assert (document.id, document.fields["n"]) == (document_id, n)
    seen = await _walk(documents, uid="u", limit=4)
    assert sorted(seen) == sorted(ODD_IDS)
    for document_id in ODD_IDS:
        await documents.delete("analyses", document_id)
    assert await _walk(documents, uid="u", limit=40) == []


async def test_newest_goes_backwards_in_time_and_ties_by_id(documents: Documents) -> None:
    times = {"a": 5, "b": 9, "c": 5, "d": -1, "e": 5, "f": 1_795_296_446_207}
    for document_id, created_at_ms in times.items():
        await documents.put("analyses", document_id, {"uid": "u", "created_at_ms": created_at_ms})
    page = await documents.newest("analyses", uid="u", limit=50, fields=["created_at_ms"])
    assert _ids(page) == ["f", "b", "e", "c", "a", "d"]
    assert page.next_cursor is None


async def test_newest_stops_at_the_limit_and_says_whether_more_follows(
    documents: Documents,
) -> None:
    for n in range(3):
        await documents.put("analyses", f"d{n}", {"uid": "u", "created_at_ms": n})
    two = await documents.newest("analyses", uid="u", limit=2, fields=[])
    assert _ids(two) == ["d2", "d1"]
    assert two.next_cursor is not None
    rest = await documents.newest("analyses", uid="u", limit=2, cursor=two.next_cursor, fields=[])
    assert _ids(rest) == ["d0"]
    assert rest.next_cursor is None
    exactly = await documents.newest("analyses", uid="u", limit=3, fields=[])
    assert exactly.next_cursor is None


async def test_a_limit_below_one_is_a_mistake(documents: Documents) -> None:
    with pytest.raises(ValueError, match="limit is at least 1: 0"):
        await documents.newest("analyses", uid="u", limit=0, fields=[])


async def test_newest_shows_only_the_fields_that_were_named(documents: Documents) -> None:
    fields = {"uid": "u", "created_at_ms": 1, "name": None, "whole": 2.0, "report": "long"}
    revision = await documents.put("analyses", "a", fields)
    for wanted in ([], ["name"], ["whole", "name", "missing", "name"], ["created_at_ms", "uid"]):
        page = await documents.newest("analyses", uid="u", limit=5, fields=wanted)
        expected = {name: fields[name] for name in wanted if name in fields}
        assert _typed(page.documents[0].fields) == _typed(expected)
        assert page.documents[0].revision == revision


async def test_a_document_without_owner_or_time_is_nobodys(documents: Documents) -> None:
    await documents.put("analyses", "no-owner", {"created_at_ms": 1})
    await documents.put("analyses", "no-time", {"uid": "u"})
    assert _ids(await documents.newest("analyses", uid="u", limit=5, fields=[])) == []


async def test_a_document_changes_hands_and_time_when_it_is_rewritten(
    documents: Documents,
) -> None:
    await documents.put("analyses", "a", {"uid": "u", "created_at_ms": 1})
    await documents.put("analyses", "b", {"uid": "u", "created_at_ms": 2})
    await documents.put("analyses", "a", {"uid": "u", "created_at_ms": 3})
    await documents.put("analyses", "b", {"uid": "v", "created_at_ms": 2})
    assert _ids(await documents.newest("analyses", uid="u", limit=5, fields=[])) == ["a"]
    assert _ids(await documents.newest("analyses", uid="v", limit=5, fields=[])) == ["b"]


@SHARED_STORE
@given(
    times=st.lists(st.integers(-2, 2) | st.sampled_from([2**63 - 1, -(2**63)]), max_size=8),
    limit=st.integers(1, 9),
)
async def test_pages_walk_every_document_once_in_order(
    documents: Documents, times: list[int], limit: int
) -> None:
    uid = secrets.token_hex(8)
    written = [(time, f"{uid}-{n}") for n, time in enumerate(times)]
    await asyncio.gather(
        *(
            documents.put("analyses", document_id, {"uid": uid, "created_at_ms": time})
            for time, document_id in written
        )
    )
    assert await _walk(documents, uid=uid, limit=limit) == [
        document_id for _, document_id in sorted(written, reverse=True)
    ]


async def test_what_is_written_or_forgotten_meanwhile_moves_nothing_on_the_next_page(
    documents: Documents,
) -> None:
    for n in range(5):
        await documents.put("analyses", f"d{n}", {"uid": "u", "created_at_ms": n})
    page = await documents.newest("analyses", uid="u", limit=2, fields=[])
    await documents.put("analyses", "new", {"uid": "u", "created_at_ms": 99})
    await documents.delete("analyses", "d3")
    following = await documents.newest(
        "analyses", uid="u", limit=2, cursor=page.next_cursor, fields=[]
    )
    assert _ids(following) == ["d2", "d1"]


@pytest.mark.parametrize("other", ["", "U", "u ", "u%", "_", HOSTILE_UID])
async def test_other_owners_documents_never_appear(documents: Documents, other: str) -> None:
    await documents.put("analyses", "mine", {"uid": "u", "created_at_ms": 1})
    assert _ids(await documents.newest("analyses", uid=other, limit=5, fields=[])) == []
    await documents.put("analyses", "theirs", {"uid": other, "created_at_ms": 2})
    await documents.put("analyses", "theirs-too", {"uid": other, "created_at_ms": 1})
    assert await _walk(documents, uid="u", limit=1) == ["mine"]
    assert await _walk(documents, uid=other, limit=1) == ["theirs", "theirs-too"]


async def test_another_owners_cursor_is_refused(documents: Documents) -> None:
    for n in range(2):
        await documents.put("analyses", f"d{n}", {"uid": "u", "created_at_ms": n})
    page = await documents.newest("analyses", uid="u", limit=1, fields=[])
    assert page.next_cursor is not None
    with pytest.raises(errors.InvalidCursor):
        await documents.newest("analyses", uid="v", limit=1, cursor=page.next_cursor, fields=[])


@pytest.mark.parametrize("garbage", ["", "garbage", "é", "W10", "bnVsbA", "[" * 4000])
async def test_a_garbage_cursor_is_refused(documents: Documents, garbage: str) -> None:
    with pytest.raises(errors.InvalidCursor):
        await documents.newest("analyses", uid="u", limit=1, cursor=garbage, fields=[])


@pytest.mark.parametrize(
    "fields",
    [
        {"nested": {"a": 1}},
        {"list": [1]},
        {"bytes": b"x"},
        {"nan": math.nan},
        {"infinite": -math.inf},
        {"too_great": 2**63},
        {"lone": "\ud800"},
        {"uid": 7},
        {"created_at_ms": 1.5},
        {"created_at_ms": True},
        {"expires_at_ms": None},
        {"expires_at_ms": 1.5},
        {"expires_at_ms": 253_402_300_800_000},
        {"_hidden": 1},
        {"with.dot": 1},
        {"": 1},
        {"large": "x" * (storable.DOCUMENT_BYTES + 1)},
    ],
    ids=lambda fields: next(iter(fields)) or "no name",
)
async def test_what_some_store_could_not_give_back_is_refused_by_all(
    documents: Documents, fields: Mapping[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"."):
        await documents.put("analyses", "a", fields)
    assert await documents.get("analyses", "a") is None


async def test_the_largest_document_is_taken_by_all(documents: Documents) -> None:
    report = "é" * ((storable.DOCUMENT_BYTES - 100) // 2)
    await documents.put("analyses", "i" * storable.ID_BYTES, {"report": report})
    document = await documents.get("analyses", "i" * storable.ID_BYTES)
    assert document is not None
    assert document.fields == {"report": report}


async def test_a_document_is_there_until_it_expires(
    documents: Documents, clock: ManualClock
) -> None:
    expires_at_ms = int(clock.now() * 1000) + 1000
    fields = {"uid": "u", "created_at_ms": 1, "expires_at_ms": expires_at_ms}
    await documents.put("analyses", "a", fields)
    clock.advance(0.999)
    document = await documents.get("analyses", "a")
    assert document is not None
    assert _typed(document.fields) == _typed(fields)
    assert _ids(await documents.newest("analyses", uid="u", limit=5, fields=[])) == ["a"]
    clock.advance(0.001)
    assert await documents.get("analyses", "a") is None
    assert _ids(await documents.newest("analyses", uid="u", limit=5, fields=[])) == []


async def test_what_has_expired_comes_back_by_being_written_again(
    documents: Documents, clock: ManualClock
) -> None:
    now_ms = int(clock.now() * 1000)
    await documents.put("analyses", "a", {"n": 1, "expires_at_ms": now_ms})
    assert await documents.get("analyses", "a") is None
    await documents.put("analyses", "a", {"n": 2})
    assert await _field(documents, "a", "n") == 2


@pytest.mark.parametrize("expires_at_ms", [-62_135_596_800_000, -1, 0, 253_402_300_799_999])
async def test_every_time_of_the_years_1_to_9999_can_be_an_expiry(
    documents: Documents, expires_at_ms: int, clock: ManualClock
) -> None:
    await documents.put("analyses", "a", {"expires_at_ms": expires_at_ms})
    document = await documents.get("analyses", "a")
    assert (document is not None) == (expires_at_ms > clock.now() * 1000)


async def test_a_walk_goes_past_what_has_expired_to_what_has_not(
    documents: Documents, clock: ManualClock
) -> None:
    now_ms = int(clock.now() * 1000)
    for n in range(6):
        expiry = {"expires_at_ms": now_ms} if n in (2, 3, 5) else {}
        await documents.put("analyses", f"d{n}", {"uid": "u", "created_at_ms": n, **expiry})
    assert await _walk(documents, uid="u", limit=2) == ["d4", "d1", "d0"]


async def test_an_owner_is_forgotten_in_one_collection_and_nobody_else_is(
    documents: Documents, clock: ManualClock
) -> None:
    gone = {"expires_at_ms": int(clock.now() * 1000)}
    for uid in (HOSTILE_UID, "u"):
        for n, expiry in enumerate([{}, {}, gone]):
            await documents.put(
                "analyses", f"{uid}/{n}", {"uid": uid, "created_at_ms": n, **expiry}
            )
        await documents.put("analyses", f"{uid}/no-time", {"uid": uid})
        await documents.put("answers", uid, {"uid": uid, "created_at_ms": 1})
    await documents.put("analyses", "nobodys", {"created_at_ms": 1})
    for _ in range(2):
        await documents.forget_owner("analyses", uid=HOSTILE_UID)
    assert await _walk(documents, uid=HOSTILE_UID, limit=9) == []
    assert await documents.get("analyses", f"{HOSTILE_UID}/no-time") is None
    assert await _walk(documents, uid="u", limit=9) == ["u/1", "u/0"]
    assert await documents.get("answers", HOSTILE_UID) is not None
    assert await documents.get("analyses", "nobodys") is not None


async def test_prefixes_keep_environments_apart(
    firestore: Callable[[str], FirestoreDocuments],
) -> None:
    run = secrets.token_hex(6)
    names = [f"{run}-production", f"{run}-preview/x", f"{run}-preview"]
    stores = [firestore(name) for name in names]
    for n, store in enumerate(stores):
        await store.put("analyses", "a", {"uid": "u", "created_at_ms": n}, expect="absent")
    for n, store in enumerate(stores):
        page = await store.newest("analyses", uid="u", limit=5, fields=["created_at_ms"])
        assert [document.fields["created_at_ms"] for document in page.documents] == [n]
    await stores[0].delete("analyses", "a")
    assert await stores[1].get("analyses", "a") is not None


async def test_without_a_prefix_the_collections_lie_at_the_root(
    firestore: Callable[[str], FirestoreDocuments],
) -> None:
    root, document_id = firestore(""), secrets.token_hex(8)
    await root.put("analyses", document_id, {"uid": document_id, "created_at_ms": 1})
    assert await root.get("analyses", document_id) is not None
    page = await root.newest("analyses", uid=document_id, limit=5, fields=[])
    assert _ids(page) == [document_id]


async def _walk(documents: Documents, *, uid: str, limit: int) -> list[str]:
    seen: list[str] = []
    cursor = None
    while True:
        page = await documents.newest("analyses", uid=uid, limit=limit, cursor=cursor, fields=[])
        assert len(page.documents) <= limit
        seen += _ids(page)
        cursor = page.next_cursor
        if cursor is None:
            return seen


async def _field(documents: Documents, document_id: str, name: str) -> Any:
    document = await documents.get("analyses", document_id)
    assert document is not None
    return document.fields[name]


def _ids(page: Page) -> list[str]:
    return [document.id for document in page.documents]


def _typed(fields: Mapping[str, Any]) -> dict[str, tuple[type, Any]]:
    # 1 == 1.0 == True: only with its type is a value the same.
    return {name: (type(value), value) for name, value in fields.items()}
