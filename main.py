"""The five functions as one app, each at its exact path: Cloud Functions, or one machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI

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
