"""Cells 单元格: reads what stands in one cell; Unfit says what was expected there."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from civic.errors import Unfit
from civic.money import MOST_YUAN, read_yuan
from civic.period import Period, read_period

T = TypeVar("T")

LONGEST = 60
_NUMBER = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,4})?")
_DAY = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})(?: 00:00:00)?")
_PHONE = re.compile(r"\+?[0-9](?:[0-9 -]{3,18})[0-9]")
_MONTH_AS_DAY = re.compile(r"([0-9]{4}-[0-9]{2})-01")
USES = ("自住", "出租", "空置", "")
_DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def needed(text: str) -> str:
    """Any text, not too long."""
    if not text:
        raise Unfit("不能空着")
    return optional(text)


def optional(text: str) -> str:
    """Any text or none, not too long."""
    if len(text) > LONGEST:
        raise Unfit(f"太长，最多 {LONGEST} 个字")
    return text


def part(text: str) -> str:
    """A building, unit or room, as it was written."""
    if _DATE_LIKE.fullmatch(text):
        raise Unfit(f"成了日期“{text}”，请把单元格改成文本格式再填")
    return optional(text)


def needed_part(text: str) -> str:
    """The same, and it may not be empty."""
    return part(needed(text))


def area(text: str) -> Decimal:
    """㎡, above zero."""
    value = _decimal(text)
    if not value:
        raise Unfit("要大于 0，单位是平方米")
    return value


def amount(text: str) -> int:
    """Fen, zero or more."""
    fen = read_yuan(text)
    if fen is None or fen < 0:
        raise Unfit(f"“{text}”不是金额，应为元，最多两位小数，比如 285.66，不超过 {MOST_YUAN}")
    return fen


def amount_above_zero(text: str) -> int:
    """Fen, above zero."""
    fen = amount(text)
    if fen == 0:
        raise Unfit("要大于 0")
    return fen


def maybe(reader: Callable[[str], T]) -> Callable[[str], T | None]:
    """The same reader, and nothing where the cell is empty."""
    return lambda text: reader(text) if text else None


def number(text: str) -> Decimal:
    """A unit price or a quantity, exactly as written."""
    return _decimal(text)


def day(text: str) -> date:
    """`2026-11-10` or `2026/11/10`."""
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def period(text: str) -> Period:
    """`2026-10` or `2026-10~2026-12`; where a spreadsheet made a day of it, its month."""
    month = _MONTH_AS_DAY.fullmatch(text)
    found = read_period(month[1] if month else text)
    if found is None:
        raise Unfit(f"“{text}”不是账期，应为 2026-10 或 2026-10~2026-12")
    return found


def phone(text: str) -> str:
    """A phone number or nothing; its blanks and hyphens are left out."""
    if text and not _PHONE.fullmatch(text):
        raise Unfit("不是电话号码，只能有数字、空格和横线")
    return re.sub("[ -]", "", text)


def use(text: str) -> str:
    """How a home is used, where that was told."""
    if text not in USES:
        raise Unfit(f"“{text}”不认识，只能是 自住、出租、空置，或者空着")
    return text


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise Unfit(f"“{text}”不是数字，应为 79.35 这样，最多四位小数" if text else "不能空着")
    return Decimal(text)


def _no_day(text: str) -> date:
    raise Unfit(f"“{text}”不是日期，应为 2026-11-10 或 2026/11/10")
