"""Meeting 会议: the next 恳谈日 is there in time, everybody is invited once, those who come are reminded."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from civic import meeting
from config.community import Community
from schedules.job import Job, Step
from storage.tx import Tx


def _checks(tx: Tx, community: Community, since: datetime, until: datetime) -> Sequence[datetime]:
    return meeting.checks_due(community, since, until)


def _make(tx: Tx, community: Community, due_at: datetime, now: datetime) -> Step:
    return Step(more=False, did="1 made" if meeting.make_next(tx, community, now) else "it is there")


def _invite(tx: Tx, community: Community, due_at: datetime, now: datetime) -> Step:
    return Step(*meeting.invite(tx, community, due_at, now))


def _remind(tx: Tx, community: Community, due_at: datetime, now: datetime) -> Step:
    return Step(*meeting.remind(tx, community, due_at, now))


jobs = (
    Job(
        "meeting",
        "The day after each 恳谈日 at 00:10, and when the service is first started: the next one is there.",
        _checks,
        _make,
        catches_up=timedelta(days=40),  # a month and more: a service that is new finds one that it missed
    ),
    Job(
        "meeting_invitation",
        "Seven days before a 恳谈日 at 09:00: every follower who has not declined is invited once.",
        meeting.invitations_due,
        _invite,
        catches_up=timedelta(days=7),  # late is better than never; nobody is invited to what has begun
    ),
    Job(
        "meeting_reminder",
        "Three days and one day before a 恳谈日 at 09:00, and two hours before: whoever signed up is reminded.",
        meeting.reminders_due,
        _remind,
    ),
)
