"""Case 诉求, looked up: a resident's own, and those that a post reaches."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from civic.case.views import CaseView, StaffCaseView, for_resident, for_staff
from civic.errors import Refusal
from civic.rights import HANDLES_CASES, SEES_CASES, Actor, demand
from storage import case as cases
from storage.case import OPEN_STATES, CaseState
from storage.tx import Tx

STATES = tuple(CaseState)
SHOWN = 5  # cases in one list: more than an old person reads
MOST_TODO = 60  # in one 待办, page by page


class Todo(NamedTuple):
    """What waits for somebody: how many in all, and the first of them."""

    total: int
    views: list[StaffCaseView]


def of_resident(tx: Tx, resident_id: int, number: int) -> CaseView:
    """One of the resident's own cases. Refused: `not_found`, `not_yours`."""
    row = cases.get(tx, number)
    if row is None:
        raise Refusal("not_found")
    if row.resident_id != resident_id:
        raise Refusal("not_yours")
    return for_resident(row)


def all_of_resident(tx: Tx, resident_id: int) -> Sequence[CaseView]:
    """The resident's newest cases, open ones before closed ones."""
    return [for_resident(row) for row in cases.latest_of(tx, resident_id, SHOWN)]


def newest_open(tx: Tx, resident_id: int) -> CaseView | None:
    """The resident's newest open case."""
    row = cases.newest_open(tx, resident_id)
    return for_resident(row) if row else None


def look_up(tx: Tx, actor: Actor, number: int, now: datetime) -> CaseView:
    """A number that was said in the chat: one's own case, or, for whoever holds a post, a StaffCaseView of another's.

    Refused: `not_found`, `not_yours`, `not_your_estate`.
    """
    row = cases.get(tx, number)
    if row is None:
        raise Refusal("not_found")
    if row.resident_id == actor.resident_id:
        return for_resident(row)
    if not actor.scopes(SEES_CASES):
        raise Refusal("not_yours")
    return staff_view(tx, actor, number, now)


def staff_view(tx: Tx, actor: Actor, number: int, now: datetime) -> StaffCaseView:
    """A case with all that happened to it, for those whose post reaches it; whose it is stays untold (E15).

    Refused: `not_allowed`, `not_your_estate`, `no_such_case`.
    """
    demand(actor, SEES_CASES)
    row = cases.get(tx, number)
    if row is None:
        raise Refusal("no_such_case", {"number": number})
    demand(actor, SEES_CASES, row.estate or "")
    return for_staff(row, cases.events_of(tx, number), now)


def listing(
    tx: Tx,
    *,
    state: CaseState | None = None,
    category: str | None = None,
    estate: str | None = None,
    text: str | None = None,
    limit: int,
    offset: int,
) -> list[StaffCaseView]:
    """Everybody's cases for the console, open ones first, due soonest on top; `estate` also finds those without one.

    `text` is looked for in what was said first and in the place. Without history.
    """
    rows = cases.listing(
        tx,
        states=(state,) if state else (),
        category=category,
        estates=(estate,) if estate else None,
        text=text,
        limit=limit,
        offset=offset,
    )
    return [for_staff(row) for row in rows]


def count(
    tx: Tx,
    *,
    state: CaseState | None = None,
    category: str | None = None,
    estate: str | None = None,
    text: str | None = None,
) -> int:
    """How many `listing` finds in all."""
    estates = (estate,) if estate else None
    return cases.count(tx, states=(state,) if state else (), category=category, estates=estates, text=text)


def state_of(word: str) -> CaseState | None:
    """The state that a word of an address names; None for any other word."""
    return next((state for state in STATES if state == word), None)


def todo(tx: Tx, actor: Actor, now: datetime) -> Todo:
    """The open cases that the actor's posts reach, due soonest on top. Refused: `not_allowed`."""
    demand(actor, HANDLES_CASES)
    scopes = actor.scopes(HANDLES_CASES)
    estates = None if "" in scopes else scopes
    rows = cases.listing(tx, states=OPEN_STATES, estates=estates, limit=MOST_TODO)
    return Todo(cases.count(tx, states=OPEN_STATES, estates=estates), [for_staff(row, now=now) for row in rows])
