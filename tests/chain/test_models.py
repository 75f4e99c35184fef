"""The table of models is data: a new price or model is a line in a file."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.chain import models
from lib.chain.models import Price
from lib.chain.table import TableError

TOKENS = st.integers(0, 10_000_000)


def test_the_price_that_has_come_last_is_in_force():
    senior = models.load().senior

    assert senior.price(date(2026, 12, 31)).input == 0.75
    assert senior.price(date(2027, 1, 1)).input == 1.50
    assert senior.price(date(2030, 1, 1)).output == 7.50


def test_before_the_first_price_the_first_one_counts():
    assert models.load().junior.price(date(2020, 1, 1)).input == 0.30


def test_a_dollar_per_million_tokens_is_a_micro_dollar_per_token():
    price = Price(valid_from=date(2026, 1, 1), input=0.30, output=2.50)

    assert price.cost_micro_usd(input_tokens=1000, output_tokens=200) == 800
    assert price.cost_micro_usd(input_tokens=1, output_tokens=0) == 1
    assert price.cost_micro_usd(input_tokens=0, output_tokens=0) == 0


@given(TOKENS, TOKENS, TOKENS, TOKENS)
def test_two_calls_never_cost_less_than_one_of_both(a, b, c, d):
    price = Price(valid_from=date(2026, 1, 1), input=0.30, output=2.50)
    both = price.cost_micro_usd(input_tokens=a + c, output_tokens=b + d)
    first = price.cost_micro_usd(input_tokens=a, output_tokens=b)
    second = price.cost_micro_usd(input_tokens=c, output_tokens=d)

    assert both <= first + second <= both + 1


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("requests_per_minute = 1500", "requests_per_minute = 0"), "junior.requests_per_minute"),
        (("[junior]", "[intern]"), "junior"),
        (('thinking = "low"', 'thinking = "deep"'), "thinking"),
        (("input = 0.30", "input = nan"), "input"),
        (("[junior]", "[junior"), "models.toml"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_the_place(tmp_path, change, place):
    path = tmp_path / "models.toml"
    path.write_text(models.TABLE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")

    with pytest.raises(TableError, match=place):
        models.load(path)


def test_a_role_that_nobody_plays_is_refused(tmp_path):
    path = tmp_path / "models.toml"
    extra = '\n[intern]\nmodel = "x"\n'
    path.write_text(models.TABLE.read_text(encoding="utf-8") + extra, encoding="utf-8")

    with pytest.raises(TableError, match="intern"):
        models.load(path)
