"""Topic 议题 in the console: all of them, one with its answer, and the list as a file; a session's are with it."""

from typing import Any

from aiohttp import web

from civic import meeting, staff
from civic.blotting import blotted
from civic.meeting import LONGEST_ANSWER, TOPIC_STATES, TopicView
from civic.rights import Actor
from storage.tx import Tx
from web.console import sheet
from web.console.listing import LONGEST_SEARCH, ROWS, file_of, first_row, found
from web.console.page import Page, Visit

ADDRESS = "/console/topics"
HEADS = ("编号", "内容", "提出时间", "状态", "答复", "答复时间")

page = Page("topic", "议题", ADDRESS)


@page.get(ADDRESS)
async def show_all(visit: Visit) -> web.Response:
    """The topics in a state, with words in them."""
    items, total = await visit.read(_find, visit.actor, _filters(visit), ROWS, first_row(visit))
    states = [(state.value, visit.tools.looks.say(f"topic_state.{state}")) for state in TOPIC_STATES]
    return visit.show("topics.html", found=found(visit, items, total), states=states, sheet=file_of(visit))


@page.get(ADDRESS + r"/{number:\d{1,9}}")
async def show(visit: Visit) -> web.Response:
    """One topic."""
    view = await visit.read(meeting.topic, visit.number)
    return visit.show("topic.html", topic=view, longest=LONGEST_ANSWER)


@page.post(ADDRESS + r"/{number:\d{1,9}}/answer", back=show, beside="words")
async def answer(visit: Visit) -> web.Response:
    """The answer is given, which closes it."""
    await visit.act(meeting.answer_topic, visit.number, visit.form.get("words", ""), visit.now)
    return visit.done(f"{ADDRESS}/{visit.number}", "topic")


@page.get(ADDRESS + ".xlsx")
async def export(visit: Visit) -> web.Response:
    """The same list as a file; no flat, no phone number."""
    filters = _filters(visit)
    items, total = await visit.read(_find, visit.actor, filters, sheet.MOST_ROWS, 0)
    sheet.demand_few(total)
    said = {name: str(value) for name, value in filters.items() if value}
    await visit.tools.database.write(staff.note_export, visit.actor, "topic", len(items), said, visit.now)
    rows = [_row(visit, view) for view in items]
    return await sheet.download("topics", HEADS, rows, visit.tools.looks.zone)


def _filters(visit: Visit) -> dict[str, Any]:
    text = visit.query.get("text", "").strip()[:LONGEST_SEARCH]
    return {"state": meeting.topic_state_of(visit.query.get("state", "")), "text": text}


def _find(tx: Tx, actor: Actor, filters: dict[str, Any], limit: int, offset: int) -> tuple[list[TopicView], int]:
    """A page of the list and the length of it all, seen at one moment."""
    items = meeting.find_topics(tx, actor, **filters, limit=limit, offset=offset)
    return list(items), meeting.count_topics(tx, actor, **filters)


def _row(visit: Visit, view: TopicView) -> tuple[sheet.Value, ...]:
    state = visit.tools.looks.say(f"topic_state.{view.state}")
    return view.number, blotted(view.text), view.at, state, blotted(view.answer), view.answered_at
