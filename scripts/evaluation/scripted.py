"""Scripted models of known accuracy: right so often, wrong in ways that real models are."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from lib.chain.answer import Answer, Language
from lib.chain.models import Role
from scripts.evaluation.marking import FILLERS, bare, figures, sentences

Manner = Literal[
    "right",
    "false-figure",  # a number that the track does not have
    "false-claim",  # the same, claimed too
    "another-metric",  # a number of the track, told of the wrong thing
    "opposite",  # the right numbers, the wrong conclusion
    "beside-the-point",  # true, and no answer
    "rambling",  # the right answer, and something untrue after it
    "broken-off",
    "blurted",  # right, but begun with a yes or no that others who share the answer do not expect
    "misled",  # what is needed was not among the facts: the rules' reading is repeated
]
ACCURACY: dict[Role, float] = {"junior": 0.80, "senior": 0.95}
_WRONG: dict[Manner, float] = {
    "false-figure": 0.15,
    "false-claim": 0.15,
    "another-metric": 0.2,
    "opposite": 0.2,
    "beside-the-point": 0.2,
    "rambling": 0.05,
    "broken-off": 0.05,
}
_BLURTED = 0.1
# What the Senior thinks before it speaks is output too.
_THOUGHTS: dict[Role, tuple[int, int]] = {"junior": (0, 0), "senior": (150, 700)}
_CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Scripted:
    """A reply of a scripted model, and what is known of it."""

    text: str
    answer: str
    manner: Manner
    finish: Literal["stop", "length"]
    input_tokens: int
    output_tokens: int
    thought_tokens: int


def chance(*names: object) -> Random:
    """Chance that falls the same way on every run, for whatever it is named after."""
    return Random(":".join(map(str, names)))  # noqa: S311 - no secret is made of it


def reply(
    role: Role,
    instructions: str,
    message: str,
    *,
    truth: Answer,
    language: Language,
    random: Random,
    verdict: str = "",
) -> Scripted:
    """What a model of this role says to a prompt whose true answer is known.

    It uses the facts of the prompt alone: the truth tells it which of them matter. Where a
    `verdict` is not wanted, it comes out now and then.
    """
    facts = _facts(message)
    sayable = _sayable(truth, facts)
    manner = _manner(role, known=bool(sayable), random=random)
    right = _worded(sayable or sentences(truth.answer), language=language, random=random)
    answer, claims = _spoken(
        manner, right, truth, facts, language=language, message=message, random=random
    )
    if manner == "right" and verdict and random.random() < _BLURTED:
        manner, answer = "blurted", f"{verdict} {answer}"
    identifier = (re.findall(r"^id: (\w+)", message, re.MULTILINE) or [""])[0]
    text = json.dumps(
        {
            "id": identifier,
            "claims": claims,
            "answer": answer,
            "confidence": round(_stated(manner, random), 2),
        },
        ensure_ascii=False,
    )
    if manner == "broken-off":
        text = text[: 2 * len(text) // 3]
    return Scripted(
        text,
        answer,
        manner,
        "length" if manner == "broken-off" else "stop",
        math.ceil(len(instructions + message) / _CHARACTERS_PER_TOKEN),
        math.ceil(len(text) / _CHARACTERS_PER_TOKEN),
        random.randint(*_THOUGHTS[role]),
    )


@dataclass(frozen=True, slots=True)
class _Fact:
    value: float
    written: str
    unit: str
    called: str


def _facts(message: str) -> dict[str, _Fact]:
    """The numbers of a prompt by path."""
    lines = re.findall(
        r"^([\w.]+) = (-?[\d.]+)(?: (\S+))? \((.*)\)$", message.partition("<data>")[0], re.MULTILINE
    )
    return {path: _Fact(float(value), value, unit, name) for path, value, unit, name in lines}


def _sayable(truth: Answer, facts: Mapping[str, _Fact]) -> list[str]:
    """What of the truth these facts support; nothing where not even its first word on the matter.

    The edges of a band are left out where they are not among the facts.
    """
    missing = [claim for claim in truth.claims if claim.metric not in facts]
    edges = any(claim.metric.endswith("_hz") for claim in missing)
    told = sentences(bare(truth.answer) if edges else truth.answer)
    kept = [
        sentence
        for sentence in told
        if not any(
            abs(abs(value) - abs(claim.value)) <= slack
            for claim in missing
            for _, value, slack in figures(sentence)
        )
    ]
    body = told[1:] if len(told[0]) <= _SHORT else told
    return kept if (body or told)[0] in kept else []


_SHORT = 4  # characters: a bare yes or no


def _manner(role: Role, *, known: bool, random: Random) -> Manner:
    if random.random() >= ACCURACY[role]:
        return random.choices(list(_WRONG), list(_WRONG.values()))[0]
    return "right" if known else "misled"


def _spoken(
    manner: Manner,
    right: str,
    truth: Answer,
    facts: Mapping[str, _Fact],
    *,
    language: Language,
    message: str,
    random: Random,
) -> tuple[str, list[dict[str, Any]]]:
    """The words and the claims."""
    paths = [claim.metric for claim in truth.claims if claim.metric in facts]
    claims = [_claim(path, facts[path]) for path in paths]
    match manner:
        case "false-figure":
            told = _altered(right, random)[0], claims
        case "false-claim":
            told = _falsely_claimed(right, claims, random)
        case "another-metric":
            told = _exchanged(right, paths, facts, random)
        case "opposite":
            told = _opposite(right, truth), claims
        case "beside-the-point":
            told = _beside(paths, facts, language=language, random=random)
        case "rambling":
            told = f"{right} {_RAMBLE[language]}", claims
        case "misled":
            told = _advice(message), [_claim(path, fact) for path, fact in facts.items()][:20]
        case _:
            told = right, claims
    return told


_RAMBLE = {"en": "The vocal is also 3.7 dB too low.", "pt-BR": "A voz também está 3,7 dB baixa."}


def _advice(message: str) -> str:
    """The rules' reading as the prompt quotes it."""
    found = re.findall(r"its point may be another: (.*)$", message, re.MULTILINE)
    return found[0] if found else ""


def _worded(told: list[str], *, language: Language, random: Random) -> str:
    """All that can be said, or as short as it may be, perhaps with a word that adds nothing."""
    first = told[:1] if len(told[0]) <= _SHORT else []
    body = told[len(first) :]
    style = random.random()
    if style < 0.45:
        kept = [*first, *body[:2]]
    elif style < 0.6:
        kept = body[: random.randint(1, 3)]
    else:
        kept = told
    if random.random() < 0.4:
        kept = [*kept, random.choice(FILLERS[language])]
    return " ".join(kept)


def _claim(path: str, fact: _Fact) -> dict[str, Any]:
    return {"metric": path, "value": fact.value, "unit": fact.unit}


def _altered(text: str, random: Random) -> tuple[str, str, str]:
    """A text with one figure changed: (text, the figure before, after)."""
    found = [written for written, _, _ in figures(text) if ":" not in written]
    if not found:
        return f"{text} 7.3 dB", "", "7.3"
    before = random.choice(found)
    size = float(re.sub(r"[^\d.,]", "", before).replace(",", "."))
    decimals = len(re.split(r"[.,]", before)[1]) if re.search(r"[.,]", before) else 0
    moved = f"{size + random.choice((0.4, 1.3, 3.0, 11.0)):.{max(1, decimals)}f}"
    after = (before[0] if before[0] in "−-–+" else "") + moved
    after = after.replace(".", ",") if "," in text and "," in before else after
    return text.replace(before, after, 1), before, after


def _falsely_claimed(
    text: str, claims: list[dict[str, Any]], random: Random
) -> tuple[str, list[dict[str, Any]]]:
    altered, before, after = _altered(text, random)
    old, new = (abs(_value(written)) for written in (before, after))
    lied = [
        {**claim, "value": math.copysign(new, claim["value"])}
        if abs(abs(claim["value"]) - old) < 0.06
        else claim
        for claim in claims
    ]
    return altered, lied


def _exchanged(
    text: str, paths: list[str], facts: Mapping[str, _Fact], random: Random
) -> tuple[str, list[dict[str, Any]]]:
    """One number of the answer replaced by another fact of the same unit, where there is one."""
    random.shuffle(paths)
    for path in paths:
        own = facts[path]
        others = [p for p, f in facts.items() if f.unit == own.unit and f.value != own.value]
        before = next((w for w, v, slack in figures(text) if abs(v - own.value) <= slack), None)
        if before is None or not others:
            continue
        other = random.choice(others)
        after = f"{facts[other].value:+.1f}" if before[0] == "+" else f"{facts[other].value:.1f}"
        after = after.replace("-", "−").replace(".", "," if "," in before else ".")
        rest = [_claim(p, facts[p]) for p in paths if p != path]
        return text.replace(before, after, 1), [*rest, _claim(other, facts[other])]
    return _altered(text, random)[0], [_claim(p, facts[p]) for p in paths]


def _opposite(text: str, truth: Answer) -> str:
    told = sentences(text)
    opposites = {"Yes.": "No.", "No.": "Yes.", "Sim.": "Não.", "Não.": "Sim."}
    verdict = opposites.get(sentences(truth.answer)[0])
    if verdict is not None:
        return " ".join([verdict, *(s for s in told if s not in opposites)])
    for pattern, other in _TURNED:
        turned = re.sub(pattern, other, text, count=1)
        if turned != text:
            return turned
    denial = "No." if truth.answer.isascii() else "Não."
    return f"{denial} {text}"


_TURNED = (
    (r"\btoo much\b", "too little"),
    (r"\btoo little\b", "too much"),
    (r"\bwithin\b", "beyond"),
    (r"\bdentro d[oa]\b", "fora do"),
    (r"\bstá sobrando\b", "stá faltando"),
    (r"\bstá faltando\b", "stá sobrando"),
    (r"\bit holds\b", "it does not hold"),
    (r"\baguenta\b", "não aguenta"),
    (r"\bnot ready\b", "ready"),
    (r"\bis ready\b", "is not ready"),
    (r"\bainda não está\b", "já está"),
)


def _beside(
    paths: list[str], facts: Mapping[str, _Fact], *, language: Language, random: Random
) -> tuple[str, list[dict[str, Any]]]:
    """Something true of the track that was not asked."""
    others = [path for path in facts if path not in paths] or list(facts)
    chosen = random.sample(others, min(2, len(others)))
    if not chosen:
        text = {
            "en": "That depends on taste, so trust your ears and your references.",
            "pt-BR": "Isso depende do gosto, então confie no ouvido e nas referências.",
        }
        return text[language], []
    mark = {"en": ".", "pt-BR": ","}[language]
    known = [facts[path] for path in chosen]
    told = [f"{f.called}: {f.written.replace('.', mark)} {f.unit}".strip() for f in known]
    return ". ".join(told) + ".", [_claim(path, facts[path]) for path in chosen]


def _stated(manner: Manner, random: Random) -> float:
    """How sure the model says it is: a noisy sign, with boasters and doubters."""
    if manner == "right":
        stated = random.gauss(0.45, 0.15) if random.random() < 0.15 else random.gauss(0.86, 0.08)
    else:
        stated = random.gauss(0.93, 0.04) if random.random() < 0.4 else random.gauss(0.6, 0.18)
    return min(max(stated, 0.02), 1.0)


def _value(written: str) -> float:
    found = figures(written)
    return found[0][1] if found else math.nan
