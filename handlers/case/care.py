"""Case 诉求, later: where it stands, and adding to it."""

import re

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.router import Router
from civic import case, rights
from civic.case import StaffCaseView
from handlers.case.addition import BARE, locate, opened_for, supplement
from handlers.case.filing import begin_at, file_sentence
from handlers.case.words import FIRST_NUMBER, facts_of, whole

router = Router("case_care")

_NUMBER = re.compile(r"(?<!\d)\d{4,9}(?!\d)")


@router.command("进度")
@router.intent("complaint_status")
def show(turn: Turn) -> Answer:
    """进度: one case where its number is said or there is only one, else the list."""
    if number := said_number(turn):
        return _show_one(turn, number)
    views = case.all_of_resident(turn.tx, turn.resident_id)
    if not views:
        return say("case.none")
    if len(views) == 1:
        return _show_one(turn, views[0].number)
    return say("case.list", lines=[Say("case.line", facts_of(turn, view)) for view in views])


@router.keyword
def show_number(turn: Turn) -> Answer | None:
    """A bare number is a case's, if it can be one."""
    number = turn.heard.number
    return _show_one(turn, number) if number is not None and number >= FIRST_NUMBER else None


@router.keyword
def tell_place(turn: Turn) -> Answer | None:
    """A place and nothing else belongs to the open case that lacks one; else something must be the matter there."""
    place = turn.heard.place
    if place is None or turn.heard.intents or not case.is_findable(place):
        return None
    view = case.present(turn.tx, turn.resident_id, turn.now)
    if view and not case.is_findable(view.place):
        return locate(turn, view.number, place)
    return begin_at(turn, place)


@router.intent("complaint_more")
def add(turn: Turn) -> Answer:
    """More about the case whose number is said, or the newest open one; where there is none it is a new one."""
    number = said_number(turn)
    own = case.of_resident(turn.tx, turn.resident_id, number) if number else None
    view = own or case.newest_open(turn.tx, turn.resident_id)
    if view is None:
        return file_sentence(turn)
    if len(turn.heard.text) < BARE:
        return opened_for(turn, say("case.say_supplement", **facts_of(turn, view)), view)
    return supplement(turn, view.number)


def said_number(turn: Turn) -> int | None:
    """A case's number in what was said."""
    said = _NUMBER.search(turn.heard.text)
    return int(said[0]) if said and int(said[0]) >= FIRST_NUMBER else None


def _show_one(turn: Turn, number: int) -> Answer:
    view = case.look_up(turn.tx, rights.resident(turn.tx, turn.resident_id), number, turn.now)
    if isinstance(view, StaffCaseView):
        return whole(turn, view)
    if view.answer:
        return say("case.one_answered", answer=view.answer, **facts_of(turn, view))
    return say("case.one" if view.is_open else "case.one_closed", **facts_of(turn, view))
