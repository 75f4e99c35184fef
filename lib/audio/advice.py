"""The words of the findings in English and Brazilian Portuguese, filled with a track's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Literal

Language = Literal["en", "pt-BR"]
LANGUAGES: tuple[Language, ...] = ("en", "pt-BR")
PARTS = ("title", "why", "fix")


def texts(code: str, numbers: Mapping[str, float | None]) -> dict[str, dict[str, str]]:
    """Title, reason and remedy of a finding in each language.

    A sentence that mentions a number which is None or missing is left unsaid; a title or reason
    that would become empty says its plain form.
    """
    return {
        part: {language: _said(code, part, language, numbers) for language in LANGUAGES}
        for part in PARTS
    }


def number(value: float, *, decimals: int, language: Language, signed: bool = False) -> str:
    """A number as it is written: a true minus sign, and a decimal comma in Portuguese."""
    rounded = round(value, decimals) + 0.0
    text = f"{abs(rounded):.{decimals}f}"
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + (text.replace(".", ",") if language == "pt-BR" else text)


def _said(code: str, part: str, language: Language, numbers: Mapping[str, float | None]) -> str:
    known = {name: _Spoken(value, language) for name, value in numbers.items() if value is not None}
    sentences = WORDS[code][part][language]
    return " ".join(
        sentence.format_map(known) for sentence in sentences if _fields(sentence) <= known.keys()
    )


def _fields(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A number for a template: `{x:1}` has one decimal, `{x:+1}` a sign, `{x:t}` is m:ss."""

    value: float
    language: Language

    def __format__(self, spec: str) -> str:
        if spec == "t":
            minutes, seconds = divmod(round(abs(self.value)), 60)
            return f"{'−' if round(self.value) < 0 else ''}{minutes}:{seconds:02d}"
        signed = spec.startswith("+")
        decimals = int(spec.lstrip("+") or 1)
        return number(self.value, decimals=decimals, language=self.language, signed=signed)


Words = Mapping[str, Mapping[Language, tuple[str, ...]]]


def _words(
    *,
    title: tuple[str, str],
    why: tuple[tuple[str, ...], tuple[str, ...]],
    fix: tuple[tuple[str, ...], tuple[str, ...]],
) -> Words:
    return {
        "title": {"en": (title[0],), "pt-BR": (title[1],)},
        "why": {"en": why[0], "pt-BR": why[1]},
        "fix": {"en": fix[0], "pt-BR": fix[1]},
    }


def _tone(
    *,
    title: tuple[str, str],
    measured: tuple[str, str],
    heard: tuple[str, str],
    source: tuple[str, str],
    move: Literal["bell", "shelf"] = "bell",
) -> Words:
    """Words of a band that is over or under the reference: they share the figures' sentences."""
    distance = (
        f"{measured[0]} {{value:+1}} dB from the reference curve.",
        f"{measured[1]} {{value:+1}} dB em relação à curva de referência.",
    )
    equaliser = {
        "bell": (
            "Start with a wide bell of {eq_db:+1} dB at {center_hz:0} Hz, Q {q:1}.",
            "Comece com um bell largo de {eq_db:+1} dB em {center_hz:0} Hz, Q {q:1}.",
        ),
        "shelf": (
            "Start with a shelf of {eq_db:+1} dB at {center_hz:0} Hz, Q {q:1}.",
            "Comece com um shelf de {eq_db:+1} dB em {center_hz:0} Hz, Q {q:1}.",
        ),
    }[move]
    return _words(
        title=title,
        why=((distance[0], heard[0]), (distance[1], heard[1])),
        fix=((equaliser[0], source[0]), (equaliser[1], source[1])),
    )


# A sentence is said only if every number in it is known. No number is written into the words.
WORDS: Mapping[str, Words] = {
    "silence": _words(
        title=("The file is silent", "O arquivo está em silêncio"),
        why=(
            ("Nothing in it is loud enough to be measured.",),
            ("Nada nele tem nível suficiente para ser medido.",),
        ),
        fix=(
            ("Check that the right tracks were armed and unmuted, and export again.",),
            ("Confira se as faixas certas estavam ativas e sem mute e exporte de novo.",),
        ),
    ),
    "too_short": _words(
        title=("Too short for a loudness", "Curto demais para medir loudness"),
        why=(
            ("Integrated loudness needs more audio than this file has.",),
            ("O loudness integrado precisa de mais áudio do que este arquivo tem.",),
        ),
        fix=(("Analyse the whole track.",), ("Analise a música inteira.",)),
    ),
    "clipping": _words(
        title=("The signal is clipped", "O sinal está clipado"),
        why=(
            (
                "Peaks cut flat: {runs:0}, {samples:0} samples in all.",
                "The longest starts at {at_s:t}.",
                "Each one is distortion that no later step can take back.",
            ),
            (
                "Picos cortados: {runs:0}, {samples:0} amostras ao todo.",
                "O mais longo começa em {at_s:t}.",
                "Cada um é distorção que nenhuma etapa posterior desfaz.",
            ),
        ),
        fix=(
            (
                (
                    "Go back to the mix: change the level into the last limiter or clipper by "
                    "{trim_db:+1} dB, set its ceiling to {ceiling_dbtp:1} dBTP and export again."
                ),
                "If a single track or plug-in already clips, lower it there.",
            ),
            (
                (
                    "Volte à mix: mude o nível que entra no último limiter ou clipper em "
                    "{trim_db:+1} dB, ponha o teto em {ceiling_dbtp:1} dBTP e exporte de novo."
                ),
                "Se uma faixa ou plug-in já clipa antes, baixe ali.",
            ),
        ),
    ),
    "true_peak_over": _words(
        title=("True peak over the ceiling", "True peak acima do teto"),
        why=(
            (
                "The true peak is {value:1} dBTP; streaming takes at most {target:1} dBTP.",
                "It happens at {at_s:t}.",
                "Encoders and converters overshoot from there and distort.",
            ),
            (
                "O true peak é {value:1} dBTP; o streaming aceita no máximo {target:1} dBTP.",
                "Ele acontece em {at_s:t}.",
                "Daí para cima, codecs e conversores estouram e distorcem.",
            ),
        ),
        fix=(
            (
                "Put a true-peak limiter last, ceiling at {target:1} dBTP.",
                "Or change the output level by {trim_db:+1} dB.",
            ),
            (
                "Ponha um limiter true peak por último, com teto em {target:1} dBTP.",
                "Ou mude o nível de saída em {trim_db:+1} dB.",
            ),
        ),
    ),
    "out_of_phase": _words(
        title=("Left and right work against each other", "Esquerda e direita se opõem"),
        why=(
            (
                "The correlation is {value:2}; music that holds in mono stays above {target:1}.",
                "On a phone or in a club, parts will fade or vanish.",
            ),
            (
                "A correlação é {value:2}; o que aguenta em mono fica acima de {target:1}.",
                "No celular ou na pista, partes vão sumir ou perder força.",
            ),
        ),
        fix=(
            (
                (
                    "Mute wideners and stereo delays one by one until the correlation rises, flip "
                    "the polarity of a doubled track, and make everything below {mono_below_hz:0} "
                    "Hz mono."
                ),
            ),
            (
                (
                    "Desligue alargadores e delays estéreo um a um até a correlação subir, inverta "
                    "a polaridade de uma dobra e deixe mono tudo abaixo de {mono_below_hz:0} Hz."
                ),
            ),
        ),
    ),
    "overs": _words(
        title=("Peaks between the samples clip", "Picos entre as amostras clipam"),
        why=(
            (
                "In {value:0} places the true peak is over full scale, up to {peak_dbtp:1} dBTP.",
                "The first listed is at {at_s:t}.",
                "Sample meters do not show it; converters and encoders distort there.",
            ),
            (
                "Em {value:0} trechos o true peak passa da escala cheia, até {peak_dbtp:1} dBTP.",
                "O primeiro listado está em {at_s:t}.",
                "Medidores de amostra não mostram; conversores e codecs distorcem ali.",
            ),
        ),
        fix=(
            ("Switch the last limiter to true peak, ceiling at {ceiling_dbtp:1} dBTP.",),
            ("Ponha o último limiter em modo true peak, com teto em {ceiling_dbtp:1} dBTP.",),
        ),
    ),
    "resonance": _words(
        title=("A frequency rings through", "Uma frequência ressoa o tempo todo"),
        why=(
            (
                "Around {center_hz:0} Hz the spectrum stands {value:1} dB above its surroundings.",
                "It does so nearly all the time, so it is a resonance more than a note.",
            ),
            (
                "Perto de {center_hz:0} Hz o espectro está {value:1} dB acima do que o cerca.",
                "E quase o tempo todo: é mais ressonância do que nota.",
            ),
        ),
        fix=(
            (
                "Find the track that rings and cut {eq_db:+1} dB at {center_hz:0} Hz, Q {q:1}.",
                "If the ring is meant, leave it.",
            ),
            (
                "Ache a faixa que ressoa e corte {eq_db:+1} dB em {center_hz:0} Hz, Q {q:1}.",
                "Se a ressonância é proposital, deixe.",
            ),
        ),
    ),
    "hum": _words(
        title=("Mains hum", "Zumbido da rede elétrica"),
        why=(
            ("In the quiet parts there is hum at {fundamental_hz:0} Hz, {value:1} dBFS.",),
            ("Nas partes calmas há zumbido em {fundamental_hz:0} Hz, a {value:1} dBFS.",),
        ),
        fix=(
            (
                (
                    "Mute tracks one by one until it stops, then treat that recording: a hum "
                    "remover or narrow notches at {fundamental_hz:0} Hz and its multiples."
                ),
                "When recording again, use balanced cables and one power outlet.",
            ),
            (
                (
                    "Silencie as faixas uma a uma até sumir e trate essa gravação: um removedor de "
                    "zumbido ou notches estreitos em {fundamental_hz:0} Hz e seus múltiplos."
                ),
                "Ao gravar de novo, use cabos balanceados e uma tomada só.",
            ),
        ),
    ),
    "long_head": _words(
        title=("Silence before the music", "Silêncio antes da música"),
        why=(
            ("The first sound comes after {value:1} s.",),
            ("O primeiro som vem depois de {value:1} s.",),
        ),
        fix=(
            ("Trim the start to at most {target:1} s.",),
            ("Corte o início para no máximo {target:1} s.",),
        ),
    ),
    "long_tail": _words(
        title=("Silence after the music", "Silêncio depois da música"),
        why=(
            ("After the last sound there are {value:1} s of silence.",),
            ("Depois do último som há {value:1} s de silêncio.",),
        ),
        fix=(
            ("Trim the end to about {target:0} s after the reverb has died away.",),
            ("Corte o final para cerca de {target:0} s depois que o reverb acaba.",),
        ),
    ),
    "long_gap": _words(
        title=("A gap within the music", "Um buraco no meio da música"),
        why=(
            ("For {value:1} s nothing is heard.", "The gap begins at {at_s:t}."),
            ("Por {value:1} s não se ouve nada.", "O buraco começa em {at_s:t}."),
        ),
        fix=(
            ("If it is not meant, look for a muted region or a failed export there.",),
            ("Se não é proposital, procure ali uma região em mute ou falha de exportação.",),
        ),
    ),
    "padded_bits": _words(
        title=("Fewer bits than the file promises", "Menos bits do que o arquivo promete"),
        why=(
            ("The file stores {stored_bits:0} bit, but its samples use only {used_bits:0}.",),
            ("O arquivo guarda {stored_bits:0} bit, mas as amostras usam só {used_bits:0}.",),
        ),
        fix=(
            ("Export again from the project; a converted file wins nothing back.",),
            ("Exporte de novo do projeto; um arquivo convertido não recupera nada.",),
        ),
    ),
    "band_limited": _words(
        title=("The top end is cut off", "Os agudos estão cortados"),
        why=(
            (
                "The spectrum ends like a wall at {value:0} Hz.",
                "So end files that were MP3 or AAC once, or ran at a lower sample rate.",
            ),
            (
                "O espectro termina como uma parede em {value:0} Hz.",
                "Assim terminam arquivos que já foram MP3 ou AAC, ou que tinham taxa menor.",
            ),
        ),
        fix=(
            ("Go back to the original recording or mix, and look for lossy samples in it.",),
            ("Volte à gravação ou mix original e procure samples com perda nela.",),
        ),
    ),
    "wide_low_end": _words(
        title=("The low end is not mono", "O grave não está em mono"),
        why=(
            (
                "Below {mono_below_hz:0} Hz the sides are at {value:+1} dB against the middle.",
                "Club systems and vinyl add both sides there, and level is lost.",
            ),
            (
                "Abaixo de {mono_below_hz:0} Hz os lados estão a {value:+1} dB do centro.",
                "Sistemas de pista e vinil somam os lados ali, e perde-se nível.",
            ),
        ),
        fix=(
            ("Make everything below {mono_below_hz:0} Hz mono, on the bass first.",),
            ("Deixe mono tudo abaixo de {mono_below_hz:0} Hz, começando pelo baixo.",),
        ),
    ),
    "band_out_of_phase": _words(
        title=("A band cancels in mono", "Uma faixa se cancela em mono"),
        why=(
            (
                "From {low_hz:0} to {high_hz:0} Hz left and right correlate by {value:2} only.",
                "In mono this range fades.",
            ),
            (
                "De {low_hz:0} a {high_hz:0} Hz a correlação entre os lados é só {value:2}.",
                "Em mono essa região some.",
            ),
        ),
        fix=(
            ("Narrow the widener, chorus or double that lives there, or flip its polarity.",),
            ("Estreite o widener, chorus ou dobra dessa região, ou inverta a polaridade.",),
        ),
    ),
    "mono_loss": _words(
        title=("Loses level in mono", "Perde nível em mono"),
        why=(
            ("In mono the track is {value:1} LU quieter; up to {target:1} LU is usual.",),
            ("Somada em mono a música perde {value:1} LU; até {target:1} LU é normal.",),
        ),
        fix=(
            (
                (
                    "Listen in mono for what disappears, narrow that element or move its delay, "
                    "and keep everything below {mono_below_hz:0} Hz mono."
                ),
            ),
            (
                (
                    "Ouça em mono o que some, estreite esse elemento ou mexa no delay dele, e "
                    "mantenha mono tudo abaixo de {mono_below_hz:0} Hz."
                ),
            ),
        ),
    ),
    "cancels": _words(
        title=("Vanishes in mono", "Some em mono"),
        why=(
            ("Left and right cancel completely when they are added.",),
            ("Esquerda e direita se cancelam por completo quando somadas.",),
        ),
        fix=(
            ("Flip the polarity of one channel and look for the plug-in that turned it.",),
            ("Inverta a polaridade de um canal e ache o plug-in que o virou.",),
        ),
    ),
    "over_compressed": _words(
        title=("Squashed dynamics", "Dinâmica esmagada"),
        why=(
            (
                "Peaks stand only {value:1} dB above the average; {target:1} dB is a sound floor.",
                "Drums lose their hit, and platforms turn the level down anyway.",
            ),
            (
                "Os picos ficam só {value:1} dB acima da média; {target:1} dB é um bom mínimo.",
                "A bateria perde o impacto, e as plataformas abaixam o nível de qualquer jeito.",
            ),
        ),
        fix=(
            (
                (
                    "Change the level into the limiter and bus compressor by {ease_db:+1} dB and "
                    "slow the compressor's attack so that transients pass."
                ),
            ),
            (
                (
                    "Mude o nível que entra no limiter e no compressor de bus em {ease_db:+1} dB e "
                    "deixe o ataque do compressor mais lento, para os transientes passarem."
                ),
            ),
        ),
    ),
    "too_loud": _words(
        title=("Louder than streaming plays it", "Mais alto do que o streaming toca"),
        why=(
            (
                (
                    "It measures {value:1} LUFS; most platforms play at {target:1} LUFS and will "
                    "change it by {gain_db:+1} dB."
                ),
                "What limiting cost in punch is not paid back in volume.",
            ),
            (
                (
                    "Mede {value:1} LUFS; a maioria das plataformas toca a {target:1} LUFS e vai "
                    "mudar o nível em {gain_db:+1} dB."
                ),
                "O impacto que o limiter tirou não volta como volume.",
            ),
        ),
        fix=(
            (
                (
                    "If it sounds as you want, leave it. For more punch, drive the limiter less: "
                    "up to {gain_db:+1} dB costs no loudness on those platforms."
                ),
            ),
            (
                (
                    "Se soa como você quer, deixe. Para mais impacto, empurre menos o limiter: até "
                    "{gain_db:+1} dB não custa volume nessas plataformas."
                ),
            ),
        ),
    ),
    "too_quiet": _words(
        title=("Quieter than streaming plays it", "Mais baixo do que o streaming toca"),
        why=(
            (
                (
                    "It measures {value:1} LUFS; most platforms play at {target:1} LUFS, and many "
                    "never turn a track up."
                ),
            ),
            (
                (
                    "Mede {value:1} LUFS; a maioria das plataformas toca a {target:1} LUFS, e "
                    "muitas nunca aumentam uma música."
                ),
            ),
        ),
        fix=(
            (
                (
                    "Change the level by {gain_db:+1} dB into a true-peak limiter with its ceiling "
                    "at {ceiling_dbtp:1} dBTP."
                ),
                "It will take about {limiting_db:1} dB off the highest peaks.",
            ),
            (
                (
                    "Mude o nível em {gain_db:+1} dB entrando num limiter true peak com teto em "
                    "{ceiling_dbtp:1} dBTP."
                ),
                "Ele vai tirar cerca de {limiting_db:1} dB dos picos mais altos.",
            ),
        ),
    ),
    "muddy": _tone(
        title=("Muddy low mids", "Médio-graves embolados"),
        measured=("The low mids are", "Os médio-graves estão"),
        heard=(
            "They cover the voice and the definition of the bass.",
            "Eles cobrem a voz e a definição do baixo.",
        ),
        source=(
            "Better still, cut it in guitars, keys and reverbs rather than on the whole mix.",
            "Melhor ainda: corte nas guitarras, teclados e reverbs, não na mix inteira.",
        ),
    ),
    "harsh": _tone(
        title=("Harsh upper mids", "Médio-agudos ásperos"),
        measured=("The upper mids are", "Os médio-agudos estão"),
        heard=(
            "The ear tires soonest here, and loud playback hurts.",
            "É onde o ouvido cansa primeiro, e em volume alto machuca.",
        ),
        source=(
            "A dynamic band, or a de-esser on voice and cymbals, keeps the quiet parts open.",
            "Uma banda dinâmica, ou um de-esser na voz e nos pratos, preserva as partes calmas.",
        ),
    ),
    "boomy": _tone(
        title=("Boomy bass", "Grave sobrando"),
        measured=("The bass is", "O grave está"),
        heard=(
            "It drives the limiter and masks what lies above.",
            "Ele empurra o limiter e mascara o que está acima.",
        ),
        source=(
            "Decide whether kick or bass owns this range and duck the other.",
            "Decida se o bumbo ou o baixo manda nessa região e abaixe o outro com sidechain.",
        ),
    ),
    "sub_heavy": _tone(
        title=("Too much sub", "Sub em excesso"),
        measured=("The sub is", "O sub está"),
        heard=(
            "It eats headroom that small speakers never play.",
            "Ele come headroom que caixas pequenas nem reproduzem.",
        ),
        source=(
            "High-pass whatever is neither kick nor bass.",
            "Passe um high-pass em tudo que não é bumbo nem baixo.",
        ),
        move="shelf",
    ),
    "sub_light": _tone(
        title=("Little sub", "Pouco sub"),
        measured=("The sub is", "O sub está"),
        heard=(
            "That suits many styles; on a large system it may feel light.",
            "Combina com muitos estilos; num sistema grande pode parecer leve.",
        ),
        source=(
            "Or layer a sine an octave under the bass.",
            "Ou dobre o baixo com uma senoide uma oitava abaixo.",
        ),
        move="shelf",
    ),
    "thin": _tone(
        title=("Thin: little bass", "Magro: falta grave"),
        measured=("The bass is", "O grave está"),
        heard=("The track lacks weight.", "Falta peso à música."),
        source=(
            "Check first that kick and bass are in phase and not high-passed too high.",
            "Antes confira se bumbo e baixo estão em fase e sem high-pass alto demais.",
        ),
        move="shelf",
    ),
    "dull": _tone(
        title=("Dull: little top", "Abafado: falta agudo"),
        measured=("The air band is", "A faixa de ar está"),
        heard=("The track sounds covered.", "A música soa coberta."),
        source=(
            "If the file is a low-rate MP3, go back to the uncompressed mix.",
            "Se o arquivo é um MP3 de taxa baixa, volte à mix sem compressão.",
        ),
        move="shelf",
    ),
    "boxy": _tone(
        title=("Boxy mids", "Médios encaixotados"),
        measured=("The mids are", "Os médios estão"),
        heard=("It sounds like a small room or a telephone.", "Soa como caixa ou telefone."),
        source=(
            "Look for the instrument that owns this band and cut it there.",
            "Ache o instrumento que domina essa faixa e corte nele.",
        ),
    ),
    "bright": _tone(
        title=("Too bright", "Brilhante demais"),
        measured=("The air band is", "A faixa de ar está"),
        heard=(
            "Cymbals and breath stand out, and lossy codecs suffer.",
            "Pratos e respiração saltam, e os codecs sofrem.",
        ),
        source=(
            "Ease exciters and air boosts on single tracks first.",
            "Alivie antes exciters e reforços de ar nas faixas.",
        ),
        move="shelf",
    ),
    "distant": _tone(
        title=("Lacks presence", "Falta presença"),
        measured=("The presence band is", "A faixa de presença está"),
        heard=("Voice and attack stand back.", "Voz e ataque ficam para trás."),
        source=(
            "On the lead alone it does more than on the whole mix.",
            "Só na voz ou no solo rende mais do que na mix inteira.",
        ),
    ),
    "recessed": _tone(
        title=("Recessed upper mids", "Médio-agudos recuados"),
        measured=("The upper mids are", "Os médio-agudos estão"),
        heard=(
            "Words, snare and guitars lose their edge.",
            "Palavras, caixa e guitarras perdem definição.",
        ),
        source=(
            "Undo cuts made against harshness before you boost.",
            "Desfaça cortes feitos contra a aspereza antes de reforçar.",
        ),
    ),
    "scooped": _tone(
        title=("Scooped mids", "Médios cavados"),
        measured=("The mids are", "Os médios estão"),
        heard=(
            "On phones and small speakers the music gets lost.",
            "No celular e em caixas pequenas a música se perde.",
        ),
        source=(
            "Undo cuts on guitars and keys before you boost.",
            "Desfaça cortes em guitarras e teclados antes de reforçar.",
        ),
    ),
    "hollow": _tone(
        title=("Hollow: little body", "Oco: falta corpo"),
        measured=("The low mids are", "Os médio-graves estão"),
        heard=("Voices and guitars lack warmth.", "Vozes e guitarras ficam sem calor."),
        source=(
            "Look for high-pass filters that are set too high.",
            "Procure filtros high-pass altos demais.",
        ),
    ),
    "off_centre": _words(
        title=("The stereo image leans", "A imagem estéreo pende para um lado"),
        why=(
            ("One side is {shift_db:1} dB stronger (right minus left: {value:+1} dB).",),
            ("Um lado está {shift_db:1} dB mais forte (direita menos esquerda: {value:+1} dB).",),
        ),
        fix=(
            (
                (
                    "Look for the panned track that causes it; if nothing is meant to lean, "
                    "correct the output balance by {shift_db:1} dB."
                ),
            ),
            (
                (
                    "Procure a faixa em pan que causa isso; se nada deve pender, corrija o balanço "
                    "da saída em {shift_db:1} dB."
                ),
            ),
        ),
    ),
    "phase_moment": _words(
        title=("One passage cancels in mono", "Um trecho se cancela em mono"),
        why=(
            ("The correlation falls to {value:2} for some seconds.",),
            ("A correlação cai a {value:2} por alguns segundos.",),
        ),
        fix=(
            ("Find it with a correlation meter and narrow the effect that opens up there.",),
            ("Ache-o com um medidor de correlação e estreite o efeito que abre ali.",),
        ),
    ),
    "too_wide": _words(
        title=("The sides outweigh the middle", "Os lados pesam mais que o centro"),
        why=(
            ("The side share is {value:2} of the power; {target:1} is half.",),
            ("Os lados têm {value:2} da potência; {target:1} é a metade.",),
        ),
        fix=(
            ("Narrow the widest element, or raise the middle: lead, kick and bass.",),
            ("Estreite o elemento mais aberto ou levante o centro: voz, bumbo e baixo.",),
        ),
    ),
    "flat_dynamics": _words(
        title=("Little change from part to part", "Pouca variação entre as partes"),
        why=(
            ("The loudness range is {value:1} LU, so verse and chorus are about as loud.",),
            ("A faixa de loudness é {value:1} LU: verso e refrão soam quase iguais em volume.",),
        ),
        fix=(
            ("Automate the verses a little lower before the bus compressor.",),
            ("Automatize os versos um pouco mais baixos antes do compressor de bus.",),
        ),
    ),
    "wide_dynamics": _words(
        title=("Very wide dynamics", "Dinâmica muito ampla"),
        why=(
            ("The loudness range is {value:1} LU; above {target:1} LU quiet parts get lost.",),
            ("A faixa de loudness é {value:1} LU; acima de {target:1} LU o que é calmo se perde.",),
        ),
        fix=(
            ("Raise the quiet passages by automation rather than with a compressor.",),
            ("Levante as partes calmas com automação em vez de compressor.",),
        ),
    ),
    "dc_offset": _words(
        title=("DC offset", "DC offset"),
        why=(
            ("The waveform sits {value:+3} of full scale off the zero line and wastes headroom.",),
            ("A onda está {value:+3} da escala fora do zero e desperdiça headroom.",),
        ),
        fix=(
            ("Use the editor's DC removal or a high-pass at {high_pass_hz:0} Hz.",),
            ("Use a remoção de DC do editor ou um high-pass em {high_pass_hz:0} Hz.",),
        ),
    ),
    "nearly_mono": _words(
        title=("Almost mono", "Quase mono"),
        why=(
            ("Only {value:3} of the power is in the sides.",),
            ("Só {value:3} da potência está nos lados.",),
        ),
        fix=(
            ("If width is wanted, pan doubles and open the reverb; keep the bass in the middle.",),
            ("Se quer abertura, abra dobras e reverb; mantenha o grave no centro.",),
        ),
    ),
    "mono_file": _words(
        title=("Mono file", "Arquivo mono"),
        why=(
            ("The file has {value:0} channel; stereo could not be measured.",),
            ("O arquivo tem {value:0} canal; não há estéreo para medir.",),
        ),
        fix=(
            ("If the mix is stereo, check the export's channel setting.",),
            ("Se a mix é estéreo, confira os canais na exportação.",),
        ),
    ),
    "low_sample_rate": _words(
        title=("Low sample rate", "Taxa de amostragem baixa"),
        why=(
            ("The file runs at {value:0} Hz; distributors take {target:0} Hz and more.",),
            ("O arquivo está em {value:0} Hz; distribuidoras aceitam de {target:0} Hz para cima.",),
        ),
        fix=(
            ("Export again from the project at its own rate; converting up adds nothing.",),
            ("Exporte de novo na taxa do projeto; converter para cima não acrescenta nada.",),
        ),
    ),
    "low_bit_depth": _words(
        title=("Bit depth below the usual", "Profundidade de bits abaixo do usual"),
        why=(
            ("The file has {value:0} bit; platforms ask for {target:0} bit.",),
            ("O arquivo tem {value:0} bit; as plataformas pedem {target:0} bit.",),
        ),
        fix=(
            ("Export with {target:0} bit, or with dither if you must stay lower.",),
            ("Exporte em {target:0} bit, ou com dither se precisar ficar abaixo.",),
        ),
    ),
    "lossy_source": _words(
        title=("Measured from a lossy file", "Medido de um arquivo com perda"),
        why=(
            ("Lossy coding moves peaks and removes top end; the original may measure otherwise.",),
            ("A compressão com perda muda picos e corta agudos; o original pode medir diferente.",),
        ),
        fix=(
            ("Analyse and deliver the WAV, AIFF or FLAC master.",),
            ("Analise e entregue o master em WAV, AIFF ou FLAC.",),
        ),
    ),
}
