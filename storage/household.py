"""Household 户: the homes of the community, and who belongs to which."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import UniqueConstraint, bindparam, select
from sqlmodel import Field, SQLModel

from storage.base import Exact, Instant, core
from storage.prepared import Prepared
from storage.tx import Tx


class Relation(StrEnum):
    """What somebody is to a home."""

    OWNER = "owner"  # 业主
    FAMILY = "family"  # 家人
    TENANT = "tenant"  # 租户


class Household(SQLModel, table=True):
    """One home; its address is what people know it by. Owner and phone are sealed (storage/sealed.py)."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("estate", "building", "unit", "room"),)

    id: int | None = Field(default=None, primary_key=True)
    estate: str
    building: str
    unit: str = Field(description="empty where the building has one staircase")
    room: str
    area: Decimal = Field(sa_type=Exact, description="built area 建筑面积 in ㎡, as on the certificate")
    owner_sealed: str
    phone_sealed: str
    grid: str = Field(description="the name of its grid 网格")
    use: str = Field(description="自住, 出租, 空置; empty: not told")
    imported_at: datetime = Field(sa_type=Instant)


class Member(SQLModel, table=True):
    """Somebody belongs to a home 绑定; a row is ended, never deleted."""

    __tablename__ = "member"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id", index=True)
    household_id: int = Field(foreign_key="household.id", index=True)
    relation: str
    since: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)


_household, _member = core(Household), core(Member)
_estates_of = Prepared(
    select(_household.c.estate)
    .join(_member, _member.c.household_id == _household.c.id)
    .where(_member.c.resident_id == bindparam("of"), _member.c.until.is_(None))
    .distinct()
)


def estates_of(tx: Tx, resident_id: int) -> frozenset[str]:
    """The estates in which somebody has a home; none while they are bound to none."""
    return frozenset(row.estate for row in tx.all(_estates_of, {"of": resident_id}))
