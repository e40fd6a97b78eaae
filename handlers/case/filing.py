"""Case 诉求, filing: one free sentence is enough; a guided form asks only for what is missing."""

import re

from bot.answer import Answer, Say, say
from bot.conversation import Turn, place_on_map
from bot.dialog import Step
from bot.router import Router
from bot.understanding import Intent
from civic import case
from civic.place import Place, beside, read_place
from config.community import OTHER
from handlers.case.addition import locate, tell
from handlers.case.form import CHOICES, Ask, CaseForm, Matter, dialog
from handlers.case.registering import register
from handlers.case.words import UNKNOWN, facts_of, is_sure, media_of

router = Router("case")
router.dialog(dialog)

AT_ONCE = 2  # matters of one message that are filed together: more nobody can check in one answer
BARELY = 5  # characters beside a place that tell nothing: 小…那个亭子

_UNDECIDED = re.compile(f"{UNKNOWN.pattern}|选哪|哪一?个|哪一?项|怎么选|咋选|怎么填|咋填|看看再说|看一?看$|随便")
_CORRECTS = re.compile(r"(?:哎呀?|啊|哦)?[,\s]*(?:不对|不是|错了|(?:我|刚才|刚刚)?[说写打发选点按搞弄]错)")


@router.command("投诉", "报修", "诉求")
def begin(turn: Turn) -> Answer:
    """The guided form, from its start."""
    return dialog.open(turn, Ask.WHAT, CaseForm())


@router.intent("complaint")
def file_sentence(turn: Turn) -> Answer:
    """A free sentence: filed at once, or asked for what is missing."""
    if view := case.untold(turn.tx, turn.resident_id, turn.now):
        return tell(turn, view)
    return _take_sentence(turn, CaseForm())


@router.kind("image", "voice")
def take_media(turn: Turn) -> Answer:
    """Joins the open case. Without one a picture begins a case, and a wordless recording is one to be listened to."""
    media = media_of(turn)
    if media is None:
        raise ValueError("neither picture nor wordless recording")
    if view := case.present(turn.tx, turn.resident_id, turn.now):
        joined = case.attach(turn.tx, turn.resident_id, view.number, media, turn.now)
        return say(f"case.{media.kind}_joined", **facts_of(turn, joined))
    form = CaseForm().holding(media)
    if media.kind == "voice":
        return register(turn, form.filled(category=OTHER), is_voice=True)
    return dialog.open(turn, Ask.WHAT, form, Say("case.photo_kept"))


@router.kind("location")
def take_location(turn: Turn) -> Answer:
    """A place on the map tells the open case its place; without one it begins a case there."""
    place = place_on_map(turn)
    if view := case.present(turn.tx, turn.resident_id, turn.now):
        return locate(turn, view.number, place)
    return begin_at(turn, place)


def begin_at(turn: Turn, place: Place) -> Answer:
    """The form, begun with the place."""
    return dialog.open(turn, Ask.WHAT, CaseForm(place=place), Say("case.place_kept"))


# --- the steps -------------------------------------------------------------------------------------------------------


_CHOICES = [Say("case.choice", {"digit": digit, "label": Say(f"case_choice.{of}")}) for digit, of in CHOICES.items()]


def _ask_what(turn: Turn, form: CaseForm) -> Say:
    return Say("case.what", {"choices": _CHOICES})


def _what(turn: Turn, form: CaseForm) -> Answer:
    if media := media_of(turn):
        if media.kind == "voice":
            return register(turn, form.holding(media).filled(category=OTHER), is_voice=True)
        return dialog.ask(turn, Ask.WHAT, form.holding(media), Say("case.photo_kept"))
    if turn.kind == "location":
        return dialog.ask(turn, Ask.WHAT, form.filled(place=place_on_map(turn)), Say("case.place_kept"))
    if category := CHOICES.get(turn.heard.number or 0):
        return _next(turn, form.filled(category=category, text=category))
    if _complaints(turn):
        return _take_sentence(turn, form)
    if turn.heard.place and len(_beside_place(turn)) <= BARELY:
        place = case.more_exactly(turn.heard.place, form.place)
        return dialog.ask(turn, Ask.WHAT, form.filled(place=place), Say("case.place_kept"))
    if turn.heard.number is not None or _is_talk(turn) or not _tells_something(turn.heard.text):
        return dialog.not_understood(turn, form, Say("case.not_a_choice"))
    return _take_sentence(turn, form)


def _ask_where(turn: Turn, form: CaseForm) -> Say:
    return Say("case.where")


def _where(turn: Turn, form: CaseForm) -> Answer:
    if media := media_of(turn):
        before = Say("case.photo_kept" if media.kind == "photo" else "case.voice_not_read")
        return dialog.ask(turn, Ask.WHERE, form.holding(media), before)
    if turn.kind == "location":
        return _placed(turn, form.filled(place=place_on_map(turn)))
    if told := _told_here(turn, form):
        return told
    place = _place_said(turn)
    if place is None:
        is_unknown = not _is_talk(turn) and UNKNOWN.search(turn.heard.text)
        return register(turn, form) if is_unknown else dialog.not_understood(turn, form)
    # Whoever tells more than the place is not to lose it.
    text = f"{form.text}；{turn.heard.raw}" if _told_besides(turn) else form.text
    return _placed(turn, form.filled(text=text, place=case.more_exactly(place, form.place)))


def _told_here(turn: Turn, form: CaseForm) -> Answer | None:
    """What is told where the place was asked for: it takes the place of what was chosen, corrects it, or comes too."""
    found = _told_besides(turn)
    if found is None:
        return None
    if form.is_only_chosen or _CORRECTS.match(turn.heard.text):
        before = form.place if case.is_findable(form.place) else None
        place = case.more_exactly(turn.heard.place, before) if turn.heard.place else before
        return _next(turn, form.filled(category=found.category or OTHER, text=turn.heard.raw, place=place))
    if found.category in (form.category, OTHER) or form.also:
        return None
    also = Matter(category=found.category or OTHER, text=turn.heard.raw)
    if turn.heard.place is None:
        return dialog.ask(turn, Ask.WHERE, form.filled(also=also), Say("case.noted_too", {"category": also.category}))
    return _placed(turn, form.filled(also=also, place=case.more_exactly(turn.heard.place, form.place)))


def _place_said(turn: Turn) -> Place | None:
    """The place in an answer to where: in the words that were used, if they name no home."""
    place = turn.heard.place
    if (place and (place.building or place.unit or place.room)) or _told_besides(turn):
        return place
    if place is None and _is_talk(turn):
        return None
    wider = read_place(turn.heard.text, expecting=True, estates=turn.community.estate_names)
    return place if place and wider and wider.building else wider or place


def _skip(turn: Turn, form: CaseForm) -> Answer:
    return register(turn, form)


def _ask_building(turn: Turn, form: CaseForm) -> Say:
    return Say("case.which_building", {"where": form.where})


def _building(turn: Turn, form: CaseForm) -> Answer:
    """No list has it: another building is taken instead, and the same one, said again, is believed."""
    if media := media_of(turn):
        return dialog.ask(turn, Ask.BUILDING, form.holding(media), Say("case.photo_kept"))
    place = place_on_map(turn) if turn.kind == "location" else _place_said(turn)
    if place is None and not (turn.heard.yes or turn.answers.no_photo(turn.heard.text)):
        return dialog.not_understood(turn, form)
    return register(turn, form.filled(place=case.more_exactly(place, form.place) if place else form.place))


dialog.steps = {
    Ask.WHAT: Step(ask=_ask_what, answer=_what, takes_digits=True),
    Ask.WHERE: Step(ask=_ask_where, answer=_where, skip=_skip, takes_digits=True),
    Ask.BUILDING: Step(ask=_ask_building, answer=_building, skip=_skip, takes_digits=True),
}


# --- what the steps share --------------------------------------------------------------------------------------------


def _take_sentence(turn: Turn, form: CaseForm) -> Answer:
    """A sentence says what, and often where; sometimes it says two things."""
    told = _complaints(turn)
    if len(told) > 1:
        return _take_several(turn, form, told)
    category = (told[0].category if told else "") or form.category or OTHER
    return _next(turn, form.filled(category=category, text=turn.heard.raw, place=turn.heard.place or form.place))


def _take_several(turn: Turn, form: CaseForm, told: list[Intent]) -> Answer:
    """Two matters of one message: what can be found is filed, and the place of the other is asked for."""
    names = turn.community.estate_names
    places = [read_place(each.text, estates=names) or form.place for each in told[:AT_ONCE]]
    matters = [
        Matter(category=each.category or OTHER, text=each.text, place=place)
        for each, place in zip(told, places, strict=False)
    ]
    before = (Say("case.too_many"),) if len(told) > AT_ONCE else ()
    found = [each for each in matters if case.is_findable(each.place)]
    first, other = (found + [each for each in matters if each not in found])[:AT_ONCE]
    filled = form.filled(category=first.category, text=first.text, place=first.place)
    if len(found) == 1:
        filed = register(turn, filled)
        rest = CaseForm(category=other.category, text=other.text, place=other.place)
        which = Say("case.and_this", {"category": other.category})
        return dialog.open(turn, Ask.WHERE, rest, *filed.says, *before, which)
    both = filled.filled(also=other if found else other.model_copy(update={"place": None}))
    answer = register(turn, both) if found else dialog.open(turn, Ask.WHERE, both)
    return answer.after(*before)


def _next(turn: Turn, form: CaseForm) -> Answer:
    """Filed where it can be found, else asked for the place."""
    return _placed(turn, form) if case.is_findable(form.place) else dialog.ask(turn, Ask.WHERE, form)


def _placed(turn: Turn, form: CaseForm) -> Answer:
    """Filed, once the building is one that there is, or was asked about."""
    return dialog.ask(turn, Ask.BUILDING, form) if case.is_unknown(form.place, turn.community) else register(turn, form)


def _complaints(turn: Turn) -> list[Intent]:
    return [intent for intent in turn.heard.intents if intent.name == "complaint"]


def _told_besides(turn: Turn) -> Intent | None:
    """A complaint that is surely one, and not the landmark that was asked for."""
    return next((each for each in _complaints(turn) if is_sure(each) and _beside_place(turn)), None)


def _beside_place(turn: Turn) -> str:
    return beside(turn.heard.text, estates=turn.community.estate_names)


def _tells_something(text: str) -> bool:
    """Words of a matter, though none that we know: not 啊啊啊, 不知道选哪个."""
    return len({char for char in text if "一" <= char <= "龥"}) > 3 and not _UNDECIDED.search(text)


def _is_talk(turn: Turn) -> bool:
    """Words that answer no question about a place or a matter: 好的, 等会儿, 你是机器人吗, 什么意思?"""
    heard = turn.heard
    if heard.yes or heard.no or turn.answers.later(heard.text) or heard.text.endswith(("?", "吗", "呢")):
        return not heard.place
    return bool(heard.intents) and heard.intents[0].name not in {"complaint", "complaint_more", "budget_vote"}
