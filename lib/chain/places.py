"""Where a number stands whatever the order of its report: by platform, finding or band."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lib.chain import facts


def name(report: facts.Report, path: str) -> str | None:
    """The place that a dotted path means: "targets.0.gain_db" is "targets[spotify].gain_db".

    None where the path leads to no number, or to a row that has no name of its own and would be
    another thing in another report, such as a point of a curve.
    """
    if facts.number(report, path) is None:
        return None
    node: Any = report
    place = ""
    for step in path.split("."):
        if isinstance(node, Mapping):
            place += f".{step}" if place else step
            node = node.get(step)
            continue
        row = _row_name(node, int(step))
        if row is None and place.rpartition(".")[2] not in _RANKED:
            return None
        place += f"[{row}]" if row is not None else f".{step}"
        node = node[int(step)]
    return place


def path(report: facts.Report, place: str) -> str | None:
    """The dotted path of a place in this report; None where there is no number."""
    steps: list[str] = []
    for step in re.findall(r"\[[^\[\]]*\]|[^.\[\]]+", place):
        if not step.startswith("["):
            steps.append(step)
            continue
        rows = facts.rows(report, ".".join(steps))
        names = [_row_name(rows, n) for n in range(len(rows))]
        if step[1:-1] not in names:
            return None
        steps.append(str(names.index(step[1:-1])))
    found = ".".join(steps)
    return None if facts.number(report, found) is None else found


def canonical(report: facts.Report, path: str) -> str:
    """The path itself, or that of the metric a finding's `value` repeats."""
    row, _, last = path.rpartition(".")
    if last != "value" or not re.fullmatch(r"findings\.\d+", row):
        return path
    metric = facts.word(report, f"{row}.metric") or ""
    value = facts.number(report, path)
    return metric if value is not None and facts.number(report, metric) == value else path


def row_of(report: facts.Report, path: str, *, table: str) -> str | None:
    """The name of the row of a table, such as "targets", that a path is in; None outside it."""
    match = re.match(rf"{re.escape(table)}\.(\d+)\.", path)
    return None if match is None else _row_name(facts.rows(report, table), int(match[1]))


# Lists in which the first is the same kind of thing in every report.
_RANKED = ("regions", "alternatives", "resonances")
_NAMES = ("platform", "code", "band", "center_hz")


def _row_name(rows: Any, n: int) -> str | None:
    """The name of a row if no other row has it."""
    if not isinstance(rows, Sequence):
        return None
    for key in _NAMES:
        names = [row.get(key) if isinstance(row, Mapping) else None for row in rows]
        found = names[n]
        plain = isinstance(found, str) and re.fullmatch(r"\w+", found)
        fixed = key == "center_hz" and isinstance(found, int | float)
        if (plain or fixed) and names.count(found) == 1:
            return f"{found:g}" if isinstance(found, int | float) else str(found)
    return None
