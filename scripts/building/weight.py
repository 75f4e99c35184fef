"""What the dependencies weigh, and which of them may be the one too many."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

MIB = 2**20


def installed(site: Path) -> Counter[str]:
    """What the builder installed for all functions alike: bytes by distribution, bytecode aside."""
    sizes: Counter[str] = Counter()
    for record in site.glob(".vercel/python/.venv/lib/python*/site-packages/*.dist-info/RECORD"):
        with record.open(newline="") as rows:
            names = [row[0] for row in csv.reader(rows) if row and not row[0].endswith(".pyc")]
        files = (record.parent.parent / name for name in names if not name.startswith(".."))
        sizes[record.parent.name.partition("-")[0]] = sum(map(_size, files))
    return sizes


def excess(sizes: Mapping[str, int], *, limit_mib: float) -> str | None:
    """Say by how much packages are over a limit, and without which of them they would not be."""
    total = sum(sizes.values())
    over = total - limit_mib * MIB
    if over <= 0:
        return None
    enough = {name: size for name, size in sizes.items() if size >= over}
    told = f"{total / MIB:.1f} MiB are over {limit_mib:g} MiB"
    if enough:
        return f"{told}, and would not be without one of {_named(enough)}"
    return f"{told}: {_named(sizes)}"


def _named(sizes: Mapping[str, int]) -> str:
    rows = Counter(sizes).most_common()
    return ", ".join(f"{name} ({size / MIB:.1f})" for name, size in rows)


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
