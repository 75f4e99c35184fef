"""Apps served by a thread, on a port that is known beforehand."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lib.offline.serving import PortTaken, ServedApp


def app(answer=None, *, lifespan=None):
    async def hello(request: Request) -> Response:
        return PlainTextResponse("hello")

    return Starlette(routes=[Route("/", answer or hello)], lifespan=lifespan)


def test_the_address_is_known_before_the_app_starts():
    served = ServedApp(app())
    url = served.url
    with served:
        assert httpx.get(url).text == "hello"


async def test_it_serves_inside_an_event_loop_too():
    async with ServedApp(app()) as served, httpx.AsyncClient() as client:
        assert (await client.get(served.url)).text == "hello"


def test_a_port_asked_for_is_the_port_served():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with ServedApp(app(), port=port) as served:
        assert served.url == f"http://127.0.0.1:{port}"
        assert httpx.get(served.url).status_code == 200


def test_a_taken_port_is_named():
    first = ServedApp(app())
    with pytest.raises(PortTaken, match=f"port {first.port} is already taken") as caught:
        ServedApp(app(), port=first.port)
    first.stop()
    assert caught.value.port == first.port
    assert isinstance(caught.value, OSError)


def test_a_stopped_app_gives_its_port_back():
    with ServedApp(app()) as served:
        httpx.get(served.url)
    served.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(served.url)
    with ServedApp(app(), port=served.port) as again:
        assert httpx.get(again.url).text == "hello"


def test_stopping_lets_a_running_request_finish():
    arrived, released = threading.Event(), threading.Event()

    async def slow(request: Request) -> Response:
        arrived.set()
        await asyncio.to_thread(released.wait, 5)
        return PlainTextResponse("finished")

    served = ServedApp(app(slow))
    served.start()
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(httpx.get, served.url)
        assert arrived.wait(5)
        stopped = pool.submit(served.stop)
        released.set()
        assert answer.result(5).text == "finished"
        stopped.result(5)


def test_a_request_that_never_ends_does_not_keep_the_app_from_stopping():
    arrived = threading.Event()

    async def hang(request: Request) -> Response:
        arrived.set()
        await asyncio.Event().wait()
        return PlainTextResponse("never")

    served = ServedApp(app(hang), drain_s=0)
    served.start()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(httpx.get, served.url)
        assert arrived.wait(5)
        served.stop()
        with contextlib.suppress(httpx.HTTPError):
            assert answer.result(5).status_code == 500


def test_an_app_that_cannot_start_says_so():
    @contextlib.asynccontextmanager
    async def broken(app: object):
        raise OSError("no disk")
        yield

    with pytest.raises(RuntimeError, match="did not start"):
        ServedApp(app(lifespan=broken)).start()
