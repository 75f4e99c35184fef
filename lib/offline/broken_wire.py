"""A relay to a server over a wire that breaks in one chosen way, as networks and vendors do."""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

Fault = Literal["refused", "slow", "cut", "500", "429"]
FAULTS: tuple[Fault, ...] = ("refused", "slow", "cut", "500", "429")

_LOST_BYTES = 3


class BrokenWire:
    """An HTTP server's stand-in at `url`, without a slash at the end, with one `fault`.

    `refused` takes no connection. `slow` takes them and never says a word. `cut` hands the whole
    request on to `target`, which does what it is asked, and loses the connection in the middle of
    the answer. `500` and `429` answer that, and hand nothing on.
    """

    def __init__(self, target: str, *, fault: Fault) -> None:
        self._over = threading.Event()
        handler = type(
            "Handler", (_Handler,), {"target": target, "fault": fault, "over": self._over}
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        if fault == "refused":
            self._server.server_close()

    def __enter__(self) -> Self:
        if self._server.fileno() >= 0:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    target: str
    fault: Fault
    over: threading.Event

    def do_any(self) -> None:
        """One request, the last on its connection."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.close_connection = True
        if self.fault == "slow":
            self.over.wait()
        elif self.fault == "cut":
            self._cut(body)
        else:
            self.send_response(HTTPStatus(int(self.fault)))
            self.send_header("Content-Length", "0")
            self.end_headers()

    do_GET = do_POST = do_PUT = do_DELETE = do_any  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing: what is answered is the caller's to tell."""

    def _cut(self, body: bytes) -> None:
        onward = HTTPConnection(urlsplit(self.target).netloc, timeout=30)
        try:
            onward.request(self.command, self.path, body, dict(self.headers))
            answer = onward.getresponse()
            whole = answer.read()
        finally:
            onward.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                self.send_header(name, value)
        # What was promised does not come: an empty answer loses bytes that it never had.
        self.send_header("Content-Length", str(max(len(whole), _LOST_BYTES)))
        self.end_headers()
        self.wfile.write(whole[:-_LOST_BYTES])
