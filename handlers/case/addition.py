"""Case 诉求, just filed: pictures, places and further words that come in the next minutes join it."""

from datetime import timedelta
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn, place_on_map
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import case
from civic.case import CaseView, Report
from civic.errors import Refusal
from civic.place import Place, read_place
from handlers.case.words import FIRST_NUMBER, UNKNOWN, facts_of, is_sure, media_of

router = Router("case_addition")

BARE = 7  # characters: so short an addition ("补充一张照片") only announces itself

# What is about the case that was just filed, though no word says so; other intents are about something else.
_SAME_MATTER = frozenset({"complaint_more", "chitchat", "thanks", "cancel"})


class Ask(StrEnum):
    """The form's steps."""

    MORE = "more"
    ESTATE = "estate"  # several have this building


class Addition(Form):
    """Which case is added to, as it was called; the estates it may be in, and all cases that the answer is for."""

    number: int
    category: str
    estates: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


# Open for a while after a case was filed: a picture, a place, another word belong to it.
dialog: Dialog[Addition] = Dialog("case_addition", Addition, life=timedelta(minutes=10))
router.dialog(dialog)


def opened_for(turn: Turn, answer: Answer, *views: CaseView) -> Answer:
    """The same answer, and what is added in the next minutes joins the last of these cases.

    Where several estates have its building it is asked which; the case stands without an answer.
    """
    last = views[-1]
    form = Addition(number=last.number, category=last.category)
    asked = [(view.number, case.estates_meant(view.place, turn.community)) for view in views]
    if estates := next((each for _, each in asked if each), ()):
        form = form.filled(estates=tuple(estates), numbers=tuple(number for number, each in asked if each))
        return Answer((*answer.says, _ask_estate(turn, form)), dialog.open(turn, Ask.ESTATE, form).dialog)
    return Answer(answer.says, dialog.open(turn, Ask.MORE, form).dialog)


def _ask(turn: Turn, form: Addition) -> Say:
    return Say("case.say_supplement", {"number": form.number, "category": form.category})


def _ask_estate(turn: Turn, form: Addition) -> Say:
    choices = [Say("case.choice", {"digit": digit, "label": name}) for digit, name in enumerate(form.estates, 1)]
    return Say("case.which_estate", {"choices": choices})


def _estate(turn: Turn, form: Addition) -> Answer | None:
    """The estate by its number or name, for every case that it was asked for; whatever else is said is an addition."""
    place, number = turn.heard.place, turn.heard.number or 0
    if 1 <= number <= len(form.estates):
        place = Place(form.estates[number - 1], None, None, None, "")
    if place is None or place.estate is None or (turn.heard.intents and not turn.heard.number):
        return _answer(turn, form)
    only_estate = Place(place.estate, None, None, None, "")
    said = [locate(turn, each, place if each == form.number else only_estate) for each in form.numbers]
    done = dialog.open(turn, Ask.MORE, form.filled(estates=(), numbers=()))
    return Answer(tuple(words for answer in said for words in answer.says), done.dialog)


def _answer(turn: Turn, form: Addition) -> Answer | None:
    """What is sent in the minutes after filing; None for what is clearly about something else."""
    if media := media_of(turn):
        view = case.attach(turn.tx, turn.resident_id, form.number, media, turn.now)
        return say(f"case.{media.kind}_joined", **facts_of(turn, view))
    if turn.kind == "location":
        return locate(turn, form.number, place_on_map(turn))
    if not turn.heard.text or "撤" in turn.heard.text or turn.answers.who(turn.heard.text):
        return None
    if turn.heard.number is not None:
        return _number(turn, form, turn.heard.number)
    if turn.heard.command in {"取消", "返回"} or _is(turn, "cancel"):
        return say("case.is_filed", number=form.number).closing()
    is_unknown = UNKNOWN.search(turn.heard.text) and not turn.heard.place
    if is_unknown or turn.answers.no_photo(turn.heard.text) or turn.heard.yes or turn.heard.no or _is(turn, "thanks"):
        return say("case.nothing_more", number=form.number).closing()
    if _is(turn, "complaint_more") and len(turn.heard.text) < BARE:
        return dialog.open(turn, Ask.MORE, form)
    return _words(turn, form)


def _words(turn: Turn, form: Addition) -> Answer | None:
    """A place, or what a recording was about, or anything else; None for another matter."""
    view = case.of_resident(turn.tx, turn.resident_id, form.number)
    first, place = next(iter(turn.heard.intents), None), turn.heard.place
    may_be_place = first is None or (first.name == "complaint" and not is_sure(first))
    if may_be_place and not case.is_findable(view.place):
        place = read_place(turn.heard.text, expecting=True, estates=turn.community.estate_names) or place
        first = None if place else first
    if place and first is None:
        return locate(turn, form.number, place)
    if first and first.name not in _SAME_MATTER:
        return None
    return tell(turn, view) if view.is_untold else supplement(turn, form.number)


def _number(turn: Turn, form: Addition, number: int) -> Answer | None:
    """A room, or a building that is still missing, where the number is neither a line of the menu nor a case."""
    if number in {0, 8, 9} or any(line.digit == number for line in turn.community.menu):
        return None
    place = read_place(turn.heard.text, expecting=True)
    known = case.of_resident(turn.tx, turn.resident_id, form.number).place
    if place is None or (known and case.with_added(known, place) != case.more_exactly(known, place)):
        return None
    return None if number >= FIRST_NUMBER and _is_case(turn, number) else locate(turn, form.number, place)


def _is_case(turn: Turn, number: int) -> bool:
    try:
        case.of_resident(turn.tx, turn.resident_id, number)
    except Refusal as refusal:
        return refusal.code != "not_found"
    return True


def _is(turn: Turn, intent: str) -> bool:
    return bool(turn.heard.intents) and turn.heard.intents[0].name == intent


def supplement(turn: Turn, number: int) -> Answer:
    """Add what was said to a case."""
    view = case.supplement(turn.tx, turn.resident_id, number, turn.heard.raw, turn.now)
    return say("case.supplemented", **facts_of(turn, view))


def tell(turn: Turn, view: CaseView) -> Answer:
    """The first sentence after a recording without words says what it is about, and often where."""
    found = next((intent for intent in turn.heard.intents if intent.name == "complaint"), None)
    category = (found and found.category) or view.category
    place = turn.heard.place and case.by_present_name(turn.heard.place, turn.community)
    deadline = turn.community.category(category).deadline(urgent=False)
    told = case.tell(
        turn.tx, turn.resident_id, view.number, Report(category, turn.heard.raw, place), deadline, turn.now
    )
    if case.is_findable(told.place):
        return opened_for(turn, say("case.filed", **facts_of(turn, told)), told)
    return opened_for(turn, Answer((Say("case.told", facts_of(turn, told)), Say("case.where"))), told)


def locate(turn: Turn, number: int, place: Place) -> Answer:
    """Tell a case its place."""
    where = case.by_present_name(place, turn.community)
    view = case.locate(turn.tx, turn.resident_id, number, where, turn.now)
    name = "case.location_joined_untold" if view.is_untold else "case.location_joined"
    return say(name, **facts_of(turn, view))


dialog.steps = {Ask.MORE: Step(ask=_ask, answer=_answer), Ask.ESTATE: Step(ask=_ask_estate, answer=_estate)}
