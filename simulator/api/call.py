"""One call of the API as its functions see it: no HTTP, only what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulator.errors import ApiError
from simulator.media import Medium
from simulator.platform import Platform

DATA_FORMAT = 47001


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """The query, the JSON body and the file of one call."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    upload: Upload | None = None

    def text(self, name: str) -> str:
        """A text field of the body, "" when it is absent. ApiError 47001 for another type."""
        value = self.body.get(name, "")
        if not isinstance(value, str):
            raise ApiError(DATA_FORMAT)
        return value

    def section(self, name: str) -> Mapping[str, object]:
        """An object of the body. ApiError 47001 when it is absent or something else."""
        value = self.body.get(name)
        if not isinstance(value, dict):
            raise ApiError(DATA_FORMAT)
        return value


Answer = Mapping[str, object] | Medium
Function = Callable[[Platform, Call], Answer]

DONE: Mapping[str, object] = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True, slots=True)
class Route:
    """Where a function is found, and whether the caller must show a token. Sign-in answers call themselves text."""

    method: Literal["GET", "POST"]
    path: str
    function: Function
    needs_token: bool = True
    content_type: str = "application/json"
