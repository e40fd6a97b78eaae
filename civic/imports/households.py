"""Households 住户表: the homes with area, owner, phone and grid; told again they are updated, never deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from civic.address import Address
from civic.imports import cells
from civic.imports.checked import ADDRESS, Checked, Imported, home_of, record
from civic.imports.sheet import Row
from civic.imports.table import Line, Table, refuse
from civic.rights import Actor
from config.community import Community
from storage import audit, household
from storage.sealed import Seal
from storage.tx import Tx

COLUMNS = (*ADDRESS, "建筑面积", "业主", "手机号", "网格", "使用状态")


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One home as the table tells it; `owner` and `phone` "" where it does not."""

    address: Address
    area: Decimal
    owner: str
    phone: str
    grid: str
    use: str


def read(table: Table, community: Community, rows: Iterable[tuple[int, Row]]) -> Checked[HomeRow]:
    """Every home that can be read, and every fault. `rows` are the table's, perhaps counted on their way."""
    checked = Checked[HomeRow]()
    for line in table.lines(rows, checked.faults):
        if row := _row(line, community):
            checked.rows.append((line.number, row))
    checked.refuse_twice(lambda row: row.address, "房号", "和第 {} 行是同一户")
    return checked


def store(
    tx: Tx, checked: Checked[HomeRow], seal: Seal, actor: Actor, now: datetime, *, dry_run: bool = False
) -> Imported:
    """Write new homes and what changed of known ones; names and phones sealed. Raises Unfit with every fault.

    Homes of the same estates that the table does not name are told and left as they are.
    """
    tx.hold("import:households")
    refuse(checked.faults)
    rows = {row.address: row for _, row in checked.rows}
    known = {
        Address(home.estate, home.building, home.unit, home.room): home
        for home in household.homes_in(tx, sorted({address.estate for address in rows}))
    }
    new = [row for address, row in rows.items() if address not in known]
    changed = {
        home.id: row for address, home in known.items() if (row := rows.get(address)) and _differs(home, row, seal)
    }
    missing = tuple(address.said for address in known if address not in rows)
    same = len(rows) - len(new) - len(changed)
    imported = Imported(len(new), len(changed), same, missing, tuple(checked.remarks))
    if dry_run:
        return imported
    household.add_all(tx, [_facts(row, seal, now) for row in new])
    household.update_all(tx, {number: _facts(row, seal, now) for number, row in changed.items()})
    before = {home.id: home for home in known.values()}
    audit.record_all(tx, [_change(before[number], row, actor, seal, now) for number, row in changed.items()])
    return record(tx, actor, "households", imported, now)


def _row(line: Line, community: Community) -> HomeRow | None:
    address = home_of(line, community)
    area = line.read("建筑面积", cells.area)
    owner, phone = line.read("业主", cells.optional), line.read("手机号", cells.phone)
    grid, use = line.read("网格", cells.optional), line.read("使用状态", cells.use)
    if address is None or area is None or owner is None or phone is None or grid is None or use is None:
        return None
    return HomeRow(address, area, owner, phone, grid, use)


def _facts(row: HomeRow, seal: Seal, now: datetime) -> Mapping[str, Any]:
    sealed = {"owner_sealed": seal.close(row.owner), "phone_sealed": seal.close(row.phone)}
    return row.address._asdict() | sealed | {"area": row.area, "grid": row.grid, "use": row.use, "imported_at": now}


def _differs(home: Any, row: HomeRow, seal: Seal) -> bool:
    if (home.area, home.grid, home.use) != (row.area, row.grid, row.use):
        return True
    return (seal.open(home.owner_sealed), seal.open(home.phone_sealed)) != (row.owner, row.phone)


def _change(home: Any, row: HomeRow, actor: Actor, seal: Seal, now: datetime) -> Mapping[str, Any]:
    """What changed, but for the owner and the phone only that they did."""
    person = (seal.open(home.owner_sealed), seal.open(home.phone_sealed)) != (row.owner, row.phone)
    return {
        "at": now,
        "actor": actor.name,
        "action": "household.change",
        "subject": f"household:{home.id}",
        "before": {"area": f"{home.area:f}", "grid": home.grid, "use": home.use},
        "after": {"area": f"{row.area:f}", "grid": row.grid, "use": row.use, "owner_or_phone": person},
        "why": "import",
    }
