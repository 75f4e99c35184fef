"""A call's share of a project's quota and of the day's money: asked for, taken, settled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast

from lib.coordination.quota_day import end_of_quota_day, quota_day

Role = Literal["junior", "senior"]
Fault = Literal["minute-quota", "day-quota", "down", "slow", "rejected", "unsent"]

# Stands in a plan's place for who has no account; no plan can be called so.
ANONYMOUS = "(anonymous)"

# What warming may take of each online quota.
WARMING_SHARE = 0.2

_MINUTE_COOLING_S = 60.0
_LONGEST_MINUTE_COOLING_S = 3600.0
_REJECTED_COOLING_S = 600.0
_DOWN_COOLING_S = 30.0
_DOWN_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class Quota:
    """What one project lets through: requests and tokens a minute, requests a day."""

    rpm: int
    tpm: int
    rpd: int

    def __post_init__(self) -> None:
        if min(self.rpm, self.tpm, self.rpd) < 1:
            msg = f"a quota lets something through: {self}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Offer:
    """A call that may be made: the most it may take, and the quota each project has for it."""

    role: Role
    model: str
    quota: Quota
    tokens: int
    cost_micro_usd: int


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that may be spent in a quota day, what is reserved included.

    A user on one of the `plans` has its share; one who has no account a smaller one, where that is
    named.
    """

    user_micro_usd: int
    overall_micro_usd: int
    anonymous_micro_usd: int | None = None
    plans: Mapping[str, int] = field(default_factory=dict)

    def of_user(self, *, plan: str) -> int:
        """One user's share; nobody gets more for having no account."""
        if plan != ANONYMOUS:
            return self.plans.get(plan, self.user_micro_usd)
        if self.anonymous_micro_usd is None:
            return self.user_micro_usd
        return min(self.anonymous_micro_usd, self.user_micro_usd)


@dataclass(frozen=True, slots=True)
class Reservation:
    """One call's share of a project's quota and of the day's money, to be settled once."""

    id: str
    role: Role
    model: str
    project: int
    tokens: int
    cost_micro_usd: int
    made_at_s: int
    day: str
    calls: int = 1
    warming: bool = False


@dataclass(frozen=True, slots=True)
class Spent:
    """What became of a call. Tokens and money count where there was a reply, `fault` is None.

    `unsent` gives everything back; a vendor's refusal or failure gives tokens and money back;
    `slow` keeps the whole reservation, for the vendor may bill it. The same holds for a call
    that was cancelled under way.
    """

    tokens: int = 0
    cost_micro_usd: int = 0
    fault: Fault | None = None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """No model may be called: switched off by the operator, or the day's money is spent."""

    reason: Literal["killed", "user-budget", "overall-budget"]
    retry_after_s: float | None


@dataclass(frozen=True, slots=True)
class Wait:
    """No call can be made now and nothing was reserved.

    `minute` and `day` quotas are taken at every project, or they are all `cooling`, or were all
    `tried`; `leader-failed`: who was followed came back without an answer.
    """

    reason: Literal["minute", "day", "cooling", "tried", "leader-failed"]
    retry_after_s: float


def reservation(
    offer: Offer, *, reservation_id: str, now_ms: int, calls: int = 1, warming: bool = False
) -> Reservation:
    """What taking an offer now reserves, at a project that the script will choose."""
    return Reservation(
        id=reservation_id,
        role=offer.role,
        model=offer.model,
        project=0,
        tokens=offer.tokens,
        cost_micro_usd=offer.cost_micro_usd,
        made_at_s=now_ms // 1000,
        day=quota_day(now_ms / 1000),
        calls=calls,
        warming=warming,
    )


def request(
    offer: Offer, *, now_ms: int, failed: Sequence[int] = (), calls: int = 1, warming: bool = False
) -> dict[str, Any]:
    """How the scripts are asked for a reservation, at none of the projects that failed."""
    return {
        "model": offer.model,
        **asdict(offer.quota),
        "tokens": offer.tokens,
        "cost": offer.cost_micro_usd,
        "calls": calls,
        "warming": warming,
        "share": WARMING_SHARE,
        "failed": list(failed),
        "day_left": _left_of_day_ms(now_ms),
    }


def limits(caps: Caps, *, plan: str = "") -> dict[str, int]:
    """How the scripts are told the caps."""
    return {"user": caps.of_user(plan=plan), "overall": caps.overall_micro_usd}


def settlement(made: Reservation, spent: Spent, *, now_ms: int) -> dict[str, Any]:
    """How the scripts are told what to give back of a reservation, and how long to cool."""
    match spent.fault:
        case None:
            tokens, cost = spent.tokens, spent.cost_micro_usd
        case "slow":
            tokens, cost = made.tokens, made.cost_micro_usd
        case _:
            tokens, cost = 0, 0
    unsent = made.calls if spent.fault == "unsent" else 0
    return {
        "second": made.made_at_s,
        "name": f"{made.model}:{made.project}",
        "role": made.role,
        "warming": made.warming,
        "calls_back": unsent,
        "calls_made": made.calls - unsent,
        "tokens_back": made.tokens - tokens,
        "money_back": made.cost_micro_usd - cost,
        "tokens": tokens,
        "cost": cost,
        "fault": spent.fault or "",
        "cool_until": _cool_until_ms(spent, now_ms=now_ms),
        "down_window": int(_DOWN_WINDOW_S * 1000),
        "down_cool": int(_DOWN_COOLING_S * 1000),
    }


def refused(reply: Sequence[Any], *, now_ms: int) -> Denied | Wait:
    """What a script's reply means that reserves nothing."""
    match reply:
        case ["denied", "killed"]:
            return Denied("killed", None)
        case ["denied", ("user-budget" | "overall-budget") as reason]:
            return Denied(reason, _left_of_day_ms(now_ms) / 1000)
        case ["wait", reason, wait_ms]:
            return Wait(cast("Any", reason), int(wait_ms) / 1000)
        case _:
            msg = f"no such reply: {reply!r}"
            raise ValueError(msg)


def _cool_until_ms(spent: Spent, *, now_ms: int) -> int:
    match spent.fault:
        case "minute-quota":
            named_s = _MINUTE_COOLING_S if spent.retry_after_s is None else spent.retry_after_s
            cooling_s = min(max(named_s, 1.0), _LONGEST_MINUTE_COOLING_S)
        case "day-quota":
            return now_ms + _left_of_day_ms(now_ms)
        case "rejected":
            cooling_s = _REJECTED_COOLING_S
        case _:
            return 0
    return now_ms + round(cooling_s * 1000)


def _left_of_day_ms(now_ms: int) -> int:
    return round(end_of_quota_day(now_ms / 1000) * 1000) - now_ms
