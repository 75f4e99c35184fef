"""Google's own Firestore emulator, where it is installed, ended with everything it started."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_STARTUP_S = 90


class EmulatorMissing(RuntimeError):
    """The emulator cannot run here; the message is one line, fit for a terminal."""


@contextmanager
def firestore_emulator(folder: Path) -> Iterator[str]:
    """Its host and port while it runs; raises `EmulatorMissing`."""
    missing = [name for name in ("gcloud", "java") if shutil.which(name) is None]
    if missing:
        msg = f"no {' and no '.join(missing)}"
        raise EmulatorMissing(msg)
    host = f"127.0.0.1:{_free_port()}"
    with (folder / "log").open("wb") as log:
        emulator = subprocess.Popen(  # noqa: S603  # our own words only
            [
                *("env", f"CLOUDSDK_CONFIG={folder}", "CLOUDSDK_CORE_DISABLE_PROMPTS=1"),
                *("gcloud", "emulators", "firestore", "start", f"--host-port={host}"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_it_listens(emulator, host, folder / "log")
        yield host
    finally:
        _end(emulator)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_listens(emulator: subprocess.Popen[bytes], host: str, log: Path) -> None:
    address, port = host.split(":")
    for _ in range(_STARTUP_S * 5):
        if emulator.poll() is not None:
            raise EmulatorMissing(log.read_text(errors="replace").strip()[-300:])
        try:
            socket.create_connection((address, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.2)  # there is nothing to wait on but the port itself
        else:
            return
    msg = f"silent for {_STARTUP_S} s"
    raise EmulatorMissing(msg)


def _end(emulator: subprocess.Popen[bytes]) -> None:
    # gcloud starts a shell that starts Java: the group goes as one.
    for word in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(emulator.pid, word)
            emulator.wait(timeout=10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
