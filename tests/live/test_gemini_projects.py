"""The clients of google-genai: made late, once, and without telling their keys."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from lib.live.gemini import GeminiModel

KEYS = ("AIza-first-secret", "AIza-second-secret")


@pytest.mark.parametrize("keys", [[], [""], [KEYS[0], "  "]])
def test_a_missing_key_is_refused_rather_than_taken_from_the_environment(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="needs a key"):
        GeminiModel(keys)


def test_no_key_is_in_a_representation() -> None:
    model = GeminiModel(KEYS)
    assert KEYS[0] not in f"{model!r} {vars(model)!r} {vars(model._projects)!r}"


def test_nothing_of_the_vendor_s_is_imported_before_the_first_call() -> None:
    """And then once, off the loop, however many ask: the loop keeps turning meanwhile."""
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_CALLS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "before": False,
        "one_gave_up": "slow",
        "kinds": ["down"] * 8,
        "imports": 1,
        "loop_turned": True,
    }


_FIRST_CALLS = """
import asyncio, importlib.abc, json, sys
sys.path.insert(0, ".")
from lib.live.gemini import GeminiModel
from lib.live.gemini_batches import GeminiBatches
from lib.ports import ModelFault, Prompt

before = any(name in sys.modules for name in ("google.genai", "httpx2", "numpy"))
threads = []

class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "google.genai":
            import threading
            threads.append(threading.current_thread() is not threading.main_thread())

sys.meta_path.insert(0, Watch())
prompt = Prompt("i", "m", {"type": "object"}, 100)

async def kind(model, deadline_s):
    try:
        await model.ask(prompt, model="gemini-3.5", project=0, deadline_s=deadline_s)
    except ModelFault as fault:
        return fault.kind

async def main():
    turns = 0
    async def turn():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.005)
    turning = asyncio.ensure_future(turn())
    model = GeminiModel(["k"], base_url="http://127.0.0.1:9")
    hasty, *kinds = await asyncio.gather(kind(model, 0.02), *(kind(model, 60) for _ in range(8)))
    turning.cancel()
    await model.aclose()
    print(json.dumps({"before": before, "one_gave_up": hasty, "kinds": kinds,
                      "imports": sum(threads), "loop_turned": turns > 5}))

asyncio.run(main())
"""
