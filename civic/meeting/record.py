"""What came of a 恳谈日: minutes and answers to topics, given by committee and staff, told to those concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic import rights
from civic.errors import Refusal
from civic.meeting.coming import MeetingView, view_of
from civic.phrases import say_weekday
from civic.rights import Actor
from storage import audit, outbox
from storage import meeting as rows
from storage import topic as topic_rows
from storage.meeting import MeetingState
from storage.outbox import Purpose
from storage.topic import OPEN_TOPIC_STATES, TopicState
from storage.tx import Tx

MEETING_STATES, TOPIC_STATES = tuple(MeetingState), tuple(TopicState)
CHUNK = 500  # recipients in one statement
LONGEST_MINUTES = 20_000  # characters: some thirty pages in the chat
LONGEST_ANSWER = 500  # characters: with what is said around it, one message of the platform (2048 bytes)


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic; whose it is stands in no view."""

    number: int
    meeting_id: int
    text: str
    at: datetime
    state: TopicState
    answer: str
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Does it wait for an answer?"""
        return self.state in OPEN_TOPIC_STATES


def meetings(tx: Tx) -> Sequence[MeetingView]:
    """All sessions, the latest first."""
    return [view_of(row) for row in rows.newest(tx)]


def view(tx: Tx, meeting_id: int) -> MeetingView:
    """One session. Refused: `meeting_not_found`."""
    row = rows.get(tx, meeting_id)
    if row is None:
        raise Refusal("meeting_not_found", {"number": meeting_id})
    return view_of(row)


def signups(tx: Tx, meeting_id: int) -> int:
    """How many people have been signed up for a session."""
    return rows.headcount(tx, meeting_id)


def topics(tx: Tx, state: TopicState | None = None, meeting_id: int | None = None) -> Sequence[TopicView]:
    """The topics in their order: all, or those in a state, of a session."""
    return [_view(row) for row in topic_rows.listing(tx, state=state, meeting=meeting_id)]


def find_topics(
    tx: Tx, actor: Actor, *, state: TopicState | None = None, text: str = "", limit: int, offset: int = 0
) -> Sequence[TopicView]:
    """Topics in a state, with words in them, newest first; for the console. Refused: `not_allowed`."""
    rights.demand(actor, rights.READS_CONSOLE)
    return [_view(row) for row in topic_rows.newest(tx, state, text, limit, offset)]


def count_topics(tx: Tx, actor: Actor, *, state: TopicState | None = None, text: str = "") -> int:
    """How many `find_topics` finds in all. Refused: `not_allowed`."""
    rights.demand(actor, rights.READS_CONSOLE)
    return topic_rows.count(tx, state, text)


def topic_state_of(word: str) -> TopicState | None:
    """The state that a word of an address names; None for any other word."""
    return next((state for state in TOPIC_STATES if state == word), None)


def topic(tx: Tx, number: int) -> TopicView:
    """One topic. Refused: `topic_not_found`."""
    return _view(_topic(tx, number))


def publish_minutes(tx: Tx, actor: Actor, meeting_id: int, text: str, now: datetime) -> MeetingView:
    """Publish the minutes, or put them right; everybody who signed up or gave a topic is told, the first time only.

    Refused: `not_allowed`, `meeting_not_found`, `meeting_not_held` (not begun), `minutes_empty`, `minutes_long`.
    """
    rights.demand(actor, rights.ANSWERS)
    text = text.strip()
    if not text:
        raise Refusal("minutes_empty")
    if len(text) > LONGEST_MINUTES:
        raise Refusal("minutes_long", {"length": len(text), "longest": LONGEST_MINUTES})
    tx.hold(f"meeting:{meeting_id}")
    found = view(tx, meeting_id)
    if found.starts_at > now:
        raise Refusal("meeting_not_held")
    rows.publish(tx, meeting_id, text, now)
    audit.record(
        tx,
        at=now,
        actor=actor.name,
        action="meeting.publish",
        subject=f"meeting:{meeting_id}",
        before={"state": found.state, "minutes": found.minutes},
        after={"state": MeetingState.PUBLISHED, "minutes": text},
    )
    if not found.is_published:
        _tell_published(tx, found, now)
    return view(tx, meeting_id)


def answer_topic(tx: Tx, actor: Actor, topic_id: int, text: str, now: datetime) -> TopicView:
    """Answer a topic; whoever gave it is told.

    Refused: `not_allowed`, `topic_not_found`, `topic_answered`, `topic_answer_empty`, `topic_answer_long`.
    """
    rights.demand(actor, rights.ANSWERS)
    text = text.strip()
    if not text:
        raise Refusal("topic_answer_empty")
    if len(text) > LONGEST_ANSWER:
        raise Refusal("topic_answer_long", {"length": len(text), "longest": LONGEST_ANSWER})
    tx.hold(f"topic:{topic_id}")
    row = _topic(tx, topic_id)
    if row.state not in OPEN_TOPIC_STATES:
        raise Refusal("topic_answered", {"number": topic_id})
    topic_rows.answer(tx, topic_id, text, now)
    audit.record(
        tx,
        at=now,
        actor=actor.name,
        action="topic.answer",
        subject=f"topic:{topic_id}",
        before={"state": row.state},
        after={"state": TopicState.ANSWERED, "answer": text},
    )
    if row.resident_id is not None:
        facts = {"number": topic_id, "answer": text}
        key, about = f"topic:{topic_id}:answer", f"topic:{topic_id}"
        outbox.put(
            tx, Purpose.SERVICE, row.resident_id, "meeting.topic_told", facts, dedup_key=key, now=now, subject=about
        )
    return topic(tx, topic_id)


def _tell_published(tx: Tx, meeting: MeetingView, now: datetime) -> None:
    """Once each, in the transaction that publishes: some hundreds of people at most."""
    subject = f"meeting:{meeting.number}"
    facts, occasion = {"day": say_weekday(meeting.day)}, f"{subject}:minutes"
    while recipients := rows.untold(tx, meeting.number, occasion, CHUNK, topics_too=True):
        outbox.put_all(
            tx,
            Purpose.SERVICE,
            recipients,
            "meeting.minutes_told",
            facts,
            occasion=occasion,
            now=now,
            subject=subject,
        )


def _topic(tx: Tx, number: int) -> Any:
    found = topic_rows.listing(tx, number=number)
    if not found:
        raise Refusal("topic_not_found", {"number": number})
    return found[0]


def _view(row: Any) -> TopicView:
    return TopicView(row.id, row.meeting_id, row.text, row.at, TopicState(row.state), row.answer, row.answered_at)
