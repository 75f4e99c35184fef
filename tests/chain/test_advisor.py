"""Every answer is tied to the track's numbers, in the language of the question."""

from __future__ import annotations

import copy
import random
import re
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.findings import findings
from lib.audio.rules import RULES
from lib.audio.targets import PLATFORMS, targets
from lib.chain import facts
from lib.chain.advisor import advise, sayable
from lib.chain.glossary import TERMS
from lib.chain.intent import INTENTS
from lib.chain.phrases import CONSTANTS, PHRASES, TARGETS
from lib.chain.tone import TOLERANCES
from lib.chain.vocabulary import TERMS as TERM_WORDS

# One question for each intent, and each tone in both directions.
ASKED = {
    "en": [
        "is it too loud for Spotify?",
        "is it too loud?",
        "is it loud enough for Apple Music?",
        "too quiet for the club?",
        "too loud for broadcast?",
        "what LUFS for Tidal?",
        "what LUFS should I aim for?",
        "compare the platforms",
        "is it clipping?",
        "is my true peak ok?",
        "is it muddy?",
        "is it harsh?",
        "is it sibilant?",
        "is it thin?",
        "is it dull?",
        "is it too bright?",
        "is it boomy?",
        "is it boxy?",
        "is my low end too loud for Spotify?",
        "should I boost the bass?",
        "should I cut the highs?",
        "how is the sub?",
        "how are the mids?",
        "does it have presence?",
        "how is the tonal balance?",
        "is it too wide?",
        "does it work in mono?",
        "is it balanced left and right?",
        "is the low end mono?",
        "is there any hum?",
        "is it over-compressed?",
        "what is my LUFS?",
        "what's the file format?",
        "what is my loudness range?",
        "what should I fix first?",
        "is it ready to release?",
        "what is LUFS?",
        "what is the bpm?",
        "what key is it in?",
        "does it pass EBU R128?",
        "is it ready for the club?",
        "Spotify?",
        "is −14 LUFS right for me?",
        "is −7 LUFS too loud for Deezer?",
        "should I cut at 3 kHz?",
        "is there too much at 400 Hz?",
        "how much headroom do I have?",
        "can I push the limiter 2 dB more?",
        "will it distort as an mp3?",
        "are kick and bass fighting?",
        "does the kick hit hard enough?",
        "is my bass not loud enough?",
        "what was the peak before the limiter?",
        "do I have DC offset?",
        "is 48 kHz better?",
        "is my file 24 bit?",
        "is my loudness range ok?",
        "compare with the reference",
        "thanks!",
        "hello",
        "help",
        "write me a poem",
    ],
    "pt-BR": [
        "tá muito alto pro spotify?",
        "tá muito alto?",
        "tá baixo demais pro apple music?",
        "quantos LUFS pro YouTube?",
        "qual o alvo de loudness?",
        "compare as plataformas",
        "tá clipando?",
        "o true peak tá bom?",
        "tá embolado?",
        "tá áspero?",
        "tem sibilância?",
        "tá magro?",
        "tá abafado?",
        "tá brilhante demais?",
        "tá retumbando?",
        "o grave tá alto demais pro spotify?",
        "devo aumentar o grave?",
        "devo cortar os agudos?",
        "como tá o sub?",
        "como está o equilíbrio tonal?",
        "o estéreo tá bom?",
        "funciona em mono?",
        "tá pendendo pra esquerda?",
        "o grave tá em mono?",
        "tem zumbido?",
        "tá esmagado?",
        "qual o meu LUFS?",
        "qual o formato do arquivo?",
        "o que eu arrumo primeiro?",
        "tá pronto pra lançar?",
        "o que é LUFS?",
        "qual o andamento?",
        "qual o tom da música?",
        "passa na norma de TV?",
        "pronta pra balada?",
        "-14 LUFS tá certo pra mim?",
        "preciso cortar algo em 300 Hz?",
        "posso subir o volume 3 dB sem clipar?",
        "quanto de headroom eu tenho?",
        "vai distorcer quando virar MP3?",
        "o bumbo está brigando com o baixo?",
        "pico antes do limiter?",
        "compara com a referência",
        "obrigado!",
        "oi",
        "ajuda",
        "quem ganhou o jogo?",
    ],
}
QUESTIONS = [(text, language) for language, texts in ASKED.items() for text in texts]


def said(answer, report, question=""):
    """Hold an answer to the law: claims are in the report, and numbers are claims.

    Beside them only figures of the trade, the question's own and the headroom that a claimed true
    peak leaves may be said.
    """
    assert answer.answer.strip()
    assert answer.tier == "rules"
    assert 0 <= answer.confidence <= 1
    assert answer.intent in INTENTS
    for claim in answer.claims:
        assert facts.number(report, claim.metric) == claim.value
        assert facts.holds(claim, report)
        assert claim.text
    known = sayable(question, answer.claims)
    assert not facts.unsupported(answer.answer, claims=answer.claims, constants=known)
    assert "{" not in answer.answer
    return answer.answer


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_every_answer_rests_on_the_report_and_speaks_the_questions_language(
    question, language, report
):
    answer = advise(question, report, lang=None)
    text = said(answer, report, question)
    assert answer == advise(question, report, lang=language)
    other = "pt-BR" if language == "en" else "en"
    assert text != said(advise(question, report, lang=other), report, question)


def test_all_intents_are_asked_for_in_these_tests(report):
    asked = {advise(question, report, lang=None).intent for question, _ in QUESTIONS}
    assert asked == set(INTENTS)


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_without_a_track_only_what_is_generally_true_is_said(question, language):
    answer = advise(question, None, lang=language)
    assert said(answer, {}, question)
    assert answer.claims == ()


def test_without_a_track_a_question_about_it_asks_for_one():
    assert "track first" in advise("is it clipping?", None, lang="en").answer
    assert "−14 LUFS" in advise("what LUFS for Spotify?", None, lang="en").answer


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    damage=st.floats(0, 1),
    asked=st.sampled_from(QUESTIONS),
    fresh=st.booleans(),
)
def test_any_report_with_any_numbers_missing_or_odd_gets_an_honest_answer(
    seed, damage, asked, fresh, make_report
):
    """`fresh` makes targets and findings anew from the odd numbers, else they are damaged too."""
    chance = random.Random(seed)
    base = make_report()
    if fresh:
        spoilt = spoil(base, chance, damage)

        spoilt["targets"] = targets(spoilt.get("loudness") or {})
        spoilt["findings"] = findings(spoilt)
    else:
        spoilt = spoil(base, chance, damage)
    question, language = asked
    said(advise(question, spoilt, lang=language), spoilt, question)


def spoil(node, chance, damage):
    """A copy with some leaves nulled, some replaced by other numbers and some left out."""
    if isinstance(node, dict):
        kept = (key for key in node if chance.random() > damage * 0.1)
        return {key: spoil(node[key], chance, damage) for key in kept}
    if isinstance(node, list):
        return [spoil(item, chance, damage) for item in node if chance.random() > damage * 0.1]
    if chance.random() > damage:
        return copy.copy(node)
    if isinstance(node, str):
        return chance.choice([None, node, "odd 7", ""])
    numbers = [None, None, 0, 0.0, chance.uniform(-80, 30), chance.uniform(-1e5, 1e5)]
    return chance.choice(numbers)


def test_an_empty_report_is_answered_too():
    for question, language in QUESTIONS:
        said(advise(question, {}, lang=language), {}, question)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("is it too loud for Spotify?", "Yes."),
        ("is it too loud for Spotify?", "Spotify will turn it down (−4.8 dB), to −14.0 LUFS."),
        ("is it loud enough for YouTube?", "Yes."),
        ("is it too quiet for Deezer?", "No."),
        ("tá muito alto pro spotify?", "O Spotify vai abaixar (−4,8 dB), para −14,0 LUFS."),
        ("is my low end too loud for Spotify?", "No. Bass (60 Hz to 250 Hz): +2.2 dB"),
        ("is my low end too loud for Spotify?", "Spotify will turn it down (−4.8 dB)"),
        ("is it muddy?", "Yes. Low mids (250 Hz to 500 Hz): +4.4 dB"),
        ("is it muddy?", "−2.0 dB at 315 Hz, Q 1.0"),
        ("tá abafado?", "Sim. Ar (agudos) (6000 Hz a 20000 Hz): −6,1 dB"),
        ("is it harsh?", "No."),
        ("is it clipping?", "Yes, it clips: 14 flat-topped peaks, 61 samples in all."),
        ("where does it clip?", "1:01"),
        ("what is my true peak?", "True peak: 0.4 dBTP."),
        ("qual o meu LUFS?", "Loudness integrado: −9,2 LUFS."),
        ("where is the loudest part?", "2:33"),
        ("does it work in mono?", "So it holds in mono."),
        ("is it balanced left and right?", "That is centred"),
        ("what should I fix first?", "First: True peak over the ceiling."),
        ("o que eu arrumo primeiro?", "Primeiro: True peak acima do teto."),
        ("is it ready?", "not ready yet"),
        ("what's the bpm?", "The tempo was not found with confidence, so I won't guess it."),
        ("qual o tom?", "O tom não foi encontrado com confiança"),
        ("is the vocal too loud?", "not one instrument or voice"),
        ("Thanks!", "You're welcome!"),
        ("Obrigado!", "De nada!"),
        ("does it pass EBU R128?", "No. The track measures −9.2 LUFS."),
        ("does it pass EBU R128?", "it still needs −13.8 dB."),
        ("passa na norma de TV?", "Não. A música mede −9,2 LUFS."),
        ("is this OK for broadcast?", "Broadcast (EBU) wants −23.0 LUFS, within 0.5 LU"),
        ("pronta pra balada?", "Não. A música mede −9,2 LUFS. Club / CD"),
        ("is it ready for the club?", "over its limit of 0.0 dBTP"),
        ("nível certo pro Deezer?", "O Deezer toca a −15,0 LUFS"),
        ("tá no nível certo pro Deezer?", "Não. A música mede −9,2 LUFS. O Deezer vai abaixar"),
        ("vai distorcer quando virar MP3?", "Sim. O true peak é 0,4 dBTP, acima"),
        ("is −14 LUFS right for me?", "Yes. −14 LUFS is the level of Spotify"),
        ("is −14 LUFS right for me?", "Your track measures −9.2 LUFS, louder than that."),
        ("is −7 LUFS too loud for Deezer?", "Yes. −7 LUFS is louder than"),
        ("is my track at −14 LUFS?", "No. −14 LUFS"),
        ("is 48 kHz better?", "No. The file runs at 44100 Hz"),
        ("is my file 24 bit?", "Yes. The file has 24 bit"),
        ("is my file 16 bit?", "No. The file has 24 bit"),
        ("do I have DC offset?", "No. The DC offset is 0.0000 of full scale; up to 0.001"),
        ("compare with the reference", "Low mids (250 Hz to 500 Hz): +4.4 dB"),
        ("pico antes do limiter?", "Não dá para saber"),
        ("preciso cortar algo em 300 Hz?", "Sim. Médio-graves (250 Hz a 500 Hz): +4,4 dB"),
        ("preciso cortar algo em 300 Hz?", "O terço de oitava em 315 Hz mede −20,6 dB"),
        ("should I cut at 400 Hz?", "Reducing it goes the right way"),
        ("should I cut at 10 kHz?", "I would not reduce it"),
        ("is there too much at 300 Hz?", "Yes."),
        ("will it snow?", "I can't answer that from the measurements."),
    ],
)
def test_an_answer_says_what_a_producer_needs_to_hear(question, part, report):
    assert part in said(advise(question, report, lang=None), report, question)


def test_boosting_what_is_already_too_much_is_advised_against(make_report):
    report = make_report(spectrum__balance__1__deviation_db=4.8)
    boost = said(advise("should I boost the bass?", report, lang="en"), report)
    cut = said(advise("should I reduce the bass?", report, lang="en"), report)
    assert "I would not boost it" in boost
    assert "Reducing it goes the right way" in cut
    assert "EQ" not in boost
    assert "Start with" in cut


def test_cutting_what_is_already_too_little_is_advised_against(make_report):
    report = make_report(spectrum__balance__1__deviation_db=-6.4)
    assert "Eu não reduziria" in said(advise("devo cortar o grave?", report, lang=None), report)
    assert "direção certa" in said(advise("devo aumentar o grave?", report, lang=None), report)


@pytest.mark.parametrize(
    ("lufs", "peak", "passes"),
    [
        (-23.0, -1.0, True),
        (-23.5, -3.0, True),
        (-22.5, -3.0, True),
        (-22.49, -3.0, False),
        (-22.4, -3.0, False),
        (-23.6, -3.0, False),
        (-23.0, -0.9, False),
        (-9.0, -1.5, False),
        (-27.0, -15.0, False),
    ],
)
def test_a_track_passes_the_broadcast_norm_by_level_and_peak(lufs, peak, passes, make_report):
    report = make_report(loudness__integrated_lufs=lufs, loudness__true_peak_dbtp=peak)
    for question, words in (
        ("Does it pass EBU R128?", ("Yes.", "No.")),
        ("Passa na norma de TV?", ("Sim.", "Não.")),
    ):
        text = said(advise(question, report, lang=None), report)
        assert text.startswith(words[0] if passes else words[1])


@pytest.mark.parametrize(
    ("question", "lufs", "peak", "start"),
    [
        ("is it ready for the club?", -8.0, -0.5, "Yes."),
        ("is it ready for the club?", -8.0, 0.4, "No."),
        ("is it ready for the club?", -16.0, -1.0, "No."),
        ("is it ok for Spotify?", -8.0, -1.1, "Yes."),
        ("is it ok for Spotify?", -8.0, -0.2, "No."),
        ("is it ok for Amazon?", -14.0, -1.1, "No."),
        ("is it at the right level for Spotify?", -8.0, -1.1, "No."),
        ("is it at the right level for Spotify?", -14.3, -1.1, "Yes."),
        ("is it ok for YouTube?", -20.0, -6.0, "No."),
    ],
)
def test_fitness_for_a_platform_follows_that_platforms_own_rules(
    question, lufs, peak, start, make_report
):
    report = make_report(loudness__integrated_lufs=lufs, loudness__true_peak_dbtp=peak)
    assert said(advise(question, report, lang="en"), report).startswith(start)


@pytest.mark.parametrize(
    "question",
    ["Spotify?", "Amazon music loudness limit?", "louder??", "mono?", "nível certo pro Deezer?"],
)
def test_a_bare_name_is_answered_without_yes_or_no(question, report):
    text = said(advise(question, report, lang=None), report)
    assert not text.startswith(("Yes", "No.", "Sim", "Não"))


@pytest.mark.parametrize("question", ["is it too loud?", "is it too loud for Spotify?", "louder??"])
def test_loudness_and_platform_are_said_once(question, report):
    text = said(advise(question, report, lang="en"), report)
    assert text.count("measures") == 1
    assert text.count("Spotify") == 1


def test_each_range_is_held_against_its_own_spread(make_report):
    report = make_report(
        spectrum__balance__0__deviation_db=8.69,
        spectrum__balance__1__deviation_db=0.19,
        spectrum__balance__2__deviation_db=-3.79,
    )
    muddy = said(advise("Está embolada?", report, lang=None), report)
    assert muddy.startswith("Não.")
    assert "−3,8 dB em relação à curva de referência, dentro da variação usual de 4,0 dB" in muddy
    low = said(advise("how is my low end?", report, lang="en"), report)
    assert "+0.2 dB from the reference curve, within the usual spread of 3.0 dB" in low
    assert "+8.7 dB from the reference curve, too much: the usual spread is 5.0 dB" in low


@settings(max_examples=80, deadline=None)
@given(
    deviations=st.lists(st.floats(-25, 25).map(lambda x: round(x, 2)), min_size=7, max_size=7),
    asked=st.sampled_from(["how is my low end?", "is it harsh?", "is it muddy?", "tonal balance"]),
)
def test_no_number_is_called_within_a_spread_that_it_exceeds(deviations, asked, make_report):
    report = make_report()
    for row, deviation in zip(report["spectrum"]["balance"], deviations, strict=True):
        row["deviation_db"] = deviation
    report["findings"] = []
    rows = re.findall(
        r"([+−]?[\d.]+) dB from the reference curve, (within|too much|too little).*?([\d.]+) dB",
        said(advise(asked, report, lang="en"), report),
    )
    assert rows or asked == "tonal balance"
    for written, verdict, spread in rows:
        value = float(written.replace("−", "-"))
        if verdict == "within":
            assert abs(value) <= float(spread) + 1e-9
        else:
            assert abs(value) >= float(spread) - 1e-9
            assert (value > 0) is (verdict == "too much")


@pytest.mark.parametrize("lufs", [-9.18, -26.7])
def test_bass_that_is_not_loud_enough_is_about_the_bass(lufs, make_report):
    report = make_report(loudness__integrated_lufs=lufs)
    text = said(advise("Is my bass not loud enough?", report, lang=None), report)
    assert text.startswith("It is not lacking. Bass (60 Hz to 250 Hz): +2.2 dB")
    assert "LUFS" not in text
    report = make_report(spectrum__balance__1__deviation_db=-9.2)
    text = said(advise("Is my bass not loud enough?", report, lang=None), report)
    assert text.startswith("It is lacking. Bass (60 Hz to 250 Hz): −9.2 dB")


@pytest.mark.parametrize(
    "question",
    ["O bumbo está brigando com o baixo?", "Does the kick hit hard enough?"],
)
def test_what_band_levels_cannot_show_is_not_affirmed_or_denied(question, make_report):
    report = make_report(spectrum__balance__0__deviation_db=8.69)
    text = said(advise(question, report, lang=None), report)
    assert not text.startswith(("Yes", "No.", "Sim", "Não."))
    assert "can't be known" in text or "não dá para saber" in text
    assert "+8.7 dB" in text or "+8,7 dB" in text


def test_a_fault_whose_reverse_is_true_is_told_to_be_the_opposite(make_report):
    report = make_report(
        spectrum__balance__5__deviation_db=-12.65, spectrum__balance__6__deviation_db=3.7
    )
    question = "Tem chiado demais nos agudos, está áspero?"
    text = said(advise(question, report, lang=None), report)
    assert text.startswith("Não. É antes o contrário. Presença")


@pytest.mark.parametrize(
    ("peak", "question", "start", "part"),
    [
        (-15.28, "Quanto de headroom eu tenho?", "Do true peak", "14,3 dB de headroom"),
        (-15.28, "Posso subir o volume 3 dB sem clipar?", "Sim.", "Dá para somar 3 dB."),
        (-15.28, "Can I push the limiter 2 dB more?", "Yes.", "14.3 dB of headroom"),
        (-2.5, "Can I turn it up 3 dB?", "No.", "1.5 dB of headroom. 3 dB more does not fit"),
        (-4.0, "Can I turn it up 3 dB?", "Yes.", "3.0 dB of headroom"),
        (2.34, "Posso subir o volume 3 dB sem clipar?", "Não.", "já está 3,3 dB acima do teto"),
        (2.34, "do I have enough headroom?", "No.", "no headroom"),
    ],
)
def test_headroom_is_what_lies_between_peak_and_ceiling(peak, question, start, part, make_report):
    report = make_report(loudness__true_peak_dbtp=peak)
    text = said(advise(question, report, lang=None), report, question)
    assert text.startswith(start)
    assert part in text


def test_a_third_octave_that_stands_out_is_pointed_at(make_report):
    report = make_report(spectrum__balance__2__deviation_db=0.5, spectrum__bands__4__level_db=-15.0)
    text = said(advise("should I cut at 315 Hz?", report, lang="en"), report)
    assert "a narrow cut there may help" in text
    assert "ask for no cut" in text


def test_dc_offset_gets_a_verdict_and_a_remedy(make_report):
    report = make_report(dynamics__dc_offset=0.03)
    text = said(advise("Do I have DC offset?", report, lang="en"), report)
    assert text.startswith("Yes. The DC offset is 0.0300 of full scale")
    assert "high-pass" in text


def test_a_silent_file_is_called_silent_instead_of_measured(make_report):
    report = make_report(
        loudness__integrated_lufs=None,
        loudness__true_peak_dbtp=None,
        unavailable={"loudness.integrated_lufs": "silence", "loudness.true_peak_dbtp": "silence"},
    )
    for question in ("is it too loud for Spotify?", "what is my LUFS?", "is my true peak ok?"):
        answer = advise(question, report, lang="en")
        assert "the file is silent" in answer.answer
        assert answer.claims == ()
        assert answer.confidence < advise(question, make_report(), lang="en").confidence
    assert "o arquivo está em silêncio" in advise("qual o meu LUFS?", report, lang=None).answer


def test_a_range_that_could_not_be_measured_is_explained(make_report):
    report = make_report(
        unavailable={f"spectrum.balance.{n}.deviation_db": "silence" for n in range(7)}
    )
    for row in report["spectrum"]["balance"]:
        row["deviation_db"] = None
    assert "the file is silent" in said(advise("is it muddy?", report, lang="en"), report)


def test_a_mono_file_has_no_stereo_to_talk_about(make_report):
    report = make_report(
        stereo=dict.fromkeys(
            ("correlation", "correlation_min", "width", "balance_db", "mono_loss_lu")
        ),
        unavailable={f"stereo.{name}": "mono" for name in ("width", "balance_db", "mono_loss_lu")},
    )
    for question in ("is it too wide?", "does it work in mono?", "is the left louder?"):
        assert "the file is mono" in said(advise(question, report, lang="en"), report)


def test_a_mix_that_cancels_in_mono_is_told_so(make_report):
    report = make_report(stereo__mono_loss_lu=None, unavailable={"stereo.mono_loss_lu": "cancels"})
    text = said(advise("does it work in mono?", report, lang="en"), report)
    assert "cancel completely" in text
    assert "suffer in mono" in text


def test_tempo_and_key_are_told_once_they_are_measured(make_report):
    report = make_report(tempo={"bpm": 127.98}, key={"tonic": "F#", "mode": "minor"})
    assert "128.0 BPM" in said(advise("what's the bpm?", report, lang="en"), report)
    assert "F# menor" in said(advise("qual o tom?", report, lang="pt-BR"), report)


def test_a_tempo_or_a_key_that_was_not_found_is_told_with_its_reason(make_report):
    reasons = {"tempo.bpm": "no_pulse", "key": "no_tonality"}
    report = make_report(tempo={"bpm": None}, key=None, unavailable=reasons)
    assert "no steady pulse" in said(advise("what's the bpm?", report, lang="en"), report)
    assert "não há uma tonalidade clara" in said(
        advise("qual o tom?", report, lang="pt-BR"), report
    )


def test_a_track_without_findings_has_nothing_to_fix(make_report):
    report = make_report() | {"findings": []}
    assert "Nothing needs fixing" in advise("what should I fix first?", report, lang="en").answer
    assert "it is ready" in advise("is it ready?", report, lang="en").answer


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_the_numbers_of_peaks_over_full_scale_have_names_and_are_counts(language, make_report):
    region = {"start_s": 61.0, "end_s": 61.1, "true_peak_dbtp": 1.3}
    overs = {"threshold_dbtp": 0.0, "count": 140, "full_scale_count": 140, "regions": [region]}
    report = make_report(loudness__overs=overs, loudness__true_peak_dbtp=1.3)
    told = advise("what should I fix first?", report, lang=language).claims
    named = {claim.metric: claim.text for claim in told}
    assert named["loudness.overs.full_scale_count"].endswith(": 140")
    assert not [text for text in named.values() if "_" in text]


def test_a_finding_whose_text_says_a_number_it_does_not_carry_is_not_repeated(make_report):
    report = make_report()
    report["findings"][0]["fix"]["en"] = "Take 77.7 dB off."
    assert "77" not in said(advise("what should I fix first?", report, lang="en"), report)


def test_an_unsure_intent_is_told_with_less_confidence(report):
    sure = advise("is it clipping?", report, lang="en").confidence
    vague = advise("spotify", report, lang="en").confidence
    lost = advise("colourless green ideas", report, lang="en").confidence
    assert sure > 0.9 > vague > lost
    assert lost < 0.3


def test_no_number_is_written_into_the_words():
    for phrase in (*PHRASES.values(), *TERMS.values()):
        for words in phrase:
            assert not facts.figures("".join(text for text, *_ in Formatter().parse(words)))


def test_both_languages_of_a_phrase_have_the_same_fields():
    for english, portuguese in (*PHRASES.values(), *TERMS.values()):
        fields = [
            sorted(field for _, field, _, _ in Formatter().parse(words) if field)
            for words in (english, portuguese)
        ]
        assert fields[0] == fields[1]


def test_each_term_that_is_recognised_is_explained():
    assert {name for name, _ in TERM_WORDS} == set(TERMS)


def test_the_published_levels_are_those_that_the_report_is_made_with():
    levels = {platform.slug: platform.target_lufs for platform in PLATFORMS}
    assert {slug: CONSTANTS[name][0] for slug, (_, name) in TARGETS.items()} == levels
    assert {p.slug: p.name for p in PLATFORMS} == {s: name for s, (name, _) in TARGETS.items()}


def test_the_advisor_and_the_findings_draw_the_line_at_the_same_place():
    first = {(rule.metric, rule.side): rule.steps[0][1] for rule in RULES}
    for band, (over, under) in TOLERANCES.items():
        metric = f"spectrum.balance.{band}.deviation_db"
        assert first.get((metric, "over"), CONSTANTS[over][0]) == CONSTANTS[over][0]
        assert first.get((metric, "under"), -CONSTANTS[under][0]) == -CONSTANTS[under][0]
    for metric, side, name in (
        ("loudness.true_peak_dbtp", "over", "c_ceiling"),
        ("loudness.plr_lu", "under", "c_plr_floor"),
        ("dynamics.crest_db", "under", "c_crest_floor"),
        ("stereo.correlation", "under", "c_correlation"),
        ("stereo.mono_loss_lu", "over", "c_mono_loss"),
        ("stereo.width", "over", "c_width"),
        ("stereo.width", "under", "c_narrow"),
        ("stereo.balance_db", "away", "c_balance"),
        ("dynamics.dc_offset", "away", "c_dc"),
        ("file.sample_rate_hz", "under", "c_rate"),
        ("file.bit_depth", "under", "c_bits"),
    ):
        assert first[metric, side] == CONSTANTS[name][0]
