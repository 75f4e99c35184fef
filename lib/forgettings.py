"""Forgettings: marks of what was forgotten, for who was still at work on it to find."""

from __future__ import annotations

import math
from hashlib import sha256

from lib.ports import Clock, Documents

_FORGETTINGS = "forgettings"
_DAY_MS = 24 * 3600 * 1000
# A mark is there for a day; what is written later than this after it was asked is not written.
_LATE_S = 3600
# By so much two instances' clocks may differ.
_SKEW_MS = 250


class Forgettings:
    """What is forgotten stays forgotten, though somebody was writing to it meanwhile.

    Who forgets leaves a mark (M) and then deletes (D); who writes (W) then looks for a mark (R).
    Where R comes before M, so does W, and D deletes it; else R sees M, which is not older than
    what was asked, and what was written is taken back. Documents down raises
    `errors.DependencyDown` everywhere.
    """

    def __init__(self, documents: Documents, *, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def leave(self, thing: str) -> None:
        """Mark that a thing is forgotten: all that was asked for until now."""
        at_ms = math.ceil(self._clock.now() * 1000)
        fields = {"at_ms": at_ms, "expires_at_ms": at_ms + _DAY_MS}
        await self._documents.put(_FORGETTINGS, thing, fields)

    async def cover(self, *things: str, asked_at: float) -> bool:
        """Whether one of these things was forgotten since something was asked for."""
        since_ms = math.floor(asked_at * 1000) - _SKEW_MS
        for thing in things:
            mark = await self._documents.get(_FORGETTINGS, thing)
            if mark is not None and mark.fields["at_ms"] >= since_ms:
                return True
        return False

    def too_late(self, *, asked_at: float) -> bool:
        """Whether it was asked for so long ago that its mark may be gone before it is written."""
        return self._clock.now() - asked_at > _LATE_S


def everything_of(uid: str) -> str:
    """The mark of a user of whom all is forgotten."""
    return f"us_{_digest(uid)}"


def said_by(uid: str) -> str:
    """The mark of a user of whom all that was said is forgotten, or as much of it as matters."""
    return f"sa_{_digest(uid)}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
