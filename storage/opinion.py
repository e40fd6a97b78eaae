"""Opinion 意见建议: what a resident suggests, and the answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant


class OpinionState(StrEnum):
    """Where an opinion stands."""

    NEW = "new"  # 待处理
    ANSWERED = "answered"  # 已答复


OPEN_OPINION_STATES = frozenset({OpinionState.NEW})


class Opinion(SQLModel, table=True):
    """One suggestion; its number is what staff and resident call it by."""

    __tablename__ = "opinion"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int | None = Field(foreign_key="resident.id", index=True, description="empty once made anonymous")
    text: str = Field(sa_column=Column(LongText, nullable=False))
    at: datetime = Field(sa_type=Instant)
    state: str
    answer: str
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
