"""Telling the queue of a job: what its task is called, and how long its delivery may take."""

from __future__ import annotations

from lib.ports import Queue
from lib.track import Job, estimated_seconds

# The whole report costs well under a hundredth of the audio's length in CPU; this leaves room for
# a slow machine and for reading the file, and stays under the queue's own cap of half an hour.
_BASE_S = 60
_PER_AUDIO_SECOND = 0.1
_CAP_S = 1_800


async def announce(queue: Queue, job: Job) -> None:
    """Have the job delivered. Announcing the same generation again adds nothing."""
    audio_s = estimated_seconds(job.upload.size, job.upload.content_type)
    await queue.enqueue(
        f"{job.id}-{job.generation}",
        lane=job.upload.lane,
        payload={"job": job.id},
        deadline_s=min(_CAP_S, round(_BASE_S + _PER_AUDIO_SECOND * audio_s)),
    )
