"""The dated table of models: who plays which role, at what price, within which quotas."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lib.chain import table

Role = Literal["junior", "senior"]
TABLE = Path(__file__).with_name("models.toml")
# What a batch costs beside the same prompts online, by the vendor's price list.
BATCH_SHARE = 0.5
_PER_TOKEN = 1_000_000


class Price(BaseModel):
    """Dollars per million tokens from a day on."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    valid_from: date
    input: float = Field(ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)

    def cost_micro_usd(self, *, input_tokens: int, output_tokens: int) -> int:
        """What so many tokens cost, in whole micro-dollars, rounded up."""
        # A dollar per million tokens is a micro-dollar per token. The rounding takes off what
        # binary fractions add to a sum that is whole.
        exact = input_tokens * self.input + output_tokens * self.output
        return math.ceil(round(exact, 6))


class RoleEntry(BaseModel):
    """One role of the table: a model, its prices and one project's quotas."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    model: str = Field(pattern=r"[\w.-]+")
    requests_per_minute: int = Field(ge=1)
    tokens_per_minute: int = Field(ge=1)
    requests_per_day: int = Field(ge=1)
    thinking: Literal["minimal", "low", "medium", "high"] = "low"
    prices: tuple[Price, ...] = Field(min_length=1)

    def price(self, today: date) -> Price:
        """The price in force on a day; before the first, the first."""
        come = [price for price in self.prices if price.valid_from <= today]
        if come:
            return max(come, key=lambda price: price.valid_from)
        return min(self.prices, key=lambda price: price.valid_from)

    def cost_on(self, day: str, *, input_tokens: int, output_tokens: int) -> int:
        """Micro-dollars for so many tokens on a day as in 2026-11-22."""
        price = self.price(date.fromisoformat(day))
        return price.cost_micro_usd(input_tokens=input_tokens, output_tokens=output_tokens)


class Models(BaseModel):
    """Both roles."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    junior: RoleEntry
    senior: RoleEntry

    def entry(self, role: Role) -> RoleEntry:
        """The role's own entry."""
        return self.junior if role == "junior" else self.senior


def load(path: Path = TABLE) -> Models:
    """Read a table; raises `lib.chain.table.TableError`."""
    return table.read(path, Models)
