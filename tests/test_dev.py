"""./scripts/dev as its users run it: a process that serves, dies, and comes back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Dev:
    """A running ./scripts/dev."""

    process: subprocess.Popen[str]
    url: str
    endpoints: dict[str, Any]
    uid: str = "ana"

    def call(self, method: str, path: str, **kinds: Any) -> httpx.Response:
        issued = httpx.post(f"{self.url}/local/token", json={"uid": self.uid}).json()
        headers = {"Authorization": f"Bearer {issued['token']}", **kinds.pop("headers", {})}
        return httpx.request(method, self.url + path, headers=headers, timeout=60, **kinds)

    def send(self, data: bytes, *, name: str) -> str:
        body = {"filename": name, "size": len(data), "sha256": sha256(data).hexdigest()}
        session = self.call("POST", "/api/upload", json=body).json()
        sent = httpx.put(session["url"], content=data, headers=session["headers"], timeout=60)
        assert sent.status_code == 200
        return str(session["upload_id"])


def environment() -> dict[str, str]:
    """This process's, without what the suite itself has set."""
    hidden = ("COVERAGE", "CLOUD_TASKS", "UPSTASH", "FIRESTORE", "PYTHONWARNINGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return {**kept, "PYTHONPATH": str(ROOT)}


@contextmanager
def running(data: Path, *, port: int = 0, **variables: str) -> Iterator[Dev]:
    """Run it until the block ends; killed there if it is still alive."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.dev", "--port", str(port), "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**environment(), **variables},
    )
    try:
        line = process.stdout.readline().split()
        assert line[:1] == ["ready"], line
        endpoints = json.loads((data / "endpoints.json").read_text())
        yield Dev(process, line[1], endpoints)
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dev]:
    with running(tmp_path_factory.mktemp("dev")) as one:
        yield one


def test_page_and_api_are_served_on_the_port_it_names(dev):
    page = httpx.get(dev.url + "/")

    assert page.status_code == 200
    assert "<title>" in page.text
    assert httpx.get(dev.url + "/api/status").json()["status"] == "ok"
    assert httpx.get(dev.url + "/openapi.json").json()["openapi"].startswith("3.1")


def test_a_wrong_method_is_told_by_the_function_and_not_by_the_page(dev):
    wrong = httpx.get(dev.url + "/api/upload")

    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert wrong.json()["code"] == "method-not-allowed"
    assert httpx.get(dev.url + "/nowhere").status_code == 404


def test_its_endpoints_file_leads_to_the_embedded_servers(dev):
    redis = dev.endpoints["redis"]
    headers = {"Authorization": f"Bearer {redis['token']}"}
    pong = httpx.post(redis["url"], json=["PING"], headers=headers)

    assert set(dev.endpoints) == {"site", "redis", "storage", "tasks", "issuer"}
    assert dev.endpoints["site"] == dev.url
    assert pong.json() == {"result": "PONG"}
    assert httpx.get(dev.endpoints["tasks"] + "/queues").status_code == 200
    assert httpx.get(dev.endpoints["issuer"] + "/jwks").json()["keys"]


def test_every_dependency_is_ready(dev):
    ready = httpx.get(dev.url + "/api/status?view=ready").json()

    assert ready["status"] == "ok", ready


def test_a_second_one_on_its_port_says_so_in_one_line(dev, tmp_path):
    port = dev.url.rpartition(":")[2]
    told = subprocess.run(
        [sys.executable, "-m", "scripts.dev", "--port", port, "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )

    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert f"port {port} is already taken" in told.stderr


def test_it_ends_all_it_started_on_sigterm(tmp_path):
    with running(tmp_path) as dev:
        dev.process.send_signal(signal.SIGTERM)
        assert dev.process.wait(20) == 0
        addresses = [dev.endpoints[name] for name in ("site", "storage", "tasks", "issuer")]
        for url in [*addresses, dev.endpoints["redis"]["url"]]:
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) != 0
    assert not any("valkey" in line and str(tmp_path) in line for line in processes())


def test_a_real_service_is_used_where_its_variable_is_set(dev, tmp_path):
    redis = dev.endpoints["redis"]
    variables = {
        "UPSTASH_REDIS_REST_URL": redis["url"],
        "UPSTASH_REDIS_REST_TOKEN": redis["token"],
    }
    with running(tmp_path, **variables) as second:
        assert second.endpoints["redis"] == redis
        questions = [{"question": "what is LUFS?", "session_id": "s"}] * 11
        # Two processes, one Redis: ten questions pass, whichever is asked.
        asked = [
            (dev if n % 2 else second).call("POST", "/api/ask", json=question)
            for n, question in enumerate(questions)
        ]

    assert [answer.status_code for answer in asked] == [200] * 10 + [429]
    assert not (tmp_path / "redis").exists()


def test_after_a_restart_the_same_content_needs_neither_upload_nor_decoding(tmp_path, any_tone):
    with running(tmp_path) as dev:
        upload_id = dev.send(any_tone, name="mix.wav")
        made = dev.call("POST", "/api/analyze", json={"upload_id": upload_id}).json()
        dev.process.send_signal(signal.SIGTERM)
        assert dev.process.wait(20) == 0

    with running(tmp_path) as dev:
        body = {
            "filename": "mix.wav",
            "size": len(any_tone),
            "sha256": sha256(any_tone).hexdigest(),
        }
        again = dev.call("POST", "/api/upload", json=body).json()
        report = dev.call("GET", f"/api/analyze?id={again['analysis_id']}").json()["report"]

    assert again == {"cached": True, "analysis_id": made["analysis_id"]}
    assert report == made["report"]


def test_a_queued_job_whose_server_was_killed_is_finished_once_by_the_next(tmp_path, tone):
    data = tone(240.0, hz=331.0)
    with running(tmp_path) as dev:
        body = {"upload_id": dev.send(data, name="long.wav")}
        in_queue = {"Prefer": "respond-async"}
        job = dev.call("POST", "/api/analyze", json=body, headers=in_queue).json()["job"]
        polls = 0
        while job["state"] == "queued" and polls < 200:
            job = dev.call("GET", f"/api/status?job={job['job']}").json()
            polls += 1
        assert job["state"] == "running"
        dev.process.send_signal(signal.SIGKILL)
        dev.process.wait(20)

    with running(tmp_path) as dev:  # on another port, too
        as_events = {"Accept": "text/event-stream"}
        followed = dev.call("POST", "/api/analyze", json=body, headers=as_events).text
        state = dev.call("GET", f"/api/status?job={job['job']}").json()
        listed = dev.call("GET", "/api/analyze").json()["analyses"]

    assert followed.count("event: report") == 1
    assert (state["state"], state["attempt"], len(listed)) == ("succeeded", 2, 1)


def processes() -> list[str]:
    """The command lines of all processes."""
    return subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
