"""Emergency 紧急求助: the number and the one act first, then where; it never says that somebody was told."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar

from bot.answer import Answer, Opened, Say, say
from bot.conversation import Turn, place_on_map
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import emergency, rights
from civic.numbers import leading_number
from civic.phrases import say_time
from civic.place import Place, read_place
from civic.place import say as say_place

router = Router("emergency")


class Ask(StrEnum):
    """What is open after the first answer."""

    WHERE = "where"
    PLACED = "placed"  # nothing is asked any more: what is said is added
    HOW = "how"  # a place helps nobody: how are you, is the money gone


class Danger(Form):
    """Which danger was told, where, and the form that it interrupted, if any."""

    version: ClassVar[int] = 2

    kind: str
    interrupted: tuple[str, str, int, dict[str, Any]] | None = None
    place: str = ""


WITHOUT_PLACE = frozenset({"self_harm", "fraud"})
ASKS_NOTHING = frozenset({"gas"})  # nobody is kept in a room full of gas by a question
SAYS_MORE = frozenset({"gas", "self_harm", "fraud"})  # what is added gets words of its own

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
    kind = emergency.report(turn.tx, turn.resident_id, danger.kind, turn.heard.raw, turn.now)
    before = _open_form(turn)
    told = _where(turn, is_asked=False)
    place = say_place(told) if told else before.place if before else ""
    form = Danger(kind=kind, interrupted=_interrupted(turn), place=place)
    act = Say(f"emergency.{kind}")
    if kind in ASKS_NOTHING or (place and kind not in WITHOUT_PLACE):
        said = (act, Say("emergency.placed", {"place": place})) if place else (act,)
        return _stand(turn, Ask.PLACED, form, *said)
    question = Say(f"emergency_question.{kind}")
    if kind in WITHOUT_PLACE:
        return _stand(turn, Ask.HOW, form, act, question)
    return _stand(turn, Ask.WHERE, form, act, question, Say("emergency.human"))  # 9 may be a building here


def _open_form(turn: Turn) -> Danger | None:
    """The danger that is being talked about already."""
    opened = turn.conversation.opened
    return Danger.model_validate(opened.data) if opened.dialog == dialog.name else None


def _interrupted(turn: Turn) -> tuple[str, str, int, dict[str, Any]] | None:
    opened = turn.conversation.opened
    if before := _open_form(turn):
        return before.interrupted
    return (opened.dialog, opened.step, opened.version, opened.data) if opened.dialog else None


def _stand(turn: Turn, step: Ask, form: Danger, *says: Say) -> Answer:
    """Say this and nothing else, and stay with the danger."""
    return replace(dialog.open(turn, step, form), says=says, urgent=True)


def _ask(turn: Turn, form: Danger) -> Say:
    return Say(f"emergency.{form.kind}")


def _where_answer(turn: Turn, form: Danger) -> Answer | None:
    """Whatever is said is added for the staff on duty; the place is read back when it is told, or told better."""
    if turn.answers.over(turn.heard.text):
        return _all_clear(turn, form)
    told = _where(turn, is_asked=turn.conversation.opened.step == Ask.WHERE)
    exactly = say_place(told, exactly=True) if told else ""  # whoever goes there needs the point on the map
    emergency.follow_up(turn.tx, turn.resident_id, _told(turn) or exactly, all_clear=False)
    if _is_other_matter(turn):
        return None
    if told:
        placed = form.filled(place=say_place(told))
        return _stand(turn, Ask.PLACED, placed, Say("emergency.place_noted", {"place": placed.place}))
    if form.kind in SAYS_MORE:
        return replace(say(f"emergency.noted_{form.kind}"), urgent=True)
    return replace(say("emergency.noted_on" if form.place else "emergency.noted"), urgent=True)


def _how_answer(turn: Turn, form: Danger) -> Answer | None:
    """The same where no place is asked for: the words that help here."""
    if turn.answers.over(turn.heard.text):
        return _all_clear(turn, form)
    emergency.follow_up(turn.tx, turn.resident_id, _told(turn), all_clear=False)
    if _is_other_matter(turn):
        return None
    if form.kind == "self_harm" and (turn.heard.no or "一个人" in turn.heard.text):
        return replace(say("emergency.alone"), urgent=True)
    if form.kind == "self_harm" and turn.heard.yes:
        return replace(say("emergency.together"), urgent=True)
    return replace(say(f"emergency.noted_{form.kind}"), urgent=True)


def _is_other_matter(turn: Turn) -> bool:
    found = turn.heard.intents[:1]
    return any(intent.name in _OTHER_MATTER and intent.confidence >= _SURELY for intent in found)


@router.keyword
def over(turn: Turn) -> Answer | None:
    """It is over, said after the form was done."""
    if turn.answers.over(turn.heard.text) and emergency.is_present(turn.tx, turn.resident_id, turn.now):
        return _all_clear(turn, None)
    return None


@router.command("接警")
def take(turn: Turn) -> Answer:
    """接警 N, by whoever is on duty: they hear what was told, and who told it hears that somebody has it."""
    actor = rights.resident(turn.tx, turn.resident_id)
    view = emergency.take(turn.tx, actor, leading_number(turn.heard.argument), turn.now)
    return say(
        "emergency.took",
        number=view.number,
        kind=Say(f"emergency_kind.{view.kind}"),
        at=say_time(view.at, turn.community.timezone),
        text=view.text,
        followup=view.followup or Say("emergency.nothing_since"),
    )


@router.keyword
def number_missing(turn: Turn) -> Answer | None:
    """接警 and nothing else; for whoever holds no post it is not their word at all."""
    if turn.heard.text != "接警":
        return None
    rights.demand(rights.resident(turn.tx, turn.resident_id), rights.HANDLES_CASES)
    return say("emergency.which_number")


def _all_clear(turn: Turn, form: Danger | None) -> Answer:
    """Noted; a human still looks, and only a human closes it. What the danger interrupted is open again."""
    emergency.follow_up(turn.tx, turn.resident_id, turn.heard.raw, all_clear=True)
    answer = say("emergency.all_clear")
    if form is None:
        return answer
    if form.interrupted is None:
        return answer.closing()
    return replace(answer, dialog=Opened(*form.interrupted), gives_back=True)


def _told(turn: Turn) -> str:
    """What came, in words: of a picture, a recording or a film its number on the platform."""
    media = turn.incoming.field("MediaId")
    return turn.heard.raw or (f"[{turn.kind}] {media}" if media else "")


def _where(turn: Turn, *, is_asked: bool) -> Place | None:
    """The place as far as it was said. A bare number is one only where it was asked for."""
    if turn.kind == "location":
        return place_on_map(turn)
    place = turn.heard.place or read_place(turn.heard.text, estates=turn.community.estate_names)
    if place is None and is_asked and turn.heard.number is not None:
        place = read_place(turn.heard.text, expecting=True)
    return place


dialog.steps = {
    Ask.WHERE: Step(ask=_ask, answer=_where_answer, takes_digits=True),
    Ask.PLACED: Step(ask=_ask, answer=_where_answer),
    Ask.HOW: Step(ask=_ask, answer=_how_answer),
}
