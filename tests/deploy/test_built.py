"""The built functions under the platform's own runtime, driven from end to end.

Run by ./scripts/build, in this order: what a later test reads an earlier one has made.
"""

from __future__ import annotations

import time

import httpx
import pytest

from lib.offline.gemini_server import Held
from scripts.building.running import files_of, without_bytecode

FUNCTIONS = ("analyze", "ask", "status", "upload", "warm")
PATIENCE_S = 60
# Neither the rules nor the shared cache know an answer to it: it goes before a model.
OWN = "Would a mastering engineer change anything about the loudness of this one, Ana?"


@pytest.fixture(scope="module")
def measured(deployment, tone):
    """A track, measured in one request that tells its progress."""
    upload_id = deployment.send(tone(20.0))
    with deployment.stream("/api/analyze", json={"upload_id": upload_id}) as events:
        return list(events)


def test_the_page_and_its_headers_are_served(deployment):
    page = httpx.get(deployment.built.url + "/")

    assert page.status_code == 200
    assert "<html" in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_an_unknown_call_is_404(deployment):
    assert httpx.get(deployment.built.url + "/api/unknown").status_code == 404


def test_the_service_is_alive(deployment):
    told = deployment.call("GET", "/api/status").json()

    assert told == {"status": "ok", "environment": "development"}


def test_every_part_answers_over_the_wire(deployment):
    ready = deployment.call("GET", "/api/status?view=ready")

    assert ready.status_code == 200, ready.text
    parts = ready.json()["dependencies"]
    assert {"redis", "documents", "storage", "identity", "queue"} <= parts.keys()
    # The first call of each is slow on a busy machine, which counts as degraded.
    assert {part["status"] for part in parts.values()} <= {"ok", "degraded"}


def test_an_upload_is_measured_with_progress_told_on_the_way(measured):
    names = [name for name, _ in measured]

    assert names[-1] == "report"
    assert "progress" in names
    # 20 s of a stereo sine at -23 dBFS: both channels together read 3.01 dB above one.
    report = measured[-1][1]["report"]
    assert report["loudness"]["integrated_lufs"] == pytest.approx(-23.0, abs=0.1)


def test_the_history_and_the_report_are_read_back(deployment, measured):
    listed = deployment.call("GET", "/api/analyze?limit=5").json()["analyses"]
    read = deployment.call("GET", f"/api/analyze?id={listed[0]['analysis_id']}")

    assert read.json()["report"] == measured[-1][1]["report"]


def test_a_question_is_answered_in_pieces_while_the_model_still_speaks(deployment, measured):
    deployment.gemini.follow(lambda seen: Held(deployment.truthful(seen), after=11))
    body = {
        "question": OWN,
        "analysis_id": measured[-1][1]["analysis_id"],
        "session_id": "built",
    }

    heard = []
    with deployment.stream("/api/ask", json=body) as events:
        for name, told in events:
            heard.append((name, told))
            if name == "answer":
                # The model had not ended: only what is forwarded at once could be here.
                deployment.gemini.release()

    assert heard[0][0] == "asking"
    assert heard[-1][0] == "done"
    assert "LUFS" in heard[-1][1]["answer"]
    assert heard[-1][1]["tier"] == "junior"
    assert heard[-1][1]["degraded"] is False


def test_the_queue_brings_work_to_the_function_and_the_job_is_followed(deployment, tone):
    upload_id = deployment.send(tone(3.0, hz=431.0))
    prefer = {"Prefer": "respond-async"}
    accepted = deployment.call(
        "POST", "/api/analyze", json={"upload_id": upload_id}, headers=prefer
    )
    assert accepted.status_code == 202, accepted.text

    until = time.monotonic() + PATIENCE_S
    state = {"state": "queued"}
    while state["state"] in {"queued", "running"} and time.monotonic() < until:
        state = deployment.call("GET", accepted.headers["location"]).json()

    assert state["state"] == "succeeded", state


def test_the_cron_is_let_in_by_its_secret_alone(deployment):
    url = deployment.built.url + "/api/warm"
    refused = httpx.get(url, headers={"Authorization": "Bearer guess"}, timeout=60)
    headers = {"Authorization": f"Bearer {deployment.cron_secret}"}
    done = httpx.get(url, headers=headers, timeout=60)

    assert refused.status_code in {401, 403}
    assert done.status_code == 200, done.text
    assert done.json()["repeated"] is False


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_imported_had_to_be_compiled(deployment, measured, name):
    function = deployment.built.functions[f"/api/{name}"]

    assert len(function.imported) > 100
    assert without_bytecode(function) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_was_written_beside_the_code(deployment, measured, name):
    function = deployment.built.functions[f"/api/{name}"]

    assert files_of(function.folder) == function.files_before


def test_the_functions_ran_where_nothing_can_be_written(deployment, measured):
    sealed = {one.read_only for one in deployment.built.functions.values()}
    if sealed == {False}:
        pytest.skip("this system lets nobody mount its files read-only, or a part was lent")

    assert sealed == {True}


@pytest.mark.parametrize("name", ["status", "upload", "ask"])
def test_numpy_is_loaded_where_a_file_is_measured_and_nowhere_else(deployment, measured, name):
    everywhere = deployment.built.functions

    assert "numpy" not in everywhere[f"/api/{name}"].imported
    assert "numpy" in everywhere["/api/analyze"].imported
