"""The stereo image: correlation, width and balance of two channels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from lib.audio.blocks import HOPS_PER_SECOND, Chunk
from lib.audio.decibels import db_to_power, power_to_db
from lib.audio.series import Series

# The correlation is watched over windows of 3 s, every 100 ms, as the short-term loudness is…
_STEP_HOPS = 10
_WINDOW_STEPS = 30
# …but only where there is something to hear: above -70 dBFS, and 20 dB under the mean at most.
_ABSOLUTE_GATE_DB = -70.0
_RELATIVE_GATE_DB = -20.0
# Correlations that are alike to so many decimals are equally bad: of channels that differ in level
# alone, sums of products in single precision tell up to 1e-8 less than 1.
_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Stereo:
    """The stereo image of a programme, unweighted.

    Attributes
    ----------
    correlation : float | None
        ΣLR / √(ΣL² ΣR²), -1 to 1; None where a channel is silent.
    correlation_min : float | None
        The same for the worst 3 s above the gate (for the whole of a shorter programme).
    correlation_min_at_s : float | None
        Where these 3 s begin.
    width : float | None
        Side power over mid and side power, 0 (mono) to 1 (nothing but difference), with
        M = (L + R)/2 and S = (L - R)/2; two independent channels have 0.5. None for silence.
    balance_db : float | None
        Power of the right channel over that of the left; positive is louder on the right.
        Infinite where one of them is silent, None where both are.
    """

    correlation: float | None
    correlation_min: float | None
    correlation_min_at_s: float | None
    width: float | None
    balance_db: float | None


class StereoMeter:
    """Keeps the powers of two channels and their product, every 100 ms."""

    def __init__(self) -> None:
        self._steps = Series(rows=3, kind=np.float64)

    def push(self, chunk: Chunk) -> None:
        """Take the next chunk of a signal of two channels in."""
        left, right = chunk.samples
        hops = np.stack([*chunk.power, chunk.hop_products(left, right)])
        steps = np.arange(0, hops.shape[1], _STEP_HOPS)
        self._steps.append(np.add.reduceat(hops, steps, axis=1))

    def result(self, *, sample_rate: int) -> Stereo:
        """The image of the signal so far; `sample_rate` in Hz."""
        steps = self._steps.values
        left, right, product = (float(total) for total in steps.sum(axis=1))
        both = left + right
        if both == 0.0:
            return Stereo(None, None, None, None, None)
        worst = _worst(steps, step_frames=sample_rate * _STEP_HOPS / HOPS_PER_SECOND)
        return Stereo(
            correlation=_correlation(left, right, product),
            correlation_min=worst[0] if worst else None,
            correlation_min_at_s=worst[1] if worst else None,
            width=min(1.0, max(0.0, (both - 2.0 * product) / (2.0 * both))),
            balance_db=power_to_db(right / left) if left else math.inf,
        )


def _correlation(left: float, right: float, product: float) -> float | None:
    scale = math.sqrt(left) * math.sqrt(right)
    return min(1.0, max(-1.0, product / scale)) if scale else None


def _worst(steps: NDArray[np.float64], *, step_frames: float) -> tuple[float, float] | None:
    """The lowest correlation of a window above the gates, and the second at which it begins."""
    span = min(_WINDOW_STEPS, steps.shape[1])
    windows = sliding_window_view(steps, span, axis=1).sum(axis=2)
    power = (windows[0] + windows[1]) / (2.0 * step_frames * span)
    audible = power > db_to_power(_ABSOLUTE_GATE_DB)
    if audible.any():
        audible &= power > float(power[audible].mean()) * db_to_power(_RELATIVE_GATE_DB)
    scale = np.sqrt(windows[0]) * np.sqrt(windows[1])
    audible &= scale > 0.0
    if not audible.any():
        return None
    found = np.full(len(scale), np.inf)
    np.divide(windows[2], scale, out=found, where=audible)
    # Where many are alike but for rounding, the first of them, on any processor.
    at = int(found.round(_DECIMALS).argmin())
    return min(1.0, max(-1.0, float(found[at]))), at * _STEP_HOPS / HOPS_PER_SECOND
