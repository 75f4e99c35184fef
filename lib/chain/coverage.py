"""Whether a question asks nothing but what was understood of it: every word is accounted for."""

from __future__ import annotations

import re
from functools import cache

from lib.chain import framing, vocabulary, wording
from lib.chain.canonical import plain
from lib.chain.concepts import WORDS
from lib.chain.intent import TONES, Intent, heard, understand, words_of
from lib.chain.pattern import Pattern


def stands_alone(question: str) -> bool:
    """Whether a question can be understood without what was said before it."""
    text = framing.bare(words_of(heard(question)))
    return bool(text) and not _matches(wording.FOLLOW_UP, text)


def explained(question: str, asked: Intent) -> bool:
    """Whether all words of a question belong to its intent, or change no question's sense.

    A word that nobody foresaw may be another topic, an instrument, a passage or a condition, so
    it leaves the question unexplained.
    """
    text = framing.bare(_sub(_platforms(), " xplatform ", _figureless(heard(question), asked)))
    text = _sub(wording.ALLOWED.get(_of_its_own(asked), _NOTHING), " ", text)
    if _barred(asked, text):
        return False
    if asked.whole:
        return True
    if _blocked(asked, text) or _asks_twice(asked, text):
        return False
    for pattern in _patterns(asked):
        text = _sub(pattern, " ", text)
    return all(_harmless(word) for word in text.split())


_NOTHING = "(?!)"
# "Wider than it should be" is too wide.
_THAN = (
    rf"(?:with |com )?(?:(?:more|mais|less|menos)(?: \w+)?|(?:wid|narrow|loud|quiet)er) "
    rf"(?:{WORDS['THAN']})"
)
_NOT_ENOUGH = r"not (?:quite |really |that )?(?:\w+ )?enough"


def _of_its_own(asked: Intent) -> str:
    return "headroom_by" if asked.name == "headroom" and asked.named.db else asked.name


_QUANTITY = Pattern(
    r"(?<![\w.,])[+−–-]?\d{1,6}(?:[.,]\d{1,3})?\s?-?"
    r"(?:k(?:ilo)?(?:hz|hertz)?|hz|hertz|dbs?|decib[eé](?:is|ls?)|lufs|lkfs|bits?)(?!\w)"
)


def _figureless(question: str, asked: Intent) -> str:
    """Folded; the one figure that the intent is about is left out with its unit."""
    text = question.casefold()
    inside = asked.band is not None and asked.named.hz is not None
    if inside or asked.name in ("frequency", "headroom", "level_choice"):
        text = _QUANTITY.sub(" ", text, count=1)
    return words_of(text)


def _barred(asked: Intent, text: str) -> bool:
    """Whether a word in a question always gives it another sense than its intent."""
    if asked.whole:
        text = _sub(_NOT_ENOUGH, " ", text)
        text = _sub(wording.NONE_OF, " ", text) if asked.side == "under" else text
        text = _sub(_THAN, " ", text)
    if asked.name == "fit" and "broadcast_ebu" not in asked.platforms and not asked.level:
        return _matches(wording.STANDARD, text) or _is_barred(asked, text)
    return _is_barred(asked, text)


def _is_barred(asked: Intent, text: str) -> bool:
    barred = (wording.BLOCKED, wording.BLOCKED_IN.get(asked.name, _NOTHING))
    if asked.whole and asked.wish and _matches(wording.HOW_TO, text):
        return asked.name in TONES or asked.name == "frequency"
    explain = asked.name in wording.STANDING or asked.name in ("headroom", "hum", "bass_mono")
    return any(_matches(words, text) for words in barred) or (
        explain and re.match(wording.EXPLAINED, text) is not None
    )


def _blocked(asked: Intent, text: str) -> bool:
    """Whether something in a question gives it another sense than its intent."""
    if asked.name in wording.STANDING and not asked.wish and _moves(asked, text):
        return True
    if asked.name == "headroom" and asked.named.db:
        # A figure up to which there is room is no step by which to raise.
        return _matches(wording.UP_TO, text) or not _matches(vocabulary.MORE, text)
    if asked.name == "too_quiet" and asked.wish and _matches(wording.ADVICE, text):
        return True
    return asked.name in TONES and _turned(asked, text)


def _turned(asked: Intent, text: str) -> bool:
    """Whether a question about a range asks for a move that is not its own, or for both sides."""
    if asked.wish and (_matches(wording.STATE, text) or _matches(wording.LEAVE, text)):
        return True  # what has been done to it, or would be possible
    if asked.wish and asked.platforms and not _moves(asked, text):
        return True  # what the platform would do
    if asked.wish and (_matches(wording.HOW_TO, text) or not _asks_to_move(asked, text)):
        return True
    fault = TONES[asked.name][1] is not None and asked.name != "sibilant"
    fault = fault and not _matches(vocabulary.NEUTRAL, text)
    return _both_ways(text) or (fault and _matches(wording.LEVELS, text))


def _asks_twice(asked: Intent, text: str) -> bool:
    """Whether what a conjunction joins are two questions, or both sides of one."""
    if asked.name in wording.JOINED:
        return False
    meant = plain(asked)
    parts = re.split(r" (?:and|or|but|plus|e|ou|mas|and also|alem de) ", text)
    for part in parts if len(parts) > 1 else ():
        other = plain(understand(part))
        # "É", "is", reads as "e", "and", without its accent: a figure's name alone is no question.
        if other.name in ("unknown", "metric"):
            continue
        if other.name != meant.name or (other.side and other.side != meant.side):
            return True
    return False


def _moves(asked: Intent, text: str) -> bool:
    """Whether the asker would do something about it, rather than know how it stands."""
    text = _sub(wording.NO_MOVE, " ", text)
    if asked.side == "under":
        text = _sub(r"needs?|precisa|precisando|(?:does|would) (?:it|this) want|wants", " ", text)
    return _matches(wording.MOVE, text)


def _asks_to_move(asked: Intent, text: str) -> bool:
    """Whether "more" and "less" are the asker's move, not what is heard to be missing."""
    return _matches(vocabulary.MOVES, text) or _moves(asked, text)


def _both_ways(text: str) -> bool:
    moved = all(_matches(words, text) for words in (vocabulary.MORE, vocabulary.LESS))
    return moved or _matches(wording.EITHER_SIDE, text)


def _patterns(asked: Intent) -> list[str]:
    """The patterns whose words an intent explains, its own first."""
    own = [pattern for name, _, pattern in vocabulary.INTENTS if name == asked.name]
    found = [one for pattern in own for one in _tight(pattern)]
    if asked.name == "metric":
        found[:0] = [words for path, words in vocabulary.METRICS if path == asked.metric]
    found.append(wording.ALSO.get(asked.name, _NOTHING))
    if asked.name in TONES or asked.name == "frequency":
        found += [wording.SIDES, vocabulary.OVER, vocabulary.UNDER, vocabulary.ENOUGH]
        found[:0] = [vocabulary.MORE, vocabulary.LESS]
    if asked.name == "define":
        found += [words for name, words in vocabulary.TERMS if name in asked.terms]
        found.append(vocabulary.DEFINE)
    if asked.name in ("fit", "targets", "level_choice", "too_loud", "too_quiet"):
        found.append(vocabulary.LEVEL)
    return found


@cache
def _tight(pattern: str) -> tuple[str, ...]:
    """The alternatives of a pattern that hold no word whatever it is."""
    if not _is_loose(pattern):
        return (pattern,)
    return tuple(part for part in framing.alternatives(pattern) if not _is_loose(part))


def _is_loose(pattern: str) -> bool:
    """Whether a pattern swallows whole words whatever they are."""
    return re.search(r"(?:^|[ (:|])\\w[+*]", pattern) is not None


def _harmless(word: str) -> bool:
    return word in wording.harmless() or wording.is_harmless_form(word)


@cache
def _platforms() -> str:
    return "|".join(f"(?:{pattern})" for _, pattern in vocabulary.PLATFORMS)


def _sub(pattern: str, new: str, text: str) -> str:
    return " ".join(_whole(pattern).sub(new, text).split())


def _matches(pattern: str, text: str, *, whole: bool = False) -> bool:
    found = _whole(pattern)
    return (found.fullmatch(text) if whole else found.search(text)) is not None


@cache
def _whole(words: str) -> Pattern:
    return Pattern(rf"\b(?:{words})\b")
