"""Ask: from a question and the track's report to an answer tied to its numbers."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from lib import errors
from lib.audio.styles import DEFAULT_STYLE, StyleId
from lib.chain import advisor, intent, language, sharing
from lib.chain.answer import NOTHING_USED, Answer, Usage
from lib.chain.facts import Report
from lib.chain.intent import Intent
from lib.chain.redaction import redact
from lib.conversations import Conversation, Exchange
from lib.coordination.rate_limit import Turn
from lib.observability import logs
from lib.parts import Parts
from lib.ports import Page

if TYPE_CHECKING:
    # What only a model's answer needs is imported with the first question that gets to one.
    from lib.consult import Case, Consulted, Listener

MAX_QUESTION_CHARACTERS = 500
MAX_WAIT_S = 20.0
Language = Literal["en", "pt-BR"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, about one analysis or none.

    Without `lang` the question's own language is answered in. The balance is held against the
    reference curve of the `style`. While the session's last question is being answered, this one
    waits for up to `wait_s`.
    """

    question: str
    analysis_id: str | None
    session_id: str
    lang: Language | None
    style: StyleId = DEFAULT_STYLE
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """An answer; `degraded` where a part that would have made it better was down or spent."""

    answer: Answer
    degraded: bool
    cached: bool = False
    usage: Usage = NOTHING_USED


async def answer(
    parts: Parts,
    asked: Asked,
    *,
    uid: str,
    turn: Turn,
    default_language: Language,
    listener: Listener | None = None,
) -> Told:
    """Answer from the measurements: by the models where there are any, else by the rules.

    With Redis down, the models' budgets spent or all of them failing, the rules answer, marked
    degraded. A `listener` hears the models' answer while it comes. What was said is added to the
    session's conversation afterwards, in the background, and that its user came is noted.

    Raises
    ------
    errors.TooManyRequests, errors.AnalysisNotFound, errors.SessionBusy
    errors.DependencyDown
        The documents are down, so there is no report to answer from.
    """
    asked_at = parts.clock.now()
    understood = intent.understand(asked.question)
    for_models = parts.model is not None and not sharing.by_rules(asked.question, understood)
    report, plan = await asyncio.gather(
        _report(parts, asked, uid=uid),
        _plan(parts, turn, uid=uid, needed=for_models),
    )
    spoken = asked.lang or language.of(asked.question, default=default_language)
    told = await _answered(
        parts,
        asked,
        report,
        understood,
        uid=uid,
        plan=plan,
        turn=turn,
        spoken=spoken,
        listener=listener,
    )
    said = _exchange(asked, told, asked_at=asked_at, spoken=spoken)
    parts.in_background(_keep(parts, said, uid=uid, session_id=asked.session_id))
    parts.in_background(parts.users.meet(uid, anonymous=turn.anonymous, came_at=asked_at))
    return told


async def conversation(parts: Parts, session_id: str, *, uid: str, turn: Turn) -> Conversation:
    """What was said in this user's session. With Redis down it is read too, counted here alone.

    Raises
    ------
    errors.TooManyRequests, errors.ConversationNotFound
    """
    await turn.take_unless_down(parts.redis)
    found = await parts.conversations.find(session_id, uid=uid)
    if found is None:
        raise errors.ConversationNotFound
    return found


async def conversations(
    parts: Parts, *, uid: str, turn: Turn, limit: int, cursor: str | None
) -> Page:
    """This user's conversations without their turns, the one begun last first.

    With Redis down they are still read, counted by this process alone.
    """
    await turn.take_unless_down(parts.redis)
    return await parts.conversations.newest(uid=uid, limit=limit, cursor=cursor)


async def _report(parts: Parts, asked: Asked, *, uid: str) -> Report | None:
    if not asked.analysis_id:
        return None
    from lib.audio.restyle import restyled

    analysis = await parts.archive.find(asked.analysis_id, uid=uid)
    if analysis is None:
        raise errors.AnalysisNotFound
    return restyled(analysis.report, style=asked.style)


async def _plan(parts: Parts, turn: Turn, *, uid: str, needed: bool) -> str:
    """By what a user with an account may spend on models, where any is going to be asked."""
    return await parts.users.plan(uid) if needed and not turn.anonymous else ""


async def _answered(
    parts: Parts,
    asked: Asked,
    report: Report | None,
    understood: Intent,
    *,
    uid: str,
    plan: str,
    turn: Turn,
    spoken: Language,
    listener: Listener | None,
) -> Told:
    advice = advisor.advise(asked.question, report, lang=spoken)
    try:
        if parts.model is None:
            await turn.take(parts.redis)
            return Told(advice, degraded=False)
        if sharing.by_rules(asked.question, understood):
            from lib.chain import prompts

            remembered = prompts.turn(redact(asked.question), advice.answer)
            await parts.admission.rules(
                turn,
                uid=uid,
                session_id=asked.session_id,
                intent=understood.name,
                turn_text=remembered,
            )
            return Told(advice, degraded=False)
        from lib.consult import consult

        case = _case(
            parts, asked, report or {}, understood, advice, spoken=spoken, uid=uid, plan=plan
        )
        consulted = await consult(
            parts, parts.model, case, turn=turn, wait_s=asked.wait_s, listener=listener
        )
    except errors.DependencyDown:
        turn.take_here()
        return Told(advice, degraded=True)
    return _told(consulted, advice)


def _case(
    parts: Parts,
    asked: Asked,
    report: Report,
    understood: Intent,
    advice: Answer,
    *,
    spoken: Language,
    uid: str,
    plan: str,
) -> Case:
    """What is brought before the models: the user's own words only where nobody shares them."""
    from lib.chain import matter, prompts
    from lib.consult import Case

    question = redact(asked.question)
    found = sharing.of(
        question,
        understood,
        report,
        advice,
        language=spoken,
        uid=uid,
        versions=(prompts.PROMPT_VERSION, parts.models.junior.model, parts.models.senior.model),
    )
    kind = matter.shared if found.shared else matter.private
    return Case(
        matter=kind(found.question, report, asked=understood, advice=found.advice, language=spoken),
        asked=question,
        intent=understood.name,
        uid=uid,
        session_id=asked.session_id,
        key=found.key,
        shared=found.shared,
        plan=plan,
    )


def _told(consulted: Consulted, advice: Answer) -> Told:
    answer = consulted.answer
    if answer is None:
        return Told(advice, degraded=consulted.degraded, usage=consulted.usage)
    return Told(answer, consulted.degraded, consulted.cached, consulted.usage)


def _exchange(asked: Asked, told: Told, *, asked_at: float, spoken: Language) -> Exchange:
    """What is kept of a question and its answer: no more of its user's words than is remembered."""
    answer = told.answer
    return Exchange(
        asked_at=asked_at,
        question=redact(asked.question),
        analysis_id=asked.analysis_id or None,
        answer=answer.answer,
        claims=tuple(asdict(claim) for claim in answer.claims),
        tier=answer.tier,
        confidence=round(answer.confidence, 3),
        degraded=told.degraded,
        lang=spoken,
    )


async def _keep(parts: Parts, said: Exchange, *, uid: str, session_id: str) -> None:
    """Keep what was said. The answer stands where that fails, and nobody tries again."""
    try:
        if not await parts.conversations.keep(said, uid=uid, session_id=session_id):
            # It was forgotten while it was answered, and Redis may remember it since.
            await parts.admission.forget(uid=uid)
    except errors.ProductError as failed:
        service = failed.facts.get("service", "documents")
        logs.event("conversation-not-kept", service=service, reason=failed.slug)
