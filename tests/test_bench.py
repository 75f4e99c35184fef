"""What a run costs is read from the process itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bench import RunFailed, cost

ROOT = Path(__file__).resolve().parent.parent


def python(code):
    return (sys.executable, "-c", code)


def test_cpu_is_counted_and_waiting_is_not():
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    assert cost(python(busy), name="busy").cpu_s == pytest.approx(0.55, abs=0.1)
    assert cost(python("import select; select.select([], [], [], 0.5)"), name="idle").cpu_s < 0.3


def test_the_peak_of_memory_is_seen_though_it_is_given_back():
    # Measured from a small process, as the bench is one: a child's peak starts at its parent's.
    script = (
        "import sys\n"
        "from scripts.bench import cost\n"
        "for code in ('pass', 'x = bytearray(400_000_000); del x'):\n"
        "    print(cost([sys.executable, '-c', code], name='one').peak_mb)\n"
    )
    told = subprocess.run(python(script), capture_output=True, text=True, check=True, cwd=ROOT)
    small, large = map(float, told.stdout.split())

    assert large - small == pytest.approx(400.0, rel=0.1)


def test_a_tool_that_fails_is_not_counted():
    says = "import sys; print('first', 'last', sep='\\n', file=sys.stderr); sys.exit(3)"
    with pytest.raises(RunFailed, match="lame ended with 3: last"):
        cost(python(says), name="lame")
