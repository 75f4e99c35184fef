"""What the cold-start benchmark measures, and what a cold start does, counted instead of timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.building.running import FunctionFailed
from scripts.cold_start import imported

ROOT = Path(__file__).resolve().parent.parent
PYTHON = Path(sys.executable).resolve()
FUNCTIONS = ("upload", "analyze", "ask", "status", "warm")

# What no import of a function may load: vendors, mathematics, readers of files.
LATER = {
    "cryptography",
    "firebase_admin",
    "google",
    "httpcore",
    "httpx",
    "httpx2",
    "jwt",
    "numpy",
    "scipy",
    "soundfile",
    "sqlite3",
    "tomllib",
    "upstash_redis",
}
ASKED = "from lib.chain import intent; intent.understand('Is it loud enough for Spotify?')"

# What the framework compiles by itself on the way, as for its routes, is not ours to count.
COUNTING = """
import json, re, re._compiler, sys
compile_, ours, before = re._compiler.compile, [], set(sys.modules)

def counted(pattern, flags=0):
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(("<frozen", re.__path__[0])):
        frame = frame.f_back
    if frame.f_code.co_filename.startswith(sys.argv[1]):
        ours.append(str(pattern))
    return compile_(pattern, flags)

re._compiler.compile = counted
exec(sys.argv[2])
print(json.dumps([ours, sorted(set(sys.modules) - before)]))
"""


def started(does):
    """The patterns that our own code has compiled, and the modules loaded, once it is done."""
    told = subprocess.run(
        [sys.executable, "-c", COUNTING, str(ROOT / "lib"), does],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_importing_a_function_compiles_no_pattern_of_ours(name):
    patterns, _ = started(f"import api.{name}")

    assert patterns == []


def test_patterns_are_counted_where_there_are_any():
    patterns, _ = started(ASKED)

    assert len(patterns) > 20


def test_a_first_question_compiles_what_its_words_need():
    # The chain has some six hundred.
    patterns, _ = started(ASKED)

    assert len(patterns) <= 110


@pytest.mark.parametrize("name", FUNCTIONS)
def test_importing_a_function_loads_nothing_that_its_first_use_may_load(name):
    _, modules = started(f"import api.{name}")
    loaded = set(modules)

    assert not LATER & {module.partition(".")[0] for module in loaded}
    assert not {module for module in loaded if module.startswith(("lib.live.", "lib.offline."))}
    assert name in ("ask", "warm") or "lib.chain" not in loaded
    assert name == "analyze" or {module for module in loaded if "lib.audio." in module} <= {
        "lib.audio.styles",
        "lib.audio.version",
    }


@pytest.fixture
def bundle(tmp_path):
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "shipped.py").write_text("import json\n")
    return tmp_path


def test_what_is_measured_is_what_the_bundle_holds_and_not_the_project(bundle, monkeypatch):
    monkeypatch.chdir(ROOT)

    assert imported("api.shipped", bundle, python=PYTHON).cpu_s > 0
    with pytest.raises(FunctionFailed):
        imported("lib.errors", bundle, python=PYTHON)
