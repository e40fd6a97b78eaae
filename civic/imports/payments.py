"""Payments 实缴表: money that was received elsewhere; a receipt number that is there already is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from civic.address import Address
from civic.imports import cells
from civic.imports.checked import ADDRESS, Checked, Imported, home_of, known_homes, record
from civic.imports.sheet import Row
from civic.imports.table import Fault, Line, Table, refuse
from civic.rights import Actor
from config.community import Community
from storage import fee
from storage.tx import Tx

COLUMNS = (*ADDRESS, "费用类型", "金额", "缴费日期", "方式", "收据号")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One receipt; `amount` in fen."""

    address: Address
    kind: str
    amount: int
    paid_on: date
    method: str
    receipt: str


def read(table: Table, community: Community, rows: Iterable[tuple[int, Row]]) -> Checked[PaymentRow]:
    """Every receipt that can be read, and every fault. `rows` are the table's, perhaps counted on their way."""
    checked = Checked[PaymentRow]()
    for line in table.lines(rows, checked.faults):
        if row := _row(line, community):
            checked.rows.append((line.number, row))
    checked.refuse_twice(lambda row: row.receipt, "收据号", "和第 {} 行的收据号一样")
    return checked


def store(tx: Tx, checked: Checked[PaymentRow], actor: Actor, now: datetime, *, dry_run: bool = False) -> Imported:
    """Write the receipts. Raises Unfit with every fault: unknown homes and known receipts among them."""
    tx.hold("import:payments")
    homes = known_homes(tx, checked, lambda row: row.address)
    known = fee.known_receipts(tx, {row.receipt for _, row in checked.rows})
    for number, row in checked.rows:
        if row.receipt in known:
            checked.faults.append(Fault(number, "收据号", f"{row.receipt} 已经导入过"))
    refuse(checked.faults)
    imported = Imported(len(checked.rows), remarks=tuple(checked.remarks))
    if dry_run:
        return imported
    facts = [
        {
            "household_id": homes[row.address],
            "kind": row.kind,
            "amount": row.amount,
            "paid_on": row.paid_on,
            "method": row.method,
            "receipt": row.receipt,
            "imported_at": now,
        }
        for _, row in checked.rows
    ]
    fee.add_payments(tx, facts)
    return record(tx, actor, "payments", imported, now)


def _row(line: Line, community: Community) -> PaymentRow | None:
    address = home_of(line, community)
    kind, amount = line.read("费用类型", cells.needed), line.read("金额", cells.amount_above_zero)
    paid_on, method = line.read("缴费日期", cells.day), line.read("方式", cells.optional)
    receipt = line.read("收据号", cells.needed)
    if address is None or kind is None or amount is None or paid_on is None or method is None or receipt is None:
        return None
    return PaymentRow(address, kind, amount, paid_on, method, receipt)
