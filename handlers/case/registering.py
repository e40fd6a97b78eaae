"""Case 诉求, registered: one matter, or two that were told in one breath, and what is answered."""

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from civic import case
from civic.case import CaseView, Media, Report
from civic.place import Place
from handlers.case.addition import opened_for
from handlers.case.form import CaseForm
from handlers.case.words import facts_of


def register(turn: Turn, form: CaseForm, *, is_voice: bool = False) -> Answer:
    """File what the form holds; what comes in the next minutes joins it."""
    media = tuple(Media(kept.kind, kept.media_id, kept.url) for kept in form.media)
    filed = file(turn, form.category, form.text, form.place, media, is_voice=is_voice)
    if form.also is None:
        name = "case.filed_voice" if is_voice else "case.filed" if filed.where else "case.filed_nowhere"
        return opened_for(turn, say(name, **facts_of(turn, filed)), filed)
    place = form.also.place or form.place
    second = file(turn, form.also.category, form.also.text, place, ())
    lines = [Say("case.filed_line", facts_of(turn, view)) for view in (filed, second)]
    return opened_for(turn, say("case.filed_two", lines=lines), filed, second)


def file(
    turn: Turn, category: str, text: str, place: Place | None, media: tuple[Media, ...], *, is_voice: bool = False
) -> CaseView:
    """Register one case with the deadline of its category."""
    where = place and case.by_present_name(place, turn.community)
    deadline = turn.community.category(category).deadline(urgent=False)
    return case.file(turn.tx, turn.resident_id, Report(category, text, where, media, is_voice), deadline, turn.now)
