"""A true number is told of the thing that it was measured on."""

from __future__ import annotations

import pytest

from lib.chain.check import check
from lib.chain.reply import Draft, Stated

LOUDNESS = ("loudness.integrated_lufs", -9.18, "LUFS")
PEAK = ("loudness.true_peak_dbtp", 0.37, "dBTP")
LIMIT = ("targets.0.true_peak_limit_dbtp", -1.0, "dBTP")
GAIN = ("targets.0.gain_db", -4.82, "dB")
AFTER = ("targets.0.loudness_after_lufs", -14.0, "LUFS")
MUD = ("spectrum.balance.2.deviation_db", 4.36, "dB")
AIR = ("spectrum.balance.6.deviation_db", -6.12, "dB")
AIR_LOW = ("spectrum.balance.6.low_hz", 6000, "Hz")
AIR_HIGH = ("spectrum.balance.6.high_hz", 20000, "Hz")
CREST = ("dynamics.crest_db", 11.36, "dB")
PLR = ("loudness.plr_lu", 9.55, "LU")
RANGE = ("loudness.range_lu", 5.62, "LU")
MONO = ("stereo.correlation", 0.714, "")
WIDTH = ("stereo.width", 0.143, "")


def faults(report, answer, *claims, language="en"):
    draft = Draft("q", tuple(Stated(*claim) for claim in claims), answer, 0.9)
    return [fault.code for fault in check(draft, report, question="", language=language).faults]


@pytest.mark.parametrize(
    ("language", "answer", "claims"),
    [
        ("en", "The mids are +4.4 dB from the reference.", [MUD]),
        ("en", "The air is 4.4 dB above the reference.", [MUD]),
        ("en", "There are 4.4 dB too much in the bass.", [MUD]),
        ("en", "The low mids are −6.1 dB from the reference.", [AIR]),
        ("en", "The bass is −4.8 dB from the reference.", [GAIN]),
        ("en", "Its distance is 11.4 dB from the curve.", [CREST]),
        ("en", "The true peak of −1.0 dBTP is over the limit.", [LIMIT, PEAK]),
        ("en", "The true peak is over its limit of 0.4 dBTP.", [PEAK]),
        ("en", "The crest factor is 4.4 dB.", [MUD, CREST]),
        ("en", "The loudness range is 9.6 LU.", [PLR]),
        ("en", "The PLR is 5.6 LU.", [RANGE]),
        ("en", "The correlation is 0.14.", [WIDTH]),
        ("en", "Peaks stand 5.6 LU above the loudness; 5.6 LU is a sound floor.", [RANGE]),
        ("en", "It is off by the usual spread of 4.4 dB.", [MUD]),
        ("en", "The air goes from 20000 Hz to 20000 Hz.", [AIR_LOW, AIR_HIGH]),
        ("en", "The air goes from 6000 Hz to 6000 Hz.", [AIR_LOW, AIR_HIGH]),
        ("en", "Spotify plays at −9.2 LUFS.", [LOUDNESS]),
        ("en", "Spotify will turn it down (−4.8 dB), to −9.2 LUFS.", [GAIN, LOUDNESS]),
        ("en", "0.71 of the power is in the sides.", [MONO]),
        ("en", "Peaks stand 5.6 LU above the loudness.", [RANGE]),
        ("en", "Start with a wide bell of −6.1 dB.", [AIR]),
        ("pt-BR", "O Spotify toca a −9,2 LUFS.", [LOUDNESS]),
        ("pt-BR", "O Spotify vai abaixar (−4,8 dB), para −9,2 LUFS.", [GAIN, LOUDNESS]),
        ("pt-BR", "Os médios estão +4,4 dB em relação à curva.", [MUD]),
        ("pt-BR", "O ar está 4,4 dB acima da referência.", [MUD]),
        ("pt-BR", "O fator de crista é 4,4 dB.", [MUD]),
        ("pt-BR", "A correlação é 0,14.", [WIDTH]),
        ("pt-BR", "A variação usual é de 4,4 dB.", [MUD]),
        ("pt-BR", "O true peak passa do limite de 0,4 dBTP: o limite de 0,4 dBTP.", [PEAK]),
    ],
)
def test_a_true_number_beside_the_wrong_word_is_not_shown(language, answer, claims, report):
    assert "unclaimed-figure" in faults(report, answer, *claims, language=language)


@pytest.mark.parametrize(
    ("language", "answer", "claims"),
    [
        ("en", "The low mids are +4.4 dB from the reference.", [MUD]),
        ("en", "There are 4.4 dB too much in the low-mid range.", [MUD]),
        ("en", "It is muddy: 4.4 dB above the reference.", [MUD]),
        ("en", "The bass and the low mids are 4.4 dB over the curve at most.", [MUD]),
        ("en", "The low mids are 4.4 dB over, the air 6.1 dB under the reference.", [MUD, AIR]),
        ("en", "The highs are 6.1 dB below the reference.", [AIR]),
        ("en", "The air (6000 Hz to 20000 Hz) is −6.1 dB from the reference.", [AIR]),
        ("en", "The true peak of 0.4 dBTP is over its limit of −1.0 dBTP.", [PEAK, LIMIT]),
        ("en", "The true peak reaches 0.4 dBTP.", [PEAK]),
        ("en", "Keep the ceiling at −1.0 dBTP.", [LIMIT]),
        ("en", "The crest factor is about 11.4 dB.", [CREST]),
        ("en", "The loudness range is 5.6 LU and the PLR 9.6 LU.", [RANGE, PLR]),
        ("en", "The correlation is 0.71 and the width 0.14.", [MONO, WIDTH]),
        ("en", "Spotify turns it down by 4.8 dB, to −14.0 LUFS.", [GAIN, AFTER]),
        ("en", "Spotify plays at −14.0 LUFS; the track measures −9.2 LUFS.", [AFTER, LOUDNESS]),
        ("en", "0.14 of the power is in the sides.", [WIDTH]),
        ("en", "Peaks stand 9.6 LU above the loudness.", [PLR]),
        ("pt-BR", "O Spotify vai abaixar (−4,8 dB), para −14,0 LUFS.", [GAIN, AFTER]),
        ("pt-BR", "Os médio-graves estão +4,4 dB em relação à curva.", [MUD]),
        ("pt-BR", "A mix está embolada: +4,4 dB em relação à referência.", [MUD]),
        ("pt-BR", "O true peak de 0,4 dBTP passa do limite de −1,0 dBTP.", [PEAK, LIMIT]),
        ("pt-BR", "O fator de crista é 11,4 dB.", [CREST]),
    ],
)
def test_a_number_in_words_of_its_own_passes(language, answer, claims, report):
    assert faults(report, answer, *claims, language=language) == []
