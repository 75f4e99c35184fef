"""How good the chain's answers are and what they cost, before models of known accuracy."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib.chain import confidence, models
from lib.settings import Settings
from scripts.evaluation import fitting, live, questions, reach, scores, tracks, trial
from scripts.evaluation.questions import Question
from scripts.evaluation.reach import Reach
from scripts.evaluation.scores import Scores

SEED = 20_261_122
# What must hold: see the product's design. A share is of one, an accuracy may fall short by this.
LEAST_REACH = 0.85
MOST_BEHIND = 0.02
MOST_COST = 0.5
_READ_TRACKS = 4
_SMALL = {"askings": 150, "tracks": 8}

Reports = Mapping[str, dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was asked for; 1 where something that must hold does not, 2 without a key."""
    options = _options(arguments)
    if options.missed:
        return _print_missed()
    if options.live:
        return _live(options)
    reports = tracks.reports(_spread(list(tracks.TRACKS), options.tracks))
    if options.fit:
        return _fit(options, reports)
    read = _read(reports, options.tracks)
    asked = [question for part in ("seen", "unseen") for question in questions.load(part)]
    results = _tried(asked, reports, options)
    failures = _print_reach(read) + _print_scores(results)
    for failure in failures:
        print(f"NOT REACHED: {failure}")
    return 1 if failures else 0


def _tried(asked: Sequence[Question], reports: Reports, options: argparse.Namespace) -> Scores:
    results, counted = _ask(asked, reports, options)
    return scores.score(results, counted, seed=options.seed)


def _ask(
    asked: Sequence[Question], reports: Reports, options: argparse.Namespace
) -> tuple[list[trial.Result], Mapping[str, int]]:
    """One trial. What the chain logs meanwhile is of its scripted models' making: not shown."""
    put = trial.askings(asked, list(reports), count=options.askings, seed=options.seed)
    with contextlib.redirect_stderr(io.StringIO()):
        return asyncio.run(
            trial.run(put, reports, seed=options.seed, calibration=options.calibration)
        )


def _read(reports: Reports, count: int) -> dict[str, Reach]:
    names = _spread(list(reports), min(count, _READ_TRACKS))
    chosen = [reports[name] for name in names]
    table = models.load()
    return {
        part: reach.measure(questions.load(part), chosen, models=table)
        for part in ("seen", "unseen")
    }


def _print_reach(read: Mapping[str, Reach]) -> list[str]:
    print("paraphrases          read   meet their question   share another's   taken for another")
    for part, found in read.items():
        print(
            f"  {part:<16}{found.paraphrases:>7,}{found.share:>20.1%}{len(found.strays):>18}"
            f"{len(found.mistaken):>20}"
        )
    unseen = read["unseen"]
    failures = []
    if unseen.share < LEAST_REACH:
        failures.append(f"{unseen.share:.1%} of the unseen paraphrases meet their question")
    if unseen.mistaken:
        failures.append(f"{len(unseen.mistaken)} unseen questions share another's answer")
    return failures


def _print_scores(found: Scores) -> list[str]:
    print(f"\n{found.asked:,} questions asked, {found.marked:,} of them with a known answer")
    print("policy               accuracy   micro-dollars each   answers with a false number")
    for policy in found.policies:
        print(
            f"  {policy.name:<17}{policy.accuracy:>10.1%}{policy.micro_usd:>21,.0f}"
            f"{policy.false_figures:>30}"
        )
    hits = ", ".join(f"{kind} {count}" for kind, count in found.hits.items())
    manners = ", ".join(f"{name} {count}" for name, count in sorted(found.wrong_manners.items()))
    print(f"\nescalated to the Senior       {found.escalated:8.1%} of what reached a model")
    print(f"degraded                      {found.degraded:8.1%}")
    print(f"heard as another question     {found.misheard:8.1%}")
    print(f"accuracy where not degraded   {found.sure_accuracy:8.1%}")
    print(f"cost where a model was asked  {found.fresh_micro_usd:8,.0f} micro-dollars")
    print(f"calibration error             {found.calibration_error:8.3f}")
    print(f"right replies refused         {found.refused_right:8.1%}")
    print(f"answered without a model      {hits}")
    print(f"wrong hits                    {len(found.wrong_hits)}, inherited {found.inherited}")
    print(f"wrong answers shown, by what the last model did: {manners or 'none'}")
    return _failures(found)


def _failures(found: Scores) -> list[str]:
    chain, senior = (
        next(policy for policy in found.policies if policy.name == name)
        for name in ("the chain", "always Senior")
    )
    failures = []
    if found.false_figures:
        failures.append(f"{found.false_figures} answers shown with a false number")
    if found.wrong_hits:
        failures.append(f"{len(found.wrong_hits)} wrong answers from the cache")
    if chain.accuracy < senior.accuracy - MOST_BEHIND:
        failures.append(f"accuracy of {chain.accuracy:.1%} beside {senior.accuracy:.1%}")
    if chain.micro_usd > MOST_COST * senior.micro_usd:
        failures.append(f"a cost of {chain.micro_usd / senior.micro_usd:.0%} of always Senior's")
    return failures


def _print_missed() -> int:
    """The seen questions that do not go where they should; of the unseen only how many."""
    names = _spread(list(tracks.TRACKS), _READ_TRACKS)
    read = _read(tracks.reports(names), _READ_TRACKS)
    seen = read["seen"]
    kinds = (("misses", seen.missed), ("shares another's", seen.strays))
    for told, found in (*kinds, ("taken for it", seen.mistaken)):
        for question in found:
            print(f"{told:<18}{question.subject:<22}{question.language:<7}{question.text}")
    print(f"\nseen {seen.share:.1%}, unseen {read['unseen'].share:.1%}")
    return 0


def _fit(options: argparse.Namespace, reports: Reports) -> int:
    """Fit the calibration to the seen part and write it."""
    results, _ = _ask(questions.load("seen"), reports, options)
    outcomes = fitting.pairs(results)
    try:
        fitted = fitting.fit(outcomes, today=datetime.now(UTC).date())
    except ValueError as cause:
        print(f"evaluate: {cause}", file=sys.stderr)
        return 1
    options.to.write_text(fitting.text(fitted), encoding="utf-8")
    error = scores.calibration_error((fitted.confidence(o.signals), o.right) for o in outcomes)
    print(f"{options.to}: {fitted.outcomes:,} outcomes, calibration error {error:.3f} on them")
    return 0


def _live(options: argparse.Namespace) -> int:
    """Ask real models, as far as the cap goes."""
    settings = Settings.from_environment()
    if not settings.gemini_keys:
        print("evaluate: GEMINI_API_KEYS is not set", file=sys.stderr)
        return 2
    environment = {
        "GEMINI_API_KEYS": ",".join(key.get_secret_value() for key in settings.gemini_keys),
        "GEMINI_BASE_URL": settings.gemini_base_url,
        "MODELS_FILE": settings.models_file,
        "CALIBRATION_FILE": settings.calibration_file,
    }
    reports = tracks.reports(_spread(list(tracks.TRACKS), options.tracks))
    put = trial.askings(
        questions.load("unseen"), list(reports), count=options.askings, seed=options.seed
    )
    lived = asyncio.run(live.run(put, reports, environment=environment, cap_usd=options.cap_usd))
    marked = [one for one in lived if one.marked]
    spent = sum(one.told.usage.cost_micro_usd for one in lived)
    false = sum(bool(one.false_figures) for one in lived)
    tiers = ", ".join(
        f"{tier} {sum(one.told.answer.tier == tier for one in lived)}"
        for tier in ("junior", "senior", "rules")
    )
    print(f"{len(lived):,} questions for ${spent / 1e6:.4f} of ${options.cap_usd:g}: {tiers}")
    print(f"on the rules' side: {sum(one.agrees for one in marked)} of {len(marked)}")
    print(f"answers with a number that nothing stands behind: {false}")
    return 1 if false else 0


def _spread(names: Sequence[str], count: int) -> list[str]:
    """So many of the names, evenly."""
    count = min(count, len(names))
    return [names[i * len(names) // count] for i in range(count)]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/evaluate", description=__doc__)
    parser.add_argument("--askings", type=_positive, help="questions to ask (default 1500)")
    parser.add_argument("--tracks", type=_positive, help="made tracks to ask about (default all)")
    parser.add_argument("--small", action="store_true", help="a few seconds' worth of it")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of all chance (default {SEED})")
    parser.add_argument(
        "--missed", action="store_true", help="list the seen questions that go astray"
    )
    parser.add_argument(
        "--calibration", type=Path, default=confidence.TABLE, help="another calibration"
    )
    parser.add_argument("--fit", action="store_true", help="fit the calibration to the seen part")
    parser.add_argument(
        "--to", type=Path, default=confidence.TABLE, help="the file that a fit is written to"
    )
    parser.add_argument("--live", action="store_true", help="ask the models of GEMINI_API_KEYS")
    parser.add_argument("--cap-usd", type=_money, help="with --live: the most that is spent")
    options = parser.parse_args(arguments)
    if options.live and options.cap_usd is None:
        parser.error("--live needs --cap-usd")
    usual = _SMALL if options.small else {"askings": 1500, "tracks": len(tracks.TRACKS)}
    for name, value in usual.items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        msg = f"{text} is not 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return number


def _money(text: str) -> float:
    number = float(text)
    if not 0.0 < number <= 1000.0:
        msg = f"{text} is not between 0 and 1000"
        raise argparse.ArgumentTypeError(msg)
    return number


if __name__ == "__main__":
    sys.exit(main())
