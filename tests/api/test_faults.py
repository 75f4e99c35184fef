"""What each call answers while one of the outside services is broken, at the wire, in each way.

`docs/faults.md` is the table of it: what is observed here is held to it, and

    ./scripts/test tests/api/test_faults.py -n 0 --write-faults

writes it anew, to be read in review.
"""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib.offline.broken_wire import FAULTS, BrokenWire, Fault

TABLE = Path(__file__).parents[2] / "docs" / "faults.md"
SERVICES = ("redis", "documents", "storage", "queue", "identity")
# The least time that a function is given: vercel.json's maxDuration.
GIVE_UP_S = 15
LONGER_THAN_A_LEASE_S = 120
HEAD = """# What is answered while a service is down

Made by `tests/api/test_faults.py`, which breaks the wire to each service in five ways and calls
everything: `./scripts/test tests/api/test_faults.py -n 0 --write-faults` writes this page anew.

- **refused**: nothing listens. **slow**: the connection is taken and nothing is ever said.
  **cut**: the service does what it is asked and the connection is lost in the middle of its
  answer. **500**, **429**: it answers that.
- Every answer came within 15 s, the least time that a function is given. The instance is a cold
  one: it has fetched no certificate and opened no connection. A warm one knows the certificates
  of identity for hours. Revoked sign-ins are not looked up and App Check is off, as by default.
- `503 dependency-down` names the service and says in `Retry-After` when to come back. With the
  service back, each call is made again and does what it should: nothing accepted is lost.
- One answer in a cell is that of all five faults.
"""


@dataclass
class State:
    """What a producer has before the service breaks, so that each call has something to do."""

    quick: str
    heavy: str
    report: str
    doomed: str
    job: str
    cancelled: str
    told: str
    untold: str


Call = Callable[[Any, State], httpx.Response]


def _upload(site, state):
    return site.announce(b"RIFF" + bytes(40) + state.quick.encode())


def _ask(site, state):
    body = {"question": "is it too loud?", "analysis_id": state.report, "session_id": "s"}
    return site.call("POST", "/api/ask", json=body)


def _warm(site, state):
    secret = site.services.settings.cron_secret.get_secret_value()
    return site.call("GET", "/api/warm", headers={"Authorization": f"Bearer {secret}"})


CALLS: Mapping[str, Call] = {
    "POST /api/upload": _upload,
    "POST /api/analyze (quick)": lambda site, state: site.analyze(state.quick),
    "POST /api/analyze (heavy)": lambda site, state: site.analyze(state.heavy),
    "GET /api/analyze?id=": lambda site, state: site.call("GET", f"/api/analyze?id={state.report}"),
    "GET /api/analyze": lambda site, state: site.call("GET", "/api/analyze"),
    "DELETE /api/analyze?id=": lambda site, state: site.call(
        "DELETE", f"/api/analyze?id={state.doomed}"
    ),
    "POST /api/ask": _ask,
    "GET /api/ask?session_id=": lambda site, state: site.call(
        "GET", f"/api/ask?session_id={state.told}"
    ),
    "GET /api/ask": lambda site, state: site.call("GET", "/api/ask"),
    "DELETE /api/ask?session_id=": lambda site, state: site.call(
        "DELETE", f"/api/ask?session_id={state.untold}"
    ),
    "GET /api/status?job= (waiting)": lambda site, state: site.call(
        "GET", f"/api/status?job={state.job}"
    ),
    "GET /api/status?job= (over)": lambda site, state: site.call(
        "GET", f"/api/status?job={state.report}"
    ),
    "DELETE /api/status?job=": lambda site, state: site.call(
        "DELETE", f"/api/status?job={state.cancelled}"
    ),
    "GET /api/status": lambda site, state: site.call("GET", "/api/status"),
    "GET /api/status?view=ready": lambda site, state: site.call("GET", "/api/status?view=ready"),
    "GET /api/warm": _warm,
}


@pytest.fixture(scope="module")
def stated(pytestconfig: pytest.Config) -> Iterator[dict[tuple[str, str, str], str]]:
    """The table's cells; with --write-faults an empty one, filled by the tests and written."""
    if not pytestconfig.getoption("--write-faults"):
        yield _read(TABLE.read_text())
        return
    observed: dict[tuple[str, str, str], str] = {}
    yield observed
    if len(observed) == len(SERVICES) * len(CALLS) * len(FAULTS):
        TABLE.write_text(_written(observed))


@pytest.fixture
def broken(
    request: pytest.FixtureRequest,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[str, Fault], dict[str, str]]]:
    """Break a service; the variables that lead an instance through the broken wire."""
    with ExitStack() as held:

        def wire(url: str, fault: Fault) -> str:
            return held.enter_context(BrokenWire(url, fault=fault)).url

        def break_it(service: str, fault: Fault) -> dict[str, str]:
            if service == "queue":
                name = "CLOUD_TASKS_EMULATOR_HOST"
                host = wire(f"http://{environment[name]}", fault).removeprefix("http://")
                # firebase_admin reads the process's own variable.
                monkeypatch.setenv(name, host)
                return {name: host}
            name = {
                "redis": "UPSTASH_REDIS_REST_URL",
                "documents": "FIRESTORE_EMULATOR_HOST",
                "storage": "STORAGE_EMULATOR_HOST",
                "identity": "IDENTITY_JWKS_URL",
            }[service]
            url = environment[name] if "://" in environment[name] else f"http://{environment[name]}"
            origin = "/".join(url.split("/")[:3])
            through = url.replace(origin, wire(origin, fault))
            return {
                name: through if "://" in environment[name] else through.removeprefix("http://")
            }

        yield break_it


@pytest.mark.parametrize("service", SERVICES)
def test_each_call_gives_its_stated_answer(
    service, request, environment, monkeypatch, open_site, broken, tone, stated
):
    environment |= {"HEAVY_AFTER_S": "5", "QUICK_SLOTS": "20"}
    if service == "documents":
        host = request.getfixturevalue("firestore_emulator")
        environment |= {"FIRESTORE_EMULATOR_HOST": host, "SQLITE_PATH": ""}
    site, idle = open_site(), open_site(WORKER_URL="http://127.0.0.1:9")

    for fault in FAULTS:
        well = site.other()
        state = _prepared(well, idle, tone)
        cold = open_site(WORKER_URL=well.url, **broken(service, fault))
        cold.uid = well.uid
        answers = _called(cold, state)
        monkeypatch.undo()

        told = {(service, call, fault): _told(answer) for call, answer in answers.items()}
        if request.config.getoption("--write-faults"):
            stated.update(told)
        assert told == {cell: stated.get(cell) for cell in told}
        assert all(answer.elapsed.total_seconds() < GIVE_UP_S for answer in answers.values())
        assert all(_says_when(answer) for answer in answers.values())
        well.clock.advance(LONGER_THAN_A_LEASE_S)
        assert [call for call in CALLS if not _works(call, well, state)] == []


def _called(site, state: State) -> dict[str, httpx.Response]:
    with ThreadPoolExecutor(len(CALLS)) as callers:
        answers = callers.map(lambda call: call(site, state), CALLS.values())
        return dict(zip(CALLS, answers, strict=True))


def _prepared(site, idle, tone) -> State:
    pitch = itertools.count(secrets.randbelow(15_000) + 100)

    def fresh(seconds: float = 1.0) -> bytes:
        # Ten halves of a semitone apart at the least: no two are ever the same bytes.
        return tone(seconds, hz=next(pitch) + secrets.randbelow(10**6) / 10**6)

    def waiting() -> str:
        idle.uid = site.uid
        answer = idle.analyze(idle.send(fresh()), Prefer="respond-async")
        return str(answer.json()["job"]["job"])

    def told(session_id: str) -> str:
        body = {"question": "what is LUFS?", "session_id": session_id}
        assert site.call("POST", "/api/ask", json=body).is_success
        # It is kept after it was told.
        reads = (site.call("GET", f"/api/ask?session_id={session_id}") for _ in range(100))
        assert any(read.is_success for read in reads)
        return session_id

    return State(
        quick=site.send(fresh()),
        heavy=site.send(fresh(6.0)),
        report=site.measured(fresh())["analysis_id"],
        doomed=site.measured(fresh())["analysis_id"],
        job=waiting(),
        cancelled=waiting(),
        told=told("told"),
        untold=told("untold"),
    )


def _told(answer: httpx.Response) -> str:
    body = answer.json() if answer.content else {}
    if answer.is_error and "code" in body:
        return f"{answer.status_code} {body['code']}"
    if "dependencies" in body:
        return f"{answer.status_code} {body['status']}"
    return f"{answer.status_code} degraded" if body.get("degraded") else str(answer.status_code)


def _says_when(answer: httpx.Response) -> bool:
    return (
        answer.status_code != 503
        or "dependencies" in answer.text
        or (int(answer.headers["retry-after"]) > 0)
    )


def _works(call: str, site, state: State) -> bool:
    """Whether the service being back brings the call back, and what it was given is still there."""
    if call.startswith("POST /api/analyze"):
        upload_id = state.quick if "quick" in call else state.heavy
        return "event: report" in site.analyze(upload_id, Accept="text/event-stream").text
    answer = CALLS[call](site, state)
    gone = call.startswith("DELETE /api/analyze") and answer.status_code == 404
    return answer.is_success or gone


def _read(page: str) -> dict[tuple[str, str, str], str]:
    cells = {}
    for line in page.splitlines():
        if found := re.fullmatch(r"\| `(.+?)` \| (.+) \|", line):
            for service, told in zip(SERVICES, found[2].split(" | "), strict=True):
                apart = dict(one.split(": ") for one in told.split("; ")) if ": " in told else {}
                for fault in FAULTS:
                    cells[service, found[1], fault] = apart.get(fault, told)
    return cells


def _written(cells: Mapping[tuple[str, str, str], str]) -> str:
    page = f"{HEAD}\n| | {' | '.join(SERVICES)} |\n|---|{'---|' * len(SERVICES)}\n"
    for call in CALLS:
        told = []
        for service in SERVICES:
            each = {fault: cells[service, call, fault] for fault in FAULTS}
            alike = len(set(each.values())) == 1
            told.append(
                each[FAULTS[0]] if alike else "; ".join(f"{f}: {one}" for f, one in each.items())
            )
        page += f"| `{call}` | {' | '.join(told)} |\n"
    return page
