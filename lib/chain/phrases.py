"""The words of the rule advisor in English and Brazilian Portuguese; numbers come in by name.

A field is filled with a number and its unit, or with a word; `{x:+}` writes a plus sign. Fields
named in `CONSTANTS` fill themselves. No digit is written into a phrase.
"""

from __future__ import annotations

from lib.chain.metrics import Scale

# Figures of the trade that an answer may use although they are not in the report.
CONSTANTS: dict[str, tuple[float, Scale]] = {
    "c_ceiling": (-1.0, Scale("dBTP", 1)),  # EBU R 128; AES TD1008; Spotify for Artists
    "c_full_scale": (0.0, Scale("dBTP", 1)),
    "c_plr_floor": (8.0, Scale("LU", 1)),  # the rule "over_compressed"
    "c_crest_floor": (7.0, Scale("dB", 1)),
    "c_lra_flat": (2.5, Scale("LU", 1)),  # the rule "flat_dynamics"
    "c_lra_wide": (18.0, Scale("LU", 1)),
    "c_mid_band": (3.0, Scale("dB", 1)),  # the rules for bands, first step
    "c_edge_band": (5.0, Scale("dB", 1)),
    "c_low_band": (4.0, Scale("dB", 1)),
    "c_sub_light": (8.0, Scale("dB", 1)),
    "c_correlation": (0.2, Scale("", 1)),  # the rule "out_of_phase"
    "c_mono_loss": (2.5, Scale("LU", 1)),  # the rule "mono_loss"
    "c_width": (0.5, Scale("", 1)),  # the rule "too_wide"
    "c_narrow": (0.01, Scale("", 2)),  # the rule "nearly_mono"
    "c_balance": (1.5, Scale("dB", 1)),  # the rule "off_centre"
    "c_step": (1.0, Scale("dB", 1)),  # a small move of an equaliser or fader
    "c_near": (0.5, Scale("LU", 1)),  # a difference in level that is not heard
    "c_low_side": (-10.0, Scale("dB", 1)),  # the rule "wide_low_end"
    "c_hum": (-70.0, Scale("dBFS", 1)),  # the rule "hum"
    "c_dc": (0.001, Scale("", 3)),  # the rule "dc_offset"
    "c_rate": (44100.0, Scale("Hz", 0)),  # the rule "low_sample_rate"
    "c_bits": (24.0, Scale("bit", 0)),  # the rule "low_bit_depth", both steps
    "c_bits_least": (16.0, Scale("bit", 0)),
    "c_club_slack": (2.0, Scale("LU", 1)),
    "c_stream": (-14.0, Scale("LUFS", 0)),  # see TARGETS
    "c_apple": (-16.0, Scale("LUFS", 0)),
    "c_deezer": (-15.0, Scale("LUFS", 0)),
    "c_club": (-9.0, Scale("LUFS", 0)),
    "c_broadcast": (-23.0, Scale("LUFS", 0)),
}

Phrase = tuple[str, str]

PHRASES: dict[str, Phrase] = {
    # -- general
    "yes": ("Yes.", "Sim."),
    "no": ("No.", "Não."),
    "choose_track": (
        "Choose or upload a track first: I answer from its measurements.",
        "Escolha ou envie uma música primeiro: eu respondo a partir das medições dela.",
    ),
    "greeting": ("Hello!", "Olá!"),
    "thanks": ("You're welcome!", "De nada!"),
    "help": (
        (
            "I answer from the measurements of your track: loudness and platform targets, true "
            "peak and clipping, dynamics, tonal balance (sub, bass, mud, harshness, air), stereo, "
            "mono and left-right balance. Ask “what should I fix first?”, “is it too loud for "
            "Spotify?” or “what is my LUFS?”."
        ),
        (
            "Eu respondo a partir das medições da sua música: loudness e alvos das plataformas, "
            "true peak e clipping, dinâmica, equilíbrio tonal (sub, grave, lama, aspereza, ar), "
            "estéreo, mono e balanço esquerda-direita. Pergunte “o que eu arrumo primeiro?”, “tá "
            "muito alto pro Spotify?” ou “qual é o meu LUFS?”."
        ),
    ),
    "unknown": (
        (
            "I can't answer that from the measurements. I can tell you about the track's loudness, "
            "platform targets, true peak, clipping, dynamics, tonal balance, stereo and mono, or "
            "what to fix first."
        ),
        (
            "Não consigo responder isso pelas medições. Posso falar do loudness da música, dos "
            "alvos das plataformas, de true peak, clipping, dinâmica, equilíbrio tonal, estéreo e "
            "mono, ou do que arrumar primeiro."
        ),
    ),
    "caveat.instrument": (
        (
            "I can't answer that from the measurements: they describe the whole mix, not one "
            "instrument or voice in it. Ask me about a range instead, such as bass, mids or "
            "presence."
        ),
        (
            "Não consigo responder isso pelas medições: elas descrevem a mix inteira, não um "
            "instrumento ou voz dentro dela. Pergunte por uma região, como grave, médios ou "
            "presença."
        ),
    ),
    "caveat.before_limiter": (
        (
            "I can't tell that: I measure the exported file, and what came before the limiter is "
            "no longer in it. Bypass the limiter, export and upload that to measure it."
        ),
        (
            "Não dá para saber: eu meço o arquivo exportado, e o que veio antes do limiter já não "
            "está nele. Exporte com o limiter em bypass e envie esse arquivo para medir."
        ),
    ),
    "caveat.masking": (
        (
            "Whether kick and bass mask each other can't be known from band levels of the whole "
            "mix: solo the two and compare. What I can tell is how the low end stands."
        ),
        (
            "Se bumbo e baixo se mascaram não dá para saber pelos níveis da mix inteira: ouça os "
            "dois em solo e compare. O que eu posso dizer é como está o grave."
        ),
    ),
    "caveat.kick": (
        (
            "How hard the kick itself hits can't be known from the whole mix. What I can tell is "
            "how the low end stands."
        ),
        (
            "O quanto o bumbo em si bate não dá para saber pela mix inteira. O que eu posso dizer "
            "é como está o grave."
        ),
    ),
    "missing": (
        "I can't tell the {label} of this track: {reason}.",
        "Não dá para informar {label} desta música: {reason}.",
    ),
    "unfound": (
        "{label} was not found with confidence, so I won't guess it.",
        "{label} não foi encontrado com confiança, então não vou chutar.",
    ),
    "unfound.why": (
        "{label} was not found with confidence: {reason}.",
        "{label} não foi encontrado com confiança: {reason}.",
    ),
    "tempo": ("The tempo", "O andamento"),
    "key": ("The key", "O tom"),
    "tempo.is": ("The tempo is {bpm}.", "O andamento é {bpm}."),
    "key.is": ("The key is {tonic} {mode}.", "O tom é {tonic} {mode}."),
    "key.major": ("major", "maior"),
    "key.minor": ("minor", "menor"),
    "metric": ("{label}: {value}.", "{label}: {value}."),
    "format": ("The file is {format}, {codec}.", "O arquivo é {format}, {codec}."),
    "reason.silence": ("the file is silent", "o arquivo está em silêncio"),
    "reason.mono": ("the file is mono", "o arquivo é mono"),
    "reason.too_short": ("the file is too short for it", "o arquivo é curto demais para isso"),
    "reason.no_pulse": ("no steady pulse was found", "não há um pulso constante"),
    "reason.no_tonality": ("no clear tonality was found", "não há uma tonalidade clara"),
    "reason.cancels": (
        "left and right cancel completely in mono",
        "esquerda e direita se cancelam por completo em mono",
    ),
    "reason.other": (
        "it could not be measured ({slug})",
        "não foi possível medir ({slug})",
    ),
    "reason.none": ("it is not in the report", "não está no relatório"),
    "finding.short": ("{title} ({value}).", "{title} ({value})."),
    # -- level and platforms
    "loud.measured": ("The track measures {loudness}.", "A música mede {loudness}."),
    "loud.down": (
        "{name} will turn it down ({gain:+}), to {after}.",
        "O {name} vai abaixar ({gain:+}), para {after}.",
    ),
    "loud.up": (
        "{name} will turn it up ({gain:+}), to {after}.",
        "O {name} vai aumentar ({gain:+}), para {after}.",
    ),
    "loud.peak_bound": (
        "Its target is {target}, but the true peak of {peak} lets it go no further.",
        "O alvo é {target}, mas o true peak de {peak} não deixa ir além.",
    ),
    "loud.left": (
        "{name} plays at {target} but turns nothing up: it stays quieter than its neighbours.",
        "O {name} toca a {target}, mas não aumenta nada: fica mais baixo que as outras músicas.",
    ),
    "loud.near": (
        "{name} plays at {target}, so it stays practically as it is.",
        "O {name} toca a {target}, então fica praticamente como está.",
    ),
    "loud.played": (
        "{name}: about {target} is usual there, and nothing normalises it; it plays as it is.",
        "{name}: ali o comum é perto de {target}, e ninguém normaliza; toca como está.",
    ),
    "loud.delivery": (
        "{name} wants {target}, within {c_near}: it still needs {gain:+}.",
        "{name} pede {target}, com margem de {c_near}: ainda precisa de {gain:+}.",
    ),
    "loud.delivered": (
        "{name} wants {target}, within {c_near}: the level is right.",
        "{name} pede {target}, com margem de {c_near}: o nível está certo.",
    ),
    "loud.peak_over": (
        (
            "The true peak would then be {peak_after}, over the limit of {limit}: lower the "
            "limiter's ceiling."
        ),
        "O true peak ficaria em {peak_after}, acima do limite de {limit}: baixe o teto do limiter.",
    ),
    "loud.punch": (
        (
            "It is no fault, but the limiting buys you no volume there: drive it less and you keep "
            "the punch."
        ),
        "Não é erro, mas o limiter não te dá volume ali: empurre menos e você preserva o impacto.",
    ),
    "loud.raise": (
        (
            "To raise it yourself, push the level into a true-peak limiter with its ceiling at "
            "{c_ceiling}."
        ),
        (
            "Para subir você mesmo, aumente o nível entrando num limiter true peak com teto em "
            "{c_ceiling}."
        ),
    ),
    "loud.low_end": (
        "No platform has a rule for the low end alone: they set the level of the whole track.",
        "Nenhuma plataforma tem regra só para o grave: elas ajustam o nível da música inteira.",
    ),
    "fit.peak_fine": (
        "The true peak of {peak} is within its limit of {limit}.",
        "O true peak de {peak} está dentro do limite de {limit}.",
    ),
    "fit.peak_over": (
        "The true peak of {peak} is over its limit of {limit}: lower the limiter's ceiling.",
        "O true peak de {peak} passa do limite de {limit}: baixe o teto do limiter.",
    ),
    "fit.peak_mended": (
        "The true peak of {peak} is over its limit of {limit}; with that gain it would be {after}.",
        "O true peak de {peak} passa do limite de {limit}; com esse ganho ficaria em {after}.",
    ),
    "fit.other": (
        "Apart from level and peak, this is worth mending first:",
        "Fora nível e pico, vale arrumar antes:",
    ),
    "choice.level": ("{level} is the level of {names}.", "{level} é o nível de {names}."),
    "choice.above": (
        "{level} is louder than the streaming platforms play: they turn it down.",
        "{level} é mais alto do que o streaming toca: as plataformas abaixam.",
    ),
    "choice.below": (
        "{level} is below what most streaming platforms play, and many never turn a track up.",
        "{level} fica abaixo do que a maioria do streaming toca, e muitas nunca aumentam.",
    ),
    "choice.named": ("{name} plays at {target}.", "O {name} toca a {target}."),
    "choice.louder": (
        "Your track measures {loudness}, louder than that.",
        "A sua música mede {loudness}, mais alta que isso.",
    ),
    "choice.quieter": (
        "Your track measures {loudness}, quieter than that.",
        "A sua música mede {loudness}, mais baixa que isso.",
    ),
    "choice.there": (
        "Your track measures {loudness}, so it is there.",
        "A sua música mede {loudness}, então já está lá.",
    ),
    "choice.free": (
        "It is no duty: a louder master is only turned down there. Master for the sound.",
        "Não é obrigação: um master mais alto só é abaixado ali. Masterize pelo som.",
    ),
    "platforms.intro": (
        "The track measures {loudness}. What each platform does:",
        "A música mede {loudness}. O que cada plataforma faz:",
    ),
    "platforms.row": ("{name} {gain:+} (to {after});", "{name} {gain:+} (para {after});"),
    "platforms.end": (
        "the gain is what differs, so one master can serve them all.",
        "o que muda é só o ganho, então um master serve para todas.",
    ),
    "targets.one": (
        "{name} plays at {target}, true peak at most {limit}.",
        "O {name} toca a {target}, com true peak de no máximo {limit}.",
    ),
    "targets.gap": (
        "Your track measures {loudness}, so the gain there is {gain:+}.",
        "A sua música mede {loudness}, então o ganho ali é {gain:+}.",
    ),
    "targets.general": (
        (
            "Published levels: Spotify, YouTube, Tidal and Amazon Music {c_stream}, Deezer "
            "{c_deezer}, Apple Music {c_apple}, broadcast {c_broadcast}; clubs play around "
            "{c_club} without normalising. Keep the true peak at or below {c_ceiling}."
        ),
        (
            "Níveis publicados: Spotify, YouTube, Tidal e Amazon Music {c_stream}, Deezer "
            "{c_deezer}, Apple Music {c_apple}, broadcast {c_broadcast}; clubes tocam perto de "
            "{c_club}, sem normalizar. Mantenha o true peak em {c_ceiling} ou abaixo."
        ),
    ),
    "targets.yours": ("Your track measures {loudness}.", "A sua música mede {loudness}."),
    # -- peaks
    "clip.yes": (
        "Yes, it clips: {runs} flat-topped peaks, {samples} samples in all.",
        "Sim, está clipando: {runs} picos cortados, {samples} amostras ao todo.",
    ),
    "clip.at": ("The first listed one is at {at}.", "O primeiro da lista está em {at}."),
    "clip.no": (
        "No clipped samples: {runs} flat-topped peaks were found.",
        "Sem clipping: {runs} picos cortados foram encontrados.",
    ),
    "clip.between": (
        (
            "But the true peak of {peak} lies above full scale, so a converter or codec can still "
            "distort."
        ),
        (
            "Mas o true peak de {peak} passa do fundo de escala, e um conversor ou codec ainda "
            "pode distorcer."
        ),
    ),
    "clip.mend": (
        (
            "Drive the last limiter or clipper less, with its ceiling at {c_ceiling}, and export "
            "again."
        ),
        "Empurre menos o último limiter ou clipper, com teto em {c_ceiling}, e exporte de novo.",
    ),
    "peak.over": (
        "The true peak is {peak}, over the usual ceiling of {c_ceiling}.",
        "O true peak é {peak}, acima do teto usual de {c_ceiling}.",
    ),
    "peak.fine": (
        "The true peak is {peak}, within the usual ceiling of {c_ceiling}.",
        "O true peak é {peak}, dentro do teto usual de {c_ceiling}.",
    ),
    "peak.at": ("It happens at {at}.", "Ele acontece em {at}."),
    "peak.mend": (
        "Set a true-peak limiter at the end to {c_ceiling}.",
        "Ponha um limiter true peak no final em {c_ceiling}.",
    ),
    "peak.codec_over": (
        "Encoding adds to peaks, so it will most likely distort there.",
        "A conversão faz os picos crescerem, então é provável que distorça.",
    ),
    "peak.codec_fine": (
        "That leaves the encoder the room it usually needs.",
        "Isso deixa ao codec a folga de que ele costuma precisar.",
    ),
    "headroom.none": (
        "The true peak of {peak} is already {over} over the ceiling of {c_ceiling}: no headroom.",
        "O true peak de {peak} já está {over} acima do teto de {c_ceiling}: não há headroom.",
    ),
    "headroom.some": (
        "From the true peak of {peak} to the ceiling of {c_ceiling} you have {room} of headroom.",
        "Do true peak de {peak} até o teto de {c_ceiling} você tem {room} de headroom.",
    ),
    "headroom.enough": (
        "{wanted} more fits into that.",
        "Dá para somar {wanted}.",
    ),
    "headroom.short": (
        "{wanted} more does not fit: a limiter would have to take the rest off the peaks.",
        "Não dá para somar {wanted}: um limiter teria de tirar o resto dos picos.",
    ),
    "headroom.lower": (
        "Before adding gain, lower the output or the limiter's ceiling.",
        "Antes de dar ganho, baixe a saída ou o teto do limiter.",
    ),
    # -- tone
    "tone.row": (
        "{band} ({low} to {high}): {deviation:+} from the reference curve, {judged}.",
        "{band} ({low} a {high}): {deviation:+} em relação à curva de referência, {judged}.",
    ),
    "tone.over": (
        "too much: the usual spread is {tolerance}",
        "está sobrando: a variação usual é de {tolerance}",
    ),
    "tone.under": (
        "too little: the usual spread is {tolerance}",
        "está faltando: a variação usual é de {tolerance}",
    ),
    "tone.within": (
        "within the usual spread of {tolerance}",
        "dentro da variação usual de {tolerance}",
    ),
    "tone.opposite": ("It is rather the opposite.", "É antes o contrário."),
    "tone.lacking": ("It is lacking.", "Está faltando."),
    "tone.not_lacking": ("It is not lacking.", "Não está faltando."),
    "tone.not_too_much": ("It is not too much.", "Não está sobrando."),
    "tone.too_much": ("It is too much.", "Está sobrando."),
    "tone.third": (
        "The third octave at {centre} measures {level}, those beside it {below} and {above}.",
        "O terço de oitava em {centre} mede {level}, os vizinhos {below} e {above}.",
    ),
    "tone.third_alone": (
        "The third octave at {centre} measures {level}.",
        "O terço de oitava em {centre} mede {level}.",
    ),
    "tone.proud": (
        "It stands out of its neighbours: a narrow cut there may help.",
        "Ele salta dos vizinhos: um corte estreito ali pode ajudar.",
    ),
    "tone.more.over": (
        "I would not boost it: there is already too much, and a boost leads further away.",
        "Eu não reforçaria: já está sobrando, e um boost afasta ainda mais.",
    ),
    "tone.more.under": (
        "Boosting it goes the right way; move in steps of {c_step} and compare at equal loudness.",
        "Reforçar vai na direção certa; vá em passos de {c_step} e compare no mesmo volume.",
    ),
    "tone.more.within": (
        "The measurements ask for no boost: it is a matter of taste; stay within {c_step} or so.",
        "As medições não pedem reforço: é questão de gosto; fique em torno de {c_step}.",
    ),
    "tone.less.over": (
        "Reducing it goes the right way; move in steps of {c_step} and compare at equal loudness.",
        "Reduzir vai na direção certa; vá em passos de {c_step} e compare no mesmo volume.",
    ),
    "tone.less.under": (
        "I would not reduce it: there is already too little, and a cut leads further away.",
        "Eu não reduziria: já está faltando, e um corte afasta ainda mais.",
    ),
    "tone.less.within": (
        "The measurements ask for no cut: it is a matter of taste; stay within {c_step} or so.",
        "As medições não pedem corte: é questão de gosto; fique em torno de {c_step}.",
    ),
    "tone.cut": (
        "Cut a little there, with a wide bell, first on the track that causes it.",
        "Corte um pouco ali, com um bell largo, primeiro na faixa que causa isso.",
    ),
    "tone.boost": (
        "Lift it a little there, gently, first on the track that should carry it.",
        "Levante um pouco ali, com calma, primeiro na faixa que deveria ocupar a região.",
    ),
    "tone.all": (
        "The tonal balance is close to the reference curve in every range.",
        "O equilíbrio tonal está perto da curva de referência em todas as regiões.",
    ),
    "tone.out": (
        "These ranges stand out from the reference curve.",
        "Estas regiões se afastam da curva de referência.",
    ),
    # -- stereo
    "stereo.width": (
        "{width} of the power is in the sides (equal sides and middle would be {c_width}).",
        "{width} da potência está nos lados (lados e centro iguais dariam {c_width}).",
    ),
    "stereo.wide": (
        "That is very wide: check it in mono and bring the lead, kick and bass to the middle.",
        "É muito aberto: confira em mono e traga voz, bumbo e baixo para o centro.",
    ),
    "stereo.narrow": (
        "That is nearly mono: pan doubles and open the reverb if you want width.",
        "É quase mono: abra dobras e reverb se quiser abertura.",
    ),
    "stereo.usual": ("That is a usual width.", "É uma abertura normal."),
    "stereo.correlation": ("The correlation is {correlation}.", "A correlação é {correlation}."),
    "stereo.lowest": (
        "At its worst moment it is {lowest}.",
        "No pior momento ela é {lowest}.",
    ),
    "mono.loss": (
        "In mono the track is {loss} quieter; up to {c_mono_loss} is usual.",
        "Em mono a música perde {loss}; até {c_mono_loss} é normal.",
    ),
    "mono.good": ("So it holds in mono.", "Ou seja, aguenta bem em mono."),
    "mono.moment": (
        "Only a passage or two dips below zero: listen to those in mono.",
        "Só um ou outro trecho cai abaixo de zero: ouça esses em mono.",
    ),
    "mono.bad": (
        (
            "So parts of it suffer in mono: look for wideners, stereo delays and flipped polarity, "
            "and keep the low end in the middle."
        ),
        (
            "Ou seja, partes sofrem em mono: procure alargadores, delays estéreo e polaridade "
            "invertida, e mantenha o grave no centro."
        ),
    ),
    "balance.measured": (
        "Right minus left is {balance:+}.",
        "Direita menos esquerda dá {balance:+}.",
    ),
    "balance.right": ("It leans to the right.", "Pende para a direita."),
    "balance.left": ("It leans to the left.", "Pende para a esquerda."),
    "balance.centred": (
        "That is centred (within {c_balance}).",
        "Está centrado (dentro de {c_balance}).",
    ),
    "low_end.side": (
        "In the low end the sides lie {side:+} against the middle; {c_low_side} or less is usual.",
        "No grave os lados ficam em {side:+} contra o centro; o comum é {c_low_side} ou menos.",
    ),
    "low_end.mono": ("So the low end is practically mono.", "Ou seja, o grave está quase em mono."),
    "low_end.wide": (
        "So the low end is stereo: bring bass and kick to the middle.",
        "Ou seja, o grave está em estéreo: traga baixo e bumbo para o centro.",
    ),
    # -- hum
    "hum.is": (
        "There is hum at {fundamental}, {level} loud.",
        "Há um zumbido em {fundamental}, com {level}.",
    ),
    "hum.audible": (
        "Above {c_hum} it can be heard in the pauses: notch it and its harmonics out.",
        "Acima de {c_hum} dá para ouvir nas pausas: tire com notch, nele e nos harmônicos.",
    ),
    "hum.faint": ("That is too faint to be heard.", "Isso é fraco demais para se ouvir."),
    "hum.none": ("No hum was found.", "Nenhum zumbido foi encontrado."),
    # -- dynamics
    "dynamics.plr": (
        "Peaks stand {plr} above the loudness; {c_plr_floor} is a sound floor.",
        "Os picos ficam {plr} acima do loudness; {c_plr_floor} é um bom mínimo.",
    ),
    # -- single numbers
    "dc.is": (
        "The DC offset is {dc} of full scale; up to {c_dc} is harmless.",
        "O DC offset é {dc} da escala total; até {c_dc} é inofensivo.",
    ),
    "dc.mend": (
        "Use the editor's DC removal, or a high-pass under the lowest note.",
        "Use a remoção de DC do editor, ou um high-pass abaixo da nota mais grave.",
    ),
    "rate.is": (
        "The file runs at {rate}; {c_rate} and more is fine everywhere.",
        "O arquivo está em {rate}; de {c_rate} para cima serve em todo lugar.",
    ),
    "rate.up": (
        "Converting it up adds nothing: export at the project's own rate.",
        "Converter para cima não acrescenta nada: exporte na taxa do projeto.",
    ),
    "bits.is": (
        "The file has {bits}; platforms ask for {c_bits} and take {c_bits_least} at the least.",
        "O arquivo tem {bits}; as plataformas pedem {c_bits} e aceitam no mínimo {c_bits_least}.",
    ),
    "bits.up": (
        "Converting it up adds nothing: export again from the project.",
        "Converter para cima não acrescenta nada: exporte de novo do projeto.",
    ),
    "range.is": (
        "The loudness range is {range}; {c_lra_flat} to {c_lra_wide} is usual.",
        "A faixa de loudness é {range}; o comum vai de {c_lra_flat} a {c_lra_wide}.",
    ),
    "dynamics.crest": ("The crest factor is {crest}.", "O fator de crista é {crest}."),
    "dynamics.range": (
        "From quiet to loud parts the loudness range is {range}.",
        "Das partes calmas às fortes, a faixa de loudness é {range}.",
    ),
    "dynamics.squashed": (
        "So it is squashed: ease the limiter and slow the compressor's attack.",
        "Ou seja, está esmagada: alivie o limiter e deixe o ataque do compressor mais lento.",
    ),
    "dynamics.fine": ("So the dynamics are healthy.", "Ou seja, a dinâmica está saudável."),
    # -- overall
    "fix.none": (
        "Nothing needs fixing by the measurements; what is left is taste.",
        "Pelas medições não há nada a arrumar; o resto é gosto.",
    ),
    "fix.first": ("First:", "Primeiro:"),
    "fix.then": ("Then:", "Depois:"),
    "ready.yes": (
        "By the measurements it is ready: nothing serious was found.",
        "Pelas medições está pronta: nada grave foi encontrado.",
    ),
    "ready.nearly": (
        "By the measurements it is nearly ready; these points are worth a look.",
        "Pelas medições está quase pronta; estes pontos merecem atenção.",
    ),
    "ready.no": (
        "By the measurements it is not ready yet: mend this first.",
        "Pelas medições ainda não está pronta: arrume isto primeiro.",
    ),
    "ready.unknown": (
        "I can't judge it: the main numbers are missing.",
        "Não dá para julgar: faltam os números principais.",
    ),
}

# Published targets by platform, for when there is no track: they are those of `CONSTANTS`.
TARGETS: dict[str, tuple[str, str]] = {
    "spotify": ("Spotify", "c_stream"),
    "apple_music": ("Apple Music", "c_apple"),
    "youtube": ("YouTube", "c_stream"),
    "tidal": ("Tidal", "c_stream"),
    "amazon_music": ("Amazon Music", "c_stream"),
    "deezer": ("Deezer", "c_deezer"),
    "club_cd": ("Club / CD", "c_club"),
    "broadcast_ebu": ("Broadcast (EBU)", "c_broadcast"),
}
