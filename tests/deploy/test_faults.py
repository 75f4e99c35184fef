"""What is found wrong with a build, on builds made wrong one thing at a time."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scripts.building import bundle, faults
from scripts.building.weight import MIB
from scripts.lock import Pin

HEADERS = [{"source": "/(.*)", "headers": [{"key": "X-A", "value": "b"}]}]
CRONS = [{"path": "/api/warm", "schedule": "0 7 * * *"}]
LIMIT = 225


@pytest.fixture
def source(tmp_path):
    """A project of one function and a page."""
    folder = tmp_path / "project"
    for name, text in {
        "api/__init__.py": "",
        "api/ask.py": "app = 1\n",
        "lib/offline/issuer.py": "",
        "tests/test_ask.py": "",
        "public/index.html": "<html></html>",
        "vercel.json": json.dumps(
            {
                "functions": {"api/ask.py": {"maxDuration": 60}},
                "crons": CRONS,
                "headers": HEADERS,
            }
        ),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def site(source):
    """What the builder would make of it."""
    output = source / ".vercel" / "output"
    handler = output / "functions" / "api" / "ask.func"
    handler.mkdir(parents=True)
    (handler / "vc__handler__python.py").write_text("import api.ask\n")
    vendor = source / ".vercel" / "python"
    vendor.mkdir(parents=True)
    for name, text in {
        "thing.py": "x = 1\n",
        "thing.pyc": "compiled",
        "RECORD": "thing/__init__.py,sha256=a,6\nthing_two-1.5.dist-info/RECORD,,\n",
    }.items():
        (vendor / name).write_text(text)
    mapped = {
        "api/ask.py": "api/ask.py",
        "api/__init__.py": "api/__init__.py",
        "_vendor/thing/__init__.py": ".vercel/python/thing.py",
        "_vendor/thing/__pycache__/__init__.cpython-312.pyc": ".vercel/python/thing.pyc",
        "_vendor/thing_two-1.5.dist-info/RECORD": ".vercel/python/RECORD",
    }
    config = {
        "runtime": "python3.12",
        "supportsResponseStreaming": True,
        "maxDuration": 60,
        "environment": {},
        "filePathMap": mapped,
    }
    (handler / ".vc-config.json").write_text(json.dumps(config))
    (output / "static").mkdir()
    (output / "static" / "index.html").write_text("<html></html>")
    routes = [
        {"src": "^(?:/(.*))$", "headers": {"X-A": "b"}, "continue": True},
        {"src": "^/api(/.*)?$", "status": 404},
    ]
    (output / "config.json").write_text(json.dumps({"routes": routes, "crons": CRONS}))
    return source


@pytest.fixture
def built(site):
    [one] = bundle.read(site)
    return one


def found(built, source, *, limit_mib=LIMIT):
    return faults.of_bundles([built], source=source, limit_mib=limit_mib)


def with_file(built, path, tmp_path, content=b""):
    file = tmp_path / "file"
    file.write_bytes(content)
    return replace(built, files={**built.files, path: file})


def test_a_sound_build_has_no_faults(built, site):
    assert found(built, site) == []
    assert faults.of_site(site, source=site) == []


def test_sizes_are_told_by_package_bytecode_included(built):
    record = len("thing/__init__.py,sha256=a,6\nthing_two-1.5.dist-info/RECORD,,\n")

    assert built.by_package["thing_two"] == len("x = 1\n") + len("compiled") + record
    assert built.bytecode == len("compiled")
    assert built.size == sum(built.by_package.values())
    assert built.distributions == {"thing-two": "1.5"}


def test_a_dependency_that_pushes_a_function_over_the_limit_is_a_fault(built, site, tmp_path):
    fat = tmp_path / "file"
    fat.touch()
    # A file of that size which takes no room on the disk.
    with fat.open("r+b") as grown:
        grown.truncate(LIMIT * MIB)
    record = tmp_path / "RECORD"
    record.write_text("fat.so,sha256=a,6\n")
    added = {"_vendor/fat.so": fat, "_vendor/fat-1.0.dist-info/RECORD": record}
    one = replace(built, files={**built.files, **added})

    [fault] = found(one, site)

    assert fault == (
        "api/ask: 225.0 MiB are over 225 MiB, and would not be without one of fat (225.0)"
    )
    assert found(one, site, limit_mib=LIMIT + 1) == []


def test_what_would_be_installed_at_the_cold_start_is_a_fault(built, site, tmp_path):
    # What the builder resorts to by itself where everything together is over the limit.
    one = with_file(built, "_uv/_runtime_config.json", tmp_path)

    [fault] = found(one, site)

    assert "cold start" in fault


def test_a_missing_file_is_a_fault(built, site):
    (site / "api" / "ask.py").unlink()
    (site / "api" / "ask.py").mkdir()  # the handler is named still, as a folder of that name

    assert any("1 files are missing, api/ask.py" in line for line in found(built, site))


def test_a_handler_that_was_not_built_is_a_fault(built, site):
    (site / "api" / "warm.py").touch()

    assert "built ['api/ask'] of the handlers ['api/ask', 'api/warm']" in found(built, site)


@pytest.mark.parametrize(
    "path",
    [
        "tests/test_ask.py",
        "docs/decisions.md",
        "scripts/build.py",
        "lib/offline/issuer.py",
        "README.md",
        "uv.lock",
        ".data/endpoints.json",
        "lib/notes.md",
        "public/index.html",
        "main.py",
    ],
)
def test_what_no_function_needs_is_a_fault(built, site, tmp_path, path):
    assert f"api/ask: ships {path}" in found(with_file(built, path, tmp_path), site)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("lib/.env.production", b""),
        ("lib/service-account.json", b"{}"),
        ("api/key.pem", b""),
        ("lib/keys.py", b"K = '-----BEGIN RSA PRIVATE KEY-----'"),
        ("lib/keys.py", b"K = 'AIza" + b"x" * 35 + b"'"),
    ],
)
def test_a_secret_is_a_fault(built, site, tmp_path, path, content):
    one = with_file(built, path, tmp_path, content)

    assert f"api/ask: ships a secret: {path}" in found(one, site)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"supportsResponseStreaming": False}, "would not stream"),
        ({"runtime": "python3.9"}, "Python 3.12"),
        ({"maxDuration": 10}, "maxDuration is 10, not 60"),
        ({"memory": 128}, "memory is 128, not None"),
    ],
)
def test_a_setting_that_did_not_arrive_is_a_fault(built, site, changed, words):
    one = replace(built, config={**built.config, **changed})

    [fault] = found(one, site)

    assert words in fault


def test_a_function_without_bytecode_is_a_fault(built, site):
    sources = {path: file for path, file in built.files.items() if not path.endswith(".pyc")}

    assert found(replace(built, files=sources), site) == ["api/ask: no bytecode"]


def test_functions_with_different_files_are_a_fault(built, site, tmp_path):
    (site / "api" / "other.py").touch()
    other = replace(with_file(built, "lib/more.py", tmp_path), name="api/other")
    told = json.loads((site / "vercel.json").read_text())
    told["functions"]["api/other.py"] = {"maxDuration": 60}
    (site / "vercel.json").write_text(json.dumps(told))

    lines = faults.of_bundles([built, other], source=site, limit_mib=LIMIT)

    assert lines == ["the functions do not hold the same files"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda output: (output / "static" / "index.html").unlink(), "lacks index.html"),
        (lambda output: (output / "static" / "index.html").write_text("old"), "lacks index.html"),
        (lambda output: told(output, crons=[]), "cron"),
        (lambda output: told(output, routes=[]), "header X-A"),
        (lambda output: told(output, routes=[]), "unknown call"),
    ],
)
def test_what_stands_around_the_functions_is_looked_at_too(site, spoil, words):
    spoil(site / ".vercel" / "output")

    assert any(words in line for line in faults.of_site(site, source=site))


def told(output, **changes):
    config = json.loads((output / "config.json").read_text())
    (output / "config.json").write_text(json.dumps({**config, **changes}))


@pytest.mark.parametrize(
    ("version", "digest", "fault"),
    [
        ("1.5", "sha256:aa", []),
        ("1.6", "sha256:aa", ["thing-two 1.5 is not what requirements.txt pins"]),
        ("1.5", "sha256:cc", ["thing-two 1.5 has files that requirements.txt does not know"]),
    ],
)
def test_another_version_or_file_than_the_pinned_one_is_a_fault(
    built, tmp_path, version, digest, fault
):
    lock, requirements = tmp_path / "uv.lock", tmp_path / "requirements.txt"
    lock.write_text(
        '[[package]]\nname = "thing-two"\nversion = "1.5"\nwheels = [{ hash = "sha256:aa" }]\n'
    )
    requirements.write_text(Pin("thing-two", version, "", (digest, "sha256:bb")).lines)

    assert faults.of_versions(built, lock=lock, requirements=requirements) == fault
