"""How a track stands by the rules of the report, on one scale for all that can be judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lib.chain import facts
from lib.chain.phrases import CONSTANTS, TARGETS
from lib.chain.tone import TOLERANCES

# From far too little (-2) over a little less (-1), as it should be (0) and a little more (1) to
# far too much (2). What is good or bad without sides has its fault at one end and the good at 0.
Places = frozenset[int]
EVERYWHERE: Places = frozenset((-2, -1, 0, 1, 2))

# Where nothing is said of a platform, streaming is meant.
STREAMING = ("spotify", "apple_music", "youtube", "tidal", "amazon_music", "deezer")


def places(report: facts.Report, subjects: Iterable[str]) -> Places | None:
    """Where one of these subjects stands; all their places where it may be any of them.

    None where the report does not tell, and so for a subject that is none of these: a range of
    the spectrum, "level" or "level:PLATFORM", "peak", "headroom", "clipping", "width", "mono",
    "low_end", "sides", "dynamics", "hum", "tonal".
    """
    known = [found for name in subjects if (found := _of(report, name)) is not None]
    return frozenset().union(*known) if known else None


def _of(report: facts.Report, subject: str) -> Places | None:
    if subject in TOLERANCES:
        return _band(report, subject)
    if subject.startswith("level:"):
        return _level(report, subject.removeprefix("level:"))
    return _RULINGS[subject](report) if subject in _RULINGS else None


def _band(report: facts.Report, band: str) -> Places | None:
    rows = (row for row in facts.rows(report, "spectrum.balance") if row.get("band") == band)
    deviation = facts.number(next(rows, {}), "deviation_db")
    if deviation is None:
        return None
    over, under = (CONSTANTS[name][0] for name in TOLERANCES[band])
    return _between(deviation, under=-under, over=over)


def _any_level(report: facts.Report) -> Places | None:
    return places(report, [f"level:{slug}" for slug in STREAMING])


def _level(report: facts.Report, platform: str) -> Places | None:
    if platform not in TARGETS:
        return None
    rows = facts.rows(report, "targets")
    row: Mapping[str, object] = next((r for r in rows if r.get("platform") == platform), {})
    loudness = facts.number(report, _LOUDNESS)
    target, gain = (facts.number(row, name) for name in ("target_lufs", "gain_db"))
    near = CONSTANTS["c_club_slack" if platform == "club_cd" else "c_near"][0]
    if target is not None and loudness is not None:
        return _between(loudness - target, under=-near, over=near)
    # A platform that changes nothing may be one that turns nothing up.
    return None if not gain else _between(-gain, under=-near, over=near)


def _peak(report: facts.Report) -> Places | None:
    """Against the usual ceiling, or that of a platform, whichever was meant."""
    peak = facts.number(report, _PEAK)
    if peak is None:
        return None
    rows = facts.rows(report, "targets")
    limits = [facts.number(row, "true_peak_limit_dbtp") for row in rows]
    over = {peak - limit for limit in (_CEILING, *limits) if limit is not None}
    return (_OVER if max(over) > -_ROUNDING else _NONE) | (
        _FINE if min(over) < _ROUNDING else _NONE
    )


def _headroom(report: facts.Report) -> Places | None:
    peak = facts.number(report, _PEAK)
    if peak is None:
        return None
    return _either(under=peak > _CEILING - _ROUNDING, fine=peak < _CEILING + _ROUNDING)


def _clipping(report: facts.Report) -> Places | None:
    counts = [facts.number(report, f"dynamics.clipping.{name}") for name in ("runs", "samples")]
    known = [count for count in counts if count is not None]
    if not known:
        return None
    # Between the samples it may clip all the same.
    beyond = (facts.number(report, _PEAK) or _CEILING) > CONSTANTS["c_full_scale"][0]
    return _either(over=max(known) > 0 or beyond, fine=min(known) == 0)


def _width(report: facts.Report) -> Places | None:
    width = facts.number(report, "stereo.width")
    wide, narrow = CONSTANTS["c_width"][0], CONSTANTS["c_narrow"][0]
    if width is None:
        return None
    # What is usual is wide to one and narrow to another.
    if narrow <= width <= wide:
        return _WITHIN
    return frozenset({2} if width > wide else {-2})


def _mono(report: facts.Report) -> Places | None:
    loss = facts.number(report, "stereo.mono_loss_lu")
    mean, lowest = (facts.number(report, f"stereo.{n}") for n in ("correlation", "correlation_min"))
    cancels = facts.reason(report, "stereo.mono_loss_lu") == "cancels"
    if loss is None and mean is None and not cancels:
        return None
    bad = cancels or (loss is not None and loss > CONSTANTS["c_mono_loss"][0])
    bad = bad or (mean is not None and mean < CONSTANTS["c_correlation"][0])
    return _either(under=bad or (lowest is not None and lowest < 0), fine=not bad)


def _low_end(report: facts.Report) -> Places | None:
    side = facts.number(report, "stereo.low_end_side_db")
    limit = CONSTANTS["c_low_side"][0]
    if side is None:
        return None
    return _either(over=side > limit - _ROUNDING, fine=side < limit + _ROUNDING)


def _sides(report: facts.Report) -> Places | None:
    balance = facts.number(report, "stereo.balance_db")
    limit = CONSTANTS["c_balance"][0]
    return None if balance is None else _between(balance, under=-limit, over=limit)


def _dynamics(report: facts.Report) -> Places | None:
    floors = (("loudness.plr_lu", "c_plr_floor"), ("dynamics.crest_db", "c_crest_floor"))
    known = [(facts.number(report, path), CONSTANTS[floor][0]) for path, floor in floors]
    gaps = [value - floor for value, floor in known if value is not None]
    if not gaps:
        return None
    return _either(under=min(gaps) < _ROUNDING, fine=min(gaps) > -_ROUNDING)


def _hum(report: facts.Report) -> Places | None:
    if facts.read(report, "dynamics.hum") is None:
        return None
    level = facts.number(report, "dynamics.hum.level_dbfs")
    faint = level is None or level < CONSTANTS["c_hum"][0] + _ROUNDING
    return _either(over=level is not None, fine=faint)


def _tonal(report: facts.Report) -> Places | None:
    """Of the whole: one range is enough for a fault, but for none it takes them all."""
    found = [_band(report, band) for band in TOLERANCES]
    if any(place is not None and not place & _WITHIN for place in found):
        return _OVER
    if None in found:
        return None
    # A range so near to its tolerance that both may be said of it.
    return _FINE | _OVER if any(place and place - _WITHIN for place in found) else _FINE


_LOUDNESS = "loudness.integrated_lufs"
_PEAK = "loudness.true_peak_dbtp"
_CEILING = CONSTANTS["c_ceiling"][0]
# Half of the last place that is told: nearer to a limit both of its sides may be said.
_ROUNDING = 0.05
_NONE: Places = frozenset()
_WITHIN: Places = frozenset((-1, 0, 1))
_FINE: Places = frozenset((0,))
_OVER: Places = frozenset((2,))
_RULINGS = {
    "level": _any_level,
    "peak": _peak,
    "headroom": _headroom,
    "clipping": _clipping,
    "width": _width,
    "mono": _mono,
    "low_end": _low_end,
    "sides": _sides,
    "dynamics": _dynamics,
    "hum": _hum,
    "tonal": _tonal,
}


def _either(*, under: bool = False, fine: bool = False, over: bool = False) -> Places:
    return frozenset(place for place, holds in ((-2, under), (0, fine), (2, over)) if holds)


def _between(value: float, *, under: float, over: float) -> Places:
    """The place of a value between two limits, and the next one where it is as good as there."""
    slack = _ROUNDING
    spans = (
        (-2, value < under + slack),
        (-1, under - slack < value < slack),
        (0, abs(value) < _NEARLY_NONE),
        (1, -slack < value < over + slack),
        (2, value > over - slack),
    )
    return frozenset(place for place, holds in spans if holds)


# A distance that may be called none.
_NEARLY_NONE = 0.5
