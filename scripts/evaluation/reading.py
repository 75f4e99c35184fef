"""A question before the chain: how it is understood, under which key it is kept, its truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.chain import advisor, intent, language, matter, prompts, sharing
from lib.chain.answer import Answer
from lib.chain.matter import Matter
from lib.chain.models import Models
from lib.chain.redaction import redact
from scripts.evaluation import marking
from scripts.evaluation.questions import Question

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the chain makes of a question about a report.

    `by_rules` where no model is asked; else the `key` that its answer is kept under, and whether
    others may have it. `matter` is brought before the models; `alone` would be, were it not shared.
    """

    matter: Matter
    alone: Matter
    advice: Answer
    by_rules: bool
    key: str
    shared: bool

    def meets(self, other: Reading) -> bool:
        """Whether both questions get one answer without asking a model twice."""
        if self.by_rules or other.by_rules:
            return self.by_rules == other.by_rules and self.advice.answer == other.advice.answer
        return self.shared and other.shared and self.key == other.key


def read(text: str, asked: Question, report: Report, *, models: Models, uid: str) -> Reading:
    """Read a question, or another wording of it, as `lib.ask` does."""
    spoken = language.of(text, default=asked.language)
    understood = intent.understand(text)
    advice = advisor.advise(text, report, lang=spoken)
    question = redact(text)
    found = sharing.of(
        question,
        understood,
        report,
        advice,
        language=spoken,
        uid=uid,
        versions=(prompts.PROMPT_VERSION, models.junior.model, models.senior.model),
    )
    brought = alone = matter.private(
        question, report, asked=understood, advice=advice, language=spoken
    )
    if found.shared:
        brought = matter.shared(
            found.question, report, asked=understood, advice=found.advice, language=spoken
        )
    alone_by_rules = sharing.by_rules(text, understood)
    return Reading(brought, alone, advice, alone_by_rules, found.key, found.shared)


def truth(asked: Question, report: Report) -> Answer:
    """What the rules say of the question that is meant, plainly put; of another, of its own words.

    The rules do not know what a question means that is not on their list: see `has_truth`.
    """
    wording = asked.text if asked.different else asked.wording
    return advisor.advise(wording, report, lang=asked.language)


def heard(read: Reading, true: Answer) -> Answer:
    """What is true of the question as the models hear it: where it is shared, a plain one."""
    if not read.shared:
        return true
    return Answer(read.matter.advice, read.matter.claims, "rules", 1.0, true.intent)


def verdict(read: Reading, report: Report) -> str:
    """The bare yes or no to a shared question, which is no answer to others that share it."""
    if not read.shared:
        return ""
    told = advisor.advise(read.matter.question, report, lang=read.matter.language)
    first = marking.sentences(told.answer)[0]
    return first if first in marking.YES_OR_NO else ""


def has_truth(asked: Question, true: Answer) -> bool:
    """Whether the rules' answer can be held against others': a paraphrase of what they know."""
    return not asked.different and true.intent != "unknown"
