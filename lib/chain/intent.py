"""What a question asks: its intent, and the platform, range, direction, metric or term it names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lib.chain import vocabulary
from lib.chain.answer import Language

Side = Literal["over", "under"]
Wish = Literal["more", "less"]


@dataclass(frozen=True, slots=True)
class Intent:
    """A question understood. `strength` is 0 to 1: how surely it is this intent.

    `side` is whether too much or too little of a range is asked about, `wish` whether more or less
    of it is wanted; `closed` is whether a yes or a no is expected, and `enough` turns its sense
    round.
    """

    name: str
    strength: float
    platforms: tuple[str, ...] = ()
    band: str | None = None
    side: Side | None = None
    wish: Wish | None = None
    enough: bool = False
    closed: bool = False
    metric: str | None = None
    terms: tuple[str, ...] = ()


# Each intent about tone: its range of the spectrum, and the side that its word implies.
TONES: dict[str, tuple[str, Side | None]] = {
    "muddy": ("low_mid", "over"),
    "boomy": ("bass", "over"),
    "thin": ("bass", "under"),
    "dull": ("air", "under"),
    "bright": ("air", "over"),
    "harsh": ("high_mid", "over"),
    "sibilant": ("presence", "over"),
    "boxy": ("mid", "over"),
    "sub": ("sub", None),
    "low_end": ("bass", None),
    "mid": ("mid", None),
    "presence": ("presence", None),
    "air": ("air", None),
}
INTENTS = tuple(
    dict.fromkeys(
        [name for name, _, _ in vocabulary.INTENTS] + ["metric", "define", "greeting", "unknown"]
    )
)


def understand(question: str) -> Intent:
    """The likeliest intent of a question in either language, accents optional."""
    text = _folded(question)
    platforms = _named(text, vocabulary.PLATFORMS)
    metric = _first(text, vocabulary.METRICS)
    terms = _named(text, vocabulary.TERMS)
    scores = _scores(text)
    _weigh_special(scores, text, platforms=platforms, metric=metric, terms=terms)
    name, strength = _best(scores)
    if name in _NOT_BY_INSTRUMENT and _has(text, vocabulary.INSTRUMENTS):
        return Intent("unknown", 0.3, terms=("instrument",))
    band, implied = TONES.get(name, (None, None))
    return Intent(
        name,
        strength,
        platforms=platforms,
        band=band,
        side=_side(text) if implied is None or _has(text, vocabulary.NEUTRAL) else implied,
        wish=_wish(text) if band else None,
        enough=_has(text, vocabulary.ENOUGH),
        closed=not _has(text, vocabulary.OPEN),
        metric=metric,
        terms=terms,
    )


def language(question: str, *, default: Language) -> Language:
    """The language of a question by its words and accents; `default` where both are as likely."""
    text = _folded(question)
    english = len(_found(text, vocabulary.ENGLISH))
    portuguese = len(_found(text, vocabulary.PORTUGUESE))
    portuguese += 2 * len(re.findall(r"[ãõçáéíóúâêôà]", question.lower()))
    if english == portuguese:
        return default
    return "en" if english > portuguese else "pt-BR"


_NOT_BY_INSTRUMENT = {
    "too_loud", "too_quiet", "stereo_width", "balance", "tonal_balance", "ready", "mid",
    "presence", "air", "metric",
}  # fmt: skip
_UNSURE = 0.6


def _folded(question: str) -> str:
    """Lower case, no accents, words with single spaces between."""
    plain = unicodedata.normalize("NFKD", question.casefold())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def _named(text: str, table: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Every name of a table whose words are in the text; words once taken name nothing else."""
    names = []
    for name, pattern in table:
        text, count = _whole(pattern).subn(" ", text)
        if count:
            names.append(name)
    return tuple(dict.fromkeys(names))


def _first(text: str, table: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for name, pattern in table if _has(text, pattern)), None)


def _scores(text: str) -> dict[str, float]:
    """The best weight of each intent, a little more where several of its patterns agree."""
    scores: dict[str, float] = {}
    for name, weight, pattern in vocabulary.INTENTS:
        if _has(text, pattern):
            known = scores.get(name)
            scores[name] = weight if known is None else max(known, weight) + 0.01
    return scores


def _weigh_special(
    scores: dict[str, float],
    text: str,
    *,
    platforms: tuple[str, ...],
    metric: str | None,
    terms: tuple[str, ...],
) -> None:
    """Intents that need more than a pattern."""
    tonal = any(name in TONES for name in scores)
    if len(platforms) > 1 and not tonal:
        scores["compare_platforms"] = 0.98
    elif platforms:
        scores["too_loud"] = max(scores.get("too_loud", 0.0), 0.7)
    if terms and _asks_meaning(text):
        scores["define"] = 0.98
    elif metric and not (tonal and metric == "loudness.integrated_lufs"):
        scores["metric"] = _metric_weight(text, platforms)
    if _asks_level_for(text, platforms):
        scores["targets"] = max(scores.get("targets", 0.0), 0.96)
    if _whole(rf"(?:{vocabulary.GREETING}| |tudo|bem|there|all|muito|much)+").fullmatch(text):
        scores["greeting"] = 0.97


def _asks_meaning(text: str) -> bool:
    """Is the question nothing but a term and the request to explain it."""
    if not _has(text, vocabulary.DEFINE) or _has(text, r"what (?:is|s) the|whats the"):
        return False
    terms = "|".join(pattern for _, pattern in vocabulary.TERMS)
    rest = _whole(vocabulary.DEFINE).sub(" ", text)
    rest = _whole(terms).sub(" ", rest)
    return not _whole(vocabulary.FILLER).sub(" ", rest).strip()


def _metric_weight(text: str, platforms: tuple[str, ...]) -> float:
    if _has(text, vocabulary.ADVISED):
        return 0.0
    asked, own = _has(text, vocabulary.VALUE), _has(text, vocabulary.OWN)
    if asked and not (platforms and not own):
        return 0.975 if own else 0.955
    return 0.78 if len(text.split()) <= 3 else 0.65


def _asks_level_for(text: str, platforms: tuple[str, ...]) -> bool:
    level = _has(text, r"lufs|loudness|level|nivel|volume|lkfs|db|true ?peak")
    asked = _has(text, vocabulary.VALUE)
    return bool(platforms and level and asked and not _has(text, vocabulary.OWN))


def _best(scores: dict[str, float]) -> tuple[str, float]:
    """The strongest intent; a close second that means something else makes it less sure."""
    if not scores or max(scores.values()) < _UNSURE:
        return "unknown", 0.2
    ranked = sorted(scores, key=lambda name: (-scores[name], INTENTS.index(name)))
    best = ranked[0]
    agreeing = {*TONES, "too_loud", "too_quiet"} if best in TONES else set()
    close = (name for name in ranked[1:] if scores[best] - scores[name] < 0.03)
    rivals = [name for name in close if name not in agreeing]
    return best, round(min(scores[best], 0.97) - (0.12 if rivals else 0.0), 3)


def _side(text: str) -> Side | None:
    """Whether the question suspects too much or too little; too little is said more exactly."""
    if _has(text, vocabulary.UNDER):
        return "under"
    return "over" if _has(text, vocabulary.OVER) else None


def _wish(text: str) -> Wish | None:
    """Which way the asker wants to go: the first such verb, turned round by a no before it."""
    more, less = (_whole(words).search(text) for words in (vocabulary.MORE, vocabulary.LESS))
    if more is None and less is None:
        return None
    rising = less is None or (more is not None and more.start() < less.start())
    verb = more if rising else less
    before = text[: verb.start()].split()[-5:] if verb else []
    if _has(" ".join(before), vocabulary.NEGATORS):
        rising = not rising
    return "more" if rising else "less"


def _has(text: str, words: str) -> bool:
    return _whole(words).search(text) is not None


def _found(text: str, words: str) -> list[str]:
    return _whole(words).findall(text)


@cache
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")
