"""Pabulib: reads an election from a `.pb` file (UTF-8, `;`, META, PROJECTS, VOTES). Pure and strict, no guessing."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from civic.errors import Unfit

SECTIONS = ("META", "PROJECTS", "VOTES")
KEYS = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Election:
    """What a file holds. `costs`: by project, in the publisher's own order; `told_votes`: what it says was counted."""

    meta: Mapping[str, str]
    costs: Mapping[str, int]
    ballots: Sequence[tuple[str, ...]]
    told_votes: Mapping[str, int]

    def disagreements(self) -> list[str]:
        """Where the file contradicts its own ballots, a line each."""
        counted = Counter(project for ballot in self.ballots for project in ballot)
        found = [
            f"project {project}: the file says {told} votes, its ballots give {counted[project]}"
            for project, told in self.told_votes.items()
            if told != counted[project]
        ]
        for key, real in (("num_projects", len(self.costs)), ("num_votes", len(self.ballots))):
            if self.meta.get(key, str(real)) != str(real):
                found.append(f"{key}: the file says {self.meta[key]}, it holds {real}")
        return found


def read(text: str) -> Election:
    """Read a file's text. Raises Unfit, naming the line and what was expected."""
    parts = _sections(text)
    meta = {row["key"]: row["value"] for _, row in _table("META", parts["META"])}
    costs: dict[str, int] = {}
    told: dict[str, int] = {}
    for number, row in _table("PROJECTS", parts["PROJECTS"]):
        project = row["project_id"]
        if project in costs:
            raise Unfit(f"line {number}: project {project} stands there twice")
        costs[project] = _whole(row["cost"], number, "cost")
        if "votes" in row:
            told[project] = _whole(row["votes"], number, "votes")
    ballots = [_ballot(row["vote"], costs, number) for number, row in _table("VOTES", parts["VOTES"])]
    return Election(meta, costs, ballots, told)


def _sections(text: str) -> dict[str, list[Line]]:
    parts: dict[str, list[Line]] = {}
    lines = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=None), delimiter=";")
    for fields in lines:
        name = fields[0].strip().upper() if len(fields) == 1 else ""
        if name in SECTIONS:
            if len(parts) == len(SECTIONS) or name != SECTIONS[len(parts)]:
                raise Unfit(f"line {lines.line_num}: {name} in the wrong place; expected {', '.join(SECTIONS)}")
            parts[name] = []
        elif any(field.strip() for field in fields):
            if not parts:
                raise Unfit(f"line {lines.line_num}: expected META")
            list(parts.values())[-1].append((lines.line_num, fields))
    for name in SECTIONS:
        if name not in parts:
            raise Unfit(f"there is no section {name}")
    return parts


def _table(name: str, lines: Sequence[Line]) -> Iterator[tuple[int, dict[str, str]]]:
    """A section's rows by its heading."""
    if not lines:
        raise Unfit(f"section {name} has no heading")
    heading = [field.strip() for field in lines[0][1]]
    for key in KEYS[name]:
        if key not in heading:
            raise Unfit(f"line {lines[0][0]}: {name} has no column {key}")
    for number, fields in lines[1:]:
        if len(fields) != len(heading):
            raise Unfit(f"line {number}: expected {len(heading)} fields, found {len(fields)}")
        yield number, dict(zip(heading, (field.strip() for field in fields), strict=True))


def _whole(text: str, number: int, what: str) -> int:
    """Files of some cities write 9000.0."""
    whole, _, rest = text.partition(".")
    if not whole.isascii() or not whole.isdigit() or rest.strip("0"):
        raise Unfit(f"line {number}: {what} must be a whole number, not {text!r}")
    return int(whole)


def _ballot(text: str, projects: Mapping[str, int], number: int) -> tuple[str, ...]:
    picks = tuple(pick.strip() for pick in text.split(",") if pick.strip())
    for pick in picks:
        if pick not in projects:
            raise Unfit(f"line {number}: there is no project {pick}")
    if len(set(picks)) != len(picks):
        raise Unfit(f"line {number}: a project stands on the ballot twice")
    return picks
