"""What is shown is prose: nothing to click on, nothing hidden, no markup."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain.plain import clean, joined, sentences, split


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("Read [this](https://example.com/a.b).", "Read this."),
        ("![chart](data:image/png;base64,AAAA) It is fine.", "It is fine."),
        ("Go to https://example.com/x?y=1, then cut.", "Go to, then cut."),
        ("See www.example.org/path. Then cut.", "See. Then cut."),
        ("Try example.com/deal or shop.example.com.br now.", "Try or now."),
        ("Write to me@example.com today.", "Write to today."),
        ("javascript:alert(1) is gone.", "is gone."),
        ("data:text/html;base64,QQ== mailto:x@y.zz end.", "end."),
        ("<b>Bold</b> and <a href='x'>link</a>.", "Bold and link."),
        ("<script>alert(1)</script>Fine.", "Fine."),
        ("&lt;b&gt;Twice&lt;/b&gt; &amp;lt;i&amp;gt;over.", "Twice over."),
        ("**Bold**, *leaning*, __under__, `code`, ~~out~~.", "Bold, leaning, under, code, out."),
        ("# Title\n\nText.", "Title\nText."),
        ("1. Cut it.\n2. Boost it.", "• Cut it.\n• Boost it."),
        ("First do this. 1. Cut it.", "First do this. • Cut it."),
        ("- one\n* two\n+ three", "• one\n• two\n• three"),
        ("- 9,8 dB\n* 3 dB", "- 9,8 dB\n• 3 dB"),
        ("12\u200b4 BPM \u202eabc\u202c\u0007.", "124 BPM abc."),
        ("| a | b |\n|---|---|", "a b"),
        ("PCM_24 and F# minor, Q < 1.", "PCM_24 and F# minor, Q < 1."),
        (
            "It is −14 LUFS. True peak: 0,4 dBTP; 1:05.",
            "It is −14 LUFS. True peak: 0,4 dBTP; 1:05.",
        ),
        ("   ", ""),
        ("***", ""),
    ],
)
def test_markup_links_and_hidden_characters_go_and_prose_stays(text, prose):
    assert clean(text) == prose


_BITS = st.sampled_from(
    [
        "<",
        ">",
        "b",
        "</b>",
        "<script>",
        "](",
        "[",
        "]",
        ")",
        "(",
        "!",
        "http://",
        "www.",
        ".com",
        "a@b.co",
        "1.",
        "2)",
        "- ",
        "* ",
        "#",
        " ",
        "\n",
        ".",
        ". ",
        "&lt;",
        "&#49;",
        "`",
        "_",
        "**",
        "\u200b",
        "\u202e",
        "javascript:",
        "9,8 dB",
        "word",
        "<!--",
        "-->",
        "|",
        "|--|",
        "$",
        "\\",
        ";",
    ]
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_BITS, max_size=20).map("".join))


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_cleaning_again_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_nothing_to_click_on_or_hidden_is_left(text):
    prose = clean(text)
    assert not re.search(r"://|www\.\w|javascript:\w|\]\(|<[a-zA-Z/!]", prose)
    assert all(unicodedata.category(mark) not in ("Cc", "Cf") or mark == "\n" for mark in prose)


@settings(max_examples=120, deadline=None)
@given(_TEXTS, st.integers(0, 200))
def test_the_sentences_of_a_beginning_are_those_that_the_whole_begins_with(text, cut):
    begun = sentences(text[:cut], whole=False)
    assert joined(sentences(text)).startswith(joined(begun))
    assert sentences(text)[: len(begun)] == begun


@given(_TEXTS)
def test_no_character_is_lost_in_splitting(text):
    assert "".join(gap + raw for gap, raw in split(text)) == text
