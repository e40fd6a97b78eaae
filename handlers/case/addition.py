"""Case 诉求, just filed: pictures, places and further words that come in the next minutes join it."""

from datetime import timedelta
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn, place_on_map
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import case
from civic.case import CaseView
from civic.place import Place
from handlers.case.words import facts_of, media_of

router = Router("case_addition")

BARE = 7  # characters: so short an addition ("补充一张照片") only announces itself

# What is about the case that was just filed, though no word says so; other intents are about something else.
_SAME_MATTER = frozenset({"complaint_more", "chitchat", "thanks", "cancel"})


class Ask(StrEnum):
    """The form's only step."""

    MORE = "more"


class Addition(Form):
    """Which case is added to, as it was called."""

    number: int
    category: str


# Open for a while after a case was filed: a picture, a place, another word belong to it.
dialog: Dialog[Addition] = Dialog("case_addition", Addition, life=timedelta(minutes=10))
router.dialog(dialog)


def opened_for(turn: Turn, view: CaseView, answer: Answer) -> Answer:
    """The same answer, and whatever is added in the next minutes joins this case."""
    form = Addition(number=view.number, category=view.category)
    return Answer(answer.says, dialog.open(turn, Ask.MORE, form).dialog)


def _ask(turn: Turn, form: Addition) -> Say:
    return Say("case.say_supplement", {"number": form.number, "category": form.category})


def _answer(turn: Turn, form: Addition) -> Answer | None:
    """What is sent in the minutes after filing; None for what is clearly about something else."""
    if media := media_of(turn):
        view = case.attach(turn.tx, turn.resident_id, form.number, media, turn.now)
        return say(f"case.{media.kind}_joined", **facts_of(turn, view))
    if turn.kind == "location":
        return locate(turn, form.number, place_on_map(turn))
    if not turn.heard.text or turn.heard.number is not None:
        return None
    if "撤" in turn.heard.text or turn.answers.who(turn.heard.text):
        return None
    if turn.heard.command in {"取消", "返回"} or _is(turn, "cancel"):
        return say("case.is_filed", number=form.number).closing()
    if turn.answers.no_photo(turn.heard.text) or turn.heard.yes or turn.heard.no or _is(turn, "thanks"):
        return say("case.nothing_more", number=form.number).closing()
    if _is(turn, "complaint_more") and len(turn.heard.text) < BARE:
        return dialog.open(turn, Ask.MORE, form)
    if turn.heard.intents and turn.heard.intents[0].name not in _SAME_MATTER:
        return None
    if turn.heard.place and not turn.heard.intents:
        return locate(turn, form.number, turn.heard.place)
    return supplement(turn, form.number)


def _is(turn: Turn, intent: str) -> bool:
    return bool(turn.heard.intents) and turn.heard.intents[0].name == intent


def supplement(turn: Turn, number: int) -> Answer:
    """Add what was said to a case."""
    view = case.supplement(turn.tx, turn.resident_id, number, turn.heard.raw, turn.now)
    return say("case.supplemented", **facts_of(turn, view))


def locate(turn: Turn, number: int, place: Place) -> Answer:
    """Tell a case its place."""
    where = case.by_present_name(place, turn.community)
    view = case.locate(turn.tx, turn.resident_id, number, where, turn.now)
    return say("case.location_joined", **facts_of(turn, view))


dialog.steps = {Ask.MORE: Step(ask=_ask, answer=_answer)}
