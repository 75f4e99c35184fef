"""Export what pip reads, the requirements files, from pyproject.toml."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.building import toolchain

ROOT = toolchain.ROOT
MANIFEST = ROOT / "pyproject.toml"
OLDEST_PYTHON = "3.11"
# Each file has what those before it do not have; the first is what the manifest deploys, the others
# are its groups by name.
HEADS = {
    "runtime": """\
# What is deployed and what that brings along, for pip. Written by ./scripts/lock from
# pyproject.toml, which says what each kind of deployment takes of it.
""",
    "server": """\
# The server that a container runs the app with, and what that brings along: besides
# requirements.txt, which has the rest of it. Written by ./scripts/lock.
""",
    "functions": """\
# What Cloud Functions runs the app with, and what that brings along: besides requirements.txt and
# requirements-server.txt, which have the rest of it. Written by ./scripts/lock.
""",
    "dev": """\
# What one machine needs besides: the embedded servers, the tests, the linters. Written by
# ./scripts/lock from pyproject.toml.
-r requirements.txt
-r requirements-server.txt
-r requirements-functions.txt
""",
}
_CONSTRAINTS = re.compile(r"^constraint-dependencies = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)


class LockFailed(RuntimeError):
    """Nothing satisfies the manifest; the message is uv's own."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned package: `name==version`, for whom, and what its files may hash to."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def requirement(self) -> str:
        """The line without its hashes."""
        condition = f" ; {self.marker}" if self.marker else ""
        return f"{self.name}=={self.version}{condition}"

    @property
    def lines(self) -> str:
        """The line as pip checks it."""
        return " \\\n    ".join([self.requirement, *(f"--hash={told}" for told in self.hashes)])


def main() -> int:
    """Write the files; 1 with one line on stderr where that is not possible."""
    parser = argparse.ArgumentParser(prog="./scripts/lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest of what is free")
    parser.add_argument("--to", type=Path, default=ROOT, help="the folder to write into")
    options = parser.parse_args()
    try:
        write(options.to, parts(kept=[] if options.upgrade else _known()))
    except (toolchain.ToolMissing, LockFailed) as failed:
        print(f"lock: {failed}", file=sys.stderr)
        return 1
    return 0


def file_of(part: str) -> str:
    """The name of the file that a part is written to."""
    return "requirements.txt" if part == "runtime" else f"requirements-{part}.txt"


def parts(*, kept: Sequence[Pin]) -> dict[str, list[Pin]]:
    """Resolve each part over those before it, and list what it adds."""
    found: dict[str, list[Pin]] = {}
    wanted: list[str] = []
    known: list[Pin] = []
    for part in HEADS:
        wanted += _direct() if part == "runtime" else _group(part)
        everything = resolve(wanted, kept=[*kept, *known])
        before = {pin.requirement for pin in known}
        found[part] = [pin for pin in everything if pin.requirement not in before]
        known += found[part]
    return found


def resolve(requirements: Iterable[str], *, kept: Sequence[Pin]) -> list[Pin]:
    """Find one version of everything for every platform; what is `kept` stays where it may."""
    with tempfile.TemporaryDirectory(prefix="lock-") as temporary:
        wanted, found = Path(temporary, "wanted.in"), Path(temporary, "found.txt")
        wanted.write_text("\n".join(requirements))
        found.write_text("\n".join(pin.requirement for pin in kept))
        command = [
            *(str(toolchain.uv()), "pip", "compile", str(wanted), "--output-file", str(found)),
            # Not this project's configuration: its overrides are for the builder alone.
            *("--no-config", "--universal", "--generate-hashes", "--no-header", "--no-annotate"),
            *("--python-version", OLDEST_PYTHON, "--quiet", "--no-emit-index-url"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_quiet())
        if done.returncode:
            raise LockFailed(done.stderr.strip())
        return pins(found.read_text())


def pins(text: str) -> list[Pin]:
    """Read the pins of a requirements file."""
    joined = text.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and line[0] not in "#-"]
    return [_pin(line) for line in lines]


def write(folder: Path, found: Mapping[str, Sequence[Pin]]) -> None:
    """Write every requirements file and the manifest's constraints into a folder."""
    for part, head in HEADS.items():
        lines = "".join(f"{pin.lines}\n" for pin in found[part])
        (folder / file_of(part)).write_text(head + lines)
    (folder / MANIFEST.name).write_text(constrained(MANIFEST.read_text(), found["runtime"]))


def constrained(manifest: str, runtime: Sequence[Pin]) -> str:
    """Put the versions that the dependencies bring along into the manifest."""
    direct = {_name(requirement) for requirement in _direct()}
    rows = [f'  "{_toml(pin.requirement)}",\n' for pin in runtime if pin.name not in direct]
    block = "".join(["constraint-dependencies = [\n", *rows, "]\n"])
    return _CONSTRAINTS.sub(lambda _: block, manifest)


def _toml(requirement: str) -> str:
    return requirement.replace('"', "'")


def _pin(line: str) -> Pin:
    requirement, *hashes = line.split("--hash=")
    pinned, _, marker = requirement.partition(";")
    name, _, version = pinned.strip().partition("==")
    return Pin(name, version, marker.strip(), tuple(told.strip() for told in hashes))


def _direct() -> list[str]:
    return list(tomllib.loads(MANIFEST.read_text())["project"]["dependencies"])


def _group(name: str) -> list[str]:
    return list(tomllib.loads(MANIFEST.read_text())["dependency-groups"][name])


def _known() -> list[Pin]:
    files = [ROOT / file_of(part) for part in HEADS]
    return [pin for file in files if file.exists() for pin in pins(file.read_text())]


def _name(requirement: str) -> str:
    stem = re.split(r"[=<>!~;\[\s]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", stem).lower()


def _quiet() -> dict[str, str]:
    return {**os.environ, "UV_CACHE_DIR": str(toolchain.FOLDER / "uv-cache")}  # noqa: TID251


if __name__ == "__main__":
    sys.exit(main())
