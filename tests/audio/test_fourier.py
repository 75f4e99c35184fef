"""Scipy's transforms without scipy.fft."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import scipy.fft

from lib.audio import fourier
from lib.audio.fourier import fast_length, irfft, rfft


def noise(*shape):
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("length", [1, 2, 5, 512, 1013])
def test_spectra_are_those_of_scipy_to_the_bit(length):
    signal = noise(3, 2, length)
    found = rfft(signal)
    assert found.dtype == np.complex64
    assert np.array_equal(found, scipy.fft.rfft(signal, axis=-1))


def test_spectra_are_put_where_they_are_wanted():
    signal = noise(3, 64)
    wanted = np.zeros((3, 33), np.complex64)
    assert np.shares_memory(rfft(signal, out=wanted), wanted)
    assert np.array_equal(wanted, scipy.fft.rfft(signal, axis=-1))


@pytest.mark.parametrize("length", [8, 9])
def test_the_inverse_gives_the_signal_back(length):
    signal = noise(2, length)
    assert irfft(rfft(signal), length=length) == pytest.approx(signal, abs=1e-6)


def test_fast_lengths_are_those_of_scipy():
    for least in (1, 7, 1013, 44_101):
        assert fast_length(least) == scipy.fft.next_fast_len(least, real=True)


def test_transforms_do_not_import_scipy_fft_and_agree_with_it_afterwards():
    """The import alone costs more than analysing a minute of music."""
    program = """if True:
        import sys
        import numpy as np
        from lib.audio.fourier import rfft
        signal = np.arange(8.0, dtype=np.float32)
        lines = rfft(signal)
        assert not {"scipy", "scipy.fft", "scipy.special"} & set(sys.modules), "scipy was imported"
        import scipy.fft
        assert np.array_equal(lines, scipy.fft.rfft(signal))
    """
    subprocess.run([sys.executable, "-c", program], check=True)


def test_where_scipy_keeps_its_transforms_elsewhere_they_are_found_by_way_of_scipy_fft(monkeypatch):
    monkeypatch.setattr(fourier, "_ROUTINES", (("_gone", "gone"),))
    fourier._routine.cache_clear()
    try:
        signal = noise(2, 30)
        expected = scipy.fft.rfft(signal, axis=-1)
        wanted = np.zeros_like(expected)
        assert np.array_equal(rfft(signal), expected)
        assert np.array_equal(rfft(signal, out=wanted), wanted)
        assert np.array_equal(wanted, expected)
        assert irfft(expected, length=30) == pytest.approx(signal, abs=1e-5)
        assert fast_length(1013) == scipy.fft.next_fast_len(1013, real=True)
    finally:
        fourier._routine.cache_clear()
