"""Where the beats are, once their distance is roughly known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
# Single precision will do, and an hour of it takes half the memory.
Figures = NDArray[np.float32] | NDArray[np.float64]

# The score of a beat falls by this times the squared logarithm of its distance to the one before
# over the expected one: on the tuning pieces 1000 brings 99 % within 1 % of the tempo, 300 and
# 3000 bring 98 % and 97 %.
_TIGHTNESS = 1000.0
_NEAREST, _FARTHEST = 0.75, 1.3
# One loud onset counts as much as any clear one, in standard deviations.
_MOST = 5.0
# Beats at the ends that have less than this share of the others' strength are none.
_LEAST = 0.1
_SMOOTHING = np.array([0.25, 0.5, 0.25])


def track(strength: Figures, *, period: Figures) -> Values:
    """Find the beats.

    Parameters
    ----------
    strength : (frames,) float, ≥ 0
        Onset strength in any unit.
    period : (frames,) float, > 2
        The distance of two beats expected around each frame, in frames.

    Returns
    -------
    (beats,) float64
        Frames, between two of which a parabola has its top; ascending.

    Notes
    -----
    Ellis, "Beat Tracking by Dynamic Programming", Journal of New Music Research 36 (2007), eqs. 1
    to 3. The scores of all frames within three quarters of a beat depend on earlier ones only, so
    they are found at once; that makes the search some hundred times cheaper than frame by frame.
    """
    smooth = np.convolve(strength, _SMOOTHING.astype(strength.dtype), "same")
    spread = float(smooth.std())
    if spread <= 0.0:
        return np.zeros(0)
    salience = np.minimum(smooth / spread, _MOST)
    scores, before = _search(salience, period)
    tail = min(len(scores), int(1.2 * period[-1]))
    frame = len(scores) - tail + int(scores[len(scores) - tail :].argmax())
    found = []
    while frame >= 0:
        found.append(frame)
        frame = int(before[frame])
    return _between_frames(smooth, _trimmed(np.array(found[::-1]), salience))


def tempo_slope(beats: Values) -> float:
    """Frames per beat: least squares over the numbers of the beats; there are at least 2."""
    number = np.arange(len(beats)) - (len(beats) - 1) / 2.0
    return float(number @ beats / (number @ number))


def _search(salience: Figures, period: Figures) -> tuple[Values, NDArray[np.int32]]:
    """The best score of a row of beats that ends at each frame, and the beat before (or -1)."""
    frames = len(salience)
    before = np.full(frames, -1, np.int32)
    # Before the first frame there is nothing to be gained.
    silence = round(_FARTHEST * float(period.max())) + 1
    scores = np.concatenate([np.zeros(silence), salience])
    at = 0
    while at < frames:
        expected = float(period[at])
        nearest = max(1, round(_NEAREST * expected))
        distances = np.arange(nearest, round(_FARTHEST * expected) + 1)
        count = min(nearest, frames - at)
        # Row by row a frame on, column by column a frame back.
        latest, size = (silence + at - nearest) * scores.itemsize, scores.itemsize
        earlier = np.ndarray((count, len(distances)), float, scores, latest, (size, -size))
        gained = earlier - _TIGHTNESS * np.log(distances / expected) ** 2
        best = gained.argmax(axis=1)
        gain = gained[np.arange(count), best]
        source = np.arange(at, at + count) - distances[best]
        joined = (gain > 0.0) & (source >= 0)
        scores[silence + at : silence + at + count] += np.where(joined, gain, 0.0)
        before[at : at + count] = np.where(joined, source, -1)
        at += count
    return scores[silence:], before


def _trimmed(beats: NDArray[np.int64], salience: Figures) -> NDArray[np.int64]:
    """Without the beats at both ends at which nothing begins."""
    loud = np.flatnonzero(salience[beats] > _LEAST * salience[beats].mean())
    return beats[loud[0] : loud[-1] + 1] if len(loud) else beats[:0]


def _between_frames(strength: Figures, beats: NDArray[np.int64]) -> Values:
    """Move each beat that is on a top to where the parabola through it has its own."""
    if not len(beats):
        return np.zeros(0)
    inside = np.clip(beats, 1, len(strength) - 2)
    left, middle, right = strength[inside - 1], strength[inside], strength[inside + 1]
    bend = left - 2.0 * middle + right
    top = (middle >= left) & (middle >= right) & (bend < 0.0) & (inside == beats)
    moved = 0.5 * (left - right) / np.where(top, bend, 1.0)
    return np.asarray(beats + np.where(top, moved, 0.0), np.float64)
