"""Invented homes with bills and receipts, filled in by the imports themselves, and codes for them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from civic import code
from civic.address import Address
from civic.imports import charges, households, payments
from civic.imports.checked import Imported
from civic.imports.table import Table, read_table
from civic.rights import OPERATOR
from config.community import Community, load_community
from storage.household import Relation
from storage.sealed import Seal
from storage.tx import Tx

SEAL = Seal("d" * 32)
OURS = Address("晴川花园", "7", "2", "501")
THEIRS = Address("晴川花园", "5", "1", "302")
LONE = Address("临溪苑", "A", "", "1203")
HOMES = (
    (*OURS, "79.35", "王某", "00000000001", "第一网格", "自住"),
    (*THEIRS, "88.2", "李某", "", "第一网格", "出租"),
    (*LONE, "101", "", "", "", ""),
)


def sample_community() -> Community:
    """The community of config/community.toml."""
    return load_community(Path(__file__).parent.parent / "config" / "community.toml")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Rows under these headers."""
    return read_table([columns, *rows], columns)


def fill_homes(tx: Tx, now: datetime, rows: Sequence[Sequence[str]] = HOMES) -> Imported:
    """Import homes."""
    homes = table(households.COLUMNS, rows)
    return households.store(tx, households.read(homes, sample_community(), homes.rows), SEAL, OPERATOR, now)


def charge(tx: Tx, now: datetime, *rows: Sequence[str]) -> Imported:
    """Import bill lines: address, kind, period, price, quantity, amount, due day."""
    lines = table(charges.COLUMNS, rows)
    return charges.store(tx, charges.read(lines, sample_community(), lines.rows), OPERATOR, now)


def pay(tx: Tx, now: datetime, *rows: Sequence[str]) -> Imported:
    """Import receipts: address, kind, amount, day, way, number."""
    lines = table(payments.COLUMNS, rows)
    return payments.store(tx, payments.read(lines, sample_community(), lines.rows), OPERATOR, now)


def home_code(tx: Tx, now: datetime, address: Address = OURS, relation: Relation = Relation.OWNER) -> str:
    """A code for a home that was filled in."""
    return code.make_home_code(tx, OPERATOR, address, relation, now)
