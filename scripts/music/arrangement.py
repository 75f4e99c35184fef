"""From a piece to what each of its instruments plays, in beats counted from a bar's start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from scripts.music.harmony import SCALES, Chord, Mode, chord
from scripts.music.piece import Piece
from scripts.music.styles import STYLES, Line, Pattern

Random = np.random.Generator

_VELOCITIES = {"X": 1.0, "x": 0.75, "o": 0.35}
_COMP_CENTER, _BASS_LOWEST, _LEAD_LOWEST, _LEAD_HIGHEST = 60, 31, 60, 79

# Rhythms of a melody over one bar of four: (beat, beats held).
_MOTIFS = (
    ((0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 1.5)),
    ((0.0, 1.5), (1.5, 0.5), (2.0, 1.0), (3.0, 1.0)),
    ((0.5, 0.5), (1.0, 0.5), (1.5, 1.0), (2.5, 0.5), (3.0, 1.0)),
    ((0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.5, 0.5), (3.0, 0.5), (3.5, 0.5)),
    ((0.0, 2.0), (2.0, 1.0), (3.0, 1.0)),
    ((0.0, 0.75), (0.75, 0.75), (1.5, 0.5), (2.0, 2.0)),
    ((0.0, 3.5),),
    ((1.0, 0.5), (1.5, 0.5), (2.0, 0.5), (2.5, 1.5)),
)


@dataclass(frozen=True, slots=True)
class Note:
    """A note: when and how long in beats, its MIDI number, how hard (0 to 1), what is sung."""

    at: float
    beats: float
    midi: int
    velocity: float
    vowel: str = "a"


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit of a drum: when in beats, how hard (0 to 1)."""

    at: float
    drum: str
    velocity: float


@dataclass(frozen=True, slots=True)
class Part:
    """One instrument's notes and its place in the mix."""

    role: str
    timbre: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """How long one chord lasts, in beats."""

    at: float
    beats: float
    chord: Chord
    following: Chord


@dataclass(frozen=True, slots=True)
class _Song:
    """What all instruments go by."""

    tonic: int
    mode: Mode
    bar: int
    spans: tuple[_Span, ...]
    random: Random


def parts(piece: Piece, *, beats: float, random: Random) -> list[Part]:
    """What the pitched instruments play.

    Parameters
    ----------
    piece : Piece
    beats : float
        How far it goes from the first bar's start; it begins one bar before.
    random : Generator

    Returns
    -------
    list of Part
        None for a piece without a key.
    """
    if piece.tonic is None or piece.mode is None:
        return []
    spans = tuple(_spans(piece, piece.mode, beats))
    song = _Song(piece.tonic, piece.mode, piece.beats_per_bar, spans, random)
    played = [_comp(song, line) for line in piece.comps]
    if piece.bass is not None:
        played.append(_bass(song, piece.bass))
    if piece.lead:
        scale = _lead_scale(piece, random)
        played.append(Part("lead", piece.lead, tuple(_melody(song, scale))))
    return played


def hits(piece: Piece, *, beats: float, random: Random) -> list[Hit]:
    """What the drums play, with rests, fills and ghost notes left to chance."""
    style = STYLES[piece.style]
    if not piece.has_drums:
        return []
    pattern = (*style.patterns, *style.rare_patterns)[piece.pattern]
    bar = piece.beats_per_bar
    enter = int(random.choice((-1, -1, -1, 0, 2, 4)))
    rest = int(random.integers(4, 12)) if random.random() < 0.3 else -9
    played: list[Hit] = []
    for number in range(-1, int(np.ceil(beats / bar))):
        if number < enter or rest <= number < rest + 2:
            continue
        played += _bar_of_hits(pattern, number, bar, random)
        if number % 4 == 3 and style.human_ms and random.random() < 0.4:
            played += _fill(pattern, number * bar + bar - 1, random)
    return played


def _spans(piece: Piece, mode: Mode, beats: float) -> Iterator[_Span]:
    chords = [chord(text, mode=mode) for text in piece.progression]
    length = piece.bars_per_chord * piece.beats_per_bar
    number = -int(np.ceil(piece.beats_per_bar / length))
    while number * length < beats:
        now, then = (chords[(number + i) % len(chords)] for i in (0, 1))
        yield _Span(number * length, length, now, then)
        number += 1


def _steps(text: str, span: _Span, bar: int) -> Iterator[tuple[float, str, float]]:
    """The steps of a bar's pattern that fall into a span: (beat, letter, beats to the next)."""
    step = bar / len(text) if len(text) < 2 * 4 * bar else 2 * bar / len(text)
    count = round(span.beats / step)
    first = round(span.at / step)
    letters = [text[(first + i) % len(text)] for i in range(count)]
    for i, letter in enumerate(letters):
        if letter in ".-":
            continue
        held = 1
        while i + held < count and letters[i + held] == "-":
            held += 1
        yield span.at + i * step, letter, held * step


def _voicing(tones: tuple[int, ...], tonic: int, center: int) -> list[int]:
    """A chord's notes gathered within an octave around a centre, from low to high."""
    return sorted(center - 6 + (tonic + tone - (center - 6)) % 12 for tone in tones)


def _comp(song: _Song, line: Line) -> Part:
    center = _COMP_CENTER + int(song.random.integers(-5, 8))
    short = float(song.random.choice((0.5, 0.9)))
    notes: list[Note] = []
    for span in song.spans:
        voices = _voicing(span.chord.tones, song.tonic, center)
        notes += _gesture(line, span, voices, song.bar, short)
    return Part("comp", line.timbre, tuple(_softly(notes, song.random)))


def _gesture(line: Line, span: _Span, voices: list[int], bar: int, short: float) -> Iterator[Note]:
    if line.gesture == "hold":
        yield from (Note(span.at, span.beats, midi, 0.8) for midi in voices)
        return
    if line.gesture == "voices":
        voices = [voices[0] - 12, *voices]
    steps = list(_steps(line.steps, span, bar))
    ends = [*(at for at, _, _ in steps[1:]), span.at + span.beats][: len(steps)]
    order = _order(line.gesture, len(voices))
    for i, ((at, letter, _), end) in enumerate(zip(steps, ends, strict=True)):
        velocity = _VELOCITIES[letter]
        if order:
            midi = voices[order[i % len(order)] % len(voices)]
            yield Note(at, min(1.0, end - at) * 1.5, midi, velocity)
        elif line.gesture == "strum":
            down = round(at * 4) % 2 == 0
            tuned = [voices[0] - 12, *voices, voices[0] + 12]
            for j, midi in enumerate(tuned if down else reversed(tuned[1:])):
                yield Note(at + 0.02 * j, (end - at) * 0.95, midi, velocity * (1 - 0.05 * j))
        else:
            held = (end - at) * (0.97 if line.gesture == "voices" else short)
            yield from (Note(at, held, midi, velocity) for midi in voices)


def _order(gesture: str, count: int) -> list[int]:
    """In which order broken chords take their notes; empty for those not broken."""
    up = list(range(count))
    orders = {"up": up, "updown": up + up[-2:0:-1], "alberti": [0, count - 1, 1, count - 1]}
    return orders.get(gesture, [])


def _softly(notes: list[Note], random: Random) -> Iterator[Note]:
    loudness = random.uniform(0.85, 1.0, len(notes))
    for note, factor in zip(notes, loudness.tolist(), strict=True):
        yield Note(note.at, note.beats, note.midi, note.velocity * factor, note.vowel)


def _bass(song: _Song, line: Line) -> Part:
    notes: list[Note] = []
    for span in song.spans:
        root = _lowest(song.tonic + span.chord.root)
        target = _lowest(song.tonic + span.following.root)
        if line.gesture == "walk":
            notes += _walk(span, root, target)
        else:
            notes += _riff(line, span, root, target, song.bar)
    return Part("bass", line.timbre, tuple(_softly(notes, song.random)))


def _lowest(midi: int) -> int:
    return _BASS_LOWEST + (midi - _BASS_LOWEST) % 12


def _riff(line: Line, span: _Span, root: int, target: int, bar: int) -> Iterator[Note]:
    third, fifth = span.chord.intervals[1:3]
    midi = {"R": root, "3": root + third, "5": root + fifth, "8": root + 12, "a": target - 1}
    for at, letter, held in _steps(line.steps, span, bar):
        yield Note(at, held * 0.95, midi[letter], 0.9)


def _walk(span: _Span, root: int, target: int) -> Iterator[Note]:
    """Root, third or fifth on the beats, and a semitone's approach to what follows."""
    third, fifth = span.chord.intervals[1:3]
    for beat in range(round(span.beats)):
        last = beat == round(span.beats) - 1
        offset = (0, third, fifth, third)[beat % 4]
        midi = target + (1 if target < root else -1) if last and beat else root + offset
        yield Note(span.at + beat, 0.9, midi, 0.9)


def _melody(song: _Song, scale: tuple[int, ...]) -> Iterator[Note]:
    """Motifs that return, on chord tones where the beat is strong, ending phrases at rest."""
    bar, random = song.bar, song.random
    motifs = [_MOTIFS[i] for i in random.integers(0, len(_MOTIFS), 2)]
    enter, rests = int(random.choice((0, 0, 1, 4))), random.random() < 0.6
    midi = int(random.integers(64, 74))
    last = song.spans[-1].at + song.spans[-1].beats
    # A motif lasts a bar, or two of two beats; four of them make a phrase.
    length = max(bar, 4) if bar == 2 else bar
    for number, start in enumerate(range(enter * bar, int(last), length)):
        phrase, position = divmod(number, 4)
        if rests and phrase % 2 and position == 3:
            continue
        motif = [(at, held) for at, held in motifs[position == 2] if at < length]
        for offset, held in motif:
            at = start + offset
            span = next((s for s in song.spans if s.at <= at < s.at + s.beats), None)
            if span is None:
                return
            midi = _next_pitch(song, span, midi, scale, strong=offset % 1 == 0)
            if position == 3 and offset == motif[-1][0] and 0 in span.chord.tones:
                midi = _nearest(midi, song.tonic)
            yield Note(at, held * 0.95, midi, random.uniform(0.7, 1.0), "aeiou"[midi % 5])


def _lead_scale(piece: Piece, random: Random) -> tuple[int, ...]:
    if piece.mode == "minor":
        return SCALES[str(random.choice(("minor", "minor", "blues")))]
    plain = STYLES[piece.style].scale
    return SCALES[str(random.choice((plain, plain, "pentatonic")))]


def _next_pitch(
    song: _Song, span: _Span, midi: int, scale: tuple[int, ...], *, strong: bool
) -> int:
    """A step or a small leap on, to a tone of the chord where the beat is strong."""
    tones = span.chord.tones
    clash = {tone for tone in scale if any((tone - t) % 12 in (1, 11) for t in tones)}
    allowed = set(tones) if strong else set(tones) | (set(scale) - clash)
    # A phrase may have ended outside the voice's range, so that there is nothing within a fifth.
    near = next(filter(None, (_around(song, midi, allowed, reach=reach) for reach in (7, 12))))
    weights = np.array([0.5 ** abs(abs(note - midi) - 1.5) for note in near])
    return int(song.random.choice(near, p=weights / weights.sum()))


def _around(song: _Song, midi: int, allowed: set[int], *, reach: int) -> list[int]:
    """The voice's notes within so many semitones."""
    lowest, highest = max(_LEAD_LOWEST, midi - reach), min(_LEAD_HIGHEST, midi + reach)
    return [n for n in range(lowest, highest + 1) if (n - song.tonic) % 12 in allowed]


def _nearest(midi: int, tonic: int) -> int:
    return midi + (tonic - midi + 6) % 12 - 6


def _bar_of_hits(pattern: Pattern, number: int, bar: int, random: Random) -> Iterator[Hit]:
    for drum, text in pattern.items():
        bars = 2 if len(text) > 4 * bar else 1
        step = bar * bars / len(text)
        share = len(text) // bars
        letters = text[(number % bars) * share :][:share]
        for i, letter in enumerate(letters):
            if letter == "." or (letter == "o" and random.random() < 0.15):
                continue
            velocity = _VELOCITIES[letter] * random.uniform(0.85, 1.0)
            yield Hit(number * bar + i * step, drum, velocity)


def _fill(pattern: Pattern, at: float, random: Random) -> Iterator[Hit]:
    drum = next((name for name in ("snare", "tom", "tamborim", "rim") if name in pattern), None)
    if drum is None:
        return
    swell = accumulate(random.uniform(0.05, 0.25, 4), initial=0.3)
    for i, velocity in zip(range(4), swell, strict=False):
        yield Hit(at + 0.25 * i, drum, min(1.0, velocity))
