"""What a run costs is read from the process itself."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from scripts.bench import RunFailed, cost


def python(code):
    return (sys.executable, "-c", code)


def test_cpu_is_counted_and_waiting_is_not():
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    assert cost(python(busy), name="busy").cpu_s == pytest.approx(0.55, abs=0.1)
    assert cost(python("import select; select.select([], [], [], 0.5)"), name="idle").cpu_s < 0.3


def test_the_peak_of_memory_is_seen_though_it_is_given_back():
    small = cost(python("pass"), name="small").peak_mb
    large = cost(python("x = bytearray(400_000_000); del x"), name="large").peak_mb
    assert large - small == pytest.approx(400.0, rel=0.1) or np.isclose(large, 400.0, rtol=0.1)


def test_a_tool_that_fails_is_not_counted():
    says = "import sys; print('first', 'last', sep='\\n', file=sys.stderr); sys.exit(3)"
    with pytest.raises(RunFailed, match="lame ended with 3: last"):
        cost(python(says), name="lame")
