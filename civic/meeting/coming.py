"""The coming 恳谈日: when and where, who comes, what they want to talk about, who does not want to be invited."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civic.errors import Refusal
from civic.meeting import calendar
from config.community import Community
from storage import audit, resident
from storage import meeting as rows
from storage import topic as topics
from storage.meeting import MeetingState
from storage.outbox import Purpose
from storage.tx import Tx

KIND = "恳谈日"
MOST_PEOPLE = 10  # with one sign-up: a family and its neighbours; a whole staircase calls
MOST_TOPICS = 5  # of one resident for one session: others want to be heard too
LONGEST_TOPIC = 200  # characters
LEAST_TOPIC = 4


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as anybody may see it."""

    number: int
    kind: str
    day: date
    starts_at: datetime
    place: str
    state: MeetingState
    minutes: str
    published_at: datetime | None

    @property
    def is_published(self) -> bool:
        """Are the minutes public?"""
        return self.state is MeetingState.PUBLISHED


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a resident stands with the coming session: how many come in all, how many of theirs, is it still asked."""

    meeting: MeetingView
    people: int
    own: int
    has_declined: bool


def make_next(tx: Tx, community: Community, now: datetime) -> bool:
    """See to it that the next session is there; was it made now?"""
    if rows.following(tx, KIND, now):
        return False
    tx.hold("meeting:next")
    starts_at = calendar.next_start(community.talk, community.timezone, now)
    if rows.following(tx, KIND, now):
        return False
    rows.add(tx, KIND, starts_at.astimezone(community.timezone).date(), starts_at, community.talk.place)
    return True


def coming(tx: Tx, community: Community, now: datetime) -> MeetingView:
    """The next session; between two of them it is made by whoever asks first, the clock or a resident."""
    make_next(tx, community, now)
    return view_of(rows.following(tx, KIND, now))


def standing(tx: Tx, community: Community, resident_id: int, now: datetime) -> Standing:
    """Where the resident stands with the next session."""
    meeting = coming(tx, community, now)
    return Standing(
        meeting,
        rows.headcount(tx, meeting.number),
        rows.people_of(tx, meeting.number, resident_id),
        rows.has_declined(tx, resident_id, Purpose.MEETING),
    )


def for_taking_part(tx: Tx, community: Community, resident_id: int, now: datetime) -> Standing:
    """The same, for somebody who wants to sign up or give a topic. Refused: `not_following`."""
    _demand_following(tx, resident_id)
    return standing(tx, community, resident_id, now)


def sign_up(tx: Tx, community: Community, resident_id: int, people: int, now: datetime) -> MeetingView:
    """They come to the next session with so many people, whatever they said before.

    Refused: `not_following`, since nobody could tell them of a change; `too_many_people`.
    """
    _demand_following(tx, resident_id)
    if not 1 <= people <= MOST_PEOPLE:
        raise Refusal("too_many_people", {"most": MOST_PEOPLE})
    meeting = coming(tx, community, now)
    rows.sign_up(tx, meeting.number, resident_id, people, now)
    return meeting


def cancel(tx: Tx, community: Community, resident_id: int, now: datetime) -> MeetingView:
    """They do not come. Refused: `not_signed_up`."""
    meeting = coming(tx, community, now)
    if not rows.cancel(tx, meeting.number, resident_id):
        raise Refusal("not_signed_up")
    return meeting


def give_topic(tx: Tx, community: Community, resident_id: int, text: str, now: datetime) -> tuple[int, MeetingView]:
    """Something to talk about at the next session; its number.

    Refused: `not_following`, since nobody could tell them the answer; `topic_short`, `topic_long`, `topics_enough`.
    """
    _demand_following(tx, resident_id)
    text = " ".join(text.split())
    if len(text) < LEAST_TOPIC:
        raise Refusal("topic_short")
    if len(text) > LONGEST_TOPIC:
        raise Refusal("topic_long", {"length": len(text), "longest": LONGEST_TOPIC})
    meeting = coming(tx, community, now)
    if len(topics.listing(tx, meeting=meeting.number, resident=resident_id)) >= MOST_TOPICS:
        raise Refusal("topics_enough", {"most": MOST_TOPICS})
    return topics.add(tx, meeting.number, resident_id, text, now), meeting


def minutes(tx: Tx) -> MeetingView | None:
    """The latest session whose minutes are public."""
    found = rows.last_published(tx)
    return view_of(found) if found else None


def decline_invitations(tx: Tx, resident_id: int, now: datetime) -> None:
    """They do not want to be invited any more; what they sign up for they are still reminded of (PIPL 15)."""
    if not rows.has_declined(tx, resident_id, Purpose.MEETING):
        rows.decline(tx, resident_id, Purpose.MEETING, now)
        _note(tx, resident_id, declined=True, now=now)


def accept_invitations(tx: Tx, resident_id: int, now: datetime) -> None:
    """They want to be invited again."""
    if rows.has_declined(tx, resident_id, Purpose.MEETING):
        rows.accept(tx, resident_id, Purpose.MEETING)
        _note(tx, resident_id, declined=False, now=now)


def view_of(row: Any) -> MeetingView:
    """A row as anybody may see it."""
    return MeetingView(
        row.id, row.kind, row.day, row.starts_at, row.place, MeetingState(row.state), row.minutes, row.published_at
    )


def _demand_following(tx: Tx, resident_id: int) -> None:
    if not resident.follows(tx, resident_id):
        raise Refusal("not_following")


def _note(tx: Tx, resident_id: int, *, declined: bool, now: datetime) -> None:
    who, before, after = f"resident:{resident_id}", {"declined": not declined}, {"declined": declined}
    audit.record(tx, at=now, actor=who, action="meeting.invitations", subject=who, before=before, after=after)
