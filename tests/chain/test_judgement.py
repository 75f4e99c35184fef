"""A reply is shown only where everything about it holds, and kept only as a template."""

from __future__ import annotations

import json

import pytest

from lib.chain import advisor, confidence, entry, intent, matter, sharing
from lib.chain.judgement import judge
from lib.ports import Reply

QUESTION = "Is my track too loud for Spotify?"
CALIBRATION = confidence.load()


@pytest.fixture
def about(report):
    return shared(report)


def shared(report):
    asked = intent.understand(QUESTION)
    advice = advisor.advise(QUESTION, report, lang="en")
    found = sharing.of(QUESTION, asked, report, advice, language="en", uid="u", versions=("1",))
    assert found.shared
    return matter.shared(found.question, report, asked=asked, advice=found.advice, language="en")


def said(answer, *, claims=(), finish="stop", identifier="x"):
    rows = [{"metric": c.metric, "value": c.value, "unit": c.unit} for c in claims]
    body = {"id": identifier, "claims": rows, "answer": answer, "confidence": 0.9}
    return Reply(json.dumps(body), finish, 100, 50)


def test_the_rules_own_answer_may_be_shown(about):
    judged = judge(said(about.advice, claims=about.claims), about, calibration=CALIBRATION)

    assert judged.faults == ()
    assert judged.checked.answer == about.advice
    assert judged.confidence > 0.8


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (said("It measures −3.3 LUFS."), "unclaimed-figure"),
        (said("Fine.", finish="length"), "length"),
        (said("Fine.", finish="refused"), "refused"),
        (Reply("It is fine.", "stop", 1, 1), "no-reply"),
        (said("Fine.", identifier="y"), "wrong-id"),
        (said("Yes. It is fine."), "yes-or-no"),
        (said("It is too quiet for Spotify."), "wrong-verdict"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_reason(about, reply, fault):
    judged = judge(reply, about, calibration=CALIBRATION, identifier="x")

    assert judged.checked is None
    assert judged.confidence == 0.0
    assert fault in judged.faults


@pytest.mark.parametrize(("begin", "fault"), [("Yes", "wrong-verdict"), ("No", None)])
def test_a_yes_to_what_all_ask_alike_is_refused_where_the_rules_say_no(begin, fault, report):
    asked = intent.understand("Does the track pass on YouTube?")
    advice = advisor.advise("Does the track pass on YouTube?", report, lang="en")
    about = matter.shared(
        "Does the track pass on YouTube?", report, asked=asked, advice=advice, language="en"
    )
    assert advice.answer.startswith("No.")

    judged = judge(said(f"{begin}. The true peak is high."), about, calibration=CALIBRATION)

    assert judged.faults == (() if fault is None else (fault,))


def test_a_judgement_says_what_its_confidence_rests_on(about):
    judged = judge(said(about.advice, claims=about.claims), about, calibration=CALIBRATION)

    assert (judged.signals.overlap, judged.signals.verdict) == (1.0, "same")
    assert judged.confidence == CALIBRATION.confidence(judged.signals)


def test_an_answer_without_a_verdict_may_be_shown_and_is_not_kept_for_others(about):
    claim = about.claims[0]
    mute = said(f"{claim.text}.", claims=about.claims)
    judged = judge(mute, about, calibration=CALIBRATION)
    least = CALIBRATION.threshold.kept

    assert judged.checked is not None
    assert judged.signals.verdict == "silent"
    assert entry.make(judged, about, role="senior", least=least) is None
    assert entry.make(judged, about, role="senior") is not None


def test_a_kept_verdict_is_not_shown_for_a_track_that_it_is_not_true_of(about, make_report):
    judged = judge(said(about.advice, claims=about.claims), about, calibration=CALIBRATION)
    kept = entry.make(judged, about, role="junior")
    quiet = shared(make_report(loudness__integrated_lufs=-20.0))

    assert entry.read(kept, quiet, intent="too_loud") is None


def test_a_kept_answer_comes_back_with_another_tracks_own_numbers(about, make_report):
    judged = judge(said(about.advice, claims=about.claims), about, calibration=CALIBRATION)
    kept = entry.make(judged, about, role="junior")
    other = make_report(loudness__integrated_lufs=-8.98)
    another = shared(other)

    told = entry.read(kept, another, intent="too_loud")

    assert "9.0 LUFS" in told.answer
    assert "9.2 LUFS" not in told.answer
    assert {claim.value for claim in told.claims} <= {claim.value for claim in another.claims}
    assert (told.tier, told.intent) == ("junior", "too_loud")


@pytest.mark.parametrize("text", ["", "{}", '{"tier": "rules", "confidence": 1, "text": ""}', "[]"])
def test_an_entry_that_is_none_is_not_shown(about, text):
    assert entry.read(text, about, intent="x") is None


def test_what_may_not_be_shown_is_not_kept(about):
    judged = judge(said("It measures −3.3 LUFS."), about, calibration=CALIBRATION)

    assert entry.make(judged, about, role="junior") is None
