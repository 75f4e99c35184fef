"""What a deployment lacks: its variables, what they lead to, and how to get what is missing."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from scripts.diagnosis import Finding, examine

TEXTS = Path(__file__).resolve().parent / "doctor.toml"
LANGUAGES = ("en", "pt-BR")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where something that is needed is missing or wrong."""
    given = _options().parse_args(arguments)
    try:
        variables = read_env(Path(given.env_file)) if given.env_file else dict(os.environ)  # noqa: TID251
    except (OSError, ValueError) as error:
        print(f"doctor: {given.env_file}: {error}", file=sys.stderr)
        return 2
    if given.env_file and not variables.get("VERCEL_ENV"):
        # A file is a deployment's, though the platform sets this one by itself.
        variables["VERCEL_ENV"] = "production"
    findings = asyncio.run(examine(variables, offline=given.offline))
    print(table(findings, language=given.lang))
    return int(any(one.verdict in {"missing", "wrong"} for one in findings))


def read_env(path: Path) -> dict[str, str]:
    """The variables of a file of NAME=VALUE lines, as `vercel env pull` and others write them."""
    variables = {}
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        text = line.strip().removeprefix("export ").lstrip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            msg = f"line {number} is no NAME=VALUE"
            raise ValueError(msg)
        variables[name.strip()] = _unquoted(value.strip())
    return variables


def table(findings: Sequence[Finding], *, language: str) -> str:
    """One line for each variable, and below it what to do where something is to be done."""
    texts = tomllib.loads(TEXTS.read_text())
    words = {key: one[language] for key, one in texts["words"].items()}
    width = max(len(one.variable) for one in findings)
    lines = []
    for one in findings:
        told = texts["reasons"][one.reason][language].format(**one.facts) if one.reason else ""
        lines.append(f"{one.variable:{width}}  {words[one.verdict]:9}  {told}".rstrip())
        if one.verdict in {"missing", "wrong"} and one.variable in texts["variables"]:
            lines.append(f"{'':{width}}  {'':9}  → {texts['variables'][one.variable][language]}")
    bad = [one for one in findings if one.verdict in {"missing", "wrong"}]
    return "\n".join([*lines, "", (words["bad"] if bad else words["good"]).format(count=len(bad))])


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./scripts/doctor", description=__doc__)
    parser.add_argument("--env-file", help="a deployment's variables; else this environment's")
    parser.add_argument("--offline", action="store_true", help="look at the variables alone")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    return parser


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "'\"":
        return value
    if value[0] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            pass  # quotes inside that are not escaped: what is between the outer ones, as it is
    return value[1:-1]


if __name__ == "__main__":
    raise SystemExit(main())
