"""What a model's reply is worth: whether it may be shown, and how likely it is right."""

from __future__ import annotations

from dataclasses import dataclass

from lib.chain import confidence
from lib.chain.check import Checked, check
from lib.chain.confidence import Calibration, Reading, Signals
from lib.chain.matter import Matter
from lib.chain.reply import read
from lib.ports import Reply


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of one reply.

    `checked` is None where it may not be shown, and `faults` say why, for a log; else `signals`
    are what its confidence rests on.
    """

    checked: Checked | None
    confidence: float
    faults: tuple[str, ...] = ()
    signals: Signals | None = None


def judge(
    reply: Reply, matter: Matter, *, calibration: Calibration, identifier: str | None = None
) -> Judgement:
    """Hold a reply against the facts; with an `identifier`, against the prompt it must answer."""
    draft = read(reply.text)
    if draft is None or reply.finish != "stop":
        return Judgement(None, 0.0, ("no-reply" if reply.finish == "stop" else reply.finish,))
    if identifier is not None and draft.id != identifier:
        return Judgement(None, 0.0, ("wrong-id",))
    if fault := _begun_wrongly(draft.answer, matter):
        return Judgement(None, 0.0, (fault,))
    checked = check(
        draft,
        matter.report,
        question=matter.question,
        advice=matter.advice,
        language=matter.language,
    )
    if not checked.ok:
        return Judgement(None, 0.0, tuple(sorted({fault.code for fault in checked.faults})))
    signals = confidence.signals(
        checked.answer,
        checked.claims,
        stated=draft.confidence,
        prior=matter.strength,
        reading=Reading(matter.report, matter.advice, matter.claims, matter.language),
    )
    return Judgement(checked, calibration.confidence(signals), signals=signals)


def _begun_wrongly(answer: str, matter: Matter) -> str | None:
    """What is wrong with the yes or no that an answer begins with, if it does."""
    if confidence.says_yes_or_no(answer) and not matter.expects_yes_or_no:
        # Who asked the other way round would read the opposite.
        return "yes-or-no"
    if matter.shared and confidence.opposed(answer, matter.advice):
        # The question is the rules' own sentence, so they know which of the two it is.
        return "wrong-verdict"
    return None
