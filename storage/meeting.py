"""Meeting 会议: the monthly 居民恳谈日, who comes, what they want to talk about, and what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"  # 已排期
    PUBLISHED = "published"  # 纪要已公布


class TopicState(StrEnum):
    """Where a topic stands."""

    NEW = "new"  # 待处理
    ANSWERED = "answered"  # 已答复


OPEN_TOPIC_STATES = frozenset({TopicState.NEW})


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
    published_at: datetime | None = Field(default=None, sa_type=Instant)


class Signup(SQLModel, table=True):
    """Somebody comes, with so many people."""

    __tablename__ = "signup"

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", sa_column_kwargs={"autoincrement": False})
    resident_id: int = Field(primary_key=True, foreign_key="resident.id", sa_column_kwargs={"autoincrement": False})
    people: int
    at: datetime = Field(sa_type=Instant)


class Topic(SQLModel, table=True):
    """议题: one sentence to talk about."""

    __tablename__ = "topic"

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    resident_id: int | None = Field(foreign_key="resident.id", description="empty once made anonymous")
    text: str
    at: datetime = Field(sa_type=Instant)
    state: str
    answer: str
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class Declined(SQLModel, table=True):
    """Somebody does not want to be written to for this purpose 通知设置."""

    __tablename__ = "declined"
    __table_args__ = (UniqueConstraint("resident_id", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id")
    purpose: str
    at: datetime = Field(sa_type=Instant)
