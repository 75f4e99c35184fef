"""The one plain sentence that stands for every way of asking the same thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from lib.chain.answer import Language
from lib.chain.intent import TONES, Intent, understand
from lib.chain.phrases import TARGETS
from lib.chain.quantities import Quantities


def plain(asked: Intent) -> Intent:
    """What is asked without how it is put: no yes or no is expected, except where only that fits.

    An answer that tells the verdict in words is right for "is it thin?", "is it full enough?" and
    "how full is it?" alike.
    """
    kept = _KEPT.get(asked.name, ())
    fields = {name: getattr(asked, name) for name in (*kept, "platforms") if name != "closed"}
    if asked.name == "headroom" and not asked.named.db:
        fields["named"] = Quantities()  # "room up to 0 dB" is room
    if asked.name in TONES:
        fields["band"] = asked.band
    if asked.wish and (asked.name in TONES or asked.name == "frequency"):
        fields["side"] = None
    if asked.name == "targets" and (asked.level or asked.metric != _TRUE_PEAK):
        fields["metric"] = None
    if asked.name == "compare_platforms" and len(asked.platforms) >= _ALL_BUT_NAMED:
        fields["platforms"] = ()
    heard_there = asked.name in TONES or asked.name == "mono"
    if heard_there and asked.platforms == ("club_cd",):
        fields["platforms"] = ()  # it has no rule of its own for that
    if asked.name == "presence" and asked.side is None and not asked.wish:
        fields["side"] = "under"
    if asked.name == "fit" and asked.platforms == ("broadcast_ebu",):
        fields["level"] = False  # it is always about the level there
    if asked.name == "muddy" and asked.side is None and not asked.wish:
        fields["side"] = "over"  # who asks about the low mids fears mud
    return Intent(_name(asked), asked.strength, closed="closed" in kept, **fields)


def _name(asked: Intent) -> str:
    """The intent's name, or that of another by which the same range and side are asked about."""
    if asked.wish and asked.name in ("dull", "bright"):
        return "air"
    if asked.name == "air" and asked.side and not asked.wish:
        return "dull" if asked.side == "under" else "bright"
    return asked.name


def canonical(asked: Intent, *, language: Language) -> str | None:
    """The question in one sentence made of the intent alone; None where there is none for it."""
    meant = plain(asked)
    sentence = _sentence(meant, language)
    if sentence is None or not _means(sentence, replace(meant, strength=0.0)):
        return None
    return sentence


@lru_cache(maxsize=1024)
def _means(sentence: str, meant: Intent) -> bool:
    """Whether the sentence is understood as what it was made of."""
    return replace(plain(understand(sentence)), strength=0.0) == meant


# Who names so many means all of them.
_ALL_BUT_NAMED = 3
_TRUE_PEAK = "loudness.true_peak_dbtp"
# What of a question makes a difference to its answer, by intent.
_KEPT: dict[str, tuple[str, ...]] = {
    "too_loud": ("wish",),
    "too_quiet": ("wish",),
    "targets": ("metric",),
    "fit": ("level", "closed"),
    "level_choice": ("named", "side", "fine", "closed"),
    "frequency": ("named", "side", "wish"),
    "headroom": ("named",),
    "true_peak": ("codec",),
    "balance": ("lean",),
    "stereo_width": ("side",),
    "metric": ("metric",),
    "define": ("terms",),
    **dict.fromkeys(TONES, ("side", "wish")),
}

_Pair = tuple[str, str]
_SENTENCES: dict[str, _Pair] = {
    "clipping": ("Is the track clipping?", "A música está clipando?"),
    "dynamics": ("Are the dynamics squashed?", "A dinâmica está esmagada?"),
    "mono": ("Does the track hold up in mono?", "A música aguenta em mono?"),
    "tonal_balance": ("How is the tonal balance?", "Como está o equilíbrio tonal?"),
    "fix_first": ("What should I fix first?", "O que eu arrumo primeiro?"),
    "ready": ("Is the track ready to release?", "A música está pronta para lançar?"),
    "greeting": ("Hello!", "Olá!"),
    "thanks": ("Thanks!", "Obrigado!"),
    "bass_mono": ("Is the low end mono?", "O grave está em mono?"),
    "hum": ("Is there any hum?", "Tem zumbido?"),
    "help": ("What can you do?", "O que você faz?"),
    "tempo": ("What is the tempo of the track?", "Qual é o andamento da música?"),
    "key": ("What key is the track in?", "Qual é o tom da música?"),
}
_TOO_LOUD: dict[str | None, _Pair] = {
    None: ("Is the track too loud{on}?", "A música está alta demais{on}?"),
    "less": ("Should I turn the track down{on}?", "Devo abaixar a música{on}?"),
}
_TOO_QUIET: dict[str | None, _Pair] = {
    None: ("Is the track too quiet{on}?", "A música está baixa demais{on}?"),
    "more": ("How do I make the track louder{on}?", "Como deixo a música com mais volume{on}?"),
}
_TARGETS: dict[str | None, _Pair] = {
    None: ("Which LUFS should I aim for{on}?", "Quantos LUFS devo mirar{on}?"),
    _TRUE_PEAK: (
        "Which true peak should I aim for{on}?",
        "Qual true peak devo mirar{on}?",
    ),
}
_COMPARE: dict[bool, _Pair] = {
    True: ("How do {names} compare for the track?", "Compare {names} para a música."),
    False: ("What will each platform do to the track?", "O que cada plataforma faz com a música?"),
}
_FIT: dict[bool, _Pair] = {
    False: ("Does the track pass{on}?", "A música passa{on}?"),
    True: ("Is the level of the track right{on}?", "A música está no nível certo{on}?"),
}
_CHOICE: dict[str | None, _Pair] = {
    None: ("Is {level} LUFS right{on}?", "{level} LUFS está certo{on}?"),
    "over": ("Is {level} LUFS too loud{on}?", "{level} LUFS é alto demais{on}?"),
    "under": ("Is {level} LUFS too quiet{on}?", "{level} LUFS é pouco{on}?"),
}
_FREQUENCY: dict[str | None, _Pair] = {
    None: ("How is the track at {hz} Hz?", "Como está a música em {hz} Hz?"),
    "over": ("Is there too much at {hz} Hz?", "Tem coisa demais em {hz} Hz?"),
    "under": ("Is there too little at {hz} Hz?", "Tem pouco em {hz} Hz?"),
    "more": ("Should I boost at {hz} Hz?", "Devo aumentar em {hz} Hz?"),
    "less": ("Should I cut at {hz} Hz?", "Devo cortar em {hz} Hz?"),
}
_HEADROOM: dict[bool, _Pair] = {
    False: ("How much headroom is left?", "Quanto de headroom sobra?"),
    True: ("Can I raise the level by {db} dB?", "Posso subir o nível em {db} dB?"),
}
_PEAK: dict[bool, _Pair] = {
    False: ("How is the true peak?", "Como está o true peak?"),
    True: ("Will the track distort as an MP3?", "A música vai distorcer em MP3?"),
}
_LEAN: dict[str | None, _Pair] = {
    None: (
        "Is the track balanced between left and right?",
        "A música está equilibrada entre esquerda e direita?",
    ),
    "left": ("Does the track lean to the left?", "A música pende para a esquerda?"),
    "right": ("Does the track lean to the right?", "A música pende para a direita?"),
}
_WIDTH: dict[str | None, _Pair] = {
    None: ("How is the stereo image?", "Como está a imagem estéreo?"),
    "over": ("Is the stereo image too wide?", "O estéreo está aberto demais?"),
    "under": ("Is the stereo image too narrow?", "O estéreo está fechado demais?"),
}
# What each word for a fault says by itself.
_FAULTS: dict[str, _Pair] = {
    "muddy": ("Is the track muddy{on}?", "A música está embolada{on}?"),
    "boomy": ("Is the track boomy{on}?", "A música está retumbando{on}?"),
    "thin": ("Is the track thin{on}?", "A música está magra{on}?"),
    "dull": ("Is the track dull{on}?", "A música está abafada{on}?"),
    "bright": ("Is the track too bright{on}?", "A música está brilhante demais{on}?"),
    "harsh": ("Is the track harsh{on}?", "A música está áspera{on}?"),
    "sibilant": ("Is the track sibilant{on}?", "A música está sibilante{on}?"),
    "boxy": ("Is the track boxy{on}?", "A música está encaixotada{on}?"),
}
_RANGES: dict[str, _Pair] = {
    "muddy": ("low mids", "médio-graves"),
    "harsh": ("upper mids", "médio-agudos"),
    "sub": ("sub bass", "subgraves"),
    "low_end": ("bass", "graves"),
    "mid": ("mids", "médios"),
    "air": ("highs", "agudos"),
    "presence": ("presence", "presença"),
}
_RANGE: dict[str | None, _Pair] = {
    None: ("How is the {range} region{on}?", "Como está a região de {range}{on}?"),
    "over": (
        "Is the {range} region too strong{on}?",
        "A região de {range} está forte demais{on}?",
    ),
    "under": (
        "Is the {range} region too weak{on}?",
        "A região de {range} está fraca demais{on}?",
    ),
    "more": ("Should I boost the {range} region{on}?", "Devo aumentar a região de {range}{on}?"),
    "less": ("Should I cut the {range} region{on}?", "Devo cortar a região de {range}{on}?"),
}
_METRICS: dict[str | None, _Pair] = {
    "loudness.short_term_max_at_s": ("the loudest part", "o trecho mais alto"),
    "loudness.short_term_max_lufs": ("the short-term maximum", "o máximo short-term"),
    "loudness.momentary_max_lufs": ("the momentary maximum", "o máximo momentâneo"),
    "loudness.range_lu": ("the loudness range", "o loudness range"),
    "loudness.plr_lu": ("the PLR", "o PLR"),
    "loudness.true_peak_dbtp": ("the true peak", "o true peak"),
    "loudness.sample_peak_dbfs": ("the sample peak", "o pico de amostra"),
    "dynamics.crest_db": ("the crest factor", "o fator de crista"),
    "dynamics.rms_dbfs": ("the RMS", "o RMS"),
    "dynamics.dc_offset": ("the DC offset", "o DC offset"),
    "dynamics.clipping.runs": ("how many clipped peaks", "quantos picos"),
    "stereo.mono_loss_lu": ("the mono loss", "a perda em mono"),
    "stereo.correlation": ("the correlation", "a correlação"),
    "stereo.width": ("the stereo width", "a largura estéreo"),
    "stereo.balance_db": ("the stereo balance", "o balanço estéreo"),
    "spectrum.tilt_db_per_octave": ("the spectral tilt", "a inclinação"),
    "spectrum.centroid_hz": ("the spectral centroid", "o centroide"),
    "spectrum.rolloff_hz": ("the roll-off", "o roll-off"),
    "file.sample_rate_hz": ("the sample rate", "a taxa de amostragem"),
    "file.bit_depth": ("the bit depth", "a profundidade de bits"),
    "file.channels": ("the number of channels", "o número de canais"),
    "file.size_bytes": ("the file size", "o tamanho do arquivo"),
    "file.duration_s": ("the duration", "a duração"),
    "file.format": ("the file format", "o formato do arquivo"),
    "loudness.integrated_lufs": ("the integrated loudness", "o loudness integrado"),
}
_DEFINE: _Pair = ("What is {terms}?", "O que é {terms}?")
_METRIC: _Pair = ("What is {noun} of my track?", "Qual é {noun} da minha música?")


def _sentence(meant: Intent, language: Language) -> str | None:
    pair = _pair(meant)
    if pair is None:
        return None
    which = 1 if language == "pt-BR" else 0
    words = {
        "names": _names(meant.platforms, language),
        "on": _on(meant.platforms, language),
        "level": _figure(meant.named.lufs, language),
        "hz": _figure(meant.named.hz, language),
        "db": _figure(meant.named.db, language),
        "range": _RANGES.get(meant.name, ("", ""))[which],
        "noun": _METRICS.get(meant.metric, ("", ""))[which],
        "terms": (" e " if which else " and ").join(t.replace("_", " ") for t in meant.terms),
    }
    return pair[which].format_map(words)


def _pair(meant: Intent) -> _Pair | None:
    if meant.name in TONES:
        return _tone(meant)
    choose = _CHOICES.get(meant.name)
    return _SENTENCES.get(meant.name) if choose is None else choose(meant)


def _tone(meant: Intent) -> _Pair | None:
    implied = TONES[meant.name][1]
    if implied and meant.side == implied and not meant.wish:
        return _FAULTS[meant.name]
    return _RANGE[meant.wish or meant.side] if meant.name in _RANGES else None


_CHOICES: dict[str, Callable[[Intent], _Pair | None]] = {
    "too_loud": lambda meant: _TOO_LOUD.get(meant.wish),
    "too_quiet": lambda meant: _TOO_QUIET.get(meant.wish),
    "targets": lambda meant: _TARGETS.get(meant.metric),
    "compare_platforms": lambda meant: _COMPARE[bool(meant.platforms)],
    "fit": lambda meant: _FIT[meant.level] if meant.platforms else None,
    "level_choice": lambda meant: _CHOICE[meant.side] if meant.side or meant.fine else None,
    "headroom": lambda meant: _HEADROOM[meant.named.db is not None],
    "true_peak": lambda meant: _PEAK[meant.codec],
    "frequency": lambda meant: _FREQUENCY[meant.wish or meant.side],
    "balance": lambda meant: _LEAN[meant.lean],
    "stereo_width": lambda meant: _WIDTH[meant.side],
    "metric": lambda meant: _METRIC if meant.metric in _METRICS else None,
    "define": lambda meant: _DEFINE if meant.terms else None,
}


def _names(platforms: tuple[str, ...], language: Language) -> str:
    called = [_CALLED.get(slug, TARGETS[slug][0]) for slug in platforms]
    joint = " e " if language == "pt-BR" else " and "
    return joint.join([", ".join(called[:-1]), called[-1]] if len(called) > 1 else called)


def _on(platforms: tuple[str, ...], language: Language) -> str:
    if not platforms:
        return ""
    return (" para " if language == "pt-BR" else " for ") + _names(platforms, language)


# As they are said in a sentence.
_CALLED = {"club_cd": "club", "broadcast_ebu": "broadcast"}


def _figure(value: float | None, language: Language) -> str:
    if value is None:
        return ""
    text = f"{value:g}".replace("-", "−")
    return text.replace(".", ",") if language == "pt-BR" else text
