"""The OpenAPI description that is served and committed."""

from __future__ import annotations

import json

from scripts import openapi


def test_the_committed_description_is_that_of_the_code():
    assert openapi.PATH.read_text() == openapi.text(), "run ./scripts/docs"


def test_it_describes_the_five_addresses_in_openapi_3_1():
    document = json.loads(openapi.text())

    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        f"/api/{name}" for name in ("upload", "analyze", "ask", "status", "warm")
    }


def test_every_reference_in_it_leads_somewhere():
    document = json.loads(openapi.text())
    text = json.dumps(document)
    names = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert names <= set(document["components"]["schemas"])
