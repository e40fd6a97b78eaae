"""Conversation 会话: a resident's dialog row in memory, and the turn that a handler is given."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.answer import CLOSED, Opened
from bot.envelope import Incoming
from bot.understanding import Heard
from bot.understanding.answers import Answers
from civic.place import Place, on_map
from config.community import Community
from storage.dialog import Standing
from storage.tx import Tx


@dataclass(slots=True)
class Conversation:
    """Where the talk with one resident stands; saved when it changed."""

    opened: Opened = CLOSED
    expires_at: datetime | None = None
    rest: str = ""
    misses: int = 0
    human_until: datetime | None = None
    held: int = field(default=0, compare=False)  # things that wait to be told, by 更多; not a part of the row

    @classmethod
    def of(cls, standing: Standing) -> "Conversation":
        """From what was found stored."""
        if standing.dialog_of is None:
            return cls(held=standing.held)
        opened = Opened(standing.name, standing.step, standing.version, standing.data)
        return cls(opened, standing.expires_at, standing.rest, standing.misses, standing.human_until, standing.held)

    def facts(self) -> dict[str, Any]:
        """The columns of the row."""
        return {
            "name": self.opened.dialog,
            "step": self.opened.step,
            "version": self.opened.version,
            "data": self.opened.data,
            "expires_at": self.expires_at,
            "rest": self.rest,
            "misses": self.misses,
            "human_until": self.human_until,
        }


class Turn(NamedTuple):
    """All that a handler may know and use; `tx` is only handed on to a civic action."""

    tx: Tx
    now: datetime
    incoming: Incoming
    heard: Heard
    resident_id: int
    conversation: Conversation
    community: Community
    answers: Answers  # reads short answers: no photo, later, it is over

    @property
    def kind(self) -> str:
        """The kind of message: text, image, voice …"""
        return self.incoming.kind


def place_on_map(turn: Turn) -> Place:
    """The place on the map that was sent."""
    field = turn.incoming.field
    return on_map(field("Label"), field("Location_X"), field("Location_Y"))
