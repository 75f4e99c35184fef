"""The evaluation can tell right from wrong, and the chain stands up to it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain import confidence, models
from lib.chain.answer import Answer, Claim
from lib.offline.gemini_behaviour import Answer as Words
from lib.offline.gemini_server import FakeGemini
from scripts import evaluate
from scripts.evaluation import fitting, live, marking, questions, reach, scores, scripted, tracks
from scripts.evaluation import trial as trials

TRUTH = Answer(
    "No. The track measures −15.9 LUFS. Spotify will turn it up (+1.9 dB), to −14.0 LUFS.",
    (
        Claim("−15.9 LUFS", "loudness.integrated_lufs", -15.91, "LUFS"),
        Claim("+1.9 dB", "targets.0.gain_db", 1.91, "dB"),
    ),
    "rules",
    0.9,
    "too_loud",
)
REPORT = {
    "loudness": {"integrated_lufs": -15.91, "true_peak_dbtp": -3.4},
    "targets": [{"platform": "spotify", "gain_db": 1.91}],
}
PROMPT = """\
id: 0a1b2c3d
Facts (path = value unit, name):
loudness.integrated_lufs = -15.9 LUFS (Integrated loudness)
loudness.short_term_max_lufs = -12.2 LUFS (Maximum short-term loudness)
targets.0.gain_db = 1.9 dB (Spotify · gain applied)
A reading by fixed rules; its numbers hold, its point may be another: Something else.
The question:
<data>Is it too loud?</data>"""


def test_the_questions_are_many_and_no_wording_is_in_both_parts():
    parts = {part: questions.load(part) for part in ("seen", "unseen")}
    texts = {part: {(q.language, q.text) for q in found} for part, found in parts.items()}
    everything = [question for found in parts.values() for question in found]

    assert sum(not question.different for question in everything) >= 480
    assert sum(bool(question.different) for question in everything) >= 120
    assert not texts["seen"] & texts["unseen"]
    assert len(parts["unseen"]) / len(everything) >= 0.6
    for language in ("en", "pt-BR"):
        assert sum(question.language == language for question in everything) >= 300


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (TRUTH.answer, True),
        ("No. The track measures −15.9 LUFS.", True),
        ("The track measures −15.9 LUFS. Trust the meters here.", True),
        ("Yes. The track measures −15.9 LUFS.", False),
        ("No. The track measures −15.8 LUFS.", False),
        ("No. The track measures −15.9 LUFS. It is also dull.", False),
        ("No.", False),
        ("", False),
    ],
)
def test_an_answer_is_right_if_it_says_what_is_true_and_nothing_else(text, right):
    assert marking.is_right(text, TRUTH) is right


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("Nope, at −15.9 LUFS it is fine.", True),
        ("No, it sits at −15.9 LUFS.", True),
        ("Yes, −15.9 LUFS is a lot.", False),
    ],
)
def test_an_answer_in_its_own_words_is_held_to_the_verdict_and_the_metrics(text, agrees):
    assert marking.agrees(text, TRUTH.claims[:1], TRUTH) is agrees
    assert not marking.agrees(text, (), TRUTH)


def test_a_number_that_nothing_stands_behind_is_seen_and_so_is_a_claim_that_is_not_true():
    def false(text, *claims, also=()):
        return marking.false_figures(text, claims, REPORT, also=also)

    true, lie = TRUTH.claims[0], Claim("", "loudness.true_peak_dbtp", -1.0, "dBTP")

    assert false("It measures −15.9 LUFS.", true) == []
    assert false("It measures −15.9 LUFS.") == ["−15.9"]
    assert false("It measures -15.8 LUFS.", true) == ["-15.8"]
    assert false("Leave it.", lie) == ["loudness.true_peak_dbtp"]
    assert false("Aim for −14 LUFS.", also=["Spotify plays at −14.0 LUFS."]) == []
    assert false("No pico, 1:23, há 3,5 dB.", also=["3.5"]) == ["1:23"]


@settings(max_examples=50, deadline=None)
@given(st.floats(-60.0, 60.0).map(lambda x: round(x, 1)), st.sampled_from(["en", "pt-BR"]))
def test_every_figure_is_read_as_it_is_written(value, language):
    written = f"{value:.1f}".replace("-", "−")
    written = written.replace(".", ",") if language == "pt-BR" else written

    (found,) = marking.figures(f"Há {written} dB (v2) aqui.")

    assert found[:2] == (written, value)


def said(role, number):
    random = scripted.chance("test", number, role)
    return scripted.reply(role, "", PROMPT, truth=TRUTH, language="en", random=random)


@pytest.mark.parametrize(("role", "accuracy"), scripted.ACCURACY.items())
def test_a_scripted_model_is_right_as_often_as_it_is_said_to_be(role, accuracy):
    replies = [said(role, number) for number in range(600)]
    whole = [reply.finish == "stop" for reply in replies]
    right = [w and marking.is_right(r.answer, TRUTH) for w, r in zip(whole, replies, strict=True)]

    assert np.mean(right) == pytest.approx(accuracy, abs=0.04)
    assert [reply.manner == "right" for reply in replies] == right
    assert replies == [said(role, number) for number in range(600)]


def test_a_scripted_model_is_wrong_in_every_manner_and_always_replies_to_the_prompt():
    replies = [said("junior", number) for number in range(600)]

    manners = {reply.manner for reply in replies}
    assert manners >= {"false-figure", "false-claim", "another-metric", "opposite", "rambling"}
    assert manners >= {"beside-the-point", "broken-off"}
    for reply in replies:
        if reply.manner == "broken-off":
            assert reply.finish == "length"
        else:
            assert json.loads(reply.text)["id"] == "0a1b2c3d"


def test_a_scripted_model_knows_no_more_than_its_prompt():
    bare = "\n".join(line for line in PROMPT.splitlines() if "integrated" not in line)
    replies = [
        scripted.reply(
            "senior",
            "",
            bare,
            truth=TRUTH,
            language="en",
            random=scripted.chance("bare", number),
        )
        for number in range(100)
    ]

    assert "right" not in {reply.manner for reply in replies}
    assert "misled" in {reply.manner for reply in replies}


def test_a_fit_finds_the_weights_that_outcomes_were_drawn_with():
    random = np.random.default_rng(5)
    signals = np.column_stack([np.ones(6000), random.normal(size=(6000, 2))])
    weights = np.array([0.4, 1.5, -0.8])
    right = random.random(6000) < 1.0 / (1.0 + np.exp(-signals @ weights))

    assert fitting.regression(signals, right.astype(float)) == pytest.approx(weights, abs=0.12)


def outcomes(count):
    """Juniors whose stated certainty is worth half its log-odds, before a Senior at 95 %."""
    random = np.random.default_rng(6)
    found = []
    for _ in range(count):
        stated = float(random.uniform(0.05, 0.95))
        odds = 1.0 + 0.5 * math.log(stated / (1.0 - stated))
        right = bool(random.random() < 1.0 / (1.0 + math.exp(-odds)))
        seen = confidence.Signals(stated, 0.9, 1.0, "none")
        found.append(fitting.Pair(seen, right, bool(random.random() < 0.95), 3000))
    return found


def test_a_fitted_calibration_is_written_as_the_chain_reads_it_and_means_what_it_says(tmp_path):
    learned, kept = outcomes(2000), outcomes(4000)[2000:]
    file = tmp_path / "calibration.toml"

    file.write_text(fitting.text(fitting.fit(learned, today=trials.DAY.date())))
    fitted = confidence.load(file)

    pairs = [(fitted.confidence(pair.signals), pair.right) for pair in kept]
    assert scores.calibration_error(pairs) < 0.05
    assert fitted.outcomes == 2000
    # The Senior is worth asking about the doubtful, and about fewer once its budget runs out.
    assert fitted.threshold.full > 0.3
    assert fitted.threshold.empty <= fitted.threshold.full
    # What is kept is shown again and again: it must be the surest.
    assert fitted.threshold.full <= fitted.threshold.kept < 1.0


def test_outcomes_that_are_all_alike_are_not_fitted_to():
    alike = [pair for pair in outcomes(50) if pair.right]

    with pytest.raises(ValueError, match="all alike"):
        fitting.fit(alike, today=trials.DAY.date())


def test_the_calibration_error_is_the_gap_between_being_sure_and_being_right():
    assert scores.calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0.0)
    assert scores.calibration_error([(0.95, False)] * 5) == pytest.approx(0.95)
    assert scores.calibration_error([(0.95, True), (0.15, True)]) == pytest.approx(0.45)


@pytest.fixture(scope="module")
def reports():
    """Of made tracks that have little in common."""
    return tracks.reports(
        ["plain", "clipped", "muddy", "dull", "wide", "quiet", "out-of-phase", "loud-dull-narrow"]
    )


@pytest.fixture(scope="module")
def results(reports):
    """A small trial of the real chain: (results, counts)."""
    asked = [question for part in ("seen", "unseen") for question in questions.load(part)]
    put = trials.askings(asked, list(reports), count=150, seed=7)
    with contextlib.redirect_stderr(io.StringIO()):
        return asyncio.run(trials.run(put, reports, seed=7))


def test_made_tracks_have_the_faults_that_they_are_named_after(reports):
    found = {
        name: {finding["code"] for finding in report["findings"]}
        for name, report in reports.items()
    }

    assert not {"clipping", "muddy", "dull", "too_loud", "out_of_phase"} & found["plain"]
    for name, code in (
        ("clipped", "clipping"),
        ("muddy", "muddy"),
        ("dull", "dull"),
        ("quiet", "too_quiet"),
        ("out-of-phase", "out_of_phase"),
    ):
        assert code in found[name], name


def test_no_false_number_and_no_wrong_hit_is_shown_though_the_models_make_both(results):
    found = scores.score(*results, seed=7)
    chain, junior = found.policies[:2]

    assert found.false_figures == 0
    assert len(found.wrong_hits) == 0
    assert junior.false_figures > 0
    assert chain.accuracy > junior.accuracy
    assert found.asked == 150
    assert found.hits["intent"] + found.hits["exact"] > 0


def test_the_chain_is_nearly_as_good_as_its_senior_for_much_less(results):
    """With the slack that so few questions need; ./scripts/evaluate holds it to the measure."""
    found = scores.score(*results, seed=7)
    chain, _, _, senior = found.policies

    assert chain.accuracy >= senior.accuracy - evaluate.MOST_BEHIND - 0.03
    assert chain.micro_usd <= (evaluate.MOST_COST + 0.1) * senior.micro_usd


def test_what_was_spent_is_what_the_calls_cost(results):
    asked, counted = results

    assert sum(r.told.usage.cost_micro_usd for r in asked) == counted["cost_micro_usd"]
    assert sum(len(r.called) for r in asked) == counted["calls:junior"] + counted["calls:senior"]


def test_unseen_paraphrases_get_their_questions_answer_and_no_other_question_does(reports):
    chosen = [reports["muddy"], reports["loud-dull-narrow"]]

    found = reach.measure(questions.load("unseen"), chosen, models=models.load())
    # Numbers alone, so that no failure tells the questions to who writes the rules.
    share, mistaken = found.share, len(found.mistaken)

    assert share >= evaluate.LEAST_REACH
    assert mistaken == 0
    assert not found.strays


def test_real_models_are_asked_until_one_more_question_might_cost_too_much(reports):
    cap_usd = 0.03
    one = {"plain": reports["plain"]}
    put = trials.askings(questions.load("unseen"), ["plain"], count=100, seed=3)

    with FakeGemini(_loudness, keys=["key"]) as gemini:
        with contextlib.redirect_stderr(io.StringIO()):
            lived = asyncio.run(
                live.run(
                    put,
                    one,
                    environment={"GEMINI_API_KEYS": "key", "GEMINI_BASE_URL": gemini.url},
                    cap_usd=cap_usd,
                )
            )
        account = gemini.account(0)

    # The server's own count, at the lower of the two models' prices.
    spent = (0.30 * account.input_tokens + 2.50 * account.output_tokens) / 1e6
    assert 5 < len(lived) < 100
    assert 0 < sum(one.told.usage.cost_micro_usd for one in lived) <= cap_usd * 1e6
    assert 0 < spent <= cap_usd
    assert not [one for one in lived if one.false_figures]


def test_a_live_run_without_a_key_or_a_cap_asks_nobody(monkeypatch, capsys):
    monkeypatch.delenv("GEMINI_API_KEYS", raising=False)

    assert evaluate.main(["--live", "--cap-usd", "1"]) == 2
    assert "GEMINI_API_KEYS" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        evaluate.main(["--live"])


def _loudness(seen):
    """The loudness where the prompt has it; else words that are no reply."""
    found = re.search(r"^loudness\.integrated_lufs = (-?[\d.]+)", seen.message, re.MULTILINE)
    if found is None:
        return Words("No idea.")
    claim = {"metric": "loudness.integrated_lufs", "value": float(found[1]), "unit": "LUFS"}
    answer = f"The track measures {found[1]} LUFS."
    return Words(
        json.dumps({"id": "", "claims": [claim], "answer": answer, "confidence": 0.9}),
        thought_tokens=100,
    )
