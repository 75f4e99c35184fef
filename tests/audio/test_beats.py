from __future__ import annotations

import numpy as np
import pytest

from lib.audio.beats import tempo_slope, track


def pulses(times: np.ndarray, *, frames: int) -> np.ndarray:
    strength = np.zeros(frames)
    strength[np.round(times).astype(int)] = 1.0
    return strength


def test_regular_pulses_are_all_beats() -> None:
    times = 20.0 + 50.0 * np.arange(30)
    beats = track(pulses(times, frames=1550), period=np.full(1550, 50.3))
    np.testing.assert_allclose(beats, times, atol=0.01)
    assert tempo_slope(beats) == pytest.approx(50.0, abs=1e-6)


def test_a_missing_pulse_is_bridged() -> None:
    times = 20.0 + 50.0 * np.arange(30)
    beats = track(pulses(np.delete(times, [9, 10, 20]), frames=1550), period=np.full(1550, 50.0))
    np.testing.assert_allclose(beats, times, atol=1.0)


def test_pulses_off_the_beat_are_left_out() -> None:
    times = 20.0 + 50.0 * np.arange(30)
    strength = pulses(times, frames=1550) + 0.5 * pulses(times + 17.0, frames=1550)
    beats = track(strength, period=np.full(1550, 50.0))
    np.testing.assert_allclose(beats, times, atol=1.0)


def test_a_tempo_that_changes_is_followed() -> None:
    times = 20.0 + np.cumsum(np.linspace(45.0, 55.0, 30))
    period = np.interp(np.arange(1600), times, np.linspace(45.0, 55.0, 30))
    beats = track(pulses(times, frames=1600), period=period)
    near = np.abs(beats[:, None] - times).min(axis=0)
    assert near.max() <= 1.0


def test_nothing_has_no_beats() -> None:
    assert len(track(np.zeros(500), period=np.full(500, 50.0))) == 0
