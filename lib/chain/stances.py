"""The words by which an answer says where something stands, in English and Portuguese.

Patterns match in a folded sentence: lower case, no accents. Each table is read from the top, and
what one pattern takes is not read again by those below it.
"""

from __future__ import annotations

from typing import Literal

from lib.chain.pattern import Pattern
from lib.chain.rulings import Places

MUCH: Places = frozenset({2})
MORE: Places = frozenset({1, 2})
WITHIN: Places = frozenset({-1, 0, 1})
LESS: Places = frozenset({-2, -1})
LITTLE: Places = frozenset({-2})
BEYOND: Places = frozenset({-2, 2})
GOOD: Places = frozenset({0})
ENOUGH: Places = frozenset({-1, 0, 1, 2})

# Whose standing the words tell: of what is spoken of ("range"), of what was named just before
# ("named"), of the level before a platform ("level"), or of the subjects that stand here.
Whose = Literal["range", "named", "level"] | tuple[str, ...]

_THE = r"(?:the |its |their |that |an? |your )?"
_USUAL = r"(?:usual |normal |typical |expected |healthy |acceptable |safe |reasonable )?"
_SPREAD = r"(?:spread|range|tolerances?|variation|bounds|norms?)"
_CURVE = r"(?:reference(?: curve)?|(?:target )?curve|average)"
_VARIACAO = r"(?:variacao|faixa|margem|tolerancia|intervalo|esperado|normal|usual|comum|padrao)"
_CURVA = r"(?:curva(?: de referencia)?|referencia|media)"
_IS = (
    r"(?:(?:is|are|'s|'re|was|looks?|sits?|sounds?|seems?|stays?)(?:n't| not)?|"
    r"esta|estao|ta|tao|soa|soam|parece|parecem|fica|ficam|e|sao)"
)
_ADVERBS = (
    r"(?:(?:a|bit|touch|little|slightly|somewhat|very|quite|rather|really|clearly|definitely|"
    r"perfectly|still|already|all|just|pretty|fairly|nicely|well|also|too|far|way|um|pouco|bem|"
    r"muito|bastante|ainda|ja|meio|levemente|ligeiramente|claramente|realmente|tambem) ){0,3}"
)

STANCES: tuple[tuple[Whose, Places, str, str], ...] = (
    # -- the words of tone
    (
        ("low_mid",),
        MUCH,
        rf"{_IS} {_ADVERBS}(?:muddy|cluttered)|too (?:muddy|cluttered)",
        rf"(?:esta|ta|soa|parece) {_ADVERBS}embolad[oa]s?",
    ),
    (
        ("bass", "sub"),
        MUCH,
        rf"{_IS} {_ADVERBS}boomy|too boomy",
        rf"(?:esta|ta|soa) {_ADVERBS}retumba\w+",
    ),
    (
        ("bass", "low_mid"),
        LITTLE,
        rf"(?:mix|track|master|song|it|sound) ?{_IS} {_ADVERBS}thin",
        rf"(?:esta|ta|soa) {_ADVERBS}magr[oa]",
    ),
    (
        ("air", "presence"),
        LITTLE,
        rf"{_IS} {_ADVERBS}(?:dull|dark|muffled)|too (?:dull|dark|muffled)",
        rf"(?:esta|ta|soa) {_ADVERBS}(?:abafad|escur|opac)[oa]s?(?: demais)?",
    ),
    (
        ("air", "presence", "high_mid"),
        MUCH,
        r"too (?:bright|trebly)|overly bright",
        r"brilhantes? demais",
    ),
    (
        ("high_mid", "presence"),
        MUCH,
        rf"{_IS} {_ADVERBS}(?:harsh|piercing|strident)|too harsh",
        rf"(?:esta|ta|soa) {_ADVERBS}(?:asper[oa]|estridente|ardid[oa])",
    ),
    (
        ("presence", "air"),
        MUCH,
        rf"{_IS} {_ADVERBS}sibilant|too sibilant",
        rf"(?:esta|ta|soa) {_ADVERBS}sibilante",
    ),
    (
        ("mid", "low_mid"),
        MUCH,
        rf"{_IS} {_ADVERBS}boxy|too boxy",
        rf"(?:esta|ta|soa) {_ADVERBS}(?:nasal|encaixotad[oa])",
    ),
    # -- level before a platform
    (
        "level",
        ENOUGH,
        r"loud enough|not too quiet|isn't too quiet",
        r"(?:alt[oa]|volume) (?:o )?(?:suficiente|bastante)",
    ),
    (
        "level",
        MUCH,
        r"too (?:loud|hot)",
        r"(?:alt[oa]|quente)s? demais|muito (?:alt[oa]|quente)",
    ),
    (
        "level",
        LITTLE,
        r"too (?:quiet|soft|low)",
        r"(?:baix[oa]|quiet[oa])s? demais|muito (?:baix[oa]|quiet[oa])",
    ),
    (
        "level",
        MORE,
        (
            rf"(?:above|over|louder than|hotter than) {_THE}(?:[\w]+'s )?(?:target|playback level)|"
            r"(?:will|gets?|be|is|are) (?:be )?turn(?:ed|ing)? "
            r"(?:it |the track |you |this )?down|"
            r"turns (?:it|the track|you|this) down"
        ),
        r"(?:acima d[oe]|mais alt[oa] (?:do )?que o) (?:alvo|nivel)|vai (?:abaixar|baixar|reduzir)",
    ),
    (
        "level",
        LESS,
        (
            rf"(?:below|under|quieter than) {_THE}(?:[\w]+'s )?(?:target|playback level)|"
            r"(?:will|gets?|be|is|are) (?:be )?turn(?:ed|ing)? "
            r"(?:it |the track |you |this )?up|"
            r"turns (?:it|the track|you|this) up"
        ),
        r"(?:abaixo d[oe]|mais baix[oa] (?:do )?que o) (?:alvo|nivel)|vai (?:aumentar|subir)",
    ),
    (
        "level",
        WITHIN,
        r"on target|practically (?:as it is|unchanged)",
        r"no alvo|praticamente como esta",
    ),
    # -- peaks
    (
        ("peak",),
        MUCH,
        (
            r"(?:over|above|past|beyond|exceed(?:s|ing)?|higher than) (?:(?:the|its|their|usual|"
            r"safe|recommended|streaming|true[- ]peak|\w+'s) ){1,4}(?:ceiling|limit)"
        ),
        r"(?:acima d[oe]|passa d[oe]|alem d[oe]|ultrapassa o|excede o) (?:teto|limite)",
    ),
    (
        ("peak",),
        frozenset({-1, 0}),
        (
            r"(?:within|under|below|inside|beneath) (?:(?:the|its|their|usual|safe|recommended|"
            r"streaming|true[- ]peak|\w+'s) ){1,4}(?:ceiling|limit)"
        ),
        r"(?:dentro d[oe]|abaixo d[oe]|respeita o) (?:teto|limite)",
    ),
    (
        ("headroom",),
        LITTLE,
        r"no (?:headroom|room (?:left|to spare))|out of headroom",
        r"sem (?:headroom|folga)|nao (?:ha|tem|sobra|resta) (?:headroom|folga|nenhum headroom)",
    ),
    (
        ("headroom",),
        GOOD,
        r"(?:db of|plenty of|some|enough|comfortable) headroom|headroom left",
        r"(?:db de|bastante|algum) (?:headroom|folga)",
    ),
    (
        ("clipping",),
        GOOD,
        r"(?:no|without|without any|free of|free from) clip(?:ping|s|ped samples|ped peaks)",
        r"(?:sem|nao ha|nenhum) (?:clipping|clipagem|clipe)",
    ),
    (
        ("clipping",),
        MUCH,
        (
            r"(?:it|track|mix|master|song|file|signal) clips|"
            rf"(?:it|track|mix|master|song|file|signal) ?{_IS} (?:clipping|clipped)"
        ),
        r"(?:esta|ta) (?:clipando|clipad[oa])",
    ),
    # -- the stereo image
    (
        ("mono",),
        LITTLE,
        (
            r"(?:falls? apart|suffers?|collapses?|cancels?|breaks? down|disappears?|thins? out) "
            r"(?:\w+ ){0,2}in mono|not mono[- ]compatible|mono[- ]incompatible"
        ),
        r"(?:sofrem?|somem?|desmonta|se cancelam?) (?:\w+ ){0,2}em mono|incompativel com mono",
    ),
    (
        ("mono",),
        GOOD,
        (
            r"(?:holds?|survives?|works?|folds? down)(?: up| together)?(?: well| fine| nicely)? "
            r"(?:in|to) mono|mono[- ](?:compatible|safe)"
        ),
        (
            r"(?:aguenta|segura|funciona|resiste|sobrevive)(?: (?:muito )?bem)? (?:em|no|ao) mono|"
            r"compativel com (?:o )?mono"
        ),
    ),
    (
        ("low_end",),
        GOOD,
        (
            rf"low end {_IS} {_ADVERBS}(?:(?:practically|nearly|almost|basically) )?"
            r"(?:mono|centred|centered)"
        ),
        rf"graves? {_IS} {_ADVERBS}(?:(?:praticamente|quase) )?(?:em mono|mono|centralizad[oa]s?)",
    ),
    (
        ("low_end",),
        MUCH,
        rf"low end {_IS} {_ADVERBS}(?:stereo|wide|too wide)",
        rf"graves? {_IS} {_ADVERBS}(?:em estereo|abert[oa]s?)",
    ),
    (
        ("width",),
        WITHIN,
        r"(?:usual|normal|typical|healthy) (?:stereo )?width|wide enough",
        r"(?:abertura|largura) (?:normal|usual|comum)|(?:larg|abert)[oa] o (?:suficiente|bastante)",
    ),
    (
        ("width",),
        MORE,
        rf"{_IS} {_ADVERBS}wide|(?:too|very|extremely) wide",
        r"(?:larg|abert)[oa]s? demais|muito (?:larg|abert)[oa]s?",
    ),
    (
        ("width",),
        LESS,
        rf"{_IS} {_ADVERBS}narrow|(?:too|very) narrow|that is nearly mono",
        r"(?:estreit|fechad)[oa]s? demais|muito (?:estreit|fechad)[oa]s?|e quase mono",
    ),
    (
        ("sides",),
        BEYOND,
        r"off[- ]cent(?:re|er)|(?:leans|pulls|tilts) to one side|lopsided",
        r"fora do centro|descentralizad[oa]|(?:pende|puxa) (?:para|pra) um lado",
    ),
    (
        ("sides",),
        MORE,
        r"(?:leans?|pulls?|tilts?|shifted)(?: \w+){0,2} (?:to the )?right",
        r"(?:pende|puxa|inclina\w*)(?: \w+){0,2} (?:para|pra) a direita",
    ),
    (
        ("sides",),
        LESS,
        r"(?:leans?|pulls?|tilts?|shifted)(?: \w+){0,2} (?:to the )?left",
        r"(?:pende|puxa|inclina\w*)(?: \w+){0,2} (?:para|pra) a esquerda",
    ),
    (
        ("sides",),
        WITHIN,
        rf"(?:image|mix|track|master|song|it|that) {_IS} {_ADVERBS}(?:centred|centered)",
        r"(?:esta|ta|fica) (?:bem )?centrad[oa]",
    ),
    # -- dynamics, hum, and the whole
    (
        ("dynamics",),
        LITTLE,
        (
            rf"{_IS} {_ADVERBS}(?:squashed|crushed|over-?compressed|flattened)|"
            r"too (?:squashed|crushed|compressed)"
        ),
        r"(?:esta|ta|estao|soa) (?:\w+ )?(?:esmagad|achatad)[oa]s?|comprimid[oa]s? demais",
    ),
    (
        ("dynamics",),
        GOOD,
        (
            r"dynamics (?:are|is|remain|look|seem)(?:n't| not)? "
            r"(?:\w+ )?(?:healthy|fine|good|intact)|healthy dynamics"
        ),
        r"dinamica (?:nao )?(?:esta|e|segue|parece) (?:\w+ )?(?:saudavel|boa|preservada|intacta)",
    ),
    (
        ("hum",),
        GOOD,
        r"no (?:\w+ )?hum(?: \w+)?|hum[- ]free|free of hum|without hum",
        r"(?:nenhum|sem|nao ha|nao tem) (?:\w+ )?zumbido",
    ),
    (
        ("hum",),
        MUCH,
        r"(?:there is|there's|has|have|audible|found) (?:an? |some |audible )?hum",
        r"(?:ha|tem|existe) (?:um )?zumbido",
    ),
    (
        ("ready",),
        frozenset({-1}),
        r"(?:nearly|almost|practically) ready",
        r"quase pront[oa]",
    ),
    (
        ("ready",),
        frozenset({-1, 0}),
        rf"{_IS} {_ADVERBS}ready(?! (?:for (?:a )?master|to (?:be )?master))",
        rf"{_IS} {_ADVERBS}pront[oa](?! para (?:a )?master)",
    ),
    # -- ranges of the spectrum
    (
        "range",
        WITHIN,
        (
            rf"(?:within|inside) {_THE}{_USUAL}{_SPREAD}|in line with {_THE}{_CURVE}|"
            rf"(?:close to|near|on|at) {_THE}{_CURVE}"
        ),
        (
            rf"dentro d[aeo]s? (?:\w+ )?{_VARIACAO}|(?:perto|proxim[oa]s?) d[aeo]s? {_CURVA}|"
            rf"em linha com [ao] {_CURVA}|na (?:media|referencia)"
        ),
    ),
    (
        "range",
        BEYOND,
        (
            rf"(?:beyond|outside|past|out of|over|above|exceed(?:s|ing)?)(?: of)? {_THE}{_USUAL}"
            rf"{_SPREAD}|out of balance|off balance|unbalanced|imbalanced"
        ),
        (
            rf"(?:fora|alem|acima) d[aeo]s? (?:\w+ )?{_VARIACAO}|"
            rf"(?:passa|ultrapassa|excede)[mr]? (?:d?[ao] )?{_VARIACAO}|desequilibrad[oa]s?"
        ),
    ),
    (
        ("tonal",),
        MUCH,
        r"stands? out (?:from|of) the reference(?: curve)?",
        r"se afastam? da (?:curva(?: de referencia)?|referencia)",
    ),
    (
        "range",
        MUCH,
        (
            r"too (?:much|strong|heavy|prominent|thick|present|forward|boosted)|"
            r"excess(?:ive(?:ly)?)?|overpowering|overdone|overemphasi[sz]ed|"
            r"far above the reference(?: curve)?"
        ),
        (
            r"(?:forte|presente|carregad[oa]|pesad[oa]|cheio|cheia|reforcad[oa])s? demais|"
            r"(?:em )?excesso|excessiv[oa]s?|sobrando|sobram?|exagerad[oa]s?|"
            r"(?:tem|ha|existe|com) (?:muito )?[a-z -]{2,20} demais"
        ),
    ),
    (
        "range",
        LITTLE,
        (
            r"too (?:little|weak|recessed|scooped|light|thin)|lack(?:s|ing)?|missing|insufficient|"
            r"not enough|isn't enough|far below the reference(?: curve)?"
        ),
        (
            r"(?:frac|recuad|cavad|fin|magr|pouc)[oa]s? demais|faltam?|faltando|insuficientes?|"
            r"carentes?|de menos"
        ),
    ),
    (
        "range",
        MORE,
        (
            rf"(?:above|over|hotter than|higher than) {_THE}{_CURVE}|build[- ]?up|elevated|"
            r"on the (?:high|heavy|hot|strong) side"
        ),
        rf"acima d[ao] {_CURVA}|elevad[oa]s?",
    ),
    (
        "range",
        LESS,
        (
            rf"(?:below|under|beneath|lower than) {_THE}{_CURVE}|on the (?:low|light|weak) side|"
            r"recessed|scooped"
        ),
        rf"abaixo d[ao] {_CURVA}|recuad[oa]s?|cavad[oa]s?",
    ),
    # -- plain words, of what was named right before
    (
        "named",
        WITHIN,
        (
            rf"{_IS} {_ADVERBS}(?:fine|ok|okay|healthy|balanced|normal|in order|well-balanced)"
            r"(?![ -][a-z])"
        ),
        (
            rf"{_IS} {_ADVERBS}(?:bem|boas?|bons|bom|ok|equilibrad[oa]s?|normal|normais|em ordem)"
            r"(?! [a-z])"
        ),
    ),
)

# Words that turn the next ones round.
DENIALS = {
    "en": Pattern(
        r"\b(?:not|no|never|neither|nor|hardly|barely|without|nothing)\b|n't\b|\bfar from\b"
    ),
    "pt-BR": Pattern(r"\b(?:nao|nem|nunca|sem|tampouco|nada)\b|\blonge de\b"),
}
# Words that make a standing less than it would be.
HEDGES = {
    "en": Pattern(r"(?:a bit|a touch|a little|slightly|somewhat|a tad|mildly)\b"),
    "pt-BR": Pattern(r"(?:um pouco|um tanto|levemente|ligeiramente|meio)\b"),
}
# After these an answer speaks of what is not the case, from there to the end of the sentence.
SUPPOSED = {
    "en": Pattern(
        r"\b(?:if|unless|when|whenever|whether|once|until|otherwise|suppose|rather than|"
        r"instead of|to avoid|so that|so as|until|after)\b"
    ),
    "pt-BR": Pattern(
        r"\b(?:se(?! afastam?| cancelam?)|caso|quando|a menos que|ate que|senao|para que|"
        r"em vez de|para evitar|para nao|assim que|depois)\b"
    ),
}
# Or between the marks around.
POSSIBLE = {
    "en": Pattern(
        r"\b(?:would|could|can|may|might|should|must|shall|maybe|perhaps|possibly|likely|become|"
        r"becomes|becoming|getting|makes?|making|feels?|usually|often|sometimes|typically|"
        r"generally|anything|any|music that|tracks that|more than|less than|what|how|most|many|"
        r"others?|look for|look out|check|avoid|beware|watch)\b"
    ),
    "pt-BR": Pattern(
        r"\b(?:seria|ficaria|poderia|pode|podem|deve|devem|deveria|talvez|possivelmente|"
        r"provavelmente|costuma\w*|geralmente|normalmente|as vezes|qualquer|quanto|qual|"
        r"maioria|muitas|o que|outr[oa]s?|torna\w*|deixa\w*|procure|confira|verifique|evite|"
        r"cuidado)\b"
    ),
}
# A passage, a style or a place to listen in is not the track.
ELSEWHERE = {
    "en": Pattern(
        r"\b(?:moments?|passages?|chorus\w*|verses?|drops?|sections?|parts?|places|intro|outro|"
        r"bridge|at times|speakers?|headphones|phones?|laptops?|car|genre|style|jazz|rock|pop|"
        r"metal|techno|house|vocals?|voice|drums?|kick|snare|guitars?|synths?|filters?)\b"
    ),
    "pt-BR": Pattern(
        r"\b(?:momentos?|trechos?|refrao|refroes|versos?|partes?|sec(?:ao|oes)|intro|final|ponte|"
        r"caixas?|fones?|celular|carro|genero|estilo|jazz|rock|pop|metal|techno|house|voz|vozes|"
        r"bateria|bumbo|guitarras?|filtros?)\b"
    ),
}
