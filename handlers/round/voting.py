"""Round 轮次, voting: numbers or titles in any writing, read back by title, one confirmation, a receipt."""

import re
from dataclasses import replace
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import round as rounds
from civic.errors import Refusal
from civic.numbers import read_picks
from civic.round import Booth
from civic.titles import match_titles
from handlers.round.words import asked_for, chosen, day_of, detail_of, facts_of, lines_of, no_ballot, numbers_of

router = Router("round")

READINGS_SHOWN = 3

_TAKE_BACK = re.compile("撤|作废|收回")
_NOT = re.compile("不(?:要|想|用)?撤")
_LEAVE = re.compile("投|算了|不要|不办|取消|放弃")
_WRONG = re.compile("不对|不是|错")
_ANEW = re.compile("重新?[选来投].*|改一?改?下?|再选.*")
# In the form: about the picks for certain, and perhaps. 换成声控灯 may be what somebody wants of a lamp.
_PICKS = re.compile("改[选投]|[选投]错|[改重]新?[选投]")
_PERHAPS_PICKS = re.compile("[换改]成|换[做为]|加上|再加")
# What may hold picks besides budget_vote: a title sounds like many things, but not like these others.
_MAY_PICK = frozenset({"budget_vote", "budget_info", "notice_query", "suggestion", "chitchat", "cancel", "thanks"})


class Ask(StrEnum):
    """The form's steps."""

    PICK = "pick"
    CONFIRM = "confirm"
    SURE = "sure"


class BallotForm(Form):
    """What was picked and not yet cast."""

    round_id: int
    picks: tuple[int, ...] = ()


def _left(turn: Turn, form: BallotForm) -> Answer:
    """Nothing is cast; a ballot that was cast before stands."""
    booth = _booth(turn, form)
    name = "round.left_voted" if booth.voted_on else "round.left"
    return say(name, day=day_of(booth.voted_on), **facts_of(turn, booth.round))


dialog: Dialog[BallotForm] = Dialog("ballot", BallotForm, reads_cancel=True, is_secret=True, cancelled=_left)
router.dialog(dialog)


@router.secret
def _votes(turn: Turn) -> bool:
    """`我投3号` with no form open names picks too."""
    return any(intent.name == "budget_vote" for intent in turn.heard.intents)


@router.command("投票")
@router.intent("budget_vote")
def begin(turn: Turn) -> Answer:
    """What is voted on, who may, until when; picks that were said at once are read back."""
    found = rounds.current(turn.tx, turn.now)
    if found is None:
        return no_ballot(turn)
    if not found.is_open:
        return say("round.not_yet", **facts_of(turn, found))
    booth = rounds.booth(turn.tx, turn.resident_id, found.number, turn.now)
    form = BallotForm(round_id=found.number)
    return (turn.heard.command is None and choose(turn, booth, form)) or show_list(turn, booth, form)


def show_list(turn: Turn, booth: Booth, form: BallotForm) -> Answer:
    """The list, and a number is a pick; whoever has voted is told so: the day, and never what."""
    name = "round.page_voted" if booth.voted_on else "round.page"
    facts = facts_of(turn, booth.round) | {"lines": lines_of(booth.projects), "day": day_of(booth.voted_on)}
    return dialog.ask(turn, Ask.PICK, form.filled(picks=()), Say(name, facts))


def propose(turn: Turn, form: BallotForm, booth: Booth, picks: tuple[int, ...], *before: Say) -> Answer:
    """Read picks back by title, or say why this is no ballot; either way nothing is cast."""
    try:
        rounds.check_picks(picks, [each.number for each in booth.projects], booth.round.max_picks)
    except Refusal as no:
        return _pick_again(turn, form, Say(f"refusal.{no.code}", no.facts))
    return dialog.ask(turn, Ask.CONFIRM, form.filled(picks=picks), *before)


def choose(turn: Turn, booth: Booth, form: BallotForm, *, sure: bool = False) -> Answer | None:
    """What was picked, by number or by title; None where nothing was. `sure`: it is about a ballot for certain."""
    said = turn.heard
    if not sure and said.intents and said.intents[0].name not in _MAY_PICK:
        return None
    return _picked(turn, booth, form)


def _picked(turn: Turn, booth: Booth, form: BallotForm) -> Answer | None:
    """The same, whatever it sounds like."""
    said = turn.heard
    picks = read_picks(said.raw, [each.number for each in booth.projects], booth.round.max_picks)
    if readings := [reading for reading in picks.ambiguous if reading]:
        return _ask_back(turn, form, booth, readings)
    if picks.ambiguous:
        return _pick_again(turn, form, Say("round.which_again", {"said": said.text}))
    if whole := (*picks.numbers, *picks.surplus, *picks.unknown, *picks.duplicate):
        return propose(turn, form, booth, whole)
    named = match_titles(said.text, {each.number: each.title for each in booth.projects})
    if named.unclear:
        lines = lines_of(chosen(booth.projects, named.unclear))
        return _pick_again(turn, form, Say("round.which_project", {"lines": lines}))
    return propose(turn, form, booth, named.sure) if named.sure else None


# --- the steps -------------------------------------------------------------------------------------------------------


def _ask_pick(turn: Turn, form: BallotForm) -> Say:
    return Say("round.pick")


def _pick(turn: Turn, form: BallotForm) -> Answer | None:
    booth, said = _booth(turn, form), turn.heard
    if turn.answers.later(said.text):
        return say("round.later", **facts_of(turn, booth.round))
    return _in_any_step(turn, form, booth) or _unread(turn, form)


def _ask_confirm(turn: Turn, form: BallotForm) -> Say:
    booth = _booth(turn, form)
    facts = {"lines": lines_of(chosen(booth.projects, form.picks)), "day": day_of(booth.voted_on)}
    return Say("round.confirm_again" if booth.voted_on else "round.confirm", facts)


def _confirm(turn: Turn, form: BallotForm) -> Answer | None:
    booth, said = _booth(turn, form), turn.heard
    if turn.answers.later(said.text):
        return say("round.draft_kept", **facts_of(turn, booth.round))
    if said.yes or said.number == 1:
        return _cast(turn, form, booth)
    if said.number == 2 or _ANEW.fullmatch(said.text) or (said.no and not _LEAVE.search(said.text)):
        return show_list(turn, booth, form)
    if said.intents and said.intents[0].name == "suggestion" and not _PICKS.search(said.text):
        return dialog.not_understood(turn, form)  # it names something that is a title, too: nothing is picked instead
    return _in_any_step(turn, form, booth) or _unread(turn, form)


def _ask_sure(turn: Turn, form: BallotForm) -> Say:
    return Say("round.withdraw_sure", {"day": day_of(_booth(turn, form).voted_on)})


def _sure(turn: Turn, form: BallotForm) -> Answer:
    booth, said = _booth(turn, form), turn.heard
    if said.no or said.number == 2 or _NOT.search(said.text) or turn.answers.later(said.text):
        return say("round.ballot_kept", day=day_of(booth.voted_on)).closing()
    if said.yes or said.number == 1 or _TAKE_BACK.search(said.text):
        rounds.withdraw(turn.tx, turn.resident_id, form.round_id, turn.now)
        return say("round.withdrawn", **facts_of(turn, booth.round)).closing()
    return dialog.not_understood(turn, form)


dialog.steps = {
    Ask.PICK: Step(ask=_ask_pick, answer=_pick, takes_digits=True),
    Ask.CONFIRM: Step(ask=_ask_confirm, answer=_confirm, takes_digits=True),
    Ask.SURE: Step(ask=_ask_sure, answer=_sure),
}


# --- what the steps share --------------------------------------------------------------------------------------------


def _booth(turn: Turn, form: BallotForm) -> Booth:
    return rounds.booth(turn.tx, turn.resident_id, form.round_id, turn.now)


def _in_any_step(turn: Turn, form: BallotForm, booth: Booth) -> Answer | None:
    """Taking a ballot back, leaving, one project in detail, or other picks."""
    said = turn.heard
    if _TAKE_BACK.search(said.text) and booth.voted_on:
        return dialog.ask(turn, Ask.SURE, form)
    if said.no and _WRONG.search(said.text):
        return dialog.ask(turn, Ask.PICK, form.filled(picks=()))
    if said.no or (said.intents and said.intents[0].name == "cancel") or _TAKE_BACK.search(said.text):
        return _left(turn, form).closing()
    if project := asked_for(said, booth.projects):
        return dialog.ask(turn, Ask(turn.conversation.opened.step), form, detail_of(project))
    is_of_picks = bool(_PICKS.search(said.text))
    picked = choose(turn, booth, form, sure=is_of_picks or bool(_PERHAPS_PICKS.search(said.text)))
    return picked or (dialog.not_understood(turn, form) if is_of_picks else None)


def _cast(turn: Turn, form: BallotForm, booth: Booth) -> Answer:
    here = turn.now.astimezone(turn.community.timezone)  # the roll keeps the day as people here call it
    receipt = rounds.cast(turn.tx, turn.resident_id, form.round_id, form.picks, here)
    name = "round.cast_again" if receipt.replaced else "round.cast"
    return say(name, code=receipt.code, **facts_of(turn, booth.round)).closing()


def _ask_back(turn: Turn, form: BallotForm, booth: Booth, readings: list[tuple[int, ...]]) -> Answer:
    """`135` with 1, 3 and 5 on the list; with more than one reading the numbers are to be said again."""
    said = turn.heard.text
    if len(readings) == 1:
        before = Say("round.guess", {"said": said, "numbers": numbers_of(readings[0])})
        return propose(turn, form, booth, readings[0], before)
    either = "，还是 ".join(numbers_of(reading) for reading in readings[:READINGS_SHOWN])
    return _pick_again(turn, form, Say("round.which", {"said": said, "readings": either}))


def _pick_again(turn: Turn, form: BallotForm, why: Say) -> Answer:
    return replace(dialog.ask(turn, Ask.PICK, form.filled(picks=()), why), missed=True)


def _unread(turn: Turn, form: BallotForm) -> Answer | None:
    """What is about something else is for whoever knows it; the form stays open."""
    return None if turn.heard.intents else dialog.not_understood(turn, form)
