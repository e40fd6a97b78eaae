"""Calendar 日程 of the 恳谈日: which days and instants there are, in the community's timezone. Pure; all in UTC.

What is compared is UTC: two instants of one zone would be compared by what its clocks show, which an hour that comes
twice makes wrong.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import takewhile

from config.community import TalkDay

IN_THE_MORNING = time(9, 0)
AFTER_MIDNIGHT = time(0, 10)  # the day after a 恳谈日, when the next one is put into the calendar
INVITES_BEFORE = 7  # days
REMINDS_BEFORE = (3, 1)  # days
REMINDS_LAST = timedelta(hours=2)
FURTHEST = timedelta(days=INVITES_BEFORE + 2)  # before its beginning nothing is told of a meeting


def at(day: date, when: time, zone: tzinfo) -> datetime:
    """The instant at which that zone's clocks show it; a time that they leave out is an hour later."""
    return datetime.combine(day, when, tzinfo=zone).astimezone(UTC)


def next_start(talk: TalkDay, zone: tzinfo, after: datetime) -> datetime:
    """When the first 恳谈日 after an instant begins."""
    first = after.astimezone(zone).date().replace(day=1)
    starts = (at(month.replace(day=talk.day), talk.time, zone) for month in _months(first))
    return next(start for start in starts if start > after)


def mornings_after(talk: TalkDay, zone: tzinfo, since: datetime, until: datetime) -> list[datetime]:
    """The morning after each 恳谈日: the instants after `since` and up to `until`."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    first = (since.astimezone(zone).date() - timedelta(days=1)).replace(day=1)
    days = (month.replace(day=talk.day) + timedelta(days=1) for month in _months(first))
    mornings = takewhile(lambda instant: instant <= until, (at(day, AFTER_MIDNIGHT, zone) for day in days))
    return [instant for instant in mornings if instant > since]


def invitation(starts_at: datetime, zone: tzinfo) -> datetime:
    """When everybody is invited: a week before, in the morning."""
    return _days_before(INVITES_BEFORE, starts_at, zone)


def reminders(starts_at: datetime, zone: tzinfo) -> Sequence[datetime]:
    """When those who signed up are reminded, the earliest first: three days, one day and two hours before."""
    return *(_days_before(days, starts_at, zone) for days in REMINDS_BEFORE), starts_at.astimezone(UTC) - REMINDS_LAST


def _days_before(days: int, starts_at: datetime, zone: tzinfo) -> datetime:
    return at(starts_at.astimezone(zone).date() - timedelta(days=days), IN_THE_MORNING, zone)


def _months(first: date) -> Iterator[date]:
    while True:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)
