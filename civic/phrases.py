"""How days and instants are said to people, in the community's timezone."""

from datetime import date, datetime, tzinfo

_WEEKDAYS = "一二三四五六日"
_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def say_day(at: datetime, zone: tzinfo) -> str:
    """`11月29日(周日)`."""
    return say_weekday(at.astimezone(zone).date())


def say_weekday(day: date) -> str:
    """`11月29日(周日)`."""
    return f"{day.month}月{day.day}日(周{_WEEKDAYS[day.weekday()]})"


def say_time(at: datetime, zone: tzinfo) -> str:
    """`11月29日(周日)14:05`."""
    return f"{say_day(at, zone)}{at.astimezone(zone):%H:%M}"


def say_date(day: date, today: date) -> str:
    """`11月29日`; with its year where that is another than today's: `2025年11月29日`."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def say_moment(at: datetime, zone: tzinfo) -> str:
    """`11月29日(周日)上午9点`, `晚上6点30分`."""
    local = at.astimezone(zone)
    part = next(name for until, name in _PARTS if local.hour < until)
    hour = local.hour - 12 if local.hour > 12 else local.hour
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{say_day(at, zone)}{part}{hour}点{minutes}"
