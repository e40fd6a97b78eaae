"""Tells danger to life now from past, feared, denied and figurative danger (domain.md, sections 4 and 5)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from config.lexicon import Alarm, Lexicon

_CLAUSE_END = re.compile(r"[,。!?;…~\n]|(?<=[^a-z0-9]) | (?=[^a-z0-9])")
_SHORT = 8  # characters: a clause this short ("上次,", "万一 ") still governs the next one
_FIGURE_REACH = 24
FIGURATIVE = ("self_harm", "jumper")
NEVER_UNSURE = ("self_harm", "gas", "missing")  # where even a guess must be answered at once


@dataclass(frozen=True, slots=True)
class Emergency:
    """Danger to life as it was told. `doubtful`: give the number, and go on as usual besides."""

    kind: str
    doubtful: bool


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern or "(?!)")


@dataclass(frozen=True, slots=True)
class _Sign:
    """One way to tell of one kind of emergency, compiled."""

    kind: str
    doubtful: bool
    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    yesterday_counts: bool


def _signs(alarm: Alarm, *, doubtful: bool) -> Iterator[tuple[str, _Sign]]:
    unless = _compiled(alarm.unless)
    for sign in alarm.doubtful if doubtful else alarm.certain:
        yield sign.keys, _Sign(alarm.kind, doubtful, re.compile(sign.pattern), unless, alarm.yesterday_counts)


class Alarms:
    """The emergency layer: pure, and first in every state."""

    def __init__(self, lexicon: Lexicon) -> None:
        calm = lexicon.calm
        self._signs: list[_Sign] = []
        self._by_key: dict[str, set[int]] = defaultdict(set)
        for doubtful, alarm in product((False, True), lexicon.alarms):
            for keys, sign in _signs(alarm, doubtful=doubtful):
                for key in keys:
                    self._by_key[key].add(len(self._signs))
                self._signs.append(sign)
        self._before = _compiled(calm.before)
        self._just_before = re.compile(f"(?:{calm.just_before})$")
        self._after = re.compile(f"^(?:{calm.after})")
        self._yesterday = _compiled(calm.yesterday)
        self._now = _compiled(calm.now)
        self._around = _compiled(calm.around)
        self._unsure = _compiled(calm.unsure)
        self._figure = re.compile(f"(?:{calm.figure})")
        self._figure_own = re.compile(f"(?:{calm.figure_own})")
        self._figure_never = _compiled(calm.figure_never)
        self._figure_words = _compiled(calm.figure_words)
        self._numbers = lexicon.emergency_numbers

    def heard(self, text: str) -> Emergency | None:
        """The most pressing danger told in a cleaned, lower-case text, or None: certain signs before doubtful ones."""
        possible = set().union(*(self._by_key[key] for key in self._by_key.keys() & set(text)))
        clauses: list[tuple[int, int]] = []
        for sign in (self._signs[number] for number in sorted(possible)):
            for found in sign.pattern.finditer(text):
                clauses = clauses or list(_clauses(text))
                before, clause = _surroundings(text, clauses, found)
                if not self._calm(sign, before, clause, text, found):
                    unsure = sign.kind not in NEVER_UNSURE and bool(self._unsure.search(before))
                    return Emergency(sign.kind, sign.doubtful or unsure)
        return None

    def dialled(self, number: int) -> Emergency | None:
        """110, 119, 120 sent alone: somebody asks for the number, or needs it."""
        kind = self._numbers.get(number)
        return Emergency(kind, doubtful=True) if kind else None

    def figurative(self, text: str) -> bool:
        """Whether words of self-harm stand as a figure of speech: no alarm, one gentle line."""
        found = self._figure_words.search(text)
        return bool(found and self._figure.search(text[max(0, found.start() - _FIGURE_REACH) : found.start()]))

    def _calm(self, sign: _Sign, before: str, clause: str, text: str, found: re.Match[str]) -> bool:
        if sign.unless.search(clause) or self._just_before.search(text, max(0, found.start() - 12), found.start()):
            return True
        if self._after.search(text[found.end() : found.end() + 16]) or self._figure.search(before[-_FIGURE_REACH:]):
            return True
        led = before + found[0]
        if sign.kind in FIGURATIVE and self._exaggerated(led + text[found.end() : found.end() + 1], text):
            return True
        if self._now.search(text):
            return bool(self._before.search(led) and not self._now.search(before + clause))
        if self._before.search(led) or self._around.search(text):
            return True
        return not sign.yesterday_counts and bool(self._yesterday.search(before))

    def _exaggerated(self, led: str, text: str) -> bool:
        """Whether a telling is itself a figure of speech: 楼上吵得我想跳楼. Never where a roof or a window is named."""
        word = self._figure_words.search(led)
        return bool(word and self._figure_own.search(led[: word.start()]) and not self._figure_never.search(text))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _CLAUSE_END.finditer(text):
        if end.start() > start:
            yield start, end.start()
        start = end.end()
    if start < len(text):
        yield start, len(text)


def _surroundings(text: str, clauses: list[tuple[int, int]], found: re.Match[str]) -> tuple[str, str]:
    """What governs a telling: its clauses up to it, led by a short clause before them; and those clauses whole."""
    touched = [i for i, (start, end) in enumerate(clauses) if start < found.end() and end > found.start()]
    if not touched:
        return "", found[0]
    first, last = touched[0], touched[-1]
    start = clauses[first][0]
    if first and clauses[first - 1][1] - clauses[first - 1][0] <= _SHORT:
        start = clauses[first - 1][0]
    return text[start : found.start()], text[start : clauses[last][1]]
