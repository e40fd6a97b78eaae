"""What each person has on the screen: their own messages, the account's answers, and what was pushed to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from simulator.clock import Clock
from simulator.feed import Feed

Side = Literal["resident", "account", "note"]
Channel = Literal["reply", "custom", "template", "subscribe"]
State = Literal["", "sending", "again", "delivered", "failed"]


@dataclass(frozen=True, slots=True)
class Pushed:
    """One message that came by the API and not as an answer. `data` is the API call's own content."""

    channel: Channel
    type: str
    text: str
    at: int  # Unix seconds
    data: Mapping[str, object]


@dataclass(slots=True)
class Bubble:
    """One line of a chat; `at` in Unix seconds, `parts` what its kind needs besides the text (media_id, url …)."""

    number: int
    openid: str
    side: Side
    kind: str
    text: str
    at: int
    channel: str = ""
    state: State = ""
    parts: Mapping[str, str] = field(default_factory=dict)


class Chats:
    """All chats, by person; every change is published."""

    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock, self._feed = clock, feed
        self._bubbles: list[Bubble] = []
        self._pushed: defaultdict[str, list[Pushed]] = defaultdict(list)

    def add(
        self, openid: str, side: Side, kind: str, text: str,
        *, channel: str = "", state: State = "", parts: Mapping[str, str] | None = None,
    ) -> Bubble:  # fmt: skip
        """Shows one more line."""
        number, at = len(self._bubbles) + 1, self._clock.timestamp()
        bubble = Bubble(number, openid, side, kind, text, at, channel, state, parts or {})
        self._bubbles.append(bubble)
        self._feed.publish("bubble", asdict(bubble))
        return bubble

    def mark(self, bubble: Bubble, state: State) -> None:
        """Shows how far the delivery of a line has come."""
        bubble.state = state
        self._feed.publish("bubble", asdict(bubble))

    def push(
        self, openid: str, channel: Channel, kind: str, text: str,
        *, data: Mapping[str, object], parts: Mapping[str, str],
    ) -> None:  # fmt: skip
        """Shows a message that the account sent by the API."""
        self._pushed[openid].append(Pushed(channel, kind, text, self._clock.timestamp(), data))
        self.add(openid, "account", kind, text, channel=channel, parts=parts)

    def pushed(self, openid: str) -> list[Pushed]:
        """What the API brought to this person, oldest first."""
        return list(self._pushed[openid])

    def of(self, openid: str) -> list[Bubble]:
        """This person's chat, oldest line first."""
        return [bubble for bubble in self._bubbles if bubble.openid == openid]

    def all(self) -> list[dict[str, object]]:
        """Every line of every chat as JSON, oldest first."""
        return [asdict(bubble) for bubble in self._bubbles]
