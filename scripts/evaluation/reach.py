"""How far shared answers reach: paraphrases that get their own, others that get a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.chain.models import Models
from scripts.evaluation import reading
from scripts.evaluation.questions import Question
from scripts.evaluation.reading import Reading, Report

_UID = "reader"


@dataclass(frozen=True, slots=True)
class Reach:
    """Of some questions about some tracks.

    Attributes
    ----------
    paraphrases, reached : int
        How many were read, and how many meet their question's answer.
    missed : tuple of Question
        Those that do not on any track, or not on all.
    strays : tuple of Question
        Paraphrases that share an answer which the rules would not give to what they mean.
    mistaken : tuple of Question
        Different questions that share the answer of the one they look like.
    """

    paraphrases: int
    reached: int
    missed: tuple[Question, ...]
    strays: tuple[Question, ...]
    mistaken: tuple[Question, ...]

    @property
    def share(self) -> float:
        """The share that meets its question's answer."""
        return self.reached / max(1, self.paraphrases)


def measure(questions: Sequence[Question], reports: Iterable[Report], *, models: Models) -> Reach:
    """Read every question about every report, and compare it with its plain wording."""
    count = reached = 0
    missed: dict[Question, None] = {}
    strays: dict[Question, None] = {}
    mistaken: dict[Question, None] = {}
    for report in reports:
        plain: dict[tuple[str, str], Reading] = {}
        for asked in questions:
            read = reading.read(asked.text, asked, report, models=models, uid=_UID)
            own = _plainly(plain, asked, report, models=models)
            if asked.different:
                if read.meets(own) and not read.by_rules:
                    mistaken[asked] = None
                continue
            count += 1
            if read.meets(own):
                reached += 1
            else:
                missed[asked] = None
                if read.shared and read.matter.advice != own.matter.advice:
                    strays[asked] = None
    return Reach(count, reached, tuple(missed), tuple(strays), tuple(mistaken))


def _plainly(
    known: dict[tuple[str, str], Reading], asked: Question, report: Report, *, models: Models
) -> Reading:
    name = (asked.subject, asked.language)
    if name not in known:
        known[name] = reading.read(asked.wording, asked, report, models=models, uid=_UID)
    return known[name]


def by_subject(questions: Iterable[Question]) -> Mapping[str, int]:
    """How many there are of each subject, the most first."""
    counts: dict[str, int] = {}
    for question in questions:
        counts[question.subject] = counts.get(question.subject, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
