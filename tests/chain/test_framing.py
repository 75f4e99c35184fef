"""A set of concepts means one thing, in whatever order and among whatever small talk it comes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain import framing
from lib.chain.intent import understand


@pytest.mark.parametrize(
    ("text", "platforms", "asks"),
    [
        ("should the bass come up", 0, "Should I boost the bass region?"),
        ("o grave ta comendo a mix", 0, "Is the bass region too strong{on}?"),
        ("is the bass hiding", 0, "Is the bass region too weak{on}?"),
        ("would xplatform lower this", 1, "Is the track too loud{on}?"),
        ("does it need more bass or is there enough", 0, "Is the bass region too weak{on}?"),
        ("cabe mais xdb", 0, "Can I raise the level by {db} dB?"),
        ("o sub esta com mais energia do que deveria", 0, "Is the sub bass region too strong{on}?"),
        ("is the image wider than it should be", 0, "Is the stereo image too wide?"),
        ("should it be louder", 0, "Is the track too quiet{on}?"),
        ("how did the mids come out", 0, "How is the mids region{on}?"),
    ],
)
def test_words_that_together_mean_one_thing_are_put_plainly(text, platforms, asks):
    assert framing.plainly(text, platforms=platforms) == asks


@pytest.mark.parametrize(
    "text",
    [
        "",
        "is it fine",
        "is the bass louder than the treble",
        "is the bass too loud in the chorus",
        "is the snare too loud",
        "tem grave demais ou de menos",
        "is it sibilant and too loud",
        "can i make the bass boomier",
        "is the bass cut",
        "is the mix wide or narrow",
        "how do i cut the bass",
        "is the key",
        "is the image wider than the last one",
        "can i make the bass louder",
    ],
)
def test_where_a_word_is_left_over_or_two_things_are_meant_there_is_no_plain_question(text):
    assert framing.plainly(text, platforms=0) is None


@pytest.mark.parametrize("words", [("mix", "kinda", "muddy"), ("grave", "demais", "tem"), ("lra",)])
def test_the_order_of_the_words_is_of_no_matter(words):
    found = {
        framing.plainly(" ".join(order), platforms=0) for order in itertools.permutations(words)
    }
    assert len(found) == 1


def test_of_several_names_that_begin_alike_the_longest_counts():
    assert framing.plainly("how would you describe the lows", platforms=0) == (
        "How is the bass region{on}?"
    )


def test_what_is_part_of_a_longer_name_is_no_concept_of_its_own():
    assert framing.plainly("how is my high end", platforms=0) == "How is the highs region{on}?"
    assert framing.plainly("are the low mids ok", platforms=0) == "How is the low mids region{on}?"


def test_every_plain_question_is_understood_as_something():
    for frame in framing.frames():
        asks = frame.asks.format(on="", names="Spotify and YouTube", hz="300", db="3")
        asks = asks.replace("pass?", "pass on Spotify?").replace("right?", "right for Spotify?")
        assert understand(asks).name != "unknown", asks


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abceilmorstuv xd", max_size=60), st.integers(0, 3))
def test_any_folded_text_is_read_without_failing(text, platforms):
    asks = framing.plainly(" ".join(text.split()), platforms=platforms)
    assert asks is None or asks in {frame.asks for frame in framing.frames()}
