"""What would be wrong with deploying what the builder made."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.building.bundle import VENDOR, Bundle
from scripts.building.weight import excess
from scripts.lock import Pin, pins

LIMIT_MIB = 225
HANDLER = "vc__handler__python.py"
# Everything of ours that a function has a use for.
_OURS = re.compile(r"(api|lib)/[\w/.-]+\.(py|pyc|toml)")
_NOT_OURS = re.compile(r"lib/offline/")
_SECRET_NAMES = re.compile(
    r"(^|/)\.env|\.(pem|key|p12|sqlite3?)$|service.?account.*\.json$", re.IGNORECASE
)
_SECRET_WORDS = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|AIza[0-9A-Za-z_-]{35}")
_AT_COLD_START = "_uv/"
# What the builder adds by itself.
_OF_THE_PLATFORM = {"pip", "vercel-runtime"}


def of_bundles(bundles: Sequence[Bundle], *, source: Path, limit_mib: float) -> list[str]:
    """Everything wrong with the functions themselves."""
    expected = sorted(f"api/{file.stem}" for file in source.glob("api/*.py"))
    expected.remove("api/__init__")
    found = [bundle.name for bundle in bundles]
    faults = [] if found == expected else [f"built {found} of the handlers {expected}"]
    told = json.loads((source / "vercel.json").read_text())
    for bundle in bundles:
        wanted = told["functions"].get(f"{bundle.name}.py", {})
        lines = _of_bundle(bundle, limit_mib=limit_mib, wanted=wanted)
        faults += [f"{bundle.name}: {line}" for line in lines]
    if any(bundle.sources.keys() != bundles[0].sources.keys() for bundle in bundles):
        # The handler's own name is the same in each, so nothing else may differ either.
        faults.append("the functions do not hold the same files")
    return faults


def of_site(site: Path, *, source: Path) -> list[str]:
    """Everything wrong with what stands around the functions: page, headers, cron."""
    output = site / ".vercel" / "output"
    built = json.loads((output / "config.json").read_text())
    told = json.loads((source / "vercel.json").read_text())
    return [
        *_of_page(output / "static", source / "public"),
        *_of_headers(built["routes"], told["headers"]),
        *([] if built.get("crons") == told["crons"] else ["the cron is not as vercel.json says"]),
        *_of_unknown_calls(built["routes"]),
    ]


def of_versions(bundle: Bundle, *, lock: Path, requirements: Path) -> list[str]:
    """Everything that ships in another version or file than requirements.txt has it pinned."""
    known: dict[str, dict[str, Pin]] = {}
    for pin in pins(requirements.read_text()):
        known.setdefault(pin.name, {})[pin.version] = pin
    locked = {
        (package["name"], package["version"]): {file["hash"] for file in package["wheels"]}
        for package in tomllib.loads(lock.read_text())["package"]
        if "wheels" in package
    }
    faults = []
    for name, version in sorted(bundle.distributions.items()):
        told = known.get(name, {}).get(version)
        if name in _OF_THE_PLATFORM:
            continue
        if told is None:
            faults.append(f"{name} {version} is not what requirements.txt pins")
        elif not locked.get((name, version), {""}) <= set(told.hashes):
            faults.append(f"{name} {version} has files that requirements.txt does not know")
    return faults


def _of_bundle(bundle: Bundle, *, limit_mib: float, wanted: Mapping[str, Any]) -> Iterator[str]:
    if bundle.missing:
        yield f"{len(bundle.missing)} files are missing, {bundle.missing[0]} among them"
    too_much = excess(bundle.by_package, limit_mib=limit_mib)
    if too_much:
        yield too_much
    if any(path.startswith(_AT_COLD_START) for path in bundle.files):
        yield "too large to ship whole: the rest would be installed at every cold start"
    if not bundle.bytecode:
        yield "no bytecode"
    if bundle.config.get("runtime") != "python3.12" or HANDLER not in bundle.files:
        yield "not built for Python 3.12"
    if not bundle.config.get("supportsResponseStreaming"):
        yield "answers would not stream"
    for name in ("maxDuration", "memory"):
        if bundle.config.get(name) != wanted.get(name):
            yield f"{name} is {bundle.config.get(name)}, not {wanted.get(name)}"
    yield from (f"ships {path}" for path in bundle.files if _is_stray(path))
    yield from (f"ships a secret: {path}" for path in _secrets(bundle))


def _is_stray(path: str) -> bool:
    if path.startswith((VENDOR, _AT_COLD_START)) or path == HANDLER:
        return False
    return not _OURS.fullmatch(path) or bool(_NOT_OURS.match(path))


def _secrets(bundle: Bundle) -> Iterator[str]:
    for path, source in bundle.files.items():
        if path.startswith(VENDOR) or not source.is_file():
            continue
        if _SECRET_NAMES.search(path) or _SECRET_WORDS.search(source.read_bytes()):
            yield path


def _of_page(static: Path, public: Path) -> Iterator[str]:
    for file in public.rglob("*"):
        served = static / file.relative_to(public)
        if file.is_file() and not (served.is_file() and served.read_bytes() == file.read_bytes()):
            yield f"the page lacks {file.relative_to(public)}"


def _of_headers(routes: Sequence[Mapping[str, Any]], told: Sequence[Any]) -> Iterator[str]:
    wanted = {header["key"]: header["value"] for rule in told for header in rule["headers"]}
    given: dict[str, str] = {}
    for route in routes:
        if "headers" in route and re.match(route["src"], "/any"):
            given |= route["headers"]
    yield from (f"header {key} is not set" for key in wanted if given.get(key) != wanted[key])


def _of_unknown_calls(routes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    answers = [route for route in routes if route.get("status") == 404 and "src" in route]
    if not any(re.match(route["src"], "/api/unknown") for route in answers):
        yield "an unknown call is not answered 404"
