"""Notice 通知: who may tell many people something, whom it reaches, each once at most, and how it fares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from civic.errors import Refusal
from civic.rights import SENDS_NOTICES, Actor, demand
from storage import audit, meeting, notice, outbox
from storage.notice import EVERYBODY, EXPANDED
from storage.outbox import OutboxState, Purpose
from storage.tx import Tx

LONGEST = 300  # characters: what an old person reads in one message
CHUNK = 500  # recipients whose rows are made in one transaction
NEWS_FOR = timedelta(days=14)  # later it is no news any more
SHOWN = 3
LOOKED_AMONG = 50  # of the latest notices: whoever was sent none of them is told that there is nothing

_ON_THE_WAY = (OutboxState.WAITING, OutboxState.SENDING)
_IN_VAIN = (OutboxState.FAILED, OutboxState.DROPPED)


class Audience(NamedTuple):
    """Whom a notice may be for: `all`, or an estate; and how many that are now."""

    name: str
    people: int

    @property
    def is_everybody(self) -> bool:
        """All who follow, in whatever estate."""
        return self.name == EVERYBODY


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice, and for its author how it fares: so many people each; `on_the_way` are those still to be tried."""

    number: int
    text: str
    at: datetime
    recipients: int
    arrived: int = 0
    held: int = 0
    in_vain: int = 0

    @property
    def on_the_way(self) -> int:
        """Neither arrived nor held nor given up."""
        return max(0, self.recipients - self.arrived - self.held - self.in_vain)


def audiences(tx: Tx, actor: Actor, estates: Sequence[str], now: datetime) -> list[Audience]:
    """Whom this actor may write to: those with a post for the whole community everybody, others their estates.

    Those who declined notices are not counted. Refused: `not_allowed`.
    """
    demand(actor, SENDS_NOTICES)
    names = [EVERYBODY, *estates] if "" in actor.scopes(SENDS_NOTICES) else estates
    within = [name for name in names if name == EVERYBODY or actor.may(SENDS_NOTICES, name)]
    return [Audience(name, notice.count_of(tx, name, now)) for name in within]


def send(tx: Tx, actor: Actor, text: str, audience: str, now: datetime) -> NoticeView:
    """Confirmed: written down, and on its way to the first CHUNK; `expand` sees to the others.

    Refused: `not_allowed`, `not_your_estate`, `notice_not_for_all` (the post is for an estate), `notice_too_long`,
    `notice_for_nobody`.
    """
    demand(actor, SENDS_NOTICES, "" if audience == EVERYBODY else audience)
    if audience == EVERYBODY and "" not in actor.scopes(SENDS_NOTICES):
        raise Refusal("notice_not_for_all")
    if len(text) > LONGEST:
        raise Refusal("notice_too_long", {"length": len(text), "limit": LONGEST})
    people = notice.count_of(tx, audience, now)
    if not people:
        raise Refusal("notice_for_nobody")
    number = notice.add(tx, actor.resident_id, text, audience, people, now)
    after = {"audience": audience, "recipients": people}
    audit.record(
        tx, at=now, actor=actor.name, action="notice.send", subject=notice.occasion(number), before={}, after=after
    )
    _expand(tx, number, now)
    return NoticeView(number, text, now, people)


def due(tx: Tx, since: datetime, until: datetime) -> list[datetime]:
    """When notices were confirmed that are not on their way to everybody yet."""
    return sorted({row.at for row in notice.due(tx, since, until)})


def expand(tx: Tx, confirmed_at: datetime, now: datetime) -> tuple[int, bool]:
    """The next CHUNK of a notice confirmed at that instant: how many it was new for, and whether there are more."""
    waiting = notice.due(tx, confirmed_at - timedelta(microseconds=1), confirmed_at)
    if not waiting:
        return 0, False
    put, is_done = _expand(tx, waiting[0].id, now)
    return put, not is_done or len(waiting) > 1


def sent_by(tx: Tx, author_id: int) -> list[NoticeView]:
    """An author's latest notices and how they fare; none for whoever wrote none."""
    return [_fares(tx, row) for row in notice.of_author(tx, author_id, SHOWN)]


def sent_to(tx: Tx, resident_id: int) -> list[NoticeView]:
    """The latest notices that a resident was sent, whether they arrived or not."""
    rows = notice.to_resident(tx, resident_id, LOOKED_AMONG, SHOWN)
    return [NoticeView(row.id, row.text, row.at, row.recipients) for row in rows]


def decline(tx: Tx, resident_id: int, now: datetime) -> None:
    """They do not want notices any more; what they asked for themselves they still get (PIPL 15)."""
    if not meeting.has_declined(tx, resident_id, Purpose.NOTICE):
        meeting.decline(tx, resident_id, Purpose.NOTICE, now)
        _note(tx, resident_id, declined=True, now=now)


def accept(tx: Tx, resident_id: int, now: datetime) -> None:
    """They want notices again."""
    if meeting.has_declined(tx, resident_id, Purpose.NOTICE):
        meeting.accept(tx, resident_id, Purpose.NOTICE)
        _note(tx, resident_id, declined=False, now=now)


def _note(tx: Tx, resident_id: int, *, declined: bool, now: datetime) -> None:
    who, before, after = f"resident:{resident_id}", {"declined": not declined}, {"declined": declined}
    audit.record(tx, at=now, actor=who, action="notice.decline", subject=who, before=before, after=after)


def _expand(tx: Tx, number: int, now: datetime) -> tuple[int, bool]:
    """One chunk: how many it was new for, and whether it was the last."""
    tx.hold(notice.occasion(number))
    row = notice.get(tx, number)
    if row.expanded_to == EXPANDED:
        return 0, True
    chunk = notice.recipients_of(tx, row.audience, row.at, row.expanded_to, CHUNK)
    subject = notice.occasion(number)
    put = outbox.put_all(
        tx,
        Purpose.NOTICE,
        chunk,
        "notice.message",
        {"text": row.text},
        occasion=subject,
        now=now,
        subject=subject,
        expires_at=row.at + NEWS_FOR,
    )
    is_last = len(chunk) < CHUNK
    notice.move_on(tx, number, EXPANDED if is_last else chunk[-1])
    return put, is_last


def _fares(tx: Tx, row: Any) -> NoticeView:
    rows = notice.fares(tx, row.id)
    arrived, held = rows.get(OutboxState.SENT, 0), rows.get(OutboxState.HELD, 0)
    in_vain = sum(rows.get(state, 0) for state in _IN_VAIN)
    waiting = sum(rows.get(state, 0) for state in _ON_THE_WAY)
    all_in = row.expanded_to == EXPANDED
    recipients = arrived + held + in_vain + waiting if all_in else row.recipients
    return NoticeView(row.id, row.text, row.at, recipients, arrived, held, in_vain)
