"""What an answer says in words is held against the report, and silence is kept in doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain import verdict
from lib.chain.advisor import advise
from lib.chain.check import check
from lib.chain.reply import Draft, Stated

# The report of these tests: −9.2 LUFS, a true peak of 0.4 dBTP, clipped, low mids 4.4 dB over and
# air 6.1 dB under the reference, all else within; centred, wide enough, and whole in mono.
FALSE = [
    ("en", "There is far too little energy in the low mids."),
    ("en", "The low mids sit within the usual spread."),
    ("en", "Your low mids are fine."),
    ("en", "The low-mid range isn't too strong, leave it."),
    ("en", "The mix is not muddy at all."),
    ("en", "It's not muddy."),
    ("en", "The air band is in line with the reference curve."),
    ("en", "There is too much treble."),
    ("en", "The air is not lacking."),
    ("en", "The presence is too prominent."),
    ("en", "Your sub is missing."),
    ("en", "The bass is beyond the usual spread."),
    ("en", "There is a lack of bass."),
    ("en", "The master is too quiet for Spotify."),
    ("en", "YouTube will turn it up."),
    ("en", "It sits below the target of Apple Music."),
    ("en", "It isn't too loud for Tidal."),
    ("en", "The true peak is safely below the ceiling."),
    ("en", "The true peak stays within the usual limit."),
    ("en", "There is no clipping."),
    ("en", "The file isn't clipping."),
    ("en", "There is plenty of headroom."),
    ("en", "It falls apart in mono."),
    ("en", "The mix doesn't hold up in mono."),
    ("en", "The image is off-centre."),
    ("en", "It leans to the right."),
    ("en", "The mix is squashed."),
    ("en", "The tonal balance is close to the reference curve."),
    ("pt-BR", "Os médio-graves estão faltando."),
    ("pt-BR", "Os médio-graves estão dentro da variação usual."),
    ("pt-BR", "A mix não está embolada."),
    ("pt-BR", "Tem agudo demais."),
    ("pt-BR", "Não falta ar."),
    ("pt-BR", "O grave está sobrando."),
    ("pt-BR", "O sub está fora da variação usual."),
    ("pt-BR", "Está baixa demais para o Spotify."),
    ("pt-BR", "O Spotify vai aumentar o volume."),
    ("pt-BR", "O true peak está dentro do limite."),
    ("pt-BR", "A música não está clipando."),
    ("pt-BR", "A mix não aguenta em mono."),
    ("pt-BR", "Ela pende para a direita."),
    ("pt-BR", "A dinâmica não está saudável."),
    ("pt-BR", "O equilíbrio tonal está perto da referência."),
]
TRUE = [
    ("en", "The low mids are too strong, so the mix sounds muddy."),
    ("en", "The low mids stick out: they are above the reference."),
    ("en", "Your low end is fine, but there is too much low mid energy."),
    ("en", "Compared with the bass, the low mids are too thick."),
    ("en", "The air is missing; everything else is balanced."),
    ("en", "The highs are lacking."),
    ("en", "It sounds a bit dull."),
    ("en", "The bass is a little above the reference, and within the usual spread."),
    ("en", "The mids are slightly below the reference curve."),
    ("en", "The bass isn't too much."),
    ("en", "It is too loud for Spotify, which will turn it down."),
    ("en", "It sits above the target of YouTube."),
    ("en", "The true peak is over the usual ceiling."),
    ("en", "The track is clipping."),
    ("en", "There is no headroom left."),
    ("en", "The mix holds up in mono."),
    ("en", "The image is well centred."),
    ("en", "The dynamics are healthy."),
    ("pt-BR", "Os médio-graves estão sobrando."),
    ("pt-BR", "Está embolada, há médio-grave em excesso."),
    ("pt-BR", "Falta ar, e o grave está dentro da variação usual."),
    ("pt-BR", "Está alta demais para o Spotify, que vai abaixar."),
    ("pt-BR", "O true peak está acima do teto."),
    ("pt-BR", "A música está clipando."),
    ("pt-BR", "Não há headroom."),
    ("pt-BR", "Aguenta bem em mono."),
    ("pt-BR", "A dinâmica está saudável."),
]
SILENT = [
    ("en", "Is the bass too loud?"),
    ("en", "If you push the limiter, the bass gets too strong."),
    ("en", "A boost could make the air too much."),
    ("en", "Whether the mids are too strong is a matter of taste."),
    ("en", "Cut the bass a little until it sits right."),
    ("en", "In the chorus the bass is too strong."),
    ("en", "On small speakers the bass is missing."),
    ("en", "The vocals are too loud."),
    ("en", "Listen in mono and turn it down if it feels wrong."),
    ("en", "More than usual is a matter of style."),
    ("en", "The track measures −9.2 LUFS."),
    ("en", "The low mids are 4.4 dB from the reference."),
    ("en", "Fine details are lost on nobody."),
    ("en", "Most masters of this kind are too loud."),
    ("en", "Trust the meters here."),
    ("en", "The mids are neither thin nor not too strong."),
    ("pt-BR", "O grave está alto demais?"),
    ("pt-BR", "Se você aumentar, o grave fica alto demais."),
    ("pt-BR", "Um reforço pode deixar o ar em excesso."),
    ("pt-BR", "No refrão o grave está sobrando."),
    ("pt-BR", "A voz está alta demais."),
    ("pt-BR", "Corte um pouco ali, com um bell largo."),
    ("pt-BR", "Nada grave foi encontrado."),
    ("pt-BR", "A música mede −9,2 LUFS."),
    ("pt-BR", "Confie nos medidores aqui."),
]


def denials(text, report, language="en", *, advice=""):
    advised = verdict.read(advice, language=language)
    return [
        stand.words
        for stand in verdict.read(text, language=language)
        if verdict.denied(stand, report, advised=advised)
    ]


@pytest.mark.parametrize(("language", "text"), FALSE)
def test_what_the_report_denies_is_heard_however_it_is_put(language, text, report):
    assert denials(text, report, language)


@pytest.mark.parametrize(("language", "text"), TRUE)
def test_what_the_report_bears_out_is_recognised_and_not_denied(language, text, report):
    assert any(stand.subjects for stand in verdict.read(text, language=language))
    assert denials(text, report, language) == []


@pytest.mark.parametrize(("language", "text"), SILENT)
def test_where_nothing_is_said_of_the_whole_track_there_is_no_verdict(language, text):
    assert [stand for stand in verdict.read(text, language=language) if stand.subjects] == []


def test_what_stands_between_two_limits_may_be_called_either(make_report):
    edge = make_report(spectrum__balance__2__deviation_db=3.01)

    assert denials("The low mids are too strong.", edge) == []
    assert denials("The low mids are within the usual spread.", edge) == []
    assert denials("The low mids are lacking.", edge) != []


def test_a_slight_fault_is_none_that_the_report_must_know(make_report):
    mild = make_report(spectrum__balance__2__deviation_db=2.1)

    assert denials("The low mids are a bit too strong.", mild) == []
    assert denials("The low mids are too strong.", mild) != []


def test_the_next_sentence_is_about_what_the_last_one_named(report):
    assert denials("The low mids are +4.4 dB from the reference. That is not too much.", report)
    assert denials("Spotify plays at −14.0 LUFS. Your master is too quiet.", report)


def test_a_word_for_several_ranges_is_false_only_where_it_is_of_all(make_report):
    sub = make_report(spectrum__balance__0__deviation_db=6.2)

    assert denials("There is too much low end.", sub) == []
    assert denials("The low end is lacking.", sub) != []


def test_a_platform_that_turns_nothing_up_may_be_said_not_to(make_report):
    quiet = make_report(loudness__integrated_lufs=-20.0)

    assert denials("YouTube will not turn it up.", quiet) == []
    assert denials("YouTube will turn it down.", quiet) != []


@pytest.mark.parametrize(
    ("advice", "answer", "denied"),
    [
        ("By the measurements it is ready.", "It is not ready yet.", True),
        ("By the measurements it is not ready yet.", "The master is ready.", True),
        ("By the measurements it is nearly ready.", "It is not ready yet.", False),
        ("By the measurements it is nearly ready.", "It is ready.", False),
        ("By the measurements it is ready.", "It is nearly ready for release.", True),
        ("", "It is ready.", False),
    ],
)
def test_what_no_number_tells_is_held_against_the_rules_own_words(advice, answer, denied):
    assert bool(denials(answer, {}, advice=advice)) is denied


def test_where_the_report_does_not_tell_there_is_no_opinion():
    for language, text in FALSE:
        assert denials(text, {}, language) == []


@pytest.mark.parametrize("lines", [FALSE, TRUE])
def test_every_verdict_is_heard_the_same_in_streamed_sentences(lines):
    for language, text in lines:
        reader = verdict.Reader(language=language)
        assert reader.hear(text) == verdict.read(text, language=language)


@given(st.text(max_size=200), st.sampled_from(["en", "pt-BR"]))
def test_any_text_is_read_without_a_word(text, language):
    for stand in verdict.read(text, language=language):
        assert stand.places
        assert stand.words


CHANGES = [
    {},
    {"loudness__integrated_lufs": -20.0, "loudness__true_peak_dbtp": -6.0},
    {"loudness__integrated_lufs": -14.1, "loudness__true_peak_dbtp": -1.0},
    {"stereo__correlation": -0.4, "stereo__mono_loss_lu": 7.0, "stereo__width": 0.7},
    {"spectrum__balance__1__deviation_db": -7.0, "spectrum__balance__0__deviation_db": 9.0},
    {"dynamics__crest_db": 5.0, "loudness__plr_lu": 5.0, "stereo__balance_db": 4.0},
    {"dynamics__clipping__runs": 0, "dynamics__clipping__samples": 0},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_the_rules_own_answers_are_never_denied(changes, make_report):
    changed = make_report(**changes)

    for question, language in QUESTIONS:
        told = advise(question, changed, lang=language)
        assert denials(told.answer, changed, language) == [], told.answer


QUESTIONS = [
    ("Is it too loud for Spotify?", "en"),
    ("Does it pass on YouTube?", "en"),
    ("How is the tonal balance?", "en"),
    ("What should I fix first?", "en"),
    ("Is it ready to release?", "en"),
    ("Is it muddy?", "en"),
    ("Is there enough air?", "en"),
    ("Does it hold up in mono?", "en"),
    ("Is the stereo image wide enough?", "en"),
    ("Is it balanced left and right?", "en"),
    ("Is it over-compressed?", "en"),
    ("How much headroom is left?", "en"),
    ("Is it clipping?", "en"),
    ("Is the true peak ok?", "en"),
    ("Está alta demais para o Spotify?", "pt-BR"),
    ("Como está o equilíbrio tonal?", "pt-BR"),
    ("O que eu arrumo primeiro?", "pt-BR"),
    ("Está pronta para lançar?", "pt-BR"),
    ("Tem grave demais?", "pt-BR"),
    ("Falta ar?", "pt-BR"),
    ("Aguenta em mono?", "pt-BR"),
    ("Está clipando?", "pt-BR"),
    ("Está esmagada?", "pt-BR"),
    ("Quanto headroom sobra?", "pt-BR"),
]


@pytest.mark.parametrize(
    ("answer", "ok"),
    [
        ("The low mids are +4.4 dB from the reference curve: too much.", True),
        ("The low mids are +4.4 dB from the reference curve, within the usual range.", False),
    ],
)
def test_a_true_number_with_a_false_verdict_is_not_shown(answer, ok, report):
    claims = (Stated("spectrum.balance.2.deviation_db", 4.36, "dB"),)
    draft = Draft("q", claims, answer, 0.9)

    checked = check(draft, report, question="is it muddy?", language="en")

    assert checked.ok is ok
    assert [fault.code for fault in checked.faults] == ([] if ok else ["wrong-verdict"])
