"""Questions in both languages come to the intent that a producer means."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain.advisor import advise
from lib.chain.intent import INTENTS, language, understand

QUESTIONS = [
    # loud and quiet
    ("is it too loud for Spotify?", "too_loud"),
    ("Will YouTube turn my song down?", "too_loud"),
    ("is my track too loud?", "too_loud"),
    ("tá muito alto pro spotify?", "too_loud"),
    ("Está alto demais para o YouTube?", "too_loud"),
    ("o spotify vai abaixar minha música?", "too_loud"),
    ("ta alto pro tidal", "too_loud"),
    ("minha track tá muito alta?", "too_loud"),
    ("is it too quiet?", "too_quiet"),
    ("Is my master loud enough for Apple Music?", "too_quiet"),
    ("tá muito baixo?", "too_quiet"),
    ("o volume tá baixo demais pro deezer?", "too_quiet"),
    ("how do I make it louder?", "too_quiet"),
    ("como deixo com mais volume?", "too_quiet"),
    ("tá baixinho né", "too_quiet"),
    # targets
    ("what LUFS should I aim for?", "targets"),
    ("what loudness does Spotify want?", "targets"),
    ("quantos LUFS pro YouTube?", "targets"),
    ("qual o volume ideal para o Apple Music?", "targets"),
    ("what's a good LUFS for streaming?", "targets"),
    ("qual o alvo de loudness?", "targets"),
    ("que LUFS devo mirar?", "targets"),
    ("what level should I master to?", "targets"),
    # platforms
    ("compare the platforms", "compare_platforms"),
    ("Spotify vs Apple Music", "compare_platforms"),
    ("what will each platform do to my track?", "compare_platforms"),
    ("qual a diferença entre Spotify e YouTube?", "compare_platforms"),
    ("o que cada plataforma vai fazer?", "compare_platforms"),
    ("como fica em todas as plataformas?", "compare_platforms"),
    # clipping and peaks
    ("is it clipping?", "clipping"),
    ("where does it clip?", "clipping"),
    ("does it distort?", "clipping"),
    ("tá clipando?", "clipping"),
    ("está estourando?", "clipping"),
    ("onde que tá estourado?", "clipping"),
    ("o som tá distorcendo?", "clipping"),
    ("is my true peak ok?", "true_peak"),
    ("are there intersample peaks?", "true_peak"),
    ("do I have enough headroom?", "true_peak"),
    ("o true peak tá bom?", "true_peak"),
    ("os picos estão muito altos?", "true_peak"),
    # tone
    ("is it muddy?", "muddy"),
    ("does the mix sound muddy?", "muddy"),
    ("tá embolado?", "muddy"),
    ("a mix tá embolando", "muddy"),
    ("how are my low mids?", "muddy"),
    ("tem muito médio-grave?", "muddy"),
    ("is it harsh?", "harsh"),
    ("it hurts my ears", "harsh"),
    ("tá áspero?", "harsh"),
    ("o som tá estridente", "harsh"),
    ("cansa o ouvido?", "harsh"),
    ("is it sibilant?", "sibilant"),
    ("are the vocals too essy?", "sibilant"),
    ("tem muita sibilância?", "sibilant"),
    ("a voz tá chiando", "sibilant"),
    ("is it thin?", "thin"),
    ("does it lack weight?", "thin"),
    ("tá magro?", "thin"),
    ("o som tá sem peso", "thin"),
    ("falta grave?", "thin"),
    ("is it dull?", "dull"),
    ("sounds muffled", "dull"),
    ("tá abafado?", "dull"),
    ("falta brilho?", "dull"),
    ("is it too bright?", "bright"),
    ("tá brilhante demais?", "bright"),
    ("is it boomy?", "boomy"),
    ("o som tá retumbando", "boomy"),
    ("does it sound boxy?", "boxy"),
    ("tá com som de encaixotado", "boxy"),
    ("is my low end too loud for Spotify?", "low_end"),
    ("how is my low end?", "low_end"),
    ("is there enough bass?", "low_end"),
    ("should I boost the bass?", "low_end"),
    ("should I reduce the bass?", "low_end"),
    ("como tá o grave?", "low_end"),
    ("tem grave demais?", "low_end"),
    ("o baixo tá alto?", "low_end"),
    ("devo cortar os graves?", "low_end"),
    ("is the sub too much?", "sub"),
    ("o sub tá exagerado?", "sub"),
    ("tem subgrave suficiente?", "sub"),
    ("too much treble?", "air"),
    ("como estão os agudos?", "air"),
    ("does it have presence?", "presence"),
    ("how are the mids?", "mid"),
    ("how is the tonal balance?", "tonal_balance"),
    ("como está o equilíbrio tonal?", "tonal_balance"),
    ("what does the spectrum look like?", "tonal_balance"),
    # stereo
    ("is it too wide?", "stereo_width"),
    ("how is the stereo image?", "stereo_width"),
    ("o estéreo tá bom?", "stereo_width"),
    ("tá muito aberto?", "stereo_width"),
    ("does it work in mono?", "mono"),
    ("any phase problems?", "mono"),
    ("tem problema de fase?", "mono"),
    ("funciona em mono?", "mono"),
    ("como soa no celular?", "mono"),
    ("is it balanced left and right?", "balance"),
    ("does it lean to one side?", "balance"),
    ("tá pendendo pra esquerda?", "balance"),
    ("tá centralizado?", "balance"),
    # dynamics
    ("is it over-compressed?", "dynamics"),
    ("did I squash it?", "dynamics"),
    ("how are the dynamics?", "dynamics"),
    ("tá esmagado?", "dynamics"),
    ("tem dinâmica?", "dynamics"),
    ("comprimi demais?", "dynamics"),
    ("tá sem pegada?", "dynamics"),
    # metrics
    ("what is my LUFS?", "metric"),
    ("what's the true peak of my track?", "metric"),
    ("how loud is my track?", "metric"),
    ("what is my stereo width?", "metric"),
    ("what's my loudness range?", "metric"),
    ("what's the sample rate?", "metric"),
    ("how long is the song?", "metric"),
    ("where is the loudest part?", "metric"),
    ("qual o meu LUFS?", "metric"),
    ("quantos LUFS tem minha música?", "metric"),
    ("qual o true peak da faixa?", "metric"),
    ("qual é o fator de crista?", "metric"),
    ("quanto tempo dura a música?", "metric"),
    ("qual o RMS?", "metric"),
    ("qual a taxa de amostragem?", "metric"),
    # overall
    ("what should I fix first?", "fix_first"),
    ("what's the biggest problem?", "fix_first"),
    ("what's wrong with my mix?", "fix_first"),
    ("how can I improve it?", "fix_first"),
    ("o que eu arrumo primeiro?", "fix_first"),
    ("por onde começo?", "fix_first"),
    ("qual o maior problema?", "fix_first"),
    ("o que posso melhorar?", "fix_first"),
    ("is it ready to release?", "ready"),
    ("is my master ok?", "ready"),
    ("tá pronto pra lançar?", "ready"),
    ("o master tá bom?", "ready"),
    ("me dá um resumo", "ready"),
    # terms, talk, what is not measured
    ("what is LUFS?", "define"),
    ("what does true peak mean?", "define"),
    ("explain LRA", "define"),
    ("o que é LUFS?", "define"),
    ("o que significa PLR?", "define"),
    ("qual a diferença entre LUFS e RMS?", "define"),
    ("hello", "greeting"),
    ("oi, tudo bem?", "greeting"),
    ("valeu!", "greeting"),
    ("help", "help"),
    ("o que você faz?", "help"),
    ("what's the bpm?", "tempo"),
    ("qual o andamento?", "tempo"),
    ("what key is it in?", "key"),
    ("qual o tom da música?", "key"),
    ("write me a poem", "unknown"),
    ("is the vocal too loud?", "unknown"),
    ("a guitarra tá muito alta?", "unknown"),
    ("quem ganhou o jogo ontem?", "unknown"),
    ("", "unknown"),
    ("???", "unknown"),
    # said otherwise
    ("will Spotify punish me for this loudness?", "too_loud"),
    ("is this going to get turned down on Tidal", "too_loud"),
    ("o youtube vai diminuir meu volume?", "too_loud"),
    ("passei do ponto no volume pro streaming?", "too_loud"),
    ("my song sounds quieter than other songs, why?", "too_quiet"),
    ("the track seems too soft next to others", "too_quiet"),
    ("por que minha música toca mais baixa que as outras?", "too_quiet"),
    ("how hot should I master for Deezer", "targets"),
    ("a que nível devo masterizar pra rádio?", "targets"),
    ("which streaming service changes my track the most?", "compare_platforms"),
    ("como cada serviço vai tocar minha faixa?", "compare_platforms"),
    ("do I hear clipping in the drop?", "clipping"),
    ("tem algum ponto que tá rachando?", "clipping"),
    ("will the mp3 encode overshoot because of my peaks?", "true_peak"),
    ("quanto de headroom sobrou?", "true_peak"),
    ("everything sounds cloudy in the low mids", "muddy"),
    ("sinto uma lama na mix", "muddy"),
    ("the top end is piercing", "harsh"),
    ("os médio-agudos estão agredindo", "harsh"),
    ("too many esses in the vocal", "sibilant"),
    ("os S da voz estão saltando", "sibilant"),
    ("there's no body to the track", "thin"),
    ("tá faltando corpo", "thin"),
    ("it sounds like there's a blanket over the speakers", "dull"),
    ("o som tá muito escuro", "dull"),
    ("is my kick and bass region overpowering?", "low_end"),
    ("posso dar mais grave?", "low_end"),
    ("should the 808 come down?", "sub"),
    ("is the image wide enough?", "stereo_width"),
    ("minha mix tá muito fechada no centro?", "stereo_width"),
    ("what happens when I sum it to mono", "mono"),
    ("vai sumir alguma coisa quando tocar em mono?", "mono"),
    ("is the right channel louder than the left?", "balance"),
    ("um lado tá mais alto que o outro?", "balance"),
    ("have I killed the transients?", "dynamics"),
    ("exagerei no limiter?", "dynamics"),
    ("give me the integrated loudness", "metric"),
    ("me fala o LRA da track", "metric"),
    ("what would you tackle first in this mix", "fix_first"),
    ("o que tá pior nessa mix?", "fix_first"),
    ("can I send this to the distributor?", "ready"),
    ("posso subir essa master?", "ready"),
    ("what's meant by crest factor", "define"),
    ("pra que serve o dither?", "define"),
    ("how many beats per minute is this", "tempo"),
    ("em que tom tá?", "key"),
    ("recommend me a compressor plugin to buy", "unknown"),
    ("me indica um bom fone", "unknown"),
]

# Written after the vocabulary and never used to tune it.
PARAPHRASES = [
    ("would streaming services lower my volume?", "too_loud"),
    ("did I push the level too far for youtube", "too_loud"),
    ("o apple music vai mexer no volume da minha faixa?", "too_loud"),
    ("my track gets lost next to others on the playlist, is it low?", "too_quiet"),
    ("tô com pouco volume comparado com o mercado", "too_quiet"),
    ("which LUFS number is right for Tidal?", "targets"),
    ("qual nível o deezer pede?", "targets"),
    ("rank the platforms for me", "compare_platforms"),
    ("am I going over zero anywhere?", "clipping"),
    ("ouvi uns estalos, tem distorção digital?", "clipping"),
    ("how far are my peaks from the ceiling", "true_peak"),
    ("o pico tá passando do limite?", "true_peak"),
    ("the guitars and keys are fighting, is there mud", "muddy"),
    ("tá tudo embaralhado nos graves médios", "muddy"),
    ("cymbals are ripping my head off", "harsh"),
    ("o agudo tá machucando", "harsh"),
    ("do I need a de-esser?", "sibilant"),
    ("preciso de mais corpo?", "thin"),
    ("feels weak down low", "thin"),
    ("needs more sparkle?", "dull"),
    ("falta um pouco de ar", "dull"),
    ("can I add low end?", "low_end"),
    ("tem muito bumbo?", "low_end"),
    ("does the sub shake too much", "sub"),
    ("are the sides too strong?", "stereo_width"),
    ("tá estreito o estéreo?", "stereo_width"),
    ("will it disappear on a bluetooth speaker in mono", "mono"),
    ("tá fora de fase?", "mono"),
    ("the left is heavier", "balance"),
    ("a direita tá mais forte?", "balance"),
    ("it feels flat and lifeless", "dynamics"),
    ("o master perdeu o punch", "dynamics"),
    ("tell me the crest factor of this file", "metric"),
    ("qual a duração?", "metric"),
    ("where do I begin with this mix?", "fix_first"),
    ("me diz o principal defeito", "fix_first"),
    ("thumbs up for release?", "ready"),
    ("já dá pra publicar?", "ready"),
    ("what do you mean by headroom", "define"),
    ("o que quer dizer correlação", "define"),
    ("is it 120 bpm?", "tempo"),
    ("what scale is this song in", "key"),
    ("what's the weather in São Paulo", "unknown"),
    ("qual o melhor microfone?", "unknown"),
]


@pytest.mark.parametrize(("question", "intent"), QUESTIONS)
def test_a_question_is_taken_for_what_it_means(question, intent):
    assert understand(question).name == intent


def test_most_paraphrases_that_nobody_tuned_for_are_understood():
    """34 of 44 when they were written; nine of the ten others got the honest refusal."""
    right = sum(understand(question).name == intent for question, intent in PARAPHRASES)
    assert right / len(PARAPHRASES) >= 0.75


@pytest.mark.parametrize(("question", "intent"), QUESTIONS[:160])
def test_accents_capitals_and_spaces_do_not_matter(question, intent):
    plain = question.translate(str.maketrans("áàâãéêíóôõúçÁÉ", "aaaaeeioooucAE"))
    assert understand(f"  {plain.upper()} ").name == intent


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        ("should I boost the bass?", "more"),
        ("should I reduce the bass?", "less"),
        ("I don't want to boost the bass", "less"),
        ("don't cut the highs?", "more"),
        ("devo aumentar o grave?", "more"),
        ("devo tirar grave?", "less"),
        ("não quero mais grave", "less"),
        ("is there too much bass?", None),
    ],
)
def test_the_direction_that_is_wished_for_is_told_apart(question, wish):
    assert understand(question).wish == wish


@pytest.mark.parametrize(
    ("question", "platforms"),
    [
        ("too loud for Spotify?", ("spotify",)),
        ("too loud for Apple Music?", ("apple_music",)),
        ("tá alto pra balada?", ("club_cd",)),
        ("ok for TV broadcast?", ("broadcast_ebu",)),
        ("spotify ou youtube?", ("spotify", "youtube")),
        ("too loud?", ()),
    ],
)
def test_platforms_are_found_by_their_usual_names(question, platforms):
    assert understand(question).platforms == platforms


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("is it too loud for Spotify?", "en"),
        ("tá muito alto pro spotify?", "pt-BR"),
        ("what is my LUFS?", "en"),
        ("qual o meu LUFS?", "pt-BR"),
        ("ta embolado?", "pt-BR"),
        ("is it muddy?", "en"),
        ("tem clipping?", "pt-BR"),
    ],
)
def test_the_language_of_a_question_is_recognised(question, expected):
    other = "en" if expected == "pt-BR" else "pt-BR"
    assert language(question, default=other) == expected


@pytest.mark.parametrize("default", ["en", "pt-BR"])
def test_a_question_of_no_language_gets_the_callers_default(default):
    assert language("LUFS?", default=default) == default
    assert advise("12 34", None, lang=None, default=default).answer


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_an_intent_and_a_strength_between_0_and_1(text):
    asked = understand(text)
    assert asked.name in INTENTS
    assert 0 <= asked.strength <= 1


@settings(max_examples=60, deadline=2000)
@given(st.lists(st.sampled_from([word for text, _ in QUESTIONS for word in text.split()])))
def test_any_jumble_of_the_trades_words_is_read_quickly(words):
    assert 0 <= understand(" ".join(words)[:500]).strength <= 1
