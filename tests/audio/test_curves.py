"""The reference curves, and programmes that are made to follow one of them."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.audio.blocks import Rechunker
from lib.audio.curves import CURVES
from lib.audio.spectrum import (
    BALANCE_BANDS,
    NOMINAL_HZ,
    Spectrum,
    SpectrumMeter,
    frame_length,
)
from lib.audio.styles import DEFAULT_STYLE, STYLES

RATE = 44_100
BY_STYLE = {curve.style: curve for curve in CURVES}


def spectrum_of(signal: np.ndarray, *, rate: int = RATE) -> Spectrum:
    chunks = Rechunker(sample_rate=rate, channels=1, max_sample=100.0)
    meter = SpectrumMeter(sample_rate=rate, channels=1)
    for chunk in chain(chunks.push(signal[:, None]), chunks.finish()):
        meter.push(chunk)
    meter.finish()
    return meter.result()


def programme(style, *, seed=1, rms=0.1, rate=RATE, raised_db=None) -> np.ndarray:
    """A signal with the density of a curve, the bands in `raised_db` raised.

    It repeats itself after the length of a frame, and lasts for an even number of frames, each half
    a period after the last: what neighbouring lines do to each other under the window cancels. The
    next but one are a right angle apart, at random to either side, and so do nothing either.
    """
    period = frame_length(rate)
    hertz = np.maximum(np.fft.rfftfreq(period, 1.0 / rate), 1.0)
    density = BY_STYLE[style].density_db(hertz)
    for name, low, high in BALANCE_BANDS:
        density += np.where((hertz >= low) & (hertz < high), (raised_db or {}).get(name, 0.0), 0.0)
    turns = np.random.default_rng(seed).choice([-0.5, 0.5], (2, (len(hertz) + 1) // 2))
    phase = np.pi * turns.cumsum(axis=1).T.ravel()[: len(hertz)]
    signal = np.fft.irfft(10.0 ** (density / 20.0) * np.exp(1j * phase))
    return rms * np.tile(signal / signal.std(), 3)[: period * 5 // 2]


def slope(style, low_hz, high_hz):
    ends = BY_STYLE[style].density_db(np.array([low_hz, high_hz]))
    return float(np.diff(ends)[0] / np.log2(high_hz / low_hz))


def third_octaves(style) -> dict[float, float]:
    """The power of each third octave, in dB relative to that at 1 kHz."""
    power = []
    for center in NOMINAL_HZ:
        hertz = np.linspace(center / 10**0.05, center * 10**0.05, 401)
        density = 10.0 ** (BY_STYLE[style].density_db(hertz) / 10.0)
        power.append(10.0 * np.log10(np.trapezoid(density, hertz)))
    levels = dict(zip(NOMINAL_HZ, power, strict=True))
    return {center: level - levels[1000.0] for center, level in levels.items()}


def test_every_style_has_one_curve_and_the_default_comes_first():
    assert [curve.style for curve in CURVES] == [style.id for style in STYLES]
    assert len(BY_STYLE) == len(CURVES)
    assert CURVES[0].style == DEFAULT_STYLE
    for style in STYLES:
        assert set(style.title) == set(style.family) == {"en", "pt-BR"}
    assert all(curve.source for curve in CURVES)


@pytest.mark.parametrize("style", BY_STYLE)
def test_a_curve_is_finite_and_without_steps_from_20_hz_to_20_khz(style):
    hertz = 20.0 * 2.0 ** (np.arange(0, 599) / 60.0)
    density = BY_STYLE[style].density_db(hertz)
    assert np.isfinite(density).all()
    assert np.abs(np.diff(density)).max() < 0.6
    assert density.max() - density.min() < 60.0


@pytest.mark.parametrize(
    ("hertz", "published"),
    [(200.0, -2.35), (400.0, -3.67), (800.0, -4.99), (1600.0, -6.30), (3200.0, -7.62)],
)
def test_popular_music_has_the_published_slopes(hertz, published):
    """AES Convention Paper 9762, table 1; 6.4 kHz below."""
    found = slope("popular", hertz / 2**0.1, hertz * 2**0.1)
    assert found == pytest.approx(published, abs=0.05)
    assert slope("popular", 6400.0 / 2**0.1, 6400.0 * 2**0.1) == pytest.approx(-8.94, abs=0.05)


@pytest.mark.parametrize("style", ["acoustic", "popular", "percussive"])
def test_percussion_does_not_change_the_slope_from_89_hz_to_4500_hz(style):
    """AES Convention Paper 9762: -4.53 dB per octave in all groups, standard deviation 0.055."""
    assert slope(style, 89.0, 4500.0) == pytest.approx(-4.53, abs=0.055)


def test_percussion_lifts_both_ends_and_leaves_the_middle():
    hertz = np.array([20.0, 47.0, 200.0, 633.0, 2000.0, 8600.0, 20_000.0])
    popular = BY_STYLE["popular"].density_db(hertz)
    more = BY_STYLE["percussive"].density_db(hertz) - popular
    less = BY_STYLE["acoustic"].density_db(hertz) - popular
    assert more == pytest.approx([3.0, 3.0, 0.0, 0.0, 0.0, 3.0, 3.0], abs=0.001)
    assert less == pytest.approx(-more)


def test_an_orchestra_is_loudest_in_the_third_octave_of_500_hz_and_falls_by_9_db_per_octave():
    levels = third_octaves("orchestral")
    assert max(levels, key=levels.__getitem__) == 500.0
    assert slope("orchestral", 4000.0, 8000.0) == pytest.approx(-9.0, abs=0.1)


def test_speech_has_the_published_third_octaves():
    """J. Acoust. Soc. Am. 96, 2108-2120, universal spectrum; relative to its 53.7 dB at 1 kHz."""
    published = {63: 38.6, 125: 57.7, 250: 60.3, 500: 62.1, 2000: 48.7, 4000: 45.6, 8000: 43.7}
    levels = third_octaves("speech")
    for center, level in published.items():
        assert levels[center] == pytest.approx(level - 53.7, abs=1.0)  # a corner loses up to 0.9 dB


def test_pink_noise_has_the_same_power_in_every_third_octave():
    assert set(np.round(list(third_octaves("pink").values()), 1)) <= {-0.1, 0.0, 0.1}


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("style", BY_STYLE)
def test_a_programme_that_follows_a_curve_is_told_so(style, rate):
    found = spectrum_of(programme(style, rate=rate), rate=rate)
    against = {reference.curve: reference for reference in found.references}
    assert found.closest_reference == style
    assert max(abs(band.deviation_db) for band in against[style].bands) < 0.02
    assert min(one.fit_db for name, one in against.items() if name != style) > 1.0


@settings(max_examples=40, deadline=None)
@given(
    style=st.sampled_from(sorted(BY_STYLE)),
    seed=st.integers(0, 2**32 - 1),
    gain_db=st.floats(-30.0, 10.0),
    raised_db=st.dictionaries(
        st.sampled_from([band[0] for band in BALANCE_BANDS]), st.floats(-3, 3)
    ),
)
def test_a_gain_changes_nothing_and_raised_bands_deviate_by_what_they_were_raised(
    style, seed, gain_db, raised_db
):
    signal = programme(style, seed=seed, rms=0.05, raised_db=raised_db)
    found, louder = spectrum_of(signal), spectrum_of(signal * 10.0 ** (gain_db / 20.0))
    for one, other in zip(found.references, louder.references, strict=True):
        assert other.fit_db == pytest.approx(one.fit_db, abs=1e-3)
    own = next(one for one in found.references if one.curve == style)
    raised = np.array([raised_db.get(band.band, 0.0) for band in own.bands])
    deviation = np.array([band.deviation_db for band in own.bands])
    # The power of all together stays, so what is raised lowers every band by the same amount; and
    # the window carries some of a step across it, most of it into the sub of speech.
    assert np.ptp(deviation - raised) < 0.6
    if not raised_db:
        assert found.closest_reference == style


def test_the_fit_is_the_root_of_the_mean_square_of_the_deviations():
    for reference in spectrum_of(programme("orchestral")).references:
        deviations = [band.deviation_db for band in reference.bands]
        assert reference.fit_db == pytest.approx(np.sqrt(np.mean(np.square(deviations))))


def test_bands_beyond_half_the_sampling_rate_do_not_count():
    found = spectrum_of(programme("popular", rate=8000), rate=8000)
    assert found.closest_reference == "popular"
    for reference in found.references:
        missing = {band.band for band in reference.bands if band.deviation_db is None}
        assert missing == {"presence", "air"}
        assert {band.band for band in reference.bands if band.reference_db is None} == missing
