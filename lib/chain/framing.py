"""A question put plainly, where all of its words are concepts that together mean one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from lib.chain import wording
from lib.chain.concepts import WORDS
from lib.chain.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Frame:
    """Concepts that together ask for one thing, in whatever order they come.

    One of each group that is needed must be there, and nothing else but what may be. `platforms`
    is how many are named.
    """

    asks: str
    needs: tuple[frozenset[str], ...]
    may: frozenset[str]
    platforms: frozenset[int]
    without: frozenset[str]


def plainly(text: str, *, platforms: int) -> str | None:
    """The one plain question that a bare folded text can mean; `{on}` and figures are to be filled.

    Where it has two alternatives each of them must ask the same.
    """
    text = _PAIRS.sub(r"\1 ", text)
    found = _asked(text, platforms=platforms)
    parts = _AND.split(text)
    if len(parts) > 1:
        alone = [_asked(part, platforms=platforms) for part in parts]
        found = {asks for asks in found if asks in _JOINED or all(ask <= {asks} for ask in alone)}
    first, *others = _OR.split(text)
    if others:
        found &= _asked(first, platforms=platforms)
        found = {asks for asks in found if all(_same(asks, first, part) for part in others)}
    return found.pop() if len(found) == 1 else None


@cache
def frames() -> tuple[Frame, ...]:
    """Everything that can be asked so."""
    return tuple(_made())


@lru_cache(maxsize=4096)
def names(word: str) -> bool:
    """Whether a word alone is one of a concept's."""
    return any(pattern.fullmatch(word) is not None for _, pattern in _PATTERNS)


def alternatives(pattern: str) -> list[str]:
    """The parts of a pattern that stand for one another, not those within parentheses."""
    depth, start, parts = 0, 0, []
    for at, sign in enumerate(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            parts.append(pattern[start:at])
            start = at + 1
    return [*parts, pattern[start:]]


def bare(text: str) -> str:
    """Without what leads into a question and what is hung on to its end."""
    text = _without(wording.INDIRECT, text)
    text = _without(wording.PHRASES, text)
    before = None
    while text != before:
        before = text
        text = re.sub(rf"^(?:{wording.LEADS})\b ?", "", text.strip())
        text = re.sub(rf" ?\b(?:{wording.TAGS})$", "", text.strip())
    return text


def _without(words: str, text: str) -> str:
    return " ".join(re.sub(rf"\b(?:{words})\b", " ", text).split())


# What "or" joins to one thing.
_PAIRS = Pattern(
    r"\b(wide|open|narrow|larg[oa]|abert[oa]|left|esquerda|l|major|maior|up|sob\w+|sub\w+|50|on|"
    r"mono) (?:or|ou|and|e) "
    r"(?=(?:narrow|wide|estreit[oa]|fechad[oa]|xhz|right|a direita|direita|r|minor|menor|down|"
    r"abaix\w+|baix\w+|60|off|stereo|estereo)\b)"
)
# Where two questions are joined: what asks about several things has such words itself.
_AND = Pattern(r" (?:and|but|plus|e|mas|or|ou) ")
_JOINED = frozenset(
    {
        "How is the tonal balance?",
        "How do {names} compare for the track?",
        "What will each platform do to the track?",
        "Is the low end mono?",
    }
)
_OR = Pattern(r" (?:or|ou) ")


def _same(asks: str, first: str, other: str) -> bool:
    """Whether an alternative asks the same of what the first speaks of."""
    if all(_is_neutral(word) for word in other.split()):
        return True
    words, spans = first.split(), _spans(first)
    for frame in frames():
        if frame.asks != asks:
            continue
        for at, found in spans.items():
            for name, length in found.items():
                topic = " ".join(words[at : at + length])
                if name in frame.needs[0] and asks in _asked(
                    f"{topic} {other}", platforms=min(frame.platforms)
                ):
                    return True
    return False


def _asked(text: str, *, platforms: int) -> set[str]:
    """The plain questions that fit all of a text's words."""
    words = text.split()
    found: set[str] = set()
    spans = _spans(text)
    for frame in frames():
        if platforms in frame.platforms and frame.asks not in found and _fits(frame, words, spans):
            found.add(frame.asks)
    return found


Spans = dict[int, dict[str, int]]


def _fits(frame: Frame, words: list[str], spans: Spans) -> bool:
    there = {name for found in spans.values() for name in found}
    if frame.without & there or not all(group & there for group in frame.needs):
        return False
    reached = {0}
    for at, word in enumerate(words):
        if at not in reached:
            continue
        begun = () if word in _SMALL else spans.get(at, {}).keys() - _LOOSE
        if not begun and _is_neutral(word):
            reached.add(at + 1)
        for name, length in spans.get(at, {}).items():
            if name in frame.may:
                reached.add(at + length)
    return len(words) in reached


def _spans(text: str) -> Spans:
    """Where each concept begins and of how many words; what is within a longer one is left out."""
    words = text.split()
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    found: list[tuple[int, int, str]] = []
    for at in range(len(words)):
        for name, pattern in _PATTERNS:
            if pattern.match(text, starts[at]) is not None:
                found.append((at, _longest(name, text, starts[at]), name))
    longest: Spans = {}
    for at, length, name in found:
        if not any(
            other <= at and at + length <= other + size and size > length
            for other, size, _ in found
        ):
            longest.setdefault(at, {})[name] = length
    return longest


def _longest(name: str, text: str, start: int) -> int:
    """Of how many words the longest of a concept's alternatives at a place is."""
    found = (part.match(text, start) for part in _alternatives(name))
    return max(len(match[0].split()) for match in found if match is not None)


def _whole(words: str) -> Pattern:
    return Pattern(rf"(?:{words or '(?!)'})(?!\w)")


_PATTERNS = tuple((name, _whole(words)) for name, words in WORDS.items())


@cache
def _alternatives(name: str) -> tuple[Pattern, ...]:
    """A concept's phrases one by one, and its single words."""
    parts = alternatives(WORDS[name])
    single = "|".join(part for part in parts if " " not in part)
    return tuple(_whole(part) for part in (single, *parts) if part is single or " " in part)


@lru_cache(maxsize=4096)
def _is_neutral(word: str) -> bool:
    """Whether a word changes nothing, and does not tell how much, which way or of what."""
    said = word in wording.harmless() or wording.is_harmless_form(word)
    return word == "xplatform" or (said and not _is_decisive(word))


_SMALL = frozenset(
    ("a", "an", "the", "of", "in", "on", "to", "is", "o", "os", "as", "um", "uma", "de", "do", "no")
) | {"na", "em", "e"}
# Words that these share with the trade's small talk are no more than that.
_LOOSE = {
    "HOW", "WHAT", "OK", "WILL", "LEFTOVER", "CONVERT", "SURVIVE", "TARGET", "REACH", "LIMIT",
    "FIX", "RELEASE", "MONO_CHECK", "TO_ZERO", "COMPARE", "MAKE", "OWN", "VOICE", "EARS", "FREQ",
    "THERE", "OR", "MOST", "PASS", "LOST", "IF", "VERB", "EVEN", "LISTENER", "EACH", "CAME",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _is_decisive(word: str) -> bool:
    return any(
        name not in _LOOSE and pattern.fullmatch(word) is not None for name, pattern in _PATTERNS
    )


def _made() -> Iterator[Frame]:
    for topic, called in _RANGES.items():
        for how, needs, may, platforms in _OF_A_RANGE:
            for group in needs.split(" or "):
                yield _frame(
                    how.format(range=called), f"{topic} {group}", f"{topic} {may}", platforms
                )
    for asks, needs, may, platforms in _TABLE:
        for group in needs.split(" or "):
            yield _frame(asks, group, may, platforms)
        if needs.split("|")[0].split()[0] in _FAULTS:
            fault = needs.split()[0]
            yield _frame(asks, f"{fault} THAN", f"{may} MORE THAN", platforms)


def _frame(asks: str, needs: str, may: str, platforms: str) -> Frame:
    groups = tuple(frozenset(group.split("|")) for group in needs.split())
    return Frame(
        asks,
        groups,
        frozenset(may.split()).union(*groups, {"OWN", "WILL", "VERB", "CAME"}),
        frozenset(int(count) for count in platforms),
        frozenset(name[1:] for name in may.split() if name.startswith("-")),
    )


# What can be more so than it should be.
_FAULTS = frozenset(
    ("MUD", "BOOM", "THIN", "DULL", "BRIGHT", "HARSH", "SIBIL", "ESSES", "SPARKLE", "BOXY", "WIDE",
     "NARROW", "SQUASH", "LOUD", "LOW")
)  # fmt: skip
_RANGES = {
    "SUB": "sub bass", "BASS": "bass", "LOWMID": "low mids", "MID": "mids", "HIGHMID": "upper mids",
    "PRESENCE": "presence", "AIR": "highs",
}  # fmt: skip
_Row = tuple[str, str, str, str]
_OF_A_RANGE: tuple[_Row, ...] = (
    (
        "Is the {range} region too strong{{on}}?",
        "TOO|OVER|LOUD or MORE|LOUDER THAN",
        "TOO OVER LOUD LOUDER MORE THERE LEVEL BODY THAN -NEED -SHOULD",
        "01",
    ),
    (
        "Is the {range} region too weak{{on}}?",
        "UNDER|ENOUGH|LOW or NEED MORE or LOUD ENOUGH or LESS|LOW THAN",
        "UNDER ENOUGH LOW NEED MORE LESS TOO THERE LEVEL OK THAN CAN",
        "01",
    ),
    ("How is the {range} region{{on}}?", "HOW|OK", "HOW OK THERE LEVEL WHAT", "0"),
    (
        "Should I boost the {range} region?",
        "RAISE",
        "SHOULD MORE LEVEL HELP THERE NEED MAKE -VERB",
        "0",
    ),
    (
        "Should I boost the {range} region?",
        "RAISE NEED|SHOULD|HELP or MORE SHOULD|HELP",
        "RAISE SHOULD MORE LEVEL HELP THERE NEED MAKE",
        "0",
    ),
    (
        "Should I cut the {range} region?",
        "LOWER",
        "SHOULD LESS LEVEL HELP THERE NEED MAKE -VERB",
        "0",
    ),
    (
        "Should I cut the {range} region?",
        "LOWER NEED|SHOULD|HELP or LESS SHOULD|HELP",
        "LOWER SHOULD LESS LEVEL HELP THERE NEED MAKE",
        "0",
    ),
)
_HOW = "HOW WHAT OK"
_TABLE: tuple[_Row, ...] = (
    ("Is the track muddy{on}?", "MUD", "MUD TOO OVER LOWMID THERE OK", "01"),
    ("Is the track boomy{on}?", "BOOM", "BASS TOO OVER THERE OK LISTENER", "01"),
    (
        "Is the track thin{on}?",
        "THIN or BODY UNDER|ENOUGH or BODY NEED MORE",
        "THIN BODY TOO UNDER MORE NEED ENOUGH BASS",
        "01",
    ),
    ("Is the track dull{on}?", "DULL", "TOO THERE UNDER AIR LEAN", "01"),
    ("Is the track dull{on}?", "BRIGHT ENOUGH|UNDER", "THERE TOO", "01"),
    ("Is the track too bright{on}?", "BRIGHT", "TOO OVER THERE AIR LEAN LISTENER EARS", "01"),
    ("Is the track harsh{on}?", "HARSH", "EARS TOO OVER HIGHMID AIR THERE LISTENER", "01"),
    ("Is the track sibilant{on}?", "SIBIL", "TOO OVER VOICE NEED OK ESSES", "01"),
    ("Is the track sibilant{on}?", "ESSES", "TOO OVER VOICE LOUD HARSH SIBIL OK", "01"),
    (
        "Is the track dull{on}?",
        "SPARKLE UNDER|ENOUGH or SPARKLE NEED MORE",
        "TOO THERE UNDER AIR MORE",
        "01",
    ),
    ("Is the track too bright{on}?", "SPARKLE TOO|OVER|LOUD", "TOO OVER THERE AIR LEAN", "01"),
    ("How is the highs region{on}?", "SPARKLE HOW|OK", "HOW OK THERE LEVEL", "0"),
    ("Is the presence region too weak{on}?", "DISTANT", "TOO", "01"),
    ("Is the track boxy{on}?", "BOXY", "TOO OVER MID THERE", "01"),
    (
        "Is the track too loud{on}?",
        (
            "LOUD or LEVEL TOO|OVER or LEVEL ABOVE or ABOVE LIMIT|TARGET or LOUDER LIMIT|THAN or "
            "LOUD|LEVEL MORE THAN or LISTENER LOWER WILL"
        ),
        (
            "TOO OVER LOUD LOUDER MORE LEVEL ABOVE LIMIT TARGET OK LUFS THAN LISTENER LOWER MAKE "
            "EARS -CAN -HOWTO -SHOULD"
        ),
        "01",
    ),
    (
        "Is the track too loud{on}?",
        "LOWER WILL|SHOULD or PENALTY",
        "LEVEL LOWER PENALTY TOO LOUD OVER MAKE LISTENER",
        "1",
    ),
    ("Is the track too loud{on}?", "LOW OUGHT", "TOO LEVEL", "01"),
    ("Is the track too loud?", "PLATFORMS LOWER|PENALTY", "LEVEL TOO LOUD MAKE", "0"),
    ("Should I turn the track down{on}?", "SHOULD LOWER", "LEVEL MAKE", "01"),
    (
        "Is the track too quiet{on}?",
        (
            "LOW or LEVEL UNDER|ENOUGH or LOUD|LOUDER ENOUGH or BELOW LIMIT|TARGET|LEVEL|THAN or "
            "LOW THAN or LISTENER RAISE WILL or LOUDER SHOULD|OUGHT"
        ),
        (
            "SHOULD OUGHT LOUDER LOW TOO LEVEL TARGET LIMIT UNDER ENOUGH NEED MORE LUFS BELOW THAN "
            "LISTENER RAISE MAKE -HOWTO"
        ),
        "01",
    ),
    ("Is the track too quiet{on}?", "RAISE WILL", "LEVEL RAISE LOW MAKE LISTENER", "1"),
    (
        "How do I make the track louder{on}?",
        "HOWTO LOUDER or HOWTO RAISE|MORE LEVEL",
        "LEVEL RAISE MORE MAKE LOUDER LOW",
        "01",
    ),
    (
        "How much headroom is left?",
        (
            "HEADROOM or CAN LOUDER or CAN RAISE LEVEL|MORE or WHAT TO_ZERO or CAN MORE LEVEL or "
            "DISTANCE TO_ZERO"
        ),
        "WHAT HOW LEFTOVER TO_ZERO MORE ENOUGH OK MAKE RAISE LEVEL DISTANCE",
        "0",
    ),
    (
        "Can I raise the level by {db} dB?",
        "XDB RAISE|MORE|LOUDER|HEADROOM CAN|OK|SURVIVE|HEADROOM|SHOULD",
        "RAISE MORE LOUDER CAN LEVEL OK MAKE SURVIVE PASS LEFTOVER SHOULD -IF -LOWER",
        "0",
    ),
    (
        "Can I raise the level by {db} dB?",
        "IF RAISE|MORE XDB",
        "RAISE MORE LOUDER LEVEL OK MAKE SURVIVE LEFTOVER PASS -CAN",
        "0",
    ),
    (
        "Which LUFS should I aim for{on}?",
        "LUFS|LEVEL WHAT TARGET|SHOULD|LIMIT or LUFS|LEVEL GOAL",
        (
            "WHAT HOW TARGET SHOULD LEVEL LUFS LIMIT REACH HOWTO GOAL OK RELEASE "
            "PLATFORMS EACH -RAISE -LOUDER -MORE -OVER -TOO -UNDER"
        ),
        "01",
    ),
    (
        "Which LUFS should I aim for{on}?",
        "WHAT LUFS or LUFS REACH",
        "LEVEL TARGET REACH -OWN -VERB",
        "1",
    ),
    ("Which LUFS should I aim for{on}?", "LUFS|LEVEL TARGET", "LEVEL TARGET REACH -OWN -VERB", "1"),
    (
        "Does the track pass{on}?",
        "PASS|OK|READY|RELEASE",
        "CAN READY RELEASE PASS OK LIMIT SHOULD MAKE",
        "1",
    ),
    (
        "Is the level of the track right{on}?",
        "LEVEL OK|PASS|EVEN|LIMIT VERB|OWN|HOW",
        "PASS OK TARGET LUFS EVEN LIMIT",
        "1",
    ),
    (
        "What will each platform do to the track?",
        "EACH COMPARE|LOWER|RAISE|HOW|WHAT|PENALTY|LOW|LOUD|LOUDER or PLATFORMS RAISE LOWER",
        "COMPARE WHAT HOW LOWER RAISE LEVEL OR PENALTY MOST CONVERT",
        "03456",
    ),
    (
        "How do {names} compare for the track?",
        "COMPARE|HOW|WHAT",
        "COMPARE HOW WHAT LEVEL OR MAKE EACH CAN",
        "2",
    ),
    ("Is the track clipping?", "CLIP", "OK WHERE THERE", "0"),
    ("Will the track distort as an MP3?", "CODEC CLIP|SURVIVE", "CLIP CONVERT SURVIVE SENDER", "0"),
    (
        "How is the true peak?",
        "TP OK|TOO|OVER|LOUD|ABOVE|BELOW|SURVIVE|PASS|HOW",
        "BELOW TOO OVER LOUD ABOVE LIMIT LEVEL SURVIVE OK PASS TARGET -CODEC",
        "0",
    ),
    (
        "Are the dynamics squashed?",
        "SQUASH or COMPRESS TOO|OVER or DYNAMICS LOST|UNDER|SQUASH|HOW|OK|ENOUGH",
        "TOO OVER COMPRESS DYNAMICS LOST SQUASH UNDER",
        "0",
    ),
    ("How is the stereo image?", "WIDTH HOW|OK|ENOUGH or WIDE ENOUGH", "WIDTH WIDE OK", "0"),
    ("Is the stereo image too wide?", "WIDE|WIDTH TOO|OVER", "TOO OVER WIDTH WIDE EARPHONES", "0"),
    (
        "Is the stereo image too narrow?",
        "NARROW or MONO TOO or WIDTH|WIDE UNDER",
        "TOO OVER WIDTH WIDE UNDER NARROW EARPHONES",
        "0",
    ),
    (
        "Does the track hold up in mono?",
        "MONO MONO_CHECK|OK|HOW",
        "MONO MONO_CHECK OK HOW CAN LISTENER",
        "0",
    ),
    (
        "Is the low end mono?",
        "BASS|SUB MONO|STEREO",
        "MONO STEREO OK LR EVEN OR THERE SUM WIDE WIDTH SUB BASS",
        "0",
    ),
    (
        "Is the track balanced between left and right?",
        "LR or LEANS",
        "EVEN OK LEAN LEANS LOUDER LOUD LEVEL HOW STEREO MORE OVER EARPHONES OR",
        "0",
    ),
    (
        "Does the track lean to the left?",
        "LEFT LEAN|OVER|LOUD|LOUDER|MORE",
        "LEAN LEANS OVER LOUD LOUDER MORE TOO THERE EARPHONES LEVEL",
        "0",
    ),
    (
        "Does the track lean to the right?",
        "RIGHT LEAN|OVER|LOUD|LOUDER|MORE",
        "LEAN LEANS OVER LOUD LOUDER MORE TOO THERE EARPHONES LEVEL",
        "0",
    ),
    (
        "How is the tonal balance?",
        "TONAL OK|HOW|EVEN or BASS MID AIR or FREQ EVEN|OVER|UNDER|LOUD|OK|LEAN",
        "TONAL FREQ EVEN HOW OK LEVEL OVER UNDER TOO LOUD LEAN OR",
        "0",
    ),
    (
        "What should I fix first?",
        "FIRST FIX or WHAT MOST FIX",
        "WHAT FIRST MOST SHOULD NEED",
        "0",
    ),
    (
        "Is the track ready to release?",
        "READY or RELEASE CAN or OK RELEASE",
        "READY RELEASE CAN OK ENOUGH SHOULD",
        "0",
    ),
    (
        "What is the integrated loudness of my track?",
        "LUFS WHAT OWN",
        "WHAT LEVEL LEFTOVER HOW",
        "0",
    ),
    ("What is the loudness range of my track?", "LRA WHAT", "WHAT HOW LEFTOVER WIDE", "0"),
    ("What is the tempo of the track?", "TEMPO WHAT|HOW|OWN", "LEFTOVER", "0"),
    ("What is the tempo of the track?", "TEMPO", "-VERB", "0"),
    ("What key is the track in?", "KEY WHAT", "HOW LEFTOVER", "0"),
    ("What key is the track in?", "KEY", "-VERB", "0"),
    ("Is there any hum?", "HUM", "TOO THERE LEFTOVER OR XHZ", "0"),
    (
        "Should I cut at {hz} Hz?",
        "XHZ LOWER or XHZ LESS SHOULD|HELP",
        "LOWER SHOULD LESS THERE HELP",
        "0",
    ),
    (
        "Should I boost at {hz} Hz?",
        "XHZ RAISE or XHZ MORE SHOULD|HELP",
        "RAISE SHOULD MORE THERE HELP",
        "0",
    ),
)
