"""The marking of answers, by reading them anew: nothing of the chain's own check is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lib.chain.answer import Answer, Claim

# What a model may say besides: it neither claims nor denies anything.
FILLERS = {
    "en": ("Trust the meters here.", "Listen again at a low level before you decide."),
    "pt-BR": ("Confie nos medidores aqui.", "Ouça de novo em volume baixo antes de decidir."),
}
YES_OR_NO = frozenset({"Yes.", "No.", "Sim.", "Não."})
# They follow a no, and go without saying where there is none.
_ECHOES = frozenset({"It is rather the opposite.", "É antes o contrário."})
_NO = re.compile(r"[−–-]")


def is_right(text: str, truth: Answer) -> bool:
    """Whether a text says what the truth says, figures included, and nothing else.

    It may be shorter, without the bare yes or no even, but not without the first thing told.
    """
    told = [s for s in sentences(bare(text)) if not any(s in f for f in FILLERS.values())]
    known = sentences(bare(truth.answer))
    body = [sentence for sentence in known if sentence not in YES_OR_NO | _ECHOES]
    return bool(told) and all(s in known for s in told) and (body or known)[0] in told


def is_right_of(text: str, truth: Answer, own: Answer) -> bool:
    """Whether a text is right by the truth, or by the rules' own reading of how it was asked.

    The second counts only where that reading is on the truth's side.
    """
    if is_right(text, truth):
        return True
    return is_right(text, own) and agrees(own.answer, own.claims, truth) and _same(text, truth)


def agrees(text: str, claims: Iterable[Claim], truth: Answer) -> bool:
    """Whether a text in words of its own is on the truth's side.

    Its yes or no is the truth's, and it rests on at least half of the truth's numbers.
    """
    if not _same(text, truth):
        return False
    used = {claim.metric for claim in claims}
    wanted = {claim.metric for claim in truth.claims}
    return 2 * len(used & wanted) >= len(wanted)


def false_figures(
    text: str, claims: Sequence[Claim], report: Mapping[str, Any], *, also: Iterable[str]
) -> list[str]:
    """The numbers of a text that nothing stands behind, and claims that the report denies.

    What stands behind a number is a claim that is true of the report, or one of the texts in
    `also`: the question, and what the rules say of it, which has the figures of the trade.
    """
    true = [c for c in claims if _near(_at(report, c.metric), c.value, slack=1e-6)]
    known = [value for text in also for _, value, _ in figures(text)]
    known += [claim.value for claim in true]
    false = [c.metric for c in claims if c not in true]
    for written, value, slack in figures(text):
        if not any(_near(abs(k), abs(value), slack=slack) for k in known):
            false.append(written)
    return false


def bare(text: str) -> str:
    """A text without the edges of bands, which need not be told."""
    return re.sub(r" \(\d+ Hz (?:to|a) \d+ Hz\)", "", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part.strip()]


def figures(text: str) -> list[tuple[str, float, float]]:
    """Every number of a text as (as written, value, what rounding may have taken)."""
    times = re.finditer(r"(?<![\w.,])[−–-]?(\d+):(\d\d)(?!\d)", text)
    found = [(m[0], 60.0 * int(m[1]) + int(m[2]), 0.5 + 1e-9) for m in times]
    rest = re.sub(r"\d+:\d\d", " ", text)
    for match in re.finditer(r"(?<![\w.,])[−–+-]?\d+(?:[.,]\d+)?(?![\w])", rest):
        plain = _NO.sub("-", match[0]).replace(",", ".")
        decimals = len(plain.partition(".")[2])
        found.append((match[0], float(plain), 0.5 * 10.0**-decimals + 1e-9))
    return found


def _same(text: str, truth: Answer) -> bool:
    """Whether no verdict of a text is the opposite of the truth's."""
    ours, theirs = (_verdict(said) for said in (text, truth.answer))
    return ours is None or theirs is None or ours == theirs


def _verdict(text: str) -> bool | None:
    first = (re.findall(r"\w+", text.casefold()) or [""])[0]
    return {"yes": True, "sim": True, "no": False, "não": False}.get(first)


def _at(report: Any, path: str) -> float | None:
    for step in path.split("."):
        try:
            report = report[int(step)] if isinstance(report, list) else report[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return report if isinstance(report, int | float) and not isinstance(report, bool) else None


def _near(one: float | None, other: float, *, slack: float) -> bool:
    return one is not None and abs(one - other) <= slack
