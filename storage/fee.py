"""Fee 费用: what homes are charged and what they paid; imported, never changed by hand."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.base import Exact, Instant


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
