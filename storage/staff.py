"""Staff 工作人员: console accounts, who is signed in, and which form was sent already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import Tx


class Staff(SQLModel, table=True):
    """One account of the console."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: str = Field(description="see storage/post.py")
    password: str = Field(description="its argon2 hash")
    made_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class StaffSession(SQLModel, table=True):
    """Somebody is signed in; the cookie holds the token, the table its digest."""

    __tablename__ = "staff_session"

    digest: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    since: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)


class SentForm(SQLModel, table=True):
    """The key of a form that was carried out: sent twice, it is done once."""

    __tablename__ = "sent_form"

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


_staff, _session, _sent = core(Staff), core(StaffSession), core(SentForm)
_insert = Prepared(_staff.insert().values(bound(_staff, without="id")).returning(_staff.c.id))
_by_name = select(_staff).where(_staff.c.name == bindparam("name"))
_signed_in = (
    select(_staff)
    .join(_session, _session.c.staff_id == _staff.c.id)
    .where(
        _session.c.digest == bindparam("digest"), _session.c.expires_at > bindparam("now"), _staff.c.ended_at.is_(None)
    )
)
_known_form = select(_sent.c.key).where(_sent.c.key == bindparam("key"))


def add(tx: Tx, name: str, role: str, password: str, now: datetime) -> int:
    """A new account, with the hash of its password; its number."""
    row = {"name": name, "role": role, "password": password, "made_at": now, "ended_at": None}
    return tx.insert(_insert, row)


def by_name(tx: Tx, name: str) -> Any:
    """The row of the account that goes by this name, or None."""
    return tx.execute(_by_name, {"name": name}).first()


def names(tx: Tx) -> Sequence[Any]:
    """Number and name of every account that is or was."""
    return tx.execute(select(_staff.c.id, _staff.c.name)).all()


def open_session(tx: Tx, staff_id: int, digest: str, since: datetime, expires_at: datetime) -> None:
    """Somebody has signed in."""
    row = {"digest": digest, "staff_id": staff_id, "since": since, "expires_at": expires_at}
    tx.execute(_session.insert(), row)


def signed_in(tx: Tx, digest: str, now: datetime) -> Any:
    """The row of the account whose session this is; None where it has run out or the account has ended."""
    return tx.execute(_signed_in, {"digest": digest, "now": now}).first()


def close_session(tx: Tx, digest: str) -> None:
    """Somebody has signed out."""
    tx.execute(delete(_session).where(_session.c.digest == digest))


def was_sent(tx: Tx, key: str) -> bool:
    """Was a form with this key carried out?"""
    return tx.execute(_known_form, {"key": key}).first() is not None


def note_sent(tx: Tx, key: str, now: datetime) -> None:
    """A form with this key is carried out."""
    tx.execute(_sent.insert(), {"key": key, "at": now})


def sweep(tx: Tx, now: datetime, forms_before: datetime) -> None:
    """Sessions that have run out by `now` and the keys of forms that are older serve nobody."""
    tx.execute(delete(_session).where(_session.c.expires_at <= now))
    tx.execute(delete(_sent).where(_sent.c.at < forms_before))
