"""Ratios as decibels, with silence as minus infinity and never a warning."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def power_to_db(power: float) -> float:
    """A power ratio in decibels.

    Parameters
    ----------
    power : float ≥ 0
        A power relative to full scale squared (or any power ratio).

    Returns
    -------
    float
        10·log10(power); ``-inf`` for 0.
    """
    return 10.0 * math.log10(power) if power > 0.0 else -math.inf


def amplitude_to_db(amplitude: float) -> float:
    """An amplitude ratio in decibels.

    Parameters
    ----------
    amplitude : float ≥ 0
        An amplitude relative to full scale (1.0).

    Returns
    -------
    float
        20·log10(amplitude); ``-inf`` for 0.
    """
    return 20.0 * math.log10(amplitude) if amplitude > 0.0 else -math.inf


def powers_to_db(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Power ratios in decibels, one by one.

    Parameters
    ----------
    power : (...) float64, ≥ 0

    Returns
    -------
    (...) float64
        10·log10(power); ``-inf`` where the power is 0.
    """
    levels = np.full(power.shape, -np.inf)
    np.log10(power, out=levels, where=power > 0.0)
    return levels * 10.0


def db_to_power(level_db: float) -> float:
    """The power ratio of a level in decibels: 10^(level/10)."""
    return math.exp(level_db * math.log(10.0) / 10.0)
