"""The Dockerfile's steps, taken on this machine, without an engine."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCKERFILE = ROOT / "Dockerfile"
IGNORED = ROOT / ".dockerignore"


@dataclass(slots=True)
class Stage:
    """One stage: what it takes from where, what it runs, and how it ends up.

    `copies` are (the stage they come from, or none for this repository; sources; target).
    """

    name: str = ""
    workdir: str = "/"
    copies: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)


def read(path: Path = DOCKERFILE) -> list[Stage]:
    """Read the stages; an instruction that is not known here is a `ValueError`."""
    stages: list[Stage] = []
    for line in _instructions(path.read_text()):
        verb, _, rest = line.partition(" ")
        if verb == "FROM":
            stages.append(Stage(name=_named(rest)))
        else:
            _take(stages[-1], verb, rest)
    return stages


def context(root: Path = ROOT) -> list[str]:
    """Every file that is sent to be built, by its path: what `.dockerignore` does not keep back."""
    rules = [line for line in (root / IGNORED.name).read_text().splitlines() if line[:1] != "#"]
    kept = [rule[1:] for rule in rules if rule.startswith("!")]
    files = [path for name in kept for path in _files(root / name)]
    names = [str(path.relative_to(root)) for path in files]
    refused = [rule for rule in rules if rule and rule[0] != "!" and rule != "*"]
    return sorted(name for name in names if not any(_matches(name, rule) for rule in refused))


def lay_out(stage: Stage, *, folder: Path, root: Path = ROOT) -> Path:
    """Copy into `folder` what a stage copies from this repository into its working directory."""
    for origin, sources, target in stage.copies:
        for source in () if origin else sources:
            for name in context(root):
                if name == source or name.startswith(f"{source}/"):
                    below = name.removeprefix(source).lstrip("/")
                    to = folder / target / (below or Path(source).name)
                    to.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(root / name, to)
    return folder


def expanded(words: Mapping[str, str], *, before: Mapping[str, str]) -> dict[str, str]:
    """A stage's environment over the one before it, `$NAME` filled in from that."""
    filled = {
        name: re.sub(r"\$(\w+)", lambda found: before.get(found[1], ""), value)
        for name, value in words.items()
    }
    return {**before, **filled}


def _instructions(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _named(rest: str) -> str:
    _, _, name = rest.partition(" AS ")
    return name.strip()


def _take(stage: Stage, verb: str, rest: str) -> None:
    match verb:
        case "WORKDIR":
            stage.workdir = rest
        case "COPY":
            stage.copies.append(_copy(rest))
        case "RUN":
            stage.runs.append(rest)
        case "ENV":
            name, _, value = rest.partition("=")
            stage.environment[name] = value
        case "USER":
            stage.user = rest
        case "HEALTHCHECK":
            stage.health = json.loads(rest[rest.index("CMD ") + 4 :])
        case "CMD":
            stage.command = json.loads(rest)
        case "EXPOSE":
            pass
        case _:
            msg = f"{verb} is not known here"
            raise ValueError(msg)


def _copy(rest: str) -> tuple[str, tuple[str, ...], str]:
    words = shlex.split(rest)
    origin = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else ""
    return origin, tuple(words[:-1]), words[-1].removeprefix("./")


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _matches(name: str, rule: str) -> bool:
    stem = rule.removeprefix("**/")
    parts = name.split("/")
    if stem != rule:
        return any(fnmatch.fnmatch(part, stem) for part in parts)
    return name == rule or name.startswith(f"{rule}/")
