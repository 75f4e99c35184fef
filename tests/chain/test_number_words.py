"""Numbers in words have one value in both languages, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain.number_words import in_digits, worded

TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
DEZENAS = ["vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"]
UNIDADES = ["um", "dois", "tres", "quatro", "cinco", "seis", "sete", "oito", "nove"]


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("fourteen", 14),
        ("catorze", 14),
        ("two hundred and fifty", 250),
        ("duzentos e cinquenta", 250),
        ("sete mil e oitenta", 7080),
        ("three thousand two hundred", 3200),
        ("nine point two", 9.2),
        ("nove virgula dezoito", 9.18),
        ("zero point zero five", 0.05),
        ("half", 0.5),
        ("tres e meio", 3.5),
        ("three and a half", 3.5),
        ("one twenty-eight", None),
        ("dois e tres", None),
        ("five point half", None),
    ],
)
def test_the_value_of_words(plain, value):
    (found,) = worded(plain)
    assert found.value == (None if value is None else pytest.approx(value))
    assert (found.start, found.end) == (0, len(plain))


@given(st.integers(21, 99).filter(lambda n: n % 10))
def test_any_number_of_two_words_is_the_same_in_both_languages(number):
    tens, ones = divmod(number, 10)
    (english,) = worded(f"{TENS[tens - 2]}-{ONES[ones - 1]}")
    (portuguese,) = worded(f"{DEZENAS[tens - 2]} e {UNIDADES[ones - 1]}")
    assert english.value == portuguese.value == number


@pytest.mark.parametrize("plain", ["someone", "anyone", "tendency", "por cento", "umas", "seven11"])
def test_a_number_inside_a_word_is_none(plain):
    assert list(worded(plain)) == []


def test_small_numbers_may_be_said_in_passing_and_large_ones_not():
    assert [found.large for found in worded("one, two, three, twelve")] == [
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("can I go three decibels up?", "can i go 3 decibels up?"),
        ("posso subir três dB?", "posso subir 3 db?"),
        ("push it 3 more dB", "push it 3 db more"),
        ("room up to 0 dBFS?", "room up to zero?"),
        ("should I cut at 300?", "should i cut at 300 hz?"),
        ("corto ali nos 300?", "corto ali nos 300 hz?"),
    ],
)
def test_a_figure_of_a_question_is_written_in_digits_with_its_unit(asked, written):
    assert in_digits(asked) == written


@pytest.mark.parametrize(
    "asked",
    [
        "one question, is it two loud?",
        "should i cut at 1:20?",
        "cut 300 milliseconds?",
        "cut 3 db at 300 hz",
        "cut 20%",
        "cut 400 to 600",
    ],
)
def test_a_number_of_something_else_is_left_as_it_is(asked):
    assert in_digits(asked) == asked


@given(st.text(max_size=80))
def test_writing_figures_out_twice_is_the_same_as_once(asked):
    once = in_digits(asked)
    assert in_digits(once) == once
