"""A finished report held against the reference curve of another style."""

from __future__ import annotations

from typing import Any

from lib.audio import findings
from lib.audio.paths import Report
from lib.audio.styles import StyleId


def restyled(report: Report, *, style: StyleId) -> dict[str, Any]:
    """A report as if its balance had been held against the curve of a style from the start.

    Parameters
    ----------
    report : mapping
        A report (docs/report.md), held against any curve.
    style : StyleId

    Returns
    -------
    dict
        A report of its own: `spectrum.balance`, `spectrum.reference` and the findings, which
        follow from the balance, are those of the style; everything else is shared with the given
        one. What is null stays null, for no curve decides that. A report from before there were
        curves stays as it is.
    """
    spectrum = report["spectrum"]
    chosen = next((one for one in spectrum.get("references", ()) if one["curve"] == style), None)
    if chosen is None or spectrum["reference"] == style:
        return dict(report)
    against = {band["band"]: band for band in chosen["bands"]}
    balance = [{**band, **against[band["band"]]} for band in spectrum["balance"]]
    view = {**report, "spectrum": {**spectrum, "balance": balance, "reference": style}}
    return {**view, "findings": findings.findings(view)}
