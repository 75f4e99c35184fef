from __future__ import annotations

import numpy as np
import pytest

from lib.audio.beats import support, tempo_slope, track


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


def test_beats_on_regular_pulses_are_borne_out() -> None:
    times = 20.0 + 50.0 * np.arange(30)
    found = support(times, pulses(times, frames=1550))
    assert found.confirmed == 29
    # A pulse is three frames wide after smoothing, and three more on either side are near it.
    assert found.coverage == pytest.approx(9.0 / 50.0)
    # 28 of 29, the first two of 30 being free, against that chance: n·D.
    share = 28.0 / 29.0
    by_hand = share * np.log(share / 0.18) + (1.0 - share) * np.log((1.0 - share) / 0.82)
    assert found.evidence == pytest.approx(29.0 * by_hand)


def test_missing_pulses_weaken_the_support_little() -> None:
    times = 20.0 + 50.0 * np.arange(30)
    strength = pulses(np.delete(times, [9, 10, 20]), frames=1550)
    found = support(times, strength)
    assert found.confirmed == 26
    assert 20.0 < found.evidence < support(times, pulses(times, frames=1550)).evidence


@pytest.mark.parametrize("last", [1, 2, 3, 4])
def test_two_events_bear_nothing_out(last: int) -> None:
    times = 20.0 + 50.0 * np.arange(last + 1)
    found = support(times, pulses(times[[0, last]], frames=300))
    assert (found.confirmed, found.evidence) == (1, 0.0)


def test_what_comes_after_more_than_a_bar_confirms_nothing() -> None:
    times = 20.0 + 50.0 * np.arange(51)
    found = support(times, pulses(times[::5], frames=2600))
    assert (found.confirmed, found.evidence) == (0, 0.0)
    assert support(times, pulses(times[::4], frames=2600)).confirmed == 12


@pytest.mark.parametrize("per_beat", [0.2, 0.5, 1.0, 3.0])
def test_chance_gives_evidence_no_oftener_than_the_evidence_says(per_beat: float) -> None:
    """At least e^-1 and e^-3 of the time, were it the exact chance; it is a bound."""
    random = np.random.default_rng(4)
    times = 20.0 + 50.0 * np.arange(40)
    found = [
        support(
            times, pulses(random.integers(0, 2050, random.poisson(40 * per_beat)), frames=2050)
        ).evidence
        for _ in range(400)
    ]
    for evidence in (1.0, 3.0):
        assert np.mean(np.array(found) > evidence) <= np.exp(-evidence)


def test_nothing_bears_nothing_out() -> None:
    assert support(np.zeros(0), np.zeros(500)).confirmed == 0
    assert support(np.arange(20.0, 480.0, 50.0), np.zeros(500)).confirmed == 0
