"""What is told to the builder is never imported before its use, and nothing else is either."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lib import first_use
from scripts.building.toolchain import ROOT


def loaded_by(name):
    listing = f"import sys, api.{name}; print(*sys.modules)"
    return subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()


@pytest.mark.parametrize("name", ["upload", "analyze", "ask", "status", "warm"])
def test_what_is_told_to_the_builder_is_not_loaded(name):
    live = {module for module in loaded_by(name) if module.startswith("lib.live.")}

    assert first_use.NEVER is False
    assert live == set()


@pytest.mark.parametrize("name", ["upload", "analyze", "status"])
def test_a_function_that_answers_no_question_does_not_load_how_questions_are_read(name):
    assert [module for module in loaded_by(name) if module.startswith("lib.chain")] == []
