"""Ahead: the questions asked most are answered before they are asked again."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from lib.chain import entry, matter, prompts
from lib.chain.judgement import judge
from lib.chain.matter import Matter
from lib.chain.models import BATCH_SHARE
from lib.chain.reply import read
from lib.consult import offer
from lib.coordination.admission import Lead, Offer, Reservation, Spent
from lib.coordination.quota_day import quota_day
from lib.coordination.warming import Asked
from lib.observability import logs
from lib.parts import Parts
from lib.ports import Batches, Model, ModelFault, Prompt, Reply

# What was asked at least so often in so many days is asked for again once it goes stale so soon.
_DAYS, _LEAST_ASKED, _LOOKED_AT = 3, 2, 200
_STALE_WITHIN_S = 2 * 3600.0
# A batch costs half and comes when it comes: it pays for this many, and is given up after so long.
_LEAST_BATCH, _MOST_BATCH = 10, 100
_BATCH_PATIENCE_S = 6 * 3600.0
_BATCH_CALL_S, _CALL_S = 10.0, 12.0


# Of an entry's key, what a prompt carries as its id and the answer repeats.
_ID = slice(12)


@dataclass(frozen=True, slots=True)
class Warmed:
    """What one occurrence did: answers kept, replies refused, prompts handed in as a batch."""

    kept: int = 0
    refused: int = 0
    batched: int = 0


async def warm(parts: Parts, *, until: float) -> Warmed:
    """Fetch the batch that is out, and ask for what is asked most and goes stale.

    Nothing without a model. `until` is on the monotonic clock; what is left waits for the next
    occurrence. Raises `errors.DependencyDown` with Redis down.
    """
    if parts.model is None or parts.batches is None:
        return Warmed()
    warming = _Warming(parts, parts.model, parts.batches, until=until)
    if await warming.fetch():
        await warming.ask()
    return warming.done


class _Warming:
    """One occurrence."""

    def __init__(self, parts: Parts, model: Model, batches: Batches, *, until: float) -> None:
        self._parts, self._model, self._batches = parts, model, batches
        self._until = until
        self._left = parts.settings.warm_budget_micro_usd
        self._kept = self._refused = self._batched = 0
        self._disappointed = False
        self._slot = f"{parts.settings.namespace}:warm:batch"

    @property
    def done(self) -> Warmed:
        """What was done so far."""
        return Warmed(self._kept, self._refused, self._batched)

    async def fetch(self) -> bool:
        """Take in the batch that is out; False while it is to be waited for."""
        stored = await self._parts.redis.execute("GET", self._slot)
        if stored is None:
            return True
        out = _Out(**json.loads(stored))
        try:
            replies = await self._batches.collect(
                out.name, project=out.project, deadline_s=_BATCH_CALL_S
            )
        except ModelFault as fault:
            logs.event("batch-fault", kind=fault.kind)
            replies = None
        if replies is None and self._parts.clock.now() - out.handed_in_at < _BATCH_PATIENCE_S:
            return False
        if replies is None:
            await self._give_up(out)
        await self._take_in(out, replies or ())
        # What a batch did not bring is asked for online, not handed in once more.
        self._disappointed = self._kept < len(out.entry_keys)
        await self._parts.redis.execute("DEL", self._slot)
        return True

    async def ask(self) -> None:
        """Ask for what is wanted: as a batch where that pays, else one after the other."""
        wanted = await self._wanted()
        pays = len(wanted) >= _LEAST_BATCH and not self._disappointed
        if pays and await self._handed_in(wanted[:_MOST_BATCH]):
            return
        for asked, about in wanted:
            if time.monotonic() + _CALL_S > self._until or not await self._asked(asked, about):
                return

    async def _wanted(self) -> list[tuple[Asked, Matter]]:
        """What is asked most and soon stale, with what asks for it again, most asked first."""
        asked = await self._parts.warming.most_asked(days=_DAYS, limit=_LOOKED_AT)
        often = [one for one in asked if one.count >= _LEAST_ASKED and one.sample]
        stale = await self._parts.warming.stale_at([one.entry_key for one in often])
        soon = self._parts.clock.now() + _STALE_WITHIN_S
        wanted = []
        for one in often:
            about = matter.loads(one.sample or "")
            if about is not None and stale.get(one.entry_key, 0.0) < soon:
                wanted.append((one, about))
        return wanted

    async def _asked(self, asked: Asked, about: Matter) -> bool:
        """Ask the Junior online, within warming's share; False where there is no more of it."""
        wanted = offer(self._parts, "junior", about)
        if wanted.cost_micro_usd > self._left:
            return False
        lead = await self._parts.warming.reserve(wanted)
        if not isinstance(lead, Lead):
            return False
        identifier = asked.entry_key[_ID]
        prompt = _prompt(asked, about)
        spent = Spent(fault="slow")
        try:
            reply = await self._model.ask(
                prompt, model=lead.model, project=lead.project, deadline_s=_CALL_S
            )
            spent = self._spent([reply])
        except ModelFault as fault:
            spent = Spent(fault=fault.kind, retry_after_s=fault.retry_after_s)
            return False
        finally:
            self._left -= spent.cost_micro_usd or (
                wanted.cost_micro_usd if spent.fault == "slow" else 0
            )
            await self._parts.admission.finish(lead, spent=spent, outcome="warmed")
        await self._keep({identifier: (asked.entry_key, about)}, [reply])
        return True

    async def _handed_in(self, wanted: Sequence[tuple[Asked, Matter]]) -> bool:
        """Hand in as many as this run may pay for; False where it could not be done."""
        affordable, offers = [], []
        cost = 0
        for asked, about in wanted:
            one = offer(self._parts, "junior", about)
            cost += math.ceil(one.cost_micro_usd * BATCH_SHARE)
            if cost > self._left:
                break
            affordable.append((asked, about))
            offers.append(one)
        if len(affordable) < _LEAST_BATCH:
            return False
        whole = _together(offers)
        lead = await self._parts.warming.reserve(whole, calls=0)
        if not isinstance(lead, Lead):
            return False
        told = [_prompt(asked, about) for asked, about in affordable]
        try:
            name = await self._batches.submit(
                told, model=lead.model, project=lead.project, deadline_s=_BATCH_CALL_S
            )
        except ModelFault as fault:
            logs.event("batch-fault", kind=fault.kind)
            # A submission whose answer was lost may run all the same: its money stays taken.
            # Batches have quotas of their own, so none of this cools the project down.
            lost = Spent(fault="slow" if fault.kind == "slow" else "unsent")
            await self._parts.admission.finish(lead, spent=lost, outcome="warmed")
            return False
        out = _Out(
            name,
            lead.project,
            self._parts.clock.now(),
            [asked.entry_key for asked, _ in affordable],
            asdict(lead.reservation),
        )
        text = json.dumps(asdict(out))
        await self._parts.redis.execute("SET", self._slot, text, "EX", _DAYS * 86_400)
        self._batched = len(told)
        return True

    async def _give_up(self, out: _Out) -> None:
        logs.event("batch-given-up", batch=out.name)
        try:
            await self._batches.cancel(out.name, project=out.project, deadline_s=_BATCH_CALL_S)
        except ModelFault as fault:
            logs.event("batch-fault", kind=fault.kind)

    async def _take_in(self, out: _Out, replies: Sequence[Reply | None]) -> None:
        """Settle a batch and keep those of its answers that hold, each by the id it repeats."""
        spoken = [reply for reply in replies if reply is not None]
        lead = _lead(out)
        spent = self._spent(spoken, share=BATCH_SHARE) if spoken else Spent(fault="down")
        await self._parts.admission.finish(lead, spent=spent, outcome="warmed")
        asked = await self._parts.warming.samples(out.entry_keys)
        about = {
            key[_ID]: (key, found)
            for key, sample in asked.items()
            if (found := matter.loads(sample)) is not None
        }
        await self._keep(about, spoken)

    async def _keep(
        self, about: Mapping[str, tuple[str, Matter]], replies: Sequence[Reply]
    ) -> None:
        """Keep the answers that hold and are sure enough to be shown without a Senior."""
        threshold = self._parts.calibration.threshold
        least = max(threshold.at(1.0), threshold.kept)
        entries = {}
        for reply in replies:
            draft = read(reply.text)
            found = about.get(draft.id) if draft else None
            if draft is None or found is None:
                self._refused += 1
                continue
            key, matter_asked = found
            judged = judge(
                reply, matter_asked, calibration=self._parts.calibration, identifier=draft.id
            )
            made = entry.make(judged, matter_asked, role="junior", least=least)
            if made is None:
                self._refused += 1
                sure = round(judged.confidence, 3)
                logs.event("answer-refused", role="warm", faults=judged.faults, confidence=sure)
            else:
                entries[key] = made
        self._kept += len(await self._parts.warming.keep(entries))

    def _spent(self, replies: Sequence[Reply], *, share: float = 1.0) -> Spent:
        given = sum(reply.input_tokens for reply in replies)
        taken = sum(reply.output_tokens for reply in replies)
        cost = self._parts.models.junior.cost_on(
            quota_day(self._parts.clock.now()), input_tokens=given, output_tokens=taken
        )
        return Spent(tokens=given + taken, cost_micro_usd=math.ceil(cost * share))


@dataclass(frozen=True, slots=True)
class _Out:
    """A batch that is out: its name, its project, when it was handed in, what it is to answer."""

    name: str
    project: int
    handed_in_at: float
    entry_keys: list[str]
    reservation: dict[str, Any]


def _lead(out: _Out) -> Lead:
    """The right under which a batch was handed in, to be settled now."""
    made = Reservation(**out.reservation)
    return Lead(uid="", session_id="", token=made.id, lease_s=0.0, reservation=made)


def _together(offers: Sequence[Offer]) -> Offer:
    """Several calls as one, at a batch's price."""
    cost = sum(math.ceil(one.cost_micro_usd * BATCH_SHARE) for one in offers)
    return replace(offers[0], tokens=sum(one.tokens for one in offers), cost_micro_usd=cost)


def _prompt(asked: Asked, about: Matter) -> Prompt:
    return prompts.compose("junior", about, identifier=asked.entry_key[_ID])
