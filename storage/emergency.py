"""Emergency 紧急求助: somebody wrote of a danger; only a human closes it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, bindparam, desc, or_, select, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import Tx


class EmergencyState(StrEnum):
    """Where it stands."""

    OPEN = "open"  # nobody has it yet
    TAKEN = "taken"  # 已接警
    CLOSED = "closed"


OPEN_EMERGENCY_STATES = frozenset({EmergencyState.OPEN, EmergencyState.TAKEN})


class Emergency(SQLModel, table=True):
    """One danger as it was told; sensitive, seen by duty roles only (PIPL 28)."""

    __tablename__ = "emergency"
    __table_args__ = (Index("ix_emergency_resident_id_state", "resident_id", "state"),)

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id")
    kind: str
    text: str
    followup: str = Field(description="what was said after the first answer: place, hurt, all clear")
    said_all_clear: bool = Field(description="the resident says it is over; staff still look")
    state: str
    at: datetime = Field(sa_type=Instant)


_emergency = core(Emergency)
_insert = Prepared(_emergency.insert().values(bound(_emergency, without="id")).returning(_emergency.c.id))
_is_open = or_(*(_emergency.c.state == state for state in sorted(OPEN_EMERGENCY_STATES)))
_get = Prepared(select(_emergency).where(_emergency.c.id == bindparam("of")))
_take = (
    update(_emergency)
    .where(_emergency.c.id == bindparam("of"), _emergency.c.state == EmergencyState.OPEN)
    .values(state=EmergencyState.TAKEN)
)
_newest_open = Prepared(
    select(_emergency)
    .where(_emergency.c.resident_id == bindparam("resident"), _is_open)
    .order_by(desc(_emergency.c.id))
    .limit(1)
)
_add_followup = (
    update(_emergency)
    .where(_emergency.c.id == bindparam("of"))
    .values(followup=bindparam("all_said"), said_all_clear=bindparam("clear"))
)


def add(tx: Tx, resident_id: int, kind: str, text: str, now: datetime) -> int:
    """Write a danger down; its number."""
    row = {
        "resident_id": resident_id,
        "kind": kind,
        "text": text,
        "followup": "",
        "said_all_clear": False,
        "state": EmergencyState.OPEN,
        "at": now,
    }
    return tx.insert(_insert, row)


def get(tx: Tx, number: int) -> Any:
    """One emergency's row by its number, or None."""
    return tx.first(_get, {"of": number})


def take(tx: Tx, number: int) -> bool:
    """Somebody on duty has it; False where somebody had it before."""
    return tx.execute(_take, {"of": number}).rowcount == 1


def newest_open(tx: Tx, resident_id: int) -> Any:
    """The row of the resident's newest danger that is still open, or None."""
    return tx.first(_newest_open, {"resident": resident_id})


def follow_up(tx: Tx, resident_id: int, said: str, *, all_clear: bool) -> int | None:
    """Add what was said since to the resident's newest open emergency; its number, None where there is none."""
    row = newest_open(tx, resident_id)
    if row is None:
        return None
    all_said = f"{row.followup}\n{said}".strip()
    tx.execute(_add_followup, {"of": row.id, "all_said": all_said, "clear": row.said_all_clear or all_clear})
    return int(row.id)
