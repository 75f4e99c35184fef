"""Questions in both languages come to the intent that a producer means."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain import language, quantities
from lib.chain.advisor import advise
from lib.chain.intent import INTENTS, understand
from lib.chain.quantities import Quantities

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
    ("do I have enough headroom?", "headroom"),
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
    ("falta grave?", "low_end"),
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
    ("valeu!", "thanks"),
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
    ("quanto de headroom sobrou?", "headroom"),
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
    # does it fit a platform, a figure in the question, what the file can't show
    ("Does it pass EBU R128?", "fit"),
    ("Passa na norma de TV?", "fit"),
    ("Is this OK for broadcast?", "fit"),
    ("pronta pra balada?", "fit"),
    ("Is it ready for the club?", "fit"),
    ("Meu máster tá no nível certo pro Deezer?", "fit"),
    ("nível certo pro Deezer?", "targets"),
    ("Amazon music loudness limit?", "targets"),
    ("Is my bass not loud enough?", "low_end"),
    ("o grave não tá alto o suficiente?", "low_end"),
    ("Preciso cortar algo em 300 Hz?", "frequency"),
    ("Should I cut at 3 kHz?", "frequency"),
    ("tem sobra em 2,5k?", "frequency"),
    ("Posso subir o volume 3 dB sem clipar?", "headroom"),
    ("Can I push the limiter 2 dB more?", "headroom"),
    ("posso aumentar o grave 3 dB?", "low_end"),
    ("Is -14 LUFS right for me?", "level_choice"),
    ("-9 LUFS é alto demais?", "level_choice"),
    ("Is 48 kHz better?", "metric"),
    ("Vai distorcer quando virar MP3?", "true_peak"),
    ("Compare with the reference", "tonal_balance"),
    ("compara com a referência", "tonal_balance"),
    ("pico antes do limiter?", "unknown"),
    ("what was the peak before the limiter?", "unknown"),
    ("Obrigado!", "thanks"),
    ("Thanks a lot!", "thanks"),
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


# The same for platforms, figures, headroom and what the file can't show.
MORE_PARAPHRASES = [
    ("would this pass a TV station's loudness check?", "fit", "en"),
    ("atende à EBU R128?", "fit", "pt-BR"),
    ("meu som serve pra rádio?", "fit", "pt-BR"),
    ("good to play at a festival or club?", "fit", "en"),
    ("posso mandar pro Spotify assim?", "fit", "pt-BR"),
    ("is the level fine for Apple Music?", "fit", "en"),
    ("does it meet broadcast specs", "fit", "en"),
    ("tá nos conformes pra televisão?", "fit", "pt-BR"),
    ("how much room do I have before clipping?", "headroom", "en"),
    ("how many dB can I still add?", "headroom", "en"),
    ("dá pra subir mais 4 dB?", "headroom", "pt-BR"),
    ("quantos dB de folga eu tenho?", "headroom", "pt-BR"),
    ("could I add 1.5 dB of gain?", "headroom", "en"),
    ("consigo empurrar mais 2 dB no limiter?", "headroom", "pt-BR"),
    ("is there a bump around 250 Hz?", "frequency", "en"),
    ("tem muito em 400 Hz?", "frequency", "pt-BR"),
    ("what's going on at 5k?", "frequency", "en"),
    ("reforço 10 kHz?", "frequency", "pt-BR"),
    ("notch something at 800 hz?", "frequency", "en"),
    ("should my master be -9 LUFS?", "level_choice", "en"),
    ("-14 LUFS é o certo?", "level_choice", "pt-BR"),
    ("will AAC encoding make it clip?", "true_peak", "en"),
    ("vai clipar no mp3?", "true_peak", "pt-BR"),
    ("is my kick masking the bass?", "low_end", "en"),
    ("o baixo e o bumbo estão se atropelando?", "low_end", "pt-BR"),
    ("o bumbo bate forte?", "low_end", "pt-BR"),
    ("isn't the bass too quiet?", "low_end", "en"),
    ("meu grave tá alto o suficiente?", "low_end", "pt-BR"),
    ("are the highs not loud enough?", "air", "en"),
    ("how close am I to the reference curve?", "tonal_balance", "en"),
    ("tá longe da referência?", "tonal_balance", "pt-BR"),
    ("how loud was it before mastering?", "unknown", "en"),
    ("quanto o limiter tá comendo, qual a redução de ganho?", "unknown", "pt-BR"),
    ("should I export at 96 kHz?", "metric", "en"),
    ("16 bits tá bom?", "metric", "pt-BR"),
    ("tem DC offset?", "metric", "pt-BR"),
    ("thank you so much!", "thanks", "en"),
    ("brigadão mano", "thanks", "pt-BR"),
    ("what does Tidal want in LUFS?", "targets", "en"),
    ("limite do youtube?", "targets", "pt-BR"),
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
    assert language.of(question, default=other) == expected


PORTUGUESE = """\
vai distorcer quando virar mp3?
ta estourando no refrao?
mano ta mt alto isso?
tem grave dms?
bate forte no carro?
o sub ta comendo o bumbo
da pra soltar assim?
preciso cortar 300 hz?
quanto de headroom sobrou
posso subir 2 db?
ta clipando?
ficou magro o som
embolou tudo
falta brilho
ta abafado ne
qual o lufs dela
cabe no spotify?
passa na tv?
vai tocar bem na balada?
some em mono?
a voz ta baixa
ta larga demais?
qual tom
quantos bpm
oq eu arrumo primeiro
como deixo mais alto sem distorcer
vlw mano
obrigado!
mexo no limiter?
comprimi demais
esmagou a dinamica?
o youtube vai abaixar?
serve pra deezer
nivel certo pro tidal?
ta pronta?
me explica lufs
o que e true peak
por que soa baixa no spotify
e o grave
tem chiado
ta aspera
agudo machucando
pico antes do limiter?
compara com a referencia
quais frequencias sobram?
minha mix ta boa?
lado esquerdo mais alto?
to passando de zero?
aguenta o paredao?
ficou bom no fone?
soa oco
ta sem peso
fecha em mono?
qual a duracao
16 ou 24 bits?
exportei em 48k, ruim?
quero mais pegada
tira o grave?
mete um high pass?
ta torto pra direita"""
ENGLISH = """\
will it distort as mp3?
is it clipping in the chorus?
bro is this too loud
too much bass?
does it slap in the car?
sub eating the kick
good to go?
cut 300 hz?
how much headroom left
can i push 2 db?
am i clipping?
sounds thin
it's all mush
needs sparkle
kinda muffled
whats my lufs
ok for spotify?
does it pass tv spec?
ready for the club?
does it vanish in mono?
vocals too quiet
too wide?
what key
bpm of this
what do i fix first
make it louder without distortion
thanks man
thank you
should i ease the limiter?
overcompressed?
did i squash it
will youtube turn it down
fits deezer?
right level for tidal?
is it done?
explain lufs
what is true peak
why so quiet on spotify
and the bass
any hiss
harsh?
highs hurt
peak before the limiter?
compare with the reference
which frequencies stick out
is my mix good?
left side louder?
going over zero?
survive a big system?
good on headphones?
sounds hollow
no weight
fold down ok?
how long is it
16 or 24 bit?
exported at 48k, bad?
want more punch
lose some low end?
add a high pass?
leaning to the right"""


@pytest.mark.parametrize("question", PORTUGUESE.splitlines())
def test_a_short_portuguese_question_without_accents_is_not_taken_for_english(question):
    assert language.of(question, default="en") == "pt-BR"


@pytest.mark.parametrize("question", ENGLISH.splitlines())
def test_a_short_english_question_is_not_taken_for_portuguese(question):
    assert language.of(question, default="pt-BR") == "en"


@pytest.mark.parametrize(
    ("question", "closed"),
    [
        ("Spotify?", False),
        ("Amazon music loudness limit?", False),
        ("louder??", False),
        ("e o grave", False),
        ("nível certo pro Deezer?", False),
        ("Is my bass not loud enough?", False),
        ("too loud?", True),
        ("tá alto?", True),
        ("pronta pra balada?", True),
        ("muddy?", True),
        ("why is it muddy?", False),
    ],
)
def test_a_bare_name_is_no_question_for_yes_or_no(question, closed):
    assert understand(question).closed is closed


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("cut at 3 kHz?", Quantities(hz=3000.0)),
        ("corta em 2,5k?", Quantities(hz=2500.0)),
        ("boost 1,200 Hz by 3 dB", Quantities(hz=1200.0, db=3.0)),
        ("tira 1.5dB?", Quantities(db=1.5)),
        ("is −14 LUFS ok?", Quantities(lufs=-14.0)),
        ("is 14 lufs ok?", Quantities(lufs=-14.0)),
        ("is 44.1 kHz ok?", Quantities(rate_hz=44100.0)),
        ("24-bit?", Quantities(bits=24.0)),
        ("-1 dBTP at 320 kbps, R128, 5 Hz, 900 dB", Quantities()),
    ],
)
def test_the_figures_that_a_question_names_are_read(question, named):
    assert quantities.read(question) == named


@pytest.mark.parametrize("default", ["en", "pt-BR"])
def test_a_question_of_no_language_gets_the_callers_default(default):
    assert language.of("LUFS?", default=default) == default
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
