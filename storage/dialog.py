"""Dialog 对话: where a resident's conversation stands, so that it survives a restart; one row per resident."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, bindparam, exists, func, literal, or_, select, text, update
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.prepared import Prepared
from storage.resident import Resident
from storage.tx import Tx


class Dialog(SQLModel, table=True):
    """The open form (if any), what is left to read, misses in a row, and until when a human has the conversation."""

    __tablename__ = "dialog"

    resident_id: int = Field(primary_key=True, foreign_key="resident.id", sa_column_kwargs={"autoincrement": False})
    name: str = Field(description="which form is open; empty: none")
    step: str
    version: int = Field(description="of the form's data; an older one is closed kindly")
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    rest: str = Field(sa_column=Column(LongText, nullable=False), description="what 更多 shows next")
    misses: int = Field(description="messages in a row that were not understood")
    human_until: datetime | None = Field(default=None, sa_type=Instant, description="the bot is silent until then")


_dialog = core(Dialog)
_inbox = core(Inbox)
_resident = core(Resident)
_outbox = core(Outbox)
_insert = Prepared(_dialog.insert().values(bound(_dialog)))
_update = Prepared(
    update(_dialog).where(_dialog.c.resident_id == bindparam("of")).values(bound(_dialog, without="resident_id"))
)
_one = select(literal(1).label("one")).subquery()
_is_kept = (
    _dialog.c.name.in_(bindparam("names", expanding=True)),
    _dialog.c.version != 0,
    _dialog.c.expires_at <= bindparam("by"),
)
_has_expired = select(exists().where(*_is_kept))
# No form has the version 0: at the next message this one is put away kindly.
_wipe = update(_dialog).where(*_is_kept).values(data={}, version=0, rest="")


class Standing(NamedTuple):
    """What a turn needs to know before it begins: is the message known, who writes, what is open; None: no such row.

    `held`: how many things could not be sent to whoever writes, and wait to be told now.
    """

    state: str | None
    route: str | None
    reply: str | None
    resident_id: int | None
    dialog_of: int | None
    name: str
    step: str
    version: int
    data: dict[str, Any]
    expires_at: datetime | None
    rest: str
    misses: int
    human_until: datetime | None
    held: int


# The state is written out: only then does either engine know that the partial index answers it.
_held = (
    select(func.count())
    .where(
        _outbox.c.recipient_id == _resident.c.id,
        text("outbox.state = 'held'"),
        or_(_outbox.c.expires_at.is_(None), _outbox.c.expires_at > bindparam("at")),
    )
    .correlate(_resident)
    .scalar_subquery()
    .label("held")
)
_load = Prepared(
    select(_inbox.c.state, _inbox.c.route, _inbox.c.reply, _resident.c.id, *_dialog.c, _held).select_from(
        _one.outerjoin(_inbox, _inbox.c.key == bindparam("key"))
        .outerjoin(_resident, _resident.c.openid == bindparam("sender"))
        .outerjoin(_dialog, _dialog.c.resident_id == _resident.c.id)
    ),
    Standing._make,
)


def load(tx: Tx, key: str, sender: str, now: datetime) -> Standing:
    """Where things stand, in one statement."""
    standing: Standing = tx.look(_load, {"key": key, "sender": sender, "at": now})
    return standing


def save(tx: Tx, resident_id: int, facts: dict[str, Any], *, is_new: bool) -> None:
    """Write the dialog's whole row."""
    if is_new:
        tx.run(_insert, facts | {"resident_id": resident_id})
    else:
        tx.run(_update, facts | {"of": resident_id})


def has_expired(tx: Tx, names: Sequence[str], by: datetime) -> bool:
    """Is there such a form, with its data, that expires by then?"""
    return bool(tx.execute(_has_expired, {"names": list(names), "by": by}).scalar())


def wipe(tx: Tx, names: Sequence[str], by: datetime) -> int:
    """Empty these forms where they expire by then; how many."""
    return tx.execute(_wipe, {"names": list(names), "by": by}).rowcount
