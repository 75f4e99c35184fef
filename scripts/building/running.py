"""The built functions, run as the platform runs them: one process each, behind one address."""

from __future__ import annotations

import asyncio
import functools
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from lib.offline.serving import ServedApp
from scripts.building.bundle import Bundle

_START_S = 30.0
_STOP_S = 10.0
_ANSWER_S = 120.0
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "host"}
# The bundle and everything else read-only but one folder, as on the platform only /tmp is not.
_READ_ONLY = """
mount --bind "$1" "$1" && mount --bind "$2" "$2" &&
mount -o remount,bind,ro "$2" && mount -o remount,bind,ro / && shift 2 && exec "$@"
"""


class FunctionFailed(RuntimeError):
    """A function did not come up; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Started:
    """What the platform's runtime tells when a function is ready."""

    port: int
    init_ms: int
    import_ms: int


class RunningFunction:
    """One function in a process of its own, started by its own handler file.

    Everything that the interpreter can import is inside `folder`, where the bundle lies laid out;
    nothing of this machine's packages is seen. `sealed` has it write nowhere but to its own scratch
    folder, where the system allows that (`read_only` says whether). With `trace` each imported
    module is noted.
    """

    def __init__(
        self,
        bundle: Bundle,
        *,
        folder: Path,
        python: Path,
        environment: Mapping[str, str],
        sealed: bool = True,
        trace: bool = False,
    ) -> None:
        self.bundle = bundle
        self.folder = folder.resolve()
        self.files_before: dict[str, tuple[int, int]] = {}
        self._python = python
        self._environment = environment
        self._sealed = sealed
        self._trace = trace
        self._held = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self.read_only = False
        self._said = Path()

    def start(self) -> Started:
        """Start it and wait until it is ready; raises `FunctionFailed`."""
        scratch = Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="fn-")))
        self._said = scratch / "stderr"
        listener = self._held.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(scratch / "ipc"))
        listener.listen()
        listener.settimeout(_START_S)
        command = [str(self._python), "-S", "-c", "import vc__handler__python"]
        self.files_before = files_of(self.folder)
        prefix = _read_only(scratch, self.folder) if self._sealed else []
        self.read_only = bool(prefix)
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [*prefix, *command],
                cwd=self.folder,
                env=self._all_variables(scratch),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        try:
            return self._ready(listener)
        except (TimeoutError, EOFError) as cause:
            words = self._said.read_text(errors="replace").strip()[-1500:]
            self.stop()
            msg = f"{self.bundle.name} did not start: {words}"
            raise FunctionFailed(msg) from cause

    def stop(self) -> None:
        """End the process; again does nothing."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._held.close()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid if self._process is not None else 0

    @property
    def imported(self) -> list[str]:
        """Every module imported so far, in order, where `trace` was wished for."""
        lines = self._said.read_text(errors="replace").splitlines()
        times = (line.rpartition("|") for line in lines if line.startswith("import time:"))
        names = (name.strip() for _, _, name in times)
        return [name for name in names if re.fullmatch(r"\w+(\.\w+)*", name)]

    def _all_variables(self, scratch: Path) -> dict[str, str]:
        traced = {"PYTHONPROFILEIMPORTTIME": "1"} if self._trace else {}
        return {
            "HOME": "/nonexistent",
            "LANG": "en_US.UTF-8",
            "PATH": os.defpath,
            "TMPDIR": str(scratch),
            "TZ": ":UTC",
            "VERCEL": "1",
            "VERCEL_IPC_PATH": str(scratch / "ipc"),
            **self.bundle.config["environment"],
            **self._environment,
            **traced,
        }

    def _ready(self, listener: socket.socket) -> Started:
        connection, _ = listener.accept()
        connection.settimeout(_START_S)
        self._held.callback(connection.close)
        heard = b""
        while True:
            piece = connection.recv(65_536)
            if not piece:
                raise EOFError
            *whole, heard = (heard + piece).split(b"\0")
            for message in map(json.loads, whole):
                if message["type"] == "server-started":
                    connection.settimeout(None)
                    threading.Thread(target=_drain, args=(connection,), daemon=True).start()
                    told = message["payload"]
                    return Started(told["httpPort"], told["initDuration"], told["userInitDuration"])
                if message["type"] == "unrecoverable-error":
                    raise EOFError(message["payload"]["message"])


class BuiltSite:
    """All functions and the page at one address, as the platform lays them out.

    A function's process is started by its first request. `url` is known before anything runs, so
    that the environment may name it. `lent` are files that the functions get besides.
    """

    def __init__(self, site: Path, bundles: Sequence[Bundle], *, python: Path, work: Path) -> None:
        self._bundles = {f"/{bundle.name}": bundle for bundle in bundles}
        self._output = site / ".vercel" / "output"
        self._python = python
        self._work = work
        self._starting = threading.Lock()
        self.functions: dict[str, RunningFunction] = {}
        self._ports: dict[str, int] = {}
        self.environment: Mapping[str, str] = {}
        self.lent: Mapping[str, Path] = {}
        self._page = StaticFiles(directory=self._output / "static", html=True)
        self._headers = self._told_headers()
        routes = [Mount("/", app=self._answer)]
        self._served = ServedApp(Starlette(routes=routes, lifespan=self._lifespan))
        self.url = self._served.url

    def __enter__(self) -> Self:
        self._served.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._served.stop()
        for function in self.functions.values():
            function.stop()

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=_ANSWER_S, trust_env=False) as self._client:
            yield

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        path = scope["path"]
        if path in self._bundles:
            port = await asyncio.to_thread(self._port, path)
            answer = await self._forward(Request(scope, receive), port)
            await answer(scope, receive, with_headers)
        elif path.startswith("/api/"):
            raise HTTPException(404)
        else:
            await self._page(scope, receive, with_headers)

    async def _forward(self, request: Request, port: int) -> Response:
        target = f"http://127.0.0.1:{port}{request.url.path}"
        headers = [pair for pair in request.headers.items() if pair[0] not in _HOP_BY_HOP]
        asked = self._client.build_request(
            request.method,
            f"{target}?{request.url.query}" if request.url.query else target,
            headers=[*headers, ("x-forwarded-host", request.headers.get("host", ""))],
            content=await request.body(),
        )
        told = await self._client.send(asked, stream=True)
        answer = StreamingResponse(_pieces(told), told.status_code)
        answer.raw_headers = [
            (name.lower(), value)
            for name, value in told.headers.raw
            if name.decode().lower() not in _HOP_BY_HOP
        ]
        return answer

    def _port(self, path: str) -> int:
        with self._starting:
            if path not in self._ports:
                bundle = self._bundles[path]
                folder = bundle.materialize(self._work / bundle.name.replace("/", "-"))
                for name, file in self.lent.items():
                    (folder / name).parent.mkdir(exist_ok=True)
                    shutil.copy(file, folder / name)
                function = RunningFunction(
                    bundle,
                    folder=folder,
                    python=self._python,
                    environment=self.environment,
                    # What is lent to it may need to write elsewhere.
                    sealed=not self.lent,
                    trace=True,
                )
                self._ports[path] = function.start().port
                self.functions[path] = function
            return self._ports[path]

    def _told_headers(self) -> list[tuple[bytes, bytes]]:
        routes = json.loads((self._output / "config.json").read_text())["routes"]
        everywhere = [route["headers"] for route in routes if "headers" in route]
        return [(k.lower().encode(), v.encode()) for told in everywhere for k, v in told.items()]


def without_bytecode(function: RunningFunction) -> list[str]:
    """Every module of the bundle that a traced function imported and had to compile."""
    return [name for name in function.imported if _compiled_at_start(name, function.bundle.files)]


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file below a folder."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {
        str(file.relative_to(folder)): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in files
    }


def _compiled_at_start(name: str, files: Mapping[str, Path]) -> bool:
    stem = name.replace(".", "/")
    for root in ("_vendor/", ""):
        for source in (f"{root}{stem}/__init__.py", f"{root}{stem}.py"):
            if source in files and name != "vc__handler__python":
                folder, _, last = source.rpartition("/")
                cached = f"{folder}/__pycache__/{last[:-3]}.cpython-312.pyc".lstrip("/")
                return cached not in files
    return False


async def _pieces(told: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in told.aiter_raw():
            yield piece
    finally:
        await told.aclose()


def _drain(connection: socket.socket) -> None:
    # What the function logs: read, or it would block once the socket is full.
    try:
        while connection.recv(65_536):
            pass
    except OSError:
        return


def _read_only(scratch: Path, folder: Path) -> list[str]:
    prefix = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _READ_ONLY, "sh"]
    command = [*prefix, str(scratch), str(folder)]
    return command if _allowed((*command, "true")) else []


@functools.lru_cache(maxsize=8)
def _allowed(command: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0
