"""Case 诉求, seen to: the words of grid workers and staff: 待办, 受理 N, 办结 N 说明, 转办 N 原因."""

import re
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import case, rights
from civic.numbers import leading_number
from civic.rights import HANDLES_CASES, Actor
from handlers.case.words import facts_of, line_of

router = Router("case_handling")

# In `办结 1001：换了灯泡。` what stands before the words; what was sent is read, not what was made plain.
_BEFORE_WORDS = re.compile(r"\D*\d+[\s:：,，.。、；;号]*")


class Ask(StrEnum):
    """What is asked for where it was left out."""

    ANSWER = "answer"
    REASON = "reason"


class Handling(Form):
    """Which case, as it was called."""

    number: int
    category: str


dialog: Dialog[Handling] = Dialog("case_handling", Handling, reads_cancel=True)
router.dialog(dialog)


@router.command("待办")
def todo(turn: Turn) -> Answer:
    """待办: the open cases that the speaker's posts reach."""
    waiting = case.todo(turn.tx, _actor(turn), turn.now)
    if not waiting.views:
        return say("case.todo_none")
    lines = [line_of(turn, view) for view in waiting.views]
    name = "case.todo" if len(lines) == waiting.total else "case.todo_first"
    return say(name, total=waiting.total, shown=len(lines), lines=lines)


@router.command("受理")
def take(turn: Turn) -> Answer:
    """受理 N."""
    view = case.take(turn.tx, _actor(turn), _number(turn), turn.now)
    return say("case.took", **facts_of(turn, view)).closing()


@router.command("办结")
def close(turn: Turn) -> Answer:
    """办结 N 说明; without the words they are asked for."""
    if words := _words(turn):
        return _close(turn, _number(turn), words)
    view = case.closable(turn.tx, _actor(turn), _number(turn), turn.now)
    return dialog.open(turn, Ask.ANSWER, Handling(number=view.number, category=view.category))


@router.command("转办")
def pass_on(turn: Turn) -> Answer:
    """转办 N 原因; without the reason it is asked for."""
    if why := _words(turn):
        return _pass_on(turn, _number(turn), why)
    view = case.closable(turn.tx, _actor(turn), _number(turn), turn.now)
    return dialog.open(turn, Ask.REASON, Handling(number=view.number, category=view.category))


@router.keyword
def number_missing(turn: Turn) -> Answer | None:
    """受理 and nothing else: the number is missing; for whoever holds no post it is not their word at all."""
    word = turn.heard.text
    if word not in {"受理", "办结", "转办"}:
        return None
    rights.demand(_actor(turn), HANDLES_CASES)
    return say("case.which_number", word=word)


def _ask_answer(turn: Turn, form: Handling) -> Say:
    return Say("case.ask_answer", {"number": form.number, "category": form.category})


def _answer(turn: Turn, form: Handling) -> Answer:
    return _close(turn, form.number, turn.heard.raw) if _says_something(turn) else dialog.not_understood(turn, form)


def _ask_reason(turn: Turn, form: Handling) -> Say:
    return Say("case.ask_reason", {"number": form.number, "category": form.category})


def _reason(turn: Turn, form: Handling) -> Answer:
    return _pass_on(turn, form.number, turn.heard.raw) if _says_something(turn) else dialog.not_understood(turn, form)


dialog.steps = {
    Ask.ANSWER: Step(ask=_ask_answer, answer=_answer),
    Ask.REASON: Step(ask=_ask_reason, answer=_reason),
}


def _close(turn: Turn, number: int, words: str) -> Answer:
    view = case.close(turn.tx, _actor(turn), number, words, turn.now)
    return say("case.did_close", number=view.number).closing()


def _pass_on(turn: Turn, number: int, why: str) -> Answer:
    view = case.pass_on(turn.tx, _actor(turn), number, why, turn.now)
    return say("case.did_pass_on", number=view.number).closing()


def _actor(turn: Turn) -> Actor:
    return rights.resident(turn.tx, turn.resident_id)


def _number(turn: Turn) -> int:
    """The number after the word; the understanding hands on no staff word without one."""
    return leading_number(turn.heard.argument)


def _words(turn: Turn) -> str:
    """What stands behind the number, as it was written."""
    return _BEFORE_WORDS.sub("", turn.heard.raw, count=1).strip()


def _says_something(turn: Turn) -> bool:
    """Words; not a number, a picture, or a mere 好的."""
    heard = turn.heard
    return bool(heard.text) and heard.number is None and not heard.yes and not heard.no
