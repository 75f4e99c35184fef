"""Signals made to order, and the ways to write and to measure them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from lib.audio.analysis import Analysis, Measurements

Signal = NDArray[np.float64]


def _tone(
    parts: Sequence[tuple[float, float]], *, rate: int, hz: float = 1000.0, channels: int = 2
) -> Signal:
    envelope = np.concatenate([np.full(round(s * rate), 10.0 ** (db / 20.0)) for db, s in parts])
    wave = envelope * np.sin(2.0 * np.pi * hz * np.arange(len(envelope)) / rate)
    return np.repeat(wave[:, None], channels, axis=1)


def _measured(signal: Signal, *, rate: int, step: float = 0.0) -> Measurements:
    analysis = Analysis(sample_rate=rate, channels=signal.shape[1], step=step)
    analysis.push(signal)
    return analysis.finish()


def _noise(seconds: float, *, rate: int, channels: int = 2, seed: int = 1) -> Signal:
    random = np.random.default_rng(seed)
    return 0.1 * random.standard_normal((round(seconds * rate), channels))


@pytest.fixture(scope="session")
def tone() -> Callable[..., Signal]:
    """Tones in a row, each (dBFS of its peak, seconds), the same in every channel."""
    return _tone


@pytest.fixture(scope="session")
def noise() -> Callable[..., Signal]:
    """White noise of -20 dBFS RMS, independent in every channel."""
    return _noise


@pytest.fixture(scope="session")
def measured() -> Callable[..., Measurements]:
    """The measurements of a signal that arrives in one block."""
    return _measured


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a signal to a file whose name says nothing of its format."""

    def written(signal: Signal, *, rate: int, container: str, subtype: str | None = None) -> Path:
        path = tmp_path / f"upload-{len(list(tmp_path.iterdir()))}.bin"
        with soundfile.SoundFile(
            path, "w", rate, signal.shape[1], subtype=subtype, format=container
        ) as file:
            for start in range(0, len(signal), rate):  # libvorbis overflows its stack on more
                file.write(signal[start : start + rate])
        return path

    return written


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[bytes], Path]:
    """Put bytes into a file of their own."""

    def file_of(data: bytes) -> Path:
        path = tmp_path / f"bytes-{len(list(tmp_path.iterdir()))}.bin"
        path.write_bytes(data)
        return path

    return file_of
