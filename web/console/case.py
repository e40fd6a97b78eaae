"""Case 诉求 in the console: the list, one with all that happened, taken, closed, passed on; the list as a file."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from civic import case, staff
from civic.blotting import blotted
from civic.case import StaffCaseView
from civic.place import say as say_place
from civic.rights import HANDLES_CASES
from storage.tx import Tx
from web.console import sheet
from web.console.listing import LONGEST_SEARCH, ROWS, file_of, first_row, found
from web.console.page import Page, Visit

ADDRESS = "/console/cases"
ONE = ADDRESS + r"/{number:\d{1,9}}"
HEADS = ("编号", "类别", "内容", "小区", "地点", "状态", "登记时间", "应答复时间", "答复")

page = Page("case", "诉求", ADDRESS)


@page.get(ADDRESS)
async def show_all(visit: Visit) -> web.Response:
    """The cases of a state, category and estate, with words in them; those that are due soonest on top."""
    items, total = await visit.read(_find, _filters(visit), ROWS, first_row(visit))
    states = [(state.value, visit.tools.looks.say(f"case_state.{state}")) for state in case.STATES]
    community = visit.tools.community
    return visit.show(
        "cases.html",
        found=found(visit, items, total),
        states=states,
        categories=[(name, name) for name in community.categories],
        estates=[(estate.name, estate.name) for estate in community.estates],
        sheet=file_of(visit),
    )


@page.get(ONE)
async def show(visit: Visit) -> web.Response:
    """One case with everything that happened to it; whose it is stays untold (domain.md, E15)."""
    view = await visit.read(case.staff_view, visit.actor, visit.number, visit.now)
    names = await visit.read(staff.names)
    may_handle = view.is_open and visit.actor.may(HANDLES_CASES, view.estate)
    longest = case.LONGEST_WORDS
    return visit.show("case.html", case=view, names=names, may_handle=may_handle, longest=longest)


@page.post(ONE + "/take", back=show)
async def take(visit: Visit) -> web.Response:
    """Whoever is signed in sees to it."""
    await visit.act(case.take, visit.number, visit.now)
    return visit.done(f"{ADDRESS}/{visit.number}", "case_taken")


@page.post(ONE + "/close", back=show, beside="words")
async def close(visit: Visit) -> web.Response:
    """It is done; the words go to its resident."""
    await visit.act(case.close, visit.number, visit.form.get("words", ""), visit.now)
    return visit.done(f"{ADDRESS}/{visit.number}", "case_closed")


@page.post(ONE + "/pass-on", back=show, beside="why")
async def pass_on(visit: Visit) -> web.Response:
    """Somebody else is to see to it."""
    await visit.act(case.pass_on, visit.number, visit.form.get("why", ""), visit.now)
    return visit.done(f"{ADDRESS}/{visit.number}", "case_passed_on")


@page.get(ADDRESS + ".xlsx")
async def export(visit: Visit) -> web.Response:
    """The same list as a file; no flat, no phone number."""
    filters = _filters(visit)
    items, total = await visit.read(_find, filters, sheet.MOST_ROWS, 0)
    sheet.demand_few(total)
    said = {name: str(value) for name, value in filters.items() if value}
    await visit.tools.database.write(staff.note_export, visit.actor, "case", len(items), said, visit.now)
    rows = [_row(visit, view) for view in items]
    return await sheet.download("cases", HEADS, rows, visit.tools.looks.zone)


def _filters(visit: Visit) -> dict[str, Any]:
    asked = visit.query.get
    return {
        "state": case.state_of(asked("state", "")),
        "category": asked("category") or None,
        "estate": asked("estate") or None,
        "text": asked("text", "").strip()[:LONGEST_SEARCH] or None,
    }


def _find(tx: Tx, filters: dict[str, Any], limit: int, offset: int) -> tuple[list[StaffCaseView], int]:
    """A page of the list and the length of it all, seen at one moment."""
    return case.listing(tx, **filters, limit=limit, offset=offset), case.count(tx, **filters)


def _row(visit: Visit, view: StaffCaseView) -> tuple[sheet.Value, ...]:
    where = blotted(say_place(replace(view.place, estate=None, room=None))) if view.place else ""
    state = visit.tools.looks.say(f"case_state.{view.state}")
    said = blotted(view.text), view.estate, where
    return view.number, view.category, *said, state, view.filed_at, view.due_at, blotted(view.answer)
