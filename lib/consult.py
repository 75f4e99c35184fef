"""Consult: one matter brought before the models, within budgets that all instances share."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from lib import errors
from lib.chain import entry, prompts
from lib.chain.answer import NOTHING_USED, Answer, Usage
from lib.chain.judgement import Judgement, judge
from lib.chain.matter import Matter
from lib.chain.matter import dumps as dumps_matter
from lib.chain.models import Role
from lib.chain.release import Release
from lib.coordination.admission import (
    MAX_SAMPLE_BYTES,
    Admission,
    Busy,
    Follow,
    Hit,
    Lead,
    Offer,
    Opening,
    Outcome,
    Quota,
    Spent,
    Verdict,
)
from lib.coordination.quota_day import quota_day
from lib.coordination.rate_limit import Turn
from lib.coordination.reservation import ANONYMOUS
from lib.observability import logs
from lib.parts import Parts
from lib.ports import Model, ModelFault, Reply

# The most that one call may take of what is left, and the least that makes one worth starting.
_CALL_S: dict[Role, float] = {"junior": 12.0, "senior": 20.0}
_LEAST_S = 2.0
# A lock outlives the request that holds it by this, should its instance die.
_GRACE_S = 5.0
_FIRST_POLL_S, _LAST_POLL_S = 0.1, 1.0


class Listener(Protocol):
    """Who wants the answer while it comes."""

    async def asking(self, role: Role) -> None:
        """Hear who is asked now."""

    async def text(self, piece: str) -> None:
        """Hear a further piece of checked text."""

    async def restart(self) -> None:
        """Forget what was heard: another answer follows."""


@dataclass(frozen=True, slots=True)
class Case:
    """A matter, who brings it, and where its answer is kept.

    `asked` is the user's question, redacted, as the session remembers it; by `plan` goes what a
    user with an account may spend, as in `Opening`.
    """

    matter: Matter
    intent: str
    asked: str
    uid: str
    session_id: str
    key: str
    shared: bool
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Consulted:
    """What came of it: no `answer` where no model could give one that holds."""

    answer: Answer | None
    cached: bool = False
    degraded: bool = False
    usage: Usage = NOTHING_USED


async def consult(
    parts: Parts, model: Model, case: Case, *, turn: Turn, wait_s: float, listener: Listener | None
) -> Consulted:
    """Bring a case before the cache, the Junior and, where it must be, the Senior.

    Raises
    ------
    errors.TooManyRequests
    errors.SessionBusy
        The session's last question is not answered yet, nor within `wait_s`.
    errors.DependencyDown
        Redis is down before any call was made: no model may be asked.
    """
    until = time.monotonic() + parts.settings.ask_deadline_s
    opening = _opening(parts, case, plan=ANONYMOUS if turn.anonymous else case.plan)
    begun = await _begun(parts, turn, opening)
    free = await _past_busy(parts.admission, begun, opening, wait_s=wait_s)
    verdict = await _past_follow(parts, free, until=until)
    match verdict:
        case Hit():
            if verdict.refresh is not None:
                leading = Leading(parts, model, case, verdict.refresh, until=until)
                parts.in_background(leading.refresh())
            kept = entry.read(verdict.entry, case.matter, intent=case.intent)
            return Consulted(kept, cached=kept is not None)
        case Lead():
            leading = Leading(parts, model, case, verdict, until=until, listener=listener)
            return await leading.answer()
        case _:
            return Consulted(None, degraded=True)


class Leading:
    """One answer being made: calls, checks and settles until there is one that may be shown."""

    def __init__(
        self,
        parts: Parts,
        model: Model,
        case: Case,
        lead: Lead,
        *,
        until: float,
        listener: Listener | None = None,
    ) -> None:
        self._parts, self._model, self._case, self._lead = parts, model, case, lead
        self._until, self._listener = until, listener
        self._began = time.monotonic()
        self._spent: Spent | None = Spent(fault="unsent")
        self._usage = Usage()
        self._best: _Attempt | None = None
        self._heard = False

    async def answer(self) -> Consulted:
        """Lead to the end. Whatever happens, what was spent is settled and the locks are freed."""
        try:
            shown = await self._accepted()
        except BaseException:
            # The caller went away, or we failed: the locks are not to wait for their lease.
            self._parts.in_background(self._finish("cancelled", remember=False))
            raise
        if shown is not None:
            await self._finish(shown.role, shown=shown, keep=True)
            return Consulted(shown.answer(self._case.intent), usage=self._usage)
        best = self._best
        await self._finish(best.role if best else "rules", shown=best)
        answer = best.answer(self._case.intent) if best else None
        return Consulted(answer, degraded=True, usage=self._usage)

    async def refresh(self) -> None:
        """Renew a stale entry for whom it was good enough; nobody hears the answer."""
        try:
            shown = await self._accepted()
        except BaseException:
            self._parts.in_background(self._finish("cancelled", remember=False))
            raise
        await self._finish("refreshed", shown=shown, keep=True, remember=False)

    async def _accepted(self) -> _Attempt | None:
        """Call until an answer is sure enough; None where no further call can be made."""
        while True:
            attempt = await self._attempt()
            if attempt is not None and self._sure(attempt):
                return attempt
            if attempt is not None and attempt.holds:
                # What holds and is not sure enough is shown where nothing better is to be had.
                self._best = attempt
            await self._unhear()
            wanted: Role = "senior" if attempt is not None else self._lead.role
            if attempt is not None and self._lead.role == "senior":
                return None
            if not await self._reserved(wanted):
                return None

    def _sure(self, attempt: _Attempt) -> bool:
        if not attempt.holds:
            return False
        if self._lead.role == "senior":
            return True
        threshold = self._parts.calibration.threshold
        return attempt.judged.confidence >= threshold.at(self._lead.senior_share)

    async def _reserved(self, role: Role) -> bool:
        """Settle the last call and reserve the next; False where there is to be none."""
        if self._until - time.monotonic() < _LEAST_S or self._spent is None:
            return False
        wanted = offer(self._parts, role, self._case.matter)
        try:
            verdict = await self._parts.admission.escalate(
                self._lead, spent=self._spent, offer=wanted
            )
        except errors.DependencyDown:
            return False
        if not isinstance(verdict, Lead):
            self._spent = None
            return False
        self._lead, self._spent = verdict, Spent(fault="unsent")
        return True

    async def _attempt(self) -> _Attempt | None:
        """Call the model that is reserved; None where it gave no reply at all."""
        lead, matter = self._lead, self._case.matter
        turns = () if self._case.shared else lead.turns
        prompt = prompts.compose(lead.role, matter, identifier=secrets.token_hex(4), turns=turns)
        release = Release(
            matter.report,
            question=matter.question,
            advice=matter.advice,
            language=matter.language,
        )
        left = self._until - time.monotonic()
        if self._listener is not None:
            await self._listener.asking(lead.role)
        self._spent = Spent(fault="slow")  # should the call be cancelled under way
        try:
            reply = await self._model.ask(
                prompt,
                model=lead.model,
                project=lead.project,
                deadline_s=max(0.1, min(left, _CALL_S[lead.role])),
                heard=None if self._listener is None else lambda piece: self._hear(release, piece),
            )
        except ModelFault as fault:
            logs.event("model-fault", kind=fault.kind, model=lead.model, project=lead.project)
            self._spent = Spent(fault=fault.kind, retry_after_s=fault.retry_after_s)
            return None
        self._settle(reply)
        judged = judge(reply, matter, calibration=self._parts.calibration)
        if judged.faults:
            logs.event("answer-refused", role=lead.role, finish=reply.finish, faults=judged.faults)
        elif self._listener is not None and (rest := release.finish()):
            await self._tell(rest)
        return _Attempt(lead.role, judged)

    async def _hear(self, release: Release, piece: str) -> None:
        if text := release.push(piece):
            await self._tell(text)

    async def _tell(self, text: str) -> None:
        if self._listener is not None:
            self._heard = True
            await self._listener.text(text)

    async def _unhear(self) -> None:
        if self._heard and self._listener is not None:
            self._heard = False
            await self._listener.restart()

    def _settle(self, reply: Reply) -> None:
        today = quota_day(self._parts.clock.now())
        cost = self._parts.models.entry(self._lead.role).cost_on(
            today, input_tokens=reply.input_tokens, output_tokens=reply.output_tokens
        )
        self._spent = Spent(tokens=reply.input_tokens + reply.output_tokens, cost_micro_usd=cost)
        self._usage = Usage(
            self._usage.input_tokens + reply.input_tokens,
            self._usage.output_tokens + reply.output_tokens,
            self._usage.cost_micro_usd + cost,
        )

    async def _finish(
        self,
        outcome: Outcome,
        *,
        shown: _Attempt | None = None,
        keep: bool = False,
        remember: bool = True,
    ) -> None:
        """Settle, keep and free. With Redis gone meanwhile the answer stands and all ages out."""
        case = self._case
        told = shown.answer(case.intent) if shown else None
        text = told.answer if told else case.matter.advice
        made = (
            entry.make(
                shown.judged,
                case.matter,
                role=shown.role,
                least=self._parts.calibration.threshold.kept,
            )
            if keep and shown
            else None
        )
        spent, self._spent = self._spent, None
        try:
            await self._parts.admission.finish(
                self._lead,
                spent=spent,
                outcome=outcome,
                entry=made,
                turn_text=prompts.turn(case.asked, text) if remember else None,
                latency_s=time.monotonic() - self._began,
            )
        except errors.DependencyDown:
            logs.event("finish-failed", outcome=outcome)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One reply and what it is worth."""

    role: Role
    judged: Judgement

    @property
    def holds(self) -> bool:
        return self.judged.checked is not None

    def answer(self, intent: str) -> Answer | None:
        checked = self.judged.checked
        if checked is None:
            return None
        return Answer(checked.answer, checked.claims, self.role, self.judged.confidence, intent)


async def _begun(parts: Parts, turn: Turn, opening: Opening) -> Verdict:
    """Begin; what was taken for a caller who went away meanwhile is given back."""
    beginning = asyncio.ensure_future(parts.admission.begin(turn, opening))
    try:
        return await asyncio.shield(beginning)
    except asyncio.CancelledError:
        parts.in_background(_given_back(parts, beginning))
        raise


async def _given_back(parts: Parts, beginning: asyncio.Future[Verdict]) -> None:
    verdict = await beginning
    lead = verdict.refresh if isinstance(verdict, Hit) else verdict
    if isinstance(lead, Lead):
        await parts.admission.finish(lead, spent=Spent(fault="unsent"), outcome="cancelled")
    elif isinstance(verdict, Follow):
        await parts.admission.leave(verdict)


async def _past_busy(
    admission: Admission, verdict: Verdict, opening: Opening, *, wait_s: float
) -> Verdict:
    """Wait for the session's last question as long as the caller wants to."""
    until = time.monotonic() + wait_s
    pause = _FIRST_POLL_S
    while isinstance(verdict, Busy):
        if time.monotonic() + pause > until:
            raise errors.SessionBusy(retry_after_s=max(1, round(verdict.retry_after_s)))
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LAST_POLL_S)
        if await admission.session_free(uid=opening.uid, session_id=opening.session_id):
            verdict = await admission.resume(opening)
    return verdict


async def _past_follow(parts: Parts, verdict: Verdict, *, until: float) -> Verdict | None:
    """Wait for who asks the same; None where that takes too long."""
    pause = _FIRST_POLL_S
    while isinstance(verdict, Follow):
        following = verdict
        try:
            if time.monotonic() + pause > until - _LEAST_S:
                await parts.admission.leave(following)
                return None
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LAST_POLL_S)
            verdict = await parts.admission.follow(following)
        except asyncio.CancelledError:
            parts.in_background(_quietly(parts.admission.leave(following)))
            raise
    return verdict


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except errors.DependencyDown:
        logs.event("leave-failed")


def _opening(parts: Parts, case: Case, *, plan: str) -> Opening:
    sample = dumps_matter(case.matter) if case.shared else None
    if sample is not None and len(sample.encode()) > MAX_SAMPLE_BYTES:
        sample = None
    return Opening(
        uid=case.uid,
        session_id=case.session_id,
        entry_key=case.key,
        kind="intent" if case.shared else "exact",
        junior=offer(parts, "junior", case.matter),
        senior=offer(parts, "senior", case.matter),
        lease_s=parts.settings.ask_deadline_s + _GRACE_S,
        shared=case.shared,
        # What was said before is part of a question that is not told by itself.
        only_when_fresh=not case.shared,
        sample=sample,
        turn_if_cached=prompts.turn(case.asked, case.matter.advice),
        plan=plan,
    )


def offer(parts: Parts, role: Role, matter: Matter) -> Offer:
    """The most that a role's call about a matter takes."""
    played = parts.models.entry(role)
    taken, given = prompts.most_tokens(role, matter)
    today = quota_day(parts.clock.now())
    return Offer(
        role=role,
        model=played.model,
        quota=Quota(played.requests_per_minute, played.tokens_per_minute, played.requests_per_day),
        tokens=taken + given,
        cost_micro_usd=played.cost_on(today, input_tokens=taken, output_tokens=given),
    )
