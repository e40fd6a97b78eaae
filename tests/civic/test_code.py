"""Codes: one opens one thing, once, whoever tries at the same time; only its digest is kept."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from civic import code
from civic.code import OpenedHome, OpenedPost
from civic.errors import Refusal
from civic.rights import OPERATOR, Actor
from storage import household, post, resident
from storage.base import core
from storage.code import Code
from storage.database import Database
from storage.household import Relation
from storage.post import Role
from storage.tx import Tx
from tests.homes import OURS, fill_homes, home_code

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CROWD = 50


def person(tx: Tx, name: str) -> int:
    return resident.add(tx, name, NOW)


def try_it(tx: Tx, who: int, signs: str, now: datetime = NOW) -> OpenedHome | OpenedPost:
    return code.use(tx, who, signs.replace("-", ""), ZONE, now)


def stored(tx: Tx) -> list[Any]:
    return list(tx.execute(select(core(Code))).all())


@pytest.fixture
async def workers(database_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' worth of databases; on SQLite the second is a command."""
    pair = (Database(database_url), Database(database_url))
    for each in pair:
        await each.start()
    yield pair
    for each in pair:
        await each.stop()


async def test_of_fifty_who_try_at_once_on_two_workers_one_gets_in(workers: tuple[Database, Database]) -> None:
    here = workers[0]
    await here.write(fill_homes, NOW)
    letter = await here.write(home_code, NOW)
    people = [await here.write(person, f"o-{number}") for number in range(CROWD)]
    tries = (workers[number % 2].write(try_it, who, letter) for number, who in enumerate(people))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert len([end for end in ends if isinstance(end, OpenedHome)]) == 1
    refused = [end.code for end in ends if isinstance(end, Refusal)]
    assert refused == ["code_used"] * (CROWD - 1)
    (row,) = await here.read(stored)
    (member,) = await here.read(household.members_of, row.household_id)
    assert (member.resident_id, member.relation) == (row.used_by, "owner")


async def test_the_code_itself_is_nowhere(database: Database) -> None:
    await database.write(fill_homes, NOW)
    letter = await database.write(home_code, NOW)
    (row,) = await database.read(stored)
    assert letter.replace("-", "") not in str(row)
    assert row.expires_at - row.made_at == timedelta(days=30)
    assert set(letter.replace("-", "")) <= set(code.ALPHABET)


async def test_an_old_code_and_one_for_what_is_held_use_up_nothing(database: Database) -> None:
    await database.write(fill_homes, NOW)
    wang, li = await database.write(person, "o-wang"), await database.write(person, "o-li")
    first, second = await database.write(home_code, NOW), await database.write(home_code, NOW)
    assert isinstance(await database.write(try_it, wang, first), OpenedHome)
    again = await database.write(try_it, wang, second)
    assert isinstance(again, OpenedHome)
    assert not again.is_new
    with pytest.raises(Refusal, match=r"^code_expired$"):
        await database.write(try_it, li, second, NOW + timedelta(days=30))
    assert isinstance(await database.write(try_it, li, second, NOW + timedelta(days=29)), OpenedHome)


async def test_another_relation_to_the_same_home_takes_the_place_of_the_first(database: Database) -> None:
    await database.write(fill_homes, NOW)
    wang = await database.write(person, "o-wang")
    for relation in (Relation.TENANT, Relation.OWNER):
        await database.write(try_it, wang, await database.write(home_code, NOW, OURS, relation))
    (home,) = await database.read(household.homes_of, wang)
    assert home.relation == "owner"


async def test_only_those_with_the_right_make_codes(database: Database) -> None:
    await database.write(fill_homes, NOW)
    grid = Actor("resident:1", frozenset({(Role.GRID_WORKER, "晴川花园")}))
    elsewhere = Actor("resident:2", frozenset({(Role.STAFF, "槐安里")}))
    for actor, reason in ((grid, "not_allowed"), (elsewhere, "not_your_estate")):
        with pytest.raises(Refusal, match=rf"^{reason}$"):
            await database.write(code.make_home_code, actor, OURS, Relation.OWNER, NOW)
    staff = Actor("staff:1", frozenset({(Role.STAFF, "")}))
    assert await database.write(code.make_home_code, staff, OURS, Relation.OWNER, NOW)
    for actor, role in ((staff, Role.GRID_WORKER), (OPERATOR, Role.ADMIN)):
        with pytest.raises(Refusal, match=r"^not_allowed$"):
            await database.write(code.make_post_code, actor, role, "", NOW)
    with pytest.raises(Refusal, match=r"^no_such_home$"):
        await database.write(code.make_home_code, staff, OURS._replace(room="999"), Relation.OWNER, NOW)


async def test_a_post_is_taken_once(database: Database) -> None:
    wang, li = await database.write(person, "o-wang"), await database.write(person, "o-li")
    slip = await database.write(code.make_post_code, OPERATOR, Role.GRID_WORKER, "晴川花园", NOW)
    assert await database.write(try_it, wang, slip) == OpenedPost(Role.GRID_WORKER, "晴川花园", is_new=True)
    assert await database.write(try_it, wang, slip) == OpenedPost(Role.GRID_WORKER, "晴川花园", is_new=False)
    with pytest.raises(Refusal, match=r"^code_used$"):
        await database.write(try_it, li, slip)
    assert [(row.role, row.scope) for row in await database.read(post.of_resident, wang)] == [
        ("grid_worker", "晴川花园")
    ]


READ = {
    "ABCD-2345": "ABCD2345",
    "abcd 2345": "ABCD2345",
    "我的码：ab-cd-23-45。": "ABCD2345",
    "ABCD234": None,
    "ABCD23456": None,
    "没有": None,
    "": None,
}


@pytest.mark.parametrize(("text", "signs"), READ.items())
def test_a_code_in_an_answer(text: str, signs: str | None) -> None:
    assert code.read_code(text) == signs
