"""Try a deployment from end to end: upload a made tone, measure it, ask about it, forget it."""

from __future__ import annotations

import argparse
import io
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import soundfile

ACCOUNTS_URL = "https://identitytoolkit.googleapis.com"
BYPASS_HEADER = "x-vercel-protection-bypass"
APP_CHECK_HEADER = "X-Firebase-AppCheck"
TONE_DBFS = -23.0
TONE_S = 20.0

_RATE_HZ = 44_100
# Both channels of a sine together: 10·log10(2) above one, and 0.69 dB of K-weighting at 1 kHz are
# what the meter's offset of -0.691 takes back (ITU-R BS.1770-4).
_TOLERANCE_LU = 0.3
_PATIENCE_S = 90.0
_ANSWER_S = 60.0
_POLL_S = 0.5
# What took work ends at least so long after its first event, unless events are held back.
_APART_S = 0.02
_MEASURED = "What is the integrated loudness of this track?"
# Neither the rules nor a shared answer know it: it goes before a model where there is one.
_OPEN = "Would a mastering engineer leave the loudness of this one, {}, as it is?"


class SmokeFailed(Exception):
    """A step did not do what it should; `step` names it."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(why)
        self.step = step


@dataclass(frozen=True, slots=True)
class Step:
    """One step that went well: its name, how long it took, and what came out."""

    name: str
    ms: float
    told: str


@dataclass(frozen=True, slots=True)
class Target:
    """A deployment and the way into it.

    Attributes
    ----------
    url : str
        Where it is, without a path.
    token : callable or None
        Gives a user's ID token; None signs in by itself, at the development issuer or without an
        account in the deployment's own Firebase project.
    cron_secret : str
        Has the cron's call tried too, where it is given.
    headers : mapping
        Sent with every call to the deployment: what passes its protection, an App Check token.
    needs_model : bool
        An answer that no model gave is a failure.
    accounts_url : str
        Where accounts are made and deleted.
    """

    url: str
    token: Callable[[], str] | None = None
    cron_secret: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    needs_model: bool = False
    accounts_url: str = ACCOUNTS_URL


def rehearse(target: Target, *, tell: Callable[[Step], None] = lambda _: None) -> list[Step]:
    """Go through every step, telling each that is done; leaves nothing behind.

    Raises
    ------
    SmokeFailed
        At the first step that does not do what it should.
    """
    done: list[Step] = []
    with httpx.Client(timeout=_ANSWER_S, follow_redirects=False) as client:
        visit = _Visit(target, client)
        try:
            for name, act in _STEPS:
                step = _timed(name, act, visit)
                if step is not None:
                    done.append(step)
                    tell(step)
        finally:
            _leave(visit)
    return done


def tone(seconds: float, *, hz: float) -> bytes:
    """A stereo sine at `TONE_DBFS` as a FLAC file."""
    times = np.arange(round(seconds * _RATE_HZ)) / _RATE_HZ
    mono = 10 ** (TONE_DBFS / 20) * np.sin(2 * np.pi * hz * times)
    file = io.BytesIO()
    soundfile.write(file, np.stack([mono, mono], axis=1), _RATE_HZ, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each step; 1 at the first that fails."""
    given = _given(arguments)
    started = time.perf_counter()
    try:
        done = rehearse(_target(given), tell=_print_step)
    except SmokeFailed as failed:
        print(f"{failed.step:<10} FAILED  {failed}")
        return 1
    except httpx.HTTPError as error:
        print(f"smoke: {given.url}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(f"\n{len(done)} steps passed in {time.perf_counter() - started:.1f} s")
    return 0


@dataclass(slots=True)
class _Visit:
    """What one run has found and made so far."""

    target: Target
    client: httpx.Client
    config: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    environment: str = ""
    token: str = ""
    account_key: str = ""
    analysis: dict[str, Any] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    # Nobody's and new each time: nothing that is kept already answers for it.
    hz: float = field(default_factory=lambda: 990 + secrets.randbelow(2000) / 100)
    session: str = field(default_factory=lambda: f"smoke-{secrets.token_hex(4)}")

    def call(self, method: str, path: str, **kinds: Any) -> httpx.Response:
        """Call the deployment as the user."""
        return self.client.request(method, self.url(path), **self.signed(kinds))

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return self.target.url.rstrip("/") + path

    def signed(self, kinds: dict[str, Any]) -> dict[str, Any]:
        """A call's arguments, with what says who calls."""
        who = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers = {**self.target.headers, **who, **kinds.pop("headers", {})}
        return {**kinds, "headers": headers}


def _timed(name: str, act: Callable[[_Visit], str | None], visit: _Visit) -> Step | None:
    started = time.perf_counter()
    try:
        told = act(visit)
    except _Wrong as wrong:
        raise SmokeFailed(name, str(wrong)) from wrong
    except (KeyError, TypeError, ValueError) as wrong:
        # Read as JSON of the contract, and it is not.
        raise SmokeFailed(name, f"not the answer of this service: {wrong!r}") from wrong
    ms = round((time.perf_counter() - started) * 1000, 1)
    return None if told is None else Step(name, ms, told)


class _Wrong(Exception):
    """What a step found instead."""


def _alive(visit: _Visit) -> str:
    answer = visit.call("GET", "/api/status")
    # A preview's protection answers before the function does, or sends to its own sign-in.
    guarded = answer.status_code in {302, 307, 401, 403} and "problem" not in _type(answer)
    _require(not guarded, f"{answer.status_code}: the deployment is protected: give --bypass")
    told = _expect(answer, 200)
    _require(told["status"] == "ok", f"it says {told}")
    visit.environment = told["environment"]
    return visit.environment


def _page(visit: _Visit) -> str:
    answer = visit.call("GET", "/")
    if answer.status_code == 404:
        return "none here: calls only"
    found = answer.status_code == 200 and "<html" in answer.text
    _require(found, f"{answer.status_code} {_type(answer)} where the page should be")
    return f"{len(answer.content):,} bytes"


def _ready(visit: _Visit) -> str:
    answer = visit.call("GET", "/api/status?view=ready")
    if answer.status_code not in {200, 503}:
        _expect(answer, 200)
    visit.parts = answer.json()["dependencies"]
    told = ", ".join(
        f"{name} {part['status']} {part['ms']:g} ms" for name, part in visit.parts.items()
    )
    _require(answer.status_code == 200, told)
    return told


def _stranger(visit: _Visit) -> str:
    problem = _expect(visit.call("POST", "/api/upload", json={}), 401)
    return f"refused: {problem['code']}"


def _sign_in(visit: _Visit) -> str:
    if visit.target.token is not None:
        visit.token = visit.target.token()
        return "with the token given"
    visit.config = _expect(visit.call("GET", "/api/status?view=config"), 200)["sign_in"]
    _require(not visit.config["missing"], f"not set: {', '.join(visit.config['missing'])}")
    if visit.config["kind"] == "local":
        body = {"uid": visit.session}
        visit.token = _expect(visit.call("POST", visit.config["address"], json=body), 200)["token"]
        return "at the development issuer"
    visit.account_key = visit.config["config"]["apiKey"]
    visit.token = _account(visit, "signUp", {"returnSecureToken": True})["idToken"]
    return "without an account"


def _upload(visit: _Visit) -> str:
    data = tone(TONE_S, hz=visit.hz)
    visit.analysis = {"upload_id": _send(visit, data)}
    return f"{len(data):,} bytes to storage"


def _analyze(visit: _Visit) -> str:
    body = {"upload_id": visit.analysis["upload_id"]}
    heard = list(_events(visit, "/api/analyze", body))
    name, told, at = heard[-1]
    _require(name == "report", f"the last event is {name}: {told}")
    visit.analysis = told
    visit.made.append(told["analysis_id"])
    loudness = told["report"]["loudness"]["integrated_lufs"]
    right = abs(loudness - TONE_DBFS) <= _TOLERANCE_LU
    _require(right, f"{loudness} LUFS measured of a tone of {TONE_DBFS}")
    apart_s = at - heard[0][2]
    in_pieces = heard[0][0] == "progress" and apart_s >= _APART_S
    _require(in_pieces, "the events came all at once: something on the way holds them back")
    return f"{loudness} LUFS; {len(heard)} events over {apart_s * 1000:.0f} ms"


def _read_back(visit: _Visit) -> str:
    path = f"/api/analyze?id={visit.analysis['analysis_id']}"
    answer = visit.call("GET", path)
    same = _expect(answer, 200)["report"] == visit.analysis["report"]
    _require(same, "the report that is kept is not the one that was told")
    again = visit.call("GET", path, headers={"If-None-Match": answer.headers["etag"]})
    _require(again.status_code == 304, f"{again.status_code} for a report that the caller has")
    listed = _expect(visit.call("GET", "/api/analyze?limit=5"), 200)["analyses"]
    known = {one["analysis_id"] for one in listed}
    _require(visit.analysis["analysis_id"] in known, "the history lacks the analysis")
    return f"{len(answer.content):,} bytes, 304 the second time, in the history"


def _ask(visit: _Visit) -> str:
    told = _expect(visit.call("POST", "/api/ask", json=_question(visit, _MEASURED)), 200)
    [claim] = [one for one in told["claims"] if one["metric"] == "loudness.integrated_lufs"]
    loudness = visit.analysis["report"]["loudness"]["integrated_lufs"]
    true = abs(claim["value"] - loudness) <= 0.1
    _require(true, f"{claim['value']} LUFS claimed of a track of {loudness}")
    return f"{told['tier']}: {claim['value']} {claim['unit']}"


def _ask_open(visit: _Visit) -> str:
    heard = list(_events(visit, "/api/ask", _question(visit, _OPEN.format(visit.session))))
    name, told, _ = heard[-1]
    whole = name == "done" and "answer" in {one[0] for one in heard}
    _require(whole, f"the last event is {name}: {told}")
    mark = ", degraded" if told["degraded"] else ""
    modelled = told["tier"] != "rules" or not visit.target.needs_model
    _require(modelled, f"the rules answered, not a model{mark}")
    return f"{told['tier']}{mark}, {told['usage']['cost_micro_usd']} µ$; {len(heard)} events"


def _queue(visit: _Visit) -> str | None:
    if "queue" not in visit.parts:
        return None
    upload_id = _send(visit, tone(3.0, hz=visit.hz / 2))
    prefer = {"Prefer": "respond-async"}
    body = {"upload_id": upload_id}
    answer = visit.call("POST", "/api/analyze", json=body, headers=prefer)
    job = _expect(answer, 202)["job"]
    visit.made.append(job["job"])
    until = time.monotonic() + _PATIENCE_S
    while job["state"] in {"queued", "running"} and time.monotonic() < until:
        time.sleep(_POLL_S)
        job = _expect(visit.call("GET", answer.headers["location"]), 200)
    _require(job["state"] == "succeeded", f"the job is {job['state']}: {job.get('error')}")
    return f"delivered, attempt {job['attempt']}"


def _warm(visit: _Visit) -> str | None:
    if not visit.target.cron_secret:
        return None
    secret = {"Authorization": f"Bearer {visit.target.cron_secret}"}
    answer = visit.call("GET", "/api/warm", headers=secret)
    if visit.environment == "preview":
        return f"refused: {_expect(answer, 403)['code']}"
    told = _expect(answer, 200)
    return "done already" if told["repeated"] else f"{told['uploads_deleted']} uploads swept"


def _forget(visit: _Visit) -> str:
    for analysis_id in visit.made:
        path = f"/api/analyze?id={analysis_id}"
        deleted = visit.call("DELETE", path)
        if deleted.status_code != 204:
            _expect(deleted, 204)
        _expect(visit.call("GET", path), 404)
    told = f"{len(visit.made)} analyses"
    visit.made.clear()
    return told


_STEPS: tuple[tuple[str, Callable[[_Visit], str | None]], ...] = (
    ("alive", _alive),
    ("page", _page),
    ("ready", _ready),
    ("stranger", _stranger),
    ("sign-in", _sign_in),
    ("upload", _upload),
    ("analyze", _analyze),
    ("read back", _read_back),
    ("ask", _ask),
    ("ask, open", _ask_open),
    ("queue", _queue),
    ("warm", _warm),
    ("forget", _forget),
)


def _leave(visit: _Visit) -> None:
    # After a failure as after a success; what cannot be undone then is left to the sweep.
    with suppress(httpx.HTTPError):
        for analysis_id in visit.made:
            visit.call("DELETE", f"/api/analyze?id={analysis_id}")
    if visit.account_key and visit.token:
        with suppress(httpx.HTTPError, _Wrong):
            _account(visit, "delete", {"idToken": visit.token})


def _account(visit: _Visit, verb: str, body: dict[str, Any]) -> dict[str, Any]:
    # A web key may be bound to the pages that use it.
    answer = visit.client.post(
        f"{visit.target.accounts_url}/v1/accounts:{verb}",
        params={"key": visit.account_key},
        headers={"Referer": visit.url("/")},
        json=body,
    )
    told = dict(answer.json())
    why = told.get("error", {}).get("message", "")
    _require(answer.status_code == 200, f"{why}: give --token of a test user")
    return told


def _send(visit: _Visit, data: bytes) -> str:
    body = {
        "filename": "smoke.flac",
        "size": len(data),
        "sha256": sha256(data).hexdigest(),
        "content_type": "audio/flac",
    }
    session = _expect(visit.call("POST", "/api/upload", json=body), 201)
    sent = visit.client.request(
        session["method"], session["url"], headers=session["headers"], content=data
    )
    _require(sent.is_success, f"{sent.status_code} from storage: {sent.text[:200]}")
    return str(session["upload_id"])


def _question(visit: _Visit, question: str) -> dict[str, Any]:
    return {
        "question": question,
        "analysis_id": visit.analysis["analysis_id"],
        "session_id": visit.session,
        "lang": "en",
    }


def _events(
    visit: _Visit, path: str, body: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any], float]]:
    """Each event's name, its data and when it came."""
    signed = visit.signed({"json": body, "headers": {"Accept": "text/event-stream"}})
    with _streamed(visit.client, visit.url(path), signed) as answer:
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: ")), time.perf_counter()


@contextmanager
def _streamed(client: httpx.Client, url: str, kinds: dict[str, Any]) -> Iterator[httpx.Response]:
    with client.stream("POST", url, **kinds) as answer:
        if answer.status_code != 200 or not _type(answer).startswith("text/event-stream"):
            answer.read()
            _expect(answer, 200)
            _require(False, f"{_type(answer)} where events should be")
        yield answer


def _expect(answer: httpx.Response, status: int) -> dict[str, Any]:
    met = answer.status_code == status
    _require(met, f"{answer.status_code} in place of {status}: {_said(answer)}" if not met else "")
    return dict(answer.json()) if answer.content else {}


def _require(met: bool, why: str) -> None:
    if not met:
        raise _Wrong(why)


def _said(answer: httpx.Response) -> str:
    with suppress(ValueError, TypeError, KeyError):
        told = answer.json()
        return f"{told['code']}: {told['detail']} ({told['request_id']})"
    return answer.text[:200]


def _type(answer: httpx.Response) -> str:
    return str(answer.headers.get("content-type", ""))


def _target(given: argparse.Namespace) -> Target:
    headers = {BYPASS_HEADER: given.bypass, APP_CHECK_HEADER: given.app_check_token}
    token = given.token
    return Target(
        url=given.url.rstrip("/"),
        token=(lambda: token) if token else None,
        cron_secret=given.cron_secret,
        headers={name: value for name, value in headers.items() if value},
        needs_model=given.model,
    )


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./scripts/smoke",
        description=__doc__,
        epilog="A secret may be given as @FILE, so that no list of processes shows it.",
    )
    parser.add_argument("url", type=_url, help="where the deployment is, as https://HOST")
    parser.add_argument("--token", type=_secret, default="", help="a user's ID token")
    parser.add_argument("--bypass", type=_secret, default="", help="passes a preview's protection")
    parser.add_argument("--app-check-token", type=_secret, default="", help="where it is enforced")
    parser.add_argument("--cron-secret", type=_secret, default="", help="tries the cron's call too")
    parser.add_argument("--model", action="store_true", help="fail unless a model answers")
    return parser.parse_args(arguments)


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        msg = f"{text} is not an address as https://HOST"
        raise argparse.ArgumentTypeError(msg)
    return text


def _secret(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text().strip()
    except OSError as error:
        msg = f"{text[1:]}: {error.strerror}"
        raise argparse.ArgumentTypeError(msg) from error


def _print_step(step: Step) -> None:
    print(f"{step.name:<10}{step.ms:>8.0f} ms  {step.told}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
