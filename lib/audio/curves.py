"""The reference curves: which power density a programme of each style family is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.audio.styles import StyleId

Frequency = NDArray[np.float64]
Density = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """A reference curve.

    Attributes
    ----------
    style : StyleId
        The style family that it stands for (`styles.py` has its title and its music).
    source : str
        What it rests on, and which part of it is our own choice; the whole story is in the
        docstring of `density_db`.
    density_db : callable
        Power density at (...) float64 > 0 Hz, in dB relative to a level of the curve's own.
    """

    style: StyleId
    source: str
    density_db: Callable[[Frequency], Density]


def popular_density_db(frequency_hz: Frequency) -> Density:
    """Power density of popular music.

    Parameters
    ----------
    frequency_hz : (...) float64, > 0

    Returns
    -------
    (...) float64
        In dB relative to an arbitrary level.

    Notes
    -----
    "Long-term Average Spectrum in Popular Music and its Relation to the Level of the Percussion",
    AES Convention Paper 9762 (2017): the mean of 12,345 tracks of popular music, each brought to
    the same BS.1770 loudness first, which the paper approximates by two parabolas over the number
    of 1/60 octaves above 30 Hz: one up to its maximum at 94 Hz and one above (slopes of -2.4 dB per
    octave at 200 Hz, -5.0 at 800 Hz, -7.6 at 3.2 kHz; -5.8 overall). Where they meet they are 0.1
    dB apart. An earlier study of 772 number-one hits (AES Convention Paper 8960, 2013) found about
    -5 dB per octave from 100 Hz to 4 kHz. The first paper's summary was read first-hand, in part;
    all figures at second hand, in several places that agree.

    The published mean is one of decibels, over tracks with and without low instruments, and so it
    falls at once below 94 Hz; the paper itself finds tracks 10 dB off the mean there common. As
    what a present-day production is held against, the maximum is therefore kept for one octave
    more, down to 47 Hz, and the published fall follows from there. That part is our own choice.
    """
    fall = _parabola(np.maximum(frequency_hz, _POPULAR_TOP_HZ), -0.000183, 0.0213, -16.735)
    rise = _parabola(2.0 * frequency_hz, -0.000907, 0.256, -32.942)
    return np.where(2.0 * frequency_hz < _POPULAR_TOP_HZ, rise, fall)


def percussive_density_db(frequency_hz: Frequency) -> Density:
    """Power density of popular music with much percussion.

    Parameters
    ----------
    frequency_hz : (...) float64, > 0

    Returns
    -------
    (...) float64
        In dB relative to an arbitrary level.

    Notes
    -----
    AES Convention Paper 9762 (2017) again: the louder the percussion, the more there is of lows and
    highs, and what sets the spectra of genres apart is "mainly a side-effect of percussive
    prominence". All at second hand: from 89 Hz to 4.5 kHz the slope is the same in each of eleven
    groups by level of percussion (-4.53 dB per octave, standard deviation 0.055), so that both ends
    rise alike; hardly anything moves between 100 Hz and 2 kHz, least of all from 200 Hz on; and
    knowing the level of percussion brings the mean deviation of a track from 3.94 down to 3.33 dB.

    The shape and the size here are derived from these. Both ends rising alike makes the effect
    symmetrical in octaves about √(89 Hz · 4.5 kHz) = 633 Hz: none from 200 Hz to 2 kHz, whole from
    47 Hz down and from 8.5 kHz up, half a cosine in between. Its size is what the percussion
    explains: √(3.94² - 3.33²) = 2.1 dB over all frequencies, so √2 times as much, 3 dB, over the
    half of the octaves where it acts. The curve is thus that of a track one standard deviation more
    percussive than the mean.
    """
    return popular_density_db(frequency_hz) + _PERCUSSION_DB * _percussion(frequency_hz)


def acoustic_density_db(frequency_hz: Frequency) -> Density:
    """Power density of popular music with little percussion.

    Parameters
    ----------
    frequency_hz : (...) float64, > 0

    Returns
    -------
    (...) float64
        In dB relative to an arbitrary level.

    Notes
    -----
    The mirror image of `percussive_density_db`: one standard deviation less percussive than the
    mean. AES Convention Paper 8960 (2013) agrees, at second hand: jazz and folk have less below
    150 Hz and above 5 kHz than hip-hop, rock, pop and electronic music.
    """
    return popular_density_db(frequency_hz) - _PERCUSSION_DB * _percussion(frequency_hz)


def orchestral_density_db(frequency_hz: Frequency) -> Density:
    """Power density of an orchestra.

    Parameters
    ----------
    frequency_hz : (...) float64, > 0

    Returns
    -------
    (...) float64
        In dB relative to an arbitrary level.

    Notes
    -----
    No table was found, so this is a model with few numbers, and the least certain of the curves. An
    orchestra is loudest about 500 Hz and falls quickly above (a physicist's explanation of how a
    singer is heard over it; read first-hand). How quickly is 9 dB per octave ("The Acoustics of the
    Singing Voice", Scientific American, March 1977; from memory, not read again). Both together: a
    density with a knee of the third order, whose third octaves have their maximum at 500 Hz where
    the knee is at 630 Hz. Below 60 Hz, where little but the lowest strings is left, it falls by
    6 dB per octave: our own choice.
    """
    highs = 1.0 + (frequency_hz / _ORCHESTRA_KNEE_HZ) ** 3
    lows = 1.0 + (_ORCHESTRA_LOWEST_HZ / frequency_hz) ** 2
    density: Density = -10.0 * np.log10(highs * lows)
    return density


def speech_density_db(frequency_hz: Frequency) -> Density:
    """Power density of speech.

    Parameters
    ----------
    frequency_hz : (...) float64, > 0

    Returns
    -------
    (...) float64
        In dB relative to an arbitrary level.

    Notes
    -----
    "An international comparison of long-term average speech spectra", J. Acoust. Soc. Am. 96,
    2108-2120 (1994): one spectrum for men and women and twelve languages, in third octaves from
    63 Hz to 16 kHz (abstract read first-hand; the levels at second hand, the same in four places,
    one of them the test of a hearing-aid laboratory). Between the centres the density is a straight
    line over octaves, which takes up to 0.9 dB off its corners; down to 20 Hz and up to 20 kHz the
    last slopes go on, which is our own choice. It is the voice in front of a microphone, before
    anybody's equaliser.
    """
    center_hz, level_db = np.array(_SPEECH_THIRD_OCTAVES).T
    density: Density = np.interp(
        np.log2(frequency_hz), np.log2(center_hz), level_db - 10.0 * np.log10(center_hz)
    )
    return density


def pink_density_db(frequency_hz: Frequency) -> Density:
    """Power density of pink noise: -3.01 dB per octave, the same power in every octave.

    Parameters
    ----------
    frequency_hz : (...) float64, > 0

    Returns
    -------
    (...) float64
        In dB relative to that at 1 Hz.

    Notes
    -----
    By definition. Mixes are brighter than most music where they follow it.
    """
    density: Density = -10.0 * np.log10(frequency_hz)
    return density


def _parabola(frequency_hz: Frequency, square: float, linear: float, constant: float) -> Density:
    steps = 60.0 * np.log2(frequency_hz / 30.0)
    return (square * steps + linear) * steps + constant


def _percussion(frequency_hz: Frequency) -> Density:
    """How much of the percussion's effect there is: 0 in the middle, 1 at both ends."""
    octaves = np.abs(np.log2(frequency_hz / _PERCUSSION_MIDDLE_HZ))
    inner = np.log2(_PERCUSSION_MIDDLE_HZ / _PERCUSSION_NONE_HZ)
    outer = np.log2(_PERCUSSION_MIDDLE_HZ / _PERCUSSION_WHOLE_HZ)
    share: Density = np.clip((octaves - inner) / (outer - inner), 0.0, 1.0)
    effect: Density = 0.5 - 0.5 * np.cos(np.pi * share)
    return effect


# The published curve rises up to here; its maximum is held an octave further down than published.
_POPULAR_TOP_HZ = 94.0
_PERCUSSION_DB = 3.0
# √(200 Hz · 2 kHz), nearly the same as √(89 Hz · 4.5 kHz).
_PERCUSSION_MIDDLE_HZ = 632.46
_PERCUSSION_NONE_HZ = 200.0
_PERCUSSION_WHOLE_HZ = 47.0
# 500 · 2^(1/3): where a density with a knee of the third order has its loudest third octave at 500.
_ORCHESTRA_KNEE_HZ = 630.0
_ORCHESTRA_LOWEST_HZ = 60.0
# Centre in Hz and level in dB; the first and the last are ours.
_SPEECH_THIRD_OCTAVES = (
    *((20.0, 15.1), (63.0, 38.6), (80.0, 43.5), (100.0, 54.4), (125.0, 57.7), (160.0, 56.8)),
    *((200.0, 60.2), (250.0, 60.3), (315.0, 59.0), (400.0, 62.1), (500.0, 62.1), (630.0, 60.5)),
    *((800.0, 56.8), (1000.0, 53.7), (1250.0, 53.0), (1600.0, 52.0), (2000.0, 48.7)),
    *((2500.0, 48.1), (3150.0, 46.8), (4000.0, 45.6), (5000.0, 44.5), (6300.0, 44.3)),
    *((8000.0, 43.7), (10000.0, 43.4), (12500.0, 41.3), (16000.0, 40.7), (20000.0, 40.1)),
)

CURVES = (
    Curve(
        "popular",
        "mean of 12,345 popular tracks (AES paper 9762, 2017), its maximum held down to 47 Hz",
        popular_density_db,
    ),
    Curve(
        "percussive",
        "popular with 3 dB more at both ends: much percussion (derived from AES paper 9762)",
        percussive_density_db,
    ),
    Curve(
        "acoustic",
        "popular with 3 dB less at both ends: little percussion (derived from AES paper 9762)",
        acoustic_density_db,
    ),
    Curve(
        "orchestral",
        "a model: third octaves loudest at 500 Hz, -9 dB per octave above (Sci. Am., March 1977)",
        orchestral_density_db,
    ),
    Curve(
        "speech",
        "universal long-term average speech spectrum (J. Acoust. Soc. Am. 96, 1994)",
        speech_density_db,
    ),
    Curve("pink", "by definition: the same power in every octave", pink_density_db),
)
