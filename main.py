"""The five functions as one app, each at its exact path: Cloud Functions, or one machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from fastapi import APIRouter, FastAPI, Request

from api import analyze, ask, status, upload, warm
from lib.bootstrap import services
from lib.web.app import create_app

ROUTERS = (upload.router, analyze.router, ask.router, status.router, warm.router)


def create_site(*, services: Callable[[], Any]) -> FastAPI:
    """All calls behind one shell."""
    together = APIRouter()
    for router in ROUTERS:
        together.include_router(router)
    return create_app(together, title="PROD.AI functions", services=services)


app = create_site(services=services)


async def serve(_: Request) -> FastAPI:
    """Cloud Functions' entry point: its framework calls whatever is returned as the ASGI app."""
    return app


# Where that framework loads this file it is told that the function is asynchronous; nobody else
# has it, or needs it.
if "functions_framework" in sys.modules:
    serve = import_module("functions_framework.aio").http(serve)
