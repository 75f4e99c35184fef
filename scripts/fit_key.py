"""Fits what the key is told by and how sure that is, on made music, and judges it out of sample.

Uses the tuning split of the corpus, drawn with seeds of its own, and the same kind of pieces over
harmonies drawn at random; writes lib/audio/key_weights.py. Takes about six minutes of processor
time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from statistics import fmean
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lib.audio.blocks import Rechunker
from lib.audio.chroma import ChromaMeter, Peaks
from lib.audio.key import EVIDENCE, Evidence, calibrated, gather, log_odds
from lib.audio.spectrum import SpectrumMeter, frame_length
from scripts import corpus
from scripts.music.harmony import Mode, progressions
from scripts.music.piece import Piece
from scripts.scoring import calibration, key_score

Values = NDArray[np.float64]
Random = np.random.Generator

RATE = 44_100
# Seed and pieces of each style: with the corpus's own progressions, among them the scored pieces
# of the tuning split, and with walks.
DRAWS = ((corpus.SEED, corpus.PER_STYLE), (41, 24))
WALKS = ((42, 36),)
# A walk counts half, and half of that for the calibration: it has turns that no song has.
WALK_COUNTS, WALK_CALIBRATES = 0.5, 0.25
# The share of a piece's weight that an excerpt of it has.
EXCERPT_COUNTS = 0.25
# What may be wrong of the keys that are told at 0.9 and more, over harmonies and styles that the
# weights do not know: a little less than the 2 % that are promised. And the steps that it is sought
# in.
SURE_WRONG, SURE_STEP = 0.0175, 0.05
# A weight of one costs half of this in log likelihood.
PENALTY = 0.1
FOLDS = 5
TARGET = Path(__file__).resolve().parent.parent / "lib" / "audio" / "key_weights.py"

# What follows what usually, sometimes and less often: Piston's table of root progressions
# ("Harmony", 1941, ch. 3), and the lowered seventh and the minor fourth degree of songs.
_FOLLOWS: dict[Mode, dict[str, tuple[str, str, str]]] = {
    "major": {
        "I": ("IV V IV V", "vi vi bVII", "ii iii iv"),
        "ii": ("V V", "vi IV", "I iii"),
        "iii": ("vi vi", "IV IV", "ii V"),
        "IV": ("V V", "I I ii", "iii vi iv bVII"),
        "V": ("I I I", "IV vi", "ii iii"),
        "vi": ("ii V IV", "iii IV", "I"),
        "bVII": ("IV I", "I", "V"),
        "iv": ("I", "V", "I"),
    },
    "minor": {
        "i": ("iv V VI VII", "VI VII v", "iio III"),
        "iio": ("V", "V", "i VI"),
        "III": ("VI VII", "iv VI", "iio v"),
        "iv": ("V VII", "i i v", "III VI"),
        "V": ("i i i", "i VI", "iv"),
        "v": ("i VI", "iv VI", "VII III"),
        "VI": ("VII III iv", "VII V", "i iio"),
        "VII": ("i III", "VI i", "iv v"),
    },
}
_USUALLY = (4, 2, 1)
# Chords that a dominant of their own may lead to.
_LED_TO: dict[Mode, tuple[str, ...]] = {
    "major": ("ii", "IV", "V", "vi"),
    "minor": ("III", "iv", "v", "VI", "VII", "V"),
}
_LENGTHS = (2, 3, 4, 4, 4, 4, 6, 8, 8)
_SEVENTHS = {"I": "IM7", "IV": "IVM7", "III": "IIIM7", "VI": "VIM7", "iio": "iih7"}


@dataclass(frozen=True, slots=True)
class Example:
    """What was heard of a piece, and what is true of it.

    Attributes
    ----------
    found : Evidence
    key : int
        0 to 11 for C major to B major, 12 to 23 for the minor keys.
    harmony : str
        Its loop of chords; the same from whichever chord it starts.
    style : str
    song, whole : bool
        With a progression of the corpus and not a walk; all of it and not an excerpt.
    """

    found: Evidence
    key: int
    harmony: str
    style: str
    song: bool
    whole: bool

    @property
    def counts(self) -> float:
        """How much it weighs in the fit."""
        share = 1.0 - EXCERPT_COUNTS if self.whole else EXCERPT_COUNTS
        return share if self.song else share * WALK_COUNTS


def peaks_of(signal: NDArray[np.float32], *, rate: int = RATE) -> Peaks:
    """Measure a (frames, channels) signal."""
    channels = signal.shape[1]
    length = frame_length(rate)
    meter = ChromaMeter(
        line_hz=rate / length, lines=length // 2 + 1, hop_s=length / 2 / rate, channels=channels
    )
    spectrum = SpectrumMeter(sample_rate=rate, channels=channels, listeners=(meter,))
    chunks = Rechunker(sample_rate=rate, channels=channels, max_sample=100.0)
    for chunk in chain(chunks.push(signal), chunks.finish()):
        spectrum.push(chunk)
    spectrum.finish()
    meter.finish()
    return meter.result()


def pieces(seed: int, per_style: int, *, walks: bool) -> list[Piece]:
    """Draw tonal pieces of the tuning split, with their own progressions or with walks."""
    drawn = corpus.pieces("tune", seed=seed, per_style=per_style)
    tonal = [(piece, piece.mode) for piece in drawn if piece.mode is not None]
    if not walks:
        return [piece for piece, _ in tonal]
    return [
        replace(piece, progression=walk(mode, np.random.default_rng([piece.seed, 7])))
        for piece, mode in tonal
    ]


def walk(mode: Mode, random: Random) -> tuple[str, ...]:
    """Draw a loop of chords with its tonic in it, but none that the test split alone plays."""
    home = "I" if mode == "major" else "i"
    leading = random.random() < 0.35
    while True:
        chords = _steps(mode, home, random)
        if leading:
            chords = _led(chords, mode, random)
        if not chords:
            continue
        returns = chords[0] in _following(mode, chords[-1]) or chords[0] == chords[-1]
        if home in chords and (returns or leading) and not _reserved(mode, chords):
            return tuple(_coloured(chords, random))


def harmony(piece: Piece) -> str:
    """Name a piece's loop of chords, the same from whichever chord it starts."""
    return f"{piece.mode} {_loop(piece.progression)}"


def excerpt(peaks: Peaks, random: Random) -> Peaks:
    """Leave out up to 40 % of a piece at its start and up to 30 % at its end."""
    count = len(peaks.frame_level_db)
    start = int(random.uniform(0.0, 0.4) * count)
    end = count - int(random.uniform(0.0, 0.3) * count)
    return peaks.between(start, end)


def examples_of(piece: Piece, peaks: Peaks, *, song: bool) -> Iterator[Example]:
    """Describe a piece and an excerpt of it; neither where nothing tonal is heard.

    Pieces start with their tonic and files need not: excerpts keep the start and the end from
    saying more than they know.
    """
    part = excerpt(peaks, np.random.default_rng([piece.seed, 9]))
    for some, whole in ((peaks, True), (part, False)):
        found = gather(some)
        if isinstance(found, Evidence) and piece.tonic is not None:
            key = piece.tonic + (12 if piece.mode == "minor" else 0)
            yield Example(found, key, harmony(piece), piece.style, song, whole)


def fit(examples: Sequence[Example]) -> Values:
    """Fit a multinomial logit over the 24 keys in which all tonics share their weights.

    Returns
    -------
    (2 * len(EVIDENCE) * 12 + 1,) float64
        For major keys, for minor keys, and what minor has ahead.
    """
    seen = np.stack([_seen_by_keys(one.found.rows) for one in examples])
    keys = np.array([one.key for one in examples])
    counts = np.array([one.counts for one in examples])
    truth = counts @ seen[np.arange(len(keys)), keys]
    flat = seen.reshape(-1, seen.shape[2])

    def loss(weights: Values) -> tuple[float, Values]:
        odds = (flat @ weights).reshape(len(keys), 24)
        odds -= odds.max(axis=1, keepdims=True)
        likely = np.exp(odds)
        total = likely.sum(axis=1)
        fits = counts @ (odds[np.arange(len(keys)), keys] - np.log(total))
        expected = (likely * (counts / total)[:, None]).ravel() @ flat
        slope = PENALTY * weights + expected - truth
        return float(0.5 * PENALTY * weights @ weights - fits), slope

    start = np.zeros(seen.shape[2])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x)


def told(weights: Values, examples: Sequence[Example]) -> tuple[NDArray[np.intp], Values]:
    """The likeliest key of each piece, and its log odds before calibration."""
    seen = np.stack([_seen_by_keys(one.found.rows) for one in examples])
    scores = seen @ weights
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    odds = [
        log_odds(float(some.max()), chords=one.found.chords)
        for some, one in zip(likely, examples, strict=True)
    ]
    return likely.argmax(axis=1), np.array(odds)


def left_out(examples: Sequence[Example], groups: Sequence[str]) -> tuple[NDArray[np.intp], Values]:
    """Tell every piece by weights that no piece of its group was fitted on."""
    fold = np.array([crc32(group.encode()) % FOLDS for group in groups])
    keys, odds = np.zeros(len(examples), np.intp), np.zeros(len(examples))
    for number in range(FOLDS):
        inside = [one for one, mine in zip(examples, fold, strict=True) if mine != number]
        outside = [one for one, mine in zip(examples, fold, strict=True) if mine == number]
        if outside:
            keys[fold == number], odds[fold == number] = told(fit(inside), outside)
    return keys, odds


def calibrate(odds: Values, right: NDArray[np.bool_], *, counts: Values) -> tuple[float, float]:
    """Fit Platt's slope and offset, from log odds to those of being right."""

    def loss(line: Values) -> tuple[float, Values]:
        likely = line[0] * odds + line[1]
        surprise = counts @ np.logaddexp(0.0, np.where(right, -likely, likely))
        away = counts * (1.0 / (1.0 + np.exp(-likely)) - right)
        return float(surprise), np.array([away @ odds, away.sum()])

    slope, offset = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return round(float(slope), 2), round(float(offset), 2)


def sure_from(odds: Values, right: NDArray[np.bool_], *, counts: Values) -> float:
    """The least log odds from which on at most `SURE_WRONG` is wrong."""
    for step in count():
        above = odds >= step * SURE_STEP
        if counts[above & ~right].sum() <= SURE_WRONG * counts[above].sum():
            break
    return round(step * SURE_STEP, 2)


def write(weights: Values, *, slope: float, offset: float, sure: float) -> None:
    """Write the module that holds the numbers."""
    lines = [
        '"""What speaks for a key and how much, fitted by scripts/fit_key.py."""',
        "",
        "from __future__ import annotations",
        "",
        "# The change of a key's log odds with each unit of evidence (`key.EVIDENCE`); the columns",
        "# are semitones above the tonic.",
    ]
    by_mode = weights[:-1].reshape(2, len(EVIDENCE), 12)
    for mode, rows in zip(("MAJOR", "MINOR"), by_mode, strict=True):
        lines.append(f"{mode} = (")
        for name, row in zip(EVIDENCE, rows, strict=True):
            numbers = ", ".join(f"{number:.2f}" for number in row)
            lines += [f"    # {name}", f"    ({numbers}),"]
        lines += [")", ""]
    lines += [
        "# What minor keys have ahead.",
        f"MINOR_AHEAD = {weights[-1]:.2f}",
        "",
        "# From log odds to those of being right.",
        f"SLOPE, OFFSET = {slope:.2f}, {offset:.2f}",
        "# The log odds from which 0.9 may be told.",
        f"SURE_FROM = {sure:.2f}",
        "",
    ]
    TARGET.write_text("\n".join(lines))


def _steps(mode: Mode, home: str, random: Random) -> list[str]:
    count = int(random.choice(_LENGTHS))
    known = list(_FOLLOWS[mode])
    chords = [home if random.random() < 0.85 else str(random.choice(known))]
    while len(chords) < count:
        chords.append(str(random.choice(_following(mode, chords[-1]))))
    return chords


def _following(mode: Mode, chord: str) -> list[str]:
    """What may follow a chord, as often as it should be drawn; nothing known after a borrowed."""
    groups = _FOLLOWS[mode].get(chord, ("", "", ""))
    return [
        after
        for names, times in zip(groups, _USUALLY, strict=True)
        for after in names.split() * times
    ]


def _led(chords: list[str], mode: Mode, random: Random) -> list[str]:
    """Put the dominant of a chord before it, in another chord's place."""
    places = [
        place
        for place in range(1, len(chords) - 1)
        if chords[place + 1] in _LED_TO[mode] and chords[place] != chords[place + 1]
    ]
    if not places:
        return []
    place = int(random.choice(places))
    return [*chords[:place], f"V7/{chords[place + 1]}", *chords[place + 1 :]]


def _reserved(mode: Mode, chords: list[str]) -> bool:
    """Whether the test split alone plays this in some family of styles."""
    families = ("song", "loop", "jazz", "chorale")
    theirs = (
        text
        for name in families
        for text in progressions("test", family=name, mode=mode)
        if text not in progressions("tune", family=name, mode=mode)
    )
    return _loop(chords) in {_loop(text.split()) for text in theirs}


def _coloured(chords: list[str], random: Random) -> list[str]:
    """All chords with sevenths, or the dominants alone, or none."""
    if random.random() < 0.25:
        return [text if "/" in text else _SEVENTHS.get(text, f"{text}7") for text in chords]
    if random.random() < 0.4:
        return ["V7" if text == "V" else text for text in chords]
    return chords


def _loop(chords: Sequence[str]) -> str:
    plain = [_plain(text) for text in chords]
    return min(" ".join(plain[start:] + plain[:start]) for start in range(len(plain)))


def _plain(text: str) -> str:
    """A chord without its seventh."""
    numeral, slash, of = text.partition("/")
    return numeral.rstrip("M7") + slash + of


def _seen_by_keys(rows: Values) -> Values:
    """The evidence from each key's tonic, in the places of its mode's weights."""
    seen = np.zeros((24, 2 * rows.size + 1))
    for tonic in range(12):
        turned = np.roll(rows, -tonic, axis=1).ravel()
        seen[tonic, : rows.size] = turned
        seen[12 + tonic, rows.size : -1] = turned
    seen[12:, -1] = 1.0
    return seen


def _heard(draws: Sequence[tuple[int, int]], *, walks: bool) -> Iterator[Example]:
    for seed, per_style in draws:
        for piece in pieces(seed, per_style, walks=walks):
            yield from examples_of(piece, peaks_of(corpus.render(piece)), song=not walks)


def _say(what: str, examples: Sequence[Example], keys: NDArray[np.intp], sure: Values) -> None:
    """Print how right some keys and confidences are."""
    right = [key == one.key for key, one in zip(keys.tolist(), examples, strict=True)]
    weighted = [
        key_score(_named(key), _named(one.key))
        for key, one in zip(keys.tolist(), examples, strict=True)
    ]
    found = calibration(list(zip(sure.tolist(), right, strict=True)))
    print(
        f"{what}: exact {100 * fmean(right):.1f} %, MIREX {100 * fmean(weighted):.1f} %, "
        f"calibration error {found.error:.3f}, "
        f"wrong from 0.9 up {found.sure_wrong} of {found.sure}, of {len(right)}"
    )


def _named(key: int) -> tuple[int, str]:
    return key % 12, "major" if key < 12 else "minor"


def _judge(examples: Sequence[Example]) -> tuple[float, float, float]:
    """Tell pieces by weights that know neither their harmony nor, then, their style; calibrate."""
    told_by = {
        "harmony": left_out(examples, [one.harmony for one in examples]),
        "style": left_out(examples, [one.style for one in examples]),
    }
    truth = np.array([one.key for one in examples])
    song = np.array([one.song for one in examples])
    whole = np.array([one.whole for one in examples])
    odds = np.concatenate([odds[whole] for _, odds in told_by.values()])
    right = np.concatenate([(keys == truth)[whole] for keys, _ in told_by.values()])
    counts = np.tile(np.where(song, 1.0, WALK_CALIBRATES)[whole], len(told_by))
    slope, offset = calibrate(odds, right, counts=counts)
    sure = sure_from(odds, right, counts=counts)
    kinds = {"songs": song & whole, "walks": ~song & whole, "excerpts of songs": song & ~whole}
    for what, (keys, odds) in told_by.items():
        likely = np.array(
            [calibrated(one, slope=slope, offset=offset, sure_from=sure) for one in odds.tolist()]
        )
        for kind, some in kinds.items():
            chosen = [one for one, here in zip(examples, some, strict=True) if here]
            _say(f"{kind}, {what} left out", chosen, keys[some], likely[some])
    return slope, offset, sure


def _main() -> int:
    examples = [*_heard(DRAWS, walks=False), *_heard(WALKS, walks=True)]
    harmonies = len({one.harmony for one in examples})
    print(f"{len(examples)} pieces and excerpts over {harmonies} harmonies")
    slope, offset, sure = _judge(examples)
    write(fit(examples), slope=slope, offset=offset, sure=sure)
    print(f"slope {slope}, offset {offset}, sure from {sure}; wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
