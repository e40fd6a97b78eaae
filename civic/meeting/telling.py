"""What is told of a 恳谈日 by itself: the invitation to everybody who follows, the reminders to those who come."""

from collections.abc import Sequence
from datetime import datetime

from civic.meeting import calendar
from civic.meeting.coming import KIND
from civic.phrases import say_moment
from config.community import Community
from storage import meeting as rows
from storage import outbox
from storage.outbox import Purpose
from storage.tx import AnyRow, Tx

CHUNK = 500  # recipients in one transaction


def checks_due(community: Community, since: datetime, until: datetime) -> list[datetime]:
    """When it is looked whether the next session is there: as soon as the previous one is over."""
    return calendar.mornings_after(community.talk, community.timezone, since, until)


def invitations_due(tx: Tx, community: Community, since: datetime, until: datetime) -> list[datetime]:
    """When somebody is invited to a session that there is."""
    starts = (row.starts_at for row in rows.between(tx, KIND, since, until + calendar.FURTHEST))
    instants = {calendar.invitation(start, community.timezone) for start in starts}
    return sorted(instant for instant in instants if since < instant <= until)


def reminders_due(tx: Tx, community: Community, since: datetime, until: datetime) -> list[datetime]:
    """When somebody is reminded of a session that there is."""
    starts = (row.starts_at for row in rows.between(tx, KIND, since, until + calendar.FURTHEST))
    instants = {instant for start in starts for instant in calendar.reminders(start, community.timezone)}
    return sorted(instant for instant in instants if since < instant <= until)


def invite(tx: Tx, community: Community, due_at: datetime, now: datetime) -> tuple[bool, str]:
    """Invite the next chunk of followers who have not declined; are there more, and how many it was.

    Who follows later is not invited to this session any more. Nobody is invited to what has begun.
    """
    invited, is_full = 0, False
    for meeting in _future(tx, due_at, now):
        if calendar.invitation(meeting.starts_at, community.timezone) != due_at:
            continue
        tx.hold(f"meeting:{meeting.id}")
        recipients = rows.to_invite(tx, meeting.invited_to, CHUNK)
        if recipients:
            invited += _tell(
                tx, community, meeting, recipients, Purpose.MEETING, "meeting.invitation", "invitation", now
            )
            rows.note_invited(tx, meeting.id, recipients[-1])
        is_full = is_full or len(recipients) == CHUNK
    return is_full, f"{invited} invited"


def remind(tx: Tx, community: Community, due_at: datetime, now: datetime) -> tuple[bool, str]:
    """Remind the next chunk of those who signed up; are there more, and how many it was.

    A reminder that comes so late that the next one is due is left out: one of them is enough.
    """
    reminded, is_full = 0, False
    for meeting in _future(tx, due_at, now):
        reminders = calendar.reminders(meeting.starts_at, community.timezone)
        if due_at not in reminders or any(due_at < later <= now for later in reminders):
            continue
        tx.hold(f"meeting:{meeting.id}")
        name = f"reminder{reminders.index(due_at)}"
        recipients = rows.untold(tx, meeting.id, _occasion(meeting, name), CHUNK, topics_too=False)
        reminded += _tell(tx, community, meeting, recipients, Purpose.SERVICE, "meeting.reminder", name, now)
        is_full = is_full or len(recipients) == CHUNK
    return is_full, f"{reminded} reminded"


def _future(tx: Tx, due_at: datetime, now: datetime) -> list[AnyRow]:
    """The sessions of which something may be due then, and that have not begun by now."""
    return [row for row in rows.between(tx, KIND, due_at, due_at + calendar.FURTHEST) if row.starts_at > now]


def _occasion(meeting: AnyRow, name: str) -> str:
    return f"meeting:{meeting.id}:{name}"


def _tell(
    tx: Tx,
    community: Community,
    meeting: AnyRow,
    recipients: Sequence[int],
    purpose: Purpose,
    template: str,
    name: str,
    now: datetime,
) -> int:
    return outbox.put_all(
        tx,
        purpose,
        recipients,
        template,
        {"when": say_moment(meeting.starts_at, community.timezone), "place": meeting.place},
        occasion=_occasion(meeting, name),
        now=now,
        subject=f"meeting:{meeting.id}",
        expires_at=meeting.starts_at,
    )
