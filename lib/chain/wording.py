"""The words that change no question's sense, those that always do, and what belongs to an intent.

Like the vocabulary's, patterns match whole words of a folded question in either language.
"""

from __future__ import annotations

from functools import cache

# What was done to the track before asking, which is no part of the question.
NARRATIVE = (
    r"(?:i|i ve|ive) (?:just |recently )?(?:finished|made|mixed|mastered|bounced|exported|"
    r"uploaded|rendered|"
    r"completed|done) (?:with )?(?:this|my|the|a) (?:new |latest |first )?(?:track|song|mix|"
    r"master|file|tune|one)|"
    r"just (?:finished|bounced|exported) (?:this|my|the|a) (?:new |latest |first )?(?:track|song|"
    r"mix|master|one)|"
    r"(?:eu )?(?:acabei de (?:terminar|fechar|exportar|mixar|masterizar|subir|fazer)|terminei|"
    r"fechei|exportei) "
    r"(?:essa|esse|minha|meu|a|o|uma|um) (?:nova |novo |primeira |primeiro )?(?:faixa|musica|mix|"
    r"master|track|som)"
)
# A usual slip.
TO_FOR_TOO = (
    r"to(?= (?:loud|much|hot|quiet|low|soft|wide|narrow|bright|dark|thin|harsh|muddy|heavy|"
    r"compressed|boomy|"
    r"dull|little))"
)
# Who said so before the asker asks.
_SOMEONE = (
    r"(?:(?:my|a|the|one|some|this|meu|minha|um|uma|o|a) (?:\w+ )?)?(?:friends?|buddy|buddies|"
    r"mates?|bro|brother|producers?|engineers?|bandmates?|girlfriend|boyfriend|wife|husband|"
    r"partner|manager|label|client|teacher|people|everyone|someone|somebody|dude|guy|colleague|"
    r"amig[oa]s?|parceir[oa]|colega|produtor\w*|engenheir[oa]|tecnico|namorad[oa]|esposa|marido|"
    r"professora?|cliente|selo|pessoal|galera|gente|brother|alguem|cara|mano|todo mundo)"
)
# Left out wherever they stand.
PHRASES = (
    rf"{_SOMEONE} (?:keeps? |always |already |just |me |ja |vive )*(?:says?|said|saying|tells?|"
    r"told|thinks?|thought|reckons?|claims?|complain\w*|mentioned|pointed out|disse\w*|diz\w*|"
    r"falou|falaram|fala|falando|acha|achou|acham|acharam|comentou|comentaram|reclam\w+|"
    r"apontou)(?: (?:me|us|pra mim|para mim|comigo))?(?: (?:that|que|about|de|do|da))?|"
    r"(?:is|are) (?:he|she|they) (?:right|correct)|(?:ele|ela) (?:ta|esta|tem) (?:certo|certa|"
    r"razao)|is (?:that|it) true|e verdade|faz sentido|does that make sense|"
    r"end(?:ed)? up (?:with|at|being)|break (?:it|this|that) down|to (?:play|work) with|to spare|"
    r"to my ears?|in my ears?|for some reason|no meu ouvido|aos meus ouvidos|pro meu ouvido|"
    r"(?:i|im|i m|am i) (?:hearing|imagining) (?:that|things)|"
    r"(?:eu )?(?:to|tou|estou|fiquei|ando|tava) (?:com a|na|c a) (?:impressao|sensacao|duvida|"
    r"cisma|pulga)(?: de)?(?: que)?|"
    r"(?:worried|concerned|afraid|scared|feeling|think|thinking|feel|sure|fear|say|guess|noticed|"
    r"impression) "
    r"(?:that|of|about)|in terms of|when it comes to|as far as|final (?:mix|master|version|"
    r"mixdown|result)|"
    r"(?:resultado|master|mix|versao|mixagem|arquivo) final|"
    r"a (?:little |tiny |wee )?(?:bit|tad|touch)|a little|kind of|sort of|as is|as it is|at all|"
    r"right now|by any chance|in your (?:\w+ )?opinion|be honest|let me know|in advance|(?:my|"
    r"this|our) beat|(?:meu|esse|este|nosso) beat|"
    r"the way it is|from what you see|(?:i )?(?:want|need|like|love|wanna|would like|"
    r"d like) (?:to )?(?:know|understand|see|hear|check|find out|ask)|(?:(?:eu )?(?:quero|queria|"
    r"gostaria de|preciso) (?:saber|entender|ver|perguntar|checar|conferir))|to be (?:sure|safe|"
    r"honest)|more or less|so far|in general|"
    r"for (?:real|sure|me)|on my end|by the way|of course|how s it going|what s up|how are you|"
    r"do you think|would you say|in here|up here|real quick|thank you(?: so much)?|thanks a lot|"
    r"um pouco|um pouquinho|um tiquinho|mais ou menos|de jeito nenhum|por favor|por gentileza|"
    r"por acaso|na real|na boa|na moral|sei la|de verdade|de fato|no geral|em geral|no momento|"
    r"do jeito que (?:ta|esta)|assim mesmo|fala serio|pode ser|na sua opiniao|voce acha|vc acha|"
    r"tu acha|o que (?:voce|vc) acha|ta ligado|tipo assim|desde ja|muito obrigad[oa]|tudo bem|"
    r"tudo certo|beleza|o que (?:voce|vc) diz|na pratica|ao todo|no total|por enquanto|"
    r"dar uma olhada"
)
# "I wonder whether", after which the question itself comes.
INDIRECT = (
    r"(?:(?:i|im|i m|just|do|don t|dont|can t|cant|not|to|you|me|wanna|want|need|trying|bit) )*"
    r"(?:know|knowing|wonder|wondering|tell(?: me)?|see|seeing|check|checking|say|sure|curious|ask|"
    r"asking|idea|confirm|clue|figure out|verify|understand|worried|decide|hear) (?:if|whether)|"
    r"(?:(?:eu|nao|so|me|queria|quero|gostaria|de|preciso|pode|poderia|consegue|tem|como|da|pra|"
    r"para|tenho|to|estou|na|com) )*(?:saber|sei|ver|ve|veja|dizer|diz|diga|fala|falar|fale|checar|"
    r"checa|cheque|conferir|olhada|confere|confirma|confirmar|verifica|verificar|verifique|duvida|"
    r"perguntar|certeza|olha|olhar|analisa|analisar|avalia|avaliar|descobrir|entender|conta|"
    r"contar|informar|informa|ideia|nocao|em duvida) se"
)
# Said before a question that stands for itself.
LEADS = (
    r"hi|hello|hey|yo|ok|okay|well|um+|uh+|hm+|sup|dude|bro|man|mate|please|pls|plz|quick question|"
    r"question|one question|serious question|honest question|so|oi|oie|ola|opa|e ai|eai|eae|"
    r"salve|fala|fala ai|bom dia|boa tarde|boa noite|entao|bom|mano|cara|vei|veio|velho|mermao|"
    r"irmao|brother|pessoal|galera|gente|uma duvida|duvida|pergunta|uma pergunta|duvida rapida|"
    r"pergunta rapida|tipo|ai|po|poxa|ei|good (?:morning|evening|afternoon)|folks|guys|there|team|"
    r"professor|mestre|chefe|parca|truta|amigo|amiga|tudo bem|blz|beleza|fellas|friend"
)
# Hung on to a question's end.
TAGS = (
    r"(?<!the )(?<!left )(?<!on )(?<!to )right|no|nah|yes or no|or not|or no|or nah|or what|"
    r"or naw|isn t it|is it not|isnt it|is it|"
    r"doesn t it|doesnt it|does it|don t you think|dont you think|am i right|huh|eh|innit|yeah|"
    r"or (?:is it|its|it s|is this|are they|am i) (?:ok|okay|fine|good|alright|all good|cool|just "
    r"me|tripping|crazy|imagining (?:it|things)|paranoid|being paranoid|overthinking(?: it)?)|"
    r"or am i good|or (?:ok|fine|good|alright)|please|pls|plz|thanks|thank you|thx|ty|cheers|"
    r"bro|man|dude|mate|man|fam|"
    r"ne|nao|nao e|nao ta|nao acha|sim ou nao|ou nao|ou n|n|hein|heim|viu|certo|e isso|cara|mano|"
    r"vei|velho|po|irmao|brother|obrigad[oa]|valeu|vlw|tmj|abraco|abs|agradeco|por favor|pfv|pf|"
    r"pfvr|por gentileza|ou (?:e|eh) (?:so )?(?:impressao|coisa|noia|paranoia) (?:minha|da minha "
    r"cabeca)|ou (?:eu )?(?:to|estou|tou) (?:viajando|doido|louco|pirando|noiando)|ou (?:ta|esta) "
    r"(?:de boa|ok|bom|boa|certo|certa|suave|tranquilo|tranquila|normal|legal)|ou ok"
)
# What was said before is a part of these.
FOLLOW_UP = (
    r"^(?:and|but|also|then|plus|or|what about|how about|why|how come|mas|tambem|ou|por que|porque|"
    r"pq|por q|and then|e se|e (?:o|a|os|as|no|na|nos|nas|em|pro|pra|pros|pras|para|pela|pelo|como|"
    r"qual|quanto|por|quando|isso|esse|essa|agora|ele|ela|entao|tambem|do|da|dele|dela|tem|"
    r"xplatform))\b.*|^(?:e|and)$|.*\b(?:as well|then)$"
)

# Each of these gives a question another sense, whatever its intent.
BLOCKED = (
    r"not|never|nao|nunca|nem|jamais|cannot|(?:isn|aren|wasn|weren|doesn|don|didn|won|can|couldn|"
    r"shouldn|wouldn|hasn|haven|ain) t|isnt|arent|wasnt|doesnt|dont|didnt|wont|cant|couldnt|"
    r"shouldnt|hasnt|aint|why|if|whether|unless|except|besides|instead|only|"
    r"(?:there s|there is|theres|have|has|got|with|hear|is there|are there) (?:no|zero)|"
    r"no (?:clip|distort|mud|harsh|phase|problem|issue|sibil|headroom|dynamic|stereo)\w*|"
    r"kicks?|bumbos?|bombos?|808s?|phones?|celular|caixinha|smart ?speakers?|vocals?|vox|voice|"
    r"singer|snares?|caixa|guitars?|guitarras?|violao|pianos?|synths?|sintetizador\w*|hi ?hats?|"
    r"chimbal|drums?|bateria|cymbals?|pratos?|teclados?|strings|cordas|brass|sax\w*|lead|backing|"
    r"contrabaixos?|(?:o|do|no|meu|nosso|seu|esse|e) baixo|bassline|cantora?|pela metade|before|"
    r"after|antes|depois|previous|anterior|"
    r"sidechain|(?:com|with) (?:mais|more|menos|less)|(?:on|at|to) the left|left (?:side|channel|"
    r"speaker)|"
    r"(?:at|in|near|towards?|by|from|since) the (?:end|start|beginning|middle|top|last)|"
    r"(?:n?o|do|ao|pro) (?:final|fim|comeco|inicio|meio)|(?:the|on|in) right(?! (?:level|loudness|"
    r"lufs|volume|target|amount|"
    r"balance|way|track|range|place|zone|spot|amount|ballpark))|que nem|por que|porque|pq|"
    r"seems? not|failed|desisti"
)
# The same for one intent.
# What the asker would do, rather than how the track stands.
MOVE = (
    r"should|ought|need\w*|have to|must|can i|could i|may i|how (?:do|can|could|would) (?:i|you|"
    r"we)|how to|"
    r"want\w*|wanna|wish|devo|deveria|preciso|precisa\w*|tenho que|tenho de|posso|da pra|da para|"
    r"vale|"
    r"quero|queria|gostaria|como (?:eu )?(?:faco|fazer|posso|deixo|deixar|tiro|resolvo)|make it|"
    r"put|take|bring|give|get rid|throw|colocar|botar|bota|meter|mete|dou|me da"
)
# Intents whose words are joined by "and" as a rule.
JOINED = ("balance", "tonal_balance", "compare_platforms", "define", "help", "greeting", "thanks")
NO_MOVE = (
    r"(?:did|have|had) i (?:make|made|put)|make it (?:clip|distort)|"
    r"(?:should i )?(?:be )?(?:worr\w+|"
    r"concern\w*)|(?:do i )?(?:need|preciso de|precisa de)(?: a| an| um)? de ?ess\w*"
)
HOW_TO = r"how (?:do|can|could|should|would) (?:i|we|you)|how to|como (?!ta|esta|fic|soa)\w+"
# Of the whole track's level, which a word for a fault has nothing to do with.
LEVELS = r"loud\w*|quiet\w*|hot|alt[oa]s?|baix[oa]s?|volume"
# Intents of which the standing is asked; a move of the asker's own is another question.
STANDING = (
    "too_loud", "too_quiet", "clipping", "true_peak", "dynamics", "stereo_width", "mono",
    "balance", "tonal_balance", "muddy", "boomy", "thin", "dull", "bright", "harsh", "sibilant",
    "boxy", "sub", "low_end", "mid", "presence", "air", "frequency",
)  # fmt: skip
# Said of a figure that is reached rather than added.
UP_TO = r"ate|until|till|to reach|antes|before|left|sobr\w+"
BLOCKED_IN: dict[str, str] = {
    "bass_mono": r"how (?:do|can) i|como|should|devo",
    "hum": r"how (?:do|can) i|como|remov\w+|tir\w+|microfone|mic",
    "level_choice": r"that",
    "fit": (
        r"^(?:the )?xplatform (?:\w+ )?(?:standard|norm|spec|limit)s?(?: \w+)?$|"
        r"that|those|isso ai|aquilo|enough|suficiente|bastante|should|ideal|recom\w+|devo|deveria|"
        r"need\w*|precisa\w*|(?:what|which|qual|que|quanto) (?:\w+ )?(?:lufs|level|loudness|"
        r"nivel|volume)"
    ),
    "thin": r"xplatform|low ?ends?|bass|lows|graves?|sub\w*|bottom",
    "frequency": r"sobr\w+|resso\w+|reson\w+",
    "ready": (
        r"(?:is|e|ta|esta) (?:my|the|meu|minha|a|o) (?:distribut|distribuid)\w+|what s|what is|"
        r"whats|o que (?!ach|voce|vc)|that|those|isso|aquilo|mastering|"
        r"masteriza\w*|(?:for|pra|para) (?:\w+ )?master"
    ),
    "fix_first": r"that|those|aquilo|after|second|next|segundo",
    "too_loud": (
        r"^(?:(?:is|e|o|a|the) )+xplatform (?:(?:is|e|ta|esta) )?(?:too|alt|muit|loud|hot)\w*|"
        r"enough|sufficient\w*|suficient\w*|quiet\w*|(?<!para )(?<!pra )baix[oa]s?|soft|can i|"
        r"could i|posso|da pra|da para|how loud|quao alt[oa]"
    ),
    "too_quiet": (
        r"^(?:(?:is|e|o|a|the) )+xplatform (?:(?:is|e|ta|esta) )?(?:too|baix|muit|quiet|low)\w*|"
        r"(?:can|could|pode|does|will) (?:o )?xplatform (?:make|deix)\w*|(?<!how )(?:can i|"
        r"could i)|(?<!como )(?<!como eu )(?:posso|da pra)|how quiet|"
        r"loud(?:ness)? war"
    ),
    "dynamics": (
        r"(?:too|very|muito|mt|super) (?:dynamic|dinamic[oa])|(?:dynamic|dinamic[oa]) demais|"
        r"(?:enough|more|mais|menos|less|under) (?:compress|limit)\w*|"
        r"(?:compress|limit|comprim)\w* (?:enough|more|suficiente|mais|pouco)"
    ),
    "stereo_width": (
        r"wider|narrower|widen\w*|narrowing|abrir|abro|fechar|fecho|alargar|alargo|more width|"
        r"more stereo|mais (?:abert|larg|estreit|fechad|ester|ster|abertur)\w*"
    ),
    "muddy": r"enough|suficiente|pouc[oa]s?|less|menos|clarity|clareza|clear\w*|clean\w*|limp[oa]|"
    r"lack\w*|missing|falt\w+",
    "key": r"should|devo|combina",
    "tempo": r"should|devo|sound",
    "clipping": r"rasgando|clipper\w*|on purpose|de proposito|soft",
    "tonal_balance": r"^(?!.*(?:balanc|equilibr|frequenc|spectr|espectr|\beq\b|equali[sz]|curv|"
    r"regi|range|bands?\b|bandas?\b|lows?\b|bass|grave|timbr|refer|buraco|tonal balance)).*|"
    r"(?:my|minha|meu|the|a|da|da minha) (?:reference|referencia)",
    "targets": r"^(?:o )?(?:nivel|loudness|volume|level) (?:certo|right) |^(?!.*(?:should|devo|"
    r"deveria|aim|mir|ideal|need|precis)).*(?:my|meu|minha) "
    r"(?:loudness|lufs|level|nivel|volume)|that|aquilo|^da|(?:number|numero) (?:of|de) (?!lufs|"
    r"loudness)",
    "balance": r"left (?:to|over|behind)|s left|is left$",
    "mono": (
        r"file|arquivo|(?:is|e|ta|esta) (?:(?:my|the|this|it|o|a|meu|minha|track|mix|song|master|"
        r"musica|faixa|isso) ){0,3}(?:in |em )?mono$"
    ),
    **dict.fromkeys(
        ("bright", "harsh", "boomy", "boxy", "sibilant"),
        r"enough|suficiente|pouc[oa]s?|less|menos|lack\w*|missing|falt\w+|sem|without",
    ),
    "true_peak": (
        r"^(?:my |the |meu |o )*(?:true ?peak|tp|pico real)(?: (?:is|e|ta|esta))?$|how (?:high|"
        r"much|hot|big)|(?:what|qual|quanto)(?: (?:\w+ )?){0,3}(?:valor|value|number|"
        r"numero|reading|leitura)|highest|maior|maxim\w+|^(?!.*(?:mp3|aac|ogg|opus|codec|encod|"
        r"lossy|transcod)).*\b(?:clip\w*|distor\w*)|"
        r"(?:clip|distor|estour)\w*.* (?:and|or|e|ou) .*(?:clip|distor|estour)\w*"
    ),
    "headroom": r"devo|should|leave|(?:and|or|e|ou) (?:\w+ )*(?:clip|distor|estour)\w*|limiter\w*|"
    r"limitador\w*",
}
# A phrase that would be odd by itself and is right here.
ALLOWED: dict[str, str] = {
    "bass_mono": r"in the (?:middle|cent(?:er|re))|n?o (?:meio|centro)",
    # Where sibilance is heard of itself; any other voice is named with a further word.
    "sibilant": (
        r"(?:(?:in|on|of|from|the|my|this) )*(?:vocals?|voice|vox)(?: (?:is|are))?|"
        r"(?:(?:n[ao]s?|d[ao]s?|[ao]s?|nessa|dessa|minha|meu|essa|esse) )*(?:voz|vocal|vocais)|"
        r"(?:s|ss|esses|s sounds?) (?:(?:is|are|too|sounds?|so|tao|muito|estao) )*"
        r"(?:harsh|aggressive|piercing|agressivos)"
    ),
    "too_quiet": (
        r"com mais volume|with more (?:volume|level|loudness)|"
        r"(?:next to|compared (?:to|with)|than|beside|perto d[ao]s|do que|que|comparad[oa] (?:com|"
        r"a)) "
        r"(?:(?:the|all|as|os|my) )*(?:others?(?: songs| tracks)?|outras(?: musicas| faixas)?|"
        r"rest|resto)|"
        r"(?:because|since|porque) (?:it s|its|it is|ta|esta)|"
        r"xplatform (?:(?:will|vai|gonna|going|to|would|ter|que|q) )*"
        r"(?:have to|need to|want to|precisar|ter que|querer)"
    ),
    "compare_platforms": r"(?:pra|para) (?:a )?outra",
    "boxy": (
        r"(?:(?:gravad[oa]|recorded|like|through|from|in|inside|as|if|como|de|dentro|parece|por|"
        r"num|numa|it s|its|"
        r"coming|"
        r"playing|an?|the|um|uma|old|velho|antigo|out|of|som|tipo|pelo) )+"
        r"(?:cardboard box|box|telephone|phone|telefone|caixa|caixote|caixinha|radio|radinho|can|"
        r"lata|"
        r"tube|tunnel|tunel|room|quarto|cano)(?: de (?:papelao|sapato)| antigo| velho)?"
    ),
    "clipping": (
        r"(?:any|some|which|what|whatever|algum|alguma|qual|que|em que|in any|at any|at what) "
        r"(?:parts?|points?|moments?|places?|spots?|sections?|time|partes?|pontos?|momentos?|"
        r"trechos?|lugar(?:es)?|hora)"
    ),
    "headroom": (
        r"(?:da|posso|consigo|daria|tem como|can i|could i) (?:(?:pra|para|ainda|still|safely) )*"
        r"(?:deixar|make|get|push) (?:(?:ela|isso|a musica|a faixa|it|this|the track|"
        r"my track) )?(?:mais alt[oa]|louder)|"
        r"(?:without|before|until|till|sem|ate|antes|pra|para) (?:(?:d[eo]|o|the|it|hitting|bater|"
        r"n[oa]) )*"
        r"(?:clip\w*|distor\w*|estour\w*|start\w*|zero|0|ceiling|teto|full scale|fundo de escala|"
        r"limite?|trouble|problemas?)|"
        r"aguenta|(?:at|on) (?:the )?top|no topo"
    ),
    "too_loud": (
        r"xplatform (?:(?:will|vai|gonna|going|to|would) )*(?:have to|need to|want to|precisar|"
        r"ter que|querer)|"
        r"than (?:it should(?: be)?|allowed|xplatform (?:wants?|likes?|allows?|needs?|target)?|"
        r"recommended|necessary|needed|normal)|(?:do )?que (?:o )?(?:devia|deveria|xplatform "
        r"(?:quer|pede|aceita|permite)?|necessario|normal|recomendado)"
    ),
    "fix_first": r"if (?:you|u|i) could (?:only |just )?(?:fix|change) (?:only |just )?one thing|"
    r"antes de tudo|if i (?:(?:only|could|can) )*(?:change|fix) (?:only )?one thing|"
    r"se eu (?:so )?(?:puder|pudesse)(?: so)? (?:mudar|arrumar|mexer)(?: em)? uma coisa|"
    r"before (?:release|releasing|i release)|antes de (?:lancar|soltar|subir)",
    "ready": r"before (?:i )?(?:release|releasing|upload\w*)|to drop(?: it| this)?",
    "mono": (
        r"drop(?:s|ping)? out|(?:xplatform|sound|pa) (?:system|rig|speakers?)|(?:on|in|num|"
        r"numa) (?:a )?mono (?:speakers?|phone|radio)|mono (?:speakers?|phone|radio)|"
        r"(?:caixinha|caixa|celular|radio) (?:de som )?mono|"
        r"(?:if|se|when|quando) (?:(?:a|o|um|uma|i|it|s|xplatform) )*(?:plays?|played|tocar|toca|"
        r"sum\w*|soma\w*)|"
        r"se (?:perde|sustenta|segura|mantem|aguenta|cancela\w*)|(?:on|in|no|num|em) (?:a |um )?"
        r"(?:mono|mono phone|celular mono|phone in mono|mono speaker|caixa mono)|caixa mono"
    ),
    "balance": (
        r"(?:the|on|in|to|on the|to the|in the) (?:right|left)|left (?:side|channel|speaker)"
    ),
    "stereo_width": (
        r"sem (?:largura|abertura|estereo|espaco)|not (?:quite |"
        r"really )?(?:that )?(?:wide )?enough|"
        r"not (?:\w+ )?wide"
    ),
    "dynamics": r"(?:no|zero) (?:dynamics|punch|life)|sem (?:dinamica|vida|punch|pegada|impacto)",
    "dull": (
        r"(?:blanket|cobertor) (?:(?:na|nas|no|over|on|the|em|cima|das?|sobre|as?|frente|my|"
        r"meus) )*(?:caixas?|speakers?|monitors?|monitores)(?: de som)?|"
        r"not (?:quite |really )?(?:bright|airy) enough|not (?:quite |"
        r"really )?enough"
    ),
    "thin": r"not (?:quite |really )?enough",
    "low_end": r"not (?:quite |really )?enough",
    "air": r"not (?:quite |really )?enough",
    "sub": r"not (?:quite |really )?enough",
    "presence": r"not (?:quite |really )?enough",
    "mid": r"not (?:quite |really )?enough",
}
# Words by which a side or a degree of a range is told.
SIDES = (
    r"too|much|many|little|more|less|heavy|strong|weak|loud|quiet|low|soft|hot|big|excess\w*|"
    r"excessive|overly|over|overpower\w*|overwhelm\w*|dominat\w*|sticking out|poking out|lacking|"
    r"missing|short|shy|light|under|forte|fortes|frac[oa]s?|alt[oa]s?|baix[oa]s?|demais|dms|"
    r"sobrando|sobra|faltando|falta|pouc[oa]s?|exagerad[oa]s?|exagero|pesad[oa]s?|leve|leves|"
    r"exager\w+|excesso|dominando|saltando|gritando|sumid[oa]s?|escondid[oa]s?|sum(?:iu|ido|ida)|"
    r"engol\w+|d[ao] conta|passar\w*|insuf\w+|timid[oa]s?|perdid[oa]s?|overd\w+|put|colocar|botar|"
    r"coloco|boto|dar|passand\w*|ponto|carregad[oa]s?|out of control|domina\w*|clutter\w*|build|"
    r"builds|pedindo|pede|merece|carec\w+"
)

# What else belongs to an intent.
ALSO: dict[str, str] = {
    "too_loud": (
        r"crush\w*|scared|permite|lower|knock\w*|dms|excede|went|overboard|overshot|cranked|blown|"
        r"exceeds?|exceeding|beyond|past|limitar|ultrapass\w+|excedendo|forte|agressiv[oa]|"
        r"alta demais|alto demais|barulhent[oa]|pesad[oa]|insane\w*|crazy|ridiculous\w*|"
        r"stupid\w*|blasting|blast|baixad[oa]|normalizad[oa]|attenuat\w*|atenu\w*|loud|louder|"
        r"loudness|hot|volume|turn\w*|down|pull\w*|bring\w*|lower\w*|reduc\w*|penalty|penali\w+|"
        r"punish\w*|normali[sz]\w*|streaming|streamings|services?|platforms?|plataformas?|"
        r"alt[oa]|altura|abaix\w+|baixar|baixa|diminu\w+|reduz\w*|demais|over|above|acima|"
        r"excessiv[oa]|exceed\w*|level|nivel|lufs|passei|ponto|exager\w+|push\w*|far|passando|"
        r"passou|passa|allow\w*|permit\w*|hit|cut\w*|cort\w+|peg\w+|segur\w+|derrub\w+|"
        r"squash\w*|estour\w+|want\w*|quer|pede|permite|target|alvo|what|limits?|limite|"
        r"overcook\w*|cook\w*|overdo\w*|overdid|excessive|padrao|nela|excede\w*|high|higher|"
        r"clamp\w*|slam\w*|hard|quente|baixada|penalidade|tom\w+|par[ao]|mex\w+"
    ),
    "too_quiet": (
        r"falta|achei|pede|permite|quer|others?|compared|low|when|bump\w*|suficientes?|than|"
        r"everything|else|xox[oa]|conta|tocar|toque|high|insuficient\w+|insufficient\w*|timid[oa]|"
        r"sumid[oa]|whisper\w*|gentle|shy|short|fall|"
        r"falls|falling|fica|ficando|devendo|deve|chega|lower|lowish|underpowered|boosted|"
        r"aumentad[oa]|"
        r"loud|louder|loudness|quiet\w*|soft|low|volume|turn\w*|up|bring\w*|level|nivel|lufs|"
        r"enough|suficiente|baix[oa]|baixinh[oa]|pouco|fraco|alt[oa]|more|mais|under|aquem|usa|"
        r"uses?|suficient\w*|sufficient\w*|faint|kinda|fraco|do|que|toca|plays?|bastante|target|"
        r"alvo|weak|raise|boost\w*|"
        r"aument\w+|sub\w+|levant\w+|ganh\w+|deix\w+|fac[oa]|fazer|streaming|streamings|"
        r"platforms?|plataformas?|below|abaixo|"
        r"lacking|out"
    ),
    "targets": (
        r"trabalha|works?|fecho|mastero|people|guideline\w*|benchmark|mira|mirando|objetivo|meta|"
        r"prefere|exige\w*|toca|normali\w+|"
        r"quanto|official|oficial|appropriate|adequad[oa]|suitable|proper|go|sit|land|shooting|"
        r"range|faixa|sound check|lufs|loudness|lkfs|level|levels|nivel|volume|target\w*|alvos?|"
        r"meta|aim\w*|mira\w*|shoot\w*|hit|hitting|ideal|recommend\w*|recomend\w+|best|good|"
        r"correct|right|cert[oa]|bom|optimal|sweet spot|number|numero|many|quant[oa]s?|should|"
        r"dev\w+|master\w*|deix\w+|miro|magico|magic|streaming|streamings|standard|padrao|"
        r"limite?s?|max\w*|true ?peaks?|dbtp|ceiling|teto|integrated|integrado|loud|hot|alt[oa]|"
        r"want\w*|ask\w*|pede|exige|prefer\w*|aceita|like\w*|norma\w*|platforms?|plataformas?|"
        r"us[eo]|usar|busc\w+|coloc\w+|boto|shooting|reach|valor|value|entreg\w+|deliver\w*|"
        r"export\w*|upload\w*|gets?"
    ),
    "fit": (
        r"match\w*|pede|quer|wants?|asks?|hows|appropriate|comfortabl[ey]|suit\w*|alright|"
        r"compat\w+|combina|casa|encaixa|alinhad[oa]|"
        r"aligned|align\w*|conformidade|range|faixa|line|in line|where|needs|reasonable|tranquilo|"
        r"bom|problemas?|issues?|"
        r"fits?|pass(?:es|a|am|ar|ou|ando)?|meets?|compl(?:y|ies|iant|iance)|conform\w*|approv\w*|"
        r"accept\w*|aceit\w*|aprov\w*|atend\w*|cumpr\w*|dentro|within|normas?|specs?|standards?|"
        r"padrao|padroes|ready|suitable|works?|safe|pront[oa]s?|serve|adequad[oa]|legal|suave|"
        r"funciona|roda|valendo|aguenta|require\w*|requisit\w*|regras?|rules?|guidelines?|level|"
        r"nivel|loudness|volume|lufs|target|alvo|hit\w*|match\w*|bat\w+|upload\w*|subir|mandar|"
        r"send|put|colocar|lancar|release\w*|enviar|play\w*|tocar|toca|botar|happy|satisf\w+|bate|"
        r"exig\w+|against|relacao|sits?|fica|delivery|entrega|"
        r"up to|acordo|conformes|conforme"
    ),
    "compare_platforms": (
        r"translat\w*|diminu\w+|reduz\w*|where|perde|perder|lose|loses|lowered|turned|cross|"
        r"quanto|much|how|overview|summary|lista|list|table|tabela|effect|efeito|"
        r"impact\w*|outcome|result\w*|end|up|acaba\w*|aplicad[oa]|applied|alter\w*|trat\w+|"
        r"lidam?|lidar|different|diferenc\w*|entre|varia\w*|vary|varies|acontece|some|algum\w*|"
        r"streamers?|dsps?|lojas?|stores?|compar\w*|versus|vs|difference|diferenca|differ\w*|"
        r"between|entre|each|every|all|across|which|cada|todas?|todos|platforms?|plataformas?|"
        r"services?|servicos?|streaming|streamings|do|does|happen\w*|treat\w*|play\w*|handle\w*|"
        r"change\w*|faz|fazer|fazem|vai|vao|toca\w*|trata\w*|mex\w*|muda\w*|fica\w*|loud\w*|"
        r"volume|level|nivel|lufs|loudness|gain|ganho|normali\w*|different\w*|diferent\w*|"
        r"faze\w*|principais|main|major|turn\w*|side by side|better|give|rundown|breakdown|per|"
        r"resumo|se sai|sai|sub\w+|sob\w+|abaix\w+|gain|ganho|rest|um|by|behav\w*|comport\w*|"
        r"se comport\w*|x|or|ou|muda\w*|mais|more|most|down|up|levels|penali\w*|adjust\w*|"
        r"ajust\w*|apply|aplica\w*"
    ),
    "level_choice": (
        r"right|certo|certa|good|ok|okay|fine|bom|boa|too|loud|quiet|alt[oa]|baix[oa]|demais|muito|"
        r"enough|suficiente|level|nivel|target|alvo|ideal|correct|master\w*|for|streaming"
    ),
    "clipping": (
        r"peaking|chop\w*|off|decepad\w+|truncat\w*|chop\w*|crush\w*|flat|tops?|topped|square|"
        r"quadrad[oa]s?|saturat\w*|satur\w+|"
        r"hard|digitais|overloading|breaking|break|pops?|popping|estal\w+|estralando|ultrapass\w+|"
        r"limite|limit|maxing|max|maxed|full|scale|escala|fundo|zero|dbfs|picos?|amostra\w*|"
        r"detect\w*|acus\w+|registr\w+|rachou|estragad[oa]|distorcid[oa]|waveform|onda|"
        r"clip\w*|distor\w*|distorc\w*|overload\w*|over\w*|zero|0|red|ceiling|teto|digital|peaks?|"
        r"picos?|where|onde|times?|vezes|quantas?|quant[oa]s|many|samples?|amostras?|estour\w+|"
        r"rachand\w*|issues?|problems?|problemas?|crackl\w*|full scale|point|ponto|happen\w*|"
        r"audio|squar\w+|db|dbfs|into|cortad\w+|flattened|chopped|ceifa\w+|achatad\w+|squared|"
        r"digitalmente|digitally|batendo|hitting|passand\w*|pass\w*|vermelho|luz"
    ),
    "true_peak": (
        r"true ?peaks?|peaks?|picos?|rea(?:l|is)|inter ?samples?|inter ?amostras?|dbtp|ceiling|"
        r"teto|"
        r"limits?|limite|hot|loud|over|above|acima|pass\w*|exceed\w*|safe|segur[oa]|high|"
        r"alt[oa]s?|too|level|"
        r"nivel|where|onde|mp3|aac|ogg|opus|codecs?|encod\w*|convert\w*|conver\w*|distor\w*|"
        r"clip\w*|"
        r"estour\w*|compress\w*|lossy|vir\w+|turn\w*|becom\w*|into|stream\w*|overshoot\w*|"
        r"transcod\w*|"
        r"upload\w*|under|below|within|dentro|abaixo|seguros|surviv\w*|aguenta|suffer\w*|overs?|"
        r"file|when|quando|export\w*|verdadeiros?|between|amostras|samples?"
    ),
    "headroom": (
        r"livres?|possible|chegar|leeway|slack|wiggle|remaining|leftover|disponivel|disponiveis|"
        r"sobrand\w*|reserva|"
        r"reserve|safely|gap|distance|distancia|longe|close|perto|top|topo|crescer|grow|"
        r"folgad[oa]|faltam|amount|quantidade|de|peak|pico|"
        r"head ?room|folga|room|space|espaco|margem|margin|left|sobr\w+|rest\w+|until|ate|ceiling|"
        r"teto|louder|gain|ganho|raise|push\w*|turn\w*|up|add\w*|crank|bring|boost\w*|more|mais|"
        r"further|alt[oa]|ir|take|few|uns|close|loudness|zero|0|top|bater|n[oa]|falt\w*|out|"
        r"squeeze|crank|ganhar|empurrar|cabe|available|fazer|mais|a|subir|subo|aument\w+|"
        r"levant\w+|puxar|empurrar|volume|level|nivel|db|dbs|decibe\w+|"
        r"much|quant[oa]s?|many|before|clip\w*|limite?|limits?|enough|suficiente|somar|dar|tenho|"
        r"dbs?|till|far|go|onde|aguenta|cabe|fits?|remaining|available|disponivel|still|ainda|"
        r"without|peaks?"
    ),
    "dynamics": (
        r"overcompres\w*|excessiv\w+|excessively|smothered|strangled|tight|apertad[oa]|"
        r"sufocando|engessad[oa]|murch[oa]|sem graca|constant|constante|pancada|porrada|ataque|"
        r"attack|peaks?|picos?|snap|impact|bounce|groove|movement|movimento|contrast\w*|"
        r"contraste|natural|open|solta|processed|processad[oa]|hammered|pinned|pegando|"
        r"trabalhando|working|comendo|eating|breathing|comp|compressor\w*|heavyhanded|handed|"
        r"dynamic\w*|dinamic\w*|compress\w*|comprim\w*|squash\w*|squish\w*|crush\w*|flat\w*|"
        r"brick|wall\w*|lifeless|life|dead|breath\w*|esmag\w+|achatad\w+|amassad\w+|espremid\w+|"
        r"limit\w*|over|too|much|punch\w*|pegada|transient\w*|impacto|range|hard|hit|slam\w*|"
        r"smash\w*|heavy|heavily|demais|muit[oa]|excess\w*|exager\w+|perd\w+|lost|lose|kill\w*|"
        r"mat\w+|vida|viv[oa]|respir\w+|suffocat\w*|sufocad\w+|healthy|saudavel|pesei|mao|left|"
        r"sobr\w+|have|loudness war|overd\w+|out|death|chapad\w+|over ?compres\w*|passei|ponto|"
        r"pegand\w*|pesad[oa]|carregad[oa]|respir\w*|sum\w+|gone|crest|plr|lra|pump\w*|alive|"
        r"enough|suficiente|micro|brick|small|low"
    ),
    "stereo_width": (
        r"menos|pouc[oa]|ish|campo|field|airy|expansiv\w*|panoramic\w*|monophonic|centrad[oa]|"
        r"apertad[oa]|tight|collapsed|"
        r"small|pequen[oa]|boxed|abrangente|respira|separat\w+|separac\w+|dimension\w*|"
        r"profundidade|depth|immersive|envolvente|huge|amplitude|colad[oa]|junt[oa]|"
        r"concentrad[oa]|central\w*|stereo|estereo|wide\w*|width|narrow\w*|image|imagem|field|"
        r"campo|spread|abertura|abert[oa]s?|fechad[oa]s?|larg\w+|estreit\w+|espacial\w*|"
        r"panorama|too|demais|muito|enough|suficiente|overly|exagerad[oa]|exager\w+|"
        r"sufficiently|bastante|lack\w*|missing|falt\w+|closed|in|spac\w*|open|ampl\w+|sides?|"
        r"lados?|lateral|laterais|center\w*|centro"
    ),
    "mono": (
        r"loss|perdas?|weaker|quieter|thinner|weak|perco|perc\w+|single|speakers?|missing|go|goes|"
        r"away|gone|part|pieces?|convert\w*|conver\w*|"
        r"downmix\w*|reproduzid[oa]|reproduz\w*|tocada|ouvid[oa]|heard|listening|listened|"
        r"colaps\w*|desaparec\w*|evapora\w*|apag\w+|enfraquec\w*|sofre|suffers?|prejudic\w*|"
        r"degrad\w*|estavel|stable|coerent\w*|coherent|robust\w*|firme|intact\w*|intacta|same|"
        r"mesma|igual|compativel|compatibilidade|compatible|compatibility|seguro|segura|"
        r"total\w*|club|clubs|mono|fold\w*|down|sum\w*|soma\w*|phase\w*|phas\w+|fase|cancel\w*|"
        r"polari\w+|compat\w*|hold\w*|up|surviv\w*|sobreviv\w*|aguenta|segura|translat\w*|"
        r"work\w*|funciona\w*|collaps\w*|speakers?|lose|loses|lost|losing|perd\w+|disappear\w*|"
        r"vanish\w*|som[eia]\w*|sumir|safe|problems?|problemas?|issues?|correla\w+|check|stereo|"
        r"estereo|when|quando|play\w*|toca\w*|bem|fica|vir\w+|turn\w*|happen\w*|acontec\w+|"
        r"wrong|break\w*|quebra\w*|fall\w*|apart|friendly|well|out|em|parts|things|sons|"
        r"everything|invert\w*|flip\w*|reversed|elements?|elementos?|stuff"
    ),
    "balance": (
        r"match\w*|tips?|tipping|tipped|bias\w*|unequal|desigual|desbalancead[oa]|"
        r"desequilibrad[oa]|"
        r"inclinad[oa]|inclinando|inclina|cai|caindo|caida|jogad[oa]|deslocand\w*|favorec\w*|both|"
        r"ambos|symmetr\w*|simetric\w*|stronger|forte|heavy|pesad[oa]|centro|meio|level|nivel|"
        r"volume|direct\w*|way|towards?|wonky|crooked|straight|retinh[oa]|certinh[oa]|to|bem|"
        r"distribu\w*|dividid[oa]|split|between|"
        r"left|right|lefts?|l|r|esquerd[oa]|direit[oa]|sides?|lados?|channels?|canal|canais|"
        r"balance\w*|"
        r"balanco|equilibr\w+|balancead[oa]|image|imagem|centr\w*|center\w*|lean\w*|pend\w+|"
        r"lopsided|off|even|"
        r"evenly|heavier|louder|than|que|mais|more|alt[oa]|forte|one|um|outro|other|the|between|"
        r"entre|ears?|or|ou|mesmo|same|level|nivel|parelh\w+|volume|tilted|a|descentralizad[oa]|"
        r"canal|outro|skew\w*|shift\w*|tilt\w*|pull\w*|puxa\w*|puxando|tort[oa]|deslocad[oa]|"
        r"panning|pann\w*|"
        r"pan|stereo|estereo|uneven|equal\w*|igual|iguais|equal|dois|both|middle|meio|drift\w*|"
        r"favor\w*|weight\w*|peso|pesa\w*"
    ),
    "tonal_balance": (
        r"imbalanced|unbalanced|loud|alt[oa]s?|build|up|anything|bumps?|whack|wrong|errad[oa]s?|"
        r"lugar|strange|torta|off|region|area|shape|forma|look\w*|smooth|lis[oa]|flat|plan[oa]|"
        r"natural|coerent\w*|"
        r"proportion\w*|proporc\w*|harmon\w*|sound|color|cor|colour|character|carater|profile|"
        r"perfil|distribution|distribuicao|spread|weird|estranh[oa]|problem\w*|strange|extra|"
        r"excesso|excessive|resonan\w*|ressonanc\w*|peaks?|picos?|dips?|scooped|specific|"
        r"especific[oa]|destac\w*|acima|abaixo|deficien\w*|carente|hole|certain|alguma|some|out|"
        r"of|balance|bem|dosad[oa]|resolvid[oa]|tonal\w*|frequenc\w*|response|resposta|ou|or|"
        r"balance\w*|balanced|balanco|equilibr\w+|spectr\w*|espectr\w*|eq|equali[sz]\w*|tone|"
        r"timbre|curve|curva|reference|referencia|stick\w*|stand\w*|out|sobr\w+|falt\w+|regi\w+|"
        r"fora|out|together|entre|si|juntos|any|off|area|place|part|excess\w*|desequilibrad\w*|"
        r"buracos?|holes?|too|much|tem|bands?|bandas?|even|overall|geral|distribui\w*|range|"
        r"ranges|across|faixas|compar\w*|with|close|far|perto|longe|from|lacking|missing|where|"
        r"onde|quais|which|saltam|salt\w+"
    ),
    "muddy": (
        r"building|up|builds?|buildup|built|pile\w*|piling|heavy|pesad[oa]|carregad[oa]|excess\w*|"
        r"entupid[oa]|"
        r"sobrando|sobra|chei[oa]|blurr\w*|blurred|borrad[oa]|embolac\w+|grud\w+|bolo|soup\w*|"
        r"sopa|mush\w*|woolly|wooly|dense|dens[oa]|opaque|swampy|dirty|gross|messy|indistinct|"
        r"smudg\w*|poluid[oa]|mistur\w+|junt[oa]|jumbled|too|much|going|on|stuff|turvad[oa]|"
        r"pantanos[oa]|empastad[oa]|empast\w+|mudd?\w*|murky|cloudy|clutter\w*|down|acumul\w+|"
        r"build ?up|low(?:er)? ?mid\w*|range|area|region|embol\w+|lama|lamacent\w+|regiao|clear|"
        r"clean|clarity|limp[oa]|clareza|definic\w+|definition|undefined|congest\w+|unclear|"
        r"messy|thick|mess|smear\w*|sujo|suja|sujeira|confus[oa]|embaralhad\w+|espess[oa]|"
        r"fog\w*|embacad[oa]|turv[oa]"
    ),
    "boomy": (
        r"resso\w+|muito|"
        r"resonat\w*|resona\w*|uncontrolled|woolly|flabby|loose|frouxo|mole|sobrando|sobra|longo|"
        r"sustain\w*|tail|ringing|one note|onenote|humm\w*|rumbl\w*|excess\w*|exagerad[oa]|"
        r"vibra\w*|tremend\w*|treme|balanc\w*|ecoa\w*|eco|reson\w*|grand[ea]|enorme|big|swollen|"
        r"bulky|fat|gord[oa]|overblown|muito|muita|heavy|pesad[oa]|tubby|"
        r"boom\w*|bass|low ?end|lows|graves?|retumb\w+|ressoa\w*|rumbl\w+|resonan\w*|too|demais|"
        r"ring\w*|ressonancia|frequenc\w*|solto|upper|inchad[oa]|trovej\w+|bloated|woofy|out|"
        r"control|solto|descontrolad[oa]|regiao|area|region"
    ),
    "thin": (
        r"skinny|meager|bony|light|leve|lacks|lacking|lack|deficient|desnutrid[oa]|sequinh[oa]|"
        r"sec[oa]|small|pequen[oa]|pobre|poor|substance|substancia|sustancia|densidade|density|"
        r"dens[oa]|grossura|grossa|thick\w*|thickness|fat|fatness|gordura|gord[oa]|robust\w*|"
        r"volume|presence|lightweight|flimsy|paper|papel|radinho|sem|mids?|"
        r"thin\w*|weight|body|bass|low ?end|lows|magr\w+|peso|corpo|graves?|falt\w+|sem|fin[ao]|"
        r"ral[ao]|"
        r"weak|anemic\w*|lack\w*|missing|needs?|enough|full\w*|fullness|chei[oa]|encorpad[oa]|"
        r"fraquinh\w+|frac[oa]|more|mais|warmth|calor|empty|vazi[oa]|hollow|oc[oa]|tinny|"
        r"suficiente|tem|foundation|base|meat|meaty|bottom|beef\w*"
    ),
    "dull": (
        r"shiny|lacks|lacking|clear|bright|crisp\w*|definition|definicao|definid[oa]|detail\w*|"
        r"detalhe\w*|hazy|foggy|cloth|pano|toalha|towel|pillow|travesseiro|parede|wall|behind|"
        r"atras|agua|water|underwater|through|debaixo|submers[oa]|tampad[oa]|covered|cover|"
        r"choked|smothered|extended|extensao|frequencies|agudinhos?|brilhinho|brilhos[oa]|lume|"
        r"opened|open|abert[oa]|quente|escond\w+|sumid[oa]|sumi\w+|tri[sz]te|weak|frac[oa]|"
        r"dull\w*|muffl\w+|dark\w*|air|airy|highs|high ?end|treble|sparkle|top ?end|top|"
        r"bright\w*|brilho|agud[oa]s?|abafad\w*|apagad\w+|opac\w+|escur\w+|fosc\w+|cobert\w+|"
        r"falt\w+|lack\w*|missing|needs?|enough|suficiente|sem|more|mais|ar|veiled|blanket|"
        r"shine|clarity|clareza|life|vida|wooly|woolly|frente|cobertor|speakers?|veil|cima|topo|"
        r"la|o|tem|suficiente|bastante|sufficient|up|band|banda|airy|arejad[oa]|bastante|energy|"
        r"energia|under|over|vel\w+"
    ),
    "bright": (
        r"top ?ends?|high ?ends?|top ?ends?|high ?ends?|glaring|blinding|hiss\w*|excess\w*|"
        r"excessively|brighter|"
        r"brilhos[oa]|brilhando|aberta|abert[oa]|acentuad[oa]|agudo|agudinhos?|overdone|"
        r"overcooked|heavy|forward|sparkle|sparkly|frias?|cold|fri[ao]|icy|presente|boosted|"
        r"shelf|high|top|loud|dominat\w*|over|out|sobressa\w+|gritad[oa]|bright\w*|brilh\w+|"
        r"treble|trebly|highs|high ?end|top ?end|top|agud[oa]s?|demais|too|much|muito|excess\w*|"
        r"sobr\w+|overly|sharp|estalad[oa]|clar[oa]|sparkl\w*|air|crisp\w*|exagerad[oa]|"
        r"exager\w+|exaggerat\w*|clar[oa]|glassy|hyped"
    ),
    "harsh": (
        r"top ?ends?|high ?ends?|top ?ends?|high ?ends?|harshness|aspereza|nasty|strident\w*|"
        r"screech\w*|scratchy|metal|"
        r"metallic|jarring|annoying|uncomfortable|unpleasant|desagradavel|desconfort\w*|"
        r"confortavel|confort\w*|difficult|hard|dificil|duro|dura|afiad[oa]|agulha|agulhad\w+|"
        r"picad\w+|estalad[oa]|crua|raspando|arranh\w+|arranhad[oa]|rispid[oa]|loud|high|alta|"
        r"volume|long|tempo|minutes|while|cut|cuts|cutting|stab\w*|pierc\w*|fatiga\w*|fadiga|"
        r"fadigante|exaust\w*|tir\w*|hurts?|dor|doloros[oa]|grat\w*|rough\w*|forward|harsh\w*|"
        r"highs|high ?end|high ?mids?|treble|top ?end|top|aggressive|agressiv\w+|piercing|"
        r"shrill|hurt\w*|pain\w*|fatigu\w+|tiring|ears?|tired|quickly|cortantes?|ouvidos?|ouvir|"
        r"listen\w*|asper\w+|estrident\w*|agud[oa]s?|doi|doendo|doem|machuc\w+|cansa\w*|"
        r"cansativ\w*|incomod\w+|incomodo|brittle|edgy|grating|abrasive|sharp|sharpness|rasp\w+|"
        r"fur\w+|ardid\w+|metalic\w+|metallic|irrit\w*|region|regiao|area|too|much|demais|bite|"
        r"bites|rasg\w+|biting|rough|crispy|agrid\w+|agred\w+|fere|ferindo|gritand\w+|gritant\w+"
    ),
    "sibilant": (
        r"esss+|s+|sibila\w*|letter|letras|consonants?|consoantes?|sharp|afiad[oa]s?|sobressa\w*|"
        r"hot|jump\w*|pop\w*|stick\w*|stand\w*|out|pul\w+|exagerad[oa]s?|excessiv[oa]s?|piercing|"
        r"harsh\w*|incomod\w*|control\w*|controlad[oa]s?|deess\w*|deesser|dees\w*|um|uma|"
        r"precisa\w*|"
        r"alt[oa]s?|loud|gritando|sibil\w+|ess(?:y|es)|s|ss|de ?ess\w*|chiad\w+|chiando|chia|"
        r"assobi\w+|vocals?|voz|voice|"
        r"letra|sound|sounds|sharp|too|much|demais|muit[oa]s?|excess\w*|saltand\w+|esse|esses|"
        r"hiss\w*|spit\w*|forte|fortes|strong|precis\w+|need\w*|sobrando|"
        r"region|regiao|sss|cortand\w+|rasgand\w+|aparec\w+"
    ),
    "boxy": (
        r"boxiness|closed|tunnel|tunel|tube|tubo|cano|pipe|lata|balde|bucket|megafone|megaphone|"
        r"cartao|fechad[oa]|enclosed|boxed|trapped|pres[oa]|shoebox|sapato|ressonant\w*|"
        r"resonan\w*|honk|honking|nose|nariz|fanh[oa]s[oa]|fanho|midrangey|mid|range|small|room|"
        r"quarto|comod[oa]|caixinha|middle|medios|too|much|box\w*|nasal\w*|honk\w*|"
        r"encaixotad\w+|anasalad\w+|mids?|medi[oa]s?|telephone|telefone|radio|cardboard|"
        r"caixot\w*|caixa|papelao|cup\w*|range|regiao|area|region|som|effect|efeito|that|like|"
        r"inside|dentro"
    ),
    "sub": (
        r"subsonic|subsonics|infra|infragraves?|subby|bottom|rumbling|rumbly|dominat\w*|"
        r"overwhelm\w*|massive|insane|crazy|huge|enorme|gigante|monstro|shak\w*|trem\w+|"
        r"thunder\w*|excess\w*|presente|present|presence|existe|hear|weight|peso|power|potencia|"
        r"forca|energy|energia|heft|extension|extensao|extend\w*|desce|descer|reach\w*|go|goes|"
        r"low|enough|suficiente|bastante|adequad[oa]|adequate\w*|faltand\w*|carente|lack\w*|"
        r"missing|weak|frac[oa]|"
        r"subs?|sub ?bass\w*|subgraves?|sub ?graves?|graves?|bass|low ?end|lows|energy|energia|"
        r"down|below|under|abaixo|de|sufficient|cade|out of control|deep|deepest|bottom|"
        r"fund[oa]|profund\w+|range|region|regiao|area|frequenc\w+|level|nivel|rumble|octave|level|"
        r"enough|suficiente|amount|quantidade|volume"
    ),
    "low_end": (
        r"lowend|bottoms?|heavyweight|bassiness|weighty|dominat\w*|massive|insane|crazy|huge|"
        r"enorme|gigante|shak\w*|trem\w+|excess\w*|overdone|hyped|presente|present|power|"
        r"potencia|forca|energy|energia|heft|fullness|cheio|chei[oa]|carente|adequad[oa]|"
        r"adequate\w*|weak|frac[oa]|lightweight|shy|invad\w*|tom\w*|conta|takes?|taking|over|"
        r"swallow\w*|eating|comendo|comend\w*|cover\w*|mask\w*|pesand\w*|pesa|inchad[oa]|"
        r"swollen|boost\w*|crescid[oa]|alta|la|embaixo|baixo|low ?ends?|bass\w*|lows|graves?|"
        r"gravao|range|region|regiao|area|frequenc\w+|level|nivel|amount|quantidade|volume|"
        r"bottom|heavy|control|gasto|pro gasto|overboard|drown\w*|cobr\w+|everything|tudo|bassy|"
        r"sits?|ponto|controlled|control|controlad[oa]|tudo|everything|tight|firme|balanced|"
        r"equilibrad[oa]|weight|peso|baixo|baixos|corpo|solid|turn\w*|down|up|bring|raise|"
        r"abaix\w+|baixar|lower"
    ),
    "mid": (
        r"mids?|mid ?range\w*|medi[oa]s?|range|region|regiao|area|frequenc\w+|level|nivel|volume|"
        r"turn\w*|down|up|scooped|honky|balanced|equilibrad[oa]s?|forward|recuad[oa]s?"
    ),
    "hum": (
        r"electrical\w*|eletrica|hertz|frequency|frequencia|low|grave|constant\w*|constante|"
        r"annoying|irritante|hear|audible|audivel|interference|interferencia|aterramento|"
        r"grounding|cable|cabo|hiss|interno|humm\w*|zunido|zunindo|zun\w*|zumb\w*|ronco|roncando|"
        r"chiando|tone|tom|bzz+|buzzy|energy|energia|tomada|outlet|mains|ac|dirty|sujo|suja|"
        r"sujeira|behind|atras|under|underneath|recording|silence|silencio|quiet|noisy|barulhento|"
        r"no|"
        r"hum\w*|zumbid\w+|eletric[oa]|electric\w*|mains|power|line|noise|ruido|barulh\w+|fundo|"
        r"background|terra|ground|loop|buzz\w*|present|presente|rede|eletrica|electrical|ruido|"
        r"chiado|de|some|or|50|60|50hz|60hz|hz"
    ),
    "bass_mono": (
        r"frequencies|frequencias|frequency|tight|firme|focused|focad[oa]|correct\w*|properly|"
        r"safe|bem|lados|aberto|aberta|spread|espalhad[oa]|abrindo|open|phase|fase|wide|larg[oa]|"
        r"narrow|fechad[oa]|together|junt[oa]|middle|meio|below|abaixo|end|down|there|la|embaixo|"
        r"content|conteudo|centrad[oa]|centralizad[oa]|image|imagem|channel\w*|canal|canais|ou|or|"
        r"um|so|"
        r"low ?ends?|bass|lows|subs?|graves?|subgraves?|mono|stereo|estereo|side|sides|lados?|"
        r"wide|width|"
        r"narrow|information|content|info|energy|lows|middle|meio|no|all|centered|center\w*|"
        r"centr\w*|properly|summed|collapsed|region|regiao"
    ),
    "presence": (
        r"forwardness|attack|ataque|clarity|clareza|definition|definicao|definid[oa]|projec\w*|"
        r"project\w*|bite|cara|face|upfront|front|back|buried|enterrad[oa]|escondid[oa]|"
        r"recuad[oa]|recess\w*|far|longe|away|apagad[oa]|weak|frac[oa]|lost|perdid[oa]|"
        r"adequad[oa]|adequate\w*|sufficien\w*|bastante|stand\w*|out|destac\w*|proxim[oa]|close|"
        r"near|perto|faltand\w*|lack\w*|missing|needs?|precis\w*|more|mais|strong|forte|sumid[oa]|"
        r"sumi\w*|range|"
        r"distante?|distant\w*|frente|cuts?|through|present|too|clear\w*|presence|presenca|range|"
        r"region|regiao|area|upper|level|nivel|enough|suficiente|forward|"
        r"tem|tenho|falt\w+"
    ),
    "air": (
        r"arejad[oa]s?|airness|openness|abertura|lift|shimmer\w*|sheen|silky|sedos[oa]|etere[oa]|"
        r"ethereal|"
        r"breath\w*|respir\w*|extension|extensao|extend\w*|sobrando|faltando|topo|cima|la|up|"
        r"present|presente|adequad[oa]|adequate\w*|sufficien\w*|enough|suficiente|bastante|some|"
        r"hear|detail\w*|fine|"
        r"exaggerat\w*|exagger\w*|band|banda|energy|energia|above|acima|over|beyond|treble|highs?|"
        r"high ?ends?|top ?ends?|top|agud[oa]s?|agudinhos?|brilho|air|airy|airiness|"
        r"ar|range|region|regiao|area|frequenc\w+|level|nivel|amount|quantidade|volume|balanced|"
        r"equilibrad[oa]s?|shelf|sparkle|turn\w*|down|up|bring|raise|abaix\w+|baixar|lower|"
        r"abert[oa]s?|"
        r"open|extended|roll\w*|off|sibilance"
    ),
    "frequency": (
        r"boost\w*|cut\w*|frequenc\w*|area|region|regiao|around|at|em|nos|perto|cort\w+|aument\w+|"
        r"tir\w+|"
        r"mex\w*|reforc\w*|notch|bump|peak|pico|buildup|build|up|sobr\w+|sobra|coisa|algo|"
        r"something|"
        r"much|too|little|energia|energy|eq|dip|buraco|hole|resonan\w*|ressonancia|stick\w*|out|"
        r"hz|k|"
        r"going|happening|acontec\w+|tem|ha|standing"
    ),
    "fix_first": (
        r"concentrat\w*|concentrar|priority|priorities|priorizar|prioriz\w*|atacar|ataco|"
        r"enfrentar|cuidar|cuido|revis\w*|review|look|olho|olhar|olharia|begin|beginning|starting|"
        r"comecaria|comecar|comeco|arrumaria|corrigiria|mudaria|mexeria|consertaria|faria|biggest|"
        r"largest|greatest|glaring|pressing|essential|essencial|crucial|fundamental|key|chief|"
        r"major|gritante|serio|seria|grav\w+|importa|matters?|impact\w*|difference|diferenca|"
        r"quick|win|rapida|vitoria|suggest\w*|sugere|sugestao|recommend\w*|recomend\w*|advice|"
        r"conselho|dica|tip|top|urgencia|urgent\w*|antes|everything|tudo|all|above|if|could|only|"
        r"thing|bottleneck|culprit|culpado|vilao|enemy|inimigo|weakness|fraqueza|imperfeic\w*|"
        r"imperfection|fail\w*|falha\w*|lacking|pecando|peca|deixa|desejar|holds?|holding|back|"
        r"segurando|estraga\w*|atrapalha\w*|prejudica\w*|"
        r"fix\w*|first|change\w*|improv\w*|mend|tackle|start|begin|biggest|main|worst|top|most|"
        r"problem\w*|"
        r"issues?|fault\w*|urgent|wrong|prioriti\w*|priority|important|importante|serious|arrum\w+|"
        r"corrig\w+|corrij\w*|consert\w*|mex\w*|melhor\w*|mud(?:ar|o|a|e|aria|ei)|primeiro|"
        r"primeira|onde|comec\w+|comeco|"
        r"principal|maior|pior|grave|prioridade|errad[oa]|erro|critical|critic[oa]|defeito|"
        r"defeit\w+|"
        r"attention|atencao|work|weakest|weak|fraco|point|ponto|work on|address|focus|foco|thing|"
        r"coisa|"
        r"resolv\w*|ajust\w*|adjust\w*|need\w*|precis\w*|attack|step|passo|repair|hurt\w*|one|"
        r"single|uma|"
        r"worst|move|passo|feio|do|would|hurting|ruining|holding|back|estragando|atrapalhando|"
        r"prejudicando|give|where|flaws?|weakness|mistake|number|one|pressing|erros?|mais|"
        r"improvement|bad|ruim|urgente|mess\w*|better|deal|list|lista|next|biggest|mandar|tratar"
    ),
    "ready": (
        r"launch\w*|publish\w*|published|post\w*|postar|divulg\w*|mandar|entreg\w*|deliver\w*|"
        r"deliverable|wrap\w*|wrapped|mastered|masterizad[oa]|fechad[oa]|fechar|feit[oa]|"
        r"concluid[oa]|complet\w*|terminad[oa]|good|enough|suficiente|bastante|condic\w*|"
        r"condition\w*|estado|shape|forma|ponto|hora|time|already|now|yet|distributed|"
        r"distribuid[oa]|enviad[oa]|subid[oa]|vender|sell|stuff|mundo|public\w*|publico|oficial|"
        r"official|approved|aprovar|aprova|sign|signoff|call|day|another|pass|needs|more|mais|"
        r"trabalho|tweak\w*|go|live|ar|no|broken|final\w*|polished|polid[oa]|commercial\w*|"
        r"comercial\w*|industry|mercado|standard|padrao|nivel|level|"
        r"ready|go|release\w*|ship\w*|finish\w*|done|master\w*|good|ok|fine|pront[oa]s?|lanc\w+|"
        r"solt\w+|"
        r"publi\w+|distribui\w*|distribut\w*|upload\w*|send|out|overview|summary|summar\w+|overall|"
        r"resum\w+|geral|diagnostic\w*|avalia\w*|rate|final\w*|subir|mandar|enviar|acabad[oa]|"
        r"liberad[oa]|"
        r"finaliz\w*|complete\w*|world|thumbs|green|light|quality|qualidade|sair|rua|pro|"
        r"professional|"
        r"profissional|enough|jeito|rua|lanco|subir|sair|tomorrow|amanha|ponto|finalizad[oa]|"
        r"lancamento|lancad[oa]|publicad[oa]|sound|bom|boa|legal|show|achou|feedback|report|"
        r"bounce|put|push|thing|passa|"
        r"aprovad[oa]|approve\w*|or|ou|need|work|precisa|trabalho|ainda|still|now|streaming|"
        r"stores?|lojas?|plataformas?|platforms?|colocar|jogar|no ar|ar|"
        r"technical\w*|tecnic\w*|all|tudo|check\w*|deliver\w*|entregar|problems?|problemas?|issues?"
    ),
    "tempo": (
        r"beat|beats|ritmo|pulso|pulse|grid|click|metronome|metronomo|clock\w*|set|project|"
        r"projeto|dj|sync|per|quick|rapida|marca\w*|roda|rodando|run\w*|running|at|em|detect\w*|"
        r"bpm\w*|tempo|andamento|fast|slow|speed|velocidade|batidas|beats|minuto|minute|per|por|"
        r"pace|"
        r"quant[oa]s?|rapid[oa]|count|many|lent[oa]|tap"
    ),
    "key": (
        r"tonal|center|centro|harmonic\w*|harmonic[oa]|root|notes?|written|escrita|composta|wheel|"
        r"number|numero|mixed|dj|compat\w*|sharp|flat|sustenido|bemol|detect\w*|tonalidade|escala|"
        r"modo|mode|tone|tocad[oa]|cantar|sing|"
        r"song|track|key|tom|tonalidade|camelot|scale|escala|musical|tonal|tonic|tonica|root|code|"
        r"codigo|major|"
        r"minor|maior|menor|note|nota|in|esta|signature|ou|or|acordes?|chords?|em"
    ),
    "metric": (
        r"maximum|land|landed|high|highest|goes|maior|alcan\w+|atinge|atingiu|overall|geral|"
        r"exactly|exato|exata|precise|preciso|aproximad\w*|approximate\w*|"
        r"average\w*|mean|media|whole|resultado|result|come|came|out|fica|ficou|saiu|land\w*|"
        r"sitting|registr\w*|reads?|meter|medidor|figure|level|perceived|percebid[oa]|loud|alto|"
        r"alta|volume|"
        r"integrated|integrado|value|valor|number|numero|reading|leitura|level|nivel|total|volume|"
        r"exact\w*|exat\w+|"
        r"average|media|medio|program\w*|how|much|many|quant[oa]s?|"
        r"tamanho|current\w*|atual|lufs|loudness|medido|big|max|maximo|tp|passa|db|dbs|ratio|"
        r"factor|fator|"
        r"minutes|minutos|segundos|seconds|unit\w*|where|onde|hits?|"
        r"length|time|tempo|sitting|sits?|at|in|coming|come|marca\w*|mede|medindo|bate|batendo|da|"
        r"tem|"
        r"give|measured|measuring|measure|clocking|chega\w*|reach\w*|show"
    ),
    "define": r"difference|diferenca|between|entre|versus|vs|term|termo|word|palavra",
    "help": (
        r"help|what|can|ajud\w*|funciona|work\w*|voce|vc|ce|faz|sabe|pode|consegue|perguntar|"
        r"posso|te|me|"
        r"how|como|isso|this|o que|things?|ask|use|usar|usa|features?|you"
    ),
    "greeting": (
        r"hi|hello|hey|ola|oi|oie|opa|bom|boa|dia|tarde|noite|salve|fala|e|ai|eae|tudo|bem|yo"
    ),
    "thanks": (
        r"thanks|thank|you|u|thx|tks|cheers|ty|valeu|obrigad\w*|vlw|brigad\w*|agradecid[oa]|muito|"
        r"much|"
        r"so|lot|a|help|ajuda|pela|mesmo|demais|great|perfect\w*|nice|otimo|massa|show"
    ),
}

_HARMLESS = """
lil til till chegar aquele aquela aquilo procede fechou wats vs speed suficientes sufficient
testa testar test testing tbh imo imho ngl fr rn atm idk lmk again theres thats lemme gimme tryna
dunno wonderin feelin soundin they them he she him his her their lugar finalzinho dessas desses
eita caramba nossa pqp pow fml oof ugh eek yikes aff ein heinn kd vdd sla qq td blz cmg nd
pfvzinho percebendo percebeu reparei repara reparar desconfio desconfiado suspeito suspeita
suspect suspecting concordo agree hunch vibe vibes gut tipo assim giving gives keeps keep tends
leaves leaving starts ends turns bothering bugging bothers across apparently goodness gosh
overall basic plain simple nicely okayish alrightish decently thank gotcha fill level wise ando
fico ficaria ficasse esteja estaria estejam fosse houver tiver tenha possa consiga deixa deixam
dei faz fazendo feito acaba incomoda impressiona presta prestar rolou cheguei noia papo reto
serio seriamente franco direto palpite visao chute olhando ouvindo vendo testei teste bota fe
cade ela ele mesma mesmo pessoalmente a an the my mine our this these it its itself here there i
im ive id ill me myself we us you your u ur yo bro man dude mate buddy guys folks fam sir friend
team everyone someone people is are am was were be been being s re m ve ll d do does did done
doing has have having had get gets got getting gotten go goes going gone gonna come comes coming
came make makes making made lets let can could will would should shall may might must need needs
ought wanna gotta to of in on at by for from with as into onto about around and so just really
actually honestly basically literally maybe perhaps probably possibly kinda kind sort sorta quite
rather pretty fairly somewhat slightly bit tad super very way any some anything something
anywhere somewhere everything all whole entire entirely full general generally totally absolutely
definitely certainly seriously simply exactly precisely truly clearly already yet what whats
which how hows who know tell say see check checking show think thinking reckon believe guess
suppose feel feels feeling felt sound sounds sounding sounded seem seems seemed look looks
looking appear appears hear hearing heard listen listening find found finding notice noticed
noticing want wanted wants wondering wonder curious ask asking asked question quick confirm
verify measure measured measurement measurements meter meters analysis analyze analyse analyzed
analysed assess judge opinion thoughts verdict help idea sure worried worry concerned concern
afraid trying try understand figure read reading report data numbers number stats info detect
detected spot pick tho though anyway btw asap track tracks song songs tune mix mixes mixed
mixdown master masters mastered audio file music production record recording material project
stuff thing things work piece bounce export exported single upload uploaded wav baby banger joint
ok okay alright good fine nice great decent solid proper properly acceptable healthy reasonable
appropriate correct correctly well bad cool safe normal typical issue issues problem problems
trouble please pls plz kindly thanks thx cheers ty hello hi hey lol haha hmm umm uh oh wow damn
too much right like yeah yep yes today still situation status state condition terms regarding
concerning deixei deixou botei coloquei sensacao impressao situacao estado quesito termos lance
estar estando ultra mega demasiado demasiadamente rate waveform quao quanta foram fui tal anda
andam andando usa usam use used using liked happening happen happens describe describing detail
details speaking mostly nearly almost whatever honest anyways mean meant means virou chegou
chegando chega pinta rolando acontece acontecendo descreve detalhe detalhes passou basicamente
sinceramente honestamente geralmente totalmente completamente extremamente levemente ligeiramente
quase praticamente aparentemente talvez capaz saindo saiu vindo veio comentar comenta consider
considering call evaluate examine inspect determine indicate evidence sign signs exhibit exhibits
suffer suffers suffering possess excessively adequately according based noticeable obvious
currently few considera consideraria descreveria apresenta apresentam possui possuem encontra
encontram indicio indicios sinal sinais segundo conforme baseado excessivamente suficientemente
adequadamente devidamente informar informa informe indicar indica seria seriam possivel avaliacao
detectado detectada encontrado encontrada teria achar achou dizem disse falaria chamaria diriam
tava tavam 4 p q msm that diria forgot remember remind lembra lembrar lembre esqueci medido
medida sufficiently la remain remains sit sits sitting rola existe existem exist exists contain
contains current atual atualmente existing vale sera disso nisso viram one lot called soar soaria
e o os um uma uns umas de da dos das no na nos nas em num numa ao aos pro pra pros pras para por
pelo pela com que meu minha meus minhas nosso esse essa este esta isso isto desse dessa deste
desta nesse nessa neste nesta dele dela eu voce vc vcs ce tu gente mim comigo ta tah tao tou
estao estou estava ser sendo era foi sao sou seja eh fica ficou ficando ficar ficaram tem tenho
temos ter tendo tinha ha havendo vai vao vou ir indo dar dando deu pode posso poderia podia
consegue consigo consegui deve devo deveria devia quero queria quer querendo preciso precisa
precisando gostaria acha acho achando achei parece parecendo soa soando sinto sentindo senti
sente ouco ouvi ouvir escuto escutando escutei escutar percebo percebi notei noto vejo ver veja
viu olha olhar olhada olhe saber sei sabe saberia diz dizer diga digo fala falar fale conta
contar mostra mostrar mostre checa checar cheque confere conferir verifica verificar verifique
analisa analisar analise analisando avalia avaliar mede medir medicao medicoes medidas confirma
confirmar responde responder ajuda ajudar explica duvida duvidas pergunta rapida rapido rapidinho
rapidao muito muita muitos muitas mt mto mta bem bastante meio pouquinho tanto realmente ja ate
sim entao ne hein po poxa cara mano vei velho irmao brother parca truta mermao galera pessoal
amigo amiga chefe mestre professor querido algo alguma algum alguns algumas qualquer tudo todo
toda inteiro inteira geral total como qual quais quanto quantos quantas onde quem oq oque musica
musicas faixa som sons mixagem masterizacao masterizado arquivo producao gravacao trampo projeto
trabalho coisa negocio bagulho parada treco versao gravei fiz terminei acabei mixei masterizei
produzi exportei bom boa bons boas legal certo certa certinho beleza tranquilo tranquila suave
adequado adequada aceitavel correto correta ruim ruins massa daora dahora jeito problema
problemas questao favor pf pfv pfvr obrigado obrigada valeu vlw oi ola opa ei ai kkk kkkk rs hoje
agora aqui ali dai di vez demais tendeu sacou saca certeza real verdade medo receio preocupado
preocupada curioso curiosa
"""
HARMLESS_FORMS = r"(?:k{2,}|(?:ha){2,}|(?:rs)+|h+m+|u+h+|a+h+|o+h+|lo+l|n+e+|xplatform)"


@cache
def harmless() -> frozenset[str]:
    """Words that change no question's sense."""
    return frozenset(_HARMLESS.split())
