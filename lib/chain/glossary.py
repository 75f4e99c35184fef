"""What the words of the trade mean, in English and Brazilian Portuguese."""

from __future__ import annotations

from lib.chain.phrases import Phrase

TERMS: dict[str, Phrase] = {
    "lufs": (
        (
            "LUFS is loudness as the ear judges it, relative to digital full scale: the signal is "
            "weighted by frequency, averaged, and silence is left out. Closer to zero is louder."
        ),
        (
            "LUFS é o volume como o ouvido percebe, relativo ao fundo de escala digital: o sinal é "
            "ponderado por frequência, tirada a média, e o silêncio fica de fora. Mais perto de "
            "zero é mais alto."
        ),
    ),
    "lu": (
        "A LU (loudness unit) is a difference in loudness; it is as large as a decibel.",
        "LU (unidade de loudness) é uma diferença de loudness; vale o mesmo que um decibel.",
    ),
    "true_peak": (
        (
            "The true peak (dBTP) is the highest point of the waveform between the samples too, as "
            "a converter or codec will draw it. Keep it at or below {c_ceiling}."
        ),
        (
            "True peak (dBTP) é o ponto mais alto da onda contando também o que há entre as "
            "amostras, como o conversor ou codec vai desenhar. Mantenha em {c_ceiling} ou abaixo."
        ),
    ),
    "sample_peak": (
        (
            "The sample peak (dBFS) is the largest stored sample; the wave between samples can be "
            "higher, which is why the true peak counts."
        ),
        (
            "O pico de amostra (dBFS) é a maior amostra gravada; a onda entre elas pode ser maior, "
            "por isso vale o true peak."
        ),
    ),
    "dbfs": (
        "dBFS is a level relative to digital full scale, which is zero; everything else is below.",
        "dBFS é o nível relativo ao fundo de escala digital, que é zero; o resto fica abaixo.",
    ),
    "lra": (
        (
            "The loudness range (LRA) is how far quiet and loud passages lie apart, in LU, without "
            "the extremes."
        ),
        (
            "A faixa de loudness (LRA) é a distância entre trechos calmos e fortes, em LU, sem os "
            "extremos."
        ),
    ),
    "plr": (
        (
            "PLR is true peak minus integrated loudness: how far peaks stand out. Below "
            "{c_plr_floor} a track usually sounds squashed."
        ),
        (
            "PLR é o true peak menos o loudness integrado: quanto os picos se destacam. Abaixo de "
            "{c_plr_floor} a música costuma soar esmagada."
        ),
    ),
    "crest": (
        (
            "The crest factor is peak minus RMS level: large with live transients, small when they "
            "were limited away."
        ),
        (
            "O fator de crista é o pico menos o nível RMS: grande com transientes vivos, pequeno "
            "quando o limiter os comeu."
        ),
    ),
    "rms": (
        (
            "RMS is the average power of the signal; unlike LUFS it does not weigh frequencies as "
            "the ear does."
        ),
        (
            "RMS é a potência média do sinal; ao contrário do LUFS, não pesa as frequências como o "
            "ouvido."
        ),
    ),
    "integrated": (
        (
            "Integrated loudness is the loudness of the whole track in LUFS, silence left out; it "
            "is what platforms use."
        ),
        (
            "Loudness integrado é o volume da música inteira em LUFS, sem o silêncio; é o que as "
            "plataformas usam."
        ),
    ),
    "short_term": (
        "Short-term loudness looks at a few seconds at a time: verses and choruses show.",
        "O loudness short-term olha poucos segundos por vez: mostra verso e refrão.",
    ),
    "momentary": (
        "Momentary loudness looks at less than half a second: single hits show.",
        "O loudness momentâneo olha menos de meio segundo: mostra batidas isoladas.",
    ),
    "clipping": (
        "Clipping is when peaks hit the ceiling and are cut flat, which distorts for good.",
        "Clipping é quando os picos batem no teto e são cortados, o que distorce sem volta.",
    ),
    "headroom": (
        "Headroom is the space between the highest peak and full scale.",
        "Headroom é a folga entre o pico mais alto e o fundo de escala.",
    ),
    "correlation": (
        (
            "Correlation says how alike left and right are: one means identical, zero independent, "
            "and below zero they cancel in mono."
        ),
        (
            "A correlação diz o quanto esquerda e direita se parecem: um é igual, zero é "
            "independente, e abaixo de zero elas se cancelam em mono."
        ),
    ),
    "width": (
        "Stereo width here is the share of the power in the sides, from zero (mono) to one.",
        "Largura estéreo aqui é a parte da potência nos lados, de zero (mono) a um.",
    ),
    "mono": (
        (
            "Mono compatibility is how well a mix survives when left and right are added, as on "
            "phones and in clubs."
        ),
        (
            "Compatibilidade mono é o quanto a mix sobrevive quando esquerda e direita são "
            "somadas, como no celular e na pista."
        ),
    ),
    "phase": (
        "Two signals are out of phase when one pushes while the other pulls: added, they cancel.",
        "Dois sinais estão fora de fase quando um empurra e o outro puxa: somados, se cancelam.",
    ),
    "dc": (
        (
            "A DC offset is a waveform that sits off the zero line; it is not heard but wastes "
            "headroom."
        ),
        "DC offset é a onda deslocada da linha do zero; não se ouve, mas desperdiça headroom.",
    ),
    "sample_rate": (
        "The sample rate is how many samples a second are stored; it sets the highest frequency.",
        (
            "A taxa de amostragem é quantas amostras por segundo são gravadas; define a maior "
            "frequência."
        ),
    ),
    "bit_depth": (
        "The bit depth is how finely each sample is stored; it sets how low the noise lies.",
        "A profundidade de bits é a precisão de cada amostra; define quão baixo fica o ruído.",
    ),
    "normalisation": (
        (
            "Loudness normalisation is a platform changing each track's gain so that all play "
            "about equally loud."
        ),
        (
            "Normalização de loudness é a plataforma mudar o ganho de cada música para todas "
            "tocarem com volume parecido."
        ),
    ),
    "centroid": (
        "The spectral centroid is the centre of gravity of the spectrum; higher sounds brighter.",
        "O centroide espectral é o centro de gravidade do espectro; mais alto soa mais brilhante.",
    ),
    "rolloff": (
        "The roll-off is the frequency below which most of the power lies.",
        "O roll-off é a frequência abaixo da qual está a maior parte da potência.",
    ),
    "tilt": (
        "Spectral tilt is how fast the level falls towards high frequencies, in dB per octave.",
        "A inclinação espectral é a rapidez com que o nível cai para os agudos, em dB por oitava.",
    ),
    "sibilance": (
        "Sibilance is the hiss of s and t in a voice that jumps out of the mix.",
        "Sibilância é o chiado de s e t na voz que salta da mix.",
    ),
    "mud": (
        "Mud is a build-up in the low mids where many instruments overlap.",
        "Lama (som embolado) é o acúmulo nos médio-graves, onde muitos instrumentos se sobrepõem.",
    ),
    "limiter": (
        "A limiter is a very fast compressor that lets nothing above its ceiling.",
        "Limiter é um compressor muito rápido que não deixa nada passar do teto.",
    ),
    "compressor": (
        "A compressor turns the signal down above a threshold and so narrows the dynamics.",
        "Compressor abaixa o sinal acima de um limiar e assim estreita a dinâmica.",
    ),
    "dither": (
        (
            "Dither is a little noise added before the bit depth is lowered, so that no distortion "
            "arises."
        ),
        "Dither é um pouco de ruído somado antes de reduzir os bits, para não surgir distorção.",
    ),
}
