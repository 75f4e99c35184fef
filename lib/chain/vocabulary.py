"""The words by which a question is recognised, in English and Portuguese without accents.

Each table is read from the top. Patterns match whole words of a folded question: lower case, no
accents, single spaces. A weight is how surely the pattern alone tells the intent.
"""

from __future__ import annotations

PLATFORMS: tuple[tuple[str, str], ...] = (
    ("spotify", r"spotify|spoti"),
    ("apple_music", r"apple(?: music)?|itunes|sound ?check"),
    ("youtube", r"you ?tube|yt"),
    ("tidal", r"tidal"),
    ("amazon_music", r"amazon(?: music)?"),
    ("deezer", r"deezer"),
    (
        "club_cd",
        (
            r"clubs?|clubes?|cd|cds|beatport|dj|djs|balada|baladas|pista|festas?|vinyl|vinil|"
            r"dance ?floor|paredao"
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
BEFORE = (
    r"(?:antes|before|pre|previo) (?:\w+ ){0,2}(?:limiter|limitador|limiting|master\w*|compress\w*|"
    r"bus|clipper)|gain reduction|reducao de ganho"
)

# Intent, weight, pattern.
INTENTS: tuple[tuple[str, float, str], ...] = (
    ("clipping", 0.95, r"clip|clips|clipp\w+|clipa\w*|clipou"),
    ("clipping", 0.95, r"estour\w+"),
    ("clipping", 0.88, r"distor[tcs]\w*|overload\w*|red ?lin\w+"),
    ("clipping", 0.8, r"rachando|rasgando|rachad\w+|satura\w*|crackl\w+|overs"),
    ("true_peak", 0.95, r"true ?peaks?|inter ?samples?|inter ?amostras?|dbtp|picos? rea(?:l|is)"),
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
    ("dynamics", 0.95, r"sausage|lifeless|esmag\w+|achatad\w+|amassad\w+|espremid\w+|sem vida"),
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
    ("stereo_width", 0.88, r"stereo|estereo|espacial\w*|spread|fechad[oa]s?"),
    ("balance", 0.95, r"is the (?:left|right)|(?:louder|heavier) (?:on|in) the (?:left|right)"),
    ("balance", 0.95, r"(?:left|right) (?:channel|side|speaker)|canal (?:esquerdo|direito)"),
    ("balance", 0.95, r"left (?:and |or |than |vs |to )?(?:the )?right|right (?:and |than )?left"),
    ("balance", 0.95, r"esquerd[oa]|lado direito|(?:a|na|da|pra|para a) direita|l ?r balance"),
    (
        "balance",
        0.93,
        r"lopsided|off ?cent(?:er|re)\w*|lean(?:s|ing)?|pend\w+|torta|um lado|one side",
    ),
    ("balance", 0.85, r"cent(?:er|re)ed|centrad[oa]|centralizad[oa]|left|pann(?:ed|ing)|panorama"),
    ("tonal_balance", 0.93, r"tonal\w*|frequency balance|equilibrio tonal|balanco tonal|timbre"),
    ("tonal_balance", 0.85, r"eq|equali[sz]\w+|spectr\w+|espectro|frequenc\w+|tone"),
    ("tonal_balance", 0.7, r"balanced?|equilibr\w+|balancead[oa]"),
    ("balance", 0.66, r"balanco"),
    ("muddy", 0.95, r"mudd?\w*|murky|cloudy|embol\w+|lama|lamacent\w+|embaralhad\w+|congest\w+"),
    ("muddy", 0.95, r"low(?:er)? ?mid\w*|(?:medio|media)s? ?graves?|sem definicao|undefined"),
    ("boomy", 0.95, r"boom\w*|retumb\w+|trovejando|rumbl\w+"),
    ("thin", 0.95, r"thin|magr\w+|anemic\w*|raquitic\w*|sem (?:peso|grave|graves|corpo)|fininh\w+"),
    (
        "thin",
        0.95,
        r"(?:lack\w*|missing|needs?|no) (?:of )?(?:weight|body|low ?end|bass|lows)",
    ),
    ("thin", 0.95, r"falt\w+ (?:de |um )?(?:peso|corpo|grave|graves)|fin[ao]|ral[ao]|ralinh\w+"),
    ("thin", 0.8, r"tinny|weak|fraquinh\w+|fraca"),
    ("dull", 0.95, r"dull|muffl\w+|blanket|veiled|abafad\w*|apagad\w+|opac\w+|sem brilho"),
    ("dull", 0.95, r"(?:lack\w*|missing|needs?|no) (?:of )?(?:air|highs|treble|sparkle|top ?end)"),
    ("dull", 0.95, r"falt\w+ (?:de |um )?(?:brilho|agudos?|ar)|sem agudos?"),
    ("dull", 0.88, r"dark|escur\w+|fosc\w+|cobert\w+|lack\w* brightness|needs? brightness"),
    (
        "bright",
        0.93,
        r"(?:too|overly|very|so) bright|bright\w*|brilhant\w+|brilho (?:demais|sobrando)|trebly",
    ),
    ("harsh", 0.95, r"harsh\w*|asper\w+|estrident\w*|shrill|piercing|brittle|ardid\w+|metalic\w+"),
    ("harsh", 0.9, r"fatigu\w+|cansa\w*|aggressive|agressiv\w+|hurts?|doi|doendo|machuc\w+"),
    ("harsh", 0.95, r"(?:high|upper|hi) ?mid\w*|(?:medio|media)s? ?agud[oa]s?"),
    (
        "sibilant",
        0.97,
        r"sibil\w+|ess(?:y|es)|de ?ess\w*|chiad\w+|chiando|assobi\w+|ss+|s da voz|letra s",
    ),
    ("boxy", 0.95, r"box(?:y|iness)|nasal\w*|honk\w*|encaixotad\w+|anasalad\w+|telephone|telefone"),
    ("sub", 0.92, r"subs?|sub ?bass\w*|subgraves?|sub ?graves?|808s?"),
    ("low_end", 0.92, r"low ?ends?|bass|lows|low ?freq\w*|graves?|gravao|bumbos?|kicks?"),
    ("low_end", 0.92, r"contrabaixos?|(?:o|do|no|meu) baixo"),
    ("mid", 0.8, r"mids|mid ?range|medi[oa]s|medio"),
    ("presence", 0.9, r"presence|presenca"),
    ("air", 0.88, r"treble|highs|high ?ends?|top ?ends?|agud[oa]s?|agudinhos?|brilho|air"),
    ("too_loud", 0.9, r"too (?:loud|hot)|louder than|(?:muito|tao|mais) alt[oa]|alt[oa] demais"),
    ("too_loud", 0.9, r"(?:turn\w*|bring\w*|pull\w*) (?:\w+ ){0,3}down|loudness penalty|penali\w+"),
    ("too_loud", 0.9, r"abaix\w+|vai (?:\w+ )?baixar|baixa (?:a|minha|meu|o|o meu|a minha) \w+"),
    (
        "too_loud",
        0.9,
        r"punish\w*|(?:diminu|reduz|mex)\w* (?:\w+ ){0,2}volume|push\w* (?:\w+ ){0,5}too far",
    ),
    ("too_loud", 0.9, r"lower (?:my|the|its) (?:volume|level|loudness)"),
    ("too_loud", 0.85, r"normali[sz]\w*|too much (?:volume|loudness)|volume (?:demais|muito alto)"),
    ("too_loud", 0.75, r"loud|hot|alt[oa]|volume|loudness ok"),
    (
        "too_quiet",
        0.93,
        r"(?:too|so|very) (?:quiet|soft|low)|loud enough|low volume|quiet\w*",
    ),
    ("too_quiet", 0.93, r"(?:muito|ta|esta|ficou|tao|meio|mais|som) baix[oa]|baix[oa] demais"),
    ("too_quiet", 0.93, r"baixinh[oa]|volume baixo|pouco volume|sem volume|volume suficiente"),
    ("too_quiet", 0.9, r"louder|more volume|mais volume|(?:turn|bring)\w* (?:\w+ ){0,3}up"),
    ("too_quiet", 0.9, r"(?:aument|sub|ganh|levant)\w+ (?:o |mais )?volume|som mais alto"),
    (
        "targets",
        0.94,
        r"(?:good|ideal|recommended|right|correct|best|target) (?:lufs|loudness|level)",
    ),
    ("targets", 0.94, r"(?:lufs|loudness|nivel|volume) (?:ideal|recomendad\w+|cert[oa]|alvo|bom)"),
    (
        "targets",
        0.94,
        r"(?:should|devo|deveria|preciso) (?:i |eu )?(?:aim|master\w*|mirar|deixar|hit)",
    ),
    ("targets", 0.9, r"targets?|alvos?|meta|aim(?:ing)? (?:for|at)?"),
    (
        "compare_platforms",
        0.96,
        r"(?:which|each|every|all|across) (?:\w+ ){0,3}(?:platforms?|services?)",
    ),
    (
        "compare_platforms",
        0.96,
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
    ("compare_platforms", 0.72, r"platforms?|plataformas?|streaming|streamings|services"),
    (
        "fix_first",
        0.97,
        r"(?:fix|change|improve|mend|tackle) (?:\w+ ){0,2}first|start (?:with|from)",
    ),
    (
        "fix_first",
        0.96,
        r"(?:biggest|main|worst|top|most) (?:\w+ )?(?:problems?|issues?|fault|urgent)",
    ),
    (
        "fix_first",
        0.93,
        r"(?:should|can|do|to) (?:i |we )?(?:need to )?(?:fix|improve|change|repair)",
    ),
    (
        "fix_first",
        0.93,
        r"what s wrong|whats wrong|what is wrong|problems?|issues?|prioriti\w*|priority",
    ),
    ("fix_first", 0.97, r"(?:arrum|corrig|consert|mex|melhor|mud)\w+ (?:\w+ )?primeiro|por onde"),
    (
        "fix_first",
        0.93,
        r"(?:arrum|corrig|consert|melhor)\w+|problemas?|prioridade|pior|o que (?:ta|esta) errado",
    ),
    (
        "ready",
        0.96,
        r"ready|good to go|release\w*|ship|finished|is it done|master (?:is )?(?:ok|good|fine)",
    ),
    (
        "ready",
        0.96,
        r"pront[oa]s?|lancar|soltar|publicar|distribuir|master (?:ta|esta|ficou|ok|boa|bom)",
    ),
    ("ready", 0.9, r"overview|summary|summar\w+|overall|resum\w+|geral|diagnostico|avalia\w*|rate"),
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
            r"bpm|tempo of|andamento|how fast|what tempo|tempo is|the tempo|batidas por minuto|"
            r"beats per minute"
        ),
    ),
    (
        "key",
        0.95,
        r"what key|which key|key (?:of|is)|in (?:the )?key|musical key|tonalidade|camelot",
    ),
    (
        "unknown",
        0.97,
        r"buy|comprar|price|preco|recommend (?:\w+ ){0,4}(?:plugins?|vsts?|headphones?)",
    ),
    ("unknown", 0.98, BEFORE),
    ("unknown", 0.97, r"indica\w* (?:\w+ ){0,4}(?:plugins?|vsts?|fones?|monitores)"),
    ("key", 0.95, r"(?:que|qual|o|em que|do|meu) tom|scale|escala|acordes?|chords?"),
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
    r"pass(?:es|a|am|ar|ou|ando)?|meets?|compl(?:y|ies|iant)|conform\w*|approv\w*|accept\w*|"
    r"aceit\w*|aprov\w*|atend\w*|cumpr\w*|dentro d[aeo]s?|within|normas?|specs?|standards?|padrao|"
    r"ok|okay|good|fine|right|ready|suitable|fit|works?|safe|pront[oa]s?|bo[am]|cert[oa]|serve|"
    r"adequad[oa]|legal|de boa|suave|funciona|roda|ta valendo|aguenta|enough"
)
# Level asked for by name alone, without a verb: "Deezer loudness limit?".
LIMIT = r"limits?|limite|targets?|alvo|meta|nivel|level|lufs|loudness|max\w*|norm\w*|lkfs|volume"
CODEC = r"mp3|aac|ogg|opus|codecs?|encod\w+"
LEVEL = r"level|nivel|lufs|loudness|lkfs|volume|norma|spec"
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
        r"lra|loudness range|faixa (?:de )?(?:loudness|dinamica)|dynamic range|range",
    ),
    ("loudness.plr_lu", r"plr|peak to loudness|pico loudness"),
    ("loudness.true_peak_dbtp", r"true ?peaks?|picos? rea(?:l|is)|picos? verdadeiros?|dbtp"),
    ("loudness.sample_peak_dbfs", r"sample ?peaks?|picos? de amostra|dbfs"),
    ("dynamics.crest_db", r"crest(?: factor)?|(?:fator de )?crista"),
    ("dynamics.rms_dbfs", r"rms|average level|nivel medio"),
    ("dynamics.dc_offset", r"dc(?: offset)?"),
    (
        "dynamics.clipping.runs",
        r"how many (?:clips|clipped|times|peaks)|quant[oa]s (?:vezes|clips?|picos|amostras)",
    ),
    ("stereo.mono_loss_lu", r"mono loss|lose in mono|perda (?:em )?mono|perc?[od]e? em mono"),
    ("stereo.correlation", r"correla\w+"),
    ("stereo.width", r"(?:stereo )?width|largura(?: estereo)?"),
    ("stereo.balance_db", r"(?:l ?r|left right|stereo|estereo) balan\w+|balanco(?: estereo)?"),
    ("spectrum.tilt_db_per_octave", r"(?:spectral )?tilt|inclinacao|slope"),
    ("spectrum.centroid_hz", r"(?:spectral )?centroid\w*"),
    ("spectrum.rolloff_hz", r"roll ?off"),
    ("file.sample_rate_hz", r"sample ?rate|taxa de amostragem|k?hz"),
    ("file.bit_depth", r"bit ?depth|bits?|profundidade de bits?"),
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
ADVISED = r"should|devo|deveria|ideal|targets?|alvos?|recommend\w*|recomend\w*|good|aim\w*|mirar"
VALUE = (
    r"what|whats|how (?:much|many|loud|long|wide|big)|where|when|which|tell me|show|give|read|"
    r"value|qual|quais|quant[oa]s?|onde|quando|quao|me (?:diz|fala|mostra|da|diga)|valor|numero|"
    r"mede|medida|mostra|diz"
)
OWN = (
    r"my|mine|this|our|meu|minha|nosso|nossa|dess[ae]|dest[ae]|ess[ae]|est[ae]|"
    r"the (?:track|song|mix|master|file)|(?:da|a|na) (?:musica|faixa|track|mix|master)|"
    r"(?:do|o|no) (?:som|arquivo|master|mix|beat)"
)

# Names of a range that say nothing about too much or too little.
NEUTRAL = r"low(?:er)? ?mid\w*|(?:high|upper|hi) ?mid\w*|(?:medio|media)s? ?(?:grave|agud[oa])s?"

MORE = (
    r"boost\w*|rais\w+|increas\w+|add\w*|push\w*|(?:bring|turn|crank) (?:\w+ ){0,2}up|more|"
    r"louder|aument\w+|subir|subo|sobe|suba|reforc\w+|levant\w+|realc\w+|mais|encorp\w+|enhance"
)
LESS = (
    r"reduc\w+|cut\w*|lower\w*|less|tame|remov\w+|turn down|attenuat\w+|diminu\w+|reduz\w*|cort\w+|"
    r"abaix\w+|baixar|menos|tir(?:ar|o|e)|atenu\w+|limp(?:ar|o|e)"
)
# Asked the other way round: yes means that nothing is missing.
ENOUGH = r"enough|suficiente|bastante"
# A no inside the question: a yes or a no in return could be taken either way.
NEGATED = (
    r"(?:is|are|am|was|does|do|did|has|have|can|could|will|should) (?:\w+ ){0,4}not|"
    r"(?:isn|aren|wasn|doesn|don|didn|won) t|nao (?:\w+ ){0,2}(?:ta|esta|ficou|tem|muit[oa]|demais)"
)
NOT_ENOUGH = r"(?:not|nao|n) (?:\w+ ){0,3}(?:enough|suficiente|bastante)"
# A question that begins so expects more than yes or no.
OPEN = (
    r"why|how|what|whats|which|where|when|tell|show|por que|porque|pq|como|o que|qual|quais|onde|"
    r"quant[oa]s?|should|devo|make|deixar"
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
    r"too (?!little|quiet|soft|low|weak|thin|dull)\w+|excess\w*|overpower\w*|overwhelm\w*|demais|"
    r"muit[oa]s?|sobr\w+|exagerad\w*|alt[oa]s?|fortes?|pesad[oa]s?|estour\w+|loud|heavy|big"
)
UNDER = (
    r"not enough|enough|lack\w*|missing|weak\w*|too (?:little|quiet|soft|low|weak)|pouc[oa]s?|"
    r"frac[oa]s?|fraquinh[oa]s?|falt\w+|sem|suficiente|bastante|baix[oa]s?"
)
