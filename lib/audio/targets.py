"""What each platform will do to a track's level, and the true peak it leaves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Policy = Literal["down", "both", "none", "delivery"]


@dataclass(frozen=True, slots=True)
class Platform:
    """How one place of listening treats level.

    `policy` is "down" (loud tracks are turned down, quiet ones stay), "both" (quiet ones are
    turned up too, as far as the peak allows), "none" (played as it is) or "delivery" (a level
    that the file must have when it is handed over).
    """

    slug: str
    name: str
    target_lufs: float
    true_peak_limit_dbtp: float
    policy: Policy
    tolerance_lu: float = 0.5


PLATFORMS = (
    # Spotify for Artists, "Loudness normalization", read 2026-11: -14 LUFS in Normal mode, both
    # ways, quiet tracks only until 1 dB of headroom is left; masters at most -1 dBTP.
    Platform("spotify", "Spotify", -14.0, -1.0, "both"),
    # Sound Check, on by default since 2022: about -16 LUFS, both ways, limited by the peak
    # (AES TD1008, 2021; Production Expert, 2022); -1 dBTP from Apple Digital Masters.
    Platform("apple_music", "Apple Music", -16.0, -1.0, "both"),
    # "Stats for nerds", content loudness: down only, -14 LUFS since 2019; no limit is published,
    # -1 dBTP from AES TD1008 (2021).
    Platform("youtube", "YouTube", -14.0, -1.0, "down"),
    # MeterPlugs, 2016, from Tidal itself: -14 LUFS, never raises; -1 dBTP from AES TD1008 (2021).
    Platform("tidal", "Tidal", -14.0, -1.0, "down"),
    # Amazon Music delivery specification: -14 LUFS and at most -2 dBTP (repeated by APU, 2024);
    # down only (Loudness Penalty, 2021).
    Platform("amazon_music", "Amazon Music", -14.0, -2.0, "down"),
    # -15 LUFS (Production Expert, 2022; APU, 2024). Whether it raises is not published: the
    # cautious reading is that it does not. -1 dBTP from AES TD1008 (2021).
    Platform("deezer", "Deezer", -15.0, -1.0, "down"),
    # Played as it is; -9 LUFS is a customary club level, not a standard. No codec follows, so the
    # converter's full scale is the limit.
    Platform("club_cd", "Club / CD", -9.0, 0.0, "none", 2.0),
    # EBU R 128: -23.0 LUFS, ±0.5 LU (version 3, 2014; version 4, 2020, narrows checks to ±0.2),
    # at most -1 dBTP.
    Platform("broadcast_ebu", "Broadcast (EBU)", -23.0, -1.0, "delivery"),
)


def targets(loudness: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row per platform, from the report's `loudness`.

    Returns
    -------
    list of dict
        `gain_db` is what the platform applies (for a delivery level: what the file still needs),
        and the loudness and true peak are those after it. For a track without a loudness all
        three are None and the verdict is "silent".
    """
    integrated = _finite(loudness.get("integrated_lufs"))
    true_peak = _finite(loudness.get("true_peak_dbtp"))
    return [_row(platform, integrated=integrated, true_peak=true_peak) for platform in PLATFORMS]


def _row(
    platform: Platform, *, integrated: float | None, true_peak: float | None
) -> dict[str, Any]:
    gain = None if integrated is None else _gain(platform, integrated, true_peak)
    loudness_after = None if integrated is None or gain is None else integrated + gain
    peak_after = None if true_peak is None or gain is None else true_peak + gain
    return {
        "platform": platform.slug,
        "name": platform.name,
        "target_lufs": platform.target_lufs,
        "gain_db": _rounded(gain),
        "loudness_after_lufs": _rounded(loudness_after),
        "true_peak_after_dbtp": _rounded(peak_after),
        "true_peak_limit_dbtp": platform.true_peak_limit_dbtp,
        "verdict": _verdict(platform, integrated, gain, peak_after),
    }


def _gain(platform: Platform, integrated: float, true_peak: float | None) -> float:
    """Gain in dB that makes up the difference, as far as the platform goes."""
    wanted = platform.target_lufs - integrated
    if platform.policy == "none":
        return 0.0
    if wanted <= 0 or platform.policy == "delivery":
        return wanted
    if platform.policy == "down" or true_peak is None:
        return 0.0
    return min(wanted, max(0.0, platform.true_peak_limit_dbtp - true_peak))


def _verdict(
    platform: Platform, integrated: float | None, gain: float | None, peak_after: float | None
) -> str:
    if integrated is None or gain is None:
        return "silent"
    # Two roundings to 0.01 dB must not make an over of what is exactly at the limit.
    if peak_after is not None and peak_after > platform.true_peak_limit_dbtp + 0.005:
        return "peak_over"
    excess = integrated - platform.target_lufs
    if abs(excess) <= platform.tolerance_lu:
        return "ok"
    if platform.policy in ("none", "delivery"):
        return "too_loud" if excess > 0 else "too_quiet"
    if excess > 0:
        return "turned_down"
    reached = integrated + gain >= platform.target_lufs - platform.tolerance_lu
    return "turned_up" if reached else "left_quiet"


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2) + 0.0
