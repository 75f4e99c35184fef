"""A site before scripted models, whose own word is all that their confidence rests on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CALIBRATION = """
fitted_on = 2026-11-22
outcomes = 0
[weights]
intercept = 0.0
stated = 1.0
prior = 0.0
overlap = 0.0
same_verdict = 0.0
other_verdict = 0.0
no_verdict = 0.0
[threshold]
empty = 0.4
full = 0.8
"""


@pytest.fixture
def open_before(open_site: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Open a site that asks the models of a fake Gemini."""
    calibration = tmp_path / "calibration.toml"
    calibration.write_text(CALIBRATION)

    def open_one(gemini: Any, *, keys: str, **changes: str) -> Any:
        return open_site(
            CALIBRATION_FILE=str(calibration),
            GEMINI_API_KEYS=keys,
            GEMINI_BASE_URL=gemini.url,
            **changes,
        )

    return open_one


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Callable[[], None]]:
    """Given a site, what waits until all is done that outlived the requests made to it since."""

    def watch(site: Any) -> Callable[[], None]:
        ends: list[threading.Event] = []
        in_background = site.services.in_background

        def noted(work: Any) -> Any:
            ended = threading.Event()
            ends.append(ended)
            task = in_background(work)
            task.add_done_callback(lambda _: ended.set())
            return task

        monkeypatch.setattr(site.services, "in_background", noted)
        return lambda: [None for ended in ends if not ended.wait(30)] and pytest.fail("too slow")

    return watch
