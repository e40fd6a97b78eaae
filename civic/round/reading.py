"""Reads a new round as staff type it: numbers, local instants, and a line for each project. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from civic.errors import Refusal
from civic.money import read_yuan
from civic.round.making import NewProject
from storage.round import Electorate

_BAR = re.compile("[|｜]")


def read_draft(typed: Mapping[str, str], zone: tzinfo) -> dict[str, Any]:
    """What `draft` takes of a form's fields.

    Refused: `round_number` (no number), `round_times`, `round_who`, `round_line` (a project's line has another form).
    """
    return {
        "title": typed.get("title", ""),
        "electorate": _electorate(typed.get("electorate", "")),
        "max_picks": _number(typed.get("max_picks", "")),
        "winners": _number(typed.get("winners", "")),
        "opens_at": _instant(typed.get("opens_at", ""), zone),
        "closes_at": _instant(typed.get("closes_at", ""), zone),
        "projects": read_projects(typed.get("projects", "")),
    }


def read_projects(text: str) -> list[NewProject]:
    """`标题 | 说明 | 费用元` a line; what comes after the title may be left out. Refused: `round_line`."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [_project(line, number) for number, line in enumerate(lines, 1)]


def _project(line: str, number: int) -> NewProject:
    title, about, cost, *rest = [part.strip() for part in _BAR.split(line)] + [""] * 2
    fen = read_yuan(cost.removesuffix("元").strip()) if cost else None
    if any(rest) or (cost and fen is None):
        raise Refusal("round_line", {"number": number})
    return NewProject(title, about, fen)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise Refusal("round_number")
    return int(text)


def _instant(text: str, zone: tzinfo) -> datetime:
    """`2026-11-10T09:00`, as the clock on the wall here says it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise Refusal("round_times") from None


def _electorate(word: str) -> Electorate:
    if word not in set(Electorate):
        raise Refusal("round_who")
    return Electorate(word)
