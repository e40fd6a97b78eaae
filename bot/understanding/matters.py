"""Tells matters apart: two complaints of one message, and one complaint that is told at length. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from civic.place import read_place

BESIDES = r"还有(?![多几没吗谁一余剩])|另外(?!那)|顺便|顺带|再问"
_APART = re.compile(rf"{BESIDES}|.{{0,10}}?也(?!许|是)")
_JOINER = re.compile("^(?:还有|另外|顺便|顺带)(?:就是)?[,:说]?")
_HOME = re.compile("[0-9a-z一二三四五六七八九十][号栋幢座#]")
# The same matter in other words (domain.md, 4, rule 7).
_ALIKE = (
    {"消防安全", "充电车棚"},
    {"消防安全", "环境卫生"},
    {"邻里纠纷", "水电气暖"},
    {"排水管网", "环境卫生"},
    {"飞线管线", "消防安全"},
    {"停车秩序", "消防安全"},
)
_NO_MATTER = frozenset(("其他", "物业服务"))  # nothing that we know, or how a matter is seen to


@dataclass(slots=True)
class Matter:
    """What is complained of, with all that was told of it, and its building if one was named."""

    category: str
    text: str
    building: str | None


def may_be_several(text: str) -> bool:
    """A quick look: is anything there by which matters are told apart?"""
    return "也" in text or bool(re.search(BESIDES, text)) or len(_HOME.findall(text)) > 1


def told_apart(parts: Iterable[tuple[str, str | None]]) -> list[Matter]:
    """The matters, told apart by 另外, by 也, or by their buildings; a part that asks for nothing is told of all.

    Each part comes with the category of its complaint; "" where it asks for something else, None for nothing.
    """
    matters: list[Matter] = []
    shared: list[str] = []
    for part, category in parts:
        if not category:
            shared += [part] if category is None else []
            continue
        place = read_place(part)
        told = Matter(category, part, place.building if place else None)
        if matters and not _is_another(told, matters[-1]):
            matters[-1].text = f"{matters[-1].text},{part}"
            matters[-1].building = matters[-1].building or told.building
        else:
            matters.append(told)
    for each in matters:
        each.text = ",".join([_JOINER.sub("", each.text), *shared])
    return matters


def _is_another(told: Matter, before: Matter) -> bool:
    """Is this another matter than the one told before it, and not more of the same?"""
    if told.building and before.building and told.building != before.building:
        return told.category not in _NO_MATTER
    categories = {told.category, before.category}
    another = len(categories) > 1 and categories not in _ALIKE and categories.isdisjoint(_NO_MATTER)
    return another and bool(_APART.match(told.text))
