"""Who may be written to, how often and how long: service quota, consents for notifications, repeated templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.errors import ApiError

MESSAGES = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link"})
ACTIONS = frozenset({"subscribe", "SCAN", "CLICK", "scancode_push", "scancode_waitmsg"})

REPEATS_KNOWN = timedelta(minutes=10)

WINDOW_CLOSED = 45015
QUOTA_USED = 45047
NO_CONSENT = 43101


@dataclass(frozen=True, slots=True)
class Quota:
    """So many customer-service messages, for so long after what opened the quota."""

    count: int
    lasts: timedelta


AFTER_MESSAGE = Quota(5, timedelta(hours=48))
AFTER_ACTION = Quota(3, timedelta(minutes=1))


@dataclass(slots=True)
class _Grant:
    left: int
    ends: datetime


@dataclass(slots=True)
class ServiceLedger:
    """Counts customer-service messages per person. A new message, or a new tap, opens that quota afresh."""

    now: Callable[[], datetime]
    after_message: Quota = AFTER_MESSAGE
    after_action: Quota = AFTER_ACTION
    _grants: dict[str, dict[str, _Grant]] = field(default_factory=dict)

    def note(self, openid: str, kind: str, event: str) -> None:
        """Someone did something in the chat: a message type, or "event" and the event's name."""
        if kind in MESSAGES:
            self._open(openid, "message", self.after_message)
        elif event in ACTIONS:
            self._open(openid, "action", self.after_action)
        elif event == "unsubscribe":
            self._grants.pop(openid, None)

    def spend(self, openid: str) -> None:
        """Takes one message from the quota that ends first. ApiError 45015: no window, 45047: nothing left in it."""
        grants = self._live(openid)
        if not grants:
            raise ApiError(WINDOW_CLOSED)
        usable = [grant for grant in grants if grant.left]
        if not usable:
            raise ApiError(QUOTA_USED)
        min(usable, key=lambda grant: grant.ends).left -= 1

    def left(self, openid: str) -> int:
        """How many messages could be sent to this person now."""
        return sum(grant.left for grant in self._live(openid))

    def _open(self, openid: str, name: str, quota: Quota) -> None:
        self._grants.setdefault(openid, {})[name] = _Grant(quota.count, self.now() + quota.lasts)

    def _live(self, openid: str) -> list[_Grant]:
        return [grant for grant in self._grants.get(openid, {}).values() if self.now() < grant.ends]


@dataclass(slots=True)
class ConsentLedger:
    """Opt-ins for subscription notifications: each one is good for one notification, a long-term one for all."""

    _once: Counter[tuple[str, str]] = field(default_factory=Counter)
    _always: set[tuple[str, str]] = field(default_factory=set)

    def accept(self, openid: str, template: str, *, long_term: bool = False) -> None:
        """Someone said yes to a template."""
        if long_term:
            self._always.add((openid, template))
        else:
            self._once[openid, template] += 1

    def reject(self, openid: str, template: str) -> None:
        """Someone took every yes to a template back."""
        self._once.pop((openid, template), None)
        self._always.discard((openid, template))

    def spend(self, openid: str, template: str) -> None:
        """Uses one opt-in. ApiError 43101 when there is none."""
        if (openid, template) in self._always:
            return
        if not self._once[openid, template]:
            raise ApiError(NO_CONSENT)
        self._once[openid, template] -= 1


@dataclass(slots=True)
class Repeats:
    """Template messages by `client_msg_id`: who asks again within ten minutes gets the first one's id."""

    now: Callable[[], datetime]
    _seen: dict[tuple[str, str], tuple[int, datetime]] = field(default_factory=dict)

    def settle(self, openid: str, client_id: str, fresh_id: int) -> tuple[int, bool]:
        """The message id to answer, and whether the message is a new one. An empty client id is always new."""
        known = self._seen.get((openid, client_id))
        if client_id and known is not None and self.now() < known[1]:
            return known[0], False
        self._seen[openid, client_id] = fresh_id, self.now() + REPEATS_KNOWN
        return fresh_id, True
