"""No number of a text is overlooked, and what cannot be read for certain equals nothing."""

from __future__ import annotations

import math
import re
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lib.chain import metrics
from lib.chain.numerals import folded, read


def told(text, language="en"):
    return [(n.value, n.unit) for n in read(text, language=language)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("at −9.2 LUFS, or -9,2 LKFS, or – 9.2 lufs", [(-9.2, "LUFS")] * 3),
        ("−14LUFS and 3dB and 16-bit", [(-14, "LUFS"), (3, "dB"), (16, "bit")]),
        ("- 9,8 dB TP", [(-9.8, "dBTP")]),
        ("2–3 dB, 250-500 Hz", [(2, "dB"), (3, "dB"), (250, "Hz"), (500, "Hz")]),
        ("from −14 to −9 LUFS", [(-14, "LUFS"), (-9, "LUFS")]),
        ("2 to 5.1 kHz", [(2000, "Hz"), (5100, "Hz")]),
        ("1,234.5 Hz and 1.000,5 Hz", [(1234.5, "Hz"), (1000.5, "Hz")]),
        ("1,000 Hz", [(1000, "Hz")]),
        ("44 100 Hz", [(44100, "Hz")]),
        ("at 1:05, 4 min 1 s, 12 ms", [(65, "s"), (241, "s"), (0.012, "s")]),
        ("14 % or 14 percent", [(0.14, "%"), (0.14, "%")]),
        ("−4.7 dB/octave, −4.7 dB per octave", [(-4.7, "dB/octave")] * 2),
        ("２ dB ٣ dB", [(2, "dB"), (3, "dB")]),
        ("½ dB", [(0.5, "dB")]),
        ("an MP3 by R 128, BS.1770-4 and R128", []),
        ("minus 9.2 LUFS, plus 3 dB", [(-9.2, "LUFS"), (3, "dB")]),
        ("three decibels, half a dB, nine point two LU", [(3, "dB"), (0.5, "dB"), (9.2, "LU")]),
        ("minus fourteen LUFS", [(-14, "LUFS")]),
        ("two to three dB", [(2, "dB"), (3, "dB")]),
        ("two hundred and fifty Hz", [(250, "Hz")]),
        ("it has twenty-four of them", [(24, "")]),
        ("one master for the two of you", []),
        ("320 kbps is 2x", [(320, "?"), (2, "?")]),
    ],
)
def test_numbers_are_read_with_sign_rounding_and_unit(text, figures):
    assert told(text) == [(pytest.approx(value), unit) for value, unit in figures]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("44.100 Hz e 1.234,5 Hz", [(44100, "Hz"), (1234.5, "Hz")]),
        ("0.714; 9.2 LU", [(0.714, ""), (9.2, "LU")]),
        ("dois dB, meio dB, três decibéis", [(2, "dB"), (0.5, "dB"), (3, "dB")]),
        ("menos quatorze LUFS", [(-14, "LUFS")]),
        ("pelo menos 3 dB, mais ou menos 2 dB", [(3, "dB"), (2, "dB")]),
        ("cento e vinte e oito BPM", [(128, "BPM")]),
        ("três e meio dB", [(3.5, "dB")]),
        ("nove vírgula dois LUFS", [(9.2, "LUFS")]),
        ("sete mil e oitenta Hz", [(7080, "Hz")]),
        ("de 250 a 500 Hz", [(250, "Hz"), (500, "Hz")]),
        ("uma mix e duas caixas", []),
        ("14 por cento, −4,7 dB/oitava", [(0.14, "%"), (-4.7, "dB/octave")]),
    ],
)
def test_numbers_are_read_in_portuguese(text, figures):
    assert told(text, "pt-BR") == [(pytest.approx(value), unit) for value, unit in figures]


@pytest.mark.parametrize(
    "text",
    ["1.2.3", "4:1", "1/3", "1e3", "10^3", "10²", ".5 dB", "C4", "MP7", "2nd", "0x1F", "Ⅷ dB", "②",
     "LUFS-9", "--9 dB", "1:75", "2½ dB", "two dB and a half", "one twenty-eight BPM", "三 dB"],
)  # fmt: skip
def test_what_has_no_sure_reading_equals_nothing(text):
    numerals = read(text, language="en")
    assert any(math.isnan(numeral.value) for numeral in numerals)
    assert not any(n.means(v) for n in numerals if math.isnan(n.value) for v in (0, 3, 9, 2.5))


def test_what_a_thousand_mark_is_depends_on_the_language():
    assert told("1.234 Hz", "en") == [(1.234, "Hz")]
    assert told("1.234 Hz", "pt-BR") == [(1234.0, "Hz")]


def test_names_and_spans_that_are_known_are_no_numbers():
    assert read("PCM_24", language="en", names=["PCM_24"]) == []
    assert len(read("PCM_24", language="en")) == 1
    assert read("in 8A", language="en", skip=[(3, 5)]) == []


@settings(max_examples=200, deadline=None)
@given(
    value=st.floats(-5e4, 5e4),
    unit=st.sampled_from(["dB", "Hz", "s", "LUFS", "dBTP", "BPM", "bit", ""]),
    language=st.sampled_from(["en", "pt-BR"]),
)
def test_any_number_as_the_rules_tell_it_is_read_back(value, unit, language):
    text = metrics.told(value, scale=metrics.Scale(unit, 1), language=language)
    (numeral,) = read(text, language=language)
    assert numeral.means(value)
    assert numeral.unit == unit


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["en", "pt-BR"]))
def test_in_any_text_every_digit_of_any_script_is_in_a_numeral(text, language):
    assume(not re.search("[mrb]", folded(text)))  # names such as MP3 are let through
    spans = [(n.start, n.end) for n in read(text, language=language)]
    for place, mark in enumerate(text):
        if unicodedata.numeric(mark, None) is not None:
            assert any(start <= place < end for start, end in spans)


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text):
    assert len(folded(text)) == len(text)
