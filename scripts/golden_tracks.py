"""Short made tracks for the golden reports: their files have the same bytes on every machine."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["TRACKS"]

# Everything is made in double precision and rounded to whole steps at the end, and the bytes are
# put together here: neither a processor's last digits nor a library's version can be heard.
Wave = NDArray[np.float64]

_PCM, _MULAW, _EXTENSIBLE = 1, 7, 0xFFFE
_PCM_GUID = struct.pack("<IHH8s", 1, 0, 0x10, b"\x80\x00\x00\xaa\x00\x38\x9b\x71")
_SURROUND_MASK = 0x3F  # L R C LFE Ls Rs


def _house() -> bytes:
    """24 s at 124 bpm in A minor, loud."""
    return _pcm(_mastered(_loop(44_100), drive=3.0), rate=44_100, bits=16)


def _ballad() -> bytes:
    """28 s of struck chords in E flat major, 72 to the minute, without drums; 24 bits at 48 kHz."""
    rate, beat = 48_000, 60.0 / 72.0
    chords = ((51, 55, 58, 63), (48, 51, 55, 60), (44, 51, 56, 60), (46, 53, 56, 62))
    melody = (67, 70, 68, 67, 65, 63, 65, 62)
    song = np.zeros((28 * rate, 2))
    for bar in range(8):
        for number, midi in enumerate(chords[bar % 4]):
            at = (4 * bar + 0.02 * number) * beat
            _add(song, at, _string(midi, 3.6 * beat, rate), rate, pan=0.1 * number - 0.15)
        for half in range(2):
            midi = melody[(2 * bar + half) % 8]
            _add(song, (4 * bar + 2 * half) * beat, _string(midi, 2.0 * beat, rate), rate, pan=0.2)
    room = 2e-5 * np.random.default_rng(2).standard_normal(song.shape)
    return _pcm(0.35 * song / np.abs(song).max() + room, rate=rate, bits=24)


def _faulty_master() -> bytes:
    """The house loop clipped, off centre and offset, ringing at 7.4 kHz over a hum of 50 Hz."""
    rate = 44_100
    hiss = np.diff(np.random.default_rng(3).standard_normal((24 * rate + 1, 2)), axis=0)
    song = _rung(_loop(rate) + 0.02 * hiss, rate=rate, hertz=7400.0, gain_db=18.0, q=9.0)
    song[: 4 * rate] = song[-2 * rate :] = 0.0
    t = np.arange(len(song)) / rate
    hum = sum(a * np.sin(2.0 * np.pi * 50.0 * k * t) for k, a in ((1, 3e-3), (2, 2e-3), (3, 1e-3)))
    song = 2.2 * song / np.abs(song).max() * [0.8, 1.0] + hum[:, None] + 0.01
    return _pcm(np.clip(song, -1.0, 1.0), rate=rate, bits=16)


def _speech() -> bytes:
    """20 s of a voice-like buzz in syllables with pauses, in mono at 22.05 kHz."""
    rate = 22_050
    random = np.random.default_rng(4)
    voice = np.zeros((20 * rate, 1))
    at = 0.3
    while at < 19.0:
        seconds = float(random.uniform(0.12, 0.3))
        _add(voice, at, _syllable(random, seconds, rate), rate)
        at += seconds + float(random.choice((0.03, 0.05, 0.6)))
    noise = 3e-4 * random.standard_normal(voice.shape)
    return _pcm(0.5 * voice / np.abs(voice).max() + noise, rate=rate, bits=16)


def _telephone() -> bytes:
    """8 s of the ballad's tones at 8 kHz, in 8 bits by the µ-law."""
    rate = 8000
    line = np.zeros((8 * rate, 1))
    for number, midi in enumerate((63, 67, 70, 75, 70, 67, 63, 60)):
        _add(line, float(number), _string(midi, 1.0, rate), rate)
    steps = _steps(0.7 * line / np.abs(line).max(), 16)
    return _riff(_companded(steps), kind=_MULAW, rate=rate, channels=1, bits=8)


def _silence_and_tone() -> bytes:
    """3 s of nothing, 8 s of 1 kHz at -23 dBFS, 2 s of nothing: 16 bits in a file of 24."""
    rate = 48_000
    tone = 10.0 ** (-23.0 / 20.0) * np.sin(2.0 * np.pi * 1000.0 * np.arange(8 * rate) / rate)
    # With a trace of noise on the right, or every moment would be the least alike of all.
    noise = 2e-4 * np.random.default_rng(6).standard_normal(len(tone))
    sides = np.stack([tone, tone + noise], axis=1)
    silence = np.zeros((rate, 2))
    steps = 256 * _steps(np.concatenate([silence, silence, silence, sides, silence, silence]), 16)
    return _riff(_packed(steps, 24), rate=rate, channels=2, bits=24)


def _surround() -> bytes:
    """12 s in 5.1: the loop in front, its bass in the low-frequency channel, noise behind."""
    rate = 48_000
    loop = _loop(rate)[: 12 * rate]
    random = np.random.default_rng(7)
    behind = 0.02 * random.standard_normal((len(loop), 2))
    low = _rung(loop.sum(axis=1, keepdims=True), rate=rate, hertz=50.0, gain_db=12.0, q=1.0)
    song = np.concatenate([loop, 0.3 * loop[:, :1], 0.5 * low, behind], axis=1)
    song *= 0.5 / np.abs(song).max()
    return _pcm(song, rate=rate, bits=24, mask=_SURROUND_MASK)


#: Each track's maker of its file, by name.
TRACKS: dict[str, Callable[[], bytes]] = {
    "house": _house,
    "ballad": _ballad,
    "faulty_master": _faulty_master,
    "speech": _speech,
    "telephone": _telephone,
    "silence_and_tone": _silence_and_tone,
    "surround": _surround,
}


def _loop(rate: int) -> Wave:
    """24 s of kick, hats, bass and chords in A minor at 124 bpm: (frames, 2)."""
    random = np.random.default_rng(1)
    beat = 60.0 / 124.0
    song = np.zeros((24 * rate, 2))
    chords = ((57, 60, 64), (53, 57, 60), (55, 60, 64), (55, 59, 62))
    roots = (33, 29, 36, 31)
    hat = _noise_hit(random, 0.05, rate)
    clap = _noise_hit(random, 0.15, rate)
    for number in range(int(24.0 / beat)):
        at, bar = number * beat, number // 4 % 4
        _add(song, at, 0.9 * _kick(rate), rate)
        _add(song, at + beat / 2.0, 0.25 * hat, rate, pan=0.3)
        if number % 2:
            _add(song, at, 0.35 * clap, rate, pan=-0.1)
        for eighth in (0.5, 0.75):
            _add(song, at + eighth * beat, 0.5 * _saw(roots[bar], beat / 4.5, rate, 12), rate)
        for midi in chords[bar]:
            stab = 0.16 * _saw(midi, beat / 3.0, rate, 20)
            _add(song, at + 0.75 * beat, stab, rate, pan=(midi - 58) / 12.0)
    return song


def _mastered(song: Wave, *, drive: float) -> Wave:
    """Rounded off and brought to a peak of 0.9, without an offset."""
    driven = drive * song / np.abs(song).max()
    driven /= np.sqrt(1.0 + driven * driven)
    driven -= driven.mean(axis=0)
    return 0.9 * driven / np.abs(driven).max()


def _add(song: Wave, at_s: float, wave: Wave, rate: int, *, pan: float = 0.0) -> None:
    """Put a wave into every channel from a time on, more of it on one side of two."""
    start = round(at_s * rate)
    part = wave[: max(0, len(song) - start)]
    gains = np.array([1.0 - pan, 1.0 + pan])[: song.shape[1]] if song.shape[1] == 2 else 1.0
    song[start : start + len(part)] += part[:, None] * gains


def _hertz(midi: int) -> float:
    return 440.0 * 2.0 ** ((midi - 69) / 12.0)


def _kick(rate: int) -> Wave:
    t = np.arange(round(0.25 * rate)) / rate
    phase = 2.0 * np.pi * (50.0 * t + 4.0 * (1.0 - np.exp(-30.0 * t)))
    return np.sin(phase) * np.exp(-9.0 * t) * np.minimum(1.0, (0.25 - t) / 0.02)


def _noise_hit(random: np.random.Generator, seconds: float, rate: int) -> Wave:
    t = np.arange(round(seconds * rate)) / rate
    white = random.standard_normal(len(t) + 1)
    return 0.5 * np.diff(white) * np.exp(-5.0 * t / seconds)


def _saw(midi: int, seconds: float, rate: int, overtones: int) -> Wave:
    t = np.arange(round(seconds * rate)) / rate
    edges = np.minimum(1.0, np.minimum(t, seconds - t) / 0.004)
    highest = min(overtones, int(0.45 * rate / _hertz(midi)))
    return edges * sum(
        np.sin(2.0 * np.pi * k * _hertz(midi) * t) / k for k in range(1, highest + 1)
    )


def _string(midi: int, seconds: float, rate: int) -> Wave:
    """A struck string, whose overtones fade the sooner the higher they are."""
    t = np.arange(round(seconds * rate)) / rate
    edges = np.minimum(1.0, np.minimum(t / 0.003, (seconds - t) / 0.05))
    highest = min(8, int(0.45 * rate / _hertz(midi)))
    return edges * sum(
        np.exp(-(0.6 + 0.5 * k) * t) * np.sin(2.0 * np.pi * k * _hertz(midi) * t) / k
        for k in range(1, highest + 1)
    )


def _syllable(random: np.random.Generator, seconds: float, rate: int) -> Wave:
    """A buzz that glides, louder where two formants are, or a hiss."""
    t = np.arange(round(seconds * rate)) / rate
    edges = np.minimum(1.0, np.minimum(t, seconds - t) / 0.03)
    if random.random() < 0.2:
        return 0.3 * edges * np.diff(random.standard_normal(len(t) + 1))
    start, glide = random.uniform(100.0, 150.0), random.uniform(-60.0, 20.0)
    formants = random.uniform((300.0, 900.0), (800.0, 2400.0))
    phase = 2.0 * np.pi * (start * t + 0.5 * glide * t * t)
    gains = [
        sum(1.0 / (1.0 + ((k * start - formant) / 90.0) ** 2) for formant in formants) + 0.02
        for k in range(1, 30)
    ]
    return edges * sum(gain * np.sin(k * phase) for k, gain in enumerate(gains, start=1))


def _rung(song: Wave, *, rate: int, hertz: float, gain_db: float, q: float) -> Wave:
    """An equaliser's bell, by its analogue prototype's response."""
    s = 1j * np.fft.rfftfreq(len(song), 1.0 / rate)[:, None]
    gain = 10.0 ** (gain_db / 20.0)
    bell = (s**2 + gain * hertz / q * s + hertz**2) / (s**2 + hertz / q * s + hertz**2)
    return np.fft.irfft(np.fft.rfft(song, axis=0) * bell, len(song), axis=0)


def _steps(song: Wave, bits: int) -> NDArray[np.int64]:
    """Samples as whole steps of so many bits."""
    most = 2 ** (bits - 1)
    return np.clip(np.rint(song * most), -most, most - 1).astype(np.int64)


def _packed(steps: NDArray[np.int64], bits: int) -> bytes:
    """Little-endian samples, the channels in turn."""
    width = bits // 8
    return steps.astype("<i4").reshape(-1, 1).view(np.uint8)[:, :width].tobytes()


def _companded(steps: NDArray[np.int64]) -> bytes:
    """16-bit steps by the µ-law of ITU-T G.711: sign, segment and place in it, all inverted."""
    size = np.minimum(np.abs(steps) >> 2, 8158) + 33
    segment = np.floor(np.log2(size)).astype(np.int64) - 5
    code = (segment << 4) | ((size >> (segment + 1)) & 15) | np.where(steps < 0, 128, 0)
    return (~code & 255).astype(np.uint8).tobytes()


def _pcm(song: Wave, *, rate: int, bits: int, mask: int | None = None) -> bytes:
    data = _packed(_steps(song, bits), bits)
    return _riff(data, rate=rate, channels=song.shape[1], bits=bits, mask=mask)


def _riff(
    data: bytes, *, rate: int, channels: int, bits: int, kind: int = _PCM, mask: int | None = None
) -> bytes:
    """A WAV file, with a mask of speakers where there is one."""
    frame = channels * bits // 8
    tag = kind if mask is None else _EXTENSIBLE
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits)
    if mask is not None:
        form += struct.pack("<HHI", 22, bits, mask) + _PCM_GUID
    elif kind != _PCM:
        form += struct.pack("<H", 0)
    chunks = [(b"fmt ", form), *_fact(kind, len(data) // frame), (b"data", data)]
    body = b"WAVE" + b"".join(map(_chunk, chunks))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _fact(kind: int, frames: int) -> Sequence[tuple[bytes, bytes]]:
    return [] if kind == _PCM else [(b"fact", struct.pack("<I", frames))]


def _chunk(named: Iterable[bytes]) -> bytes:
    name, data = named
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
