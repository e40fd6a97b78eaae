"""Charges 应缴表: bill lines of homes; an amount that is left out is computed, one that is there twice is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from civic.address import Address
from civic.imports import cells
from civic.imports.checked import ADDRESS, Checked, Imported, home_of, known_homes, record
from civic.imports.sheet import Row
from civic.imports.table import Fault, Line, Table, refuse
from civic.money import line_amount, say_yuan
from civic.period import Period
from civic.rights import Actor
from config.community import Community
from storage import fee
from storage.tx import Tx

COLUMNS = (*ADDRESS, "费用类型", "账期", "单价", "数量", "金额", "应缴日期")


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One bill line; `amount` in fen."""

    address: Address
    kind: str
    period: Period
    price: Decimal | None
    quantity: Decimal | None
    amount: int
    due_on: date


def read(table: Table, community: Community, rows: Iterable[tuple[int, Row]]) -> Checked[ChargeRow]:
    """Every line that can be read, and every fault. `rows` are the table's, perhaps counted on their way."""
    checked = Checked[ChargeRow]()
    for line in table.lines(rows, checked.faults):
        if row := _row(line, community):
            checked.rows.append((line.number, row))
            checked.remarks.extend(_remark(line.number, row))
    checked.refuse_twice(attrgetter("address", "kind", "period"), "账期", "和第 {} 行是同一户、同一账期、同一种费用")
    return checked


def store(tx: Tx, checked: Checked[ChargeRow], actor: Actor, now: datetime, *, dry_run: bool = False) -> Imported:
    """Write the lines. Raises Unfit with every fault: unknown homes and what was charged before among them."""
    tx.hold("import:charges")
    homes = known_homes(tx, checked, lambda row: row.address)
    charged = fee.charged(tx, {str(row.period) for _, row in checked.rows})
    for number, row in checked.rows:
        if (homes.get(row.address), row.kind, str(row.period)) in charged:
            reason = f"{row.address.said} {row.period} 的{row.kind}已经导入过"
            checked.faults.append(Fault(number, "账期", reason))
    refuse(checked.faults)
    imported = Imported(len(checked.rows), remarks=tuple(checked.remarks))
    if dry_run:
        return imported
    facts = [
        {
            "household_id": homes[row.address],
            "kind": row.kind,
            "period": str(row.period),
            "unit_price": row.price,
            "quantity": row.quantity,
            "amount": row.amount,
            "due_on": row.due_on,
            "imported_at": now,
        }
        for _, row in checked.rows
    ]
    fee.add_charges(tx, facts)
    return record(tx, actor, "charges", imported, now)


def _row(line: Line, community: Community) -> ChargeRow | None:
    address = home_of(line, community)
    kind, period = line.read("费用类型", cells.needed), line.read("账期", cells.period)
    price, quantity = line.read("单价", cells.maybe(cells.number)), line.read("数量", cells.maybe(cells.number))
    amount, due_on = line.read("金额", cells.maybe(cells.amount)), line.read("应缴日期", cells.day)
    if amount is None and not line.text("金额") and period:
        if price is not None and quantity is not None:
            amount = line_amount(price, quantity, period.months)
        elif not line.text("单价") or not line.text("数量"):
            line.refuse("金额", "空着就要有单价和数量，才能算出来")
    if address is None or kind is None or period is None or amount is None or due_on is None:
        return None
    return ChargeRow(address, kind, period, price, quantity, amount, due_on)


def _remark(number: int, row: ChargeRow) -> Iterable[str]:
    """An amount that is not what its factors give may be right (a share of a month): it is kept, and told."""
    if row.price is None or row.quantity is None:
        return
    computed = line_amount(row.price, row.quantity, row.period.months)
    if computed != row.amount:
        yield f"第 {number} 行：金额 {say_yuan(row.amount)}，按单价、数量、月数算是 {say_yuan(computed)}，以金额为准"
