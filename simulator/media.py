"""Pictures and sounds that people sent or the account uploaded; like the platform's, they vanish after three days."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from simulator.errors import ApiError

LIFE = timedelta(days=3)
SUFFIX = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "audio/amr": "amr", "audio/mpeg": "mp3", "video/mp4": "mp4",
}  # fmt: skip
SILENCE = b"#!AMR\n" + b"\x3c" + b"\x00" * 31
GONE = 40007

PICTURES = Path(__file__).parent / "pictures"
SAMPLES = {"stairwell-lamp": "楼道灯不亮", "leaking-ceiling": "天花板漏水", "overfull-bins": "垃圾满了"}
"""The sample pictures that come with the stand-in platform, drawn for it, with what they show."""


@dataclass(frozen=True, slots=True)
class Medium:
    """One stored file and the instant from which nobody can fetch it any more."""

    media_id: str
    content_type: str
    data: bytes = field(repr=False)
    ends: datetime

    @property
    def file_name(self) -> str:
        """The name under which the platform hands the file out."""
        return f"{self.media_id}.{SUFFIX.get(self.content_type, 'bin')}"


@dataclass(slots=True)
class MediaStore:
    """All files by their media id."""

    now: Callable[[], datetime]
    _media: dict[str, Medium] = field(default_factory=dict)

    def add(self, data: bytes, content_type: str) -> Medium:
        """Keeps a file for three days."""
        medium = Medium(secrets.token_urlsafe(24), content_type, data, self.now() + LIFE)
        self._media[medium.media_id] = medium
        return medium

    def get(self, media_id: str) -> Medium:
        """The file; ApiError 40007 when there is none or it has expired."""
        medium = self._media.get(media_id)
        if medium is None or self.now() >= medium.ends:
            raise ApiError(GONE)
        return medium


def sample(name: str) -> bytes:
    """A sample picture of SAMPLES, a JPEG; KeyError for another name."""
    if name not in SAMPLES:
        raise KeyError(name)
    return (PICTURES / f"{name}.jpg").read_bytes()
