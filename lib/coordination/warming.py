"""What is asked most, and a small share of the quota to answer it before it is asked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lib.coordination import admission_scripts as scripts
from lib.coordination.admission import Lead, entry_times
from lib.coordination.ask_keys import AskKeys
from lib.coordination.quota_day import quota_day, quota_days_before
from lib.coordination.reservation import (
    Caps,
    Denied,
    Offer,
    Wait,
    limits,
    refused,
    request,
    reservation,
)
from lib.ports import Clock, Redis


@dataclass(frozen=True, slots=True)
class Asked:
    """A shared entry's key, how often it was asked for at most, and what asks for it again."""

    entry_key: str
    count: int
    sample: str | None


class Warming:
    """Warming of the shared cache, over the same quotas and money as `Admission`.

    With Redis down it raises `errors.DependencyDown`: nothing is warmed then.
    """

    def __init__(
        self, redis: Redis, *, namespace: str, clock: Clock, projects: int, caps: Caps
    ) -> None:
        self._redis = redis
        self._keys = AskKeys(namespace, projects)
        self._clock = clock
        self._caps = caps

    async def most_asked(self, *, days: int, limit: int) -> list[Asked]:
        """What was asked most in the last quota days, today included; two requests."""
        dates = quota_days_before(self._clock.now(), days=days)
        told = await self._redis.run(
            scripts.MOST_ASKED, keys=[self._keys.asked(day) for day in dates], args=[limit]
        )
        if not told:
            return []
        counts = {str(key): int(float(n)) for key, n in zip(told[::2], told[1::2], strict=True)}
        samples = await self.samples(list(counts))
        return [Asked(key, counts[key], samples.get(key)) for key in reversed(counts)]

    async def samples(self, entry_keys: Sequence[str]) -> dict[str, str]:
        """What asks for each shared entry again; those that are forgotten left out."""
        if not entry_keys:
            return {}
        told = await self._redis.execute("MGET", *map(self._keys.sample, entry_keys))
        return {key: str(text) for key, text in zip(entry_keys, told, strict=True) if text}

    async def stale_at(self, entry_keys: Sequence[str]) -> dict[str, float]:
        """When each cached entry goes stale, in seconds since 1970; those not there left out."""
        if not entry_keys:
            return {}
        told = await self._redis.run(
            scripts.STALE_AT, keys=[*map(self._keys.entry, entry_keys)], args=[self._now_ms]
        )
        return {
            key: float(stale) / 1000 for key, stale in zip(entry_keys, told, strict=True) if stale
        }

    async def reserve(
        self, offer: Offer, *, calls: int = 1, failed: Sequence[int] = ()
    ) -> Lead | Denied | Wait:
        """Reserve a call within warming's share of every quota and of the day's money.

        `calls` is 0 for a batch, which takes money but none of the online quota. A lead is settled
        by `Admission.finish` with the outcome "warmed", and `keep` writes what came of it. Where
        its call failed the next is reserved anew, at none of the projects that `failed`.
        """
        now_ms = self._now_ms
        made = reservation(
            offer, reservation_id=secrets.token_hex(8), now_ms=now_ms, calls=calls, warming=True
        )
        options = {
            "now": now_ms,
            "ask": request(offer, now_ms=now_ms, failed=failed, calls=calls, warming=True),
            "caps": limits(self._caps),
        }
        day = quota_day(now_ms / 1000)
        reply = await self._redis.run(
            scripts.RESERVE_WARM,
            keys=[
                self._keys.kill,
                self._keys.day(day),
                self._keys.held(made.id),
                *self._keys.loads(offer.model),
            ],
            args=[json.dumps(options)],
        )
        if reply[0] != "lead":
            return refused(reply, now_ms=now_ms)
        placed = replace(made, project=int(reply[1]))
        return Lead(uid="", session_id="", token=made.id, lease_s=0.0, reservation=placed)

    async def keep(self, entries: Mapping[str, str]) -> list[str]:
        """Write the entries that are absent or stale; their keys."""
        if not entries:
            return []
        now_ms = self._now_ms
        args = [part for text in entries.values() for part in (text, *entry_times(now_ms))]
        written = await self._redis.run(
            scripts.KEEP, keys=[*map(self._keys.entry, entries)], args=[now_ms, *args]
        )
        keys = list(entries)
        return [keys[int(i)] for i in written]

    @property
    def _now_ms(self) -> int:
        return int(self._clock.now() * 1000)
