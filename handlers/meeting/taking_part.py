"""Taking part in the 恳谈日: signing up with so many people, changing that, not coming, giving a topic."""

import re
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import meeting
from civic.numbers import read_headcount
from handlers.meeting.words import CANCELS, COMES_NOT, facts_of

router = Router("meeting_taking_part")

_ME = re.compile("我|俺|咱|本人")  # 我要报名, 等我问问 say who, and not how many
_JUST_ONE = re.compile(r"一个|一位|一人|1\s*[个人位]|自己|[算就只]我|^我[来去]?[吧啊呀。]?$")
_PLUS = re.compile(r"\+\s*[1-9]")
_TOPIC_BEFORE = re.compile(r"^(?:我?[要想]?(?:提|报|交)?一?个?)?议题\s*[:：,，]?\s*")
_TOPIC_MARKED = re.compile(r"^(?:我?[要想]?(?:提|报|交)?一?个?)?议题\s*[:：]")
_ONLY_SAYS_TOPIC = re.compile("[我要想来提报交个一议题吗吧呢可以能不?。 ]*")
_OTHER_MATTER = frozenset({"complaint", "fee_query", "fee_dispute", "meeting_info", "meeting_topic", "human"})


class Ask(StrEnum):
    """The steps: how many come; what to talk about; is that meant as something to talk about?"""

    HEADCOUNT = "headcount"
    TOPIC = "topic"
    SURE = "sure"


class Part(Form):
    """`own`: people that are signed up already; `topic`: what may be meant as one."""

    own: int = 0
    topic: str = ""


dialog: Dialog[Part] = Dialog("meeting", Part, reads_cancel=True)
router.dialog(dialog)


@router.intent("meeting_signup")
def begin_sign_up(turn: Turn) -> Answer:
    """Signed up at once where it was said how many come; else that is asked."""
    people = _headcount_in(turn.heard.text)
    return _sign_up(turn, people) if people else ask_to_sign_up(turn)


@router.intent("meeting_topic")
def begin_topic(turn: Turn) -> Answer:
    """What is said after 议题 is one; of another sentence it is asked whether it is meant as one."""
    said = turn.heard.raw.strip()
    topic = _TOPIC_BEFORE.sub("", said)
    if _ONLY_SAYS_TOPIC.fullmatch(topic):
        return ask_for_topic(turn)
    return _give_topic(turn, topic) if topic != said else ask_for_topic(turn, topic)


@router.keyword
def marked_topic(turn: Turn) -> Answer | None:
    """`议题：电梯老是坏` is one, whatever else it could be."""
    return begin_topic(turn) if _TOPIC_MARKED.match(turn.heard.text) else None


def ask_to_sign_up(turn: Turn) -> Answer:
    """How many come? Refused to those who cannot be told of a change."""
    now_at = meeting.for_taking_part(turn.tx, turn.community, turn.resident_id, turn.now)
    return dialog.open(turn, Ask.HEADCOUNT, Part(own=now_at.own))


def ask_for_topic(turn: Turn, maybe: str = "") -> Answer:
    """What to talk about; or is `maybe` meant as such? Refused to those who cannot be told the answer."""
    meeting.for_taking_part(turn.tx, turn.community, turn.resident_id, turn.now)
    return dialog.open(turn, Ask.SURE if maybe else Ask.TOPIC, Part(topic=maybe))


def cancel(turn: Turn) -> Answer:
    """They do not come."""
    found = meeting.cancel(turn.tx, turn.community, turn.resident_id, turn.now)
    return say("meeting.cancelled", **facts_of(turn, found))


# --- the steps -------------------------------------------------------------------------------------------------------


def _ask_headcount(turn: Turn, form: Part) -> Say:
    return Say("meeting.how_many_now", {"own": form.own}) if form.own else Say("meeting.how_many")


def _headcount(turn: Turn, form: Part) -> Answer | None:
    said, people = turn.heard, _headcount_in(turn.heard.text)
    if said.no or COMES_NOT.fullmatch(said.text) or CANCELS.fullmatch(said.text) or _is(turn, "cancel"):
        return (cancel(turn) if form.own else say("dialog.cancelled")).closing()
    if _is(turn, *_OTHER_MATTER):
        return None
    if people is None:
        return dialog.not_understood(turn, form, Say("meeting.headcount_unread"))
    if people > meeting.MOST_PEOPLE:
        return dialog.not_understood(turn, form, Say("meeting.headcount_large", {"most": meeting.MOST_PEOPLE}))
    return _sign_up(turn, people)


def _ask_topic(turn: Turn, form: Part) -> Say:
    return Say("meeting.which_topic")


def _topic(turn: Turn, form: Part) -> Answer:
    topic = _TOPIC_BEFORE.sub("", turn.heard.raw.strip())
    if turn.heard.no or _is(turn, "cancel"):
        return say("dialog.cancelled").closing()
    if turn.heard.number is not None or _is_no_topic(turn, topic):
        return dialog.not_understood(turn, form, Say("meeting.topic_unread"))
    return _give_topic(turn, topic)


def _ask_sure(turn: Turn, form: Part) -> Say:
    return Say("meeting.is_topic", {"text": form.topic})


def _sure(turn: Turn, form: Part) -> Answer:
    if turn.heard.yes or turn.heard.number == 1:
        return _give_topic(turn, form.topic)
    return say("dialog.cancelled").closing() if turn.heard.number == 2 else _topic(turn, form)


dialog.steps = {
    Ask.HEADCOUNT: Step(ask=_ask_headcount, answer=_headcount, takes_digits=True),
    Ask.TOPIC: Step(ask=_ask_topic, answer=_topic),
    Ask.SURE: Step(ask=_ask_sure, answer=_sure),
}


# --- what they share -------------------------------------------------------------------------------------------------


def _sign_up(turn: Turn, people: int) -> Answer:
    found = meeting.sign_up(turn.tx, turn.community, turn.resident_id, people, turn.now)
    return say("meeting.signed_up", **facts_of(turn, found), people=people).closing()


def _give_topic(turn: Turn, text: str) -> Answer:
    number, found = meeting.give_topic(turn.tx, turn.community, turn.resident_id, text, turn.now)
    return say("meeting.topic_given", **facts_of(turn, found), number=number, text=text).closing()


def _headcount_in(text: str) -> int | None:
    """How many come, where it is said: `我要报名` and `等我问问` name one person and no number."""
    if plus := _PLUS.search(text):
        return read_headcount(plus[0])
    people = read_headcount(text)
    is_only_named = people == 1 and _ME.search(text) and not _JUST_ONE.search(text)
    return None if is_only_named else people


def _is(turn: Turn, *intents: str) -> bool:
    """Is the strongest intent one of these?"""
    return bool(turn.heard.intents) and turn.heard.intents[0].name in intents


def _is_no_topic(turn: Turn, topic: str) -> bool:
    """好的, 等会儿, 嗯: an answer, and nothing to talk about."""
    return len(topic) < meeting.LEAST_TOPIC or turn.heard.yes or turn.answers.later(turn.heard.text)
