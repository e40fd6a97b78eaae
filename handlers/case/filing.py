"""Case 诉求, filing: one free sentence is enough; a guided form asks only for what is missing."""

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn, place_on_map
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import case
from civic.case import Media, MediaKind, Report
from civic.place import Place, read_place
from config.community import OTHER
from handlers.case.addition import locate, opened_for
from handlers.case.words import facts_of, media_of

router = Router("case")

_UNKNOWN = re.compile("不知道|说不清|不清楚|忘了|不晓得|记不得|不记得|不好说|没看清")

# What the guided form lists, in the words of `case_choice`: the eight kinds that come most often, and the rest.
CHOICES: Mapping[int, str] = {
    1: "公共照明",
    2: "排水管网",
    3: "环境卫生",
    4: "电梯",
    5: "水电气暖",
    6: "停车秩序",
    7: "噪音扰民",
    8: "治安安防",
    9: OTHER,
}


class Ask(StrEnum):
    """The form's steps."""

    WHAT = "what"
    WHERE = "where"


class Attached(Form):
    """A picture or recording that was sent before the case has its number."""

    kind: MediaKind
    media_id: str
    url: str = ""


class CaseForm(Form):
    """What is known so far; empty: not yet."""

    category: str = ""
    text: str = ""  # the resident's words; where only a digit was chosen, the category
    place: Place | None = None
    media: tuple[Attached, ...] = ()

    def holding(self, media: Media) -> "CaseForm":
        """The same with one more picture or recording."""
        return self.filled(media=(*self.media, Attached(kind=media.kind, media_id=media.media_id, url=media.url)))


dialog: Dialog[CaseForm] = Dialog("case", CaseForm)
router.dialog(dialog)


@router.command("投诉", "报修", "诉求")
def begin(turn: Turn) -> Answer:
    """The guided form, from its start."""
    return dialog.open(turn, Ask.WHAT, CaseForm())


@router.intent("complaint")
def file_sentence(turn: Turn) -> Answer:
    """A free sentence: filed at once, or asked for what is missing."""
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
        return _file(turn, form.filled(category=OTHER), is_voice=True)
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
            return _file(turn, form.holding(media).filled(category=OTHER), is_voice=True)
        return dialog.ask(turn, Ask.WHAT, form.holding(media), Say("case.photo_kept"))
    if turn.kind == "location":
        return dialog.ask(turn, Ask.WHAT, form.filled(place=place_on_map(turn)), Say("case.place_kept"))
    if category := CHOICES.get(turn.heard.number or 0):
        return _next(turn, form.filled(category=category, text=category))
    if not turn.heard.text or turn.heard.number is not None or _is_talk(turn):
        return dialog.not_understood(turn, form, Say("case.not_a_choice"))
    return _take_sentence(turn, form)


def _ask_where(turn: Turn, form: CaseForm) -> Say:
    return Say("case.where")


def _where(turn: Turn, form: CaseForm) -> Answer:
    if media := media_of(turn):
        before = Say("case.photo_kept" if media.kind == "photo" else "case.voice_not_read")
        return dialog.ask(turn, Ask.WHERE, form.holding(media), before)
    if turn.kind == "location":
        return _file(turn, form.filled(place=place_on_map(turn)))
    place = turn.heard.place
    if place is None and _UNKNOWN.search(turn.heard.text):
        return _file(turn, form)
    if place is None and not _is_talk(turn):
        place = read_place(turn.heard.text, expecting=True, estates=turn.community.estate_names)
    if place is None:
        return dialog.not_understood(turn, form)
    # Whoever tells more than the place is not to lose it.
    text = f"{form.text}；{turn.heard.raw}" if _complains(turn) else form.text
    return _file(turn, form.filled(text=text, place=case.more_exactly(place, form.place)))


def _skip_where(turn: Turn, form: CaseForm) -> Answer:
    return _file(turn, form)


dialog.steps = {
    Ask.WHAT: Step(ask=_ask_what, answer=_what, takes_digits=True),
    Ask.WHERE: Step(ask=_ask_where, answer=_where, skip=_skip_where, takes_digits=True),
}


# --- what the steps share --------------------------------------------------------------------------------------------


def _take_sentence(turn: Turn, form: CaseForm) -> Answer:
    """A sentence says what, and often where."""
    found = next((intent for intent in turn.heard.intents if intent.name == "complaint"), None)
    category = (found and found.category) or form.category or OTHER
    return _next(turn, form.filled(category=category, text=turn.heard.raw, place=turn.heard.place or form.place))


def _next(turn: Turn, form: CaseForm) -> Answer:
    """Filed where it can be found, else asked for the place."""
    return _file(turn, form) if case.is_findable(form.place) else dialog.ask(turn, Ask.WHERE, form)


def _file(turn: Turn, form: CaseForm, *, is_voice: bool = False) -> Answer:
    media = tuple(Media(kept.kind, kept.media_id, kept.url) for kept in form.media)
    place = form.place and case.by_present_name(form.place, turn.community)
    report = Report(form.category, form.text, place, media, is_voice)
    deadline = turn.community.category(form.category).deadline(urgent=False)
    filed = case.file(turn.tx, turn.resident_id, report, deadline, turn.now)
    name = "case.filed_voice" if is_voice else "case.filed" if filed.where else "case.filed_nowhere"
    return opened_for(turn, filed, say(name, **facts_of(turn, filed)))


def _complains(turn: Turn) -> bool:
    return any(intent.name == "complaint" for intent in turn.heard.intents)


def _is_talk(turn: Turn) -> bool:
    """Words that answer no question about a place or a matter: 好的, 等会儿, 你是机器人吗, 什么意思?"""
    heard = turn.heard
    if heard.yes or heard.no or turn.answers.later(heard.text) or heard.text.endswith(("?", "吗", "呢")):
        return not heard.place
    return bool(heard.intents) and heard.intents[0].name not in {"complaint", "complaint_more", "budget_vote"}
