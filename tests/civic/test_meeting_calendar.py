"""The instants of the 恳谈日: in the community's own time, none lost and none doubled however time is cut."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.meeting import calendar
from config.community import TalkDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Without a change of clocks; at night; at midnight itself, so that 00:10 is missing once a year; by half an hour.
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe")
TALK = TalkDay(day=10, time=time(19, 0), place="会议室")

zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - UTC
cuts = st.lists(instants, min_size=2, max_size=6).map(sorted)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@given(zone=zones, day=st.integers(1, 28), cuts=cuts)
def test_no_morning_is_lost_or_doubled_wherever_time_is_cut(zone: ZoneInfo, day: int, cuts: list[datetime]) -> None:
    talk = TalkDay(day=day, place="会议室")
    whole = calendar.mornings_after(talk, zone, cuts[0], cuts[-1])
    pieces = [each for span in pairwise(cuts) for each in calendar.mornings_after(talk, zone, *span)]
    assert pieces == whole == sorted(set(whole))
    assert all(cuts[0] < instant <= cuts[-1] for instant in whole)
    days = [instant.astimezone(zone).date() - timedelta(days=1) for instant in whole]
    assert [each.day for each in days] == [day] * len(days)
    assert abs(len(whole) - (cuts[-1] - cuts[0]) / timedelta(days=30.44)) <= 1.2


@given(zone=zones, day=st.integers(1, 28), when=times, cuts=cuts)
def test_every_month_has_its_day_and_no_other(zone: ZoneInfo, day: int, when: time, cuts: list[datetime]) -> None:
    talk = TalkDay(day=day, time=when, place="会议室")
    start, found = cuts[0], list[datetime]()
    while (start := calendar.next_start(talk, zone, start)) <= cuts[-1]:
        found.append(start)
    months = [(at.astimezone(zone).year, at.astimezone(zone).month) for at in found]
    assert [at.astimezone(zone).day for at in found] == [day] * len(found)
    numbers = [year * 12 + month for year, month in months]
    assert [later - earlier for earlier, later in pairwise(numbers)] == [1] * (len(numbers) - 1 if numbers else 0)


@given(zone=zones, day=st.integers(1, 28), when=times, after=instants)
def test_invitation_and_reminders_come_in_their_order_before_it_begins(
    zone: ZoneInfo, day: int, when: time, after: datetime
) -> None:
    start = calendar.next_start(TalkDay(day=day, time=when, place="会议室"), zone, after)
    told = [calendar.invitation(start, zone), *calendar.reminders(start, zone)]
    assert told == sorted(set(told))
    assert start - calendar.FURTHEST < told[0]
    assert told[-1] < start
    assert {at.astimezone(zone).time() for at in told[:-1]} == {time(9, 0)}


def test_the_days_in_the_communitys_time() -> None:
    start = calendar.next_start(TALK, SHANGHAI, local("2026-11-02T12:00"))
    assert start == local("2026-11-10T19:00")
    assert calendar.next_start(TALK, SHANGHAI, start) == local("2026-12-10T19:00")
    assert calendar.next_start(TALK, SHANGHAI, local("2026-12-11T00:00")) == local("2027-01-10T19:00")
    assert calendar.invitation(start, SHANGHAI) == local("2026-11-03T09:00")
    days = ("2026-11-07T09:00", "2026-11-09T09:00", "2026-11-10T17:00")
    assert calendar.reminders(start, SHANGHAI) == tuple(map(local, days))


def test_nine_in_the_morning_stays_nine_when_the_clocks_are_changed() -> None:
    """On 29 March 2026 Berlin loses an hour: a week before the 3rd of April is 168 hours less one."""
    berlin = ZoneInfo("Europe/Berlin")
    start = calendar.at(datetime(2026, 4, 3, tzinfo=berlin).date(), time(9, 0), berlin)
    assert start - calendar.invitation(start, berlin) == timedelta(hours=167)


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_given_in_local_time_means_the_same_instant(zone: str) -> None:
    here, since = ZoneInfo(zone), datetime(2026, 3, 1, tzinfo=UTC)
    span = (since, since + timedelta(days=300))
    there = [at.astimezone(here) for at in span]
    assert calendar.mornings_after(TALK, here, *span) == calendar.mornings_after(TALK, here, *there)
    assert calendar.next_start(TALK, here, span[1]) == calendar.next_start(TALK, here, there[1])
