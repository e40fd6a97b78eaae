"""Outbox 待发: what is to be said later, as a purpose, a template and facts; it is worded at sending."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, and_, bindparam, exists, func, or_, select, text, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import Tx


class Purpose(StrEnum):
    """Why somebody is written to; what may be sent when depends on it."""

    EMERGENCY = "emergency"
    SERVICE = "service"
    VOTE = "vote"
    MEETING = "meeting"
    NOTICE = "notice"


class OutboxState(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"  # to be sent when its time has come
    SENDING = "sending"  # a worker has it, until its lease ends
    SENT = "sent"
    HELD = "held"  # the platform lets nothing through: told at the next contact
    FAILED = "failed"  # it cannot be sent, by any further try
    DROPPED = "dropped"  # no longer wanted, no longer allowed, or too late


TO_BE_WIPED = "to_be_wiped"  # the subject of a late reply to a ballot's step: wiped once sent, or too late
OPEN_OUTBOX_STATES = frozenset({OutboxState.WAITING, OutboxState.SENDING, OutboxState.HELD})


class Outbox(SQLModel, table=True):
    """One thing to say to one recipient."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_not_before", "state", "not_before"),
        Index(
            "ix_outbox_held",
            "recipient_id",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    purpose: str
    recipient_id: int | None = Field(foreign_key="resident.id", description="empty: the staff on duty")
    template: str
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    dedup_key: str = Field(unique=True, description="the same thing is never put in twice")
    not_before: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    state: str
    subject: str = Field(index=True, description="what it is about: notice:3, meeting:12, case:1001; empty: itself")
    expires_at: datetime | None = Field(default=None, sa_type=Instant, description="later it is no news any more")
    attempts: int
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant, description="sent, held, failed or dropped")
    channel: str = Field(description="how it went: custom, next_contact; empty: not yet")
    reason: str = Field(description="why it did not: an errcode, or a word")


_outbox = core(Outbox)
_insert_many = _outbox.insert()
_known = select(_outbox.c.dedup_key).where(_outbox.c.dedup_key.in_(bindparam("keys", expanding=True)))
_insert = Prepared(_outbox.insert().values(bound(_outbox, without="id")).returning(_outbox.c.id))
_by_state = select(_outbox.c.state, func.count().label("rows")).group_by(_outbox.c.state)
_is_over = _outbox.c.expires_at <= bindparam("now")
_is_settled = _outbox.c.state.not_in(sorted(OPEN_OUTBOX_STATES))
# What is held would be told in the reply to another message, and kept with that.
_is_left = or_(_outbox.c.state == OutboxState.HELD, and_(_outbox.c.state == OutboxState.WAITING, _is_over))
_secrets = _outbox.c.subject == TO_BE_WIPED, or_(_is_settled, _is_left)
_has_secrets = select(exists().where(*_secrets))
_drop_secrets = (
    update(_outbox)
    .where(_outbox.c.subject == TO_BE_WIPED, _is_left)
    .values(state=OutboxState.DROPPED, reason="late", settled_at=bindparam("now"))
)
_wipe_secrets = update(_outbox).where(_outbox.c.subject == TO_BE_WIPED, _is_settled).values(facts={}, subject="")


def put(
    tx: Tx,
    purpose: Purpose,
    recipient_id: int | None,
    template: str,
    facts: Mapping[str, object],
    *,
    dedup_key: str,
    now: datetime,
    subject: str = "",
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Put something in; its number. The same `dedup_key` twice is a mistake of the caller and raises."""
    tx.rings = True
    return tx.insert(
        _insert, _row(purpose, recipient_id, template, facts, dedup_key, now, subject, not_before, expires_at)
    )


def put_all(
    tx: Tx,
    purpose: Purpose,
    recipients: Sequence[int],
    template: str,
    facts: Mapping[str, object],
    *,
    occasion: str,
    now: datetime,
    subject: str = "",
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> int:
    """The same thing to many (some hundreds at once); how many it was new for.

    `occasion` and recipient make the dedup key, so that a chunk that is run twice says nothing twice. The caller holds
    the occasion's noun.
    """
    keys = {f"{occasion}:{recipient}": recipient for recipient in recipients}
    known = set(tx.execute(_known, {"keys": list(keys)}).scalars())
    rows = [
        _row(purpose, recipient, template, facts, key, now, subject, not_before, expires_at)
        for key, recipient in keys.items()
        if key not in known
    ]
    if rows:
        tx.rings = True
        tx.execute(_insert_many, rows)
    return len(rows)


def _row(
    purpose: Purpose,
    recipient_id: int | None,
    template: str,
    facts: Mapping[str, object],
    dedup_key: str,
    now: datetime,
    subject: str,
    not_before: datetime | None,
    expires_at: datetime | None,
) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "recipient_id": recipient_id,
        "template": template,
        "facts": dict(facts),
        "dedup_key": dedup_key,
        "not_before": not_before or now,
        "created_at": now,
        "state": OutboxState.WAITING,
        "subject": subject,
        "expires_at": expires_at,
        "attempts": 0,
        "leased_until": None,
        "settled_at": None,
        "channel": "",
        "reason": "",
    }


def count_by_state(tx: Tx) -> dict[str, int]:
    """How many rows stand where, for the metrics."""
    return {row.state: row.rows for row in tx.execute(_by_state)}


def has_secrets(tx: Tx, now: datetime) -> bool:
    """Is there a secret row that is sent, or too late?"""
    return bool(tx.execute(_has_secrets, {"now": now}).scalar())


def wipe_secrets(tx: Tx, now: datetime) -> int:
    """Empty secret rows that are sent or too late; how many."""
    tx.execute(_drop_secrets, {"now": now})
    return tx.execute(_wipe_secrets).rowcount
