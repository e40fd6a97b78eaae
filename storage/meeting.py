"""Meeting 会议: the monthly 居民恳谈日, who comes, who is invited and told, and what came of it."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, String, UniqueConstraint, bindparam, cast, delete, exists, func, or_, select, update
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.outbox import Outbox, Purpose
from storage.resident import FOLLOWS, Resident
from storage.topic import Topic
from storage.tx import AnyRow, Tx


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"  # 已排期
    PUBLISHED = "published"  # 纪要已公布


class Meeting(SQLModel, table=True):
    """One 恳谈日."""

    __tablename__ = "meeting"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(description="恳谈日; other kinds of meeting come later")
    day: date = Field(unique=True, description="in the community's timezone")
    starts_at: datetime = Field(sa_type=Instant)
    place: str
    state: str
    minutes: str = Field(sa_column=Column(LongText, nullable=False), description="纪要; empty: not yet")
    invited_to: int = Field(description="the last resident who was invited; the rest follow in chunks")
    published_at: datetime | None = Field(default=None, sa_type=Instant)


class Signup(SQLModel, table=True):
    """Somebody comes, with so many people."""

    __tablename__ = "signup"

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", sa_column_kwargs={"autoincrement": False})
    resident_id: int = Field(primary_key=True, foreign_key="resident.id", sa_column_kwargs={"autoincrement": False})
    people: int
    at: datetime = Field(sa_type=Instant)


class Declined(SQLModel, table=True):
    """Somebody does not want to be written to for this purpose 通知设置."""

    __tablename__ = "declined"
    __table_args__ = (UniqueConstraint("resident_id", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id")
    purpose: str
    at: datetime = Field(sa_type=Instant)


_meeting, _signup, _topic, _declined = core(Meeting), core(Signup), core(Topic), core(Declined)
_resident, _outbox = core(Resident), core(Outbox)
_of_meeting = _signup.c.meeting_id == bindparam("meeting")
_of_both = _of_meeting & (_signup.c.resident_id == bindparam("resident"))
_insert = _meeting.insert().values(bound(_meeting, without="id") | {"published_at": None}).returning(_meeting.c.id)
_get = select(_meeting).where(_meeting.c.id == bindparam("of"))
_between = (
    select(_meeting)
    .where(_meeting.c.kind == bindparam("of_kind"), _meeting.c.starts_at > bindparam("after"))
    .where(_meeting.c.starts_at <= bindparam("until"))
    .order_by(_meeting.c.starts_at)
)
_next = (
    select(_meeting)
    .where(_meeting.c.kind == bindparam("of_kind"), _meeting.c.starts_at > bindparam("after"))
    .order_by(_meeting.c.starts_at)
    .limit(1)
)
_last_published = (
    select(_meeting).where(_meeting.c.published_at.is_not(None)).order_by(_meeting.c.starts_at.desc()).limit(1)
)
_newest = select(_meeting).order_by(_meeting.c.starts_at.desc())
_publish = (
    update(_meeting)
    .where(_meeting.c.id == bindparam("of"))
    .values(
        state=MeetingState.PUBLISHED,
        minutes=bindparam("text"),
        published_at=func.coalesce(_meeting.c.published_at, bindparam("at", type_=Instant)),
    )
)
_invited_to = update(_meeting).where(_meeting.c.id == bindparam("of")).values(invited_to=bindparam("resident"))
_to_invite = (
    select(_resident.c.id)
    .where(_resident.c.id > bindparam("beyond"), FOLLOWS)
    .where(~exists().where(_declined.c.resident_id == _resident.c.id, _declined.c.purpose == Purpose.MEETING))
    .order_by(_resident.c.id)
    .limit(bindparam("most"))
)

_people_of = select(_signup.c.people).where(_of_both)
_sign_up = _signup.insert().values(bound(_signup))
_change = update(_signup).where(_of_both).values(people=bindparam("so_many"), at=bindparam("now"))
_cancel = delete(_signup).where(_of_both)
_count = select(func.coalesce(func.sum(_signup.c.people), 0)).where(_of_meeting)

_is_concerned = or_(
    _resident.c.id.in_(select(_signup.c.resident_id).where(_of_meeting)),
    bindparam("topics_too")
    & _resident.c.id.in_(select(_topic.c.resident_id).where(_topic.c.meeting_id == bindparam("meeting"))),
)
_is_told = exists().where(_outbox.c.dedup_key == bindparam("occasion") + ":" + cast(_resident.c.id, String))
_untold = select(_resident.c.id).where(_is_concerned, ~_is_told).order_by(_resident.c.id).limit(bindparam("most"))

_of_declined = (_declined.c.resident_id == bindparam("resident")) & (_declined.c.purpose == bindparam("why"))
_has_declined = select(_declined.c.id).where(_of_declined)
_decline = _declined.insert().values(bound(_declined, without="id"))
_accept = delete(_declined).where(_of_declined)


def add(tx: Tx, kind: str, day: date, starts_at: datetime, place: str) -> int:
    """A new meeting; its number."""
    facts = {"kind": kind, "day": day, "starts_at": starts_at, "place": place}
    return int(
        tx.execute(_insert, {**facts, "state": MeetingState.PLANNED, "minutes": "", "invited_to": 0}).scalar_one()
    )


def get(tx: Tx, number: int) -> AnyRow | None:
    """One meeting's row."""
    return tx.execute(_get, {"of": number}).first()


def following(tx: Tx, kind: str, after: datetime) -> AnyRow | None:
    """The row of the first that begins after an instant."""
    return tx.execute(_next, {"of_kind": kind, "after": after}).first()


def between(tx: Tx, kind: str, after: datetime, until: datetime) -> Sequence[AnyRow]:
    """The rows of those that begin after an instant and up to another, in their order."""
    return tx.execute(_between, {"of_kind": kind, "after": after, "until": until}).all()


def last_published(tx: Tx) -> AnyRow | None:
    """The row of the latest with minutes."""
    return tx.execute(_last_published).first()


def newest(tx: Tx) -> Sequence[AnyRow]:
    """All rows, the latest first."""
    return tx.execute(_newest).all()


def publish(tx: Tx, number: int, text: str, now: datetime) -> None:
    """Write down the minutes; the instant of the first time stays."""
    tx.execute(_publish, {"of": number, "text": text, "at": now})


def to_invite(tx: Tx, beyond: int, most: int) -> Sequence[int]:
    """Followers who have not declined, by number, beyond this one."""
    return tx.execute(_to_invite, {"beyond": beyond, "most": most}).scalars().all()


def note_invited(tx: Tx, number: int, last_resident: int) -> None:
    """Everybody up to this resident has been invited."""
    tx.execute(_invited_to, {"of": number, "resident": last_resident})


def people_of(tx: Tx, number: int, resident_id: int) -> int:
    """With how many people a resident comes; 0: not signed up."""
    return tx.execute(_people_of, {"meeting": number, "resident": resident_id}).scalar() or 0


def sign_up(tx: Tx, number: int, resident_id: int, people: int, now: datetime) -> None:
    """They come with so many people, whatever they said before."""
    this = {"meeting": number, "resident": resident_id}
    if not tx.execute(_change, {**this, "so_many": people, "now": now}).rowcount:
        tx.execute(_sign_up, {"meeting_id": number, "resident_id": resident_id, "people": people, "at": now})


def cancel(tx: Tx, number: int, resident_id: int) -> bool:
    """They do not come; False where they had not signed up."""
    return tx.execute(_cancel, {"meeting": number, "resident": resident_id}).rowcount == 1


def headcount(tx: Tx, number: int) -> int:
    """How many people come."""
    return int(tx.execute(_count, {"meeting": number}).scalar_one())


def untold(tx: Tx, number: int, occasion: str, most: int, *, topics_too: bool) -> Sequence[int]:
    """Who signed up (or gave a topic) and was not told of this occasion of the meeting yet."""
    facts = {"meeting": number, "occasion": occasion, "most": most, "topics_too": topics_too}
    return tx.execute(_untold, facts).scalars().all()


def has_declined(tx: Tx, resident_id: int, purpose: Purpose) -> bool:
    """Do they not want to be written to for this purpose?"""
    return tx.execute(_has_declined, {"resident": resident_id, "why": purpose}).first() is not None


def decline(tx: Tx, resident_id: int, purpose: Purpose, now: datetime) -> None:
    """They do not want to be written to for this purpose."""
    tx.execute(_decline, {"resident_id": resident_id, "purpose": purpose, "at": now})


def accept(tx: Tx, resident_id: int, purpose: Purpose) -> None:
    """They want it again."""
    tx.execute(_accept, {"resident": resident_id, "why": purpose})
