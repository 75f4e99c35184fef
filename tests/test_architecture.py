"""What must not be imported, by whom, and when."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numpy", "scipy", "soundfile", "google", "firebase_admin", "grpc", "jwt", "cryptography")


@pytest.mark.parametrize("name", ["upload", "analyze", "ask", "status", "warm"])
def test_importing_a_function_loads_no_vendor_and_no_mathematics(name):
    # An interpreter may begin with a vendor's empty namespace, put there by what is installed.
    listing = (
        f"import sys; before = set(sys.modules); import api.{name}; "
        "print(*{m.partition('.')[0] for m in set(sys.modules) - before})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()

    assert not set(HEAVY) & set(loaded)
    assert "upstash_redis" not in loaded
    assert "lib.offline" not in loaded


def test_the_import_contracts_hold():
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert told.returncode == 0, told.stdout


def test_importing_a_function_reads_no_environment_and_opens_nothing():
    script = (
        "import os, socket, sys\n"
        "def refuse(event, args):\n"
        "    assert event != 'socket.connect', args\n"
        "    assert event != 'open' or 'w' not in str(args[1] or ''), args\n"
        "sys.dont_write_bytecode = True\n"
        "sys.addaudithook(refuse)\n"
        "import main\n"
        "from lib import bootstrap\n"
        "assert bootstrap.services.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
