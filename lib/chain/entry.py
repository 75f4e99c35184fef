"""An answer as it is kept for others: a template, who wrote it, and how sure it is."""

from __future__ import annotations

import json

from lib.chain import template
from lib.chain.answer import Answer
from lib.chain.judgement import Judgement
from lib.chain.matter import Matter
from lib.chain.models import Role


def make(judged: Judgement, matter: Matter, *, role: Role, least: float = 0.0) -> str | None:
    """The entry; None where there is nothing to show, or it may not be shared and would be.

    What is shared needs a confidence of `least`.
    """
    if judged.checked is None:
        return None
    made = template.make(judged.checked, matter.report, language=matter.language)
    if matter.shared and (made.private or judged.confidence < least):
        return None
    kept = {"tier": role, "confidence": judged.confidence, "text": template.dumps(made)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read(entry: str, matter: Matter, *, intent: str) -> Answer | None:
    """The answer with this matter's own numbers; None where it would not be true of it."""
    try:
        kept = json.loads(entry)
        tier, sure = kept["tier"], float(kept["confidence"])
        made = template.loads(kept["text"])
    except (ValueError, TypeError, KeyError):
        return None
    if made is None or tier not in ("junior", "senior") or made.language != matter.language:
        return None
    filled = template.fill(made, matter.report)
    return None if filled is None else Answer(*filled, tier, sure, intent)
