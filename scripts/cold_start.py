"""What a cold start of each built function costs, beside importing fastapi in the same run."""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from lib.live.clock import SystemClock
from lib.offline.embedded import Embedded
from lib.offline.issuer import LocalIssuer
from scripts.build import SITE
from scripts.building import bundle, toolchain
from scripts.building.bundle import Bundle
from scripts.building.running import FunctionFailed, RunningFunction

BASELINE = "import fastapi"
USER = "cold-starter"
# A file that nobody has announced before: its hash is looked up, and a session is opened.
_ANNOUNCED = {"filename": "mix.wav", "size": 1_000_000, "sha256": "5" * 64}
_ASKED = {"question": "Is it loud enough for Spotify?", "session_id": "cold"}
_COLUMNS = (
    "import, CPU s",
    "× fastapi",
    "import, s",
    "ready, CPU s",
    "ready, s",
    "first answer, CPU s",
    "first answer, s",
)
# So many imports a round: beside another process one alone may take half as long again.
_IMPORTS = 4
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class First:
    """The request that finds a function cold."""

    method: str
    path: str
    body: Mapping[str, object] | None = None


FIRST = {
    "api/status": First("GET", "/api/status?job=an_unknown"),
    "api/upload": First("POST", "/api/upload", _ANNOUNCED),
    "api/ask": First("POST", "/api/ask", _ASKED),
    "api/analyze": First("GET", "/api/analyze?limit=1"),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor, user and system together, and on the clock."""

    cpu_s: float
    wall_s: float


@dataclass(frozen=True, slots=True)
class Row:
    """One function's least: importing it alone, being ready to serve, the first answer."""

    name: str
    imported: Cost
    ready: Cost
    answered: Cost


def main() -> int:
    """Print a table with bytecode and one without; 1 where something does not run."""
    options = _options()
    if not SITE.exists():
        return _refuse("nothing is built: run ./scripts/build first")
    if not Path("/proc/self/stat").exists():
        return _refuse("processor time of a running function is read from /proc: Linux only")
    bundles = [one for one in bundle.read(SITE) if one.name in FIRST]
    work = SITE.parent / "cold"
    try:
        with _servers(SITE.parent / "cold-data") as (environment, issuer):
            for compiled in (True, False):
                shutil.rmtree(work, ignore_errors=True)
                folders = {one.name: _laid_out(one, work, compiled=compiled) for one in bundles}
                bench = _Bench(folders, environment=environment, issuer=issuer)
                print(_table(*bench.run(bundles, rounds=options.rounds), compiled=compiled))
    except (FunctionFailed, toolchain.ToolMissing) as failed:
        return _refuse(str(failed))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def imported(module: str, folder: Path, *, python: Path) -> Cost:
    """What importing a module of a bundle costs an interpreter that sees nothing else.

    Raises
    ------
    FunctionFailed
        The bundle, laid out in `folder`, has no such module, or it cannot be imported.
    """
    variables = {"PYTHONPATH": f"{folder}:{folder / '_vendor'}", "PATH": os.defpath}
    # -P: else what lies in the working directory comes first, which is the project, uncompiled.
    arguments = [str(python), "-P", "-S", "-B", "-c", f"import {module}"]
    begun = time.perf_counter()
    pid = os.posix_spawn(arguments[0], arguments, variables)
    _, status, used = os.wait4(pid, 0)
    if status:
        msg = f"{module} cannot be imported"
        raise FunctionFailed(msg)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begun)


class _Bench:
    """Starts each function again and again, in turn, each time in a new process."""

    def __init__(
        self,
        folders: Mapping[str, Path],
        *,
        environment: Mapping[str, str],
        issuer: LocalIssuer,
    ) -> None:
        self._folders = folders
        self._environment = environment
        self._issuer = issuer
        self._python = toolchain.python()

    def run(self, bundles: Sequence[Bundle], *, rounds: int) -> tuple[Cost, list[Row]]:
        """The least of the baseline and of each function; the first round warms the disk."""
        baseline: list[Cost] = []
        seen: dict[str, list[Row]] = {one.name: [] for one in bundles}
        for number in range(rounds + 1):
            # What is compared is measured in turn, and often, for it is short.
            imports = [self._imports(bundles) for _ in range(_IMPORTS)]
            rows = [self._row(one, [each[one.name] for each in imports]) for one in bundles]
            if number:
                baseline += [each[BASELINE] for each in imports]
                for row in rows:
                    seen[row.name].append(row)
        return _least(baseline), [_least_row(name, rows) for name, rows in seen.items()]

    def _imports(self, bundles: Sequence[Bundle]) -> dict[str, Cost]:
        first = self._folders[bundles[0].name]
        alone = {BASELINE: imported("fastapi", first, python=self._python)}
        for one in bundles:
            module = one.name.replace("/", ".")
            alone[one.name] = imported(module, self._folders[one.name], python=self._python)
        return alone

    def _row(self, one: Bundle, imports: Sequence[Cost]) -> Row:
        function = RunningFunction(
            one,
            folder=self._folders[one.name],
            python=self._python,
            environment=self._environment,
            sealed=False,
        )
        begun = time.perf_counter()
        try:
            port = function.start().port
            ready = Cost(_cpu_s(function.pid), time.perf_counter() - begun)
            self._ask(one.name, port)
            answered = Cost(_cpu_s(function.pid), time.perf_counter() - begun)
        finally:
            function.stop()
        return Row(one.name, _least(imports), ready, answered)

    def _ask(self, name: str, port: int) -> None:
        first = FIRST[name]
        answer = httpx.request(
            first.method,
            f"http://127.0.0.1:{port}{first.path}",
            json=first.body,
            headers={"Authorization": f"Bearer {self._issuer.token(USER)}"},
            timeout=60,
            trust_env=False,
        )
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            msg = f"{name} answered {answer.status_code}: {answer.text}"
            raise FunctionFailed(msg)


@contextmanager
def _servers(data: Path) -> Iterator[tuple[dict[str, str], LocalIssuer]]:
    with tempfile.TemporaryDirectory(prefix="cold-", dir=data.parent) as temporary:
        embedded = Embedded(
            Path(temporary), site_url="http://127.0.0.1:9", given={}, clock=SystemClock()
        )
        with embedded:
            yield embedded.environment, embedded.issuer


def _laid_out(one: Bundle, work: Path, *, compiled: bool) -> Path:
    files = one.files if compiled else one.sources
    folder = work / one.name.replace("/", "-")
    laid = Bundle(one.name, one.config, files).materialize(folder)
    # The embedded servers keep documents in a file, for which a deployed function has no code.
    for name in ("__init__.py", "sqlite_documents.py"):
        target = laid / "lib" / "offline" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(toolchain.ROOT / "lib" / "offline" / name, target)
    return laid


def _cpu_s(pid: int) -> float:
    # utime, stime and those of ended children, the 14th to 17th fields of proc(5).
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def _least(costs: Sequence[Cost]) -> Cost:
    # What else the machine does only ever adds.
    return Cost(min(cost.cpu_s for cost in costs), min(cost.wall_s for cost in costs))


def _least_row(name: str, rows: Sequence[Row]) -> Row:
    parts: list[Callable[[Row], Cost]] = [
        lambda row: row.imported,
        lambda row: row.ready,
        lambda row: row.answered,
    ]
    return Row(name, *(_least([part(row) for row in rows]) for part in parts))


def _table(baseline: Cost, rows: Sequence[Row], *, compiled: bool) -> str:
    told = functools.partial(_line, baseline=baseline)
    return "\n".join(
        [
            f"### {'With' if compiled else 'Without'} bytecode",
            "",
            f"| | {' | '.join(_COLUMNS)} |",
            "|---" * (len(_COLUMNS) + 1) + "|",
            f"| `{BASELINE}` | {baseline.cpu_s:.2f} | 1.00 | {baseline.wall_s:.2f} | | | | |",
            *map(told, rows),
            "",
        ]
    )


def _line(row: Row, *, baseline: Cost) -> str:
    costs = (row.ready, row.answered)
    rest = " | ".join(f"{cost.cpu_s:.2f} | {cost.wall_s:.2f}" for cost in costs)
    ratio = row.imported.cpu_s / baseline.cpu_s
    imported = f"{row.imported.cpu_s:.2f} | {ratio:.2f} | {row.imported.wall_s:.2f}"
    return f"| `{row.name}` | {imported} | {rest} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/cold-start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="measured starts of each")
    return parser.parse_args()


def _refuse(sentence: str) -> int:
    print(f"cold-start: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
