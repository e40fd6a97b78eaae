"""Round 轮次: what the chat's sentences say of a round, its projects and its days."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from bot.answer import Answer, Say
from bot.conversation import Turn
from bot.understanding import Heard
from civic import round as rounds
from civic.money import say_yuan
from civic.numbers import read_picks
from civic.phrases import say_moment
from civic.round import ProjectView, RoundView

_DETAIL = re.compile("(?:看看?)?(?:详情|详细|介绍)|是(?:什么|啥)|多少钱|花多少")


def no_ballot(turn: Turn) -> Answer:
    """Nothing is voted on now: said plainly, with what else there is."""
    past = rounds.newest_past(turn.tx, turn.now)
    hint = (Say("round.past", {"title": past.title}),) if past else ()
    return Answer((Say("service.no_ballot"), *hint, Say("menu")))


def facts_of(turn: Turn, view: RoundView) -> dict[str, object]:
    """Title, who may vote, limits and instants, in words."""
    zone = turn.community.timezone
    return {
        "title": view.title,
        "who": view.who,
        "size": view.roll_size,
        "most": view.max_picks,
        "chosen": view.winners,
        "opens": say_moment(view.opens_at, zone),
        "closes": say_moment(view.closes_at, zone),
    }


def lines_of(projects: Iterable[ProjectView]) -> list[Say]:
    """A line for each project, by which it is chosen."""
    return [Say("round.line", {"number": each.number, "name": each.title}) for each in projects]


def chosen(projects: Sequence[ProjectView], numbers: Iterable[int]) -> list[ProjectView]:
    """The projects of these numbers, in their order."""
    known = {each.number: each for each in projects}
    return [known[number] for number in numbers if number in known]


def asked_for(heard: Heard, projects: Sequence[ProjectView]) -> ProjectView | None:
    """The one project that is asked about: `详情 3`, `3号项目是什么内容`."""
    if not _DETAIL.search(heard.text):
        return None
    picks = read_picks(heard.raw, [each.number for each in projects], len(projects))
    return chosen(projects, picks.numbers)[0] if len(picks.numbers) == 1 else None


def detail_of(project: ProjectView) -> Say:
    """One project with what is known of it."""
    return Say(
        "round.detail",
        {
            "number": project.number,
            "name": project.title,
            "about": project.about or Say("round.about_unknown"),
            "cost": Say("round.cost_unknown") if project.cost is None else say_yuan(project.cost),
        },
    )


def day_of(day: date | None) -> str:
    """`11月2日`."""
    return f"{day.month}月{day.day}日" if day else ""


def numbers_of(numbers: Iterable[int]) -> str:
    """`1、3、5`."""
    return "、".join(map(str, numbers))
