"""Notice 通知: what a committee member told many people at once."""

from datetime import datetime

from sqlalchemy import Column
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant


class Notice(SQLModel, table=True):
    """One notice and whom it was for; a row of the outbox for each recipient names it as its subject."""

    __tablename__ = "notice"

    id: int | None = Field(default=None, primary_key=True)
    author_id: int | None = Field(foreign_key="resident.id", description="the committee member who wrote it")
    text: str = Field(sa_column=Column(LongText, nullable=False))
    audience: str = Field(description="all, or the name of an estate")
    recipients: int = Field(description="how many it was for when it was confirmed")
    expanded_to: int = Field(description="the last resident whose row is in the outbox; the rest follow in chunks")
    at: datetime = Field(sa_type=Instant)
