"""The key of a programme from its spectral peaks: tuning, notes, chords, decision, confidence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lib.audio.chroma import Peaks
from lib.audio.key_weights import MAJOR, MINOR, MINOR_AHEAD, OFFSET, SLOPE

Mode = Literal["major", "minor"]
Reason = Literal["silence", "too_short", "no_tonality"]
Values = NDArray[np.float64]

TONICS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# What speaks for a key, each by pitch class.
EVIDENCE = (
    *("notes", "bass", "major chords", "minor chords"),
    *("major chords at the start", "minor chords at the start"),
    *("major chords at the end", "minor chords at the end"),
    *("bass at the start", "bass at the end"),
    *("falls of a fifth into major", "falls of a fifth into minor"),
)

# Programmes whose loudest frames stay below this are silence; frames that are so much under the
# loudest ones do not count.
_SILENCE_DB = -70.0
_QUIET_DB = 40.0
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
    return KeyEstimate(
        key=_key(int(first)),
        runner_up=_key(int(second)),
        confidence=_calibrated(log_odds(float(likely[first]), chords=found.chords)),
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
    audio", 2006, §3.3, finds it before folding too). Peaks then become notes, those that last two
    frames; what may be an overtone of a lower note is taken away; and notes become twelve pitch
    classes.
    """
    audible = peaks.frame_level_db > _quietest(peaks)
    if not audible.any():
        return "silence"
    if np.count_nonzero(audible) * peaks.hop_s < _SHORTEST_S:
        return "too_short"
    tuning = _tuning(peaks)
    notes = _lasting(_notes(peaks, tuning_cents=tuning, audible=audible))
    if _untonal(notes[audible]):
        return "no_tonality"
    rows, chords = _evidence(notes)
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


def _quietest(peaks: Peaks) -> float:
    """The level above which frames count, in dB."""
    if len(peaks.frame_level_db) == 0:
        return math.inf
    loud = float(np.percentile(peaks.frame_level_db, 95.0))
    return loud - _QUIET_DB if loud > _SILENCE_DB else math.inf


def _strength(peaks: Peaks) -> Values:
    """The square root of each peak's magnitude in its frame, lest one loud note rule."""
    level = (peaks.level_db - peaks.frame_level_db[peaks.frame]).astype(np.float64)
    return np.asarray(10.0 ** (level / 40.0))


def _tuning(peaks: Peaks) -> float:
    """The tuning in cents; 0 where there are no peaks."""
    low, high = _TUNING_CENTS
    used = (peaks.cents > low) & (peaks.cents < high)
    weight = _strength(peaks)[used] * np.clip(peaks.salience_db[used] - 8.0, 0.0, 8.0)
    cents = np.floor(peaks.cents[used]).astype(int) % 100
    counts = np.bincount(cents, weights=weight, minlength=100)
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


def _notes(peaks: Peaks, *, tuning_cents: float, audible: NDArray[np.bool_]) -> Values:
    """The strength of each semitone in each frame: (frames, 68)."""
    semitones = (peaks.cents.astype(np.float64) - tuning_cents) / 100.0 + 69.0
    nearest = np.round(semitones).astype(int)
    number = nearest - _LOWEST
    strength = _strength(peaks) * np.cos(np.pi * (semitones - nearest)) ** 2
    strength *= np.clip((peaks.salience_db - 8.0) / 4.0, 0.0, 1.0)
    level = peaks.level_db - peaks.frame_level_db[peaks.frame]
    used = (number >= 0) & (number < _SEMITONES) & (level > -_DEEPEST_DB) & audible[peaks.frame]
    notes = np.zeros((len(audible), _SEMITONES))
    np.maximum.at(notes, (peaks.frame[used], number[used]), strength[used])
    return notes


def _lasting(notes: Values) -> Values:
    """The notes that the frame before or the one after has as well: drums and noise seldom do."""
    sounds = notes > 0.0
    lasts = np.zeros_like(sounds)
    lasts[1:] |= sounds[:-1]
    lasts[:-1] |= sounds[1:]
    return np.where(lasts, notes, 0.0)


def _untonal(notes: Values) -> bool:
    """Whether there is too little to tell a key by: noise, drums alone, or a single pitch."""
    if notes.sum(axis=1).mean() < _FEWEST_NOTES:
        return True
    shares = _shares(_folded(_without_overtones(notes)).sum(axis=0))
    return 1.0 / float((shares**2).sum()) < _FEWEST_CLASSES


def _evidence(notes: Values) -> tuple[Values, int]:
    """What speaks for the keys, and how many different chords there are."""
    tones = _without_overtones(notes)
    classes = _folded(tones)
    alive = classes.sum(axis=1) > 0.0
    classes, bass = classes[alive], _folded(_bass(tones))[alive]
    chords = _chords(_blurred(classes), _blurred(bass))
    path = _path(np.log(chords + 1e-6))
    heard = 0.5 * chords
    heard[np.arange(len(path)), path] += 0.5
    ends = max(1, min(_END_FRAMES, len(path) // 3))
    rows = [
        _shares(np.sqrt(_shares((classes / classes.sum(axis=1, keepdims=True)).sum(axis=0)))),
        _shares(bass.sum(axis=0)),
        *np.sqrt(_shares(heard.sum(axis=0))).reshape(2, 12),
        *heard[:ends].mean(axis=0).reshape(2, 12),
        *heard[-ends:].mean(axis=0).reshape(2, 12),
        _shares(bass[:ends].sum(axis=0)),
        _shares(bass[-ends:].sum(axis=0)),
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
    return np.asarray(padded.reshape(len(tones), -1, 12).sum(axis=1))


def _blurred(frames: Values) -> Values:
    """Each frame with half of both its neighbours."""
    blurred = frames.copy()
    blurred[1:] += 0.5 * frames[:-1]
    blurred[:-1] += 0.5 * frames[1:]
    return blurred


def _shares(values: Values) -> Values:
    """Values that add up to one; all alike where there is nothing."""
    total = float(values.sum())
    return values / total if total > 0.0 else np.full(values.shape, 1.0 / values.size)


def _chords(classes: Values, bass: Values) -> Values:
    """How likely each of 12 major and 12 minor triads is in each frame: (frames, 24).

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


def _path(scores: Values) -> NDArray[np.intp]:
    """The best sequence of chords, where every change costs the same (Viterbi)."""
    count = scores.shape[1]
    best = scores[0].copy()
    origin = np.empty(scores.shape, np.intp)
    own = np.arange(count)
    for frame in range(1, len(scores)):
        top = int(best.argmax())
        stays = best + _CHANGE_COST > best[top]
        origin[frame] = np.where(stays, own, top)
        best = np.where(stays, best + _CHANGE_COST, best[top]) + scores[frame]
    path = np.empty(len(scores), np.intp)
    path[-1] = best.argmax()
    for frame in range(len(scores) - 1, 0, -1):
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


def _calibrated(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-SLOPE * odds - OFFSET))
