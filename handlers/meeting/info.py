"""The 恳谈日: when and where, how many come, what can be done about it, the minutes, invitations on and off."""

import re
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import meeting
from civic.meeting import MeetingView
from civic.phrases import say_weekday
from handlers.meeting.taking_part import ask_for_topic, ask_to_sign_up, cancel
from handlers.meeting.words import CANCELS, COMES_NOT, facts_of

router = Router("meeting")

_MINUTES = re.compile("纪要|结果|上次|上个月|上回|记录")
_ASKS_FOR_MINUTES = re.compile("(?:我?想?看看?|查看?)?(?:恳谈[日会])?(?:的)?(?:会议)?纪要[呢吗?]*")
_INVITES = "(?:给我)?(?:(?:发)?邀请(?:我)?(?:[来去]|参加)?(?:恳谈[日会]|开会)?|发恳谈[日会](?:的?(?:邀请|消息))?)"
_DECLINES = re.compile(f"(?:请|以后|你们)*(?:不要|不用|不必|别|不)(?:再)?{_INVITES}(?:了|吧|啦)*[。!]?")
_ACCEPTS = re.compile(f"(?:请|以后)*(?:再|继续|恢复|重新|还是){_INVITES}(?:吧)?[。!]?")


class Ask(StrEnum):
    """The form's only step."""

    WHICH = "which"


class Choices(Form):
    """Nothing is filled in; what the third line means depends on this."""

    has_declined: bool = False


# Open for a while after 恳谈日: its lines are answered by a digit.
choices: Dialog[Choices] = Dialog("meeting_choices", Choices, life=timedelta(minutes=30))
router.dialog(choices)


@router.command("恳谈日")
@router.intent("meeting_info")
def show(turn: Turn) -> Answer:
    """When and where the next one is, what the resident can do about it, and the minutes of the last one."""
    if turn.heard.command is None and _MINUTES.search(turn.heard.text):
        return show_minutes(turn)
    now_at = meeting.standing(turn.tx, turn.community, turn.resident_id, turn.now)
    says = [Say("meeting.next", {**facts_of(turn, now_at.meeting), "people": now_at.people})]
    if now_at.own:
        says.append(Say("meeting.own", {"own": now_at.own}))
    answer = choices.open(turn, Ask.WHICH, Choices(has_declined=now_at.has_declined), *says)
    published = meeting.minutes(turn.tx)
    # Last, although it asks nothing: what is long must not stand before what was asked for.
    return replace(answer, says=(*answer.says, _minutes(published))) if published else answer


@router.keyword
def by_word(turn: Turn) -> Answer | None:
    """Words of this feature that no intent knows."""
    text = turn.heard.text
    if _ASKS_FOR_MINUTES.fullmatch(text):
        return show_minutes(turn)
    if CANCELS.fullmatch(text) or (COMES_NOT.fullmatch(text) and _is_signed_up(turn)):
        return cancel(turn)
    if _DECLINES.fullmatch(text):
        return _decline(turn)
    return _accept(turn) if _ACCEPTS.fullmatch(text) else None


def show_minutes(turn: Turn) -> Answer:
    """The latest minutes that are public."""
    published = meeting.minutes(turn.tx)
    return Answer((_minutes(published),)) if published else say("meeting.no_minutes")


def _ask_which(turn: Turn, form: Choices) -> Say:
    return Say("meeting.choices_declined" if form.has_declined else "meeting.choices")


def _which(turn: Turn, form: Choices) -> Answer | None:
    match turn.heard.number:
        case 1:
            return ask_to_sign_up(turn)
        case 2:
            return ask_for_topic(turn)
        case 3:
            return (_accept if form.has_declined else _decline)(turn).closing()
    return say("dialog.nothing_open").closing() if turn.heard.command in {"取消", "返回", "跳过"} else None


choices.steps = {Ask.WHICH: Step(ask=_ask_which, answer=_which)}


def _is_signed_up(turn: Turn) -> bool:
    return meeting.standing(turn.tx, turn.community, turn.resident_id, turn.now).own > 0


def _decline(turn: Turn) -> Answer:
    meeting.decline_invitations(turn.tx, turn.resident_id, turn.now)
    return say("meeting.declined")


def _accept(turn: Turn) -> Answer:
    meeting.accept_invitations(turn.tx, turn.resident_id, turn.now)
    return say("meeting.accepted")


def _minutes(published: MeetingView) -> Say:
    return Say("meeting.minutes", {"day": say_weekday(published.day), "text": published.minutes})
