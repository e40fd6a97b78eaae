"""Period 账期: the months that a bill line is for, `2026-10` or `2026-10~2026-12`."""

import re
from typing import NamedTuple

_WRITTEN = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})(?:\s*[~～]\s*([0-9]{4})[-/]([0-9]{1,2}))?")
YEARS = range(1980, 2200)


class Period(NamedTuple):
    """First and last month, each as year × 12 + month - 1."""

    first: int
    last: int

    @property
    def months(self) -> int:
        """How many."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """As it is written and stored."""
        first, last = _written(self.first), _written(self.last)
        return first if first == last else f"{first}~{last}"

    @property
    def said(self) -> str:
        """`2026年10月`, `2026年10月到12月`, `2026年12月到2027年1月`."""
        (year, month), (last_year, last_month) = divmod(self.first, 12), divmod(self.last, 12)
        said = f"{year}年{month + 1}月"
        if self.months == 1:
            return said
        return f"{said}到{'' if year == last_year else f'{last_year}年'}{last_month + 1}月"


def read_period(text: str) -> Period | None:
    """The period; None where it is none, or ends before it begins."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    first = _month(found[1], found[2])
    last = first if found[3] is None else _month(found[3], found[4])
    return None if first is None or last is None or last < first else Period(first, last)


def _month(year: str, month: str) -> int | None:
    return int(year) * 12 + int(month) - 1 if int(year) in YEARS and 1 <= int(month) <= 12 else None


def _written(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
