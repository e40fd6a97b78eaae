"""Courier 信使: the outbox as whoever sends from it sees it: what is due, who has it in hand, and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, text, update

from storage.base import Instant, core
from storage.meeting import Declined
from storage.outbox import TO_BE_WIPED, Outbox, OutboxState, Purpose
from storage.resident import Resident
from storage.tx import Tx

NO_ANSWER = "no_answer"  # it may have arrived or not: the answer was lost, or whoever sent it died
FIRST = (Purpose.EMERGENCY, Purpose.SERVICE)  # somebody waits for these


class Parcel(NamedTuple):
    """A row with what its judge and its sender need to know of the recipient."""

    id: int
    purpose: Purpose
    recipient_id: int
    template: str
    facts: dict[str, Any]
    subject: str
    created_at: datetime
    expires_at: datetime | None
    attempts: int
    reason: str
    openid: str
    follows: bool
    declined: bool


class Tally(NamedTuple):
    """So many rows of one kind."""

    state: str
    purpose: str
    channel: str
    reason: str
    rows: int


_outbox = core(Outbox)
_resident = core(Resident)
_declined = core(Declined)
_in_hand = _outbox.alias("in_hand")

_is_due = or_(
    and_(_outbox.c.state == OutboxState.WAITING, _outbox.c.not_before <= bindparam("at")),
    and_(_outbox.c.state == OutboxState.SENDING, _outbox.c.leased_until <= bindparam("at")),
)
# What one resident is told comes in order: while a worker has something for them in hand, the others leave them alone.
_is_free = ~exists().where(
    _in_hand.c.state == OutboxState.SENDING,
    _in_hand.c.recipient_id == _outbox.c.recipient_id,
    _in_hand.c.leased_until > bindparam("at"),
)
_due = (
    select(_outbox.c.id)
    .where(_outbox.c.recipient_id.is_not(None), _is_due, _is_free)
    .order_by(_outbox.c.purpose.not_in(FIRST), _outbox.c.not_before, _outbox.c.id)
    .limit(bindparam("most"))
)
_of = _outbox.c.id.in_(bindparam("of", expanding=True))
_lost_twice = (
    update(_outbox)
    .where(_of, _outbox.c.state == OutboxState.SENDING, _is_due, _outbox.c.reason == NO_ANSWER)
    .values(state=OutboxState.HELD, leased_until=None, settled_at=bindparam("at"))
)
_claim = (
    update(_outbox)
    .where(_of, _is_due, _is_free)
    .values(
        state=OutboxState.SENDING,
        leased_until=bindparam("lease"),
        attempts=_outbox.c.attempts + 1,
        reason=case((_outbox.c.state == OutboxState.SENDING, NO_ANSWER), else_=_outbox.c.reason),
    )
    .returning(_outbox.c.id)
)
_parcels = select(
    *(_outbox.c[name] for name in Parcel._fields[: Parcel._fields.index("openid")]),
    _resident.c.openid,
    _resident.c.unfollowed_at.is_(None),
    exists().where(_declined.c.resident_id == _outbox.c.recipient_id, _declined.c.purpose == _outbox.c.purpose),
).join(_resident, _resident.c.id == _outbox.c.recipient_id)
_claimed = _parcels.where(_of).order_by(_outbox.c.id)
_held = (
    _parcels.where(_outbox.c.recipient_id == bindparam("resident"), text("outbox.state = 'held'"))
    .order_by(_outbox.c.created_at.desc(), _outbox.c.id.desc())
    .limit(bindparam("most"))
)
_count_held = select(func.count()).where(_outbox.c.recipient_id == bindparam("resident"), text("outbox.state = 'held'"))
_mine = update(_outbox).where(_of, _outbox.c.state == OutboxState.SENDING, _outbox.c.leased_until == bindparam("lease"))
_settle = _mine.values(
    state=bindparam("to"),
    leased_until=None,
    settled_at=bindparam("at"),
    channel=bindparam("by"),
    reason=bindparam("why"),
)
# What is held is told in the reply to another message, and kept with that.
_no_secrets = (
    update(_outbox)
    .where(_of, _outbox.c.state == OutboxState.HELD, _outbox.c.subject == TO_BE_WIPED)
    .values(state=OutboxState.DROPPED, reason="late")
)
_put_back = _mine.values(
    state=OutboxState.WAITING, leased_until=None, not_before=bindparam("until"), reason=bindparam("why")
)
_let_go = _mine.values(
    state=OutboxState.WAITING,
    leased_until=None,
    not_before=func.coalesce(bindparam("until", type_=Instant), _outbox.c.not_before),
    attempts=_outbox.c.attempts - 1,
)
_end_held = (
    update(_outbox)
    .where(_of, _outbox.c.state == OutboxState.HELD)
    .values(state=bindparam("to"), settled_at=bindparam("at"), channel=bindparam("by"), reason=bindparam("why"))
)
_call_sent = (
    update(_outbox)
    .where(_outbox.c.state == OutboxState.WAITING)
    .values(state=OutboxState.SENT, settled_at=bindparam("at"))
)
_kind = (_outbox.c.state, _outbox.c.purpose, _outbox.c.channel, _outbox.c.reason)
_tally = select(*_kind, func.count()).group_by(*_kind).order_by(*_kind)


def due(tx: Tx, now: datetime, most: int) -> Sequence[int]:
    """Numbers of rows whose time has come, or whose sender's lease has ended; what somebody waits for comes first."""
    return tx.execute(_due, {"at": now, "most": most}).scalars().all()


def claim(tx: Tx, numbers: Sequence[int], now: datetime, lease: datetime) -> Sequence[Parcel]:
    """Take those of them that are still free, until `lease`; in order.

    A row whose lease has ended may have been sent. It is sent once more; the second time it is held. Raises Busy where
    another worker is claiming at this moment.
    """
    tx.hold("courier")
    tx.execute(_lost_twice, {"of": numbers, "at": now})
    tx.execute(_no_secrets, {"of": numbers})
    claimed = tx.execute(_claim, {"of": numbers, "at": now, "lease": lease}).scalars().all()
    return _read(tx, _claimed, {"of": claimed}) if claimed else ()


def settle(
    tx: Tx,
    numbers: Sequence[int],
    lease: datetime,
    state: OutboxState,
    now: datetime,
    *,
    channel: str = "",
    reason: str = "",
) -> None:
    """What became of rows that were claimed until `lease`; those that somebody else has by now are left alone.

    A reply to a ballot's step is not held but dropped.
    """
    tx.execute(_settle, {"of": numbers, "lease": lease, "to": state, "at": now, "by": channel, "why": reason})
    if state is OutboxState.HELD:
        tx.execute(_no_secrets, {"of": numbers})


def put_back(tx: Tx, numbers: Sequence[int], lease: datetime, not_before: datetime, reason: str) -> None:
    """Rows that could not be sent now and are tried again."""
    tx.execute(_put_back, {"of": numbers, "lease": lease, "until": not_before, "why": reason})


def let_go(tx: Tx, numbers: Sequence[int], lease: datetime, not_before: datetime | None = None) -> None:
    """Rows that were claimed and not tried: anybody may take them (from then on)."""
    tx.execute(_let_go, {"of": numbers, "lease": lease, "until": not_before})


def held(tx: Tx, resident_id: int, most: int) -> Sequence[Parcel]:
    """What a resident is to be told at their next contact, the newest first."""
    return _read(tx, _held, {"resident": resident_id, "most": most})


def count_held(tx: Tx, resident_id: int) -> int:
    """How many things wait for a resident's next contact."""
    return int(tx.execute(_count_held, {"resident": resident_id}).scalar_one())


def end_held(
    tx: Tx, numbers: Iterable[int], state: OutboxState, now: datetime, *, channel: str = "", reason: str = ""
) -> None:
    """What became of rows that were held."""
    tx.execute(_end_held, {"of": list(numbers), "to": state, "at": now, "by": channel, "why": reason})


def call_sent(tx: Tx, now: datetime) -> None:
    """Nothing waits any more: for a sample, whose past is made in a moment."""
    tx.execute(_call_sent, {"at": now})


def tally(tx: Tx) -> Sequence[Tally]:
    """All rows, by state, purpose, channel and reason."""
    return [Tally(*row) for row in tx.execute(_tally)]


def _read(tx: Tx, query: Any, facts: dict[str, Any]) -> Sequence[Parcel]:
    return [Parcel._make(row)._replace(purpose=Purpose(row.purpose)) for row in tx.execute(query, facts)]
