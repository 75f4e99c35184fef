"""The Dockerfile, step by step on this machine: what it sends, compiles, starts and stops."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from scripts import smoke
from scripts.deploying import container
from scripts.deploying.container import ROOT
from scripts.deploying.running import CRON_SECRET, running

HERE = str(Path(sys.executable).parent)
UNCHECKED = 0b01


@pytest.fixture(scope="module")
def stages():
    return container.read()


@pytest.fixture(scope="module")
def app(stages, tmp_path_factory):
    """The image's /app: copied and compiled by the first stage's own steps."""
    folder = container.lay_out(stages[0], folder=tmp_path_factory.mktemp("app"))
    for run in stages[0].runs:
        if "compileall" in run:
            subprocess.run(shlex.split(run), cwd=folder, check=True, env={"PATH": HERE})
    # Lent: what stands in for Firestore here is not in the image.
    (folder / "lib/offline").mkdir()
    for name in ("__init__.py", "sqlite_documents.py"):
        shutil.copy(ROOT / "lib/offline" / name, folder / "lib/offline")
    return folder


@pytest.fixture
def started(stages, app, tmp_path):
    """The container's own command in its own environment, but for where Python is."""
    here = container.expanded(stages[-1].environment, before={"PATH": os.defpath})
    here["PATH"] = here["PATH"].replace("/opt/prod-ai/bin", HERE)
    # The platform names the port; and production would refuse the embedded servers.
    del here["PORT"]
    assert here.pop("VERCEL_ENV") == "production"
    with running(stages[-1].command, folder=app, data=tmp_path, environment=here) as one:
        yield one


def test_the_app_passes_from_end_to_end(started):
    target = smoke.Target(
        started.url, token=lambda: started.token("container"), cron_secret=CRON_SECRET
    )

    done = [step.name for step in smoke.rehearse(target)]

    assert {"analyze", "ask", "queue", "warm", "forget"} <= set(done)


def test_its_health_check_tells_an_instance_that_answers_from_one_that_does_not(stages, started):
    environment = {"PATH": HERE, "PORT": started.url.rpartition(":")[2]}

    def healthy() -> bool:
        asked = subprocess.run(stages[-1].health, env=environment, capture_output=True, check=False)
        return asked.returncode == 0

    assert healthy()
    started.stop()
    assert not healthy()


def test_a_measurement_that_runs_ends_before_the_process_does(started, tone):
    upload_id, headers = _sent(started, tone(60.0, hz=313.0))
    heard: list[str] = []
    begun = threading.Event()

    def listen() -> None:
        body = {"upload_id": upload_id}
        accept = {**headers, "Accept": "text/event-stream"}
        url = f"{started.url}/api/analyze"
        with httpx.stream("POST", url, json=body, headers=accept, timeout=60) as told:
            for line in told.iter_lines():
                heard.append(line)
                begun.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert begun.wait(30)
    code = started.stop()
    listener.join()

    assert "event: report" in heard
    # uvicorn ends by the signal that it was sent, once all is closed.
    assert code in {0, -signal.SIGTERM}
    assert "Traceback" not in started.log.read_text()


def test_what_is_started_was_compiled_before_and_holds_whatever_the_files_times(app):
    sources = [file for file in app.rglob("*.py") if "offline" not in file.parts]

    for source in sources:
        [compiled] = (source.parent / "__pycache__").glob(f"{source.stem}.*.pyc")
        # PEP 552: the second word of the file says how it is held against its source.
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == UNCHECKED, source
    assert len(sources) > 100


def test_it_runs_as_nobody_in_particular(stages):
    assert stages[-1].user.isdigit()
    assert int(stages[-1].user) >= 1000
    assert not any("chown" in run or "chmod" in run for run in stages[-1].runs)


def test_the_last_stage_takes_only_what_the_first_one_made(stages):
    first, last = stages
    names = {origin for origin, _, _ in last.copies}

    assert names == {first.name}
    places = {sources[0]: target for _, sources, target in last.copies}
    assert places[first.workdir] == last.workdir
    [environment] = [run.split()[-1] for run in first.runs if " venv " in run]
    # A virtual environment names its own place: it has to be the same.
    assert places[environment] == environment
    assert f"{environment}/bin:" in last.environment["PATH"]


def test_nothing_is_sent_to_be_built_but_what_is_copied(stages):
    sent = set(container.context())
    wanted = [source for _, sources, _ in stages[0].copies for source in sources]

    for name in sent:
        assert any(name == one or name.startswith(f"{one}/") for one in wanted), name
    assert all((ROOT / one).exists() for one in wanted)
    assert not any(name.startswith(("lib/offline", "tests", "scripts", ".")) for name in sent)
    assert not any("__pycache__" in name for name in sent)


def test_cloud_build_is_sent_the_same_and_the_dockerfile():
    def let_through(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line[1:].strip("/") for line in lines if line.startswith("!")}

    assert let_through(".gcloudignore") == let_through(".dockerignore") | {
        "Dockerfile",
        ".dockerignore",
    }


def test_an_instruction_that_is_not_known_here_is_not_passed_over(tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_text("FROM scratch\nADD secrets /\n")

    with pytest.raises(ValueError, match="ADD"):
        container.read(file)


def _sent(started, data: bytes) -> tuple[str, dict[str, str]]:
    headers = {"Authorization": f"Bearer {started.token('container')}"}
    body = {"filename": "mix.wav", "size": len(data), "sha256": sha256(data).hexdigest()}
    answer = httpx.post(f"{started.url}/api/upload", json=body, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text + started.log.read_text()
    session = answer.json()
    httpx.request(
        session["method"], session["url"], headers=session["headers"], content=data, timeout=60
    ).raise_for_status()
    return session["upload_id"], headers
