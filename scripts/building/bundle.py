"""What the builder made: each function's files, and what of them is whose."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VENDOR = "_vendor/"
OURS = "ours"
_CONFIG = ".vc-config.json"


@dataclass(frozen=True, slots=True)
class Bundle:
    """One function as it is deployed.

    Attributes
    ----------
    name : str
        As in "api/ask".
    config : mapping
        What the platform is told: handler, runtime, environment, limits.
    files : mapping
        Where each file of it lies on this machine, by its path inside.
    """

    name: str
    config: Mapping[str, Any]
    files: Mapping[str, Path]

    @property
    def missing(self) -> list[str]:
        """What is named and not there."""
        return sorted(path for path, source in self.files.items() if not source.is_file())

    @property
    def size(self) -> int:
        """All of it in bytes, uncompressed, as the platform counts."""
        return sum(_size(source) for source in self.files.values())

    @property
    def bytecode(self) -> int:
        """What of it is compiled modules."""
        compiled = (source for path, source in self.files.items() if path.endswith(".pyc"))
        return sum(_size(source) for source in compiled)

    @property
    def sources(self) -> dict[str, Path]:
        """All but the compiled modules, which the builder chooses anew for each function."""
        return {path: file for path, file in self.files.items() if not path.endswith(".pyc")}

    @property
    def by_package(self) -> Counter[str]:
        """Bytes by distribution, our own under `OURS`."""
        owners = self._owners()
        sizes: Counter[str] = Counter()
        for path, source in self.files.items():
            owner = owners.get(_source_of(path), "(unowned)")
            sizes[owner if path.startswith(VENDOR) else OURS] += _size(source)
        return sizes

    @property
    def distributions(self) -> dict[str, str]:
        """The version of each package that is inside, by its name as registries spell it."""
        stems = {path.split("/")[1] for path in self.files if path.endswith(".dist-info/RECORD")}
        pairs = (stem.removesuffix(".dist-info").split("-") for stem in stems)
        return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pairs}

    def materialize(self, folder: Path) -> Path:
        """Lay the files out as the platform does, as links; the folder."""
        for path, source in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)
        return folder

    def _owners(self) -> dict[str, str]:
        records = [path for path in self.files if path.endswith(".dist-info/RECORD")]
        owners: dict[str, str] = {}
        for record in records:
            name = record.split("/")[1].partition("-")[0]
            with self.files[record].open(newline="") as rows:
                owners |= {VENDOR + row[0]: name for row in csv.reader(rows) if row}
        return owners


def read(site: Path) -> list[Bundle]:
    """Read every function of a built site, by name."""
    functions = site / ".vercel" / "output" / "functions"
    folders = sorted(functions.rglob("*.func"))
    return [_bundle(folder, root=site, name=_name(folder, functions)) for folder in folders]


def _name(folder: Path, functions: Path) -> str:
    return str(folder.relative_to(functions)).removesuffix(".func")


def _bundle(folder: Path, *, root: Path, name: str) -> Bundle:
    config = json.loads((folder / _CONFIG).read_text())
    mapped = {path: root / source for path, source in config.pop("filePathMap", {}).items()}
    inside = {
        str(file.relative_to(folder)): file
        for file in folder.rglob("*")
        if file.is_file() and file.name != _CONFIG
    }
    return Bundle(name, config, mapped | inside)


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _source_of(path: str) -> str:
    """The module that a compiled one was made from; any other file is its own."""
    if not path.endswith(".pyc"):
        return path
    folder, _, name = path.rpartition("/__pycache__/")
    return f"{folder}/{name.split('.')[0]}.py"
