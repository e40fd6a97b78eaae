"""Menu 菜单: the main menu, help, 更多, privacy, and what is said when nothing was understood."""

from dataclasses import replace

from bot.answer import CLOSED, Answer, Say, say
from bot.conversation import Turn
from bot.router import Router
from civic import outbox
from civic.phrases import say_day

router = Router("menu")


@router.command("主菜单")
def show(turn: Turn) -> Answer:
    """主菜单 or 0: the menu, from anywhere; an open form is left and a human's conversation ends."""
    return replace(say("menu"), dialog=CLOSED, human=False)


@router.command("帮助")
@router.intent("help", "hotline")
def explain(turn: Turn) -> Answer:
    """帮助: the words that always work, and every phone number."""
    return say("help")


@router.command("隐私")
def privacy(turn: Turn) -> Answer:
    """隐私: what is kept, why, who sees it (PIPL 7, 17)."""
    return say("privacy")


@router.command("更多")
def more(turn: Turn) -> Answer:
    """更多 or 8: what did not fit into the last answer; after that what could not be sent and was held until now."""
    if rest := turn.conversation.rest:
        return say("more.page", text=rest)
    if not turn.conversation.held:
        return say("more.none")
    told, turn.conversation.held = outbox.tell_held(turn.tx, turn.resident_id, turn.now)
    said = [Say(parcel.template, parcel.facts) for parcel in told]
    if len(told) > 1:
        zone = turn.community.timezone
        titles = [(Say(f"held_kind.{parcel.purpose}"), say_day(parcel.created_at, zone)) for parcel in told]
        said = [
            Say("held.one", {"kind": kind, "day": day, "text": text})
            for (kind, day), text in zip(titles, said, strict=True)
        ]
    return Answer(tuple(said)) if said else say("more.none")


@router.command("取消", "返回", "跳过")
def nothing_open(turn: Turn) -> Answer:
    """These belong to a form; none is open."""
    return say("dialog.nothing_open")


@router.on_fallback
def not_understood(turn: Turn) -> Answer:
    """Once: say it another way. The second time in a row: a human and the phone number."""
    name = "fallback.once" if turn.conversation.misses == 0 else "fallback.twice"
    return replace(say(name), missed=True)


@router.kind("other")
def unsupported(turn: Turn) -> Answer:
    """Films, links and whatever else nobody here reads."""
    return say("unsupported")
