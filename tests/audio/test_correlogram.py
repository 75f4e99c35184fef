from __future__ import annotations

import math

import numpy as np
import pytest

from lib.audio.correlogram import ALL, NOVELTIES, ROWS, SHORTEST_S, STEP, Novelty, correlogram
from lib.audio.onset import BANDS_HZ, Onsets


def pulse_onsets(period_s: np.ndarray, *, seed: int = 2) -> Onsets:
    """Onsets in every band at the given distances, in a little noise."""
    frames = np.round(100.0 * np.cumsum(period_s)).astype(int)
    random = np.random.default_rng(seed)
    strength = 0.05 * random.random((len(BANDS_HZ), frames[-1] + 10))
    strength[:, frames] += 1.0
    return Onsets(strength.astype(np.float32), 100.0, 0.0, False)


def at(lag_s: float) -> int:
    return round(math.log(lag_s / SHORTEST_S) / STEP)


def test_repetition_is_strongest_at_multiples_of_the_period() -> None:
    found = correlogram(Novelty(pulse_onsets(np.full(60, 0.5))), frames_per_second=100.0)
    strength = found.strength[ALL]
    for multiple in (1, 2, 3, 4):
        assert strength[at(0.5 * multiple)] > 0.7
    assert strength[at(0.75)] < 0.1
    assert not found.drift.any()
    assert found.strength.shape[0] == len(ROWS)


def test_windows_of_another_tempo_are_laid_over_the_rest() -> None:
    slow, fast = np.full(60, 0.52), np.full(63, 0.49)
    found = correlogram(
        Novelty(pulse_onsets(np.concatenate([slow, fast]))), frames_per_second=100.0
    )
    difference = found.drift[0] - found.drift[-1]
    assert difference * STEP == pytest.approx(math.log(0.52 / 0.49), abs=0.01)
    assert found.strength[ALL].max() > 0.5


def test_novelty_has_no_mean_and_unit_power() -> None:
    found = Novelty(pulse_onsets(np.full(40, 0.5)))
    rows = found.rows(0, found.frames)
    assert rows.shape[0] == NOVELTIES
    assert np.abs(rows.mean(axis=1)).max() < 0.05
    np.testing.assert_allclose(rows.std(axis=1), 1.0, atol=1e-3)


def test_an_empty_band_stays_empty() -> None:
    onsets = pulse_onsets(np.full(40, 0.5))
    strength = onsets.strength.copy()
    strength[4] = 0.0
    found = Novelty(Onsets(strength, 100.0, 0.0, False))
    rows = found.rows(0, found.frames)
    assert not rows[4].any()
    assert np.isfinite(correlogram(found, frames_per_second=100.0).strength).all()
