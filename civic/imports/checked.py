"""Checked 查过的表: what all imports share: the rows that could be read, every fault, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from civic.address import Address, read_address
from civic.imports import cells
from civic.imports.table import Fault, Line
from civic.rights import Actor
from config.community import Community
from storage import audit, household
from storage.tx import Tx

ADDRESS = ("小区", "楼栋", "单元", "房号")

T = TypeVar("T")


@dataclass
class Checked(Generic[T]):
    """Rows with their numbers in the file; `faults` and `remarks` go on to be told."""

    rows: list[tuple[int, T]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse_twice(self, key: Callable[[T], object], column: str, reason: str) -> None:
        """Write down whatever the file says a second time; `reason` has a gap for the row that said it first."""
        first: dict[object, int] = {}
        for number, row in self.rows:
            earlier = first.setdefault(key(row), number)
            if earlier != number:
                self.faults.append(Fault(number, column, reason.format(earlier)))


@dataclass(frozen=True)
class Imported:
    """What an import did, or on trial would do. `missing`: homes that are known and not in the file, untouched."""

    new: int
    changed: int = 0
    same: int = 0
    missing: tuple[str, ...] = ()
    remarks: Sequence[str] = ()


def home_of(line: Line, community: Community) -> Address | None:
    """The address that a row names; None where it cannot be, and that is written down."""
    estate = line.read("小区", cells.needed)
    building = line.read("楼栋", cells.needed_part)
    unit = line.read("单元", cells.part)
    room = line.read("房号", cells.needed_part)
    if estate is None or building is None or unit is None or room is None:
        return None
    address = read_address(community, estate, building, unit, room)
    if address is None:
        line.refuse("小区", f"“{estate}”不在 community.toml 的小区里")
    return address


def known_homes(tx: Tx, checked: Checked[T], address: Callable[[T], Address]) -> dict[Address, int]:
    """The numbers of the homes that the rows name; a home that nobody imported is written down."""
    named = {address(row) for _, row in checked.rows}
    known = household.addresses_in(tx, sorted({each.estate for each in named}))
    homes = {each: known[each] for each in named if each in known}
    for number, row in checked.rows:
        if address(row) not in homes:
            checked.faults.append(Fault(number, "房号", f"没有这一户：{address(row).said}，请先导入住户表"))
    return homes


def record(tx: Tx, actor: Actor, what: str, imported: Imported, now: datetime) -> Imported:
    """Write down that it was done."""
    figures = {"new": imported.new, "changed": imported.changed, "same": imported.same}
    subject = f"import:{what}"
    audit.record(tx, at=now, actor=actor.name, action=f"import.{what}", subject=subject, before={}, after=figures)
    return imported
