"""Round 轮次 as it may be seen: the running counts are in nobody's view, the turnout is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic import rights
from civic.errors import Refusal
from civic.rights import Actor
from civic.round.rules import hash_of, rules_text
from storage import ballot
from storage import round as rounds
from storage.round import Electorate, RoundState
from storage.tx import Tx

WHO: Mapping[Electorate, str] = {
    Electorate.RESIDENTS: "开始投票时关注本号的居民，租户也算",
    Electorate.REPRESENTATIVES: "居民代表",
}

ELECTORATES = tuple(WHO)


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project on the ballot. `cost` in fen; None: not estimated."""

    number: int
    title: str
    about: str
    cost: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted. `winners` in the order in which they were chosen; `gaps`: votes that each other one lacked."""

    rule: str
    winners: tuple[int, ...]
    votes: Mapping[int, int]
    gaps: Mapping[int, int]
    turnout: int
    roll_size: int


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round. `result` from closing on; `roll_size` from opening on."""

    number: int
    title: str
    state: RoundState
    electorate: Electorate
    rule: str
    max_picks: int
    winners: int
    opens_at: datetime
    closes_at: datetime
    rules_text: str
    rules_hash: str
    roll_size: int
    result: Result | None

    @property
    def is_open(self) -> bool:
        """Is it being voted on?"""
        return self.state is RoundState.OPEN

    @property
    def who(self) -> str:
        """Who may vote, in words."""
        return who_may_vote(self.electorate)


@dataclass(frozen=True, slots=True)
class Whole:
    """A round in the console: no count before closing stands here either."""

    round: RoundView
    projects: Sequence[ProjectView]
    turnout: int
    is_as_published: bool


def who_may_vote(electorate: Electorate) -> str:
    """In words, as they stand in the published rules."""
    return WHO[electorate]


def view(row: Any) -> RoundView:
    """From a row."""
    return RoundView(
        row.id,
        row.title,
        RoundState(row.state),
        Electorate(row.electorate),
        row.rule,
        row.max_picks,
        row.winners,
        row.opens_at,
        row.closes_at,
        row.rules_text,
        row.rules_hash,
        row.roll_size,
        _result(row.result) if row.result else None,
    )


def get(tx: Tx, round_id: int) -> RoundView | None:
    """One round."""
    row = rounds.get(tx, round_id)
    return view(row) if row else None


def all_rounds(tx: Tx, actor: Actor) -> Sequence[RoundView]:
    """Every round, the newest first; for the console. Refused: `not_allowed`."""
    rights.demand(actor, rights.READS_CONSOLE)
    return [view(row) for row in rounds.all_of_them(tx)]


def current(tx: Tx, now: datetime) -> RoundView | None:
    """The published round that is not over: the open one, else the next."""
    row = rounds.current(tx, now)
    return view(row) if row else None


def newest_past(tx: Tx, now: datetime) -> RoundView | None:
    """The round that was over last; without a result while it is being counted."""
    row = rounds.newest_past(tx, now)
    return view(row) if row else None


def projects(tx: Tx, round_id: int) -> Sequence[ProjectView]:
    """What stands on the ballot, in the published order."""
    return [ProjectView(row.number, row.title, row.about, row.cost) for row in rounds.projects_of(tx, round_id)]


def turnout(tx: Tx, round_id: int) -> int:
    """How many have voted: the only figure that is shown before closing."""
    return ballot.turnout(tx, round_id)


def whole(tx: Tx, actor: Actor, round_id: int) -> Whole:
    """A round with all that staff may see of it. Refused: `not_allowed`, `round_not_found`."""
    rights.demand(actor, rights.READS_CONSOLE)
    found = get(tx, round_id)
    if found is None:
        raise Refusal("round_not_found")
    return Whole(found, projects(tx, round_id), turnout(tx, round_id), is_as_published(tx, round_id))


def is_as_published(tx: Tx, round_id: int) -> bool:
    """Do the round and its projects still say what was published, to the letter?"""
    found = get(tx, round_id)
    if found is None or not found.rules_hash:
        return False
    return hash_of(rules_text(found, projects(tx, round_id))) == found.rules_hash


def _result(stored: Mapping[str, Any]) -> Result:
    """JSON knows only text as a key."""
    votes, gaps = ({int(key): value for key, value in stored[name].items()} for name in ("votes", "gaps"))
    return Result(stored["rule"], tuple(stored["winners"]), votes, gaps, stored["turnout"], stored["roll_size"])
