"""The things that a question can speak of, each with the words for it in either language."""

from __future__ import annotations

# Patterns match whole words of a folded question; where several begin at a word the longest counts.
WORDS: dict[str, str] = {
    # -- how much of it, and which way
    "TOO": (
        r"too|way too|very|so|super|really|extremely|far too|demais|muit[oa]s?|extremamente|alem "
        r"da conta|demasiad\w+|insane\w*|crazy|ridiculous\w*|absurd\w*|overly|excessively"
    ),
    "OVER": (
        r"exagero|build ?up|building up|builds up|acumul\w+|(?:drown\w*|swallow\w*|eat(?:s|en|"
        r"ing)?|cover\w*|bur(?:y|ies|ying)|swamp\w*|smother\w*|cobr(?:indo|e|iu)|engol\w+|"
        r"com(?:endo|eu)|tap(?:a|ando|ou)|mat(?:a|ando|ou)|escond(?:e|endo|eu)|atropel\w+)(?: "
        r"(?:out|up|everything|all|else|the|rest|others?|mix|track|song|of|my|it|todo|toda|tudo|o|"
        r"a|os|as|resto|musica|faixa|som|meu|minha|mais|demais|inteir[oa]))*|(?:beyond|past|over) "
        r"(?:reason|measure|what it should(?: be)?)|(?:alem|acima) d[oae] (?:razoavel|normal|"
        r"limite|necessario|aceitavel|ponto|recomendavel)|(?:que|that) (?:(?:chega|a|it|they|you|"
        r"people|listeners|everyone|will|would|gets?|get|is|it s) )*(?:cansa|enjoa|doi|doer|"
        r"incomoda|irrita|tired|tiring|hurts?|annoying|annoyed)|estour\w+|eat(?:s|ing)(?: up)?|"
        r"comendo|a lot of|lots of|tons of|loads of|emphasi[sz]ed|accentuated|acentuad[oa]s?|"
        r"boosted|aumentad[oa]s?|absurd[oa]s? de alt[oa]s?|domina|pass\w+ d[ao] medida|extreme|"
        r"descabid[oa]|abriu demais|ao extremo|a bit much|over the edge|overload\w*|"
        r"sobrecarregad\w+|alem d[ao] (?:conta|medida)|passou d[ao] medida|fora de controle|fora "
        r"da conta|too far|spit\w*|cuspindo|(?:way |far )?too (?:much|many|big|heavy|strong|"
        r"dominant|prominent|far|hard)|excess\w*|exaggerat\w*|overdo\w*|overdid|overblown|"
        r"overbearing|overkill|overpower\w*|overwhelm\w*|overboard|over the top|out of (?:control|"
        r"hand)|dominat\w*|drown\w*|(?:stick|stand|pok|jump)\w* out|swallow\w*|taking over|big|"
        r"huge|massive|heavy|strong|hyped|enormous|prominent|exager\w+|excessiv[oa]s?|pass\w* "
        r"d[oa] (?:conta|ponto|limite)|passad[oa] d[oa] (?:conta|ponto)|sobr(?:a|am|ando|ou|aram)|"
        r"domina\w*|engol\w+|fortes?|pesad[oa]s?|gritando|carregad[oa]s?|gigante|enorme|tomando "
        r"conta|saltando|cobrindo|pesando|descontrolad[oa]s?|inflad[oa]s?|invadindo|(?:tanto|tanta|"
        r"tantos|tantas)"
    ),
    "UNDER": (
        r"em falta|in short supply|wanting in|devendo em|(?:i |eu |you |we )?(?:can )?(?:barely|"
        r"hardly|mal)(?: (?:sinto|ouco|escuto|aparece\w*|se ouve|da pra (?:sentir|ouvir)|feel|hear|"
        r"notice))?|(?:got|has|have|having|there s|there is|is there|are there|with) (?:no|zero)|"
        r"hid(?:ing|den)|escondid[oa]s?|ausencia(?: de)?|absence(?: of)?|lack of|underrepresented|"
        r"sem forca|rolled off|apagad[oa]s?|murch[oa]s?(?: de)?|short of|starved of|(?:lack|lacks|"
        r"lacking|missing|short on|low on|light on|shy|shy on|weak\w*|insufficient\w*)(?: in| of)?|"
        r"(?:way |far )?too (?:little|few|weak|light|shy|small)|not (?:quite |really |that "
        r")?(?:enough|much|a lot of)|underpowered|deficient|barely|hardly|falt(?:a|am|ando|ou|aram|"
        r"aria)(?: de| um)?|pouc[oa]s?|pouquinh[oa]|frac[oa]s?|fraquinh[oa]s?|sem|sum(?:iu|iram|"
        r"id[oa]s?|indo)|cade|where s|where is|where are|de menos|carec\w+|carente|mirrad[oa]s?|"
        r"timid[oa]s?|insuficient\w+|devendo|ausente|desaparec\w+|leves?|escass[oa]s?|gone|absent|"
        r"disappeared"
    ),
    "ENOUGH": (
        r"(?:in )?(?:the right|the needed|necessary) amount|que (?:chegue|baste|preste)|(?:a "
        r")?quantidade (?:cert|necessari)a|necessari[oa]s?|plenty(?: of)?|enough|sufficient\w*|"
        r"adequate\w*|(?:o |a )?(?:suficientes?|bastante)|suficientemente|adequadamente|decent "
        r"amount"
    ),
    "LOUD": r"no talo|blasting|slamming|blaring|gritando|loud|hot|high|alt[oa]s?|altinh[oa]",
    "LOUDER": r"louder|mais alt[oa]s?|hotter",
    "LOW": (
        r"lower(?= than)|murch[oa]|tim(?:id|idinh)[oa]|quiet\w*|soft\w*|low|faint|baix[oa]s?|"
        r"baixinh[oa]s?|on the (?:quiet|low|soft) side|timid|underlevel\w*"
    ),
    "MORE": (
        r"another|further|mais uns|(?:some |a bit |a little |um pouco |mais um pouco |ainda "
        r")?(?:more|mais)(?: de)?|extra"
    ),
    "LESS": r"less|menos",
    "NEED": (
        r"(?:do |does |would |could )?(?:it |this |the (?:mix|track|song) |my (?:mix|track|song) "
        r")?(?:need|use|want)|needs|wants|could use|(?:begg|cry|ask)ing for|calls? for|precisa|"
        r"precisando|pede|pedindo|merece|necessita|wanting"
    ),
    "SHOULD": (
        r"(?:eu )?fac[oa] isso|do it|deve(?= (?:parar|ficar|estar|chegar|bater|marcar|ter|ser))|"
        r"devem|(?:do|would) (?:you )?suggest|(?:acha|achas|acham|diria|dirias) (?:que )?(?:devo|"
        r"preciso)|is it worth(?: it)?(?: to)?|e bom|seria o caso(?: de)?|is it time to|(?:would "
        r"you |do you |voce )?(?:recommend\w*|advise|recomend\w+|aconselh\w+)|tem que|tem de|has "
        r"to|needs to|must|(?:a gente|nos|we|the band|a banda) (?:precisa|tem que|deve|deveria|"
        r"devia|should|need to|have to)|precisamos|devemos|(?:is|e|seria) (?:that |it )?(?:a "
        r")?(?:good|bad|boa) (?:call|idea|move|ideia)|would it help to|voce(?= \w+ria(?!\w))|"
        r"(?:should|must|ought|do|would|might) (?:i|we)(?: need to| have to| want to| be)|"
        r"should(?: i| we)?|i (?:should|need to|have to)|would you|do i(?= (?:turn|boost|cut|add|"
        r"raise|lower|reduce|bring|push|tak|pull|dip|notch|scoop|roll))|(?:eu )?(?:devo|deveria|"
        r"devia|preciso|precisaria)(?: de)?|tenho (?:que|de)|seria bom|seria melhor|recomenda|is "
        r"it (?:good to|better to|smart to|a good idea to)|worth|vale(?: a pena)?|compensa|adianta|"
        r"necessario|necessary"
    ),
    "HELP": r"help|helps|ajuda|ajudaria|make it better|melhora|melhoraria|be good|better",
    "CAN": (
        r"can the band|(?<=xdb )pode|(?:can|could) (?:it|this) (?:take|handle|stand)|is it (?:ok|"
        r"okay|safe|fine|alright)(?: to| if i)?|tudo bem(?: se eu| eu)?|rola(?: de| eu)?|e seguro|"
        r"seria seguro|(?:a banda |a gente |o selo )?(?:ja )?(?:pode|podemos|da pra)|would|(?:can|"
        r"could|may) (?:i|we|it|this|the \w+|my \w+)|(?:posso|consigo|poderia|da pra|da para|daria "
        r"pra|tem como|e possivel|possivel|possible|is it possible)(?: eu)?|able to|cabe|aguent\w+|"
        r"will it take|would it take|is there room (?:for|to)|suporta\w*"
    ),
    "HOWTO": (
        r"como (?:que )?(?:se )?faz(?:er|emos|em)?(?: pra| para)?|o que (?:voce|vc|tu) (?:faria|"
        r"sugere)(?: pra| para)?|what (?:would|do) you (?:do|suggest|recommend)(?: to| for)?|como "
        r"(?:eu )?(?:dou|consigo|boto|arranjo|tiro|aumenta|sobe|levanta|deixa)|any (?:way|tricks?|"
        r"tips?) (?:to|for)|what s the (?:trick|move|way) (?:to|for)|(?:qual )?(?:o )?(?:truque|"
        r"macete|segredo)(?: pra| para)?|(?:qual )?(?:o )?melhor caminho(?: pra| para)?|de que "
        r"jeito|por qual caminho|how (?:do|can|could|should|would|might) (?:i|we|you|one)|how to|"
        r"what (?:can|should|do|could) i do|(?:the )?(?:best |good |easy )?ways? (?:to|of)|"
        r"tips?(?: to| for| on)?|advice|teach me|show me how|help me|i (?:want|wanna|need|d like|"
        r"would like)(?: to)?|como (?:eu |e que eu |que eu |que )?(?:faco|faz|fazer|posso|consigo|"
        r"deixo|deixar|aumento|aumentar|subo|subir|ganho|ganhar|coloco|levanto|melhoro|levantar)|o "
        r"que (?:eu )?(?:faco|fazer|devo fazer|posso fazer|da pra fazer)|(?:qual )?(?:o |a "
        r")?(?:melhor )?(?:jeito|forma|maneira)(?: de| pra| para)?|dicas?(?: pra| para)?|me ensina|"
        r"ensina|me ajuda|(?:eu )?(?:quero|queria|preciso|gostaria de)|technique|how"
    ),
    "RAISE": (
        r"(?:da|dar|dou|daria|dando)(?: uma?| mais)? (?:up|grau|turbinada|empurrada)|turbin\w+|pra "
        r"cima|upwards?|encorpar|ganho(?: de)?|levantaria|aumentaria|subiria|reforcaria|colocaria "
        r"mais|reforco|um gas|boost(?:ing)?|rais(?:e|ing)|increas(?:e|ing)|add(?:ing)?|"
        r"lift(?:ing)?|enhance|push\w*|crank\w*|bump|gain|up|(?:bring|turn|crank|bump|push|pull|"
        r"nudge|come|go|get|gain)\w* (?:it |this )?up|aumentar?|aumento|aumentando|subir|subo|sobe|"
        r"suba|reforc\w+|levant\w+|realc\w+|(?:meto|meter|bot[oa]r?|ponho|colocar?|coloco|"
        r"adicion\w+|acrescent\w+)(?: uma?)?(?: (?:ganho|boost|gas|realce|reforco))?|(?:da|dar|dou|"
        r"daria|por)(?: uma?| mais)? (?:ganho|boost|gas|levantada|realce|reforco|aumentada|tapa)|"
        r"empurr\w+|puxar|elevar|elevo|crescer|ganhar"
    ),
    "MAKE": (
        r"slaps?|knocks?|bangs?|bump|bater|bate|soar|tocar|sound|reach\w*(?: for)?|grab\w*|mexer "
        r"n[oa]|botao|turn\w*|bring\w*|tak(?:e|ing)|put|make|making|get|getting|gets|deixar?|deixo|"
        r"fazer|ficar|fique|fica|ganhar|have|out of|give"
    ),
    "LOWER": (
        r"(?:pux(?:ar|a|ando|em)|jog(?:ar|a|ando|uem)|bot(?:ar|a|ando)|empurr(?:ar|a|ando)|"
        r"traz(?:er|endo)?|lev(?:ar|a)|mand(?:ar|a))(?: (?:o|a|os|as|meu|minha|do|da|volume|nivel|"
        r"ele|ela|isso|musica|faixa|som|track|master|mix|tudo))* (?:pra|para) baixo|(?:play|set|"
        r"make|put|stream)\w*(?: (?:it|this|my|our|the|track|song|music|us|me|back))* (?:quieter|"
        r"lower|softer)(?: than (?:i|we) (?:made|mixed|mastered|delivered|exported) (?:it|this))?|"
        r"tocar?(?: (?:ela|ele|isso|a|o|minha|meu|musica|faixa|track|som))* mais baixo|knock\w*|"
        r"des(?:ce|co|cer|ca)|puxad[oa] (?:pra|para) baixo|(?:derrub|abaix|baix|reduz|diminu)(?:ad|"
        r"id)[oa]s?|tir(?:ar|o) (?:um pouco|uns?)|(?:dar|daria|dou|da) (?:um |uma )?(?:dip|corte|"
        r"notch|cortada|limpada|segurada)|alivi\w+|baixaria|tiraria|cortaria|reduziria|diminuiria|"
        r"abaixaria|pull(?:ing)?|reduc(?:e|ing)|cut(?:ting)?|lower(?:ing)?|tam(?:e|ing)|remov(?:e|"
        r"ing)|scoop\w*|dip(?:ping)?|notch\w*|trim\w*|shave|carve|attenuat(?:e|ing)|decreas(?:e|"
        r"ing)|roll(?:ing)? off|ease|(?:turn|bring|pull|tak|dial|knock|scal|back|roll|tone|go|"
        r"lay)\w*(?: (?:it|this|some|a bit))* (?:down|out|off|back)|tak(?:e|ing)|down|out|"
        r"diminu\w+|reduz\w*|cort(?:ar|o|e|a|ando)|abaix(?:ar|o|a|e|ando)|baixar|tir(?:ar|o|e|a|"
        r"ando)|atenu\w+|limp(?:ar|o|e)|segur(?:ar|o)|domar|derrub\w+|retirar|retiro"
    ),
    # -- what is wanted of the answer
    "HOW": (
        r"how (?:would|do|did) (?:you|u) (?:describe|rate|find|like|judge|assess|feel about)|how "
        r"(?:did|have|has)|como (?:saiu|sairam|ficou|ficaram|anda|deu|se sai)|(?:can you |pode |da "
        r"pra )?(?:check|confere|confira|conferir|checa|cheque|checar|verifica|verifique|analisa|"
        r"analise|avalia|avalie|assess|inspect|evaluate|look at|take a look at|da uma olhada)(?: "
        r"n?[oa]s?)?|pe de|what do you (?:think|make) of|what s up with|thoughts on|(?:(?:give|me) "
        r"(?:me|da|de) )?(?:(?:your|an?|the|seu|um|sua|uma|o|a) )?(?:read|take|assessment|opinion|"
        r"thoughts|view|verdict|feedback|parecer|opiniao|avaliacao|leitura|analise) (?:on|of|about|"
        r"sobre|d[aeo]s?)|how (?:would|do) (?:you|u) (?:describe|rate|find|like)|como (?:voce |que "
        r")?(?:ta|esta|avalia|descreve)|how (?:are|is) we|how(?: is| s| are| was| does| do)?|how "
        r"would you (?:describe|rate)|what about|describe|what (?:is|s|are|does|do) (?:the |my |"
        r"this )?(?:\w+ )?like|look like|sound like|como (?:ta|esta|tao|estao|anda|andam|ficou|"
        r"ficaram|e|vai|vao|soa|se encontra)|como|check|status|report|state|que tal|o que acha "
        r"d[aoe]s?|opinion"
    ),
    "WHAT": (
        r"(?:me )?(?:manda|solta|passa|joga|informe|informa|diga|diz|fala|envia|conta)(?: ai)? "
        r"(?:o|a)|i (?:need|want)(?: to know)?|(?:eu )?(?:quero|preciso)(?: saber)?|report|find|"
        r"state|where s|me passa(?: o| a)?|what(?: is| s| was| are)?|which|how (?:many|much)|(?:me "
        r")?(?:tell|give|show)(?: me)?|value|number|reading|readout|(?:em |a )?(?:qual|quais|que|"
        r"quanto|quanta|quantos|quantas)(?: e| o| a| sao| foi)?|o que|me (?:diz|fala|mostra|da|"
        r"passa|informa)|valor|numero|medida|quanto (?:ta|deu|ficou|mede)|at|where|onde|measure\w*|"
        r"exact|medi[ud]\w*|deu|mede"
    ),
    "OK": (
        r"where it (?:should|needs to|has to) be|onde (?:deveria|devia|tem que|precisa) estar|in "
        r"the right (?:place|spot|range|ballpark)|under control|sob controle|up to scratch|in "
        r"check|assentad[oa]|ok|okay|good|fine|right|alright|great|nice|decent|solid|correct|"
        r"proper|properly|healthy|bo[am]s?|cert[oa]s?|legal|legais|show|correct[oa]s?|corret[oa]s?|"
        r"adequad[oa]s?|de boa|tranquil[oa]|balanced|in (?:a good |the right )?(?:place|spot|shape|"
        r"line)|n[oa] (?:lugar|ponto)|problems?|issues?|problemas?|acceptable|reasonable|"
        r"aceitave(?:l|is)|suave|sit|sits|sitting|controlled|controlad[oa]s?|saudave(?:l|is)|"
        r"appropriate|bem|well|firme|tight|beleza"
    ),
    "OR": r"or|ou",
    # -- ranges
    "SUB": (
        r"infra ?sub|lowest (?:lows|octave|end)|very low (?:end|bass)|subwoofer (?:range|region)|"
        r"sub ?(?:bass\w*|graves?|lows?|frequenc\w+|range|region|energy)?|subs|subgraves?|subby|"
        r"(?:very |deepest )?bottom octave|infra ?graves?"
    ),
    "BASS": (
        r"baixas? freq\w*|low freqs?|(?:lower|bottom) half(?: of the spectrum)?|(?:metade|parte) "
        r"(?:de baixo|baixa)(?: do espectro)?|low stuff|gravezao|bottom|the bottom of (?:the|my|"
        r"our) (?:mix|track|song)|low ?shel\w+|shelf d[eo] graves?|bass(?:y|iness)?|low ?ends?|"
        r"lowend|lows|graves?|gravao|bottom(?: ?end)?|low frequenc\w+|frequencias? (?:graves?|"
        r"baixas?)|bass (?:range|region|area|heavy|end)|(?:regiao|parte) grave|(?:regiao|parte|"
        r"faixa) d[aoe]s? graves?|down low|(?:la )?embaixo"
    ),
    "LOWMID": (
        r"medios? baix[oa]s?|low mid ?frequenc\w+|low(?:er)? ?mid(?:s|range)?|(?:medio|media)s? "
        r"?graves?|graves? ?medios?"
    ),
    "MID": (
        r"medias? freq\w*|mid freqs?|middle range|frequencias? do meio|mids?|mid ?range|middle "
        r"frequenc\w+|mid frequenc\w+|medios?|(?:regiao|frequencias?) medias?"
    ),
    "HIGHMID": (
        r"medios? alt[oa]s?|high mid ?frequenc\w+|(?:high|upper|hi) ?mid(?:s|range)?|(?:medio|"
        r"media)s? ?agud[oa]s?"
    ),
    "PRESENCE": (
        r"presen(?:ce|ca)|(?:regiao|faixa|banda) d[ea] presenca|presence (?:range|region|area)"
    ),
    "DISTANT": (
        r"too far back|far back|pra tras|in the back|behind|distant\w*|far away|buried|recuad[oa]|"
        r"distantes?|longe|enterrad[oa]|atras"
    ),
    "AIR": (
        r"altas? freq\w*|high freqs?|(?:upper|top) half(?: of the spectrum)?|(?:metade|parte) "
        r"(?:de cima|alta)(?: do espectro)?|top frequenc\w+|altas frequencias|high frequency|high "
        r"?shel\w+|top octave|ultima oitava|upper octave|very top|topo|sizzle|highs|treble|top "
        r"?end|high ?end|high frequenc\w+|agud[oa]s?|agudinhos?|frequencias? (?:agudas?|altas?)|"
        r"air|airy|airiness|ar|the top|o topo|air band|arejad[oa]|parte aguda|regiao aguda"
    ),
    "SPARKLE": r"brilho|brilhinho|sparkle|shine|shimmer|brightness|brilliance",
    "THERE": (
        r"xrange|around xrange|rumbl\w+|stuff|sort of (?:thing|energy)|up (?:top|there)|on top|up "
        r"high|(?:la )?em cima|no topo|la no alto|down (?:there|low)|embaixo|(?:range|region|area|"
        r"regiao|faixa|banda|band|frequenc\w+|energy|energia|content|amount|quantidade)(?: "
        r"d[aeo]s?| of)?|levels?|niveis"
    ),
    # -- faults of tone
    "MUD": (
        r"(?:run|bleed|blend|smear|smush)\w*(?: all)? together|lamacal|tudo (?:junto|grudado|"
        r"misturado)|glob|blob|sem separacao|indefinid[oa]s?|cloud\w*|embacad[oa]|blend\w*|virando "
        r"(?:tudo )?(?:uma )?(?:lama|sopa|bolo)|clean\w* up|mush\w* together|mass[ao] so|bolo(?: "
        r"de som)?|swamped|mud|mudd\w*|murk\w*|cloud(?:y|ed)|clutter\w*|cluttered|smear\w*|mush\w*|"
        r"congest\w*|blurr\w*|undefined|unclear|indistinct|embol\w+|lama|lamacent\w+|turv[oa]s?|"
        r"embaralhad\w+|confus[oa]s?|congestionad\w+|pantanos[oa]|empastad[oa]|enlamead[oa]|sem "
        r"definicao|misturad[oa]|entupid[oa]|messy|soupy|swampy|woolly|sopa"
    ),
    "BOOM": (
        r"rings?|boom chato|boom\w*|rumbl\w*|woof\w*|resonat\w*|resonan\w*|ringing|uncontrolled|"
        r"bloated|tubby|flabby|retumb\w+|resso(?:a|nd|nan)\w*|ribomb\w+|inchad[oa]s?|trovej\w+|"
        r"estrond\w+|bum|ecoando|frouxo|solto"
    ),
    "THIN": (
        r"frac(?:o|a) de corpo|weed[iy]\w*|puny|lightweight|franzin[oa]|thin\w*|skinny|an?a?emic|"
        r"tinny|hollow|empty|magr\w+|fin[oa]s?|fininh[oa]s?|ral[oa]s?|ralinh[oa]|raquitic[oa]|"
        r"anemic[oa]|vazi[oa]|oc[oa]|mirrad[oa]|flimsy"
    ),
    "BODY": (
        r"carne|gordura|weighty|body|weight|fullness|full|warmth|warm|meat|thickness|thick|fat|"
        r"corpo|peso|calor|encorpar|encorpad[oa]|chei[oa]|substance|sustancia|substancia|densidade|"
        r"foundation|base|gord[oa]"
    ),
    "DULL": (
        r"wooly|woolly|sunken|lost its (?:highs|top|air)|dull\w*|muffl\w+|dark\w*|veil\w*|"
        r"closed(?: off)?|blanket\w*(?: (?:on|over) (?:it|the speakers?|top))?|abafad\w*|apagad\w+|"
        r"opac[oa]s?|escur[oa]s?|fosc[oa]s?|velad[oa]|cobertor|lifeless (?:up )?top|underwater|sem "
        r"vida|lackluster|fechad[oa]"
    ),
    "BRIGHT": (
        r"cristalin[oa]|blinding|clarid\w+|piercingly bright|bright|brighter|brilhant\w+|"
        r"brilhos[oa]s?|brilhando|crisp\w*|trebly|glassy|sizzl\w*|sparkly|shiny|estalad[oa]s?|"
        r"clar[oa]s?"
    ),
    "HARSH": (
        r"scratch\w*|rispid[oa]s?|raspando|arranh\w+|cruel|hard on|dur[oa]|espet\w+|ouch|stab\w*|"
        r"fura(?:r|ndo)?|spiky|nasty|rough|harsh\w*|pierc\w*|abrasive|grating|shrill|brittle|"
        r"strident|painful|hurt\w*|fatigu\w*|tiring|aggressive|sharp|edgy|scratchy|metallic|"
        r"irritat\w*|annoying|asper\w+|estrident\w+|agressiv\w+|machuca\w*|do[ie]|doendo|doem|"
        r"cansa\w*|cansativ[oa]|ardid[oa]s?|ardendo|arde|rasga\w*|irrita\w*|incomod\w+|"
        r"metalic[oa]s?|cortantes?|gritante|ferindo|furando|agud[oa] de doer|ruim de ouvir"
    ),
    "EARS": (
        r"the ear|o ouvido|my ear|your ears|nos meus ouvidos|(?:on |to |in |at )?(?:the |my |your "
        r")?(?:ears?|listen(?:ing)?)(?: to)?|(?:o |os |meu |meus |no |nos |de )?ouvidos?|(?:de |"
        r"pra |ao )?ouvir|(?:my )?ears get tired|fatigue"
    ),
    "SIBIL": (
        r"whistl\w+|meus s|s tao|sibilants?|spitty|esses (?:tao |estao )?(?:cuspindo|saltando)|de "
        r"ess\w*|sibil\w+|ess(?:es|y)|hissy|(?:the|my|os?|muitos?|nos?|dos|letra|much|harsh) s(?: "
        r"s)?(?: sounds?)?|ss+|s sounds?|s d[ao] voz|de ?ess\w*(?: needed)?|chiad[oa]s?|chiando|"
        r"chia|assobi\w+|sons de s"
    ),
    "ESSES": (
        r"(?:(?:my|our|the) )?(?:singer|vocalist|host|co host|guest|colleague|rapper|narrator|"
        r"speaker) s (?:esses|ss?|s sounds)|(?:os |meus )?esses d[aeo]s? (?:(?:meu|minha|nosso|"
        r"nossa|a|o) )?(?:cantora?|vocalista|colega|locutora?|convidad[oa]|rapper|mc|voz|vocal)|"
        r"esses|sibilan(?:ce|cia|cias|ces)|(?:the|my|meus|os?|muitos?|nos?|dos|letra|much|harsh|"
        r"all) s(?: s)?(?: sounds?)?|s sounds?|s d[ao] voz|s tao"
    ),
    "VOICE": (
        r"(?:a |the |minha |my )?(?:voz|vocal|voice|vocals)(?: d[aoe] (?:meu |minha )?(?:mc|"
        r"cantora?|rapper|vocalista|locutora?|convidad[oa]))?|(?:in|on|of|n[ao]s?|d[ao]s?) (?:the |"
        r"my |minha |meu )?(?:vocals?|voice|voz|vocais)"
    ),
    "BOXY": (
        r"like (?:a )?card ?board|de papelao|caixotud[oa]|boxiness|(?:ressonancia|som) de "
        r"(?:caixote|caixa)|sounds? (?:boxed|like cardboard)|box(?:y|iness|ed(?: in)?)|honk\w*|"
        r"nasal\w*|cardboard(?:y| box)?|(?:in(?:side)?|like|through|from|out of) (?:(?:it s |in |"
        r"inside |an? |old |like ))*(?:box|telephone|phone|can|tube|radio|cup|shoebox)|"
        r"encaixotad\w+|anasalad\w+|fanh[oa]s?[oa]?|(?:(?:som|parece|dentro|num|numa|de|uma?|que|"
        r"ta|esta|vem) )+(?:caixa|caixote|caixinha|lata|telefone|radinho)(?: de (?:papelao|"
        r"sapato))?|caixote"
    ),
    # -- stereo
    "WIDTH": (
        r"(?:wide|open) narrow|narrow wide|larg[oa] estreit[oa]|abert[oa] fechad[oa]|side(?: "
        r"information| content| signal| level)|(?:informacao )?(?:d[oe] )?side|how (?:wide|open)|"
        r"quao (?:abert|larg)\w+|(?:stereo |estereo )?(?:width|spread|image|imaging|field|"
        r"spatial\w*|widener)|(?:imagem|campo|largura|abertura|amplitude)(?: d[oae]| em)?(?: "
        r"(?:estereo|stereo))?|stereo|estereo|panorama"
    ),
    "WIDE": (
        r"wider|spread|pros lados|espalhou|escancarad[oa]|abriu|aberta em excesso|wall to wall|de "
        r"parede a parede|wide|spread(?: out)?|open|abert[oa]s?|larg[oa]s?|espalhad[oa]s?|"
        r"ampl[oa]s?|abri"
    ),
    "NARROW": (
        r"too (?:centered|central)|(?:centrad|centralizad)[oa] demais|sem largura|narrow\w*|tight|"
        r"closed(?: in)?|cramped|estreit[oa]s?|fechad[oa]s?|fechadinh[oa]|apertad[oa]s?"
    ),
    "MONO": r"one speaker|single speaker|uma caixa so|caixa unica|mono(?:ish|phonic)?",
    "MONO_CHECK": (
        r"(?:if|se|when|quando|once|ao) (?:(?:this|it|is|s|gets?|i|we|it s|someone|eu|a|o|gente|"
        r"isso|ela|ele|for|for em|tudo|musica|faixa|track|the|my) )*(?:collaps\w*|fold\w*|sum\w*|"
        r"convert\w*|put|heard|played|plays?|colaps\w*|som[ae]\w*|virar|passar|jogar|botar|colocar|"
        r"ouv\w+|toc\w+|escut\w+)(?: it| this| isso| tudo| down)*|colaps\w*|mono(?: |-)?compat\w*|"
        r"compat\w*|(?:fold|sum|collaps|cancel|vanish|disappear|los|hold|surviv|break|fall|"
        r"translat|work|safe|play|drop|go|happen)\w*(?: (?:up|down|apart|out|away|well|back|"
        r"okay))?|lost|phase|phasing|fase|som[eia]\w*|sumir|perd\w+|perc[oa]|aguent\w+|segur[oa]?|"
        r"funciona\w*|sobreviv\w*|quebra\w*|desaparec\w*|toc\w+|vira\w*|stuff|elements?|elementos?|"
        r"acontec\w+|coisas?|anything|something|parts?|everything"
    ),
    "LR": (
        r"(?:os |nos |both |dos )?dois (?:ouvidos|canais|lados)|dos dois lados|both (?:ears|sides|"
        r"channels|speakers)|(?:uma|one|an?) (?:caixa|speaker|orelha)(?= (?:mais|louder|more|ta|"
        r"esta|is|than))|(?:in |n)?(?:one|um) (?:ear|ouvido)|(?:entre |between )(?:the )?(?:l|left|"
        r"esquerda|o lado esquerdo) (?:e|and|ou|or) (?:the |a )?(?:r|right|direita)|(?:o )?balanco "
        r"entre os lados|l and r|between (?:the )?(?:sides|channels|speakers)|entre (?:os "
        r")?(?:lados|canais)|(?:the )?(?:left|l) (?:and|or|to|vs|versus|n|x|e) (?:the |o "
        r")?(?:right|r)|l r|lr|left right|(?:a |o )?esquerd[oa] (?:e|ou|com|x|pra) (?:a |o "
        r")?direit[oa]|(?:both|two|os dois|dois|os|the) (?:sides|channels|lados|canais|ears|"
        r"speakers)|(?:stereo|estereo) balanc\w+|balanc\w+ (?:d[oe] )?(?:stereo|estereo)|(?:one|a|"
        r"either|um|algum|any) (?:side|channel|lado|canal)|cent(?:er|re)(?:ed|d)?|centrali[sz]\w+|"
        r"centrad[oa]|off ?cent(?:er|re)(?:ed)?|lopsided|sides"
    ),
    "LEFT": (
        r"(?:meu |my |no |in )*(?:ouvido esquerdo|left ear)|(?:the )?l side|lado l|left(?: (?:side|"
        r"channel|speaker|ear))?|esquerd[oa]|lado esquerdo|canal esquerdo"
    ),
    "RIGHT": (
        r"(?:meu |my |no |in )*(?:ouvido direito|right ear)|right (?:side|channel|speaker|ear)|"
        r"direit[oa]|(?:lado|canal) direito|the right|to the right"
    ),
    "EVEN": (
        r"than the other(?: one| side| speaker| ear)?|(?:do )?que [ao] outr[oa]|between|among|"
        r"entre(?: si)?|recebem?|recebendo|get|gets|getting|receiv\w+|nivelad[oa]s?|bat(?:em|endo)|"
        r"each other|one another|um com o outro|well balanced|bem equilibrad[oa]|parelh[oa]s?|"
        r"energy|energia|even\w*|equal\w*|same(?: level| volume| loudness)?|match\w*|balanc\w*|"
        r"equilibr\w+|igual|iguais|mesm[oa](?: nivel| volume)?|simetric[oa]|symmetric\w*|"
        r"balancead[oa]s?|desequilibrad[oa]|uneven|unbalanced|different"
    ),
    "LEANS": r"lean\w*|lopsided|pend(?:e|endo|er|eu|ida|ido)|tort[oa]|skewed|tilted",
    "LEAN": (
        r"receb(?:e|endo)|(?:pra|para|to|on|n) (?:esse|that|this|um|one) (?:lado|side)|(?:to|"
        r"towards?|on|for) (?:the|one)|pux\w+|pend\w+|towards?|inclin\w+|working more|trabalhando "
        r"mais|bias\w*|stronger|mais forte|lean\w*|tilt\w*|pull\w*|skew\w*|drift\w*|shift\w*|"
        r"tort[oa]|inclinad[oa]|puxa\w*|deslocad[oa]|cai|caindo|jogad[oa]|off|mais pra|heavier|"
        r"pesa\w*|tombad[oa]|weighted"
    ),
    # -- the whole spectrum
    "TONAL": (
        r"tonal(?:ity|ly|mente)?(?: balance)?|(?:equilibrio|balanco) (?:tonal|de frequencias?|"
        r"espectral|geral)|(?:frequency|spectral|eq|tonal) (?:balance|response|spectrum|curve|"
        r"distribution)|eq|spectr\w+|espectro|equali[sz]\w+|timbre|tone"
    ),
    "FREQ": (
        r"(?:(?:any|some|which|certain|problem(?:atic)?|frequency|alguma?s?|qual|quais|d[ea]) "
        r")*(?:frequenc(?:y|ies|ia|ias)|frequency (?:ranges?|bands?|areas?|regions?)|(?:any|some|"
        r"which|certain|alguma?s?|qual|quais) (?:de )?(?:ranges?|bands?|areas?|regions?|regiao|"
        r"regioes|faixas?|bandas?)(?: de frequencias?)?)"
    ),
    # -- level
    "LEVEL": (
        r"volume (?:knob|control|button)|botao d[oe] volume|gain|integrated level|nivel integrado|"
        r"integrated loudness|loudness integrado|levels?|volume|loudness|nivel|lufs|lkfs|"
        r"(?:loudness|volume) level"
    ),
    "LUFS": (
        r"(?:the |my |o |meu )?(?:lufs|loudness) meter|medidor(?: de (?:lufs|loudness))?|how loud|"
        r"quao alt[oa]|lufs|lkfs|integrated(?: loudness| lufs)?|(?:loudness |lufs )?integrad[oa]|"
        r"lufs integrad[oa]"
    ),
    "ABOVE": (
        r"above|over|past|exceed\w*|beyond|surpass\w*|acima(?: d[aoe])?|pass(?:a|ando|ei|ou|ar)(?: "
        r"d[aoe])?|ultrapass\w+|exced\w+|alem(?: d[aoe])?|estour(?:a|ou|ando|ei)"
    ),
    "BELOW": r"below|under|abaixo(?: d[aoe])?|aquem(?: d[aoe])?|short of|beneath",
    "LIMIT": (
        r"(?:what|o que|aquilo que) (?:the |o |a )?(?=xplatform)|expects?|espera\w*|exige\w*|"
        r"requires?|requirement\w*|asks? for|reference level|nivel de referencia|referencia "
        r"d[oa]s? (?=xplatform)|than (?=xplatform)|(?:do )?que (?:o )?(?=xplatform)|delivery|"
        r"entrega|limits?|threshold|ceiling|max\w*|limite|teto|allow\w*|permit\w*|wants?|likes?|"
        r"plays?(?: at)?|quer|pede|aceita\w*|permitid[oa]|usa|uses|devia|deveria|it should(?: be)?|"
        r"recommended|recomendado"
    ),
    "TARGET": (
        r"goals?|objetivo|benchmark|guideline|sensible|sane|sensat[oa]|razoavel|reasonable|"
        r"masteriz(?:amos|a)|safe|segur[oa]|aponta|mira|targets?|alvo|meta|aim(?:ing)?(?: for| "
        r"at)?|ideal|recommend\w*|recomend\w+|shoot(?:ing)?(?: for)?|mir(?:ar|o|ando)|(?:master|"
        r"masteriz)(?:o|ar|ando|ing)?(?: (?:to|at|it to|em))?|standard|padrao|optimal|good|best|"
        r"bom|melhor|suggested|prefer\w*|normali\w+(?: to| at| pra| para| em)*|exige|pede|wants?|"
        r"want|quer|usa|uses|sweet spot|right|cert[oa]|buscar|serve|works?"
    ),
    "REACH": (
        r"read|stop|parar|ler|marcar|mostrar|estar|end up|come out|to be|come (?:in|out) at|"
        r"recomenda|se recomenda|be|ter|hit|chegar|bater|deixar|deixo|mandar|finaliz\w+|export\w+|"
        r"use|usar|uso|fechar|fecho|go for|sit|land|sitting|boto|botar|coloco|colocar|ficar|"
        r"atingir|get to|reach|subir|ponho"
    ),
    "PENALTY": (
        r"penal\w+|punish\w*|normali[sz]\w*|normalizad[oa]|normalizacao|normalization|normalisation"
    ),
    "WILL": (
        r"(?:is|are|am|will|would|gonna|going to|going|do|does|did|gets?|be|have to|has to|need to|"
        r"vai|vao|iria|ter que|tera que|precisar|querer|might|sera?|levar|sofrer|tomar|being)(?: "
        r"(?:is|are|am|will|would|gonna|going to|going|gets?|be|have to|has to|need to|vai|vao|ter "
        r"que|que|precisar|querer|ser|levar|sofrer|tomar|uma?))*"
    ),
    "EACH": (
        r"(?:each|every|cada) (?:app|aplicativo|site|one|um)(?: d(?:eles|elas))?|(?:platform|"
        r"plataforma|app|service|servico) (?:by|por) (?:platform|plataforma|app|service|servico)|"
        r"(?:all|todas|todos)(?: of)? (?:the |as |os )?(?:apps|sites|platforms|plataformas)|(?:em "
        r")?todo (?:canto|lugar)|both|(?:as |the )?(?:diversas|varias|various|different|"
        r"diferentes) (?:streaming )?(?:platforms|services|plataformas|servicos)(?: de streaming)?|"
        r"(?:(?:each|every|all|which|what|different|other|main|major|across|cada|todas|todos|quais|"
        r"qual|various|per|por|between|entre) (?:of )?(?:the |as |os |principais )?)+(?:streaming "
        r")?(?:platforms?|services?|dsps?|streamers|stores|plataformas?|servicos?|streamings?|apps|"
        r"lojas)(?: de streaming)?|each one|everywhere|cada uma?|todo lugar"
    ),
    "PLATFORMS": (
        r"(?:streaming|(?:the |streaming )*(?:platforms?|services?|dsps?)|(?:as |os "
        r")?(?:plataformas?|servicos?|streamings)(?: de streaming)?)"
    ),
    "VERB": r"is|are|am|does|ta|esta|tao|estao|fica",
    "COMPARE": (
        r"(?:bota|coloca|poe|put)(?= xplatform)|contrast\w*|touch\w*|tweak\w*|mess(?:es|ing)?(?: "
        r"with)?|alter\w*|(?:go|walk|run|take)(?: me)? (?:through|over)|passa|mexer|lado a lado|"
        r"differently|de um (?:pro|para o) outro|d[oe] um (?:pro|para o) outro|compar\w*|vs|versus|"
        r"x|differ\w*|diferen\w+|between|entre|than|do que|treat\w*|handle\w*|happens?|chang\w+|"
        r"acontece\w*|trat\w+|mud(?:a|am|ar)|mexe\w*|faz(?:em|er)?|do|does|to|play\w*|toca\w*|side "
        r"by side|same|igual|breakdown|rundown|summary|resumo|tabela|table|affect\w*|behav\w*|"
        r"comport\w*|aplic\w+|adjust\w*|ajust\w*|like|sai|sair|by|por|translat\w*|rest|effect|"
        r"efeito"
    ),
    "PASS": (
        r"(?:in|em) (?:order|ordem)|(?:a |the |o )?(?:green ?light(?:ed)?|thumbs ?up|go ahead|all "
        r"clear|sinal verde|aval|ok)|apt[oa]s?|fit|eligible|cleared|bater|satisf\w*|tak(?:e|es) it|"
        r"go through|aceitaria|approved|in spec|within (?:the )?limits|dentro d[oe]s limites|"
        r"suit\w*|get(?:s)? through|qc|translat\w*|traduz\w*|volta|go down well|come across|"
        r"pass(?:es|a|ar|ou|aria)?|meets?|compl(?:y|ies|iant|iance)|conform\w*|accept\w*|aceit\w*|"
        r"aprov\w+|approv\w*|atend\w*|cumpr\w*|within|dentro(?: d[aeo]s?)?|specs?|standards?|"
        r"norms?|normas?|padrao|padroes|suitable|fits?|works?|safe|serve|funciona|roda|rola|"
        r"hold\w* up|reject\w*|de acordo(?: com)?|especifica\w+|requirements?|requisitos?|regras?|"
        r"rules?|delivery|entrega|bang|fly|aguenta|segura|hit\w*|match\w*|bate(?: com)?|in line|"
        r"line with|compat\w+|aligned|alinhad[oa]|encaixa|combina"
    ),
    "READY": (
        r"(?:a |the )?(?:green ?light(?:ed)?|thumbs ?up|go ahead|all clear|sinal verde)|fit(?= "
        r"(?:for|to))|apt[oa]s?|wrapped|in (?:its|the) final (?:state|shape)|ir ao ar|mais "
        r"trabalho|approved|aprovad[oa]|volta pra mix|go back to (?:the )?(?:mix|mixing)|"
        r"assina\w*(?: embaixo)?|final master|master final|more work|signed off|mixed down|ready|"
        r"done|finished|complete\w*|good to go|polished|pront[oa]s?|finalizad[oa]|acabad[oa]|"
        r"terminad[oa]|fechad[oa]|concluid[oa]|final|all set|no ponto|no jeito|sign(?:ed)? off|"
        r"wrapped(?: up)?"
    ),
    "RELEASE": (
        r"(?:apertar|aperto|clicar em|hit|press|click|smash)(?: (?:o|no|em|the|that))? (?:publicar|"
        r"publish|upload|enviar|send|release|post|botao)|(?:(?:botar|por|colocar|jogar|soltar|"
        r"mandar|ir) )?(?:n?o|pro|para o) mundo|(?:in)?to the world|out there|spin\w*|go on|goes "
        r"out|go back|saia|saiu|em loja|assinar|releas\w*|publish\w*|upload\w*|drop (?:it|this)|to "
        r"drop|put (?:it |this |out )*out|ship|post|send (?:it|this)?(?: out)?|distribut\w*|"
        r"launch\w*|go (?:live|out|up)|out|lanc(?:ar|o|amento|ada|ado|aria|aria)|publicar|publico|"
        r"soltar|solto|postar|posto|divulgar|distribuir|subir|subo|mandar|mando|enviar|entregar|"
        r"sair|botar|colocar|por|tocar|play\w*"
    ),
    # -- peaks
    "CLIP": (
        r"(?:hits?|hitting|reach\w*|touch\w*|bat\w+ n[oa]|chega a bater n[oa]|cheg\w+ n[oa]) "
        r"(?:full scale|zero|0|fundo de escala|teto)|estal\w+|estral\w+|break(?:ing)? up|risk of "
        r"(?:clipping|distortion)|risco de (?:distorcer|clipar|distorcao|clipping)|clip\w*|peaking|"
        r"distor[tcs]\w*|overload\w*|red ?lin\w*|crackl\w*|estour\w+|saturad[oa]|saturando|satura|"
        r"rachando|rachad[oa]|overs|(?:in|into|hitting|hits?|no|batendo no) (?:the )?(?:red|"
        r"vermelho)|peaks? (?:(?:are|get|getting|being) )*(?:cut|chopped|flattened|sliced)(?: "
        r"off)?|picos? (?:(?:estao|tao|ta|sendo) )*(?:cortad|achatad|ceifad)\w+|(?:over|above|past|"
        r"acima d[eo]|pass\w* d[eo]) (?:zero|0)(?: dbfs| db)?"
    ),
    "TP": (
        r"(?:(?:the|my|our) )?(?:max(?:imum)?|highest|peak) (?:true ?peak|tp)|(?:true ?peak|tp|"
        r"pico real) max(?:imo|imum)?|picos? inter ?samples?|(?:my )?(?:true ?peaks?|tp|dbtp|inter "
        r"?samples?(?: peaks?)?|inter ?sample overs)(?: levels?)?|picos? (?:rea(?:l|is)|"
        r"verdadeiros?|intersample|entre amostras|inter ?amostras?)"
    ),
    "CODEC": (
        r"(?:after|depois d[aeo]|apos) (?:(?:the|a|o|being|ser) )*(?:(?:mp3|aac|ogg|lossy) "
        r")?(?:encod\w+|conver\w+|compress\w+|codific\w+)|(?:d?[oa] |the )?(?:mp3|aac|ogg) "
        r"(?:version|versao|file|arquivo|conversion|encod\w+)|(?:versao|arquivo|conversao)(?: em| "
        r"pra| para| d[eo])? (?:mp3|aac|ogg)|codifica\w+(?: com perda)?|com perda|compressao com "
        r"perda|mp3s?|aac|ogg|opus|m4a|codecs?|encod\w+|lossy|transcod\w+|(?:data )?compressed "
        r"(?:file|format)"
    ),
    "CONVERT": (
        r"comprim\w+|(?:compresses|converts) (?:(?:everything|all|it|tudo) )*(?:to|into|as)|"
        r"conversao|conversion|(?:after|depois de|quando|on|no|na) (?:encod\w+|conver\w+|"
        r"codific\w+|o|the)?|(?:(?:when|if|once|after|se|quando|ao|depois de|eu|i|it s|it|is) "
        r")*(?:convert\w*|export\w*|bounc\w*|render\w*|turn(?:ed|ing)?|sav(?:e|ed|ing)|"
        r"transform\w*|pass\w*|vir(?:ar|a)|compress\w*|upload\w*)(?: (?:it|this|to|into|in|as|em|"
        r"pra|para|a|an|um|o))*|version|versao|file"
    ),
    "SURVIVE": (
        r"(?:vai )?(?:zo(?:ar|a)|deton(?:ar|a)|ferr(?:ar|a)|detonad[oa])|(?:screw|wreck|trash|"
        r"destroy|degrad|butcher)\w*(?: up)?|adds?|adiciona\w*|push\w* (?:it|this) into|caus\w+|"
        r"jogar|joga|ger\w+|leva\w*|any risk|risk|risco|surviv\w*|aguent\w+|sobreviv\w*|safe|"
        r"segur[oa]|suffer\w*|hold up|break\w*|mess\w*(?: up)?|ruin\w*|estrag\w+|make|fazer|dar|"
        r"dara|add|come out|sair|problemas?|problems?|issues?|introduc\w*"
    ),
    "HEADROOM": (
        r"(?:room|space|espaco|margem) (?:for|to|pra|para)|head ?room|folga|(?:room|space|espaco|"
        r"margem|margin|leeway)(?: (?:left|sobr\w+|above|before|until|to|antes|ate|acima)(?: (?:it "
        r"|my |the |os |d[eo]s? |o )*(?:clip\w*|zero|0|ceiling|teto|peaks?|picos?|distort\w*|"
        r"estour\w+|limite|full scale))?)?"
    ),
    "LEFTOVER": (
        r"left|remain\w*|sobr\w+|have|got|tenho|tem|rest\w+|available|disponivel|livres?|spare|"
        r"dbs?|decibe\w+|ainda|still"
    ),
    "TO_ZERO": (
        r"(?:for|pra|para)(?: a| o| the)? (?:mastering|master|masterizacao)|(?:from|to|d[oe]|ate|"
        r"entre|pro|until|till)(?: (?:o|a|the|my))* (?:max(?:imum|imo)?|ceiling|teto|limite?|zero|"
        r"full scale|clip\w*|topo|top)|(?:between|entre) (?:(?:the|my|o|meu|highest|loudest|maior) "
        r")*(?:peaks?|picos?) (?:and|to|e|ate) (?:the |o )?(?:zero|full scale|ceiling|teto|limite?|"
        r"maximo|fundo de escala)|(?:free|livres?|left|sobrando) (?:at|no|on)(?: the)? (?:top|"
        r"topo)|(?:ate|until|to|before|till|from) (?:o |the )?(?:fundo de escala|full scale|0 "
        r"?dbfs)|(?:above|acima d[aeo]s?) (?:(?:the|my|os?|as?|loudest|mais) )*(?:peaks?|picos?|"
        r"hits?|pancadas?|parte|trecho|forte|alta|alto)(?: mais (?:forte|alt[oa]))?|(?:until|"
        r"before|till|to|from|ate|antes|pra|pro|para|over|sem|without|hit\w*)(?: (?:it|i|d[eo]|o|"
        r"the|my|clip|bater|n[oa]|chegar|hit|hitting))* (?:clip\w*|zero|0|ceiling|teto|estour\w*|"
        r"distort\w*|distorcer|full scale|limite|limit)|falt\w+|how (?:close|far)|distance|longe|"
        r"perto"
    ),
    # -- dynamics
    "SQUASH": (
        r"amass\w+|esmaguei|achatei|espremi|esmigalh\w+|massacr\w+|achat\w+|(?:faixa dinamica|"
        r"dynamic range)(?: (?:is|ta|esta|too|muito|so|meio))* (?:small|pequena|low|baixa|narrow|"
        r"estreita)|squash\w*|crush\w*|smash\w*|flatten\w*|flat|over ?compress\w*|over ?limit\w*|"
        r"lifeless|sausage\w*|brick\w*|slammed|pancaked|suffocat\w*|choked|squeezed|to death|"
        r"esmag\w+|achatad[oa]s?|amassad[oa]s?|espremid[oa]s?|sufocad[oa]s?|chapad[oa]s?|tijolo|"
        r"salsicha|prensad[oa]|socad[oa]|sem vida"
    ),
    "COMPRESS": (
        r"(?:(?:mix |master )?bus )?compress\w*|compressao (?:no|do) bus|compress\w*|limit(?:ing|"
        r"er|ed)|comprimid[oa]s?|comprimi|comprimindo|limiter|limitad[oa]|limitador|limitacao|"
        r"limitei"
    ),
    "DYNAMICS": (
        r"dynamics?|dinamicas?|transients?|transientes?|punch|pegada|impacto|impact|life|vida"
    ),
    "LOST": (
        r"kill\w*|los[te]\w*|gone|ruin\w*|destroy\w*|mat(?:ei|ou|ando)|perd\w+|sum(?:iu|iram)|"
        r"acab\w+|dead|mort[oa]"
    ),
    # -- numbers
    "LRA": (
        r"(?:the |my |o )?(?:loudness|volume|level) (?:var(?:y|ies)|chang\w+|swing\w*|mov\w+|varia|"
        r"oscila)(?: (?:over|across|through(?:out)?|along|do|da|n[oa]|the|my|this|whole|entire|"
        r"track|song|file|mix|arquivo|musica|faixa))*|quanto (?:o )?(?:volume|loudness|nivel) "
        r"(?:varia|muda|oscila)|quanto (?:varia|muda|oscila) o (?:volume|loudness|nivel)|lu (?:of|"
        r"de) (?:range|variacao)|(?:loudness|volume) (?:varia|varies|vary)|(?:faixa|range) "
        r"dinamic[oa]|(?:loudness range|lra) (?:in|em) lu|lu (?:de|of) (?:loudness range|lra)|lra|"
        r"(?:loudness|dynamic|lu) range|range (?:de |of )?(?:loudness|dinamic[oa])|faixa "
        r"(?:dinamica|de loudness)|variacao de (?:loudness|volume)"
    ),
    "TEMPO": (
        r"beats per minute|batidas|click|bpm|tempo|andamento|velocidade|batidas por minuto|how "
        r"fast|speed"
    ),
    "KEY": (
        r"major minor|maior menor|key|tom|tonalidade|musical key|root(?: note)?|tonica|camelot(?: "
        r"code)?|major or minor|maior ou menor|(?:que |qual )?(?:escala|scale)|(?:em |which |what |"
        r"que )nota"
    ),
    "HUM": (
        r"zum zum|zunzum|bzz+|50(?= xhz)|(?:ground|earth) (?:loop )?(?:noise)|ruido de aterramento|"
        r"aterramento|hum|hums|humming|zumbid\w+|zumb\w+|buzz\w*|zunid\w+|(?:mains|ground|"
        r"electrical|electric|power(?: line)?) (?:hum|noise|buzz)|(?:ruido|barulho|hum) "
        r"(?:eletric[oa]|de (?:rede|terra|fonte))|ground loop|(?:50|60) ?hz(?: hum)?|eletric[oa]"
    ),
    # -- what to do first
    "FIRST": (
        r"(?:before|antes d[eo]) (?:anything(?: else)?|everything else|mais nada|qualquer coisa|"
        r"tudo)|(?:number|numero|no|n|num) 1|(?:a )?coisa (?:mais importante|principal)|the one "
        r"thing|weakest|mais frac[oa]|mais critic[oa]|mais urgente|most (?:critical|urgent|"
        r"important|serious|pressing)|main|antes d[aeo]s?(?: outros| tudo)?|before (?:anything|"
        r"everything|the rest)|first of all|first(?: thing)?|primeir[oa]|start(?:ing)?|begin|"
        r"priorit\w*|prioriz\w+|prioridade|por onde|comec\w+|biggest|worst|top|number one|"
        r"principal|maior|pior|urgent\w*|urgentes?|important\w*|before anything|antes de tudo|one "
        r"thing|uma coisa|critic\w+|number 1"
    ),
    "FIX": (
        r"(?:sort|work|straighten)(?:ed|ing)? out|sort|deal with|deserv\w+|merec\w+|cuid\w+|pegar|"
        r"take care of|handle|address\w*|difference|diferenca|spot|point|ponto|issue|questao|"
        r"tratad[oa]|resolvid[oa]|correcao|rank|comes|atac\w+|vem|tackle|pressing|conserto|reparo|"
        r"demands?|outros|others|fix\w*|chang\w+|improv\w+|mend|address|repair|adjust\w*|work on|"
        r"wrong|problems?|issues?|flaws?|faults?|mistakes?|weakness|arrum\w+|corri[gj]\w*|"
        r"consert\w+|melhor\w+|mud(?:ar|aria|o)|mex\w+|ajust\w+|resolv\w+|trat\w+|problemas?|"
        r"defeitos?|erros?|err[oa]d[oa]|falhas?|atencao|attention|bad|ruim|hurting|holding|start|"
        r"comec\w+|begin|priorit\w*|prioridade|faria|do|need\w*|precis\w+|focus|foco|thing|coisa"
    ),
    "MOST": r"most|mais",
    "OWN": (
        r"my|mine|this|it|its|our|meu|minha|dela|dele|ela|ele|(?:n|d)?ess[ea]|(?:n|d)?est[ea]|isso|"
        r"disso|the (?:track|song|mix|master|file|tune)|(?:d|n)?[ao] (?:musica|faixa|track|mix|"
        r"master|som|arquivo)|measur\w*|medi\w+|ficou|deu|ta|esta|tem|i|a musica"
    ),
    "STEREO": r"stereo|estereo",
    "IF": r"(?:if|se|caso) (?:i|eu|we|a gente)",
    "SUM": r"sum(?:med)?(?: to)?|somad[oa]s?|crossover|below|abaixo|cross over",
    "XDB": r"xdb",
    "XHZ": r"xhz",
    "THAN": (
        r"than (?:(?:it|they|we|i|this|that|he) )?(?:should|ought to|has to|have to|needs? to|"
        r"must)(?: be| have been| have)?|than (?:necessary|needed|normal|usual|ideal|recommended|"
        r"healthy|it needs)|(?:do )?que (?:o |seria )?(?:devia|deveria|deve|devido|precisa\w*|"
        r"ideal|normal|necessario|recomendado|saudavel|habitual)(?: ser| estar| ter)?"
    ),
    "LISTENER": (
        r"(?:(?:the|our|my|your|os?|as?|meus?|nossos?|minha|quem) )*(?:listeners?|people|audience|"
        r"fans|followers|anyone|anybody|everyone|everybody|ouvintes?|galera|pessoal|povo|publico|"
        r"seguidores|ouve|escuta)|they|eles|elas"
    ),
    "GOAL": r"goals?|targets?|alvos?|metas?|objetivos?",
    "DISTANCE": (
        r"how (?:far|close|near)|(?:a )?quanto(?:s db)?(?= (?:d[eo]|falta|ate))|(?:quao )?(?:longe|"
        r"perto)|distan(?:ce|cia)"
    ),
    "EARPHONES": (
        r"(?:(?:in|on|with|through|n[oa]s?|com|pel[oa]s?) (?:(?:my|the|your|meus?|os?) )*)?(?:ear "
        r"?(?:buds?|phones?|pods)|head ?phones|cans|fones?)(?: de ouvido)?"
    ),
    "SENDER": (
        r"(?:(?:our|my|the|an?|o|os|nosso|nossa|meus?|minha|uma?) )*(?:host(?:ing)?|hospedagem|"
        r"clients?|clientes?|distributor|distribuidora|label|selo|site|server|servidor|"
        r"agregador\w*)(?: (?:always|usually|sempre|so|only|asks?|asked|wants?|needs?|requires?|"
        r"pediu|pede|pedem|quer|querem|manda|exige|for|em|o|um))*"
    ),
    "CAME": (
        r"(?:c[oa]me|comes|coming|turn(?:ed|s)?) out|(?:end(?:ed|s)?|wound) up|s(?:ai(?:u|ram|"
        r"ndo)?|aem)|result(?:ou|aram)|ficaram"
    ),
    "OUGHT": (
        r"should(?= (?:it|this|the|my|they))|(?:devia|deveria)(?: (?:estar|ser|ficar|soar|ter))"
    ),
}
