"""What ./scripts/build says of a real build that a dependency made too large."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from scripts.building.faults import LIMIT_MIB
from scripts.building.weight import MIB, excess, installed
from scripts.lock import Pin

BUILDER = ".vercel/output/functions/api"
RECORD = "fat.so,sha256=a,6\nfat-1.0.dist-info/RECORD,,\n"
DIGEST = "sha256:aa"


@pytest.fixture(scope="module")
def project(request):
    """The built site and the scripts that judge it, as links that are the test's own to break."""
    site = request.config.getoption("--built", None)
    if site is None:
        pytest.skip("nothing built to judge: ./scripts/build builds and runs this")
    built = site.resolve().parent
    # Beside the site, since links do not leave a file system.
    folder = built / "too-large"
    shutil.rmtree(folder, ignore_errors=True)
    mine = folder / ".build"
    mine.mkdir(parents=True)
    shutil.copytree(built.parent / "scripts", folder / "scripts")
    for tool in ("uv", "node"):
        (mine / tool).symlink_to(built / tool)
    shutil.copytree(site, mine / "site", copy_function=os.link, symlinks=True)
    yield folder
    shutil.rmtree(folder)


def judged(project):
    """./scripts/build --keep --no-run, there."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.build", "--keep", "--no-run"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )


def add_dependency(site, *, size):
    """One package more, pinned as it should be and shipped with every function."""
    rewrite(site / "requirements.txt", lambda text: text + Pin("fat", "1.0", "", (DIGEST,)).lines)
    locked = f'\n[[package]]\nname = "fat"\nversion = "1.0"\nwheels = [{{ hash = "{DIGEST}" }}]\n'
    rewrite(site / "uv.lock", lambda text: text + locked)
    (site / "RECORD").write_text(RECORD)
    with (site / "fat.so").open("wb") as grown:
        grown.truncate(size)
    added = {"_vendor/fat.so": "fat.so", "_vendor/fat-1.0.dist-info/RECORD": "RECORD"}
    for config in (site / BUILDER).glob("*.func/.vc-config.json"):
        rewrite(config, lambda text: json.dumps(with_files(json.loads(text), added)))


def with_files(config, added):
    return {**config, "filePathMap": {**config["filePathMap"], **added}}


def rewrite(file, change):
    text = change(file.read_text())
    file.unlink()  # the link, so that the build itself stays as it is
    file.write_text(text)


def test_a_dependency_that_pushes_the_functions_over_the_limit_fails_the_build_by_name(project):
    sound = judged(project)
    add_dependency(project / ".build" / "site", size=8 * MIB)
    heavier = judged(project)

    assert sound.returncode == 0, sound.stderr
    assert heavier.returncode == 1
    lines = heavier.stderr.splitlines()
    assert [line.split()[1] for line in lines] == [
        f"api/{name}:" for name in ("analyze", "ask", "status", "upload", "warm")
    ]
    assert all(f"are over {LIMIT_MIB} MiB" in line and "fat (8.0)" in line for line in lines)


def test_what_the_builder_installed_is_weighed_too(project):
    # Over the limit it may refuse, and there are no functions to judge.
    sizes = installed(project / ".build" / "site")
    room = LIMIT_MIB * MIB - sum(sizes.values())

    assert sizes["scipy"] > 90 * MIB
    assert excess(sizes | {"fat": room}, limit_mib=LIMIT_MIB) is None
    assert "fat (" in str(excess(sizes | {"fat": room + 1}, limit_mib=LIMIT_MIB))
