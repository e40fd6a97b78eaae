"""A list in the console: a page of what was found, how many there are, and the way to the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from web.console.page import Visit

ROWS = 20  # on one page
LONGEST_SEARCH = 100  # characters that are looked for
_FARTHEST = 100_000  # pages; what somebody makes up beyond that is no page


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list; `previous` and `next` are addresses, "" where there is none."""

    items: Sequence[Any]
    total: int
    page: int
    last: int
    previous: str
    next: str


def page_asked(visit: Visit) -> int:
    """Which page of the list is asked for, from 1."""
    said = visit.query.get("page", "")
    return min(max(int(said), 1), _FARTHEST) if said.isascii() and said.isdigit() and len(said) < 9 else 1


def first_row(visit: Visit) -> int:
    """How many rows come before it."""
    return (page_asked(visit) - 1) * ROWS


def found(visit: Visit, items: Sequence[Any], total: int) -> Found:
    """A page of the list, with the way to the one before and the one after."""
    page, last = page_asked(visit), max(1, -(-total // ROWS))
    before = visit.address(page=min(page - 1, last)) if page > 1 else ""
    after = visit.address(page=page + 1) if page < last else ""
    return Found(items, total, page, last, before, after)


def file_of(visit: Visit) -> str:
    """The address of the list as a file, with the same filters."""
    return visit.address(page=None).replace(visit.request.path, f"{visit.request.path}.xlsx", 1)
