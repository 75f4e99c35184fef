"""A model is told the rules, the facts it may use, and the question as data."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain import advisor, intent, matter, prompts
from lib.chain.facts import number
from lib.chain.prompts import compose, most_tokens, turn

QUESTION = "Is my track too loud for Spotify?"


@pytest.fixture
def made(report):
    def make(question=QUESTION, *, language="en", kind=matter.private):
        asked = intent.understand(question)
        advice = advisor.advise(question, report, lang=language)
        return kind(question, report, asked=asked, advice=advice, language=language)

    return make


def paths(prompt):
    return re.findall(r"^([\w.]+) = ", prompt.message, re.MULTILINE)


def test_the_language_of_the_answer_is_ordered(made):
    assert (
        "Brazilian Portuguese"
        in compose("junior", made(language="pt-BR"), identifier="x").instructions
    )
    assert "in English" in compose("junior", made(), identifier="x").instructions


def test_every_fact_is_a_number_of_the_report(made, report):
    for question in (QUESTION, "Is it muddy?", "What do you think?", "Is it wide?"):
        told = paths(compose("junior", made(question), identifier="x"))
        assert told
        assert all(number(report, path) is not None for path in told), question


def test_a_question_about_a_platform_is_told_that_platform_alone(made):
    told = paths(compose("junior", made(), identifier="x"))

    assert {path.split(".")[1] for path in told if path.startswith("targets.")} == {"0"}


def test_a_shared_matter_holds_the_rules_own_numbers_and_nothing_else(made, report):
    about = made(kind=matter.shared)

    assert set(paths(compose("junior", about, identifier="x"))) == {
        claim.metric for claim in about.claims
    }
    assert "sha256" not in json.dumps(about.report)
    assert number(about.report, "stereo.width") is None
    for claim in about.claims:
        assert number(about.report, claim.metric) == number(report, claim.metric)


def test_a_shared_matter_can_be_asked_again_from_its_text(made):
    about = made(kind=matter.shared)

    assert matter.loads(matter.dumps(about)) == about


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"question": 1}', "null", "{" * 9000])
def test_text_that_is_no_matter_is_none(text):
    assert matter.loads(text) is None


@given(st.text(max_size=300))
def test_no_question_can_end_its_block(text):
    about = matter.private(
        text,
        {},
        asked=intent.understand("x"),
        advice=advisor.advise("x", None, lang="en"),
        language="en",
    )

    message = compose("junior", about, identifier="x").message
    assert message.count("<data>") == message.count("</data>") == 1
    assert message.endswith("</data>")


def test_the_newest_turns_that_fit_are_given_in_their_order(made):
    turns = [turn(f"question {n}", "x" * 400) for n in range(9)]

    told = compose("junior", made(), identifier="x", turns=turns).turns

    assert [speaker for speaker, _ in told] == ["user", "model"] * 3
    assert ["question 6" in told[0][1], "question 8" in told[-2][1]] == [True, True]


def test_what_is_reserved_covers_a_prompt_with_its_turns(made):
    about = made()
    turns = [turn("q" * 300, "a" * 400)] * 6
    prompt = compose("senior", about, identifier="12345678", turns=turns)
    characters = len(prompt.instructions) + len(prompt.message) + len(json.dumps(prompt.schema))
    characters += sum(len(text) for _, text in prompt.turns)

    taken, given = most_tokens("senior", about)
    # Two and a half characters to a token is less than either language has.
    assert taken >= characters / 3
    assert given == prompt.max_output_tokens


def test_without_a_track_there_are_no_facts(made):
    about = matter.private(
        "Is -14 LUFS still the right target?",
        {},
        asked=intent.understand("Is -14 LUFS still the right target?"),
        advice=advisor.advise("Is -14 LUFS still the right target?", None, lang="en"),
        language="en",
    )

    assert paths(compose("junior", about, identifier="x")) == []


def test_the_version_is_part_of_what_is_kept():
    assert prompts.PROMPT_VERSION
