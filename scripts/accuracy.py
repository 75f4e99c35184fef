"""How right the measurements are: the standards' loudness cases, and tempo and key of a corpus."""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from statistics import fmean
from typing import Any, TypeVar

from lib.audio.report import measure
from scripts.corpus import PER_STYLE, SEED, Piece, Split, pieces, wave_file
from scripts.loudness_cases import RATES, Case, cases
from scripts.music.harmony import TONICS
from scripts.scoring import calibration, key_score, pitch_class, same_tempo

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"

Report = dict[str, Any]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Judged:
    """One piece's estimates beside its truth.

    Attributes
    ----------
    name, style : str
    true_bpm, bpm, bpm_confidence : float | None
    true_key, key : str | None
        As "F# minor".
    key_confidence : float | None
    true_cents, cents : float | None
    within_4, within_octaves, within_1 : bool
        Of the tempo; all false where there was no answer or there is no pulse.
    key_weighted : float
        MIREX's score, 0 where there was no answer or there is no key.
    """

    name: str
    style: str
    true_bpm: float | None
    bpm: float | None
    bpm_confidence: float | None
    within_4: bool
    within_octaves: bool
    within_1: bool
    true_key: str | None
    key: str | None
    key_confidence: float | None
    key_weighted: float
    true_cents: float | None
    cents: float | None


def judge(piece: Piece, report: Report) -> Judged:
    """Hold a report's tempo and key against the truth; what the report has not is None."""
    tempo, key = report.get("tempo") or {}, report.get("key") or {}
    bpm, truth = tempo.get("bpm"), piece.bpm
    found = (pitch_class(key["tonic"]), key["mode"]) if key.get("tonic") is not None else None
    true_key = None if piece.tonic is None else (piece.tonic, str(piece.mode))
    return Judged(
        name=piece.name,
        style=piece.style,
        true_bpm=truth,
        bpm=bpm,
        bpm_confidence=tempo.get("confidence"),
        within_4=_same(bpm, truth),
        within_octaves=_same(bpm, truth, octaves=True),
        within_1=_same(bpm, truth, tolerance=0.01),
        true_key=_key_name(true_key),
        key=_key_name(found),
        key_confidence=key.get("confidence"),
        key_weighted=key_score(found, true_key) if found and true_key else 0.0,
        true_cents=None if piece.tonic is None else piece.tuning_cents,
        cents=key.get("tuning_cents"),
    )


def main() -> int:
    """Print the tables; 1 where a loudness case fails."""
    options = _options()
    failed = 0
    if options.part in ("all", "loudness"):
        failed = _loudness(options.rates, every=options.cases)
    if options.part in ("all", "corpus"):
        if options.cache is not None:
            _corpus(options, options.cache)
        else:
            with tempfile.TemporaryDirectory(prefix="accuracy-") as folder:
                _corpus(options, Path(folder))
    return 1 if failed else 0


def _same(bpm: float | None, truth: float | None, **how: Any) -> bool:
    return bpm is not None and truth is not None and same_tempo(bpm, truth, **how)


def _key_name(key: tuple[int, str] | None) -> str | None:
    return None if key is None else f"{TONICS[key[0]]} {key[1]}"


def _loudness(rates: Sequence[int], *, every: bool) -> int:
    """The table of the standards' cases; how many failed."""
    readings = [(case, case.reading()) for case in _told(list(cases(rates)), "case")]
    ranked = sorted(readings, key=lambda pair: pair[0].group)
    order = list(dict.fromkeys(case.group for case, _ in readings))
    by_group = {name: list(some) for name, some in groupby(ranked, key=lambda p: p[0].group)}
    print(f"loudness and true peak at {', '.join(f'{rate / 1000:g}' for rate in rates)} kHz")
    print(f"  {'case':<30}{'expected':>12}{'read':>18}{'worst error':>13}  {'passed':>9}")
    for name in order:
        print(_case_row(name, by_group[name]))
        for case, reading in by_group[name] if every else ():
            print(f"    {case.rate:>7} Hz {case.expected:>10.2f} {reading:>10.3f}")
    failed = [case for case, reading in readings if not case.passes(reading)]
    print(f"  {len(readings) - len(failed)} of {len(readings)} readings pass")
    return len(failed)


def _case_row(name: str, readings: list[tuple[Case, float]]) -> str:
    expected = sorted({case.expected for case, _ in readings})
    passed = sum(case.passes(reading) for case, reading in readings)
    values = [reading for _, reading in readings]
    errors = [r - case.expected for case, r in readings if math.isfinite(case.expected)]
    wanted = f"{expected[0]:.1f}" + (f"…{expected[-1]:.1f}" if len(expected) > 1 else "")
    read = f"{min(values):.2f}" + (f"…{max(values):.2f}" if max(values) > min(values) else "")
    worst = f"{max(errors, key=abs):+.3f}" if errors else "—"
    unit = readings[0][0].unit
    verdict = "" if passed == len(readings) else "  FAILED"
    passed_of = f"{passed}/{len(readings)}"
    return f"  {name:<30}{wanted:>12}{read:>18}{worst:>8} {unit:<5}{passed_of:>8}{verdict}"


def _corpus(options: argparse.Namespace, cache: Path) -> None:
    splits: tuple[Split, ...] = ("tune", "test") if options.split == "both" else (options.split,)
    for split in splits:
        chosen = pieces(split, seed=options.seed, per_style=options.per_style)[:: options.every]
        if options.only:
            chosen = [piece for piece in chosen if piece.style in options.only]
        judged = [_ours(piece, cache, keep=options.cache is not None) for piece in _told(chosen)]
        if options.json:
            print("\n".join(json.dumps({"split": split, **asdict(one)}) for one in judged))
            continue
        print(f"\n{split}: {len(judged)} pieces, seed {options.seed}")
        _summary("ours", judged)
        by_style = {"ours": judged}
        if options.peers:
            theirs = _peers(chosen, cache, options.peers_python)
            if theirs:
                _summary("Essentia RhythmExtractor2013 and KeyExtractor", theirs)
                by_style["Essentia"] = theirs
        if options.styles:
            _styles(by_style)
        if options.wrong:
            _wrong(judged)


def _ours(piece: Piece, cache: Path, *, keep: bool) -> Judged:
    path = wave_file(piece, cache=cache)
    report = measure(path, sha256="")
    if not keep:
        path.unlink()
    return judge(piece, report)


def _peers(chosen: list[Piece], cache: Path, python: Path) -> list[Judged]:
    """Essentia's word on the same files; empty, and said, where it is absent."""
    command = [str(python), "-m", "scripts.peers", "rhythm-key"]
    there = (
        python.exists()
        and not subprocess.run(
            [*command, "--version"], cwd=ROOT, capture_output=True, check=False
        ).returncode
    )
    if not there:
        print(f"  Essentia: absent (no {python} that imports it; see requirements-peers.txt)")
        return []
    judged = []
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        if child.stdin is None or child.stdout is None:
            return []
        for piece in _told(chosen):
            print(wave_file(piece, cache=cache), file=child.stdin, flush=True)
            judged.append(judge(piece, json.loads(child.stdout.readline())))
    return judged


def _summary(who: str, judged: list[Judged]) -> None:
    print(f"  {who}")
    _tempo_summary(judged)
    _key_summary(judged)


def _tempo_summary(judged: list[Judged]) -> None:
    with_pulse = [one for one in judged if one.true_bpm is not None]
    answered = [one for one in with_pulse if one.bpm is not None]
    if not any(one.bpm is not None for one in judged):
        print("    tempo: not in the report")
        return
    shares = {
        "within 4 %": _share(one.within_4 for one in with_pulse),
        "octaves allowed": _share(one.within_octaves for one in with_pulse),
        "within 1 %": _share(one.within_1 for one in with_pulse),
        "answered": f"{len(answered)}/{len(with_pulse)}",
        "of those within 4 %": _share(one.within_4 for one in answered),
        "of the right ones within 1 %": _share(one.within_1 for one in answered if one.within_4),
    }
    print("    tempo: " + " · ".join(f"{name} {value}" for name, value in shares.items()))
    pulseless = [one for one in judged if one.true_bpm is None]
    said = sum(one.bpm is not None for one in pulseless)
    print(f"      without a pulse, yet answered: {said}/{len(pulseless)}")
    _confidence((one.bpm_confidence, one.within_4) for one in judged if one.bpm is not None)


def _key_summary(judged: list[Judged]) -> None:
    with_key = [one for one in judged if one.true_key is not None]
    answered = [one for one in with_key if one.key is not None]
    if not any(one.key is not None for one in judged):
        print("    key: not in the report")
        return
    shares = {
        "exact": _share(one.key == one.true_key for one in with_key),
        "MIREX": f"{100 * fmean(one.key_weighted for one in with_key):.1f} %" if with_key else "—",
        "answered": f"{len(answered)}/{len(with_key)}",
        "of those exact": _share(one.key == one.true_key for one in answered),
    }
    errors = [_cents_apart(one.cents, one.true_cents) for one in with_key if one.cents is not None]
    if errors:
        shares["tuning within 5 cents"] = _share(error <= 5.0 for error in errors)
    print("    key: " + " · ".join(f"{name} {value}" for name, value in shares.items()))
    keyless = [one for one in judged if one.true_key is None]
    said = sum(one.key is not None for one in keyless)
    print(f"      without a key, yet answered: {said}/{len(keyless)}")
    _confidence((one.key_confidence, one.key == one.true_key) for one in judged if one.key)


def _confidence(answers: Iterable[tuple[float | None, bool]]) -> None:
    known = [(confidence, right) for confidence, right in answers if confidence is not None]
    found = calibration(known)
    if found.error is None:
        print("      no confidences")
        return
    wrong = f"{100 * found.sure_wrong / found.sure:.1f} % wrong" if found.sure else "none"
    print(
        f"      calibration error {found.error:.3f} over {len(known)} answers · "
        f"confidence of 0.9 and more: {found.sure} answers, {wrong}"
    )


def _cents_apart(found: float, truth: float | None) -> float:
    """How far two tunings are apart; +50 and -50 cents are the same."""
    return abs((found - (truth or 0.0) + 50.0) % 100.0 - 50.0)


def _share(hits: Iterable[bool]) -> str:
    found = list(hits)
    return f"{100 * fmean(found):.1f} %" if found else "—"


def _styles(judged_by: dict[str, list[Judged]]) -> None:
    head = f"{'4 %':>7}{'oct.':>7}{'1 %':>7}{'key':>7}{'MIREX':>7}"
    print("    " + " " * 18 + "".join(f"{who:>{len(head)}}" for who in judged_by))
    print("    " + " " * 18 + "".join(head for _ in judged_by))
    rows: dict[str, list[str]] = defaultdict(list)
    for judged in judged_by.values():
        tempo = any(one.bpm is not None for one in judged)
        key = any(one.key is not None for one in judged)
        for style, some in groupby(judged, key=lambda one: one.style):
            rows[style].append(_style_cells(list(some), tempo=tempo, key=key))
    for style, cells in rows.items():
        print(f"    {style:<18}{''.join(cells)}")


def _style_cells(some: list[Judged], *, tempo: bool, key: bool) -> str:
    """Percentages; a dash where the style has no such thing or the report never tells it."""
    pulse = tempo and some[0].true_bpm is not None
    key = key and some[0].true_key is not None
    values = (
        fmean(one.within_4 for one in some) if pulse else None,
        fmean(one.within_octaves for one in some) if pulse else None,
        fmean(one.within_1 for one in some) if pulse else None,
        fmean(one.key == one.true_key for one in some) if key else None,
        fmean(one.key_weighted for one in some) if key else None,
    )
    return "".join(f"{'—' if value is None else f'{100 * value:.0f}':>7}" for value in values)


def _wrong(judged: list[Judged]) -> None:
    for one in judged:
        if not one.within_4 and (one.true_bpm is not None or one.bpm is not None):
            print(
                f"    {one.name:<26}tempo {_shown(one.true_bpm)} read {_shown(one.bpm)}"
                f" at {_shown(one.bpm_confidence)}"
            )
        if one.key != one.true_key:
            print(
                f"    {one.name:<26}key {one.true_key} read {one.key}"
                f" at {_shown(one.key_confidence)}"
            )


def _shown(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _told(items: Sequence[_Item], what: str = "piece") -> Iterator[_Item]:
    """The items, with how many are done on stderr where somebody watches."""
    for number, item in enumerate(items, start=1):
        if sys.stderr.isatty():
            print(f"\r{what} {number}/{len(items)} ", end="\r", file=sys.stderr, flush=True)
        yield item


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/accuracy", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("all", "loudness", "corpus"), default="all")
    parser.add_argument("--cases", action="store_true", help="every reading of every rate")
    parser.add_argument("--rates", type=_rates, default=RATES, help="in Hz, by commas")
    parser.add_argument("--split", choices=("tune", "test", "both"), default="both")
    parser.add_argument("--styles", action="store_true", help="a row for each style")
    parser.add_argument("--only", nargs="+", metavar="STYLE", help="only these styles")
    parser.add_argument("--wrong", action="store_true", help="what was misread")
    parser.add_argument("--json", action="store_true", help="one line of JSON a piece instead")
    parser.add_argument("--peers", action="store_true", help="Essentia's word besides")
    parser.add_argument("--peers-python", type=Path, default=PEERS, help="who imports Essentia")
    parser.add_argument("--cache", type=Path, help="a folder that keeps the rendered pieces")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one piece in N")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--per-style", type=int, default=PER_STYLE)
    return parser.parse_args()


def _rates(text: str) -> tuple[int, ...]:
    return tuple(int(rate) for rate in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
