"""Made tracks with known traits, measured as any upload is: the reports that are asked about."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from lib.audio.curves import popular_density_db
from lib.audio.report import measure

Wave = NDArray[np.float64]
Bell = tuple[float, float]  # the centre in Hz, the gain in dB

RATE = 44_100
SECONDS = 10.0
_NO_CHORD: tuple[int, ...] = ()
_MINOR, _MAJOR = (57, 60, 64, 69), (60, 64, 67, 72)


@dataclass(frozen=True, slots=True)
class Track:
    """How a track is made: noise with the spectrum of popular music, beaten and coloured.

    Attributes
    ----------
    rms_dbfs : float
        Its level before it is limited.
    bells : pairs of (Hz, dB)
        What its spectrum has more of, or less, an octave around.
    width : float in [0, 1]
        The sides beside the middle; negative turns one channel's polarity.
    low_side : bool
        Whether the sides go down to the lowest notes.
    lean_db : float
        The right channel over the left.
    limit : {"none", "soft", "hard"}
        What becomes of peaks over full scale: nothing needs to be done, rounded or cut off.
    beat : float
        How far the level falls between beats, 0 to 1.
    fade_db : float
        How much quieter the first half is.
    """

    rms_dbfs: float = -18.0
    bells: tuple[Bell, ...] = ()
    width: float = 0.35
    low_side: bool = False
    lean_db: float = 0.0
    limit: str = "soft"
    beat: float = 0.6
    bpm: float = 120.0
    chord: tuple[int, ...] = _MINOR
    fade_db: float = 0.0
    hum_dbfs: float | None = None
    dc: float = 0.0


TRACKS: dict[str, Track] = {
    "plain": Track(),
    "quiet": Track(rms_dbfs=-30.0),
    "very-quiet": Track(rms_dbfs=-40.0, bpm=90.0),
    "on-target": Track(rms_dbfs=-16.0, chord=_MAJOR),
    "loud": Track(rms_dbfs=-11.0),
    "very-loud": Track(rms_dbfs=-7.0, beat=0.3),
    "clipped": Track(rms_dbfs=-9.0, limit="hard"),
    "clipped-hard": Track(rms_dbfs=-5.0, limit="hard", beat=0.4),
    "squashed": Track(rms_dbfs=-4.0, beat=0.1),
    "dynamic": Track(rms_dbfs=-24.0, beat=0.95, fade_db=14.0),
    "muddy": Track(bells=((330.0, 9.0),)),
    "hollow": Track(bells=((350.0, -10.0),)),
    "boomy": Track(bells=((75.0, 7.0), (170.0, 8.0))),
    "thin": Track(bells=((80.0, -10.0), (180.0, -12.0))),
    "sub-heavy": Track(bells=((38.0, 14.0),), rms_dbfs=-14.0),
    "no-sub": Track(bells=((35.0, -24.0),)),
    "dull": Track(bells=((11_000.0, -16.0), (5_000.0, -7.0))),
    "bright": Track(bells=((11_000.0, 12.0),)),
    "harsh": Track(bells=((2_900.0, 10.0),)),
    "sibilant": Track(bells=((5_800.0, 11.0), (8_500.0, 8.0))),
    "boxy": Track(bells=((850.0, 9.0),)),
    "distant": Track(bells=((4_900.0, -11.0),)),
    "mono": Track(width=0.0),
    "narrow": Track(width=0.12),
    "wide": Track(width=0.95),
    "out-of-phase": Track(width=-0.9, low_side=True),
    "wide-lows": Track(width=0.7, low_side=True, bells=((60.0, 5.0),)),
    "leaning": Track(lean_db=4.0, bpm=140.0),
    "leaning-left": Track(lean_db=-2.5, rms_dbfs=-13.0),
    "humming": Track(rms_dbfs=-26.0, hum_dbfs=-38.0, chord=_NO_CHORD),
    "offset": Track(dc=0.03, rms_dbfs=-22.0),
    "loud-dull-narrow": Track(rms_dbfs=-8.0, width=0.1, bells=((10_000.0, -14.0),)),
}


def reports(names: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    """The named tracks' reports, or all; the same on every run."""
    with tempfile.TemporaryDirectory() as folder:
        return {name: _measured(name, Path(folder)) for name in names or TRACKS}


def _measured(name: str, folder: Path) -> dict[str, Any]:
    file = folder / f"{name}.wav"
    soundfile.write(file, _sound(TRACKS[name]), RATE, subtype="PCM_24")
    digest = sha256(file.read_bytes()).hexdigest()
    return measure(file, sha256=digest, progress=lambda _stage, _share: None)


def _sound(track: Track) -> Wave:
    """(frames, 2) float64, within ±1."""
    random = np.random.default_rng(len(track.bells) + round(100 * abs(track.width)))
    times = np.arange(round(SECONDS * RATE)) / RATE
    middle = _noise(random, track.bells) * _beats(times, track)
    middle = middle / middle.std() + _notes(times, track.chord)
    side = _noise(random, track.bells if track.low_side else (*track.bells, (50.0, -40.0)))
    side = track.width * side / side.std() * _beats(times, track)
    sound = np.stack([middle + side, middle - side], axis=1)
    if track.width < 0:
        sound[:, 1] = -sound[:, 1]
    sound *= 10.0 ** (track.rms_dbfs / 20.0) / sound.std()
    sound[: len(sound) // 2] *= 10.0 ** (-track.fade_db / 20.0)
    sound *= 10.0 ** (np.array([-0.5, 0.5]) * track.lean_db / 20.0)
    if track.hum_dbfs is not None:
        hums = [np.sin(2.0 * np.pi * 50.0 * k * times) / k for k in (1, 2, 3)]
        sound += 10.0 ** (track.hum_dbfs / 20.0) * np.sum(hums, axis=0)[:, None]
    return np.clip(_limited(sound, track.limit) + track.dc, -1.0, 1.0 - 2.0**-15)


def _noise(random: np.random.Generator, bells: Sequence[Bell]) -> Wave:
    frames = round(SECONDS * RATE)
    spectrum = np.fft.rfft(random.standard_normal(frames))
    hertz = np.maximum(np.fft.rfftfreq(frames, 1.0 / RATE), 10.0)
    level = popular_density_db(hertz)
    for centre, gain in bells:
        level = level + gain * np.exp(-0.5 * (np.log2(hertz / centre) / 0.6) ** 2)
    return np.fft.irfft(spectrum * 10.0 ** (level / 20.0), frames)


def _beats(times: Wave, track: Track) -> Wave:
    phase = (times * track.bpm / 60.0) % 1.0
    return 1.0 - track.beat + track.beat * np.exp(-6.0 * phase)


def _notes(times: Wave, chord: Sequence[int]) -> Wave:
    tones = [np.sin(2.0 * np.pi * 440.0 * 2.0 ** ((midi - 69) / 12.0) * times) for midi in chord]
    return 0.4 * np.sum(tones, axis=0) if tones else np.zeros_like(times)


def _limited(sound: Wave, limit: str) -> Wave:
    return sound if limit == "hard" else 0.97 * np.tanh(sound / 0.97)
