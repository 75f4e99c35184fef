"""Cursors: for any position the way there and back, for anything else a refusal."""

from __future__ import annotations

import base64
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import cursor, errors, storable
from lib.ports import Document

TIMES = st.integers(storable.LEAST_INTEGER, storable.GREATEST_INTEGER)
IDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=storable.ID_BYTES // 4)


@given(uid=st.text(), created_at_ms=TIMES, document_id=IDS)
def test_any_position_comes_back_for_its_owner(
    uid: str, created_at_ms: int, document_id: str
) -> None:
    position = cursor.Position(created_at_ms=created_at_ms, document_id=document_id)
    written = cursor.encode(position, uid=uid)
    assert cursor.decode(written, uid=uid) == position
    assert re.fullmatch(r"[A-Za-z0-9_-]+", written)


@given(owner=st.text(), other=st.text(), created_at_ms=TIMES, document_id=IDS)
def test_nobody_elses_cursor_is_taken(
    owner: str, other: str, created_at_ms: int, document_id: str
) -> None:
    position = cursor.Position(created_at_ms=created_at_ms, document_id=document_id)
    written = cursor.encode(position, uid=owner)
    if owner != other:
        with pytest.raises(errors.InvalidCursor):
            cursor.decode(written, uid=other)


@given(st.text())
def test_any_other_text_is_refused(garbage: str) -> None:
    with pytest.raises(errors.InvalidCursor):
        cursor.decode(garbage, uid="u")


@pytest.mark.parametrize(
    "content",
    [
        "null",
        "[]",
        '["u",1]',
        '["u",1,"a","b"]',
        '["u","1","a"]',
        '["u",1.0,"a"]',
        '["u",true,"a"]',
        '["u",NaN,"a"]',
        '["u",9223372036854775808,"a"]',
        '["u",-9223372036854775809,"a"]',
        f'["u",1{"0" * 5000},"a"]',
        '["u",1,""]',
        '["u",1,null]',
        '["u",1,"\\ud800"]',
        json.dumps(["u", 1, "x" * (storable.ID_BYTES + 1)]),
        '{"uid":"u"}',
        "[" * 100_000,
        '["u",1,"a"',
    ],
    ids=lambda content: content[:30],
)
def test_well_formed_base64_of_anything_else_is_refused(content: str) -> None:
    forged = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
    with pytest.raises(errors.InvalidCursor):
        cursor.decode(forged, uid="u")


@given(found=st.integers(0, 6), limit=st.integers(1, 6))
def test_a_page_ends_at_its_limit_and_leads_on_only_where_more_was_found(
    found: int, limit: int
) -> None:
    documents = [
        Document(id=f"d{n}", fields={"created_at_ms": -n, "secret": n}, revision="r")
        for n in range(min(found, limit + 1))
    ]
    page = cursor.page(documents, uid="u", limit=limit, fields=["absent"], now_s=0)
    assert [each.id for each in page.documents] == [f"d{n}" for n in range(min(found, limit))]
    assert all(each.fields == {} for each in page.documents)
    if found <= limit:
        assert page.next_cursor is None
    else:
        assert page.next_cursor is not None
        assert cursor.decode(page.next_cursor, uid="u") == cursor.Position(
            created_at_ms=-(limit - 1), document_id=f"d{limit - 1}"
        )


@given(gone=st.sets(st.integers(0, 4)), limit=st.integers(1, 5))
def test_what_has_expired_is_left_out_and_the_next_page_starts_behind_it(
    gone: set[int], limit: int
) -> None:
    documents = [
        Document(
            id=f"d{n}",
            fields={"created_at_ms": -n, "expires_at_ms": 1_000 if n in gone else 1_001},
            revision="r",
        )
        for n in range(limit + 1)
    ]
    page = cursor.page(documents, uid="u", limit=limit, fields=[], now_s=1.0)
    assert [each.id for each in page.documents] == [f"d{n}" for n in range(limit) if n not in gone]
    assert page.next_cursor is not None
    assert cursor.decode(page.next_cursor, uid="u").document_id == f"d{limit - 1}"
