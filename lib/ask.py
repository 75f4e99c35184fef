"""Ask: from a question and the track's report to an answer tied to its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lib import errors
from lib.chain import advisor
from lib.chain.answer import Answer
from lib.coordination.rate_limit import Turn
from lib.parts import Parts

MAX_QUESTION_CHARACTERS = 500
Language = Literal["en", "pt-BR"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, about one analysis or none. Without `lang` the question's own is answered in."""

    question: str
    analysis_id: str | None
    lang: Language | None


@dataclass(frozen=True, slots=True)
class Told:
    """An answer; `degraded` where a part that would have made it better was down."""

    answer: Answer
    degraded: bool


async def answer(
    parts: Parts, asked: Asked, *, uid: str, turn: Turn, default_language: Language
) -> Told:
    """Answer from the measurements. With Redis down the rules still answer, marked degraded.

    Raises
    ------
    errors.TooManyRequests, errors.AnalysisNotFound
    errors.DependencyDown
        The documents are down, so there is no report to answer from.
    """
    counted = await turn.take_unless_down(parts.redis)
    report = None
    if asked.analysis_id:
        analysis = await parts.archive.find(asked.analysis_id, uid=uid)
        if analysis is None:
            raise errors.AnalysisNotFound
        report = analysis.report
    advice = advisor.advise(asked.question, report, lang=asked.lang, default=default_language)
    return Told(advice, degraded=not counted)
