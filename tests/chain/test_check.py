"""A reply is shown only if every claim, figure and key in it is the track's own."""

from __future__ import annotations

import pytest

from lib.chain import advisor, facts
from lib.chain.check import check
from lib.chain.reply import Draft, Stated

LOUDNESS = ("loudness.integrated_lufs", -9.18, "LUFS")
PEAK = ("loudness.true_peak_dbtp", 0.37, "dBTP")
SPOTIFY = ("targets.0.gain_db", -4.82, "dB")
DEEZER = ("targets.5.gain_db", -5.82, "dB")
AMAZON_LIMIT = ("targets.4.true_peak_limit_dbtp", -2.0, "dBTP")
MUD = ("spectrum.balance.2.deviation_db", 4.36, "dB")
RATE = ("file.sample_rate_hz", 44100, "Hz")
LENGTH = ("file.duration_s", 241.36, "s")
WIDTH = ("stereo.width", 0.143, "")
RUNS = ("dynamics.clipping.runs", 14, "")
CORRELATION = ("stereo.correlation", 0.714, "")


def held(report, answer, *claims, question="", language="en", advice=""):
    draft = Draft("q", tuple(Stated(*claim) for claim in claims), answer, 0.9)
    return check(draft, report, question=question, language=language, advice=advice)


def codes(checked):
    return [fault.code for fault in checked.faults]


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        ("It is −9.2 LUFS.", [LOUDNESS]),
        ("It is -9.18 LUFS.", [LOUDNESS]),
        ("It is about −9 LUFS.", [LOUDNESS]),
        ("It is - 9,2 LKFS.", [LOUDNESS]),
        ("It is minus nine point two LUFS.", [LOUDNESS]),
        ("Loudness: −9.2, true peak: 0.4 dB TP.", [LOUDNESS, PEAK]),
        ("Spotify will change it by −4.8 dB.", [SPOTIFY]),
        ("Spotify turns it down by 4.8 dB.", [SPOTIFY]),
        ("The low mids are 4.4 dB over the reference.", [MUD]),
        ("The low mids are +4.4 dB from the reference.", [MUD]),
        ("It runs at 44.1 kHz.", [RATE]),
        ("It runs at 44,100 Hz.", [RATE]),
        ("It lasts 4:01.", [LENGTH]),
        ("It lasts 4 min 1 s.", [LENGTH]),
        ("The sides carry 14% of the power.", [WIDTH]),
        ("It clips 14 times.", [RUNS]),
        ("It clips fourteen times.", [RUNS]),
        ("The correlation is 0.71.", [CORRELATION]),
        ("Keep the ceiling at −1 dBTP.", []),
        ("It is a fine mix.", []),
        ("An MP3 or the PCM_24 file by R 128 is fine.", []),
    ],
)
def test_true_answers_pass_however_their_numbers_are_spelled(answer, claims, report):
    assert codes(held(report, answer, *claims)) == []


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        ("It is 9.2 LUFS.", [LOUDNESS]),
        ("It is +9.2 LUFS.", [LOUDNESS]),
        ("It is −9.0 LUFS.", [LOUDNESS]),
        ("It is −9.8 LUFS.", [LOUDNESS]),
        ("It is −9.2 LU.", [LOUDNESS]),
        ("It is −9.2 dBTP.", [LOUDNESS]),
        ("It is −9.2 LUFS, 2x too loud.", [LOUDNESS]),
        ("It is −9.2 LUFS, I'd say 7 of 10.", [LOUDNESS]),
        ("Spotify will turn it up by 4.8 dB.", [SPOTIFY]),
        ("Spotify will change it by 4.8 dB.", [SPOTIFY]),
        ("The low mids are 4.4 dB below the reference.", [MUD]),
        ("It runs at 44.1 Hz.", [RATE]),
        ("It runs at 48 kHz.", [RATE]),
        ("It lasts 4:10.", [LENGTH]),
        ("It lasts 5 minutes.", [LENGTH]),
        ("The sides carry 41% of the power.", [WIDTH]),
        ("It clips fifteen times.", [RUNS]),
        ("Take six dB off.", []),
        ("Take half a dozen dB off.", []),
        ("Tire uns seis dB.", []),
        ("Take 6－7 dB off.", []),
        ("Take ⑥ dB off.", []),
        ("Take 6 dB off.", []),
        ("Take ６ dB off.", []),
        ("Take 6\u200b0 Hz off.", []),
        ("It is 1<b>4</b> LUFS.", []),
        ("The loudness range is nine.", []),
        ("It is XIV LUFS.", []),
        ("It is twice as loud.", []),
        ("Está o dobro do alvo.", []),
        ("It is three times too loud.", []),
        ("It is &#49;4 LUFS.", []),
        ("It peaks at 10² Hz.", []),
    ],
)
def test_a_figure_that_nothing_supports_is_found_out(answer, claims, report):
    assert "unclaimed-figure" in codes(held(report, answer, *claims))


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (("loudness.integrated", -9.18, "LUFS"), "unknown-metric"),
        (("loudness", -9.18, "LUFS"), "unknown-metric"),
        (("file.format", 3.0, ""), "unknown-metric"),
        (("targets.40.gain_db", -4.82, "dB"), "unknown-metric"),
        (("loudness.integrated_lufs", -9.1, "LUFS"), "wrong-value"),
        (("loudness.integrated_lufs", 9.18, "LUFS"), "wrong-value"),
        (("loudness.integrated_lufs", -9.18, "LU"), "wrong-unit"),
        (("loudness.integrated_lufs", -9.18, ""), "wrong-unit"),
        (("targets.0.gain_db", -4.82, "LUFS"), "wrong-unit"),
        (("file.sample_rate_hz", 44.1, "Hz"), "wrong-value"),
    ],
)
def test_a_claim_that_does_not_hold_is_a_fault(claim, code, report):
    assert codes(held(report, "It is fine.", claim)) == [code]


@pytest.mark.parametrize(
    "claim",
    [
        ("loudness.integrated_lufs", -9.2, "lkfs"),
        ("loudness.true_peak_dbtp", 0.4, "dB TP"),
        ("file.sample_rate_hz", 44.1, "kHz"),
        ("file.duration_s", 4, "min"),
        ("stereo.width", 14.3, "%"),
        ("dynamics.clipping.runs", 14, "runs"),
        ("targets[spotify].gain_db", -4.8, "dB"),
    ],
)
def test_a_claim_may_be_rounded_and_its_unit_spelled_otherwise(claim, report):
    checked = held(report, "It is fine.", claim)
    assert codes(checked) == []
    (told,) = checked.claims
    assert facts.number(report, told.metric) == told.value


def test_a_rounded_claim_does_not_let_a_wrong_figure_through(report):
    checked = held(report, "It is −9.0 LUFS.", ("loudness.integrated_lufs", -9.0, "LUFS"))
    assert codes(checked) == ["unclaimed-figure"]


def test_figures_of_the_question_may_be_repeated_but_never_measured(report):
    question = "can I push it 6 dB, to −5 LUFS?"
    assert held(report, "No, 6 dB would be too much.", question=question).ok
    assert held(report, "No: −5 LUFS would be too much.", question=question).ok
    for answer in ("Your track measures −5 LUFS.", "The loudness is −5 LUFS.", "It mede -5 LUFS."):
        assert not held(report, answer, question=question).ok
    assert not held(report, "No, 6 LUFS would be too much.", question=question).ok


def test_the_headroom_of_a_claimed_true_peak_may_be_told(make_report):
    report = make_report(loudness__true_peak_dbtp=-3.5)
    peak = ("loudness.true_peak_dbtp", -3.5, "dBTP")
    assert held(report, "You have 2.5 dB of headroom.", peak).ok
    assert not held(report, "You have 3.5 dB of headroom.", peak).ok
    assert not held(make_report(), "You have 2.5 dB of headroom.", PEAK).ok
    assert not held(report, "You have 3.0 dB of headroom.", peak).ok


@pytest.mark.parametrize(
    "answer",
    [
        "It is −14 LUFS.",
        "It's at −14 LUFS, below the target.",
        "Your track measures −14 LUFS.",
        "The true peak is −1.0 dBTP, so it is fine.",
        "True peak: −1.0 dBTP.",
        "A música mede −14 LUFS.",
        "O true peak é −1,0 dBTP.",
        "You have 3 dB.",
        "Cut 3 dB there.",
        "There is a range of 2.5 LU.",
    ],
)
def test_a_figure_of_the_trade_is_no_measurement_and_no_advice(answer, report):
    assert "unclaimed-figure" in codes(held(report, answer, language="en"))


@pytest.mark.parametrize(
    "answer",
    [
        "Most streaming plays at −14 LUFS.",
        "Keep the true peak at or below −1 dBTP.",
        "Set the limiter's ceiling to −1.0 dBTP.",
        "A spread of 3 dB is usual.",
        "A loudness range between 2.5 LU and 18 LU is normal.",
    ],
)
def test_a_figure_of_the_trade_may_be_told_as_a_rule_where_the_rules_tell_it(answer, report):
    assert held(report, answer, advice=answer).ok


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("Deezer normalises to −15 LUFS.", True),
        ("Spotify and YouTube play at −14 LUFS, Deezer at −15 LUFS.", True),
        ("Deezer normalises to −16 LUFS.", False),
        ("Spotify and Deezer play at −14 LUFS.", False),
    ],
)
def test_a_platforms_level_is_told_of_the_platforms_that_the_rules_tell_it_of(answer, right):
    advice = "Published levels: Spotify, YouTube −14 LUFS, Deezer −15 LUFS, Apple Music −16 LUFS."
    assert held({}, answer, advice=advice).ok is right


def test_a_platforms_level_is_not_the_tracks_though_the_track_measures_the_same(make_report):
    report = make_report(loudness__integrated_lufs=-15.43)
    advice = "Deezer plays at −15 LUFS. Your track measures −15.4 LUFS."
    claim = ("loudness.integrated_lufs", -15.43, "LUFS")

    found = held(report, advice, claim, advice=advice)

    assert found.ok
    assert [one.support.kind for one in found.held] == ["trade", "claim"]


def test_a_usual_figure_that_the_rules_do_not_tell_may_be_that_of_another_metric(report):
    answer = "A spread of 3 dB is usual."
    assert held(report, answer, advice="A spread of 3 dB is usual.").ok
    assert not held(report, answer, advice="A spread of 8 dB is usual.").ok


def test_a_platforms_sentence_uses_no_other_platforms_numbers(report):
    assert held(report, "Deezer changes it by −5.8 dB.", SPOTIFY, DEEZER).ok
    assert not held(report, "Deezer changes it by −4.8 dB.", SPOTIFY, DEEZER).ok
    assert not held(report, "On Deezer it is loud. It changes by −4.8 dB.", SPOTIFY, DEEZER).ok
    both = "Spotify changes it by −4.8 dB; Deezer by −5.8 dB."
    crossed = "Spotify changes it by −5.8 dB; Deezer by −4.8 dB."
    assert held(report, both, SPOTIFY, DEEZER).ok
    assert not held(report, crossed, SPOTIFY, DEEZER).ok
    for told, right in (("Deezer plays at −14 LUFS.", False), ("Deezer plays at −15 LUFS.", True)):
        assert held(report, told, advice=told).ok is right
    assert not held(report, "The limit on Spotify is −2.0 dBTP.", AMAZON_LIMIT).ok
    general = "On Deezer it is loud. Most streaming platforms change it by −4.8 dB."
    assert held(report, general, SPOTIFY, DEEZER).ok
    asked = "is it too loud for Deezer?"
    assert not held(report, "It changes by −4.8 dB.", SPOTIFY, question=asked).ok


def test_a_true_figure_that_was_not_claimed_is_claimed_if_it_can_only_be_one_number(report):
    checked = held(report, "The loudness range is 5.6 LU.")
    assert [claim.metric for claim in checked.claims] == ["loudness.range_lu"]
    assert checked.ok
    assert not held(report, "Something is at 5.6.").ok
    assert not held(report, "Something is 4 dB.").ok


@pytest.mark.parametrize(
    ("answer", "language", "right"),
    [
        ("The key is A minor.", "en", True),
        ("The key is Am, perhaps C major.", "en", True),
        ("In Camelot that is 8A.", "en", True),
        ("O tom é lá menor.", "pt-BR", True),
        ("A minor boost would do.", "en", True),
        ("A menor correlação fica no refrão.", "pt-BR", True),
        ("The key is A major.", "en", False),
        ("The key is F# minor.", "en", False),
        ("The key is B.", "en", False),
        ("In Camelot that is 9A.", "en", False),
        ("O tom é dó menor.", "pt-BR", False),
        ("Está em sol sustenido maior.", "pt-BR", False),
        ("Está em F# maior.", "pt-BR", False),
    ],
)
def test_a_key_that_is_named_is_the_tracks_own(answer, language, right, report):
    report["key"] = {
        "tonic": "A",
        "mode": "minor",
        "camelot": "8A",
        "runner_up": {"tonic": "C", "mode": "major", "camelot": "8B"},
    }
    checked = held(report, answer, language=language)
    assert checked.ok is right
    assert right or "wrong-key" in codes(checked)


def test_without_a_key_in_the_report_none_may_be_named(report):
    assert codes(held(report, "The key is A minor.")) == ["wrong-key"]


def test_an_answer_in_the_other_language_is_a_fault(report):
    text = "A música está muito alta para as plataformas e vai ser abaixada por elas."
    assert codes(held(report, text, language="en")) == ["wrong-language"]
    assert held(report, text, language="pt-BR").ok


def test_letters_of_another_script_are_a_fault(report):
    assert "wrong-language" in codes(held(report, "It is fоurteen loud."))


@pytest.mark.parametrize("answer", ["", "  ", "***", "![](http://example.com)", "<br>"])
def test_an_answer_that_says_nothing_is_empty(answer, report):
    assert codes(held(report, answer)) == ["empty"]


@pytest.mark.parametrize(
    "answer", ["Your track is loud and", "It is loud, so I would lower the", "Cut it,"]
)
def test_an_answer_that_breaks_off_is_cut_short(answer, report):
    assert codes(held(report, answer)) == ["cut-short"]


def test_a_short_answer_needs_no_full_stop(report):
    assert held(report, "−9.2 LUFS", LOUDNESS).ok


def test_the_answer_that_is_shown_is_clean(report):
    checked = held(report, "**It is** [−9.2 LUFS](http://example.com).", LOUDNESS)
    assert checked.ok
    assert checked.answer == "It is −9.2 LUFS."


def test_without_a_track_only_what_is_generally_true_passes():
    general = "Spotify plays at −14 LUFS; keep the peak at −1 dBTP."
    assert held({}, general, advice=general).ok
    assert not held({}, "Your track is at −9.2 LUFS.", LOUDNESS).ok


def test_a_finding_that_repeats_a_metric_is_claimed_as_that_metric(report):
    checked = held(report, "The true peak is 0.4 dBTP.", ("findings.0.value", 0.37, "dBTP"))
    assert [claim.metric for claim in checked.claims] == ["loudness.true_peak_dbtp"]


def test_the_rules_own_answers_pass(report):
    for question in ("is it muddy?", "compare the platforms", "o que eu arrumo primeiro?"):
        advice = advisor.advise(question, report, lang=None)
        claims = [(claim.metric, claim.value, claim.unit) for claim in advice.claims]
        language = "pt-BR" if question.startswith("o ") else "en"
        assert held(
            report,
            advice.answer,
            *claims,
            question=question,
            language=language,
            advice=advice.answer,
        ).ok
