"""One pass over the signal that feeds every meter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.bit_depth import BitDepthMeter
from lib.audio.blocks import Chunk, Rechunker, chunk_seconds
from lib.audio.chroma import ChromaMeter
from lib.audio.clipping import Clipping, ClippingMeter
from lib.audio.hum import Hum, HumMeter
from lib.audio.key import KeyEstimate, find_key
from lib.audio.levels import LevelMeter, Levels
from lib.audio.limits import DEFAULT_LIMITS
from lib.audio.loudness import Loudness, LoudnessMeter, channel_weights
from lib.audio.microdynamics import PeakMeter, psr_min
from lib.audio.onset import OnsetMeter
from lib.audio.overs import Overs, OversMeter
from lib.audio.resonances import Resonance, ResonanceMeter
from lib.audio.sections import Section, SectionMeter, sections
from lib.audio.silence import Silence, SilenceMeter
from lib.audio.spectrum import Spectrum, SpectrumMeter, frame_length
from lib.audio.stereo import Stereo, StereoMeter
from lib.audio.tempo import Tempo
from lib.audio.tempo import estimate as estimate_tempo
from lib.audio.true_peak import TruePeak
from lib.audio.waveform import Waveform, WaveformMeter

# The largest temporary array is smaller; half of what the GNU library will learn from.
_KEPT_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Measurements:
    """Everything that was measured, unrounded.

    Attributes
    ----------
    sample_rate_hz, channels, frames : int
    loudness : Loudness
    true_peak : TruePeak
    levels : Levels
    clipping : Clipping
    stereo : Stereo | None
        None but for two channels.
    spectrum : Spectrum
    waveform : Waveform
    overs : Overs
    silence : Silence
    psr_min_lu : float | None
        See `lib.audio.microdynamics.psr_min`.
    bits_used : int | None
        None for lossy encodings and digital silence.
    hum : Hum | None
    resonances : tuple of Resonance
    sections : tuple of Section
    key : KeyEstimate
    tempo : Tempo
    """

    sample_rate_hz: int
    channels: int
    frames: int
    loudness: Loudness
    true_peak: TruePeak
    levels: Levels
    clipping: Clipping
    stereo: Stereo | None
    spectrum: Spectrum
    waveform: Waveform
    overs: Overs
    silence: Silence
    psr_min_lu: float | None
    bits_used: int | None
    hum: Hum | None
    resonances: tuple[Resonance, ...]
    sections: tuple[Section, ...]
    key: KeyEstimate
    tempo: Tempo


class Analysis:
    """Measures a signal that comes in blocks; how it is cut into them does not matter.

    Parameters
    ----------
    sample_rate : int > 0
        In Hz.
    channels : int > 0
    weights : (channels,) float64, optional
        Loudness weights of the channels; by default those of the usual layout.
    step : float ≥ 0
        Distance between neighbouring sample values at full scale, for the clipping meter.
    max_sample : float > 0
        The magnitude from which samples are nonsense.
    bits : int, optional
        Bits of a stored sample of linear or floating-point encoding.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        channels: int,
        weights: NDArray[np.float64] | None = None,
        step: float = 0.0,
        max_sample: float = DEFAULT_LIMITS.max_sample,
        bits: int | None = None,
    ) -> None:
        _keep_memory()
        self._rate, self._channels = sample_rate, channels
        self._measured: Measurements | None = None
        seconds = chunk_seconds(sample_rate=sample_rate, channels=channels)
        self._chunks = Rechunker(
            sample_rate=sample_rate, channels=channels, max_sample=max_sample, seconds=seconds
        )
        self._loudness = LoudnessMeter(
            sample_rate=sample_rate,
            weights=channel_weights(channels) if weights is None else weights,
            seconds=seconds,
        )
        self._overs = OversMeter(sample_rate=sample_rate, channels=channels, seconds=seconds)
        self._levels = LevelMeter(channels=channels)
        self._clipping = ClippingMeter(channels=channels, step=step)
        self._stereo = StereoMeter() if channels == 2 else None
        length = frame_length(sample_rate)
        line_hz, lines = sample_rate / length, length // 2 + 1
        self._hum = HumMeter(line_hz=line_hz)
        self._resonances = ResonanceMeter(line_hz=line_hz, lines=lines)
        hop_s = length / 2 / sample_rate
        self._sections = SectionMeter(line_hz=line_hz, lines=lines, hop_s=hop_s)
        self._chroma = ChromaMeter(line_hz=line_hz, lines=lines, hop_s=hop_s, channels=channels)
        self._spectrum = SpectrumMeter(
            sample_rate=sample_rate,
            channels=channels,
            listeners=(self._hum, self._resonances, self._sections, self._chroma),
        )
        self._onsets = OnsetMeter(sample_rate=sample_rate, channels=channels)
        self._silence = SilenceMeter(sample_rate=sample_rate)
        self._peaks = PeakMeter()
        self._bits = BitDepthMeter(stored=bits)
        self._waveform = WaveformMeter(sample_rate=sample_rate, channels=channels)

    def push(self, block: NDArray[np.float32] | NDArray[np.float64]) -> None:
        """Take some signal in.

        Parameters
        ----------
        block : (n, channels) float, n ≥ 0
            Full scale is 1.0.

        Raises
        ------
        AudioRefused
            "audio-invalid-samples".
        ValueError
            After `finish`, or for a block of another shape.
        """
        if self._measured is not None:
            raise ValueError("the analysis is finished")
        for chunk in self._chunks.push(block):
            self._feed(chunk)

    def finish(self) -> Measurements:
        """End the signal and tell what it amounts to; asked again, the same."""
        if self._measured is None:
            for chunk in self._chunks.finish():
                self._feed(chunk)
            self._spectrum.finish()
            self._overs.finish()
            self._chroma.finish()
            self._measured = self._measure()
        return self._measured

    def _measure(self) -> Measurements:
        # Now memory is scarcest. Whatever a meter has gathered is let go before the next is asked,
        # and key and tempo, whose work takes the most room, come last.
        resonances, boundaries_s = self._resonances.result(), self._sections.boundaries_s()
        hum, spectrum = self._hum.result(), self._spectrum.result()
        del self._resonances, self._hum, self._spectrum, self._sections
        stereo = self._stereo.result(sample_rate=self._rate) if self._stereo else None
        waveform = self._waveform.result()
        del self._stereo, self._waveform
        loudness, psr, found_sections = self._loudness_figures(boundaries_s)
        del self._loudness, self._peaks
        key = find_key(self._chroma.result())
        del self._chroma
        tempo = estimate_tempo(self._onsets.result())
        del self._onsets
        return Measurements(
            sample_rate_hz=self._rate,
            channels=self._channels,
            frames=self._chunks.frames,
            loudness=loudness,
            true_peak=self._overs.peak(),
            levels=self._levels.result(),
            clipping=self._clipping.result(),
            stereo=stereo,
            spectrum=spectrum,
            waveform=waveform,
            overs=self._overs.result(),
            silence=self._silence.result(),
            psr_min_lu=psr,
            bits_used=self._bits.result(),
            hum=hum,
            resonances=resonances,
            sections=found_sections,
            key=key,
            tempo=tempo,
        )

    def _loudness_figures(
        self, boundaries_s: Sequence[float]
    ) -> tuple[Loudness, float | None, tuple[Section, ...]]:
        """The loudness, and what comes of it and the peaks: the least PSR and the sections."""
        loudness = self._loudness.result()
        peaks, short_term_power = self._peaks.result(), self._loudness.short_term_power()
        found = sections(
            boundaries_s,
            duration_s=self._chunks.frames / self._rate,
            momentary_power=self._loudness.momentary_power(),
            short_term_power=short_term_power,
            peaks=peaks,
        )
        return loudness, psr_min(peaks, short_term_power[::10].astype(np.float64)), found

    def _feed(self, chunk: Chunk) -> None:
        self._loudness.push(chunk)
        self._overs.push(chunk)
        self._levels.push(chunk)
        self._clipping.push(chunk)
        if self._stereo is not None:
            self._stereo.push(chunk)
        self._spectrum.push(chunk)
        self._waveform.push(chunk)
        self._onsets.push(chunk)
        self._silence.push(chunk)
        self._peaks.push(chunk)
        self._bits.push(chunk)


def _keep_memory() -> None:
    """Let the C library keep the memory of temporary arrays, instead of giving it back each time.

    The GNU library raises its thresholds for that to the largest block ever freed (mallopt(3),
    M_MMAP_THRESHOLD). The pages of this one are never touched; without it an eighth of the
    processor time goes into having the same few megabytes cleared and mapped again and again.
    """
    np.empty(_KEPT_BYTES, np.uint8)
