"""A home's account: exact sums, and for nobody but those who belong to the home now."""

from datetime import UTC, datetime

import pytest

from civic import fee, household
from civic.errors import Refusal
from civic.fee import Balance, Statement
from storage import household as households
from storage import resident
from storage.database import Database
from storage.household import Relation
from storage.tx import Tx
from tests.homes import OURS, THEIRS, charge, fill_homes, pay

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
MAY = {
    "owner": True,
    "family": True,
    "tenant": True,
    "other resident": False,
    "former member": False,
    "stranger": False,
}


def settle(tx: Tx) -> tuple[int, dict[str, int]]:
    """The home 7-2-501, everybody of the grid, and a bill."""
    fill_homes(tx, NOW)
    home, other = households.at(tx, *OURS).id, households.at(tx, *THEIRS).id
    people = {name: resident.add(tx, f"o-{name}", NOW) for name in MAY}
    for relation in Relation:
        household.bind(tx, people[relation], home, relation, NOW)
    household.bind(tx, people["other resident"], other, Relation.OWNER, NOW)
    household.bind(tx, people["former member"], home, Relation.TENANT, NOW)
    household.unbind(tx, people["former member"], home, NOW)
    charge(tx, NOW, (*OURS, "物业费", "2026-10~2026-12", "1.20", "79.35", "", "2026-12-31"))
    return home, people


async def test_who_sees_the_money_of_a_home(database: Database) -> None:
    home, people = await database.write(settle)
    for name, may in MAY.items():
        if may:
            seen = await database.read(fee.statement, people[name], home)
            assert [(each.kind, each.due) for each in seen.balances] == [("物业费", 28566)]
        else:
            with pytest.raises(Refusal, match=r"^not_your_home$"):
                await database.read(fee.statement, people[name], home)
    with pytest.raises(Refusal, match=r"^not_your_home$"):
        await database.read(fee.statement, people["owner"], home + 1000)


async def test_sums_are_exact_by_kind_and_the_newest_line_is_the_latest_period(database: Database) -> None:
    home, people = await database.write(settle)
    await database.write(
        charge,
        NOW,
        (*OURS, "物业费", "2026-07~2026-09", "", "", "285.66", "2026-09-30"),
        (*OURS, "停车费", "2026-11", "80", "1", "", "2026-11-10"),
    )
    await database.write(pay, NOW, (*OURS, "物业费", "285.65", "2026-09-28", "现金", "1"))
    await database.write(pay, NOW, (*OURS, "停车费", "100", "2026-11-01", "微信", "2"))
    seen: Statement = await database.read(fee.statement, people["owner"], home, "停车费")
    parking, upkeep = seen.balances
    assert (parking.kind, parking.due, parking.last and parking.last.number) == ("停车费", -2000, "2")
    assert (upkeep.charged, upkeep.paid, upkeep.due) == (57132, 28565, 28567)
    assert upkeep.newest is not None
    assert str(upkeep.newest.period) == "2026-10~2026-12"
    assert upkeep.newest.formula is not None


async def test_a_kind_without_a_bill_is_there_and_empty(database: Database) -> None:
    home, people = await database.write(settle)
    seen: Statement = await database.read(fee.statement, people["tenant"], home, "卫生费")
    assert seen.balances[0] == Balance("卫生费")
