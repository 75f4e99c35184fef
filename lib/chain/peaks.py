"""Answers about peaks: clipping, true peak, and how far peaks stand out of the rest."""

from __future__ import annotations

from lib.chain import facts
from lib.chain.phrases import CONSTANTS
from lib.chain.telling import Telling

_PEAK = "loudness.true_peak_dbtp"
_RUNS = "dynamics.clipping.runs"


def clipping(telling: Telling) -> None:
    """Does it clip, how often and where."""
    runs = facts.number(telling.report, _RUNS)
    if runs is None:
        telling.missing(_RUNS)
    elif runs > 0:
        if not telling.say("clip.yes", runs=_RUNS, samples="dynamics.clipping.samples"):
            telling.value(_RUNS)
        telling.say("clip.at", at="dynamics.clipping.regions.0.start_s")
        telling.say("clip.mend")
    else:
        telling.say("clip.no", runs=_RUNS)
    peak = facts.number(telling.report, _PEAK)
    if peak is not None and peak > CONSTANTS["c_full_scale"][0] and not runs:
        telling.say("clip.between", peak=_PEAK)
        telling.say("peak.mend")


def true_peak(telling: Telling) -> None:
    """Is the true peak within the usual ceiling, and where is it."""
    peak = facts.number(telling.report, _PEAK)
    if peak is None:
        telling.missing(_PEAK)
        return
    over = peak > CONSTANTS["c_ceiling"][0]
    telling.say("peak.over" if over else "peak.fine", peak=_PEAK)
    telling.say("peak.at", at="loudness.true_peak_at_s")
    if over:
        telling.say("peak.mend")


def dynamics(telling: Telling) -> None:
    """Are the dynamics squashed."""
    plr, crest = "loudness.plr_lu", "dynamics.crest_db"
    telling.say("dynamics.plr", plr=plr)
    telling.say("dynamics.crest", crest=crest)
    telling.say("dynamics.range", range="loudness.range_lu")
    floors = ((plr, "c_plr_floor"), (crest, "c_crest_floor"))
    known = [(facts.number(telling.report, path), CONSTANTS[floor][0]) for path, floor in floors]
    if all(value is None for value, _ in known):
        telling.missing(plr)
        return
    squashed = any(value is not None and value < floor for value, floor in known)
    telling.say("dynamics.squashed" if squashed else "dynamics.fine")
