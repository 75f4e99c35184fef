"""The folder that Cloud Functions builds from, started by that platform's own framework."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
import subprocess
import sys

import pytest

from scripts import functions, smoke
from scripts.deploying.functions import ENTRY_POINT, REQUIREMENTS, ROOT, lay_out
from scripts.deploying.running import CRON_SECRET, running

needs_framework = pytest.mark.skipif(
    importlib.util.find_spec("functions_framework") is None,
    reason="functions-framework is not installed here",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = lay_out(tmp_path_factory.mktemp("functions") / "source")
    # Lent: what stands in for Firestore here is not deployed.
    (made / "lib/offline").mkdir()
    for name in ("__init__.py", "sqlite_documents.py"):
        shutil.copy(ROOT / "lib/offline" / name, made / "lib/offline")
    return made


@needs_framework
@pytest.mark.parametrize("flags", [[], ["--asgi"]], ids=["found out", "told"])
def test_the_app_passes_from_end_to_end(folder, tmp_path, flags):
    start = [sys.executable, "-m", "functions_framework", f"--target={ENTRY_POINT}", *flags]
    paths = {"PYTHONPATH": ":".join(path for path in sys.path if "site-packages" in path)}
    with running(start, folder=folder, data=tmp_path, environment=paths) as one:
        target = smoke.Target(one.url, token=lambda: one.token("f"), cron_secret=CRON_SECRET)
        done = {step.name: step.told for step in smoke.rehearse(target)}

    assert {"analyze", "ask", "queue", "warm", "forget"} <= done.keys()
    assert done["page"] == "none here: calls only"


def test_the_framework_is_loaded_by_nobody_but_itself():
    script = "import sys, main; print('functions_framework' in sys.modules, main.serve.__name__)"

    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["False", ENTRY_POINT]


def test_what_is_laid_out_is_the_app_and_nothing_else(tmp_path):
    made = lay_out(tmp_path / "source")

    names = {path.name for path in made.iterdir()}
    assert names == {"api", "lib", "main.py", "requirements.txt"}
    assert not (made / "lib/offline").exists()
    assert not list(made.rglob("__pycache__"))


def test_its_requirements_name_each_package_once_with_its_hashes(tmp_path):
    lists = {name: _pins((ROOT / name).read_text()) for name in REQUIREMENTS}
    together = _pins((lay_out(tmp_path / "source") / "requirements.txt").read_text())

    assert sum(map(len, lists.values())) == len(together)
    assert {"uvicorn", "functions-framework", "uvicorn-worker"} <= {
        pin.partition("==")[0] for pin in together
    }
    for name in REQUIREMENTS[1:]:
        assert all(hashes for hashes in lists[name].values()), name


def test_the_command_names_the_folder_the_function_and_what_it_runs_as(tmp_path, capsys):
    to = tmp_path / "source"
    given = ["--region=europe-west1", f"--to={to}", "--env-vars-file=a b.yaml"]

    assert functions.main([*given, "--service-account=prod-ai@x"]) == 0

    told = shlex.split(capsys.readouterr().out)
    assert told[:4] == ["gcloud", "run", "deploy", "prod-ai"]
    assert {
        f"--source={to}",
        f"--function={ENTRY_POINT}",
        "--region=europe-west1",
        "--env-vars-file=a b.yaml",
        "--service-account=prod-ai@x",
    } <= set(told)
    assert (to / "main.py").exists()


def _pins(text: str) -> dict[str, int]:
    """How many hashes each pinned line has."""
    lines = text.replace("\\\n", " ").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    return {line.partition(" --hash")[0].strip(): line.count("--hash=") for line in wanted}
