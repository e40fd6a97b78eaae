"""Round 轮次, looking: 项目 lists what is voted on, and a number there shows one; nothing is cast by looking."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, Form, Step
from bot.router import Router
from civic import round as rounds
from civic.round import ProjectView, RoundView
from civic.titles import match_titles
from handlers.round import voting
from handlers.round.voting import BallotForm
from handlers.round.words import asked_for, chosen, detail_of, facts_of, lines_of, no_ballot

router = Router("round_project")


class Ask(StrEnum):
    """The form's only step."""

    LOOK = "look"


class Looking(Form):
    """Which round's list is open, and which project was shown last; 0: none."""

    round_id: int
    shown: int = 0


# Open for a while after the list was shown: a number is a project's, not a line of the menu.
dialog: Dialog[Looking] = Dialog("round_project", Looking, life=timedelta(hours=1), is_secret=True)
router.dialog(dialog)


@router.command("项目")
def show_list(turn: Turn) -> Answer:
    """What is voted on, now or next. In the middle of a ballot the ballot's own list, where a number is a pick."""
    found = rounds.current(turn.tx, turn.now)
    if found is None:
        return no_ballot(turn)
    if turn.conversation.opened.dialog == voting.dialog.name:
        return voting.begin(turn)
    projects = rounds.projects(turn.tx, found.number)
    facts = facts_of(turn, found) | {"count": len(projects), "lines": lines_of(projects)}
    return dialog.open(turn, Ask.LOOK, Looking(round_id=found.number), Say("round.projects", facts))


@router.intent("budget_info")
def explain(turn: Turn) -> Answer:
    """A question about the vote: about one project, or who may vote, how many, until when."""
    found = rounds.current(turn.tx, turn.now)
    if found and (project := asked_for(turn.heard, rounds.projects(turn.tx, found.number))):
        return _show(turn, found, project)
    return voting.begin(turn)


def _ask_look(turn: Turn, form: Looking) -> Say:
    if not form.shown:
        return Say("round.look")
    found = rounds.get(turn.tx, form.round_id)
    return Say("round.vote_for_it" if found and found.is_open else "round.look_on")


def _look(turn: Turn, form: Looking) -> Answer | None:
    """A number shows a project; yes after it picks it; None for what is about something else."""
    said, found = turn.heard, rounds.current(turn.tx, turn.now)
    if found is None or found.number != form.round_id:
        return None
    if said.command in {"取消", "返回", "跳过"} or (form.shown and said.no):
        return say("round.look_done").closing()
    projects = rounds.projects(turn.tx, found.number)
    if said.number is not None:
        return _show_number(turn, form, found, projects)
    if form.shown and said.yes and not found.is_open:
        return say("round.not_yet", **facts_of(turn, found))
    if form.shown and said.yes:
        booth = rounds.booth(turn.tx, turn.resident_id, found.number, turn.now)
        return voting.propose(turn, BallotForm(round_id=found.number), booth, (form.shown,))
    if said.intents and said.intents[0].name == "budget_vote":
        return voting.begin(turn)
    if project := asked_for(said, projects) or _named(said.text, projects):
        return _show(turn, found, project)
    return None


dialog.steps = {Ask.LOOK: Step(ask=_ask_look, answer=_look, takes_digits=True)}


def _show(turn: Turn, found: RoundView, project: ProjectView) -> Answer:
    return dialog.ask(turn, Ask.LOOK, Looking(round_id=found.number, shown=project.number), detail_of(project))


def _show_number(turn: Turn, form: Looking, found: RoundView, projects: Sequence[ProjectView]) -> Answer:
    number = turn.heard.number or 0
    if project := next(iter(chosen(projects, [number])), None):
        return _show(turn, found, project)
    last = max(each.number for each in projects)
    return dialog.not_understood(turn, form, Say("round.no_such_project", {"number": number, "last": last}))


def _named(text: str, projects: Sequence[ProjectView]) -> ProjectView | None:
    named = match_titles(text, {each.number: each.title for each in projects})
    return next(iter(chosen(projects, named.sure)), None)
