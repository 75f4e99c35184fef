"""Dotted paths into a report: `spectrum.balance.sub.deviation_db`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]
# What the items of a list are called by, where they have a name.
_NAMES = ("band", "curve")


def reason(report: Report, metric: str) -> Any:
    """Why the number at a path is null, or None where nothing is said of it."""
    reasons = report.get("unavailable")
    return reasons.get(metric) if isinstance(reasons, Mapping) else None


def locate(report: Report, metric: str) -> tuple[str, Any]:
    """The value at a dotted path, and that path with every list entered by its index."""
    node: Any = report
    path = []
    for step in metric.split("."):
        key: Any = step
        if isinstance(node, list | tuple):
            key = _index(node, step)
            node = None if key is None else node[key]
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
        path.append(step if key is None else str(key))
    return ".".join(path), node


def _index(items: Sequence[Any], step: str) -> int | None:
    if step.isdigit():
        return int(step) if int(step) < len(items) else None
    named = (n for n, item in enumerate(items) if isinstance(item, Mapping))
    return next((n for n in named if any(items[n].get(key) == step for key in _NAMES)), None)


def number(value: Any) -> float | None:
    """The value as a finite float, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
