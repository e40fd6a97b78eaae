"""Household 户: 绑定 with a code from the community, and 解绑; nobody proves a home by name and phone."""

from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import code, household
from civic.code import OpenedHome, OpenedPost
from civic.household import Home

router = Router("household")


class Ask(StrEnum):
    """The only step of binding."""

    CODE = "code"


class Binding(Form):
    """Nothing is kept: a code that was typed is used or forgotten."""


dialog: Dialog[Binding] = Dialog("household", Binding)
router.dialog(dialog)


@router.command("绑定")
@router.intent("bind_house")
def bind(turn: Turn) -> Answer:
    """With its code, from whatever is open; without one the code is asked for."""
    signs = code.read_code(turn.heard.argument)
    if signs is None:
        return dialog.open(turn, Ask.CODE, Binding())
    answer = _use(turn, signs)
    return answer.closing() if turn.conversation.opened.dialog == dialog.name else answer


def _ask_code(turn: Turn, form: Binding) -> Say:
    return Say("household.ask_code")


def _code(turn: Turn, form: Binding) -> Answer | None:
    heard = turn.heard
    if signs := code.read_code(heard.text):
        return _use(turn, signs).closing()
    if turn.answers.no_photo(heard.text) or heard.no or "没" in heard.text or "怎么" in heard.text:
        return say("household.without_code").closing()
    if heard.intents and heard.intents[0].name not in {"bind_house", "chitchat"}:
        return None
    return dialog.not_understood(turn, form, Say("household.not_a_code"))


def _no_code(turn: Turn, form: Binding) -> Answer:
    return say("household.without_code").closing()


dialog.steps = {Ask.CODE: Step(ask=_ask_code, answer=_code, skip=_no_code)}


def _use(turn: Turn, signs: str) -> Answer:
    opened = code.use(turn.tx, turn.resident_id, signs, turn.community.timezone, turn.now)
    return _home_opened(opened) if isinstance(opened, OpenedHome) else _post_opened(opened)


def _home_opened(opened: OpenedHome) -> Answer:
    name = "household.bound" if opened.is_new else "household.already"
    return say(name, home=opened.home.address.said, relation=Say(f"relation.{opened.home.relation}"))


def _post_opened(opened: OpenedPost) -> Answer:
    where = opened.scope or Say("household.everywhere")
    role, tasks = Say(f"post_role.{opened.role}"), Say(f"post_tasks.{opened.role}")
    name = "household.post_taken" if opened.is_new else "household.post_held"
    return say(name, scope=where, role=role, tasks=tasks)


# --- 解绑 ------------------------------------------------------------------------------------------------------------


class AskEnd(StrEnum):
    """The steps of 解绑."""

    WHICH = "which"
    SURE = "sure"


class Ending(Form):
    """The homes that were listed, and the one that was chosen."""

    numbers: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    chosen: int = 0


ending: Dialog[Ending] = Dialog("household_end", Ending, reads_cancel=True)
router.dialog(ending)


@router.command("解绑")
def unbind(turn: Turn) -> Answer:
    """Asked once more; of several homes, which one."""
    homes = household.homes_of(turn.tx, turn.resident_id)
    if not homes:
        return say("household.none")
    form = Ending(numbers=tuple(map(_number, homes)), labels=tuple(home.address.said for home in homes))
    return ending.open(turn, AskEnd.SURE if len(homes) == 1 else AskEnd.WHICH, form)


@router.keyword
def unbind_in_other_words(turn: Turn) -> Answer | None:
    """搬走了, 不绑了: the wish of 解绑 in words of one's own."""
    wishes = turn.heard.intents[:1]
    return unbind(turn) if any((wish.name, wish.category) == ("privacy", "unbind") for wish in wishes) else None


def _ask_which(turn: Turn, form: Ending) -> Say:
    lines = [Say("household.line", {"digit": digit, "home": each}) for digit, each in enumerate(form.labels, 1)]
    return Say("household.which", {"lines": lines})


def _which(turn: Turn, form: Ending) -> Answer:
    number = turn.heard.number or 0
    if 1 <= number <= len(form.labels):
        return ending.ask(turn, AskEnd.SURE, form.filled(chosen=number - 1))
    return ending.not_understood(turn, form)


def _ask_sure(turn: Turn, form: Ending) -> Say:
    return Say("household.sure", {"home": form.labels[form.chosen]})


def _sure(turn: Turn, form: Ending) -> Answer:
    home = form.labels[form.chosen]
    if turn.heard.no or turn.heard.number == 2 or "不解" in turn.heard.text:
        return say("household.kept", home=home).closing()
    if turn.heard.yes or turn.heard.number == 1 or "解" in turn.heard.text:
        household.unbind(turn.tx, turn.resident_id, form.numbers[form.chosen], turn.now)
        return say("household.ended", home=home).closing()
    return ending.not_understood(turn, form)


ending.steps = {
    AskEnd.WHICH: Step(ask=_ask_which, answer=_which, takes_digits=True),
    AskEnd.SURE: Step(ask=_ask_sure, answer=_sure),
}


def _number(home: Home) -> int:
    return home.number
