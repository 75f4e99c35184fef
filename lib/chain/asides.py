"""What is told beside a question and changes nothing in it: who asks, and how it came up."""

from __future__ import annotations

import re

from lib.chain import spelling, vocabulary, wording
from lib.chain.language import folded
from lib.chain.pattern import Pattern


def without(question: str) -> str:
    """The question alone, where the clauses around it only tell a story and it names its subject.

    A clause that begins with a condition, a place or a time, or holds a word that nobody foresaw,
    is no story: then the whole is left as it is.
    """
    clauses = [clause for clause in _MARKS.split(question) if clause.strip()]
    if len(clauses) < 2:
        return question
    asking = [clause for clause in clauses if not _is_story(_plain(clause))]
    told = [_plain(clause) for clause in clauses if clause not in asking]
    itself = all(_ITSELF.match(clause) for clause in told)
    if len(asking) == 1 and _stands(_plain(asking[0]), of_the_track=itself):
        return asking[0]
    return _heard_by_ear(clauses) or question


def _heard_by_ear(clauses: list[str]) -> str | None:
    """What is asked of the sides of the stereo, after where somebody listens."""
    asking = [clause for clause in clauses if not _LISTENS.match(_plain(clause))]
    if len(asking) != 1 or _LISTENED.search(_plain(asking[0])) or _story_matters(clauses, asking):
        return None
    return asking[0] if _SIDES.search(_plain(asking[0])) else None


def _story_matters(clauses: list[str], asking: list[str]) -> bool:
    told = [_LISTENED.sub(" ", _plain(clause)) for clause in clauses if clause not in asking]
    return any(
        _ASKS.match(one.strip()) or _MATTERS.search(one) or _OF_A_PART.search(one) for one in told
    )


# A mark between figures is a part of them.
_MARKS = Pattern(r"(?:[,;:.!?]+|\s[–—-])(?=\s|$)")
_INSTRUMENTS = (
    r"drums?|kicks?|snares?|toms?|hats?|hi hats?|cymbals?|crash(?:es)?|overheads?|guitars?|"
    r"vocals?|voice|room|"
    r"keys|piano|synths?|amp|bateria|bumbo|caixa|tons|chimbal|pratos?|crashes|guitarras?|violao|"
    r"voz|vocal|"
    r"teclado|ampli"
)
# Headphones show how wide it is, a speaker what mono makes of it.
_LISTENED = Pattern(
    r"\b(?:in|on|through|with|n[oa]s?|pel[oa]s?|com) (?:(?:my|the|an?|your|o|os|meus?|um|uma) )*"
    r"(?:ear ?(?:buds?|phones?|pods)|head ?phones|cans|fones?(?: de ouvido)?|phone speaker|phone|"
    r"phone s speaker|caixinha(?: do celular)?|celular|(?:small |bluetooth |single )?speakers?)\b"
    r"(?: (?:in the middle|stuck)(?: of my head)?)?| in the middle(?: of my head)?|"
    r" no meio(?: da (?:minha )?cabeca)?"
)
_OF_A_PART = Pattern(rf"\b(?:{wording.BLOCKED}|{_INSTRUMENTS})\b")
_LISTENS = Pattern(rf"^(?:.* )?(?:{_LISTENED.pattern})")
_SIDES = Pattern(
    r"\b(?:mono|stereo|estereo|wide\w*|narrow\w*|largo|larga|estreit[oa]|abert[oa]|fechad[oa]|left|"
    r"right|esquerd[oa]|direit[oa])\b"
)
# That it makes some impression, of itself and not of a part.
_ITSELF = Pattern(
    r"^(?:so |well |tipo |e que |pra mim |to me )*(?:(?:it|this|the (?:track|song|mix)|ela|ele|"
    r"isso|"
    r"ess[ea] (?:musica|faixa|track|mix)|tudo|everything) )?(?:kinda |just |all |so )*(?:(?:s|is|"
    r"sounds?|feels?|seems?|parece|soa|fica|ta|esta) )(?:(?:s|all|so|kinda|to me|pra mim|tudo) )*"
    r"(?:like(?! (?:the|my|our)\b)|(?:tipo|como|som|uma?)(?! (?:os?|as?|meu|minha)\b)|an?|huge|"
    r"tiny|"
    r"weird|odd|off|estranh[oa]|gigante|pequen[oa]|misturad[oa])\b"
)
# That somebody does or did something; nobody is asked.
_TELLS = Pattern(
    r"^(?:so |well |basically |actually |honestly |entao |tipo |olha |e que )*(?:"
    rf"(?:(?:i am|i m|as|sou|eu sou|como) )?(?:an? |the |um |uma |o |a )?(?:{wording.PEOPLE})(?: "
    rf"(?:here|"
    rf"aqui|d[aeo] "
    r"\w+))?$|"
    rf"(?:(?:the|my|our|one of the|some of the|a|o|os|as|meu|minha|meus|minhas|nosso|nossa|nossos|"
    rf"um|uma) )?"
    rf"(?:\w+ )?(?:{wording.PEOPLE})(?: d[aeo]s? \w+)? \w+|"
    rf"(?:(?:the|my|our|meu|minha|meus|minhas|nosso|nossa|nossos|"
    rf"nossas) )(?:{_INSTRUMENTS}) (?!version)\w+|"
    r"(?:i|we|i ve|we ve|i m|we re|eu|a gente|nos) \w+|(?:acho|achei|to|tou|estou|tava|fiz|gravei|"
    r"gravamos|"
    r"sinto|senti|mixei|terminei|parece) \w+"
    r")"
)
# What would make another question of it: conditions, places, times, limits, comparisons, figures.
_MATTERS = Pattern(
    r"\b(?:if|when|whenever|unless|until|after|before|without|except|only|just the|instead|than|"
    r"compared|vs|"
    r"in the|at the|on the|for the|for a|for an|se|quando|depois|antes|sem|exceto|so (?:o|a|no|"
    r"na)|em vez|"
    r"comparad\w+|do que|n[oa]s? (?:refrao|verso|drop|intro|final|comeco|ponte)|"
    r"mean|meant|talking|speaking|about|especially|specifically|mainly|mostly|alone|solo|falo|"
    r"falando|digo|refiro|sobre|sozinh\w+|for|pra|pro|para|care|chorus|verse|intro|outro|bridge|"
    r"drop|refrao|verso|ponte|version|versao|podcast|genre|genero|style|"
    r"estilo|techno|house|trap|funk|rock|jazz|metal|acoustic|acustic\w+|classical|spoken|demo|mp3|"
    r"master(?:ing)? "
    r"(?:it|this)|answer|reply|respond\w*|ignore|explain|explica|not|nao|never|nunca|didn|don|isn|"
    r"\d+|"
    r"(?:make|produce|faco|produzo|write) \w+)\b"
)
# That it is to be out soon.
_SOON = Pattern(
    r"\b(?:before (?:i |we )?(?:post|upload|releas|publish|drop|launch)\w*(?: it| this)?|"
    r"antes d[eo] (?:postar|subir|lancar|soltar|publicar|enviar|lancamento))\b"
)
_ASKS = Pattern(
    r"^(?:and |but |e |mas )?(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|"
    r"should|"
    r"what|which|how|where|who|why|como|any|isn|tell|give|show|check|too|need|qual|quais|quanto|"
    r"quantos|quantas|"
    r"onde|quem|por|em que|devo|tem|ta|esta|tao|estao|pode|posso|da pra|sera|falta|sobra)\b"
)
_PLATFORM = Pattern(rf"\b(?:{'|'.join(words for _, words in vocabulary.PLATFORMS)})\b")
_PRONOUN = Pattern(
    r"\b(?:it|this|that|they|them|these|those|its|ela|ele|elas|eles|isso|dela|dele)\b"
)
_SUBJECT = Pattern(
    r"\b(?:track|song|mix|master|mixdown|tune|single|record|file|musica|faixa|mixagem|som|arquivo|"
    r"beat|vinheta|hum|zumbido|sibilan\w+|true peak|mp3|"
    r"(?:our|my|the|nosso|nossa|meu|minha|o|os|a|as|no|nos|na|of|much|enough|any|some|falta|tem|"
    r"missing) (?:sub|bass|low ?end|"
    r"bottom|lows|mids|highs|treble|top ?end|graves?|subgraves?|medios|agudos?|presenca|presence|"
    r"topo))\b"
)
# "Is it?" only asks again.
_BARE_TAG = 2
_WH = Pattern(
    r"^(?:e |and |so )?(?:what|which|how (?:much|many|fast)|where|qual|quais|quanto|quantos|"
    r"quantas|em que|"
    r"o que|por onde)\b"
)


def _plain(clause: str) -> str:
    return spelling.written_out(folded(clause))


def _is_story(clause: str) -> bool:
    clause = _SOON.sub(" ", clause).strip()
    if _ASKS.match(clause) or _MATTERS.search(clause) or _PLATFORM.search(clause):
        return False
    return (_TELLS.match(clause) or _ITSELF.match(clause)) is not None or all(
        word in wording.harmless() for word in clause.split()
    )


def _stands(clause: str, *, of_the_track: bool) -> bool:
    """Whether a clause says itself what it asks about, or all that was told is of the track."""
    if of_the_track and _ASKS.match(clause) and len(clause.split()) > _BARE_TAG:
        return True
    if _PRONOUN.search(clause):
        return _SUBJECT.search(clause) is not None and not re.match(
            r"(?:is|are) (?:it|they)", clause
        )
    return _SUBJECT.search(clause) is not None or _WH.match(clause) is not None
