"""Round 轮次 in the console: list, a new one, publishing it, the result after closing; a running count never."""

from aiohttp import web

from civic import round as rounds
from civic.rights import MAKES_ROUNDS
from civic.round import ELECTORATES, who_may_vote
from web.console.page import Page, Visit

ADDRESS = "/console/rounds"

page = Page("round", "投票", ADDRESS)


@page.get(ADDRESS)
async def show_all(visit: Visit) -> web.Response:
    """Every round, the newest first."""
    found = await visit.read(rounds.all_rounds, visit.actor)
    items = [(each, visit.tools.looks.say(f"round_state.{each.state}")) for each in found]
    return visit.show("rounds.html", items=items, may_make=visit.actor.may(MAKES_ROUNDS))


@page.get(ADDRESS + "/new")
async def show_new(visit: Visit) -> web.Response:
    """A form with everything that decides."""
    who = [(each.value, who_may_vote(each)) for each in ELECTORATES]
    return visit.show("round_new.html", who=who)


@page.post(ADDRESS + "/new/draft", back=show_new)
async def draft(visit: Visit) -> web.Response:
    """It is written down, and not published yet."""
    await visit.act(rounds.draft, **rounds.read_draft(visit.form, visit.tools.looks.zone), now=visit.now)
    return visit.done(ADDRESS, "round")


@page.get(ADDRESS + r"/{number:\d{1,9}}")
async def show(visit: Visit) -> web.Response:
    """One round as it is published, its turnout, and its result once there is one."""
    found = await visit.read(rounds.whole, visit.actor, visit.number)
    state = visit.tools.looks.say(f"round_state.{found.round.state}")
    may_make = visit.actor.may(MAKES_ROUNDS)
    return visit.show("round.html", found=found, round=found.round, state=state, may_make=may_make)


@page.post(ADDRESS + r"/{number:\d{1,9}}/publish", back=show)
async def publish(visit: Visit) -> web.Response:
    """From now on nothing of it changes."""
    await visit.act(rounds.publish, visit.number, visit.now)
    return visit.done(f"{ADDRESS}/{visit.number}", "round_published")
