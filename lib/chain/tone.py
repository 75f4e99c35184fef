"""Answers about tone: each range of the spectrum against the reference curve."""

from __future__ import annotations

from lib.chain import facts, level
from lib.chain.intent import Intent, Side
from lib.chain.metrics import BANDS
from lib.chain.phrases import CONSTANTS, PHRASES, TARGETS
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
    worst = max(rows, key=lambda found: _excess(telling, *found, side=asked.side), default=None)
    if worst is None:
        telling.missing("spectrum.balance")
        return
    standing = _standing(telling, *worst)
    if asked.closed and asked.side and not asked.wish:
        telling.say("yes" if (standing == asked.side) != asked.enough else "no")
    for found in rows:
        _measured(telling, *found)
    _verdict(telling, asked, worst, standing=standing)
    for slug in asked.platforms:
        telling.say("loud.low_end", words={"name": TARGETS[slug][0]})
        level.platform(telling, slug)


def overview(telling: Telling) -> None:
    """Which ranges stand out from the reference."""
    rows = [(band, row) for band in BANDS if (row := _row(telling, band)) is not None]
    if not rows:
        telling.missing("spectrum.balance")
        return
    out = [found for found in rows if _standing(telling, *found) is not None]
    telling.say("tone.out" if out else "tone.all")
    for found in out or rows:
        _measured(telling, *found)
    telling.value("spectrum.tilt_db_per_octave")


# Words that may mean either of two neighbouring ranges.
_COMPANIONS = {
    "harsh": ("high_mid", "presence"),
    "sibilant": ("presence", "air"),
    "low_end": ("bass", "sub"),
}
_CODES = {
    ("sub", "over"): "sub_heavy",
    ("sub", "under"): "sub_light",
    ("bass", "over"): "boomy",
    ("bass", "under"): "thin",
    ("low_mid", "over"): "muddy",
    ("low_mid", "under"): "hollow",
    ("mid", "over"): "boxy",
    ("mid", "under"): "scooped",
    ("high_mid", "over"): "harsh",
    ("presence", "over"): "harsh",
    ("presence", "under"): "distant",
    ("air", "over"): "bright",
    ("air", "under"): "dull",
}


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


def _measured(telling: Telling, band: str, row: str) -> None:
    english, portuguese = BANDS[band]
    name = portuguese if telling.language == "pt-BR" else english
    deviation = f"{row}.deviation_db"
    said = telling.say(
        "tone.measured",
        words={"band": name},
        low=f"{row}.low_hz",
        high=f"{row}.high_hz",
        deviation=deviation,
    )
    if not said:
        telling.value(deviation)


def _verdict(
    telling: Telling, asked: Intent, found: tuple[str, str], *, standing: Side | None
) -> None:
    band, _ = found
    tolerances = TOLERANCES[band]
    tolerance = tolerances[1 if (standing or asked.side) == "under" else 0]
    limit = {"tolerance": telling.constant(tolerance)}
    if standing is None:
        telling.say("tone.within", words=limit)
    else:
        judged = telling.word("tone.excess" if standing == "over" else "tone.lack")
        telling.say("tone.over", words={"judged": judged, **limit})
    if asked.wish:
        telling.say(f"tone.{asked.wish}.{standing or 'within'}")
    if standing and asked.wish != ("more" if standing == "over" else "less"):
        _remedy(telling, band, standing)


def _remedy(telling: Telling, band: str, standing: Side) -> None:
    """The remedy of the finding about this range, else a plain one."""
    code = _CODES.get((band, standing), "")
    for n, finding in enumerate(facts.rows(telling.report, "findings")):
        if finding.get("code") == code and telling.remedy(n):
            return
    plain = "tone.cut" if standing == "over" else "tone.boost"
    telling.phrase(PHRASES[plain])
