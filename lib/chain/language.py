"""Which of the two languages a question is written in, by its words, endings and accents."""

from __future__ import annotations

import re
import unicodedata

from lib.chain.answer import Language
from lib.chain.pattern import Pattern


def of(question: str, *, default: Language) -> Language:
    """The likelier language of a question; `default` where both are as likely."""
    words = [word for word in folded(question).split() if word not in _TRADE]
    english = sum(1 for word in words if _is(word, _ENGLISH, _ENGLISH_ENDINGS))
    portuguese = sum(1 for word in words if _is(word, _PORTUGUESE, _PORTUGUESE_ENDINGS))
    portuguese += 2 * len(re.findall(r"[ãõçáéíóúâêôà]", question.lower()))
    if english == portuguese:
        return default
    return "en" if english > portuguese else "pt-BR"


def knows(word: str) -> bool:
    """Whether a folded word is one of those by which a language is told."""
    return word in _ENGLISH or word in _PORTUGUESE or word in _TRADE


def folded(question: str) -> str:
    """Lower case, no accents, words with single spaces between."""
    plain = unicodedata.normalize("NFKD", question.casefold())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


# Words that both speak, whatever their ending: they tell nothing.
_TRADE_WORDS = (
    "clipping mastering streaming limiter headroom master mastered mix mixing spotify deezer tidal "
    "youtube amazon apple music loudness lufs stereo mono sub kick beat drop low mid hi reverb "
    "delay bell shelf plugin plug sample rate bit bits wav mp3 flac eq true peak peaks punch "
    "sidechain groove single release feat radio dj club cd tv ebu r128 bpm db dbtp plr lra rms dc "
    "offset hz khz dither preset bus bounce export track upload standards high pass"
)
_TRADE = frozenset(_TRADE_WORDS.split())
# Words that only one of the two languages has; those of both are left out of both.
_ENGLISH_WORDS = (
    "the is my what whats how should does it its for too this that these those are can could will "
    "would why where when who which track song loud quiet i im ive am was were of to in on at "
    "with and or but not isn aren doesn don didn won t s first fix make made making enough end "
    "left right phone phones muddy harsh thin boomy hello hi hey thanks thank you your yo help "
    "sound sounds need tell define ready key width bass wide much many than good lack lacks "
    "missing boost cut turn up down any anything something there here have has had got get gets "
    "give show see hear all more most less louder softer better worse mine our out off over under "
    "between against from into after before if then just like about every each only really very "
    "bit still already be been being an did low lower higher top highs lows mids vocals "
    "vocal drums kick hard hit hits fight fighting passes push pull raise reduce add remove "
    "way thing things problem wrong dull bright narrow squashed crushed clip clips clipped "
    "distort distorts level levels limit platform platforms target work works survive play plays "
    "car speaker speakers bro dude gonna wanna gotta cant dont u ur pls plz pretty kinda hot long "
    "big whole file best worst biggest issue sibilant boxy pumping hiss headphones mean means "
    "explain difference needs fits fit wants want lose going done them they we he she chorus "
    "verse mush sparkle muffled without while next other others someone people heard feel feels "
    "lot bad new old same center"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_PORTUGUESE_WORDS = (
    "o os e que qual quais quanto quanta quantos quantas ta tah tao ficou muito mt mto muita "
    "muitos muitas pro pra pros pras para meu minha meus minhas nao n nd como eu devo na nas nos "
    "da dos das de um uma uns umas alto alta altos altas baixo baixa grave graves agudo agudos "
    "medio medios musica som faixa primeiro arrumo arrumar demais falta faltando sem tem tenho "
    "tava sobrando sobra embolado embolada magro magra abafado abafada estereo fase dinamica "
    "esmagado estourando estoura estourado ola oi opa eae ai ajuda pronto pronta esse essa isso "
    "este esta desse dessa nesse nessa aqui voce vc vcs ce mais menos tirar cortar aumentar "
    "diminuir subir abaixar baixar deixar botar mexer tom andamento pico largura clipando em "
    "funciona soa toca fica fico chiado aspero aspera plataforma plataformas valeu vlw flw "
    "obrigado obrigada brigado bom boa dia entre quando virar vira vai vou vao posso pode podem "
    "preciso precisa quero queria acho ate ja tb tbm tambem ainda se por pq porque porq onde com "
    "qnt qto oq oque eh ne mano cara tipo mesmo melhor pior certo certa serve norma passa passar "
    "passou arrebenta bate batendo peso pesado pegada voz caixa caixas carro celular fone fones "
    "balada pista festa ouvido ouvidos distorce distorcer distorcendo distorcido corpo brilho "
    "lama teto folga limite nivel alvo tocar lancar mandar subo sobe sumir antes depois perto "
    "longe ganho gravei sei diz fala mostra ver ouvir foi era sao ser tira poe bota bumbo baixao "
    "bagulho parada treta brigando brigar compara comparar referencia frequencia espectro cabe "
    "mexo mexe explica explicar ou mete meter ruim comendo refrao dela dele deles cabem quem "
    "ganha tudo nada algo alguma algum alguem coisa vez vezes gente nois aumento aumenta abaixa "
    "diminui levanta corto corta corte tiro ponho abro fecho fecha aberto larga largo estreito "
    "torto esquerda esquerdo direita direito dms tbem vdd blz nota precisando pelo pela pelos "
    "pelas ela ele eles elas outra outro outras outros"
)
_PORTUGUESE = frozenset(_PORTUGUESE_WORDS.split())
_ENGLISH_ENDINGS = Pattern(r"\w{2,}(?:ing|ly|ness|tion|ght|ck|[^aeio]ed)")
_PORTUGUESE_ENDINGS = Pattern(
    r"\w{2,}(?:cao|coes|[aei]ndo|inh[oa]s?|agem|mente|[ai]d[oa]s?|dade|ssao|ismo|ei|ou|oes|ao)"
)


def _is(word: str, words: frozenset[str], endings: Pattern) -> bool:
    if word in _ENGLISH or word in _PORTUGUESE:
        return word in words
    return endings.fullmatch(word) is not None
