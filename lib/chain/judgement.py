"""What a model's reply is worth: whether it may be shown, and how likely it is right."""

from __future__ import annotations

from dataclasses import dataclass

from lib.chain import confidence
from lib.chain.check import Checked, check
from lib.chain.confidence import Calibration
from lib.chain.matter import Matter
from lib.chain.reply import read
from lib.ports import Reply


@dataclass(frozen=True, slots=True)
class Judgement:
    """`checked` is None where the reply may not be shown, and `faults` say why, for a log."""

    checked: Checked | None
    confidence: float
    faults: tuple[str, ...] = ()


def judge(
    reply: Reply, matter: Matter, *, calibration: Calibration, identifier: str | None = None
) -> Judgement:
    """Hold a reply against the facts; with an `identifier`, against the prompt it must answer."""
    draft = read(reply.text)
    if reply.finish != "stop":
        return Judgement(None, 0.0, (reply.finish,))
    if draft is None:
        return Judgement(None, 0.0, ("no-reply",))
    if identifier is not None and draft.id != identifier:
        return Judgement(None, 0.0, ("wrong-id",))
    if confidence.says_yes_or_no(draft.answer) and not matter.expects_yes_or_no:
        # Who asked the other way round would read the opposite.
        return Judgement(None, 0.0, ("yes-or-no",))
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
        advice=matter.advice,
        advised=matter.claims,
        prior=matter.strength,
    )
    return Judgement(checked, calibration.confidence(signals))
