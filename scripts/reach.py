"""How many ways of asking in a file reach their question's key: python -m scripts.reach FILE."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from lib.chain import models
from lib.chain.answer import Language
from scripts.evaluation import reach, tracks
from scripts.evaluation.questions import Question
from scripts.evaluation.reach import Reach

LANGUAGES: tuple[Language, ...] = ("en", "pt-BR")
# Of which different things hold, so that answers which differ at all differ on one of them.
TRACKS = ("plain", "squashed", "boxy", "leaning-left", "loud-dull-narrow")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the reach of each file, and with --missed what went astray; 1 where anything strays."""
    parser = argparse.ArgumentParser(prog="python -m scripts.reach", description=__doc__)
    parser.add_argument("file", type=Path, nargs="+", help="of the form of paraphrases.toml")
    parser.add_argument("--missed", action="store_true", help="list what does not get there")
    options = parser.parse_args(arguments)
    reports = list(tracks.reports(TRACKS).values())
    strays = 0
    for file in options.file:
        asked = load(file)
        found = reach.measure(asked, reports, models=models.load())
        strays += len(found.strays)
        print(f"{file}: {_line(asked, found)}")
        if options.missed:
            _print_missed(found)
    return 1 if strays else 0


def load(file: Path) -> list[Question]:
    """The ways of asking in a file, each with the question that it should be taken for."""
    table = tomllib.loads(file.read_text("utf-8"))
    return [
        Question(way, language, name, rows[language]["asked"], "seen")
        for name, rows in table.items()
        for language in LANGUAGES
        if language in rows
        for way in rows[language]["ways"]
    ]


def _line(asked: Sequence[Question], found: Reach) -> str:
    missed = set(found.missed)
    shares = []
    for language in LANGUAGES:
        ways = [question for question in asked if question.language == language]
        reached = sum(question not in missed for question in ways)
        shares.append(f"{language} {reached / max(1, len(ways)):.1%} of {len(ways)}")
    reached = len(asked) - len(missed)
    return f"{reached / max(1, len(asked)):.1%} ({', '.join(shares)}), {len(found.strays)} stray"


def _print_missed(found: Reach) -> None:
    for question in found.missed:
        how = "STRAYS" if question in found.strays else "misses"
        print(f"  {how} {question.subject} {question.language}: {question.text}")


if __name__ == "__main__":
    sys.exit(main())
