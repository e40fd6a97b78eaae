"""Address 地址: a home in four parts as tables and forms write it, read as the chat reads it (civic/place.py)."""

from typing import NamedTuple

from civic.place import Place, read_part, say
from config.community import Community


class Address(NamedTuple):
    """Where a home is; `unit` is "" where the building has one staircase."""

    estate: str
    building: str
    unit: str
    room: str

    @property
    def said(self) -> str:
        """`晴川花园7号楼2单元501室`: for those who belong to it, and for staff."""
        return say(Place(self.estate, self.building, self.unit or None, self.room, ""))

    @property
    def building_said(self) -> str:
        """`晴川花园7号楼`: as much as is written where others may look on."""
        return say(Place(self.estate, self.building, None, None, ""))

    def fits(self, place: Place, community: Community) -> bool:
        """May a place that was said be this home? What was left out fits everything."""
        named = community.estate(place.estate) if place.estate else None
        told = (named.name if named else place.estate, place.building, place.unit, place.room)
        return all(not said or not mine or said == mine for said, mine in zip(told, self, strict=True))


def read_address(community: Community, estate: str, building: str, unit: str, room: str) -> Address | None:
    """The address in the writing that is stored (`七栋`, `７号楼` and `7.0` are `7`); None: no estate is called so."""
    found = community.estate(estate)
    if found is None:
        return None
    parts = (read_part("building", building), read_part("unit", unit), read_part("room", room))
    return Address(found.name, *parts)
