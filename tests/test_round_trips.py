"""How often each call goes to Redis, counted at the wire."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.offline.serving import ServedApp


class Counter:
    """Passes requests on to the real front and counts them."""

    def __init__(self, target: str) -> None:
        self.count = 0
        self._target = target

    async def __call__(self, request: Request) -> Response:
        self.count += 1
        kept = ("authorization", "content-type", "upstash-encoding")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(self._target, content=await request.body(), headers=headers)
        return Response(answer.content, answer.status_code, media_type="application/json")


@pytest.fixture
def counter(embedded) -> Counter:
    return Counter(embedded.environment["UPSTASH_REDIS_REST_URL"])


@pytest.fixture
def counted_site(counter, open_site) -> Iterator:
    app = Starlette(routes=[Route("/", counter.__call__, methods=["POST"])])
    with ServedApp(app) as proxy:
        yield open_site(UPSTASH_REDIS_REST_URL=proxy.url)


def test_every_path_that_meets_a_user_asks_redis_once(counted_site, counter, any_tone):
    site = counted_site
    upload_id = site.send(any_tone)
    analysis_id = site.analyze(upload_id).json()["analysis_id"]
    question = {"question": "what is LUFS?", "analysis_id": analysis_id, "session_id": "s"}
    operator = {"Authorization": f"Bearer {site.token(operator=True)}"}
    anonymous = {"Authorization": f"Bearer {site.token(anonymous=True)}"}
    # The second time round every script is known to the server; the first may send its text.
    calls = {
        "announce": lambda: site.announce(b"something else"),
        "announce what is known": lambda: site.announce(any_tone),
        "analyze what is known": lambda: site.analyze(upload_id),
        "ask": lambda: site.call("POST", "/api/ask", json=question),
        "poll": lambda: site.call("GET", f"/api/status?job={analysis_id}"),
        "read": lambda: site.call("GET", f"/api/analyze?id={analysis_id}"),
        "list": lambda: site.call("GET", "/api/analyze"),
        "metrics": lambda: site.call("GET", "/api/status?view=metrics", headers=operator),
        "list, anonymous": lambda: site.call("GET", "/api/analyze", headers=anonymous),
    }
    trips = {}
    for name, call in calls.items():
        assert call().status_code < 300, name
        before = counter.count
        assert call().status_code < 300, name
        trips[name] = counter.count - before

    assert trips == dict.fromkeys(calls, 1)


def test_liveness_and_strangers_ask_redis_nothing(counted_site, counter):
    httpx.get(counted_site.url + "/api/status")
    httpx.get(counted_site.url + "/api/status?view=config")
    httpx.get(counted_site.url + "/api/analyze")

    assert counter.count == 0


def test_what_is_refused_takes_its_turn_too(counted_site, counter):
    counted_site.announce(b"x", size=61_000_000)
    counter.count = 0

    answers = [
        counted_site.announce(b"", size=0),
        counted_site.announce(b"x", sha256="no hash"),
        counted_site.analyze("up_x"),
    ]

    assert [answer.headers["ratelimit"][:12] for answer in answers] == [
        '"upload";r=8',
        '"upload";r=7',
        '"analyze";r=',
    ]
    assert counter.count == 3
