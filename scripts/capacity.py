"""How many questions the models' quotas carry, which quota binds, and what it costs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from lib.chain import models
from lib.chain.table import TableError

DAYS_A_MONTH = 30.0
_MINUTES_A_DAY = 1440.0


@dataclass(frozen=True, slots=True)
class Demand:
    """What users ask of the chain.

    Attributes
    ----------
    questions_per_user_day : float > 0
    hit_share : float in [0, 1)
        Of the questions, those that the cache or the rules answer without any model.
    escalated_share : float in [0, 1]
        Of the questions that reach a model, those that the Senior answers too.
    peak_factor : float ≥ 1
        The busiest minute over the mean minute of the day.
    """

    questions_per_user_day: float
    hit_share: float
    escalated_share: float
    peak_factor: float


@dataclass(frozen=True, slots=True)
class Call:
    """What one call of a model takes: tokens of both kinds, and micro-dollars."""

    input_tokens: int
    output_tokens: int
    micro_usd: float

    @property
    def tokens(self) -> int:
        """All of them, as the quota per minute counts."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Limit:
    """One quota: what it lets through, in questions per minute, and in users at peak."""

    name: str
    questions_per_minute: float
    users: float


def limits(
    table: models.Models, *, demand: Demand, junior: Call, senior: Call, projects: int
) -> list[Limit]:
    """Every quota's own bound, the tightest first."""
    asked = 1.0 - demand.hit_share
    shares = {"junior": asked, "senior": asked * demand.escalated_share}
    calls: dict[models.Role, Call] = {"junior": junior, "senior": senior}
    found = []
    for role, call in calls.items():
        entry = table.entry(role)
        for name, per_minute, spread in (
            ("requests per minute", float(entry.requests_per_minute), 1.0),
            ("tokens per minute", entry.tokens_per_minute / max(call.tokens, 1), 1.0),
            # A daily quota sees the day's mean, not its peak.
            ("requests per day", entry.requests_per_day / _MINUTES_A_DAY, demand.peak_factor),
        ):
            share = shares[role]
            questions = projects * per_minute / share if share else float("inf")
            users = questions * spread * _MINUTES_A_DAY / demand.peak_factor
            found.append(
                Limit(
                    f"{role.capitalize()}, {name}",
                    questions,
                    users / demand.questions_per_user_day,
                )
            )
    return sorted(found, key=lambda limit: limit.users)


def cost_per_day_usd(
    questions: float, *, demand: Demand, junior: Call, senior: Call, cascade: bool = True
) -> float:
    """Dollars a day.

    A cascade asks the Junior every time and the Senior besides; exclusive, a router that knew
    beforehand would ask only one of them.
    """
    reached = questions * (1.0 - demand.hit_share)
    by_junior = reached if cascade else reached * (1.0 - demand.escalated_share)
    by_senior = reached * demand.escalated_share
    return (by_junior * junior.micro_usd + by_senior * senior.micro_usd) / 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 2 for a model table that cannot be read."""
    options = _options(arguments)
    try:
        table = models.load(options.models)
    except TableError as error:
        print(f"capacity: {error}", file=sys.stderr)
        return 2
    demand = Demand(options.questions, options.hits, options.escalated, options.peak)
    junior = _call(table.junior, options.junior_tokens, options.junior_usd, options.date)
    senior = _call(table.senior, options.senior_tokens, options.senior_usd, options.date)
    _print_demand(options, demand)
    _print_calls(table, junior=junior, senior=senior)
    found = limits(table, demand=demand, junior=junior, senior=senior, projects=options.projects)
    _print_limits(found)
    _print_costs(options.users, found[0], demand=demand, junior=junior, senior=senior)
    return 0


def _print_demand(options: argparse.Namespace, demand: Demand) -> None:
    print(
        f"{options.users:,} users, {demand.questions_per_user_day:g} questions each a day, "
        f"{demand.hit_share:.0%} answered without a model, {demand.escalated_share:.0%} of the "
        f"rest by the Senior too, busiest minute {demand.peak_factor:g} times the mean, "
        f"{options.projects} project{'s' if options.projects > 1 else ''}"
    )


def _print_calls(table: models.Models, *, junior: Call, senior: Call) -> None:
    print("\none call                      tokens in      out    micro-dollars")
    for entry, call in ((table.junior, junior), (table.senior, senior)):
        print(
            f"  {entry.model:<26}{call.input_tokens:>11,}{call.output_tokens:>9,}"
            f"{call.micro_usd:>17,.0f}"
        )


def _print_limits(found: Sequence[Limit]) -> None:
    print("\nlimit                           questions/min      users")
    for place, limit in enumerate(found):
        told = "  binds" if place == 0 else ""
        print(
            f"  {limit.name:<30}{_whole(limit.questions_per_minute):>13}"
            f"{_whole(limit.users):>11}{told}"
        )


def _print_costs(
    users: int, tightest: Limit, *, demand: Demand, junior: Call, senior: Call
) -> None:
    print("\nquestions a day         exclusive: day     month     cascade: day     month")
    wanted = users * demand.questions_per_user_day
    for questions in sorted({wanted, 20_000.0, 100_000.0, 200_000.0}):
        exclusive, cascade = (
            cost_per_day_usd(
                questions, demand=demand, junior=junior, senior=senior, cascade=together
            )
            for together in (False, True)
        )
        mark = "these users" if questions == wanted else ""
        print(
            f"  {questions:>11,.0f} {mark:<12}{exclusive:>12,.2f}{exclusive * DAYS_A_MONTH:>10,.0f}"
            f"{cascade:>17,.2f}{cascade * DAYS_A_MONTH:>10,.0f}"
        )
    room = tightest.users / users if users else float("inf")
    print(f"\nthe quotas carry {room:.2f} times these users; {tightest.name} binds first")


def _call(entry: models.RoleEntry, tokens: Sequence[int], usd: float | None, today: date) -> Call:
    taken, given = tokens
    price = entry.price(today)
    priced = price.cost_micro_usd(input_tokens=taken, output_tokens=given)
    return Call(taken, given, priced if usd is None else usd * 1e6)


def _whole(number: float) -> str:
    return "no bound" if number == float("inf") else f"{number:,.0f}"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./scripts/capacity",
        description=__doc__,
        epilog="What is known of the old chain comes out with: --hits 0 --escalated 0.3 "
        "--junior-usd 0.0001 --senior-usd 0.001",
    )
    parser.add_argument("--users", type=_positive, default=500, help="a day (default 500)")
    parser.add_argument(
        "--questions", type=_above_zero, default=8.0, help="of each user a day (default 8)"
    )
    parser.add_argument(
        "--hits", type=_share_below_one, default=0.5, help="answered without a model (default 0.5)"
    )
    parser.add_argument(
        "--escalated", type=_share, default=0.3, help="of the rest, by the Senior too (default 0.3)"
    )
    parser.add_argument(
        "--peak", type=_at_least_one, default=5.0, help="busiest minute over the mean (default 5)"
    )
    parser.add_argument("--projects", type=_positive, default=1)
    for role, usual in (("junior", (1800, 220)), ("senior", (1800, 500))):
        parser.add_argument(
            f"--{role}-tokens",
            type=_positive,
            nargs=2,
            metavar=("IN", "OUT"),
            default=usual,
            help=f"of one call (default {usual[0]} {usual[1]})",
        )
        parser.add_argument(
            f"--{role}-usd", type=_above_zero, help="price of one call, instead of the table's"
        )
    parser.add_argument("--models", type=Path, default=models.TABLE, help="another table")
    parser.add_argument(
        "--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="of the prices"
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        msg = f"{text} is not 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return number


def _above_zero(text: str) -> float:
    return _within(text, least=1e-9, most=1e9)


def _at_least_one(text: str) -> float:
    return _within(text, least=1.0, most=1440.0)


def _share(text: str) -> float:
    return _within(text, least=0.0, most=1.0)


def _share_below_one(text: str) -> float:
    return _within(text, least=0.0, most=0.999)


def _within(text: str, *, least: float, most: float) -> float:
    number = float(text)
    if not least <= number <= most:
        msg = f"{text} is not from {least:g} to {most:g}"
        raise argparse.ArgumentTypeError(msg)
    return number


if __name__ == "__main__":
    sys.exit(main())
