"""That a newcomer may ask every script what it does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "scripts"
SCRIPTS = sorted(
    file.name for file in FOLDER.iterdir() if file.is_file() and os.access(file, os.X_OK)
)
# What scripts write; a build, data and reports lie in folders of their own.
WRITTEN = ("docs", "public", "scripts", "tests/golden", "requirements.txt", "pyproject.toml")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_that_is_asked_for_help_says_what_it_is_for_and_does_nothing(name):
    before = written()

    told = subprocess.run(
        [FOLDER / name, "--help"], cwd="/", capture_output=True, text=True, check=False, timeout=60
    )

    assert told.returncode == 0, told.stderr
    assert f"./scripts/{name}" in told.stdout or "pytest" in told.stdout
    assert told.stderr == ""
    assert written() == before


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_says_what_it_is_for_in_its_first_lines(name):
    first, second, *_ = (FOLDER / name).read_text().splitlines()

    assert first == "#!/usr/bin/env bash"
    assert second.startswith("# ")


@pytest.mark.parametrize("name", ["check", "docs", "golden"])
def test_an_option_that_a_script_does_not_know_is_refused(name):
    told = subprocess.run(
        [FOLDER / name, "--unheard-of"], capture_output=True, text=True, check=False, timeout=60
    )

    assert told.returncode not in (0, 1)
    assert "--unheard-of" in told.stderr


def written():
    files = [ROOT / name for name in WRITTEN]
    files += [file for folder in files if folder.is_dir() for file in folder.rglob("*")]
    kept = (file for file in files if file.is_file() and file.suffix != ".pyc")
    return {str(file): file.stat().st_mtime_ns for file in kept}
