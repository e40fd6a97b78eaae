"""Unreadable 无法识别: signed callbacks that could not be read, kept aside for the operator."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.base import Instant, core
from storage.tx import Tx


class UnreadableCallback(SQLModel, table=True):
    """A body as it came; a retry would not help, so the platform was told `success`."""

    __tablename__ = "unreadable"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    reason: str
    body: bytes


_insert = core(UnreadableCallback).insert()


def keep(tx: Tx, at: datetime, reason: str, body: bytes) -> None:
    """Set a body aside."""
    tx.execute(_insert, {"at": at, "reason": reason, "body": body})
