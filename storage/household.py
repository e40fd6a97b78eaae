"""Household 户: the homes of the community, and who belongs to which."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint, bindparam, select, update
from sqlmodel import Field, SQLModel

from storage.base import Exact, Instant, bound, core
from storage.prepared import Prepared
from storage.tx import AnyRow, Tx


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


_household = core(Household)
_member = core(Member)
_insert_homes = _household.insert()
_told_again = ("area", "owner_sealed", "phone_sealed", "grid", "use", "imported_at")
_update_homes = (
    update(_household)
    .where(_household.c.id == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in _told_again})
)
_homes_in = select(_household).where(_household.c.estate.in_(bindparam("estates", expanding=True)))
_addresses_in = select(
    _household.c.id, _household.c.estate, _household.c.building, _household.c.unit, _household.c.room
).where(_household.c.estate.in_(bindparam("estates", expanding=True)))
_get = Prepared(select(_household).where(_household.c.id == bindparam("of")))
_at = Prepared(
    select(_household).where(
        _household.c.estate == bindparam("estate"),
        _household.c.building == bindparam("building"),
        _household.c.unit == bindparam("unit"),
        _household.c.room == bindparam("room"),
    )
)
_insert_member = Prepared(_member.insert().values(bound(_member, without="id")).returning(_member.c.id))
_members_of = Prepared(
    select(_member).where(_member.c.household_id == bindparam("of"), _member.c.until.is_(None)).order_by(_member.c.id)
)
_homes_of = Prepared(
    select(_household, _member.c.id.label("member_id"), _member.c.relation)
    .select_from(_member.join(_household, _member.c.household_id == _household.c.id))
    .where(_member.c.resident_id == bindparam("of"), _member.c.until.is_(None))
    .order_by(_member.c.id)
)
_end_member = (
    update(_member).where(_member.c.id == bindparam("of"), _member.c.until.is_(None)).values(until=bindparam("at"))
)
_estates_of = Prepared(
    select(_household.c.estate)
    .join(_member, _member.c.household_id == _household.c.id)
    .where(_member.c.resident_id == bindparam("of"), _member.c.until.is_(None))
    .distinct()
)


def add_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New homes, each row with every column but `id`."""
    if rows:
        tx.execute(_insert_homes, rows)


def update_all(tx: Tx, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Known homes told again, by their number: everything but the address."""
    if rows:
        facts = [{"of": number} | {f"new_{name}": row[name] for name in _told_again} for number, row in rows.items()]
        tx.execute(_update_homes, facts)


def homes_in(tx: Tx, estates: Sequence[str]) -> Sequence[AnyRow]:
    """The rows of all homes of these estates."""
    return tx.execute(_homes_in, {"estates": list(estates)}).all()


def addresses_in(tx: Tx, estates: Sequence[str]) -> Mapping[tuple[str, str, str, str], int]:
    """The numbers of all homes of these estates by estate, building, unit and room."""
    rows = tx.execute(_addresses_in, {"estates": list(estates)})
    return {(estate, building, unit, room): number for number, estate, building, unit, room in rows}


def get(tx: Tx, number: int) -> Any:
    """One home's row, or None."""
    return tx.first(_get, {"of": number})


def at(tx: Tx, estate: str, building: str, unit: str, room: str) -> Any:
    """The row of the home at this address, or None."""
    return tx.first(_at, {"estate": estate, "building": building, "unit": unit, "room": room})


def add_member(tx: Tx, resident_id: int, household_id: int, relation: Relation, now: datetime) -> int:
    """Somebody belongs to a home from now on; the number of the membership."""
    row = {"resident_id": resident_id, "household_id": household_id, "relation": relation, "since": now, "until": None}
    return tx.insert(_insert_member, row)


def members_of(tx: Tx, household_id: int) -> Sequence[Any]:
    """The rows of those who belong to a home now."""
    return tx.all(_members_of, {"of": household_id})


def homes_of(tx: Tx, resident_id: int) -> Sequence[Any]:
    """The rows of somebody's homes now, each with `member_id` and `relation`; first joined first."""
    return tx.all(_homes_of, {"of": resident_id})


def end_member(tx: Tx, number: int, now: datetime) -> bool:
    """A membership ends; False where it had ended."""
    return tx.execute(_end_member, {"of": number, "at": now}).rowcount == 1


def estates_of(tx: Tx, resident_id: int) -> frozenset[str]:
    """The estates in which somebody has a home; none while they are bound to none."""
    return frozenset(row.estate for row in tx.all(_estates_of, {"of": resident_id}))
