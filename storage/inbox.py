"""Inbox 收件: every message that was made durable, keyed by its identity, with the reply that a retry gets again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Index, bindparam, func, select, text, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import AnyRow, Tx


class InboxState(StrEnum):
    """Where a message stands."""

    ACCEPTED = "accepted"  # durable, its turn not yet run
    DONE = "done"  # answered, or nothing to say
    FAILED = "failed"  # its turn raised; the apology is its reply


class ReplyRoute(StrEnum):
    """How the reply reaches the resident."""

    PASSIVE = "passive"  # in the answer to the callback
    FETCHED = "fetched"  # so it went, to a delivery that came again: it is not owed any more
    OUTBOX = "outbox"  # too late for that: as a message of its own


class Inbox(SQLModel, table=True):
    """One message or event of the platform."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_accepted",
            "received_at",
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
        Index("ix_inbox_secret", "received_at", sqlite_where=text("is_secret"), postgresql_where=text("is_secret")),
        {"sqlite_with_rowid": False},  # one tree instead of two: keys come in the order of time
    )

    key: str = Field(primary_key=True, description="identity of the message, see bot/envelope.py")
    sender: str = Field(description="openid of who wrote")
    kind: str = Field(description="message type; events as event:<name>")
    payload: dict[str, str] = Field(sa_column=Column(JSON, nullable=False), description="the fields as received")
    received_at: datetime = Field(sa_type=Instant)
    state: str
    route: str
    reply: str = Field(description="what was answered; empty: nothing to say")
    is_secret: bool = Field(description="a ballot's step: its words are wiped soon after it (budget.md)")


class Letter(NamedTuple):
    """A message as it came, before anything was made of it."""

    key: str
    sender: str
    kind: str
    payload: dict[str, Any]
    received_at: datetime


_inbox = core(Inbox)
_insert = _inbox.insert()
_store = Prepared(_insert.values(bound(_inbox)))
_known = select(_inbox.c.key).where(_inbox.c.key.in_(bindparam("keys", expanding=True)))
_settle = Prepared(
    update(_inbox)
    .where(_inbox.c.key == bindparam("of"))
    .values(
        state=bindparam("state"),
        route=bindparam("route"),
        reply=bindparam("reply"),
        is_secret=bindparam("is_secret"),
    )
)
_fetched = Prepared(
    update(_inbox)
    .where(_inbox.c.key == bindparam("of"), _inbox.c.route == ReplyRoute.PASSIVE)
    .values(route=ReplyRoute.FETCHED)
)
_overdue = (
    update(_inbox)
    .where(
        _inbox.c.key == bindparam("of"),
        _inbox.c.state != InboxState.ACCEPTED,
        _inbox.c.route == ReplyRoute.PASSIVE,
        _inbox.c.reply != "",
    )
    .values(route=ReplyRoute.OUTBOX)
    .returning(_inbox.c.reply, _inbox.c.is_secret)
)
_unanswered = (
    select(_inbox.c.key, _inbox.c.sender, _inbox.c.kind, _inbox.c.payload, _inbox.c.received_at)
    .where(_inbox.c.state == InboxState.ACCEPTED)
    .order_by(_inbox.c.received_at, _inbox.c.key)
)
_secret = _inbox.c.is_secret, _inbox.c.received_at <= bindparam("before"), _inbox.c.state != InboxState.ACCEPTED
_oldest_secret = select(func.min(_inbox.c.received_at)).where(_inbox.c.is_secret)
_secret_keys = select(_inbox.c.key).where(*_secret).order_by(_inbox.c.received_at).limit(bindparam("most"))
_wipe = (
    update(_inbox)
    .where(_inbox.c.key.in_(bindparam("keys", expanding=True)))
    .values(payload={}, reply="", is_secret=False)
)


def _row(letter: Letter) -> dict[str, Any]:
    return {
        "key": letter.key,
        "sender": letter.sender,
        "kind": letter.kind,
        "payload": letter.payload,
        "received_at": letter.received_at,
    }


def accept(tx: Tx, letters: Iterable[Letter]) -> set[str]:
    """Make these messages durable before their turns are run; returns the keys that were new.

    The caller holds the senders, so nobody else can be inserting the same keys.
    """
    waiting = {letter.key: letter for letter in letters}
    known = set(tx.execute(_known, {"keys": list(waiting)}).scalars())
    new = [letter for key, letter in waiting.items() if key not in known]
    if new:
        accepted = {"state": InboxState.ACCEPTED, "route": ReplyRoute.OUTBOX, "reply": "", "is_secret": False}
        tx.execute(_insert, [_row(letter) | accepted for letter in new])
    return {letter.key for letter in new}


def store(tx: Tx, letter: Letter, state: InboxState, route: ReplyRoute, reply: str, *, is_secret: bool = False) -> None:
    """Write a message together with its reply."""
    tx.run_at_close(_store, _row(letter) | {"state": state, "route": route, "reply": reply, "is_secret": is_secret})


def settle(tx: Tx, key: str, state: InboxState, route: ReplyRoute, reply: str, *, is_secret: bool = False) -> None:
    """Give an accepted message its reply."""
    tx.run(_settle, {"of": key, "state": state, "route": route, "reply": reply, "is_secret": is_secret})


def note_fetched(tx: Tx, key: str) -> None:
    """A later delivery takes the stored reply, perhaps at another worker than the first."""
    tx.run(_fetched, {"of": key})


def take_overdue_reply(tx: Tx, key: str) -> AnyRow | None:
    """The reply of a finished message that no delivery fetched at any worker, and whether it is secret.

    A retry is told `success` from now on. None where there is none.
    """
    return tx.execute(_overdue, {"of": key}).first()


def unanswered(tx: Tx) -> Sequence[Letter]:
    """Messages that were accepted and whose turn was never run: the work found at a start."""
    return [Letter(*row) for row in tx.execute(_unanswered)]


def oldest_secret(tx: Tx) -> datetime | None:
    """When the oldest message came whose words are still to be wiped."""
    return tx.execute(_oldest_secret).scalar()


def wipe_secrets(tx: Tx, before: datetime, most: int) -> int:
    """Leave of secret messages up to then only that somebody wrote and was answered; how many, `most` at once."""
    keys = list(tx.execute(_secret_keys, {"before": before, "most": most}).scalars())
    if keys:
        tx.execute(_wipe, {"keys": keys})
    return len(keys)
