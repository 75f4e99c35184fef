"""Hold what is deployed against known faults and licences, and write its bill of materials."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".build" / "supply"
POLICY = ROOT / "licences.toml"
TOOLS = ROOT / "requirements-supply.txt"
DEPLOYED = tuple(ROOT / name for name in ("requirements.txt", "requirements-server.txt"))
# What one platform alone has besides, and which is not installed here: audited, but in no bill.
BESIDE = ROOT / "requirements-functions.txt"
# An old release with faults that everybody knows: a service that knows none of it knows nothing.
KNOWN_FAULTY = "pyyaml==5.3"

PASSED, WRONG, NOT_DONE = 0, 1, 2
_AUDIT_S = 600


class SupplyFailed(RuntimeError):
    """A tool could not be had or did not do its work; the message is one line."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known against packages: each fault as a line, and who was not looked at."""

    faults: tuple[str, ...]
    skipped: tuple[str, ...]
    told: str = ""

    @property
    def code(self) -> int:
        """Passed only where every package was looked at and nothing is known against any."""
        if self.faults:
            return WRONG
        return NOT_DONE if self.skipped or self.told else PASSED


def main(arguments: Sequence[str] | None = None) -> int:
    """Print all three; 1 where something is wrong, else 2 where the audit could not be done."""
    given = _given(arguments)
    pins = pinned(path.read_text() for path in DEPLOYED)
    audited = pinned((path.read_text() for path in (*DEPLOYED, BESIDE)), everywhere=True)
    try:
        tools = _tools()
        bom = only(_bill(tools, given.environment), pins=pins)
        found = audit(_audited(tools, audited))
    except SupplyFailed as failed:
        print(f"supply: {failed}", file=sys.stderr)
        return NOT_DONE
    given.sbom.parent.mkdir(parents=True, exist_ok=True)
    given.sbom.write_text(json.dumps(bom, indent=2) + "\n")
    print(f"bill of materials: {len(bom['components'])} packages, {given.sbom}")
    refused = _print_licences(bom, tomllib.loads(POLICY.read_text()))
    _print_audit(found, packages=len(audited))
    return WRONG if refused else found.code


def pinned(texts: Iterable[str], *, everywhere: bool = False) -> list[str]:
    """The `name==version` lines for this interpreter's version, or for any; hashes left out."""
    lines = (line for text in texts for line in text.replace("\\\n", " ").splitlines())
    wanted = [line for line in lines if line.strip() and line[0] not in "#-"]
    parted = (line.partition(" --hash")[0].partition(";") for line in wanted)
    return [pin.strip() for pin, _, marker in parted if _fits(marker, everywhere=everywhere)]


def only(bom: Mapping[str, Any], *, pins: Sequence[str]) -> dict[str, Any]:
    """The bill of the pinned packages alone, out of that of a whole environment."""
    wanted = {_name(pin): pin.partition("==")[2] for pin in pins}
    kept = [one for one in bom["components"] if _name(one["name"]) in wanted]
    refs = {one["bom-ref"] for one in kept}
    dependencies = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in refs]}
        for one in bom["dependencies"]
        if one["ref"] in refs
    ]
    installed = {_name(one["name"]): one["version"] for one in kept}
    other = sorted(name for name in wanted if installed.get(name) != wanted[name])
    if other:
        msg = f"not installed as pinned: {', '.join(other)}: run ./scripts/install"
        raise SupplyFailed(msg)
    return {**bom, "components": kept, "dependencies": dependencies}


def refusals(bom: Mapping[str, Any], policy: Mapping[str, Any]) -> list[str]:
    """Every package whose licence is not allowed, as a line."""
    refused = []
    for component in bom["components"]:
        name, own = _name(component["name"]), licences(component, policy)
        granted = {policy["packages"].get(name, {}).get("licence", "")}
        allowed = set(policy["allowed"]) | granted
        if not all(_allows(expression, allowed) for expression in own):
            refused.append(f"{name} {component['version']}: {' and '.join(own)}")
    return refused


def licences(component: Mapping[str, Any], policy: Mapping[str, Any]) -> list[str]:
    """What a package says of itself, in SPDX's words where they are known."""
    told = []
    for entry in component.get("licenses", ()):
        licence = entry.get("license", {})
        text = entry.get("expression") or licence.get("id") or licence.get("name", "")
        told.append(policy["names"].get(text, text))
    known = policy["packages"].get(_name(component["name"]), {}).get("licence")
    return sorted(set(told)) or [known or "none named"]


def audit(report: Mapping[str, Any]) -> Audit:
    """Read pip-audit's report, which calls it a success where it could look at nothing."""
    if "failure" in report:
        return Audit((), (), str(report["failure"]))
    canary = KNOWN_FAULTY.partition("==")[0]
    known = [one for one in report["dependencies"] if _name(one["name"]) == canary]
    ours = [one for one in report["dependencies"] if _name(one["name"]) != canary]
    faults = tuple(
        f"{one['name']} {one['version']}: {fault['id']}, mended in {_listed(fault)}"
        for one in ours
        for fault in one.get("vulns", ())
    )
    skipped = tuple(one["name"] for one in ours if "skip_reason" in one)
    knows = bool(known) and all(one.get("vulns") for one in known)
    told = "" if knows else f"the service knows nothing against {KNOWN_FAULTY}, which it should"
    return Audit(faults, skipped, told)


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/supply", description=__doc__)
    parser.add_argument(
        "--environment", default=sys.executable, help="whose packages are read (this Python's)"
    )
    parser.add_argument(
        "--sbom", type=Path, default=FOLDER.parent / "sbom.cdx.json", help="where it is written"
    )
    return parser.parse_args(arguments)


def _tools() -> Path:
    folder, stamp = FOLDER / "tools", FOLDER / "tools" / "installed"
    wanted = TOOLS.read_text()
    if not (stamp.exists() and stamp.read_text() == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)], "an environment for the tools")
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq"]
        _run([*pip, "--disable-pip-version-check", "-r", str(TOOLS)], "the tools")
        stamp.write_text(wanted)
    return folder / "bin"


def _bill(tools: Path, environment: str) -> dict[str, Any]:
    command = [str(tools / "cyclonedx-py"), "environment", "--of", "JSON", "--sv", "1.6"]
    return dict(json.loads(_run([*command, environment], "the bill of materials")))


def _audited(tools: Path, pins: Sequence[str]) -> dict[str, Any]:
    """The reports on all pins together; a package with two versions takes two of them."""
    rounds: list[dict[str, str]] = []
    for pin in pins:
        free = next((one for one in rounds if _name(pin) not in one), None)
        if free is None:
            rounds.append(free := {})
        free[_name(pin)] = pin
    reports = [_report(tools, [*one.values(), KNOWN_FAULTY]) for one in rounds]
    failed = next((report for report in reports if "failure" in report), None)
    return failed or {"dependencies": [one for report in reports for one in report["dependencies"]]}


def _report(tools: Path, pins: Sequence[str]) -> dict[str, Any]:
    listed = FOLDER / "audited.txt"
    listed.write_text("\n".join([*pins, ""]))
    quiet = ["--progress-spinner", "off", "--no-deps", "--disable-pip", "-f", "json"]
    try:
        done = subprocess.run(
            [str(tools / "pip-audit"), *quiet, "-r", str(listed)],
            capture_output=True,
            text=True,
            timeout=_AUDIT_S,
            check=False,
        )
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return {"failure": f"the service did not answer in {_AUDIT_S} s"}
    except ValueError:
        return {"failure": (done.stderr.strip() or "pip-audit said nothing").splitlines()[-1]}


def _run(command: Sequence[str], what: str) -> str:
    done = subprocess.run(list(command), capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        msg = f"could not make {what}: {' '.join(last)}"
        raise SupplyFailed(msg)
    return done.stdout


def _listed(fault: Mapping[str, Any]) -> str:
    return ", ".join(fault["fix_versions"]) or "no release yet"


def _print_licences(bom: Mapping[str, Any], policy: Mapping[str, Any]) -> list[str]:
    refused = refusals(bom, policy)
    for component in bom["components"]:
        name = _name(component["name"])
        own = ", ".join(licences(component, policy))
        bundled = policy["bundled"].get(name, {}).get("licence")
        inside = f"  (inside: {bundled})" if bundled else ""
        print(f"  {name:<28}{component['version']:<14}{own}{inside}")
    for line in refused:
        print(f"licence not allowed: {line}: see licences.toml")
    print(f"licences: {'WRONG' if refused else 'all allowed'}")
    return refused


def _print_audit(found: Audit, *, packages: int) -> None:
    for line in found.faults:
        print(f"known fault: {line}")
    if found.code == PASSED:
        print(f"audit: nothing known against {packages} packages")
    elif found.code == NOT_DONE:
        why = found.told or "the service could not be asked"
        some = f"; {len(found.skipped)} of {packages} packages not looked at" * bool(found.skipped)
        print(f"audit: NOT DONE: {why}{some}")
    else:
        print(f"audit: WRONG: {len(found.faults)} known faults")


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", requirement.partition("==")[0]).lower()


def _fits(marker: str, *, everywhere: bool) -> bool:
    # The two kinds of marker that our lists have: a Python version, and a system we are not on.
    if "sys_platform == 'emscripten'" in marker:
        return False
    version = re.search(r"python_(?:full_)?version\s*(<|>=)\s*['\"]3\.(\d+)['\"]", marker)
    below = version is not None and version[1] == "<"
    return everywhere or version is None or (sys.version_info[1] < int(version[2])) == below


def _allows(expression: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression can be met; an exception is part of its licence."""
    if expression in allowed:
        return True
    alternatives = [part.strip(" ()") for part in expression.split(" OR ")]
    if len(alternatives) > 1:
        return any(_allows(part, allowed) for part in alternatives)
    parts = [part.strip(" ()") for part in expression.split(" AND ")]
    return len(parts) > 1 and all(_allows(part, allowed) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
