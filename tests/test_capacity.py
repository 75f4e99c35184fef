"""What the quotas carry and what the questions cost is arithmetic that anybody can repeat."""

from __future__ import annotations

import pytest

from lib.chain import models
from scripts import capacity
from scripts.capacity import Call, Demand, cost_per_day_usd, limits

KNOWN = Demand(questions_per_user_day=10.0, hit_share=0.0, escalated_share=0.3, peak_factor=1.0)
CHEAP, STRONG = Call(100, 100, 100.0), Call(100, 100, 1000.0)


@pytest.mark.parametrize(
    ("questions", "exclusive", "cascade"),
    [(20_000, 7.40, 8.0), (100_000, 37.0, 40.0), (200_000, 74.0, 80.0)],
)
def test_the_known_table_of_costs_comes_out(questions, exclusive, cascade):
    costs = {"demand": KNOWN, "junior": CHEAP, "senior": STRONG}

    assert cost_per_day_usd(questions, cascade=False, **costs) == pytest.approx(exclusive)
    assert cost_per_day_usd(questions, cascade=True, **costs) == pytest.approx(cascade)


def test_360_senior_requests_a_minute_carry_1200_questions_where_three_in_ten_escalate():
    found = limits(models.load(), demand=KNOWN, junior=CHEAP, senior=STRONG, projects=1)

    by_name = {limit.name: limit for limit in found}
    assert by_name["Senior, requests per minute"].questions_per_minute == pytest.approx(1200.0)
    assert by_name["Junior, requests per minute"].questions_per_minute == pytest.approx(1500.0)


def test_the_tightest_limit_comes_first_and_a_second_project_doubles_every_one():
    demand = Demand(8.0, 0.5, 0.2, 5.0)
    one, two = (
        limits(models.load(), demand=demand, junior=CHEAP, senior=STRONG, projects=n)
        for n in (1, 2)
    )

    assert [limit.users for limit in one] == sorted(limit.users for limit in one)
    assert [limit.users for limit in two] == pytest.approx([2 * limit.users for limit in one])


def test_a_peak_lowers_what_a_minute_carries_and_not_what_a_day_does():
    flat, peaked = (
        {
            limit.name: limit.users
            for limit in limits(
                models.load(),
                demand=Demand(8.0, 0.5, 0.2, peak),
                junior=CHEAP,
                senior=STRONG,
                projects=1,
            )
        }
        for peak in (1.0, 4.0)
    )

    for name, users in flat.items():
        assert peaked[name] == pytest.approx(users if "day" in name else users / 4.0)


def test_nothing_escalated_leaves_the_senior_without_bound(capsys):
    assert capacity.main(["--escalated", "0"]) == 0

    assert "no bound" in capsys.readouterr().out


def test_the_command_prints_the_known_table(capsys):
    known = ["--hits", "0", "--escalated", "0.3", "--junior-usd", "0.0001", "--senior-usd", "0.001"]

    assert capacity.main([*known, "--peak", "1"]) == 0

    told = capsys.readouterr().out
    for figure in ("7.40", "37.00", "74.00", "8.00", "40.00", "80.00", "1,200", "1,500"):
        assert figure in told


def test_a_table_that_is_none_is_named(tmp_path, capsys):
    assert capacity.main(["--models", str(tmp_path / "none.toml")]) == 2

    assert "none.toml" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--hits", "1"], ["--users", "0"], ["--peak", "0.5"]])
def test_what_makes_no_sense_is_refused(wrong, capsys):
    with pytest.raises(SystemExit):
        capacity.main(wrong)

    assert wrong[0] in capsys.readouterr().err
