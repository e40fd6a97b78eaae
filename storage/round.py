"""Round 轮次: a participatory budget's vote. The roll and the ballots are apart: no column joins them, and no order."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"  # 准备中
    SCHEDULED = "scheduled"  # 已公布,等待开始
    OPEN = "open"  # 正在投票
    CLOSED = "closed"  # 已截止,结果已公布


class Electorate(StrEnum):
    """Who may vote."""

    RESIDENTS = "residents"  # 关注本号的居民
    REPRESENTATIVES = "representatives"  # 居民代表


class Round(SQLModel, table=True):
    """One vote; after publishing nothing that decides it can change (budget.md)."""

    __tablename__ = "round"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    state: str
    electorate: str
    rule: str = Field(description="the counting rule: top")
    max_picks: int
    winners: int = Field(description="how many are chosen")
    opens_at: datetime = Field(sa_type=Instant)
    closes_at: datetime = Field(sa_type=Instant)
    rules_text: str = Field(sa_column=Column(LongText, nullable=False), description="what was published before opening")
    rules_hash: str = Field(description="SHA-256 of rules_text; empty while a draft")
    key: str = Field(description="of the pseudonyms; emptied at closing, so that nobody can be linked afterwards")
    roll_size: int = Field(description="how many may vote; fixed at opening")
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    announced_at: datetime | None = Field(default=None, sa_type=Instant)
    made_by: str


class Project(SQLModel, table=True):
    """One proposal on the ballot 项目; `number` is what residents write."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    number: int
    title: str
    about: str = Field(sa_column=Column(LongText, nullable=False))
    cost: int | None = Field(default=None, sa_type=BigInteger, description="fen; empty: not estimated")


class RollEntry(SQLModel, table=True):
    """Somebody may vote, and on which day they did; never what, and never at which minute."""

    __tablename__ = "roll"

    round_id: int = Field(primary_key=True, foreign_key="round.id", sa_column_kwargs={"autoincrement": False})
    resident_id: int = Field(primary_key=True, foreign_key="resident.id", sa_column_kwargs={"autoincrement": False})
    voted_on: date | None = Field(default=None)


class Ballot(SQLModel, table=True):
    """One ballot under a pseudonym, HMAC(round key, voter)."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("round_id", "receipt"), {"sqlite_with_rowid": False})

    round_id: int = Field(primary_key=True, foreign_key="round.id", sa_column_kwargs={"autoincrement": False})
    pseudonym: str = Field(primary_key=True)
    picks: list[int] = Field(sa_column=Column(JSON, nullable=False), description="project numbers, ascending")
    receipt: str = Field(description="回执码: random, so that each voter can find the ballot in the published list")
