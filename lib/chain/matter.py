"""What a model is asked about: a question, the facts it may use, and what the rules say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from lib.chain import sheet
from lib.chain.answer import Answer, Claim, Language
from lib.chain.confidence import says_yes_or_no
from lib.chain.facts import Report
from lib.chain.intent import Intent


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter.

    Attributes
    ----------
    question : str
        As the model reads it: redacted, or a canonical one.
    language : {"en", "pt-BR"}
        Of the answer.
    report : mapping
        What an answer is held against; it holds no more than the answer may use.
    lines : tuple of str
        The facts as the model reads them.
    advice : str
        The rules' own answer, and its claims.
    claims : tuple of Claim
    strength : float in [0, 1]
        How surely the question's intent is known.
    shared : bool
        Whether the answer is for all who ask the like.
    """

    question: str
    language: Language
    report: Report
    lines: tuple[str, ...]
    advice: str
    claims: tuple[Claim, ...]
    strength: float
    shared: bool = False

    @property
    def expects_yes_or_no(self) -> bool:
        """Whether an answer may begin so: what is shared, only where the rules' own does."""
        return not self.shared or says_yes_or_no(self.advice)


def private(
    question: str, report: Report, *, asked: Intent, advice: Answer, language: Language
) -> Matter:
    """The user's own question about a whole report; {} where there is none."""
    told = [claim.metric for claim in advice.claims]
    lines = dict.fromkeys(
        [
            *sheet.lines(report, told, language=language),
            *sheet.topical(report, asked, language=language),
            *_key(report),
        ]
    )
    return Matter(
        question, language, report, tuple(lines), advice.answer, advice.claims, asked.strength
    )


def shared(
    question: str, report: Report, *, asked: Intent, advice: Answer, language: Language
) -> Matter:
    """A canonical question and nothing but the numbers that the rules rest their answer on.

    So whatever is answered holds for every track of which the rules say the same.
    """
    paths = [claim.metric for claim in advice.claims]
    return _narrow(
        question,
        sheet.pruned(report, paths),
        paths,
        language=language,
        advice=advice.answer,
        claims=advice.claims,
        strength=asked.strength,
    )


def dumps(matter: Matter) -> str:
    """A shared matter as text, from which it can be asked again."""
    return json.dumps(
        {
            "question": matter.question,
            "language": matter.language,
            "report": matter.report,
            "advice": matter.advice,
            "claims": [[c.text, c.metric, c.value, c.unit] for c in matter.claims],
            "strength": matter.strength,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def loads(text: str) -> Matter | None:
    """The shared matter in a text; None for anything odd."""
    try:
        found = json.loads(text)
        claims = tuple(Claim(*row) for row in found["claims"])
        return _narrow(
            found["question"],
            found["report"],
            [claim.metric for claim in claims],
            language=found["language"],
            advice=found["advice"],
            claims=claims,
            strength=found["strength"],
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _narrow(
    question: str,
    report: Report,
    paths: Sequence[str],
    *,
    language: Language,
    advice: str,
    claims: tuple[Claim, ...],
    strength: float,
) -> Matter:
    lines = (*sheet.lines(report, paths, language=language), *_key(report))
    return Matter(question, language, report, lines, advice, claims, strength, shared=True)


def _key(report: Report) -> list[str]:
    """The key, which is no number."""
    key = report.get("key")
    if not isinstance(key, dict) or not key.get("tonic"):
        return []
    return [f"key: {key['tonic']} {key.get('mode')} (Camelot {key.get('camelot')})"]
