"""Resident 居民: who follows the account, by openid; nothing is known of them that they did not bring."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import Tx


class Resident(SQLModel, table=True):
    """Somebody who once wrote to or followed the account."""

    __tablename__ = "resident"

    id: int | None = Field(default=None, primary_key=True)
    openid: str = Field(unique=True)
    created_at: datetime = Field(sa_type=Instant)
    followed_at: datetime | None = Field(default=None, sa_type=Instant)
    unfollowed_at: datetime | None = Field(default=None, sa_type=Instant)


_resident = core(Resident)
# Who writes to the account follows it, whether or not we heard of the beginning; who left can be told nothing.
FOLLOWS = _resident.c.unfollowed_at.is_(None)
_follows = select(_resident.c.id).where(_resident.c.id == bindparam("of"), FOLLOWS)
_insert = Prepared(_resident.insert().values(bound(_resident, without="id")).returning(_resident.c.id))
_number = Prepared(select(_resident.c.id).where(_resident.c.openid == bindparam("openid")))
_followed = (
    update(_resident).where(_resident.c.id == bindparam("of")).values(followed_at=bindparam("at"), unfollowed_at=None)
)
_unfollowed = update(_resident).where(_resident.c.id == bindparam("of")).values(unfollowed_at=bindparam("at"))


def add(tx: Tx, openid: str, now: datetime) -> int:
    """A new resident; their number."""
    return tx.insert(_insert, {"openid": openid, "created_at": now, "followed_at": None, "unfollowed_at": None})


def number_of(tx: Tx, openid: str) -> int | None:
    """A known resident's number."""
    row = tx.first(_number, {"openid": openid})
    return row and int(row.id)


def follows(tx: Tx, resident_id: int) -> bool:
    """Do they follow the account, as far as the platform told us?"""
    return tx.execute(_follows, {"of": resident_id}).first() is not None


def follow(tx: Tx, resident_id: int, now: datetime) -> None:
    """They follow (again)."""
    tx.execute(_followed, {"of": resident_id, "at": now})


def unfollow(tx: Tx, resident_id: int, now: datetime) -> None:
    """They no longer follow; nothing may be sent."""
    tx.execute(_unfollowed, {"of": resident_id, "at": now})
