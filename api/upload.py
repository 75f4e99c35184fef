"""POST /api/upload: announce a file, get a resumable session on storage."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from lib import upload
from lib.bootstrap import Services, services
from lib.web.answers import problems_of, timestamp
from lib.web.app import create_app, services_of
from lib.web.limits import UPLOAD, Visit, visit

router = APIRouter()


class Announcement(BaseModel):
    """A file that is about to be sent."""

    filename: str = Field(min_length=1, max_length=1000)
    size: int = Field(ge=0, le=2**53, strict=True, description="Bytes; at most 60,000,000")
    sha256: str = Field(pattern=r"^[0-9a-fA-F]{64}$", description="Of the file's bytes, in hex")
    content_type: str | None = Field(None, max_length=200)


class Cached(BaseModel):
    """This user has this content analysed already; nothing needs to be sent."""

    cached: Literal[True]
    analysis_id: str


class Session(BaseModel):
    """Send the bytes with `method` to `url`, whole or in pieces of `chunk_bytes`."""

    cached: Literal[False]
    upload_id: str
    url: str
    method: str
    headers: dict[str, str]
    chunk_bytes: int
    expires_at: str


@router.post(
    "/api/upload",
    status_code=201,
    response_model=Session,
    responses={200: {"model": Cached}, **problems_of(400, 413, 415, 422)},
)
async def announce(
    body: Announcement,
    request: Request,
    visit: Annotated[Visit, Depends(visit(UPLOAD))],
    parts: Annotated[Services, Depends(services_of)],
) -> JSONResponse:
    """Announce a file: its analysis where there is one, else a way to send it to storage."""
    begun = await upload.begin(
        parts,
        upload.Announced(body.filename, body.size, body.sha256.lower(), body.content_type),
        uid=visit.caller.uid,
        turn=visit.turn,
        origin=_origin(request),
    )
    if isinstance(begun, upload.AlreadyAnalysed):
        return JSONResponse({"cached": True, "analysis_id": begun.analysis_id})
    session = {
        "cached": False,
        "upload_id": begun.upload_id,
        "url": begun.session.url,
        "method": begun.session.method,
        "headers": dict(begun.session.headers),
        "chunk_bytes": begun.session.chunk_bytes,
        "expires_at": timestamp(begun.expires_at),
    }
    return JSONResponse(session, 201)


def _origin(request: Request) -> str | None:
    # It goes into a header again, towards storage.
    origin = request.headers.get("origin")
    return origin if origin and origin.isascii() else None


app = create_app(router, title="upload", services=services)
