"""The table of problems."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import errors
from lib.audio import sniff
from lib.web.problems import PROBLEMS, problem
from scripts import problems


def every_error(base: type = errors.ProductError) -> set[type]:
    return {one for sub in base.__subclasses__() for one in {sub, *every_error(sub)}}


def test_every_error_of_the_product_is_in_the_table():
    told_otherwise = {errors.Recorded, errors.AudioRefused}
    slugs = {error.slug for error in every_error() - told_otherwise}

    assert slugs <= set(PROBLEMS)


def test_every_refusal_of_audio_is_in_the_table():
    assert set(get_args(sniff.Reason)) <= set(PROBLEMS)


def test_the_committed_pages_are_those_of_the_table():
    assert problems.MARKDOWN.read_text() == problems.markdown(), "run ./scripts/docs"
    assert problems.PAGE.read_text() == problems.page(), "run ./scripts/docs"


def test_a_problems_type_leads_to_its_own_section():
    for slug in PROBLEMS:
        told = problem(slug, {}, language="en", request_id="r")
        assert told["type"] == f"/problems.html#{slug}"
        assert f'id="{slug}"' in problems.page()


@pytest.mark.parametrize("slug", PROBLEMS)
def test_both_languages_use_the_same_facts(slug):
    entry = PROBLEMS[slug]
    fields = [set(re.findall(r"{(\w+)}", " ".join(words))) for words in (entry.en, entry.pt)]

    assert fields[0] == fields[1]
    assert entry.en != entry.pt


@pytest.mark.parametrize("slug", PROBLEMS)
def test_a_detail_says_what_to_do_in_a_sentence(slug):
    for title, detail in (PROBLEMS[slug].en, PROBLEMS[slug].pt):
        assert not title.endswith(".")
        assert detail == "{problem}" or detail.endswith(".")


def test_numbers_are_written_as_the_language_writes_them():
    facts = {"expected_s": 240.5, "found_s": 120.25}

    told = problem("audio-truncated", facts, language="pt-BR", request_id="r")

    assert "acaba em 120,25 s" in told["detail"]
    assert told["found_s"] == 120.25


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_for_any_slug_and_facts_there_is_a_problem(slug, facts):
    told = problem(slug, facts, language="en", request_id="r")

    assert told["code"] in PROBLEMS
    assert told["status"] == PROBLEMS[told["code"]].status
