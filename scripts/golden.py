"""Reports of made tracks, kept in tests/golden so that a figure that changes is seen."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lib.audio.report import measure
from scripts.golden_tracks import TRACKS

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "golden"

# How far figures may be apart, by the end of their names: a step of their rounding and a little,
# for the last digit hangs on the processor. Numbers of other names are equal or differ.
TOLERANCES = {
    **dict.fromkeys(("_db", "_lu", "_lufs", "_dbfs", "_dbtp", "_db_per_octave"), 0.0101),
    **dict.fromkeys(("_s", "seconds_per_point"), 0.00101),
    **dict.fromkeys(("_hz", "_cents", ".q"), 0.101),
    **dict.fromkeys(("correlation", "correlation_min", "width", "stability"), 0.00101),
    **dict.fromkeys((".min", ".max", ".mean", ".rms"), 0.0101),
    "bpm": 0.0101,
    "confidence": 0.00201,
    "dc_offset": 0.0000101,
}
# What is too long to be read, by its path: of these the number, extremes and mean are kept.
_BULKY = (
    "loudness.curve.momentary_lufs",
    "loudness.curve.short_term_lufs",
    "preview.peaks.min",
    "preview.peaks.max",
    "preview.peaks.rms",
)
# Of more regions than these in one list only the first and the last are kept.
_MOST_REGIONS = 5
# What a finding says around its figures; tests of its own hold that.
_WORDS = ("title", "why", "fix")
_WIDTH = 98

Tolerance = Callable[[str], float]


def golden(name: str) -> dict[str, Any]:
    """A made track's report as it is measured now, in short."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(TRACKS[name]())
        return shortened(measure(path))


def shortened(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report with its long lists summed up, and without what findings say around figures."""
    short: dict[str, Any] = json.loads(json.dumps(report))
    for path in _BULKY:
        *parents, name = path.split(".")
        place = short
        for parent in parents:
            place = place[parent]
        place[name] = _summary(place[name])
    for finding in short["findings"]:
        for name in _WORDS:
            del finding[name]
    for place in (short["loudness"]["overs"], short["dynamics"]["clipping"], *short["findings"]):
        if len(regions := place["regions"]) > _MOST_REGIONS:
            place["regions"] = {"items": len(regions), "first": regions[0], "last": regions[-1]}
    return short


def tolerance_of(path: str) -> float:
    """How far the figures at a path may be apart; the longest ending in the table decides."""
    endings = [ending for ending in TOLERANCES if path.endswith(ending)]
    return TOLERANCES[max(endings, key=len)] if endings else 0.0


def differences(
    expected: Any, found: Any, *, path: str = "", tolerance: Tolerance = tolerance_of
) -> Iterator[str]:
    """One line for each path at which two reports differ, from the first to the last."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for name in sorted(expected.keys() | found.keys()):
            inner = f"{path}.{name}" if path else name
            if name in expected and name in found:
                yield from differences(expected[name], found[name], path=inner, tolerance=tolerance)
            else:
                yield f"{inner}: {'is missing' if name in expected else 'is new'}"
    elif _is_list(expected) and _is_list(found):
        if len(expected) != len(found):
            yield f"{path}: {len(found)} items, not {len(expected)}"
        for index, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from differences(one, other, path=f"{path}.{index}", tolerance=tolerance)
    elif _is_number(expected) and _is_number(found):
        if abs(found - expected) > tolerance(path):
            yield f"{path}: {found!r}, not {expected!r}"
    elif type(expected) is not type(found) or expected != found:
        yield f"{path}: {found!r}, not {expected!r}"


def text(value: Any, *, indent: str = "") -> str:
    """JSON with sorted keys, in which what fits on a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if not isinstance(value, dict | list) or len(indent) + len(flat) < _WIDTH:
        return flat
    deeper = indent + " "
    if isinstance(value, dict):
        items = [f"{json.dumps(k)}: {text(v, indent=deeper)}" for k, v in sorted(value.items())]
    else:
        items = [text(each, indent=deeper) for each in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner = f",\n{deeper}".join(items)
    return f"{opening}\n{deeper}{inner}\n{indent}{closing}"


def _summary(values: Sequence[float | None]) -> dict[str, float | int | None]:
    known = [value for value in values if value is not None]
    return {
        "points": len(values),
        "nulls": len(values) - len(known),
        "min": min(known, default=None),
        "max": max(known, default=None),
        "mean": round(sum(known) / len(known), 3) if known else None,
    }


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _main() -> int:
    argparse.ArgumentParser(prog="./scripts/golden", description=__doc__).parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for stale in {path.stem for path in FOLDER.glob("*.json")} - TRACKS.keys():
        (FOLDER / f"{stale}.json").unlink()
    for name in TRACKS:
        path = FOLDER / f"{name}.json"
        before = json.loads(path.read_text()) if path.exists() else {}
        now = golden(name)
        path.write_text(text(now) + "\n")
        changed = list(differences(before, now))
        print(f"wrote {path.name}: {len(changed)} differences", file=sys.stderr)
        for line in changed if before else []:
            print(f"  {line}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
