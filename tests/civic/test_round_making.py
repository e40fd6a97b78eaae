"""A round of voting, made: refused with the reason, fixed with its hash once published, one at a time."""

from collections.abc import Awaitable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from civic import rights
from civic import round as rounds
from civic.errors import Refusal
from civic.round import NewProject
from storage.database import Database
from storage.post import Role
from storage.round import Electorate, RoundState
from storage.tx import Tx
from tests.ballot_box import LASTS, MAKER, OPENS_IN, PROJECTS, make
from tests.town import NOON

OPEN = NOON + OPENS_IN
CLOSED = OPEN + LASTS


async def refused(doing: Awaitable[object]) -> str:
    """The reason why a rule says no."""
    with pytest.raises(Refusal) as no:
        await doing
    return no.value.code


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "no title": ({"title": " "}, "round_title"),
    "a long title": ({"title": "题" * 21}, "round_title"),
    "opens in the past": ({"opens_at": NOON}, "round_times"),
    "closes before it opens": ({"closes_at": OPEN}, "round_times"),
    "one project": ({"projects": PROJECTS[:1]}, "round_projects"),
    "too many": ({"projects": [NewProject(f"项目{n}") for n in range(41)]}, "round_projects"),
    "a project without a title": ({"projects": [*PROJECTS, NewProject("")]}, "round_project"),
    "a title of two lines": ({"projects": [*PROJECTS, NewProject("一\n二")]}, "round_project"),
    "a negative cost": ({"projects": [*PROJECTS, NewProject("凉亭", cost=-1)]}, "round_project"),
    "a title twice": ({"projects": [*PROJECTS, PROJECTS[0]]}, "round_same_title"),
    "no winner": ({"winners": 0}, "round_winners"),
    "only winners": ({"winners": 16}, "round_winners"),
    "no pick": ({"max_picks": 0}, "round_picks"),
    "more picks than can be read back": ({"max_picks": 11}, "round_picks"),
    "by a resident": ({"actor": rights.Actor("resident:1")}, "not_allowed"),
    "by an auditor": ({"actor": rights.staff(2, Role.AUDITOR)}, "not_allowed"),
}


def write_down(tx: Tx, /, **differently: Any) -> int:
    facts: dict[str, Any] = {
        "actor": MAKER,
        "title": "小项目",
        "electorate": Electorate.RESIDENTS,
        "max_picks": 4,
        "winners": 4,
        "opens_at": OPEN,
        "closes_at": CLOSED,
        "projects": PROJECTS,
        "now": NOON,
    }
    return rounds.draft(tx, **(facts | differently))


async def test_a_round_that_does_not_fit_is_refused_with_the_reason(database: Database) -> None:
    for differently, reason in UNFIT.values():
        assert await refused(database.write(write_down, **differently)) == reason
    assert await database.read(rounds.all_rounds, MAKER) == []


async def test_what_is_published_is_fixed_with_its_hash(database: Database) -> None:
    number = await database.write(make, NOON, published=False)
    assert not await database.read(rounds.is_as_published, number)
    published = await database.write(rounds.publish, MAKER, number, NOON)
    assert published.state is RoundState.SCHEDULED
    for decides in (
        "题目：小项目",
        "最多4项",
        "得票最多的4项",
        "3. 东门口修凉亭；费用3600.00元",
        "2026-11-02 05:00:00 UTC",
    ):
        assert decides in published.rules_text
    assert await database.read(rounds.is_as_published, number)
    assert await refused(database.write(rounds.publish, MAKER, number, NOON)) == "round_published"


async def test_two_rounds_are_never_open_at_once(database: Database) -> None:
    await database.write(make, NOON)
    meanwhile = await database.write(make, NOON + LASTS - OPENS_IN, published=False)
    next_one = await database.write(make, NOON + LASTS, published=False)
    assert await refused(database.write(rounds.publish, MAKER, meanwhile, NOON)) == "round_overlaps"
    assert (await database.write(rounds.publish, MAKER, next_one, NOON)).state is RoundState.SCHEDULED


async def test_a_draft_whose_opening_has_passed_cannot_be_published(database: Database) -> None:
    number = await database.write(make, NOON, published=False)
    assert await refused(database.write(rounds.publish, MAKER, number, OPEN)) == "round_times"
    assert await refused(database.write(rounds.publish, MAKER, 99, NOON)) == "round_not_found"


# --- read from a form ------------------------------------------------------------------------------------------------

TYPED = {
    "title": "小项目",
    "electorate": "residents",
    "max_picks": "2",
    "winners": "1",
    "opens_at": "2026-11-02T13:00",
    "closes_at": "2026-11-20T13:00",
    "projects": "修凉亭 | 东门口 | 3,600.50元\n\n装扶手｜7号楼\n图书角",
}
UNREADABLE = {
    "no number": ({"winners": "一"}, "round_number"),
    "no instant": ({"opens_at": "明天"}, "round_times"),
    "nobody": ({"electorate": "owners"}, "round_who"),
    "no money": ({"projects": "凉亭 | 东门 | 便宜"}, "round_line"),
    "a bar too many": ({"projects": "凉亭 | 东门 | 1 | 2"}, "round_line"),
}


def test_a_form_is_read_as_it_was_typed() -> None:
    read = rounds.read_draft(TYPED, ZoneInfo("Asia/Shanghai"))
    assert (read["opens_at"], read["closes_at"]) == (OPEN, CLOSED)
    assert read["projects"] == [
        NewProject("修凉亭", "东门口", 360050),
        NewProject("装扶手", "7号楼"),
        NewProject("图书角"),
    ]


@pytest.mark.parametrize(("differently", "reason"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_cannot_be_read_is_refused_with_the_reason(differently: dict[str, str], reason: str) -> None:
    with pytest.raises(Refusal) as no:
        rounds.read_draft(TYPED | differently, ZoneInfo("Asia/Shanghai"))
    assert no.value.code == reason
