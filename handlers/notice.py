"""Notice 通知: 发通知 writes one, asks whom it is for, shows it once more and sends it; 通知 reads them."""

import re
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import notice, rights
from civic.notice import LONGEST, Audience, NoticeView
from civic.phrases import say_day, say_time

router = Router("notice")

_GO = re.compile("发(?:出|出去|送)?")
_STAY = re.compile("[先还]?[不别](?:要|想|用)?发")

_NOTICES = "(?:给我)?(?:想)?(?:收|发|看)?(?:到)?(?:社区)?通知(?:了|吧)*[。!]?"
_DECLINES = re.compile(f"(?:我|请|以后|你们)*(?:不要|不想|不用|别|不)(?:再)?{_NOTICES}|退订")
_ACCEPTS = re.compile(f"(?:我|请|以后)*(?:再|继续|恢复|重新|还是){_NOTICES}")

BEGINNING = 20  # characters by which an author knows their notice again


class Ask(StrEnum):
    """The form's steps."""

    TEXT = "text"
    AUDIENCE = "audience"
    SURE = "sure"


class NoticeForm(Form):
    """What is known so far."""

    text: str = ""
    audience: str = ""
    people: int = 0


# A notice may well say 取消 in the middle of it: only the word alone ends the form.
dialog: Dialog[NoticeForm] = Dialog("notice", NoticeForm, reads_cancel=True)
router.dialog(dialog)


@router.command("发通知")
def begin(turn: Turn) -> Answer:
    """发通知: for whoever holds a post that may."""
    rights.demand(rights.resident(turn.tx, turn.resident_id), rights.SENDS_NOTICES)
    return dialog.open(turn, Ask.TEXT, NoticeForm())


@router.command("通知")
@router.intent("notice_query")
def show(turn: Turn) -> Answer:
    """通知: the latest one was sent; before them how one's own fare, for whoever may send some."""
    may_send = rights.resident(turn.tx, turn.resident_id).scopes(rights.SENDS_NOTICES)
    own = notice.sent_by(turn.tx, turn.resident_id) if may_send else []
    views = notice.sent_to(turn.tx, turn.resident_id)
    zone = turn.community.timezone
    says = []
    if own:
        says.append(Say("notice.own", {"lines": [_fares(turn, view) for view in own]}))
    if views:
        lines = [Say("notice.line", {"day": say_day(view.at, zone), "text": view.text}) for view in views]
        says.append(Say("notice.list", {"lines": lines}))
    return Answer(tuple(says)) if says else say("notice.none")


@router.keyword
def unsubscribe(turn: Turn) -> Answer | None:
    """不收通知, 再收通知: asked for in one's own words (PIPL 15)."""
    if _DECLINES.fullmatch(turn.heard.text):
        notice.decline(turn.tx, turn.resident_id, turn.now)
        return say("notice.declined")
    if _ACCEPTS.fullmatch(turn.heard.text):
        notice.accept(turn.tx, turn.resident_id, turn.now)
        return say("notice.accepted")
    return None


def _ask_text(turn: Turn, form: NoticeForm) -> Say:
    return Say("notice.ask_text", {"limit": LONGEST})


def _text(turn: Turn, form: NoticeForm) -> Answer:
    """Whatever is written is the notice, as it was written; a picture or a bare number is none."""
    if not turn.heard.text or turn.heard.number is not None:
        return dialog.not_understood(turn, form)
    text = turn.heard.raw.strip()
    if len(text) > LONGEST:
        return dialog.not_understood(turn, form, Say("notice.too_long", {"length": len(text)}))
    return dialog.ask(turn, Ask.AUDIENCE, form.filled(text=text))


def _ask_audience(turn: Turn, form: NoticeForm) -> Say:
    choices = [
        Say("notice.choice", {"digit": digit, "audience": _named(each.name), "people": each.people})
        for digit, each in enumerate(_audiences(turn), 1)
    ]
    return Say("notice.ask_audience", {"choices": choices})


def _audience(turn: Turn, form: NoticeForm) -> Answer:
    chosen = _chosen(turn)
    if chosen is None:
        return dialog.not_understood(turn, form)
    if not chosen.people:
        return dialog.not_understood(turn, form, Say("notice.nobody_there", {"audience": _named(chosen.name)}))
    return dialog.ask(turn, Ask.SURE, form.filled(audience=chosen.name, people=chosen.people))


def _ask_sure(turn: Turn, form: NoticeForm) -> Say:
    return Say("notice.sure", {"text": form.text, "audience": _named(form.audience), "people": form.people})


def _sure(turn: Turn, form: NoticeForm) -> Answer:
    said = turn.heard
    if said.yes or said.number == 1 or _GO.fullmatch(said.text):
        actor = rights.resident(turn.tx, turn.resident_id)
        sent = notice.send(turn.tx, actor, form.text, form.audience, turn.now)
        return say("notice.sent", people=sent.recipients).closing()
    if said.no or said.number == 2 or _STAY.match(said.text):
        return say("dialog.cancelled").closing()
    return dialog.not_understood(turn, form)


dialog.steps = {
    Ask.TEXT: Step(ask=_ask_text, answer=_text, quotes=True),
    Ask.AUDIENCE: Step(ask=_ask_audience, answer=_audience, takes_digits=True),
    Ask.SURE: Step(ask=_ask_sure, answer=_sure),
}


def _audiences(turn: Turn) -> list[Audience]:
    estates = [estate.name for estate in turn.community.estates]
    return notice.audiences(turn.tx, rights.resident(turn.tx, turn.resident_id), estates, turn.now)


def _chosen(turn: Turn) -> Audience | None:
    """By its number, or an estate by its name."""
    choices = _audiences(turn)
    number = turn.heard.number
    if number is not None:
        return choices[number - 1] if 1 <= number <= len(choices) else None
    estate = turn.community.estate(turn.heard.text)
    return next((each for each in choices if estate and each.name == estate.name), None)


def _named(audience: str) -> object:
    return Say("notice.everybody") if Audience(audience, 0).is_everybody else Say("notice.estate", {"estate": audience})


def _fares(turn: Turn, view: NoticeView) -> Say:
    text = view.text if len(view.text) <= BEGINNING else f"{view.text[:BEGINNING]}…"
    facts = {"people": view.recipients, "arrived": view.arrived, "held": view.held, "in_vain": view.in_vain}
    at = say_time(view.at, turn.community.timezone)
    return Say("notice.fares", {"at": at, "text": text, "on_the_way": view.on_the_way, **facts})
