"""An ASGI app served on a loopback port by a thread of this process."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

_START_S = 10.0
_MARGIN_S = 2
_BACKLOG = 512


class PortTaken(OSError):
    """Another program listens on `port` already."""

    def __init__(self, port: int) -> None:
        super().__init__(errno.EADDRINUSE, f"port {port} is already taken")
        self.port = port


class ServedApp:
    """One app on one port.

    The port is taken by the constructor, so that the address can be handed to others before the
    first request is answered: `url`, without a slash at the end. `stop` gives it back, started
    or not.
    """

    def __init__(
        self, app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0, drain_s: int = 3
    ) -> None:
        self._socket = _listen(host, port)
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://{host}:{self.port}"
        self._drain_s = drain_s
        self._server = _Server(
            uvicorn.Config(
                app,
                access_log=False,
                log_config=None,
                log_level="warning",
                timeout_graceful_shutdown=drain_s,
                ws="none",
            )
        )
        self._thread = threading.Thread(target=self._run, name=f"serving-{self.port}", daemon=True)

    def start(self) -> None:
        """Serve, and return once requests are answered."""
        self._thread.start()
        if not self._server.settled.wait(_START_S) or not self._server.started:
            self.stop()
            msg = f"the app for {self.url} did not start"
            raise RuntimeError(msg)

    def stop(self) -> None:
        """Let running requests finish for `drain_s` seconds, then end; again does nothing."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(self._drain_s + _MARGIN_S)
        self._socket.close()

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

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _run(self) -> None:
        try:
            # uvicorn logs why an app cannot start, and leaves as a program would.
            with suppress(SystemExit):
                self._server.run(sockets=[self._socket])
        finally:
            self._server.settled.set()


class _Server(uvicorn.Server):
    """uvicorn, telling a waiting thread that it accepts requests."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.settled.set()


def _listen(host: str, port: int) -> socket.socket:
    # Named as TCP, or asyncio leaves Nagle's algorithm on and each answer waits about 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Listening at once: until then Linux lets a second socket share the port.
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise
    return listener
