"""One piece of made music and everything that is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scripts.music.harmony import Mode
from scripts.music.styles import Line

Split = Literal["tune", "test"]
Mastering = Literal["dynamic", "loud", "crushed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is played, and the truth about it.

    Attributes
    ----------
    name : str
        Unique over both splits.
    split : Split
    style : str
        One of `STYLES`.
    bpm : float | None
        Beats per minute over the whole excerpt, as its producers would count them; None where
        there is no pulse.
    beats : tuple of float
        Times of the beats in seconds, those inside the excerpt.
    downbeat : int
        Index into `beats` of the first one that starts a bar.
    beats_per_bar : int
    drift : float
        Share by which the tempo changes from start to end, evenly.
    swing : float
        Where the second of two short notes falls between beats: 0.5 is straight.
    tonic : int | None
        0 for C to 11 for B; None where there is no key.
    mode : Mode | None
    tuning_cents : float
        By how much everything pitched is off A = 440 Hz.
    has_drums : bool
    mastering : Mastering
    seconds : float
    progression : tuple of str
        Roman numerals.
    bars_per_chord : float
    pattern : int
        Which drum pattern of its style; -1 for none.
    comps : tuple of Line
    bass : Line | None
    lead : str
    kit : str
    seed : int
        Of everything that is left to chance while it is rendered.
    """

    name: str
    split: Split
    style: str
    bpm: float | None
    beats: tuple[float, ...]
    downbeat: int
    beats_per_bar: int
    drift: float
    swing: float
    tonic: int | None
    mode: Mode | None
    tuning_cents: float
    has_drums: bool
    mastering: Mastering
    seconds: float
    progression: tuple[str, ...]
    bars_per_chord: float
    pattern: int
    comps: tuple[Line, ...]
    bass: Line | None
    lead: str
    kit: str
    seed: int
