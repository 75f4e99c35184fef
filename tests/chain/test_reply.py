"""A model's text is a reply only if it is exactly what was asked for."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain.reply import MAX_ANSWER_CHARACTERS, MAX_CLAIMS, REPLY_SCHEMA, Draft, Stated, read

CLAIM = {"metric": "loudness.integrated_lufs", "value": -9.2, "unit": "LUFS"}
REPLY = {"id": "q1", "claims": [CLAIM], "answer": "It is −9.2 LUFS.", "confidence": 0.8}
DRAFT = Draft("q1", (Stated("loudness.integrated_lufs", -9.2, "LUFS"),), "It is −9.2 LUFS.", 0.8)


def test_a_reply_is_read_with_or_without_a_code_fence():
    text = json.dumps(REPLY)
    assert read(text) == DRAFT
    assert read(f"```json\n{text}\n```") == DRAFT
    assert read(f"  ```\n{text}```\n") == DRAFT


def test_the_schema_puts_the_claims_before_the_answer():
    order = ["id", "claims", "answer", "confidence"]
    assert REPLY_SCHEMA["propertyOrdering"] == order
    assert list(REPLY_SCHEMA["properties"]) == order
    assert REPLY_SCHEMA["required"] == order


@pytest.mark.parametrize(
    "change",
    [
        {"answer": None},
        {"answer": "x" * (MAX_ANSWER_CHARACTERS + 1)},
        {"answer": "half a pair \ud83d"},
        {"confidence": "high"},
        {"confidence": 1.2},
        {"confidence": True},
        {"confidence": math.nan},
        {"id": 7},
        {"claims": {}},
        {"claims": [CLAIM] * (MAX_CLAIMS + 1)},
        {"claims": [{**CLAIM, "value": "-9.2"}]},
        {"claims": [{**CLAIM, "value": math.inf}]},
        {"claims": [{**CLAIM, "value": True}]},
        {"claims": [{**CLAIM, "value": 10**400}]},
        {"claims": [{**CLAIM, "metric": ""}]},
        {"claims": [{"metric": "loudness.integrated_lufs", "value": -9.2}]},
        {"claims": ["loudness"]},
    ],
)
def test_another_type_or_size_is_no_reply(change):
    assert read(json.dumps(REPLY | change)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It is −9.2 LUFS.",
        "[]",
        "null",
        json.dumps(REPLY)[:-1],
        "Here you are: " + json.dumps(REPLY),
        json.dumps(REPLY) + " I hope this helps",
        '{"answer": "a", "answer": "b", "id": "", "claims": [], "confidence": 1}',
        "[" * 100_000,
    ],
)
def test_what_is_not_json_alone_is_no_reply(text):
    assert read(text) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["id", "claims", "answer", "confidence"]), _JSON)
def test_any_json_in_any_place_is_a_reply_of_the_right_types_or_none(name, value):
    draft = read(json.dumps(REPLY | {name: value}))
    if draft is not None:
        assert 0 <= draft.confidence <= 1
        assert all(math.isfinite(claim.value) for claim in draft.claims)
        assert len(draft.answer) <= MAX_ANSWER_CHARACTERS


@given(st.text(max_size=50))
def test_any_text_is_read_without_an_error(text):
    assert read(text) is None or json.loads(text)
