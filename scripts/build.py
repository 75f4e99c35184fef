"""Build the deployment with the platform's own builder, judge what came out, and run it."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.building import bundle, faults, imports, toolchain, weight
from scripts.building.bundle import Bundle
from scripts.building.faults import LIMIT_MIB
from scripts.building.toolchain import FOLDER, ROOT, Toolchain, ToolMissing
from scripts.building.weight import MIB

SITE = FOLDER / "site"
LOG = FOLDER / "log"
_CACHE = Path(".vercel/python/cache")
# Of the version that the pinned command line asks for; ours does as well.
_BUILDERS_UV = "uv-0.10.11-x86_64-unknown-linux-gnu/uv"
# As the command line writes it for a project that is linked; nobody is asked about these names.
_PROJECT = {"projectId": "prj_local", "orgId": "team_local", "settings": {}}
_PACKAGES_SHOWN = 12


class BuildFailed(RuntimeError):
    """The platform would refuse it too; the message is the end of the builder's own words."""


def main() -> int:
    """Build, judge, run and print the table; 1 where anything is wrong."""
    options = _options()
    try:
        tools = toolchain.ready()
        if not options.keep:
            build(tools)
    except (ToolMissing, BuildFailed) as failed:
        for line in (str(failed), *_too_heavy(options.limit_mib)):
            print(f"build: {line}", file=sys.stderr)
        return 1
    bundles = bundle.read(SITE)
    found = judge(bundles, tools, limit_mib=options.limit_mib)
    ran = options.no_run or bool(found) or run()
    if not ran:
        found = ["the built functions do not pass tests/deploy"]
    print(packages(bundles))
    print(table(bundles, limit_mib=options.limit_mib))
    for fault in found:
        print(f"build: {fault}", file=sys.stderr)
    return 1 if found else 0


def build(tools: Toolchain) -> None:
    """Have the builder make `SITE` of what git knows and what it does not ignore."""
    _snapshot(tools)
    command = [str(tools.vercel), "build", "--prod", "--yes", "--cwd", str(SITE)]
    # An empty folder of settings: whoever is logged in on this machine has no part in it.
    with tempfile.TemporaryDirectory(prefix="build-") as settings, LOG.open("wb") as log:
        done = subprocess.run(
            [*command, "--global-config", settings],
            env={**tools.environment, "VERCEL_PYTHON_COMPILEALL": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise BuildFailed(LOG.read_text(errors="replace").strip()[-2000:])


def judge(bundles: Sequence[Bundle], tools: Toolchain, *, limit_mib: float) -> list[str]:
    """Say all that is wrong with what was built."""
    return [
        *faults.of_bundles(bundles, source=SITE, limit_mib=limit_mib),
        *_too_heavy(limit_mib),
        *faults.of_site(SITE, source=SITE),
        *faults.of_versions(
            bundles[0], lock=SITE / "uv.lock", requirements=SITE / "requirements.txt"
        ),
        *imports.unresolved(bundles[:1], python=tools.python, folder=FOLDER / "laid-out"),
    ]


def run() -> bool:
    """Drive the built functions under the platform's runtime; judge the build made too large."""
    tests = [f"tests/deploy/test_{name}.py" for name in ("built", "too_large")]
    command = [sys.executable, "-m", "pytest", *tests, f"--built={SITE}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def packages(bundles: Sequence[Bundle]) -> str:
    """Print the largest packages of the largest function."""
    largest = max(bundles, key=lambda one: one.size)
    rows = largest.by_package.most_common()
    shown, rest = rows[:_PACKAGES_SHOWN], rows[_PACKAGES_SHOWN:]
    shown.append((f"{len(rest)} more", sum(size for _, size in rest)))
    lines = [f"{name:<24}{size / MIB:>8.1f} MiB" for name, size in shown]
    return "\n".join([f"what {largest.name} is made of", *lines, ""])


def table(bundles: Sequence[Bundle], *, limit_mib: float) -> str:
    """Print the functions."""
    columns = ("function", "MiB", "bytecode", "spare", "missing", f"within {limit_mib:g} MiB")
    lines = ["{:<14}{:>8}{:>10}{:>8}{:>9}{:>16}".format(*columns)]
    for one in bundles:
        size, compiled, limit = one.size / MIB, one.bytecode / MIB, limit_mib
        within = "yes" if size <= limit else "NO"
        lines.append(
            f"{one.name:<14}{size:>8.1f}{compiled:>10.1f}{limit - size:>8.1f}"
            f"{len(one.missing):>9}{within:>16}"
        )
    return "\n".join(lines)


def _too_heavy(limit_mib: float) -> list[str]:
    told = weight.excess(weight.installed(SITE), limit_mib=limit_mib)
    names = ", ".join(f"api/{file.stem}" for file in sorted(SITE.glob("api/[!_]*.py")))
    return [f"{names}: the dependencies, {told}"] if told else []


def _snapshot(tools: Toolchain) -> None:
    # The builder's cache of downloads outlives the folder.
    kept = FOLDER / "cache"
    if (SITE / _CACHE).exists():
        shutil.rmtree(kept, ignore_errors=True)
        (SITE / _CACHE).rename(kept)
    shutil.rmtree(SITE, ignore_errors=True)
    for name in _known_to_git():
        target = SITE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    project = SITE / ".vercel" / "project.json"
    project.parent.mkdir(parents=True)
    project.write_text(json.dumps(_PROJECT))
    if kept.exists():
        (SITE / _CACHE.parent).mkdir()
        kept.rename(SITE / _CACHE)
    _lend(tools.uv, SITE / _CACHE / _BUILDERS_UV)


def _lend(uv: Path, place: Path) -> None:
    # Where everything is too large together, the builder would have the functions install the rest
    # when they start, by an uv that it looks for here before it downloads one.
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        shutil.copy2(uv, place)


def _known_to_git() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        raise BuildFailed("what is deployed is what git knows, and this is no git repository")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/build", description=__doc__)
    parser.add_argument("--limit-mib", type=float, default=LIMIT_MIB, help="the platform's, 225")
    parser.add_argument("--keep", action="store_true", help="judge what was built last time")
    parser.add_argument("--no-run", action="store_true", help="judge alone, without running")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
