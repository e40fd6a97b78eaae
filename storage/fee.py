"""Fee 费用: what homes are charged and what they paid; imported, never changed by hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint, bindparam, select
from sqlmodel import Field, SQLModel

from storage.base import Exact, Instant, core
from storage.prepared import Prepared
from storage.tx import Tx


class Charge(SQLModel, table=True):
    """One line of a bill."""

    __tablename__ = "charge"
    __table_args__ = (UniqueConstraint("household_id", "kind", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    household_id: int = Field(foreign_key="household.id")
    kind: str = Field(description="物业费, 停车费, 卫生费 …")
    period: str = Field(description="2026-10, or 2026-10~2026-12")
    unit_price: Decimal | None = Field(default=None, sa_type=Exact, description="yuan for one of `quantity` a month")
    quantity: Decimal | None = Field(default=None, sa_type=Exact, description="㎡, spaces, homes")
    amount: int = Field(sa_type=BigInteger, description="fen")
    due_on: date
    imported_at: datetime = Field(sa_type=Instant)


class Payment(SQLModel, table=True):
    """Money that was received elsewhere: this service shows it and never takes any."""

    __tablename__ = "payment"

    id: int | None = Field(default=None, primary_key=True)
    household_id: int = Field(foreign_key="household.id", index=True)
    kind: str
    amount: int = Field(sa_type=BigInteger, description="fen")
    paid_on: date
    method: str
    receipt: str = Field(unique=True, description="收据号")
    imported_at: datetime = Field(sa_type=Instant)


AT_ONCE = 500  # values in one IN (…)

_charge = core(Charge)
_payment = core(Payment)
_insert_charges = _charge.insert()
_insert_payments = _payment.insert()
_charges_of = Prepared(select(_charge).where(_charge.c.household_id == bindparam("of")).order_by(_charge.c.id))
_payments_of = Prepared(select(_payment).where(_payment.c.household_id == bindparam("of")).order_by(_payment.c.id))
_charged = select(_charge.c.household_id, _charge.c.kind, _charge.c.period).where(
    _charge.c.period.in_(bindparam("periods", expanding=True))
)
_receipts = select(_payment.c.receipt).where(_payment.c.receipt.in_(bindparam("receipts", expanding=True)))


def add_charges(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New lines of bills, each row with every column but `id`."""
    if rows:
        tx.execute(_insert_charges, rows)


def add_payments(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New receipts, each row with every column but `id`."""
    if rows:
        tx.execute(_insert_payments, rows)


def charges_of(tx: Tx, household_id: int) -> Sequence[Any]:
    """The rows of everything one home was charged, oldest import first."""
    return tx.all(_charges_of, {"of": household_id})


def payments_of(tx: Tx, household_id: int) -> Sequence[Any]:
    """The rows of everything that was paid for one home, oldest import first."""
    return tx.all(_payments_of, {"of": household_id})


def charged(tx: Tx, periods: Iterable[str]) -> set[tuple[int, str, str]]:
    """Home, kind and period of all charges for these periods."""
    chunks = _chunks(periods)
    return {(home, kind, period) for chunk in chunks for home, kind, period in tx.execute(_charged, {"periods": chunk})}


def known_receipts(tx: Tx, receipts: Iterable[str]) -> set[str]:
    """Which of these receipt numbers are there already."""
    return {number for chunk in _chunks(receipts) for number in tx.execute(_receipts, {"receipts": chunk}).scalars()}


def _chunks(values: Iterable[str]) -> list[list[str]]:
    every = sorted(set(values))
    return [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
