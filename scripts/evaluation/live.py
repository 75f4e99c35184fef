"""The same questions before real models, under a cap of what may be spent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib import ask
from lib.consult import offer
from scripts.evaluation import marking, reading, trial
from scripts.evaluation.reading import Reading
from scripts.evaluation.trial import Asking

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Lived:
    """A question that real models answered: whether they are on the rules' side of it."""

    asking: Asking
    told: ask.Told
    agrees: bool
    marked: bool
    false_figures: tuple[str, ...]


async def run(
    askings: Sequence[Asking],
    reports: Mapping[str, dict[str, Any]],
    *,
    environment: Mapping[str, str],
    cap_usd: float,
) -> list[Lived]:
    """Ask until everything is asked, or one more question might cost more than is left.

    The chain itself holds the cap too: no call is made that it has not reserved the money for.
    """
    cap = int(cap_usd * _MICRO)
    lived: list[Lived] = []
    with trial.redis() as own:
        variables = {
            **environment,
            **own,
            "NAMESPACE": f"evaluation-{secrets.token_hex(4)}",
            "USER_DAILY_MICRO_USD": str(cap),
            "OVERALL_DAILY_MICRO_USD": str(cap),
        }
        async with trial.site(variables, clock=None) as parts:
            spent = 0
            for asking in askings:
                report = reports[asking.track]
                read = reading.read(
                    asking.question.text,
                    asking.question,
                    report,
                    models=parts.models,
                    uid=asking.uid,
                )
                dearest = sum(
                    offer(parts, role, read.matter).cost_micro_usd for role in trial.ROLES
                )
                if spent + dearest > cap:
                    break
                told = await trial.put(parts, asking, report)
                spent += told.usage.cost_micro_usd
                lived.append(_marked(asking, told, read, report))
    return lived


def _marked(asking: Asking, told: ask.Told, read: Reading, report: Mapping[str, Any]) -> Lived:
    truth = reading.truth(asking.question, report)
    return Lived(
        asking,
        told,
        marking.agrees(told.answer.answer, told.answer.claims, truth),
        reading.has_truth(asking.question, truth),
        trial.false_figures(told.answer, read, truth, asking, report),
    )
