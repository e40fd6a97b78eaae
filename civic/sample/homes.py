"""Sample 示例, homes: some dozens of them, what they are charged and what they paid, taken over as tables are."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from random import Random

from civic.address import Address
from civic.imports import charges, households, payments
from civic.imports.table import Table, read_table
from civic.money import line_amount, say_yuan
from civic.rights import OPERATOR
from config.community import Community, Estate
from storage.sealed import Seal
from storage.tx import Tx

SEED = 20261111
BUILDINGS, UNITS, FLOORS, DOORS = 4, 2, 4, 2  # of each estate, building, unit and floor
AREAS = ("58.60", "66.25", "79.35", "88.10", "97.40")
PAID = 0.6  # of the lines
SURNAMES = "甲乙丙丁戊己庚辛"  # nobody's: the signs by which Chinese counts
NOT_FOR_ALL = frozenset({"停车费"})  # who has a space is another table's to say

Row = list[str]


def fill(tx: Tx, community: Community, seal: Seal, now: datetime) -> Address:
    """Homes of every estate with a quarter's bills; a home whose bill is not settled."""
    random = Random(SEED)
    homes = [home for estate in community.estates for home in _homes(estate, random)]
    table = _table(households.COLUMNS, homes)
    households.store(tx, households.read(table, community, table.rows), seal, OPERATOR, now)
    bills = [bill for home in homes for bill in _bills(community, home, now)]
    table = _table(charges.COLUMNS, bills)
    charges.store(tx, charges.read(table, community, table.rows), OPERATOR, now)
    first = next(home[:4] for home in homes if home[1] == "3")
    settled = [bill for bill in bills if bill[:4] != first and random.random() < PAID]
    table = _table(payments.COLUMNS, [_payment(number, bill, now) for number, bill in enumerate(settled, 1)])
    payments.store(tx, payments.read(table, community, table.rows), OPERATOR, now)
    return Address(*first)


def _table(columns: Sequence[str], rows: Sequence[Row]) -> Table:
    return read_table([list(columns), *rows], columns)


def _homes(estate: Estate, random: Random) -> Iterator[Row]:
    for building in estate.buildings[:BUILDINGS]:
        for unit in range(1, UNITS + 1):
            for floor in range(1, FLOORS + 1):
                for door in range(1, DOORS + 1):
                    area, owner = random.choice(AREAS), f"{random.choice(SURNAMES)}某"
                    room, grid = f"{floor}{door:02}", f"{estate.name}第一网格"
                    yield [estate.name, building, str(unit), room, area, owner, "", grid, "自住"]


def _bills(community: Community, home: Row, now: datetime) -> Iterator[Row]:
    """A home's lines for this quarter, by the community's own tariffs; the amounts are left to be computed."""
    for tariff in community.tariffs:
        if tariff.kind not in NOT_FOR_ALL and (not tariff.estates or home[0] in tariff.estates):
            quantity = home[4] if tariff.per == "㎡" else "1"
            last = (now.month + 2) // 3 * 3
            period, due = f"{now.year}-{last - 2:02}~{now.year}-{last:02}", f"{now.year}-{last:02}-20"
            yield [*home[:4], tariff.kind, period, str(tariff.price), quantity, "", due]


def _payment(number: int, bill: Row, now: datetime) -> Row:
    """What a line comes to, paid at the counter."""
    amount = say_yuan(line_amount(Decimal(bill[6]), Decimal(bill[7]), months=3)).removesuffix("元")
    return [*bill[:5], amount, f"{now:%Y-%m-%d}", "现金", f"示范{number:05}"]
