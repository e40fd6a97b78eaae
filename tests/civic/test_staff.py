"""Staff 工作人员: accounts, sessions, and forms that are carried out once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from civic import password, staff
from civic.errors import Unfit
from civic.rights import READS_CONSOLE
from civic.staff import FORMS_KEPT, NOBODY, SESSION
from storage.database import Database
from storage.post import Role
from storage.tx import Tx
from tests.town import NOON


async def made(database: Database, name: str = "王主任", role: Role = Role.COMMITTEE) -> int:
    return await database.write(staff.add, name, role, "sealed", NOON)


def counted(tx: Tx, table: str) -> int:
    return int(tx.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - a table of ours


async def test_an_account_is_made_and_written_down(database: Database) -> None:
    assert await made(database) == 1
    known = await database.read(staff.account, "王主任")
    assert known is not None
    assert (known.staff_id, known.role, known.actor.name) == (1, Role.COMMITTEE, "staff:1")
    assert await database.read(counted, "audit") == 1
    assert await database.read(staff.names) == {"staff:1": "王主任"}
    assert await database.read(staff.account, "李主任") is None


@pytest.mark.parametrize("name", ["王主任", "", " ", "王\n主任", "王" * 41, " 王主任"])
async def test_a_name_that_is_taken_or_none_is_refused(database: Database, name: str) -> None:
    await made(database)
    with pytest.raises(Unfit, match=r"^(王主任: there is an account|the name: expected)"):
        await made(database, name)


async def test_the_roles_of_the_chat_have_no_account(database: Database) -> None:
    with pytest.raises(Unfit, match=r"^the role: expected one of admin, auditor, committee, staff$"):
        await made(database, role=Role.GRID_WORKER)


async def test_a_session_lasts_a_working_day_and_is_swept_away(database: Database) -> None:
    await made(database)
    assert await database.write(staff.begin, "王主任", "sealed", "token", NOON)
    assert await database.read(staff.signed_in, "token", NOON + SESSION - timedelta(seconds=1)) is not None
    assert await database.read(staff.signed_in, "token", NOON + SESSION) is None
    assert await database.read(staff.signed_in, "another", NOON) is None
    assert await database.read(staff.signed_in, "", NOON) is None
    assert await database.write(staff.begin, "王主任", "sealed", "next", NOON + SESSION)
    assert await database.read(counted, "staff_session") == 1


async def test_a_form_is_carried_out_once_for_each_person(database: Database) -> None:
    await made(database)
    await made(database, "李主任")
    mine, theirs = [known and known.actor for known in await asyncio.gather(
        database.read(staff.account, "王主任"), database.read(staff.account, "李主任")
    )]  # fmt: skip
    assert mine
    assert theirs
    times = await asyncio.gather(*(database.write(staff.once, mine, "key", NOON) for _ in range(5)))
    assert sorted(times) == [False] * 4 + [True]
    assert await database.write(staff.once, theirs, "key", NOON), "nobody uses up another's key"
    await database.write(staff.begin, "王主任", "sealed", "token", NOON + FORMS_KEPT)
    assert await database.read(counted, "sent_form") == 2
    await database.write(staff.begin, "王主任", "sealed", "later", NOON + FORMS_KEPT + timedelta(seconds=1))
    assert await database.read(counted, "sent_form") == 0


def test_whoever_is_not_signed_in_may_nothing() -> None:
    assert not NOBODY.actor.may(READS_CONSOLE)


def test_a_password_is_kept_as_a_hash_that_only_it_fits() -> None:
    sealed = password.seal("a long enough password")
    assert sealed.startswith("$argon2id$")
    assert password.fits("a long enough password", sealed)
    assert not password.fits("a long enough passwore", sealed)
    assert not password.fits("", "")
    assert not password.fits("nobody has this password", "")


@pytest.mark.parametrize("given", ["", "9 letters", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(given: str) -> None:
    with pytest.raises(Unfit, match="expected 10 to 200 characters"):
        password.seal(given)
