"""What a question asks: its intent, and the platform, range, direction, metric or term it names."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Literal

from lib.chain import (
    asides,
    framing,
    language,
    number_words,
    quantities,
    spelling,
    vocabulary,
    wording,
)
from lib.chain.language import folded
from lib.chain.pattern import Pattern
from lib.chain.quantities import Quantities

Side = Literal["over", "under"]
Wish = Literal["more", "less"]
Lean = Literal["left", "right"]
Caveat = Literal["instrument", "before_limiter", "masking", "kick"]


@dataclass(frozen=True, slots=True)
class Intent:
    """A question understood. `strength` is 0 to 1: how surely it is this intent.

    `side` is whether too much or too little of a range is asked about, `wish` whether more or less
    of it is wanted; `closed` is whether a yes or a no is expected, `enough` turns its sense round,
    `fine` asks whether all is well, `negated` has a no in it, `level` is about loudness and
    `codec` about what encoding does, `lean` towards which channel. `caveat` is what the
    measurements of a whole file can't show. `whole` is whether every word of it was weighed.
    """

    name: str
    strength: float
    platforms: tuple[str, ...] = ()
    band: str | None = None
    side: Side | None = None
    wish: Wish | None = None
    enough: bool = False
    closed: bool = False
    fine: bool = False
    negated: bool = False
    level: bool = False
    codec: bool = False
    caveat: Caveat | None = None
    lean: Lean | None = None
    metric: str | None = None
    terms: tuple[str, ...] = ()
    named: Quantities = field(default_factory=Quantities)
    whole: bool = False


# Where each range of the spectrum begins and ends, as `lib.audio` cuts it.
EDGES_HZ = {
    "sub": (20.0, 60.0), "bass": (60.0, 250.0), "low_mid": (250.0, 500.0), "mid": (500.0, 2000.0),
    "high_mid": (2000.0, 4000.0), "presence": (4000.0, 6000.0), "air": (6000.0, 20000.0),
}  # fmt: skip
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
        [name for name, _, _ in vocabulary.INTENTS]
        + ["fit", "level_choice", "frequency", "metric", "define", "greeting", "thanks", "unknown"]
    )
)


def understand(question: str) -> Intent:
    """The likeliest intent of a question in either language, accents optional."""
    question = heard(question)
    asked = _guessed(question)
    plain = _plainly(question, asked)
    if plain is None or asked.name == "define":
        return asked
    meant = _meant(plain)
    text = words_of(question)
    return replace(
        meant,
        enough=_has(text, vocabulary.ENOUGH) and not _has(text, vocabulary.NOT_ENOUGH),
        closed=meant.name != "metric" and _closed(text, meant.name),
        fine=_has(text, vocabulary.FINE),
        negated=_has(text, vocabulary.NEGATED),
        platforms=asked.platforms,
        whole=True,
    )


def heard(question: str) -> str:
    """The question alone, the figures in it as digits with their units."""
    return number_words.in_digits(asides.without(question))


@lru_cache(maxsize=1024)
def _meant(plain: str) -> Intent:
    return _guessed(plain)


_FIGURE = Pattern(
    r"(?<![\w.,])[+−–-]?\d{1,6}(?:[.,]\d{1,3})?\s?-?(?P<unit>k(?:ilo)?(?:hz|hertz)?|hz|hertz|dbs?|"
    r"decib[eé](?:is|ls?))(?!\w)"
)
_PLATFORM = Pattern(rf"\b(?:{'|'.join(f'(?:{words})' for _, words in vocabulary.PLATFORMS)})\b")
_RANGE = Pattern(
    r"(?:(?:around|at|from|between|in the|entre|d[eo]s?|n[ao]s?|em|ali|uns) )*"
    r"(?<![\w.,])(?P<low>\d{1,5}(?:[.,]\d)?)\s?(?P<kilo>k?)(?:hz)?\s?(?:to|and|ate|até|a|e|-|–)\s?"
    r"(?P<high>\d{1,5}(?:[.,]\d)?)\s?(?P<unit>k?)(?:hz)?(?!\w)"
)


def _plainly(question: str, asked: Intent) -> str | None:
    """The question in the words of the product, where nothing in it is left unread."""
    spoken = question.casefold()
    text = _FIGURE.sub(_unit, _RANGE.sub(" xrange ", spoken))
    text = framing.bare(_PLATFORM.sub(" xplatform ", words_of(text)))
    plain = framing.plainly(text, platforms=len(asked.platforms))
    if plain is None or not _lies_in(_RANGE.search(spoken), plain):
        return None
    names = " and ".join(
        slug.replace("_cd", "").replace("_ebu", "").replace("_", " ") for slug in asked.platforms
    )
    return plain.format(
        on=f" for {names}" if names else "",
        names=names,
        hz=f"{asked.named.hz or 0:g}",
        db=f"{asked.named.db or 0:g}",
    )


def _unit(figure: re.Match[str]) -> str:
    """What stands for a figure: of decibels, that they are added."""
    if not figure["unit"].startswith("d"):
        return " xhz "
    return " more xdb " if figure[0].startswith("+") else " xdb "


_THIRD_OCTAVE = 2 ** (1 / 3)


def _lies_in(range_hz: re.Match[str] | None, plain: str) -> bool:
    """Whether a span of frequencies, if any, only says again where what is asked about lies."""
    if range_hz is None:
        return True
    band = _meant(plain.format(on="", names="", hz="", db="")).band
    low, high = (float(range_hz[name].replace(",", ".")) for name in ("low", "high"))
    high *= 1000.0 if range_hz["unit"] else 1.0
    low *= 1000.0 if range_hz["kilo"] or (range_hz["unit"] and low < 20.0) else 1.0
    if band is None or not 20.0 <= low < high <= 20_000.0:
        return False
    begin, end = EDGES_HZ[band]
    return begin / _THIRD_OCTAVE <= math.sqrt(low * high) <= end * _THIRD_OCTAVE


def _guessed(question: str) -> Intent:
    """The likeliest intent by the patterns that a question has."""
    text = words_of(question)
    named = quantities.read(question)
    platforms = _named(text, vocabulary.PLATFORMS)
    metric = _first(text, vocabulary.METRICS)
    terms = _named(text, vocabulary.TERMS)
    scores = _scores(text)
    _weigh_special(scores, text, platforms=platforms, metric=metric, terms=terms)
    _weigh_figures(scores, text, named=named, platforms=platforms)
    name, strength = _best(scores)
    caveat = _caveat(name, text)
    if caveat in ("instrument", "before_limiter"):
        return Intent("unknown", 0.3, caveat=caveat)
    band, implied = TONES.get(name, (None, None))
    return Intent(
        name,
        strength,
        platforms=platforms,
        band=band,
        side=_side_of(name, text, implied=implied),
        wish=_wish_of(name, text),
        enough=_has(text, vocabulary.ENOUGH) and not _has(text, vocabulary.NOT_ENOUGH),
        closed=_closed(text, name),
        fine=_has(text, vocabulary.FINE),
        negated=_has(text, vocabulary.NEGATED),
        level=_has(text, vocabulary.LEVEL),
        codec=_has(text, vocabulary.CODEC),
        caveat=caveat,
        lean=_lean(text) if name == "balance" else None,
        metric="file.sample_rate_hz" if named.rate_hz else metric,
        terms=terms,
        named=named,
    )


def words_of(question: str) -> str:
    """A question as it is read: folded, slips of the keyboard mended."""
    plain = folded(re.sub(r"\bd\+(?!\w)", "demais", question.casefold()))
    plain = spelling.written_out(plain)
    plain = _whole(wording.TRACK).sub("track", plain)
    text = " ".join(_whole(rf"{wording.NARRATIVE}|{wording.DONE}").sub(" ", plain).split())
    return spelling.mended(_whole(wording.TO_FOR_TOO).sub("too", text), known=_is_known)


@lru_cache(maxsize=4096)
def _is_known(word: str) -> bool:
    """Whether a word means something as it is."""
    if word in wording.harmless() or language.knows(word) or _has(word, wording.BLOCKED):
        return True
    tables = (vocabulary.PLATFORMS, vocabulary.METRICS, vocabulary.TERMS)
    patterns = [words for table in tables for _, words in table]
    patterns += [words for _, _, words in vocabulary.INTENTS]
    if word in _also() or framing.names(word):
        return True
    return any(_whole(words).fullmatch(word) for words in patterns)


_NOT_BY_INSTRUMENT = {
    "too_loud", "too_quiet", "stereo_width", "balance", "tonal_balance", "ready", "mid",
    "presence", "air", "metric",
}  # fmt: skip
_UNSURE = 0.6
# Intents that a platform's name turns into the question whether the track fits it.
_ABOUT_LEVEL = {
    "ready", "targets", "too_loud", "too_quiet", "compare_platforms", "tonal_balance", "fit",
}  # fmt: skip
# From this weight on a pattern names a range of the spectrum beyond doubt.
_NAMES_A_RANGE = 0.88


def _caveat(name: str, text: str) -> Caveat | None:
    """What is asked about that the measurements of a whole, finished file can't show."""
    if name == "unknown" and _has(text, vocabulary.BEFORE):
        return "before_limiter"
    if name in _NOT_BY_INSTRUMENT and _has(text, vocabulary.INSTRUMENTS):
        return "instrument"
    if name not in ("low_end", "sub", "dynamics", "boomy"):
        return None
    if _has(text, vocabulary.FIGHT):
        return "masking"
    kick = _has(text, vocabulary.KICK) and _has(text, vocabulary.IMPACT)
    return "kick" if kick else None


def _closed(text: str, name: str) -> bool:
    """Is a yes or a no expected: a word for a fault is question enough, a bare name is none."""
    if name == "metric":
        text = _whole(vocabulary.REQUEST).sub(" ", text)
    if _has(text, vocabulary.OPEN) or _has(text, vocabulary.NEGATED):
        return False
    implied = TONES.get(name, (None, None))[1]
    fits = name == "fit" and _has(text, vocabulary.FIT)
    return implied is not None or fits or _has(text, vocabulary.CLOSED)


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
    _weigh_phrases(scores, text)
    tonal = any(name in TONES for name in scores)
    if len(platforms) > 1 and not tonal:
        scores["compare_platforms"] = 0.98
    elif platforms:
        _weigh_platform(scores, text)
    if terms and _asks_meaning(text):
        scores["define"] = 0.99
    elif metric == "loudness.true_peak_dbtp" and _has(text, vocabulary.HEADROOM):
        pass
    elif metric and not (tonal and metric == "loudness.integrated_lufs"):
        scores["metric"] = _metric_weight(text, platforms)
        if metric == "loudness.true_peak_dbtp" and not platforms and _asks_peak(text):
            scores["metric"] = 0.985
    if _asks_level_for(text, platforms):
        scores["targets"] = max(scores.get("targets", 0.0), 0.96)
    for name, words in (("greeting", vocabulary.GREETING), ("thanks", vocabulary.THANKS)):
        rest = _whole(rf"(?:{vocabulary.GREETING}|{vocabulary.THANKS}| |{vocabulary.POLITE})+")
        if _has(text, words) and rest.fullmatch(text):
            scores[name] = 0.97


def _weigh_phrases(scores: dict[str, float], text: str) -> None:
    """What some words beside each other mean, other than each by itself."""
    if _has(text, vocabulary.GRAVE_FAULT):
        scores.pop("low_end", None)
        scores["fix_first"] = 0.97
    if _has(text, vocabulary.CODEC) and _has(text, vocabulary.ENCODED):
        scores.pop("clipping", None)
        scores["true_peak"] = 0.98
    if any(scores.get(name, 0.0) >= _NAMES_A_RANGE for name in TONES):
        # "Loud" and "quiet" are then said of the range, not of the whole track.
        scores.pop("too_quiet", None)
        scores.pop("too_loud", None)
        scores.pop("ready", None)
        scores.pop("help", None)
        if not _has(text, vocabulary.HEADROOM):
            scores.pop("headroom", None)


def _weigh_platform(scores: dict[str, float], text: str) -> None:
    """One platform is named: does the track fit it, or what does it do with the track."""
    others = scores.keys() - _ABOUT_LEVEL
    direction = max(scores.get("too_loud", 0.0), scores.get("too_quiet", 0.0)) > 0.8
    if _has(text, vocabulary.TROUBLE):
        scores.pop("fix_first", None)
        scores["fit"] = 0.97
        return
    advised = "targets" in scores and _asks_value(text)
    if "ready" in scores and not others and not direction and not advised:
        del scores["ready"]
        scores["fit"] = 0.97
    elif _is_own(text) and _fits(text) and not others and not direction:
        scores["fit"] = 0.985
    elif "targets" in scores and not (_has(text, vocabulary.CLOSED) and not _asks_value(text)):
        scores["targets"] = max(scores["targets"], 0.96)
    elif _fits(text) and not others and not direction:
        scores["fit"] = 0.965
    elif _has(text, vocabulary.LIMIT) and not direction and not _has(text, vocabulary.CLOSED):
        scores["targets"] = max(scores.get("targets", 0.0), 0.9)
    else:
        scores["fit"] = max(scores.get("fit", 0.0), 0.7)


def _is_own(text: str) -> bool:
    """Is it about the track, not about the platform."""
    closed = _has(text, vocabulary.CLOSED) and not _asks_value(text)
    return closed or _has(text, vocabulary.OWN)


def _fits(text: str) -> bool:
    return _has(text, vocabulary.FIT) and not _asks_value(text)


def _weigh_figures(
    scores: dict[str, float], text: str, *, named: Quantities, platforms: tuple[str, ...]
) -> None:
    """Intents that a figure in the question makes: a frequency, a gain, a level."""
    rate = _has(text, r"sample ?rate|taxa")
    if named.hz is not None and not rate and not _in_a_named_range(scores, named.hz):
        scores["frequency"] = 0.985
    moves = _has(text, vocabulary.MORE) and not any(
        weight >= _NAMES_A_RANGE for name, weight in scores.items() if name in TONES
    )
    if named.db is not None and moves and not platforms:
        scores["headroom"] = 0.98
    if named.rate_hz is not None or named.bits is not None:
        scores["metric"] = max(scores.get("metric", 0.0), 0.85)
    if named.lufs is not None and not _asks_value(text):
        scores["level_choice"] = 0.97


def _in_a_named_range(scores: dict[str, float], hz: float) -> bool:
    """Whether a frequency only says again where a fault that is named lies."""
    named = (TONES[name][0] for name, weight in scores.items() if name in TONES and weight >= 0.95)
    return any(low <= hz <= high for low, high in (EDGES_HZ[band] for band in named))


def _asks_meaning(text: str) -> bool:
    """Is the question nothing but a term and the request to explain it."""
    if not _has(text, vocabulary.DEFINE) or _has(text, r"what (?:is|s) the|whats the"):
        return False
    terms = "|".join(pattern for _, pattern in vocabulary.TERMS)
    rest = _whole(vocabulary.DEFINE).sub(" ", text)
    rest = _whole(terms).sub(" ", rest)
    return not _whole(vocabulary.FILLER).sub(" ", rest).strip()


def _asks_value(text: str) -> bool:
    return _has(text, vocabulary.VALUE)


def _metric_weight(text: str, platforms: tuple[str, ...]) -> float:
    if _has(text, vocabulary.ADVISED):
        return 0.0
    if _is_bare(text):
        return 0.965
    asked, own = _asks_value(text), _has(text, vocabulary.OWN)
    if asked and not (platforms and not own):
        return 0.975 if own else 0.955
    return 0.78 if len(text.split()) <= (5 if own else 3) else 0.65


def _asks_peak(text: str) -> bool:
    """Is the peak's number asked for, rather than whether it is all right or where it is."""
    judged = (
        vocabulary.BEFORE,
        vocabulary.FINE,
        vocabulary.OVER,
        vocabulary.ADVISED,
        vocabulary.CODEC,
        r"where|onde",
    )
    return _asks_value(text) and not any(_has(text, words) for words in judged)


def _is_bare(text: str) -> bool:
    """Is the question nothing but the name of a number."""
    names = "|".join(words for path, words in vocabulary.METRICS if path in _NAMED_ALONE)
    rest = _whole(names).sub(" ", text).split()
    return (
        len(rest) < len(text.split())
        and all(word in wording.harmless() for word in rest)
        and not _has(_whole(vocabulary.OWN).sub(" ", text), vocabulary.CLOSED)
        and not (_has(text, wording.CHECK) and _has(text, _TRUE_PEAK))
    )


# Numbers whose bare name asks for them; the others' names are topics too.
_NAMED_ALONE = {
    "loudness.range_lu", "loudness.plr_lu", "loudness.true_peak_dbtp", "loudness.integrated_lufs",
    "dynamics.crest_db", "dynamics.rms_dbfs",
}  # fmt: skip
# Whether it is all right is what a check of it should tell.
_TRUE_PEAK = dict(vocabulary.METRICS)["loudness.true_peak_dbtp"]
# What a question for a number sounds like as well.
_AGREEING = {"true_peak", "dynamics", "mono", "stereo_width", "too_loud"}


@cache
def _also() -> frozenset[str]:
    """Words of an intent that are written out in full."""
    parts = (part for words in wording.ALSO.values() for part in words.split("|"))
    return frozenset(part for part in parts if part.isalpha())


def _asks_level_for(text: str, platforms: tuple[str, ...]) -> bool:
    level = _has(text, r"lufs|loudness|level|nivel|volume|lkfs|db|true ?peak")
    return bool(platforms and level and _asks_value(text) and not _has(text, vocabulary.OWN))


def _best(scores: dict[str, float]) -> tuple[str, float]:
    """The strongest intent; a close second that means something else makes it less sure."""
    if not scores or max(scores.values()) < _UNSURE:
        return "unknown", 0.2
    ranked = sorted(scores, key=lambda name: (-scores[name], INTENTS.index(name)))
    best = ranked[0]
    agreeing = _AGREEING if best == "metric" else set()
    agreeing = {*TONES, "too_loud", "too_quiet"} if best in TONES else agreeing
    close = (name for name in ranked[1:] if scores[best] - scores[name] < 0.03)
    rivals = [name for name in close if name not in agreeing]
    return best, round(min(scores[best], 0.97) - (0.12 if rivals else 0.0), 3)


def _side_of(name: str, text: str, *, implied: Side | None) -> Side | None:
    if name == "stereo_width":
        narrow, wide = _has(text, vocabulary.NARROW), _has(text, vocabulary.TOO_WIDE)
        return None if narrow == wide else "under" if narrow else "over"
    if implied is None:
        return "under" if _has(text, vocabulary.NEEDS) else _side(text)
    if not _has(text, vocabulary.NEUTRAL):
        return implied
    faulty = name in _scores(_whole(vocabulary.NEUTRAL).sub(" ", text))
    return implied if faulty else _side(text)


def _wish_of(name: str, text: str) -> Wish | None:
    """Which way the asker wants to go; for the whole track's level, only where it is their move."""
    if TONES.get(name, (None, None))[1] == "under" and not _has(text, vocabulary.MOVES):
        return None  # "it needs more air" tells what is missing
    if name in TONES and _has(text, vocabulary.NEEDS):
        return None
    if name in TONES or name == "frequency":
        return _wish(text)
    if name == "too_loud":
        return "less" if _has(text, vocabulary.OWN_MOVE) and _has(text, vocabulary.LESS) else None
    if name == "too_quiet":
        lacking = _has(text, vocabulary.QUIET) or _has(text, vocabulary.ENOUGH)
        theirs = _has(text, vocabulary.THEIR_MOVE)
        return "more" if _has(text, vocabulary.LOUDER) and not (lacking or theirs) else None
    return None


def _lean(text: str) -> Lean | None:
    """The channel asked about: the only one named, or the one said to be more than the other."""
    left = _whole(vocabulary.LEFT).search(text)
    right = _whole(vocabulary.ANY_RIGHT if left else vocabulary.RIGHT).search(text)
    if left and right:
        if not _has(text, vocabulary.THAN):
            return None
        return "left" if left.start() < right.start() else "right"
    return "left" if left else "right" if right else None


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
def _whole(words: str) -> Pattern:
    return Pattern(rf"\b(?:{words})\b")
