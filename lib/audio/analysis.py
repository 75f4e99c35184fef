"""One pass over the signal that feeds every meter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.blocks import Chunk, Rechunker
from lib.audio.clipping import Clipping, ClippingMeter
from lib.audio.levels import LevelMeter, Levels
from lib.audio.limits import DEFAULT_LIMITS
from lib.audio.loudness import Loudness, LoudnessMeter, channel_weights
from lib.audio.spectrum import Spectrum, SpectrumMeter
from lib.audio.stereo import Stereo, StereoMeter
from lib.audio.true_peak import TruePeak, TruePeakMeter
from lib.audio.waveform import Waveform, WaveformMeter


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
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        channels: int,
        weights: NDArray[np.float64] | None = None,
        step: float = 0.0,
        max_sample: float = DEFAULT_LIMITS.max_sample,
    ) -> None:
        self._rate, self._channels = sample_rate, channels
        self._finished = False
        self._chunks = Rechunker(sample_rate=sample_rate, channels=channels, max_sample=max_sample)
        self._loudness = LoudnessMeter(
            sample_rate=sample_rate,
            weights=channel_weights(channels) if weights is None else weights,
        )
        self._true_peak = TruePeakMeter(sample_rate=sample_rate, channels=channels)
        self._levels = LevelMeter(channels=channels)
        self._clipping = ClippingMeter(channels=channels, step=step)
        self._stereo = StereoMeter() if channels == 2 else None
        self._spectrum = SpectrumMeter(sample_rate=sample_rate, channels=channels)
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
        if self._finished:
            raise ValueError("the analysis is finished")
        for chunk in self._chunks.push(block):
            self._feed(chunk)

    def finish(self) -> Measurements:
        """End the signal and tell what it amounts to; asked again, the same."""
        if not self._finished:
            for chunk in self._chunks.finish():
                self._feed(chunk)
            self._spectrum.finish()
            self._finished = True
        return Measurements(
            sample_rate_hz=self._rate,
            channels=self._channels,
            frames=self._chunks.frames,
            loudness=self._loudness.result(),
            true_peak=self._true_peak.result(),
            levels=self._levels.result(),
            clipping=self._clipping.result(),
            stereo=self._stereo.result(sample_rate=self._rate) if self._stereo else None,
            spectrum=self._spectrum.result(),
            waveform=self._waveform.result(),
        )

    def _feed(self, chunk: Chunk) -> None:
        self._loudness.push(chunk)
        self._true_peak.push(chunk)
        self._levels.push(chunk)
        self._clipping.push(chunk)
        if self._stereo is not None:
            self._stereo.push(chunk)
        self._spectrum.push(chunk)
        self._waveform.push(chunk)
