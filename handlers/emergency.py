"""Emergency 紧急求助: the number and the one act first, then where; it never says that somebody was told."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.answer import Answer, Opened, Say, say
from bot.conversation import Turn, place_on_map
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import emergency
from civic.place import read_place
from civic.place import say as say_place

router = Router("emergency")


class Ask(StrEnum):
    """What is asked after the first answer."""

    WHERE = "where"
    HOW = "how"  # where a place helps nobody


class Danger(Form):
    """Which danger was told, and the form that it interrupted, if any."""

    kind: str
    interrupted: tuple[str, str, int, dict[str, Any]] | None = None
    is_placed: bool = False


WITHOUT_PLACE = frozenset({"self_harm", "fraud"})
ASKS_NOTHING = frozenset({"gas"})  # nobody is kept in a room full of gas by a question

# Intents that are surely about something else than the danger; whatever is said is kept for the staff all the same.
_OTHER_MATTER = frozenset({"complaint", "fee_query", "fee_dispute", "meeting_info", "suggestion"})
_SURELY = 0.5

# Half an hour later whatever is said is about something else.
dialog: Dialog[Danger] = Dialog("emergency", Danger, life=timedelta(minutes=30), is_urgent=True)
router.dialog(dialog)


@router.on_emergency
def first_answer(turn: Turn) -> Answer:
    """Any danger, in any state, from anybody (domain.md, section 5)."""
    danger = turn.heard.emergency
    if danger is None:
        raise ValueError("no emergency was heard")
    emergency.report(turn.tx, turn.resident_id, danger.kind, turn.heard.raw, turn.now)
    form = Danger(kind=danger.kind, interrupted=_interrupted(turn))
    answer = dialog.open(turn, Ask.HOW if danger.kind in WITHOUT_PLACE else Ask.WHERE, form)
    if danger.kind not in WITHOUT_PLACE | ASKS_NOTHING:
        answer = replace(answer, says=(*answer.says, Say("emergency.human")))  # 9 may be a building here
    return replace(answer, urgent=True)


def _interrupted(turn: Turn) -> tuple[str, str, int, dict[str, Any]] | None:
    opened = turn.conversation.opened
    if opened.dialog == dialog.name:
        return Danger.model_validate(opened.data).interrupted
    return (opened.dialog, opened.step, opened.version, opened.data) if opened.dialog else None


def _ask(turn: Turn, form: Danger) -> Say:
    return Say(f"emergency.{form.kind}")


def _where_answer(turn: Turn, form: Danger) -> Answer | None:
    """Whatever is said is added for the staff on duty; once the place is known, what was interrupted goes on."""
    if turn.answers.over(turn.heard.text):
        return _done(_all_clear(turn), form)
    where = _where(turn)
    emergency.follow_up(turn.tx, turn.resident_id, _told(turn) or where, all_clear=False)
    if _is_other_matter(turn):
        return None
    if where and form.interrupted:
        return _done(say("emergency.place_noted", place=where), form)
    if where:
        placed = dialog.open(turn, Ask.WHERE, form.filled(is_placed=True))
        return replace(placed, says=(Say("emergency.place_noted", {"place": where}),), urgent=True)
    return replace(say("emergency.noted_on" if form.is_placed else "emergency.noted"), urgent=True)


def _how_answer(turn: Turn, form: Danger) -> Answer | None:
    """The same where no place is asked for: the words that help here."""
    if turn.answers.over(turn.heard.text):
        return _done(_all_clear(turn), form)
    emergency.follow_up(turn.tx, turn.resident_id, _told(turn), all_clear=False)
    return None if _is_other_matter(turn) else replace(say(f"emergency.noted_{form.kind}"), urgent=True)


def _is_other_matter(turn: Turn) -> bool:
    found = turn.heard.intents[:1]
    return any(intent.name in _OTHER_MATTER and intent.confidence >= _SURELY for intent in found)


@router.keyword
def all_clear(turn: Turn) -> Answer | None:
    """It is over, said after the form was done."""
    if turn.answers.over(turn.heard.text) and emergency.is_present(turn.tx, turn.resident_id, turn.now):
        return _all_clear(turn)
    return None


def _all_clear(turn: Turn) -> Answer:
    """Noted; a human still looks, and only a human closes it."""
    emergency.follow_up(turn.tx, turn.resident_id, turn.heard.raw, all_clear=True)
    return say("emergency.all_clear")


def _done(answer: Answer, form: Danger) -> Answer:
    """The form of danger ends; what it interrupted is open again."""
    if form.interrupted is None:
        return replace(answer.closing(), urgent=True)
    return replace(answer, dialog=Opened(*form.interrupted), urgent=True, gives_back=True)


def _told(turn: Turn) -> str:
    """What came, in words: of a picture, a recording or a film its number on the platform."""
    media = turn.incoming.field("MediaId")
    return turn.heard.raw or (f"[{turn.kind}] {media}" if media else "")


def _where(turn: Turn) -> str:
    """The place as far as it was said; "" where it was not."""
    if turn.kind == "location":
        return place_on_map(turn).detail
    place = turn.heard.place or read_place(turn.heard.text, estates=turn.community.estate_names)
    if place is None and turn.heard.number is not None:
        place = read_place(turn.heard.text, expecting=True)
    return say_place(place) if place else ""


dialog.steps = {
    Ask.WHERE: Step(ask=_ask, answer=_where_answer, takes_digits=True),
    Ask.HOW: Step(ask=_ask, answer=_how_answer),
}
