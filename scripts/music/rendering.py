"""From a piece to sound: notes and hits on the grid of its beats, a room, a mix and a master."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scripts.music import percussion, timbre
from scripts.music.arrangement import Hit, Note, Part, hits, parts
from scripts.music.piece import Piece
from scripts.music.styles import STYLES

Wave = NDArray[np.float32]
Random = np.random.Generator

# RMS of each role in dBFS before mastering, and how much of it the room hears.
_LEVELS = {"comp": -23.0, "bass": -21.0, "lead": -21.5, "drums": -19.0}
_SENDS = {"comp": 0.25, "bass": 0.02, "lead": 0.35, "drums": 0.08}
# Peak levels of the drums against each other, in dB.
_DRUM_LEVELS = {
    "hat": -13.0,
    "open": -13.0,
    "ride": -14.0,
    "crash": -12.0,
    "shaker": -14.0,
    "brush": -12.0,
    "triangle": -15.0,
    "tamborim": -10.0,
    "pandeiro": -8.0,
    "jingle": -13.0,
    "rim": -8.0,
    "clap": -5.0,
    "snare": -3.0,
    "cowbell": -12.0,
    "conga": -7.0,
    "highconga": -8.0,
    "bacalhau": -8.0,
    "tom": -4.0,
}
_PANS = {"hat": 0.35, "ride": -0.4, "shaker": -0.5, "tamborim": 0.5, "triangle": 0.45, "tom": -0.3}


class Grid:
    """Where beats fall in seconds, before, in and after the excerpt, with the swing between.

    Parameters
    ----------
    piece : Piece
    """

    def __init__(self, piece: Piece) -> None:
        style = STYLES[piece.style]
        times = piece.beats or tuple(np.arange(0.0, piece.seconds, 60.0 / np.mean(style.bpm)))
        before, after = times[1] - times[0], times[-1] - times[-2]
        early = [times[0] - before * i for i in range(8, 0, -1)]
        late = [times[-1] + after * i for i in range(1, 9)]
        self._times = np.array([*early, *times, *late])
        self._beats = np.arange(len(self._times)) - 8.0 - piece.downbeat
        self._pair, self._swing = 2.0 * style.unit, piece.swing
        #: How many beats from the first bar's start until the excerpt is over.
        self.beats = float(np.interp(piece.seconds, self._times, self._beats))

    def seconds(self, beats: NDArray[np.float64]) -> NDArray[np.float64]:
        """Times of positions in beats from the first bar's start, swung."""
        whole, rest = np.divmod(beats, self._pair)
        rest = np.interp(rest / self._pair, [0.0, 0.5, 1.0], [0.0, self._swing, 1.0])
        return np.asarray(np.interp((whole + rest) * self._pair, self._beats, self._times))


class _Desk:
    """Where everything that sounds comes together.

    Parameters
    ----------
    piece : Piece
    rate : int
        Samples per second.
    """

    def __init__(self, piece: Piece, rate: int) -> None:
        self.piece, self.rate = piece, rate
        self.frames = round(piece.seconds * rate)
        self.grid = Grid(piece)
        self.random = np.random.default_rng(piece.seed)
        self.human_s = STYLES[piece.style].human_ms / 1000.0
        self.mix = np.zeros((2, self.frames), np.float32)
        #: What the room hears.
        self.room = np.zeros(self.frames, np.float32)


def render(piece: Piece, *, rate: int) -> Wave:
    """Make a piece sound.

    Parameters
    ----------
    piece : Piece
    rate : int
        Samples per second.

    Returns
    -------
    (frames, 2) float32
        Within ±1; the same for the same piece and rate.
    """
    desk = _Desk(piece, rate)
    struck = hits(piece, beats=desk.grid.beats, random=desk.random)
    for part in parts(piece, beats=desk.grid.beats, random=desk.random):
        bus = _play(desk, part)
        if part.role == "comp" and STYLES[piece.style].duck:
            bus *= _ducking(desk, struck)
        _place(desk, bus, part)
    _drum(desk, struck)
    desk.mix += _reverb(desk.room, rate, desk.random)
    return np.ascontiguousarray(_master(desk.mix, piece, desk.random).T)


def _play(desk: _Desk, part: Part) -> Wave:
    """One instrument's notes on a bus of its own."""
    bus = np.zeros(desk.frames, np.float32)
    made: dict[tuple[int, int, str], Wave] = {}
    bright = float(desk.random.uniform(0.85, 1.15))
    cents = desk.piece.tuning_cents
    starts, ends = _times(desk, part.notes)
    for note, start, end in zip(part.notes, starts, ends, strict=True):
        if start >= desk.piece.seconds or end <= 0.0:
            continue
        # Lengths are made in steps of 40 ms, so that equal notes are made once.
        key = (note.midi, max(1, round((end - start) * 25)), note.vowel)
        if key not in made:
            hz = 440.0 * 2.0 ** ((note.midi - 69 + cents / 100.0) / 12.0)
            made[key] = timbre.note(
                part.timbre,
                hz=hz,
                seconds=key[1] / 25,
                rate=desk.rate,
                vowel=note.vowel,
                bright=bright,
            )
        _add(bus, made[key], round(start * desk.rate), note.velocity)
    return bus


def _times(desk: _Desk, notes: tuple[Note, ...]) -> tuple[list[float], list[float]]:
    """When notes start and end, played as humans do; notes struck together stay together."""
    at = np.array([note.at for note in notes])
    over = at + [note.beats for note in notes]
    human, random, grid = desk.human_s, desk.random, desk.grid
    together, inverse = np.unique(np.round(at, 1), return_inverse=True)
    slips = human * np.clip(random.standard_normal(len(together)), -2.5, 2.5)[inverse]
    slips += 0.3 * human * random.standard_normal(len(at)) + human * random.uniform(0.0, 0.7)
    return (grid.seconds(at) + slips).tolist(), (grid.seconds(over) + slips).tolist()


def _add(bus: Wave, wave: Wave, at: int, gain: float) -> None:
    start, end = max(0, at), min(len(bus), at + len(wave))
    if start < end:
        bus[start:end] += np.float32(gain) * wave[start - at : end - at]


def _ducking(desk: _Desk, struck: list[Hit]) -> Wave:
    """The gain of what gives way to the kick, as a compressor keyed by it would."""
    gain = np.ones(desk.frames, np.float32)
    dip = np.linspace(0.25, 1.0, round(0.22 * desk.rate), dtype=np.float32)
    kicks = np.array([hit.at for hit in struck if hit.drum.startswith("kick")])
    for at in (desk.grid.seconds(kicks) * desk.rate).astype(int).tolist():
        start, end = max(0, at), min(desk.frames, at + len(dip))
        if start < end:
            np.minimum(gain[start:end], dip[start - at : end - at], out=gain[start:end])
    return gain


def _place(desk: _Desk, bus: Wave, part: Part) -> None:
    """Bring a bus to its level and put it between the speakers."""
    random = desk.random
    level = _LEVELS[part.role] + float(random.uniform(-3.0, 3.0))
    bus *= np.float32(10.0 ** (level / 20.0) / max(1e-6, _rms(bus)))
    reach = {"bass": 0.05, "lead": 0.15}.get(part.role, 0.6)
    pan = float(random.uniform(-reach, reach))
    if part.role == "comp" and random.random() < 0.6:
        # Doubled: the other side hears it again a little later.
        late = int(random.integers(300, 1100))
        _pan(desk.mix, bus, -0.8)
        _pan(desk.mix, np.concatenate([np.zeros(late, np.float32), bus[:-late]]), 0.8)
    else:
        _pan(desk.mix, bus, pan)
    desk.room += np.float32(_SENDS[part.role] * random.uniform(0.4, 1.6)) * bus


def _rms(wave: Wave) -> float:
    sounding = wave[np.abs(wave) > 1e-4]
    return float(np.sqrt(np.mean(sounding**2))) if len(sounding) else 0.0


def _pan(mix: Wave, bus: Wave, pan: float) -> None:
    angle = (pan + 1.0) * np.pi / 4.0
    mix[0] += np.float32(np.sqrt(2.0) * np.cos(angle)) * bus
    mix[1] += np.float32(np.sqrt(2.0) * np.sin(angle)) * bus


def _drum(desk: _Desk, struck: list[Hit]) -> None:
    """Every drum on a bus of its own, all of them brought to one level together."""
    drums, random = np.zeros_like(desk.mix), desk.random
    for name in sorted({hit.drum for hit in struck}):
        wave = percussion.hit(name, kit=desk.piece.kit, rate=desk.rate, random=random)
        own = [hit for hit in struck if hit.drum == name]
        slips = desk.human_s * np.clip(random.standard_normal(len(own)), -2.5, 2.5)
        at = desk.grid.seconds(np.array([hit.at for hit in own])) + slips
        gain = 10.0 ** ((_DRUM_LEVELS.get(name, 0.0) + random.uniform(-3.0, 3.0)) / 20.0)
        bus = np.zeros(desk.frames, np.float32)
        for hit, start in zip(own, at.tolist(), strict=True):
            _add(bus, wave, round(start * desk.rate), gain * hit.velocity)
        _pan(drums, bus, _PANS.get(name, 0.0))
    level = _LEVELS["drums"] + float(random.uniform(-4.0, 3.0))
    drums *= np.float32(10.0 ** (level / 20.0) / max(1e-6, _rms(drums[0])))
    desk.mix += drums
    desk.room += np.float32(_SENDS["drums"] * random.uniform(0.2, 2.0)) * drums[0]


def _reverb(room: Wave, rate: int, random: Random) -> Wave:
    """What a room of 0.4 to 2.2 s answers between 150 Hz and 6 kHz, made at half the rate."""
    half = room[: len(room) // 2 * 2].reshape(-1, 2).mean(axis=1)
    seconds = float(random.uniform(0.4, 2.2))
    n = round(seconds * rate / 2)
    answer = random.standard_normal((2, n)) * 0.001 ** (np.arange(n) / n)
    answer /= np.sqrt(np.sum(answer**2, axis=1, keepdims=True))
    size = _fast(len(half) + n)
    hertz = np.fft.rfftfreq(size, 2.0 / rate).astype(np.float32) + np.float32(1.0)
    shape = 1.0 / (1.0 + (150.0 / hertz) ** 2) / (1.0 + (hertz / 6000.0) ** 2)
    spectrum = np.fft.rfft(half, size) * shape
    wet = np.fft.irfft(spectrum * np.fft.rfft(answer.astype(np.float32), size), size)
    wet = wet[:, : len(half)]
    full = np.zeros((2, len(room)), np.float32)
    full[:, 0 : 2 * len(half) : 2] = wet
    full[:, 1 : 2 * len(half) - 1 : 2] = 0.5 * (wet[:, 1:] + wet[:, :-1])
    return full


def _fast(n: int) -> int:
    """The least size not below n of the kind 2^k, 3·2^k or 5·2^k."""
    sizes = [factor << k for factor in (1, 3, 5) for k in range(1, 26)]
    return min(size for size in sizes if size >= n)


def _master(mix: Wave, piece: Piece, random: Random) -> Wave:
    """Bring it to level: with its dynamics, limited, or crushed into a clipper."""
    # A treble lift: the difference of neighbouring samples, 6 dB per octave up to half the rate.
    mix[:, 1:] += np.float32(random.uniform(0.2, 1.6)) * np.diff(mix, axis=1)
    if piece.kit == "lofi":
        mix += np.float32(0.0015) * random.standard_normal(mix.shape, dtype=np.float32)
    if piece.mastering == "dynamic":
        return mix * np.float32(10.0 ** (random.uniform(-6.0, -1.0) / 20.0) / np.abs(mix).max())
    crushed = piece.mastering == "crushed"
    level = float(random.uniform(-9.0, -7.0) if crushed else random.uniform(-15.0, -10.5))
    mix *= np.float32(10.0 ** (level / 20.0)) / max(np.float32(1e-6), np.sqrt(np.mean(mix**2)))
    if crushed:
        return np.clip(np.float32(1.1) * np.tanh(mix), -0.98, 0.98)
    # What is within half of full scale passes as it is; peaks are rounded off above.
    over = np.maximum(np.abs(mix) - np.float32(0.5), np.float32(0.0))
    return np.sign(mix) * (np.minimum(np.abs(mix), 0.5) + np.float32(0.46) * np.tanh(over / 0.46))
