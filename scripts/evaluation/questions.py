"""What producers ask: paraphrases of questions, and others that only look like them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lib.chain.answer import Language

Part = Literal["seen", "unseen"]
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is asked.

    Attributes
    ----------
    text : str
    language : {"en", "pt-BR"}
    subject : str
        The question that it means, or, where it is `different`, that it only looks like.
    wording : str
        How that one is put plainly, in the same language.
    part : {"seen", "unseen"}
        The rules of intent were written with an eye on the seen part alone.
    different : str
        How it differs, "" for a paraphrase.
    """

    text: str
    language: Language
    subject: str
    wording: str
    part: Part
    different: str = ""


def load(part: Part) -> list[Question]:
    """One part's questions, the paraphrases first."""
    kept = tomllib.loads((_HERE / f"{part}.toml").read_text(encoding="utf-8"))
    wordings = {(row["id"], row["language"]): row["wording"] for row in kept["question"]}
    same = [
        Question(text, row["language"], row["id"], row["wording"], part)
        for row in kept["question"]
        for text in row["paraphrases"]
    ]
    other = [
        Question(
            row["text"],
            row["language"],
            row["looks_like"],
            wordings[row["looks_like"], row["language"]],
            part,
            row["how"],
        )
        for row in kept["different"]
    ]
    return same + other
