"""./scripts/supply: what passes, what does not, and what was never looked at."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

import pytest

from scripts import supply
from scripts.supply import NOT_DONE, PASSED, POLICY, WRONG, SupplyFailed, audit, only, pinned

CANARY = {"name": "PyYAML", "version": "5.3", "vulns": [{"id": "PYSEC-1", "fix_versions": []}]}


@pytest.fixture
def policy():
    return tomllib.loads(POLICY.read_text())


def package(name: str, *licences: dict, version: str = "1.0") -> dict:
    return {
        "bom-ref": f"{name}=={version}",
        "name": name,
        "version": version,
        "licenses": list(licences),
    }


def bom(*components: dict) -> dict:
    return {
        "components": list(components),
        "dependencies": [
            {"ref": one["bom-ref"], "dependsOn": ["b==1.0", "tool==1.0"]} for one in components
        ],
    }


def test_an_audit_passes_where_every_package_was_looked_at_and_nothing_is_known():
    found = audit({"dependencies": [{"name": "a", "version": "1", "vulns": []}, CANARY]})

    assert found.code == PASSED


def test_packages_that_the_service_does_not_know_were_not_audited_though_the_tool_succeeds():
    skipped = {"name": "a", "skip_reason": "Dependency not found on PyPI"}

    found = audit({"dependencies": [skipped, CANARY]})

    assert (found.code, found.skipped) == (NOT_DONE, ("a",))


def test_a_service_that_knows_nothing_against_an_old_release_is_not_believed():
    report = {"dependencies": [{"name": "a", "version": "1", "vulns": []}, {**CANARY, "vulns": []}]}

    assert audit(report).code == NOT_DONE


def test_every_version_of_a_package_is_looked_at():
    old = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
    new = {"name": "a", "version": "2", "vulns": []}

    for order in ([old, new], [new, old]):
        assert audit({"dependencies": [*order, CANARY, CANARY]}).code == WRONG


def test_a_service_that_cannot_be_reached_is_told():
    found = audit({"failure": "Name or service not known"})

    assert (found.code, found.told) == (NOT_DONE, "Name or service not known")


def test_a_known_fault_is_wrong_even_where_others_were_not_looked_at():
    faulty = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
    skipped = {"name": "b", "skip_reason": "not found"}

    found = audit({"dependencies": [faulty, skipped, CANARY]})

    assert found.code == WRONG
    assert found.faults == ("a 1: CVE-1, mended in 2",)


@pytest.mark.parametrize(
    "licence",
    [
        {"license": {"id": "MIT"}},
        {"license": {"name": "License :: OSI Approved :: BSD License"}},
        {"expression": "Apache-2.0 OR GPL-2.0-only"},
        {"expression": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"},
    ],
)
def test_licences_that_ask_for_little_are_allowed(licence, policy):
    assert supply.refusals(bom(package("a", licence)), policy) == []


@pytest.mark.parametrize(
    "licence",
    [
        {"license": {"id": "AGPL-3.0-only"}},
        {"license": {"name": "Proprietary"}},
        {"expression": "MIT AND LGPL-2.1-or-later"},
        {"expression": "GPL-3.0-only OR SSPL-1.0"},
    ],
)
def test_licences_that_ask_for_more_are_named(licence, policy):
    [line] = supply.refusals(bom(package("a", licence)), policy)

    assert line.startswith("a 1.0: ")


def test_every_one_of_several_licences_must_be_allowed(policy):
    both = package("a", {"license": {"id": "MIT"}}, {"license": {"id": "GPL-3.0-only"}})

    assert len(supply.refusals(bom(both), policy)) == 1


def test_a_package_without_a_licence_is_refused(policy):
    assert supply.refusals(bom(package("a")), policy) == ["a 1.0: none named"]


def test_what_is_allowed_by_name_is_allowed_to_that_package_alone(policy):
    mozilla = {"license": {"id": "MPL-2.0"}}

    assert supply.refusals(bom(package("certifi", mozilla)), policy) == []
    assert len(supply.refusals(bom(package("a", mozilla)), policy)) == 1


def test_every_exception_has_its_reason(policy):
    for kind in ("packages", "bundled"):
        for name, entry in policy[kind].items():
            assert len(entry["reason"]) > 20, name


def test_the_bill_names_what_is_deployed_and_nothing_of_the_tools_beside_it():
    whole = bom(package("a"), package("B"), package("tool"))

    kept = only(whole, pins=["a==1.0", "b==1.0"])

    assert [one["name"] for one in kept["components"]] == ["a", "B"]
    assert [one["ref"] for one in kept["dependencies"]] == ["a==1.0", "B==1.0"]
    assert not any("tool" in ref for one in kept["dependencies"] for ref in one["dependsOn"])


@pytest.mark.parametrize("pin", ["a==2.0", "c==1.0"])
def test_an_environment_that_is_not_as_pinned_has_no_bill(pin):
    with pytest.raises(SupplyFailed, match=pin.partition("==")[0]):
        only(bom(package("a")), pins=[pin])


def test_pins_are_those_of_this_interpreter_without_their_hashes():
    text = (
        "# a comment\n-r other.txt\na==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
        "b==1 ; python_full_version < '3.11'\nb==2 ; python_full_version >= '3.11'\n"
        'c==1; python_version < "3.11"\n'
        "d==1 ; sys_platform != 'emscripten'\n"
        "e==1 ; python_full_version >= '3.11' and sys_platform == 'emscripten'\n"
    )

    assert pinned([text]) == ["a==1", "b==2", "d==1"]
    # What is deployed runs on another version, perhaps: all of them are audited.
    assert pinned([text], everywhere=True) == ["a==1", "b==1", "b==2", "c==1", "d==1"]


def test_the_release_that_everybody_knows_to_be_faulty_is_none_of_ours():
    ours = pinned(path.read_text() for path in (*supply.DEPLOYED, supply.BESIDE))

    assert supply.KNOWN_FAULTY.partition("==")[0] not in {pin.partition("==")[0] for pin in ours}


@pytest.mark.parametrize(
    ("supplied", "built", "code"), [(0, 0, 0), (2, 0, 2), (1, 0, 1), (0, 1, 1), (2, 1, 1)]
)
def test_a_full_check_passes_only_where_all_was_done(tmp_path, supplied, built, code):
    """The script itself, with programs in place of ours that only end as they are told."""
    ends = {"scripts/supply": supplied, "scripts/build": built}
    tools = [f".venv/bin/{name}" for name in ("ruff", "mypy", "lint-imports")]
    for name in ("scripts/install", *tools, *ends):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\nexit {ends.get(name, 0)}\n")
        program.chmod(0o755)
    shutil.copy(supply.ROOT / "scripts/check", tmp_path / "scripts")

    done = subprocess.run(
        [tmp_path / "scripts/check", "--full"], capture_output=True, text=True, check=False
    )

    assert done.returncode == code
    assert ("NOT DONE" in done.stderr) == (code == NOT_DONE)


def test_the_lists_that_are_deployed_pin_every_package_once():
    pins = pinned(path.read_text() for path in supply.DEPLOYED)
    names = [re.split("==", pin)[0] for pin in pins]

    assert len(names) == len(set(names)) > 10
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", pin) for pin in pins)
