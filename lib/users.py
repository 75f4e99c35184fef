"""Users: who came, and on which plan, over the Documents port."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from lib import errors, storable
from lib.forgettings import Forgettings, everything_of
from lib.observability import logs
from lib.ports import Clock, Document, Documents

GUEST_DAYS = 30

_USERS = "users"
_DAY_MS = 24 * 3600 * 1000
_TRIES = 12
_PLAN_KEPT_S = 300

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class User:
    """Who came, last on `seen_day` (UTC), or with "" for it was only put on a plan so far."""

    uid: str
    plan: str
    anonymous: bool
    created_at_ms: int
    seen_day: str


class Users:
    """One document for each user, under their uid.

    Who is anonymous is kept for 30 days after they last came, anybody for `retention_days` where
    that is set, and who is on a plan until that is taken from them or they are forgotten. Without
    `plans` nobody's is ever read. An instance remembers so many users, those it heard of last.
    Documents down raises `errors.DependencyDown` where nothing else is said.

    Who is forgotten stays forgotten, as `Forgettings` has it: a document that was written by who
    came or was assigned a plan before is taken back. Who came in that very moment is noted when
    they come another day.
    """

    def __init__(
        self,
        documents: Documents,
        *,
        clock: Clock,
        plans: Collection[str] = (),
        retention_days: int = 0,
        remembered: int = 10_000,
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._plans = plans
        self._retention_days = retention_days
        self._remembered = remembered
        self._forgettings = Forgettings(documents, clock=clock)
        self._met: OrderedDict[str, tuple[str, bool]] = OrderedDict()
        self._known: OrderedDict[str, tuple[str, float]] = OrderedDict()

    async def meet(self, uid: str, *, anonymous: bool, came_at: float) -> None:
        """Note that a user came, once a day; where that fails it is logged and no more.

        What this instance has noted itself it does not ask for again.
        """
        day = _day(came_at)
        if self._met.get(uid) in {(day, False), (day, anonymous)} or not storable.is_id(uid):
            return
        try:
            if await self._note(uid, day=day, anonymous=anonymous, came_at=came_at):
                self._remember(self._met, uid, (day, anonymous))
        except errors.ProductError as failed:
            service = failed.facts.get("service", "documents")
            logs.event("user-not-noted", service=service, reason=failed.slug)

    async def plan(self, uid: str) -> str:
        """The user's plan, "" for none, as it was at most five minutes ago.

        With the documents down it is none, and is asked for again the next time.
        """
        if not self._plans:
            return ""
        now = self._clock.now()
        plan, until = self._known.get(uid, ("", 0.0))
        if now < until:
            return plan
        with suppress(errors.DependencyDown):
            user = await self.find(uid)
            plan = user.plan if user else ""
            self._remember(self._known, uid, (plan, now + _PLAN_KEPT_S))
            return plan
        return ""

    async def find(self, uid: str) -> User | None:
        """What is known of a user."""
        stored = await self._documents.get(_USERS, uid)
        return _user(stored) if stored else None

    async def assign(self, uid: str, *, plan: str) -> bool:
        """Put a user on a plan, or with "" on none; False where they were forgotten meanwhile.

        Other instances go by the plan there was for up to five minutes.

        Raises
        ------
        errors.WriteConflict
            Others write to this user all the time.
        """
        now = self._clock.now()

        def assigned(before: User | None) -> User | None:
            if before is not None:
                return replace(before, plan=plan)
            return User(uid, plan, False, _ms(now), seen_day="") if plan else None

        self._known.pop(uid, None)
        return await self._changed(uid, assigned, asked_at=now)

    async def forgotten(self, uid: str, *, asked_at: float) -> bool:
        """Whether a user of whom something was asked for then has been forgotten since."""
        return await self._forgettings.cover(everything_of(uid), asked_at=asked_at)

    async def forget(self, uid: str) -> None:
        """Forget that a user ever came, and their plan."""
        await self._forgettings.leave(everything_of(uid))
        await self._documents.delete(_USERS, uid)
        self._met.pop(uid, None)
        self._known.pop(uid, None)

    async def _note(self, uid: str, *, anonymous: bool, day: str, came_at: float) -> bool:
        def seen(before: User | None) -> User:
            if before is None:
                return User(uid, "", anonymous, _ms(came_at), day)
            # A token may be older than the account its user has by now.
            known = anonymous or not before.anonymous
            if before.seen_day > day or (before.seen_day == day and known):
                return before
            return replace(before, anonymous=anonymous, seen_day=day)

        return await self._changed(uid, seen, asked_at=came_at)

    async def _changed(
        self, uid: str, change: Callable[[User | None], User | None], *, asked_at: float
    ) -> bool:
        """Change what stands, whoever else does; False where the user was forgotten meanwhile."""
        absent = 0
        for _ in range(_TRIES):
            stored = await self._documents.get(_USERS, uid)
            absent += stored is None
            before = _user(stored) if stored else None
            after = change(before)
            if after is None or after == before:
                return True
            # One that expired and was not deleted yet is there for a conditional write alone.
            expect = stored.revision if stored else "absent" if absent < 3 else None
            with suppress(errors.WriteConflict):
                return await self._written(after, before, expect=expect, asked_at=asked_at)
        raise errors.WriteConflict

    async def _written(
        self, user: User, before: User | None, *, expect: str | None, asked_at: float
    ) -> bool:
        if self._forgettings.too_late(asked_at=asked_at):
            return False
        forgotten = False
        try:
            await self._documents.put(
                _USERS, user.uid, self._fields(user, at=asked_at), expect=expect
            )
        finally:
            # A write that failed may have been done all the same. What was found there, and only
            # moved on, is for who wrote it to take back.
            if before is None or user.plan != before.plan:
                forgotten = await self.forgotten(user.uid, asked_at=asked_at)
            if forgotten:
                await self._take_back(user)
        return not forgotten

    async def _take_back(self, user: User) -> None:
        standing = await self.find(user.uid)
        # Another plan than was written has been assigned since.
        if standing is not None and standing.plan == user.plan:
            await self._documents.delete(_USERS, user.uid)

    def _fields(self, user: User, *, at: float) -> dict[str, Any]:
        guest_days = GUEST_DAYS if user.anonymous else 0
        days = min(filter(None, (guest_days, self._retention_days)), default=0)
        fields = asdict(user)
        # What was bought is not to lapse by itself.
        if days and not user.plan:
            fields["expires_at_ms"] = _ms(at) + days * _DAY_MS
        return fields

    def _remember(self, kept: OrderedDict[str, T], uid: str, what: T) -> None:
        kept[uid] = what
        kept.move_to_end(uid)
        if len(kept) > self._remembered:
            kept.popitem(last=False)


def _user(stored: Document) -> User:
    # An operator may have made it by hand, in the vendor's console, with no more than a plan.
    fields = stored.fields
    return User(
        uid=stored.id,
        plan=str(fields.get("plan") or ""),
        anonymous=bool(fields.get("anonymous")),
        created_at_ms=int(fields.get("created_at_ms") or 0),
        seen_day=str(fields.get("seen_day") or ""),
    )


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _ms(seconds: float) -> int:
    return math.floor(seconds * 1000)
