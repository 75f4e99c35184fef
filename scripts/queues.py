"""Create the managed queues that `queues.toml` describes, or bring those there are to it."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).resolve().parent.parent / "queues.toml"


def load(path: Path = DESCRIPTION) -> dict[str, dict[str, Any]]:
    """The queues by name, each with its settings."""
    return tomllib.loads(path.read_text())


def command(
    verb: str, name: str, settings: Mapping[str, Any], *, location: str, project: str | None
) -> list[str]:
    """The gcloud command that creates or updates one queue."""
    flags = [f"--{key}={value}" for key, value in settings.items()]
    where = [f"--location={location}", *([f"--project={project}"] if project else [])]
    return ["gcloud", "tasks", "queues", verb, name, *where, *flags]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the commands; with --apply run them."""
    parser = argparse.ArgumentParser(prog="./scripts/queues", description=__doc__)
    parser.add_argument("--location", required=True, help="the region, as in TASKS_LOCATION")
    parser.add_argument("--project", help="the project, where it is not gcloud's own")
    parser.add_argument("--apply", action="store_true", help="run them; else they are printed")
    given = parser.parse_args(arguments)
    where = {"location": given.location, "project": given.project}
    for name, settings in load().items():
        if not given.apply:
            print(shlex.join(command("create", name, settings, **where)))
        elif not _applied(name, settings, where):
            return 1
    return 0


def _applied(name: str, settings: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    # A queue that is there already is refused by `create` and taken by `update`.
    for verb in ("update", "create"):
        told = subprocess.run(
            command(verb, name, settings, **where), capture_output=True, text=True, check=False
        )
        if told.returncode == 0:
            print(f"{name}: {verb}d")
            return True
    print(f"{name}: {told.stderr.strip()}")
    return False


if __name__ == "__main__":
    raise SystemExit(main())
