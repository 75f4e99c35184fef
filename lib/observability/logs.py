"""One JSON line per event on standard error; never a token, a question or a file's name."""

from __future__ import annotations

import json
import sys
import traceback
from hashlib import sha256
from typing import Any


def event(name: str, **fields: Any) -> None:
    """Write one line."""
    sys.stderr.write(json.dumps({"event": name, **fields}, default=str) + "\n")


def failure(name: str, error: BaseException, **fields: Any) -> None:
    """Write one line with where an unexpected error came from, for operators only."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    at = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    event(name, error=type(error).__name__, at=at, **fields)


def pseudonym(uid: str) -> str:
    """A user's name in the logs: tells two users apart, and does not tell who they are."""
    return sha256(uid.encode()).hexdigest()[:12]
