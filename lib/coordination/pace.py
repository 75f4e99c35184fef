"""Pace: how fast a lane's jobs get done of late, and when one of them will be; pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from lib.track import Job, Lane, estimated_seconds

# Each finished job makes the older ones count for a fifth less; an hour without any forgets all.
KEPT = 0.8
TTL_S = 3600


@dataclass(frozen=True, slots=True)
class Pace:
    """What one worker does in a lane: seconds of audio in a second, and seconds for a job."""

    speed: float
    job_s: float

    @classmethod
    def read(cls, sums: Mapping[str, str], *, lane: Lane) -> Self | None:
        """The pace from the sums over recent jobs, or None where there were none."""
        audio_s, took_s, jobs = (
            float(sums.get(f"{lane}:{name}", 0)) for name in ("audio_s", "took_s", "jobs")
        )
        if not (audio_s > 0 and jobs > 0):
            return None
        took_s = max(took_s, 0.001)
        return cls(speed=audio_s / took_s, job_s=took_s / jobs)


def eta_s(job: Job, pace: Pace | None, *, running: int, workers: int) -> int | None:
    """Whole seconds until the job is done; None where that is unknown, or the job is over.

    Its own work takes as long as its audio at the lane's pace. Before that it waits until as many
    jobs are done as stand before it beyond the free workers: each of `workers` at the lane's pace,
    of which `running` are taken.
    """
    if pace is None or job.state not in {"queued", "running"}:
        return None
    own_s = estimated_seconds(job.upload.size, job.upload.content_type) / pace.speed
    if job.state == "running":
        return _whole((1 - min(job.progress, 1.0)) * own_s)
    if job.queue_position is None:
        return None
    to_wait_for = max(0, job.queue_position + 1 + running - workers)
    return _whole(to_wait_for * pace.job_s / workers + own_s)


def _whole(seconds: float) -> int:
    return math.ceil(round(seconds, 3))
