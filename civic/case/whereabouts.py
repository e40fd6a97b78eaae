"""Case 诉求, where it is: is it said well enough, what a later word adds, and which estate is meant. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from civic.numbers import CHINESE_DIGITS
from civic.place import LONGEST_DETAIL, Place, say
from config.community import Community

_N = rf"(?:\d+|[{CHINESE_DIGITS}]+)"
_FLOOR = re.compile(rf"{_N}[楼樓层層]")
# Every building has one: alone they do not tell where to go.
_ANYWHERE = re.compile(
    rf"(?:{_N}[-到至~])?{_N}?[楼樓层層]?"
    r"(?:楼道|走廊|过道|楼梯[口间]?|电梯[口间厅里]?|楼[下上顶]|屋顶|天台|单元门|门口|楼|层|家里|之间)?"
)


def is_findable(place: Place | None) -> bool:
    """Would somebody sent there find it? A stairwell or a floor without a building is not enough."""
    if place is None:
        return False
    return bool(place.building or place.room) or not _ANYWHERE.fullmatch(place.detail)


def more_exactly(place: Place, earlier: Place | None) -> Place:
    """A later answer, with what was already said and it leaves out: `3号楼` after `楼道灯坏了` is 3号楼楼道."""
    if earlier is None:
        return place
    return Place(
        place.estate or earlier.estate,
        place.building or earlier.building,
        place.unit or earlier.unit,
        place.room or earlier.room,
        place.detail or earlier.detail,
    )


def with_added(known: Place | None, said: Place) -> Place:
    """A known place with what was said of it since: it fills what is missing; what does not fit stands beside it."""
    if known is None:
        return said
    pairs = zip(_parts(known), _parts(said), strict=True)
    if any(old and new and old != new for old, new in pairs):
        return replace(known, detail=_joined(known.detail, say(said, exactly=True)))
    return replace(more_exactly(known, said), detail=_joined(known.detail, said.detail))


def by_present_name(place: Place, community: Community) -> Place:
    """The same place, its estate called as it is today: posts are held for estates by that name."""
    known = community.estate(place.estate) if place.estate else None
    return replace(place, estate=known.name) if known else place


def estates_meant(place: Place | None, community: Community) -> Sequence[str]:
    """The estates that a building without one may stand in; empty where there is nothing to ask."""
    if place is None or place.building is None or place.estate or len(community.estates) < 2:
        return ()
    meant = [each.name for each in community.estates if not each.buildings or place.building in each.buildings]
    return meant if len(meant) > 1 else ()


def is_unknown(place: Place | None, community: Community) -> bool:
    """Is there no such building in the lists? They may be incomplete: who says it again is believed."""
    if place is None or place.building is None:
        return False
    named = community.estate(place.estate) if place.estate else None
    if place.estate and named is None:
        return False
    estates = [named] if named else community.estates
    return all(each.buildings and place.building not in each.buildings for each in estates)


def _parts(place: Place) -> tuple[str | None, str | None, str | None, str | None]:
    return place.estate, place.building, place.unit, place.room


def _joined(known: str, said: str) -> str:
    """Landmarks in a row; a floor comes before what is on it: 五楼楼道."""
    if not said or said in known:
        return known
    return (f"{said}{known}" if _FLOOR.fullmatch(said) else f"{known} {said}".strip())[:LONGEST_DETAIL]
