"""Round 轮次: a participatory budget's vote. The roll and the ballots are apart: no column joins them, and no order."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint, and_, bindparam, desc, or_, select, update
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import AnyRow, Tx


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"  # 准备中
    SCHEDULED = "scheduled"  # 已公布,等待开始
    OPEN = "open"  # 正在投票
    CLOSED = "closed"  # 已截止,结果已公布


UNDER_WAY_STATES = frozenset({RoundState.SCHEDULED, RoundState.OPEN})


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


_round = core(Round)
_project = core(Project)
_insert = Prepared(_round.insert().values(bound(_round, without="id")).returning(_round.c.id))
_insert_projects = _project.insert()
_all = select(_round).order_by(desc(_round.c.id))
_one = select(_round).where(_round.c.id == bindparam("of"))
# Whoever casts a ballot keeps the round as it is until that is committed; on SQLite the writer is alone.
_one_kept = _one.with_for_update(read=True)
_projects_of = select(_project).where(_project.c.round_id == bindparam("of")).order_by(_project.c.number)
_is_under_way = _round.c.state.in_(sorted(UNDER_WAY_STATES))
_current = (
    select(_round).where(_is_under_way, _round.c.closes_at > bindparam("now")).order_by(_round.c.opens_at).limit(1)
)
_published = _round.c.state != RoundState.DRAFT
_newest_past = (
    select(_round)
    .where(_published, _round.c.closes_at <= bindparam("now"))
    .order_by(desc(_round.c.closes_at), desc(_round.c.id))
    .limit(1)
)
_overlapping = select(_round.c.id).where(
    _is_under_way, _round.c.opens_at < bindparam("closes"), _round.c.closes_at > bindparam("opens")
)
_is_to_open = _round.c.state == RoundState.SCHEDULED
_is_to_close = or_(
    _round.c.state == RoundState.OPEN, and_(_round.c.state == RoundState.CLOSED, _round.c.announced_at.is_(None))
)
_due = (
    select(_round)
    .where(
        or_(
            and_(_is_to_open, _round.c.opens_at <= bindparam("now")),
            and_(_is_to_close, _round.c.closes_at <= bindparam("now")),
        )
    )
    .order_by(_round.c.closes_at, _round.c.id)
    .limit(1)
)
_openings = select(_round.c.opens_at).where(_is_to_open)
_closings = select(_round.c.closes_at).where(_is_to_close)


def add(tx: Tx, facts: Mapping[str, Any], projects: Sequence[Mapping[str, Any]]) -> int:
    """A new round with its projects, in the order of the ballot; its number."""
    number = tx.insert(_insert, facts)
    tx.execute(_insert_projects, [dict(each) | {"round_id": number} for each in projects])
    return number


def get(tx: Tx, number: int) -> AnyRow | None:
    """One round's row."""
    return tx.execute(_one, {"of": number}).first()


def get_kept(tx: Tx, number: int) -> AnyRow | None:
    """The same, and it stays as it is until the commit; other ballots may be cast meanwhile."""
    return tx.execute(_one_kept, {"of": number}).first()


def all_of_them(tx: Tx) -> Sequence[AnyRow]:
    """Every round, the newest first."""
    return tx.execute(_all).all()


def projects_of(tx: Tx, number: int) -> Sequence[AnyRow]:
    """The projects on a round's ballot, in its order."""
    return tx.execute(_projects_of, {"of": number}).all()


def current(tx: Tx, now: datetime) -> AnyRow | None:
    """The published round that is not over: the open one, else the next."""
    return tx.execute(_current, {"now": now}).first()


def newest_past(tx: Tx, now: datetime) -> AnyRow | None:
    """The round whose closing instant has passed last, counted or not yet."""
    return tx.execute(_newest_past, {"now": now}).first()


def overlapping(tx: Tx, opens_at: datetime, closes_at: datetime) -> Sequence[int]:
    """The published rounds, not over, that are open at some time in between."""
    return list(tx.execute(_overlapping, {"opens": opens_at, "closes": closes_at}).scalars())


def due(tx: Tx, now: datetime) -> AnyRow | None:
    """A round that is to be opened, closed or announced by now."""
    return tx.execute(_due, {"now": now}).first()


def instants(tx: Tx) -> Sequence[datetime]:
    """When something is to be done: openings and closings that were not done yet."""
    return [*tx.execute(_openings).scalars(), *tx.execute(_closings).scalars()]


def change(tx: Tx, number: int, was: RoundState, values: Mapping[str, Any]) -> bool:
    """Write some columns of a round; False where it no longer stands in `was`."""
    statement = update(_round).where(_round.c.id == number, _round.c.state == was).values(dict(values))
    return tx.execute(statement).rowcount == 1
