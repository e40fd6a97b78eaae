"""What the case's chat shares: what any sentence may say of a case, and what a picture or recording is."""

from bot.answer import Say
from bot.conversation import Turn
from civic.case import CaseView, Media
from civic.phrases import say_day


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


def media_of(turn: Turn) -> Media | None:
    """The picture or wordless recording that was sent; None for everything else."""
    if turn.kind == "image":
        return Media("photo", turn.incoming.field("MediaId"), turn.incoming.field("PicUrl"))
    if turn.kind == "voice" and not turn.heard.text:
        return Media("voice", turn.incoming.field("MediaId"))
    return None
