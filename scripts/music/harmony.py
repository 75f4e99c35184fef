"""Chords by their roman numerals, the scales they stand in, and what follows what in songs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Mode = Literal["major", "minor"]

TONICS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "blues": (0, 3, 5, 7, 10),
}

# What a suffix makes of the triad that the numeral's case names.
_SUFFIXES: dict[str, tuple[int, ...]] = {
    "o": (0, 3, 6),
    "o7": (0, 3, 6, 9),
    "h7": (0, 3, 6, 10),
    "+": (0, 4, 8),
    "sus4": (0, 5, 7),
    "sus2": (0, 2, 7),
    "5": (0, 7, 12),
}
_SEVENTHS = {"7": 10, "M7": 11, "6": 9}
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_CHORD = re.compile(r"(?P<flat>[b#]?)(?P<numeral>[IViv]+)(?P<suffix>[^/]*)(?:/(?P<of>.+))?")

# (numerals, mode); a bar line is not written: styles say how long a chord lasts.
_SHARED: dict[Mode, tuple[str, ...]] = {
    "major": (
        "I V vi IV",
        "I vi IV V",
        "I IV V I",
        "I IV I V",
        "I iii IV V",
        "I vi ii V",
        "I V7/vi vi IV",
        "I IV iv I",
        "I bVII IV I",
        "I V IV V",
    ),
    "minor": (
        "i VI III VII",
        "i iv V i",
        "i VII VI V",
        "i iv VII III",
        "i VI iv V",
        "i v VI iv",
        "i iv i V7",
        "i VII i V",
    ),
}
_TUNE: dict[Mode, tuple[str, ...]] = {
    "major": ("I ii IV V", "I V7/V V I", "I I7 IV iv", "I IV vi V"),
    "minor": ("i iv v i", "i VI VII i", "i iio V i"),
}
_TEST: dict[Mode, tuple[str, ...]] = {
    "major": (
        "I V vi iii IV I IV V",
        "I bVI bVII I",
        "I ii7 V7 I",
        "I V7/ii ii V7",
        "I io7 ii V7",
    ),
    "minor": ("i V i VII III VII i V", "i bII V i", "i VII IV i", "i V7/iv iv V7", "i III VI V"),
}
_JAZZ: dict[Mode, tuple[str, ...]] = {
    "major": (
        "ii7 V7 IM7 IM7",
        "IM7 vi7 ii7 V7",
        "IM7 V7/ii ii7 V7",
        "IM7 #io7 ii7 V7",
        "I6 V7/V ii7 V7",
        "IM7 iv6 IM7 V7",
    ),
    "minor": ("i7 iv7 iih7 V7", "iih7 V7 i6 i6", "i7 VIM7 iih7 V7", "i6 V7/iv iv7 V7"),
}
_CHORALE: dict[Mode, tuple[str, ...]] = {
    "major": (
        "I V I IV I V V I",
        "I vi IV ii V V7 I I",
        "I IV V vi ii V I I",
        "I V7/V V V7/vi vi ii V I",
    ),
    "minor": (
        "i V i iv i V V i",
        "i iv VII III VI iio V i",
        "i VI iv iio V V7 i i",
        "i V i V/III III iv V i",
    ),
}
_LOOPS: dict[Mode, tuple[str, ...]] = {
    "major": ("I IV", "I bVII", "I I IV IV", "I ii"),
    "minor": ("i i i i", "i VI", "i VII", "i i VI VII", "i i iv V"),
}
_FAMILIES = {
    "tune": {
        "song": (_SHARED, _TUNE),
        "loop": (_LOOPS, _SHARED),
        "jazz": (_JAZZ,),
        "chorale": (_CHORALE,),
    },
    "test": {
        "song": (_SHARED, _TEST, _TEST),
        "loop": (_LOOPS, _SHARED, _TEST),
        "jazz": (_JAZZ,),
        "chorale": (_CHORALE,),
    },
}


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord over a tonic.

    Attributes
    ----------
    root : int
        Semitones over the tonic, 0 to 11.
    intervals : tuple of int
        Semitones over the root, from low to high.
    """

    root: int
    intervals: tuple[int, ...]

    @property
    def tones(self) -> tuple[int, ...]:
        """Semitones over the tonic of its notes, 0 to 11."""
        return tuple((self.root + interval) % 12 for interval in self.intervals)


def progressions(split: str, *, family: str, mode: Mode) -> tuple[str, ...]:
    """The progressions of a family that one split draws from; some are that split's alone."""
    return tuple(text for table in _FAMILIES[split][family] for text in table[mode])


def chord(text: str, *, mode: Mode) -> Chord:
    """Read a roman numeral: `vi`, `V7/ii`, `bVII`, `iio7`.

    Parameters
    ----------
    text : str
        In minor, III, VI and VII stand on the natural scale's degrees.
    mode : Mode

    Raises
    ------
    ValueError
        It is none.
    """
    found = _CHORD.fullmatch(text)
    if found is None or found["numeral"].upper() not in _NUMERALS:
        message = f"{text!r} is no roman numeral"
        raise ValueError(message)
    root = SCALES[mode][_NUMERALS.index(found["numeral"].upper())]
    if found["flat"]:
        # Accidentals count from the major scale, and in minor only ever touch II and IV.
        root = SCALES["major"][_NUMERALS.index(found["numeral"].upper())]
        root += -1 if found["flat"] == "b" else 1
    if found["of"]:
        # A chord borrowed from another chord's own major key.
        root = SCALES["major"][_NUMERALS.index(found["numeral"].upper())]
        root += chord(found["of"], mode=mode).root
    return Chord(root % 12, _intervals(found["numeral"], found["suffix"]))


def _intervals(numeral: str, suffix: str) -> tuple[int, ...]:
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    triad = (0, 4, 7) if numeral.isupper() else (0, 3, 7)
    if suffix and suffix not in _SEVENTHS:
        message = f"{suffix!r} is no chord's suffix"
        raise ValueError(message)
    return (*triad, _SEVENTHS[suffix]) if suffix else triad
