"""The fact sheet: the numbers that an intent needs, a line each, for a model to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lib.chain import facts, metrics
from lib.chain.answer import Language
from lib.chain.intent import TONES, Intent

_MOST_FINDINGS, _MOST_ROWS = 5, 8

# What a topic shows: numbers by path, and rows of a list by (list, names).
_NUMBERS: dict[str, tuple[str, ...]] = {
    "level": (
        "loudness.integrated_lufs",
        "loudness.momentary_max_lufs",
        "loudness.short_term_max_lufs",
        "loudness.range_lu",
        "loudness.true_peak_dbtp",
    ),
    "peaks": (
        "loudness.true_peak_dbtp",
        "loudness.true_peak_at_s",
        "loudness.sample_peak_dbfs",
        "loudness.overs.count",
        "dynamics.clipping.runs",
        "dynamics.clipping.samples",
    ),
    "dynamics": (
        "loudness.range_lu",
        "loudness.plr_lu",
        "loudness.psr_min_lu",
        "dynamics.crest_db",
        "dynamics.rms_dbfs",
        "dynamics.dc_offset",
    ),
    "tone": (
        "spectrum.tilt_db_per_octave",
        "spectrum.centroid_hz",
        "spectrum.rolloff_hz",
        "spectrum.cutoff_hz",
    ),
    "image": (
        "stereo.correlation",
        "stereo.correlation_min",
        "stereo.width",
        "stereo.balance_db",
        "stereo.mono_loss_lu",
        "stereo.low_end_side_db",
    ),
    "music": ("tempo.bpm", "tempo.confidence", "key.confidence", "key.tuning_cents"),
    "file": ("file.duration_s", "file.sample_rate_hz", "file.channels", "file.bit_depth"),
}
_ROWS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "level": (
        (
            "targets",
            ("target_lufs", "gain_db", "true_peak_after_dbtp", "true_peak_limit_dbtp"),
        ),
    ),
    "tone": (
        ("spectrum.balance", ("deviation_db",)),
        ("spectrum.resonances", ("frequency_hz", "excess_db", "q")),
    ),
    "image": (("stereo.bands", ("correlation", "width")),),
    "dynamics": (("sections", ("start_s", "end_s", "loudness_lufs")),),
}
_TOPICS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("too_loud", "too_quiet", "level_choice", "targets"), ("level",)),
    **dict.fromkeys(("fit", "compare_platforms"), ("level", "peaks")),
    **dict.fromkeys(("clipping", "true_peak", "headroom"), ("peaks", "level")),
    "dynamics": ("dynamics", "level"),
    **dict.fromkeys(("stereo_width", "mono", "balance"), ("image",)),
    **dict.fromkeys((*TONES, "tonal_balance", "frequency"), ("tone",)),
    **dict.fromkeys(("tempo", "key"), ("music",)),
}
# What tells a row of a list from the others.
_NAMING = ("platform", "name", "code", "metric", "unit", "severity", "band", "center_hz")
# What is not on one of the lists, or not understood, may be about anything.
_ANY = ("level", "peaks", "dynamics", "tone", "image", "music", "file")


def topical(report: facts.Report, asked: Intent, *, language: Language) -> list[str]:
    """What an intent is about: a line for each number, and the worst findings in words."""
    paths = _paths(report, asked)
    return [*lines(report, paths, language=language), *_findings(report, language=language)]


def lines(report: facts.Report, paths: Iterable[str], *, language: Language) -> list[str]:
    """One line for each number: its path, its value with its unit, and what it is called."""
    told = (_line(report, path, language=language) for path in dict.fromkeys(paths))
    return [line for line in told if line]


def pruned(report: facts.Report, paths: Iterable[str]) -> dict[str, Any]:
    """A report of nothing but the numbers at these paths, and what names the rows they are in.

    Rows keep their places; those before them are empty.
    """
    kept: dict[str, Any] = {}
    for path in paths:
        _copy(report, kept, path.split("."))
    return kept


def _paths(report: facts.Report, asked: Intent) -> Iterator[str]:
    for topic in _TOPICS.get(asked.name, _ANY):
        yield from _NUMBERS[topic]
        for rows, names in _ROWS.get(topic, ()):
            for n, row in enumerate(facts.rows(report, rows)[:_MOST_ROWS]):
                if rows != "targets" or _wanted(row, asked):
                    yield from (f"{rows}.{n}.{name}" for name in names)


def _wanted(target: Mapping[str, Any], asked: Intent) -> bool:
    """Is a platform named, or none."""
    return not asked.platforms or target.get("platform") in asked.platforms


def _copy(source: Any, target: Any, steps: Sequence[str]) -> None:
    """Copy what is at the end of some steps, making what leads there."""
    step, rest = steps[0], steps[1:]
    if isinstance(target, list):
        index = int(step)
        target.extend({} for _ in range(index + 1 - len(target)))
        target[index].update(_names(source[index]))
        _copy(source[index], target[index], rest)
    elif rest:
        inner = source[step]
        _copy(inner, target.setdefault(step, [] if isinstance(inner, list) else {}), rest)
    else:
        target[step] = source[step]


def _names(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in _NAMING if name in row}


def _line(report: facts.Report, path: str, *, language: Language) -> str | None:
    value = facts.number(report, path)
    if value is None:
        slug = facts.reason(report, path)
        return f"{path}: not measured ({slug})" if slug else None
    # English figures, whatever the answer's language: the claims are JSON.
    scale = metrics.scale(report, path)
    figure = f"{round(value, scale.decimals) + 0.0:.{scale.decimals}f}"
    name = metrics.label(report, path, language=language)
    return f"{path} = {figure} {scale.unit}".rstrip() + ("" if name == path else f" ({name})")


def _findings(report: facts.Report, *, language: Language) -> Iterator[str]:
    """The worst findings in words; their numbers are told as lines of their own."""
    for n, row in enumerate(facts.rows(report, "findings")[:_MOST_FINDINGS]):
        title = facts.word(report, f"findings.{n}.title.{language}")
        if not title:
            continue
        fix = facts.word(report, f"findings.{n}.fix.{language}") or ""
        yield f"finding {n} ({row.get('severity')}): {title}. {fix}".rstrip()
        numbers = facts.read(report, f"findings.{n}.numbers")
        names = [f"numbers.{name}" for name in numbers] if isinstance(numbers, dict) else []
        for name in ("value", "target", *names):
            line = _line(report, f"findings.{n}.{name}", language=language)
            if line:
                yield line
