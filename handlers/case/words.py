"""What the case's chat shares: what any sentence may say of a case, and what a picture or recording is."""

import re

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.understanding import Intent
from civic.case import CaseView, Media, StaffCaseView
from civic.phrases import say_day

FIRST_NUMBER = 1001  # cases are counted from here (the first migration), so that no digit of a menu is a case

# Said to a question: there is no answer to it.
UNKNOWN = re.compile("不知道|说不清|不清楚|忘了|不晓得|记不得|不记得|不好说|没看清")

_SURELY = 0.7


def is_sure(intent: Intent) -> bool:
    """A landmark alone (车棚边上, 老槐树底下) reads as a complaint too, and weakly."""
    return intent.confidence >= _SURELY


def facts_of(turn: Turn, view: CaseView) -> dict[str, object]:
    """Number, category, place, state and days of a case, in words."""
    zone = turn.community.timezone
    return {
        "number": view.number,
        "category": view.category,
        "where": view.where or Say("case.nowhere"),
        "state": Say(f"case_state.{view.state}"),
        "due": say_day(view.due_at, zone),
        "filed": say_day(view.filed_at, zone),
    }


def line_of(turn: Turn, view: StaffCaseView) -> Say:
    """A case in one line, for those who see to it."""
    return Say("case.todo_late" if view.is_late else "case.todo_line", facts_of(turn, view))


def whole(turn: Turn, view: StaffCaseView) -> Answer:
    """A case with all that happened to it, for those who see to it."""
    zone = turn.community.timezone
    history = [
        Say(f"case_event.{event.kind}", {"day": say_day(event.at, zone), "text": event.text}) for event in view.history
    ]
    how_on = Say(f"case_next.{view.state}", {"number": view.number})
    facts = {"text": view.text, "photos": view.photos, "history": history, "next": how_on}
    return say("case.whole", **facts_of(turn, view), **facts)


def media_of(turn: Turn) -> Media | None:
    """The picture or wordless recording that was sent; None for everything else."""
    if turn.kind == "image":
        return Media("photo", turn.incoming.field("MediaId"), turn.incoming.field("PicUrl"))
    if turn.kind == "voice" and not turn.heard.text:
        return Media("voice", turn.incoming.field("MediaId"))
    return None
