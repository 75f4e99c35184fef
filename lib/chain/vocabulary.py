"""The words by which a question is recognised, in English and Portuguese without accents.

Each table is read from the top. Patterns match whole words of a folded question: lower case, no
accents, single spaces. A weight is how surely the pattern alone tells the intent.
"""

from __future__ import annotations

PLATFORMS: tuple[tuple[str, str], ...] = (
    ("spotify", r"spotifys?|spoti"),
    ("apple_music", r"apple(?: musics?)?|itunes|sound ?check"),
    ("youtube", r"you ?tubes?|yt"),
    ("tidal", r"tidal"),
    ("amazon_music", r"amazon(?: music)?"),
    ("deezer", r"deezer"),
    (
        "club_cd",
        (
            r"clubs?|clubes?|cd|cds|beatport|dj|djs|baladas?|pista(?: de danca)?|festas?|"
            r"dance ?floor|paredao|night ?clubs?|casa noturna|boates?"
        ),
    ),
    (
        "broadcast_ebu",
        r"broadcast\w*|tv|televis\w+|radio|ebu|r ?128|transmissao",
    ),
)

INSTRUMENTS = (
    r"vocals?|vox|voice|singer|voz|vozes|vocal|cantora?|snares?|caixa|guitars?|guitarras?|violao|"
    r"pianos?|synths?|sintetizador\w*|hi ?hats?|chimbal|drums?|bateria|cymbals?|pratos?|teclados?|"
    r"strings|cordas|brass|sax\w*|lead|backing"
)

# What the file as it was exported can no longer show.
# A grave fault, not a low note.
GRAVE_FAULT = (
    r"(?:erro|problema|defeito|falha|coisa) (?:mais )?graves?|mais grave (?:erro|problema|defeito)"
)
BEFORE = (
    r"(?:antes|before|pre|previo) (?:\w+ ){0,2}(?:limiter|limitador|limiting|master\w*|compress\w*|"
    r"bus|clipper)|gain reduction|reducao de ganho"
)

# Intent, weight, pattern.
INTENTS: tuple[tuple[str, float, str], ...] = (
    (
        "targets",
        0.985,
        (
            r"standard (?:lufs|loudness)|qual (?:e )?o padrao d[oa]|"
            r"what (?:is|s) (?:spotify|apple|youtube|tidal)\w*(?: music)?(?: s)? standard"
        ),
    ),
    (
        "balance",
        0.985,
        r"(?:channels|canais|lados) (?:\w+ ){0,2}(?:balanc|equilibr|igua|even|parelh)\w*",
    ),
    ("too_quiet", 0.97, r"soft on (?:spotify|apple|youtube|tidal|deezer|amazon)"),
    ("thin", 0.95, r"skinny"),
    ("dynamics", 0.93, r"socad[oa]s?"),
    ("stereo_width", 0.93, r"fechadinh[oa]"),
    (
        "too_quiet",
        0.985,
        (
            r"(?:fraquinh[oa]|frac[oa]|weak|underpowered) (?:(?:pr[oa]|para|no|na|for|on|o|the) )+"
            r"(?:spotify|apple|youtube|yt|tidal|deezer|amazon|streaming)|"
            r"(?:fica|ficar|ficou|toca|sai|vai ficar) (?:muito |meio |mais )?baix(?:[oa]|"
            r"inh[oa])(?= |$)"
        ),
    ),
    (
        "dynamics",
        0.985,
        (
            r"(?:compression|compressor|compressao|limiter|limiting|limitador) (?:\w+ ){0,3}"
            r"(?:aggressive|heavy|hard|agressiv|pesad|forte|exagerad|much|demais)\w*"
        ),
    ),
    (
        "sibilant",
        0.985,
        (
            r"(?:^|o |os |the )s (?:(?:is|are|ta|esta|tao|muito|too|so) )+(?:cortante|harsh|forte|"
            r"alt[oa]|agud|estrident|loud|sharp)\w*"
        ),
    ),
    (
        "compare_platforms",
        0.985,
        r"(?:o que|como) cada (?:streaming|app|servico|loja|plataforma)",
    ),
    (
        "headroom",
        0.97,
        r"(?:can|could) (?:it|this) (?:still )?(?:be )?(?:pushed|raised|cranked|turned up)",
    ),
    ("dull", 0.95, r"(?:pano|lencol|cobertor|cortina) (?:na frente|em cima|por cima)"),
    ("bright", 0.95, r"(?:overly|way too|so|excessively) crisp\w*"),
    (
        "too_loud",
        0.985,
        (
            r"(?:spotify|apple(?: music)?|youtube|yt|tidal|deezer|amazon(?: music)?|streaming) "
            r"(?:(?:is|s|gonna|going|to|will|would|vai|vao|ta|might|gets?) )*"
            r"(?:squash|crush|cut|drop|reduc|knock|clamp|lower|baix|abaix|diminu|reduz|cort|derrub|"
            r"squish|turn down)\w*|"
            r"(?:passa\w*|passou|passei|acima|alem) d[oe] (?:que )?(?:o |a )?(?:\w+ ){1,2}"
            r"(?:permite|aceita|deixa|quer|pede)"
        ),
    ),
    (
        "too_quiet",
        0.985,
        (
            r"(?:low|weak|soft|quiet\w*|baix[oa]|baixinh[oa]|frac[oa]) (?:\w+ ){0,2}"
            r"(?:compared|next to|perto|comparad)\w*|"
            r"(?:achei|achando|sinto|parece|soa) (?:\w+ ){0,2}(?:baix[oa]|baixinh[oa])|"
            r"falt\w+ (?:de )?(?:volume|nivel|loudness)|lack\w* (?:of )?(?:volume|loudness|level)"
        ),
    ),
    (
        "targets",
        0.985,
        (
            r"(?:ideal|recommended|target|suggested|official) (?:integrated |overall )(?:lufs|"
            r"loudness|level)"
        ),
    ),
    (
        "clipping",
        0.96,
        (
            r"crunch\w*|(?:hit\w*|reach\w*|touch\w*|at|over|above|past) (?:\w+ )?(?:full scale|"
            r"0 ?dbfs)"
        ),
    ),
    (
        "stereo_width",
        0.985,
        (
            r"(?:too|almost|nearly|basically|kinda|quase|muito|meio|praticamente) mono"
            r"(?: ?(?:ish|sounding))?|mono (?:ish|sounding|demais)"
        ),
    ),
    (
        "balance",
        0.99,
        (
            r"l (?:and|e|vs) (?:o |the )?r|(?:two|both) (?:channels|sides|speakers|ears)|"
            r"(?:one|um|uma) (?:side|channel|speaker|ear|lado|canal) (?:(?:is|seems?|sounds?|"
            r"feels?|"
            r"ta|esta|parece|soa|mais|much|way|bem) )*(?:louder|heavier|higher|stronger|quieter|"
            r"weaker|alt[oa]|forte|pesad[oa]|baix[oa]|frac[oa])"
        ),
    ),
    (
        "tonal_balance",
        0.98,
        r"problem(?:atic|atica)? freq\w*|freq\w* (?:problem\w*|build ?ups?|pile ?ups?)",
    ),
    ("boomy", 0.97, r"(?:bass|low ?ends?|lows|graves?) (?:\w+ ){0,3}resson\w+"),
    (
        "bright",
        0.95,
        r"too (?:shiny|sparkly|sizzly|glossy|fizzy)|brilhando (?:demais|muito)|sizzl\w+",
    ),
    (
        "boxy",
        0.96,
        (
            r"(?:parece|soa|som|tipo|gravad[oa]|como) (?:\w+ ){0,2}(?:numa|de uma|dentro de uma) "
            r"(?:caixa|lata|caixote)|recorded in a (?:box|closet|bathroom)"
        ),
    ),
    (
        "fix_first",
        0.98,
        (
            r"if (?:you|i|u) could (?:\w+ )?(?:fix|change) (?:\w+ )?one thing|"
            r"(?:que|what) (?:mais )?(?:precisa|needs) (?:de |the )?(?:most |mais )?(?:ajuste|"
            r"conserto|"
            r"atencao|trabalho|work|attention|fixing|arrum\w+)"
        ),
    ),
    (
        "key",
        0.985,
        r"tonality|^(?:the |my |o )?(?:key|tom)(?: (?:dela|dele|disso|da musica|of it|of this))$",
    ),
    ("tempo", 0.96, r"the speed$|speed of (?:the|this|my|it)"),
    (
        "bass_mono",
        0.99,
        (
            r"(?:width|spread|stereo|largura|abertura) (?:in|on|no|nos) (?:the |my )?(?:low ?end|"
            r"bass|"
            r"lows|sub|graves?)|(?:bass|lows|low ?end|graves?|sub) (?:in|on|nos|nas|pros|to|pelos) "
            r"(?:the )?(?:sides?|lados|laterais)"
        ),
    ),
    (
        "hum",
        0.99,
        r"zunid\w+|zunind\w+|(?:ruido|barulho|chiado|zumbido) d[ea] (?:fonte|energia|tomada|60|50)",
    ),
    (
        "boomy",
        0.97,
        (
            r"(?:bass|low ?ends?|lows|graves?) (?:\w+ ){0,3}(?:reson\w+|ringing)|"
            r"reson\w+ (?:\w+ ){0,3}(?:bass|low ?end|lows|graves?)"
        ),
    ),
    (
        "headroom",
        0.985,
        (
            r"how (?:close|far) (?:\w+ ){0,3}(?:to|from|of|off|below) (?:\w+ )?(?:zero|0|clipping|"
            r"full scale|the ceiling)|quant[oa]s? (?:dbs? |decibeis )?(?:\w+ ){0,3}(?:ate|antes de|"
            r"pra|para) (?:\w+ ){0,3}(?:clip\w*|zero|0|estour\w*|teto)|"
            r"(?:how many|quantos) dbs? (?:\w+ ){0,4}(?:left|free|spare|livres?|folga)|"
            r"possible to (?:make|get|push|turn) (?:\w+ ){0,2}(?:louder|up)|"
            r"(?:room|space|espaco|margem|folga) (?:for|to|pra|para) (?:\w+ ){0,3}(?:more|louder|"
            r"volume|subir|aumentar|crescer|ganh\w+|up|push|go|mais)"
        ),
    ),
    (
        "clipping",
        0.955,
        (
            r"(?:wave ?forms?|waves?|ondas?|forma de onda|picos?|peaks?|topos?|tops) (?:\w+ ){0,3}"
            r"(?:cortad|chopp|flat|quadrad|squar|ceifad|achatad|decepad|shav|cut)\w*|"
            r"pass(?:a\w*|ei|ou) d[eo] (?:zero|0)|chopped off"
        ),
    ),
    (
        "too_loud",
        0.97,
        (
            r"(?:knock|take|scale|dial|tone|drag|nudge|shave|drop)\w* (?:\w+ ){0,4}down|"
            r"exced\w+ (?:\w+ ){0,2}(?:padrao|limite|alvo|nivel|volume|loudness)"
        ),
    ),
    (
        "too_quiet",
        0.97,
        (
            r"bump\w* (?:\w+ ){0,2}up|(?:vai|vao) (?:\w+ ){0,3}(?:subir|aumentar|levantar) (?:o |"
            r"meu |"
            r"a )?(?:volume|nivel|ela)|(?:volume|nivel|loudness|"
            r"level) (?:\w+ ){0,2}(?:suficientes?|"
            r"sufficient|bastante|enough)|da conta de volume|xox[oa] de volume"
        ),
    ),
    (
        "compare_platforms",
        0.985,
        (
            r"where (?:would|does|will|do|is|s) (?:it|this|my \w+) (?:\w+ ){0,2}(?:turned|pulled|"
            r"lowered)|(?:em|n[ao]s?) (?:qual|quais|que|cada|todos?|todas?)(?: (?:as|os))? "
            r"(?:streamings?|plataformas?|servicos?|apps?|lojas?)"
        ),
    ),
    (
        "tonal_balance",
        0.975,
        (
            r"(?:which|what|any|some|certain|qual|quais|alguma?|que) (?:(?:de|frequency|freq|"
            r"frequencia|spectral) )*(?:ranges?|faixas?|regiao|regioes|regions?|bands?|bandas?|"
            r"areas?|"
            r"frequenc\w+|freqs?) (?:de frequencias? )?(?:(?:is|are|s|that|que|ta|tao|esta|estao|"
            r"seems?|sounds?|soa|too|out|of|muito|meio|sticks?|stand\w*) )*"
            r"(?:off|out|whack|wrong|balance|weird|errad|sobrando|faltando|fora|estranh|exagerad|"
            r"problem|torta|desequilibrad)\w*"
        ),
    ),
    (
        "presence",
        0.955,
        (
            r"(?:sounds?|is it|feels?|soa|ta|esta|meio|bit|too|kinda|little) (?:bit )?distant\w*|"
            r"presente? (?:o )?(?:suficiente|enough|bastante)"
        ),
    ),
    (
        "dull",
        0.965,
        (
            r"(?:top ?end|high ?end|highs|treble|agudos?|topo) (?:(?:is|are|feels?|sounds?|s|tao|"
            r"ta|"
            r"esta|estao|ficou) )*(?:dead|gone|lifeless|missing|mort|apagad|sumi|dull|muffled|"
            r"abafad|rolled)\w*|sem vida (?:em|la em) cima|dark (?:\w+ ){0,3}up top"
        ),
    ),
    ("sibilant", 0.98, r"^(?:the |my |os )?s s(?= )"),
    ("muddy", 0.95, r"enlame\w+|confus[oa]s"),
    (
        "ready",
        0.95,
        (
            r"am i (?:done|finished|there yet)|lancaria\w*|soltaria\w*|publicaria\w*|distribution|"
            r"go live|calling it (?:done|finished)|call it (?:done|finished|a day)"
        ),
    ),
    (
        "tempo",
        0.965,
        r"(?:s|track|song|current|my|beat) tempo|^(?:the )?tempo$|tempo em bpm",
    ),
    (
        "hum",
        0.99,
        (
            r"(?:electric\w*|mains|ground|eletric[oa]|de (?:terra|rede|fundo)|power) (?:noise|hum|"
            r"buzz)|"
            r"(?:ruido|barulho|chiado) (?:eletric[oa]|de (?:terra|rede))"
        ),
    ),
    (
        "bass_mono",
        0.99,
        (
            r"(?:low ?end|bass|lows|subs?|graves?) (?:(?:is|are|ta|esta|tao|in|no|"
            r"all) )*(?:the )?(?:cent(?:er|re)(?:ed)?|centro|middle)"
        ),
    ),
    (
        "too_loud",
        0.945,
        (
            r"(?:overboard|over the top|overshot) (?:\w+ ){0,3}(?:loudness|level|volume)|"
            r"penali\w+|penalty|(?:too much|excess\w*|high|higher) (?:\w+ )?(?:level|loudness|"
            r"volume)|"
            r"(?:level|loudness|volume) (?:\w+ ){0,2}(?:too (?:high|much|hot)|excess\w*|excede\w*|"
            r"exceeds?)|"
            r"too high|(?:muito|tao) quente|quente demais|clamp\w* (?:\w+ ){0,2}down|baixada|"
            r"(?:pra|para) baixo|estourad[oa] (?:pr[ao]|para)|louder than (?:spotify|apple|"
            r"youtube|the)|"
            r"slam\w* (?:\w+ ){0,3}(?:hard|loud)"
        ),
    ),
    (
        "too_quiet",
        0.945,
        (
            r"(?:too|kinda|a bit|so|very|sounds?|is|its) (?:low|weak|soft|faint)(?= (?:for|on|in|"
            r"volume))|"
            r"(?:volume|level|loudness|nivel) (?:\w+ ){0,4}(?:low|weak|soft|faint|frac[oa]|"
            r"fraquinh[oa]|"
            r"baix[oa]|baixinh[oa]|mirrad[oa])|"
            r"fraco de volume|(?:muito|mt|mto) baix[oa]|abaixo do que|"
            r"(?:volume|level|loudness) (?:(?:is|ta|esta|e) )?(?:enough|sufficient|suficiente)|"
            r"(?:level|volume|loudness) (?:\w+ )?(?:high|loud|up) enough|(?:volume|nivel|loudness) "
            r"(?:\w+ )?(?:bom|alto|cheio) o (?:bastante|suficiente)|"
            r"(?:sufficiently|suficientemente) (?:loud|alt[oa])|sufficient (?:volume|level|"
            r"loudness)|"
            r"vai (?:\w+ )?(?:subir|aumentar) (?:o |meu |a )?(?:volume|nivel)|"
            r"have to turn (?:\w+ )?up"
        ),
    ),
    (
        "targets",
        0.965,
        (
            r"how loud (?:\w+ )?(?:does|do|should|for) (?:\w+ ){0,2}(?:want|like|spotify|apple|"
            r"youtube|master)|how loud is (?:spotify|apple|youtube)|"
            r"how loud (?:for|on)|(?:normali\w+|plays?) (?:it )?(?:to|at)(?= |$)|"
            r"(?:que|qual) (?:nivel|lufs|loudness|volume|numero) (?:\w+ ){0,3}(?:miro|deixo|uso|"
            r"masterizo|boto|spotify|apple|youtube)|"
            r"em quanto (?:eu )?(?:deixo|masterizo|mastero|miro|boto|fecho|exporto|entrego|ponho|"
            r"coloco)|(?:deixo|masterizo|miro|"
            r"boto) em quanto|numero magico|magic number"
        ),
    ),
    (
        "hum",
        0.99,
        r"hum|hums|humming|zumbid\w+|zumbind\w+|mains noise|power line noise|ground loop|buzz\w*",
    ),
    (
        "bass_mono",
        0.99,
        (
            r"(?:low ?ends?|bass|lows|sub|subs|graves?|baixos?|subgraves?|low frequenc\w+)"
            r"(?: (?:is|are|in|ta|esta|estao|tao|em|summed|to|all|really|mesmo|ficou|"
            r"sao))* (?:mono|stereo|estereo)|"
            r"(?:mono|stereo|estereo) (?:no |na |in the )?(?:low ?ends?|bass|lows|sub|graves?|"
            r"subgraves?)|"
            r"(?:side|sides|lados?) (?:information |content |info |energy )?(?:in|no|do|"
            r"nos) (?:the |my )?"
            r"(?:low ?end|bass|lows|sub|graves?)|(?:wide|narrow|width of the) (?:low ?end|bass)"
        ),
    ),
    ("clipping", 0.95, r"clip|clips|clipp\w+|clipa\w*|clipou|cliping|cliped"),
    ("clipping", 0.95, r"estour\w+"),
    (
        "clipping",
        0.9,
        (
            r"(?:in|into) the red|no vermelho|(?:passa\w*|passei|acima|over|above|past|beyond|"
            r"going over) (?:d[eo] )?(?:zero|0|full scale)"
        ),
    ),
    ("clipping", 0.88, r"distor[tcs]\w*|overload\w*|red ?lin\w+"),
    ("clipping", 0.8, r"rachando|rachad\w+|satura\w*|crackl\w+|overs"),
    (
        "true_peak",
        0.95,
        (
            r"true ?peaks?|tp|pico entre amostras|inter ?samples?|inter ?amostras?|dbtp|"
            r"picos? rea(?:l|is)"
        ),
    ),
    (
        "clipping",
        0.975,
        (
            r"(?:picos?|peaks?) (?:(?:are|tao|estao|ta|esta|foram|being|got|is) )*(?:cortad\w+|"
            r"flattened|chopped|ceifad\w+|achatad\w+|squared|clipad\w+)|ceifando|(?:hitting|"
            r"hit|no|in|"
            r"into|on) (?:the )?(?:red|vermelho)"
        ),
    ),
    ("true_peak", 0.85, r"picos? verdadeiros?|ceiling|teto"),
    (
        "true_peak",
        0.96,
        (
            r"(?:distor\w+|clip\w*|estour\w+|overshoot\w*) (?:\w+ ){0,5}"
            r"(?:mp3|aac|ogg|opus|codecs?|encod\w+|convert\w*|stream\w*)|"
            r"(?:mp3|aac|ogg|opus|codecs?|encod\w+) (?:\w+ ){0,5}"
            r"(?:distor\w+|clip\w*|estour\w+|overshoot\w*)"
        ),
    ),
    ("headroom", 0.96, r"head ?room|folga|quanto (?:\w+ ){0,3}(?:subir|aumentar|levantar)"),
    (
        "headroom",
        0.98,
        (
            r"(?<!how )(?:can|could|may) (?:i|it|we) (?:\w+ ){0,4}(?:louder|raise|push|"
            r"more (?:volume|level|dbs?|gain)|"
            r"(?:some|few more|a few) (?:volume|level|dbs?|gain))|"
            r"(?<!como )(?<!como eu )(?:posso|da (?:pra|para)|consigo|aguenta|aguento|"
            r"daria pra) (?:\w+ ){0,3}"
            r"(?:(?:subir|aumentar|levantar) (?:mais|o volume|o nivel|volume)|mais alt[oa]|"
            r"(?:mais|uns) (?:uns )?(?:volume|dbs?)|puxar)|"
            r"quanto mais alt[oa]|room (?:\w+ ){0,2}(?:before|until|to) (?:\w+ )?(?:zero|0|"
            r"clip\w*)|"
            r"how much (?:room|space|margin)|(?:space|room) (?:is )?left|how close to (?:zero|0|"
            r"clipping|the ceiling)|"
            r"falt\w+ (?:\w+ ){0,2}(?:zero|0|teto|clip\w*)|quant[oa]s? (?:dbs? )?falt\w+|"
            r"room to (?:make|push|raise|go)|"
            r"(?<!how )(?:can|could|may) (?:i|it|we) (?:\w+ )?(?:turn|crank|squeeze|bump|boost|"
            r"get) (?:\w+ ){0,3}(?:up|more|louder)|"
            r"any more (?:loudness|volume|level)|cabe mais|tem como (?:deixar|subir|"
            r"aumentar) (?:\w+ )?(?:mais|o volume)|"
            r"(?:da (?:pra|para)|posso|consigo) (?:empurrar|ganhar|puxar|subir|aumentar) mais|"
            r"possivel (?:aumentar|subir|deixar)|"
            r"espaco (?:antes|ate)|(?:folga|margem) (?:\w+ ){0,2}(?:antes|ate)|still gain|"
            r"quanto falta (?:pra|para) clip\w*|"
            r"(?:how much|any|more|quanto|quanta|tem|sobr\w+) (?:\w+ ){0,2}"
            r"(?:room|space|margin|espaco|margem) (?:\w+ ){0,5}"
            r"(?:left|before|until|till|to|clip\w*|ate|antes|sobr\w+)|"
            r"how many dbs? (?:\w+ ){0,5}(?:until|till|before|add|raise|gain|push|left|go|turn|"
            r"boost)|"
            r"quant[oa]s? (?:dbs? )?(?:\w+ ){0,4}(?:subir|aumentar|levantar|sobr\w+|somar|puxar)|"
            r"how far can i (?:push|go|raise)|ate onde (?:\w+ ){0,2}(?:subir|ir|aumentar)|"
            r"how much (?:louder|more) (?:\w+ ){0,6}(?:clip\w*|distor\w*)"
        ),
    ),
    ("headroom", 0.96, r"how much (?:\w+ ){0,3}(?:louder|gain|raise|push|turn (?:\w+ )?up)"),
    (
        "headroom",
        0.965,
        (
            r"(?:raise|push|add|turn|crank|bring|boost|gain) "
            r"(?:\w+ ){0,6}without (?:clip|distor)\w*|"
            r"(?:subir|aumentar|levantar|puxar|empurrar) (?:\w+ ){0,6}sem (?:clip|distor|estour)\w*"
        ),
    ),
    ("true_peak", 0.75, r"peaks?|picos?|peaking|pica|picando"),
    ("dynamics", 0.95, r"over ?compress\w*|squash\w*|squish\w*|crush\w*|flatten\w*|brick ?wall\w*"),
    (
        "dynamics",
        0.93,
        (
            r"overcompres\w*|strangled|smothered|engessad[oa]|murch[oa]|squeez\w+|a brick|"
            r"dynamic range (?:\w+ )?(?:too )?(?:small|low|narrow)|slammed too|smash\w*|"
            r"over ?compres+ed|choked|slammed|hammered|pancak\w*|over ?limit\w+|over ?cook\w+|"
            r"breath\w*|respir\w+|"
            r"chapad\w+|prensad\w+|estrangulad\w+|marretad\w+"
        ),
    ),
    (
        "dynamics",
        0.95,
        r"sausage|sausag\w+|lifeless|esmag\w+|achatad\w+|amassad\w+|espremid\w+|sem vida",
    ),
    ("dynamics", 0.9, r"sufocad\w+|salsicha|tijolo|pumping|bombeando|sem (?:punch|pegada|impacto)"),
    ("dynamics", 0.88, r"dynamic\w*|dinamic\w*|compress\w*|comprimid\w+|comprimi\w*"),
    ("dynamics", 0.85, r"limiter\w*|limiting|limited|limitador\w*|limitad\w+|punch\w*|pegada"),
    ("dynamics", 0.8, r"transients?|transientes?|impacto|crest|crista|plr|lra|loudness range"),
    (
        "mono",
        0.95,
        r"mono|fold ?down|mono ?compat\w*|phase|phas(?:ey|ing)|fase|cancel\w*|polari\w+",
    ),
    ("mono", 0.88, r"correla\w+|phones?|celular|smart ?speakers?|caixinha"),
    ("stereo_width", 0.93, r"stereo (?:width|image|field)|imagem (?:estereo|stereo)|largura"),
    ("stereo_width", 0.9, r"width|wide\w*|narrow\w*|abertura|abert[oa]s?|estreit\w+|largo|larga"),
    (
        "bass_mono",
        0.99,
        (
            r"(?:low ?ends?|bass|lows|subs?|graves?) (?:(?:is|are|too|ta|tao|esta|estao|ficou|in|"
            r"no|"
            r"na|the|meio|all|dead) )*(?:wide|spread|cent(?:er|re)(?:ed)?|centro|meio|middle|"
            r"centralizad[oa]s?|"
            r"abert[oa]s?|espalhad[oa]s?|larg[oa]s?)"
        ),
    ),
    ("stereo_width", 0.9, r"clos(?:ed|es) in|falt\w+ (?:abertura|largura)"),
    ("stereo_width", 0.88, r"spacious|amplitude estereo|ampl[oa]"),
    ("stereo_width", 0.88, r"stereo|estereo|espacial\w*|spread|fechad[oa]s?"),
    (
        "balance",
        0.96,
        r"cent(?:er|re)ed|off ?cent\w+|centralizad[oa]|centrad[oa]|lopsided|tort[oa]",
    ),
    ("balance", 0.95, r"is the (?:left|right)|(?:louder|heavier) (?:on|in) the (?:left|right)"),
    (
        "balance",
        0.955,
        (
            r"(?:stereo|estereo|l ?r|left right) balanc\w+|balanc\w+ (?:d[eo] )?(?:estereo|stereo)|"
            r"(?:os )?dois (?:lados|canais)|(?:um|one|uma) (?:lado|canal|side|channel)|"
            r"(?:entre )?os canais|l (?:and|e) r|tilted|to a side|descentralizad[oa]|sided|l r|"
            r"left ear|right ear|lados (?:\w+ ){0,2}(?:equilibr|igua|balance)\w*|both (?:sides|"
            r"channels)|(?:pra|para) (?:um|algum) (?:dos )?lados?"
        ),
    ),
    ("balance", 0.95, r"(?:left|right) (?:channel|side|speaker)|canal (?:esquerdo|direito)"),
    ("balance", 0.95, r"left (?:and |or |than |vs |to )?(?:the )?right|right (?:and |than )?left"),
    ("balance", 0.95, r"esquerd[oa]|lado direito|(?:a|na|da|pra|para a) direita|l ?r balance"),
    (
        "balance",
        0.93,
        r"lopsided|off ?cent(?:er|re)\w*|lean(?:s|ing)?|pend\w+|torta|um lado|one side",
    ),
    (
        "balance",
        0.85,
        (
            r"(?:no|in the) (?:centro|cent(?:er|re)|meio|middle)|cent(?:er|re)ed|centrad[oa]|"
            r"centralizad[oa]|left|pan|pans|pann(?:ed|ing)|panorama"
        ),
    ),
    (
        "tonal_balance",
        0.985,
        (
            r"(?:lows?|bass|graves?) (?:and |e )?(?:mids?|medios?) (?:and |e )?(?:highs?|treble|"
            r"agudos?)"
        ),
    ),
    (
        "tonal_balance",
        0.93,
        (
            r"frequenc\w+ (?:(?:are|is|out|off|of|ta|tao|esta|estao|em|fora|too|area|"
            r"range) )*(?:off|"
            r"place|excess\w*|much|fora)|(?:region|regiao|range|spectrum|espectro) (?:(?:is|are|ta|"
            r"esta|que) )*(?:off|sticking|desequilibrad\w+|stands? out)|desequilibrad[oa]|"
            r"unbalanced|"
            r"buracos?|tonal\w*|frequency balance|equilibrio tonal|balanco tonal|timbre"
        ),
    ),
    ("tonal_balance", 0.85, r"eq|equali[sz]\w+|spectr\w+|espectro|frequenc\w+|tone"),
    ("tonal_balance", 0.73, r"balanced?|equilibr\w+|balancead[oa]"),
    ("balance", 0.66, r"balanco"),
    (
        "muddy",
        0.95,
        (
            r"empast\w+|blurr\w*|pantanos[oa]|mush\w*|soupy|swampy|entupid[oa]|mud|muds|macaroca|"
            r"bolo de som|confus[oa]|smear\w*|acumul\w+|accumul\w*|mudd\w*|murky|"
            r"(?<!bass )(?<!sub )(?<!low end )overload\w*|"
            r"sobrecarregad\w+|overcrowd\w*|crowded|turv[oa]|clutter\w*|cloudy|embol\w+|lama|"
            r"lamacent\w+|embaralhad\w+|congest\w+"
        ),
    ),
    (
        "muddy",
        0.95,
        r"low(?:er)? ?mid\w*|(?:medio|media)s? ?graves?|graves? ?medios?|sem definicao|undefined",
    ),
    (
        "boomy",
        0.95,
        (
            r"flabby|tubby|frouxo|boom\w*|resso(?:a|nd|nanc)\w*|ring(?:s|ing)? out|bloated|"
            r"inchad\w+|"
            r"ribomb\w+|whoomp\w*|woof\w*|retumb\w+|trovejando|rumbl\w+"
        ),
    ),
    ("thin", 0.95, r"thin|magr\w+|ana?emic\w*|raquitic\w*|sem (?:peso|corpo)|fininh\w+"),
    (
        "thin",
        0.95,
        r"(?:lack\w*|missing|needs?|no) (?:of )?(?:weight|body)",
    ),
    ("thin", 0.95, r"falt\w+ (?:de |um )?(?:peso|corpo)|fin[ao]|ral[ao]|ralinh\w+"),
    (
        "thin",
        0.955,
        (
            r"(?:lack\w*|missing|needs?|enough|more|too little) (?:\w+ ){0,2}(?:weight|body|"
            r"fullness)|"
            r"(?:pouc[oa]|mais|tem|suficiente|precis\w+ de) (?:peso|corpo)"
        ),
    ),
    ("thin", 0.955, r"(?:full|fat|thick|warm) enough|(?:chei|encorpad|gord)[oa] o suficiente"),
    ("thin", 0.9, r"sustancia|hollow|empty|vazi[oa]|oc[oa]|sem sustancia|lack of (?:body|weight)"),
    ("thin", 0.8, r"tinny|weak|fraquinh\w+|fraca"),
    ("dull", 0.95, r"dull|muffl\w+|blanket|veiled|abafad\w*|apagad\w+|opac\w+|sem brilho"),
    (
        "dull",
        0.95,
        (
            r"(?:lack\w*|missing|needs?|no) (?:of |some |more |a bit more )?(?:air|highs|treble|"
            r"sparkle|top ?end)"
        ),
    ),
    ("dull", 0.95, r"falt\w+ (?:de |um )?(?:brilho|agudos?|ar)|sem agudos?"),
    (
        "dull",
        0.965,
        (
            r"(?:lack\w*|missing|needs?|no|without|low on|short on|enough|little) "
            r"(?:of |in |some |more |a bit more |a bit of |the )*"
            r"(?:brightness|brilliance|air|highs|treble|sparkle|top ?end|shine)|"
            r"(?:falt\w+|sem|pouc[oa]|precis\w+ de) (?:um pouco de |mais )?(?:brilho|agudos?|ar)|"
            r"(?:brilho|brightness|bright) (?:o )?(?:suficiente|enough)"
        ),
    ),
    (
        "dull",
        0.93,
        (
            r"veil|hazy|underwater|behind a (?:curtain|wall|cloth)|(?:atras de|debaixo)|toalha|"
            r"tampad[oa]|hidden highs|(?:lifeless|dead|closed|fechad[oa]|mort[oa]) (?:up top|"
            r"on top|"
            r"em cima|no topo)|tem ar|o ar|cobertor|airy|arejad[oa]|ar suficiente|wooly|"
            r"woolly|stuffy|"
            r"velad[oa]|amortecid[oa]|surd[oa]"
        ),
    ),
    ("dull", 0.88, r"dark|escur\w+|fosc\w+|cobert\w+|lack\w* brightness|needs? brightness"),
    (
        "bright",
        0.93,
        r"bright\w*|brilh(?:ant|os)\w+|brilho (?:demais|sobrando)|trebly",
    ),
    (
        "bright",
        0.955,
        r"(?:exager\w+|excess\w*) (?:\w+ ){0,2}brilho|brilho (?:\w+ ){0,2}(?:exagerad\w+|demais)",
    ),
    ("bright", 0.93, r"crispy|too crisp|clar[oa] demais|muito clar[oa]|glassy|hyped|estalad[oa]"),
    ("harsh", 0.95, r"harsh\w*|asper\w+|estrident\w*|shrill|piercing|brittle|ardid\w+|metalic\w+"),
    (
        "harsh",
        0.92,
        (
            r"rasgando|rasgad[oa]|rispid[oa]|screech\w*|jarring|unpleasant|desagradavel|"
            r"uncomfortable|desconfort\w*|"
            r"agulha\w*|raspando|arranh\w+|fadiga\w*|tiring|exaust\w+|bit(?:e|es|ing) too|"
            r"too bit(?:e|ing)|rasg\w+ (?:o |os |meu |meus )?ouvidos?|strident|cortantes?|"
            r"ears? (?:\w+ )?tired|metallic|spiky|abrasiv\w+|fur(?:a|am|ando) (?:o |os )?ouvidos?|"
            r"ardendo|arde|agress\w+|"
            r"agredi\w+|irrit\w+|painful\w*|ear (?:piercing|fatigue|bleeding|pain)"
        ),
    ),
    ("harsh", 0.9, r"incomod\w+|irritat\w*|irritan\w*|grating|abrasive|rough on"),
    ("harsh", 0.9, r"fatigu\w+|cansa\w*|aggressive|agressiv\w+|hurts?|doi|doendo|machuc\w+"),
    ("harsh", 0.95, r"(?:high|upper|hi) ?mid\w*|(?:medio|media)s? ?agud[oa]s?"),
    (
        "sibilant",
        0.975,
        (
            r"(?:muito|tanto|muitos|tantos) esses? (?=n|d|em)|(?:os|letra|muito|muitos|sons de|"
            r"nos|dos) s|s sounds?|(?:letter|too much|"
            r"the) s(?= |$)|"
            r"s demais|s forte"
        ),
    ),
    (
        "sibilant",
        0.97,
        r"sibil\w+|ess(?:y|es)|de ?ess\w*|chiad\w+|chiando|assobi\w+|ss+|s da voz|letra s",
    ),
    (
        "boxy",
        0.95,
        (
            r"(?:like|through|inside|in) (?:it s |its |it is )?(?:coming |playing )?(?:in |"
            r"inside |out of |"
            r"from )?(?:an? )?(?:old )?(?:box|telephone|phone|can|tube|radio)|"
            r"(?:de|num|parece|pelo|por) (?:um )?(?:telefone|radinho|caixote)|fanh\w+|tunel|tunnel|"
            r"shoebox|megafone|megaphone|box(?:y|iness)|caixote|lata|"
            r"som de lata|"
            r"tin can|caixa de sapato|sapato|box sound|cardboard|papelao|(?:som|"
            r"dentro) de (?:uma )?caixa|inside a box|nasal\w*|honk\w*|encaixotad\w+|anasalad\w+|"
            r"telephone|telefone"
        ),
    ),
    ("sub", 0.92, r"subby|subs?|sub ?bass\w*|subgraves?|sub ?graves?|808s?"),
    (
        "low_end",
        0.92,
        r"low ?shel\w+|low ?ends?|bass|bassy|lows|low ?freq\w*|graves?|gravao|bumbos?|kicks?",
    ),
    ("sub", 0.99, r"(?:below|under|abaixo d[eo]s?|menos de) (?:50|60|70|80) ?hz"),
    ("air", 0.99, r"(?:above|over|beyond|acima d[eo]s?) (?:8|10|12|15|16) ?k\w*"),
    (
        "low_end",
        0.92,
        r"bottom(?: end)?|low frequenc\w+|frequencias? (?:graves?|baixas?)|regiao grave",
    ),
    (
        "air",
        0.9,
        (
            r"high ?shel\w+|(?<!low )shelf|high frequenc\w+|frequencias? (?:agudas?|altas?)|"
            r"altas frequencias"
        ),
    ),
    ("low_end", 0.92, r"contrabaixos?|(?:o|do|no|meu) baixo"),
    ("mid", 0.9, r"mids|mid ?range|medios|(?:regiao|faixa|frequencias?|area) medias?"),
    ("mid", 0.8, r"(?<!volume )(?<!nivel )medio"),
    (
        "presence",
        0.9,
        (
            r"buried|enterrad[oa]|recuad[oa]|upfront|presence|presenca|cuts? through|"
            r"present enough|"
            r"too distant|distante"
        ),
    ),
    ("air", 0.88, r"treble|highs|high ?ends?|top ?ends?|agud[oa]s?|agudinhos?|brilho|air"),
    ("too_loud", 0.9, r"too (?:loud|hot)|louder than|(?:muito|tao|mais) alt[oa]|alt[oa] demais"),
    ("too_loud", 0.9, r"(?:turn\w*|bring\w*|pull\w*) (?:\w+ ){0,3}down|loudness penalty|penali\w+"),
    ("too_loud", 0.9, r"abaix\w+|vai (?:\w+ )?baixar|baixa (?:a|minha|meu|o|o meu|a minha) \w+"),
    (
        "too_loud",
        0.9,
        r"punish\w*|(?:diminu|reduz|mex)\w* (?:\w+ ){0,2}volume|push\w* (?:\w+ ){0,5}too far",
    ),
    (
        "too_loud",
        0.9,
        (
            r"volume (?:\w+ ){0,2}excessiv[oa]|(?:over|above|exceed\w*|"
            r"past) (?:\w+ ){0,3}(?:limit|target|loudness|level|threshold)|"
            r"(?:acima|passa\w*|passei|passou) d[aeo] (?:\w+ ){0,2}"
            r"(?:limite|alvo|volume|loudness|nivel)|exager\w+ (?:n?o )?(?:\w+ )?volume|"
            r"(?:exceed|break|over)\w* (?:\w+ ){0,3}(?:allows?|permits?|accepts?)|"
            r"(?:cort|derrub|segur|limit|baix|diminu|reduz|mex|mud|peg)\w* (?:\w+ ){0,2}(?:volume|"
            r"loudness|nivel)|"
            r"(?:squash|cut|drop|reduce|crush|knock|clamp)\w* (?:\w+ ){0,2}(?:volume|level|"
            r"loudness)|"
            r"volume (?:\w+ ){0,2}exagerad\w+|passei do volume"
        ),
    ),
    ("too_loud", 0.9, r"lower (?:my|the|its) (?:volume|level|loudness)"),
    (
        "too_loud",
        0.985,
        (
            r"(?:above|over|exceed\w*|acima|past) (?:d[aeo] |the |xplatform |spotify s |its )*"
            r"(?:\w+ ){0,2}(?:target|limit|alvo|limite|what|que|max\w*) ?(?:\w+ ){0,3}"
            r"(?:spotify|streaming|loudness|volume|wants?|likes?|allows?|quer|pede|permite|aceita)"
        ),
    ),
    ("too_loud", 0.96, r"estour\w+ (?:\w+ ){0,2}volume"),
    ("too_loud", 0.85, r"normali[sz]\w*|too much (?:volume|loudness)|volume (?:demais|muito alto)"),
    ("too_loud", 0.7, r"loud|hot|alt[oa]|volume|loudness ok"),
    (
        "too_quiet",
        0.985,
        (
            r"(?:under|below|aquem|abaixo) (?:d[aeo] |the |its )*(?:\w+ ){0,3}"
            r"(?:targets?|alvo|level|loudness|usa|pede|quer|plays|wants|uses)"
        ),
    ),
    (
        "too_quiet",
        0.94,
        r"alt[oa] (?:o )?(?:suficiente|bastante)|(?:suficientemente|bastante) alt[oa]",
    ),
    (
        "too_quiet",
        0.93,
        r"(?:too|so|very) (?:quiet|soft|low)|loud enough|low volume|quiet\w*",
    ),
    (
        "too_quiet",
        0.93,
        (
            r"(?:muito|mt|ta|esta|ficou|ficar|soar?|sair?|toca|tocar|tao|meio|mais|som) baix[oa]|"
            r"baix[oa] demais"
        ),
    ),
    (
        "too_quiet",
        0.93,
        (
            r"baixinh[oa]|volume (?:\w+ ){0,2}baixo|enough (?:loudness|volume|level)|pouco volume|"
            r"sem volume|volume suficiente"
        ),
    ),
    ("too_quiet", 0.9, r"louder|more volume|mais volume|(?:turn|bring)\w* (?:\w+ ){0,3}up"),
    (
        "too_quiet",
        0.95,
        (
            r"(?:how|what|tips?|ways?|help|teach|want|need|como|dicas?|ensina|ajuda|quero|queria|"
            r"preciso|"
            r"jeito|deix\w+|fazer|o que) (?:\w+ ){0,8}(?:louder|mais (?:alt[oa]|volume|loudness)|"
            r"more (?:volume|loudness|level)|volume up|up the (?:volume|level)|"
            r"(?:ganh|aument|sub|levant)\w+ (?:o |mais |de |meu )*(?:volume|nivel|loudness))"
        ),
    ),
    ("too_quiet", 0.9, r"(?:aument|sub|ganh|levant)\w+ (?:o |mais )?volume|som mais alto"),
    (
        "targets",
        0.94,
        r"(?:good|ideal|recommended|right|correct|best|target) (?:lufs|loudness|level)",
    ),
    (
        "targets",
        0.94,
        (
            r"(?:lufs|loudness|nivel|volume) (?:\w+ ){0,2}(?:ideal|recomendad\w+|alvo)|"
            r"(?:lufs|loudness|nivel|volume) (?:cert[oa]|bom)"
        ),
    ),
    (
        "targets",
        0.94,
        (
            r"(?:should|devo|deveria|preciso) (?:i |we |eu )?(?:aim|master\w*|mirar|deixar|"
            r"hit|target|"
            r"shoot|"
            r"buscar|atingir|entregar|almejar)|"
            r"(?:lufs|loudness|level|nivel) (?:\w+ )?(?:should|do i|eu|devo|deveria|deixo|uso|"
            r"coloco) (?:\w+ ){0,3}"
            r"(?:be|use|go for|need|uso|usar|deixo|deixar|devo|a|o|master\w*)|"
            r"loudness (?:\w+ ){0,2}be"
        ),
    ),
    (
        "targets",
        0.965,
        (
            r"normali\w+ (?:\w+ ){0,2}(?:quanto|what)|"
            r"(?:loudness|lufs|level|nivel|volume) (?:standard|padrao|norm|spec|target)|"
            r"(?:padrao|norma|alvo|target) (?:de|of) (?:loudness|volume|nivel|lufs)"
        ),
    ),
    (
        "targets",
        0.98,
        (
            r"(?:lufs|loudness|level|nivel|volume) (?:eu |que eu )?(?:deixo|uso|usar|coloco|boto|"
            r"miro|"
            r"entrego|masterizo)|(?:lufs|loudness|level) (?:do|should|would|must) (?:i|we|you|"
            r"they)|"
            r"(?:masteriz\w+|deix\w+|cheg\w+|mir\w+|bat(?:er|o)|entreg\w+|export\w+|fech\w+|"
            r"coloc\w+|bot\w+|ating\w+) (?:\w+ ){0,4}quantos? (?:db )?(?:lufs|lkfs)"
        ),
    ),
    ("targets", 0.9, r"targets?|alvos?|meta|aim(?:ing)? (?:for|at)?"),
    (
        "compare_platforms",
        0.985,
        r"(?:which|each|every|all|across) (?:\w+ ){0,3}(?:platforms?|services?)",
    ),
    (
        "compare_platforms",
        0.985,
        r"(?:qual|quais|cada|todas?|entre) (?:as )?(?:plataformas?|servicos?)",
    ),
    (
        "tonal_balance",
        0.98,
        (
            r"(?:compar\w*|versus|vs|against|next to|perto|longe|close|far|match\w*|contra|com) "
            r"(?:\w+ ){0,3}(?:references?|referencias?)"
        ),
    ),
    ("tonal_balance", 0.9, r"references?|referencias?"),
    (
        "compare_platforms",
        0.86,
        r"compare\w*|compar\w+|versus|vs|difference between|diferenca entre",
    ),
    (
        "compare_platforms",
        0.93,
        (
            r"(?:what|how|o que|como) (?:\w+ ){0,4}(?:platforms|services|plataformas|servicos|"
            r"streamings)|"
            r"(?:platforms|services|plataformas|servicos|streamings) (?:\w+ ){0,3}(?:do|treat|"
            r"handle|faz\w*)"
        ),
    ),
    (
        "compare_platforms",
        0.985,
        (
            r"(?:across|between) (?:(?:the|all|different|main|major|every|each) )*(?:dsps?|stores|"
            r"streamers|"
            r"streaming (?:sites|apps|platforms|services))|(?:per|by|por) (?:\w+ )?(?:platform|"
            r"service|plataforma|servico)|platform by platform"
        ),
    ),
    (
        "compare_platforms",
        0.985,
        (
            r"(?:platforms|services|plataformas|servicos|streamings?|dsps|apps|lojas) (?:\w+ ){0,5}"
            r"(?:up (?:or|and) down|down (?:or|and) up|(?:sub|aument|levant)\w+ (?:ou|e) "
            r"(?:abaix|baix|diminu|reduz)\w+|(?:abaix|baix|diminu|reduz)\w+ (?:ou|e) (?:sub|"
            r"aument)\w+)"
        ),
    ),
    ("compare_platforms", 0.72, r"platforms?|plataformas?|streaming|streamings|services"),
    (
        "fix_first",
        0.96,
        (
            r"worst thing|(?:corrigiria|mudaria|mexeria|consertaria|arrumaria|faria|atacaria|"
            r"comecaria)|onde (?:eu )?(?:ataco|mexo|comeco)|deixa\w* a desejar|"
            r"holding (?:\w+ ){0,3}back|prioriz\w+|most important|primeira coisa|(?:do|tackle|"
            r"touch|handle) first|first (?:move|step)|primeir[oa] (?:passo|coisa)|antes de tudo|"
            r"mais (?:feio|errado|fraco)|(?:weakest|worst) (?:point|part|thing|link)|"
            r"ponto (?:mais )?fraco|"
            r"(?:improv|hurt|hold|ruin|kill|affect|help|fix)\w* (?:\w+ ){0,4}most|mais (?:urgente|"
            r"importante|critic[oa])|"
            r"estragando|atrapalhando|prejudicando|most urgent|(?:only )?change one thing|"
            r"mudar (?:em )?uma coisa|ponto (?:\w+ )?(?:a|pra|para) melhorar|"
            r"(?:principal|maior|pior) (?:defeit|err|falh)\w+|(?:defeit|err|falh)\w+ (?:principal|"
            r"maior)"
        ),
    ),
    (
        "fix_first",
        0.97,
        (
            r"(?:fix|change|improve|mend|tackle|address|work on) (?:\w+ ){0,2}first|start (?:with|"
            r"from)|"
            r"where (?:\w+ ){0,3}(?:start|begin)|first thing|most attention|top priority"
        ),
    ),
    (
        "fix_first",
        0.96,
        (
            r"(?:biggest|main|worst|top|most|number one|key) (?:\w+ )?(?:problems?|issues?|"
            r"fault|flaw|"
            r"weakness|mistake|"
            r"urgent|important|serious|pressing)"
        ),
    ),
    (
        "fix_first",
        0.93,
        (
            r"(?:should|can|do|to) (?:i |we )?(?:need to )?(?:fix|improve|change|repair|work on|"
            r"address)"
        ),
    ),
    (
        "fix_first",
        0.93,
        r"what s wrong|whats wrong|what is wrong|problems?|issues?|prioriti\w*|priority",
    ),
    (
        "fix_first",
        0.955,
        (
            r"(?:principal|maior|pior) (?:defeit|err|falh)\w+|(?:defeit|err|falh)\w+ (?:principal|"
            r"maior)"
        ),
    ),
    (
        "fix_first",
        0.97,
        (
            r"(?:arrum|corri[gj]|consert|mex|melhor|mud|ajust|resolv|"
            r"trat)\w+ (?:\w+ ){0,2}primeiro|"
            r"por onde"
        ),
    ),
    (
        "fix_first",
        0.93,
        (
            r"(?:arrum|corrig|consert|melhor)\w+|problemas?|prioridade|pior|o que (?:ta|"
            r"esta) (?:\w+ )?errad[oa]"
        ),
    ),
    (
        "ready",
        0.96,
        r"ready|good to go|release\w*|ship|finished|is it done|master (?:is )?(?:ok|good|fine)",
    ),
    (
        "ready",
        0.96,
        (
            r"pront[oa]s?|lancar|lancad[oa]|publicad[oa]|soltar|publicar|distribuir|"
            r"master (?:ok|boa|"
            r"bom)|"
            r"master (?:ja )?(?:ta|esta|ficou) (?:ok|boa|bom|legal|show|certa|de boa|finalizada)"
        ),
    ),
    (
        "ready",
        0.93,
        (
            r"can i (?:drop|launch|publish|post)|(?:posso|da (?:pra|para)|pode) (?:ja )?(?:postar|"
            r"publicar|divulgar|entregar|fechar)|concluid[oa]|go out|put (?:it |this )?out|"
            r"pode subir|"
            r"lanco|release ready|no jeito|thumbs up|green light|finalizad[oa]|acabad[oa]|"
            r"lancamento|"
            r"pode (?:sair|ir pr[ao])"
        ),
    ),
    ("ready", 0.9, r"overview|summary|summar\w+|resum\w+|diagnostico|avalia\w*|rate"),
    ("ready", 0.75, r"overall|geral"),
    (
        "ready",
        0.93,
        (
            r"(?:is|are) (?:\w+ ){0,3}(?:done|finished|finalized|complete)|put (?:this|it) out|"
            r"ja da pra"
        ),
    ),
    ("ready", 0.82, r"(?:is|are|does) (?:\w+ ){0,3}(?:good|ok|okay|fine)|sound(?:s)? (?:good|ok)"),
    (
        "ready",
        0.82,
        r"(?:ta|esta|ficou) (?:bom|boa|legal|ok|show)|como (?:ta|esta|ficou)|o que achou",
    ),
    (
        "help",
        0.95,
        r"help|what can (?:you|i)|how does this work|ajuda|me ajud\w+|como funciona isso",
    ),
    (
        "ready",
        0.93,
        r"distributor\w*|distribuidora|upload|(?:send|subir|mandar) (?:it|this|master)",
    ),
    ("ready", 0.93, r"(?:subir|mandar|enviar) (?:ess[ae]|est[ae]|minha|meu|o|a) (?:\w+)"),
    ("help", 0.95, r"o que (?:voce|vc|ce) (?:faz|sabe|pode|consegue)|posso (?:te )?perguntar"),
    (
        "tempo",
        0.96,
        (
            r"bpm|velocidade|what speed|tempo of|andamento|how fast|what tempo|tempo is|the tempo|"
            r"batidas por minuto|"
            r"beats per minute"
        ),
    ),
    (
        "key",
        0.95,
        (
            r"what key|which key|(?:song|track|tune) key|key (?:of|is)|in (?:the )?key|musical key|"
            r"(?:what s|whats|what is|me) the key|"
            r"tonalidade|camelot"
        ),
    ),
    (
        "unknown",
        0.97,
        r"buy|comprar|price|preco|recommend (?:\w+ ){0,4}(?:plugins?|vsts?|headphones?)",
    ),
    ("unknown", 0.98, BEFORE),
    ("unknown", 0.97, r"indica\w* (?:\w+ ){0,4}(?:plugins?|vsts?|fones?|monitores)"),
    ("key", 0.95, r"^(?:the |my |o )?(?:key|tom)$"),
    ("key", 0.96, r"maior ou menor|major or minor|minor or major"),
    (
        "key",
        0.95,
        r"(?:que|qual|o|em que|do|meu) tom|(?<!full )scale|(?<!de )escala|acordes?|chords?",
    ),
    (
        "targets",
        0.985,
        (
            r"(?:que|qual|quantos|what|which|how many) (?:(?:o|e|s|is|the) )*"
            r"(?:lufs|nivel|loudness|level|volume) (?:(?:e|is|would|be|a|the|fica|seria|mais|o) )*"
            r"(?:bom|boa|good|ok|right|cert[oa]|serve|works?|ideal|best|melhor)"
        ),
    ),
    ("key", 0.985, r"tonal cent(?:er|re)|centro tonal|tonica|root note|nota fundamental"),
    (
        "low_end",
        0.965,
        (
            r"(?:peso|corpo|forca|weight|body|power) (?:(?:suficiente|enough|o|bastante) )*"
            r"(?:no|do|nos|in|on|at|de) (?:(?:the|my|o|meu) )*(?:graves?|low ?end|bass|lows|bottom)"
        ),
    ),
)

GREETING = r"(?:hi|hello|hey|yo|ola|oi|oie|opa|e ?ai|eae|salve|fala|bom dia|boa tarde|boa noite)"
THANKS = (
    r"(?:thanks|thank you|thank u|thx|tks|cheers|ty|valeu|obrigad(?:[oa]|ao|inh[oa])|vlw|"
    r"brigad[oa]|brigadao|agradecid[oa])"
)
# What may stand beside a greeting or thanks without making it a question.
POLITE = (
    r"tudo|bem|there|all|muito|much|so|very|a lot|for the help|mesmo|demais|pela ajuda|mano|cara|"
    r"bro|man|dude|ok|great|perfect|nice|show|perfeito|otimo|massa"
)

# Does the track fit a platform: the words beside the platform's name.
FIT = (
    r"no ponto|drop (?:it|this|my)|go up|on point|where it (?:should|needs to|has to) be|"
    r"onde (?:devia|deveria)|no lugar|n[oa] (?:alvo|meta)|on target|at (?:the )?target|apt[oa]s?|"
    r"no (?:nivel|volume|loudness) que|"
    r"pass(?:es|a|am|ar|ou|ando)?|meets?|compl(?:y|ies|iant)|conform\w*|approv\w*|accept\w*|"
    r"aceit\w*|aprov\w*|atend\w*|cumpr\w*|dentro d[aeo]s?|within|normas?|specs?|standards?|padrao|"
    r"de acordo|nos conformes|hit\w*|match\w*|bate com|appropriate|happy|apropriad[oa]|botar|put|"
    r"against|relacao|(?:hows|how s|how is) (?:my|this|it|the (?:track|song|mix|master|file)) |"
    r"ok|okay|good|fine|right|ready|suitable|fit|works?|safe|pront[oa]s?|bo[am]|cert[oa]|serve|"
    r"adequad[oa]|legal|de boa|suave|funciona|roda|ta valendo|aguenta|enough|"
    r"mandar|subir|enviar|colocar|lancar|soltar|publicar|upload|tocar bem|toca bem|tocar na|"
    r"plays? well|go on"
)
# Level asked for by name alone, without a verb: "Deezer loudness limit?".
LIMIT = (
    r"numero|number|limits?|limite|targets?|alvo|meta|nivel|level|lufs|loudness|max\w*|norm\w*|"
    r"lkfs|volume"
)
# Whether anything stands in the way of a platform.
TROUBLE = (
    r"(?:any|some|algum|tem) (?:\w+ )?(?:problems?|problemas?|issues?) (?:for|on|with|n[oa]|pr[oa]|"
    r"para|com|em)"
)
CODEC = r"mp3|aac|ogg|opus|codecs?|encod\w+|lossy|transcod\w+"
# What encoding may do, or that it does nothing.
ENCODED = (
    r"distor\w*|clip\w*|estour\w*|overshoot\w*|surviv\w*|safe|aguenta|sobreviv\w*|suffer\w*|"
    r"sofr\w*|"
    r"break\w*|rach\w+|crackl\w*|crunch\w*|mess\w*|ruin\w*|estrag\w*|arrebent\w*|degrad\w*"
)
LEVEL = r"level|nivel|lufs|loudness|lkfs|volume|alvo|target"
FIGHT = (
    r"fight\w*|clash\w*|compet\w*|mask\w*|brig\w+|conflit\w*|disput\w*|mascar\w*|embat\w*|"
    r"chocando|atropel\w+|tret\w+"
)
KICK = r"kicks?|bumbos?|bombos?"
IMPACT = (
    r"hits?|hitting|punch\w*|knock\w*|thump\w*|slap\w*|bat(?:e|endo|ida)|soc(?:o|ando)|"
    r"pegada|impacto|porrada"
)
# That all is well is asked, rather than a fault.
FINE = (
    r"ok|okay|better|melhor|good|fine|right|bo[am]|cert[oa]|legal|balanced|equilibrad[oa]|"
    r"healthy|show|de boa"
)

# A metric's path in the report and the words for it: the more exact name comes first.
METRICS: tuple[tuple[str, str], ...] = (
    (
        "loudness.short_term_max_at_s",
        (
            r"(?:loudest|mais alt[oa]) (?:part|moment|section|passage|parte|trecho|momento|ponto)|"
            r"(?:parte|trecho|momento|ponto) mais alt[oa]"
        ),
    ),
    ("loudness.short_term_max_lufs", r"short ?term|curto prazo"),
    ("loudness.momentary_max_lufs", r"momentar\w+|momentane\w+"),
    (
        "loudness.range_lu",
        (
            r"(?:loudness|volume|level) (?:(?:does|do|the|it|really|my|track) )*(?:var(?:y|ies|"
            r"iation)|varia\w*|swings?)|"
            r"vari\w+ (?:(?:de|do|in|the|o|da|a|musica) )*(?:loudness|volume)|"
            r"(?:difference|diferenca) (?:between|entre) (?:(?:the|as|a|my|o) )*(?:loud|quiet|"
            r"partes?|mais|trechos?)(?: \w+)*|"
            r"lra|loudness range|faixa (?:de )?(?:loudness|dinamica)|dynamic range|range"
        ),
    ),
    ("loudness.plr_lu", r"plr|peak to loudness|pico loudness"),
    (
        "loudness.true_peak_dbtp",
        (
            r"true ?peaks?|picos? rea(?:l|is)|picos? verdadeiros?|dbtp|tp|picos? (?:entre|"
            r"inter) ?(?:amostras|samples?)|"
            r"inter ?samples? peaks?"
        ),
    ),
    ("loudness.sample_peak_dbfs", r"sample ?peaks?|picos? de amostra|dbfs"),
    ("dynamics.crest_db", r"crest(?: factor)?|(?:fator de )?crista"),
    ("dynamics.rms_dbfs", r"rms|average level|nivel medio"),
    ("dynamics.dc_offset", r"dc(?: offset)?"),
    (
        "dynamics.clipping.runs",
        r"how many (?:clips|clipped|times|peaks)|quant[oa]s (?:vezes|clips?|picos|amostras)",
    ),
    (
        "stereo.mono_loss_lu",
        (
            r"mono loss|perda (?:em )?mono|(?:how much|how many|quant[oa]s?) (?:\w+ ){0,5}"
            r"(?:lose|loses|losing|lost|drops?|perc?[od]\w*|cai) (?:\w+ ){0,3}(?:in |em )?mono"
        ),
    ),
    ("stereo.correlation", r"correla\w+"),
    ("stereo.width", r"(?:stereo )?width|largura(?: estereo)?"),
    ("stereo.balance_db", r"(?:l ?r|left right|stereo|estereo) balan\w+|balanco(?: estereo)?"),
    ("spectrum.tilt_db_per_octave", r"(?:spectral )?tilt|inclinacao|slope"),
    ("spectrum.centroid_hz", r"(?:spectral )?centroid\w*"),
    ("spectrum.rolloff_hz", r"roll ?off"),
    ("file.sample_rate_hz", r"sample ?rate|taxa de amostragem|k?hz"),
    ("file.bit_depth", r"bit ?depth|(?<!a )(?<!little )(?<!tiny )bits?|profundidade de bits?"),
    ("file.channels", r"channels?|canais|canal"),
    ("file.size_bytes", r"file size|how big|tamanho|megas?|mb"),
    ("file.duration_s", r"duration|how long|length|duracao|quanto tempo|dura|comprimento|minutos"),
    ("file.format", r"(?:file )?format|formato|codec"),
    (
        "loudness.integrated_lufs",
        r"lufs|integrated|integrado|loudness|how loud|quao alt[oa]|lkfs",
    ),
    ("loudness.true_peak_dbtp", r"peak(?: level)?|pico"),
)

# A term of the glossary and the words for it.
TERMS: tuple[tuple[str, str], ...] = (
    ("true_peak", r"true ?peaks?|dbtp|inter ?sample\w*|picos? rea(?:l|is)"),
    ("sample_peak", r"sample ?peaks?|picos? de amostra"),
    ("dbfs", r"dbfs|full scale|fundo de escala"),
    ("lra", r"lra|loudness range|faixa de loudness"),
    ("plr", r"plr|peak to loudness(?: ratio)?"),
    ("crest", r"crest(?: factor)?|(?:fator de )?crista"),
    ("rms", r"rms"),
    ("short_term", r"short ?term(?: \w+)?"),
    ("momentary", r"momentary(?: \w+)?|momentane\w+"),
    ("integrated", r"integrated(?: \w+)?|(?:loudness )?integrado"),
    ("lufs", r"lufs|lkfs|loudness"),
    ("lu", r"lu|loudness units?"),
    ("clipping", r"clip(?:ping|ar|agem)?"),
    ("headroom", r"head ?room"),
    ("mono", r"mono(?: ?compat\w+)?|compatibilidade mono"),
    ("correlation", r"(?:stereo |phase )?correla\w+"),
    ("width", r"(?:stereo )?width|largura estereo"),
    ("phase", r"phase|fase|out of phase|fora de fase"),
    ("dc", r"dc(?: offset)?"),
    ("sample_rate", r"sample ?rate|taxa de amostragem"),
    ("bit_depth", r"bit ?depth|profundidade de bits?"),
    ("normalisation", r"(?:loudness )?normali[sz]\w+"),
    ("centroid", r"(?:spectral )?centroid\w*"),
    ("rolloff", r"roll ?off"),
    ("tilt", r"(?:spectral )?tilt|inclinacao espectral"),
    ("sibilance", r"sibil\w+"),
    ("mud", r"mud|muddiness|lama|embolad\w+"),
    ("limiter", r"limiter|limitador"),
    ("compressor", r"compress(?:or|ion)|compressao"),
    ("dither", r"dither\w*"),
)

DEFINE = (
    r"what (?:is|are|does|do)|whats|what s|define|definition|meaning|means?|explain|o que (?:e|sao|"
    r"significa|quer dizer)|oq e|que e|significa\w*|explica\w*|defin[ae]|pra que serve|quer dizer|"
    r"difference between|diferenca entre"
)
# What may stand beside a term in a question for its meaning.
FILLER = (
    r"an?|the|is|are|in|of|and|or|to|me|mean|means|please|does|do|audio|music|o|os|as|um|uma|e|ou|"
    r"no|na|da|de|pra|mim|por favor|musica|what|qual|isso|exactly|exatamente|meant|"
    r"meaning|by|actually|mesmo|serve|afinal|esse|tal"
)
# A recommendation is asked for, not a measurement.
ADVISED = (
    r"tenho (?:que|de)|preciso|need to|have to|do i (?:master|aim|want)|masterizo|master to|"
    r"mastering to|should|devo|deveria|ideal|targets?|alvos?|recommend\w*|recomend\w*|good|aim\w*|"
    r"mirar"
)
VALUE = (
    r"what|whats|how (?:much|many|loud|long|wide|big|high)|where(?! it (?:should|needs|has))|when|"
    r"which|tell me|show|give|read|inform[ea]|informar|report|"
    r"value|max|maximo|remind me|me lembra|me passa|passa o|quanto (?:ta|esta|e|deu|da)|qual|"
    r"quais|quant[oa]s?|onde|quando|quao|me (?:diz|fala|mostra|da|diga)|valor|numero|"
    r"mede|medida|mostra|diz"
)
OWN = (
    r"my|mine|this|our|meu|minha|nosso|nossa|dess[ae]|dest[ae]|ess[ae]|est[ae]|"
    r"the (?:track|song|mix|master|file)|(?:da|a|na) (?:musica|faixa|track|mix|master)|"
    r"(?:do|o|no) (?:som|arquivo|master|mix|beat)"
)

# Names of a range that say nothing about too much or too little.
NEUTRAL = r"low(?:er)? ?mid\w*|(?:high|upper|hi) ?mid\w*|(?:medio|media)s? ?(?:grave|agud[oa])s?"

# What may stand between the parts of such a verb.
_GAP = (
    r"(?:(?:the|my|this|our|it|some|a|of|bit|little|lot|more|whole|low|high|top|end|ends|bass|"
    r"lows|highs|sub|"
    r"treble|mids|air|volume|level|loudness|track|song|mix|master|thing|xhz|hz|300) ){0,5}"
)
# What is done to a range or a level, up and down.
RAISE = (
    rf"boost\w*|rais\w+|increas\w+|add|adding|push\w*|pump up|enhance|lift\w*|"
    rf"(?:bring|turn|crank|bump|push|pull|nudge) {_GAP}up|bump|aument\w+|subir|subo|sobe|suba|"
    rf"reforc\w+|levant\w+|realc\w+|encorp\w+|(?:da|dar|dou|meto|meter|boto|botar|ponho|por) "
    rf"(?:uma? |mais )*(?:ganho|boost|gas|levantada|realce|reforco|aumentada)|"
    rf"(?:boto|botar|ponho|coloco|colocar|meto|meter|adiciono|adicionar|acrescent\w+) mais"
)
LOWER = (
    rf"reduc\w+|cut\w*(?! through)|lower\w*|tame|taming|remov\w+|scoop\w*|dip|notch\w*|trim\w*|"
    rf"shave|"
    rf"carve|attenuat\w+|roll off|"
    rf"(?:turn|bring|pull|tak|dial|knock|scal|back|push|roll|tone)\w* {_GAP}(?:down|out|off|back)|"
    rf"diminu\w+|reduz\w*|cort(?!ant)\w+|abaix\w+(?! d[eo])|baixar|baixo (?=(?:o|os|a|as) )|"
    rf"tir(?:ar|o|e|a|ando)|atenu\w+|limp(?:ar|o|e)|seguro (?=(?:o|os|a|as) )"
)
MORE = rf"{RAISE}|more|louder|mais"
LESS = rf"{LOWER}|less|(?<!de )menos"
# What the asker would do, rather than what is missing.
MOVES = rf"{RAISE}|{LOWER}"
# Asked the other way round: yes means that nothing is missing.
ENOUGH = r"enough|suficientes?|bastantes?|sufficient"
# A no inside the question: a yes or a no in return could be taken either way.
NEGATED = (
    r"(?:is|are|am|was|does|do|did|has|have|can|could|will|should) (?:\w+ ){0,4}not|"
    r"(?:isn|aren|wasn|doesn|don|didn|won) t|nao (?:\w+ ){0,2}(?:ta|esta|ficou|tem|muit[oa]|demais)"
)
NOT_ENOUGH = r"(?:not|nao|n) (?:\w+ ){0,3}(?:enough|suficientes?|bastantes?)"
# A question that begins so expects more than yes or no.
OPEN = (
    r"why|how|what|whats|which|where|when|tell|show|por que|porque|pq|como|o que|qual|quais|onde|"
    r"quant[oa]s?|should|devo|make|deixar"
)
# A request, which is no question for yes or no although it begins like one.
REQUEST = (
    r"(?:can|could|would|will) (?:you|u|i) (?:please |just )?(?:tell|give|show|get|see|have|know)|"
    r"(?:valor|numero|pico|nivel|maximo|total) d[oa]|(?:me )?passa|(?:da|tem|pode|poderia|"
    r"consegue) (?:pra|para|como|me)? ?(?:ver|dizer|falar|"
    r"passar|mostrar|me)"
)
# What only a question for yes or no has: a verb in front, or a word that weighs.
CLOSED = (
    r"is|are|am|was|were|do|does|did|can|could|will|would|has|have|isn|aren|doesn|don|didn|won|"
    r"any|too|enough|over|overly|ok|okay|ready|right|"
    r"ta|tah|tao|to|tava|esta|estao|estou|ficou|fica|ficam|vai|vao|vou|tem|tenho|ha|posso|pode|"
    r"podem|da pra|preciso|precisa|passa\w*|passei|soa|toca|serve|funciona|foi|era|muit[oa]s?|mt|"
    r"demais|suficiente|bastante|pront[oa]s?|exager\w+|falt\w+|sobr\w+|perdeu|aguenta|sumiu|some"
)
NEGATORS = r"not|don t|dont|do not|shouldn t|shouldnt|never|without|nao|n|sem|nunca"
OVER = (
    r"overly|exagger\w*|overload\w*|too (?!little|quiet|soft|low|weak|thin|dull|light|small|short|"
    r"shy|narrow|tight|timid|"
    r"distant|dark|muffled)\w+|excess\w*|overpower\w*|overwhelm\w*|demais|"
    r"muit[oa]s?|overkill|insane\w*|massive|huge|enorme|gigante|absurd\w*|rattl\w*|shak\w*|"
    r"trem(?:e|endo)|estremec\w*|inflad[oa]|out of control|overboard|drown\w*|cobrindo|mt|mto|mta|"
    r"engol\w+|d[ao] conta|"
    r"insano|sobr\w+|exager\w*|overd\w+|pass(?:ando|ou) do ponto|dominat\w*|domina\w*|clutter\w*|"
    r"build ?up|builds? up|"
    r"alt[oa]s?|fortes?|pesad[oa]s?|estour\w+|loud|heavy|big"
)
UNDER = (
    r"low on|short on|de menos|barely|hardly|mal (?:ouco|escuto|sinto|da)|quase sem|not enough|"
    r"enough|sufficient\w*|light|shy|timid[oa]s?|^no|cade|where s|insuf\w+|sum(?:iu|"
    r"ido|ida)|lack\w*|missing|weak\w*|too (?:little|quiet|soft|low|weak)|pouc[oa]s?|"
    r"frac[oa]s?|fraquinh[oa]s?|falt\w+|sem|suficientes?|bastantes?|baix[oa]s?"
)

# The stereo image, said to be too much or too little.
TOO_WIDE = (
    r"(?:too|overly|super|muito|mt|mto|tao) (?:wide|open|spread|abert[oa]|larg[oa])|over ?wide|"
    r"(?:abert[oa]|larg[oa]|estereo|stereo|abertura|largura|lados) (?:demais|dms|exagerad[oa])|"
    r"(?:estereo|stereo|abertura) (?:\w+ )?exagerad[oa]|"
    r"(?:exager\w+|excess\w+|too much|much|muit[oa]) (?:\w+ )?(?:abertura|largura|stereo|estereo|"
    r"width)"
)
NARROW = (
    r"not (?:\w+ ){0,2}wide|(?:too|almost|nearly|basically|kinda|quase|muito|meio|"
    r"praticamente) mono|mono (?:ish|sounding|demais)|"
    r"clos(?:ed|es) in|(?:too|very|so) small|pequen[oa]|(?:lack\w*|missing|no|not much|"
    r"little) (?:of )?(?:width|stereo|spread)|"
    r"(?:falt\w+|sem) (?:abertura|largura|estereo)|narrow\w*|estreit\w+|fechad[oa]s?|closed|"
    r"pouc[oa] (?:abertura|largura|estereo|stereo)"
)
# What the asker would do to the level, other than what a platform does.
OWN_MOVE = (
    r"should (?:i|we)|do i (?:need|have) to|must i|i (?:need|have) to|i ought|devo|preciso|"
    r"what (?:do|can|should) i do|tips?|teach|ensina|dicas?|help me|me ajuda|quero|queria|jeito|"
    r"i want|"
    r"o que (?:eu )?fac[oa]|tenho (?:que|de)|vale a pena|melhor (?:eu )?|how (?:do|can|should|"
    r"would) i|como (?:eu )?\w+"
)
LOUDER = (
    r"louder|more (?:volume|loudness|level)|mais (?:volume|alt[oa]|loudness)|turn (?:\w+ )?up|"
    r"(?:aument|sub|ganh|levant)\w+"
)
QUIET = r"quiet\w*|too (?:soft|low)|baix[oa]|baixinh[oa]|pouco volume|sem volume"
LEFT = r"left|esquerd[oa]|l"
RIGHT = r"(?:the|to|on|in|lean\w*|pull\w*) right|right (?:channel|side|speaker|ear)|direit[oa]|r"
ANY_RIGHT = r"right|direit[oa]|r"
THAN = r"than|do que|que (?:o|a) (?:lado |canal )?(?:esquerd|direit)[oa]"
# Something that the track is said to need is what it has too little of.
NEEDS = (
    r"(?:does|do|would|could) (?:it|this|the \w+|my \w+) (?:need|want|use)|needs|needed|wants|"
    r"could use|"
    r"(?:ask|begg|cry)ing for|calls? for|begs for|precisa|ta precisando|precisando|pede|pedindo|"
    r"carec\w+|"
    r"merece|carece|carente de"
)
THEIR_MOVE = (
    r"(?:spotify|apple music|apple|youtube|tidal|deezer|amazon|streaming|plataformas?|"
    r"platforms?) (?:\w+ )?"
    r"(?:vai|vao|will|gonna|going|would|has|have|needs?)"
)
HEADROOM = r"head ?room|folga|margem"
