"""Household 户: who belongs to which home; joining is told to those who belong to it already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic.address import Address
from civic.errors import Refusal
from storage import audit, household, outbox
from storage.household import Relation
from storage.outbox import Purpose
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Home:
    """A home as somebody who belongs to it sees it."""

    number: int
    address: Address
    relation: Relation


def homes_of(tx: Tx, resident_id: int) -> Sequence[Home]:
    """The homes that somebody belongs to now; first joined first."""
    return [_home(row) for row in household.homes_of(tx, resident_id)]


def demand_member(tx: Tx, resident_id: int, number: int) -> Home:
    """The home, for somebody who belongs to it now. Refused: `not_your_home`, also where there is no such home."""
    found = next((home for home in homes_of(tx, resident_id) if home.number == number), None)
    if found is None:
        raise Refusal("not_your_home")
    return found


def bind(tx: Tx, resident_id: int, number: int, relation: Relation, now: datetime) -> Home:
    """Somebody belongs to a home from now on; what they were to it before ends.

    The others there are told that somebody joined, without a name and without the room (domain.md 3.8).
    """
    tx.hold(f"household:{number}")
    members = household.members_of(tx, number)
    before = [member for member in members if member.resident_id == resident_id]
    for member in before:
        household.end_member(tx, member.id, now)
    joined = household.add_member(tx, resident_id, number, relation, now)
    _record(tx, resident_id, number, "household.bind", [member.relation for member in before], [relation], now)
    home = demand_member(tx, resident_id, number)
    others = sorted({member.resident_id for member in members} - {resident_id})
    if not before:
        facts = {"building": home.address.building_said}
        occasion, subject = f"joined:{joined}", f"household:{number}"
        outbox.put_all(
            tx, Purpose.SERVICE, others, "household.joined", facts, occasion=occasion, now=now, subject=subject
        )
    return home


def unbind(tx: Tx, resident_id: int, number: int, now: datetime) -> Home:
    """Somebody no longer belongs to a home. Refused: `not_your_home`."""
    tx.hold(f"household:{number}")
    home = demand_member(tx, resident_id, number)
    for member in household.members_of(tx, number):
        if member.resident_id == resident_id:
            household.end_member(tx, member.id, now)
    _record(tx, resident_id, number, "household.unbind", [home.relation], [], now)
    return home


def _home(row: Any) -> Home:
    return Home(row.id, Address(row.estate, row.building, row.unit, row.room), Relation(row.relation))


def _record(
    tx: Tx, resident_id: int, number: int, action: str, before: Sequence[str], after: Sequence[str], now: datetime
) -> None:
    audit.record(
        tx,
        at=now,
        actor=f"resident:{resident_id}",
        action=action,
        subject=f"household:{number}",
        before={"relation": list(before)},
        after={"relation": list(after)},
    )
