"""What residents say: the standard mix of 60 % menu and queries, 25 % dialog steps and 15 % new cases."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a message is for, which decides how its answer is judged."""

    QUERY = "query"
    STEP = "step"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation. `files`: it brings a case, so the answer must name its number."""

    kind: Kind
    text: str
    files: bool = False


Conversation = tuple[Line, ...]

QUERIES = ("0", "帮助", "进度", "我的网格员", "2")
FORM = ("报修", "1", "7号楼2单元", "跳过")
TROUBLES = (
    "楼道灯坏了",
    "单元门关不上",
    "下水道堵了",
    "楼梯扶手松动",
    "垃圾没有清运",
    "墙皮脱落",
    "对讲机没有声音",
    "雨水管漏水",
    "楼道堆满杂物",
    "门口路砖松动",
    "健身器材坏了",
    "绿化带没人修剪",
)
SINCE = ("三天", "两天", "一个星期", "半个月", "一个月", "好久")

# A deck of 80 messages: 48 queries, five walks through the form of four lines each, 12 sentences.
DECK = 80
_QUERIES_IN_DECK, _FORMS_IN_DECK, _CASES_IN_DECK = 48, 5, 12


def conversations(rng: random.Random) -> Iterator[Conversation]:
    """Endless conversations, shuffled deck by deck, so that each deck holds the exact mix."""
    while True:
        deck = _deck(rng)
        rng.shuffle(deck)
        yield from deck


def _deck(rng: random.Random) -> list[Conversation]:
    queries = [(Line(Kind.QUERY, rng.choice(QUERIES)),) for _ in range(_QUERIES_IN_DECK)]
    forms = [tuple(Line(Kind.STEP, text, files=text == FORM[-1]) for text in FORM)] * _FORMS_IN_DECK
    cases = [(Line(Kind.CASE, _complaint(rng), files=True),) for _ in range(_CASES_IN_DECK)]
    return [*queries, *forms, *cases]


def _complaint(rng: random.Random) -> str:
    building, unit, floor = rng.randint(7, 9), rng.randint(1, 4), rng.randint(1, 18)
    return f"{building}号楼{unit}单元{floor}楼{rng.choice(TROUBLES)}{rng.choice(SINCE)}没人修"
