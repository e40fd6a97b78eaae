"""Case 诉求, taken back: asked once more, and whether somebody asked for it (domain.md, E10)."""

import re
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import case
from handlers.case.care import said_number

router = Router("case_withdrawal")

_NOT = re.compile("不(?:要|想|用)?撤")
_NOBODY = re.compile("没|自己|不是|无")
_SOMEBODY = re.compile("有|让|叫|要求|催|逼|劝")


class Ask(StrEnum):
    """The form's steps."""

    SURE = "sure"
    ASKED = "asked"


class Withdrawal(Form):
    """Which case, as it was called."""

    number: int
    category: str


dialog: Dialog[Withdrawal] = Dialog("case_withdrawal", Withdrawal, reads_cancel=True)
router.dialog(dialog)


@router.command("撤回")
@router.intent("cancel")
def begin(turn: Turn) -> Answer:
    """The case whose number is said, else the newest open one."""
    number = said_number(turn)
    view = case.of_resident(turn.tx, turn.resident_id, number) if number else None
    view = view or case.newest_open(turn.tx, turn.resident_id)
    if view is None or not view.is_open:
        return say("case.nothing_to_withdraw")
    return dialog.open(turn, Ask.SURE, Withdrawal(number=view.number, category=view.category))


def _ask_sure(turn: Turn, form: Withdrawal) -> Say:
    return Say("case.withdraw_which", {"number": form.number, "category": form.category})


def _sure(turn: Turn, form: Withdrawal) -> Answer:
    said = turn.heard
    if said.no or said.number == 2 or _NOT.search(said.text):
        return say("case.withdraw_kept", number=form.number).closing()
    if said.yes or said.number == 1 or "撤" in said.text:
        return dialog.ask(turn, Ask.ASKED, form)
    return dialog.not_understood(turn, form)


def _ask_asked(turn: Turn, form: Withdrawal) -> Say:
    return Say("case.withdraw_asked")


def _asked(turn: Turn, form: Withdrawal) -> Answer:
    said = turn.heard
    if said.no or said.number == 1 or _NOBODY.search(said.text):
        return _withdraw(turn, form, was_asked_to=False)
    if said.yes or said.number == 2 or _SOMEBODY.search(said.text):
        return _withdraw(turn, form, was_asked_to=True)
    return dialog.not_understood(turn, form)


def _not_said(turn: Turn, form: Withdrawal) -> Answer:
    return _withdraw(turn, form, was_asked_to=None)


def _withdraw(turn: Turn, form: Withdrawal, *, was_asked_to: bool | None) -> Answer:
    case.withdraw(turn.tx, turn.resident_id, form.number, was_asked_to, turn.now)
    return say("case.withdrawn", number=form.number).closing()


dialog.steps = {
    Ask.SURE: Step(ask=_ask_sure, answer=_sure),
    Ask.ASKED: Step(ask=_ask_asked, answer=_asked, skip=_not_said),
}
