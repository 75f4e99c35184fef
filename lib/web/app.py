"""The HTTP shell that the five functions share."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import errors
from lib.observability import logs
from lib.web import problems, validation
from lib.web.language import preferred
from lib.web.limits import APP_CHECK_HEADER, RateLimitHeaders

MAX_BODY_BYTES = 64 * 1024
EXPOSED_HEADERS = (
    "ETag",
    "Location",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-Id",
)
_PREFLIGHT_S = 600


def create_app(router: APIRouter, *, title: str, services: Callable[[], Any]) -> FastAPI:
    """One function's app. `services` is called at the first request, never at import."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Nothing to start: parts are built at first use, since not every platform runs this.
        yield
        await services().aclose()

    app = FastAPI(title=title, lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.services = services
    app.include_router(router)
    app.add_exception_handler(errors.ProductError, _product_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    # The last added is the outermost.
    app.add_middleware(Unexpected)
    app.add_middleware(RateLimitHeaders)
    app.add_middleware(BodyLimit)
    app.add_middleware(Cors, services=services)
    app.add_middleware(Envelope)
    return app


def services_of(request: Request) -> Any:
    """Hand a handler the services its app was made with."""
    return request.app.state.services()


class Envelope:
    """ASGI middleware, the outermost: a request id and a log line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, named."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request_id = _request_id(request.headers.get("x-request-id"))
        request.state.request_id = request_id
        started = time.perf_counter()
        status = 0

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, with_id)
        finally:
            logs.event(
                "request",
                request_id=request_id,
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )


class Unexpected:
    """ASGI middleware, the innermost: what nobody foresaw is a problem like any other.

    Inside the cross-origin rules, so that the page which caused it can read it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, whatever happens inside."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001  # the shell: nothing of it reaches the caller
            request = Request(scope)
            logs.failure("request-failed", error, request_id=request.state.request_id)
            if not begun:
                answer = await _product_error(request, errors.Internal())
                await answer(scope, receive, noted)


class Cors:
    """ASGI middleware: cross-origin rules from the settings, read at the first request."""

    def __init__(self, app: ASGIApp, *, services: Callable[[], Any]) -> None:
        self._app = app
        self._services = services
        self._ruled: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, and mark the answers that a page of ours may read."""
        if self._ruled is None:
            try:
                settings = self._services().settings
            except errors.ProductError as refused:
                # Nothing inside can answer without settings, nor be let in by them.
                answer = await _product_error(Request(scope), refused)
                await answer(scope, receive, send)
                return
            self._ruled = CORSMiddleware(
                self._app,
                allow_origins=settings.allowed_origins,
                allow_origin_regex=settings.allowed_origin_pattern or None,
                allow_methods=("GET", "POST", "DELETE"),
                allow_headers=(
                    "Accept-Language",
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-None-Match",
                    "Prefer",
                    "X-Request-Id",
                    APP_CHECK_HEADER,
                ),
                expose_headers=EXPOSED_HEADERS,
                max_age=_PREFLIGHT_S,
            )
        await self._ruled(scope, receive, send)


class BodyLimit:
    """ASGI middleware: refuses a body over `MAX_BODY_BYTES`, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the body on while it is small."""
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise errors.BodyTooLarge(limit=MAX_BODY_BYTES)
            return message

        await self._app(scope, counted, send)


async def _product_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, errors.ProductError):
        raise error
    return problems.response(
        error,
        language=preferred(request.headers.get("accept-language")),
        request_id=request.state.request_id,
    )


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    language = preferred(request.headers.get("accept-language"))
    return await _product_error(request, validation.told(error, language=language))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    # A body that was refused while it was read arrives here wrapped by the framework.
    if isinstance(error.__cause__, errors.ProductError):
        return await _product_error(request, error.__cause__)
    status = error.status_code if isinstance(error, HTTPException) else 500
    told = {404: errors.NotFound, 405: errors.MethodNotAllowed}.get(status, errors.MalformedJson)
    answer = await _product_error(request, told())
    if isinstance(error, HTTPException):
        answer.headers.update(error.headers or {})
    return answer


def _request_id(offered: str | None) -> str:
    if offered and re.fullmatch(r"[A-Za-z0-9_-]{8,64}", offered):
        return offered
    return f"req_{secrets.token_hex(8)}"
