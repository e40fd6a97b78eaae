"""Opinion 意见建议 in the chat: one sentence is filed, 建议 alone shows the last ones and asks for a new one."""

import re
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import COURTESIES, Router
from civic import opinion
from civic.errors import Refusal
from civic.opinion import OpinionView
from civic.phrases import say_day

router = Router("opinion")

SHORTEST = 4  # characters that can be a suggestion: 多种树 is too little to act on, 多种些树 is not
LIST_TEXT, LIST_ANSWER = 20, 60  # characters of an opinion and its answer in the list; 意见 12 shows it whole

# What only says that a suggestion is coming: 我想给社区提一条建议.
_ANNOUNCED = re.compile(
    r"[我想要有给跟向你您们咱社区小物业提说个条点一些这里可以能在哪怎么样好吗呢啊吧的\W]*(?:建议|意见|提议|想法|点子)[吗呢啊吧了\W]*"
)
_ONE = re.compile(r"意见\s*(\d{1,9})\s*号?")


class Ask(StrEnum):
    """The form's only step."""

    WORDS = "words"


dialog: Dialog[Form] = Dialog("opinion", Form)
router.dialog(dialog)


@router.command("建议")
def begin(turn: Turn) -> Answer:
    """The resident's last opinions with their answers, and what is the new one?"""
    views = opinion.latest(turn.tx, turn.resident_id)
    if not views:
        return dialog.open(turn, Ask.WORDS, Form())
    return dialog.open(turn, Ask.WORDS, Form(), Say("opinion.list", {"lines": [_line(view) for view in views]}))


@router.intent("suggestion")
def file_sentence(turn: Turn) -> Answer:
    """A free sentence is filed at once; one that only announces a suggestion is asked what it is."""
    return begin(turn) if _ANNOUNCED.fullmatch(turn.heard.text) else _file(turn)


@router.keyword
def show(turn: Turn) -> Answer | None:
    """意见 12: one of the resident's own, whole."""
    said = _ONE.fullmatch(turn.heard.text.strip())
    if said is None:
        return None
    view = opinion.of_resident(turn.tx, turn.resident_id, int(said[1]))
    facts = {"number": view.number, "day": say_day(view.at, turn.community.timezone), "text": view.text}
    if view.is_open:
        return say("opinion.one", **facts, state=Say(f"opinion_state.{view.state}"))
    return say("opinion.one_answered", **facts, answer=view.answer)


def _ask(turn: Turn, form: Form) -> Say:
    return Say("opinion.ask")


def _words(turn: Turn, form: Form) -> Answer:
    heard = turn.heard
    if (shown := show(turn)) is not None:
        return shown
    is_talk = heard.yes or heard.no or bool(heard.intents and heard.intents[0].name in COURTESIES)
    if is_talk or heard.number is not None or len(heard.text) < SHORTEST or _ANNOUNCED.fullmatch(heard.text):
        return dialog.not_understood(turn, form, Say("opinion.too_little"))
    try:
        return _file(turn).closing()
    except Refusal as refusal:  # whoever wrote a long one is to shorten it, not to begin again
        return dialog.open(turn, Ask.WORDS, form, Say(f"refusal.{refusal.code}", refusal.facts))


dialog.steps = {Ask.WORDS: Step(ask=_ask, answer=_words)}


def _file(turn: Turn) -> Answer:
    filed = opinion.file(turn.tx, turn.resident_id, turn.heard.raw, turn.now)
    return say("opinion.filed", number=filed.number)


def _line(view: OpinionView) -> Say:
    facts = {"number": view.number, "text": _short(view.text, LIST_TEXT)}
    if view.is_open:
        return Say("opinion.line", facts | {"state": Say(f"opinion_state.{view.state}")})
    return Say("opinion.line_answered", facts | {"answer": _short(view.answer, LIST_ANSWER)})


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
