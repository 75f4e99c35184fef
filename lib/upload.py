"""Upload: check what is announced, and open a way from the browser straight to storage."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lib import errors, track
from lib.audio.version import ANALYSIS_VERSION
from lib.coordination.jobs import UPLOAD_TTL_S
from lib.coordination.rate_limit import Turn
from lib.parts import Parts
from lib.ports import UploadSession


@dataclass(frozen=True, slots=True)
class Announced:
    """What the caller says of the file."""

    filename: str
    size: int
    sha256: str
    content_type: str | None


@dataclass(frozen=True, slots=True)
class AlreadyAnalysed:
    """This user has had this content measured; nothing needs to be sent."""

    analysis_id: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An upload to be sent, good until `expires_at`."""

    upload_id: str
    session: UploadSession
    expires_at: float


async def begin(
    parts: Parts, announced: Announced, *, uid: str, turn: Turn, origin: str | None
) -> AlreadyAnalysed | Opened:
    """Find the user's analysis of this content, or open a resumable session for it.

    That its user came is noted afterwards, in the background.

    Raises
    ------
    errors.FileEmpty, errors.FileTooLarge, errors.UnsupportedType, errors.TooManyRequests
    errors.DependencyDown
        Redis or storage is down: nothing was started, and the caller may ask again.
    """
    came_at = parts.clock.now()
    upload = _accepted(parts, announced, uid=uid)
    begun = await _begun(parts, upload, turn=turn, origin=origin)
    parts.in_background(parts.users.meet(uid, anonymous=turn.anonymous, came_at=came_at))
    return begun


def _accepted(parts: Parts, announced: Announced, *, uid: str) -> track.Upload:
    if announced.size == 0:
        raise errors.FileEmpty
    if announced.size > track.MAX_UPLOAD_BYTES:
        raise errors.FileTooLarge(
            limit_mb=track.MAX_UPLOAD_BYTES // 10**6,
            size_mb=math.ceil(announced.size / 10**5) / 10,  # never shown as the limit itself
        )
    audio_format = track.announced_format(announced.filename, announced.content_type)
    if audio_format is None:
        raise errors.UnsupportedType(format=track.refused_format(announced.filename))
    upload_id = track.new_upload_id(announced.sha256, uid=uid)
    content_type = track.content_type_of(audio_format)
    seconds = track.estimated_seconds(announced.size, content_type)
    return track.Upload(
        id=upload_id,
        uid=uid,
        sha256=announced.sha256,
        size=announced.size,
        filename=track.clean_filename(announced.filename),
        content_type=content_type,
        object_name=track.object_name(parts.settings.namespace, upload_id),
        lane="heavy" if seconds > parts.settings.heavy_after_s else "quick",
    )


async def _begun(
    parts: Parts, upload: track.Upload, *, turn: Turn, origin: str | None
) -> AlreadyAnalysed | Opened:
    uid = upload.uid
    analysis_id = track.analysis_id(uid=uid, sha256_hex=upload.sha256, version=ANALYSIS_VERSION)
    cached = await parts.jobs.open_upload(turn, upload, job_id=analysis_id)
    # The job's record lapses after a week; the analysis itself stays until it is deleted.
    if cached or await parts.archive.find(analysis_id, uid=uid):
        return AlreadyAnalysed(analysis_id)
    session = await parts.storage.start_upload(
        upload.object_name, size=upload.size, content_type=upload.content_type, origin=origin
    )
    return Opened(upload.id, session, parts.clock.now() + UPLOAD_TTL_S)
