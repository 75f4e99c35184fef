"""What stands in public/openapi.json: all five functions described, served and committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lib.web.answers import Problem
from lib.web.limits import APP_CHECK_HEADER
from main import app

PATH = Path(__file__).resolve().parent.parent / "public" / "openapi.json"


def document() -> dict[str, Any]:
    """Make the OpenAPI 3.1 document from the handlers themselves."""
    made = app.openapi()
    made["info"] = {
        "title": "PROD.AI functions",
        "version": "1",
        "description": "Measure a mix and ask about it. Errors are RFC 9457 problems; every "
        "answer carries X-Request-Id, limited calls RateLimit and RateLimit-Policy.",
    }
    schemas = made["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    made["components"]["securitySchemes"] = {
        "user": {"type": "http", "scheme": "bearer", "description": "A Firebase ID token"},
        "app": {
            "type": "apiKey",
            "in": "header",
            "name": APP_CHECK_HEADER,
            "description": "A Firebase App Check token, beside the user's, where apps are checked",
        },
        "cron": {"type": "http", "scheme": "bearer", "description": "CRON_SECRET"},
    }
    for path, methods in made["paths"].items():
        for operation in methods.values():
            # Whether an app's token is needed too is a setting of the deployment.
            users: list[dict[str, list[str]]] = [{"user": []}, {"user": [], "app": []}]
            operation["security"] = [{"cron": []}] if path == "/api/warm" else users
            _problem_422(operation["responses"])
    # Without a job, status tells anybody that the service is alive.
    made["paths"]["/api/status"]["get"]["security"].append({})
    return made


def text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _problem_422(responses: dict[str, Any]) -> None:
    # The framework describes its own validation errors there; ours are problems like the rest.
    described = responses.get("422", {}).get("content", {})
    if "application/json" in described:
        body = {"schema": {"$ref": "#/components/schemas/Problem"}}
        responses["422"] = {
            "description": "Understood, and cannot be done as it is",
            "content": {"application/problem+json": body},
        }
