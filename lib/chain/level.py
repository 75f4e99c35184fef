"""Answers about loudness: what the platforms do with the track, and which level they want."""

from __future__ import annotations

from collections.abc import Iterable

from lib.chain import facts
from lib.chain.intent import Intent
from lib.chain.phrases import CONSTANTS, TARGETS
from lib.chain.telling import Telling

_STREAMING = ("spotify", "apple_music", "youtube", "tidal", "amazon_music", "deezer")
_LOUDNESS = "loudness.integrated_lufs"


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


def platform(telling: Telling, slug: str) -> None:
    """What one platform does with the track's level, and why."""
    row = _row(telling, slug)
    if row is None:
        return
    words = {"name": TARGETS[slug][0]}
    telling.say("loud.measured", words=words, loudness=_LOUDNESS, target=f"{row}.target_lufs")
    _treatment(telling, slug, row=row, words=words)
    _peak_after(telling, row)


def _judge(telling: Telling, asked: Intent, *, question: str) -> None:
    if facts.number(telling.report, _LOUDNESS) is None:
        telling.missing(_LOUDNESS)
        return
    slugs = [slug for slug, _ in _rows(telling, asked.platforms)]
    first = slugs[0] if slugs else "spotify"
    excess = _excess(telling, first)
    if excess is None:
        telling.say("targets.yours", loudness=_LOUDNESS)
    else:
        near = CONSTANTS["c_club_slack" if first == "club_cd" else "c_near"][0]
        wrong = excess > near if question == "loud" else excess < -near
        if asked.closed:
            telling.say("yes" if wrong != asked.enough else "no")
        for slug in slugs or [first]:
            platform(telling, slug)
        _remedy(telling, first, excess=excess, near=near)
    if not slugs:
        compare(telling, asked)


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


def _treatment(telling: Telling, slug: str, *, row: str, words: dict[str, str]) -> None:
    """What the platform does, judged by the gain in the report."""
    gain = facts.number(telling.report, f"{row}.gain_db")
    wanted = _excess(telling, slug)
    if gain is None or wanted is None:
        return
    near = CONSTANTS["c_near"][0]
    after = f"{row}.loudness_after_lufs"
    if slug == "club_cd":
        telling.say("loud.played")
    elif slug == "broadcast_ebu":
        said = abs(wanted) > near and telling.say("loud.delivery", gain=f"{row}.gain_db")
        if not said:
            telling.say("loud.near", words=words)
    elif abs(wanted) <= near:
        telling.say("loud.near", words=words)
    elif gain < 0:
        telling.say("loud.down", words=words, gain=f"{row}.gain_db", after=after)
    elif gain > 0:
        telling.say("loud.up", words=words, gain=f"{row}.gain_db", after=after)
        if gain < -wanted - near:
            telling.say("loud.peak_bound", peak="loudness.true_peak_dbtp")
    else:
        telling.say("loud.left", words=words)


def _peak_after(telling: Telling, row: str) -> None:
    after, limit = (
        facts.number(telling.report, f"{row}.{name}")
        for name in ("true_peak_after_dbtp", "true_peak_limit_dbtp")
    )
    if after is not None and limit is not None and after > limit + 0.005:
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
