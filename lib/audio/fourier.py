"""Fourier transforms of real signals in single precision: scipy's routine, without its packages."""

from __future__ import annotations

from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Lines = NDArray[np.complex64]

# Where scipy.fft keeps what it is compiled to: ducc0 from 1.18 on, pocketfft before.
_ROUTINES = (("_duccfft", "pyduccfft"), ("_pocketfft", "pypocketfft"))


def rfft(signal: Samples, *, out: Lines | None = None) -> Lines:
    """The lines of a real signal's spectrum.

    Parameters
    ----------
    signal : (..., n) float32
    out : (..., n // 2 + 1) complex64, optional
        Where to put them.

    Returns
    -------
    (..., n // 2 + 1) complex64
        From 0 Hz on; not scaled.

    Notes
    -----
    `scipy.fft.rfft` to the bit, which for some signals at once is the fastest at hand (eight times
    32,768 samples take half of numpy's time). But importing scipy.fft takes longer than all its
    transforms of a song: it brings scipy.special and numpy's testing tools along. So the compiled
    routine is loaded by itself; should scipy keep it elsewhere one day, scipy.fft is imported.
    """
    lines: Lines = _routine().r2c(signal, (signal.ndim - 1,), True, 0, out, 1)
    return lines


def irfft(lines: Lines, *, length: int) -> Samples:
    """The real signal of that length of which `rfft` makes these lines: (..., length) float32."""
    signal: Samples = _routine().c2r(lines, (lines.ndim - 1,), length, False, 2, None, 1)
    return signal


def fast_length(least: int) -> int:
    """The smallest length of at least so many samples whose transform is quick: 2^a · 3^b · 5^c."""
    return int(_routine().good_size(least, True))


@cache
def _routine() -> Any:
    package = find_spec("scipy")
    for root in (package.submodule_search_locations or ()) if package else ():
        for folder, name in _ROUTINES:
            module = _loaded(Path(root) / "fft" / folder, name)
            if module is not None:
                return module
    return _Imported()


def _loaded(folder: Path, name: str) -> Any:
    """A compiled module by itself, without the packages it lies in; None if it is not there."""
    finder = FileFinder(str(folder), (ExtensionFileLoader, EXTENSION_SUFFIXES))
    spec = finder.find_spec(name)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _Imported:
    """The same calls by way of scipy's public functions."""

    def r2c(self, signal: Samples, *options: Any) -> Lines:
        from scipy.fft import rfft as public

        lines = np.asarray(public(signal, axis=-1), np.complex64)
        out = options[3]
        if out is None:
            return lines
        out[...] = lines
        return np.asarray(out, np.complex64)

    def c2r(self, lines: Lines, axes: tuple[int], length: int, *options: Any) -> Samples:
        from scipy.fft import irfft as public

        del options
        return np.asarray(public(lines, length, axis=axes[0]), np.float32)

    def good_size(self, least: int, real: bool) -> int:
        from scipy.fft import next_fast_len

        return int(next_fast_len(least, real=real))
