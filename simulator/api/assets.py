"""Media: upload and download; both are gone after three days."""

from __future__ import annotations

from simulator.api.call import Answer, Call, Route
from simulator.errors import ApiError
from simulator.platform import Platform

KINDS = frozenset({"image", "voice", "video", "thumb"})
LARGEST = 10 * 1024 * 1024  # bytes
BAD_KIND, BAD_SIZE = 40004, 40006


def upload(platform: Platform, call: Call) -> Answer:
    """Keeps a file for three days and names it."""
    kind = call.query.get("type", "")
    if kind not in KINDS or call.upload is None:
        raise ApiError(BAD_KIND)
    if not 0 < len(call.upload.data) <= LARGEST:
        raise ApiError(BAD_SIZE)
    medium = platform.media.add(call.upload.data, call.upload.content_type)
    return {"type": kind, "media_id": medium.media_id, "created_at": platform.clock.timestamp()}


def download(platform: Platform, call: Call) -> Answer:
    """The bytes of a file; a failure is JSON like everywhere."""
    return platform.media.get(call.query.get("media_id", ""))


ROUTES = (
    Route("POST", "/cgi-bin/media/upload", upload),
    Route("GET", "/cgi-bin/media/get", download),
)
