"""Answers about tone: each range of the spectrum against the reference curve."""

from __future__ import annotations

import math

from lib.chain import facts, level
from lib.chain.intent import Intent, Side
from lib.chain.metrics import BANDS
from lib.chain.phrases import CONSTANTS
from lib.chain.telling import Telling

# How far a range may lie over and under the reference before it is called out; these are the
# first steps of the rules by which findings are made.
TOLERANCES: dict[str, tuple[str, str]] = {
    "sub": ("c_edge_band", "c_sub_light"),
    "bass": ("c_mid_band", "c_low_band"),
    "low_mid": ("c_mid_band", "c_low_band"),
    "mid": ("c_mid_band", "c_low_band"),
    "high_mid": ("c_mid_band", "c_low_band"),
    "presence": ("c_mid_band", "c_low_band"),
    "air": ("c_edge_band", "c_edge_band"),
}


def tell(telling: Telling, asked: Intent) -> None:
    """Is there too much or too little of the range asked about, and which way to move it."""
    bands = _COMPANIONS.get(asked.name, (asked.band or "bass",))
    rows = [(band, row) for band in bands if (row := _row(telling, band)) is not None]
    worst = _worst(telling, rows, side=asked.side)
    if worst is None:
        telling.missing("spectrum.balance")
        return
    if asked.caveat:
        telling.say(f"caveat.{asked.caveat}")
    else:
        _headline(telling, asked, standing=_standing(telling, *worst), first=rows[0])
    for found in rows:
        _judged(telling, *found)
    if _standing(telling, *worst) is None:
        worst = _worst(telling, rows, side=None) or worst
    _advise(telling, asked, worst)
    if asked.platforms:
        telling.say("loud.low_end")
        level.platforms(telling, asked.platforms)


def frequency(telling: Telling, asked: Intent) -> None:
    """How the range and the third octave around a frequency stand."""
    hz = asked.named.hz or 0.0
    rows = [(band, row) for band in BANDS if (row := _row(telling, band)) is not None]
    held = next((found for found in rows if _holds(telling, found[1], hz)), None)
    if held is None:
        telling.missing("spectrum.balance")
        return
    standing = _standing(telling, *held)
    if asked.closed and asked.wish and standing:
        telling.say("yes" if _goes_right(asked, standing) else "no")
    elif asked.closed and asked.side:
        telling.say("yes" if (standing == asked.side) != asked.enough else "no")
    _judged(telling, *held)
    proud = _third_octave(telling, hz)
    _advise(telling, asked, held)
    if proud and standing != "under":
        telling.say("tone.proud")


def overview(telling: Telling) -> None:
    """Which ranges stand out from the reference."""
    rows = [(band, row) for band in BANDS if (row := _row(telling, band)) is not None]
    if not rows:
        telling.missing("spectrum.balance")
        return
    out = [found for found in rows if _standing(telling, *found) is not None]
    telling.say("tone.out" if out else "tone.all")
    for found in out or rows:
        _judged(telling, *found)
    telling.value("spectrum.tilt_db_per_octave")


# Words that may mean either of two neighbouring ranges.
_COMPANIONS = {
    "harsh": ("high_mid", "presence"),
    "sibilant": ("presence", "air"),
    "low_end": ("bass", "sub"),
}


def _headline(
    telling: Telling, asked: Intent, *, standing: Side | None, first: tuple[str, str]
) -> None:
    """Yes or no; and in words where these could be taken either way, or the reverse is true."""
    if asked.negated and asked.side and not asked.wish:
        key = {"over": ("tone.too_much", "tone.not_too_much")}.get(
            asked.side, ("tone.lacking", "tone.not_lacking")
        )
        telling.say(key[0] if standing == asked.side else key[1])
        return
    if asked.wish or not asked.closed:
        return
    if asked.side:
        telling.say("yes" if (standing == asked.side) != asked.enough else "no")
        main = _standing(telling, *first)
        if standing != asked.side and main not in (None, asked.side) and not asked.enough:
            telling.say("tone.opposite")
    elif asked.fine:
        telling.say("no" if standing else "yes")


def _worst(
    telling: Telling, rows: list[tuple[str, str]], *, side: Side | None
) -> tuple[str, str] | None:
    return max(rows, key=lambda found: _excess(telling, *found, side=side), default=None)


def _row(telling: Telling, band: str) -> str | None:
    """The path of a range in the report's balance, if its distance is known."""
    for n, row in enumerate(facts.rows(telling.report, "spectrum.balance")):
        path = f"spectrum.balance.{n}"
        known = facts.number(telling.report, f"{path}.deviation_db") is not None
        if row.get("band") == band and known:
            return path
    return None


def _excess(telling: Telling, band: str, row: str, *, side: Side | None) -> float:
    """How far a range is past its tolerance on the side asked about, or on its own side."""
    deviation = facts.number(telling.report, f"{row}.deviation_db") or 0.0
    over, under = (CONSTANTS[name][0] for name in TOLERANCES[band])
    if side is None:
        return max(deviation - over, -deviation - under)
    return deviation - over if side == "over" else -deviation - under


def _standing(telling: Telling, band: str, row: str) -> Side | None:
    deviation = facts.number(telling.report, f"{row}.deviation_db") or 0.0
    over, under = (CONSTANTS[name][0] for name in TOLERANCES[band])
    if deviation > over:
        return "over"
    return "under" if deviation < -under else None


def _judged(telling: Telling, band: str, row: str) -> None:
    """A range's distance from the reference, held against that range's own spread."""
    english, portuguese = BANDS[band]
    name = portuguese if telling.language == "pt-BR" else english
    path = f"{row}.deviation_db"
    over = (facts.number(telling.report, path) or 0.0) >= 0
    tolerance = telling.constant(TOLERANCES[band][0 if over else 1])
    verdict = f"tone.{_standing(telling, band, row) or 'within'}"
    judged = telling.word(verdict).format(tolerance=tolerance)
    said = telling.say(
        "tone.row",
        words={"band": name, "judged": judged},
        low=f"{row}.low_hz",
        high=f"{row}.high_hz",
        deviation=path,
    )
    if not said:
        telling.value(path)


def _holds(telling: Telling, row: str, hz: float) -> bool:
    low, high = (facts.number(telling.report, f"{row}.{end}_hz") for end in ("low", "high"))
    return low is not None and high is not None and (low <= hz < high or hz == high == _TOP_HZ)


def _third_octave(telling: Telling, hz: float) -> bool:
    """Tell the third octave at a frequency; True if it stands out of those beside it."""
    levels = {}
    for n in range(len(facts.rows(telling.report, "spectrum.bands"))):
        mid_hz = facts.number(telling.report, f"spectrum.bands.{n}.center_hz")
        level_db = facts.number(telling.report, f"spectrum.bands.{n}.level_db")
        if mid_hz is not None and mid_hz > 0 and level_db is not None:
            levels[n] = (abs(math.log2(mid_hz / hz)), level_db)
    nearest = min(levels, key=lambda n: levels[n][0], default=None)
    if nearest is None or levels[nearest][0] > _HALF_A_THIRD:
        return False
    centre, level_path = (f"spectrum.bands.{nearest}.{name}" for name in ("center_hz", "level_db"))
    beside = [n for n in (nearest - 1, nearest + 1) if n in levels]
    if len(beside) < 2:
        telling.say("tone.third_alone", centre=centre, level=level_path)
        return False
    below, above = (f"spectrum.bands.{n}.level_db" for n in beside)
    telling.say("tone.third", centre=centre, level=level_path, below=below, above=above)
    mean = sum(levels[n][1] for n in beside) / 2
    return levels[nearest][1] - mean > CONSTANTS["c_mid_band"][0]


def _goes_right(asked: Intent, standing: Side) -> bool:
    return asked.wish == ("less" if standing == "over" else "more")


def _advise(telling: Telling, asked: Intent, found: tuple[str, str]) -> None:
    """Whether the move that is wished for goes the right way, and a move that does."""
    standing = _standing(telling, *found)
    if asked.wish:
        telling.say(f"tone.{asked.wish}.{standing or 'within'}")
    if standing and (not asked.wish or _goes_right(asked, standing)):
        _remedy(telling, found[1], standing)


def _remedy(telling: Telling, row: str, standing: Side) -> None:
    """The remedy of the finding about this range, else a plain one."""
    for n, finding in enumerate(facts.rows(telling.report, "findings")):
        if finding.get("metric") == f"{row}.deviation_db" and telling.remedy(n):
            return
    telling.say("tone.cut" if standing == "over" else "tone.boost")


_TOP_HZ = 20_000.0
# Half the width of a third octave, in octaves, with room for nominal centres.
_HALF_A_THIRD = 0.2
