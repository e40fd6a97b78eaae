"""A community's people on each engine: neighbours, and everybody who may hold a post."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from civic import case, rights
from civic.case import CaseView, Report
from civic.place import Place
from civic.rights import Actor
from storage import post, resident
from storage.base import core
from storage.database import Database
from storage.household import Household, Member
from storage.post import Role
from storage.tx import Tx
from tests.town import NOON

HERE, THERE = "晴川花园", "槐安里"
WEEK = timedelta(days=7)

# Who holds which post, and for which estate.
POSTS = {
    "reporter": (),
    "neighbour": (),
    "tenant": (),
    "stranger": (),
    "representative": ((Role.REPRESENTATIVE, HERE),),
    "worker": ((Role.GRID_WORKER, HERE),),
    "colleague": ((Role.GRID_WORKER, HERE),),
    "worker there": ((Role.GRID_WORKER, THERE),),
    "worker everywhere": ((Role.GRID_WORKER, ""),),
    "committee": ((Role.COMMITTEE, ""),),
    "committee there": ((Role.COMMITTEE, THERE),),
    "staff": ((Role.STAFF, ""),),
}


@dataclass(frozen=True)
class People:
    """Who is who, by number."""

    numbers: dict[str, int]

    def actor(self, who: str) -> Actor:
        """Somebody in the chat, with their posts; `console staff` and `auditor` sit at the console."""
        if who == "console staff":
            return rights.staff(1, Role.STAFF)
        if who == "auditor":
            return rights.staff(2, Role.AUDITOR)
        number = self.numbers[who]
        return Actor(f"resident:{number}", frozenset(POSTS[who]), number)

    def named(self, number: int | None) -> str:
        """Who has this number."""
        return next((name for name, own in self.numbers.items() if own == number), str(number))


def settle(tx: Tx) -> dict[str, int]:
    """Write everybody down."""
    numbers = {}
    for who, posts in POSTS.items():
        numbers[who] = resident.add(tx, f"o-{who}", NOON)
        for role, scope in posts:
            post.add(tx, numbers[who], role, scope, NOON)
    return numbers


@pytest.fixture
async def people(database: Database) -> People:
    """Everybody, in an otherwise empty community."""
    return People(await database.write(settle))


def a_case(tx: Tx, resident_id: int, estate: str | None = HERE, text: str = "路灯不亮") -> CaseView:
    """Somebody files one."""
    report = Report("公共照明", text, Place(estate, "3", "2", None, "楼道"))
    return case.file(tx, resident_id, report, WEEK, NOON)


def in_building_3(estate: str) -> Place:
    """A place there."""
    return Place(estate, "3", None, None, "")


def bind(tx: Tx, resident_id: int, estate: str) -> None:
    """Somebody has a home in an estate."""
    home = {"estate": estate, "building": "1", "unit": "1", "room": "101", "area": 80, "owner_sealed": ""}
    home |= {"phone_sealed": "", "grid": "", "use": "", "imported_at": NOON}
    table = core(Household)
    found = tx.execute(table.select().where(table.c.estate == estate)).first()
    number = found.id if found else tx.execute(table.insert().returning(table.c.id), home).scalar_one()
    member = {"resident_id": resident_id, "household_id": number, "relation": "tenant", "since": NOON, "until": None}
    tx.execute(core(Member).insert(), member)
