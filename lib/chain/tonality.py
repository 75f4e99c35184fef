"""Musical keys as they are named in prose: A minor, F# maior, lá menor, Bbm, 8A."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.chain import facts
from lib.chain.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Named:
    """A key that a text names; what it leaves open is None. `pitch` is 0 for C to 11 for B."""

    start: int
    end: int
    pitch: int | None = None
    mode: str | None = None
    camelot: str | None = None

    def is_of(self, report: facts.Report) -> bool:
        """Whether it is the track's key or the runner-up, as far as it is named."""
        return any(self._is(report, row) for row in ("key", "key.runner_up"))

    def _is(self, report: facts.Report, row: str) -> bool:
        tonic, mode, camelot = (
            facts.word(report, f"{row}.{name}") for name in ("tonic", "mode", "camelot")
        )
        if self.camelot is not None:
            return self.camelot == camelot
        pitch = _pitch(tonic or "")
        return pitch is not None and pitch == self.pitch and self.mode in (None, mode)


def named(text: str) -> list[Named]:
    """The keys that a text names, in order."""
    found = [*_in_letters(text), *_in_syllables(text), *_chords(text), *_bare(text)]
    found += [
        Named(*match.span(), camelot=match[0].replace(" ", "")) for match in _CAMELOT.finditer(text)
    ]
    return sorted(found, key=lambda key: key.start)


_ACCIDENTAL = r"(?P<accidental>[ -]?(?:#|♯|♭|sharp|flat|sustenido|bemol)|b)?"
_LETTER = rf"(?<![\w#♯♭])(?P<tonic>[A-G]){_ACCIDENTAL}"
_MODED = Pattern(rf"{_LETTER}[ -](?P<mode>(?i:major|minor|maior|menor|maj|min))(?!\w)")
_SYLLABLE = Pattern(
    r"(?<!\w)(?P<tonic>(?i:dó|do|ré|re|mi|fá|fa|sol|lá|la|si))"
    rf"{_ACCIDENTAL} (?P<mode>(?i:maior|menor))(?!\w)"
)
_CHORD = Pattern(rf"{_LETTER}m(?:in)?(?!\w)")
_KEY_WORD = Pattern(r"\b(?:key|tom|tonalidade|acordes?|camelot|scale|escala)\b", re.IGNORECASE)
_BARE = Pattern(
    r"(?i:\b(?:key|tom|tonalidade)(?: (?:of|is|é|e|de|da|em|in|the|song|track|this|música|faixa|"
    rf"está|seems|to|be|parece|ser|as|como))*)[ :]+{_LETTER}(?![\w'’#♯♭]|[ -](?i:m[aei]))"
)
_CAMELOT = Pattern(r"(?<![\w.,:])(?:1[0-2]|[1-9])[AB](?!\w)")
# "A minor issue", "E maior" (and larger): letters and syllables that are words as well.
_THINGS = Pattern(
    r" (?:issues?|problems?|points?|things?|cuts?|boosts?|changes?|adjustments?|concerns?|tweaks?|"
    r"details?|faults?|differences?|improvements?|dips?|bumps?|reductions?|build|one|part|role|"
    r"risk|loss|trim|move|step|lift|correction|amount|factor|cause|culprit)\b"
)
_ALSO_WORDS = ("A", "E", "do", "re", "fa", "la", "mi", "si")
_BEFORE = Pattern(r"(?:\b(?:em|é|in|is)|:) ?$", re.IGNORECASE)
_AFTER = Pattern(r"\s*(?:[.,;:)!?]|$)")
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SYLLABLES = {"do": 0, "re": 2, "mi": 4, "fa": 5, "sol": 7, "la": 9, "si": 11}
_SHARPS = ("#", "♯", "sharp", "sustenido")


def _in_letters(text: str) -> list[Named]:
    found = []
    for match in _MODED.finditer(text):
        portuguese = match["mode"].lower() in ("maior", "menor")
        if not portuguese and match["tonic"] == "A" and _THINGS.match(text, match.end()):
            continue
        if portuguese and not match["accidental"] and not _sure(text, match):
            continue
        found.append(_key(match))
    return found


def _in_syllables(text: str) -> list[Named]:
    return [_key(match) for match in _SYLLABLE.finditer(text) if _sure(text, match)]


def _chords(text: str) -> list[Named]:
    """Am, F#m; without an accidental only where keys are spoken of, for "Em" is a word too."""
    spans = [match.span() for match in _MODED.finditer(text)]
    return [
        _key(match, mode="minor")
        for match in _CHORD.finditer(text)
        if (match["accidental"] or _KEY_WORD.search(text[: match.start()]))
        and not any(start <= match.start() < end for start, end in spans)
    ]


def _bare(text: str) -> list[Named]:
    """A tonic alone, right after the word key."""
    return [
        Named(match.start("tonic"), match.end(), pitch=_pitch(match["tonic"], match["accidental"]))
        for match in _BARE.finditer(text)
        if match["tonic"] not in ("A", "E") or _AFTER.match(text, match.end())
    ]


def _sure(text: str, match: re.Match[str]) -> bool:
    """Whether words that may mean something else name a key here."""
    if match["tonic"] not in _ALSO_WORDS and match["tonic"].lower() not in _ALSO_WORDS[2:]:
        return True
    around = _KEY_WORD.search(text) or _BEFORE.search(text[: match.start()])
    return bool(around or _AFTER.match(text, match.end()))


def _key(match: re.Match[str], *, mode: str | None = None) -> Named:
    spoken = mode or match["mode"].lower()
    minor = spoken in ("minor", "menor", "min")
    pitch = _pitch(match["tonic"], match["accidental"])
    return Named(match.start(), match.end(), pitch=pitch, mode="minor" if minor else "major")


def _pitch(tonic: str, accidental: str | None = None) -> int | None:
    if accidental is None and len(tonic) == 2 and tonic[0] in _STEPS:
        tonic, accidental = tonic[0], tonic[1]
    plain = tonic.lower().translate(str.maketrans("óéáí", "oeai"))
    step = _STEPS.get(tonic, _SYLLABLES.get(plain))
    if step is None:
        return None
    moved = (accidental or "").strip(" -").lower()
    return (step + (0 if not moved else 1 if moved in _SHARPS else -1)) % 12
