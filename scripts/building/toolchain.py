"""What ./scripts/build and ./scripts/lock work with: uv, the platform's command line, a Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".build"
UV_VERSION = "0.13.9"
# The newest that the platform has and every dependency has a wheel for.
PYTHON = "3.12"


class ToolMissing(RuntimeError):
    """Something that cannot be installed from here; the message is one line for a terminal."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Where the tools are: two programs and the interpreter that the functions run on."""

    uv: Path
    vercel: Path
    python: Path

    @property
    def environment(self) -> dict[str, str]:
        """The process's own environment, with the tools found first and nothing reported home."""
        folders = (self.uv.parent, self.python.parent)
        inherited = dict(os.environ)  # noqa: TID251
        for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "UV_INDEX"):
            inherited.pop(name, None)
        path = os.pathsep.join([*map(str, folders), inherited.get("PATH", os.defpath)])
        return {**inherited, "PATH": path, "VERCEL_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"}


def ready() -> Toolchain:
    """Find or install all of it; raises `ToolMissing`."""
    return Toolchain(uv=uv(), vercel=_vercel(), python=python())


def uv() -> Path:
    """Find uv, in an environment of its own."""
    folder = FOLDER / "uv"
    program = folder / "bin" / "uv"
    stamp = folder / "version"
    if not (program.exists() and stamp.exists() and stamp.read_text() == UV_VERSION):
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)], "a virtual environment")
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq"]
        _run([*pip, "--disable-pip-version-check", f"uv=={UV_VERSION}"], "uv")
        stamp.write_text(UV_VERSION)
    return program


def python() -> Path:
    """Find the interpreter that the platform would choose."""
    installed = Path.home() / ".pyenv" / "versions"
    named = shutil.which(f"python{PYTHON}")
    candidates = [Path(named)] if named else []
    candidates += sorted(installed.glob(f"{PYTHON}.*/bin/python{PYTHON}"), reverse=True)
    for candidate in candidates:
        told = subprocess.run(
            [candidate, "-c", "import sys; print(sys.executable)"],
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode == 0:
            return Path(told.stdout.strip())
    msg = f"Python {PYTHON} is needed: what is built is built for it and run on it"
    raise ToolMissing(msg)


def _vercel() -> Path:
    if shutil.which("npm") is None:
        raise ToolMissing("Node with npm is needed: the platform's builder is a Node program")
    folder = FOLDER / "node"
    program = folder / "node_modules" / ".bin" / "vercel"
    wanted = (ROOT / "scripts" / "package-lock.json").read_text()
    lock, stamp = folder / "package-lock.json", folder / "installed"
    if not (program.exists() and stamp.exists() and stamp.read_text() == wanted):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "scripts" / "package.json", folder)
        lock.write_text(wanted)
        # Not `npm ci`: the lock may lack the optional parts for other systems, which it refuses.
        quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        _run(["npm", "install", "--prefix", str(folder), *quiet], "the platform's command line")
        stamp.write_text(wanted)
    return program


def _run(command: list[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        msg = f"could not install {what}: {' '.join(last)}"
        raise ToolMissing(msg)
