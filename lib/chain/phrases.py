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
    "instrument": (
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
    "missing": (
        "I can't tell the {label} of this track: {reason}.",
        "Não dá para informar {label} desta música: {reason}.",
    ),
    "not_measured": (
        "I don't measure {label} yet, so I won't guess it.",
        "Eu ainda não meço {label}, então não vou chutar.",
    ),
    "tempo": ("the tempo", "o andamento"),
    "key": ("the key", "o tom"),
    "tempo.is": ("The tempo is {bpm}.", "O andamento é {bpm}."),
    "key.is": ("The key is {tonic} {mode}.", "O tom é {tonic} {mode}."),
    "key.major": ("major", "maior"),
    "key.minor": ("minor", "menor"),
    "metric": ("{label}: {value}.", "{label}: {value}."),
    "format": ("The file is {format}, {codec}.", "O arquivo é {format}, {codec}."),
    "reason.silence": ("the file is silent", "o arquivo está em silêncio"),
    "reason.mono": ("the file is mono", "o arquivo é mono"),
    "reason.too_short": ("the file is too short for it", "o arquivo é curto demais para isso"),
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
    "loud.measured": (
        "The track measures {loudness}; {name} aims at {target}.",
        "A música mede {loudness}; o alvo do {name} é {target}.",
    ),
    "loud.down": (
        "{name} will turn it down ({gain:+}), to {after}.",
        "O {name} vai abaixar ({gain:+}), para {after}.",
    ),
    "loud.up": (
        "{name} will turn it up ({gain:+}), to {after}.",
        "O {name} vai aumentar ({gain:+}), para {after}.",
    ),
    "loud.peak_bound": (
        "It goes no further because of the true peak, {peak}.",
        "Não vai além por causa do true peak, {peak}.",
    ),
    "loud.left": (
        "{name} leaves it at that level, quieter than its neighbours.",
        "O {name} deixa nesse nível, mais baixo que as outras músicas.",
    ),
    "loud.near": (
        "That is at the target, so {name} plays it practically as it is.",
        "Está no alvo: o {name} toca praticamente como está.",
    ),
    "loud.played": (
        "Nothing normalises it there: it plays as it is.",
        "Ali ninguém normaliza: toca como está.",
    ),
    "loud.delivery": (
        "The delivery level is missed by more than {c_near}: it still needs {gain:+}.",
        "O nível de entrega está fora em mais de {c_near}: ainda precisa de {gain:+}.",
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
        "{name} has no rule for the low end alone: it sets the level of the whole track.",
        "O {name} não tem regra só para o grave: ele ajusta o nível da música inteira.",
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
    # -- tone
    "tone.measured": (
        "{band} ({low} to {high}): {deviation:+} from the reference curve.",
        "{band} ({low} a {high}): {deviation:+} em relação à curva de referência.",
    ),
    "tone.over": (
        "{judged}, beyond the usual spread of {tolerance}.",
        "{judged}, além da variação usual de {tolerance}.",
    ),
    "tone.within": (
        "That is within the usual spread of {tolerance}.",
        "Está dentro da variação usual de {tolerance}.",
    ),
    "tone.excess": ("There is too much of it", "Está sobrando"),
    "tone.lack": ("There is too little of it", "Está faltando"),
    "tone.more.over": (
        "I would not boost it: there is already too much, and a boost leads further away.",
        "Eu não reforçaria: já está sobrando, e um boost afasta ainda mais.",
    ),
    "tone.more.under": (
        "Boosting it goes the right way; move in steps of {c_step} and compare at equal loudness.",
        "Reforçar vai na direção certa; vá em passos de {c_step} e compare no mesmo volume.",
    ),
    "tone.more.within": (
        "Boosting it is a matter of taste; stay within {c_step} or so.",
        "Reforçar é questão de gosto; fique em torno de {c_step}.",
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
        "Reducing it is a matter of taste; stay within {c_step} or so.",
        "Reduzir é questão de gosto; fique em torno de {c_step}.",
    ),
    "tone.cut": (
        "Cut a little there, with a wide bell, first on the track that causes it.",
        "Corte um pouco ali, com um sino largo, primeiro na faixa que causa isso.",
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
    # -- dynamics
    "dynamics.plr": (
        "Peaks stand {plr} above the loudness; {c_plr_floor} is a sound floor.",
        "Os picos ficam {plr} acima do loudness; {c_plr_floor} é um bom mínimo.",
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
