"""Answers about peaks: clipping, true peak, and how far peaks stand out of the rest."""

from __future__ import annotations

from lib.chain import facts
from lib.chain.intent import Intent
from lib.chain.phrases import CONSTANTS
from lib.chain.telling import Telling

_PEAK = "loudness.true_peak_dbtp"
_RUNS = "dynamics.clipping.runs"
# Numbers of the report are rounded to hundredths, which must not make a fault of an exact fit.
_ROUNDING = 0.005


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


def true_peak(telling: Telling, asked: Intent) -> None:
    """Is the true peak within the usual ceiling, and where is it."""
    peak = facts.number(telling.report, _PEAK)
    if peak is None:
        telling.missing(_PEAK)
        return
    over = peak > CONSTANTS["c_ceiling"][0]
    if asked.closed and (asked.codec or asked.fine):
        telling.say("yes" if over == asked.codec else "no")
    telling.say("peak.over" if over else "peak.fine", peak=_PEAK)
    telling.say("peak.at", at="loudness.true_peak_at_s")
    if asked.codec:
        telling.say("peak.codec_over" if over else "peak.codec_fine")
    if over:
        telling.say("peak.mend")


def headroom(telling: Telling, asked: Intent) -> None:
    """How much level fits under the ceiling, and whether the gain asked about does."""
    peak = facts.number(telling.report, _PEAK)
    if peak is None:
        telling.missing(_PEAK)
        return
    room, wanted = headroom_db(peak), asked.named.db
    if asked.closed:
        telling.say("yes" if room >= (wanted or 0.0) - _ROUNDING else "no")
    if room < -_ROUNDING:
        telling.say("headroom.none", words={"over": telling.worded(-room, "dB")}, peak=_PEAK)
        telling.say("headroom.lower")
        return
    telling.say("headroom.some", words={"room": telling.worded(max(0.0, room), "dB")}, peak=_PEAK)
    if wanted is None:
        return
    fits = room >= wanted - _ROUNDING
    words = {"wanted": telling.worded(wanted, "dB", decimals=0 if wanted % 1 == 0 else 1)}
    telling.say("headroom.enough" if fits else "headroom.short", words=words)
    if not fits or "limiter" in asked.terms:
        telling.say("dynamics.plr", plr="loudness.plr_lu")


def headroom_db(true_peak_dbtp: float) -> float:
    """The level that fits between the true peak and the usual ceiling."""
    return CONSTANTS["c_ceiling"][0] - true_peak_dbtp


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
