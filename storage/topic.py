"""Topic 议题: one sentence that somebody wants to talk about at a meeting, and the answer to it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, desc, func, or_, select, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.tx import AnyRow, Tx


class TopicState(StrEnum):
    """Where a topic stands."""

    NEW = "new"  # 待处理
    ANSWERED = "answered"  # 已答复


OPEN_TOPIC_STATES = frozenset({TopicState.NEW})


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


_topic = core(Topic)
_insert = _topic.insert().values(
    bound(_topic, without="id") | {"state": TopicState.NEW, "answer": "", "answered_at": None}
)
_topics = select(_topic).order_by(_topic.c.id)
_answer = (
    update(_topic)
    .where(_topic.c.id == bindparam("of"))
    .values(state=TopicState.ANSWERED, answer=bindparam("said"), answered_at=bindparam("now"))
)


def add(tx: Tx, meeting_id: int, resident_id: int, text: str, now: datetime) -> int:
    """A new topic; its number."""
    facts = {"meeting_id": meeting_id, "resident_id": resident_id, "text": text, "at": now}
    return int(tx.execute(_insert.returning(_topic.c.id), facts).scalar_one())


def listing(
    tx: Tx,
    *,
    state: TopicState | None = None,
    number: int | None = None,
    meeting: int | None = None,
    resident: int | None = None,
) -> Sequence[AnyRow]:
    """Rows in their order: all, or those in a state, with a number, of a meeting, of a resident."""
    wishes = {
        _topic.c.state: state,
        _topic.c.id: number,
        _topic.c.meeting_id: meeting,
        _topic.c.resident_id: resident,
    }
    chosen = _topics
    for column, wanted in wishes.items():
        chosen = chosen if wanted is None else chosen.where(column == wanted)
    return tx.execute(chosen).all()


def newest(tx: Tx, state: TopicState | None, text: str, limit: int, offset: int) -> Sequence[AnyRow]:
    """Rows in this state (None: in any) whose text or answer holds these words ("": all), newest first."""
    found = select(_topic).where(*_wanted(state, text)).order_by(desc(_topic.c.id))
    return tx.execute(found.limit(limit).offset(offset)).all()


def count(tx: Tx, state: TopicState | None, text: str) -> int:
    """How many rows `newest` finds in all."""
    return int(tx.execute(select(func.count()).select_from(_topic).where(*_wanted(state, text))).scalar_one())


def _wanted(state: TopicState | None, text: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [] if state is None else [_topic.c.state == state]
    if text:
        columns = _topic.c.text, _topic.c.answer
        wanted.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return wanted


def answer(tx: Tx, number: int, text: str, now: datetime) -> None:
    """Write down the answer to a topic."""
    tx.execute(_answer, {"of": number, "said": text, "now": now})
