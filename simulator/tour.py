"""Tour 导览: journeys that whoever opens the page can walk, a step a tap; what they are is the caller's to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody says something. `{编号}` stands for the number that was told last in their chat, else in any."""

    openid: str
    text: str

    def as_json(self) -> dict[str, object]:
        """As the page reads it."""
        return {"openid": self.openid, "say": self.text}


@dataclass(frozen=True, slots=True)
class Turn:
    """The clock moves on by so many seconds."""

    seconds: float
    label: str

    def as_json(self) -> dict[str, object]:
        """As the page reads it."""
        return {"turn": self.seconds, "label": self.label}


@dataclass(frozen=True, slots=True)
class Open:
    """Another page is opened beside the chat."""

    url: str
    label: str

    def as_json(self) -> dict[str, object]:
        """As the page reads it."""
        return {"open": self.url, "label": self.label}


Step = Say | Turn | Open


@dataclass(frozen=True, slots=True)
class Stop:
    """One journey: what it shows, and its steps."""

    title: str
    about: str
    steps: tuple[Step, ...]


def as_json(stops: Sequence[Stop]) -> list[dict[str, object]]:
    """The tour as the page reads it."""
    return [
        {"title": stop.title, "about": stop.about, "steps": [step.as_json() for step in stop.steps]} for stop in stops
    ]
