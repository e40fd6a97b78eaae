"""Case 诉求: what a resident asks the community to see to, and everything that happened to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, bindparam, desc, func, or_, select, update
from sqlalchemy import case as when
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import AnyRow, Tx


class CaseState(StrEnum):
    """Where a case stands."""

    FILED = "filed"  # 已登记
    TAKEN = "taken"  # 已受理
    CLOSED = "closed"  # 已办结
    WITHDRAWN = "withdrawn"  # 已撤回


OPEN_STATES = frozenset({CaseState.FILED, CaseState.TAKEN})


class EventKind(StrEnum):
    """What can happen to a case."""

    FILED = "filed"
    SUPPLEMENT = "supplement"
    PHOTO = "photo"
    VOICE = "voice"
    LOCATION = "location"
    TAKEN = "taken"
    CLOSED = "closed"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"


class Case(SQLModel, table=True):
    """One matter; its number is what residents and staff call it by."""

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_resident_id_state", "resident_id", "state"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int | None = Field(foreign_key="resident.id", description="empty once made anonymous")
    category: str
    text: str = Field(description="what was said first, in the resident's words")
    estate: str | None
    building: str | None
    unit: str | None
    room: str | None
    spot: str = Field(description="where, in words: 车棚边上")
    is_voice: bool = Field(description="to be listened to: the platform gave no text")
    state: str
    taken_by: str = Field(description="resident:12, staff:3; empty: nobody yet")
    answer: str = Field(description="办结说明: what the resident is told was done")
    filed_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)


class CaseEvent(SQLModel, table=True):
    """One thing that happened to a case."""

    __tablename__ = "case_event"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    at: datetime = Field(sa_type=Instant)
    kind: str
    actor: str = Field(description="resident:12, staff:3, system")
    text: str
    media_id: str = Field(description="the platform's number of a picture or recording")
    url: str


_case = core(Case)
_event = core(CaseEvent)
_insert = Prepared(
    _case.insert().values(bound(_case, without="id") | {"taken_by": "", "answer": ""}).returning(_case.c.id)
)
_add_event = Prepared(_event.insert().values(bound(_event, without="id")).returning(_event.c.id))
_get = Prepared(select(_case).where(_case.c.id == bindparam("id")))
_is_open = or_(*(_case.c.state == state for state in sorted(OPEN_STATES)))
_of = select(_case).where(_case.c.resident_id == bindparam("resident"))
_latest_of = Prepared(_of.order_by(desc(_is_open), desc(_case.c.id)).limit(bindparam("most")))
_newest_open = Prepared(_of.where(_is_open).order_by(desc(_case.c.id)).limit(1))
_move = (
    update(_case)
    .where(_case.c.id == bindparam("of"), _case.c.state == bindparam("was"))
    .values(state=bindparam("becomes"), changed_at=bindparam("at"))
)
_take = _move.values(taken_by=bindparam("by"))
_close = _move.values(answer=bindparam("said"))
_touch = Prepared(update(_case).where(_case.c.id == bindparam("of")).values(changed_at=bindparam("at")))
_set_place = Prepared(
    update(_case)
    .where(_case.c.id == bindparam("of"))
    .values(
        estate=bindparam("estate"),
        building=bindparam("building"),
        unit=bindparam("unit"),
        room=bindparam("room"),
        spot=bindparam("spot"),
    )
)
_tell = Prepared(
    update(_case)
    .where(_case.c.id == bindparam("of"))
    .values(category=bindparam("category"), text=bindparam("text"), due_at=bindparam("due"))
)
# Open ones first, the one that is due soonest on top; then what is done, the latest first.
_due_if_open = when((_is_open, _case.c.due_at), else_=None)
_changed_if_not = when((_is_open, None), else_=_case.c.changed_at)
_in_order = (desc(_is_open), _due_if_open, desc(_changed_if_not), _case.c.id)
_events_of = select(_event).where(_event.c.case_id == bindparam("id")).order_by(_event.c.id)


def add(tx: Tx, facts: Mapping[str, Any]) -> int:
    """A new case; its number."""
    return tx.insert(_insert, facts)


def get(tx: Tx, number: int) -> Any:
    """One case's row by its number, or None."""
    return tx.first(_get, {"id": number})


def latest_of(tx: Tx, resident_id: int, most: int) -> Sequence[Any]:
    """The rows of a resident's newest cases, open ones before the others."""
    return tx.all(_latest_of, {"resident": resident_id, "most": most})


def newest_open(tx: Tx, resident_id: int) -> Any:
    """The row of a resident's newest open case, or None."""
    return tx.first(_newest_open, {"resident": resident_id})


def move(tx: Tx, number: int, was: CaseState, becomes: CaseState, now: datetime) -> bool:
    """Change a case's state; False where it no longer stood in `was`."""
    return tx.execute(_move, {"of": number, "was": was, "becomes": becomes, "at": now}).rowcount == 1


def take(tx: Tx, number: int, by: str, now: datetime) -> bool:
    """FILED becomes TAKEN by somebody; False where it stood there no longer."""
    facts = {"of": number, "was": CaseState.FILED, "becomes": CaseState.TAKEN, "by": by, "at": now}
    return tx.execute(_take, facts).rowcount == 1


def close(tx: Tx, number: int, answer: str, now: datetime) -> bool:
    """TAKEN becomes CLOSED with what was done, in words; False where it stood there no longer."""
    facts = {"of": number, "was": CaseState.TAKEN, "becomes": CaseState.CLOSED, "said": answer, "at": now}
    return tx.execute(_close, facts).rowcount == 1


def release(tx: Tx, number: int, was: CaseState, now: datetime) -> bool:
    """Back to FILED, nobody's; False where it no longer stood in `was`."""
    facts = {"of": number, "was": was, "becomes": CaseState.FILED, "by": "", "at": now}
    return tx.execute(_take, facts).rowcount == 1


def add_event(
    tx: Tx, number: int, kind: EventKind, *, actor: str, at: datetime, text: str = "", media_id: str = "", url: str = ""
) -> int:
    """Write down what happened, and that the case changed; the event's number."""
    row = {"case_id": number, "kind": kind, "actor": actor, "at": at, "text": text, "media_id": media_id, "url": url}
    event = tx.insert(_add_event, row)
    if kind is not EventKind.FILED:
        tx.run(_touch, {"of": number, "at": at})
    return event


def set_place(
    tx: Tx, number: int, estate: str | None, building: str | None, unit: str | None, room: str | None, spot: str
) -> None:
    """Write down where it is."""
    tx.run(_set_place, {"of": number, "estate": estate, "building": building, "unit": unit, "room": room, "spot": spot})


def tell(tx: Tx, number: int, category: str, text: str, due_at: datetime) -> None:
    """Write down what it is about, and by when it is due."""
    tx.run(_tell, {"of": number, "category": category, "text": text, "due": due_at})


def events_of(tx: Tx, number: int) -> Sequence[AnyRow]:
    """Everything that happened to a case, oldest first."""
    return tx.execute(_events_of, {"id": number}).all()


def listing(
    tx: Tx,
    *,
    states: Collection[CaseState] = (),
    category: str | None = None,
    estates: Collection[str] | None = None,
    text: str | None = None,
    limit: int,
    offset: int = 0,
) -> Sequence[AnyRow]:
    """Rows of everybody's cases, open ones first, the one due soonest on top.

    `estates`: in these, or in none that was told; None: anywhere. `text`: in what was said, or where it is.
    """
    wanted = _wanted(states, category, estates, text)
    return tx.execute(select(_case).where(*wanted).order_by(*_in_order).limit(limit).offset(offset)).all()


def count(
    tx: Tx,
    *,
    states: Collection[CaseState] = (),
    category: str | None = None,
    estates: Collection[str] | None = None,
    text: str | None = None,
) -> int:
    """How many `listing` finds in all."""
    found = select(func.count()).select_from(_case).where(*_wanted(states, category, estates, text))
    return int(tx.execute(found).scalar_one())


def _wanted(
    states: Collection[CaseState], category: str | None, estates: Collection[str] | None, text: str | None
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if states:
        wanted.append(_case.c.state.in_(sorted(states)))
    if category:
        wanted.append(_case.c.category == category)
    if estates is not None:
        wanted.append(or_(_case.c.estate.in_(sorted(estates)), _case.c.estate.is_(None)))
    if text:
        wanted.append(or_(_case.c.text.icontains(text, autoescape=True), _case.c.spot.icontains(text, autoescape=True)))
    return wanted
