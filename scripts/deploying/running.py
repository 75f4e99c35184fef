"""A deployment's own start command as a plain process, over the embedded servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from lib.live.clock import SystemClock
from lib.offline.embedded import Embedded

CRON_SECRET = "a-secret-for-one-rehearsal"  # noqa: S105  # no other place knows it
_START_S = 60.0
# What a platform grants between SIGTERM and SIGKILL.
_STOP_S = 10.0
_POLL_S = 0.1


class StartFailed(RuntimeError):
    """The process did not come up; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that answers at `url`, and who may call it."""

    url: str
    process: subprocess.Popen[bytes]
    token: Callable[[str], str]
    log: Path

    def stop(self) -> int:
        """End it as a platform does: SIGTERM, and SIGKILL for what does not heed it; its code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return self.process.wait()


@contextmanager
def running(
    command: Sequence[str], *, folder: Path, data: Path, environment: Mapping[str, str]
) -> Iterator[Running]:
    """Start `command` in `folder`, with PORT and the servers' state in `data`, until it is alive.

    It gets the variables that lead to the servers and those of `environment`, nothing else of this
    process's.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    data.mkdir(parents=True, exist_ok=True)
    with Embedded(data / "state", site_url=url, given={}, clock=SystemClock()) as servers:
        variables = {
            "PATH": os.defpath,
            "PORT": str(port),
            "CRON_SECRET": CRON_SECRET,
            **servers.environment,
            **environment,
        }
        log = data / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                list(command),
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        one = Running(url, process, servers.issuer.token, log)
        try:
            _wait_until_alive(one)
            yield one
        finally:
            one.stop()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_alive(one: Running) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and one.process.poll() is None:
        try:
            if httpx.get(f"{one.url}/api/status", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(_POLL_S)
    raise StartFailed(one.log.read_text(errors="replace").strip()[-2000:])
