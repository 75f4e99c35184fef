"""A streamed answer is let out as far as it is true, however it is cut into pieces."""

from __future__ import annotations

import itertools
import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain import advisor, numerals
from lib.chain.check import check
from lib.chain.plain import clean
from lib.chain.release import Release
from lib.chain.reply import read

CLAIMS = [{"metric": "loudness.integrated_lufs", "value": -9.18, "unit": "LUFS"}]
TRUE = "It measures −9.2 LUFS. That is loud 🎛 for streaming. Leave it."
QUESTIONS = [
    ("is it too loud for Spotify?", "en"),
    ("what should I fix first?", "en"),
    ("o que eu arrumo primeiro?", "pt-BR"),
    ("compare the platforms", "en"),
]


def text_of(answer, claims=CLAIMS, *, ascii_only=False):
    reply = {"id": "q", "claims": claims, "answer": answer, "confidence": 0.8}
    return json.dumps(reply, ensure_ascii=ascii_only)


def streamed(report, text, cuts, *, question="", language="en"):
    """All that came out, and the release itself."""
    release = Release(report, question=question, language=language)
    places = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    out = "".join(release.push(text[a:b]) for a, b in itertools.pairwise(places))
    return out, out + release.finish(), release


def test_a_true_answer_comes_sentence_by_sentence_and_whole_in_the_end(report):
    release = Release(report, question="", language="en")
    said = [release.push(mark) for mark in text_of(TRUE)]
    assert [part for part in said if part] == [
        "It measures −9.2 LUFS.",
        " That is loud 🎛 for streaming.",
    ]
    assert release.finish() == " Leave it."
    assert not release.stopped
    assert release.checked.ok


def test_a_sentence_with_a_false_figure_and_all_after_it_are_never_released(report):
    answer = "It measures −9.2 LUFS. Take 6 dB off. Leave it. Really."
    out, whole, release = streamed(report, text_of(answer), range(400))
    assert out == whole == "It measures −9.2 LUFS."
    assert release.stopped
    assert not release.checked.ok


def test_a_figure_is_not_released_before_all_of_it_is_there(report):
    release = Release(report, question="", language="en")
    begun = text_of("It measures −9.2 LUFS. Leave it.").index("9.2") + 1
    text = text_of("It measures −9.2 LUFS. Leave it.")
    assert release.push(text[:begun]) == ""
    assert release.push(text[begun : begun + 3]) == ""


def test_a_false_claim_lets_nothing_out(report):
    claims = [{"metric": "loudness.integrated_lufs", "value": -8.0, "unit": "LUFS"}]
    assert streamed(report, text_of(TRUE, claims), range(400))[:2] == ("", "")


def test_a_stream_that_breaks_off_keeps_its_last_sentence_to_itself(report):
    text = text_of(TRUE)
    for length in range(len(text) - 1):
        out, whole, release = streamed(report, text[:length], [length // 2])
        assert whole == out
        assert TRUE.startswith(out)
        assert release.stopped
        assert release.checked is None


def test_a_reply_with_its_answer_first_comes_as_a_whole(report):
    reply = {"answer": TRUE, "confidence": 0.8, "claims": CLAIMS, "id": "q"}
    out, whole, _ = streamed(report, json.dumps(reply), range(400))
    assert out == ""
    assert whole == TRUE


def test_the_word_answer_elsewhere_is_not_taken_for_the_answer(report):
    claims = [*CLAIMS, {"metric": "answer", "value": 1, "unit": '"answer":"x. y."'}]
    assert streamed(report, text_of(TRUE, claims), range(400))[1] == ""
    reply = {"id": "answer", "claims": CLAIMS, "answer": TRUE, "confidence": 1}
    assert streamed(report, json.dumps(reply), range(400))[1] == TRUE


@pytest.mark.parametrize("text", ["", "no json", "{", "[1,2", '{"answer": 3}', "```json\n{"])
def test_what_is_no_reply_lets_nothing_out(text, report):
    assert streamed(report, text, [1, 2])[1] == ""


def test_an_endless_reply_is_stopped(report):
    release = Release(report, question="", language="en")
    text = text_of(TRUE)
    release.push(text[: text.index("Leave") + 3])
    for _ in range(200):
        assert release.push("x" * 1000) == ""
    assert release.stopped


def spoilt(text, chance):
    """The same text with a digit, a sign or a piece of it changed."""
    places = [n for n, mark in enumerate(text) if mark.isdigit() or mark in "−.,"]
    place = chance.choice(places)
    other = chance.choice(["7", "９", "−", "+", "", "<b>", "\u200b", " ", ". ", "**"])
    return text[:place] + other + text[place + chance.randint(0, 1) :]


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    asked=st.sampled_from(QUESTIONS),
    ascii_only=st.booleans(),
    fenced=st.booleans(),
    cuts=st.lists(st.integers(0, 2000), max_size=60),
)
def test_for_any_reply_cut_in_any_way_only_a_true_beginning_is_released(
    seed, asked, ascii_only, fenced, cuts, make_report
):
    report = make_report()
    question, language = asked
    chance = random.Random(seed)
    advice = advisor.advise(question, report, lang=language)
    claims = [{"metric": c.metric, "value": c.value, "unit": c.unit} for c in advice.claims]
    answer = advice.answer if chance.random() < 0.4 else spoilt(advice.answer, chance)
    text = text_of(answer, claims, ascii_only=ascii_only)
    text = f"```json\n{text}\n```" if fenced else text
    text = text[: chance.randint(0, len(text))] if chance.random() < 0.2 else text
    out, whole, release = streamed(report, text, cuts, question=question, language=language)
    prose, draft = clean(answer), read(text)
    ok = draft is not None and check(draft, report, question=question, language=language).ok
    assert prose.startswith(out)
    assert prose.startswith(whole)
    assert (whole == prose) is ok
    assert release.stopped is not ok
    figures = numerals.read(whole, language=language, names=["PCM_24"])
    assert not any(math.isnan(figure.value) for figure in figures)
