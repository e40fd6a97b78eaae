"""The record of what went over the line, for the drawer of the chat page: deliveries with every attempt, API calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from simulator.account import Mode
from simulator.clock import Clock
from simulator.delivery import Attempt, Delivery
from simulator.feed import Feed

LONGEST = 6_000  # characters of a body that are worth showing


@dataclass(slots=True)
class Entry:
    """One delivery (`out`, platform to account) or one API call (`in`); `at` in Unix seconds."""

    number: int
    at: int
    way: Literal["out", "in"]
    title: str
    who: str = ""
    mode: str = ""
    verdict: str = ""
    detail: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    query: Mapping[str, str] = field(default_factory=dict)
    sent: str = ""
    clear: str = ""
    answer: str = ""
    reply: str = ""


class WireLog:
    """Opens entries and publishes each change of them."""

    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock, self._feed, self._last = clock, feed, 0

    def sending(self, who: str, title: str, mode: Mode, xml: bytes, request: tuple[Mapping[str, str], bytes]) -> Entry:
        """A delivery begins."""
        query, body = request
        sent = "" if body == xml else readable(body)
        entry = self._entry("out", title, who=who, mode=mode, query=query, clear=readable(xml), sent=sent)
        self._publish(entry)
        return entry

    def attempted(self, entry: Entry, attempt: Attempt) -> None:
        """One attempt of a delivery is over."""
        entry.attempts.append(attempt)
        self._publish(entry)

    def judged(self, entry: Entry, delivery: Delivery) -> None:
        """A delivery is over."""
        verdict = delivery.verdict
        entry.verdict, entry.detail = verdict.kind, verdict.detail
        entry.answer, entry.reply = readable(delivery.answer), readable(verdict.xml)
        self._publish(entry)

    def called(self, title: str, verdict: str, *, clear: str = "", answer: str = "", detail: str = "") -> None:
        """The account's server called the API."""
        self._publish(self._entry("in", title, verdict=verdict, clear=clear, answer=answer, detail=detail))

    def _entry(
        self, way: Literal["out", "in"], title: str,
        *, who: str = "", mode: str = "", query: Mapping[str, str] | None = None,
        sent: str = "", clear: str = "", verdict: str = "", detail: str = "", answer: str = "",
    ) -> Entry:  # fmt: skip
        self._last += 1
        return Entry(
            self._last, self._clock.timestamp(), way, title, who, mode, verdict, detail,
            query=query or {}, sent=sent, clear=clear, answer=answer,
        )  # fmt: skip

    def _publish(self, entry: Entry) -> None:
        self._feed.publish("wire", asdict(entry))


def readable(data: bytes) -> str:
    """Bytes as text for a person's eye: nothing undecodable, nothing endless."""
    text = data.decode(errors="replace")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(data)} bytes)"
