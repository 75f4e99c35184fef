"""The archive: finished analyses by user, and measurements by content, over the Documents port."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib import errors
from lib.ports import Clock, Document, Documents, Page
from lib.track import Analysis

_ANALYSES = "analyses"
_MEASUREMENTS = "measurements"
_DAY_S = 24 * 3600
_LISTED = (
    "filename",
    "created_at_ms",
    "format",
    "duration_s",
    "integrated_lufs",
    "true_peak_dbtp",
)


@dataclass(frozen=True, slots=True)
class Written:
    """One writing of an analysis, and when what it holds was asked for."""

    revision: str
    asked_at: float


class Archive:
    """What is kept for `retention_days`, or with 0 until it is deleted.

    Documents down raises `errors.DependencyDown` everywhere.
    """

    def __init__(self, documents: Documents, *, clock: Clock, retention_days: int = 0) -> None:
        self._documents = documents
        self._clock = clock
        self._retention_s = retention_days * _DAY_S

    async def find(self, analysis_id: str, *, uid: str) -> Analysis | None:
        """The user's analysis, or None: another's is not told from one that never was."""
        stored = await self._documents.get(_ANALYSES, analysis_id)
        if stored is None or stored.fields["uid"] != uid:
            return None
        return _analysis(stored)

    async def keep(self, analysis: Analysis) -> None:
        """Keep an analysis; the same analysis again changes nothing."""
        fields = {**_fields(analysis), **self._expiry(analysis.created_at)}
        await self._documents.put(_ANALYSES, analysis.id, fields)

    async def written(self, analysis_id: str) -> Written | None:
        """Which writing of an analysis is here, whoever's it is; None where none is."""
        stored = await self._documents.get(_ANALYSES, analysis_id)
        if stored is None or not stored.fields["uid"]:
            return None
        return Written(stored.revision, asked_at=stored.fields["created_at_ms"] / 1000)

    async def retract(self, analysis_id: str, *, revision: str) -> bool:
        """Empty an analysis that is still of that writing; False, with nothing changed, else."""
        # Not deleted: a deletion has no condition, and might hit what was kept since.
        nobodys = {"uid": "", "expires_at_ms": round(self._clock.now() * 1000)}
        try:
            await self._documents.put(_ANALYSES, analysis_id, nobodys, expect=revision)
        except errors.WriteConflict:
            return False
        return True

    async def newest(self, *, uid: str, limit: int, cursor: str | None) -> Page:
        """The user's analyses without their reports, newest first."""
        return await self._documents.newest(
            _ANALYSES, uid=uid, limit=limit, cursor=cursor, fields=_LISTED
        )

    async def forget(self, analysis_id: str) -> None:
        """Forget an analysis."""
        await self._documents.delete(_ANALYSES, analysis_id)

    async def forget_owner(self, *, uid: str) -> None:
        """Forget every analysis of a user; where it raises it is to be called again."""
        await self._documents.forget_owner(_ANALYSES, uid=uid)

    async def measurement(self, sha256: str, *, version: str) -> dict[str, Any] | None:
        """What was measured of these bytes, whoever sent them: it holds nothing of its user.

        Only for bytes that are in our hands, so that nobody learns by a hash what others sent.
        """
        stored = await self._documents.get(_MEASUREMENTS, _measurement_id(sha256, version))
        return dict(json.loads(stored.fields["report"])) if stored else None

    async def keep_measurement(self, report: Mapping[str, Any]) -> None:
        """Keep a report under the content and the version it was made of."""
        measurement_id = _measurement_id(report["sha256"], report["analysis_version"])
        fields = {"report": _compact(report), **self._expiry(self._clock.now())}
        await self._documents.put(_MEASUREMENTS, measurement_id, fields)

    async def forget_measurement(self, sha256: str, *, version: str) -> None:
        """Forget what was measured of a content; analyses of it keep their own reports."""
        await self._documents.delete(_MEASUREMENTS, _measurement_id(sha256, version))

    def _expiry(self, kept_at_s: float) -> dict[str, int]:
        if not self._retention_s:
            return {}
        return {"expires_at_ms": round((kept_at_s + self._retention_s) * 1000)}


def _analysis(stored: Document) -> Analysis:
    fields = stored.fields
    return Analysis(
        id=stored.id,
        uid=fields["uid"],
        sha256=fields["sha256"],
        filename=fields["filename"],
        created_at=fields["created_at_ms"] / 1000,
        report=json.loads(fields["report"]),
    )


def _fields(analysis: Analysis) -> dict[str, Any]:
    report = analysis.report
    return {
        "uid": analysis.uid,
        "sha256": analysis.sha256,
        "filename": analysis.filename,
        "created_at_ms": round(analysis.created_at * 1000),
        "format": report["file"]["format"],
        "duration_s": report["file"]["duration_s"],
        "integrated_lufs": report["loudness"]["integrated_lufs"],
        "true_peak_dbtp": report["loudness"]["true_peak_dbtp"],
        # One string: the stores neither index it nor care for the arrays in it.
        "report": _compact(report),
    }


def _measurement_id(sha256: str, version: str) -> str:
    return f"{sha256}-{version}"


def _compact(report: Mapping[str, Any]) -> str:
    return json.dumps(report, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
