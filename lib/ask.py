"""Ask: from a question and the track's report to an answer tied to its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lib import errors
from lib.chain import advisor, intent, language, matter, prompts, sharing
from lib.chain.answer import Answer
from lib.chain.facts import Report
from lib.chain.intent import Intent
from lib.chain.redaction import redact
from lib.consult import NOTHING_USED, Case, Consulted, Listener, Usage, consult
from lib.coordination.rate_limit import Turn
from lib.parts import Parts

MAX_QUESTION_CHARACTERS = 500
MAX_WAIT_S = 20.0
Language = Literal["en", "pt-BR"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, about one analysis or none.

    Without `lang` the question's own language is answered in. While the session's last question
    is being answered, this one waits for up to `wait_s`.
    """

    question: str
    analysis_id: str | None
    session_id: str
    lang: Language | None
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
    degraded. A `listener` hears the models' answer while it comes.

    Raises
    ------
    errors.TooManyRequests, errors.AnalysisNotFound, errors.SessionBusy
    errors.DependencyDown
        The documents are down, so there is no report to answer from.
    """
    report = await _report(parts, asked.analysis_id, uid=uid)
    spoken = asked.lang or language.of(asked.question, default=default_language)
    understood = intent.understand(asked.question)
    advice = advisor.advise(asked.question, report, lang=spoken)
    try:
        if parts.model is None:
            await turn.take(parts.redis)
            return Told(advice, degraded=False)
        if sharing.by_rules(asked.question, understood):
            remembered = prompts.turn(redact(asked.question), advice.answer)
            await parts.admission.rules(
                turn,
                uid=uid,
                session_id=asked.session_id,
                intent=understood.name,
                turn_text=remembered,
            )
            return Told(advice, degraded=False)
        case = _case(parts, asked, report or {}, understood, advice, spoken=spoken, uid=uid)
        consulted = await consult(
            parts, parts.model, case, turn=turn, wait_s=asked.wait_s, listener=listener
        )
    except errors.DependencyDown:
        turn.take_here()
        return Told(advice, degraded=True)
    return _told(consulted, advice)


async def _report(parts: Parts, analysis_id: str | None, *, uid: str) -> Report | None:
    if not analysis_id:
        return None
    analysis = await parts.archive.find(analysis_id, uid=uid)
    if analysis is None:
        raise errors.AnalysisNotFound
    return analysis.report


def _case(
    parts: Parts,
    asked: Asked,
    report: Report,
    understood: Intent,
    advice: Answer,
    *,
    spoken: Language,
    uid: str,
) -> Case:
    """What is brought before the models: the user's own words only where nobody shares them."""
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
    )


def _told(consulted: Consulted, advice: Answer) -> Told:
    answer = consulted.answer
    if answer is None:
        return Told(advice, degraded=consulted.degraded, usage=consulted.usage)
    return Told(answer, consulted.degraded, consulted.cached, consulted.usage)
