"""A track's analysis and its job: names, states and identifiers; pure."""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from lib import errors

MAX_UPLOAD_BYTES = 60_000_000
MAX_NAME_CHARACTERS = 200

Lane = Literal["quick", "heavy"]
JobState = Literal["queued", "running", "succeeded", "failed", "cancelled", "expired"]
FINAL: frozenset[str] = frozenset({"succeeded", "failed", "cancelled", "expired"})

# How many bytes one second of audio takes, by container: what tells quick work from heavy work
# before anything is decoded. CD quality for PCM, its usual 57 % for FLAC, 160 kbit/s for lossy.
_BYTES_PER_SECOND = {
    "WAV": 176_400,
    "AIFF": 176_400,
    "W64": 176_400,
    "CAF": 176_400,
    "FLAC": 100_000,
    "MP3": 20_000,
    "OGG": 20_000,
}

# The whole report takes 0.007 CPU seconds per second of stereo on the machine it was measured on
# (docs/measurements.md); a function's share of a processor is about a third of that machine's.
_CPU_PER_AUDIO_SECOND = 0.02
_DEADLINE_BASE_S = 5.0
_DEADLINE_FACTOR = 1.5
# What Cloud Tasks takes as a dispatch deadline.
_DEADLINES_S = (15, 1800)

_TYPES = {
    "audio/wav": "WAV",
    "audio/wave": "WAV",
    "audio/x-wav": "WAV",
    "audio/vnd.wave": "WAV",
    "audio/aiff": "AIFF",
    "audio/x-aiff": "AIFF",
    "audio/flac": "FLAC",
    "audio/x-flac": "FLAC",
    "audio/mpeg": "MP3",
    "audio/mp3": "MP3",
    "audio/ogg": "OGG",
    "audio/opus": "OGG",
    "audio/vorbis": "OGG",
    "application/ogg": "OGG",
    "audio/x-caf": "CAF",
    "audio/x-w64": "W64",
}
_ENDINGS = {
    "wav": "WAV",
    "wave": "WAV",
    "aif": "AIFF",
    "aiff": "AIFF",
    "aifc": "AIFF",
    "flac": "FLAC",
    "mp3": "MP3",
    "ogg": "OGG",
    "oga": "OGG",
    "opus": "OGG",
    "bwf": "WAV",
    "rf64": "WAV",
    "w64": "W64",
    "caf": "CAF",
}
_CONTENT_TYPES = {
    "WAV": "audio/wav",
    "AIFF": "audio/aiff",
    "FLAC": "audio/flac",
    "MP3": "audio/mpeg",
    "OGG": "audio/ogg",
    "CAF": "audio/x-caf",
    "W64": "audio/x-w64",
}
_UNREADABLE_ENDINGS = {
    "m4a": "M4A/AAC",
    "mp4": "MP4/AAC",
    "aac": "AAC",
    "wma": "WMA",
    "alac": "ALAC",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was announced and is on its way to storage."""

    id: str
    uid: str
    sha256: str
    size: int
    filename: str
    content_type: str
    object_name: str
    lane: Lane


@dataclass(frozen=True, slots=True)
class Job:
    """One analysis on its way. Its id is the analysis's id; times are seconds since 1970.

    `admission` tells one asking for it from the next, once it was over; `generation` one task for
    the queue from the next, where a worker died.
    """

    id: str
    uid: str
    state: JobState
    stage: str
    progress: float
    attempt: int
    admission: str
    generation: str
    created_at: float
    updated_at: float
    lease_until: float
    upload: Upload
    error: dict[str, Any] | None = None
    queue_position: int | None = None
    eta_s: int | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """A finished measurement of one user's track."""

    id: str
    uid: str
    sha256: str
    filename: str
    created_at: float
    report: dict[str, Any]


def failure(job: Job) -> errors.ProductError | None:
    """The error a job ended with, to be raised or told; None where it did not, or not yet."""
    if job.error:
        return errors.Recorded(job.error["slug"], **job.error["facts"])
    return errors.JobCancelled() if job.state == "cancelled" else None


def recorded(error: errors.ProductError) -> dict[str, Any]:
    """What a job's record keeps of the error that it ended with."""
    return {"slug": error.slug, "facts": error.facts}


def analysis_id(*, uid: str, sha256_hex: str, version: str) -> str:
    """The one id of this user's analysis of this content, so that a repeat finds it."""
    named = "\n".join((version, sha256_hex, uid))
    return f"an_{sha256(named.encode()).hexdigest()[:40]}"


def new_upload_id(sha256_hex: str, *, uid: str) -> str:
    """A fresh upload id; it ends in the announced hash, which names the analysis it leads to.

    It begins with its user's folder, which is the same for all their uploads and tells nobody who
    they are.
    """
    folder = sha256(f"uploads of\n{uid}".encode()).hexdigest()[:16]
    return f"up_{folder}{secrets.token_hex(8)}_{sha256_hex}"


def object_name(namespace: str, upload_id: str) -> str:
    """Where the bytes of an upload are kept; nothing of it is of the caller's choosing."""
    return f"{namespace}/uploads/{upload_id[3:19]}/{upload_id}"


def announced_sha256(upload_id: str) -> str | None:
    """The hash an upload id carries, or None where the id is not of our making."""
    found = re.fullmatch(r"up_[0-9a-f]{32}_([0-9a-f]{64})", upload_id)
    return found.group(1) if found else None


def announced_format(filename: str, content_type: str | None) -> str | None:
    """What the caller says the file is ("WAV", "MP3", …), or None where we cannot read that.

    "?" where they say nothing: the first bytes will tell.
    """
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if not ending and media_type in {"", "application/octet-stream"}:
        return "?"
    return None if ending in _UNREADABLE_ENDINGS else _TYPES.get(media_type)


def refused_format(filename: str) -> str:
    """The name of a format we know but do not read, or the file's ending."""
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    shown = re.sub(r"[^a-z0-9]", "", ending)[:12].upper()
    return _UNREADABLE_ENDINGS.get(ending, shown or "?")


def content_type_of(audio_format: str) -> str:
    """The media type under which a file of this format is stored."""
    return _CONTENT_TYPES.get(audio_format, "application/octet-stream")


def estimated_seconds(size: int, content_type: str) -> float:
    """About how long a file of this size and type plays, from typical bit rates."""
    return size / _BYTES_PER_SECOND.get(_TYPES.get(content_type, ""), 20_000)


def deadline_s(audio_s: float) -> int:
    """The most that measuring so much audio may take, in seconds, before it counts as stuck."""
    expected = _DEADLINE_BASE_S + _DEADLINE_FACTOR * _CPU_PER_AUDIO_SECOND * audio_s
    return min(max(math.ceil(expected), _DEADLINES_S[0]), _DEADLINES_S[1])


def clean_filename(name: str) -> str:
    """A file name fit to show: its last part, without control and bidirectional characters."""
    last = re.split(r"[\\/]", name)[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return visible.strip()[:MAX_NAME_CHARACTERS] or "track"
