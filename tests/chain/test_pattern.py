"""Patterns that are compiled when they are needed find what patterns find."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import ask  # noqa: F401  # all of the chain, and so all of its patterns
from lib.chain import beginnings
from lib.chain.pattern import Pattern

PATTERNS = [one for one in gc.get_objects() if isinstance(one, Pattern)]
# Text as people write it, in both languages.
QUESTIONS = re.findall(r'"([^"\n]{3,})"', Path(__file__).with_name("paraphrases.toml").read_text())
ITEMS = st.sampled_from(
    ["a", "b", "ab", "ba", "a?", "b*", "ab?", "(?:a|b)", "(?:ab|)", "(a)?", "(?P<n>b|a)", "[ab]",
     "[^a]", r"\w", r"\b", r"\.", ".", "^", "$", "(?=a)", "(?!b)", "(?<!a)", "(?i:a)", "a{0,2}",
     "b{2}", "a{1,2}?", "(?:a?b){2}", "(?:(?:b|a) )?", " ", "|", "|"]
)  # fmt: skip
TEXTS = st.text("abAB. ", max_size=12)


@st.composite
def regular(draw):
    pattern = "".join(draw(st.lists(ITEMS, max_size=6)))
    try:
        re.compile(pattern)
    except re.error:
        return "a"
    return pattern


@given(pattern=regular(), text=TEXTS, start=st.integers(0, 12))
def test_everything_found_is_what_re_finds_whatever_pattern_and_text(pattern, text, start):
    known = re.compile(pattern)

    def same(ours, theirs):
        assert (ours and ours.span()) == (theirs and theirs.span())

    same(Pattern(pattern).search(text), known.search(text))
    same(Pattern(pattern).search(text, start, 8), known.search(text, start, 8))
    same(Pattern(pattern).match(text), known.match(text))
    same(Pattern(pattern).match(text, start), known.match(text, start))
    same(Pattern(pattern).fullmatch(text), known.fullmatch(text))
    assert Pattern(pattern).findall(text) == known.findall(text)
    assert Pattern(pattern).split(text) == known.split(text)
    assert Pattern(pattern).sub("x", text) == known.sub("x", text)
    assert Pattern(pattern).sub("x", text, count=1) == known.sub("x", text, count=1)
    assert Pattern(pattern).subn("x", text) == known.subn("x", text)
    ours = [found.span() for found in Pattern(pattern).finditer(text, start)]
    assert ours == [found.span() for found in known.finditer(text, start)]


@given(pattern=regular(), text=TEXTS)
def test_what_is_found_begins_with_one_of_the_beginnings(pattern, text):
    found = re.search(pattern, text)

    assert found is None or text.startswith(beginnings.of(pattern), found.start())


def test_every_pattern_of_the_chain_finds_only_what_begins_as_it_says():
    texts = [text.casefold() for text in QUESTIONS[::7]]
    known = [one for one in PATTERNS if one._beginnings != beginnings.UNKNOWN]
    found = [
        (one, match)
        for one in known
        for match in (re.search(one.pattern, text) for text in texts)
        if match is not None and match[0]
    ]

    assert len(texts) > 100
    assert len(found) > 1000
    wrong = [one.pattern for one, match in found if not match[0].startswith(one._beginnings)]
    assert wrong == []


def test_most_patterns_of_the_chain_need_not_be_compiled_for_a_text_without_their_words():
    unused = [Pattern(one.pattern, one._flags) for one in PATTERNS]
    for one in unused:
        one.search("xqz")

    compiled = [one for one in unused if "_compiled" in one.__dict__]
    assert len(unused) > 250
    assert len(compiled) < len(unused) / 2


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        (r"\b(?:loud|quiet)\b", {"loud", "quiet"}),
        (r"(?<!\w)(?:very )?louder?", {"very ", "loude"}),
        (r"[ao]s? lado", {"a", "o"}),
        (r"\.wav|(?P<kind>flac)", {".", "flac"}),
        (r"(?i)loud", {""}),
        (r"loud|", {""}),
        (r"\w+ly", {""}),
    ],
)
def test_the_beginnings_of_a_pattern_are_read_from_it(pattern, begins):
    assert set(beginnings.of(pattern)) == begins
