"""Outbox 待发: what is to be said later, as a purpose, a template and facts; it is worded at sending."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, func, select
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import Tx


class Purpose(StrEnum):
    """Why somebody is written to; what may be sent when depends on it."""

    EMERGENCY = "emergency"
    SERVICE = "service"


class OutboxState(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"


class Outbox(SQLModel, table=True):
    """One thing to say to one recipient."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_not_before", "state", "not_before"),)

    id: int | None = Field(default=None, primary_key=True)
    purpose: str
    recipient_id: int | None = Field(foreign_key="resident.id", description="empty: the staff on duty")
    template: str
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    dedup_key: str = Field(unique=True, description="the same thing is never put in twice")
    not_before: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    state: str


_outbox = core(Outbox)
_insert = Prepared(_outbox.insert().values(bound(_outbox, without="id")).returning(_outbox.c.id))
_by_state = select(_outbox.c.state, func.count().label("rows")).group_by(_outbox.c.state)


def put(
    tx: Tx,
    purpose: Purpose,
    recipient_id: int | None,
    template: str,
    facts: Mapping[str, object],
    *,
    dedup_key: str,
    now: datetime,
) -> int:
    """Put something in; its number. The same `dedup_key` twice is a mistake of the caller and raises."""
    row = {
        "purpose": purpose,
        "recipient_id": recipient_id,
        "template": template,
        "facts": dict(facts),
        "dedup_key": dedup_key,
        "not_before": now,
        "created_at": now,
        "state": OutboxState.WAITING,
    }
    return tx.insert(_insert, row)


def count_by_state(tx: Tx) -> dict[str, int]:
    """How many rows stand where, for the metrics."""
    return {row.state: row.rows for row in tx.execute(_by_state)}
