"""Numbers of a report by dotted path, and the check that what is said is among them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.chain.answer import Claim
from lib.chain.pattern import Pattern

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written in a text, and how far rounding may have moved it."""

    text: str
    value: float
    tolerance: float

    def means(self, value: float | None) -> bool:
        """Is this figure that value, as far as it was rounded."""
        return value is not None and abs(self.value - value) <= self.tolerance + 1e-12 * abs(value)


def read(report: Report, path: str) -> Any:
    """The value at a dotted path, lists by index; None where the path leads nowhere."""
    node: Any = report
    for step in path.split("."):
        if isinstance(node, Mapping):
            node = node.get(step)
        elif isinstance(node, list | tuple) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node


def number(report: Report, path: str) -> float | None:
    """The finite number at a dotted path, else None."""
    value = read(report, path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def word(report: Report, path: str) -> str | None:
    """The text at a dotted path, else None."""
    value = read(report, path)
    return value if isinstance(value, str) and value else None


def rows(report: Report, path: str) -> Sequence[Mapping[str, Any]]:
    """The list of objects at a dotted path, empty where there is none; others become empty."""
    value = read(report, path)
    items = value if isinstance(value, list | tuple) else ()
    return [item if isinstance(item, Mapping) else {} for item in items]


def reason(report: Report, path: str) -> str | None:
    """Why a number is missing: its reason slug, else that of what it stands in or consists of."""
    steps = path.split(".")
    reasons = report.get("unavailable")
    if not isinstance(reasons, Mapping):
        return None
    for length in range(len(steps), 0, -1):
        slug = reasons.get(".".join(steps[:length]))
        if isinstance(slug, str):
            return slug
    within = (slug for key, slug in reasons.items() if str(key).startswith(f"{path}."))
    return next((slug for slug in within if isinstance(slug, str)), None)


def holds(claim: Claim, report: Report) -> bool:
    """Is the claimed number in the report, at the place it names, within its own rounding."""
    measured = number(report, claim.metric)
    if measured is None or not math.isfinite(claim.value):
        return False
    slack = max(_half_last_place(_written(claim.value)), 1e-9 * abs(measured))
    return abs(measured - claim.value) <= slack


def figures(text: str) -> list[Figure]:
    """Every number written in a text, in either language's form; a time m:ss is in seconds."""
    return [_figure(match) for match in _FIGURE.finditer(text)]


def unsupported(
    text: str, *, claims: Iterable[Claim], constants: Iterable[float] = ()
) -> list[Figure]:
    """The numbers of a text that are neither claimed nor a constant."""
    known = [claim.value for claim in claims] + list(constants)
    return [figure for figure in figures(text) if not any(figure.means(value) for value in known)]


# A digit that follows a letter belongs to a name (MP3); a hyphen after one is no minus sign.
_FIGURE = Pattern(r"(?<![\w.,:])(?P<sign>(?<!\w)[−-])?\+?(?P<size>\d+:\d\d|\d+(?:[.,]\d+)?)(?!\w)")


def _figure(match: re.Match[str]) -> Figure:
    size = match["size"]
    if ":" in size:
        minutes, seconds = size.split(":")
        value, slack = 60.0 * int(minutes) + int(seconds), 0.5
    else:
        value, slack = float(size.replace(",", ".")), _half_last_place(size)
    return Figure(match[0], -value if match["sign"] else value, slack + 1e-9)


def _half_last_place(written: str) -> float:
    decimals = len(re.split(r"[.,]", written)[1]) if re.search(r"[.,]", written) else 0
    return float(0.5 * 10.0**-decimals)


def _written(value: float) -> str:
    text = f"{value:.6f}".rstrip("0")
    return text.rstrip(".")
