"""Audit 留痕: who changed what that another person relies on; rows are only ever added."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.base import Instant, core
from storage.tx import Tx


class Audit(SQLModel, table=True):
    """One change: who, what, when, before, after, why."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    actor: str = Field(description="resident:12, staff:3, system")
    action: str = Field(description="case.withdraw")
    subject: str = Field(index=True, description="case:1024")
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    why: str


_insert = core(Audit).insert()


def record(
    tx: Tx,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    before: dict[str, Any],
    after: dict[str, Any],
    why: str = "",
) -> None:
    """Add a row."""
    tx.execute(
        _insert,
        {"at": at, "actor": actor, "action": action, "subject": subject, "before": before, "after": after, "why": why},
    )


def record_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many, each with every column but `id`."""
    if rows:
        tx.execute(_insert, rows)
