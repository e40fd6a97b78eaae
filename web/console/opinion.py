"""Opinion 意见建议 in the console: the list, one of them with its answer, and the list as a file."""

from typing import Any

from aiohttp import web

from civic import opinion, staff
from civic.blotting import blotted
from civic.opinion import LONGEST_ANSWER, STATES, OpinionView
from civic.rights import Actor
from storage.tx import Tx
from web.console import sheet
from web.console.listing import LONGEST_SEARCH, ROWS, file_of, first_row, found
from web.console.page import Page, Visit

ADDRESS = "/console/opinions"
HEADS = ("编号", "内容", "提出时间", "状态", "答复", "答复时间", "居民")

page = Page("opinion", "意见建议", ADDRESS)


@page.get(ADDRESS)
async def show_all(visit: Visit) -> web.Response:
    """The opinions in a state, with words in them."""
    items, total = await visit.read(_find, visit.actor, _filters(visit), ROWS, first_row(visit))
    states = [(state.value, visit.tools.looks.say(f"opinion_state.{state}")) for state in STATES]
    return visit.show("opinions.html", found=found(visit, items, total), states=states, sheet=file_of(visit))


@page.get(ADDRESS + r"/{number:\d{1,9}}")
async def show(visit: Visit) -> web.Response:
    """One opinion."""
    view = await visit.read(opinion.view, visit.actor, visit.number)
    return visit.show("opinion.html", opinion=view, longest=LONGEST_ANSWER)


@page.post(ADDRESS + r"/{number:\d{1,9}}/answer", back=show, beside="words")
async def answer(visit: Visit) -> web.Response:
    """The answer is given, which closes it."""
    await visit.act(opinion.answer, visit.number, visit.form.get("words", ""), visit.now)
    return visit.done(f"{ADDRESS}/{visit.number}", "opinion")


@page.get(ADDRESS + ".xlsx")
async def export(visit: Visit) -> web.Response:
    """The same list as a file."""
    filters = _filters(visit)
    items, total = await visit.read(_find, visit.actor, filters, sheet.MOST_ROWS, 0)
    sheet.demand_few(total)
    said = {name: str(value) for name, value in filters.items() if value}
    await visit.tools.database.write(staff.note_export, visit.actor, "opinion", len(items), said, visit.now)
    rows = [_row(visit, view) for view in items]
    return await sheet.download("opinions", HEADS, rows, visit.tools.looks.zone)


def _filters(visit: Visit) -> dict[str, Any]:
    return {
        "state": opinion.state_of(visit.query.get("state", "")),
        "text": visit.query.get("text", "").strip()[:LONGEST_SEARCH],
    }


def _find(tx: Tx, actor: Actor, filters: dict[str, Any], limit: int, offset: int) -> tuple[list[OpinionView], int]:
    """A page of the list and the length of it all, seen at one moment."""
    items = opinion.listing(tx, actor, **filters, limit=limit, offset=offset)
    return list(items), opinion.count(tx, actor, **filters)


def _row(visit: Visit, view: OpinionView) -> tuple[sheet.Value, ...]:
    state = visit.tools.looks.say(f"opinion_state.{view.state}")
    who = f"居民 {view.resident_id}" if view.resident_id else "已匿名"
    return view.number, blotted(view.text), view.at, state, blotted(view.answer), view.answered_at, who
