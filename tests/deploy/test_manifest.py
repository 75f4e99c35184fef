"""What is deployed, what pip installs and what the builder reads say the same."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.building.toolchain import ROOT
from scripts.lock import HEADS, Pin, constrained, file_of, pins

MANIFEST = tomllib.loads((ROOT / "pyproject.toml").read_text())
PARTS = {part: pins((ROOT / file_of(part)).read_text()) for part in HEADS}
RUNTIME = PARTS["runtime"]
PYTHONS = ("3.11.9", "3.12.1", "3.13.0")
SYSTEMS = ("linux", "darwin")


def chosen(requirements, python, system):
    """Name and version of what holds on one interpreter and system."""
    here = {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": system,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    parsed = [Requirement(text) for text in requirements]
    kept = [one for one in parsed if one.marker is None or one.marker.evaluate(here)]
    return {canonicalize_name(one.name): str(one.specifier) for one in kept}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_pip_installs_what_the_manifest_names_in_the_same_versions(python, system):
    named = chosen(MANIFEST["project"]["dependencies"], python, system)
    installed = chosen([pin.requirement for pin in RUNTIME], python, system)

    assert named.items() <= installed.items()


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_what_the_dependencies_bring_along_is_pinned_alike_for_the_builder_and_for_pip(
    python, system
):
    named = chosen(MANIFEST["project"]["dependencies"], python, system)
    constrained_to = chosen(MANIFEST["tool"]["uv"]["constraint-dependencies"], python, system)
    installed = chosen([pin.requirement for pin in RUNTIME], python, system)

    assert named | constrained_to == installed


@pytest.mark.parametrize("part", [part for part in HEADS if part != "runtime"])
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_each_further_file_brings_what_its_group_of_the_manifest_names(python, system, part):
    before = list(HEADS)[: list(HEADS).index(part) + 1]
    files = [pin.requirement for name in before for pin in PARTS[name]]
    named = chosen(MANIFEST["dependency-groups"][part], python, system)

    assert named.items() <= chosen(files, python, system).items()


def test_no_package_stands_in_two_files():
    pinned = [pin.requirement for found in PARTS.values() for pin in found]

    assert len(pinned) == len(set(pinned))


def test_every_file_that_is_installed_is_known_by_its_hash():
    assert len(RUNTIME) > 50
    assert [pin.name for found in PARTS.values() for pin in found if not pin.hashes] == []


def test_the_manifest_is_as_the_export_would_write_it():
    text = (ROOT / "pyproject.toml").read_text()

    assert constrained(text, RUNTIME) == text


@pytest.mark.parametrize("text", MANIFEST["tool"]["uv"]["override-dependencies"])
def test_what_is_left_out_is_left_out_everywhere_and_only_for_the_builder(text):
    left_out = Requirement(text)

    assert left_out.marker == Marker("sys_platform == 'never'")
    assert left_out.name in {pin.name for pin in RUNTIME}
    assert left_out.name not in chosen(MANIFEST["project"]["dependencies"], "3.12.1", "linux")


def test_a_pin_is_read_back_as_it_was_written():
    pin = Pin("numpy", "2.5.5", "python_full_version >= '3.12'", ("sha256:aa", "sha256:bb"))

    assert pins(f"# a comment\n{pin.lines}\n-r other.txt\n") == [pin]


def test_the_builder_is_pinned_exactly_with_every_part_of_it_hashed():
    wanted = json.loads((ROOT / "scripts" / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "scripts" / "package-lock.json").read_text())["packages"]

    assert re.fullmatch(r"\d+\.\d+\.\d+", wanted["vercel"])
    assert lock["node_modules/vercel"]["version"] == wanted["vercel"]
    assert [name for name, part in lock.items() if name and "integrity" not in part] == []


def test_the_lock_of_the_builder_names_no_address():
    text = (ROOT / "scripts" / "package-lock.json").read_text()

    assert re.findall(r"https?://[^\"]*", text) == []


def test_every_function_leaves_out_the_same():
    functions = json.loads((ROOT / "vercel.json").read_text())["functions"]

    assert sorted(functions) == sorted(
        f"api/{file.name}" for file in (ROOT / "api").glob("*.py") if file.stem != "__init__"
    )
    assert len({told["excludeFiles"] for told in functions.values()}) == 1
