"""Opinion 意见建议: what a resident suggests, and the answer."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Select, bindparam, desc, func, or_, select, update
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import AnyRow, Tx


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


_opinion = core(Opinion)
_insert = Prepared(_opinion.insert().values(bound(_opinion, without="id")).returning(_opinion.c.id))
_get = Prepared(select(_opinion).where(_opinion.c.id == bindparam("id")))
_latest_of = Prepared(
    select(_opinion)
    .where(_opinion.c.resident_id == bindparam("resident"))
    .order_by(desc(_opinion.c.id))
    .limit(bindparam("most"))
)
_answer = (
    update(_opinion)
    .where(_opinion.c.id == bindparam("of"), _opinion.c.state == OpinionState.NEW)
    .values(state=OpinionState.ANSWERED, answer=bindparam("words"), answered_at=bindparam("moment"))
)


def add(tx: Tx, resident_id: int, text: str, now: datetime) -> int:
    """A new opinion; its number."""
    row = {"resident_id": resident_id, "text": text, "at": now, "state": OpinionState.NEW, "answer": ""}
    return tx.insert(_insert, row | {"answered_at": None})


def get(tx: Tx, number: int) -> Any:
    """One opinion's row by its number, or None."""
    return tx.first(_get, {"id": number})


def latest_of(tx: Tx, resident_id: int, most: int) -> Sequence[Any]:
    """The rows of a resident's newest opinions."""
    return tx.all(_latest_of, {"resident": resident_id, "most": most})


def listing(tx: Tx, state: OpinionState | None, text: str, limit: int, offset: int) -> Sequence[AnyRow]:
    """The rows in this state (None: in any) whose text or answer holds these words ("": all), newest first."""
    found = _filtered(select(_opinion), state, text)
    return tx.execute(found.order_by(desc(_opinion.c.id)).limit(limit).offset(offset)).all()


def count(tx: Tx, state: OpinionState | None, text: str) -> int:
    """How many rows `listing` finds in all."""
    return int(tx.execute(_filtered(select(func.count()).select_from(_opinion), state, text)).scalar_one())


def _filtered(found: Select[*tuple[Any, ...]], state: OpinionState | None, text: str) -> Select[*tuple[Any, ...]]:
    if state is not None:
        found = found.where(_opinion.c.state == state)
    if text:
        found = found.where(
            or_(_opinion.c.text.icontains(text, autoescape=True), _opinion.c.answer.icontains(text, autoescape=True))
        )
    return found


def answer(tx: Tx, number: int, words: str, now: datetime) -> bool:
    """Write the answer down; False where it had been answered."""
    return tx.execute(_answer, {"of": number, "words": words, "moment": now}).rowcount == 1
