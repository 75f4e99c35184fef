"""What the whole report costs beside its peers: the same files, in turn, in one run."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"
# numpy and what else would make this process large stays out of it: a child's peak memory starts
# at what its parent occupied when it was started.
OURS = "ours: whole report"


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that reads a file.

    Attributes
    ----------
    name : str
    command : tuple of str
        "FILE" stands for the file.
    present : bool
    absent : str
        What to say where it is not present.
    """

    name: str
    command: tuple[str, ...]
    present: bool = True
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: CPU seconds of user and system together, peak memory in MB."""

    cpu_s: float
    peak_mb: float


class RunFailed(Exception):
    """A tool did not come to its end.

    Parameters
    ----------
    name : str
    status : int
        Its exit code.
    said : str
        The last line of what it wrote to stderr.
    """

    def __init__(self, name: str, status: int, said: str) -> None:
        super().__init__(f"{name} ended with {status}: {said}")


def cost(command: tuple[str, ...], *, name: str) -> Cost:
    """Run a command to its end, without its output, and read what it used.

    Parameters
    ----------
    command : tuple of str
    name : str
        For the error.

    Raises
    ------
    RunFailed
        It exits with anything but 0.
    """
    quiet = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251
    with tempfile.TemporaryFile() as errors:
        actions = [quiet, (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)]
        pid = os.posix_spawnp(command[0], command, environment, file_actions=actions)
        _, status, used = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").splitlines()
            raise RunFailed(name, code, lines[-1] if lines else "")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def main() -> int:
    """Print the tables; 1 where a tool fails."""
    options = _options()
    if options.one is not None:
        return _one(options.one)
    if options.make is not None:
        return _make(options.make, options.minutes[0])
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _bench(options, folder)
        except RunFailed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 1
    return 0


def _bench(options: argparse.Namespace, folder: Path) -> None:
    tools = _tools(options.peers_python)
    print(
        f"{os.cpu_count()} × {platform.machine()}, {platform.system()}, Python "
        f"{platform.python_version()}; CPU is user + system of the whole process, start-up "
        f"included; median of {options.rounds} rounds in turn"
    )
    for minutes in options.minutes:
        path = _file(folder, minutes)
        size_mb = path.stat().st_size / 1e6
        print(f"\n{minutes:g} min stereo WAV, 16 bit, 44.1 kHz, {size_mb:.0f} MB")
        _table([tool for tool in tools if tool.present], path, options.rounds)
    for tool in tools:
        if not tool.present:
            print(f"  {tool.name}: absent ({tool.absent})")
    if options.memory:
        print("\npeak memory of ours by length")
        for minutes in options.memory:
            found = cost(_for(_ours(), _file(folder, minutes)), name=OURS)
            print(f"  {minutes:>5g} min {found.peak_mb:>8.0f} MB {found.cpu_s:>8.2f} CPU s")


def _tools(peers_python: Path) -> list[Tool]:
    ffmpeg = ("ffmpeg", "-nostdin", "-hide_banner", "-i", "FILE", "-af", "ebur128=peak=true")
    return [
        _ours(),
        Tool(
            "ffmpeg ebur128=peak=true",
            (*ffmpeg, "-f", "null", "-"),
            shutil.which("ffmpeg") is not None,
            "no ffmpeg on PATH",
        ),
        _peer("Essentia MusicExtractor", "music-extractor", peers_python),
        _peer("librosa beat, chroma, centroid, rms, stft", "librosa", peers_python),
        _peer("pyloudnorm integrated loudness", "pyloudnorm", peers_python),
    ]


def _ours() -> Tool:
    # As ./scripts/measure runs it, and with the bytecode that Python keeps by itself.
    alone = ("env", "-u", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS=1")
    return Tool(OURS, (*alone, sys.executable, "-m", "scripts.bench", "--one", "FILE"))


def _peer(name: str, peer: str, python: Path) -> Tool:
    command = (str(python), "-m", "scripts.peers", peer)
    there = (
        python.exists()
        and not subprocess.run(
            [*command, "--version"], cwd=ROOT, capture_output=True, check=False
        ).returncode
    )
    return Tool(name, (*command, "FILE"), there, "see requirements-peers.txt")


def _for(tool: Tool, path: Path) -> tuple[str, ...]:
    return tuple(str(path) if word == "FILE" else word for word in tool.command)


def _file(folder: Path, minutes: float) -> Path:
    """A file of so many minutes, made by a child, whose memory is its own."""
    path = folder / f"bench-{minutes:g}.wav"
    if not path.exists():
        command = (sys.executable, "-m", "scripts.bench", "--make", str(path))
        cost((*command, "--minutes", str(minutes)), name="making the file")
    return path


def _table(tools: list[Tool], path: Path, rounds: int) -> None:
    costs: dict[str, list[Cost]] = {tool.name: [] for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            costs[tool.name].append(cost(_for(tool, path), name=tool.name))
    print(f"  {'':<44}{'CPU s':>8}{'least':>8}{'most':>8}{'× ours':>8}{'peak MB':>9}")
    ours = median(one.cpu_s for one in costs[OURS])
    for name, some in costs.items():
        seconds = [one.cpu_s for one in some]
        peak = max(one.peak_mb for one in some)
        print(
            f"  {name:<44}{median(seconds):>8.2f}{min(seconds):>8.2f}{max(seconds):>8.2f}"
            f"{median(seconds) / ours:>8.2f}{peak:>9.0f}"
        )


def _one(path: Path) -> int:
    """What ./scripts/measure --json does, for files above the upload limit too."""
    import json
    from hashlib import file_digest

    from lib.audio.report import measure

    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    print(json.dumps(measure(path, sha256=digest), ensure_ascii=False, allow_nan=False))
    return 0


def _make(path: Path, minutes: float) -> int:
    """Corpus pieces in a row until the file is full."""
    import soundfile

    from scripts.corpus import RATE

    left = round(minutes * 60 * RATE)
    partial = path.with_suffix(".part")
    with soundfile.SoundFile(partial, "w", RATE, 2, subtype="PCM_16", format="WAV") as file:
        for sound in _sounds(minutes):
            file.write(sound[:left])
            left -= min(left, len(sound))
            if not left:
                break
    partial.rename(path)
    return 0


def _sounds(minutes: float) -> Iterator[NDArray[np.float32]]:
    """The corpus' pieces again and again; long files repeat the first ten minutes of them."""
    from scripts.corpus import pieces, render

    kept = [render(piece) for piece in pieces("tune")[::7]][: max(1, int(minutes * 2))]
    while True:
        yield from kept


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/bench", description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="+", default=[10.0], help="of the files")
    parser.add_argument(
        "--memory",
        type=float,
        nargs="*",
        default=[4.0, 60.0],
        metavar="MINUTES",
        help="lengths whose peak memory is compared",
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keeps the files")
    parser.add_argument("--peers-python", type=Path, default=PEERS, help="who imports the peers")
    parser.add_argument("--one", type=Path, metavar="FILE", help="only our report of one file")
    parser.add_argument("--make", type=Path, metavar="FILE", help="only make a file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
