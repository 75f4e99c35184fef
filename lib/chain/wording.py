"""The words that change no question's sense, those that always do, and what belongs to an intent.

Like the vocabulary's, patterns match whole words of a folded question in either language.
"""

from __future__ import annotations

import re
from functools import cache

from lib.chain.pattern import Pattern

# What was done to the track before asking, or who said it, which is no part of the question.
NARRATIVE = (
    r"(?:(?:an?|the|some|this) (?:youtube|yt|tik ?tok|insta\w*|reddit) (?:guy|dude|video|tutorial|"
    r"channel|guru|post)|(?:um|uma|o|a) (?:cara|video|tutorial|canal|mano|guru) (?:d[oe]|no) "
    r"(?:youtube|yt|tik ?tok|insta\w*|reddit)) (?:says?|said|told|tells|manda|diz|disse|fala|falou|"
    r"mandou|ensina|ensinou)(?: (?:to|me|that|i should|pra|que|a|eu))*|"
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
# What the file that is asked about is called as well.
TRACK = (
    r"(?<!off )(?<!on the )(?<!on )(?<!drum )(?<!kick )(?:type )?beat(?! (?:by|per|machine|"
    r"switch))|"
    r"theme (?:song|music|tune)|(?:intro|outro) (?:music|song|tune)|jingle|vinheta|mixtape|"
    r"trilha(?: sonora)?"
)
CHECK = r"check\w*|confer\w+|confir\w+|chec\w+|cheque|verifi\w+|analis\w+|avali\w+|olha\w*|inspect"
# Either its level or all that it asks for.
STANDARD = r"(?:padrao|standard|norma?)"
# That there is nothing of it.
NONE_OF = r"(?:got|has|have|having|there s|there is|is there|are there|with|got) (?:no|zero)"
# What the asker has done to a range: asked is whether it is too much now.
DONE = (
    r"(?:did|have|had) (?:i|we) (?:maybe |perhaps |just )?(?:add(?:ed)?|put|boost(?:ed)?|hyped?)|"
    r"(?:did|have|had) (?:i|we) (?:push|crank|turn|bring|brought)(?:ed)?(?! (?:it|this|my|the) "
    r"(?:too|song|track|mix|master|limiter|loudness|level|volume)|(?: \w+)? (?:loudness|level|"
    r"volume))|"
    r"(?:eu )?(?:aumentei|levantei|reforcei|botei|coloquei|pus|meti|carreguei)(?= )"
)
# A usual slip.
TO_FOR_TOO = (
    r"to(?= (?:loud|much|hot|quiet|low|soft|wide|narrow|bright|dark|thin|harsh|muddy|heavy|"
    r"compressed|boomy|"
    r"dull|little))"
)
PEOPLE = (
    r"drummers?|guitarists?|bassists?|singers?|vocalists?|keyboardists?|producers?|engineers?|"
    r"(?:mastering|mix|bass|guitar|sound|label|studio) (?:guy|engineer|player|people)|"
    r"(?:co )?hosts?|guests?|editor|"
    r"band(?:mates?)?|guys?|mates?|friends?|budd(?:y|ies)|brother|bro|dudes?|clients?|labels?|"
    r"managers?|musicians?|rapper|players?|partner|teacher|colleagues?|people|everyone|someone|"
    r"somebody|neighbou?rs?|roommate|baterista|batera|guitarrista|baixista|cantora?|vocalista|"
    r"tecladista|produtor\w*|engenheir[oa]|tecnico|editora?|soci[oa]|locutora?|convidad[oa]|"
    r"(?:cara|pessoal|galera|gente) d[ao] (?:banda|master|mix|selo|estudio)|banda|amig[oa]s?|"
    r"parceir[oa]|colega|clientes?|selo|musico|pessoal|galera|gente|cara|caras|mano|alguem|"
    r"todo mundo|professora?|vizinh[oa]s?|mae|mom|girlfriend|boyfriend|wife|husband|namorad[oa]|"
    r"esposa|marido|network|station|emissora"
)
# Who said so before the asker asks.
_SOMEONE = (
    rf"(?:(?:my|an?|the|one|some|this|our|meu|minha|nosso|nossa|um|uma|o|a) (?:\w+ )?)?(?:{PEOPLE})"
)
# Left out wherever they stand.
PHRASES = (
    r"(?:should i|do i need to|devo|preciso)(?: be| me| ficar| estar)? (?:worr\w+|concern\w+|"
    r"preocup\w+)"
    r"(?: (?:that|about|com|de|if|se))?|"
    r"(?:my|this|our|the|that|meu|nosso|(?:n|d)?[eo]ss[ea]|(?:n|d)?este|[nd]?o) (?:type )?beat|"
    r"(?:my |e |a |minha )*(?:first|primeir[oa]) (?:time|upload|release|vez|musica|song|track|"
    r"lancamento)"
    r"(?: (?:que |eu |uploading|releasing|subo|lanco|subindo|lancando|to|on|no|na|pro|em))*|"
    r"(?:if|se|quando|when) (?:i |eu )?(?:upload|release|put|drop|subir|lancar|postar|mandar|"
    r"soltar)"
    r"(?: (?:it|this|isso|ela|up|out))* (?:like this|as is|assim|desse jeito|do jeito que ta)|"
    r"(?:is it |it s |would it be )?worth(?: it)?(?: to)?|vale (?:a )?pena|"
    rf"{_SOMEONE} (?:keeps? |always |already |just |me |ja |vive )*(?:says?|said|saying|tells?|"
    r"told|thinks?|thought|reckons?|claims?|complain\w*|mentioned|pointed out|disse\w*|diz\w*|"
    r"falou|falaram|fala|falando|acha|achou|acham|acharam|comentou|comentaram|reclam\w+|"
    r"apontou|quer|wants?(?: to)?|suggest\w*|suger\w+|asked|perguntou|worr(?:y|ies|ied)|fears?|"
    r"swears?|insists?|feels?|felt|wonders?|hears?|asks?|warned|advised|avis\w+|mand(?:a|ou|aram)|"
    r"insist\w+|teme|jur(?:a|ou)|cism(?:a|ou)|sente|pediu)(?: (?:me|us|pra mim|"
    r"para mim|comigo))?(?: (?:that|que|about|de|do|da|to|pra))?(?: (?:watch|check|mind|look at|"
    r"olhar|ver|checar|cuidar|tomar cuidado com|of|d[eo]))?|(?:me|nos) (?:falaram|disseram|"
    r"avisaram|"
    r"mandaram|pediram)(?: (?:que|pra|para|de))?(?: (?:olhar|ver|checar|cuidar))?|"
    r"(?:i|we|i ve|a gente|eu|(?:my|our|meus?|nossos?|o|a|minha|nossa) (?:clients?|clientes?|"
    r"studio|"
    r"estudio|label|selo|team|band|banda))(?: (?:are|re|am|m|also|mostly|usually|mainly|tambem|"
    r"sempre|quase))* (?:distribut\w+|"
    r"deliver\w*|post\w*|publish\w*|releas\w*|uploads?|entreg\w+|public\w+|lanc\w+|sobe|subo|sai|"
    r"distribui\w*)(?: (?:it|this|everything|quase|tudo|our stuff|aqui))*(?= (?:(?:on|to|at|in|"
    r"via|with|both|"
    r"pra|pro|para|n[oa]|em|a|o) )*xplatform)|"
    r"(?:(?:we|i) (?:publish|post|release)|a gente (?:publica|posta|lanca)) (?:everywhere|em todo "
    r"(?:canto|lugar))|(?:people|those|anyone|quem|os que|a galera que) (?:who )?(?:follows?|"
    r"hears?|"
    r"listens?(?: to)?|ouve|escuta|segue)(?: (?:us|me|it|this|a gente|isso|nos))+|"
    r"(?:and all|n all|and stuff|n stuff|e tal|e tudo mais|e coisa e tal)$|(?:to|pra) (?:hear|"
    r"ouvir|"
    r"escutar)(?: (?:us|it|this|me|isso|a gente|a musica|direito|properly))+|"
    r"(?:when|once|quando|assim que) (?:i|i m|we|we re|i am|eu|a gente)(?: (?:am|are|m|re))? "
    r"?(?:done|finish\w*|"
    r"terminar|acabar|fechar|finalizar|exportar)|(?:(?:on|in|n[oa]s?|pel[oa]s?) (?:the |my |our |"
    r"meu |"
    r"minha )?(?:feed|timeline|internet|web|net|redes(?: sociais)?))|"
    r"(?:in|n[oa]) (?:your|my|sua|tua|minha) (?:view|ears|visao|opiniao)|(?:as|on) (?:a|the) whole|"
    r"no conjunto|de modo geral|(?:can |could |please )*(?:you )?confirm(?: to me)? that|"
    r"(?:pode |consegue )?confirma(?:r)? que|com seguranca|safely|in safety|without risk|sem risco|"
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
    r"for (?:real|sure)|on my end|by the way|of course|how s it going|what s up|how are you|"
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
    r"(?<!or )(?<!and )(?<!vs )(?<!the )(?<!left )(?<!on )(?<!to )right|no|nah|yes or no|or not|"
    r"or no|or nah|or what|"
    r"or naw|isn t it|is it not|isnt it|is it|"
    r"doesn t it|doesnt it|does it|don t you think|dont you think|am i right|huh|eh|innit|yeah|"
    r"or (?:(?:is|are|am|it|its|s|this|they|we|i|that|all|just|m|re) )*(?:ok|okay|fine|good|"
    r"alright|all good|cool|just "
    r"me|tripping|crazy|imagining (?:it|things)|paranoid|being paranoid|overthinking(?: it)?)|"
    r"or (?:leave|keep) it(?: (?:alone|as is|be|like that))?|ou (?:deixo|mantenho|"
    r"nem)(?: (?:assim|quieto|como ta))?|"
    r"(?:or|ou) (?:is|are|tem|ta|ha|falta) (?:something|anything|algo|alguma coisa)(?: (?:off|"
    r"wrong|"
    r"missing|errad[oa]|faltando))?|or does it need (?:some |more )?work|ou (?:ainda )?precisa de "
    r"(?:ajuste|trabalho)|please|"
    r"pls|plz|thanks|thank you|thx|ty|cheers|or nope|gonna happen|will it|did it|would it|go or "
    r"no go|"
    r"bro|man|dude|mate|man|fam|"
    r"ne|nao|nao e|nao ta|nao acha|sim ou nao|ou nao|ou n|n|hein|heim|viu|"
    r"(?<!ta )(?<!esta )(?<!tao )(?<!e )certo|e isso|cara|mano|"
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
    r"(?:did|have|had) (?:i|we) (?:\w+ )?(?:cut|remov|tak|roll|scoop|carv|filter|reduc|lower|tam|"
    r"thin)\w*|"
    r"(?:cortei|tirei|reduzi|abaixei|removi|diminui|limpei|filtrei|baixei)|seems? not|failed|"
    r"(?:something|anything|what|algo|alguma coisa|o que)(?: (?:s|is|esta|ta))? (?:cover|drown|"
    r"eat|swallow|mask|bury|cobrind|comend|engolind|tapand|abafand)\w*|(?:sound|som|audio) (?:of|"
    r"do|da) xplatform|desisti|(?:no|do|the|every|each) drop"
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
JOINED = (
    "bass_mono",
    "balance",
    "tonal_balance",
    "compare_platforms",
    "define",
    "help",
    "greeting",
    "thanks",
)
NO_MOVE = (
    r"(?:did|have|had) i (?:make|made|put)|make it (?:clip|distort)|"
    r"(?:should i )?(?:be )?(?:worr\w+|"
    r"concern\w*)|(?:do i )?(?:need|preciso de|precisa de)(?: a| an| um)? de ?ess\w*"
)
HOW_TO = (
    r"(?:can|could|will) (?:you|u)|pra mim|for me|how (?:do|can|could|should|would) (?:i|we|you)|"
    r"how to|como (?!ta|esta|fic|soa)\w+"
)
# What is done already, and is no move of the asker's.
STATE = (
    r"(?:rolled|(?<!be )boosted|raised|lowered|reduced|attenuated|pushed|cranked|turned|scooped|"
    r"removed)|"
    r"(?:is|are|was|were|been) (?:\w+ ){0,3}cut|(?:cort|reduz|aument|levant|atenu|abaix|tir)(?:ad|"
    r"id)[oa]s?"
)
_MUCH = r"(?:too much|demais|muit[oa]|excess\w*|sobr\w+|strong|forte|alt[oa]|loud|heavy)"
_LITTLE = (
    r"(?:too little|de menos|pouc[oa]|lack\w*|missing|falt\w+|weak|frac[oa]|not enough|baix[oa]|"
    r"quiet)"
)
EITHER_SIDE = rf"{_MUCH}\b.* (?:or|ou) .*\b{_LITTLE}|{_LITTLE}\b.* (?:or|ou) .*\b{_MUCH}"
# Of the whole track's level, which a word for a fault has nothing to do with.
LEVELS = r"loud\w*|quiet\w*|hot|alt[oa]s?|baix[oa]s?|volume"
# Intents of which the standing is asked; a move of the asker's own is another question.
STANDING = (
    "too_loud", "too_quiet", "clipping", "true_peak", "dynamics", "stereo_width", "mono",
    "balance", "tonal_balance", "muddy", "boomy", "thin", "dull", "bright", "harsh", "sibilant",
    "boxy", "sub", "low_end", "mid", "presence", "air", "frequency",
)  # fmt: skip
# Whether to do so is asked, not how.
ADVICE = r"(?<!how )should|devo|devia|deveria"
LEAVE = r"(?:can|could|may) (?:i|we)|posso|podemos|poderia|da pra"
# Said of a figure that is reached rather than added.
UP_TO = r"ate|until|till|to reach|antes|before|left|sobr\w+"
# A word for it is to be explained, not this track's state to be told.
EXPLAINED = (
    r"^(?:what (?:is|s|are|does)|o que (?:e|sao|significa)) (?!(?:my|the|this|our|o|os|a|as|meu|"
    r"minha|going|wrong)\b)"
)
# Where it is, or what it comes from.
_ELSE = (
    r"what (?:makes|causes|s (?:causing|making))|o que (?:deixa|causa|faz|ta deixando)|where|onde"
)
BLOCKED_IN: dict[str, str] = {
    "compare_platforms": r"(?:is|e) xplatform (?:better|worse|melhor|pior)",
    "bass_mono": (
        r"some em|sumi\w* em|disappear\w*|los[et]\w*|perd\w+|cancel\w*|how (?:do|can) i|como|"
        r"should|devo"
    ),
    "hum": (
        r"from (?:my|the|a)|vem|comes?|coming|source|origem|where|onde|how (?:do|can) i|como|"
        r"remov\w+|tir\w+|microfone|mic"
    ),
    "level_choice": r"that",
    "fit": (
        r"how (?:do|can|to|much|many|long)|quant[oa]s?|when|a hit|"
        r"^(?:the )?xplatform (?:\w+ )?(?:standard|norm|spec|limit)s?(?: \w+)?$|"
        r"that|those|isso ai|aquilo|enough|suficiente|bastante|(?<!it )should|ideal|recom\w+|devo|"
        r"deveria|"
        r"(?<!it )need\w*|precisa\w*|(?:what|which|qual|que|quanto) (?:\w+ )?(?:lufs|level|"
        r"loudness|"
        r"nivel|volume)"
    ),
    "thin": r"xplatform|low ?ends?|bass|lows|graves?|sub\w*|bottom",
    "frequency": r"build\w*|acumul\w+|sobr\w+|resso\w+|reson\w+",
    "ready": (
        r"quant[oa]s?|how (?:much|many|long|do|can|to)|when|quando|ready to (?:be )?master\w*|"
        r"isso (?:(?:ta|esta|e) )?(?:bom|boa|cert[oa]|ok|legal)|uploading|processing|analy[sz]ing|"
        r"rendering|carregando|subindo|(?:is|e|ta|esta) (?:my|"
        r"the|meu|minha|a|o) (?:distribut|distribuid)\w+|what s|what is|"
        r"whats|o que (?!ach|voce|vc)|that|those|aquilo|mastering|"
        r"masteriza\w*|(?:for|pra|para) (?:\w+ )?master"
    ),
    "fix_first": r"changed|mudou|that|those|aquilo|after|second|next|segundo",
    "too_loud": (
        r"^(?:does |do |will |o |a )*xplatform (?:normali|compress|comprim|abaix|lower)\w*(?: "
        r"(?:tudo|"
        r"everything|all|songs|tracks|musicas?|o audio|audio))?$|o que (?:a |o )?(?:normaliz|"
        r"penal)\w*|"
        r"mais alt[oa]s? (?:do )?que (?!o? ?(?:devia|deveria|xplatform|ideal|normal|necess|recom|"
        r"permit|aceit))|"
        r"(?:devia|deveria|devo|should) (?:\w+ ){0,2}(?:mais alt|louder)\w*|^(?:(?:is|e|o|a|the) "
        r")+xplatform (?:(?:is|e|ta|esta) )?(?:too|alt|muit|loud|hot)\w*|"
        r"enough|sufficient\w*|suficient\w*|quiet\w*|(?<!para )(?<!pra )baix[oa]s?|soft|can i|"
        r"could i|posso|da pra|da para|how loud|quao alt[oa]"
    ),
    "too_quiet": (
        r"(?:can|could|will) (?:you|u)|pra mim|"
        r"quieter than (?:i|we)|play\w* .*quieter than|^(?:(?:is|e|o|a|the) )+xplatform (?:(?:is|"
        r"e|ta|esta) )?(?:too|baix|muit|quiet|low)\w*|"
        r"(?:can|could|pode|does|will) (?:o )?xplatform (?:make|deix)\w*|(?<!how )(?:can i|"
        r"could i)|(?<!como )(?<!como eu )(?:posso|da pra)|how quiet|"
        r"loud(?:ness)? war"
    ),
    "dynamics": (
        r"(?:limiter|limitador|compressor)(?: (?:is|ta|esta))? (?:working|funcionando|"
        r"trabalhando)$|"
        r"^(?:o |the |my |meu )?(?:limiter|limitador|compressor)$|(?:limiter|limitador|compressor|"
        r"compression|limiting|compressao) (?:(?:is|ta|esta) )?(?:on|off|ok|good|"
        r"set|ligad\w+|bom|boa|cert\w+)|(?:too|very|muito|mt|super) (?:dynamic|dinamic[oa])|"
        r"(?:dynamic|dinamic[oa]) demais|"
        r"(?:enough|more|mais|menos|less|under) (?:compress|limit)\w*|"
        r"(?:compress|limit|comprim)\w* (?:enough|more|suficiente|mais|pouco)"
    ),
    "stereo_width": (
        r"^(?:(?:is|e|ta|esta|in|em|it|this|my|the|o|a|meu|minha|track|song|mix|master|musica|"
        r"faixa) )*"
        r"(?:stereo|estereo)(?: on)?$|file|arquivo|(?:or|ou) (?:too )?(?:wide|open|larg[oa]|"
        r"abert[oa])|(?:wide|open|larg[oa]|abert[oa]) (?:or|ou)|wider|narrower|widen(?!er)\w*|"
        r"narrowing|abrir|abro|fechar|fecho|alargar|alargo|more width|"
        r"more stereo|mais (?:abert|larg|estreit|fechad|ester|ster|abertur)\w*"
    ),
    "muddy": (
        rf"{_ELSE}|enough|suficiente|pouc[oa]s?|less|menos|clarity|clareza|clear\w*|clean\w*|"
        r"limp[oa]|lack\w*|missing|falt\w+"
    ),
    "key": r"^(?:is|are|e|ta|esta) (?:(?:the|my|o|a|meu|minha) )*(?:key|tom|tonalidade)$|"
    r"should|devo|combina|right|good|ok|look\w*|balanc\w*|bo[am]|cert[oa]",
    "tempo": (
        r"^(?:is|are|e|ta|esta) (?:(?:the|my|o|a|meu|minha) )*(?:tempo|bpm|andamento)$|should|"
        r"devo|sound|too|demais|muito|right|ok|good|cert[oa]|rapid[oa]|lent[oa]|quanto tempo"
    ),
    "clipping": r"rasgando|clipper\w*|on purpose|de proposito|soft",
    "tonal_balance": (
        r"(?:much|muito|more|less|mais|menos) eq|eq demais|(?:does|faz) (?:the |o )?eq (?:do|"
        r"change)|^(?!.*(?:balanc|equilibr|tone|tonal|frequenc|spectr|espectr|\beq\b|equali[sz]|"
        r"curv|"
        r"regi|range|bands?\b|bandas?\b|lows?\b|bass|grave|timbr|refer|buraco|tonal balance)).*|"
        r"(?:my|minha|meu|the|a|da|da minha) (?:reference|referencia)"
    ),
    "targets": (
        r"how (?:far|close)|a quanto|longe|perto|^(?:o )?(?:nivel|loudness|volume|level) (?:certo|"
        r"right) |^(?!.*(?:should|devo|deveria|aim|mir|ideal|need|precis)).*(?:my|meu|minha) "
        r"(?:loudness|lufs|level|nivel|volume)|that|aquilo|^da|(?:number|numero) (?:of|de) (?!lufs|"
        r"loudness)"
    ),
    "balance": r"too cent\w+|centr\w+ demais|left (?:to|over|behind)|s left|is left$",
    "mono": (
        r"^(?:is|e|ta|esta)(?: (?:it|this|my|the|o|a|meu|minha|track|song|mix|master|musica|"
        r"faixa))*$|file|arquivo|(?:is|e|ta|esta) (?:(?:my|the|this|it|o|a|meu|minha|track|mix|"
        r"song|master|"
        r"musica|faixa|isso) ){0,3}(?:in |em )?mono$"
    ),
    **dict.fromkeys(
        ("bright", "harsh", "boomy", "boxy", "sibilant"),
        rf"{_ELSE}|enough|suficiente|pouc[oa]s?|less|menos|lack\w*|missing|falt\w+|sem|without",
    ),
    "true_peak": (
        r"^(?:my |the |meu |o )*(?:true ?peak|tp|pico real)(?: (?:is|e|ta|esta))?$|how (?:high|"
        r"much|hot|big)|(?:what|qual|quanto)(?: (?:\w+ )?){0,3}(?:valor|value|number|"
        r"numero|reading|leitura)|^(?!.*(?:safe|segur|limit|within|dentro)).*\b(?:highest|maior|"
        r"maxim\w+)|^(?!.*(?:mp3|aac|ogg|opus|codec|encod|"
        r"lossy|transcod|perda|codific)).*\b(?:clip\w*|distor\w*)|"
        r"(?:clip|distor|estour)\w*.* (?:and|or|e|ou) .*(?:clip|distor|estour)\w*"
    ),
    "headroom": r"devo|should|leave|(?:and|or|e|ou) (?:\w+ )*(?:clip|distor|estour)\w*|limiter\w*|"
    r"limitador\w*",
}
# A phrase that would be odd by itself and is right here.
ALLOWED: dict[str, str] = {
    "true_peak": (
        r"(?:after|depois d[eo]|apos|once) (?:\w+ )?(?:encod|conver|codific)\w+|(?:mp3|aac|"
        r"ogg) (?:version|versao|file|arquivo)|(?:versao|arquivo) (?:em |de )?mp3|"
        r"(?:if|se|when|quando|once) (?:(?:i|eu|it|it s|for|gets?) )*(?:export|convert|bounce|"
        r"render|save|"
        r"encode|turn|compress|salv|pass|transform|renderiz|convert|codific|vir)\w*"
    ),
    # Where a figure is named by which to go up.
    "headroom_by": (
        r"^(?:if|se|caso) (?:i|eu|we) (?=add|rais|push|turn|bump|boost|crank|aument|sub|der|dar|"
        r"ganh|"
        r"empurr|puxa)"
    ),
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
    "fix_first": (
        r"antes d[aeo]s? (?:outros|resto)|before (?:the rest|everything else|anything else)|"
        r"if (?:you|u|i) could (?:only |just )?(?:fix|change) (?:only |just )?one thing|"
        r"antes de tudo|if i (?:(?:only|could|can) )*(?:change|fix) (?:only )?one thing|"
        r"se eu (?:so )?(?:puder|pudesse)(?: so)? (?:mudar|arrumar|mexer)(?: em)? uma coisa|"
        r"before (?:release|releasing|i release)|antes de (?:lancar|soltar|subir)"
    ),
    "ready": r"before (?:i )?(?:release|releasing|upload\w*)|to drop(?: it| this)?",
    "mono": (
        r"drop(?:s|ping)? out|(?:xplatform|sound|pa) (?:system|rig|speakers?)|(?:on|in|num|"
        r"numa) (?:a )?mono (?:speakers?|phone|radio)|mono (?:speakers?|phone|radio)|"
        r"(?:caixinha|caixa|celular|radio) (?:de som )?mono|"
        r"(?:if|se|when|quando) (?:(?:a|o|um|uma|i|it|s|this|is|gets?|we|eu|gente|isso|track|"
        r"musica|"
        r"xplatform) )*(?:plays?|played|tocar|toca|sum\w*|soma\w*|collaps\w*|fold\w*|convert\w*|"
        r"colaps\w*|virar|passar)|"
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
    r"far|hard|engol\w+|d[ao] conta|passar\w*|insuf\w+|timid[oa]s?|perdid[oa]s?|overd\w+|put|"
    r"colocar|botar|"
    r"coloco|boto|dar|passand\w*|ponto|carregad[oa]s?|out of control|domina\w*|clutter\w*|build|"
    r"builds|pedindo|pede|merece|carec\w+"
)

# What else belongs to an intent.
ALSO: dict[str, str] = {
    "too_loud": (
        r"crush\w*|scared|knock\w*|dms|went|overboard|overshot|cranked|blown|exceeds?|beyond|past|"
        r"limitar|ultrapass\w+|forte|agressiv[oa]|barulhent[oa]|pesad[oa]|insane\w*|crazy|"
        r"ridiculous\w*|stupid\w*|blasting|blast|baixad[oa]|attenuat\w*|atenu\w*|louder|turn\w*|"
        r"down|pull\w*|bring\w*|lower\w*|reduc\w*|penali\w+|punish\w*|normali[sz]\w*|streaming|"
        r"streamings|services?|platforms?|plataformas?|altura|abaix\w+|baixar|baixa|diminu\w+|"
        r"reduz\w*|over|above|acima|excessiv[oa]|exceed\w*|passei|ponto|exager\w+|push\w*|far|"
        r"passando|passa|allow\w*|permit\w*|hit|cut\w*|cort\w+|peg\w+|segur\w+|derrub\w+|squash\w*|"
        r"estour\w+|want\w*|pede|limits?|limite|overcook\w*|cook\w*|overdo\w*|overdid|excessive|"
        r"padrao|nela|excede\w*|high|higher|clamp\w*|slam\w*|hard|quente|tom\w+|par[ao]|mex\w+"
    ),
    "too_quiet": (
        r"tips?|dicas?|ensina|teach|hits?|frac[oa]|fraquinh[oa]|falta|pede|permite|others?|"
        r"compared|low|when|bump\w*|suficientes?|than|else|xox[oa]|tocar|toque|high|insuficient\w+|"
        r"insufficient\w*|timid[oa]|sumid[oa]|whisper\w*|gentle|shy|short|fall|falls|falling|"
        r"devendo|lower|lowish|underpowered|aumentad[oa]|loud|quiet\w*|soft|turn\w*|up|bring\w*|"
        r"enough|baix[oa]|pouco|fraco|alt[oa]|more|mais|under|aquem|uses?|suficient\w*|"
        r"sufficient\w*|faint|toca|plays?|weak|raise|boost\w*|aument\w+|sub\w+|levant\w+|ganh\w+|"
        r"deix\w+|fac[oa]|fazer|streaming|streamings|platforms?|plataformas?|below|abaixo|lacking|"
        r"out"
    ),
    "targets": (
        r"trabalha|works?|fecho|guideline\w*|benchmark|objetivo|exige\w*|toca|official|oficial|"
        r"suitable|land|range|sound check|levels|target\w*|aim\w*|mira\w*|shoot\w*|hit|hitting|"
        r"ideal|recommend\w*|recomend\w+|best|optimal|sweet spot|numero|many|dev\w+|master\w*|"
        r"deix\w+|miro|magico|magic|streaming|streamings|standard|padrao|limite?s?|max\w*|true "
        r"?peaks?|dbtp|ceiling|teto|integrated|integrado|loud|hot|alt[oa]|want\w*|ask\w*|pede|"
        r"prefer\w*|aceita|like\w*|norma\w*|platforms?|plataformas?|us[eo]|usar|busc\w+|coloc\w+|"
        r"boto|reach|valor|value|entreg\w+|deliver\w*|export\w*|upload\w*"
    ),
    "fit": (
        r"up|drop (?:it|this|my)|ponto|aired|air|airing|exibi\w+|veicula\w+|match\w*|pede|asks?|"
        r"comfortabl[ey]|suit\w*|compat\w+|combina|casa|encaixa|alinhad[oa]|align\w*|range|line|in "
        r"line|where|fits?|pass(?:es|a|am|ar|ou|ando)?|meets?|compl(?:y|ies|iant|iance)|conform\w*|"
        r"approv\w*|accept\w*|aceit\w*|aprov\w*|atend\w*|cumpr\w*|dentro|within|normas?|specs?|"
        r"standards?|padrao|padroes|ready|works?|pront[oa]s?|serve|funciona|roda|valendo|aguenta|"
        r"require\w*|requisit\w*|regras?|rules?|guidelines?|hit\w*|bat\w+|upload\w*|subir|mandar|"
        r"send|put|colocar|lancar|release\w*|enviar|play\w*|tocar|toca|botar|happy|satisf\w+|bate|"
        r"exig\w+|against|relacao|entrega|up to|acordo"
    ),
    "compare_platforms": (
        r"than|translat\w*|diminu\w+|reduz\w*|where|perde|perder|lose|loses|lowered|cross|overview|"
        r"summary|lista|list|table|tabela|effect|efeito|impact\w*|outcome|result\w*|end|up|"
        r"acaba\w*|aplicad[oa]|applied|alter\w*|trat\w+|lidam?|lidar|diferenc\w*|entre|varia\w*|"
        r"vary|varies|algum\w*|streamers?|dsps?|lojas?|stores?|compar\w*|differ\w*|between|each|"
        r"every|cada|todas?|todos|services?|servicos?|happen\w*|treat\w*|play\w*|handle\w*|"
        r"change\w*|toca\w*|trata\w*|mex\w*|muda\w*|fica\w*|loud\w*|volume|nivel|lufs|gain|ganho|"
        r"normali\w*|diferent\w*|faze\w*|principais|main|major|turn\w*|side by side|better|give|"
        r"rundown|breakdown|per|resumo|se sai|sai|sub\w+|sob\w+|abaix\w+|rest|behav\w*|comport\w*|"
        r"se comport\w*|x|mais|more|most|down|levels|penali\w*|adjust\w*|ajust\w*|apply|aplica\w*"
    ),
    "level_choice": r"loud|quiet|alt[oa]|baix[oa]|enough|suficiente|ideal|master\w*|streaming",
    "clipping": (
        r"peaking|chop\w*|off|decepad\w+|truncat\w*|crush\w*|flat|tops?|topped|square|"
        r"quadrad[oa]s?|saturat\w*|satur\w+|hard|digitais|breaking|break|pops?|popping|estal\w+|"
        r"estralando|ultrapass\w+|limite|limit|maxing|max|maxed|scale|escala|fundo|zero|dbfs|"
        r"picos?|amostra\w*|detect\w*|acus\w+|registr\w+|rachou|estragad[oa]|onda|clip\w*|"
        r"distor\w*|over\w*|0|red|ceiling|teto|digital|peaks?|where|times?|vezes|many|samples?|"
        r"amostras?|estour\w+|rachand\w*|crackl\w*|full scale|point|ponto|happen\w*|squar\w+|db|"
        r"cortad\w+|flattened|ceifa\w+|achatad\w+|squared|digitalmente|digitally|batendo|hitting|"
        r"pass\w*|vermelho|luz"
    ),
    "true_peak": (
        r"true ?peaks?|rea(?:l|is)|inter ?samples?|inter ?amostras?|limits?|limite|hot|loud|over|"
        r"above|acima|pass\w*|exceed\w*|segur[oa]|high|alt[oa]s?|nivel|where|mp3|aac|ogg|opus|"
        r"codecs?|encod\w*|conver\w*|distor\w*|clip\w*|estour\w*|compress\w*|lossy|vir\w+|turn\w*|"
        r"becom\w*|stream\w*|overshoot\w*|transcod\w*|out|sai|sair|mess\w*|up|crackl\w*|upload\w*|"
        r"under|below|within|dentro|abaixo|seguros|surviv\w*|aguenta|suffer\w*|overs?|when|quando|"
        r"export\w*|verdadeiros?|between|amostras|samples?"
    ),
    "headroom": (
        r"hitting|hit|bater|livres?|possible|leeway|slack|wiggle|remaining|leftover|disponivel|"
        r"disponiveis|sobrand\w*|reserva|reserve|safely|gap|distance|distancia|longe|close|perto|"
        r"top|topo|crescer|grow|folgad[oa]|amount|quantidade|peak|pico|head ?room|room|space|"
        r"espaco|margem|margin|left|sobr\w+|rest\w+|until|ceiling|teto|louder|gain|ganho|raise|"
        r"push\w*|turn\w*|up|add\w*|crank|bring|boost\w*|more|mais|further|alt[oa]|take|loudness|"
        r"zero|0|falt\w*|out|squeeze|ganhar|empurrar|cabe|available|fazer|subir|subo|aument\w+|"
        r"levant\w+|puxar|volume|nivel|db|dbs|decibe\w+|many|before|clip\w*|limite?|limits?|enough|"
        r"suficiente|somar|dbs?|far|aguenta|fits?|ainda|without|peaks?"
    ),
    "dynamics": (
        r"overcompres\w*|tight|apertad[oa]|sufocando|sem graca|constant|constante|pancada|porrada|"
        r"ataque|attack|peaks?|picos?|snap|impact|groove|movement|movimento|contrast\w*|natural|"
        r"open|solta|processed|processad[oa]|pinned|trabalhando|working|comendo|eating|comp|"
        r"heavyhanded|handed|dynamic\w*|dinamic\w*|compress\w*|comprim\w*|squash\w*|squish\w*|"
        r"crush\w*|flat\w*|brick|wall\w*|life|dead|breath\w*|esmag\w+|achatad\w+|amassad\w+|"
        r"espremid\w+|limit\w*|over|punch\w*|transient\w*|range|hard|hit|slam\w*|smash\w*|heavy|"
        r"heavily|excess\w*|exager\w+|perd\w+|lost|lose|kill\w*|mat\w+|vida|viv[oa]|respir\w+|"
        r"suffocat\w*|sufocad\w+|saudavel|pesei|mao|left|sobr\w+|loudness war|overd\w+|out|death|"
        r"chapad\w+|over ?compres\w*|passei|ponto|pegand\w*|pesad[oa]|carregad[oa]|respir\w*|"
        r"sum\w+|pump\w*|alive|enough|suficiente|micro|small|low"
    ),
    "stereo_width": (
        r"menos|pouc[oa]|ish|campo|field|airy|expansiv\w*|panoramic\w*|monophonic|centrad[oa]|"
        r"apertad[oa]|tight|collapsed|small|pequen[oa]|boxed|abrangente|respira|separat\w+|"
        r"separac\w+|dimension\w*|profundidade|depth|immersive|envolvente|huge|amplitude|colad[oa]|"
        r"junt[oa]|concentrad[oa]|central\w*|wide\w*|narrow\w*|image|imagem|larg\w+|estreit\w+|"
        r"espacial\w*|panorama|enough|suficiente|overly|exagerad[oa]|exager\w+|lack\w*|missing|"
        r"falt\w+|closed|spac\w*|open|ampl\w+|sides?|lados?|lateral|laterais|center\w*|centro"
    ),
    "mono": (
        r"loss|perdas?|weaker|quieter|thinner|weak|perco|perc\w+|speakers?|missing|away|part|"
        r"pieces?|conver\w*|downmix\w*|reproduzid[oa]|reproduz\w*|ouvid[oa]|listened|colaps\w*|"
        r"desaparec\w*|evapora\w*|apag\w+|enfraquec\w*|prejudic\w*|degrad\w*|estavel|stable|"
        r"coerent\w*|coherent|robust\w*|firme|intact\w*|same|igual|seguro|segura|total\w*|club|"
        r"clubs|fold\w*|down|sum\w*|soma\w*|phase\w*|phas\w+|cancel\w*|polari\w+|compat\w*|hold\w*|"
        r"up|surviv\w*|sobreviv\w*|aguenta|translat\w*|work\w*|funciona\w*|collaps\w*|lose|loses|"
        r"lost|losing|perd\w+|disappear\w*|vanish\w*|som[eia]\w*|correla\w+|stereo|estereo|when|"
        r"quando|play\w*|toca\w*|vir\w+|turn\w*|happen\w*|acontec\w+|wrong|break\w*|quebra\w*|"
        r"fall\w*|apart|friendly|out|parts|invert\w*|flip\w*|reversed|elements?|elementos?"
    ),
    "balance": (
        r"match\w*|tips?|tipping|tipped|bias\w*|unequal|desigual|desbalancead[oa]|"
        r"desequilibrad[oa]|inclinad[oa]|inclinando|inclina|cai|caindo|caida|jogad[oa]|"
        r"deslocand\w*|both|ambos|symmetr\w*|simetric\w*|stronger|forte|heavy|pesad[oa]|nivel|"
        r"volume|direct\w*|towards?|wonky|crooked|straight|retinh[oa]|certinh[oa]|distribu\w*|"
        r"dividid[oa]|split|between|lefts?|l|r|direit[oa]|sides?|lados?|channels?|canal|canais|"
        r"balance\w*|equilibr\w+|balancead[oa]|image|imagem|centr\w*|center\w*|lean\w*|pend\w+|off|"
        r"even|evenly|heavier|louder|than|mais|more|alt[oa]|outro|other|entre|ears?|same|parelh\w+|"
        r"skew\w*|shift\w*|tilt\w*|pull\w*|puxa\w*|deslocad[oa]|pann\w*|stereo|estereo|uneven|"
        r"equal\w*|igual|iguais|dois|middle|drift\w*|favor\w*|weight\w*|peso|pesa\w*"
    ),
    "tonal_balance": (
        r"imbalanced|loud|alt[oa]s?|build|up|bumps?|whack|wrong|errad[oa]s?|strange|torta|off|"
        r"region|area|shape|forma|look\w*|smooth|lis[oa]|flat|plan[oa]|natural|coerent\w*|"
        r"proportion\w*|proporc\w*|harmon\w*|color|cor|colour|character|carater|profile|perfil|"
        r"distribution|spread|weird|estranh[oa]|problem\w*|extra|resonan\w*|ressonanc\w*|peaks?|"
        r"picos?|dips?|scooped|specific|especific[oa]|destac\w*|acima|abaixo|deficien\w*|carente|"
        r"hole|certain|out|dosad[oa]|resolvid[oa]|tonal\w*|frequenc\w*|response|resposta|"
        r"balance\w*|balanco|equilibr\w+|spectr\w*|espectr\w*|equali[sz]\w*|curve|curva|stick\w*|"
        r"stand\w*|sobr\w+|falt\w+|regi\w+|fora|entre|si|juntos|place|part|excess\w*|"
        r"desequilibrad\w*|holes?|bands?|bandas?|even|distribui\w*|range|ranges|faixas|compar\w*|"
        r"close|far|perto|longe|lacking|missing|where|saltam|salt\w+"
    ),
    "muddy": (
        r"building|up|built|pile\w*|piling|excess\w*|chei[oa]|blurr\w*|borrad[oa]|embolac\w+|"
        r"grud\w+|bolo|soup\w*|sopa|mush\w*|woolly|wooly|dense|dens[oa]|opaque|dirty|gross|messy|"
        r"indistinct|smudg\w*|poluid[oa]|mistur\w+|junt[oa]|jumbled|turvad[oa]|empast\w+|mudd?\w*|"
        r"clutter\w*|down|acumul\w+|build ?up|low(?:er)? ?mid\w*|range|area|region|embol\w+|"
        r"lamacent\w+|regiao|clear|clean|clarity|limp[oa]|clareza|definic\w+|definition|congest\w+|"
        r"unclear|thick|mess|smear\w*|sujo|suja|sujeira|embaralhad\w+|espess[oa]|fog\w*|embacad[oa]"
    ),
    "boomy": (
        r"resso\w+|uncontrolled|woolly|loose|mole|longo|sustain\w*|tail|one note|onenote|humm\w*|"
        r"rumbl\w*|excess\w*|vibra\w*|tremend\w*|balanc\w*|ecoa\w*|eco|reson\w*|grand[ea]|swollen|"
        r"bulky|fat|gord[oa]|overblown|boom\w*|bass|low ?end|lows|graves?|retumb\w+|ressoa\w*|"
        r"rumbl\w+|ring\w*|frequenc\w*|solto|upper|trovej\w+|out|control|descontrolad[oa]|regiao|"
        r"area|region"
    ),
    "thin": (
        r"meager|bony|deficient|desnutrid[oa]|sequinh[oa]|sec[oa]|small|pequen[oa]|pobre|poor|"
        r"substance|substancia|densidade|density|dens[oa]|grossura|grossa|thick\w*|fat|fatness|"
        r"gordura|gord[oa]|robust\w*|volume|presence|lightweight|flimsy|paper|papel|radinho|mids?|"
        r"thin\w*|weight|body|bass|low ?end|lows|magr\w+|peso|corpo|graves?|falt\w+|anemic\w*|"
        r"lack\w*|full\w*|chei[oa]|fraquinh\w+|warmth|calor|foundation|base|meat|meaty|bottom|"
        r"beef\w*"
    ),
    "dull": (
        r"shiny|clear|crisp\w*|definition|definicao|definid[oa]|detail\w*|detalhe\w*|foggy|cloth|"
        r"pano|towel|pillow|travesseiro|parede|wall|behind|atras|agua|water|through|submers[oa]|"
        r"covered|cover|choked|smothered|extended|extensao|frequencies|agudinhos?|brilhinho|"
        r"brilhos[oa]|lume|opened|open|abert[oa]|quente|escond\w+|sumi\w+|tri[sz]te|dull\w*|"
        r"muffl\w+|dark\w*|air|highs|high ?end|treble|sparkle|top ?end|top|bright\w*|brilho|"
        r"agud[oa]s?|abafad\w*|apagad\w+|opac\w+|escur\w+|fosc\w+|cobert\w+|falt\w+|lack\w*|ar|"
        r"shine|clarity|clareza|life|vida|frente|speakers?|cima|topo|up|band|banda|energy|vel\w+"
    ),
    "bright": (
        r"top ?ends?|high ?ends?|glaring|blinding|hiss\w*|excess\w*|brilhando|aberta|abert[oa]|"
        r"acentuad[oa]|agudo|agudinhos?|overcooked|forward|frias?|cold|fri[ao]|icy|presente|shelf|"
        r"high|top|dominat\w*|out|sobressa\w+|gritad[oa]|bright\w*|brilh\w+|treble|highs|high ?end|"
        r"top ?end|agud[oa]s?|sobr\w+|sharp|clar[oa]|sparkl\w*|air|crisp\w*|exager\w+|exaggerat\w*"
    ),
    "harsh": (
        r"top ?ends?|high ?ends?|nasty|strident\w*|screech\w*|scratchy|metal|desconfort\w*|"
        r"confort\w*|difficult|dificil|duro|dura|afiad[oa]|agulhad\w+|picad\w+|estalad[oa]|crua|"
        r"arranh\w+|high|volume|long|tempo|minutes|while|stab\w*|pierc\w*|fatiga\w*|exaust\w*|"
        r"tir\w*|dor|doloros[oa]|grat\w*|rough\w*|forward|harsh\w*|highs|high ?end|high ?mids?|"
        r"treble|top ?end|top|agressiv\w+|hurt\w*|pain\w*|fatigu\w+|ears?|quickly|ouvidos?|"
        r"listen\w*|asper\w+|estrident\w*|agud[oa]s?|doem|machuc\w+|cansa\w*|incomod\w+|edgy|sharp|"
        r"sharpness|rasp\w+|fur\w+|ardid\w+|metalic\w+|irrit\w*|region|regiao|area|bite|bites|"
        r"rasg\w+|biting|crispy|agrid\w+|agred\w+|fere|ferindo|gritand\w+|gritant\w+"
    ),
    "sibilant": (
        r"esss+|s+|sibila\w*|letter|letras|consonants?|consoantes?|sharp|afiad[oa]s?|sobressa\w*|"
        r"jump\w*|pop\w*|stick\w*|stand\w*|out|pul\w+|piercing|harsh\w*|incomod\w*|control\w*|"
        r"controlad[oa]s?|dees\w*|precisa\w*|sibil\w+|ess(?:y|es)|de ?ess\w*|chiad\w+|chia|"
        r"assobi\w+|vocals?|voz|voice|letra|excess\w*|saltand\w+|hiss\w*|spit\w*|precis\w+|need\w*|"
        r"region|regiao|cortand\w+|rasgand\w+|aparec\w+"
    ),
    "boxy": (
        r"closed|tube|tubo|cano|pipe|balde|bucket|cartao|fechad[oa]|enclosed|trapped|pres[oa]|"
        r"ressonant\w*|resonan\w*|nose|nariz|midrangey|mid|range|small|room|quarto|comod[oa]|"
        r"caixinha|middle|medios|box\w*|nasal\w*|honk\w*|encaixotad\w+|anasalad\w+|mids?|"
        r"medi[oa]s?|radio|caixot\w*|caixa|cup\w*|regiao|area|region|effect|efeito|inside|dentro"
    ),
    "sub": (
        r"below|under|abaixo|subsonic|subsonics|infra|infragraves?|bottom|rumbling|rumbly|"
        r"dominat\w*|overwhelm\w*|"
        r"crazy|monstro|shak\w*|trem\w+|thunder\w*|excess\w*|presente|present|presence|weight|peso|"
        r"power|potencia|forca|energy|heft|extension|extensao|extend\w*|desce|descer|reach\w*|"
        r"adequate\w*|faltand\w*|carente|lack\w*|sub ?bass\w*|sub ?graves?|graves?|bass|low ?end|"
        r"lows|down|below|deep|deepest|fund[oa]|profund\w+|range|region|regiao|area|frequenc\w+|"
        r"nivel|rumble|octave|amount|quantidade|volume"
    ),
    "low_end": (
        r"bottoms?|heavyweight|weighty|dominat\w*|crazy|shak\w*|trem\w+|excess\w*|hyped|presente|"
        r"present|power|potencia|forca|energy|heft|fullness|cheio|chei[oa]|carente|adequate\w*|"
        r"lightweight|invad\w*|tom\w*|takes?|taking|swallow\w*|eating|comend\w*|cover\w*|mask\w*|"
        r"pesand\w*|pesa|inchad[oa]|swollen|boost\w*|crescid[oa]|embaixo|low ?ends?|bass\w*|range|"
        r"region|regiao|area|frequenc\w+|nivel|amount|quantidade|volume|control|gasto|pro gasto|"
        r"drown\w*|cobr\w+|controlled|controlad[oa]|tight|firme|balanced|equilibrad[oa]|weight|"
        r"peso|corpo|turn\w*|down|up|bring|abaix\w+"
    ),
    "mid": (
        r"mids?|mid ?range\w*|medi[oa]s?|range|region|regiao|area|frequenc\w+|nivel|volume|turn\w*|"
        r"down|up|honky|balanced|equilibrad[oa]s?|forward|recuad[oa]s?"
    ),
    "hum": (
        r"eletrica|hertz|frequency|frequencia|low|grave|constant\w*|irritante|audible|audivel|"
        r"interference|interferencia|aterramento|grounding|cable|cabo|hiss|interno|zun\w*|zumb\w*|"
        r"ronco|roncando|chiando|tone|tom|bzz+|energy|tomada|outlet|mains|ac|dirty|sujo|suja|"
        r"sujeira|behind|atras|under|underneath|silence|silencio|quiet|noisy|barulhento|hum\w*|"
        r"eletric[oa]|electric\w*|power|line|noise|ruido|barulh\w+|fundo|background|terra|ground|"
        r"loop|buzz\w*|present|presente|rede|chiado|50|60|50hz|60hz|hz"
    ),
    "bass_mono": (
        r"frequencies|frequencias|frequency|tight|firme|focused|focad[oa]|correct\w*|lados|aberto|"
        r"aberta|spread|espalhad[oa]|abrindo|open|phase|fase|wide|larg[oa]|narrow|fechad[oa]|"
        r"junt[oa]|middle|below|abaixo|end|down|embaixo|content|conteudo|centrad[oa]|"
        r"centralizad[oa]|image|imagem|channel\w*|canal|canais|low ?ends?|bass|lows|subs?|graves?|"
        r"subgraves?|mono|stereo|estereo|side|sides|lados?|width|energy|center\w*|centr\w*|summed|"
        r"collapsed|region|regiao"
    ),
    "presence": (
        r"forwardness|attack|ataque|clarity|clareza|definition|definicao|definid[oa]|projec\w*|"
        r"bite|face|front|back|recess\w*|longe|away|apagad[oa]|lost|adequate\w*|sufficien\w*|"
        r"stand\w*|out|destac\w*|proxim[oa]|close|near|perto|faltand\w*|lack\w*|precis\w*|sumi\w*|"
        r"range|distante?|distant\w*|frente|through|present|clear\w*|region|regiao|area|upper|"
        r"nivel|forward|falt\w+"
    ),
    "air": (
        r"arejad[oa]s?|airness|openness|abertura|shimmer\w*|sheen|silky|sedos[oa]|etere[oa]|"
        r"ethereal|breath\w*|respir\w*|extension|extensao|extend\w*|topo|cima|up|present|presente|"
        r"adequate\w*|sufficien\w*|detail\w*|exagger\w*|band|banda|energy|above|acima|beyond|"
        r"highs?|high ?ends?|top ?ends?|top|airy|airiness|ar|range|region|regiao|area|frequenc\w+|"
        r"nivel|amount|quantidade|volume|balanced|equilibrad[oa]s?|sparkle|turn\w*|down|bring|"
        r"abaix\w+|abert[oa]s?|open|roll\w*|off|sibilance"
    ),
    "frequency": (
        r"boost\w*|cut\w*|frequenc\w*|area|region|regiao|perto|cort\w+|aument\w+|tir\w+|mex\w*|"
        r"reforc\w*|peak|pico|up|sobr\w+|energy|eq|buraco|hole|resonan\w*|ressonancia|stick\w*|out|"
        r"hz|k|acontec\w+|standing"
    ),
    "fix_first": (
        r"concentrat\w*|concentrar|prioriz\w*|atacar|ataco|enfrentar|cuidar|cuido|revis\w*|review|"
        r"olho|olharia|begin|beginning|starting|comecar|comeco|biggest|largest|greatest|glaring|"
        r"pressing|essential|essencial|crucial|fundamental|key|chief|major|gritante|grav\w+|"
        r"importa|matters?|impact\w*|difference|diferenca|win|vitoria|suggest\w*|sugere|sugestao|"
        r"recommend\w*|recomend\w*|advice|conselho|dica|tip|top|urgencia|urgent\w*|antes|above|if|"
        r"only|bottleneck|culprit|culpado|vilao|enemy|inimigo|weakness|fraqueza|imperfeic\w*|"
        r"imperfection|fail\w*|falha\w*|lacking|pecando|peca|desejar|holds?|holding|back|segurando|"
        r"estraga\w*|atrapalha\w*|prejudica\w*|fix\w*|first|change\w*|improv\w*|mend|tackle|start|"
        r"main|worst|most|problem\w*|fault\w*|wrong|prioriti\w*|important|importante|serious|"
        r"arrum\w+|corrig\w+|corrij\w*|consert\w*|mex\w*|melhor\w*|mud(?:ar|o|a|e|aria|ei)|"
        r"primeiro|primeira|comec\w+|principal|maior|grave|errad[oa]|erro|critical|critic[oa]|"
        r"defeito|defeit\w+|attention|atencao|weakest|weak|fraco|point|ponto|work on|address|focus|"
        r"foco|resolv\w*|ajust\w*|adjust\w*|need\w*|precis\w*|attack|step|passo|repair|hurt\w*|"
        r"move|feio|ruining|give|where|flaws?|mistake|erros?|mais|mess\w*|better|deal|list|lista|"
        r"next|mandar|tratar"
    ),
    "ready": (
        r"launch\w*|publish\w*|post\w*|divulg\w*|mandar|entreg\w*|deliver\w*|wrap\w*|"
        r"masterizad[oa]|fechad[oa]|fechar|feit[oa]|complet\w*|terminad[oa]|enough|suficiente|"
        r"condic\w*|condition\w*|shape|forma|ponto|hora|time|distribuid[oa]|enviad[oa]|subid[oa]|"
        r"vender|sell|mundo|public\w*|oficial|official|aprovar|aprova|signoff|day|another|pass|"
        r"more|mais|tweak\w*|live|ar|broken|final\w*|polished|polid[oa]|commercial\w*|comercial\w*|"
        r"industry|mercado|standard|padrao|nivel|release\w*|ship\w*|finish\w*|master\w*|lanc\w+|"
        r"solt\w+|publi\w+|distribui\w*|distribut\w*|upload\w*|send|out|summar\w+|resum\w+|"
        r"diagnostic\w*|avalia\w*|subir|enviar|liberad[oa]|world|thumbs|green|light|qualidade|sair|"
        r"rua|professional|profissional|feedback|put|push|passa|aprovad[oa]|approve\w*|ainda|"
        r"streaming|stores?|lojas?|plataformas?|platforms?|colocar|jogar|no ar|technical\w*|"
        r"tecnic\w*|check\w*"
    ),
    "tempo": (
        r"beat|beats|ritmo|pulso|pulse|grid|click|metronome|metronomo|clock\w*|set|dj|sync|per|"
        r"marca\w*|roda|rodando|run\w*|detect\w*|bpm\w*|fast|slow|batidas|minuto|minute|pace|count|"
        r"many|lent[oa]|tap"
    ),
    "key": (
        r"tonal|center|centro|harmonic\w*|harmonic[oa]|root|notes?|written|escrita|composta|wheel|"
        r"numero|dj|compat\w*|sharp|flat|sustenido|bemol|detect\w*|modo|mode|tone|tocad[oa]|cantar|"
        r"sing|musical|tonic|code|codigo|major|minor|maior|menor|note|nota|signature"
    ),
    "metric": (
        r"maximum|high|highest|maior|alcan\w+|atinge|atingiu|exato|exata|precise|aproximad\w*|"
        r"approximate\w*|average\w*|media|resultado|result|out|land\w*|registr\w*|reads?|medidor|"
        r"perceived|percebid[oa]|loud|alto|alta|volume|integrated|integrado|value|valor|numero|"
        r"nivel|exact\w*|exat\w+|medio|program\w*|many|tamanho|current\w*|lufs|loudness|big|max|"
        r"maximo|tp|passa|db|dbs|ratio|factor|fator|minutes|minutos|segundos|seconds|unit\w*|where|"
        r"hits?|length|time|tempo|marca\w*|medindo|bate|batendo|give|measuring|clocking|chega\w*|"
        r"reach\w*"
    ),
    "define": r"difference|diferenca|between|entre|versus|term|termo|word|palavra",
    "help": r"ajud\w*|funciona|work\w*|perguntar|te|o que|usar|features?",
    "greeting": r"oie|dia|tarde|noite|salve|eae",
    "thanks": r"tks|obrigad\w*|brigad\w*|agradecid[oa]|perfect\w*|otimo",
}

_HARMLESS = """
lil til till chegar aquele aquela aquilo procede fechou wats vs speed suficientes sufficient testa
testar test testing tbh imo imho ngl fr rn atm idk lmk again theres thats lemme gimme tryna dunno
wonderin feelin soundin they them he she him his her their lugar finalzinho dessas desses eita
caramba nossa pqp pow fml oof ugh eek yikes aff ein heinn kd vdd sla qq td blz cmg nd pfvzinho
percebendo percebeu reparei repara reparar desconfio desconfiado suspeito suspeita suspect
suspecting concordo agree hunch vibe vibes gut tipo assim giving gives keeps keep tends leaves
leaving starts ends turns bothering bugging bothers across apparently goodness gosh overall basic
plain simple nicely okayish alrightish decently thank gotcha fill level wise ando fico ficaria
ficasse esteja estaria estejam fosse houver tiver tenha possa consiga deixa deixam dei faz fazendo
feito acaba incomoda impressiona presta prestar rolou cheguei noia papo reto serio seriamente
franco direto palpite visao chute olhando ouvindo vendo testei teste bota fe cade ela ele mesma
mesmo pessoalmente a an the my mine our this these it its itself here there i im ive id ill me
myself we us you your u ur yo bro man dude mate buddy guys folks fam sir friend team everyone
someone people is are am was were be been being s re m ve ll d do does did done doing has have
having had get gets got getting gotten go goes going gone gonna come comes coming came make makes
making made lets let can could will would should shall may might must need needs ought wanna gotta
to of in on at by for from with as into onto about around and so just really actually honestly
basically literally maybe perhaps probably possibly kinda kind sort sorta quite rather pretty
fairly somewhat slightly bit tad super very way any some anything something anywhere somewhere
everything all whole entire entirely full general generally totally absolutely definitely certainly
seriously simply exactly precisely truly clearly already yet what whats which how hows who know
tell say see check checking show think thinking reckon believe guess suppose feel feels feeling
felt sound sounds sounding sounded seem seems seemed look looks looking appear appears hear hearing
heard listen listening find found finding notice noticed noticing want wanted wants wondering
wonder curious ask asking asked question quick confirm verify measure measured measurement
measurements meter meters analysis analyze analyse analyzed analysed assess judge opinion thoughts
verdict help idea sure worried worry concerned concern afraid trying try understand figure read
reading report data numbers number stats info detect detected spot pick detecta identifica identify
encontra acusa tomorrow amanha tonight sabado saturday friday sunday weekend sexta domingo
delivered printed driven entregamos entreguei deixamos masterizamos mandamos tho though anyway btw
asap track tracks song songs tune mix mixes mixed mixdown master masters mastered audio file music
production record recording material project stuff thing things work piece bounce export exported
single upload uploaded wav baby banger joint ok okay alright good fine nice great decent solid
proper properly acceptable healthy reasonable appropriate correct correctly well bad cool safe
normal typical issue issues problem problems trouble please pls plz kindly thanks thx cheers ty
hello hi hey lol haha hmm umm uh oh wow damn too much right like yeah yep yes today still situation
status state condition terms regarding concerning deixei deixou botei coloquei sensacao impressao
situacao estado quesito termos lance estar estando ultra mega demasiado demasiadamente rate
waveform quao quanta foram fui tal anda andam andando usa usam use used using liked happening
happen happens describe describing detail details speaking mostly nearly almost whatever honest
anyways mean meant means virou chegou chegando chega pinta rolando acontece acontecendo descreve
detalhe detalhes passou basicamente sinceramente honestamente geralmente totalmente completamente
extremamente levemente ligeiramente quase praticamente aparentemente talvez capaz saindo saiu vindo
veio comentar comenta consider considering call evaluate examine inspect determine indicate
evidence sign signs exhibit exhibits suffer suffers suffering possess excessively adequately
according based noticeable obvious currently few considera consideraria descreveria apresenta
apresentam possui possuem encontram indicio indicios sinal sinais segundo conforme baseado
excessivamente suficientemente adequadamente devidamente informar informa informe indicar indica
seria seriam possivel avaliacao detectado detectada encontrado encontrada teria achar achou dizem
disse falaria chamaria diriam stay stays fica station emissora deliverable entregavel chato chata
annoying quality virando leitura system sistema disco energia information informacao sofre estudio
studio nosso nossos nossas ours because playing tocando delivery stands stand together now or ou
tava tavam 4 p q msm that diria forgot remember remind lembra lembrar lembre esqueci medido medida
sufficiently la remain remains sit sits sitting rola existe existem exist exists contain contains
current atual atualmente existing vale sera disso nisso viram one lot called soar soaria e o os um
uma uns umas de da dos das no na nos nas em num numa ao aos pro pra pros pras para por pelo pela
com que meu minha meus minhas esse essa este esta isso isto desse dessa deste desta nesse nessa
neste nesta dele dela eu voce vc vcs ce tu gente mim comigo ta tah tao tou estao estou estava ser
sendo era foi sao sou seja eh ficou ficando ficar ficaram tem tenho temos ter tendo tinha ha
havendo vai vao vou ir indo dar dando deu pode posso poderia podia consegue consigo consegui deve
devo deveria devia quero queria quer querendo preciso precisa precisando gostaria acha acho achando
achei parece parecendo soa soando sinto sentindo senti sente ouco ouvi ouvir escuto escutando
escutei escutar percebo percebi notei noto vejo ver veja viu olha olhar olhada olhe saber sei sabe
saberia diz dizer diga digo fala falar fale conta contar mostra mostrar mostre checa checar cheque
confere conferir verifica verificar verifique analisa analisar analise analisando avalia avaliar
mede medir medicao medicoes medidas confirma confirmar responde responder ajuda ajudar explica
duvida duvidas pergunta rapida rapido rapidinho rapidao muito muita muitos muitas mt mto mta bem
bastante meio pouquinho tanto realmente ja ate sim entao ne hein po poxa cara mano vei velho irmao
brother parca truta mermao galera pessoal amigo amiga chefe mestre professor querido algo alguma
algum alguns algumas qualquer tudo todo toda inteiro inteira geral total como qual quais quanto
quantos quantas onde quem oq oque musica musicas faixa som sons mixagem masterizacao masterizado
arquivo producao gravacao trampo projeto trabalho coisa negocio bagulho parada treco versao gravei
fiz terminei acabei mixei masterizei produzi exportei bom boa bons boas legal certo certa certinho
beleza tranquilo tranquila suave adequado adequada aceitavel correto correta ruim ruins massa daora
dahora jeito problema problemas questao favor pf pfv pfvr obrigado obrigada valeu vlw oi ola opa ei
ai kkk kkkk rs hoje agora aqui ali dai di vez demais tendeu sacou saca certeza real verdade medo
receio preocupado preocupada curioso curiosa
"""
# Adverbs are many; those that name another time, part or purpose are not among them.
_ADVERB = Pattern(
    r"(?!previous|former|initial|original|partial|separate|individual|especial|particular|specific|"
    r"principal|anterior|previa|inicia|parcia|separada|propos|intenc|intention|deliberate|"
    r"automatic|"
    r"alternate|exclusive|respective|antiga|soment|unica|inadequate|insufficient|mental|"
    r"\w*monthly)\w+(?:ably|ibly|ally|ately|etely|edly|ently|antly|ously|fully|ingly|ively|ghtly|"
    r"arly|ainly|"
    r"oughly|mente)"
)
HARMLESS_FORMS = r"(?:k{2,}|(?:ha){2,}|(?:rs)+|h+m+|u+h+|a+h+|o+h+|lo+l|n+e+|xplatform)"


def is_harmless_form(word: str) -> bool:
    """Whether a word is laughter, hesitation or an adverb of no weight."""
    return _ADVERB.fullmatch(word) is not None or re.fullmatch(HARMLESS_FORMS, word) is not None


@cache
def harmless() -> frozenset[str]:
    """Words that change no question's sense."""
    return frozenset(_HARMLESS.split())
