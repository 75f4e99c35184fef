"""Answers about loudness: what the platforms do with the track, and which level they want."""

from __future__ import annotations

from collections.abc import Iterable

from lib.chain import facts
from lib.chain.intent import Intent
from lib.chain.phrases import CONSTANTS, TARGETS
from lib.chain.telling import Telling

_STREAMING = ("spotify", "apple_music", "youtube", "tidal", "amazon_music", "deezer")
_LOUDNESS = "loudness.integrated_lufs"
_PEAK = "loudness.true_peak_dbtp"
# Numbers of the report are rounded to hundredths, which must not make a fault of an exact fit.
_ROUNDING = 0.005
# The same for a difference of two numbers that are both as the report has them.
_EXACT = 1e-6
# Where nothing changes the level: the file itself must have it.
_UNCHANGED = ("club_cd", "broadcast_ebu")
# Findings that a platform's answer tells by itself.
_OWN = ("true_peak_over", "too_loud", "too_quiet")


def too_loud(telling: Telling, asked: Intent) -> None:
    """Is it too loud for the platforms named, or for streaming."""
    _judge(telling, asked, question="loud")


def too_quiet(telling: Telling, asked: Intent) -> None:
    """Is it too quiet for the platforms named, or for streaming."""
    _judge(telling, asked, question="quiet")


def targets(telling: Telling, asked: Intent) -> None:
    """Which level the platforms want, and how far the track is from it."""
    named = _rows(telling, asked.platforms)
    if not named:
        telling.say("targets.general")
        telling.say("targets.yours", loudness=_LOUDNESS)
    for slug, row in named:
        words = {"name": TARGETS[slug][0]}
        telling.say(
            "targets.one",
            words=words,
            target=f"{row}.target_lufs",
            limit=f"{row}.true_peak_limit_dbtp",
        )
        telling.say("targets.gap", loudness=_LOUDNESS, gain=f"{row}.gain_db")


def compare(telling: Telling, asked: Intent) -> None:
    """What each platform does with the track."""
    slugs = asked.platforms if len(asked.platforms) > 1 else _STREAMING
    if not telling.say("platforms.intro", loudness=_LOUDNESS):
        telling.missing(_LOUDNESS)
        return
    said = [
        telling.say(
            "platforms.row",
            words={"name": TARGETS[slug][0]},
            gain=f"{row}.gain_db",
            after=f"{row}.loudness_after_lufs",
        )
        for slug, row in _rows(telling, slugs)
    ]
    if any(said):
        telling.say("platforms.end")


def published(telling: Telling, asked: Intent) -> None:
    """The published levels, for when there is no track."""
    known = [TARGETS[slug] for slug in asked.platforms if slug in TARGETS]
    for called, constant in known:
        level = f"{{{constant}}}"
        telling.phrase((f"{called}: {level}.", f"{called}: {level}."))
    if not known:
        telling.say("targets.general")


def fit(telling: Telling, asked: Intent) -> None:
    """Does the track pass at the platforms named: its level where that counts, and its peak."""
    named = _rows(telling, asked.platforms)
    if facts.number(telling.report, _LOUDNESS) is None or not named:
        telling.missing(_LOUDNESS)
        return
    if asked.closed:
        fits = all(_fits(telling, slug, row=row, strict=asked.level) for slug, row in named)
        telling.say("yes" if fits else "no")
    telling.say("loud.measured", loudness=_LOUDNESS)
    for slug, row in named:
        _treatment(telling, slug, row=row)
        _peak_now(telling, row)
    delivery = "broadcast_ebu" in asked.platforms
    others = [] if asked.level or delivery or not asked.closed else _grave(telling)
    if others:
        telling.say("fit.other")
        for n in others:
            telling.finding(n, short=True)


def choice(telling: Telling, asked: Intent) -> None:
    """Is a level that the question names the right one."""
    wanted = asked.named.lufs or 0.0
    slugs = [slug for slug in asked.platforms if slug in TARGETS] or list(TARGETS)
    names = [TARGETS[slug][0] for slug in slugs if abs(_above(wanted, slug)) <= _slack(slug)]
    if asked.closed:
        telling.say("yes" if _chosen(telling, asked, slugs, met=bool(names)) else "no")
    words = {"level": telling.worded(wanted, "LUFS", decimals=0 if wanted % 1 == 0 else 1)}
    if names:
        telling.say("choice.level", words={**words, "names": ", ".join(names)})
    else:
        above = _above(wanted, "spotify") > 0
        telling.say("choice.above" if above else "choice.below", words=words)
    for slug in [] if names else asked.platforms:
        name, constant = TARGETS[slug]
        telling.say("choice.named", words={"name": name, "target": telling.constant(constant)})
    loudness = facts.number(telling.report, _LOUDNESS)
    if loudness is not None:
        near = abs(loudness - wanted) <= CONSTANTS["c_near"][0]
        way = "there" if near else "louder" if loudness > wanted else "quieter"
        telling.say(f"choice.{way}", loudness=_LOUDNESS)
        if way == "louder" and names and "broadcast_ebu" not in slugs[:1]:
            telling.say("choice.free")


def platforms(telling: Telling, slugs: Iterable[str]) -> None:
    """What some platforms do with the track's level, and why."""
    rows = _rows(telling, slugs)
    if rows:
        telling.say("loud.measured", loudness=_LOUDNESS)
    for slug, row in rows:
        _treatment(telling, slug, row=row)
        _peak_after(telling, row)


def _fits(telling: Telling, slug: str, *, row: str, strict: bool) -> bool:
    """Whether a platform takes the track as it is; `strict` wants its very level."""
    peak, limit, after = (
        facts.number(telling.report, path)
        for path in (_PEAK, f"{row}.true_peak_limit_dbtp", f"{row}.loudness_after_lufs")
    )
    if peak is not None and limit is not None and peak > limit + _ROUNDING:
        return False
    excess = _excess(telling, slug)
    if excess is None or after is None:
        return False
    if strict or slug in _UNCHANGED:
        return abs(excess) <= _slack(slug)
    return after - (facts.number(telling.report, f"{row}.target_lufs") or 0.0) >= -_slack(slug)


def _chosen(telling: Telling, asked: Intent, slugs: list[str], *, met: bool) -> bool:
    """The answer to a question about a level: of the track, too high, too low, or right."""
    wanted = asked.named.lufs or 0.0
    loudness = facts.number(telling.report, _LOUDNESS)
    first = slugs[0] if asked.platforms else "spotify"
    if asked.fine:
        return met
    if asked.side == "over":
        return _above(wanted, first) > _slack(first)
    if asked.side == "under":
        return (_above(wanted, first) < -_slack(first)) != asked.enough
    return met if loudness is None else abs(loudness - wanted) <= CONSTANTS["c_near"][0]


def _above(level: float, slug: str) -> float:
    return level - CONSTANTS[TARGETS[slug][1]][0]


def _slack(slug: str) -> float:
    """How far from its level a platform still counts as met."""
    return CONSTANTS["c_club_slack" if slug == "club_cd" else "c_near"][0] + _EXACT


def _grave(telling: Telling) -> list[int]:
    """The first findings of high severity that are not about level or peak."""
    found = enumerate(facts.rows(telling.report, "findings"))
    grave = [n for n, row in found if row.get("severity") == "high" and row.get("code") not in _OWN]
    return grave[:2]


def _judge(telling: Telling, asked: Intent, *, question: str) -> None:
    if facts.number(telling.report, _LOUDNESS) is None:
        telling.missing(_LOUDNESS)
        return
    slugs = [slug for slug, _ in _rows(telling, asked.platforms)]
    first = slugs[0] if slugs else "spotify"
    excess = _excess(telling, first)
    if excess is None:
        telling.say("targets.yours", loudness=_LOUDNESS)
        return
    near = _slack(first)
    wrong = excess > near if question == "loud" else excess < -near
    if asked.closed:
        telling.say("yes" if wrong != asked.enough else "no")
    if slugs:
        platforms(telling, slugs)
    else:
        compare(telling, asked)
    _remedy(telling, first, excess=excess, near=near)


def _excess(telling: Telling, slug: str) -> float | None:
    """How far the track is above a platform's level, in LU."""
    row = _row(telling, slug)
    loudness = facts.number(telling.report, _LOUDNESS)
    target = None if row is None else facts.number(telling.report, f"{row}.target_lufs")
    return None if loudness is None or target is None else loudness - target


def _remedy(telling: Telling, slug: str, *, excess: float, near: float) -> None:
    if slug == "broadcast_ebu":
        return
    if excess > near and slug != "club_cd":
        telling.say("loud.punch")
    elif excess < -near:
        telling.say("loud.raise")


def _treatment(telling: Telling, slug: str, *, row: str) -> None:
    """What the platform does, judged by the gain in the report."""
    gain = facts.number(telling.report, f"{row}.gain_db")
    excess = _excess(telling, slug)
    if gain is None or excess is None:
        return
    words = {"name": TARGETS[slug][0]}
    target, change, after = (
        f"{row}.{name}" for name in ("target_lufs", "gain_db", "loudness_after_lufs")
    )
    if slug == "club_cd":
        telling.say("loud.played", words=words, target=target)
    elif slug == "broadcast_ebu":
        met = abs(excess) <= _slack(slug)
        telling.say(
            "loud.delivered" if met else "loud.delivery", words=words, target=target, gain=change
        )
    elif abs(excess) <= _slack(slug):
        telling.say("loud.near", words=words, target=target)
    elif gain < 0:
        telling.say("loud.down", words=words, gain=change, after=after)
    elif gain > 0:
        telling.say("loud.up", words=words, gain=change, after=after)
        if gain < -excess - _slack(slug):
            telling.say("loud.peak_bound", target=target, peak=_PEAK)
    else:
        telling.say("loud.left", words=words, target=target)


def _peak_now(telling: Telling, row: str) -> None:
    """The file's own true peak against the platform's limit."""
    peak, limit = (
        facts.number(telling.report, path) for path in (_PEAK, f"{row}.true_peak_limit_dbtp")
    )
    if peak is None or limit is None:
        return
    bound = f"{row}.true_peak_limit_dbtp"
    if peak <= limit + _ROUNDING:
        telling.say("fit.peak_fine", peak=_PEAK, limit=bound)
        return
    after = f"{row}.true_peak_after_dbtp"
    mended = facts.number(telling.report, after)
    delivered = row == _row(telling, "broadcast_ebu")
    if delivered and mended is not None and mended <= limit + _ROUNDING:
        telling.say("fit.peak_mended", peak=_PEAK, limit=bound, after=after)
    else:
        telling.say("fit.peak_over", peak=_PEAK, limit=bound)


def _peak_after(telling: Telling, row: str) -> None:
    after, limit = (
        facts.number(telling.report, f"{row}.{name}")
        for name in ("true_peak_after_dbtp", "true_peak_limit_dbtp")
    )
    if after is not None and limit is not None and after > limit + _ROUNDING:
        telling.say(
            "loud.peak_over",
            peak_after=f"{row}.true_peak_after_dbtp",
            limit=f"{row}.true_peak_limit_dbtp",
        )


def _rows(telling: Telling, slugs: Iterable[str]) -> list[tuple[str, str]]:
    """Those of the platforms that the report has, each with the path of its row."""
    found = ((slug, _row(telling, slug)) for slug in slugs)
    return [(slug, row) for slug, row in found if row is not None]


def _row(telling: Telling, slug: str) -> str | None:
    """The path of a platform's row in the report's targets, or None."""
    rows = enumerate(facts.rows(telling.report, "targets"))
    return next((f"targets.{n}" for n, row in rows if row.get("platform") == slug), None)
