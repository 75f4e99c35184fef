"""The key of a programme from its spectral peaks: tuning, notes, chords, decision, confidence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lib.audio.chroma import Peaks
from lib.audio.key_weights import MAJOR, MINOR, MINOR_AHEAD, OFFSET, SLOPE, SURE_FROM

Mode = Literal["major", "minor"]
Reason = Literal["silence", "too_short", "no_tonality"]
Values = NDArray[np.float64]
Frames = NDArray[np.float32]

TONICS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# What speaks for a key, each by pitch class.
EVIDENCE = (
    *("notes", "bass", "major chords", "minor chords"),
    *("major chords at the start", "minor chords at the start"),
    *("major chords at the end", "minor chords at the end"),
    *("bass at the start", "bass at the end"),
    *("falls of a fifth into major", "falls of a fifth into minor"),
)

# Frames that are looked at together: whatever the length of the programme, most of the work takes
# as much room as this.
_PIECE = 256
# Programmes whose loudest frames stay below this are silence; frames that are so much under the
# loudest ones do not count.
_SILENCE_DB = -70.0
_QUIET_DB = 30.0
_SHORTEST_S = 3.0

# Semitones that are looked at: E1 (MIDI 28) to B6 (95).
_LOWEST, _SEMITONES = 28, 68
_DEEPEST_DB = 45.0
# Tuning: the histogram of cents is smoothed this wide, and read from the peaks below A5.
_SMOOTH_CENTS = 8.0
_TUNING_CENTS = (-3000.0, 1200.0)
# Overtones: semitones above the fundamental of harmonics 2 to 8, and the share of the
# fundamental's magnitude that is taken away there.
_OVERTONES = ((12, 0.6), (19, 0.6), (24, 0.5), (28, 0.45), (31, 0.4), (34, 0.3), (36, 0.3))
# The bass is read from the lowest 30 semitones, the lowest counting five times the highest.
_BASS_SEMITONES = 30
# Chords: sharpness of the decision, what the bass adds, and the cost of a change (natural logs).
_SHARPNESS, _BASS_SHARE, _CHANGE_COST = 8.0, 0.15, 3.0
_END_FRAMES = 5
# Lasting notes in a frame, as the mean sum of their strengths: 50 made pieces of drums and noise
# alone have 0.365 at most, 98 % of 2,250 tonal ones more. And how many pitch classes there are (the
# inverse of the sum of squared shares): a lone note has 1, a fifth 2, a triad 3.
_FEWEST_NOTES, _FEWEST_CLASSES = 0.37, 1.9

# A chord that is held belongs to several keys, and so do two in turn.
_ENOUGH_CHORDS = 3
# Where confidence is held back: from the first probability on, up to where the second is safe to
# tell, and so far beyond in log odds until it is told as it was fitted.
_HELD, _SURE, _RISE = 0.88, 0.9, 1.0
# So it is where the tuning lies in the middle between two keys, to within what it may be misread
# by: of 115 made pieces from 46 cents on, three were told the neighbouring semitone's.
_BETWEEN_CENTS = 46.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key.

    Attributes
    ----------
    tonic : str
        One of `TONICS`, sharps only.
    mode : "major" | "minor"
    """

    tonic: str
    mode: Mode

    @property
    def camelot(self) -> str:
        """Its place on the Camelot wheel: C major is 8B, A minor 8A, a fifth up one hour more."""
        number = TONICS.index(self.tonic)
        major = number if self.mode == "major" else number + 3
        return f"{(7 * major + 7) % 12 + 1}{'B' if self.mode == 'major' else 'A'}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the keys.

    Attributes
    ----------
    rows : (len(EVIDENCE), 12) float64, 0 to 1
        By pitch class, from C up.
    chords : int
        How many different ones there are.
    tuning_cents : float
        How far the programme's A4 is from 440 Hz, -50 to below 50.
    """

    rows: Values
    chords: int
    tuning_cents: float


@dataclass(frozen=True, slots=True)
class KeyEstimate:
    """What is known of a programme's key.

    Attributes
    ----------
    key, runner_up : Key | None
        The likeliest and the second likeliest; None with a reason.
    confidence : float | None
        The probability that `key` is right, 0 to 1.
    tuning_cents : float | None
        How far the programme's A4 is from 440 Hz, -50 to below 50.
    reason : "silence" | "too_short" | "no_tonality" | None
        Why there is no key.
    """

    key: Key | None = None
    runner_up: Key | None = None
    confidence: float | None = None
    tuning_cents: float | None = None
    reason: Reason | None = None


def find_key(peaks: Peaks) -> KeyEstimate:
    """Tell the key.

    Parameters
    ----------
    peaks : Peaks

    Returns
    -------
    KeyEstimate

    Notes
    -----
    A key's score is a weighted sum of evidence as seen from its tonic, so transposing the
    programme by n semitones moves the decision by n. Krumhansl and Kessler's profiles (1982) are
    the same thing with a single row; here the rows are fitted (scripts/fit_key.py).
    """
    found = gather(peaks)
    if not isinstance(found, Evidence):
        return KeyEstimate(reason=found)
    likely = _probabilities(found.rows)
    second, first = np.argsort(likely, kind="stable")[-2:]
    confidence = calibrated(log_odds(float(likely[first]), chords=found.chords))
    if abs(found.tuning_cents) >= _BETWEEN_CENTS:
        confidence = min(confidence, _HELD)
    return KeyEstimate(
        key=_key(int(first)),
        runner_up=_key(int(second)),
        confidence=confidence,
        tuning_cents=found.tuning_cents,
    )


def gather(peaks: Peaks) -> Evidence | Reason:
    """Gather what speaks for the keys.

    Parameters
    ----------
    peaks : Peaks

    Returns
    -------
    Evidence | "silence" | "too_short" | "no_tonality"

    Notes
    -----
    Tuning first: the mode of the peaks' cents modulo 100 (Gómez, "Tonal description of polyphonic
    audio", 2006, §3.3, finds it before folding too), in which loud frames count most. Peaks then
    become notes, those that last two frames; what may be an overtone of a lower note is taken away;
    and notes become twelve pitch classes.
    """
    loud_db = _loudest(peaks)
    audible = peaks.frame_level_db > loud_db - _QUIET_DB
    if not audible.any():
        return "silence"
    if np.count_nonzero(audible) * peaks.hop_s < _SHORTEST_S:
        return "too_short"
    tuning = _tuning(peaks, loud_db=loud_db)
    found = _classes(peaks, tuning_cents=tuning, audible=audible)
    if _untonal(found, frames=int(np.count_nonzero(audible))):
        return "no_tonality"
    rows, chords = _evidence(found)
    return Evidence(rows, chords, tuning)


def log_odds(probability: float, *, chords: int) -> float:
    """The odds of a key as a natural logarithm, nearer to even ones where chords are few.

    Parameters
    ----------
    probability : float
        0 to 1.
    chords : int
        How many different ones were heard.
    """
    odds = max(probability, 1e-6) / max(1.0 - probability, 1e-6)
    return math.log(odds) * min(1.0, chords / _ENOUGH_CHORDS)


def calibrated(
    odds: float, *, slope: float = SLOPE, offset: float = OFFSET, sure_from: float = SURE_FROM
) -> float:
    """The probability that a key is right.

    Parameters
    ----------
    odds : float
        As `log_odds` gives them.
    slope, offset : float
        Platt's line, from log odds to those of being right.
    sure_from : float
        The log odds from which 0.9 may be told: so far the line is not taken at its word, since
        harmony unlike that it was fitted on makes a few keys wrong that it is sure of.
    """
    told, held, sure = slope * odds + offset, _logit(_HELD), _logit(_SURE)
    knee, end = (held - offset) / slope, sure_from + _RISE
    if slope * sure_from + offset > sure and knee < odds < end:
        levels = (held, sure, slope * end + offset)
        told = float(np.interp(odds, (knee, sure_from, end), levels))
    return 1.0 / (1.0 + math.exp(-told))


@dataclass(frozen=True, slots=True)
class _Classes:
    """What sounds in the frames in which anything lasts, by pitch class from C up.

    Attributes
    ----------
    notes, bass : (frames, 12) float32
    strength : float
        The strengths of all lasting notes, overtones included, added up.
    """

    notes: Frames
    bass: Frames
    strength: float


def _logit(probability: float) -> float:
    return math.log(probability / (1.0 - probability))


def _loudest(peaks: Peaks) -> float:
    """The level of the loudest frames in dB; infinite where all is silence."""
    if len(peaks.frame_level_db) == 0:
        return math.inf
    loud = float(np.percentile(peaks.frame_level_db, 95.0))
    return loud if loud > _SILENCE_DB else math.inf


def _pieces(count: int) -> Iterator[tuple[slice, slice, slice]]:
    """Some frames at a time: theirs; with a neighbour on either side; theirs within the latter."""
    for start in range(0, count, _PIECE):
        end = min(start + _PIECE, count)
        before = min(1, start)
        around = slice(start - before, min(end + 1, count))
        yield slice(start, end), around, slice(before, before + end - start)


def _strength(peaks: Peaks) -> Values:
    """The square root of each peak's magnitude in its frame, lest one loud note rule."""
    return np.asarray(10.0 ** (peaks.relative_db.astype(np.float64) / 40.0))


def _tuning(peaks: Peaks, *, loud_db: float) -> float:
    """The tuning in cents; 0 where there are no peaks."""
    counts = np.zeros(100)
    for own, _, _ in _pieces(len(peaks.counts)):
        counts += _by_cent(peaks.between(own.start, own.stop), loud_db=loud_db)
    around = (np.arange(100) + 50) % 100 - 50
    bell = np.exp(-0.5 * (around / _SMOOTH_CENTS) ** 2)
    smooth = np.fft.irfft(np.fft.rfft(counts) * np.fft.rfft(bell), 100)
    top = int(np.argmax(smooth))
    away = (np.arange(100) - top + 50) % 100 - 50
    near = np.where(np.abs(away) <= 20, counts * bell[away % 100], 0.0)
    if not near.sum() > 0.0:
        return 0.0
    found = top + 0.5 + float((near * away).sum() / near.sum())
    return (found + 50.0) % 100.0 - 50.0


def _by_cent(peaks: Peaks, *, loud_db: float) -> Values:
    """How much of the peaks lies on each cent of a semitone: (100,).

    A frame counts by its amplitude beside the loudest ones: in the pauses a hum is all there is,
    and steadier than any music.
    """
    low, high = _TUNING_CENTS
    used = (peaks.cents > low) & (peaks.cents < high)
    under_db = np.minimum(peaks.frame_level_db - loud_db, 0.0).astype(np.float64)
    counts = np.where(under_db > -_QUIET_DB, 10.0 ** (under_db / 20.0), 0.0)
    weight = (_strength(peaks) * np.clip(peaks.salience_db - 8.0, 0.0, 8.0))[used]
    weight *= np.repeat(counts, peaks.counts)[used]
    cents = np.floor(peaks.cents[used]).astype(int) % 100
    return np.bincount(cents, weights=weight, minlength=100).astype(np.float64)


def _classes(peaks: Peaks, *, tuning_cents: float, audible: NDArray[np.bool_]) -> _Classes:
    """The pitch classes of the notes that last."""
    found = np.empty((2, len(audible), 12), np.float32)
    count, strength = 0, 0.0
    for _, around, inside in _pieces(len(audible)):
        some = peaks.between(around.start, around.stop)
        notes = _notes(some, tuning_cents=tuning_cents, audible=audible[around])
        lasting = _lasting(notes)[inside]
        strength += float(lasting.sum())
        tones = _without_overtones(lasting)
        alive = tones[tones.any(axis=1)]
        end = count + len(alive)
        found[0, count:end], found[1, count:end] = _folded(alive), _folded(_bass(alive))
        count = end
    return _Classes(found[0, :count], found[1, :count], strength)


def _notes(peaks: Peaks, *, tuning_cents: float, audible: NDArray[np.bool_]) -> Values:
    """The strength of each semitone in each frame: (frames, 68)."""
    semitones = (peaks.cents.astype(np.float64) - tuning_cents) / 100.0 + 69.0
    nearest = np.round(semitones).astype(int)
    number, frame = nearest - _LOWEST, peaks.frame
    strength = _strength(peaks) * np.cos(np.pi * (semitones - nearest)) ** 2
    strength *= np.clip((peaks.salience_db - 8.0) / 4.0, 0.0, 1.0)
    used = (number >= 0) & (number < _SEMITONES) & audible[frame]
    used &= peaks.relative_db > -_DEEPEST_DB
    notes = np.zeros((len(audible), _SEMITONES))
    np.maximum.at(notes, (frame[used], number[used]), strength[used])
    return notes


def _lasting(notes: Values) -> Values:
    """The notes that the frame before or the one after has as well: drums and noise seldom do."""
    sounds = notes > 0.0
    lasts = np.zeros_like(sounds)
    lasts[1:] |= sounds[:-1]
    lasts[:-1] |= sounds[1:]
    return np.where(lasts, notes, 0.0)


def _untonal(found: _Classes, *, frames: int) -> bool:
    """Whether there is too little to tell a key by: noise, drums alone, or a single pitch."""
    if found.strength / frames < _FEWEST_NOTES:
        return True
    shares = _shares(_added(found.notes))
    return 1.0 / float((shares**2).sum()) < _FEWEST_CLASSES


def _evidence(found: _Classes) -> tuple[Values, int]:
    """What speaks for the keys, and how many different chords there are."""
    chords = _chords(found)
    path = _path(chords)
    ends = max(1, min(_END_FRAMES, len(path) // 3))
    start, end, bass = slice(ends), slice(-ends, None), found.bass
    rows = [
        _shares(np.sqrt(_shares(_added_alike(found.notes)))),
        _shares(_added(bass)),
        *np.sqrt(_shares(_heard(chords, path))).reshape(2, 12),
        *(_heard(chords[start], path[start]) / ends).reshape(2, 12),
        *(_heard(chords[end], path[end]) / ends).reshape(2, 12),
        _shares(_added(bass[start])),
        _shares(_added(bass[end])),
        *_cadences(path),
    ]
    return np.array(rows), len(np.unique(path))


def _without_overtones(notes: Values) -> Values:
    tones = notes.copy()
    for distance, share in _OVERTONES:
        left = notes[:, distance:] - share * notes[:, :-distance]
        tones[:, distance:] = np.minimum(tones[:, distance:], np.maximum(left, 0.0))
    return tones


def _bass(tones: Values) -> Values:
    weights = np.zeros(_SEMITONES)
    weights[:_BASS_SEMITONES] = np.linspace(1.0, 0.2, _BASS_SEMITONES)
    return tones * weights


def _folded(tones: Values) -> Values:
    """Pitch classes from C up, of semitones from the lowest up: (frames, 12)."""
    padded = np.zeros((len(tones), _LOWEST % 12 + _SEMITONES))
    padded[:, _LOWEST % 12 :] = tones
    return np.asarray(padded.reshape(len(tones), padded.shape[1] // 12, 12).sum(axis=1))


def _added(frames: Frames) -> Values:
    """The sum of all frames."""
    return np.asarray(frames.sum(axis=0, dtype=np.float64))


def _added_alike(frames: Frames) -> Values:
    """The sum of all frames, each of the same weight."""
    total = np.zeros(frames.shape[1])
    for own, _, _ in _pieces(len(frames)):
        some = frames[own].astype(np.float64)
        total += (some / some.sum(axis=1, keepdims=True)).sum(axis=0)
    return total


def _heard(chords: Frames, path: NDArray[np.intp]) -> Values:
    """How much of each chord there is: half by how likely it is, half where it is chosen."""
    return 0.5 * _added(chords) + 0.5 * np.bincount(path, minlength=chords.shape[1])


def _blurred(frames: Frames) -> Values:
    """Each frame with half of both its neighbours."""
    blurred = frames.astype(np.float64)
    blurred[1:] += 0.5 * frames[:-1]
    blurred[:-1] += 0.5 * frames[1:]
    return blurred


def _shares(values: Values) -> Values:
    """Values that add up to one; all alike where there is nothing."""
    total = float(values.sum())
    return values / total if total > 0.0 else np.full(values.shape, 1.0 / values.size)


def _chords(found: _Classes) -> Frames:
    """How likely each of 12 major and 12 minor triads is in each frame: (frames, 24) float32."""
    chords = np.empty((len(found.notes), 24), np.float32)
    for own, around, inside in _pieces(len(chords)):
        chords[own] = _triads(_blurred(found.notes[around]), _blurred(found.bass[around]))[inside]
    return chords


def _triads(classes: Values, bass: Values) -> Values:
    """How likely each triad is in each of a few frames: (frames, 24).

    Cosine similarity with the triad's three notes (Fujishima, "Realtime chord recognition of
    musical sound", ICMC 1999), and a little for its root in the bass.
    """
    triads = np.zeros((24, 12))
    for root in range(12):
        triads[root, [root, (root + 4) % 12, (root + 7) % 12]] = 1.0
        triads[12 + root, [root, (root + 3) % 12, (root + 7) % 12]] = 1.0
    length = np.maximum(np.linalg.norm(classes, axis=1, keepdims=True), 1e-9)
    roots = bass / np.maximum(bass.sum(axis=1, keepdims=True), 1e-9)
    alike = classes / length @ triads.T / math.sqrt(3.0) + _BASS_SHARE * np.tile(roots, 2)
    likely = np.exp(_SHARPNESS * alike)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def _path(chords: Frames) -> NDArray[np.intp]:
    """The best sequence of chords, where every change costs the same (Viterbi)."""
    count = chords.shape[1]
    best = np.zeros(count)
    origin = np.empty(chords.shape, np.uint8)
    own = np.arange(count)
    for piece, _, _ in _pieces(len(chords)):
        scores = np.log(chords[piece].astype(np.float64) + 1e-6)
        for frame, score in enumerate(scores, start=piece.start):
            top = int(best.argmax())
            stays = best + _CHANGE_COST > best[top]
            origin[frame] = np.where(stays, own, top)
            best = np.where(stays, best + _CHANGE_COST, best[top]) + score
    path = np.empty(len(chords), np.intp)
    path[-1] = best.argmax()
    for frame in range(len(chords) - 1, 0, -1):
        path[frame - 1] = origin[frame, path[frame]]
    return path


def _cadences(path: NDArray[np.intp]) -> tuple[Values, Values]:
    """Share of the chord changes that go from a major chord down a fifth, by where to."""
    before, after = path[:-1], path[1:]
    changes = max(1, int(np.count_nonzero(before != after)))
    falls = (before < 12) & (before == (after + 7) % 12) & (before != after)
    into_major = np.bincount(after[falls & (after < 12)], minlength=12)
    into_minor = np.bincount(after[falls & (after >= 12)] - 12, minlength=12)
    return into_major / changes, into_minor / changes


def _probabilities(rows: Values) -> Values:
    """The probability of each key, 12 in major and 12 in minor."""
    weights = np.array([MAJOR, MINOR])
    scores = np.zeros((2, 12))
    for tonic in range(12):
        scores[:, tonic] = (weights * np.roll(rows, -tonic, axis=1)).sum(axis=(1, 2))
    scores[1] += MINOR_AHEAD
    likely = np.exp(scores - scores.max())
    return np.asarray((likely / likely.sum()).reshape(24))


def _key(number: int) -> Key:
    return Key(TONICS[number % 12], "major" if number < 12 else "minor")
