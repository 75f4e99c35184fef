"""Words written short, and slips of the keyboard in the words of the trade, written out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache


def written_out(text: str) -> str:
    """Folded text in which what is written short among friends is written in full."""
    return " ".join(_in_full().get(word, word) for word in text.split())


def mended(text: str, *, known: Callable[[str], bool]) -> str:
    """Folded text in which each word that is not known is the trade's word it was meant to be.

    Only where a single letter is wrong, missing, too many or swapped with its neighbour, and only
    one word is so near.
    """
    return " ".join(_mended(word, known) for word in text.split())


# The words in full, each with its short forms.
_SHORT_FORMS = """
demais: dms | muito: mt mto | muita: mta | muitos: mts mtos | muitas: mtas | que: q qe ke
o que: oq
quanto: qto qnto qt qnt qnto | quantos: qts qtos qnts qntos | quantas: qtas qntas | quanta: qta qnta
quando: qdo qnd qndo | tambem: tb tbm tbem | voce: vc | voces: vcs | mesmo: msm | musica: msc musga
nada: nd | tudo: td | todos: tds | todas: tdas | hoje: hj | agora: agr | depois: dps | como: cmo
e: eh | ta: tah | tao: taum | nao: naum nn | aqui: aki | acho: axo | acha: axa | melhor: mlhr
certeza: ctz | so: soh | ja: jah | ne: neh | beleza: blz | valeu: vlw vlww | verdade: vdd
por favor: pfv pfvr pf pfvzinho plmds | cade: kd | porque: pq pqe porq | pra: p pa | voce: oce
obrigado: obg brigado | brincadeira: brinks | mano: mn | de: di | comigo: cmg | ninguem: ngm
volume: vol vols | level: lvl | levels: lvls | frequency: freq | frequencies: freqs | you: u ya
your: ur yr | youre: ure | people: ppl peeps | with: w | without: wo | about: abt bout
because: cuz coz bc bcuz | through: thru | really: rly rlly | something: sth smth sumthin
probably: prob probs prolly | definitely: def | a lot: alot | between: btwn | before: b4
please: pls plz plse | thanks: thx tks thnx | very: hella mad | want to: wanna | trying to: tryna
let me: lemme | give me: gimme | do not know: dunno | night: nite | though: tho | minutes: mins
don t: dont | doesn t: doesnt | didn t: didnt | isn t: isnt | aren t: arent | wasn t: wasnt
won t: wont | can t: cant | couldn t: couldnt | shouldn t: shouldnt | wouldn t: wouldnt
hasn t: hasnt | haven t: havent | ain t: aint | what s: whats wats | how s: hows | that s: thats
there s: theres | where s: wheres | i m: im | i ve: ive | you re: youre | they re: theyre
"""
# Those shorter are too near to words of other meanings.
_SHORTEST = 5
_TRADE_WORDS = """
abafada abafado achatado agressiva agressivo agudo agudos amazon anasalada anasalado andamento
apagada apagado arrumar aspera aspero balanced biggest boominess boomy bright brightness brilhante
brilho broadcast cancelamento cancellation centered centralizada centralizado clipado clipando
clipped clipping compressao compressed compression comprimida comprimido correlacao correlation
corrigir crushed deezer dinamica direita direito distorcendo distorcido distorting distortion
dynamic dynamics embolada embolado embolando encaixotada encaixotado equilibrada equilibrado
equilibrio esmagada esmagado espectro esquerda esquerdo estereo estourado estourando estreita
estreito estridente frequencia frequencias frequencies frequency graves harsh harshness headroom
integrado integrated itunes lancar limitador limiter lopsided loudness master masterizar medios
midrange muddiness muddy muffled narrow normalize overcompressed penalize plataforma plataformas
platform platforms presenca presence primeiro problem problema problemas problems pronta pronto
release released retumbando sibilance sibilancia sibilant sibilante spectrum spotify squashed
stereo streaming subgrave televisao television tonal tonalidade tonality treble volume youtube
"""
_TRADE = frozenset(_TRADE_WORDS.split())


@cache
def _in_full() -> dict[str, str]:
    entries = (entry.split(":") for line in _SHORT_FORMS.split("\n") for entry in line.split("|"))
    pairs = [(entry[0].strip(), entry[1].split()) for entry in entries if len(entry) == 2]
    return {short: full for full, shorts in pairs for short in shorts}


def _mended(word: str, known: Callable[[str], bool]) -> str:
    if known(word) or not word.isalpha():
        return word
    for held in (re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1+", r"\1", word)):
        if held != word and re.search(r"(.)\1{2,}", word) and known(held):
            return held
    if len(word) < _SHORTEST:
        return word
    near = {trade for near in _neighbours(word) for trade in _by_gap().get(near, ())}
    near = {trade for trade in near if trade[0] == word[0] and _one_apart(word, trade)}
    return near.pop() if len(near) == 1 else word


def _neighbours(word: str) -> Iterator[str]:
    """The word, and the word with any one letter left out."""
    yield word
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]


@cache
def _by_gap() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for trade in _TRADE:
        for near in dict.fromkeys(_neighbours(trade)):
            found.setdefault(near, []).append(trade)
    return found


def _one_apart(word: str, other: str) -> bool:
    """Whether one letter less, more, other, or two neighbours swapped make one of the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    if len(word) != len(other):
        longer, shorter = (left, right) if len(word) > len(other) else (right, left)
        return longer[1:] == shorter
    swapped = len(left) > 1 and left[0] == right[1] and left[1] == right[0]
    return left[1:] == right[1:] or (swapped and left[2:] == right[2:])
