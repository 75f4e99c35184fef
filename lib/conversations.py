"""Conversations: what was asked and answered in each session, over the Documents port."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from lib import errors
from lib.forgettings import Forgettings, said_by
from lib.ports import Clock, Document, Documents, Page

MAX_TURNS = 100
MAX_BYTES = 256_000
KEPT_DAYS = 30

_CONVERSATIONS = "conversations"
_LISTED = ("session_id", "created_at_ms", "updated_at_ms", "analysis_id", "opening")
_OPENING_CHARACTERS = 120
_DAY_MS = 24 * 3600 * 1000
_TRIES = 12
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer: `question` as its session remembers it, claims as JSON."""

    asked_at: float
    question: str
    analysis_id: str | None
    answer: str
    claims: tuple[Mapping[str, Any], ...]
    tier: str
    confidence: float
    degraded: bool
    lang: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said in a session, oldest first."""

    session_id: str
    created_at: float
    updated_at: float
    exchanges: tuple[Exchange, ...]


class Conversations:
    """What is kept for 30 days after a session's last turn, or `retention_days` where that is less.

    Each is one document, named by its user and its session, so that nobody can name another's. The
    last 100 turns are kept, and 256 kB of them. Documents down raises `errors.DependencyDown`
    everywhere.

    What is forgotten stays forgotten, though a question was being answered meanwhile, as
    `Forgettings` has it. What is asked after a mark stays, and cannot rest on what was forgotten:
    `forget_about` and `forget_owner` are called once the analyses are gone.
    """

    def __init__(self, documents: Documents, *, clock: Clock, retention_days: int = 0) -> None:
        self._documents = documents
        self._forgettings = Forgettings(documents, clock=clock)
        self._kept_ms = min(KEPT_DAYS, retention_days or KEPT_DAYS) * _DAY_MS

    async def find(self, session_id: str, *, uid: str) -> Conversation | None:
        """The user's conversation in a session, or None."""
        stored = await self._documents.get(_CONVERSATIONS, _id(uid, session_id))
        return _conversation(stored) if stored else None

    async def newest(self, *, uid: str, limit: int, cursor: str | None) -> Page:
        """The user's conversations without their turns, the one begun last first."""
        return await self._documents.newest(
            _CONVERSATIONS, uid=uid, limit=limit, cursor=cursor, fields=_LISTED
        )

    async def keep(self, exchange: Exchange, *, uid: str, session_id: str) -> bool:
        """Add a turn to its conversation; False where it was forgotten while it was answered.

        Raises
        ------
        errors.WriteConflict
            Others write to this conversation all the time.
        """
        if self._forgettings.too_late(asked_at=exchange.asked_at):
            return False
        try:
            await self._append(exchange, uid=uid, session_id=session_id)
        finally:
            # A write that failed may have been done all the same.
            marks = (said_by(uid), _id(uid, session_id))
            forgotten = await self._forgettings.cover(*marks, asked_at=exchange.asked_at)
            if forgotten:
                await self._take_back(exchange, uid=uid, session_id=session_id)
        return not forgotten

    async def forget(self, session_id: str, *, uid: str) -> None:
        """Forget one conversation, whether there is one or not."""
        conversation_id = _id(uid, session_id)
        await self._forgettings.leave(conversation_id)
        await self._documents.delete(_CONVERSATIONS, conversation_id)

    async def forget_about(self, analysis_id: str, *, uid: str) -> None:
        """Forget every conversation of a user in which a turn is about an analysis.

        All of it: what was said of nothing, or of another track, may speak of this one too.
        """
        await self._forgettings.leave(said_by(uid))
        cursor: str | None = None
        while True:
            page = await self._documents.newest(
                _CONVERSATIONS, uid=uid, limit=_PAGE, cursor=cursor, fields=("about",)
            )
            for one in page.documents:
                if analysis_id in one.fields["about"].split():
                    await self._documents.delete(_CONVERSATIONS, one.id)
            cursor = page.next_cursor
            if cursor is None:
                return

    async def forget_owner(self, *, uid: str) -> None:
        """Forget every conversation of a user; where it raises it is to be called again."""
        await self._forgettings.leave(said_by(uid))
        await self._documents.forget_owner(_CONVERSATIONS, uid=uid)

    async def _append(self, exchange: Exchange, *, uid: str, session_id: str) -> None:
        conversation_id = _id(uid, session_id)
        absent = 0
        for _ in range(_TRIES):
            stored = await self._documents.get(_CONVERSATIONS, conversation_id)
            absent += stored is None
            turns = [*(_turns(stored) if stored else ()), _turn(exchange)]
            fields = self._fields(turns, stored, uid=uid, session_id=session_id)
            # One that expired and was not deleted yet is there for a conditional write alone.
            expect = stored.revision if stored else "absent" if absent < 3 else None
            with suppress(errors.WriteConflict):
                await self._documents.put(_CONVERSATIONS, conversation_id, fields, expect=expect)
                return
        raise errors.WriteConflict

    async def _take_back(self, exchange: Exchange, *, uid: str, session_id: str) -> None:
        conversation_id = _id(uid, session_id)
        for _ in range(_TRIES):
            stored = await self._documents.get(_CONVERSATIONS, conversation_id)
            if stored is None:
                return
            rest = [turn for turn in _turns(stored) if turn != _turn(exchange)]
            if not rest:
                await self._documents.delete(_CONVERSATIONS, conversation_id)
                return
            fields = self._fields(rest, stored, uid=uid, session_id=session_id)
            with suppress(errors.WriteConflict):
                await self._documents.put(
                    _CONVERSATIONS, conversation_id, fields, expect=stored.revision
                )
                return
        # What is being written there all the time goes with it.
        await self._documents.delete(_CONVERSATIONS, conversation_id)

    def _fields(
        self,
        turns: Sequence[Mapping[str, Any]],
        stored: Document | None,
        *,
        uid: str,
        session_id: str,
    ) -> dict[str, Any]:
        kept, text = _within_limits(sorted(turns, key=lambda turn: turn["asked_at"]))
        about = [turn["analysis_id"] for turn in kept if turn["analysis_id"]]
        updated_at_ms = kept[-1]["asked_at"]
        return {
            "uid": uid,
            "session_id": session_id,
            # The same for good: cursors go by it.
            "created_at_ms": stored.fields["created_at_ms"] if stored else kept[0]["asked_at"],
            "updated_at_ms": updated_at_ms,
            "analysis_id": about[-1] if about else None,
            "opening": _opening(kept[0]["question"]),
            # By itself, so that who looks for a track reads no turns.
            "about": " ".join(sorted(set(about))),
            # One string: the stores neither index it nor care for the arrays in it.
            "turns": text,
            "expires_at_ms": updated_at_ms + self._kept_ms,
        }


def _id(uid: str, session_id: str) -> str:
    # The length keeps "a" + "b:c" and "a:b" + "c" apart.
    named = f"{len(uid)}:{uid}:{session_id}"
    return f"cv_{sha256(named.encode()).hexdigest()}"


def _conversation(stored: Document) -> Conversation:
    fields = stored.fields
    return Conversation(
        session_id=fields["session_id"],
        created_at=fields["created_at_ms"] / 1000,
        updated_at=fields["updated_at_ms"] / 1000,
        exchanges=tuple(_exchange(turn) for turn in _turns(stored)),
    )


def _turns(stored: Document) -> list[dict[str, Any]]:
    return list(json.loads(stored.fields["turns"]))


def _turn(exchange: Exchange) -> dict[str, Any]:
    return {
        "asked_at": _ms(exchange.asked_at),
        "question": exchange.question,
        "analysis_id": exchange.analysis_id,
        "answer": exchange.answer,
        "claims": [dict(claim) for claim in exchange.claims],
        "tier": exchange.tier,
        "confidence": exchange.confidence,
        "degraded": exchange.degraded,
        "lang": exchange.lang,
    }


def _exchange(turn: Mapping[str, Any]) -> Exchange:
    claims = tuple(turn["claims"])
    return Exchange(**{**turn, "asked_at": turn["asked_at"] / 1000, "claims": claims})


def _within_limits(turns: Iterable[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], str]:
    """The last of these turns that may be kept, and their text."""
    written = [(turn, _compact(turn)) for turn in turns][-MAX_TURNS:]
    size = sum(len(text.encode()) + 1 for _, text in written) + 1
    while size > MAX_BYTES and len(written) > 1:
        size -= len(written.pop(0)[1].encode()) + 1
    return [turn for turn, _ in written], f"[{','.join(text for _, text in written)}]"


def _opening(question: str) -> str:
    words = " ".join(question.split())
    if len(words) <= _OPENING_CHARACTERS:
        return words
    return f"{words[: _OPENING_CHARACTERS - 1].rstrip()}…"


def _compact(turn: Mapping[str, Any]) -> str:
    return json.dumps(turn, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _ms(seconds: float) -> int:
    return math.floor(seconds * 1000)
