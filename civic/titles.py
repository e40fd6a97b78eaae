"""Finds which titles somebody means who names them in their own words: `楼梯口公告栏那个`. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

ENOUGH = Fraction(1, 3)  # one pair of characters that stands in three titles at most
_AND = re.compile("[,，、;；。.\\s]+|还有|以及|[和跟与及]")
_PAIR = re.compile("[0-9a-z一-龥]{2}")


@dataclass(frozen=True, slots=True)
class Named:
    """What was named. `sure`: just these; `unclear`: it may be one of these."""

    sure: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()


def match_titles(text: str, titles: Mapping[int, str]) -> Named:
    """Match each part of what was said (`公告栏和凉亭`); a part that names nothing is talk."""
    pairs = {number: _pairs(title) for number, title in titles.items()}
    common = Counter(pair for of_title in pairs.values() for pair in of_title)
    sure: list[int] = []
    for part in _AND.split(text):
        best = _best(_pairs(part), pairs, common)
        if len(best) > 1:
            return Named(unclear=tuple(best))
        sure += [number for number in best if number not in sure]
    return Named(sure=tuple(sure))


def _best(said: set[str], pairs: Mapping[int, set[str]], common: Counter[str]) -> list[int]:
    """The titles that share most with what was said; a pair of characters in many titles says little."""
    scores = {
        number: sum((Fraction(1, common[pair]) for pair in said & of_title), Fraction())
        for number, of_title in pairs.items()
    }
    most = max(scores.values(), default=Fraction())
    return [number for number, score in scores.items() if score == most] if most >= ENOUGH else []


def _pairs(text: str) -> set[str]:
    joined = ("".join(two) for two in pairwise(text.lower()))
    return {pair for pair in joined if _PAIR.fullmatch(pair)}
