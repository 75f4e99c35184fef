"""The docket: every job whose caller was told to wait, in documents, where Redis cannot lose it.

A job is entered before it is promised to anybody, and closed when it is over. What Redis has lost
is then brought back from here (`lib.accept`); while Redis has the job, Redis alone is believed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from lib import errors
from lib.ports import Clock, Document, Documents, Page
from lib.track import Job, JobState, Upload

_JOBS = "jobs"
# As long as somebody may still be on the way to enter what was barred.
_BARRED_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as it was accepted, or as it ended."""

    job: Job

    @property
    def open(self) -> bool:
        """Whether it is still owed to its user."""
        return self.job.state == "queued"


class Docket:
    """The jobs of one environment, `ttl_s` seconds each. Documents down raises everywhere.

    A job is one `admission` of an id, which may be asked for again when it is over; what is
    entered of the latest wins, whoever is slow to write.
    """

    def __init__(self, documents: Documents, *, clock: Clock, ttl_s: int) -> None:
        self._documents = documents
        self._clock = clock
        self._ttl_s = ttl_s

    async def enter(self, job: Job) -> bool:
        """Note a job that is promised; False where it is over already, or another has followed."""
        fields = self._fields(job, state="queued")
        found: Document | None = None
        while not await self._written(job.id, fields, over=found):
            found = await self._documents.get(_JOBS, job.id)
            if found and found.fields["admission"] == job.admission:
                return bool(found.fields["state"] == "queued")
            if found and (_follows(found, fields) or _bars(found, job)):
                return False
        return True

    async def close(
        self,
        job: Job,
        *,
        state: Literal["succeeded", "failed", "expired"],
        error: Mapping[str, Any] | None = None,
    ) -> bool:
        """Say how a job ended, where it or what came before it is noted; False where it is barred.

        A job that nobody was told to wait for may have followed one that was.
        """
        ended = self._fields(job, state=state, error=error)
        while found := await self._documents.get(_JOBS, job.id):
            if _bars(found, job):
                return False
            over = found.fields["admission"] == job.admission and found.fields["state"] != "queued"
            if over or _follows(found, ended):
                return True
            if await self._written(job.id, ended, over=found):
                return True
        return True

    async def cancel(self, job: Job) -> None:
        """Bar a job that its user has cancelled, though somebody be on the way to enter it."""
        await self._bar(job.id, self._fields(job, state="cancelled"))

    async def forget(self, job: Job, *, asked_until: float) -> None:
        """Forget what is noted of a job and bar it, and all that was asked for until then."""
        await self._bar(
            job.id,
            {
                "uid": "",
                "admission": job.admission,
                "state": "cancelled",
                "created_at_ms": _ms(asked_until),
                "expires_at_ms": _ms(self._clock.now() + _BARRED_S),
            },
        )

    async def barred(self, job_id: str, *, asked_at: float) -> bool:
        """Whether what was asked for then has been cancelled or forgotten."""
        found = await self._documents.get(_JOBS, job_id)
        if found is None or found.fields["state"] != "cancelled":
            return False
        return bool(found.fields["created_at_ms"] >= _ms(asked_at))

    async def find(self, job_id: str) -> Entry | None:
        """The job as it is noted; None where it is not, or is forgotten."""
        found = await self._documents.get(_JOBS, job_id)
        return _entry(found) if found and found.fields["uid"] else None

    async def newest(self, *, uid: str, limit: int, cursor: str | None) -> Page:
        """Which jobs of a user are noted, newest first."""
        return await self._documents.newest(
            _JOBS, uid=uid, limit=limit, cursor=cursor, fields=("state",)
        )

    async def forget_owner(self, *, uid: str) -> None:
        """Forget every job of a user; where it raises it is to be called again."""
        await self._documents.forget_owner(_JOBS, uid=uid)

    async def _bar(self, job_id: str, fields: Mapping[str, Any]) -> None:
        found = await self._documents.get(_JOBS, job_id)
        while not (found and _follows(found, fields)):
            if await self._written(job_id, fields, over=found):
                return
            found = await self._documents.get(_JOBS, job_id)

    async def _written(
        self, job_id: str, fields: Mapping[str, Any], *, over: Document | None
    ) -> bool:
        """Write over what was found, or over nothing; False where that is not there any more."""
        try:
            await self._documents.put(
                _JOBS, job_id, fields, expect=over.revision if over else "absent"
            )
        except errors.WriteConflict:
            if over or await self._documents.get(_JOBS, job_id):
                return False
            # What stands there has expired: nobody reads it, and only a condition still meets it.
            await self._documents.put(_JOBS, job_id, fields)
        return True

    def _fields(
        self, job: Job, *, state: JobState, error: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return {
            "uid": job.uid,
            "admission": job.admission,
            "state": state,
            "error": json.dumps(error) if error else None,
            "created_at_ms": _ms(job.created_at),
            "upload": json.dumps(asdict(job.upload), ensure_ascii=False),
            "expires_at_ms": _ms(job.created_at + self._ttl_s),
        }


def _follows(found: Document, fields: Mapping[str, Any]) -> bool:
    """Whether what was found was asked for later than what would be written."""
    return bool(found.fields["created_at_ms"] > fields["created_at_ms"])


def _bars(found: Document, job: Job) -> bool:
    fields = found.fields
    ours = fields["admission"] == job.admission or fields["created_at_ms"] > _ms(job.created_at)
    return bool(fields["state"] == "cancelled" and ours)


def _entry(found: Document) -> Entry:
    fields = found.fields
    created_at = fields["created_at_ms"] / 1000
    error = fields["error"]
    return Entry(
        Job(
            id=found.id,
            uid=fields["uid"],
            state=fields["state"],
            stage="queued" if fields["state"] == "queued" else "done",
            progress=1.0 if fields["state"] == "succeeded" else 0.0,
            attempt=0,
            generation="",
            admission=fields["admission"],
            created_at=created_at,
            updated_at=created_at,
            lease_until=0.0,
            upload=Upload(**json.loads(fields["upload"])),
            error=json.loads(error) if error else None,
        )
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
