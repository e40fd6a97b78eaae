"""Notice 通知: what a committee member told many people at once, and how it fares in the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, exists, func, select, update
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.household import Household, Member
from storage.meeting import Declined
from storage.outbox import Outbox, OutboxState, Purpose
from storage.prepared import Prepared
from storage.resident import Resident
from storage.tx import AnyRow, Tx

EVERYBODY = "all"
EXPANDED = 2**31 - 1  # nobody's number: the rows of all recipients are in the outbox


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


_notice = core(Notice)
_resident, _household, _member = core(Resident), core(Household), core(Member)
_declined, _outbox = core(Declined), core(Outbox)

_insert = Prepared(_notice.insert().values(bound(_notice, without="id")).returning(_notice.c.id))
_get = Prepared(select(_notice).where(_notice.c.id == bindparam("of")))
_move_on = update(_notice).where(_notice.c.id == bindparam("of")).values(expanded_to=bindparam("to"))
_is_pending = _notice.c.expanded_to < EXPANDED
_pending = select(_notice).where(_is_pending, _notice.c.at > bindparam("since"), _notice.c.at <= bindparam("until"))
_due = _pending.order_by(_notice.c.at, _notice.c.id)
_by_author = select(_notice).where(_notice.c.author_id == bindparam("of")).order_by(_notice.c.id.desc())
_latest = select(_notice).order_by(_notice.c.id.desc()).limit(bindparam("most"))
_fares = (
    select(_outbox.c.state, func.count().label("rows"))
    .where(_outbox.c.subject == bindparam("about"))
    .group_by(_outbox.c.state)
)
_sent = select(_outbox.c.dedup_key).where(
    _outbox.c.dedup_key.in_(bindparam("keys", expanding=True)), _outbox.c.state != OutboxState.DROPPED
)


def add(tx: Tx, author_id: int | None, text: str, audience: str, recipients: int, now: datetime) -> int:
    """A new notice, nobody's row in the outbox yet; its number."""
    row = {"author_id": author_id, "text": text, "audience": audience, "recipients": recipients}
    return tx.insert(_insert, row | {"expanded_to": 0, "at": now})


def get(tx: Tx, number: int) -> Any:
    """One notice's row, or None."""
    return tx.first(_get, {"of": number})


def due(tx: Tx, since: datetime, until: datetime) -> Sequence[AnyRow]:
    """Rows of notices confirmed after `since` and up to `until` whose recipients are not all in the outbox."""
    return tx.execute(_due, {"since": since, "until": until}).all()


def move_on(tx: Tx, number: int, expanded_to: int) -> None:
    """The rows of everybody up to this resident are in the outbox; EXPANDED: of all."""
    tx.execute(_move_on, {"of": number, "to": expanded_to})


def count_of(tx: Tx, audience: str, now: datetime) -> int:
    """How many would be told now."""
    return int(tx.execute(select(func.count()).select_from(_recipients(audience, now).subquery())).scalar_one())


def recipients_of(tx: Tx, audience: str, at: datetime, after: int, most: int) -> Sequence[int]:
    """The next of those who belonged to an audience at that instant, in the order of their numbers."""
    chunk = _recipients(audience, at).where(_resident.c.id > after).order_by(_resident.c.id).limit(most)
    return tx.execute(chunk).scalars().all()


def of_author(tx: Tx, author_id: int, most: int) -> Sequence[AnyRow]:
    """The rows of somebody's latest notices."""
    return tx.execute(_by_author.limit(most), {"of": author_id}).all()


def to_resident(tx: Tx, resident_id: int, among: int, most: int) -> Sequence[AnyRow]:
    """The rows of the latest notices that somebody was sent, looked for among the latest of all."""
    rows = tx.execute(_latest, {"most": among}).all()
    keys = {f"{occasion(row.id)}:{resident_id}": row for row in rows}
    sent = set(tx.execute(_sent, {"keys": list(keys)}).scalars())
    return [row for key, row in keys.items() if key in sent][:most]


def fares(tx: Tx, number: int) -> dict[OutboxState, int]:
    """How many of a notice's rows stand where in the outbox."""
    return {OutboxState(row.state): row.rows for row in tx.execute(_fares, {"about": occasion(number)})}


def occasion(number: int) -> str:
    """What the outbox calls it: its rows' subject and the beginning of their keys."""
    return f"notice:{number}"


def _recipients(audience: str, at: datetime) -> Select[tuple[int]]:
    """Who follows, had written by then, has not declined notices, and has a home there, if it is for an estate."""
    declined = exists().where(_declined.c.resident_id == _resident.c.id, _declined.c.purpose == Purpose.NOTICE)
    wanted: list[ColumnElement[bool]] = [
        _resident.c.unfollowed_at.is_(None),
        _resident.c.created_at <= at,
        ~declined,
    ]
    if audience != EVERYBODY:
        wanted.append(
            exists().where(
                _member.c.resident_id == _resident.c.id,
                _member.c.until.is_(None),
                _household.c.id == _member.c.household_id,
                _household.c.estate == audience,
            )
        )
    return select(_resident.c.id).where(*wanted)
